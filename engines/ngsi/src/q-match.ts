/** Evaluates q on an entity in memory (ETSI GS CIM 009 V1.9.1 §4.9); the same answers as the store's SQL. */
import { isInstanceList, type Attribute, type AttributeValue, type TimedEntity } from './model.ts'
import { isTemporal } from './names.ts'
import { isProblem } from './problem.ts'
import type { Comparator, QueryExpression, QueryPath, QueryScalar } from './query.ts'
import { parseRegex } from './regex.ts'

type Queried = Pick<TimedEntity, 'attributes'> & Partial<Pick<TimedEntity, 'createdAt' | 'modifiedAt'>>

/** Whether the entity fits. Of several instances, and of several values in a list, one that fits suffices. */
export function matchesQ(query: QueryExpression, entity: Queried): boolean {
  switch (query.op) {
    case 'and':
      return query.of.every((one) => matchesQ(one, entity))
    case 'or':
      return query.of.some((one) => matchesQ(one, entity))
    case 'exists':
      return instances(query.path, entity).some(({ present }) => present)
    case 'compare':
      return query.comparator === '!='
        ? differs(query.path, entity, (value) => compares(value, '==', query.value))
        : fits(query.path, entity, (value) => compares(value, query.comparator, query.value))
    case 'range': {
      const inside = (value: unknown): boolean => compares(value, '>=', query.from) && compares(value, '<=', query.to)
      return query.negated ? differs(query.path, entity, inside) : fits(query.path, entity, inside)
    }
    case 'list': {
      const among = (value: unknown): boolean => query.values.some((one) => compares(value, '==', one))
      return query.negated ? differs(query.path, entity, among) : fits(query.path, entity, among)
    }
    case 'match': {
      const regex = parseRegex(query.pattern)
      if (isProblem(regex)) return false
      const some = fits(query.path, entity, (value) => typeof value === 'string' && regex.test(value))
      return query.negated ? !some && matchesQ({ op: 'exists', path: query.path }, entity) : some
    }
  }
}

const fits = (path: QueryPath, entity: Queried, test: (value: unknown) => boolean): boolean =>
  instances(path, entity).some(({ values }) => values.some(test))
/** Some instance has values, none of which satisfies the test. */
const differs = (path: QueryPath, entity: Queried, test: (value: unknown) => boolean): boolean =>
  instances(path, entity).some(({ present, values }) => present && !values.some(test))

function compares(value: unknown, comparator: Comparator, { kind, value: wanted }: QueryScalar): boolean {
  if (comparator === '==') return value === wanted
  if (comparator === '!=') return value !== wanted
  if (typeof value !== typeof wanted || typeof value === 'boolean' || (typeof value !== 'string' && typeof value !== 'number')) return false
  if (kind === 'time' && !isTemporal(String(value))) return false
  const [a, b] = kind === 'time' ? [String(value).replace(/Z$/, ''), String(wanted).replace(/Z$/, '')] : [value, wanted]
  const order = typeof a === 'string' && typeof b === 'string' ? byCodePoint(a, b) : a < b ? -1 : a > b ? 1 : 0
  return comparator === '>' ? order > 0 : comparator === '>=' ? order >= 0 : comparator === '<' ? order < 0 : order <= 0
}

/** As PostgreSQL orders texts in jsonb paths and in collation "C": by code point, not by UTF-16 unit. */
function byCodePoint(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)]
  for (let i = 0; i < left.length && i < right.length; i += 1) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

const PLAIN_MEMBERS = ['observedAt', 'unitCode', 'datasetId', 'expiresAt'] as const

interface Said {
  /** Whether the path leads to anything, be it an empty list. */
  readonly present: boolean
  readonly values: readonly unknown[]
}
const unwrapped = (raw: readonly unknown[]): Said => ({
  present: raw.length > 0,
  values: raw.flatMap((value): readonly unknown[] => (Array.isArray(value) ? value : [value])),
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
      return { present: true, values: unwrapped(inside(one.languageMap, ['*'])).values }
    return unwrapped(said(one).flatMap((value) => inside(value, within)))
  })
}

function listed(map: Readonly<Record<string, AttributeValue>>, name: string): readonly Attribute[] {
  const value = Object.hasOwn(map, name) ? map[name] : undefined
  return value === undefined ? [] : isInstanceList(value) ? value : [value]
}

const said = (one: Attribute): readonly unknown[] => {
  switch (one.type) {
    case 'Property':
    case 'GeoProperty':
      return [one.value]
    case 'Relationship':
      return [one.object]
    case 'LanguageProperty':
      return [one.languageMap]
    case 'JsonProperty':
      return [one.json]
    case 'VocabProperty':
      return [one.vocab]
    case 'ListProperty':
      return [one.valueList]
    case 'ListRelationship':
      return [one.objectList]
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
