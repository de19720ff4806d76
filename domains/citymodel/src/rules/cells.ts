/**
 * Cells: how the base map is kept. A cell is a vector tile of zoom 10, 12, 14, 15 or 16, and serves its zoom up to the next
 * level, so that a tile of any zoom is made from exactly one cell, whatever the size of the city. Features are simplified
 * for the finest zoom that their cell serves, then cut to the cell with a margin. From zoom 14 on, where tiles are full,
 * each zoom has its own cells: what a tile does not show is not read for it.
 */
import {
  boundsOf,
  clipLine,
  clipPolygon,
  quantise,
  simplify,
  simplifyRing,
  tileExtent,
  toMercator,
  type Bounds,
  type MvtFeature,
  type MvtGeometry,
  type Tile,
  type XY,
} from '@machinaka/geo'
import type { BaseFeature } from './base-feature.ts'

export const cellLevels = [10, 12, 14, 15, 16] as const
export const deepestLevel = 16

/** The finest zoom that cells of this level serve. */
export const finestZoomOf = (level: number): number => (cellLevels.find((l) => l > level) ?? deepestLevel + 1) - 1

/**
 * Units along the side of a cell. One that serves a single zoom has those of its tile, so that geometry goes into the tile
 * as it lies in the cell; one that serves two has as many as a tile of the second.
 */
export const extentOf = (level: number): number => tileExtent * 2 ** (finestZoomOf(level) - level)

/** Units beyond the edges of a tile that lines and polygons keep, so that wide strokes meet. Points are in one tile only. */
export const tileMargin = 64

/** What a cell keeps beyond its edges, in its own units. */
const marginOf = (level: number): number => (tileMargin * extentOf(level)) / tileExtent

/** A feature that would lie in more cells of a level than this is left out at that level: 64 × 64 cells of zoom 16 are 30 km. */
export const maxCellsPerFeature = 16_384

/** Half a screen pixel (512 of them to a tile), in tile units. At the deepest level nothing is simplified, because clients stretch it. */
export const simplification = 4

/** The cell from which a tile is made. */
export function cellOf({ z, x, y }: Tile): Tile {
  const level = cellLevels.findLast((l) => l <= z) ?? cellLevels[0]
  const factor = 2 ** (z - level)
  return { z: level, x: Math.floor(x / factor), y: Math.floor(y / factor) }
}

/** A feature's part in one cell. */
export interface CellPiece {
  readonly cell: Tile
  /** See `cellLayer`. */
  readonly layer: string
  readonly feature: MvtFeature
}

/** Layers of a cell are those of the base map, one for each first zoom (`street:14`): a tile farther out passes over whole layers. */
export const cellLayer = ({ layer, minZoom }: Pick<BaseFeature, 'layer' | 'minZoom'>): string => `${layer}:${minZoom}`

/** The reverse of `cellLayer`. */
export function baseLayerOf(name: string): { readonly layer: string; readonly minZoom: number } {
  const [layer = '', minZoom] = name.split(':')
  return { layer, minZoom: Number(minZoom) }
}

/** Cuts a feature into the cells that it is kept in. */
export function cellPieces(feature: BaseFeature): CellPiece[] {
  const pieces: CellPiece[] = []
  const { id, properties } = feature
  const layer = cellLayer(feature)
  const shape = mercatorShape(feature)
  for (const level of cellLevels) {
    const finest = finestZoomOf(level)
    if (feature.minZoom > finest) continue
    const scale = 2 ** level * extentOf(level)
    const add = (cell: Tile, geometry: MvtGeometry): void => {
      pieces.push({ cell, layer, feature: { id, geometry, properties } })
    }
    cut(scaled(shape, scale, level === deepestLevel ? 0 : simplification), level, add)
  }
  return pieces
}

/** Geometry as one list of paths; `rings` of polygons are grouped. */
type Shape =
  | { readonly kind: 'point'; readonly at: XY }
  | { readonly kind: 'line'; readonly lines: readonly (readonly XY[])[] }
  | { readonly kind: 'polygon'; readonly polygons: readonly (readonly (readonly XY[])[])[] }

function mercatorShape({ geometry }: BaseFeature): Shape {
  switch (geometry.kind) {
    case 'point':
      return { kind: 'point', at: toMercator(geometry.at) }
    case 'line':
      return { kind: 'line', lines: [geometry.line.map(toMercator)] }
    case 'polygon':
      return { kind: 'polygon', polygons: geometry.polygons.map((polygon) => polygon.map((ring) => ring.map(toMercator))) }
  }
}

function scaled(shape: Shape, scale: number, within: number): Shape {
  const up = (path: readonly XY[]): XY[] => path.map(([x, y]) => [x * scale, y * scale])
  switch (shape.kind) {
    case 'point':
      return { kind: 'point', at: [shape.at[0] * scale, shape.at[1] * scale] }
    case 'line':
      return { kind: 'line', lines: shape.lines.map((line) => simplify(up(line), within)) }
    case 'polygon':
      return {
        kind: 'polygon',
        polygons: shape.polygons.map((polygon) => simplePolygon(polygon.map(up), within)).filter((polygon) => polygon.length > 0),
      }
  }
}

/** The polygon with fewer corners; without the holes that vanish; empty when the outer ring does. */
export function simplePolygon(polygon: readonly (readonly XY[])[], within: number): (readonly XY[])[] {
  if (within <= 0) return polygon.slice()
  const rings = polygon.map((ring) => simplifyRing(ring, within))
  return rings[0] === undefined ? [] : rings.filter((ring) => ring !== undefined)
}

type Add = (cell: Tile, geometry: MvtGeometry) => void

function cut(shape: Shape, level: number, add: Add): void {
  const [extent, margin] = [extentOf(level), marginOf(level)]
  if (shape.kind === 'point') {
    const [x, y] = [Math.floor(shape.at[0] / extent), Math.floor(shape.at[1] / extent)]
    const points = quantise([[shape.at[0] - x * extent, shape.at[1] - y * extent]])
    // A tile owns the points below its last edge, also after their place was halved and rounded.
    add(
      { z: level, x, y },
      {
        kind: 'point',
        points: points.map(([px, py]) => [Math.min(px, extent - extent / tileExtent), Math.min(py, extent - extent / tileExtent)]),
      },
    )
    return
  }
  const paths = shape.kind === 'line' ? shape.lines : shape.polygons.flat()
  const bounds = boundsOf(eachPoint(paths))
  if (bounds === undefined) return
  const side = 2 ** level
  const held = (v: number): number => Math.max(0, Math.min(side - 1, Math.floor(v / extent)))
  const range: Range = {
    west: held(bounds[0] - margin),
    north: held(bounds[1] - margin),
    east: held(bounds[2] + margin),
    south: held(bounds[3] + margin),
  }
  if ((range.east - range.west + 1) * (range.south - range.north + 1) > maxCellsPerFeature) return
  cutRange({ shape, range, level, add })
}

function* eachPoint(paths: readonly (readonly XY[])[]): Generator<XY> {
  for (const path of paths) yield* path
}

interface Range {
  readonly west: number
  readonly north: number
  readonly east: number
  readonly south: number
}
interface Cut {
  readonly shape: Exclude<Shape, { kind: 'point' }>
  readonly range: Range
  readonly level: number
  readonly add: Add
}

/** Halves the range until one cell is left, clipping on the way down: a lake of thousands of corners is never cut by every cell. */
function cutRange({ shape, range, level, add }: Cut): void {
  const [extent, margin] = [extentOf(level), marginOf(level)]
  const [columns, rows] = [range.east - range.west + 1, range.south - range.north + 1]
  const clipped = clipShape(shape, [
    range.west * extent - margin,
    range.north * extent - margin,
    (range.east + 1) * extent + margin,
    (range.south + 1) * extent + margin,
  ])
  if (clipped === undefined) return
  if (columns === 1 && rows === 1) {
    const geometry = inCell(clipped, range.west * extent, range.north * extent)
    add({ z: level, x: range.west, y: range.north }, geometry)
    return
  }
  const [first, second] = columns >= rows ? halves(range.west, range.east) : halves(range.north, range.south)
  for (const [from, to] of [first, second]) {
    cutRange({
      shape: clipped,
      range: columns >= rows ? { ...range, west: from, east: to } : { ...range, north: from, south: to },
      level,
      add,
    })
  }
}

const halves = (from: number, to: number): readonly [readonly [number, number], readonly [number, number]] => {
  const middle = Math.floor((from + to) / 2)
  return [
    [from, middle],
    [middle + 1, to],
  ]
}

function clipShape(shape: Cut['shape'], box: Bounds): Cut['shape'] | undefined {
  const bounds = boundsOf(eachPoint(shape.kind === 'line' ? shape.lines : shape.polygons.flat()))
  if (bounds === undefined || bounds[0] > box[2] || bounds[2] < box[0] || bounds[1] > box[3] || bounds[3] < box[1]) return undefined
  if (bounds[0] >= box[0] && bounds[1] >= box[1] && bounds[2] <= box[2] && bounds[3] <= box[3]) return shape
  if (shape.kind === 'line') {
    const lines = shape.lines.flatMap((line) => clipLine(line, box))
    return lines.length === 0 ? undefined : { kind: 'line', lines }
  }
  const polygons = shape.polygons.map((polygon) => clipPolygon(polygon, box)).filter((polygon) => polygon !== undefined)
  return polygons.length === 0 ? undefined : { kind: 'polygon', polygons }
}

function inCell(shape: Cut['shape'], left: number, top: number): MvtGeometry {
  const move = (path: readonly XY[]): XY[] => quantise(path.map(([x, y]) => [x - left, y - top]))
  return shape.kind === 'line'
    ? { kind: 'line', lines: shape.lines.map(move) }
    : { kind: 'polygon', polygons: shape.polygons.map((polygon) => polygon.map(move)) }
}
