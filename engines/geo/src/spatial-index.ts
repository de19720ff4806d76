import Flatbush from 'flatbush'
import { boundsAround } from './bounds.ts'
import { distance_m, type Bounds, type LonLat } from './lon-lat.ts'

/** A packed index of boxes that never changes: build it once, ask it often. Answers are indexes of the given items. */
export interface SpatialIndex {
  readonly size: number
  /** Items whose box meets the given one, in no promised order. */
  within(bounds: Bounds): number[]
  /** Items nearest to a position by distance of their boxes, nearest first; at most `limit`, within `radius_m`. */
  nearest(
    position: LonLat,
    options: { readonly limit: number; readonly radius_m?: number; readonly keep?: (index: number) => boolean },
  ): { readonly index: number; readonly distance_m: number }[]
}

/** Indexes boxes in degrees (a point is a box of no size). */
export function spatialIndex(boxes: readonly Bounds[]): SpatialIndex {
  if (boxes.length === 0) return { size: 0, within: () => [], nearest: () => [] }
  const tree = new Flatbush(boxes.length)
  for (const b of boxes) tree.add(b[0], b[1], b[2], b[3])
  tree.finish()
  const distanceTo = (index: number, p: LonLat): number => {
    const b = boxes[index]
    return b === undefined ? Infinity : distance_m(p, [held(p[0], b[0], b[2]), held(p[1], b[1], b[3])])
  }
  return {
    size: boxes.length,
    within: (b) => tree.search(b[0], b[1], b[2], b[3]),
    nearest(position, { limit, radius_m, keep }) {
      const order = (found: number[]): { index: number; distance_m: number }[] =>
        found
          .map((index) => ({ index, distance_m: distanceTo(index, position) }))
          .sort((a, b) => a.distance_m - b.distance_m || a.index - b.index)
      if (radius_m !== undefined) {
        const box = boundsAround(position, radius_m)
        return order(tree.search(box[0], box[1], box[2], box[3], keep))
          .filter((f) => f.distance_m <= radius_m)
          .slice(0, limit)
      }
      // The tree measures in degrees, where a degree of longitude is too long: take the limit's farthest in metres
      // as the radius of a second, exact search.
      const rough = order(tree.neighbors(position[0], position[1], limit, Infinity, keep))
      const radius = rough.at(-1)?.distance_m ?? 0
      if (rough.length < limit) return rough
      const box = boundsAround(position, radius * 1.000_001 + 0.001)
      return order(tree.search(box[0], box[1], box[2], box[3], keep)).slice(0, limit)
    },
  }
}

/** `spatialIndex` of positions. */
export const pointIndex = (positions: readonly LonLat[]): SpatialIndex => spatialIndex(positions.map(([lon, lat]) => [lon, lat, lon, lat]))

const held = (v: number, low: number, high: number): number => Math.max(low, Math.min(high, v))
