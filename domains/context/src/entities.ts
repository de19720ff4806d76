/** Entities: read, queried and written on their own (imports are in imports.ts). */
import type { Command, Entity } from '@machinaka/ngsi'
import { isRefusal, refusal, type Postgres, type Refusal, type Tenant, type Tx } from '@machinaka/platform'
import type { BatchMode, BatchOutcome, Entities, EntityQuery, StoredEntity } from './broker.ts'
import { limits } from './contract.ts'
import { readHistory } from './history-store.ts'
import { listTypes, queryPage } from './query-store.ts'
import { readRows, storedEntity } from './rows.ts'
import { absent, type WriteAny } from './write-path.ts'
import type { Written } from './write.ts'

export interface EntityNeeds {
  readonly postgres: Postgres
  readonly writeAny: WriteAny
}

const EACH_PAGE = 500

export function createEntities({ postgres, writeAny }: EntityNeeds): Entities {
  const within = <T>(tenant: Tenant, tx: Tx | undefined, work: (tx: Tx) => Promise<T>): Promise<T> =>
    tx === undefined ? postgres.tenant(tenant, work) : work(tx)
  const find: Entities['find'] = (tenant, id, tx) =>
    within(tenant, tx, async (t) => {
      const row = (await readRows(t, tenant, [id])).get(id)
      return row === undefined ? undefined : storedEntity(row)
    })
  const get: Entities['get'] = async (tenant, id, tx) => (await find(tenant, id, tx)) ?? absent(id)
  /** The entity as one write left it. */
  const after = async (tenant: Tenant, results: readonly (Written | Refusal)[], tx: Tx | undefined): Promise<StoredEntity | Refusal> => {
    const [result] = results
    if (result === undefined) throw new Error('A write answered nothing')
    return isRefusal(result) ? result : (result.change?.after ?? get(tenant, result.id, tx))
  }
  return {
    find,
    get,
    query: (tenant, query, tx) => within(tenant, tx, (t) => queryPage(t, tenant, query)),
    each: (tenant, query) => eachPage(postgres, tenant, query),
    create: async (tenant, entity, actor, tx) =>
      after(tenant, await writeAny(tenant, [{ id: entity.id, command: { kind: 'create', entity }, actor }], tx), tx),
    upsertBatch: async (tenant, { entities, mode = 'replace', actor }, tx) =>
      tooMany(entities.length) ??
      outcomeOf(
        entities.map(({ id }) => id),
        await writeAny(
          tenant,
          entities.map((entity) => ({ id: entity.id, command: commandOf(entity, mode), actor })),
          tx,
        ),
      ),
    deleteBatch: async (tenant, { ids, actor }, tx) =>
      tooMany(ids.length) ??
      outcomeOf(
        ids,
        await writeAny(
          tenant,
          ids.map((id) => ({ id, command: { kind: 'delete' }, actor })),
          tx,
        ),
      ),
    patch: async (tenant, { id, changes, types, scope, onlyNew = false, actor }, tx) => {
      const fragment = { id, types, scope, attributes: changes }
      const command = onlyNew ? ({ kind: 'append', fragment, noOverwrite: true } as const) : ({ kind: 'update', fragment } as const)
      return after(tenant, await writeAny(tenant, [{ id, command, actor }], tx), tx)
    },
    history: (tenant, id, page, tx) =>
      within(tenant, tx, (t) =>
        readHistory(t, tenant, { id, limit: Math.min(page?.limit ?? 50, limits.historyPage), offset: page?.offset ?? 0 }),
      ),
    types: (tenant, detail = 'counts', tx) => within(tenant, tx, (t) => listTypes(t, tenant, detail)),
  }
}

const tooMany = (count: number): Refusal | undefined =>
  count > limits.batchEntities
    ? refusal(
        'context.batch-too-large',
        `A batch may hold at most ${limits.batchEntities} entities; this one has ${count}. Send it in parts.`,
        { limit: limits.batchEntities },
      )
    : undefined

function commandOf(entity: Entity, mode: BatchMode): Command {
  switch (mode) {
    case 'create':
      return { kind: 'create', entity }
    case 'replace':
    case 'update':
      return { kind: 'upsert', entity, mode }
    case 'existing':
    case 'existing-append':
      return { kind: 'append', fragment: entity, noOverwrite: mode === 'existing-append' }
  }
}

/** What a batch came to, entity by entity; an unchanged one counts as updated. */
export function outcomeOf(ids: readonly string[], results: readonly (Written | Refusal)[]): BatchOutcome {
  const done = {
    created: [] as string[],
    updated: [] as string[],
    deleted: [] as string[],
    failed: [] as { readonly id: string; readonly refusal: Refusal }[],
  }
  for (const [i, result] of results.entries()) {
    if (isRefusal(result)) done.failed.push({ id: ids[i] ?? '', refusal: result })
    else done[result.operation === 'unchanged' ? 'updated' : result.operation].push(result.id)
  }
  return done
}

/** Pages by id, each in a short transaction of its own: nothing is held while the caller works. */
async function* eachPage(
  postgres: Postgres,
  tenant: Tenant,
  query: Omit<EntityQuery, 'limit' | 'offset' | 'count'>,
): AsyncIterable<readonly StoredEntity[]> {
  let after: string | undefined
  for (;;) {
    const page = await postgres.tenant(tenant, (tx) => queryPage(tx, tenant, { ...query, limit: EACH_PAGE }, after))
    if (isRefusal(page)) throw new Error(page.detail)
    if (page.entities.length > 0) yield page.entities
    if (page.entities.length < EACH_PAGE) return
    after = page.entities.at(-1)?.id
  }
}
