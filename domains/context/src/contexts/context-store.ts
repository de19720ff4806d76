/** @context documents as rows of `context.jsonld_context`. */
import type { Json } from '@machinaka/ngsi'
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'

export type ContextKind = 'Hosted' | 'Cached' | 'ImplicitlyCreated'

export interface ContextRow {
  readonly id: string
  readonly kind: ContextKind
  readonly url: string | null
  readonly body: Json
  readonly created_at: string
  readonly expires_at: string | null
  readonly last_used_at: string | null
  readonly hits: number
}

const columns = sql`id, kind, url, body, created_at, expires_at, last_used_at, hits`

/** By local id, or by the URL of a cached one. */
export async function findContext(tx: Tx, tenant: Tenant, idOrUrl: string): Promise<ContextRow | undefined> {
  const { rows } = await sql<ContextRow>`
    select ${columns} from context.jsonld_context where city = ${tenant} and (id = ${idOrUrl} or url = ${idOrUrl}) limit 1`.execute(tx)
  return rows[0]
}

/** In the order they were made, without their bodies. */
export async function listContexts(tx: Tx, tenant: Tenant, kind: ContextKind | undefined): Promise<readonly Omit<ContextRow, 'body'>[]> {
  const { rows } = await sql<Omit<ContextRow, 'body'>>`
    select id, kind, url, created_at, expires_at, last_used_at, hits from context.jsonld_context
    where city = ${tenant} and (${kind ?? null}::text is null or kind = ${kind ?? null}) order by created_at, id limit 10000`.execute(tx)
  return rows
}

export async function countContexts(tx: Tx, tenant: Tenant): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from context.jsonld_context where city = ${tenant}`.execute(tx)
  return rows[0]?.count ?? 0
}

export async function insertContext(
  tx: Tx,
  tenant: Tenant,
  made: { readonly id: string; readonly kind: 'Hosted' | 'ImplicitlyCreated'; readonly body: Json; readonly at: string },
): Promise<void> {
  await sql`insert into context.jsonld_context (city, id, kind, body, created_at)
    values (${tenant}, ${made.id}, ${made.kind}, ${JSON.stringify(made.body)}::jsonb, ${made.at}::timestamptz)`.execute(tx)
}

/** Keeps a downloaded document: a new row, or the newer text of the row that is there. */
export async function saveCached(
  tx: Tx,
  tenant: Tenant,
  copy: { readonly id: string; readonly url: string; readonly body: Json; readonly at: string; readonly expiresAt: string },
): Promise<void> {
  await sql`insert into context.jsonld_context (city, id, kind, url, body, created_at, expires_at)
    values (${tenant}, ${copy.id}, 'Cached', ${copy.url}, ${JSON.stringify(copy.body)}::jsonb, ${copy.at}::timestamptz, ${copy.expiresAt}::timestamptz)
    on conflict (city, url) where url is not null do update set body = excluded.body, expires_at = excluded.expires_at`.execute(tx)
}

export async function deleteContext(tx: Tx, tenant: Tenant, id: string): Promise<void> {
  await sql`delete from context.jsonld_context where city = ${tenant} and id = ${id}`.execute(tx)
}

/** Makes room for new copies: the oldest cached ones, least used first. */
export async function dropCached(tx: Tx, tenant: Tenant, count: number): Promise<void> {
  await sql`delete from context.jsonld_context where city = ${tenant} and id in (
    select id from context.jsonld_context where city = ${tenant} and kind = 'Cached' order by coalesce(last_used_at, created_at) limit ${count})`.execute(
    tx,
  )
}

export interface Usage {
  readonly id: string
  readonly hits: number
  readonly last: string
}
/** Adds what was counted in memory. */
export async function addUsage(tx: Tx, tenant: Tenant, usage: readonly Usage[]): Promise<void> {
  await sql`update context.jsonld_context c set hits = c.hits + u.hits, last_used_at = greatest(c.last_used_at, u.last)
    from jsonb_to_recordset(${JSON.stringify(usage)}::jsonb) as u(id text, hits bigint, last timestamptz)
    where c.city = ${tenant} and c.id = u.id`.execute(tx)
}
