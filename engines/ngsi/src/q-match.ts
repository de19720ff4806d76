/** Evaluates q on an entity in memory (ETSI GS CIM 009 V1.9.1 §4.9); the same answers as the store's SQL. */
import { isInstanceList, type Attribute, type AttributeValue, type TimedEntity } from './model.ts'
import { isTemporal } from './names.ts'
import { isProblem } from './problem.ts'
import type { Comparator, QueryExpression, QueryPath, QueryScalar } from './query.ts'
import { parseRegex, type Regex } from './regex.ts'

type Queried = Pick<TimedEntity, 'attributes'> & Partial<Pick<TimedEntity, 'createdAt' | 'modifiedAt' | 'types'>>

/** Where the entities are that relationships lead to; without it, queries through relationships find none. */
export type FindLinked = (id: string) => Queried | undefined

/** A compiled q: make it once for many entities. Of several instances, and of several values in a list, one that fits suffices. */
export type QTest = (entity: Queried, find?: FindLinked) => boolean

/** Whether the entity fits. For a query that is asked often, compile it (`compileQ`). */
export const matchesQ = (query: QueryExpression, entity: Queried, find?: FindLinked): boolean => compileQ(query)(entity, find)

export function compileQ(query: QueryExpression): QTest {
  if ('of' in query) {
    const tests = query.of.map(compileQ)
    return query.op === 'and'
      ? (entity, find) => tests.every((test) => test(entity, find))
      : (entity, find) => tests.some((test) => test(entity, find))
  }
  const { path } = query
  const test = compilePredicate(query)
  const { via } = path
  if (via === undefined) return (entity) => test(instances(path, entity))
  return (entity, find) => follow(entity, via, find).some((linked) => test(instances(path, linked)))
}

type Predicate = (said: readonly Said[]) => boolean

function compilePredicate(query: Exclude<QueryExpression, { readonly op: 'and' | 'or' }>): Predicate {
  switch (query.op) {
    case 'exists':
      return query.negated === true ? (said) => !said.some(({ present }) => present) : (said) => said.some(({ present }) => present)
    case 'compare': {
      const { comparator, value } = query
      if (comparator === '!=') return differs((one, kind) => equal(one, kind, value))
      if (comparator === '==') return fits((one, kind) => equal(one, kind, value))
      return fits((one, kind) => kind === 'value' && ordered(one, comparator, value))
    }
    case 'range': {
      const { from, to, negated } = query
      const inside: ValueTest = (one, kind) => kind === 'value' && ordered(one, '>=', from) && ordered(one, '<=', to)
      return negated ? differs(inside) : fits(inside)
    }
    case 'list': {
      const among: ValueTest = (one, kind) => query.values.some((value) => equal(one, kind, value))
      return query.negated ? differs(among) : fits(among)
    }
    case 'match': {
      const regex = parseRegex(query.pattern)
      return isProblem(regex) ? () => false : matching(regex, query.negated)
    }
  }
}

type ValueTest = (value: unknown, kind: Said['kind']) => boolean

const fits =
  (test: ValueTest): Predicate =>
  (said) =>
    said.some(({ values, kind }) => values.some((value) => test(value, kind)))
/** Some instance has values, none of which satisfies the test. */
const differs =
  (test: ValueTest): Predicate =>
  (said) =>
    said.some(({ present, values, kind }) => present && !values.some((value) => test(value, kind)))

/** A pattern speaks of texts: of what has none, neither `~=` nor `!~=` holds; nor of what points somewhere. */
function matching(regex: Regex, negated: boolean): Predicate {
  return (said) => {
    const texts = said
      .filter(({ kind }) => kind !== 'object')
      .flatMap(({ values }) => values.filter((value): value is string => typeof value === 'string'))
    const some = texts.some((text) => regex.test(text))
    return negated ? texts.length > 0 && !some : some
  }
}

function equal(value: unknown, kind: Said['kind'], wanted: QueryScalar): boolean {
  if (kind === 'word') return 'word' in wanted && value === wanted.word
  return value === wanted.value
}

function ordered(value: unknown, comparator: Exclude<Comparator, '==' | '!='>, { kind, value: wanted }: QueryScalar): boolean {
  if (typeof value !== typeof wanted || typeof value === 'boolean' || (typeof value !== 'string' && typeof value !== 'number')) return false
  if (kind === 'time' && !isTemporal(String(value))) return false
  const [a, b] = kind === 'time' ? [String(value).replace(/Z$/, ''), String(wanted).replace(/Z$/, '')] : [value, wanted]
  const order = typeof a === 'string' && typeof b === 'string' ? byCodePoint(a, b) : a < b ? -1 : a > b ? 1 : 0
  return comparator === '>' ? order > 0 : comparator === '>=' ? order >= 0 : comparator === '<' ? order < 0 : order <= 0
}

/** As PostgreSQL orders texts in jsonb paths and in collation "C": by code point, not by UTF-16 unit. */
export function byCodePoint(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)]
  for (let i = 0; i < left.length && i < right.length; i += 1) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

const PLAIN_MEMBERS = ['observedAt', 'unitCode', 'datasetId', 'expiresAt'] as const

/** What one instance says. */
interface Said {
  /** Whether the path leads to anything, be it an empty list. */
  readonly present: boolean
  readonly values: readonly unknown[]
  /** `object`: URIs of a relationship, `word`: words of a vocabulary (stored form); both are equal or not, but have no order. */
  readonly kind: 'value' | 'object' | 'word'
}
const unwrapped = (raw: readonly unknown[], kind: Said['kind'] = 'value'): Said => ({
  present: raw.length > 0,
  values: raw.flatMap((value): readonly unknown[] => (Array.isArray(value) ? value : [value])),
  kind,
})

/** What each instance that the path leads to says. */
function instances({ attributes, within }: QueryPath, entity: Queried): readonly Said[] {
  const [first, ...rest] = attributes
  if (rest.length === 0 && (first === 'createdAt' || first === 'modifiedAt')) return [unwrapped([entity[first]])]
  const last = rest.at(-1)
  const plain = PLAIN_MEMBERS.find((member) => member === last)
  let found = listed(entity.attributes, first)
  for (const name of plain === undefined ? rest : rest.slice(0, -1)) found = found.flatMap((one) => listed(one.attributes ?? {}, name))
  if (plain !== undefined) return found.map((one) => unwrapped(one[plain] === undefined ? [] : [one[plain]]))
  return found.map((one) => {
    // A text in any language; a LanguageProperty is there even with none.
    if (one.type === 'LanguageProperty' && within.length === 0)
      return { present: true, values: unwrapped(inside(one.languageMap, ['*'])).values, kind: 'value' }
    return unwrapped(inside(said(one), within), kindOf(one))
  })
}

const kindOf = ({ type }: Attribute): Said['kind'] =>
  type === 'VocabProperty' ? 'word' : type === 'Relationship' || type === 'ListRelationship' ? 'object' : 'value'

function listed(map: Readonly<Record<string, AttributeValue>>, name: string): readonly Attribute[] {
  const value = Object.hasOwn(map, name) ? map[name] : undefined
  return value === undefined ? [] : isInstanceList(value) ? value : [value]
}

const said = (one: Attribute): unknown => {
  switch (one.type) {
    case 'Property':
    case 'GeoProperty':
      return one.value
    case 'Relationship':
      return one.object
    case 'LanguageProperty':
      return one.languageMap
    case 'JsonProperty':
      return one.json
    case 'VocabProperty':
      return one.vocab
    case 'ListProperty':
      return one.valueList
    case 'ListRelationship':
      return one.objectList
  }
}

/** Steps into objects, and through lists of them, as SQL/JSON paths do in lax mode. */
function inside(value: unknown, path: readonly string[]): readonly unknown[] {
  const [name, ...rest] = path
  if (name === undefined) return [value]
  const maps = (Array.isArray(value) ? value : [value]).filter(
    (one): one is Readonly<Record<string, unknown>> => typeof one === 'object' && one !== null && !Array.isArray(one),
  )
  return maps
    .flatMap((map) => (name === '*' ? Object.values(map) : Object.hasOwn(map, name) ? [map[name]] : []))
    .flatMap((one) => inside(one, rest))
}

/** The entities at the end of a way of relationships; each step is of the types that are said, where some are. */
function follow(entity: Queried, via: NonNullable<QueryPath['via']>, find: FindLinked | undefined): readonly Queried[] {
  let edge: readonly Queried[] = [entity]
  for (const { relationship, types } of via) {
    const ids = new Set(
      edge
        .flatMap((one) => listed(one.attributes, relationship))
        .flatMap((one) => (kindOf(one) === 'object' ? unwrapped([said(one)]).values : [])),
    )
    edge = [...ids].flatMap((id) => {
      const linked = typeof id === 'string' ? find?.(id) : undefined
      const fits = types === undefined || types.some((type) => linked?.types?.includes(type) === true)
      return linked !== undefined && fits ? [linked] : []
    })
  }
  return edge
}
