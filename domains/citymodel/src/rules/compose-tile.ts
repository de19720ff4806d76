/**
 * A tile from the cells that hold its ground: what is drawn at this zoom, cut to the tile, simplified for it, in the
 * order in which it is painted.
 */
import {
  boundsOf,
  clipLine,
  clipPolygon,
  decodeMvt,
  encodeMvt,
  quantise,
  signedArea,
  simplify,
  tileExtent,
  type Bounds,
  type MvtFeature,
  type MvtGeometry,
  type MvtReading,
  type Tile,
  type XY,
} from '@machinaka/geo'
import { baseLayers, type BaseLayerName } from './base-layers.ts'
import { baseLayerOf, cellExtent, cellOf, finestZoomOf, simplePolygon, simplification } from './cells.ts'
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
  const isMine = ownership(parts)
  const cell = cellOf(tile)
  const factor = 2 ** (tile.z - cell.z)
  const reading: MvtReading = {
    keep: (name) => baseLayerOf(name).minZoom <= tile.z,
    scale: (tileExtent * factor) / cellExtent,
    rounded: factor === 1,
    offset: [(tile.x - cell.x * factor) * tileExtent, (tile.y - cell.y * factor) * tileExtent],
  }
  const within = tile.z < finestZoomOf(cell.z) ? simplification : 0
  for (const { generation, bytes } of parts) {
    for (const { name, features } of decodeMvt(bytes, reading)) {
      const { layer } = baseLayerOf(name)
      let drawn = gathered.get(layer)
      if (drawn === undefined) gathered.set(layer, (drawn = []))
      for (const { id, geometry, properties } of features) {
        if (id !== undefined && !isMine(`${layer}/${id}`, generation)) continue
        // A cell of the tile's own zoom is cut and simplified for it already.
        const view = factor === 1 && within === 0 ? geometry : viewOf(geometry, within)
        if (view !== undefined) drawn.push({ id, geometry: view, properties })
      }
    }
  }
  return encodeMvt(
    layerNames.map((name) => ({ name, extent: tileExtent, features: inPaintOrder(name, gathered.get(name) ?? [], maxFeaturesPerLayer) })),
  )
}

/** Tells whether a generation is the first to draw an object. With one generation it always is. */
function ownership(parts: readonly CellPart[]): (key: string, generation: string) => boolean {
  if (parts.every(({ generation }) => generation === parts[0]?.generation)) return () => true
  const owner = new Map<string, string>()
  return (key, generation) => {
    const first = owner.get(key)
    if (first === undefined) owner.set(key, generation)
    return first === undefined || first === generation
  }
}

/** Polygons smaller than this many square units (a quarter of a screen pixel) are not seen. */
const smallestArea = 16

const box: Bounds = [-tileMargin, -tileMargin, tileExtent + tileMargin, tileExtent + tileMargin]

/**
 * What of this geometry the tile shows, in whole units; undefined where nothing is left. Cells are simplified for the finest
 * zoom they serve, so only a coarser one is simplified again.
 */
function viewOf(geometry: MvtGeometry, within: number): MvtGeometry | undefined {
  switch (geometry.kind) {
    case 'point': {
      const points = quantise(geometry.points).filter(([x, y]) => x >= 0 && y >= 0 && x < tileExtent && y < tileExtent)
      return points.length === 0 ? undefined : { kind: 'point', points }
    }
    case 'line': {
      const lines = geometry.lines
        .flatMap((line) => cutLine(line, box))
        .map((line) => quantise(simplify(line, within)))
        .filter((line) => line.length > 1)
      return lines.length === 0 ? undefined : { kind: 'line', lines }
    }
    case 'polygon': {
      const polygons = geometry.polygons.map((polygon) => tilePolygon(polygon, within)).filter((polygon) => polygon !== undefined)
      return polygons.length === 0 ? undefined : { kind: 'polygon', polygons }
    }
  }
}

const isInside = (b: Bounds, box: Bounds): boolean => b[0] >= box[0] && b[1] >= box[1] && b[2] <= box[2] && b[3] <= box[3]
const isOutside = (b: Bounds, box: Bounds): boolean => b[0] > box[2] || b[2] < box[0] || b[1] > box[3] || b[3] < box[1]

function cutLine(line: readonly XY[], to: Bounds): (readonly XY[])[] {
  const bounds = boundsOf(line)
  if (bounds === undefined || isOutside(bounds, to)) return []
  return isInside(bounds, to) ? [line] : clipLine(line, to)
}

function tilePolygon(polygon: readonly (readonly XY[])[], within: number): XY[][] | undefined {
  const bounds = boundsOf(polygon[0] ?? [])
  if (bounds === undefined || isOutside(bounds, box)) return undefined
  const clipped = isInside(bounds, box) ? polygon : clipPolygon(polygon, box)
  const rings = simplePolygon(clipped ?? [], within).map((ring) => quantise(ring))
  return Math.abs(signedArea(rings[0] ?? [])) < smallestArea ? undefined : rings
}
