/** Entities: read, queried and written on their own (imports are in imports.ts). */
import { checkEntity, isProblem, type Entity, type Problem } from '@machinaka/ngsi'
import { isRefusal, refusal, type Clock, type Outbox, type Postgres, type Refusal, type Tenant, type Tx } from '@machinaka/platform'
import type { Actor, BatchMode, BatchOutcome, Entities, EntityQuery, StoredEntity } from './broker.ts'
import { facts, limits, type EntityChanged } from './contract.ts'
import { deleteRows, insertRows, updateRows, type RowWrite } from './entity-store.ts'
import { readHistory } from './history-store.ts'
import { listTypes, queryPage } from './query-store.ts'
import { heldOf, isStorable, readRows, storedEntity, type EntityRow } from './rows.ts'
import { changeEntity, replaceEntity, type Change as EntityChange, type Outcome, type Writer } from './rules/merge.ts'

export interface EntityNeeds {
  readonly postgres: Postgres
  readonly outbox: Pick<Outbox, 'write'>
  readonly clock: Clock
}

export const absent = (id: string): Refusal => refusal('context.entity-absent', `There is no entity ${id} in this city.`)
export const invalid = (problem: Problem): Refusal => refusal('context.entity-invalid', problem.detail, { problem: problem.problem })

/** How often a write is tried again when others keep changing the same entities. */
const ATTEMPTS = 5
const EACH_PAGE = 500

export function createEntities(needs: EntityNeeds): Entities {
  const { postgres, clock } = needs
  const within = <T>(tenant: Tenant, tx: Tx | undefined, work: (tx: Tx) => Promise<T>): Promise<T> =>
    tx === undefined ? postgres.tenant(tenant, work) : work(tx)
  const find: Entities['find'] = (tenant, id, tx) =>
    within(tenant, tx, async (t) => {
      const row = (await readRows(t, tenant, [id])).get(id)
      return row === undefined ? undefined : storedEntity(row)
    })
  const writerOf = (actor: Actor): Writer => ({ by: actor.kind, id: actor.id, at: clock.now().toISOString() })
  return {
    find,
    get: async (tenant, id, tx) => (await find(tenant, id, tx)) ?? absent(id),
    query: (tenant, query, tx) => within(tenant, tx, (t) => queryPage(t, tenant, query)),
    each: (tenant, query) => eachPage(postgres, tenant, query),
    create: (tenant, entity, actor, tx) =>
      within(tenant, tx, async (t) => {
        const outcome = await writeBatch(needs, { tx: t, tenant, writer: writerOf(actor) }, [entity], 'create')
        return outcome.failed[0]?.refusal ?? stored(t, tenant, entity.id)
      }),
    upsertBatch: async (tenant, { entities, mode = 'replace', actor }, tx) =>
      tooMany(entities.length) ?? within(tenant, tx, (t) => writeBatch(needs, { tx: t, tenant, writer: writerOf(actor) }, entities, mode)),
    deleteBatch: async (tenant, { ids, actor }, tx) =>
      tooMany(ids.length) ?? within(tenant, tx, (t) => deleteBatch(needs, { tx: t, tenant, writer: writerOf(actor) }, ids)),
    patch: (tenant, { id, changes, types, scope, onlyNew, actor }, tx) =>
      within(tenant, tx, async (t) => {
        const written = await changeOne(
          needs,
          { tx: t, tenant, writer: writerOf(actor) },
          { id, change: { attributes: changes, types, scope, ...(onlyNew === undefined ? {} : { onlyNew }) } },
        )
        return isRefusal(written) ? written : stored(t, tenant, id)
      }),
    history: (tenant, id, page, tx) =>
      within(tenant, tx, (t) =>
        readHistory(t, tenant, { id, limit: Math.min(page?.limit ?? 50, limits.historyPage), offset: page?.offset ?? 0 }),
      ),
    types: (tenant, detail = 'counts', tx) => within(tenant, tx, (t) => listTypes(t, tenant, detail)),
  }
}

/** One write: whose transaction, whose city, who writes. */
export interface Writing {
  readonly tx: Tx
  readonly tenant: Tenant
  readonly writer: Writer
}

async function stored(tx: Tx, tenant: Tenant, id: string): Promise<StoredEntity | Refusal> {
  const row = (await readRows(tx, tenant, [id])).get(id)
  return row === undefined ? absent(id) : storedEntity(row)
}

const tooMany = (count: number): Refusal | undefined =>
  count > limits.batchEntities
    ? refusal(
        'context.batch-too-large',
        `A batch may hold at most ${limits.batchEntities} entities; this one has ${count}. Send it in parts.`,
        { limit: limits.batchEntities },
      )
    : undefined

/** Changes attributes of one entity by a decision of `rules`, with history and fact. Answers what changed. */
export async function changeOne(
  needs: Pick<EntityNeeds, 'outbox'>,
  writing: Writing,
  { id, change, decide }: { readonly id: string; readonly change?: EntityChange; readonly decide?: (row: EntityRow) => Outcome | Refusal },
): Promise<Outcome | Refusal> {
  const { tx, tenant, writer } = writing
  const row = (await readRows(tx, tenant, [id], 'lock')).get(id)
  if (row === undefined) return absent(id)
  const outcome = decide === undefined ? changeEntity(heldOf(row), change ?? { attributes: {} }, writer) : decide(row)
  if (isRefusal(outcome) || !outcome.changed) return outcome
  const problem = unfit({ id, types: outcome.types, scope: outcome.scope, attributes: outcome.attributes })
  if (problem !== undefined) return problem
  await updateRows(tx, tenant, [rowWrite(id, outcome, { base: row.version, expiresAt: row.expires_at ?? undefined })], writer)
  await announce(needs, writing, [{ id, types: outcome.types, operation: 'updated', attrs: Object.keys(outcome.changes) }])
  return outcome
}

const rowWrite = (id: string, outcome: Outcome, more: { readonly base?: number; readonly expiresAt: string | undefined }): RowWrite => ({
  id,
  types: outcome.types,
  scope: outcome.scope,
  attributes: outcome.attributes,
  origin: outcome.origin,
  changes: outcome.changes,
  ...more,
})

export async function announce(
  { outbox }: Pick<EntityNeeds, 'outbox'>,
  { tx, tenant }: Writing,
  changes: readonly EntityChanged[],
): Promise<void> {
  if (changes.length > 0)
    await outbox.write(
      tx,
      changes.map((payload) => ({ kind: facts.entityChanged, tenant, key: payload.id, payload })),
    )
}

/** Why an entity cannot be kept: NGSI-LD's rules, and the limits of this store. */
function unfit(entity: Entity): Refusal | undefined {
  const problem = checkEntity(entity)
  if (isProblem(problem)) return invalid(problem)
  const json = JSON.stringify(entity)
  if (json.length > limits.entityBytes)
    return refusal('context.entity-invalid', `The entity is larger than ${limits.entityBytes} characters of JSON.`, {
      limit: limits.entityBytes,
    })
  return isStorable(json)
    ? undefined
    : refusal('context.entity-invalid', 'The entity holds text with U+0000 or half a character, which cannot be kept unchanged.')
}

interface Tally {
  readonly created: string[]
  readonly updated: string[]
  readonly deleted: string[]
  readonly failed: { readonly id: string; readonly refusal: Refusal }[]
}
const tally = (): Tally => ({ created: [], updated: [], deleted: [], failed: [] })

async function writeBatch(needs: EntityNeeds, writing: Writing, entities: readonly Entity[], mode: BatchMode): Promise<BatchOutcome> {
  const done = tally()
  let waiting: readonly Entity[] = entities.filter((entity) => {
    const problem = unfit(entity)
    if (problem !== undefined) done.failed.push({ id: entity.id, refusal: problem })
    return problem === undefined
  })
  // Repeated ids wait for the next round, so that they are done in the order of the batch (§5.5.11).
  while (waiting.length > 0) {
    const round = new Map<string, Entity>()
    const later: Entity[] = []
    for (const entity of waiting)
      if (round.has(entity.id)) later.push(entity)
      else round.set(entity.id, entity)
    await writeRound(needs, writing, { round, mode, done })
    waiting = later
  }
  return done
}

async function writeRound(
  needs: EntityNeeds,
  writing: Writing,
  { round, mode, done }: { readonly round: Map<string, Entity>; readonly mode: BatchMode; readonly done: Tally },
): Promise<void> {
  const { tx, tenant, writer } = writing
  const changed: EntityChanged[] = []
  for (let attempt = 0; round.size > 0; attempt += 1) {
    if (attempt === ATTEMPTS)
      throw new Error(`Entities kept changing while a batch was written: ${[...round.keys()].slice(0, 3).join(', ')}`)
    const rows = await readRows(tx, tenant, [...round.keys()], 'lock')
    const inserts: RowWrite[] = []
    const updates: RowWrite[] = []
    for (const [id, entity] of round) {
      const row = rows.get(id)
      const write = decideWrite(entity, row, { mode, writer })
      if (isRefusal(write)) done.failed.push({ id, refusal: write })
      else if (write === 'same') done.updated.push(id)
      else if (row === undefined) inserts.push(write)
      else updates.push(write)
      if (isRefusal(write) || write === 'same') round.delete(id)
    }
    const made = await insertRows(tx, tenant, inserts, writer)
    const put = await updateRows(tx, tenant, updates, writer)
    for (const write of [...inserts, ...updates]) {
      const operation = made.has(write.id) ? 'created' : put.has(write.id) ? 'updated' : undefined
      if (operation === undefined) continue
      round.delete(write.id)
      done[operation].push(write.id)
      changed.push({ id: write.id, types: write.types, operation, attrs: Object.keys(write.changes) })
    }
  }
  await announce(needs, writing, changed)
}

const NOTHING = { types: [], scope: [], attributes: {}, origin: {}, source: undefined } as const

function decideWrite(
  entity: Entity,
  row: EntityRow | undefined,
  { mode, writer }: { readonly mode: BatchMode; readonly writer: Writer },
): RowWrite | Refusal | 'same' {
  if (row === undefined) {
    if (mode === 'existing' || mode === 'existing-append') return absent(entity.id)
    return rowWrite(entity.id, replaceEntity({ ...NOTHING, createdAt: writer.at }, entity, writer), { expiresAt: entity.expiresAt })
  }
  if (mode === 'create') return refusal('context.entity-exists', `An entity ${entity.id} exists already.`)
  const held = heldOf(row)
  const outcome =
    mode === 'replace'
      ? replaceEntity(held, entity, writer)
      : changeEntity(
          held,
          {
            attributes: entity.attributes,
            types: entity.types,
            scope: entity.scope,
            ...(mode === 'existing-append' ? { onlyNew: true } : {}),
          },
          writer,
        )
  const expiresAt = mode === 'replace' ? entity.expiresAt : (entity.expiresAt ?? row.expires_at ?? undefined)
  if (!outcome.changed && expiresAt === (row.expires_at ?? undefined)) return 'same'
  return rowWrite(entity.id, outcome, { base: row.version, expiresAt })
}

async function deleteBatch(needs: EntityNeeds, writing: Writing, ids: readonly string[]): Promise<BatchOutcome> {
  const done = tally()
  const gone = await deleteRows(writing.tx, writing.tenant, ids, writing.writer)
  for (const id of new Set(ids))
    if (gone.has(id)) done.deleted.push(id)
    else done.failed.push({ id, refusal: absent(id) })
  await announce(
    needs,
    writing,
    [...gone].map(([id, types]) => ({ id, types, operation: 'deleted', attrs: [] })),
  )
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
