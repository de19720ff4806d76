import { sql } from 'kysely'
import type { Fact, Tenant, Tx } from '../contract.ts'

/** A fact as it was written, with its place in the order. */
export interface Placed {
  readonly seq: number
  readonly fact: Fact
  /** An earlier fact of its key is parked: it has to wait behind that one. */
  readonly blocked: boolean
}

export interface Position {
  readonly from: string
  readonly to: string
  readonly after: number
}

interface FactRow {
  readonly seq: number
  readonly id: string
  readonly kind: string
  readonly city: string
  readonly key: string
  readonly at: string
  readonly payload: unknown
}

export const factOf = (row: FactRow): Fact => ({
  id: row.id,
  kind: row.kind,
  tenant: row.city as Tenant,
  key: row.key,
  at: row.at,
  payload: row.payload,
})

/**
 * Takes the consumer for this process, or answers undefined while another one has it.
 * A consumer seen for the first time begins with the oldest fact that is kept.
 */
export async function take(tx: Tx, consumer: string, holder: string, lease_s: number): Promise<Position | undefined> {
  const { rows } = await sql<Position>`
    insert into platform.consumer as c (name, holder, held_until) values (${consumer}, ${holder}, clock_timestamp() + make_interval(secs => ${lease_s}))
    on conflict (name) do update set holder = excluded.holder, held_until = excluded.held_until, seen_at = now()
      where c.holder = excluded.holder or c.held_until is null or c.held_until < clock_timestamp()
    returning from_xid::text as from, to_xid::text as to, after_seq as after`.execute(tx)
  return rows[0]
}

/** Extends the lease; answers whether this process still has it. */
export async function keep(tx: Tx, consumer: string, holder: string, lease_s: number): Promise<boolean> {
  const { rows } = await sql`
    update platform.consumer set held_until = clock_timestamp() + make_interval(secs => ${lease_s})
    where name = ${consumer} and holder = ${holder} returning name`.execute(tx)
  return rows.length > 0
}

/** Stores how far the consumer is; answers whether this process still has it (else nothing is stored). */
export async function store(tx: Tx, consumer: string, holder: string, position: Position): Promise<boolean> {
  const { rows } = await sql`
    update platform.consumer set from_xid = ${position.from}::xid8, to_xid = ${position.to}::xid8, after_seq = ${position.after}
    where name = ${consumer} and holder = ${holder} returning name`.execute(tx)
  return rows.length > 0
}

export async function letGo(tx: Tx, consumer: string, holder: string): Promise<void> {
  await sql`update platform.consumer set holder = null, held_until = null where name = ${consumer} and holder = ${holder}`.execute(tx)
}

/**
 * The next window: everything written by transactions that were running or to come when the last window was opened,
 * and that have ended by now. Every transaction below pg_snapshot_xmin has ended, so a window never changes once open:
 * what commits late lies in a later one, and nothing is passed over.
 */
export async function nextWindow(tx: Tx, last: Position): Promise<Position> {
  const { rows } = await sql<{ to: string; first: number | null }>`
    with bound as (select pg_snapshot_xmin(pg_current_snapshot()) as ended)
    select greatest(ended, ${last.to}::xid8)::text as to,
      (select seq from platform.outbox where xid >= ${last.to}::xid8 and xid < ended order by seq limit 1) as first
    from bound`.execute(tx)
  const row = rows[0]
  if (row === undefined || row.first === null) return { from: row?.to ?? last.to, to: row?.to ?? last.to, after: 0 }
  return { from: last.to, to: row.to, after: row.first - 1 }
}

/** The next facts of these kinds in an open window. Fewer than `limit`: the window is read to its end. */
export async function readWindow(
  tx: Tx,
  consumer: { readonly name: string; readonly kinds: readonly string[] },
  position: Position,
  limit: number,
): Promise<readonly Placed[]> {
  const { rows } = await sql<FactRow & { blocked: boolean }>`
    select seq, id, kind, city, key, at, payload,
      exists (select from platform.parked p where p.consumer = ${consumer.name} and p.city = o.city and p.key = o.key) as blocked
    from platform.outbox o
    where xid >= ${position.from}::xid8 and xid < ${position.to}::xid8 and seq > ${position.after} and kind = any(${[...consumer.kinds]}::text[])
    order by seq limit ${limit}`.execute(tx)
  return rows.map((row) => ({ seq: row.seq, fact: factOf(row), blocked: row.blocked }))
}

/**
 * Whether there is work for the consumer: a window not read to its end, a newer fact, or a parked one that is due.
 *
 * @param kinds the kinds of facts that count as work; undefined: all, so that the cursor also passes what it does not read
 */
export async function isDue(tx: Tx, consumer: string, kinds: readonly string[] | undefined): Promise<boolean> {
  const counts = kinds === undefined ? sql`true` : sql`kind = any(${[...kinds]}::text[])`
  const { rows } = await sql<{ due: boolean }>`
    select case when c.name is null then exists (select from platform.outbox where ${counts}) else
      c.from_xid < c.to_xid
      or exists (select from platform.outbox where xid >= c.to_xid and xid < pg_snapshot_xmin(pg_current_snapshot()) and ${counts})
      or exists (select from platform.parked p where p.consumer = c.name and (p.retry_at <= clock_timestamp() or (p.attempts = 0 and not exists (
          select from platform.parked q where q.consumer = p.consumer and q.city = p.city and q.key = p.key and q.seq < p.seq))))
      end as due
    from (select ${consumer}::text as wanted) w left join platform.consumer c on c.name = w.wanted`.execute(tx)
  return rows[0]?.due === true
}

/** Forgets facts that every consumer has passed and that are older than the retention, and consumers nobody runs any more. */
export async function sweep(tx: Tx, retention_days: number, limit: number): Promise<number> {
  await sql`delete from platform.consumer where seen_at < now() - make_interval(days => ${Math.max(30, retention_days)})`.execute(tx)
  const { rows } = await sql`
    delete from platform.outbox where seq in (
      select seq from platform.outbox
      where at < now() - make_interval(days => ${retention_days})
        and xid < coalesce((select from_xid from platform.consumer order by from_xid limit 1), '0'::xid8)
      order by seq limit ${limit})
    returning seq`.execute(tx)
  return rows.length
}
