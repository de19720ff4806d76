/** Reads temporal evolutions: which entities match, and the instances of a page of them (§5.7.3, §5.7.4, §6.3.10). */
import {
  askedProperty,
  isProblem,
  parseRegex,
  readInstant,
  type AttributeKind,
  type Json,
  type Point,
  type Recorded,
  type ScopeExpression,
} from '@machinaka/ngsi'
import type { Tenant, Tx } from '@machinaka/platform'
import { sql, type RawBuilder } from 'kysely'
import type { EntitySelector } from '../broker.ts'
import { documentGeoCondition } from '../geo-sql.ts'
import type { TemporalQueryRequest } from '../operations.ts'
import { queryCondition, scopeCondition, typeCondition, type Condition } from '../query-sql.ts'
import { instancesOf, scopeSpans, type InstanceFilter } from './instances-sql.ts'

/** What is known of the entity of an evolution. */
export interface Head {
  readonly id: string
  readonly types: readonly string[]
  readonly created_at: string
  readonly modified_at: string
  readonly deleted_at: string | null
  /** Whether the entity exists now. */
  readonly live: boolean
}

/** The entities that have an evolution: those that live, those that only the Temporal API knows, those that were deleted. */
export async function readHeads(tx: Tx, tenant: Tenant, ids: readonly string[]): Promise<ReadonlyMap<string, Head>> {
  const { rows } = await sql<Head>`
    select i.id, e.id is not null as live,
      case when e.id is null then coalesce(v.types, (select h.types from context.entity_history h where h.city = ${tenant} and h.entity = i.id order by h.version desc limit 1)) when v.entity is null or v.deleted_at is not null then e.types
        else array(select distinct t from unnest(e.types || v.types) as t order by t) end as types,
      least(e.created_at, v.created_at) as created_at, greatest(e.modified_at, v.modified_at) as modified_at,
      case when e.id is null then v.deleted_at end as deleted_at
    from unnest(${[...ids]}::text[]) as i(id)
    left join context.entity e on e.city = ${tenant} and e.id = i.id
    left join context.evolution v on v.city = ${tenant} and v.entity = i.id
    where v.entity is not null or exists (select from context.entity_history h where h.city = ${tenant} and h.entity = i.id)`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

const selected = ({ types, ids, idPattern }: EntitySelector): Condition => {
  const all: Condition[] = [sql<boolean>`true`]
  if (types !== undefined) all.push('op' in types ? typeCondition(types) : sql<boolean>`e.types && ${[...types]}::text[]`)
  if (ids !== undefined) all.push(sql<boolean>`e.id = any(${[...ids]}::text[])`)
  const pattern = idPattern === undefined ? undefined : parseRegex(idPattern)
  if (pattern !== undefined && !isProblem(pattern)) all.push(sql<boolean>`e.id ~ ${pattern.posix}`)
  return sql<boolean>`(${sql.join(all, sql` and `)})`
}

/** Ids and times of entities that some selector fits: by what they are now, or by the types of their evolution. */
function candidates(tenant: Tenant, selectors: readonly EntitySelector[]): RawBuilder<unknown> {
  const fits = selectors.length === 0 ? sql<boolean>`true` : sql<boolean>`(${sql.join(selectors.map(selected), sql` or `)})`
  return sql`(
    select e.id, e.created_at, e.modified_at from context.entity e where e.city = ${tenant} and ${fits}
    union all
    select v.id, v.created_at, v.modified_at from (
      select e.* from (select city, entity as id, types, created_at, modified_at, deleted_at from context.evolution) e where e.city = ${tenant} and ${fits}
    ) v
    where not exists (select from context.entity e where e.city = ${tenant} and e.id = v.id and (v.deleted_at is not null or ${fits}))
  )`
}

const inScope = (tenant: Tenant, entity: RawBuilder<unknown>, scopeQ: ScopeExpression | undefined): Condition =>
  scopeQ === undefined
    ? sql<boolean>`true`
    : sql<boolean>`exists (select from ${scopeSpans(tenant, entity)} e where ${scopeCondition(scopeQ)} and x.t >= e.since and (e.until is null or x.t < e.until))`

/** Ids of the entities that match a query, in order of id (§5.7.4.4). */
export async function matchingIds(
  tx: Tx,
  tenant: Tenant,
  request: Pick<TemporalQueryRequest, 'selectors' | 'q' | 'geo' | 'scopeQ' | 'order'> & {
    readonly filter: InstanceFilter
    readonly limit: number
    readonly offset: number
    readonly count: boolean
  },
): Promise<{ readonly ids: readonly string[]; readonly count: number | undefined }> {
  const { filter, q, geo, scopeQ } = request
  const entity = sql`c.id`
  const document = q !== undefined || geo !== undefined
  const some = sql<boolean>`exists (select from ${instancesOf(tenant, entity, filter)} x where ${inScope(tenant, entity, scopeQ)})`
  const from = sql`${candidates(tenant, request.selectors)} c ${document ? windowDocument(tenant, filter) : sql``}`
  const where = sql.join(
    [some, ...(q === undefined ? [] : [queryCondition(q)]), ...(geo === undefined ? [] : [documentGeoCondition(geo)])],
    sql` and `,
  )
  const descending = request.order?.by[0]?.direction === 'desc'
  const { rows } =
    request.limit === 0
      ? { rows: [] }
      : await sql<{ id: string }>`
    select c.id from ${from} where ${where} order by c.id ${descending ? sql`desc` : sql`asc`} limit ${request.limit} offset ${request.offset}`.execute(
          tx,
        )
  if (!request.count) return { ids: rows.map(({ id }) => id), count: undefined }
  const counted = await sql<{ count: number }>`select count(*) as count from ${from} where ${where}`.execute(tx)
  return { ids: rows.map(({ id }) => id), count: counted.rows[0]?.count ?? 0 }
}

/** The instances of the window as a document of many instances per attribute: any of them may match q (§5.7.4.4, S2). */
const windowDocument = (tenant: Tenant, filter: InstanceFilter): RawBuilder<unknown> => sql`
  cross join lateral (
    select c.created_at, c.modified_at, coalesce(jsonb_object_agg(g.attribute, g.list), '{}') as doc from (
      select x.attribute, jsonb_agg(x.recorded) as list
      from ${instancesOf(tenant, sql`c.id`, { temporal: filter.temporal })} x
      where x.deleted_at is null group by x.attribute
    ) g
  ) e`

export interface InstanceRow {
  readonly entity: string
  readonly attribute: string
  readonly recorded: Recorded | null
  readonly created_at: string
  readonly modified_at: string
  readonly deleted_at: string | null
  readonly version: number | null
  readonly id: string | null
  readonly ms: number
}

/** How many instances, and from which end. */
export interface InstancePage {
  readonly filter: InstanceFilter
  readonly scopeQ?: ScopeExpression | undefined
  readonly limit: number
}

const rowsOf = (tenant: Tenant, ids: readonly string[], { filter, scopeQ }: Omit<InstancePage, 'limit'>): RawBuilder<unknown> => {
  const { lastN } = filter.temporal
  const all = sql`
    select p.id as entity, x.attribute, x.recorded, x.created_at, x.modified_at, x.deleted_at, x.version, x.id, x.t
      ${lastN === undefined ? sql`` : sql`, row_number() over (partition by p.id, x.attribute order by x.t desc, x.version desc, x.created_at desc) as place`}
    from unnest(${[...ids]}::text[]) as p(id) cross join lateral ${instancesOf(tenant, sql`p.id`, filter)} x
    where ${inScope(tenant, sql`p.id`, scopeQ)}`
  return lastN === undefined ? sql`(${all})` : sql`(select * from (${all}) r where r.place <= ${lastN})`
}

/**
 * The instances of these entities, oldest first; with lastN the newest first until the page is full. Instances of one moment
 * stay together, so that the next page can begin where this one ends. `partial` says that others were left out.
 */
export async function readInstances(
  tx: Tx,
  tenant: Tenant,
  ids: readonly string[],
  page: InstancePage,
): Promise<{ readonly rows: readonly InstanceRow[]; readonly partial: boolean }> {
  if (ids.length === 0) return { rows: [], partial: false }
  const backwards = page.filter.temporal.lastN !== undefined
  const { rows } = await sql<InstanceRow>`
    select r.entity, r.attribute, r.recorded, r.created_at, r.modified_at, r.deleted_at, r.version, r.id, (extract(epoch from r.t) * 1000)::float8 as ms
    from ${rowsOf(tenant, ids, page)} r order by r.t ${backwards ? sql`desc` : sql`asc`} fetch first ${sql.lit(page.limit + 1)} rows with ties`.execute(
    tx,
  )
  const ordered = (list: readonly InstanceRow[]): readonly InstanceRow[] =>
    list.toSorted((a, b) => a.ms - b.ms || (a.version ?? 0) - (b.version ?? 0) || (a.created_at < b.created_at ? -1 : 1))
  if (rows.length <= page.limit) return { rows: ordered(rows), partial: false }
  const beyond = rows[page.limit]?.ms
  const within = rows.filter(({ ms }) => ms !== beyond)
  // More of one moment than a page holds: they stay together, on this page.
  return { rows: ordered(within.length === 0 ? rows : within), partial: true }
}

/** Which attributes have instances, on whatever page (§6.3.10). */
export async function readAttributeNames(
  tx: Tx,
  tenant: Tenant,
  ids: readonly string[],
  page: Omit<InstancePage, 'limit'>,
): Promise<readonly { readonly entity: string; readonly attribute: string; readonly kind: AttributeKind }[]> {
  const { rows } = await sql<{ entity: string; attribute: string; kind: AttributeKind | null }>`
    select distinct on (r.entity, r.attribute) r.entity, r.attribute, r.recorded ->> 'type' as kind from ${rowsOf(tenant, ids, page)} r order by 1, 2`.execute(
    tx,
  )
  return rows.map(({ kind, ...row }) => ({ ...row, kind: kind ?? 'Property' }))
}

/** The scope that each entity had when the window began: it was set before (§4.18, Annex C.5.16). */
export async function readScopesAt(tx: Tx, tenant: Tenant, ids: readonly string[], at: string): Promise<readonly InstanceRow[]> {
  const { rows } = await sql<InstanceRow>`
    select p.id as entity, x.attribute, x.recorded, x.created_at, x.modified_at, x.deleted_at, x.version, x.id, (extract(epoch from x.t) * 1000)::float8 as ms
    from unnest(${[...ids]}::text[]) as p(id) cross join lateral (
      select s.* from ${instancesOf(tenant, sql`p.id`, { temporal: {}, attributes: ['scope'] })} s
      where s.t < ${at}::timestamptz order by s.t desc, s.version desc, s.created_at desc limit 1
    ) x where x.deleted_at is null`.execute(tx)
  return rows
}

/** The points of one series: attribute, kind, dataset and data type. */
export interface PointRow {
  readonly entity: string
  readonly attribute: string
  readonly kind: AttributeKind
  readonly dataset: string | null
  readonly points: readonly Point[]
}

/** All values for an aggregation, in one short form; more than `most` answers undefined. */
export async function readPoints(
  tx: Tx,
  tenant: Tenant,
  ids: readonly string[],
  page: Omit<InstancePage, 'limit'> & { readonly most: number },
): Promise<readonly PointRow[] | undefined> {
  if (ids.length === 0) return []
  const { rows } = await sql<{
    entity: string
    attribute: string
    kind: AttributeKind
    dataset: string | null
    value_type: string | null
    count: number
    at: string
    said: string
  }>`
    select l.entity, l.attribute, l.recorded ->> 'type' as kind, l.recorded ->> 'datasetId' as dataset, l.recorded ->> 'valueType' as value_type, count(*) as count,
      string_agg(${pointTime(page.filter)}, ',') as at,
      string_agg(coalesce(l.recorded -> 'value', l.recorded -> 'object', l.recorded -> 'json', l.recorded -> 'languageMap', l.recorded -> 'vocab', l.recorded -> 'valueList', l.recorded -> 'objectList')::text, ',') as said
    from (select r.* from ${rowsOf(tenant, ids, page)} r where r.deleted_at is null limit ${page.most + 1}) l
    group by 1, 2, 3, 4, 5 order by 1, 2, 4 nulls first, 3, 5`.execute(tx)
  if (rows.reduce((sum, { count }) => sum + count, 0) > page.most) return undefined
  return rows.map(({ entity, attribute, kind, dataset, value_type, at, said }) => {
    const values = JSON.parse(`[${said}]`) as readonly Json[]
    const more = value_type === null ? {} : { valueType: value_type }
    const points = at.split(',').map((text, i): Point => ({ at_ms: millisecondsOf(text), kind, value: values[i] ?? null, ...more }))
    return { entity, attribute, kind, dataset, points }
  })
}

/** The time of a point as text: as it was observed, which costs nothing, or in seconds since 1970. */
function pointTime({ temporal }: InstanceFilter): RawBuilder<string> {
  const seconds = sql<string>`date_part('epoch', l.t)::text`
  const property = askedProperty(temporal)
  return property === undefined || property === 'observedAt' ? sql<string>`coalesce(l.recorded ->> 'observedAt', ${seconds})` : seconds
}
const millisecondsOf = (text: string): number => (text.endsWith('Z') ? readInstant(text) : Number(text) * 1000)

/** Whether time is asked of; then an entity without a matching instance is not part of the answer. */
export const isRestricted = (filter: InstanceFilter): boolean => askedProperty(filter.temporal) !== undefined
