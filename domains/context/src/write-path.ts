/** The one path of all writes (see write.ts for its door). */
import { checkEntity, isProblem, type Entity, type Problem } from '@machinaka/ngsi'
import {
  afterCommit,
  isRefusal,
  refusal,
  type Clock,
  type Outbox,
  type Postgres,
  type Refusal,
  type Tenant,
  type Tx,
} from '@machinaka/platform'
import type { Actor, StoredEntity } from './broker.ts'
import type { CommittedFeed, EntityChange, RecordChanges } from './changes.ts'
import { facts, limits } from './contract.ts'
import { heldOf, isStorable, readRows, written, type EntityRow } from './rows.ts'
import { applyCommand, type HeldEntity } from './rules/apply.ts'
import { attributeChanges, only } from './rules/changes.ts'
import { recordedChanges, recordedEnd } from './rules/recorded.ts'
import { originOf, type Outcome, type Writer } from './rules/merge.ts'
import { addTallies } from './tally-store.ts'
import { storeSteps, type KeptState, type Step } from './write-store.ts'
import type { Write, Written } from './write.ts'

export interface WriteNeeds {
  readonly postgres: Postgres
  readonly outbox: Pick<Outbox, 'write'>
  readonly clock: Clock
  readonly recordChanges: RecordChanges
  readonly feed: CommittedFeed
}

/** A write decided by this domain's own rules (edits by hand), beside the commands of the API. */
export interface DecidedWrite {
  readonly id: string
  readonly writer: Writer
  /** `expiresAt` where it changes. */
  readonly decide: (held: HeldEntity) => (Outcome & { readonly expiresAt?: string }) | Refusal
}
export type AnyWrite = Write | DecidedWrite

/** How often writes are tried again when others keep making or changing the same entities. */
const ATTEMPTS = 5

export type WriteAny = (tenant: Tenant, writes: readonly AnyWrite[], tx?: Tx) => Promise<readonly (Written | Refusal)[]>

/** Builds the path of all writes: a `WritePath` that takes decided writes too. */
export function createWritePath(needs: WriteNeeds): WriteAny {
  return async (tenant, writes, tx) => {
    if (writes.length === 0) return []
    if (tx !== undefined) return writeIn(needs, tx, tenant, writes)
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await needs.postgres.tenant(tenant, (own) => writeIn(needs, own, tenant, writes))
      } catch (error) {
        if (attempt === ATTEMPTS || !isCollision(error)) throw error
      }
    }
  }
}

/** Deadlock, or a transaction that could not be serialized: trying again is the cure. */
const isCollision = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && (error.code === '40P01' || error.code === '40001')

/** One write on its way, with its place in the answer. */
interface Pending {
  readonly at: number
  readonly id: string
  readonly write: AnyWrite
  readonly writer: Writer
}

async function writeIn(needs: WriteNeeds, tx: Tx, tenant: Tenant, writes: readonly AnyWrite[]): Promise<readonly (Written | Refusal)[]> {
  const at = needs.clock.now().toISOString()
  const results: (Written | Refusal | undefined)[] = writes.map(() => undefined)
  const changes: EntityChange[] = []
  let pending: readonly Pending[] = writes.map((write, i) => ({
    at: i,
    id: write.id,
    write,
    writer: 'decide' in write ? write.writer : writerOf(write.actor, at),
  }))
  for (let attempt = 1; pending.length > 0; attempt += 1) {
    if (attempt > ATTEMPTS) throw new Error(`Entities kept appearing while they were written: ${pending[0]?.id ?? ''}`)
    pending = await writeRound(tx, tenant, { pending, results, changes, at })
  }
  await addTallies(tx, tenant, changes)
  await needs.recordChanges(tx, tenant, changes)
  await announce(needs, tx, tenant, changes)
  if (changes.length > 0) afterCommit(tx, () => needs.feed.publish(tenant, changes))
  return results.map((result) => {
    if (result === undefined) throw new Error('A write was left without a result')
    return result
  })
}

const writerOf = ({ kind, id }: Actor, at: string): Writer => ({ by: kind, id, at })

interface Round {
  readonly pending: readonly Pending[]
  readonly results: (Written | Refusal | undefined)[]
  readonly changes: EntityChange[]
  readonly at: string
}

/** Decides and stores all pending writes; answers those to be tried again, because somebody else made their entity meanwhile. */
async function writeRound(tx: Tx, tenant: Tenant, { pending, results, changes, at }: Round): Promise<readonly Pending[]> {
  const rows = await readRows(tx, tenant, [...new Set(pending.map(({ id }) => id))], 'lock')
  const lives = new Map<string, Life>()
  const steps: Step[] = []
  const done: { readonly pending: Pending; readonly step: number; readonly told: Told }[] = []
  for (const one of pending) {
    const life = lives.get(one.id) ?? lifeOf(one.id, rows.get(one.id), at)
    lives.set(one.id, life)
    const told = decide(life, one)
    if (isRefusal(told)) results[one.at] = told
    else if (told.step === undefined)
      results[one.at] = { id: one.id, operation: 'unchanged', change: undefined, updated: told.updated, notUpdated: told.notUpdated }
    else {
      done.push({ pending: one, step: steps.length, told })
      life.steps.push(steps.length)
      steps.push(told.step)
    }
  }
  for (const life of lives.values()) settle(life, steps)
  const versions = await storeSteps(tx, tenant, steps)
  const again: Pending[] = []
  for (const { pending: one, step, told } of done) {
    const version = versions.get(step)
    if (version === undefined) {
      again.push(one)
      continue
    }
    const change = told.change(version)
    changes.push(change)
    results[one.at] = { id: one.id, operation: change.operation, change, updated: told.updated, notUpdated: told.notUpdated }
  }
  return again
}

/** An entity while its writes are decided one after the other. */
interface Life {
  readonly id: string
  readonly row: EntityRow | undefined
  now: (HeldEntity & { readonly modifiedAt: string }) | undefined
  readonly steps: number[]
  /** Whether the stored row is of an earlier life. */
  renewed: boolean
}

function lifeOf(id: string, row: EntityRow | undefined, at: string): Life {
  const expired = row !== undefined && row.expires_at !== null && Date.parse(row.expires_at) <= Date.parse(at)
  const held =
    row === undefined || expired
      ? undefined
      : { ...heldOf(row), id, expiresAt: row.expires_at === null ? undefined : written(row.expires_at), modifiedAt: row.modified_at }
  return { id, row, now: held, steps: [], renewed: expired }
}

/** What a write came to, before it has a version. */
interface Told {
  readonly step: Step | undefined
  readonly change: (version: number) => EntityChange
  readonly updated: readonly string[]
  readonly notUpdated: Written['notUpdated']
}

function decide(life: Life, { write, writer, id }: Pending): Told | Refusal {
  const held = life.now
  if ('decide' in write) {
    if (held === undefined) return absent(id)
    const outcome = write.decide(held)
    return isRefusal(outcome)
      ? outcome
      : tell(life, writer, { outcome, expiresAt: outcome.expiresAt ?? held.expiresAt, updated: [], notUpdated: [] })
  }
  const applied = applyCommand(held, write.command, writer)
  return isProblem(applied) ? refusalOf(applied, write) : tell(life, writer, applied)
}

interface Said {
  readonly outcome: Outcome | undefined
  readonly expiresAt: string | undefined
  readonly updated: readonly string[]
  readonly notUpdated: Written['notUpdated']
}

/** Takes a decision into the life of its entity, and tells what it will have changed. */
function tell(life: Life, writer: Writer, { outcome, expiresAt, updated, notUpdated }: Said): Told | Refusal {
  if (outcome === undefined) return life.now === undefined ? absent(life.id) : { ...deletion(life, life.now, writer), updated, notUpdated }
  if (life.now !== undefined && !outcome.changed && expiresAt === life.now.expiresAt)
    return { step: undefined, change: never, updated, notUpdated }
  const { types, scope, attributes } = outcome
  const wrong = unfit({ id: life.id, types, scope, attributes, expiresAt })
  return wrong ?? { ...put(life, writer, { ...outcome, expiresAt }), updated, notUpdated }
}

type Stepped = Pick<Told, 'step' | 'change'>
const NOTHING = { scope: [], attributes: {} } as const

function deletion(life: Life, held: HeldEntity, writer: Writer): Stepped {
  life.now = undefined
  life.renewed = true
  const { id, types, scope, attributes } = held
  return {
    step: { id, operation: 'deleted', writer, types, scope, changes: recordedEnd(held, writer.at), store: undefined, keep: undefined },
    change: (version) => ({
      id,
      operation: 'deleted',
      version,
      at: writer.at,
      before: entityOf(held, attributes),
      after: undefined,
      attributes: attributeChanges(attributes, {}, Object.keys(attributes)),
    }),
  }
}

function put(life: Life, writer: Writer, outcome: Outcome & Pick<Said, 'expiresAt'>): Stepped {
  const held = life.now
  const { types, scope, attributes, origin, changes, expiresAt } = outcome
  const { id } = life
  const next = {
    id,
    types,
    scope,
    attributes,
    origin,
    expiresAt,
    source: held?.source,
    createdAt: held?.createdAt ?? writer.at,
    modifiedAt: writer.at,
  }
  life.now = next
  const names = new Set(Object.keys(changes))
  const operation = held === undefined ? 'created' : 'updated'
  return {
    step: {
      id,
      operation,
      writer,
      types,
      scope,
      changes: recordedChanges(held === undefined ? attributes : changes, { before: held ?? NOTHING, scope, at: writer.at }),
      store: undefined,
      keep: undefined,
    },
    change: (version) => ({
      id,
      operation,
      version,
      at: writer.at,
      before: held === undefined ? undefined : entityOf(held, only(held.attributes, names)),
      after: storedOf(next, version),
      attributes: attributeChanges(held?.attributes ?? {}, attributes, names),
    }),
  }
}

const never = (): never => {
  throw new Error('Nothing was changed')
}

/** The last step of a life says what becomes of the stored row. */
function settle({ row, now, steps: own, renewed }: Life, steps: Step[]): void {
  const last = own.at(-1)
  const step = last === undefined ? undefined : steps[last]
  if (last === undefined || step === undefined) return
  const keep: KeptState | undefined =
    now === undefined
      ? undefined
      : {
          types: now.types,
          scope: now.scope,
          attributes: now.attributes,
          origin: now.origin,
          createdAt: now.createdAt,
          expiresAt: now.expiresAt,
        }
  const store =
    keep === undefined ? (row === undefined ? undefined : 'delete') : row === undefined ? 'insert' : renewed ? 'renew' : 'update'
  // A new row's history is its document, but for the scope: sent once.
  steps[last] = {
    ...step,
    store,
    keep,
    ...(step.operation === 'created' && keep !== undefined && keep.scope.length === 0 ? { changes: undefined } : {}),
  }
}

function entityOf(held: HeldEntity, attributes: HeldEntity['attributes']): EntityChange['before'] {
  const times = Object.keys(attributes).map((name) => {
    const { since, at } = originOf(held, name)
    return [name, { createdAt: since, modifiedAt: at }] as const
  })
  const modified = times.reduce((latest, [, { modifiedAt }]) => (modifiedAt > latest ? modifiedAt : latest), held.createdAt)
  return { ...bareEntity(held, attributes), createdAt: held.createdAt, modifiedAt: modified, times: Object.fromEntries(times) }
}

const bareEntity = (held: HeldEntity, attributes: HeldEntity['attributes']): Entity => ({
  id: held.id,
  types: held.types,
  ...(held.scope.length === 0 ? {} : { scope: held.scope }),
  ...(held.expiresAt === undefined ? {} : { expiresAt: held.expiresAt }),
  attributes,
})

const storedOf = (now: HeldEntity & { readonly modifiedAt: string }, version: number): StoredEntity => ({
  id: now.id,
  types: now.types,
  ...(now.scope.length === 0 ? {} : { scope: now.scope }),
  ...(now.expiresAt === undefined ? {} : { expiresAt: now.expiresAt }),
  attributes: now.attributes,
  createdAt: now.createdAt,
  modifiedAt: now.modifiedAt,
  version,
  source: now.source,
  origin: now.origin,
})

async function announce({ outbox }: Pick<WriteNeeds, 'outbox'>, tx: Tx, tenant: Tenant, changes: readonly EntityChange[]): Promise<void> {
  if (changes.length > 0)
    await outbox.write(
      tx,
      changes.map(({ id, operation, before, after, attributes }) => ({
        kind: facts.entityChanged,
        tenant,
        key: id,
        payload: {
          id,
          types: (after ?? before)?.types ?? [],
          operation,
          attrs: operation === 'deleted' ? [] : [...new Set(attributes.map(({ name }) => name))],
        },
      })),
    )
}

export const absent = (id: string): Refusal => refusal('context.entity-absent', `There is no entity ${id} in this city.`)
export const invalid = (problem: Problem): Refusal => refusal('context.entity-invalid', problem.detail, { problem: problem.problem })

function refusalOf(problem: Problem, { id, command }: Write): Refusal {
  if (problem.problem === 'ResourceNotFound')
    return command.kind === 'partial' || command.kind === 'replaceAttribute' || command.kind === 'deleteAttribute'
      ? refusal(/attribute|scope/.test(problem.detail) ? 'context.attribute-absent' : 'context.entity-absent', problem.detail)
      : absent(id)
  return problem.problem === 'AlreadyExists' ? refusal('context.entity-exists', `An entity ${id} exists already.`) : invalid(problem)
}

/** Why an entity cannot be kept: NGSI-LD's rules, and the limits of this store. */
export function unfit(entity: Parameters<typeof checkEntity>[0]): Refusal | undefined {
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
