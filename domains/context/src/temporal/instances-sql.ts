/**
 * Instances of attributes as SQL: those of the history, one row per version with what changed, and those of the Temporal API,
 * one row each; both as rows of one shape (ETSI GS CIM 009 V1.9.1 §4.5.6–§4.5.8, §4.11).
 */
import { askedProperty, type TemporalQuery, type TimeProperty, type TimeRelation } from '@machinaka/ngsi'
import type { Tenant } from '@machinaka/platform'
import { sql, type RawBuilder } from 'kysely'
import type { Condition } from '../query-sql.ts'

/** Which instances are meant. */
export interface InstanceFilter {
  readonly temporal: TemporalQuery
  /** Only these attributes; none at all when empty. */
  readonly attributes?: readonly string[] | undefined
  readonly without?: readonly string[] | undefined
  /** Only instances of these datasets; `@none` is the default one. */
  readonly datasets?: readonly string[] | undefined
}

const HISTORY_TIME: Readonly<Record<TimeProperty, RawBuilder<unknown>>> = {
  observedAt: sql`(i.recorded ->> 'observedAt')::timestamptz`,
  createdAt: sql`h.at`,
  modifiedAt: sql`h.at`,
  deletedAt: sql`case when i.gone then h.at end`,
}
const INSTANCE_TIME: Readonly<Record<TimeProperty, RawBuilder<unknown>>> = {
  observedAt: sql`s.observed_at`,
  createdAt: sql`s.created_at`,
  modifiedAt: sql`s.modified_at`,
  deletedAt: sql`s.deleted_at`,
}

/**
 * Rows `(attribute, recorded, created_at, modified_at, deleted_at, version, id, t)` of one entity; `entity` is an SQL expression
 * for its id. `t` is the time that is asked about; without a question, when it was observed, else recorded.
 */
export function instancesOf(tenant: Tenant, entity: RawBuilder<unknown>, filter: InstanceFilter): RawBuilder<unknown> {
  const property = askedProperty(filter.temporal)
  const fromHistory = sql.join([sql`h.city = ${tenant} and h.entity = ${entity}`, ...rowWindow(filter.temporal)], sql` and `)
  const fromInstances = sql.join(
    [
      sql`s.city = ${tenant} and s.entity = ${entity}`,
      ...(filter.attributes === undefined ? [] : [sql`s.attribute = any(${[...filter.attributes]}::text[])`]),
      ...(property === undefined ? [] : bounds(INSTANCE_TIME[property], filter.temporal.relation)),
    ],
    sql` and `,
  )
  return sql`(
    select x.* from (
      select a.name as attribute, i.recorded, h.at as created_at, h.at as modified_at, case when i.gone then h.at end as deleted_at,
        h.version, null::text as id,
        ${property === undefined ? sql`coalesce(${HISTORY_TIME.observedAt}, h.at)` : HISTORY_TIME[property]} as t
      from context.entity_history h
      cross join lateral ${attributesOf(filter)}
      cross join lateral (
        select l.recorded, jsonb_typeof(l.recorded) = 'null' or l.recorded ? 'deleted' as gone
        from jsonb_array_elements(case jsonb_typeof(a.value) when 'array' then a.value else jsonb_build_array(a.value) end) as l(recorded)
      ) i
      where ${fromHistory}
      union all
      select s.attribute, s.recorded, s.created_at, s.modified_at, s.deleted_at, null, s.id,
        ${property === undefined ? sql`coalesce(s.observed_at, s.deleted_at, s.created_at)` : INSTANCE_TIME[property]}
      from context.instance s where ${fromInstances}
    ) x where ${sql.join([sql`true`, ...rest(filter, property)], sql` and `)}
  )`
}

/** The changed attributes of a version: the named ones, without opening the others. */
const attributesOf = ({ attributes }: InstanceFilter): RawBuilder<unknown> =>
  attributes === undefined
    ? sql`jsonb_each(h.changes) as a(name, value)`
    : sql`(select n.name, h.changes -> n.name as value from unnest(${[...attributes]}::text[]) as n(name) where h.changes ? n.name) a`

/** What the index of a version can say about the window. */
function rowWindow({ relation, ...temporal }: TemporalQuery): readonly Condition[] {
  const property = askedProperty({ relation, ...temporal })
  if (property === undefined) return []
  if (property !== 'observedAt') return bounds(sql`h.at`, relation)
  const from = relation === undefined || relation.op === 'before' ? undefined : relation.at
  const to = relation === undefined || relation.op === 'after' ? undefined : relation.op === 'before' ? relation.at : relation.end
  return [
    sql<boolean>`h.observed is not null`,
    ...(from === undefined ? [] : [sql<boolean>`upper(h.observed) >= ${from}::timestamptz`]),
    ...(to === undefined ? [] : [sql<boolean>`lower(h.observed) < ${to}::timestamptz`]),
  ]
}

function rest({ temporal, without, datasets }: InstanceFilter, property: TimeProperty | undefined): readonly Condition[] {
  return [
    ...(property === undefined ? [] : [sql<boolean>`x.t is not null`, ...bounds(sql`x.t`, temporal.relation)]),
    ...(without === undefined || without.length === 0 ? [] : [sql<boolean>`x.attribute <> all(${[...without]}::text[])`]),
    ...(datasets === undefined ? [] : [sql<boolean>`coalesce(x.recorded ->> 'datasetId', '@none') = any(${[...datasets]}::text[])`]),
  ]
}

/** `before` excludes its bound, `after` includes it, `between` includes the lower and excludes the upper (§4.11). */
export function bounds(time: RawBuilder<unknown>, relation: TimeRelation | undefined): readonly Condition[] {
  switch (relation?.op) {
    case undefined:
      return []
    case 'before':
      return [sql<boolean>`${time} < ${relation.at}::timestamptz`]
    case 'after':
      return [sql<boolean>`${time} >= ${relation.at}::timestamptz`]
    case 'between':
      return [sql<boolean>`${time} >= ${relation.at}::timestamptz`, sql<boolean>`${time} < ${relation.end}::timestamptz`]
  }
}

/**
 * Spans `(scope, since, until)` in which an entity had a scope: from when it was set until it was set anew or removed (§4.18).
 */
export const scopeSpans = (tenant: Tenant, entity: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
  select array(select jsonb_array_elements_text(
      case jsonb_typeof(o.recorded -> 'value') when 'array' then o.recorded -> 'value' when 'string' then jsonb_build_array(o.recorded -> 'value') else '[]' end)) as scope,
    o.t as since, lead(o.t) over (order by o.t, o.version, o.created_at) as until
  from ${instancesOf(tenant, entity, { temporal: {}, attributes: ['scope'] })} o
)`
