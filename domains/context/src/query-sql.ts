/**
 * Queries as SQL conditions on `context.entity e`. Every value and every path travels as a parameter: paths are SQL/JSON path
 * texts whose names are quoted as JSON strings, values are their variables.
 */
import {
  isProblem,
  parseRegex,
  type Comparator,
  type QueryExpression,
  type QueryPath,
  type QueryScalar,
  type ScopeExpression,
  type TypeExpression,
} from '@machinaka/ngsi'
import { sql, type RawBuilder } from 'kysely'

export type Condition = RawBuilder<boolean>

const quoted = (name: string): string => JSON.stringify(name)

/** Where an instance keeps what it says, by kind (§4.5). */
const VALUE_MEMBERS = ['value', 'object', 'json', 'vocab', 'valueList', 'objectList'] as const
/** Members that are compared as they are: `temperature.observedAt`. */
const PLAIN_MEMBERS: ReadonlySet<string> = new Set(['observedAt', 'unitCode', 'datasetId', 'expiresAt'])
/** Columns of the entity itself (§4.8). */
const ENTITY_TIMES: Readonly<Record<string, RawBuilder<unknown>>> = { createdAt: sql`e.created_at`, modifiedAt: sql`e.modified_at` }

/** Path to the instances of an attribute, and from each (`@`) to what may be compared. */
function targets({ attributes, within }: QueryPath): { readonly instances: string; readonly values: readonly string[] } {
  const [first, ...rest] = attributes
  const last = rest.at(-1)
  const plain = last !== undefined && PLAIN_MEMBERS.has(last) ? last : undefined
  const subs = plain === undefined ? rest : rest.slice(0, -1)
  const instances = `$.${quoted(first)}${subs.map((name) => `."attributes".${quoted(name)}`).join('')}[*]`
  if (plain !== undefined) return { instances, values: [`.${quoted(plain)}`] }
  const inside = within.map((name) => (name === '*' ? '.*' : `.${quoted(name)}`)).join('')
  const values: string[] = VALUE_MEMBERS.map((member) => `.${quoted(member)}${inside}`)
  return { instances, values: [...values, within.length === 0 ? '."languageMap".*' : `."languageMap"${inside}`] }
}

/** The condition of a parsed q (§4.9). */
export function queryCondition(query: QueryExpression): Condition {
  switch (query.op) {
    case 'and':
      return sql<boolean>`(${sql.join(query.of.map(queryCondition), sql` and `)})`
    case 'or':
      return sql<boolean>`(${sql.join(query.of.map(queryCondition), sql` or `)})`
    case 'exists':
      return exists(query.path)
    case 'match':
      return match(query.path, query.pattern, query.negated)
    case 'compare':
      return compare(query.path, query.comparator, query.value)
    case 'range':
      return query.from.kind === 'time' || query.to.kind === 'time'
        ? timeRange(query)
        : filter(query.path, '@ >= $a && @ <= $b', { a: query.from.value, b: query.to.value }, query.negated)
    case 'list':
      return filter(
        query.path,
        query.values.map((_, i) => `@ == $v${i}`).join(' || '),
        Object.fromEntries(query.values.map(({ value }, i) => [`v${i}`, value])),
        query.negated,
      )
  }
}

function exists(path: QueryPath): Condition {
  const [name] = path.attributes
  if (path.attributes.length === 1 && name in ENTITY_TIMES) return sql<boolean>`true`
  const { instances, values } = targets(path)
  const text =
    path.within.length === 0 && values.length > 1
      ? instances
      : `${instances} ? (${values.map((value) => `exists(@${value})`).join(' || ')})`
  return sql<boolean>`jsonb_path_exists(e.doc, ${text}::jsonpath, '{}', true)`
}

/** Instances of which some value satisfies `test`; negated: instances that have a value, none of which does (a value of another type does not). */
function filter(
  path: QueryPath,
  test: string,
  variables: Readonly<Record<string, string | number | boolean>>,
  negated: boolean,
): Condition {
  const { instances, values } = targets(path)
  const some = values.map((value) => `exists(@${value} ? (${test}))`).join(' || ')
  const any = values.map((value) => `exists(@${value})`).join(' || ')
  const text = negated ? `${instances} ? ((${any}) && (!(${some}) || ((${some}) is unknown)))` : `${instances} ? (${some})`
  return sql<boolean>`jsonb_path_exists(e.doc, ${text}::jsonpath, ${JSON.stringify(variables)}::jsonb, true)`
}

function compare(path: QueryPath, comparator: Comparator, value: QueryScalar): Condition {
  const [name] = path.attributes
  const column = path.attributes.length === 1 && Object.hasOwn(ENTITY_TIMES, name) ? ENTITY_TIMES[name] : undefined
  if (column !== undefined) return sql<boolean>`${column} ${OPERATOR[comparator]} ${String(value.value)}::timestamptz`
  // Booleans have no order in q, although SQL/JSON paths give them one.
  if (value.kind === 'boolean' && comparator !== '==' && comparator !== '!=') return sql<boolean>`false`
  if (value.kind === 'time' && comparator !== '==' && comparator !== '!=')
    return someText(
      path,
      (text) =>
        sql<boolean>`${text} ~ ${TEMPORAL} and rtrim(${text}, 'Z') collate "C" ${OPERATOR[comparator]} rtrim(${value.value}::text, 'Z')`,
    )
  return comparator === '!='
    ? filter(path, '@ == $v', { v: value.value }, true)
    : filter(path, `@ ${comparator} $v`, { v: value.value }, false)
}

const OPERATOR: Readonly<Record<Comparator, RawBuilder<unknown>>> = {
  '==': sql`=`,
  '!=': sql`<>`,
  '>': sql`>`,
  '>=': sql`>=`,
  '<': sql`<`,
  '<=': sql`<=`,
}
/** Dates and times in UTC; without their `Z` they sort as text. */
const TEMPORAL = '^(\\d{4}-\\d\\d-\\d\\d)?(T?\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z)?$'

function timeRange(query: Extract<QueryExpression, { readonly op: 'range' }>): Condition {
  const inside = someText(
    query.path,
    (text) =>
      sql<boolean>`${text} ~ ${TEMPORAL} and rtrim(${text}, 'Z') collate "C" between rtrim(${String(query.from.value)}::text, 'Z') and rtrim(${String(query.to.value)}::text, 'Z')`,
  )
  return query.negated ? sql<boolean>`(${exists(query.path)} and not ${inside})` : inside
}

function match(path: QueryPath, pattern: string, negated: boolean): Condition {
  const regex = parseRegex(pattern)
  if (isProblem(regex)) throw new TypeError(regex.detail)
  // The pattern is a JSON string inside the path, which itself is a parameter; "s" lets . match line breaks, as elsewhere.
  const some = filter(path, `@ like_regex ${JSON.stringify(regex.posix)} flag "s"`, {}, false)
  return negated ? sql<boolean>`(${exists(path)} and not ${some})` : some
}

/** Whether some text that the path leads to satisfies a test in SQL. */
function someText(path: QueryPath, test: (text: RawBuilder<string>) => Condition): Condition {
  const { instances, values } = targets(path)
  const paths = values.map((value) => `${instances}${value}[*]`)
  return sql<boolean>`exists (
    select from unnest(${paths}::jsonpath[]) as t(path) cross join lateral jsonb_path_query(e.doc, t.path, '{}', true) as v(value)
    where jsonb_typeof(v.value) = 'string' and ${test(sql<string>`(v.value #>> '{}')`)})`
}

/** The condition of a type selection (§4.17). */
export function typeCondition(types: TypeExpression): Condition {
  switch (types.op) {
    case 'type':
      return sql<boolean>`e.types @> ${[types.type]}::text[]`
    case 'and':
      return sql<boolean>`(${sql.join(types.of.map(typeCondition), sql` and `)})`
    case 'or': {
      // The usual list of alternatives is one look into the index.
      const names = types.of.flatMap((one) => (one.op === 'type' ? [one.type] : []))
      return names.length === types.of.length
        ? sql<boolean>`e.types && ${names}::text[]`
        : sql<boolean>`(${sql.join(types.of.map(typeCondition), sql` or `)})`
    }
  }
}

/** The condition of a scope query (§4.19). */
export function scopeCondition(scopes: ScopeExpression): Condition {
  switch (scopes.op) {
    case 'scope':
      return sql<boolean>`exists (select from unnest(e.scope) as s(path) where s.path ~ ${scopePattern(scopes.segments)})`
    case 'and':
      return sql<boolean>`(${sql.join(scopes.of.map(scopeCondition), sql` and `)})`
    case 'or':
      return sql<boolean>`(${sql.join(scopes.of.map(scopeCondition), sql` or `)})`
  }
}

/** Segments are letters, digits and `_` (the parser sees to it), so they stand for themselves in a pattern. */
const scopePattern = (segments: readonly string[]): string =>
  `^${segments.map((segment) => (segment === '#' ? '(/.*)?' : segment === '+' ? '/[^/]+' : `/${segment}`)).join('')}$`
