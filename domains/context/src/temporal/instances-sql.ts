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
  const { temporal, attributes } = filter
  const property = askedProperty(temporal)
  const own = sql.join(
    [
      sql`s.city = ${tenant} and s.entity = ${entity}`,
      ...(attributes === undefined ? [] : [sql`s.attribute = any(${[...attributes]}::text[])`]),
      ...(property === undefined
        ? []
        : [sql`${INSTANCE_TIME[property]} is not null`, ...bounds(INSTANCE_TIME[property], temporal.relation)]),
      ...membership(sql`s.attribute`, sql`s.recorded`, filter),
    ],
    sql` and `,
  )
  return sql`(
    ${fromHistory({ tenant, entity, filter })}
    union all
    select s.attribute, s.recorded, s.created_at, s.modified_at, s.deleted_at, null::bigint, s.id,
      ${property === undefined ? sql`coalesce(s.observed_at, s.deleted_at, s.created_at)` : INSTANCE_TIME[property]}
    from context.instance s where ${own}
  )`
}

/**
 * The instances of the history. A version is opened as little as possible: named attributes are looked up, and lists of
 * instances, which are rare, are unpacked apart from single ones; both take a third of the time of doing all alike.
 */
function fromHistory({
  tenant,
  entity,
  filter,
}: {
  readonly tenant: Tenant
  readonly entity: RawBuilder<unknown>
  readonly filter: InstanceFilter
}): RawBuilder<unknown> {
  const { attributes, temporal } = filter
  const named = attributes !== undefined
  const value = named ? sql`(h.changes -> n.name)` : sql`n.value`
  const from = named
    ? sql`context.entity_history h cross join unnest(${[...attributes]}::text[]) as n(name)`
    : sql`context.entity_history h cross join lateral jsonb_each(h.changes) as n(name, value)`
  const rows = sql.join(
    [sql`h.city = ${tenant} and h.entity = ${entity}`, ...(named ? [sql`h.changes ? n.name`] : []), ...rowWindow(temporal)],
    sql` and `,
  )
  const one = (recorded: RawBuilder<unknown>): RawBuilder<unknown> => sql`
    n.name as attribute, ${recorded} as recorded, h.at as created_at, h.at as modified_at,
    case when ${gone(recorded)} then h.at end as deleted_at, h.version, null::text as id, ${historyTime(recorded, temporal)} as t`
  const fits = (recorded: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql.join([sql`true`, ...instanceWindow(recorded, temporal), ...membership(sql`n.name`, recorded, filter)], sql` and `)
  return sql`
    select ${one(value)} from ${from} where ${rows} and jsonb_typeof(${value}) <> 'array' and ${fits(value)}
    union all
    select ${one(sql`l.recorded`)} from ${from}
    cross join lateral jsonb_array_elements(case jsonb_typeof(${value}) when 'array' then ${value} else '[]' end) as l(recorded)
    where ${rows} and jsonb_typeof(${value}) = 'array' and ${fits(sql`l.recorded`)}`
}

const gone = (recorded: RawBuilder<unknown>): RawBuilder<unknown> => sql`(jsonb_typeof(${recorded}) = 'null' or ${recorded} ? 'deleted')`
const observed = (recorded: RawBuilder<unknown>): RawBuilder<unknown> => sql`(${recorded} ->> 'observedAt')::timestamptz`

function historyTime(recorded: RawBuilder<unknown>, temporal: TemporalQuery): RawBuilder<unknown> {
  switch (askedProperty(temporal)) {
    case undefined:
      return sql`coalesce(${observed(recorded)}, h.at)`
    case 'observedAt':
      return observed(recorded)
    case 'createdAt':
    case 'modifiedAt':
    case 'deletedAt':
      return sql`h.at`
  }
}

/** What the index of a version can say about the window. */
function rowWindow(temporal: TemporalQuery): readonly Condition[] {
  const property = askedProperty(temporal)
  if (property === undefined) return []
  if (property !== 'observedAt') return bounds(sql`h.at`, temporal.relation)
  const { from, to } = limitsOf(temporal.relation)
  return [
    sql<boolean>`h.observed is not null`,
    ...(from === undefined ? [] : [sql<boolean>`upper(h.observed) >= ${from}::timestamptz`]),
    ...(to === undefined ? [] : [sql<boolean>`lower(h.observed) < ${to}::timestamptz`]),
  ]
}

/** What is left to ask of an instance: usually its whole version lies in the window, and its own time need not be read. */
function instanceWindow(recorded: RawBuilder<unknown>, temporal: TemporalQuery): readonly Condition[] {
  const property = askedProperty(temporal)
  if (property === 'deletedAt') return [sql<boolean>`${gone(recorded)}`]
  if (property !== 'observedAt') return []
  const { from, to } = limitsOf(temporal.relation)
  return [
    sql<boolean>`${recorded} ? 'observedAt'`,
    ...(from === undefined
      ? []
      : [sql<boolean>`(lower(h.observed) >= ${from}::timestamptz or ${observed(recorded)} >= ${from}::timestamptz)`]),
    ...(to === undefined ? [] : [sql<boolean>`(upper(h.observed) < ${to}::timestamptz or ${observed(recorded)} < ${to}::timestamptz)`]),
  ]
}

const limitsOf = (relation: TimeRelation | undefined): { readonly from?: string; readonly to?: string } => {
  switch (relation?.op) {
    case undefined:
      return {}
    case 'before':
      return { to: relation.at }
    case 'after':
      return { from: relation.at }
    case 'between':
      return { from: relation.at, to: relation.end }
  }
}

/** Which attributes and datasets. */
const membership = (
  attribute: RawBuilder<unknown>,
  recorded: RawBuilder<unknown>,
  { without, datasets }: InstanceFilter,
): readonly Condition[] => [
  ...(without === undefined || without.length === 0 ? [] : [sql<boolean>`${attribute} <> all(${[...without]}::text[])`]),
  ...(datasets === undefined ? [] : [sql<boolean>`coalesce(${recorded} ->> 'datasetId', '@none') = any(${[...datasets]}::text[])`]),
]

/** `before` excludes its bound, `after` includes it, `between` includes the lower and excludes the upper (§4.11). */
function bounds(time: RawBuilder<unknown>, relation: TimeRelation | undefined): readonly Condition[] {
  const { from, to } = limitsOf(relation)
  return [
    ...(from === undefined ? [] : [sql<boolean>`${time} >= ${from}::timestamptz`]),
    ...(to === undefined ? [] : [sql<boolean>`${time} < ${to}::timestamptz`]),
  ]
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
