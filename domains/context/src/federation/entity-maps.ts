/**
 * Entity maps: the candidates of a query, fixed for paging, with who has them
 * (ETSI GS CIM 009 V1.9.1 §4.5.25, §5.5.9.3, §5.5.14, §5.14).
 */
import { instant, isUri, narrowed, offers } from '@machinaka/ngsi'
import { isRefusal, refusal, type Ids, type Postgres, type Refusal, type Tenant } from '@machinaka/platform'
import { etsi } from '../ngsi-answers.ts'
import type { Call, EntityMapMade, EntityMapWish, Found, Outcome, QueryRequest, ReadEntity, Warning } from '../operations.ts'
import { queryDistributed, queryMatches, specificationOf, type ReadNeeds } from './distributed-reads.ts'
import { countMaps, deleteMap, findMap, insertMap, pruneMap, setMapExpiry, type EntityMap, type MapEntries } from './entity-map-store.ts'
import { distinct, fanOut } from './fan-out.ts'
import type { Match } from './registry.ts'
import { warningOf } from './source-client.ts'
import { queryString } from './wire-query.ts'

export const entityMapLimits = {
  /** Candidates of one map. */
  entities: 50_000,
  /** Maps of one tenant that have not expired. */
  maps: 1_000,
  lifetime_s: 600,
  longestLifetime_s: 86_400,
} as const
const PAGE = 1_000
const CHUNK = 100

export interface EntityMaps {
  /** §5.14.4. */
  create(call: Call, request: QueryRequest): Promise<Outcome<EntityMap>>
  /** §5.14.1. */
  get(tenant: Tenant, id: string, now: Date): Promise<EntityMap | Refusal>
  /** §5.14.2: the expiry alone can be changed. */
  update(tenant: Tenant, id: string, change: { readonly fragment: unknown; readonly now: Date }): Promise<Refusal | undefined>
  /** §5.14.3. */
  remove(tenant: Tenant, id: string, now: Date): Promise<Refusal | undefined>
  /** §5.7.2.4 with an entity map: the one that the call names while it lasts, else a new one. */
  query(call: Call, request: QueryRequest): Promise<Outcome<Found>>
  /** Keeps a map of this one entity for later retrievals (§5.7.1.4). */
  keepFor(call: Call, id: string, wish: EntityMapWish): Promise<EntityMapMade | Refusal>
}

export const MAPS = '/ngsi-ld/v1/entityMaps/'
/** A map is named by its id, or by the address of its resource. */
const idOf = (given: string): string => {
  const last = given.slice(given.lastIndexOf('/') + 1)
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}

type MapNeeds = ReadNeeds & { readonly postgres: Postgres; readonly ids: Ids }

export const createEntityMaps = (needs: MapNeeds): EntityMaps => new Maps(needs)

class Maps implements EntityMaps {
  readonly #needs: MapNeeds

  constructor(needs: MapNeeds) {
    this.#needs = needs
  }

  async create(call: Call, request: QueryRequest): Promise<Outcome<EntityMap>> {
    const found = await candidates(this.#needs, call, request)
    if (isRefusal(found)) return found
    const map = await this.#keep(call, { ...found, lifetime_s: request.entityMap?.lifetime_s })
    return isRefusal(map) ? map : { value: map, warnings: found.warnings }
  }

  async get(tenant: Tenant, id: string, now: Date): Promise<EntityMap | Refusal> {
    return badId(id) ?? (await this.#find(tenant, id, now)) ?? absent(id)
  }

  async update(
    tenant: Tenant,
    id: string,
    { fragment, now }: { readonly fragment: unknown; readonly now: Date },
  ): Promise<Refusal | undefined> {
    const at = expiryIn(fragment)
    if (isRefusal(at)) return at
    const map = await this.get(tenant, id, now)
    if (isRefusal(map)) return map
    if (at === undefined) return undefined
    const latest = now.getTime() + entityMapLimits.longestLifetime_s * 1000
    await this.#needs.postgres.tenant(tenant, (tx) => setMapExpiry(tx, tenant, map.id, new Date(Math.min(at.getTime(), latest))))
    return undefined
  }

  async remove(tenant: Tenant, id: string, now: Date): Promise<Refusal | undefined> {
    const map = await this.get(tenant, id, now)
    if (isRefusal(map)) return map
    await this.#needs.postgres.tenant(tenant, (tx) => deleteMap(tx, tenant, map.id))
    return undefined
  }

  async query(call: Call, request: QueryRequest): Promise<Outcome<Found>> {
    const standing = call.entityMap === undefined ? undefined : await this.#find(call.tenant, call.entityMap, call.now)
    const made = standing === undefined ? await this.create(call, request) : { value: standing }
    if (isRefusal(made)) return made
    const page = await pageOfMap(this.#needs, call, request, made.value)
    if (isRefusal(page)) return page
    const { gone, found, warnings } = page
    if (gone.length > 0) await this.#needs.postgres.tenant(call.tenant, (tx) => pruneMap(tx, call.tenant, made.value.id, gone))
    const entityMap = { id: MAPS + made.value.id, created: standing === undefined }
    return { value: { ...found, entityMap }, warnings: distinct([...(made.warnings ?? []), ...warnings]) }
  }

  async keepFor(call: Call, id: string, wish: EntityMapWish): Promise<EntityMapMade | Refusal> {
    const matches = await queryMatches(this.#needs, call, { selectors: [{ ids: [id] }] })
    const holders = ['@none', ...matches.map(({ source }) => source.registration.id)]
    const map = await this.#keep(call, { entries: { [id]: holders }, lifetime_s: wish.lifetime_s })
    return isRefusal(map) ? map : { id: MAPS + map.id, created: true }
  }

  #find(tenant: Tenant, id: string, now: Date): Promise<EntityMap | undefined> {
    return this.#needs.postgres.tenant(tenant, (tx) => findMap(tx, tenant, idOf(id), now))
  }

  async #keep(
    call: Call,
    said: { readonly entries: MapEntries; readonly linked?: EntityMap['linked']; readonly lifetime_s: number | undefined },
  ): Promise<EntityMap | Refusal> {
    const lifetime_s = Math.min(said.lifetime_s ?? entityMapLimits.lifetime_s, entityMapLimits.longestLifetime_s)
    const map: EntityMap = {
      id: `urn:ngsi-ld:EntityMap:${this.#needs.ids.uuid()}`,
      temporal: false,
      entries: said.entries,
      linked: said.linked ?? {},
      expiresAt: new Date(call.now.getTime() + lifetime_s * 1000),
    }
    return this.#needs.postgres.tenant(call.tenant, async (tx) => {
      if ((await countMaps(tx, call.tenant, call.now)) >= entityMapLimits.maps)
        return refusal(
          'context.query-invalid',
          `There are ${entityMapLimits.maps} entity maps already: delete some, or wait until they expire.`,
          { problem: 'TooManyResults', limit: entityMapLimits.maps },
        )
      await insertMap(tx, call.tenant, map, call.now)
      return map
    })
  }
}

const absent = (id: string): Refusal => etsi('ResourceNotFound', `There is no entity map ${id}, or it has expired.`)
const badId = (id: string): Refusal | undefined =>
  isUri(idOf(id)) ? undefined : etsi('BadRequestData', 'The id of an entity map is a URI (§5.14.1).')

function expiryIn(fragment: unknown): Date | undefined | Refusal {
  if (typeof fragment !== 'object' || fragment === null || Array.isArray(fragment))
    return etsi('BadRequestData', 'The body must be an EntityMap fragment (§5.14.2).')
  const { expiresAt } = fragment as Readonly<Record<string, unknown>>
  if (expiresAt === undefined) return undefined
  const at = typeof expiresAt === 'string' ? instant(expiresAt) : undefined
  return at === undefined ? etsi('BadRequestData', '"expiresAt" must be a DateTime in UTC (§5.2.39).') : new Date(at)
}

/** Who has what fits, of this broker and its sources; with split entities, what may fit (§5.14.4.4). */
async function candidates(
  needs: ReadNeeds,
  call: Call,
  request: QueryRequest,
): Promise<{ readonly entries: MapEntries; readonly linked: EntityMap['linked']; readonly warnings: readonly Warning[] } | Refusal> {
  const split = request.splitEntities ?? needs.splitEntities
  const found = new Map<string, string[]>()
  const add = (id: string, holder: string): void => {
    const holders = found.get(id)
    if (holders === undefined) found.set(id, [holder])
    else if (!holders.includes(holder)) holders.push(holder)
  }
  const matches = await queryMatches(needs, call, request)
  const { q, geo, scopeQ, attrs, join: _join, entityMap: _map, ...rest } = request
  const filtered = matches.length > 0 && split ? rest : { ...rest, q, geo, scopeQ, attrs }
  for (let offset = 0; ; offset += PAGE) {
    const page = await needs.local.queryEntities({ ...call, entityMap: undefined }, { ...filtered, offset, limit: PAGE })
    if (isRefusal(page)) return page
    for (const { id } of page.value.entities) add(id, '@none')
    if (found.size > entityMapLimits.entities) return tooMany()
    if (!page.value.more) break
  }
  const linked: Record<string, string> = {}
  const remote = await fanOut(
    matches,
    (match) => candidatesAt(needs, call, match, { request, split }),
    (match) => ({ ids: [], map: undefined, warning: warningOf({ failed: 'late', detail: 'Not asked in time' }, match.source) }),
  )
  matches.forEach(({ source }, at) => {
    for (const id of remote[at]?.ids ?? []) add(id, source.registration.id)
    const map = remote[at]?.map
    if (map !== undefined) linked[source.registration.id] = map
  })
  if (found.size > entityMapLimits.entities) return tooMany()
  const entries = Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
  return { entries, linked, warnings: remote.flatMap(({ warning }) => warning ?? []) }
}

const tooMany = (): Refusal =>
  refusal('context.query-invalid', `More than ${entityMapLimits.entities} entities fit: narrow the query.`, {
    problem: 'TooManyResults',
    limit: entityMapLimits.entities,
  })

interface CandidatesAt {
  readonly ids: readonly string[]
  readonly map: string | undefined
  readonly warning: Warning | undefined
}

/** The ids that a source has: out of its own entity map where it offers one, else out of a query. */
async function candidatesAt(
  needs: ReadNeeds,
  call: Call,
  match: Match,
  { request, split }: { readonly request: QueryRequest; readonly split: boolean },
): Promise<CandidatesAt> {
  const { source, infos } = match
  if (!offers(source, 'createEntityMapQueryEntity')) return queriedIds(needs, call, match, request)
  const { q, geo, scopeQ } = request
  const filters = split ? {} : { q, geo, scopeQ }
  const [spec = {}] = request.selectors.map(specificationOf)
  const answer = await needs.ask(call, source, {
    method: 'GET',
    path: (terms) => `/entityMaps${queryString({ entity: narrowed(spec, infos), ...filters }, terms)}`,
  })
  // A source that does not make maps after all is asked for the entities themselves (§5.5.14).
  if (answer.failed !== undefined)
    return answer.failed === 'error'
      ? queriedIds(needs, call, match, request)
      : { ids: [], map: undefined, warning: warningOf(answer, source) }
  const body = (typeof answer.json === 'object' && answer.json !== null ? answer.json : {}) as Readonly<Record<string, unknown>>
  const entries = typeof body['entityMap'] === 'object' && body['entityMap'] !== null ? Object.keys(body['entityMap']) : undefined
  if (entries === undefined) return queriedIds(needs, call, match, request)
  return { ids: entries, map: typeof body['id'] === 'string' ? body['id'] : answer.headers['ngsild-entitymap'], warning: undefined }
}

async function queriedIds(needs: ReadNeeds, call: Call, match: Match, request: QueryRequest): Promise<CandidatesAt> {
  const nowhere: ReadNeeds['local'] = { ...needs.local, queryEntities: async () => ({ value: { entities: [], more: false } }) }
  const found = await queryDistributed(
    { ...needs, local: nowhere },
    { ...call, entityMap: undefined },
    { ...request, pick: undefined, omit: undefined, entityMap: undefined, offset: 0, limit: PAGE },
    [match],
  )
  return isRefusal(found)
    ? { ids: [], map: undefined, warning: warningOf({ failed: 'error', detail: found.detail }, match.source) }
    : { ids: found.value.entities.map(({ id }) => id), map: undefined, warning: found.warnings?.[0] }
}

/** One page: full as long as candidates fit; those that no longer do are told as `gone` (§5.5.9.3). */
async function pageOfMap(
  needs: ReadNeeds,
  call: Call,
  request: QueryRequest,
  map: EntityMap,
): Promise<{ readonly found: Found; readonly gone: readonly string[]; readonly warnings: readonly Warning[] } | Refusal> {
  const { limit = 20, offset = 0, count = false } = request
  const all = Object.keys(map.entries)
  const entities: ReadEntity[] = []
  const gone: string[] = []
  const warnings: Warning[] = []
  let fitting = 0
  let at = count ? 0 : offset
  while (at < all.length && (count || entities.length <= limit)) {
    const ids = all.slice(at, at + CHUNK)
    at += ids.length
    const answer = await queryDistributed(
      needs,
      { ...call, entityMap: undefined },
      { ...request, selectors: withIds(request.selectors, ids), offset: 0, limit: ids.length, count: false, entityMap: undefined },
      await matchesOf(needs, call, map, ids),
    )
    if (isRefusal(answer)) return answer
    const found = answer.value.entities
    // What a source that did not answer has is kept: nobody knows that it does not fit.
    if ((answer.warnings ?? []).length === 0) gone.push(...ids.filter((id) => !found.some((one) => one.id === id)))
    warnings.push(...(answer.warnings ?? []))
    for (const entity of found) {
      if (fitting >= (count ? offset : 0) && entities.length <= limit) entities.push(entity)
      fitting += 1
    }
  }
  const more = entities.length > limit || at < all.length
  return { found: { entities: entities.slice(0, limit), more: more && limit > 0, ...(count ? { count: fitting } : {}) }, gone, warnings }
}

const withIds = (selectors: QueryRequest['selectors'], ids: readonly string[]): QueryRequest['selectors'] =>
  selectors.length === 0
    ? [{ ids }]
    : selectors.map((one) => ({ ...one, ids: one.ids === undefined ? ids : ids.filter((id) => one.ids?.includes(id)) }))

/** The sources that the map names for these ids, as far as they are still registered. */
async function matchesOf({ registry }: ReadNeeds, call: Call, map: EntityMap, ids: readonly string[]): Promise<readonly Match[]> {
  const named = new Set(ids.flatMap((id) => map.entries[id] ?? []))
  const all = await registry.all(call.tenant)
  return all.filter(({ registration }) => named.has(registration.id)).map((source) => ({ source, infos: source.infos }))
}
