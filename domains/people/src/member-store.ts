import type { Postgres, Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'
import type { Role } from './rules/index.ts'

export interface Membership {
  readonly account: string
  readonly role: Role
  readonly department: string | undefined
  readonly shops: readonly string[]
}

export interface Account {
  readonly id: string
  readonly name: string
  readonly mail: string
  readonly demo: boolean
}

export interface MemberRow extends Membership {
  readonly name: string
  readonly mail: string
  readonly invited: boolean
  readonly createdAt: string
}

interface Columns {
  readonly account: string
  readonly role: Role
  readonly department: string | null
  readonly shops: readonly string[]
}

const membershipOf = (row: Columns): Membership => ({
  account: row.account,
  role: row.role,
  department: row.department ?? undefined,
  shops: row.shops,
})

/** Somebody's membership, seen from within the city. */
export async function findMembership(tx: Tx, city: Tenant, account: string): Promise<Membership | undefined> {
  const { rows } =
    await sql<Columns>`select account, role, department, shops from people.membership where city = ${city} and account = ${account}`.execute(
      tx,
    )
  return rows[0] === undefined ? undefined : membershipOf(rows[0])
}

/** Locks the memberships of a city that a change depends on, and counts its admins. */
export async function lockMembers(tx: Tx, city: Tenant): Promise<number> {
  const { rows } = await sql<{ role: Role }>`select role from people.membership where city = ${city} and role = 'admin' for update`.execute(
    tx,
  )
  return rows.length
}

export async function putMembership(tx: Tx, city: Tenant, { account, role, department, shops }: Membership, now: Date): Promise<void> {
  await sql`insert into people.membership (city, account, role, department, shops, created_at) values (${city}, ${account}, ${role}, ${department ?? null}, ${[...shops]}::text[], ${now})
    on conflict (city, account) do update set role = excluded.role, department = excluded.department, shops = excluded.shops`.execute(tx)
}

export async function deleteMembership(tx: Tx, city: Tenant, account: string): Promise<void> {
  await sql`delete from people.membership where city = ${city} and account = ${account}`.execute(tx)
}

/** Members with their names: names are of accounts, which belong to no city, so this is read as the system, for one city. */
export const readMembers = (postgres: Postgres, city: Tenant, account?: string): Promise<readonly MemberRow[]> =>
  postgres.system(async (tx) => {
    const { rows } = await sql<Columns & { name: string; email: string; email_verified: boolean; created_at: string }>`
      select m.account, m.role, m.department, m.shops, m.created_at, a.name, a.email, a.email_verified
      from people.membership m join people.account a on a.id = m.account
      where m.city = ${city} and (${account ?? null}::text is null or m.account = ${account ?? null}) order by a.email`.execute(tx)
    return rows.map((row) => ({
      ...membershipOf(row),
      name: row.name,
      mail: row.email,
      invited: !row.email_verified,
      createdAt: row.created_at,
    }))
  })

export const findAccount = (postgres: Postgres, id: string): Promise<Account | undefined> =>
  postgres.system(async (tx) => {
    const { rows } = await sql<{
      id: string
      name: string
      email: string
      demo: boolean
    }>`select id, name, email, demo from people.account where id = ${id}`.execute(tx)
    return rows[0] === undefined ? undefined : { id: rows[0].id, name: rows[0].name, mail: rows[0].email, demo: rows[0].demo }
  })

/** The account of an address, made where there is none; an unused one is completed by the first sign-in. */
export const openAccount = (postgres: Postgres, { id, name, mail, demo }: Account, now: Date): Promise<string> =>
  postgres.system(async (tx) => {
    const { rows } = await sql<{
      id: string
    }>`insert into people.account (id, name, email, email_verified, demo, created_at, updated_at) values (${id}, ${name}, ${mail.toLowerCase()}, ${demo}, ${demo}, ${now}, ${now})
      on conflict (email) do update set updated_at = people.account.updated_at returning id`.execute(tx)
    return rows[0]?.id ?? id
  })

/** The secret under this name, made once; servers that start together agree on the first. */
export const openSecret = (postgres: Postgres, name: string, made: string, now: Date): Promise<string> =>
  postgres.system(async (tx) => {
    await sql`insert into people.secret (name, value, created_at) values (${name}, ${made}, ${now}) on conflict (name) do nothing`.execute(
      tx,
    )
    const { rows } = await sql<{ value: string }>`select value from people.secret where name = ${name}`.execute(tx)
    return rows[0]?.value ?? made
  })

/** Codes mailed to one address (by its hash) within the last hour: how many, and how long ago the first and the last. */
export async function readCodesSent(
  tx: Tx,
  mailHash: string,
  now: Date,
): Promise<{ readonly count: number; readonly first_s: number; readonly last_s: number }> {
  const { rows } = await sql<{ count: number; first_s: number | null; last_s: number | null }>`
    select count(*)::int as count, extract(epoch from ${now}::timestamptz - min(sent_at))::float8 as first_s, extract(epoch from ${now}::timestamptz - max(sent_at))::float8 as last_s
    from people.code_sent where mail_hash = ${mailHash} and sent_at > ${now}::timestamptz - interval '1 hour'`.execute(tx)
  return { count: rows[0]?.count ?? 0, first_s: rows[0]?.first_s ?? 0, last_s: rows[0]?.last_s ?? 0 }
}

export async function insertCodeSent(tx: Tx, id: string, mailHash: string, now: Date): Promise<void> {
  await sql`insert into people.code_sent (id, mail_hash, sent_at) values (${id}, ${mailHash}, ${now})`.execute(tx)
}

/** Removes what has expired: sessions, codes, challenges, and the memory of codes sent. */
export const sweepExpired = (postgres: Postgres, now: Date): Promise<void> =>
  postgres.system(async (tx) => {
    await sql`delete from people.session where expires_at < now()`.execute(tx)
    await sql`delete from people.verification where expires_at < now()`.execute(tx)
    await sql`delete from people.code_sent where sent_at < ${now}::timestamptz - interval '1 hour'`.execute(tx)
  })
