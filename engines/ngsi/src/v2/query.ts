/** NGSIv2's query languages as ours: q and mq ("simple query language"), georel with coords in latitude, longitude, and orderBy. */
import { readGeometry } from '../geometry.ts'
import { isTemporal } from '../names.ts'
import { isProblem, ProblemSignal, settle, type Problem } from '../problem.ts'
import type { Comparator, GeoQuery, GeoRelation, QueryExpression, QueryPath, QueryScalar } from '../query.ts'
import { parseRegex } from '../regex.ts'
import { boxRing } from './locations.ts'
import { isV2Name, storedFromV2 } from './names.ts'
import { v2Instant } from './values.ts'

export const v2QueryLimits = { length: 4_096, terms: 100, values: 200 } as const

const bad = (detail: string): ProblemSignal => new ProblemSignal('InvalidRequest', detail)

/** Whether q asks for attributes and their values, or mq for metadata. */
export type V2QueryKind = 'q' | 'mq'

/** Parses `a;b`: statements that all must hold. */
export function parseV2Query(text: string, kind: V2QueryKind): QueryExpression | Problem {
  return settle(() => {
    if (text.length > v2QueryLimits.length)
      throw new ProblemSignal('TooComplexQuery', `${kind} is longer than ${v2QueryLimits.length} characters.`)
    if (text.includes('\u0000') || !text.isWellFormed()) throw bad(`${kind} holds U+0000 or half a character.`)
    const statements = outside(text, ';')
    if (statements.length > v2QueryLimits.terms)
      throw new ProblemSignal('TooComplexQuery', `${kind} has more than ${v2QueryLimits.terms} statements.`)
    const of = statements.map((one) => statement(one, kind))
    const [only] = of
    return of.length === 1 && only !== undefined ? only : { op: 'and', of }
  })
}

/** The parts of a text between separators that stand outside of single quotes. */
function outside(text: string, separator: string): readonly string[] {
  const parts: string[] = []
  let [from, quoted] = [0, false]
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "'") quoted = !quoted
    else if (!quoted && text.startsWith(separator, at)) {
      parts.push(text.slice(from, at))
      from = at + separator.length
    }
  }
  if (quoted) throw bad("A quote (') is not closed.")
  return [...parts, text.slice(from)]
}

const STATEMENT = /^((?:'[^']*'|[^'=!<>~:])+)(==|!=|>=|<=|~=|=|:|>|<)(.*)$/s

function statement(text: string, kind: V2QueryKind): QueryExpression {
  if (text.startsWith('!')) return { op: 'exists', path: pathOf(text.slice(1), kind), negated: true }
  const [, left, operator, right] = STATEMENT.exec(text) ?? []
  if (left === undefined || operator === undefined || right === undefined) return { op: 'exists', path: pathOf(text, kind) }
  if (operator === '=') throw bad(`${kind} has "=" in ${JSON.stringify(text)}: equality is == or :`)
  const path = pathOf(left, kind)
  if (operator !== '~=') return compared(path, operator === ':' ? '==' : (operator as Comparator), right)
  const pattern = unquoted(right)
  const regex = parseRegex(pattern)
  if (isProblem(regex)) throw new ProblemSignal(regex.problem, regex.detail)
  return { op: 'match', path, negated: false, pattern }
}

const unquoted = (text: string): string => (/^'[^']*'$/.test(text) ? text.slice(1, -1) : text)

/** `attr.key.key` walks into the value (q), `attr.metadata.key` into metadata (mq); names with dots stand in quotes. */
function pathOf(text: string, kind: V2QueryKind): QueryPath {
  const [name = '', ...rest] = outside(text, '.').map(unquoted)
  if (!isV2Name(name) || rest.includes('')) throw bad(`${kind} has ${JSON.stringify(text)}, which names no attribute.`)
  if (rest.length > 10) throw bad(`${kind} has a path of more than 10 parts.`)
  if (kind === 'q') return { attributes: [builtin(name) ?? storedFromV2(name, 'attribute')], within: rest }
  const [metadata, ...within] = rest
  if (metadata === undefined || !isV2Name(metadata))
    throw bad(`mq has ${JSON.stringify(text)}: it asks for metadata as attribute.metadata.`)
  return { attributes: [storedFromV2(name, 'attribute'), member(metadata) ?? storedFromV2(metadata, 'metadata')], within }
}

/** Times of the entity, by their names in NGSIv2. */
const builtin = (name: string): string | undefined => ({ dateCreated: 'createdAt', dateModified: 'modifiedAt' })[name]
const member = (name: string): string | undefined => ({ TimeInstant: 'observedAt', unitCode: 'unitCode' })[name]

function compared(path: QueryPath, comparator: Comparator, text: string): QueryExpression {
  if (text === '') throw bad('q compares with nothing: a value is missing.')
  const equality = comparator === '==' || comparator === '!='
  const negated = comparator === '!='
  const [from, to, ...more] = outside(text, '..')
  if (equality && from !== undefined && to !== undefined) {
    const [low, high] = [scalar(from), scalar(to)]
    if (more.length > 0 || low.kind !== high.kind || low.kind === 'boolean') throw bad('A range in q needs two numbers, texts or dates.')
    return { op: 'range', path, negated, from: low, to: high }
  }
  const values = outside(text, ',').map(scalar)
  if (values.length > v2QueryLimits.values)
    throw new ProblemSignal('TooComplexQuery', `A list in q has more than ${v2QueryLimits.values} values.`)
  const [value] = values
  if (values.length > 1 || value === undefined) {
    if (!equality) throw bad('A list in q goes with == and != only.')
    return { op: 'list', path, negated, values: values.flatMap(spellings) }
  }
  if (!equality) return { op: 'compare', path, comparator, value }
  const ways = spellings(value)
  return ways.length > 1 ? { op: 'list', path, negated, values: ways } : { op: 'compare', path, comparator, value }
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

function scalar(text: string): QueryScalar {
  if (/^'[^']*'$/.test(text)) return { kind: 'string', value: text.slice(1, -1) }
  if (text.includes("'")) throw bad(`q has ${JSON.stringify(text)}: quotes stand around a whole value.`)
  if (text === 'true' || text === 'false') return { kind: 'boolean', value: text === 'true' }
  if (NUMBER.test(text)) return { kind: 'number', value: Number(text) }
  const time = /^\d{4}-\d\d-\d\d/.test(text) && !isTemporal(text) ? v2Instant(text) : isTemporal(text) ? text : undefined
  return time === undefined ? { kind: 'string', value: text } : { kind: 'time', value: time }
}

/** A moment on the second may be written with milliseconds or without. */
function spellings(value: QueryScalar): readonly QueryScalar[] {
  if (value.kind !== 'time' || !/T.*Z$/.test(value.value)) return [value]
  const plain = value.value.replace(/\.0+Z$/, 'Z')
  return /\.\d/.test(plain) ? [value] : [plain, plain.replace(/Z$/, '.000Z')].map((one) => ({ kind: 'time', value: one }))
}

// ── Places ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface V2GeoParameters {
  readonly georel?: string | undefined
  readonly geometry?: string | undefined
  readonly coords?: string | undefined
}

/** Parses georel, geometry and coords; undefined when none is there. The attribute asked about is `location`. */
export function parseV2Geo({ georel, geometry, coords }: V2GeoParameters): GeoQuery | undefined | Problem {
  if (georel === undefined && geometry === undefined && coords === undefined) return undefined
  return settle(() => {
    if (georel === undefined || geometry === undefined || coords === undefined)
      throw bad('A geo-query needs georel, geometry and coords together.')
    return { relation: relationOf(georel), geometry: v2Geometry(geometry, coords) }
  })
}

const RELATIONS: Readonly<Record<string, Exclude<GeoRelation['op'], 'near'>>> = {
  coveredBy: 'within',
  intersects: 'intersects',
  equals: 'equals',
  disjoint: 'disjoint',
}

function relationOf(georel: string): GeoRelation {
  const [name = '', ...modifiers] = georel.split(';')
  const plain = Object.hasOwn(RELATIONS, name) ? RELATIONS[name] : undefined
  if (plain !== undefined && modifiers.length === 0) return { op: plain }
  const distances: { maxDistance_m?: number; minDistance_m?: number } = {}
  for (const modifier of modifiers) {
    const [, which, metres] = /^(maxDistance|minDistance):(\d+(?:\.\d+)?)$/.exec(modifier) ?? []
    const key = which === 'maxDistance' ? 'maxDistance_m' : 'minDistance_m'
    if (which === undefined || distances[key] !== undefined)
      throw bad(`georel has ${JSON.stringify(modifier)}; near takes maxDistance:metres and minDistance:metres.`)
    distances[key] = Math.min(Number(metres), 40_100_000)
  }
  if (name !== 'near' || modifiers.length === 0)
    throw bad(
      `georel is ${JSON.stringify(georel)}; known are near;maxDistance:m, near;minDistance:m, ${Object.keys(RELATIONS).join(', ')}.`,
    )
  return { op: 'near', ...distances }
}

/** `point`, `line`, `polygon` or `box` of `lat,lon;lat,lon`. */
export function v2Geometry(geometry: string, coords: string): GeoQuery['geometry'] {
  const positions = coords.split(';').map((one): readonly [number, number] => {
    const [, lat, lon] = /^\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*$/.exec(one) ?? []
    if (lat === undefined || lon === undefined)
      throw bad(`coords has ${JSON.stringify(one.slice(0, 50))}; they are latitude,longitude;latitude,longitude.`)
    return [Number(lon), Number(lat)]
  })
  const [first, second] = positions
  const counts = { point: positions.length === 1, line: positions.length > 1, box: positions.length === 2, polygon: positions.length > 3 }
  const fits = Object.hasOwn(counts, geometry) ? counts[geometry as keyof typeof counts] : undefined
  if (fits === undefined) throw bad(`geometry is ${JSON.stringify(geometry)}; known are point, line, polygon and box.`)
  if (!fits || first === undefined) throw bad(`coords do not make a ${geometry}.`)
  const shape =
    geometry === 'point'
      ? { type: 'Point', coordinates: first }
      : geometry === 'line'
        ? { type: 'LineString', coordinates: positions }
        : { type: 'Polygon', coordinates: [geometry === 'box' && second !== undefined ? boxRing(first, second) : positions] }
  return readGeometry(shape, 'The geometry of the geo-query')
}

// ── Order ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface V2Order {
  /** In stored form; `distance` from the point of the geo-query, `id`, or times of the entity. */
  readonly name: string
  readonly descending: boolean
}

/** Parses `temperature,!humidity,geo:distance`. */
export function parseV2Order(text: string): readonly V2Order[] | Problem {
  return settle(() =>
    text.split(',').map((one) => {
      const descending = one.startsWith('!')
      const name = descending ? one.slice(1) : one
      if (!isV2Name(name)) throw bad(`orderBy has ${JSON.stringify(one)}, which names no attribute.`)
      if (name === 'geo:distance') return { name, descending }
      return { name: name === 'id' || name === 'type' ? name : (builtin(name) ?? storedFromV2(name, 'attribute')), descending }
    }),
  )
}
