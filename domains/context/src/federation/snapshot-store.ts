/** SQL of snapshots; their data lies in the ordinary tables, under a tenant of its own (§5.5.15). */
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'

export type SnapshotStatus = 'preparing' | 'success' | 'partial' | 'empty' | 'failure'

/** What a client says of a snapshot, and how its queries went (§5.2.41); queries as they were sent. */
export interface SnapshotDoc {
  readonly snapshotQueries?: readonly unknown[]
  readonly snapshotTemporalQueries?: readonly unknown[]
  readonly snapshotLifetime?: string
  readonly endpoint?: string
  readonly receiverInfo?: readonly { readonly key: string; readonly value: string }[]
  readonly snapshotQueriesDetails?: readonly unknown[]
  readonly snapshotTemporalQueriesDetails?: readonly unknown[]
}
export interface Snapshot {
  readonly id: string
  /** The tenant that holds the data. */
  readonly store: Tenant
  readonly doc: SnapshotDoc
  readonly status: SnapshotStatus
  readonly priority: number
  readonly createdAt: Date
  readonly modifiedAt: Date
  readonly expiresAt: Date
  readonly lastUsedAt: Date
}

interface Row {
  readonly id: string
  readonly store: Tenant
  readonly doc: SnapshotDoc
  readonly status: SnapshotStatus
  readonly priority: number
  readonly created_at: string
  readonly modified_at: string
  readonly expires_at: string
  readonly last_used_at: string
}
const snapshot = (row: Row): Snapshot => ({
  id: row.id,
  store: row.store,
  doc: row.doc,
  status: row.status,
  priority: row.priority,
  createdAt: new Date(row.created_at),
  modifiedAt: new Date(row.modified_at),
  expiresAt: new Date(row.expires_at),
  lastUsedAt: new Date(row.last_used_at),
})
const columns = sql`id, store, doc, status, priority, created_at, modified_at, expires_at, last_used_at`

/** False when the id is taken. */
export async function insertSnapshot(tx: Tx, city: Tenant, one: Snapshot): Promise<boolean> {
  const { rows } = await sql`insert into context.snapshot (city, ${columns})
    values (${city}, ${one.id}, ${one.store}, ${JSON.stringify(one.doc)}::jsonb, ${one.status}, ${one.priority},
      ${one.createdAt}, ${one.modifiedAt}, ${one.expiresAt}, ${one.lastUsedAt})
    on conflict do nothing returning id`.execute(tx)
  return rows.length > 0
}

export async function findSnapshot(tx: Tx, city: Tenant, id: string, now: Date): Promise<Snapshot | undefined> {
  const { rows } =
    await sql<Row>`select ${columns} from context.snapshot where city = ${city} and id = ${id} and expires_at > ${now}`.execute(tx)
  return rows[0] === undefined ? undefined : snapshot(rows[0])
}

/** All that have not expired; those that have when `expired`. */
export async function listSnapshots(tx: Tx, city: Tenant, now: Date, expired = false): Promise<readonly Snapshot[]> {
  const { rows } = await sql<Row>`select ${columns} from context.snapshot
    where city = ${city} and ${expired ? sql`expires_at <= ${now}` : sql`expires_at > ${now}`} order by id`.execute(tx)
  return rows.map(snapshot)
}

/** Keeps what changed; false when the snapshot has gone meanwhile. */
export async function updateSnapshot(tx: Tx, city: Tenant, one: Snapshot): Promise<boolean> {
  const { rows } = await sql`update context.snapshot
    set doc = ${JSON.stringify(one.doc)}::jsonb, status = ${one.status}, priority = ${one.priority},
        modified_at = ${one.modifiedAt}, expires_at = ${one.expiresAt}
    where city = ${city} and id = ${one.id} returning id`.execute(tx)
  return rows.length > 0
}

export async function touchSnapshot(tx: Tx, city: Tenant, id: string, now: Date): Promise<void> {
  await sql`update context.snapshot set last_used_at = ${now} where city = ${city} and id = ${id}`.execute(tx)
}

export async function deleteSnapshot(tx: Tx, city: Tenant, id: string): Promise<void> {
  await sql`delete from context.snapshot where city = ${city} and id = ${id}`.execute(tx)
}

/** Removes the data of a snapshot: every table that entities are kept in. */
export async function emptyStore(tx: Tx, store: Tenant): Promise<void> {
  await sql`delete from context.entity where city = ${store}`.execute(tx)
  await sql`delete from context.entity_history where city = ${store}`.execute(tx)
}

/** Tenants that have registrations or snapshots which have expired. */
export async function expiring(tx: Tx, now: Date): Promise<readonly Tenant[]> {
  const { rows } = await sql<{ readonly city: Tenant }>`
    select city from context.registration where expires_at <= ${now} union select city from context.snapshot where expires_at <= ${now}`.execute(
    tx,
  )
  return rows.map(({ city }) => city)
}
