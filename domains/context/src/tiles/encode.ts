/** Entities as a vector tile (Mapbox Vector Tile 2.1): pure, from rows to bytes. */
import { encodeMvt, tileExtent, tileProjection, type LonLat, type MvtFeature, type MvtGeometry, type Tile } from '@machinaka/geo'
import type { TileCluster, TileEntity } from './tile-store.ts'

/** Attributes whose simplified value is a word or a number are properties; anything else is asked for by id. */
const PROPERTY_LENGTH = 200

export function encodeEntities(tile: Tile, layer: string, entities: readonly TileEntity[]): Uint8Array {
  const project = tileProjection(tile)
  const features = entities.flatMap(({ id, types, doc, shape }): readonly MvtFeature[] => {
    const geometry = geometryOf(shape, project)
    return geometry === undefined ? [] : [{ geometry, properties: { ...propertiesOf(doc), id, type: types.join(',') } }]
  })
  return encodeMvt([{ name: layer, extent: tileExtent, features }])
}

export function encodeClusters(tile: Tile, layer: string, clusters: readonly TileCluster[]): Uint8Array {
  const project = tileProjection(tile)
  const features = clusters.map(({ count, lon, lat }): MvtFeature => ({
    geometry: { kind: 'point', points: [whole(project([lon, lat]))] },
    properties: { cluster: true, point_count: count },
  }))
  return encodeMvt([{ name: layer, extent: tileExtent, features }])
}

type Project = (position: LonLat) => readonly [number, number]
const whole = ([x, y]: readonly [number, number]): readonly [number, number] => [Math.round(x), Math.round(y)]

function geometryOf(shape: TileEntity['shape'], project: Project): MvtGeometry | undefined {
  const point = (position: unknown): readonly [number, number] => whole(project(position as LonLat))
  const line = (positions: unknown): readonly (readonly [number, number])[] => (positions as readonly unknown[]).map(point)
  const rings = (list: unknown): readonly (readonly (readonly [number, number])[])[] => (list as readonly unknown[]).map(line)
  const { type, coordinates } = shape
  switch (type) {
    case 'Point':
      return { kind: 'point', points: [point(coordinates)] }
    case 'MultiPoint':
      return { kind: 'point', points: line(coordinates) }
    case 'LineString':
      return { kind: 'line', lines: [line(coordinates)] }
    case 'MultiLineString':
      return { kind: 'line', lines: rings(coordinates) }
    case 'Polygon':
      return { kind: 'polygon', polygons: [rings(coordinates)] }
    case 'MultiPolygon':
      return { kind: 'polygon', polygons: (coordinates as readonly unknown[]).map(rings) }
    default:
      return undefined
  }
}

/** Simplified words and numbers of the default instances. */
function propertiesOf(doc: TileEntity['doc']): Readonly<Record<string, string | number | boolean>> {
  const properties: Record<string, string | number | boolean> = {}
  for (const [name, attribute] of Object.entries(doc)) {
    const one: unknown = Array.isArray(attribute)
      ? attribute.find((each: { datasetId?: unknown }) => each.datasetId === undefined)
      : attribute
    const value = valueOf(one)
    if (typeof value === 'number' || typeof value === 'boolean') properties[name] = value
    if (typeof value === 'string' && value.length <= PROPERTY_LENGTH) properties[name] = value
  }
  return properties
}

function valueOf(one: unknown): unknown {
  if (typeof one !== 'object' || one === null) return undefined
  const attribute = one as Readonly<Record<string, unknown>>
  const languages = attribute['languageMap'] as Readonly<Record<string, unknown>> | undefined
  return attribute['value'] ?? attribute['object'] ?? attribute['vocab'] ?? languages?.['ja'] ?? languages?.['@none'] ?? languages?.['en']
}
