/**
 * A tile from the cells that hold its ground: what is drawn at this zoom, cut to the tile, simplified for it, in the
 * order in which it is painted.
 */
import { boundsOf, clipLine, clipPolygon, decodeMvt, encodeMvt, quantise, signedArea, simplify, tileExtent, type Bounds, type MvtFeature, type MvtGeometry, type Tile, type XY } from '@machinaka/geo'
import { baseLayers, type BaseLayerName } from './base-layers.ts'
import { cellExtent, cellOf, deepestLevel, minZoomField, simplePolygon } from './cells.ts'
import { inPaintOrder } from './paint-order.ts'

/** Units beyond the edges of a tile that lines and polygons keep, so that wide strokes meet. Points are in one tile only. */
export const tileMargin = 64

/** Features of one layer in one tile; beyond it the least important are left out. */
export const maxFeaturesPerLayer = 20_000

/** One stored part of a cell. Parts of the generation published last come first: of an object that two sources have, one is drawn. */
export interface CellPart {
  readonly generation: string
  readonly bytes: Uint8Array
}

const layerNames = Object.keys(baseLayers) as BaseLayerName[]

/** The tile as bytes, empty where there is nothing to draw. `parts` are those of `cellOf(tile)`. */
export function composeTile(tile: Tile, parts: readonly CellPart[]): Uint8Array {
  const gathered = new Map<string, MvtFeature[]>()
  const owner = new Map<string, string>()
  const view = viewOf(tile)
  for (const { generation, bytes } of parts) {
    for (const layer of decodeMvt(bytes)) {
      let features = gathered.get(layer.name)
      if (features === undefined) gathered.set(layer.name, (features = []))
      for (const feature of layer.features) {
        if (Number(feature.properties[minZoomField] ?? 0) > tile.z) continue
        if (feature.id !== undefined && !ownedBy(owner, `${layer.name}/${feature.id}`, generation)) continue
        const geometry = view(feature.geometry)
        if (geometry !== undefined) features.push({ id: feature.id, geometry, properties: withoutMinZoom(feature.properties) })
      }
    }
  }
  return encodeMvt(layerNames.map((name) => ({ name, extent: tileExtent, features: inPaintOrder(name, gathered.get(name) ?? [], maxFeaturesPerLayer) })))
}

function ownedBy(owner: Map<string, string>, key: string, generation: string): boolean {
  const first = owner.get(key)
  if (first === undefined) owner.set(key, generation)
  return first === undefined || first === generation
}

function withoutMinZoom(properties: MvtFeature['properties']): MvtFeature['properties'] {
  const { [minZoomField]: _, ...rest } = properties
  return rest
}

/** Half a screen pixel, in tile units; at the deepest zoom nearly nothing, because clients stretch that tile. */
const toleranceAt = (z: number): number => (z >= deepestLevel ? 0.75 : 4)

/** Polygons smaller than this many square units (a quarter of a screen pixel) are not seen. */
const smallestArea = 16

/** Turns geometry of the cell into geometry of the tile, or undefined where nothing is left. */
function viewOf(tile: Tile): (geometry: MvtGeometry) => MvtGeometry | undefined {
  const cell = cellOf(tile)
  const factor = 2 ** (tile.z - cell.z)
  const scale = (tileExtent * factor) / cellExtent
  const left = (tile.x - cell.x * factor) * tileExtent
  const top = (tile.y - cell.y * factor) * tileExtent
  const box: Bounds = [-tileMargin, -tileMargin, tileExtent + tileMargin, tileExtent + tileMargin]
  const within = toleranceAt(tile.z)
  const move = (path: readonly XY[]): XY[] => path.map(([x, y]) => [x * scale - left, y * scale - top])
  return (geometry) => {
    switch (geometry.kind) {
      case 'point': {
        const points = quantise(move(geometry.points)).filter(([x, y]) => x >= 0 && y >= 0 && x < tileExtent && y < tileExtent)
        return points.length === 0 ? undefined : { kind: 'point', points }
      }
      case 'line': {
        const lines = geometry.lines.flatMap((line) => cutLine(move(line), box)).map((line) => quantise(simplify(line, within))).filter((line) => line.length > 1)
        return lines.length === 0 ? undefined : { kind: 'line', lines }
      }
      case 'polygon': {
        const polygons = geometry.polygons.flatMap((polygon) => tilePolygon(polygon.map(move), box, within))
        return polygons.length === 0 ? undefined : { kind: 'polygon', polygons }
      }
    }
  }
}

const isInside = (b: Bounds, box: Bounds): boolean => b[0] >= box[0] && b[1] >= box[1] && b[2] <= box[2] && b[3] <= box[3]
const isOutside = (b: Bounds, box: Bounds): boolean => b[0] > box[2] || b[2] < box[0] || b[1] > box[3] || b[3] < box[1]

function cutLine(line: XY[], box: Bounds): XY[][] {
  const bounds = boundsOf(line)
  if (bounds === undefined || isOutside(bounds, box)) return []
  return isInside(bounds, box) ? [line] : clipLine(line, box)
}

function tilePolygon(polygon: XY[][], box: Bounds, within: number): XY[][][] {
  const bounds = boundsOf(polygon[0] ?? [])
  if (bounds === undefined || isOutside(bounds, box)) return []
  const clipped = isInside(bounds, box) ? polygon : clipPolygon(polygon, box)
  const rings = simplePolygon(clipped ?? [], within).map((ring) => quantise(ring))
  return Math.abs(signedArea(rings[0] ?? [])) < smallestArea ? [] : [rings]
}
