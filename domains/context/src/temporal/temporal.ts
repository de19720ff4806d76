/** Temporal evolutions on this store: provision (§5.6.11–§5.6.16) and consumption (§5.7.3, §5.7.4). */
import {
  type Evolution,
  type EvolutionFragment,
  type Instance,
  type NewInstance,
  type PointEvolution,
  type Recorded,
  printInstant,
} from '@machinaka/ngsi'
import { isRefusal, refusal, type Postgres, type Refusal, type Tx } from '@machinaka/platform'
import type {
  Answer,
  BatchResult,
  Call,
  Operations,
  Outcome,
  TemporalFound,
  TemporalOperations,
  TemporalRange,
  TemporalSelection,
  UpdateResult,
} from '../operations.ts'
import type { RecordChanges } from '../changes.ts'
import {
  isRestricted,
  matchingIds,
  readAttributeNames,
  readHeads,
  readInstances,
  readPoints,
  readScopesAt,
  type Head,
  type InstanceRow,
  type PointRow,
} from './evolution-store.ts'
import { instanceUri, storedInstanceId } from './instance-id.ts'
import {
  addInstances,
  findInstance,
  lockEvolution,
  newestInstances,
  noteEvolution,
  removeAttribute,
  removeEvolutions,
  removeInstance,
  replaceInstance,
} from './instance-store.ts'
import type { InstanceFilter } from './instances-sql.ts'

export interface TemporalNeeds {
  readonly postgres: Pick<Postgres, 'tenant'>
  /** Instances that one answer holds at most before it is cut by time (206, §6.3.10). */
  readonly pageInstances?: number | undefined
}

export const temporalLimits = { pageInstances: 10_000, pageEntitiesDefault: 20, aggregatedInstances: 1_000_000 } as const

/** The temporal operations, and what the operations on entities need of them. */
export interface Temporal extends TemporalOperations {
  /**
   * Deletes an attribute of an entity that only the Temporal API knows: its evolution ends with an instance valued null
   * (§4.5.7). Answers false when there is no such entity, or it has no such attribute now.
   */
  endAttribute(
    call: Call,
    target: { readonly id: string; readonly name: string; readonly datasetId?: string | undefined; readonly all: boolean },
  ): Promise<boolean>
}

const absent = (detail: string): Refusal => refusal('context.entity-absent', detail)
const done = (...updated: readonly string[]): Answer<UpdateResult> => ({ value: { updated, notUpdated: [] } })
const batch = (part: Partial<BatchResult>): Answer<BatchResult> => ({
  value: { created: [], updated: [], deleted: [], failed: [], ...part },
})

/** Builds the temporal operations. */
export function createTemporal(needs: TemporalNeeds): Temporal {
  return { ...provision(needs), ...consumption(needs) }
}

/** Entities that the Temporal API alone knows are entities too: their attributes can be deleted (§5.6.5; decision 9). */
export function withEvolutions(operations: Operations, temporal: Pick<Temporal, 'endAttribute'>): Operations {
  return {
    ...operations,
    deleteAttribute: async (call, request) => {
      const done = await operations.deleteAttribute(call, request)
      return isRefusal(done) && done.code === 'context.entity-absent' && (await temporal.endAttribute(call, request))
        ? { value: { updated: [request.name], notUpdated: [] } }
        : done
    },
  }
}

/** Deletes the past of entities with them, in the transaction that deletes them. */
export const forgetsDeleted =
  (record: RecordChanges): RecordChanges =>
  async (tx, tenant, changes) => {
    await record(tx, tenant, changes)
    const last = new Map(changes.map(({ id, operation }) => [id, operation]))
    const gone = [...last].flatMap(([id, operation]) => (operation === 'deleted' ? [id] : []))
    if (gone.length > 0) await removeEvolutions(tx, tenant, gone)
  }

function provision({ postgres }: TemporalNeeds): Omit<Temporal, 'retrieveEvolution' | 'queryEvolutions'> {
  const known = <T>(call: Call, id: string, work: (tx: Tx, at: string) => Promise<T | Refusal>): Promise<T | Refusal> =>
    postgres.tenant(call.tenant, async (tx) => {
      const { known: there } = await lockEvolution(tx, { tenant: call.tenant, entity: id })
      return there ? work(tx, call.now.toISOString()) : absent(`Nothing is known of the past of ${id}.`)
    })
  return {
    upsertEvolution: (call, evolution) => postgres.tenant(call.tenant, (tx) => upsert(tx, call, evolution)),
    appendInstances: (call, { id, fragment }) => known(call, id, (tx, at) => append(tx, { call, id, at }, fragment)),
    deleteTemporalAttribute: (call, { id, name, datasetId, all }) =>
      known(call, id, async (tx) => {
        const count = await removeAttribute(tx, { tenant: call.tenant, entity: id }, name, all ? 'all' : { one: datasetId ?? '' })
        return count > 0
          ? done(name)
          : absent(`${id} has no instance of "${name}"${datasetId === undefined ? '' : ` in the dataset ${datasetId}`}.`)
      }),
    modifyInstance: (call, { id, name, instanceId, instance }) =>
      known(call, id, async (tx, at) => {
        const found = await placed(tx, call, { id, name, instanceId })
        if (isRefusal(found)) return found
        await replaceInstance(tx, { ...found.place, at }, found.instance, instance)
        return done(name)
      }),
    deleteInstance: (call, target) =>
      known(call, target.id, async (tx) => {
        const found = await placed(tx, call, target)
        if (isRefusal(found)) return found
        await removeInstance(tx, found.place, found.instance)
        return done(target.name)
      }),
    deleteEvolution: (call, { id }) =>
      known(call, id, async (tx) => {
        await removeEvolutions(tx, call.tenant, [id])
        return batch({ deleted: [id] })
      }),
    endAttribute: (call, target) => postgres.tenant(call.tenant, (tx) => end(tx, call, target)),
  }
}

async function upsert(
  tx: Tx,
  call: Call,
  { id, types, attributes }: Parameters<TemporalOperations['upsertEvolution']>[1],
): Promise<Outcome<BatchResult>> {
  const write = { tenant: call.tenant, entity: id, at: call.now.toISOString() }
  const { known } = await lockEvolution(tx, write)
  await noteEvolution(tx, write, types)
  await addInstances(tx, write, attributes)
  return batch(known ? { updated: [id] } : { created: [id] })
}

async function append(
  tx: Tx,
  { call, id, at }: { readonly call: Call; readonly id: string; readonly at: string },
  { types, attributes }: EvolutionFragment,
): Promise<Outcome<UpdateResult>> {
  const write = { tenant: call.tenant, entity: id, at }
  if (types !== undefined) await noteEvolution(tx, write, types)
  await addInstances(tx, write, attributes)
  return done(...Object.keys(attributes))
}

async function placed(
  tx: Tx,
  call: Call,
  { id, name, instanceId }: { readonly id: string; readonly name: string; readonly instanceId: string },
) {
  const stored = storedInstanceId(instanceId)
  const place = { tenant: call.tenant, entity: id, attribute: name, id: stored ?? '' }
  const instance = stored === undefined ? undefined : await findInstance(tx, place)
  return instance === undefined ? absent(`${id} has no instance ${instanceId} of "${name}".`) : { place, instance }
}

async function end(tx: Tx, call: Call, { id, name, datasetId, all }: Parameters<Temporal['endAttribute']>[1]): Promise<boolean> {
  const write = { tenant: call.tenant, entity: id, at: call.now.toISOString() }
  const { known, live } = await lockEvolution(tx, write)
  if (!known || live) return false
  const ended = (await newestInstances(tx, write, name)).filter(({ dataset, gone }) => !gone && (all || dataset === (datasetId ?? '')))
  const instances = ended.map(({ recorded: { type }, dataset }): NewInstance => ({
    recorded: { type, deleted: true, ...(dataset === '' ? {} : { datasetId: dataset }) },
  }))
  await addInstances(tx, write, { [name]: instances })
  return ended.length > 0
}

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function consumption({
  postgres,
  pageInstances = temporalLimits.pageInstances,
}: TemporalNeeds): Pick<Temporal, 'retrieveEvolution' | 'queryEvolutions'> {
  return {
    retrieveEvolution: (call, request) =>
      postgres.tenant(call.tenant, async (tx) => {
        const heads = await readHeads(tx, call.tenant, [request.id])
        if (heads.size === 0) return absent(`Nothing is known of the past of ${request.id}.`)
        const found = await evolutionsOf(tx, { call, request, heads, pageInstances })
        if (isRefusal(found)) return found
        const empty =
          found.points === undefined
            ? found.evolutions.every(({ attributes }) => Object.keys(attributes).length === 0)
            : found.points.every(({ series }) => series.length === 0)
        return empty && (isRestricted(matchFilter(request)) || request.attrs !== undefined || request.datasetIds !== undefined)
          ? absent(`${request.id} has no instance of the attributes and the time that were asked for.`)
          : { value: { ...found, more: false } }
      }),
    queryEvolutions: (call, request) =>
      postgres.tenant(call.tenant, async (tx) => {
        const { limit = temporalLimits.pageEntitiesDefault, offset = 0, count = false } = request
        const page = await matchingIds(tx, call.tenant, {
          ...request,
          filter: matchFilter(request),
          limit: limit === 0 ? 0 : limit + 1,
          offset,
          count,
        })
        const ids = page.ids.slice(0, limit)
        const heads = await readHeads(tx, call.tenant, ids)
        const found = await evolutionsOf(tx, { call, request, heads: new Map(ids.flatMap((id) => [...pair(heads, id)])), pageInstances })
        return isRefusal(found)
          ? found
          : { value: { ...found, more: page.ids.length > limit && limit > 0, ...(page.count === undefined ? {} : { count: page.count }) } }
      }),
  }
}

const pair = (heads: ReadonlyMap<string, Head>, id: string): readonly (readonly [string, Head])[] => {
  const head = heads.get(id)
  return head === undefined ? [] : [[id, head]]
}

/** Which instances make an entity match. */
const matchFilter = ({ temporal, attrs, datasetIds }: TemporalSelection): InstanceFilter => ({
  temporal,
  attributes: attrs,
  datasets: datasetIds,
})

const MEMBERS: ReadonlySet<string> = new Set(['id', 'type'])
/** Which instances are shown. */
function shownFilter({ temporal, attrs, pick, omit, datasetIds }: TemporalSelection): InstanceFilter {
  const picked = pick === undefined ? undefined : [...pick.members.keys()].filter((name) => !MEMBERS.has(name))
  return { temporal, attributes: attrs ?? picked, without: omit === undefined ? undefined : [...omit.members.keys()], datasets: datasetIds }
}

interface Page {
  readonly call: Call
  readonly request: TemporalSelection & { readonly scopeQ?: Parameters<typeof readInstances>[3]['scopeQ'] }
  readonly heads: ReadonlyMap<string, Head>
  readonly pageInstances: number
}

async function evolutionsOf(tx: Tx, { call, request, heads, pageInstances }: Page): Promise<Omit<TemporalFound, 'more'> | Refusal> {
  const { tenant } = call
  const ids = [...heads.keys()]
  const page = { filter: shownFilter(request), scopeQ: request.scopeQ }
  if (request.aggregation !== undefined) return aggregatesOf(tx, { call, request, heads, pageInstances })
  const { rows, partial } = await readInstances(tx, tenant, ids, { ...page, limit: pageInstances })
  const from = request.temporal.relation
  const before = from === undefined || from.op === 'before' || !showsScope(page.filter) ? [] : await readScopesAt(tx, tenant, ids, from.at)
  const names = partial ? await readAttributeNames(tx, tenant, ids, page) : []
  const grouped = new Map(ids.map((id) => [id, new Map<string, Instance[]>()]))
  for (const row of [...before, ...rows]) {
    const attributes = grouped.get(row.entity)
    const list = attributes?.get(row.attribute)
    if (list === undefined) attributes?.set(row.attribute, [instanceOf(row)])
    else list.push(instanceOf(row))
  }
  const evolutions = [...heads.values()].map((head): Evolution => ({
    ...headOf(head),
    attributes: Object.fromEntries(grouped.get(head.id) ?? []),
    ...(partial ? { elsewhere: elsewhereOf(names, head.id, grouped.get(head.id)) } : {}),
  }))
  return { evolutions, ...(partial ? { range: rangeOf(rows, request) } : {}) }
}

const elsewhereOf = (
  names: Awaited<ReturnType<typeof readAttributeNames>>,
  id: string,
  here: ReadonlyMap<string, unknown> | undefined,
): Evolution['elsewhere'] =>
  Object.fromEntries(
    names.flatMap(({ entity, attribute, kind }) => (entity !== id || here?.has(attribute) === true ? [] : [[attribute, kind]])),
  )

const showsScope = ({ attributes, without, temporal }: InstanceFilter): boolean =>
  (temporal.property ?? 'observedAt') === 'observedAt' &&
  (attributes === undefined || attributes.includes('scope')) &&
  without?.includes('scope') !== true

const headOf = ({ id, types, created_at, modified_at, deleted_at }: Head): Omit<Evolution, 'attributes'> => ({
  id,
  types,
  createdAt: created_at,
  modifiedAt: modified_at,
  ...(deleted_at === null ? {} : { deletedAt: deleted_at }),
})

const GONE: Recorded = { type: 'Property', deleted: true }
function instanceOf({ recorded, created_at, modified_at, deleted_at, ...row }: InstanceRow): Instance {
  const said = recorded ?? GONE
  return {
    id: instanceUri({ ...row, dataset: said.datasetId ?? '' }),
    recorded: said,
    createdAt: created_at,
    modifiedAt: modified_at,
    ...(deleted_at === null ? {} : { deletedAt: deleted_at }),
  }
}

/** The bounds of a page: backwards with lastN, else forwards (§6.3.10). */
function rangeOf(rows: readonly InstanceRow[], { temporal: { relation, lastN } }: TemporalSelection): TemporalRange {
  const oldest = printInstant(rows[0]?.ms ?? 0)
  const newest = printInstant(rows.at(-1)?.ms ?? 0)
  if (lastN === undefined)
    return { start: relation === undefined || relation.op === 'before' ? oldest : relation.at, end: newest, size: undefined }
  const start = relation?.op === 'before' ? relation.at : relation?.op === 'between' ? relation.end : newest
  return { start, end: oldest, size: lastN }
}

async function aggregatesOf(tx: Tx, { call, request, heads }: Page): Promise<Omit<TemporalFound, 'more'> | Refusal> {
  const most = temporalLimits.aggregatedInstances
  const rows = await readPoints(tx, call.tenant, [...heads.keys()], {
    filter: { ...shownFilter(request), without: [...(request.omit?.members.keys() ?? []), 'scope'] },
    scopeQ: request.scopeQ,
    most,
  })
  if (rows === undefined)
    return refusal('context.query-invalid', `The aggregation would read more than ${most} instances; narrow the time or the entities.`, {
      problem: 'TooManyResults',
      limit: most,
    })
  const points = [...heads.values()].map((head): PointEvolution => ({
    ...headOf(head),
    series: seriesOf(rows.filter(({ entity }) => entity === head.id)),
  }))
  return { evolutions: [], points }
}

/** One series per attribute, kind and dataset, whatever the types of its values. */
function seriesOf(rows: readonly PointRow[]): PointEvolution['series'] {
  const series = Map.groupBy(rows, ({ attribute, kind, dataset }) => JSON.stringify([attribute, kind, dataset]))
  return [...series.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [
          {
            name: first.attribute,
            type: first.kind,
            points: others.length === 0 ? first.points : [first, ...others].flatMap(({ points }) => points),
            ...(first.dataset === null ? {} : { datasetId: first.dataset }),
          },
        ],
  )
}
