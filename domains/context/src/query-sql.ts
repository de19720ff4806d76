/**
 * Queries as SQL conditions on `context.entity e`. Every value and every path travels as a parameter: paths are SQL/JSON path
 * texts whose names are quoted as JSON strings, values are their variables.
 */
import {
  instant,
  isProblem,
  parseRegex,
  type Comparator,
  type QueryExpression,
  type QueryPath,
  type QueryScalar,
  type QueryStep,
  type ScopeExpression,
  type TypeExpression,
} from '@machinaka/ngsi'
import { sql, type RawBuilder } from 'kysely'

export type Condition = RawBuilder<boolean>

const quoted = (name: string): string => JSON.stringify(name)

/** Where an instance keeps what it says, by kind (§4.5). URIs and words of a vocabulary are equal or not, but have no order. */
const VALUE_MEMBERS = {
  value: 'value',
  json: 'value',
  valueList: 'value',
  object: 'object',
  objectList: 'object',
  vocab: 'word',
} as const
type ValueKind = (typeof VALUE_MEMBERS)[keyof typeof VALUE_MEMBERS]
interface ValuePath {
  readonly path: string
  readonly kind: ValueKind
}

/** Members that are compared as they are: `temperature.observedAt`. */
const PLAIN_MEMBERS: ReadonlySet<string> = new Set(['observedAt', 'unitCode', 'datasetId', 'expiresAt'])
/** Columns of the entity itself (§4.8). */
const ENTITY_TIMES: Readonly<Record<string, string>> = { createdAt: 'created_at', modifiedAt: 'modified_at' }

/** An alias of `context.entity`: the entity that is asked about (`e`), or one that its relationships lead to. */
type Alias = 'e' | `l${number}`
const docOf = (alias: Alias): RawBuilder<unknown> => sql`${sql.ref(`${alias}.doc`)}`

/** Path to the instances of an attribute, and from each (`@`) to what may be compared. */
function targets({ attributes, within }: QueryPath): { readonly instances: string; readonly values: readonly ValuePath[] } {
  const [first, ...rest] = attributes
  const last = rest.at(-1)
  const plain = last !== undefined && PLAIN_MEMBERS.has(last) ? last : undefined
  const subs = plain === undefined ? rest : rest.slice(0, -1)
  const instances = `$.${quoted(first)}${subs.map((name) => `."attributes".${quoted(name)}`).join('')}[*]`
  if (plain !== undefined) return { instances, values: [{ path: `.${quoted(plain)}`, kind: 'value' }] }
  const inside = within.map((name) => (name === '*' ? '.*' : `.${quoted(name)}`)).join('')
  const values = Object.entries(VALUE_MEMBERS).map(([member, kind]): ValuePath => ({ path: `.${quoted(member)}${inside}`, kind }))
  return { instances, values: [...values, { path: within.length === 0 ? '."languageMap".*' : `."languageMap"${inside}`, kind: 'value' }] }
}

/** The condition of a parsed q (§4.9). */
export function queryCondition(query: QueryExpression): Condition {
  if ('of' in query)
    return query.op === 'and'
      ? sql<boolean>`(${sql.join(query.of.map(queryCondition), sql` and `)})`
      : sql<boolean>`(${sql.join(query.of.map(queryCondition), sql` or `)})`
  return through(query.path.via ?? [], 'e', (alias) => predicate(query, alias))
}

/** The predicate on an entity at the end of the steps: on `e` itself where there are none. */
function through(steps: readonly QueryStep[], from: Alias, test: (alias: Alias) => Condition): Condition {
  const [step, ...rest] = steps
  if (step === undefined) return test(from)
  const to: Alias = `l${from === 'e' ? 1 : Number(from.slice(1)) + 1}`
  const paths = ['object', 'objectList'].map((member) => `$.${quoted(step.relationship)}[*].${quoted(member)}[*]`)
  const ids = sql`select v.value #>> '{}' from unnest(${paths}::jsonpath[]) as t(path) cross join lateral jsonb_path_query(${docOf(from)}, t.path, '{}', true) as v(value)`
  const ofType = step.types === undefined ? sql`true` : sql`${sql.ref(`${to}.types`)} && ${[...step.types]}::text[]`
  return sql<boolean>`exists (
    select from context.entity ${sql.ref(to)}
    where ${sql.ref(`${to}.city`)} = ${sql.ref(`${from}.city`)} and ${sql.ref(`${to}.id`)} in (${ids}) and ${ofType} and ${through(rest, to, test)})`
}

function predicate(query: Exclude<QueryExpression, { readonly of: unknown }>, alias: Alias): Condition {
  switch (query.op) {
    case 'exists':
      return query.negated === true ? sql<boolean>`not ${exists(query.path, alias)}` : exists(query.path, alias)
    case 'match':
      return match(query, alias)
    case 'compare':
      return compare(query, alias)
    case 'range':
      return query.from.kind === 'time' || query.to.kind === 'time'
        ? timeRange(query, alias)
        : filter(
            query,
            {
              test: (kind) => (kind === 'value' ? '@ >= $a && @ <= $b' : undefined),
              variables: { a: query.from.value, b: query.to.value },
              negated: query.negated,
            },
            alias,
          )
    case 'list':
      return filter(
        query,
        {
          test: (kind) => some(query.values.map((value, i) => equals(kind, value, i))),
          variables: Object.assign({}, ...query.values.map(scalarVariables)) as Variables,
          negated: query.negated,
        },
        alias,
      )
  }
}

/** Equality with a scalar: words of a vocabulary are equal to what a scalar is as such a word. */
const equals = (kind: ValueKind, value: QueryScalar, i: number): string | undefined =>
  kind !== 'word' ? `@ == $v${i}` : 'word' in value ? `@ == $w${i}` : undefined
const scalarVariables = (value: QueryScalar, i: number): Variables => ({
  [`v${i}`]: value.value,
  ...('word' in value && value.word !== undefined ? { [`w${i}`]: value.word } : {}),
})
const some = (tests: readonly (string | undefined)[]): string | undefined => {
  const given = tests.filter((test) => test !== undefined)
  return given.length === 0 ? undefined : given.join(' || ')
}

function exists(path: QueryPath, alias: Alias): Condition {
  const [name] = path.attributes
  if (path.attributes.length === 1 && Object.hasOwn(ENTITY_TIMES, name)) return sql<boolean>`true`
  const { instances, values } = targets(path)
  const text =
    path.within.length === 0 && values.length > 1
      ? instances
      : `${instances} ? (${values.map((value) => `exists(@${value.path})`).join(' || ')})`
  return sql<boolean>`jsonb_path_exists(${docOf(alias)}, ${text}::jsonpath, '{}', true)`
}

type Variables = Readonly<Record<string, string | number | boolean>>
interface Filter {
  /** The test of a value, by kind; undefined where values of that kind never pass. */
  readonly test: (kind: ValueKind) => string | undefined
  readonly variables: Variables
  readonly negated: boolean
}

/** Instances of which some value satisfies the test; negated: instances that have a value, none of which does (a value of another type does not). */
function filter({ path }: { readonly path: QueryPath }, { test, variables, negated }: Filter, alias: Alias): Condition {
  const { instances, values } = targets(path)
  const passes = some(
    values.map((value) => {
      const passing = test(value.kind)
      return passing === undefined ? undefined : `exists(@${value.path} ? (${passing}))`
    }),
  )
  const any = values.map((value) => `exists(@${value.path})`).join(' || ')
  const not = passes === undefined ? '' : ` && (!(${passes}) || ((${passes}) is unknown))`
  const text = negated ? `${instances} ? ((${any})${not})` : `${instances} ? (${passes ?? '1 == 0'})`
  return sql<boolean>`jsonb_path_exists(${docOf(alias)}, ${text}::jsonpath, ${JSON.stringify(variables)}::jsonb, true)`
}

function compare(query: Extract<QueryExpression, { readonly op: 'compare' }>, alias: Alias): Condition {
  const { path, comparator, value } = query
  const [name] = path.attributes
  const column = path.attributes.length === 1 && Object.hasOwn(ENTITY_TIMES, name) ? ENTITY_TIMES[name] : undefined
  if (column !== undefined) {
    const at = typeof value.value === 'string' && isDateOrTime(value.value) ? value.value : undefined
    if (at === undefined) return comparator === '!=' ? sql<boolean>`true` : sql<boolean>`false`
    return sql<boolean>`${sql.ref(`${alias}.${column}`)} ${OPERATOR[comparator]} ${at}::timestamptz`
  }
  // Booleans have no order in q, although SQL/JSON paths give them one.
  const isEquality = comparator === '==' || comparator === '!='
  if (value.kind === 'boolean' && !isEquality) return sql<boolean>`false`
  if (value.kind === 'time' && !isEquality)
    return someText(
      path,
      (text) =>
        sql<boolean>`${text} ~ ${TEMPORAL} and rtrim(${text}, 'Z') collate "C" ${OPERATOR[comparator]} rtrim(${value.value}::text, 'Z')`,
      alias,
    )
  const test = isEquality
    ? (kind: ValueKind) => equals(kind, value, 0)
    : (kind: ValueKind) => (kind === 'value' ? `@ ${comparator} $v0` : undefined)
  return filter(query, { test, variables: scalarVariables(value, 0), negated: comparator === '!=' }, alias)
}

const isDateOrTime = (text: string): boolean =>
  instant(text) !== undefined || (/^\d{4}-\d\d-\d\d$/.test(text) && instant(`${text}T00:00:00Z`) !== undefined)

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

function timeRange(query: Extract<QueryExpression, { readonly op: 'range' }>, alias: Alias): Condition {
  const inside = someText(
    query.path,
    (text) =>
      sql<boolean>`${text} ~ ${TEMPORAL} and rtrim(${text}, 'Z') collate "C" between rtrim(${String(query.from.value)}::text, 'Z') and rtrim(${String(query.to.value)}::text, 'Z')`,
    alias,
  )
  return query.negated ? sql<boolean>`(${exists(query.path, alias)} and not ${inside})` : inside
}

/** A pattern speaks of texts: of what has none, neither `~=` nor `!~=` holds; nor of what points somewhere. */
function match(query: Extract<QueryExpression, { readonly op: 'match' }>, alias: Alias): Condition {
  const regex = parseRegex(query.pattern)
  if (isProblem(regex)) throw new TypeError(regex.detail)
  // The pattern is a JSON string inside the path, which itself is a parameter; "s" lets . match line breaks, as elsewhere.
  const like = `@ like_regex ${JSON.stringify(regex.posix)} flag "s"`
  const texts = (test: string): Condition =>
    filter(query, { test: (kind) => (kind === 'object' ? undefined : test), variables: {}, negated: false }, alias)
  return query.negated ? sql<boolean>`(${texts('@.type() == "string"')} and not ${texts(like)})` : texts(like)
}

/** Whether some text that the path leads to satisfies a test in SQL. */
function someText(path: QueryPath, test: (text: RawBuilder<string>) => Condition, alias: Alias): Condition {
  const { instances, values } = targets(path)
  const paths = values.filter(({ kind }) => kind === 'value').map((value) => `${instances}${value.path}[*]`)
  return sql<boolean>`exists (
    select from unnest(${paths}::jsonpath[]) as t(path) cross join lateral jsonb_path_query(${docOf(alias)}, t.path, '{}', true) as v(value)
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
      if (scopes.segments.length === 0) return sql<boolean>`e.scope = '{}'`
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
