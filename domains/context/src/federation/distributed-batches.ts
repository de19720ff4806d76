/**
 * Batches, shared out among this broker and its context sources; a source that offers no batch is asked entity by entity
 * (ETSI GS CIM 009 V1.9.1 §5.6.7–§5.6.10, §5.6.20).
 */
import { offers, type Entity, type SourceOperation } from '@machinaka/ngsi'
import { isRefusal, type Refusal } from '@machinaka/platform'
import { etsi } from '../ngsi-answers.ts'
import type { BatchResult, Call, EntityFailure, Operations, Outcome, ProvisionOperations } from '../operations.ts'
import { fragmentNames, fragmentWith, reduced, shareOfEntity, withNames } from './batch-parts.ts'
import { tooMany, type WriteNeeds } from './distributed-writes.ts'
import { purgeDistributed } from './distributed-purge.ts'
import { fanOut } from './fan-out.ts'
import { sharesOf, wholeShares, type Share } from './shares.ts'
import { aliasOf, isLoop, sourceLimits, type SourceAnswer, type SourceFailure, type SourceRequest } from './source-client.ts'
import { loop, notOffered, partialRefusal } from './source-refusals.ts'
import { entityJson, fragmentJson, patchJson } from './wire-entity.ts'

interface Part<I> {
  readonly item: I
  readonly share: Share
}
/** One kind of batch. */
interface Batch<I> {
  readonly items: readonly I[]
  readonly idOf: (item: I) => string
  readonly typesOf: (item: I) => readonly string[] | undefined
  /** Undefined: the entity as a whole. */
  readonly namesOf: (item: I) => readonly string[] | undefined
  readonly keep: (item: I, names: readonly string[]) => I
  readonly kind: 'created' | 'updated' | 'deleted'
  readonly operation: SourceOperation
  readonly request: (parts: readonly Part<I>[]) => SourceRequest
  /** The same for one entity, in the order in which they are tried; the next one where the last says that the entity is there. */
  readonly singles: (part: Part<I>) => readonly Single[]
  readonly here: (items: readonly I[]) => Promise<Outcome<BatchResult>>
}
interface Single {
  readonly operation: SourceOperation
  readonly request: SourceRequest
  readonly kind: 'created' | 'updated' | 'deleted'
}

const NOTHING: BatchResult = { created: [], updated: [], deleted: [], failed: [] }

/** What the parts of one source came to. */
type Sources<I> = ReadonlyMap<Share['source'], readonly Part<I>[]>

async function distribute<I>(needs: WriteNeeds, call: Call, batch: Batch<I>): Promise<Outcome<BatchResult>> {
  if (call.local || call.snapshot !== undefined) return batch.here(batch.items)
  const { sources, local, proxiedIds } = await shareOut(needs, call, batch)
  if (sources.size === 0) return batch.here(local)
  if (sources.size > sourceLimits.sources) return tooMany(sources.size)
  const looping = isLoop(call, needs.alias(call.tenant))
  const visited = new Set(call.via.map(aliasOf))
  const matches = [...sources].map(([source, parts]) => ({ source, infos: [], parts }))
  const remote = fanOut(
    matches,
    async (match): Promise<BatchResult> => {
      const { source } = match
      const parts = sources.get(source) ?? []
      if (looping || visited.has(source.registration.contextSourceAlias ?? '')) return isProxied(source) ? all(batch, parts, loop) : NOTHING
      return offers(source, batch.operation) ? whole(needs, call, batch, parts) : oneByOne(needs, call, batch, parts)
    },
    ({ source }) => all(batch, sources.get(source) ?? [], { failed: 'late', detail: 'it was not asked in time.' }),
  )
  const [here, results] = await Promise.all([local.length === 0 ? undefined : batch.here(local), remote])
  if (here !== undefined && isRefusal(here)) return here
  const own = here?.value ?? NOTHING
  const done = new Set(results.flatMap((one) => [...one.created, ...one.updated, ...one.deleted]))
  // What a source holds in our place need not be here as well.
  const failed = own.failed.filter(({ id, refusal }) => !(isAbsent(refusal) && proxiedIds.has(id) && done.has(id)))
  return { value: sum([{ ...own, failed }, ...results]), ...(here?.warnings === undefined ? {} : { warnings: here.warnings }) }
}

const isProxied = ({ registration: { mode } }: Share['source']): boolean => mode === 'exclusive' || mode === 'redirect'
const isAbsent = ({ code, extra }: Refusal): boolean => code === 'context.entity-absent' || extra?.['problem'] === 'ResourceNotFound'

/** Which source gets which part of which entity, and what stays. */
async function shareOut<I>(
  { registry }: WriteNeeds,
  call: Call,
  batch: Batch<I>,
): Promise<{ readonly sources: Sources<I>; readonly local: readonly I[]; readonly proxiedIds: ReadonlySet<string> }> {
  const sources = new Map<Share['source'], Part<I>[]>()
  const local: I[] = []
  const proxiedIds = new Set<string>()
  for (const item of batch.items) {
    const entity = { id: batch.idOf(item), types: batch.typesOf(item) }
    const covering = await registry.covering(call.tenant, entity)
    if (covering.length === 0) {
      local.push(item)
      continue
    }
    const names = batch.namesOf(item)
    const shares =
      names === undefined ? { ...wholeShares(covering, entity), rest: undefined, here: true } : sharesOf(covering, entity, names)
    if (shares.proxied.length > 0) proxiedIds.add(entity.id)
    // An inclusive source that offers neither the batch nor the single operation is left out (§5.6.7.4).
    const offered = shares.inclusive.filter(
      (share) => offers(share.source, batch.operation) || batch.singles({ item, share }).some((one) => offers(share.source, one.operation)),
    )
    for (const share of [...shares.proxied, ...offered]) sources.set(share.source, [...(sources.get(share.source) ?? []), { item, share }])
    if (shares.here) local.push(shares.rest === undefined ? item : batch.keep(item, shares.rest))
  }
  return { sources, local, proxiedIds }
}

/** All parts of one source in one request. */
async function whole<I>(needs: WriteNeeds, call: Call, batch: Batch<I>, parts: readonly Part<I>[]): Promise<BatchResult> {
  const [first] = parts
  if (first === undefined) return NOTHING
  const { source } = first.share
  const answer = await needs.ask(call, source, batch.request(parts))
  if (answer.failed !== undefined) return all(batch, parts, answer)
  const ids = [...new Set(parts.map(({ item }) => batch.idOf(item)))]
  if (answer.status === 207) return partly(answer, { ids, kind: batch.kind, registration: source.registration.id })
  // An upsert answers 201 with the ids of those that it made.
  if (batch.operation === 'upsertBatch' && answer.status === 201 && Array.isArray(answer.json)) {
    const made = new Set(answer.json.map(String))
    return { ...NOTHING, created: ids.filter((id) => made.has(id)), updated: ids.filter((id) => !made.has(id)) }
  }
  return { ...NOTHING, [batch.kind]: ids }
}

/** BatchOperationResult of a source (§5.2.16). */
function partly(
  { json }: SourceAnswer,
  { ids, kind, registration }: { readonly ids: readonly string[]; readonly kind: Batch<unknown>['kind']; readonly registration: string },
): BatchResult {
  const map = (typeof json === 'object' && json !== null ? json : {}) as Readonly<Record<string, unknown>>
  const errors = (Array.isArray(map['errors']) ? (map['errors'] as readonly unknown[]) : []).flatMap((one): EntityFailure[] => {
    const { entityId, error } = (typeof one === 'object' && one !== null ? one : {}) as Readonly<Record<string, unknown>>
    if (typeof entityId !== 'string') return []
    const { status, detail, title, type } = (typeof error === 'object' && error !== null ? error : {}) as Readonly<Record<string, unknown>>
    const said = typeof detail === 'string' ? detail : typeof title === 'string' ? title : 'The source did not do it.'
    const extra = { sourceStatus: typeof status === 'number' ? status : 502, ...(typeof type === 'string' ? { sourceProblem: type } : {}) }
    const refused = etsi('InternalError', said)
    return [{ id: entityId, registration, refusal: { ...refused, code: 'context.source-failed', extra } }]
  })
  const failed = new Set(errors.map(({ id }) => id))
  return { ...NOTHING, [kind]: ids.filter((id) => !failed.has(id)), failed: errors }
}

/** Entity by entity, where the source offers no batch (§5.6.7.4, §5.6.8.4). */
async function oneByOne<I>(needs: WriteNeeds, call: Call, batch: Batch<I>, parts: readonly Part<I>[]): Promise<BatchResult> {
  const results: BatchResult[] = []
  for (const part of parts) {
    const { source } = part.share
    const id = batch.idOf(part.item)
    const singles = batch.singles(part).filter((one) => offers(source, one.operation))
    if (singles.length === 0) {
      const refused = notOffered(source, batch.operation)
      results.push({ ...NOTHING, failed: isProxied(source) ? [{ id, refusal: refused, registration: source.registration.id }] : [] })
      continue
    }
    results.push(await firstThatFits(needs, call, { source, id, singles }))
  }
  return sum(results)
}

async function firstThatFits(
  needs: WriteNeeds,
  call: Call,
  { source, id, singles }: { readonly source: Share['source']; readonly id: string; readonly singles: readonly Single[] },
): Promise<BatchResult> {
  let last: SourceFailure = { failed: 'error', detail: 'it offers no operation for this entity.' }
  for (const single of singles) {
    const answer = await needs.ask(call, source, single.request)
    if (answer.failed === undefined) return { ...NOTHING, [single.kind]: [id] }
    last = answer
    if (answer.status !== 409) break
  }
  return { ...NOTHING, failed: [{ id, refusal: partialRefusal(last, source), registration: source.registration.id }] }
}

/** The same failure for every entity. */
const all = <I>(batch: Batch<I>, parts: readonly Part<I>[], failure: SourceFailure): BatchResult => ({
  ...NOTHING,
  failed: parts.map(({ item, share }) => ({
    id: batch.idOf(item),
    refusal: partialRefusal(failure, share.source),
    registration: share.source.registration.id,
  })),
})

const sum = (results: readonly BatchResult[]): BatchResult => {
  const ids = (kind: 'created' | 'updated' | 'deleted'): readonly string[] => [...new Set(results.flatMap((one) => one[kind]))]
  const created = ids('created')
  return {
    created,
    updated: ids('updated').filter((id) => !created.includes(id)),
    deleted: ids('deleted'),
    failed: results.flatMap((one) => one.failed),
  }
}

type Batches = Pick<ProvisionOperations, 'purgeEntities' | 'batchCreate' | 'batchUpsert' | 'batchUpdate' | 'batchDelete' | 'batchMerge'>

/** §5.6.7–§5.6.10, §5.6.20, §5.6.21. */
export function batchOperations(needs: WriteNeeds, local: Operations): Batches {
  return {
    purgeEntities: (call, request) => purgeDistributed(needs, local, call, request),
    batchCreate: (call, entities) =>
      distribute(needs, call, {
        ...ofEntities(entities),
        kind: 'created',
        operation: 'createBatch',
        request: (parts) => postAll('/entityOperations/create', parts),
        singles: (part) => [{ operation: 'createEntity', kind: 'created', request: post(part) }],
        here: (items) => local.batchCreate(call, items),
      }),
    batchUpsert: (call, { entities, mode }) =>
      distribute(needs, call, {
        ...ofEntities(entities),
        kind: 'updated',
        operation: 'upsertBatch',
        request: (parts) => postAll(`/entityOperations/upsert${mode === 'update' ? '?options=update' : ''}`, parts),
        singles: (part) => [
          { operation: 'createEntity', kind: 'created', request: post(part) },
          mode === 'replace'
            ? { operation: 'replaceEntity', kind: 'updated', request: { ...post(part), method: 'PUT', path: () => pathOf(part.item.id) } }
            : { operation: 'updateEntity', kind: 'updated', request: patchAttributes(part) },
        ],
        here: (items) => local.batchUpsert(call, { entities: items, mode }),
      }),
    ...fragmentBatches(needs, local),
  }
}

const pathOf = (id: string, rest = ''): string => `/entities/${encodeURIComponent(id)}${rest}`
const ofEntities = (items: readonly Entity[]) => ({
  items,
  idOf: ({ id }: Entity) => id,
  typesOf: ({ types }: Entity) => types,
  namesOf: ({ attributes }: Entity) => Object.keys(attributes),
  keep: reduced,
})
const post = ({ item, share }: Part<Entity>): SourceRequest => ({
  method: 'POST',
  path: () => '/entities',
  body: (terms) => entityJson(shareOfEntity(share, item), terms),
})
const patchAttributes = ({ item, share }: Part<Entity>): SourceRequest => ({
  method: 'PATCH',
  path: () => pathOf(item.id, '/attrs/'),
  body: (terms) => fragmentJson(item, share.names, { whole: share.whole, terms }),
})
const postAll = (path: string, parts: readonly Part<Entity>[]): SourceRequest => ({
  method: 'POST',
  path: () => path,
  body: (terms) => parts.map(({ item, share }) => entityJson(shareOfEntity(share, item), terms)),
})

function fragmentBatches(needs: WriteNeeds, local: Operations): Pick<Batches, 'batchUpdate' | 'batchDelete' | 'batchMerge'> {
  return {
    batchUpdate: (call, { fragments, overwrite }) =>
      distribute(needs, call, {
        items: fragments,
        idOf: ({ id }) => id,
        typesOf: ({ types }) => types,
        namesOf: fragmentNames,
        keep: fragmentWith,
        kind: 'updated',
        operation: 'updateBatch',
        request: (parts) => ({
          method: 'POST',
          path: () => `/entityOperations/update${overwrite ? '' : '?options=noOverwrite'}`,
          body: (terms) => parts.map(({ item, share }) => ({ id: item.id, ...fragmentJson(item, share.names, { whole: true, terms }) })),
        }),
        singles: ({ item, share }) => [
          {
            operation: overwrite ? 'updateEntity' : 'appendAttrs',
            kind: 'updated',
            request: {
              method: overwrite ? 'PATCH' : 'POST',
              path: () => pathOf(item.id, `/attrs/${overwrite ? '' : '?options=noOverwrite'}`),
              body: (terms) => fragmentJson(item, share.names, { whole: share.whole, terms }),
            },
          },
        ],
        here: (items) => local.batchUpdate(call, { fragments: items, overwrite }),
      }),
    batchDelete: (call, ids) =>
      distribute(needs, call, {
        items: ids,
        idOf: (id) => id,
        typesOf: () => undefined,
        namesOf: () => undefined,
        keep: (id) => id,
        kind: 'deleted',
        operation: 'deleteBatch',
        request: (parts) => ({ method: 'POST', path: () => '/entityOperations/delete', body: () => parts.map(({ item }) => item) }),
        singles: ({ item }) => [{ operation: 'deleteEntity', kind: 'deleted', request: { method: 'DELETE', path: () => pathOf(item) } }],
        here: (items) => local.batchDelete(call, items),
      }),
    ...mergeBatch(needs, local),
  }
}

function mergeBatch(needs: WriteNeeds, local: Operations): Pick<Batches, 'batchMerge'> {
  return {
    batchMerge: (call, patches) =>
      distribute(needs, call, {
        items: patches,
        idOf: ({ id }) => id,
        typesOf: () => undefined,
        namesOf: ({ attributes }) => Object.keys(attributes),
        keep: withNames,
        kind: 'updated',
        operation: 'mergeBatch',
        request: (parts) => ({
          method: 'POST',
          path: () => '/entityOperations/merge',
          body: (terms) => parts.map(({ item, share }) => ({ ...patchJson(item, share.names, { whole: true, terms }), id: item.id })),
        }),
        singles: ({ item, share }) => [
          {
            operation: 'mergeEntity',
            kind: 'updated',
            request: {
              method: 'PATCH',
              path: () => pathOf(item.id),
              body: (terms) => patchJson(item, share.names, { whole: share.whole, terms }),
            },
          },
        ],
        here: (items) => local.batchMerge(call, items),
      }),
  }
}
