/** Writes instances of attributes: adds, replaces and removes them, in the history too (§5.6.11–§5.6.16). */
import { isGone, type NewInstance, type Recorded } from '@machinaka/ngsi'
import type { Tenant, Tx } from '@machinaka/platform'
import { sql, type RawBuilder } from 'kysely'
import { placeOf, versionOf } from './instance-id.ts'

/** Whose instances, and when they are written. */
export interface InstanceWrite {
  readonly tenant: Tenant
  readonly entity: string
  readonly at: string
}

/** Whether an entity has an evolution, and whether it lives; its evolution is locked against others until the transaction ends. */
export async function lockEvolution(
  tx: Tx,
  { tenant, entity }: Pick<InstanceWrite, 'tenant' | 'entity'>,
): Promise<{ readonly known: boolean; readonly live: boolean }> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`context.evolution ${tenant} ${entity}`}, 0))`.execute(tx)
  const { rows } = await sql<{ live: boolean; noted: boolean; written: boolean }>`
    select exists (select from context.entity where city = ${tenant} and id = ${entity}) as live,
      exists (select from context.evolution where city = ${tenant} and entity = ${entity}) as noted,
      exists (select from context.entity_history where city = ${tenant} and entity = ${entity}) as written`.execute(tx)
  const [row] = rows
  return { live: row?.live === true, known: row?.noted === true || row?.written === true }
}

/** Notes the evolution of an entity, and types that it has besides those that are known. */
export async function noteEvolution(tx: Tx, { tenant, entity, at }: InstanceWrite, types: readonly string[]): Promise<void> {
  await sql`
    insert into context.evolution as v (city, entity, types, created_at, modified_at) values (${tenant}, ${entity}, ${[...types]}::text[], ${at}::timestamptz, ${at}::timestamptz)
    on conflict (city, entity) do update set modified_at = excluded.modified_at,
      types = array(select distinct t from unnest(v.types || excluded.types) as t order by t)`.execute(tx)
}

/** Adds instances; one of the same attribute, dataset and observedAt is replaced, so that sending again changes nothing. */
export async function addInstances(
  tx: Tx,
  { tenant, entity, at }: InstanceWrite,
  attributes: Readonly<Record<string, readonly NewInstance[]>>,
): Promise<void> {
  const rows = Object.entries(attributes).flatMap(([attribute, instances]) =>
    instances.map(({ recorded, deletedAt }) => ({
      attribute,
      dataset: recorded.datasetId ?? '',
      recorded,
      observed_at: recorded.observedAt,
      deleted_at: isGone(recorded) ? (deletedAt ?? at) : undefined,
    })),
  )
  if (rows.length === 0) return
  // Of one observation that is sent twice the last counts; anything else stands alone.
  const observation = sql`r.attribute, r.dataset, case when r.deleted_at is null then r.observed_at end, case when r.deleted_at is not null or r.observed_at is null then r.n end`
  await sql`
    insert into context.instance as s (city, entity, attribute, dataset, recorded, observed_at, created_at, modified_at, deleted_at)
    select distinct on (${observation}) ${tenant}, ${entity}, r.attribute, r.dataset, r.recorded, r.observed_at, ${at}::timestamptz, ${at}::timestamptz, r.deleted_at
    from rows from (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as (attribute text, dataset text, recorded jsonb, observed_at timestamptz, deleted_at timestamptz))
      with ordinality as r(attribute, dataset, recorded, observed_at, deleted_at, n)
    order by ${observation}, r.n desc
    on conflict (city, entity, attribute, observed_at, dataset) where observed_at is not null and deleted_at is null
      do update set recorded = excluded.recorded, modified_at = excluded.modified_at where s.recorded <> excluded.recorded`.execute(tx)
}

const meant = (recorded: RawBuilder<unknown>, dataset: { readonly one: string } | 'all'): RawBuilder<unknown> =>
  dataset === 'all' ? sql`true` : sql`coalesce(${recorded} ->> 'datasetId', '') = ${dataset.one}`

/** Removes the instances of an attribute; answers how many there were. */
export async function removeAttribute(
  tx: Tx,
  { tenant, entity }: Pick<InstanceWrite, 'tenant' | 'entity'>,
  attribute: string,
  dataset: { readonly one: string } | 'all',
): Promise<number> {
  const own = await sql`
    delete from context.instance where city = ${tenant} and entity = ${entity} and attribute = ${attribute}
      and ${dataset === 'all' ? sql`true` : sql`dataset = ${dataset.one}`}`.execute(tx)
  const written = await strip(tx, { tenant, entity, attribute }, { rows: sql`true`, instances: meant(sql`l.recorded`, dataset) })
  return Number(own.numAffectedRows ?? 0n) + written
}

/** Takes instances out of the history: from these rows (`h`), the instances (`l.recorded`) that a condition names. */
async function strip(
  tx: Tx,
  { tenant, entity, attribute }: { readonly tenant: Tenant; readonly entity: string; readonly attribute: string },
  which: { readonly rows: RawBuilder<unknown>; readonly instances: RawBuilder<unknown> },
): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update context.entity_history h
    set changes = case jsonb_array_length(k.kept) when 0 then h.changes - ${attribute}::text
      when 1 then jsonb_set(h.changes, array[${attribute}::text], k.kept -> 0) else jsonb_set(h.changes, array[${attribute}::text], k.kept) end
    from (
      select h.version, coalesce(jsonb_agg(l.recorded) filter (where not ${which.instances}), '[]') as kept, count(*) filter (where ${which.instances}) as hit
      from context.entity_history h
      cross join lateral jsonb_array_elements(
        case jsonb_typeof(h.changes -> ${attribute}::text) when 'array' then h.changes -> ${attribute}::text else jsonb_build_array(h.changes -> ${attribute}::text) end) as l(recorded)
      where h.city = ${tenant} and h.entity = ${entity} and h.changes ? ${attribute}::text and ${which.rows}
      group by h.version
    ) k
    where h.city = ${tenant} and h.entity = ${entity} and h.version = k.version and k.hit > 0`.execute(tx)
  return Number(numAffectedRows)
}

export interface InstancePlace {
  readonly tenant: Tenant
  readonly entity: string
  readonly attribute: string
  /** As `storedInstanceId` answers it. */
  readonly id: string
}
export interface FoundInstance {
  readonly recorded: Recorded | null
  readonly created_at: string
  readonly dataset: string
  /** The version it was written with; null when it has a row of its own. */
  readonly version: number | null
}

/** The instance with this id. */
export async function findInstance(tx: Tx, { tenant, entity, attribute, id }: InstancePlace): Promise<FoundInstance | undefined> {
  const { rows: own } = await sql<FoundInstance>`
    select recorded, created_at, dataset, null::bigint as version from context.instance
    where city = ${tenant} and entity = ${entity} and attribute = ${attribute} and id = ${id} for update`.execute(tx)
  const version = versionOf(id)
  if (own[0] !== undefined || version === undefined) return own[0]
  const { rows } = await sql<FoundInstance>`
    select l.recorded, h.at as created_at, coalesce(l.recorded ->> 'datasetId', '') as dataset, h.version
    from context.entity_history h
    cross join lateral jsonb_array_elements(
      case jsonb_typeof(h.changes -> ${attribute}::text) when 'array' then h.changes -> ${attribute}::text else jsonb_build_array(h.changes -> ${attribute}::text) end) as l(recorded)
    where h.city = ${tenant} and h.entity = ${entity} and h.version = ${version} and h.changes ? ${attribute}::text for update of h`.execute(
    tx,
  )
  return rows.find(({ dataset }) => placeOf(version, attribute, dataset) === id)
}

/** Removes a found instance. */
export async function removeInstance(tx: Tx, place: InstancePlace, found: FoundInstance): Promise<void> {
  const { tenant, entity, attribute, id } = place
  if (found.version === null)
    await sql`delete from context.instance where city = ${tenant} and entity = ${entity} and attribute = ${attribute} and id = ${id}`.execute(
      tx,
    )
  else await strip(tx, place, { rows: sql`h.version = ${found.version}`, instances: meant(sql`l.recorded`, { one: found.dataset }) })
}

/**
 * Replaces a found instance: it keeps its id and when it was created (§5.6.14). One of the history gets a row of its own.
 * Another of the same observation gives way.
 */
export async function replaceInstance(
  tx: Tx,
  place: InstancePlace & { readonly at: string },
  found: FoundInstance,
  { recorded, deletedAt }: NewInstance,
): Promise<void> {
  const { tenant, entity, attribute, id, at } = place
  const dataset = recorded.datasetId ?? ''
  const observed = recorded.observedAt ?? null
  const gone = isGone(recorded) ? (deletedAt ?? at) : null
  await removeInstance(tx, place, found)
  if (observed !== null && gone === null)
    await sql`
      delete from context.instance where city = ${tenant} and entity = ${entity} and attribute = ${attribute}
        and observed_at = ${observed}::timestamptz and dataset = ${dataset} and deleted_at is null`.execute(tx)
  await sql`
    insert into context.instance (city, entity, attribute, id, dataset, recorded, observed_at, created_at, modified_at, deleted_at)
    values (${tenant}, ${entity}, ${attribute}, ${id}, ${dataset}, ${JSON.stringify(recorded)}::jsonb, ${observed}::timestamptz,
      ${found.created_at}::timestamptz, ${at}::timestamptz, ${gone}::timestamptz)`.execute(tx)
}

/** Removes everything that is known of the past of an entity (§5.6.16). */
export async function removeEvolutions(tx: Tx, tenant: Tenant, entities: readonly string[]): Promise<void> {
  const ids = [...entities]
  await sql`delete from context.instance where city = ${tenant} and entity = any(${ids}::text[])`.execute(tx)
  await sql`delete from context.entity_history where city = ${tenant} and entity = any(${ids}::text[])`.execute(tx)
  await sql`delete from context.evolution where city = ${tenant} and entity = any(${ids}::text[])`.execute(tx)
}

/** The newest instance of each dataset of an attribute: what it is now, as far as its evolution says. */
export async function newestInstances(
  tx: Tx,
  { tenant, entity }: Pick<InstanceWrite, 'tenant' | 'entity'>,
  attribute: string,
): Promise<readonly { readonly dataset: string; readonly recorded: Recorded; readonly gone: boolean }[]> {
  const { rows } = await sql<{ dataset: string; recorded: Recorded; gone: boolean }>`
    select distinct on (dataset) dataset, recorded, deleted_at is not null as gone from context.instance
    where city = ${tenant} and entity = ${entity} and attribute = ${attribute}
    order by dataset, coalesce(deleted_at, observed_at, created_at) desc, created_at desc`.execute(tx)
  return rows
}
