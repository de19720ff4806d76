import { boundsCentre, boundsOf, length_m, pointAlong, pointInside, rewound, type Bounds, type LonLat } from '@machinaka/geo'
import type { FindingCode } from '../codes.ts'
import { openContent, strangerError, type Content } from '../bytes.ts'
import { JsonItems } from '../json-items.ts'
import { FormatError, ReportBuilder, type Reading, type Where } from '../report.ts'
import { placeAt } from '../position.ts'

/** A feature with a position: points as they are, lines and areas by a point on them. */
export interface GeoFeature {
  /** Number in the file, from 1. */
  readonly line: number
  readonly id?: string
  readonly position: LonLat
  readonly shape: 'point' | 'line' | 'area'
  /** Areas: outer ring, then holes (RFC 7946 orientation). Empty for the others. */
  readonly polygons: readonly (readonly (readonly LonLat[])[])[]
  readonly lines: readonly (readonly LonLat[])[]
  readonly properties: Readonly<Record<string, unknown>>
}

export interface ReadGeoJsonOptions {
  readonly name: string
  /** Where positions may be; outside it a feature is left out and reported. */
  readonly bounds?: Bounds
  readonly limits?: { readonly content_bytes?: number; readonly element_bytes?: number }
}

/** Limits unless told otherwise. */
export const geoJsonLimits = { content_bytes: 1_000_000_000, element_bytes: 32 * 1024 * 1024 }

/** Coordinate systems in which numbers are degrees close enough to WGS 84 (JGD2000, JGD2011 among them). */
const degreesLike = /CRS:?:?84|(?:EPSG|epsg)(?:::?|\/0\/|:)(?:4326|6668|4612|6697|4979|6667)\b/

/**
 * GeoJSON (RFC 7946): a FeatureCollection, a single Feature, or one feature per line (also RFC 8142 text sequences).
 * Streams. Throws FormatError when it is no GeoJSON, is cut off, or says that its coordinates are not degrees.
 */
export function readGeoJson(chunks: AsyncIterable<Uint8Array>, options: ReadGeoJsonOptions): Reading<GeoFeature> {
  const report = new ReportBuilder()
  return { report: () => report.report(), [Symbol.asyncIterator]: () => features(chunks, options, report) }
}

async function* features(
  chunks: AsyncIterable<Uint8Array>,
  options: ReadGeoJsonOptions,
  report: ReportBuilder,
): AsyncGenerator<GeoFeature> {
  const limits = { ...geoJsonLimits, ...options.limits }
  const content = await openContent(chunks, { name: options.name, content_bytes: limits.content_bytes })
  try {
    yield* contentFeatures(content, { ...options, element_bytes: limits.element_bytes }, report)
  } finally {
    await content.close()
  }
}

async function* contentFeatures(
  content: Content,
  options: ReadGeoJsonOptions & { readonly element_bytes: number },
  report: ReportBuilder,
): AsyncGenerator<GeoFeature> {
  const head = new TextDecoder().decode(content.head).replaceAll('\u001E', '').trimStart()
  if (!head.startsWith('{')) throw strangerError(content.head, options.name, 'GeoJSON')
  refuseOtherCrs(head, options.name)
  const isCollection = /"type"\s*:\s*"FeatureCollection"|"features"\s*:\s*\[/.test(head)
  report.recognisedAs = isCollection ? 'GeoJSON' : 'GeoJSON, one feature per line'
  let ready: GeoFeature[] = []
  let line = 0
  const items = new JsonItems({
    name: options.name,
    element_bytes: options.element_bytes,
    ...(isCollection ? { key: 'features' } : {}),
    onItem: (item) => {
      const feature = featureOf(item, ++line, report, options.bounds)
      if (feature !== undefined) ready.push(feature)
    },
  })
  for await (const piece of content.chunks) {
    items.push(piece)
    const now = ready
    ready = []
    for (const feature of now) {
      report.taken++
      yield feature
    }
  }
  items.end()
  if (report.taken === 0 && report.report().skipped.every((s) => s.code === 'no-feature') && line > 0)
    throw new FormatError({
      code: 'not-recognised',
      file: options.name,
      where: { byte: 0 },
      reason: 'this JSON holds no GeoJSON features',
      next: 'Export the layer as GeoJSON (RFC 7946)',
    })
  if (!items.found)
    throw new FormatError({
      code: 'not-recognised',
      file: options.name,
      where: { byte: 0 },
      reason: 'this JSON has no “features”, so it is not GeoJSON',
      next: 'Export the layer as GeoJSON (RFC 7946)',
    })
}

function refuseOtherCrs(head: string, name: string): void {
  const crs = /"crs"\s*:\s*\{[^]*?"name"\s*:\s*"([^"]+)"/.exec(head.split('"features"')[0] ?? '')?.[1]
  if (crs !== undefined && !degreesLike.test(crs))
    throw new FormatError({
      code: 'unsupported',
      file: name,
      where: { byte: 0 },
      reason: `the coordinates are in ${crs}, not in degrees`,
      next: 'Export it in WGS 84 (EPSG:4326), for example with ogr2ogr -t_srs EPSG:4326',
    })
}

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

function featureOf(item: unknown, line: number, report: ReportBuilder, bounds: Bounds | undefined): GeoFeature | undefined {
  const where: Where = { line }
  const skip = (code: FindingCode, reason: string): undefined => {
    report.skip({ code, reason, where })
    return undefined
  }
  if (!isObject(item) || item['type'] !== 'Feature') return skip('no-feature', 'the object is not a GeoJSON Feature')
  const geometry = item['geometry']
  if (!isObject(geometry)) return skip('no-geometry', 'the feature has no geometry')
  const shape = shapeOf(geometry)
  if (shape === undefined) return skip('bad-geometry', 'the geometry is empty, of an unknown type or has coordinates that are not numbers')
  const place = placeAt(shape.position[0], shape.position[1], bounds)
  if ('code' in place) return skip(place.code, place.reason)
  const { id, properties } = item
  return {
    line,
    ...(typeof id === 'string' || typeof id === 'number' ? { id: String(id) } : {}),
    ...shape,
    properties: isObject(properties) ? properties : {},
  }
}

type Shape = Pick<GeoFeature, 'position' | 'shape' | 'polygons' | 'lines'>

function shapeOf(geometry: Json): Shape | undefined {
  const { type, coordinates } = geometry
  if (type === 'Point' || type === 'MultiPoint') {
    const position = pair(type === 'Point' ? coordinates : list(coordinates)[0])
    return position === undefined ? undefined : { position, shape: 'point', polygons: [], lines: [] }
  }
  if (type === 'LineString' || type === 'MultiLineString') {
    const lines = (type === 'LineString' ? [coordinates] : list(coordinates)).map(pairs)
    const position = pointAlong(lines[0] ?? [], length_m(lines[0] ?? []) / 2)
    return position === undefined ? undefined : { position, shape: 'line', polygons: [], lines }
  }
  if (type === 'Polygon' || type === 'MultiPolygon') {
    const polygons = (type === 'Polygon' ? [coordinates] : list(coordinates)).map((p) => list(p).map(pairs))
    const bounds = boundsOf(polygons[0]?.[0] ?? [])
    if (bounds === undefined) return undefined
    const wound = polygons.map((p) => rewound(p).map((ring) => ring.map(([x, y]): LonLat => [x, y])))
    return { position: pointInside(wound[0] ?? []) ?? boundsCentre(bounds), shape: 'area', polygons: wound, lines: [] }
  }
  const first = type === 'GeometryCollection' ? list(geometry['geometries'])[0] : undefined
  return isObject(first) && first['type'] !== 'GeometryCollection' ? shapeOf(first) : undefined
}

const pairs = (value: unknown): LonLat[] =>
  list(value).flatMap((v) => {
    const p = pair(v)
    return p === undefined ? [] : [p]
  })

/** Heights and further numbers are dropped. Range is checked on the feature's position. */
function pair(value: unknown): LonLat | undefined {
  const [x, y] = list(value)
  return typeof x === 'number' && typeof y === 'number' && Number.isFinite(x) && Number.isFinite(y) ? [x, y] : undefined
}
