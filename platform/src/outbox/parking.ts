import { sql } from 'kysely'
import type { Fact, ParkedFact, Tx } from '../contract.ts'
import { factOf, type Placed } from './cursor.ts'

export interface Failure {
  readonly placed: Placed
  /** 0 when it was not tried, because an earlier fact of its key is parked. */
  readonly attempts: number
  readonly error: string | undefined
  /** Seconds until it is tried again; undefined when it waits (behind another, or for a person). */
  readonly retryAfter_s: number | undefined
}

export interface Head extends Placed {
  readonly attempts: number
}

/** Sets facts aside, in the transaction that moves the cursor past them. Written twice, the first stays. */
export async function park(tx: Tx, consumer: string, failures: readonly Failure[]): Promise<void> {
  if (failures.length === 0) return
  const rows = failures.map(({ placed: { seq, fact }, attempts, error, retryAfter_s }) => ({
    seq,
    id: fact.id,
    kind: fact.kind,
    city: fact.tenant,
    key: fact.key,
    at: fact.at,
    payload: fact.payload,
    attempts,
    error: error ?? null,
    retry_s: retryAfter_s ?? null,
  }))
  await sql`
    insert into platform.parked (consumer, seq, id, kind, city, key, at, payload, attempts, error, retry_at)
    select ${consumer}, r.seq, r.id, r.kind, r.city, r.key, r.at, r.payload, r.attempts, r.error, clock_timestamp() + make_interval(secs => r.retry_s)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r (seq bigint, id uuid, kind text, city text, key text, at timestamptz, payload jsonb, attempts int, error text, retry_s float8)
    on conflict (consumer, seq) do nothing`.execute(tx)
}

/** The first parked fact of each key that is to be tried now: its time has come, or what it waited behind is gone. */
export async function dueHeads(tx: Tx, consumer: string, limit: number): Promise<readonly Head[]> {
  const { rows } = await sql<Parameters<typeof factOf>[0] & { attempts: number }>`
    select seq, id, kind, city, key, at, payload, attempts from platform.parked p
    where consumer = ${consumer} and (retry_at <= clock_timestamp() or attempts = 0)
      and not exists (select from platform.parked q where q.consumer = p.consumer and q.city = p.city and q.key = p.key and q.seq < p.seq)
    order by seq limit ${limit}`.execute(tx)
  return rows.map((row) => ({ seq: row.seq, fact: factOf(row), blocked: false, attempts: row.attempts }))
}

export async function unpark(tx: Tx, consumer: string, seq: number): Promise<void> {
  await sql`delete from platform.parked where consumer = ${consumer} and seq = ${seq}`.execute(tx)
}

export async function parkAgain(tx: Tx, consumer: string, failure: Failure): Promise<void> {
  await sql`
    update platform.parked set attempts = ${failure.attempts}, error = ${failure.error ?? null}, parked_at = now(),
      retry_at = clock_timestamp() + make_interval(secs => ${failure.retryAfter_s ?? null}::float8)
    where consumer = ${consumer} and seq = ${failure.placed.seq}`.execute(tx)
}

/** Facts that wait for a person, and those behind them. */
export async function listParked(tx: Tx): Promise<readonly ParkedFact[]> {
  const { rows } = await sql<Parameters<typeof factOf>[0] & { consumer: string; attempts: number; error: string | null; parkedAt: string }>`
    with stuck as (select consumer, city, key, min(seq) as seq from platform.parked where attempts > 0 and retry_at is null group by 1, 2, 3)
    select p.consumer, p.seq, p.id, p.kind, p.city, p.key, p.at, p.payload, p.attempts, p.error, p.parked_at as "parkedAt"
    from platform.parked p join stuck s on s.consumer = p.consumer and s.city = p.city and s.key = p.key and p.seq >= s.seq
    order by p.consumer, p.seq`.execute(tx)
  return rows.map((row) => ({
    consumer: row.consumer,
    fact: factOf(row),
    attempts: row.attempts,
    error: row.error ?? 'waits behind an earlier fact of its key',
    parkedAt: row.parkedAt,
  }))
}

/** Has the first parked fact of this one's key tried again by the next round; those behind it follow. */
export async function release(tx: Tx, consumer: string, factId: Fact['id']): Promise<boolean> {
  const { rows } = await sql`
    update platform.parked p set retry_at = clock_timestamp()
    from (select city, key from platform.parked where consumer = ${consumer} and id = ${factId}::uuid) wanted
    where p.consumer = ${consumer} and p.city = wanted.city and p.key = wanted.key
      and not exists (select from platform.parked q where q.consumer = p.consumer and q.city = p.city and q.key = p.key and q.seq < p.seq)
    returning p.seq`.execute(tx)
  return rows.length > 0
}
