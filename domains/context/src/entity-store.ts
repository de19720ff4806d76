/** Writes entities one by one or in batches: rows, history and version in one statement each. */
import type { Attributes, AttributeValue } from '@machinaka/ngsi'
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'
import { placeColumns, placeOfColumns } from './rows.ts'
import type { OriginMap, Writer } from './rules/merge.ts'

export interface RowWrite {
  readonly id: string
  readonly types: readonly string[]
  readonly scope: readonly string[]
  readonly attributes: Attributes
  readonly origin: OriginMap
  readonly expiresAt: string | undefined
  readonly changes: Readonly<Record<string, AttributeValue | null>>
  /** The version this write builds on; absent for a new entity. */
  readonly base?: number
}

const sent = (writes: readonly RowWrite[]): string =>
  JSON.stringify(
    writes.map((write) => ({
      id: write.id,
      types: write.types,
      scope: write.scope,
      doc: write.attributes,
      origin: write.origin,
      changes: write.changes,
      base: write.base,
      expires_at: write.expiresAt,
      ...placeColumns(write),
    })),
  )

const columns = sql`r(id text, types text[], scope text[], doc jsonb, origin jsonb, changes jsonb, base bigint, expires_at timestamptz, lon float8, lat float8, shape jsonb)`

/** Inserts new entities; answers the versions of those made. An id that somebody else made meanwhile is left out. */
export async function insertRows(
  tx: Tx,
  tenant: Tenant,
  writes: readonly RowWrite[],
  writer: Writer,
): Promise<ReadonlyMap<string, number>> {
  if (writes.length === 0) return new Map()
  const { rows } = await sql<{ entity: string; version: number }>`
    with made as (
      insert into context.entity (city, id, types, scope, doc, location, origin, version, created_at, modified_at, expires_at)
      select ${tenant}, r.id, r.types, r.scope, r.doc, ${placeOfColumns}, r.origin, nextval('context.version'), ${writer.at}::timestamptz, ${writer.at}::timestamptz, r.expires_at
      from jsonb_to_recordset(${sent(writes)}::jsonb) as ${columns} order by r.id
      on conflict (city, id) do nothing
      returning id, version, types, scope, doc
    )
    insert into context.entity_history (city, entity, version, at, operation, by, actor, edit, types, scope, changes)
    select ${tenant}, id, version, ${writer.at}::timestamptz, 'created', ${writer.by}, ${writer.id}, ${writer.edit ?? null}::uuid, types, scope, doc from made
    returning entity, version`.execute(tx)
  return new Map(rows.map(({ entity, version }) => [entity, version]))
}

/** Updates entities that still have the version they were read at; answers the new versions. */
export async function updateRows(
  tx: Tx,
  tenant: Tenant,
  writes: readonly RowWrite[],
  writer: Writer,
): Promise<ReadonlyMap<string, number>> {
  if (writes.length === 0) return new Map()
  const { rows } = await sql<{ entity: string; version: number }>`
    with put as (
      update context.entity e
      set types = r.types, scope = r.scope, doc = r.doc, location = ${placeOfColumns}, origin = r.origin, expires_at = r.expires_at,
          version = nextval('context.version'), modified_at = ${writer.at}::timestamptz
      from jsonb_to_recordset(${sent(writes)}::jsonb) as ${columns}
      where e.city = ${tenant} and e.id = r.id and e.version = r.base
      returning e.id, e.version, e.types, e.scope, r.changes
    )
    insert into context.entity_history (city, entity, version, at, operation, by, actor, edit, types, scope, changes)
    select ${tenant}, id, version, ${writer.at}::timestamptz, 'updated', ${writer.by}, ${writer.id}, ${writer.edit ?? null}::uuid, types, scope, changes from put
    returning entity, version`.execute(tx)
  return new Map(rows.map(({ entity, version }) => [entity, version]))
}

/** Deletes entities; their history stays, and ends with the deletion. Answers what each was. */
export async function deleteRows(
  tx: Tx,
  tenant: Tenant,
  ids: readonly string[],
  writer: Writer,
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ entity: string; types: readonly string[] }>`
    with gone as (
      delete from context.entity where city = ${tenant} and id = any(${[...ids]}::text[]) returning id, types, scope
    ), settled as (
      update context.proposal p set state = 'settled', decided_at = ${writer.at}::timestamptz from gone where p.city = ${tenant} and p.entity = gone.id and p.state = 'open'
    )
    insert into context.entity_history (city, entity, version, at, operation, by, actor, types, scope, changes)
    select ${tenant}, id, nextval('context.version'), ${writer.at}::timestamptz, 'deleted', ${writer.by}, ${writer.id}, types, scope, '{}' from gone
    returning entity, types`.execute(tx)
  return new Map(rows.map(({ entity, types }) => [entity, types]))
}
