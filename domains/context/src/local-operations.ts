/** The operations of the API on this store alone (ETSI GS CIM 009 V1.9.1 §5.6, §5.7): see operations.ts. */
import { matchesTypes, type Command } from '@machinaka/ngsi'
import { isRefusal, refusal, type Postgres, type Refusal, type Tenant } from '@machinaka/platform'
import type { StoredEntity } from './broker.ts'
import { limits } from './contract.ts'
import type { Discovery } from './discovery.ts'
import { linkedEntities } from './linked.ts'
import { withTimes } from './ngsi-answers.ts'
import type {
  Answer,
  BatchResult,
  Call,
  ConsumptionOperations,
  EntityFailure,
  Join,
  Operations,
  Outcome,
  Retrieved,
  ProvisionOperations,
  Target,
  UpdateResult,
} from './operations.ts'
import { findEntities, findIds } from './query-store.ts'
import { readRows, storedEntity } from './rows.ts'
import { only } from './rules/changes.ts'
import { unexpiredAt } from './rules/expiry.ts'
import { absent, type WriteAny } from './write-path.ts'
import type { Write, Written } from './write.ts'

export interface LocalNeeds {
  readonly postgres: Postgres
  readonly writeAny: WriteAny
  readonly discovery: Discovery
}

/** Entities of a purge that are written in one transaction. */
const PURGE_PAGE = 500

export const createLocalOperations = (needs: LocalNeeds): Operations => ({ ...provision(needs), ...consumption(needs) })

const answer = <T>(value: T): Answer<T> => ({ value })
const nothing: BatchResult = { created: [], updated: [], deleted: [], failed: [] }

function provision({ postgres, writeAny }: LocalNeeds): ProvisionOperations {
  const one = async (call: Call, { id, type }: Target, command: Command): Promise<Written | Refusal> => {
    const [result] = await writeAny(call.tenant, [{ id, command: { ...command, only: type }, actor: call.actor }])
    if (result === undefined) throw new Error('A write answered nothing')
    return result
  }
  const onEntity = async (call: Call, target: Target, command: Command): Promise<Outcome<BatchResult>> => {
    const result = await one(call, target, command)
    return isRefusal(result) ? result : answer(tallied([result], [result.id]))
  }
  const onAttributes = async (call: Call, target: Target, command: Command): Promise<Outcome<UpdateResult>> => {
    const result = await one(call, target, command)
    return isRefusal(result) ? result : answer({ updated: result.updated, notUpdated: result.notUpdated })
  }
  const many = async <T>(
    call: Call,
    items: readonly T[],
    commandOf: (item: T) => { readonly id: string; readonly command: Command },
  ): Promise<Outcome<BatchResult>> => {
    const wrong = tooMany(items.length)
    if (wrong !== undefined) return wrong
    const writes = items.map((item): Write => ({ ...commandOf(item), actor: call.actor }))
    return answer(
      tallied(
        await writeAny(call.tenant, writes),
        writes.map(({ id }) => id),
      ),
    )
  }
  return {
    createEntity: (call, entity) => onEntity(call, entity, { kind: 'create', entity }),
    replaceEntity: (call, { entity, type }) => onEntity(call, { id: entity.id, type }, { kind: 'replace', entity }),
    mergeEntity: (call, { id, type, ...merge }) => onEntity(call, { id, type }, { kind: 'merge', ...merge }),
    deleteEntity: (call, target) => onEntity(call, target, { kind: 'delete' }),
    updateAttributes: (call, { fragment, ...target }) => onAttributes(call, target, { kind: 'update', fragment }),
    appendAttributes: (call, { fragment, overwrite, ...target }) =>
      onAttributes(call, target, { kind: 'append', fragment, noOverwrite: !overwrite }),
    updateAttribute: (call, { fragment, ...target }) => onAttributes(call, target, { kind: 'partial', fragment }),
    replaceAttribute: (call, { name, value, ...target }) => onAttributes(call, target, { kind: 'replaceAttribute', name, value }),
    deleteAttribute: (call, { name, datasetId, all, ...target }) =>
      onAttributes(call, target, { kind: 'deleteAttribute', name, datasetId, all }),
    batchCreate: (call, entities) => many(call, entities, (entity) => ({ id: entity.id, command: { kind: 'create', entity } })),
    batchUpsert: (call, { entities, mode }) =>
      many(call, entities, (entity) => ({ id: entity.id, command: { kind: 'upsert', entity, mode } })),
    batchUpdate: (call, { fragments, overwrite }) =>
      many(call, fragments, (fragment) => ({ id: fragment.id, command: { kind: 'append', fragment, noOverwrite: !overwrite } })),
    batchMerge: (call, patches) => many(call, patches, (patch) => ({ id: patch.id, command: { kind: 'merge', patch } })),
    batchDelete: (call, ids) => many(call, ids, (id) => ({ id, command: { kind: 'delete' } })),
    purgeEntities: async (call, { query, drop, keep }) => {
      const command: Command =
        drop !== undefined ? { kind: 'purge', drop } : keep !== undefined ? { kind: 'purge', keep } : { kind: 'delete' }
      const done: BatchResult[] = []
      for (let after = ''; ;) {
        const ids = await postgres.tenant(call.tenant, (tx) => findIds(tx, call.tenant, query, { after, limit: PURGE_PAGE, now: call.now }))
        const part = await many(call, ids, (id) => ({ id, command }))
        if (isRefusal(part)) return part
        done.push(part.value)
        const last = ids.at(-1)
        if (last === undefined || ids.length < PURGE_PAGE) return answer(summed(done))
        after = last
      }
    },
  }
}

const tooMany = (count: number): Refusal | undefined =>
  count > limits.batchEntities
    ? refusal(
        'context.batch-too-large',
        `A batch may hold at most ${limits.batchEntities} entities; this one has ${count}. Send it in parts.`,
        {
          limit: limits.batchEntities,
        },
      )
    : undefined

/** What became of each write of a batch; an unchanged entity counts as updated. What was left as it is (noOverwrite) is told as a failure. */
export function tallied(results: readonly (Written | Refusal)[], ids: readonly string[]): BatchResult {
  const done = { created: [] as string[], updated: [] as string[], deleted: [] as string[], failed: [] as EntityFailure[] }
  for (const [i, result] of results.entries()) {
    if (isRefusal(result)) done.failed.push({ id: ids[i] ?? '', refusal: result })
    else {
      if (result.notUpdated.length > 0) done.failed.push({ id: result.id, refusal: leftAlone(result) })
      if (result.notUpdated.length === 0 || result.operation !== 'unchanged')
        done[result.operation === 'unchanged' ? 'updated' : result.operation].push(result.id)
    }
  }
  return done
}

const leftAlone = ({ notUpdated }: Written): Refusal =>
  refusal(
    'context.entity-exists',
    `Not everything was updated: ${notUpdated.map(({ name, reason }) => `${name} (${reason})`).join(' ')}`.slice(0, 2_000),
  )

const summed = (parts: readonly BatchResult[]): BatchResult =>
  parts.reduce(
    (sum, part) => ({
      created: [...sum.created, ...part.created],
      updated: [...sum.updated, ...part.updated],
      deleted: [...sum.deleted, ...part.deleted],
      // What went away meanwhile needs no purging.
      failed: [...sum.failed, ...part.failed.filter(({ refusal: { code } }) => code !== 'context.entity-absent')],
    }),
    nothing,
  )

function consumption({ postgres, discovery }: LocalNeeds): ConsumptionOperations {
  const readAll =
    (tenant: Tenant, now: Date) =>
    async (ids: readonly string[]): Promise<ReadonlyMap<string, StoredEntity>> => {
      const rows = await postgres.tenant(tenant, (tx) => readRows(tx, tenant, ids))
      return new Map(
        [...rows].flatMap(([id, row]) => {
          const entity = unexpiredAt(storedEntity(row), now)
          return entity === undefined ? [] : [[id, entity] as const]
        }),
      )
    }
  const joined = async (call: Call, entities: readonly StoredEntity[], join: Join | undefined): Promise<Pick<Retrieved, 'linked'>> => {
    if (join === undefined) return {}
    const linked = await linkedEntities(entities, join, readAll(call.tenant, call.now))
    return { linked: new Map([...linked].map(([id, entity]) => [id, withTimes(entity)] as const)) }
  }
  return {
    retrieveEntity: async (call, { id, type, join, attrs }) => {
      const entity = (await readAll(call.tenant, call.now)([id])).get(id)
      if (entity === undefined || (type !== undefined && !matchesTypes(type, entity))) return absent(id)
      const part = withAttributes(entity, attrs)
      if (attrs !== undefined && Object.keys(part.attributes).length === 0)
        return refusal('context.entity-absent', `The entity ${id} has none of these attributes (§5.7.1).`)
      return answer({ entity: withTimes(part), ...(await joined(call, [part], join)) })
    },
    queryEntities: async (call, request) => {
      const found = await postgres.tenant(call.tenant, (tx) => findEntities(tx, call.tenant, request, call.now))
      const live = found.entities
        .flatMap((entity) => unexpiredAt(entity, call.now) ?? [])
        .map((entity) => withAttributes(entity, request.attrs))
      return answer({ entities: live.map(withTimes), count: found.count, more: found.more, ...(await joined(call, live, request.join)) })
    },
    listTypes: async (call) => answer(await discovery.types(call.tenant)),
    retrieveType: async (call, type) => {
      const found = (await discovery.types(call.tenant)).find((one) => one.type === type)
      return found === undefined ? refusal('context.entity-absent', `There is no entity of the type ${type} here (§5.7.7).`) : answer(found)
    },
    listAttributes: async (call) => answer(await discovery.attributes(call.tenant)),
    retrieveAttribute: async (call, name) => {
      const found = (await discovery.attributes(call.tenant)).find((one) => one.name === name)
      return found === undefined
        ? refusal('context.attribute-absent', `No entity here has the attribute ${name} (§5.7.10).`)
        : answer(found)
    },
  }
}

const withAttributes = (entity: StoredEntity, attrs: readonly string[] | undefined): StoredEntity =>
  attrs === undefined ? entity : { ...entity, attributes: only(entity.attributes, new Set(attrs)) }
