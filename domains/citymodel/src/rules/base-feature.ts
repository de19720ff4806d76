import { metresPerUnit, tileExtent, type LonLat, type MvtValue } from '@machinaka/geo'
import type { OsmObject, Tags } from '@machinaka/formats'
import type { BaseLayerName } from './base-layers.ts'

/** A polygon in degrees: the outer ring, then holes; rings are closed. */
export type LonLatPolygon = readonly (readonly LonLat[])[]

export type BaseGeometry =
  | { readonly kind: 'point'; readonly at: LonLat }
  | { readonly kind: 'line'; readonly line: readonly LonLat[] }
  | { readonly kind: 'polygon'; readonly polygons: readonly LonLatPolygon[] }

/** One thing to draw, before it is cut into cells. */
export interface BaseFeature {
  readonly layer: BaseLayerName
  /** OSM id × 10 + 1 (node), 2 (way) or 3 (relation); undefined where that is no whole number from 0 to 2^53 − 1. */
  readonly id: number | undefined
  /** First zoom at which it is drawn. */
  readonly minZoom: number
  readonly properties: Readonly<Record<string, MvtValue>>
  readonly geometry: BaseGeometry
}

/** Properties without those that say nothing: undefined, false and empty text. */
export function saying(properties: Readonly<Record<string, MvtValue | undefined>>): Record<string, MvtValue> {
  const out: Record<string, MvtValue> = {}
  for (const key in properties) {
    const value = properties[key]
    if (value !== undefined && value !== false && value !== '') out[key] = value
  }
  return out
}

export function featureId(object: Pick<OsmObject, 'kind' | 'id'>): number | undefined {
  const id = object.id * 10 + (object.kind === 'node' ? 1 : object.kind === 'way' ? 2 : 3)
  return object.id >= 0 && Number.isSafeInteger(id) ? id : undefined
}

/** Names by the fields of the layer table. Chinese without a script is taken as simplified, which OSM in Japan mostly is. */
export const namesOf = (tags: Tags): Record<string, MvtValue | undefined> => ({
  name: tags['name'] ?? tags['name:ja'],
  'name:en': tags['name:en'] ?? tags['int_name'] ?? tags['name:ja-Latn'] ?? tags['name:ja_rm'],
  'name:zh-Hans': tags['name:zh-Hans'] ?? tags['name:zh'],
  'name:ko': tags['name:ko'],
  'name:ja-Hira': tags['name:ja-Hira'] ?? tags['name:ja_kana'],
})

/** `bridge`, `tunnel` and `layer` of things above or below the ground. */
export function levelOf(tags: Tags): Record<string, MvtValue | undefined> {
  const layer = Number(tags['layer'] ?? 0)
  return {
    bridge: isSet(tags['bridge']),
    tunnel: (isSet(tags['tunnel']) && tags['tunnel'] !== 'building_passage') || tags['location'] === 'underground',
    layer: Number.isInteger(layer) && layer !== 0 && Math.abs(layer) <= 5 ? layer : undefined,
  }
}

/** Whether a tag is there and does not say no. */
export const isSet = (value: string | undefined): boolean => value !== undefined && value !== 'no' && value !== 'none'

/** `12`, `12 m`, `12.5m`, `39'` and `39 ft` in metres; undefined for anything else and for what no building reaches. */
export function metresOf(text: string | undefined): number | undefined {
  const match = /^\s*(-?\d+(?:\.\d+)?)\s*(m|metres?|meters?|ft|')?\s*$/.exec(text ?? '')
  if (match === null) return undefined
  const metres = Number(match[1]) * (match[2] === 'ft' || match[2] === "'" ? 0.3048 : 1)
  return metres >= 0 && metres < 1000 ? Math.round(metres * 10) / 10 : undefined
}

/** Side of a screen pixel in units of a vector tile, where a tile is drawn 512 pixels wide. */
const unitsPerPixel = 8

/** The first zoom at which a polygon of this size covers `pixels` screen pixels. */
export function zoomForArea(polygons: readonly LonLatPolygon[], pixels: number): number {
  const lat = polygons[0]?.[0]?.[0]?.[1] ?? 0
  const perDegree = (metresPerUnit(lat, 0) * tileExtent) / 360
  const area = polygons.reduce(
    (sum, polygon) =>
      sum +
      Math.max(
        0,
        polygon.reduce((left, ring, i) => left + (i === 0 ? 1 : -1) * Math.abs(areaInDegrees(ring)), 0),
      ),
    0,
  )
  if (area === 0) return 24
  // Mercator stretches north and south as it does east and west, so a degree of latitude is 1 / cos(lat) of one of longitude.
  const side_m = Math.sqrt(area / Math.cos((lat * Math.PI) / 180)) * perDegree
  return Math.max(0, Math.ceil(Math.log2((metresPerUnit(lat, 0) * unitsPerPixel * Math.sqrt(pixels)) / side_m)))
}

/** Signed area in square degrees, relative to the first corner, so that digits are not lost; without making new points. */
function areaInDegrees(ring: readonly LonLat[]): number {
  const [x0, y0] = ring[0] ?? [0, 0]
  let sum = 0
  for (let i = 1; i + 1 < ring.length; i++) {
    const [a, b] = [ring[i], ring[i + 1]]
    if (a !== undefined && b !== undefined) sum += (a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0)
  }
  return sum / 2
}
