/** Stores what writes came to: entities, history and versions in one statement. The caller holds the locks of existing rows. */
import type { Attributes, AttributeValue } from '@machinaka/ngsi'
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'
import { placeColumns, placeOfColumns } from './rows.ts'
import type { OriginMap, Writer } from './rules/merge.ts'
import type { RecordedChanges } from './rules/recorded.ts'

/** The state of an entity that is to be kept. */
export interface KeptState {
  readonly types: readonly string[]
  readonly scope: readonly string[]
  readonly attributes: Attributes
  readonly origin: OriginMap
  readonly createdAt: string
  readonly expiresAt: string | undefined
}

/** One step in the life of an entity: a row of history. Steps of one entity follow each other in the list. */
export interface Step {
  readonly id: string
  readonly operation: 'created' | 'updated' | 'deleted'
  readonly writer: Writer
  readonly types: readonly string[]
  readonly scope: readonly string[]
  /** What changed; undefined stands for all attributes of `keep`. */
  readonly changes: RecordedChanges | undefined
  /** What is to be done to the stored row after the last step of this entity; undefined for the steps before. */
  readonly store: 'insert' | 'update' | 'renew' | 'delete' | undefined
  readonly keep: KeptState | undefined
}

const columns = sql`r(n int, id text, operation text, by text, actor text, at timestamptz, edit uuid, types text[], scope text[], changes jsonb,
  store text, doc jsonb, origin jsonb, created_at timestamptz, expires_at timestamptz, next_expiry timestamptz, lon float8, lat float8, shape jsonb)`

const sent = ({ id, operation, writer, types, scope, changes, store, keep }: Step, n: number): object => ({
  n,
  id,
  operation,
  by: writer.by,
  actor: writer.id,
  at: writer.at,
  edit: writer.edit,
  types,
  scope,
  changes,
  store,
  ...(keep === undefined
    ? {}
    : {
        doc: keep.attributes,
        origin: keep.origin,
        created_at: keep.createdAt,
        expires_at: keep.expiresAt,
        next_expiry: nextExpiry(keep),
        ...placeColumns(keep),
      }),
})

/** The first instant at which something of the entity ends (§4.22). */
export function nextExpiry({ attributes, expiresAt }: Pick<KeptState, 'attributes' | 'expiresAt'>): string | undefined {
  let next = expiresAt
  for (const value of Object.values(attributes))
    for (const one of Array.isArray(value) ? value : [value as Exclude<AttributeValue, readonly unknown[]>])
      if (one.expiresAt !== undefined && (next === undefined || Date.parse(one.expiresAt) < Date.parse(next))) next = one.expiresAt
  return next
}

/**
 * Answers the version of each step, by its position. The steps of an entity that was to be inserted, and that somebody else
 * made meanwhile, are missing: nothing of them was stored.
 * `insert` makes a row, `update` keeps its source, `renew` is a new life of an id whose row still lies there (expired, or deleted
 * in the same transaction), `delete` removes it and settles its proposals.
 */
export async function storeSteps(tx: Tx, tenant: Tenant, steps: readonly Step[]): Promise<ReadonlyMap<number, number>> {
  if (steps.length === 0) return new Map()
  const { rows } = await sql<{ n: number; version: number }>`
    with input as materialized (
      select r.*, ${placeOfColumns} as location, nextval('context.version') as version
      from (select * from jsonb_to_recordset(${JSON.stringify(steps.map(sent))}::jsonb) as ${columns} order by n) r
    ), made as (
      insert into context.entity (city, id, types, scope, doc, location, origin, version, created_at, modified_at, expires_at, next_expiry)
      select ${tenant}, id, types, scope, doc, location, origin, version, created_at, at, expires_at, next_expiry
      from input where store = 'insert' order by id
      on conflict (city, id) do nothing
      returning id
    ), put as (
      update context.entity e
      set types = i.types, scope = i.scope, doc = i.doc, location = i.location, origin = i.origin, expires_at = i.expires_at,
          next_expiry = i.next_expiry, version = i.version, modified_at = i.at, created_at = i.created_at,
          source = case when i.store = 'renew' then null else e.source end,
          source_hash = case when i.store = 'renew' then null else e.source_hash end
      from input i where i.store in ('update', 'renew') and e.city = ${tenant} and e.id = i.id
    ), gone as (
      delete from context.entity e using input i where i.store = 'delete' and e.city = ${tenant} and e.id = i.id
      returning e.id, e.types, e.created_at, i.at
    ), ended as (
      insert into context.evolution as v (city, entity, types, created_at, modified_at, deleted_at)
      select ${tenant}, id, types, created_at, at, at from gone
      on conflict (city, entity) do update set types = excluded.types, modified_at = excluded.modified_at, deleted_at = excluded.deleted_at
    ), settled as (
      update context.proposal p set state = 'settled', decided_at = i.at
      from input i where i.operation = 'deleted' and p.city = ${tenant} and p.entity = i.id and p.state = 'open'
    ), stored as materialized (
      select i.* from input i
      where not exists (select from input f where f.id = i.id and f.store = 'insert' and not exists (select from made m where m.id = f.id))
    ), noted as (
      insert into context.entity_history (city, entity, version, at, operation, by, actor, edit, types, scope, changes)
      select ${tenant}, id, version, at, operation, by, actor, edit, types, scope, coalesce(changes, doc) from stored order by n
    )
    select n, version from stored`.execute(tx)
  return new Map(rows.map(({ n, version }) => [n, version]))
}
