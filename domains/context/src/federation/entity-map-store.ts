/** SQL of entity maps (§5.2.39). */
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'

/** Entity id → registrations that have it; `@none` is this broker. Ids in order. */
export type MapEntries = Readonly<Record<string, readonly string[]>>
export interface EntityMap {
  readonly id: string
  readonly temporal: boolean
  readonly entries: MapEntries
  /** Registration → the map that its source keeps. */
  readonly linked: Readonly<Record<string, string>>
  readonly expiresAt: Date
}

interface Row {
  readonly id: string
  readonly temporal: boolean
  readonly entries: MapEntries
  readonly linked: Readonly<Record<string, string>>
  readonly expires_at: string
}

export async function insertMap(tx: Tx, city: Tenant, map: EntityMap, now: Date): Promise<void> {
  await sql`delete from context.entity_map where city = ${city} and expires_at <= ${now}`.execute(tx)
  await sql`insert into context.entity_map (city, id, temporal, entries, linked, created_at, expires_at)
    values (${city}, ${map.id}, ${map.temporal}, ${JSON.stringify(map.entries)}::jsonb, ${JSON.stringify(map.linked)}::jsonb, ${now}, ${map.expiresAt})`.execute(
    tx,
  )
}

export async function countMaps(tx: Tx, city: Tenant, now: Date): Promise<number> {
  const { rows } = await sql<{ readonly count: number | string }>`
    select count(*) as count from context.entity_map where city = ${city} and expires_at > ${now}`.execute(tx)
  return Number(rows[0]?.count ?? 0)
}

export async function findMap(tx: Tx, city: Tenant, id: string, now: Date): Promise<EntityMap | undefined> {
  const { rows } = await sql<Row>`select id, temporal, entries, linked, expires_at from context.entity_map
    where city = ${city} and id = ${id} and expires_at > ${now}`.execute(tx)
  const [row] = rows
  return row === undefined
    ? undefined
    : { id: row.id, temporal: row.temporal, entries: row.entries, linked: row.linked, expiresAt: new Date(row.expires_at) }
}

/** Entities that no longer fit leave the map (§5.5.14). */
export async function pruneMap(tx: Tx, city: Tenant, id: string, gone: readonly string[]): Promise<void> {
  await sql`update context.entity_map set entries = entries - ${[...gone]}::text[] where city = ${city} and id = ${id}`.execute(tx)
}

export async function setMapExpiry(tx: Tx, city: Tenant, id: string, expiresAt: Date): Promise<void> {
  await sql`update context.entity_map set expires_at = ${expiresAt} where city = ${city} and id = ${id}`.execute(tx)
}

export async function deleteMap(tx: Tx, city: Tenant, id: string): Promise<void> {
  await sql`delete from context.entity_map where city = ${city} and id = ${id}`.execute(tx)
}
