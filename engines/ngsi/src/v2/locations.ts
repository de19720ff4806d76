/** NGSIv2's location formats and GeoJSON: geo:point, geo:line, geo:box, geo:polygon (latitude first), geo:json. */
import { readGeometry } from '../geometry.ts'
import { isMap } from '../json-map.ts'
import { badData } from '../json-value.ts'
import type { Geometry, Json, Position } from '../model.ts'

const SIMPLE = ['geo:point', 'geo:line', 'geo:box', 'geo:polygon'] as const
type Simple = (typeof SIMPLE)[number]
const isSimple = (type: string): type is Simple => (SIMPLE as readonly string[]).includes(type)

/** Whether values of this type are locations. */
export const isLocationType = (type: string): boolean => type === 'geo:json' || isSimple(type)

/** The geometry of a value; signals BadRequestData where it has none. */
export function geometryFromV2(type: string, value: Json, name: string): Geometry {
  if (!isSimple(type)) return readGeometry(geometryWithin(value), `The attribute ${name}`)
  if (type === 'geo:point') return readGeometry({ type: 'Point', coordinates: position(value, name) }, `The attribute ${name}`)
  const positions = Array.isArray(value) ? value.map((one: Json) => position(one, name)) : undefined
  if (positions === undefined) throw badData(`The attribute ${name} of the type ${type} needs a list of "latitude, longitude".`)
  return readGeometry(shape(type, positions, name), `The attribute ${name}`)
}

/** Orion takes a Feature, and a FeatureCollection of one, for its geometry. */
function geometryWithin(value: unknown): unknown {
  if (!isMap(value)) return value
  if (value['type'] === 'Feature') return value['geometry']
  const features = value['features']
  return value['type'] === 'FeatureCollection' && Array.isArray(features) && features.length === 1 ? geometryWithin(features[0]) : value
}

function shape(type: Exclude<Simple, 'geo:point'>, positions: readonly Position[], name: string): unknown {
  if (type === 'geo:line') return { type: 'LineString', coordinates: positions }
  if (type === 'geo:polygon') return { type: 'Polygon', coordinates: [positions] }
  const [a, b] = positions
  if (a === undefined || b === undefined || positions.length !== 2)
    throw badData(`The attribute ${name} of the type geo:box needs two corners.`)
  return { type: 'Polygon', coordinates: [boxRing(a, b)] }
}

/** The ring of a box: from the south-west corner, anticlockwise (RFC 7946 §3.1.6). */
export function boxRing([a, b]: Position, [c, d]: Position): readonly Position[] {
  const [west, east, south, north] = [Math.min(a, c), Math.max(a, c), Math.min(b, d), Math.max(b, d)]
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
}

/** `latitude, longitude` as a position. */
function position(value: Json, name: string): Position {
  const [, lat, lon] = typeof value === 'string' ? (/^\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*$/.exec(value) ?? []) : []
  if (lat === undefined || lon === undefined)
    throw badData(`The attribute ${name} needs locations as "latitude, longitude", such as "35.63, 139.88".`)
  return [Number(lon), Number(lat)]
}

const printed = ([lon, lat]: Position): string => `${lat}, ${lon}`

/** A geometry in a format; undefined where the format cannot say it. */
export function v2FromGeometry(type: string, geometry: Geometry): Json | undefined {
  if (type === 'geo:json') return geometry as unknown as Json
  if (type === 'geo:point') return geometry.type === 'Point' ? printed(geometry.coordinates) : undefined
  if (type === 'geo:line') return geometry.type === 'LineString' ? geometry.coordinates.map(printed) : undefined
  const ring = geometry.type === 'Polygon' && geometry.coordinates.length === 1 ? geometry.coordinates[0] : undefined
  if (ring === undefined) return undefined
  if (type === 'geo:polygon') return ring.map(printed)
  const [from, , to] = ring
  const isBox = from !== undefined && to !== undefined && ring.length === 5 && JSON.stringify(boxRing(from, to)) === JSON.stringify(ring)
  return isBox ? [printed(from), printed(to)] : undefined
}
