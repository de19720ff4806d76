import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'
import type { Permission } from './rules/index.ts'

export interface ApiKey {
  readonly id: string
  readonly name: string
  readonly prefix: string
  readonly scopes: readonly Permission[]
  readonly createdAt: string
  readonly lastUsedAt: string | undefined
  readonly revokedAt: string | undefined
}

/** A key in use, and the account that made it, where that was kept. */
export interface UsedKey extends ApiKey {
  readonly madeBy: string | undefined
}

interface KeyRow {
  readonly id: string
  readonly name: string
  readonly prefix: string
  readonly scopes: readonly Permission[]
  readonly created_at: string
  readonly last_used_at: string | null
  readonly revoked_at: string | null
}

const columns = sql`id, name, prefix, scopes, created_at, last_used_at, revoked_at`
const keyOf = (row: KeyRow): ApiKey => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: row.scopes,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at ?? undefined,
  revokedAt: row.revoked_at ?? undefined,
})

export async function insertKey(
  tx: Tx,
  city: Tenant,
  key: {
    readonly id: string
    readonly name: string
    readonly prefix: string
    readonly hash: string
    readonly scopes: readonly Permission[]
    readonly createdBy: string | undefined
    readonly now: Date
  },
): Promise<ApiKey> {
  const { rows } = await sql<KeyRow>`insert into people.api_key (city, id, name, prefix, hash, scopes, created_by, created_at)
    values (${city}, ${key.id}, ${key.name}, ${key.prefix}, ${key.hash}, ${[...key.scopes]}::text[], ${key.createdBy ?? null}, ${key.now}) returning ${columns}`.execute(
    tx,
  )
  const [row] = rows
  if (row === undefined) throw new Error('the key was not stored')
  return keyOf(row)
}

export const readKeys = async (tx: Tx, city: Tenant): Promise<readonly ApiKey[]> =>
  (await sql<KeyRow>`select ${columns} from people.api_key where city = ${city} order by created_at desc, id`.execute(tx)).rows.map(keyOf)

/** Revokes for good; revoking again keeps the first time. */
export async function revoke(tx: Tx, city: Tenant, id: string, now: Date): Promise<ApiKey | undefined> {
  const { rows } =
    await sql<KeyRow>`update people.api_key set revoked_at = coalesce(revoked_at, ${now}) where city = ${city} and id = ${id} returning ${columns}`.execute(
      tx,
    )
  return rows[0] === undefined ? undefined : keyOf(rows[0])
}

/** A valid key of this city by its hash; remembers that it was used, to the minute. */
export async function useKey(tx: Tx, city: Tenant, hash: string, now: Date): Promise<UsedKey | undefined> {
  const { rows } = await sql<
    KeyRow & { readonly created_by: string | null }
  >`select ${columns}, created_by from people.api_key where city = ${city} and hash = ${hash} and revoked_at is null`.execute(tx)
  const [row] = rows
  if (row === undefined) return undefined
  await sql`update people.api_key set last_used_at = ${now} where city = ${city} and id = ${row.id} and (last_used_at is null or last_used_at < ${now}::timestamptz - interval '1 minute')`.execute(
    tx,
  )
  return { ...keyOf(row), madeBy: row.created_by ?? undefined }
}
