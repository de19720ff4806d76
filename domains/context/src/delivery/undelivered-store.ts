/** Notifications that their receivers did not take: `context.undelivered`. */
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'

/** A notification ready to send; its address and headers come from the subscription, unless `target` says otherwise. */
export interface Message {
  readonly body: string
  readonly contentType: string
  /** The value of the header Link, where the @context is not in the body. */
  readonly link?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** For notifications without a subscription of this store (registrations, other brokers). */
  readonly target?: MessageTarget | undefined
}
export interface MessageTarget {
  readonly uri: string
  readonly receiverInfo?: readonly { readonly key: string; readonly value: string }[] | undefined
  readonly notifierInfo?: readonly { readonly key: string; readonly value: string }[] | undefined
  readonly timeout?: number | undefined
  /** Of HTTP; POST when absent. */
  readonly method?: string | undefined
  /** Over MQTT, the body alone, without NGSI-LD's {metadata, body}. */
  readonly bare?: boolean | undefined
}

export interface Waiting {
  readonly id: string
  readonly city: Tenant
  readonly subscription: string
  readonly endpoint: string
  readonly entities: readonly string[]
  readonly message: Message
  readonly attempts: number
  readonly error: string | undefined
  readonly created_at: string
}

/** Keeps notifications in their order; `waiting` ones are tried again, `parked` ones when a person says so. */
export async function keepMessages(tx: Tx, messages: readonly Waiting[], state: 'waiting' | 'parked'): Promise<void> {
  if (messages.length === 0) return
  await sql`
    insert into context.undelivered (city, id, subscription, endpoint, entities, message, state, attempts, error, created_at, tried_at)
    select u.city, u.id, u.subscription, u.endpoint, array(select json_array_elements_text(u.entities)), u.message, ${state}, u.attempts, u.error, u.created_at,
      case when u.attempts > 0 then now() end
    from json_array_elements(${JSON.stringify(messages)}::json) with ordinality as one(value, place)
    cross join lateral json_to_record(one.value) as u(city text, id uuid, subscription text, endpoint text, entities json, message json, attempts int, error text, created_at timestamptz)
    order by one.place`.execute(tx)
}

export interface Queue {
  readonly city: Tenant
  readonly endpoint: string
}

/** The queues of these cities in which something waits. */
export async function waitingQueues(tx: Tx, cities: readonly string[]): Promise<readonly (Queue & { readonly count: number })[]> {
  if (cities.length === 0) return []
  const { rows } = await sql<Queue & { count: number }>`
    select city, endpoint, count(*) as count from context.undelivered
    where city = any(${[...cities]}::text[]) and state = 'waiting' group by city, endpoint`.execute(tx)
  return rows
}

/** The first of a queue, in order, without those of some subscriptions. */
export async function nextMessages(
  tx: Tx,
  { city, endpoint, without }: Queue & { readonly without: readonly string[] },
  limit: number,
): Promise<readonly (Waiting & { readonly seq: number })[]> {
  const { rows } = await sql<Waiting & { seq: number }>`
    select id, city, subscription, endpoint, seq, entities, message, attempts, error, created_at from context.undelivered
    where city = ${city} and endpoint = ${endpoint} and state = 'waiting' and subscription <> all(${[...without]}::text[]) order by seq limit ${limit}`.execute(
    tx,
  )
  return rows
}

/** Delivered, or with nobody left to deliver to. */
export async function dropMessages(tx: Tx, city: Tenant, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0
  const { rows } = await sql`delete from context.undelivered where city = ${city} and id = any(${[...ids]}::uuid[]) returning id`.execute(
    tx,
  )
  return rows.length
}

/** Notes a failed attempt; with `park` it waits for a person from now on. */
export async function noteFailure(
  tx: Tx,
  city: Tenant,
  { id, error, park }: { readonly id: string; readonly error: string; readonly park: boolean },
): Promise<void> {
  await sql`update context.undelivered set attempts = attempts + 1, error = ${error}, tried_at = now(), state = case when ${park}::boolean then 'parked' else state end
    where city = ${city} and id = ${id}::uuid`.execute(tx)
}

/** Parks what has waited longer than the retention. */
export async function parkOld(tx: Tx, cities: readonly string[], retention_s: number): Promise<void> {
  if (cities.length === 0) return
  await sql`update context.undelivered set state = 'parked'
    where city = any(${[...cities]}::text[]) and state = 'waiting' and created_at < now() - make_interval(secs => ${retention_s})`.execute(
    tx,
  )
}

export interface UndeliveredRow {
  readonly id: string
  readonly subscription: string
  readonly endpoint: string
  readonly entities: readonly string[]
  readonly state: 'waiting' | 'parked'
  readonly attempts: number
  readonly error: string | null
  readonly created_at: string
  readonly tried_at: string | null
}
export interface UndeliveredFilter {
  readonly subscription?: string | undefined
  readonly endpoint?: string | undefined
  readonly state?: 'waiting' | 'parked' | undefined
}

const filtered = (tenant: Tenant, { subscription, endpoint, state }: UndeliveredFilter) => sql`city = ${tenant}
  and (${subscription ?? null}::text is null or subscription = ${subscription ?? null})
  and (${endpoint ?? null}::text is null or endpoint = ${endpoint ?? null})
  and (${state ?? null}::text is null or state = ${state ?? null})`

/** In the order in which they would be sent. */
export async function listUndelivered(
  tx: Tx,
  tenant: Tenant,
  filter: UndeliveredFilter & { readonly limit: number; readonly offset: number },
): Promise<readonly UndeliveredRow[]> {
  const { rows } = await sql<UndeliveredRow>`
    select id, subscription, endpoint, entities, state, attempts, error, created_at, tried_at from context.undelivered
    where ${filtered(tenant, filter)} order by seq limit ${filter.limit} offset ${filter.offset}`.execute(tx)
  return rows
}

export async function findUndelivered(
  tx: Tx,
  tenant: Tenant,
  id: string,
): Promise<(UndeliveredRow & { readonly message: Message }) | undefined> {
  const { rows } = await sql<UndeliveredRow & { message: Message }>`
    select id, subscription, endpoint, entities, state, attempts, error, created_at, tried_at, message from context.undelivered
    where city = ${tenant} and id = ${id}::uuid`.execute(tx)
  return rows[0]
}

/** Lets parked ones (all that fit, or those named) be tried again; answers how many. */
export async function releaseUndelivered(
  tx: Tx,
  tenant: Tenant,
  filter: UndeliveredFilter & { readonly ids?: readonly string[] | undefined },
): Promise<number> {
  const { rows } = await sql`update context.undelivered set state = 'waiting', attempts = 0 where ${filtered(tenant, filter)}
    and (${filter.ids === undefined}::boolean or id = any(${[...(filter.ids ?? [])]}::uuid[])) returning id`.execute(tx)
  return rows.length
}

export async function discardUndelivered(
  tx: Tx,
  tenant: Tenant,
  filter: UndeliveredFilter & { readonly ids?: readonly string[] | undefined },
): Promise<number> {
  const { rows } = await sql`delete from context.undelivered where ${filtered(tenant, filter)}
    and (${filter.ids === undefined}::boolean or id = any(${[...(filter.ids ?? [])]}::uuid[])) returning id`.execute(tx)
  return rows.length
}
