/** Who delivers for which city, what the log of changes holds, and the counters: `context.delivery`, `change`, `subscription_status`. */
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'
import type { LoggedChange } from './logged-change.ts'

export interface Claimed {
  readonly city: Tenant
  /** The newest version of its subscriptions. */
  readonly subscriptions: number
}

/** Takes every city that nobody delivers for, and keeps those held by this process; answers all that it holds. */
export async function claim(tx: Tx, holder: string, lease_s: number): Promise<readonly Claimed[]> {
  // Across cities on purpose: one statement keeps all leases. Rows are touched when a third of the lease is gone.
  await sql`
    update context.delivery d set holder = ${holder}, held_until = clock_timestamp() + make_interval(secs => ${lease_s})
    where d.city in (
      select city from context.delivery
      where (holder = ${holder} and held_until < clock_timestamp() + make_interval(secs => ${(lease_s * 2) / 3}))
        or (listening and (holder is null or held_until < clock_timestamp()))
      order by city for update skip locked)`.execute(tx)
  const { rows } = await sql<Claimed>`
    select city, subscriptions from context.delivery where city is not null and holder = ${holder} and held_until > clock_timestamp()`.execute(
    tx,
  )
  return rows
}

export async function letGo(tx: Tx, holder: string): Promise<void> {
  await sql`update context.delivery set holder = null, held_until = null where city is not null and holder = ${holder}`.execute(tx)
}

/** On the embedded engine there is one process: what another held is free. */
export async function freeAll(tx: Tx): Promise<void> {
  await sql`update context.delivery set holder = null, held_until = null where city is not null and holder is not null`.execute(tx)
}

/** How far a city's log is read: everything that `seen` saw, and of what `now` sees besides up to `after`. */
export interface Place {
  readonly city: Tenant
  readonly seen: string
  /** Absent: the next read takes a new snapshot. */
  readonly now: string | null
  readonly after: number
}
/** A place before everything. */
export const START = { seen: '1:1:', now: null, after: 0 } as const

export interface ReadChange {
  readonly city: Tenant
  readonly xid: string
  readonly seq: number
  readonly payload: LoggedChange
}
export interface Reading {
  readonly changes: readonly ReadChange[]
  /** The snapshot that was read with. */
  readonly snapshot: string
  /** The version of each city's subscriptions at that snapshot, where this process still holds the city. */
  readonly versions: ReadonlyMap<string, number>
}

/**
 * The next changes of these cities, at most `limit` of each, in the order of seq. Each read takes what has been committed
 * since the last one, told by snapshots: sequence numbers and transaction ids commit out of order, and no long transaction
 * holds the others up. For one entity seq grows with the commits, so the order of its changes is kept.
 */
export async function readChanges(
  tx: Tx,
  { holder, places, limit }: { readonly holder: string; readonly places: readonly Place[]; readonly limit: number },
): Promise<Reading> {
  const { rows } = await sql<{
    readonly city: Tenant
    readonly version: number
    readonly snapshot: string
    readonly changes: readonly Omit<ReadChange, 'city'>[] | null
  }>`
    select p.city, d.subscriptions as version, pg_current_snapshot()::text as snapshot, found.changes
    from jsonb_to_recordset(${JSON.stringify(places)}::jsonb) as p(city text, seen pg_snapshot, now pg_snapshot, after bigint)
    join context.delivery d on d.city = p.city and d.holder = ${holder}
    left join lateral (
      select json_agg(json_build_object('xid', page.xid::text, 'seq', page.seq, 'payload', page.payload) order by page.seq) as changes from (
        select c.xid, c.seq, c.payload from context.change c
        where c.city = p.city and c.xid >= pg_snapshot_xmin(p.seen) and not pg_visible_in_snapshot(c.xid, p.seen)
          and (p.now is null or pg_visible_in_snapshot(c.xid, p.now)) and c.seq > p.after
        order by c.seq limit ${limit}) page
    ) found on true`.execute(tx)
  return {
    changes: rows.flatMap(({ city, changes }) => (changes ?? []).map((one) => ({ city, ...one }))),
    snapshot: rows[0]?.snapshot ?? START.seen,
    versions: new Map(rows.map(({ city, version }) => [city, version])),
  }
}

/** Removes changes whose notifications are all delivered or kept elsewhere. */
export async function deleteChanges(tx: Tx, done: readonly Pick<ReadChange, 'city' | 'xid' | 'seq'>[]): Promise<void> {
  if (done.length === 0) return
  await sql`
    delete from context.change c using unnest(${done.map(({ city }) => city)}::text[], ${done.map(({ xid }) => xid)}::xid8[], ${done.map(({ seq }) => seq)}::bigint[]) as d(city, xid, seq)
    where c.city = d.city and c.xid = d.xid and c.seq = d.seq`.execute(tx)
}

/** Counts that are added to a subscription's status. */
export interface StatusUpdate {
  readonly city: Tenant
  readonly id: string
  readonly sent: number
  readonly failures: number
  readonly last_notification: string | undefined
  readonly last_success: string | undefined
  readonly last_failure: string | undefined
  readonly failed: boolean | undefined
  readonly error: string | undefined
}

/** Adds counts in one statement. Only updates: a subscription that was deleted meanwhile stays deleted. */
export async function addStatus(tx: Tx, updates: readonly StatusUpdate[]): Promise<void> {
  if (updates.length === 0) return
  await sql`
    update context.subscription_status s set
      times_sent = s.times_sent + u.sent, times_failed = s.times_failed + u.failures,
      last_notification = greatest(s.last_notification, u.last_notification), last_success = greatest(s.last_success, u.last_success),
      last_failure = greatest(s.last_failure, u.last_failure), failed = coalesce(u.failed, s.failed),
      error = case when u.failed is null then s.error else u.error end
    from jsonb_to_recordset(${JSON.stringify(updates)}::jsonb) as u(city text, id text, sent bigint, failures bigint,
      last_notification timestamptz, last_success timestamptz, last_failure timestamptz, failed boolean, error text)
    where s.city = u.city and s.id = u.id`.execute(tx)
}

/** What waits in each city that somebody listens to, counted up to these limits. */
export async function countWaiting(
  tx: Tx,
  most: { readonly changes: number; readonly undelivered: number },
): Promise<ReadonlyMap<string, { readonly changes: number; readonly undelivered: number }>> {
  const { rows } = await sql<{ city: string; changes: number; undelivered: number }>`
    select d.city,
      (select count(*) from (select from context.change c where c.city = d.city limit ${most.changes}) x) as changes,
      (select count(*) from (select from context.undelivered u where u.city = d.city limit ${most.undelivered}) y) as undelivered
    from context.delivery d where d.city is not null and d.listening`.execute(tx)
  return new Map(rows.map(({ city, changes, undelivered }) => [city, { changes, undelivered }]))
}

/** Stops the log of cities in which no subscription is left, unless somebody begins to listen at this very moment. */
export async function stopListening(tx: Tx): Promise<void> {
  await sql`
    update context.delivery d set listening = false
    where d.city is not null and d.listening and not exists (select from context.subscription s where s.city = d.city)
      and pg_try_advisory_xact_lock(hashtextextended('context.delivery ' || d.city, 0))
      and not exists (select from context.change c where c.city = d.city)`.execute(tx)
}
