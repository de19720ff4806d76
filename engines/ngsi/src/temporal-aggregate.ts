/** Aggregation of the instances of an attribute, period by period (ETSI GS CIM 009 V1.9.1 §4.5.19). */
import { canonicalJson } from './canonical.ts'
import type { AttributeKind, Json } from './model.ts'
import { printInstant, readInstant, type Periods } from './temporal-duration.ts'
import type { AggregationMethod } from './temporal-query.ts'

/** One value at one time. */
export interface Point {
  readonly at_ms: number
  readonly kind: AttributeKind
  /** What the instance says, bare. */
  readonly value: Json
  readonly valueType?: string | undefined
}

/** `[value, start, end]` of each period that holds a value the method applies to, in order of time. */
export type AggregateRow = readonly [value: number | string, start: string, end: string]
export type Aggregates = Readonly<Partial<Record<AggregationMethod, readonly AggregateRow[]>>>

/** What a value counts as (Tables 4.5.19.1-1, -2, -3). */
type Nature = 'number' | 'boolean' | 'array' | 'string' | 'dateTime' | 'date' | 'time' | 'other'

const COUNTS: readonly AggregationMethod[] = ['distinctCount', 'totalCount']
const APPLICABLE: Readonly<Record<Nature, ReadonlySet<AggregationMethod>>> = {
  number: new Set(['avg', 'max', 'min', 'stddev', 'sum', 'sumsq', ...COUNTS]),
  boolean: new Set(['avg', 'max', 'min', 'stddev', 'sum', 'sumsq', ...COUNTS]),
  array: new Set(['avg', 'max', 'min', 'sum', ...COUNTS]),
  string: new Set(['max', 'min', ...COUNTS]),
  dateTime: new Set(['max', 'min', ...COUNTS]),
  date: new Set(['max', 'min', ...COUNTS]),
  time: new Set(['avg', 'max', 'min', ...COUNTS]),
  other: new Set(COUNTS),
}

/**
 * The aggregates of the points by each method that applies to some of them; undefined when none does. Periods without such
 * a value have no row. The standard deviation is that of the whole population, so that one value has one: 0.
 */
export function aggregate(points: Iterable<Point>, methods: readonly AggregationMethod[], periods: Periods): Aggregates | undefined {
  const cells = new Map<number, Cell>()
  const wanted = new Set(methods)
  for (const point of points) {
    const index = periods.indexOf(point.at_ms)
    let cell = cells.get(index)
    if (cell === undefined) cells.set(index, (cell = new Cell()))
    cell.add(point, wanted)
  }
  const ordered = [...cells].sort(([a], [b]) => a - b)
  const found: [AggregationMethod, readonly AggregateRow[]][] = []
  for (const method of methods) {
    const rows = ordered.flatMap(([index, cell]): AggregateRow[] => {
      const value = cell.result(method)
      return value === undefined ? [] : [[value, printInstant(periods.start(index)), printInstant(periods.end(index))]]
    })
    if (rows.length > 0) found.push([method, rows])
  }
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

/** Running sums of one set of numbers; the spread by Welford's method, which does not lose small ones. */
class Numbers {
  count = 0
  sum = 0
  sumsq = 0
  min = Infinity
  max = -Infinity
  #mean = 0
  #spread = 0

  add(value: number): void {
    this.count += 1
    this.sum += value
    this.sumsq += value * value
    if (value < this.min) this.min = value
    if (value > this.max) this.max = value
    const before = value - this.#mean
    this.#mean += before / this.count
    this.#spread += before * (value - this.#mean)
  }

  get mean(): number {
    return this.#mean
  }
  get deviation(): number {
    return Math.sqrt(this.#spread / this.count)
  }
}

/** What one period has seen. */
class Cell {
  #total = 0
  readonly #distinct = new Set<string>()
  /** Numbers, booleans (0, 1) and sizes of arrays. */
  readonly #numbers = new Numbers()
  /** Numbers and booleans alone: sizes have no deviation and no squares. */
  readonly #plain = new Numbers()
  readonly #times = new Numbers()
  #least: Ordered | undefined
  #greatest: Ordered | undefined

  add({ kind, value, valueType }: Point, wanted: ReadonlySet<AggregationMethod>): void {
    this.#total += 1
    if (wanted.has('distinctCount')) this.#distinct.add(typeof value === 'number' ? String(value) : canonicalJson(value))
    const said = typed(value, valueType)
    const nature = natureOf(kind, said)
    if (nature === 'number' || nature === 'boolean') {
      this.#numbers.add(Number(said.value))
      this.#plain.add(Number(said.value))
    } else if (nature === 'array') this.#numbers.add((said.value as readonly unknown[]).length)
    else if (nature !== 'other' && typeof said.value === 'string') this.#order(said.value, nature)
  }

  #order(text: string, nature: Nature): void {
    const one = { text, rank: rankOf(text, nature) }
    if (nature === 'time') this.#times.add(Number(one.rank))
    if (this.#least === undefined || precedes(one, this.#least)) this.#least = one
    if (this.#greatest === undefined || precedes(this.#greatest, one)) this.#greatest = one
  }

  result(method: AggregationMethod): number | string | undefined {
    const value = this.#result(method)
    return typeof value === 'number' && !Number.isFinite(value) ? undefined : value
  }

  #meanTime(): string | undefined {
    return this.#times.count === 0 ? undefined : printTime(this.#times.mean)
  }

  #result(method: AggregationMethod): number | string | undefined {
    const numbers = this.#numbers.count === 0 ? undefined : this.#numbers
    const plain = this.#plain.count === 0 ? undefined : this.#plain
    switch (method) {
      case 'totalCount':
        return this.#total
      case 'distinctCount':
        return this.#distinct.size
      case 'sum':
        return numbers?.sum
      case 'avg':
        return numbers === undefined ? this.#meanTime() : numbers.sum / numbers.count
      case 'max':
        return numbers?.max ?? this.#greatest?.text
      case 'min':
        return numbers?.min ?? this.#least?.text
      case 'sumsq':
        return plain?.sumsq
      case 'stddev':
        return plain?.deviation
    }
  }
}

interface Ordered {
  readonly text: string
  /** Milliseconds of a time; text stands for itself. */
  readonly rank: number | string
}
/** Text is compared by code units, as JSON Schema and q do; times by their place in time. */
const precedes = (a: Ordered, b: Ordered): boolean =>
  typeof a.rank === 'number' && typeof b.rank === 'number' ? a.rank < b.rank : String(a.rank) < String(b.rank)

interface Typed {
  readonly value: Json
  readonly type: string | undefined
}

/** A value with its data type: from the attribute's valueType, or a JSON-LD typed value (§4.5.2, Annex C.6). */
function typed(value: Json, valueType: string | undefined): Typed {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const map = value as { readonly [key: string]: Json }
    const type = map['@type'] ?? map['type']
    if (typeof type === 'string' && map['@value'] !== undefined) return { value: map['@value'], type: local(type) }
  }
  return { value, type: valueType === undefined ? undefined : local(valueType) }
}
const local = (type: string): string => type.slice(Math.max(type.lastIndexOf('/'), type.lastIndexOf('#'), type.lastIndexOf(':')) + 1)

const TIMES: Readonly<Record<string, Nature>> = {
  DateTime: 'dateTime',
  dateTime: 'dateTime',
  Date: 'date',
  date: 'date',
  Time: 'time',
  time: 'time',
}
const FORMS: Readonly<Partial<Record<Nature, RegExp>>> = {
  dateTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,6})?Z$/,
  date: /^\d{4}-\d\d-\d\d$/,
  time: /^T?\d\d:\d\d:\d\d(?:[.,]\d{1,6})?Z?$/,
}

function natureOf(kind: AttributeKind, { value, type }: Typed): Nature {
  if (kind !== 'Property' && kind !== 'JsonProperty' && kind !== 'ListProperty') return 'other'
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  if (Array.isArray(value)) return 'array'
  if (typeof value !== 'string' || type === 'URI' || type === 'anyURI') return 'other'
  const time = type === undefined ? undefined : TIMES[type]
  return time !== undefined && FORMS[time]?.test(value) === true ? time : 'string'
}

function rankOf(text: string, nature: Nature): number | string {
  if (nature === 'dateTime') return readInstant(text.replace(',', '.'))
  if (nature !== 'time') return text
  const plain = text.replace(/^T/, '').replace(',', '.').replace(/Z$/, '')
  return readInstant(`1970-01-01T${plain}Z`)
}

/** A time of day, to the microsecond. */
const printTime = (at_ms: number): string => printInstant(at_ms).slice(11)

/** Whether a method can say anything about values of this kind and type: what a request for it is checked against (§5.7.4.4). */
export const applies = (method: AggregationMethod, { kind, value, valueType }: Omit<Point, 'at_ms'>): boolean =>
  APPLICABLE[natureOf(kind, typed(value, valueType))].has(method)
