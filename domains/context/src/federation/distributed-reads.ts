/**
 * Retrieve Entity and Query Entities over this broker and its context sources
 * (ETSI GS CIM 009 V1.9.1 §5.7.1.4, §5.7.2.4, §4.3.6.7).
 */
import {
  matchesQ,
  matchesScopes,
  matchesTypes,
  narrowed,
  offers,
  type EntitySpecification,
  type Part,
  type ReadyInfo,
  type TermContext,
  type TypeExpression,
} from '@machinaka/ngsi'
import { isRefusal, type Refusal } from '@machinaka/platform'
import { linkedEntities } from '../linked.ts'
import { etsi } from '../ngsi-answers.ts'
import type { Call, Found, Operations, Outcome, QueryRequest, ReadEntity, Retrieved, RetrieveRequest, Warning } from '../operations.ts'
import { distinct, fanOut } from './fan-out.ts'
import { joined, joinedAll, localPart, partOf } from './parts.ts'
import { projected, wantedAttributes } from './projection.ts'
import type { Match, Registry } from './registry.ts'
import { isLoop, warningOf, type AskSource, type SourceAnswer, type SourceFailure } from './source-client.ts'
import { attributesIn, queryBody, queryString, type SourceQuery } from './wire-query.ts'
import { sourcesFor } from './sources.ts'

export interface ReadNeeds {
  readonly local: Pick<Operations, 'retrieveEntity' | 'queryEntities'>
  readonly registry: Registry
  readonly ask: AskSource
  readonly alias: (tenant: Call['tenant']) => string
  /** Whether entities may be stored in parts on several brokers, where a request does not say (§4.3.6.7). */
  readonly splitEntities: boolean
}

const PAGE = 1_000
/** Entities that one source may send for one query. */
const MOST = 20_000

/** What one source contributes. */
interface Contribution {
  readonly parts: readonly Part[]
  readonly warnings: readonly Warning[]
  /** How many the source has, where it says so. */
  readonly count?: number | undefined
  readonly more: boolean
}

const nothing = (warning: Warning | undefined): Contribution => ({
  parts: [],
  warnings: warning === undefined ? [] : [warning],
  more: false,
})

/** §5.7.1. */
export async function retrieveDistributed(needs: ReadNeeds, call: Call, request: RetrieveRequest): Promise<Outcome<Retrieved>> {
  const attributes = wantedAttributes(request)
  const entity: EntitySpecification = { ids: [request.id], ...(request.type === undefined ? {} : { types: request.type }) }
  const matches = await sourcesFor(needs, call, {
    spec: { entities: [entity], attributes, datasetIds: request.datasetIds },
    operations: ['retrieveEntity', 'queryEntity', 'queryBatch'],
  })
  if (matches.length === 0) return needs.local.retrieveEntity(call, request)
  const { id, type } = request
  const [local, remote] = await Promise.all([
    needs.local.retrieveEntity(call, { id, type }),
    gather(needs, call, { matches, ask: (match) => retrieveFrom(needs, call, match, { id, type: request.type, attributes }) }),
  ])
  if (isRefusal(local) && !isAbsent(local)) return local
  const parts = [...(isRefusal(local) ? [] : [localPart(local.value.entity)]), ...remote.parts.filter(({ entity: one }) => one.id === id)]
  const [first, ...rest] = parts
  const absent = (): Refusal =>
    withWarnings(isRefusal(local) ? local : etsi('ResourceNotFound', `There is no entity ${id}.`), remote.warnings)
  if (first === undefined) return absent()
  const whole = joined([first, ...rest])
  if (request.type !== undefined && !matchesTypes(request.type, whole)) return absent()
  const shown = projected(whole, request)
  if (shown === undefined)
    return withWarnings(etsi('ResourceNotFound', 'The entity has none of these attributes (§5.7.1).'), remote.warnings)
  const value: Retrieved = { entity: shown, ...(await linkedOf(needs, call, [shown], request.join)) }
  return { value, warnings: distinct([...(isRefusal(local) ? [] : (local.warnings ?? [])), ...remote.warnings]) }
}

/** §5.7.2: the page of all that match here and at the sources, each entity put together from its parts. */
export async function queryDistributed(
  needs: ReadNeeds,
  call: Call,
  request: QueryRequest,
  only?: readonly Match[],
): Promise<Outcome<Found>> {
  const matches = only ?? (await queryMatches(needs, call, request))
  if (matches.length === 0) return needs.local.queryEntities(call, request)
  if (request.order !== undefined)
    return etsi('BadRequestData', 'Answers of several sources are not ordered: add local=true to order what this broker holds (§5.7.2.4).')
  const split = request.splitEntities ?? needs.splitEntities
  const { limit = 20, offset = 0 } = request
  const want = split ? MOST : Math.min(offset + limit + 1, MOST)
  const here = await localParts(needs, call, request, { want, split })
  if (isRefusal(here)) return here
  const remote = await gather(needs, call, { matches, ask: (match) => queryFrom(needs, call, match, { request, want, split }) })
  const all = joinedAll([...here.parts, ...remote.parts])
  const fitting = split ? all.filter((entity) => fits(entity, request)) : all
  const shown = fitting.flatMap((entity) => projected(entity, request) ?? [])
  const more = shown.length > offset + limit || here.more || remote.more
  const entities = shown.slice(offset, offset + limit)
  return {
    value: {
      entities,
      ...(await linkedOf(needs, call, entities, request.join)),
      ...(request.count === true ? { count: total(shown.length, all.length, [here, ...remote.all]) } : {}),
      more: more && limit > 0,
    },
    warnings: distinct([...here.warnings, ...remote.warnings]),
  }
}

/** Entities that relationships lead to, wherever they are (§4.5.23). */
async function linkedOf(
  needs: ReadNeeds,
  call: Call,
  entities: readonly ReadEntity[],
  join: QueryRequest['join'],
): Promise<Pick<Retrieved, 'linked'>> {
  if (join === undefined) return {}
  const read = async (ids: readonly string[]): Promise<ReadonlyMap<string, ReadEntity>> => {
    const found = await queryDistributed(needs, { ...call, entityMap: undefined }, { selectors: [{ ids }], limit: ids.length })
    return new Map(isRefusal(found) ? [] : found.value.entities.map((entity) => [entity.id, entity] as const))
  }
  return { linked: await linkedEntities(entities, join, read) }
}

/** The sources that a query concerns. */
export function queryMatches(needs: Pick<ReadNeeds, 'registry' | 'alias'>, call: Call, request: QueryRequest): Promise<readonly Match[]> {
  const { q, geo, scopeQ, csf } = request
  const asked = [...(wantedAttributes(request) ?? []), ...attributesIn(q), ...(geo?.property === undefined ? [] : [geo.property])]
  return sourcesFor(needs, call, {
    spec: {
      entities: request.selectors.map(specificationOf),
      attributes: asked.length === 0 ? undefined : asked,
      datasetIds: request.datasetIds,
    },
    operations: ['queryEntity', 'queryBatch'],
    conditions: { geo, scopeQ, csf },
  })
}

/** A selector of the local store, as registrations are matched with. */
export function specificationOf(selector: QueryRequest['selectors'][number]): EntitySpecification {
  const { types, ids, idPattern } = selector
  const expression: TypeExpression | undefined = Array.isArray(types)
    ? { op: 'or', of: (types as readonly string[]).map((type) => ({ op: 'type', type }) as const) }
    : (types as TypeExpression | undefined)
  return {
    ...(expression === undefined ? {} : { types: expression }),
    ...(ids === undefined ? {} : { ids }),
    ...(idPattern === undefined ? {} : { idPattern }),
  }
}

const isAbsent = ({ code, extra }: Refusal): boolean => code === 'context.entity-absent' || extra?.['problem'] === 'ResourceNotFound'

/** A refusal that says what was not heard: shown as NGSILD-Warning (§6.3.17). */
const withWarnings = (refused: Refusal, warnings: readonly Warning[]): Refusal =>
  warnings.length === 0 ? refused : { ...refused, extra: { ...refused.extra, warnings: distinct(warnings) } }

async function localParts(
  needs: ReadNeeds,
  call: Call,
  request: QueryRequest,
  { want, split }: { readonly want: number; readonly split: boolean },
): Promise<
  | {
      readonly parts: readonly Part[]
      readonly count: number | undefined
      readonly more: boolean
      readonly warnings: readonly Warning[]
    }
  | Refusal
> {
  const { q, geo, scopeQ, attrs, join: _join, entityMap: _map, ...rest } = request
  const filters = split ? {} : { q, geo, scopeQ, attrs }
  const parts: Part[] = []
  const warnings: Warning[] = []
  let count: number | undefined
  let more = true
  while (more && parts.length < want) {
    const page = { offset: parts.length, limit: Math.min(PAGE, want - parts.length) }
    const found = await needs.local.queryEntities(call, { ...rest, ...filters, ...page })
    if (isRefusal(found)) return found
    parts.push(...found.value.entities.map(localPart))
    warnings.push(...(found.warnings ?? []))
    count = found.value.count ?? count
    more = found.value.more && found.value.entities.length > 0
  }
  return { parts, count, more, warnings }
}

/** All contributions, in the order of the sources. */
async function gather(
  needs: ReadNeeds,
  call: Call,
  { matches, ask }: { readonly matches: readonly Match[]; readonly ask: (match: Match) => Promise<Contribution> },
): Promise<{
  readonly parts: readonly Part[]
  readonly warnings: readonly Warning[]
  readonly more: boolean
  readonly all: readonly Contribution[]
}> {
  if (isLoop(call, needs.alias(call.tenant)))
    return {
      parts: [],
      more: false,
      all: [],
      warnings: matches.flatMap(({ source }) => warningOf({ failed: 'loop', detail: 'A loop of registrations' }, source) ?? []),
    }
  const late = ({ source }: Match): Contribution => nothing(warningOf({ failed: 'late', detail: 'Not asked in time' }, source))
  const all = await fanOut(matches, ask, late)
  return {
    parts: all.flatMap((one) => one.parts),
    warnings: all.flatMap((one) => one.warnings),
    more: all.some((one) => one.more),
    all,
  }
}

async function retrieveFrom(
  needs: ReadNeeds,
  call: Call,
  match: Match,
  {
    id,
    type,
    attributes,
  }: { readonly id: string; readonly type: TypeExpression | undefined; readonly attributes: readonly string[] | undefined },
): Promise<Contribution> {
  const { source, infos } = match
  const attrs = narrowedNames(infos, attributes)
  const entity: EntitySpecification = { ids: [id], ...(type === undefined ? {} : { types: type }) }
  if (!offers(source, 'retrieveEntity'))
    return ask(needs, call, match, {
      query: { entity: narrowed(entity, infos), attrs, sysAttrs: true },
      selectors: [narrowed(entity, infos)],
    })
  const query: SourceQuery = { entity: type === undefined ? {} : { types: type }, attrs, sysAttrs: true }
  const answer = await needs.ask(call, source, {
    method: 'GET',
    path: (terms) => `/entities/${encodeURIComponent(id)}${queryString(query, terms)}`,
  })
  return contributed(answer, match, call)
}

async function queryFrom(
  needs: ReadNeeds,
  call: Call,
  match: Match,
  { request, want, split }: { readonly request: QueryRequest; readonly want: number; readonly split: boolean },
): Promise<Contribution> {
  const { infos } = match
  const specs = request.selectors.length === 0 ? [{}] : request.selectors.map(specificationOf)
  const matching = specs.filter((spec) =>
    infos.some(
      ({ entities }) => entities === undefined || entities.some((one) => spec.types === undefined || matchesTypes(spec.types, one)),
    ),
  )
  const selectors = (matching.length === 0 ? specs : matching).map((spec) => narrowed(spec, infos))
  const { q, geo, scopeQ, expandValues, jsonKeys, datasetIds } = request
  const base: Omit<SourceQuery, 'entity'> = {
    attrs: narrowedNames(infos, split ? undefined : wantedAttributes(request)),
    ...(split ? {} : { q, geo, scopeQ, expandValues, jsonKeys }),
    ...(datasetIds === undefined ? {} : { datasetIds }),
    sysAttrs: true,
    ...(request.count === true ? { count: true } : {}),
  }
  const parts: Part[] = []
  const warnings: Warning[] = []
  let last: Contribution
  do {
    const page = { limit: Math.max(1, Math.min(PAGE, want - parts.length)), offset: parts.length }
    last = await ask(needs, call, match, { query: { ...base, ...page, entity: selectors[0] ?? {} }, selectors })
    parts.push(...last.parts)
    warnings.push(...last.warnings)
    // A source that ignores limits has sent all there is.
  } while (last.more && parts.length < want)
  return { parts, warnings, count: last.count, more: last.more }
}

/** Query Entities at one source, the way it offers. Several selectors need POST, or a GET for each. */
async function ask(
  needs: ReadNeeds,
  call: Call,
  match: Match,
  { query, selectors }: { readonly query: SourceQuery; readonly selectors: readonly EntitySpecification[] },
): Promise<Contribution> {
  const { source } = match
  if (offers(source, 'queryBatch') && (selectors.length > 1 || !offers(source, 'queryEntity'))) {
    const { limit, offset, count, sysAttrs, more } = query
    const address: SourceQuery = { entity: {}, limit, offset, count, sysAttrs, more }
    const answer = await needs.ask(call, source, {
      method: 'POST',
      path: (terms) => `/entityOperations/query${queryString(address, terms)}`,
      body: (terms) => queryBody(query, selectors, terms),
    })
    return contributed(answer, match, call, query.limit)
  }
  const each = await Promise.all(
    selectors.map(async (entity) =>
      contributed(
        await needs.ask(call, source, {
          method: 'GET',
          path: (terms: TermContext) => `/entities${queryString({ ...query, entity }, terms)}`,
        }),
        match,
        call,
        query.limit,
      ),
    ),
  )
  const [first] = each
  return each.length === 1 && first !== undefined
    ? first
    : { parts: each.flatMap((one) => one.parts), warnings: each.flatMap((one) => one.warnings), more: each.some((one) => one.more) }
}

/** Reads an answer: one entity or a list of them; what is none is left out, and warned of (§6.3.17). */
function contributed(answer: SourceAnswer | SourceFailure, { source }: Match, call: Call, limit?: number): Contribution {
  if (answer.failed !== undefined) return nothing(warningOf(answer, source))
  const list: readonly unknown[] =
    answer.json === undefined ? [] : Array.isArray(answer.json) ? (answer.json as readonly unknown[]) : [answer.json]
  const now = call.now.toISOString()
  const read = list.map((json) => partOf(json, answer.terms, source, now))
  const invalid = read.includes('invalid')
    ? warningOf({ failed: 'invalid', detail: 'An entity of the answer is no NGSI-LD' }, source)
    : undefined
  const count = Number(answer.headers['ngsild-results-count'] ?? Number.NaN)
  return {
    parts: read.filter((one) => one !== undefined && one !== 'invalid'),
    warnings: [...answer.warnings, ...(invalid === undefined ? [] : [invalid])],
    ...(Number.isSafeInteger(count) ? { count } : {}),
    more: limit !== undefined && list.length === limit,
  }
}

/** The attributes a source is asked for: what was registered, of what is wanted; undefined for all. */
function narrowedNames(infos: readonly ReadyInfo[], wanted: readonly string[] | undefined): readonly string[] | undefined {
  if (infos.some(({ names }) => names === undefined)) return wanted
  const registered = [...new Set(infos.flatMap(({ names }) => [...(names ?? [])]))]
  return wanted === undefined ? registered : registered.filter((name) => wanted.includes(name))
}

/** The filters again, on entities put together from parts (§5.7.2.4). */
export function fits(entity: ReadEntity, { q, scopeQ, attrs }: QueryRequest): boolean {
  return (
    (q === undefined || matchesQ(q, entity)) &&
    (scopeQ === undefined || matchesScopes(scopeQ, entity)) &&
    (attrs === undefined || attrs.some((name) => Object.hasOwn(entity.attributes, name)))
  )
}

/** How many there are: exact where everything came in, else the sum of what each says, less what is known to be in several. */
function total(shown: number, merged: number, all: readonly Pick<Contribution, 'parts' | 'count' | 'more'>[]): number {
  if (!all.some(({ more }) => more)) return shown
  const sum = all.reduce((before, { parts, count }) => before + Math.max(count ?? 0, parts.length), 0)
  const twice = all.reduce((before, { parts }) => before + parts.length, 0) - merged
  return Math.max(shown, sum - twice)
}
