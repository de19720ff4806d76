/** SQL of registrations and of how asking their sources went. */
import { isProblem, parseRegex, type Registration } from '@machinaka/ngsi'
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'

/** A registration with when it came and changed, and how asking its source went (Table 5.2.9-2). */
export interface KeptRegistration {
  readonly registration: Registration
  readonly createdAt: string
  readonly modifiedAt: string
  readonly status: SourceStatus
}
export interface SourceStatus {
  readonly timesSent: number
  readonly timesFailed: number
  readonly lastSuccess?: string | undefined
  readonly lastFailure?: string | undefined
  readonly ok?: boolean | undefined
}
/** What came of a number of requests to one source. */
export interface SourceTally {
  readonly id: string
  readonly sent: number
  readonly failed: number
  readonly lastSuccess: Date | undefined
  readonly lastFailure: Date | undefined
  /** How the last one went. */
  readonly ok: boolean
}

interface Row {
  readonly doc: Registration
  readonly created_at: string
  readonly modified_at: string
  readonly times_sent: string | number | null
  readonly times_failed: string | number | null
  readonly last_success: string | null
  readonly last_failure: string | null
  readonly ok: boolean | null
}

const kept = (row: Row): KeptRegistration => ({
  registration: row.doc,
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
  status: {
    timesSent: Number(row.times_sent ?? 0),
    timesFailed: Number(row.times_failed ?? 0),
    lastSuccess: row.last_success ?? undefined,
    lastFailure: row.last_failure ?? undefined,
    ok: row.ok ?? undefined,
  },
})

const columns = sql`r.doc, r.created_at, r.modified_at, s.times_sent, s.times_failed, s.last_success, s.last_failure, s.ok`
const rows = (city: Tenant) => sql`context.registration r
  left join context.registration_status s on s.city = r.city and s.id = r.id
  where r.city = ${city}`
const alive = (now: Date) => sql`(r.expires_at is null or r.expires_at > ${now})`

/** Adds a registration; false when its id is taken. */
export async function insertRegistration(tx: Tx, city: Tenant, registration: Registration, now: Date): Promise<boolean> {
  // One that has expired no longer holds its id (§5.9.2.4).
  await sql`delete from context.registration where city = ${city} and id = ${registration.id} and expires_at <= ${now}`.execute(tx)
  const { rows: added } = await sql`
    insert into context.registration (city, id, doc, expires_at, created_at, modified_at)
    values (${city}, ${registration.id}, ${JSON.stringify(registration)}::jsonb, ${registration.expiresAt ?? null}, ${now}, ${now})
    on conflict do nothing returning id`.execute(tx)
  if (added.length === 0) return false
  await sql`insert into context.registration_status (city, id) values (${city}, ${registration.id})
    on conflict (city, id) do update set times_sent = 0, times_failed = 0, last_success = null, last_failure = null, ok = null`.execute(tx)
  return true
}

/** Puts the changed registration in place of the one with its id. */
export async function replaceRegistration(tx: Tx, city: Tenant, registration: Registration, now: Date): Promise<void> {
  await sql`update context.registration
    set doc = ${JSON.stringify(registration)}::jsonb, expires_at = ${registration.expiresAt ?? null}, modified_at = ${now}
    where city = ${city} and id = ${registration.id}`.execute(tx)
}

/** The registration, locked against other changes where `lock` is said. */
export async function findRegistration(
  tx: Tx,
  city: Tenant,
  { id, now, lock = false }: { readonly id: string; readonly now: Date; readonly lock?: boolean },
): Promise<KeptRegistration | undefined> {
  const { rows: found } = await sql<Row>`select ${columns} from ${rows(city)} and r.id = ${id} and ${alive(now)}
    ${lock ? sql`for update of r` : sql``}`.execute(tx)
  return found[0] === undefined ? undefined : kept(found[0])
}

/** All that have not expired, by id. */
export async function allRegistrations(tx: Tx, city: Tenant, now: Date): Promise<readonly KeptRegistration[]> {
  const { rows: found } = await sql<Row>`select ${columns} from ${rows(city)} and ${alive(now)} order by r.id`.execute(tx)
  return found.map(kept)
}

/** Removes it; what it was, or undefined when there was none. */
export async function removeRegistration(tx: Tx, city: Tenant, id: string, now: Date): Promise<Registration | undefined> {
  const { rows: gone } = await sql<{ readonly doc: Registration; readonly expires_at: string | null }>`
    delete from context.registration where city = ${city} and id = ${id} returning doc, expires_at`.execute(tx)
  await sql`delete from context.registration_status where city = ${city} and id = ${id}`.execute(tx)
  const [row] = gone
  return row === undefined || (row.expires_at !== null && Date.parse(row.expires_at) <= now.getTime()) ? undefined : row.doc
}

/** Removes what has expired, and answers it (§5.9.2.4). */
export async function removeExpired(tx: Tx, city: Tenant, now: Date): Promise<readonly Registration[]> {
  const { rows: gone } = await sql<{ readonly id: string; readonly doc: Registration }>`
    delete from context.registration where city = ${city} and expires_at <= ${now} returning id, doc`.execute(tx)
  if (gone.length > 0)
    await sql`delete from context.registration_status where city = ${city} and id = any(${gone.map(({ id }) => id)})`.execute(tx)
  return gone.map(({ doc }) => doc)
}

/** Adds what came of many requests. A registration that has gone stays gone: rows are only ever updated. */
export async function addTallies(tx: Tx, city: Tenant, tallies: readonly SourceTally[]): Promise<void> {
  const list = tallies.map((one) => ({
    id: one.id,
    sent: one.sent,
    failed: one.failed,
    success: one.lastSuccess?.toISOString() ?? null,
    failure: one.lastFailure?.toISOString() ?? null,
    ok: one.ok,
  }))
  await sql`update context.registration_status s
    set times_sent = s.times_sent + t.sent, times_failed = s.times_failed + t.failed,
        last_success = coalesce(t.success, s.last_success), last_failure = coalesce(t.failure, s.last_failure), ok = t.ok
    from jsonb_to_recordset(${JSON.stringify(list)}::jsonb)
      as t(id text, sent bigint, failed bigint, success timestamptz, failure timestamptz, ok boolean)
    where s.city = ${city} and s.id = t.id`.execute(tx)
}

/** Keeps registrations of one city in order: who checks them against each other holds this until its transaction ends. */
export async function lockRegistrations(tx: Tx, city: Tenant): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`context.registration ${city}`}, 0))`.execute(tx)
}

/** What this broker holds of what a proxied registration is for: the id of one such entity (§5.9.2.4). */
export async function findHeld(tx: Tx, city: Tenant, information: Registration['information']): Promise<string | undefined> {
  for (const { entities, propertyNames = [], relationshipNames = [] } of information) {
    const names = [...propertyNames, ...relationshipNames]
    const having = names.length === 0 ? sql`true` : sql`jsonb_exists_any(e.doc, ${names}::text[])`
    for (const entity of entities ?? [undefined]) {
      const pattern = entity?.id !== undefined || entity?.idPattern === undefined ? undefined : parseRegex(entity.idPattern)
      const { rows: found } = await sql<{ readonly id: string }>`select e.id from context.entity e
        where e.city = ${city} and ${having}
          and (e.expires_at is null or e.expires_at > now())
          ${entity === undefined ? sql`` : sql`and e.types @> ${[...entity.types]}::text[]`}
          ${entity?.id === undefined ? sql`` : sql`and e.id = ${entity.id}`}
          ${pattern === undefined || isProblem(pattern) ? sql`` : sql`and e.id ~ ${pattern.posix}`}
        limit 1`.execute(tx)
      if (found[0] !== undefined) return found[0].id
    }
  }
  return undefined
}

export async function countRegistrations(tx: Tx, city: Tenant): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from context.registration where city = ${city}`.execute(tx)
  return rows[0]?.count ?? 0
}
