/** Subscriptions as rows: `context.subscription`, `context.subscription_status`, and what `context.delivery` says of them. */
import type { Json, Subscription, SubscriptionStatus } from '@machinaka/ngsi'
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'

/** What is kept of a subscription: itself, and what its notifications need besides. */
export interface SubscriptionDocument {
  readonly subscription: Subscription
  /** The @context that its notifications are written in; absent for the core's. */
  readonly context?: Json | undefined
  /** The header NGSILD-Tenant that it was created with, which its notifications repeat (§6.3.14). */
  readonly tenantHeader?: string | undefined
  /** For doors with notifications of their own (NGSIv2): what they need to write them. */
  readonly custom?: Json | undefined
}
export type Door = 'ngsi-ld' | 'ngsiv2'

export interface SubscriptionRow {
  readonly id: string
  readonly door: Door
  readonly doc: SubscriptionDocument
  readonly version: number
  /** A snapshot of the database: changes that it saw are older than the subscription. */
  readonly since: string
  readonly created_at: string
  readonly modified_at: string
  readonly times_sent: number
  readonly times_failed: number
  readonly last_notification: string | null
  readonly last_success: string | null
  readonly last_failure: string | null
  readonly failed: boolean | null
  readonly error: string | null
}

const columns = sql`s.id, s.door, s.doc, s.version, s.since, s.created_at, s.modified_at, t.times_sent, t.times_failed,
  t.last_notification, t.last_success, t.last_failure, t.failed, t.error`
const joined = sql`context.subscription s join context.subscription_status t on t.city = s.city and t.id = s.id`

export const statusOf = (row: SubscriptionRow): SubscriptionStatus => ({
  timesSent: row.times_sent,
  timesFailed: row.times_failed,
  lastNotification: row.last_notification ?? undefined,
  lastSuccess: row.last_success ?? undefined,
  lastFailure: row.last_failure ?? undefined,
  failed: row.failed ?? undefined,
})

export interface NewSubscription {
  readonly door: Door
  readonly doc: SubscriptionDocument
  readonly at: string
}

/** Versions of a city's subscriptions are given one after the other, in the order of the commits. */
export async function takeTurn(tx: Tx, tenant: Tenant): Promise<void> {
  await sql`select from context.delivery where city = ${tenant} for update`.execute(tx)
}

/** Inserts a subscription; false when its id is taken. From the end of the transaction on, it misses no change. */
export async function insertSubscription(tx: Tx, tenant: Tenant, { door, doc, at }: NewSubscription): Promise<boolean> {
  await sql`select context.start_listening(${tenant})`.execute(tx)
  await takeTurn(tx, tenant)
  const { id } = doc.subscription
  const { rows } = await sql`
    with made as (
      insert into context.subscription (city, id, door, doc, since, created_at, modified_at)
      values (${tenant}, ${id}, ${door}, ${JSON.stringify(doc)}::jsonb, pg_current_snapshot()::text, ${at}::timestamptz, ${at}::timestamptz)
      on conflict (city, id) do nothing returning id, version
    ), counted as (insert into context.subscription_status (city, id) select ${tenant}, id from made)
    update context.delivery d set subscriptions = made.version from made where d.city = ${tenant} returning made.id`.execute(tx)
  return rows.length > 0
}

/** Replaces what a subscription says (after `takeTurn`); `renewed` where it starts to listen anew, so that what happened before stays behind. */
export async function updateSubscription(
  tx: Tx,
  tenant: Tenant,
  {
    doc,
    at,
    renewed,
    endpoint,
  }: { readonly doc: SubscriptionDocument; readonly at: string; readonly renewed: boolean; readonly endpoint: string },
): Promise<void> {
  const { id } = doc.subscription
  if (renewed) await sql`select context.start_listening(${tenant})`.execute(tx)
  await sql`
    with changed as (
      update context.subscription set doc = ${JSON.stringify(doc)}::jsonb, modified_at = ${at}::timestamptz,
        version = nextval('context.subscription_version'),
        since = case when ${renewed}::boolean then pg_current_snapshot()::text else since end
      where city = ${tenant} and id = ${id} returning version
    ) update context.delivery d set subscriptions = changed.version from changed where d.city = ${tenant}`.execute(tx)
  // What waits goes to where the subscription now says.
  await sql`update context.undelivered set endpoint = ${endpoint} where city = ${tenant} and subscription = ${id} and endpoint <> ${endpoint}`.execute(
    tx,
  )
}

/** Deletes a subscription, its counters and what waits for its receiver; false when there was none. */
export async function deleteSubscription(tx: Tx, tenant: Tenant, id: string): Promise<boolean> {
  await takeTurn(tx, tenant)
  const { rows } = await sql`
    with gone as (delete from context.subscription where city = ${tenant} and id = ${id} returning id),
    dropped as (delete from context.undelivered u using gone where u.city = ${tenant} and u.subscription = gone.id)
    update context.delivery d set subscriptions = nextval('context.subscription_version') from gone where d.city = ${tenant} returning gone.id`.execute(
    tx,
  )
  return rows.length > 0
}

export async function findSubscription(
  tx: Tx,
  tenant: Tenant,
  { id, door }: { readonly id: string; readonly door: Door },
): Promise<SubscriptionRow | undefined> {
  const { rows } = await sql<SubscriptionRow>`
    select ${columns} from ${joined} where s.city = ${tenant} and s.id = ${id} and s.door = ${door}`.execute(tx)
  return rows[0]
}

/** A page of subscriptions in the order of their creation, and how many there are. */
export async function listSubscriptions(
  tx: Tx,
  tenant: Tenant,
  { door, limit, offset, count }: { readonly door: Door; readonly limit: number; readonly offset: number; readonly count: boolean },
): Promise<{ readonly rows: readonly SubscriptionRow[]; readonly count: number | undefined }> {
  const { rows } = await sql<SubscriptionRow>`
    select ${columns} from ${joined} where s.city = ${tenant} and s.door = ${door}
    order by s.created_at, s.id limit ${limit} offset ${offset}`.execute(tx)
  if (!count) return { rows, count: undefined }
  const { rows: counted } = await sql<{ count: number }>`
    select count(*) as count from context.subscription where city = ${tenant} and door = ${door}`.execute(tx)
  return { rows, count: counted[0]?.count ?? 0 }
}

export async function countSubscriptions(tx: Tx, tenant: Tenant): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from context.subscription where city = ${tenant}`.execute(tx)
  return rows[0]?.count ?? 0
}

/** All subscriptions newer than a version, of any door, and how many there are in all. */
export async function newerSubscriptions(
  tx: Tx,
  tenant: Tenant,
  version: number,
): Promise<{ readonly rows: readonly SubscriptionRow[]; readonly all: number }> {
  const { rows } = await sql<SubscriptionRow>`
    select ${columns} from ${joined} where s.city = ${tenant} and s.version > ${version} order by s.version`.execute(tx)
  return { rows, all: await countSubscriptions(tx, tenant) }
}

export async function subscriptionIds(tx: Tx, tenant: Tenant): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`select id from context.subscription where city = ${tenant}`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}
