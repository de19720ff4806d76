/**
 * 空間ID (spatial ID, ZFXY): cells of space. In plan a cell is a Web Mercator tile; in height it is 2^25 / 2^z metres high and
 * counted from 0 m, negative below (4次元時空間情報基盤アーキテクチャガイドライン).
 */
import type { Bounds, LonLat } from './lon-lat.ts'
import { tileAt, tileBounds, type Tile } from './tile.ts'

export interface SpatialId extends Tile {
  /** Which layer of cells: floor(height / height of a cell). */
  readonly f: number
}

export const spatialIdLimits = { minZoom: 0, maxZoom: 28 } as const
const HEIGHT_EXPONENT = 25
const SPATIAL_ID = /^\/?(\d{1,2})\/(-?\d{1,9})\/(\d{1,9})\/(\d{1,9})$/

/** Reads `z/f/x/y`, also with a slash before it; undefined for what is no cell. */
export function parseSpatialId(text: string): SpatialId | undefined {
  const [, z, f, x, y] = (SPATIAL_ID.exec(text) ?? []).map(Number)
  if (z === undefined || f === undefined || x === undefined || y === undefined) return undefined
  const side = 2 ** z
  const fits = z <= spatialIdLimits.maxZoom && f >= -side && f < side && x < side && y < side
  return fits ? { z, f, x, y } : undefined
}

export const printSpatialId = ({ z, f, x, y }: SpatialId): string => `${z}/${f}/${x}/${y}`

/** Metres from the floor of a cell to its ceiling. */
export const cellHeight_m = (z: number): number => 2 ** (HEIGHT_EXPONENT - z)

/** The cell of a place at a height above 0 m. */
export const spatialIdAt = (position: LonLat, height_m: number, z: number): SpatialId => ({
  ...tileAt(position, z),
  // Without the sum, a height of −0 would be a cell −0.
  f: Math.floor(height_m / cellHeight_m(z)) + 0,
})

export const spatialIdBounds = (id: SpatialId): Bounds => tileBounds(id)

/** The heights of a cell: from the floor (inclusive) to the ceiling (exclusive), metres. */
export const spatialIdHeights = ({ z, f }: SpatialId): { readonly floor_m: number; readonly ceiling_m: number } => ({
  floor_m: f * cellHeight_m(z),
  ceiling_m: (f + 1) * cellHeight_m(z),
})

/** The eight cells that a cell consists of. */
export const spatialIdChildren = ({ z, f, x, y }: SpatialId): readonly SpatialId[] =>
  [0, 1].flatMap((up) => [0, 1].flatMap((down) => [0, 1].map((right) => ({ z: z + 1, f: 2 * f + up, x: 2 * x + right, y: 2 * y + down }))))

/** The cell that a cell is part of; the largest has none. */
export const spatialIdParent = ({ z, f, x, y }: SpatialId): SpatialId | undefined =>
  z === 0 ? undefined : { z: z - 1, f: Math.floor(f / 2), x: Math.floor(x / 2), y: Math.floor(y / 2) }
