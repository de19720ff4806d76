/** The order of entities in an answer, in memory: kinds of values in the standard's rank, texts by a collation (§4.23). */
import { distance_m } from '@machinaka/geo'
import { canonicalJson } from './canonical.ts'
import { bareValue, instancesOf, isInstanceList, type Attribute, type Geometry, type TimedEntity } from './model.ts'
import { byCodePoint } from './q-match.ts'
import type { QueryPath } from './query.ts'
import { intersects } from './relate.ts'
import { shapeOf } from './shape.ts'

export interface OrderTerm {
  readonly attribute: Pick<QueryPath, 'attributes' | 'within'>
  readonly direction: 'asc' | 'desc' | 'dist-asc' | 'dist-desc'
}
export interface EntityOrder {
  readonly by: readonly OrderTerm[]
  /** A BCP 47 tag with ICU's keywords, such as `de-u-co-phonebk`; the root collation (`und-x-icu`) when absent. */
  readonly collation?: string | undefined
  /** What distances are measured from; needed by terms of distance. */
  readonly from?: Geometry | undefined
}
type Ordered = Pick<TimedEntity, 'id' | 'types' | 'scope' | 'attributes'> & Partial<Pick<TimedEntity, 'createdAt' | 'modifiedAt'>>

/** Compares entities for sorting; what is equal in all terms is ordered by id, so that pages are stable. */
export function entityOrder({ by, collation, from }: EntityOrder): (a: Ordered, b: Ordered) => number {
  const collator = collatorOf(collation)
  const terms = by.map((term) => compileTerm(term, { collator, from }))
  return (a, b) => {
    for (const term of terms) {
      const order = term(a, b)
      if (order !== 0) return order
    }
    return byCodePoint(a.id, b.id)
  }
}

/** The rank of kinds of values: they come in this order, whichever way values of one kind are sorted (§4.23.2). */
export const valueKinds = ['number', 'string', 'object', 'array', 'boolean', 'time', 'date', 'dateTime', 'null', 'absent'] as const
export type ValueKind = (typeof valueKinds)[number]

const TIME = /^\d\d:\d\d:\d\d(?:\.\d+)?Z?$/
const DATE = /^\d{4}-\d\d-\d\d$/
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/

export function kindOfValue(value: unknown): ValueKind {
  if (value === undefined) return 'absent'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number' || typeof value === 'boolean') return typeof value === 'number' ? 'number' : 'boolean'
  if (typeof value !== 'string') return 'object'
  return TIME.test(value) ? 'time' : DATE.test(value) ? 'date' : DATE_TIME.test(value) ? 'dateTime' : 'string'
}

function collatorOf(collation: string | undefined): Intl.Collator {
  const tag = (collation ?? 'und').replace(/-x-icu$/, '').replaceAll('_', '-')
  try {
    return new Intl.Collator(tag)
  } catch {
    return new Intl.Collator('und')
  }
}

interface How {
  readonly collator: Intl.Collator
  readonly from: Geometry | undefined
}

function compileTerm({ attribute, direction }: OrderTerm, { collator, from }: How): (a: Ordered, b: Ordered) => number {
  const sign = direction.endsWith('desc') ? -1 : 1
  const byValue = (a: Ordered, b: Ordered): number => {
    const [x, y] = [valueAt(a, attribute), valueAt(b, attribute)]
    const rank = valueKinds.indexOf(kindOfValue(x)) - valueKinds.indexOf(kindOfValue(y))
    return rank === 0 ? sign * compareValues(x, y, collator) : rank
  }
  if (from === undefined || !direction.startsWith('dist-')) return byValue
  return (a, b) => {
    const [x, y] = [distanceOf(a, attribute, from), distanceOf(b, attribute, from)]
    if (x === undefined && y === undefined) return byValue(a, b)
    if (x === undefined || y === undefined) return x === undefined ? 1 : -1
    return sign * (x - y)
  }
}

/** Two values of one kind. */
function compareValues(a: unknown, b: unknown, collator: Intl.Collator): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  if (typeof a === 'string' && typeof b === 'string') return collator.compare(a, b)
  return a === undefined || a === null ? 0 : byCodePoint(canonicalJson(a), canonicalJson(b))
}

/** What the default instance (else the first) says under the path; members of the entity under theirs. */
function valueAt(entity: Ordered, { attributes, within }: OrderTerm['attribute']): unknown {
  const [first, ...rest] = attributes
  if (rest.length === 0 && within.length === 0) {
    if (first === 'id' || first === 'createdAt' || first === 'modifiedAt') return entity[first]
    if (first === 'type') return entity.types.length === 1 ? entity.types[0] : entity.types
    if (first === 'scope') return entity.scope?.length === 1 ? entity.scope[0] : entity.scope
  }
  const plain = rest.at(-1) === 'observedAt'
  let one = defaultOf(instancesOf(entity, first))
  for (const name of plain ? rest.slice(0, -1) : rest) {
    const sub = one?.attributes?.[name]
    one = sub === undefined ? undefined : defaultOf(isInstanceList(sub) ? sub : [sub])
  }
  if (one === undefined) return undefined
  return plain ? one.observedAt : inside(bareValue(one), within)
}

const defaultOf = (all: readonly Attribute[]): Attribute | undefined => all.find((one) => one.datasetId === undefined) ?? all[0]

function inside(value: unknown, path: readonly string[]): unknown {
  let at = value
  for (const name of path)
    at = typeof at === 'object' && at !== null && Object.hasOwn(at, name) ? (at as Readonly<Record<string, unknown>>)[name] : undefined
  return at
}

/** Along great circles of a sphere (haversine, §4.23.1), between the nearest corners of both geometries; 0 where they meet. */
function distanceOf(entity: Ordered, { attributes }: OrderTerm['attribute'], from: Geometry): number | undefined {
  const one = defaultOf(instancesOf(entity, attributes[0]))
  if (one?.type !== 'GeoProperty') return undefined
  const [here, there] = [shapeOf(one.value), shapeOf(from)]
  const corners = (shape: typeof here) => (shape.dimension === 0 ? shape.points : shape.paths.flat())
  if (intersects(here, there)) return 0
  let least = Infinity
  for (const a of corners(here)) for (const b of corners(there)) least = Math.min(least, distance_m(a, b))
  return least
}
