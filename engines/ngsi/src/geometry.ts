/** GeoJSON geometries as NGSI-LD admits them (ETSI GS CIM 009 V1.9.1 §4.7; RFC 7946 §3.1). */
import type { Geometry, Position } from './model.ts'
import { ProblemSignal } from './problem.ts'

/** How many positions one geometry may have. */
export const MAX_POSITIONS = 100_000

export const geometryTypes: ReadonlySet<string> = new Set([
  'Point',
  'MultiPoint',
  'LineString',
  'MultiLineString',
  'Polygon',
  'MultiPolygon',
])

/** Whether a value looks like a geometry, right or wrong: an object with one of GeoJSON's types and coordinates. */
export const looksLikeGeometry = (value: unknown): value is { readonly type: string; readonly coordinates: unknown } =>
  typeof value === 'object' &&
  value !== null &&
  'coordinates' in value &&
  'type' in value &&
  typeof value.type === 'string' &&
  geometryTypes.has(value.type)

/** Reads a geometry; signals BadRequestData with the place of the fault. `where` names it for the reader. */
export function readGeometry(value: unknown, where: string): Geometry {
  if (typeof value !== 'object' || value === null || !('type' in value) || !('coordinates' in value))
    throw bad(where, 'is no GeoJSON geometry with type and coordinates')
  const { type, coordinates } = value
  const counter = { left: MAX_POSITIONS }
  const reader = { where, counter }
  switch (type) {
    case 'Point':
      return { type, coordinates: position(coordinates, reader) }
    case 'MultiPoint':
      return { type, coordinates: line(coordinates, 1, reader) }
    case 'LineString':
      return { type, coordinates: line(coordinates, 2, reader) }
    case 'MultiLineString':
      return { type, coordinates: list(coordinates, reader).map((part) => line(part, 2, reader)) }
    case 'Polygon':
      return { type, coordinates: rings(coordinates, reader) }
    case 'MultiPolygon':
      return { type, coordinates: list(coordinates, reader).map((part) => rings(part, reader)) }
    case 'GeometryCollection':
      throw bad(where, 'is a GeometryCollection, which NGSI-LD does not admit (§4.7.1)')
    default:
      throw bad(where, `has an unknown geometry type ${JSON.stringify(type)}`)
  }
}

interface Reader {
  readonly where: string
  readonly counter: { left: number }
}
const bad = (where: string, what: string): ProblemSignal => new ProblemSignal('BadRequestData', `${where} ${what}.`)

function list(value: unknown, { where }: Reader): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw bad(where, 'needs a list of coordinates that is not empty')
  return value
}

function position(value: unknown, { where, counter }: Reader): Position {
  if (!Array.isArray(value) || value.length < 2 || value.length > 3 || !value.every((n) => typeof n === 'number' && Number.isFinite(n)))
    throw bad(where, 'needs positions of two or three numbers (longitude, latitude, height)')
  const [lon, lat] = value as [number, number]
  if (Math.abs(lon) > 180 || Math.abs(lat) > 90)
    throw bad(where, `has the position ${lon}, ${lat} outside the earth; the order is longitude, latitude`)
  if (--counter.left < 0) throw bad(where, `has more than ${MAX_POSITIONS} positions`)
  return value as unknown as Position
}

function line(value: unknown, least: number, reader: Reader): readonly Position[] {
  const positions = list(value, reader).map((one) => position(one, reader))
  if (positions.length < least) throw bad(reader.where, `needs at least ${least} positions in a line`)
  return positions
}

function rings(value: unknown, reader: Reader): readonly (readonly Position[])[] {
  return list(value, reader).map((ring) => {
    const positions = line(ring, 4, reader)
    const first = positions[0]
    const last = positions.at(-1)
    if (first?.[0] !== last?.[0] || first?.[1] !== last?.[1]) throw bad(reader.where, 'has a ring whose last position is not its first')
    return positions
  })
}
