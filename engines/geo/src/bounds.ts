import { earthRadius_m, type Bounds, type LonLat, type XY } from './lon-lat.ts'

/** The smallest box round the positions, or undefined when there are none. */
export function boundsOf(positions: Iterable<XY>): Bounds | undefined {
  let west = Infinity
  let south = Infinity
  let east = -Infinity
  let north = -Infinity
  for (const [x, y] of positions) {
    if (x < west) west = x
    if (x > east) east = x
    if (y < south) south = y
    if (y > north) north = y
  }
  return west === Infinity ? undefined : [west, south, east, north]
}

/** Whether the position lies in the box or on its edge. */
export const isWithin = (p: XY, b: Bounds): boolean => p[0] >= b[0] && p[0] <= b[2] && p[1] >= b[1] && p[1] <= b[3]

/** Whether two boxes share at least a point. */
export const boundsMeet = (a: Bounds, b: Bounds): boolean => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1]

/** The box round both. */
export const boundsUnion = (a: Bounds, b: Bounds): Bounds => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.max(a[2], b[2]),
  Math.max(a[3], b[3]),
]

/** The box grown by a margin in its own unit (degrees, tile units). */
export const boundsGrown = (b: Bounds, margin: number): Bounds => [b[0] - margin, b[1] - margin, b[2] + margin, b[3] + margin]

/** The middle of the box. */
export const boundsCentre = (b: Bounds): LonLat => [(b[0] + b[2]) / 2, (b[1] + b[3]) / 2]

/**
 * The box in degrees that holds every point within `radius_m` metres of `centre`; slightly larger than the circle.
 * For a first selection by box before `distance_m`.
 */
export function boundsAround(centre: LonLat, radius_m: number): Bounds {
  const lat = (radius_m / earthRadius_m) * (180 / Math.PI)
  const north = Math.min(90, centre[1] + lat)
  const south = Math.max(-90, centre[1] - lat)
  const widest = Math.cos((Math.max(Math.abs(north), Math.abs(south)) * Math.PI) / 180)
  const lon = widest < 1e-9 ? 180 : Math.min(180, lat / widest)
  return [Math.max(-180, centre[0] - lon), south, Math.min(180, centre[0] + lon), north]
}
