/**
 * Snapshots: what queries answer now, kept as it is (ETSI GS CIM 009 V1.9.1 §4.3.7, §5.5.15, §5.16). The data lies under a
 * tenant of its own, so that every operation on this broker's store works on it; nobody is told of what is written there.
 */
import {
  isProblem,
  isUri,
  matchesQ,
  parseQ,
  property,
  type Attributes,
  type Entity,
  type Json,
  type QueryExpression,
} from '@machinaka/ngsi'
import { isRefusal, refusal, type Ids, type Postgres, type Refusal, type Tenant } from '@machinaka/platform'
import { etsi } from '../ngsi-answers.ts'
import type { Call, Operations, QueryRequest } from '../operations.ts'
import { readSnapshot, type Said } from './snapshot-input.ts'
import {
  deleteSnapshot,
  emptyStore,
  findSnapshot,
  insertSnapshot,
  listSnapshots,
  touchSnapshot,
  updateSnapshot,
  type Snapshot,
} from './snapshot-store.ts'

export const snapshotLimits = {
  snapshots: 100,
  entities: 100_000,
  lifetime_s: 3_600,
  longestLifetime_s: 30 * 86_400,
} as const
const PAGE = 500
const TOUCH_MS = 60_000

export interface SnapshotNeeds {
  readonly postgres: Postgres
  readonly ids: Ids
  /** The distributed operations, which the queries of a snapshot are asked of. */
  readonly operations: Pick<Operations, 'queryEntities'>
  /** Writes entities into the tenant of a snapshot, without telling anybody. */
  readonly fill: (store: Tenant, entities: readonly Entity[]) => Promise<void>
  /** Reads all entities of the tenant of a snapshot, in pages. */
  readonly read: (store: Tenant) => AsyncIterable<readonly Entity[]>
  /** Reads a Query as §5.2.23 says. */
  readonly parseQuery: (call: Call, json: unknown) => QueryRequest | Refusal
  /** Tells the endpoint of a snapshot how it stands (§5.16.6). */
  readonly notify: (call: Call, snapshot: Snapshot) => void
  /** Begins work that outlives the request; `stop` waits for it. */
  readonly background: (work: () => Promise<void>) => void
}

export interface Snapshots {
  /** §5.16.1. */
  create(call: Call, json: unknown): Promise<Snapshot | Refusal>
  /** §5.16.2. */
  clone(call: Call, id: string, json: unknown): Promise<Snapshot | Refusal>
  /** §5.16.3. */
  get(call: Call, id: string): Promise<Snapshot | Refusal>
  /** §5.16.4. */
  update(call: Call, id: string, json: unknown): Promise<Snapshot | Refusal>
  /** §5.16.5. */
  remove(call: Call, id: string): Promise<Refusal | undefined>
  /** §5.16.7: the ids of those that went. */
  purge(call: Call, q: string | undefined): Promise<readonly string[] | Refusal>
  /** The call on the snapshot's own data, alone (§5.5.15, §6.3.22). */
  within(call: Call): Promise<Call | Refusal>
  /** Removes what has expired. */
  sweep(tenant: Tenant, now: Date): Promise<void>
}

export const createSnapshots = (needs: SnapshotNeeds): Snapshots => new Store(needs)

class Store implements Snapshots {
  readonly #needs: SnapshotNeeds

  constructor(needs: SnapshotNeeds) {
    this.#needs = needs
  }

  async create(call: Call, json: unknown): Promise<Snapshot | Refusal> {
    const said = readSnapshot(json, 'create')
    if (isRefusal(said)) return said
    const queries = (said.doc.snapshotQueries ?? []).map((query) => this.#needs.parseQuery(call, query))
    const wrong = queries.find(isRefusal)
    if (wrong !== undefined) return wrong
    const made = await this.#add(call, said)
    if (isRefusal(made)) return made
    const asked = queries.filter((one): one is QueryRequest => !isRefusal(one))
    this.#needs.background(async () => this.#finish(call, await fillFrom(this.#needs, call, made, asked)))
    return made
  }

  async clone(call: Call, id: string, json: unknown): Promise<Snapshot | Refusal> {
    const said = readSnapshot(json, 'clone')
    if (isRefusal(said)) return said
    const source = await this.get(call, id)
    if (isRefusal(source)) return source
    const made = await this.#add(call, { ...said, doc: { ...source.doc, ...said.doc } })
    if (!isRefusal(made)) this.#needs.background(async () => this.#finish(call, await copy(this.#needs, source, made)))
    return made
  }

  async get(call: Call, id: string): Promise<Snapshot | Refusal> {
    if (!isUri(id)) return etsi('BadRequestData', 'The id of a snapshot is a URI (§5.16.3).')
    return (await this.#find(call, id)) ?? absent(id)
  }

  async update(call: Call, id: string, json: unknown): Promise<Snapshot | Refusal> {
    const standing = await this.get(call, id)
    if (isRefusal(standing)) return standing
    const said = readSnapshot(json, 'update')
    if (isRefusal(said)) return said
    const changed: Snapshot = {
      ...standing,
      doc: { ...standing.doc, ...said.doc },
      priority: said.priority ?? standing.priority,
      modifiedAt: call.now,
      expiresAt: said.lifetime_s === undefined ? standing.expiresAt : expiry(call.now, said.lifetime_s),
    }
    await this.#needs.postgres.tenant(call.tenant, (tx) => updateSnapshot(tx, call.tenant, changed))
    this.#needs.notify(call, changed)
    return changed
  }

  async remove(call: Call, id: string): Promise<Refusal | undefined> {
    const one = await this.get(call, id)
    if (isRefusal(one)) return one
    await this.#drop(call.tenant, one)
    return undefined
  }

  async purge(call: Call, q: string | undefined): Promise<readonly string[] | Refusal> {
    const query = purgeQuery(q)
    if (isRefusal(query)) return query
    const all = await this.#needs.postgres.tenant(call.tenant, (tx) => listSnapshots(tx, call.tenant, call.now))
    const fitting = all.filter((one) => matchesQ(query, asEntity(one)))
    for (const one of fitting) await this.#drop(call.tenant, one)
    return fitting.length === 0 ? etsi('ResourceNotFound', 'No snapshot fits the query (§6.36.3.2).') : fitting.map(({ id }) => id)
  }

  async within(call: Call): Promise<Call | Refusal> {
    const one = await this.#find(call, call.snapshot ?? '')
    if (one === undefined) return absent(call.snapshot ?? '')
    if (call.now.getTime() - one.lastUsedAt.getTime() > TOUCH_MS)
      await this.#needs.postgres.tenant(call.tenant, (tx) => touchSnapshot(tx, call.tenant, one.id, call.now))
    return { ...call, tenant: one.store, local: true, snapshot: undefined, entityMap: undefined }
  }

  async sweep(tenant: Tenant, now: Date): Promise<void> {
    const gone = await this.#needs.postgres.tenant(tenant, (tx) => listSnapshots(tx, tenant, now, true))
    for (const one of gone) await this.#drop(tenant, one)
  }

  #find(call: Call, id: string): Promise<Snapshot | undefined> {
    return this.#needs.postgres.tenant(call.tenant, (tx) => findSnapshot(tx, call.tenant, id, call.now))
  }

  async #drop(tenant: Tenant, one: Snapshot): Promise<void> {
    await this.#needs.postgres.tenant(tenant, (tx) => deleteSnapshot(tx, tenant, one.id))
    await this.#needs.postgres.tenant(one.store, (tx) => emptyStore(tx, one.store))
  }

  async #add(call: Call, said: Said): Promise<Snapshot | Refusal> {
    const uuid = this.#needs.ids.uuid()
    const one: Snapshot = {
      id: said.id ?? `urn:ngsi-ld:Snapshot:${uuid}`,
      store: `snap-${uuid.replaceAll('-', '')}` as Tenant,
      doc: said.doc,
      status: 'preparing',
      priority: said.priority ?? 5,
      createdAt: call.now,
      modifiedAt: call.now,
      expiresAt: expiry(call.now, said.lifetime_s),
      lastUsedAt: call.now,
    }
    await this.#makeRoom(call, one.priority)
    return (await this.#needs.postgres.tenant(call.tenant, (tx) => insertSnapshot(tx, call.tenant, one)))
      ? one
      : etsi('AlreadyExists', `A snapshot ${one.id} exists already (§5.16.1).`)
  }

  /** The least important goes first, then the one that expires first (§5.5.15). */
  async #makeRoom(call: Call, priority: number): Promise<void> {
    const all = await this.#needs.postgres.tenant(call.tenant, (tx) => listSnapshots(tx, call.tenant, call.now))
    const [first] = all.toSorted((a, b) => a.priority - b.priority || a.expiresAt.getTime() - b.expiresAt.getTime())
    if (all.length >= snapshotLimits.snapshots && first !== undefined && first.priority <= priority) await this.#drop(call.tenant, first)
  }

  async #finish(call: Call, one: Snapshot): Promise<void> {
    if (await this.#needs.postgres.tenant(call.tenant, (tx) => updateSnapshot(tx, call.tenant, one))) this.#needs.notify(call, one)
    // Deleted while it was filled: its data goes, too.
    else await this.#needs.postgres.tenant(one.store, (tx) => emptyStore(tx, one.store))
  }
}

const absent = (id: string): Refusal => etsi('ResourceNotFound', `There is no snapshot ${id}.`)
const expiry = (now: Date, lifetime_s: number | undefined): Date =>
  new Date(now.getTime() + Math.min(lifetime_s ?? snapshotLimits.lifetime_s, snapshotLimits.longestLifetime_s) * 1000)

/** Asks every query, and keeps what comes (§5.16.1.4). */
async function fillFrom(needs: SnapshotNeeds, call: Call, one: Snapshot, queries: readonly QueryRequest[]): Promise<Snapshot> {
  const details: unknown[] = []
  let left: number = snapshotLimits.entities
  let kept = 0
  for (const query of queries) {
    const asked = await fillOne(needs, call, { store: one.store, query, left }).catch((error: unknown) =>
      etsi('InternalError', error instanceof Error ? error.message : String(error)),
    )
    if (isRefusal(asked)) {
      details.push({ resultStatus: 'failure', resultDetails: asked.detail })
      continue
    }
    left -= asked.kept
    kept += asked.kept
    details.push({ resultStatus: asked.warnings > 0 ? 'partial' : asked.kept === 0 ? 'empty' : 'success', numberOfEntities: asked.kept })
  }
  const failures = details.filter((detail) => (detail as { readonly resultStatus: string }).resultStatus === 'failure').length
  const status = kept > 0 ? (failures === 0 ? 'success' : 'partial') : failures < queries.length ? 'empty' : 'failure'
  return { ...one, status, modifiedAt: call.now, doc: { ...one.doc, snapshotQueriesDetails: details } }
}

async function fillOne(
  { operations, fill }: SnapshotNeeds,
  call: Call,
  { store, query, left }: { readonly store: Tenant; readonly query: QueryRequest; readonly left: number },
): Promise<{ readonly kept: number; readonly warnings: number } | Refusal> {
  let kept = 0
  let warnings = 0
  for (let offset = 0; ; offset += PAGE) {
    const found = await operations.queryEntities({ ...call, snapshot: undefined }, { ...query, offset, limit: PAGE })
    if (isRefusal(found)) return found
    const { entities, more } = found.value
    kept += entities.length
    warnings += found.warnings?.length ?? 0
    if (kept > left)
      return refusal('context.query-invalid', `A snapshot holds at most ${snapshotLimits.entities} entities: narrow its queries.`, {
        problem: 'TooManyResults',
        limit: snapshotLimits.entities,
      })
    await fill(store, entities)
    if (!more) return { kept, warnings }
  }
}

async function copy({ read, fill }: SnapshotNeeds, source: Snapshot, made: Snapshot): Promise<Snapshot> {
  try {
    for await (const entities of read(source.store)) await fill(made.store, entities)
    return { ...made, status: 'success' }
  } catch {
    return { ...made, status: 'failure' }
  }
}

/** A snapshot as JSON (§5.2.41). */
export const presentSnapshot = (one: Snapshot): Readonly<Record<string, Json>> => ({
  id: one.id,
  type: 'Snapshot',
  ...(one.doc as Readonly<Record<string, Json>>),
  snapshotStatus: one.status,
  snapshotPriority: one.priority,
  createdAt: one.createdAt.toISOString(),
  modifiedAt: one.modifiedAt.toISOString(),
  expiresAt: one.expiresAt.toISOString(),
  lastUsedAt: one.lastUsedAt.toISOString(),
})

const MEMBERS: readonly string[] = [
  'id',
  'type',
  'snapshotQueries',
  'snapshotTemporalQueries',
  'snapshotLifetime',
  'snapshotPriority',
  'endpoint',
  'receiverInfo',
  'snapshotStatus',
  'snapshotQueriesDetails',
  'snapshotTemporalQueriesDetails',
  'createdAt',
  'modifiedAt',
  'expiresAt',
  'lastUsedAt',
]

/** A query on members of snapshots only (§5.16.7.4). */
function purgeQuery(q: string | undefined): QueryExpression | Refusal {
  if (q === undefined) return etsi('BadRequestData', 'Say which snapshots by q (§5.16.7.4).')
  const query = parseQ(q)
  if (isProblem(query)) return etsi('BadRequestData', query.detail)
  const names = (one: QueryExpression): readonly string[] => ('of' in one ? one.of.flatMap(names) : [one.path.attributes[0]])
  const other = names(query).find((name) => !MEMBERS.includes(name))
  return other === undefined ? query : etsi('BadRequestData', `"${other}" is no member of a snapshot (§5.16.7.4).`)
}

/** A snapshot as something that q can ask. */
function asEntity(one: Snapshot): { readonly attributes: Attributes } & Entity {
  const members = Object.entries(presentSnapshot(one)).filter(([name]) => name !== 'id' && name !== 'type')
  return { id: one.id, types: ['Snapshot'], attributes: Object.fromEntries(members.map(([name, value]) => [name, property(value)])) }
}
