import type { Postgres, Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'
import type { CitySettings } from './rules/index.ts'

export interface City {
  readonly city: Tenant
  readonly settings: CitySettings
  readonly demo: boolean
  readonly createdAt: string
}

interface CityRow {
  readonly city: Tenant
  readonly settings: CitySettings
  readonly demo: boolean
  readonly created_at: string
}

const cityOf = (row: CityRow): City => ({ city: row.city, settings: row.settings, demo: row.demo, createdAt: row.created_at })

/** All cities, oldest first: which city a request means is asked before there is one, so this is read as the system. */
export const readCities = (postgres: Postgres): Promise<readonly City[]> =>
  postgres.system(async (tx) =>
    (await sql<CityRow>`select city, settings, demo, created_at from people.city order by created_at, city`.execute(tx)).rows.map(cityOf),
  )

/** Adds a city; false where its id is taken. */
export async function insertCity(tx: Tx, { city, settings, demo }: Omit<City, 'createdAt'>, now: Date): Promise<boolean> {
  const { rows } =
    await sql`insert into people.city (city, settings, demo, created_at, updated_at) values (${city}, ${JSON.stringify(settings)}::jsonb, ${demo}, ${now}, ${now}) on conflict (city) do nothing returning city`.execute(
      tx,
    )
  return rows.length === 1
}

/** The settings under a lock, so that two changes at once do not lose one. */
export async function lockSettings(tx: Tx, city: Tenant): Promise<CitySettings | undefined> {
  const { rows } = await sql<{ settings: CitySettings }>`select settings from people.city where city = ${city} for update`.execute(tx)
  return rows[0]?.settings
}

export async function writeSettings(tx: Tx, city: Tenant, settings: CitySettings, now: Date): Promise<void> {
  await sql`update people.city set settings = ${JSON.stringify(settings)}::jsonb, updated_at = ${now} where city = ${city}`.execute(tx)
}

/** Which other city has one of these host names. */
export async function findHostOwner(tx: Tx, city: Tenant, hosts: readonly string[]): Promise<string | undefined> {
  const { rows } = await sql<{
    city: string
  }>`select city from people.city where city <> ${city} and settings -> 'hosts' ?| ${[...hosts]}::text[] limit 1`.execute(tx)
  return rows[0]?.city
}
