import { boundsOf } from './bounds.ts'
import { localPlane, type LonLat, type XY } from './lon-lat.ts'

/** A closed ring: the first position again as the last one, at least four positions. */
export type Ring = readonly XY[]

/** A polygon as in GeoJSON: the outer ring, then holes. */
export type Polygon = readonly Ring[]

/** Signed area in square units of the ring: positive when it runs counterclockwise with y upward. Closed or open. */
export function signedArea(ring: Ring): number {
  let sum = 0
  let a = ring.at(-1)
  for (const b of ring) {
    if (a !== undefined) sum += a[0] * b[1] - b[0] * a[1]
    a = b
  }
  return sum / 2
}

/** The polygon with its outer ring counterclockwise and holes clockwise (RFC 7946 §3.1.6). */
export function rewound(polygon: Polygon): XY[][] {
  return polygon.map((ring, i) => (signedArea(ring) > 0 === (i === 0) ? ring.slice() : ring.toReversed()))
}

/** Area in square metres of a polygon in degrees: outer ring less holes, on the plane at its middle. */
export function area_m2(polygon: Polygon): number {
  const bounds = boundsOf(polygon[0] ?? [])
  if (bounds === undefined) return 0
  const plane = localPlane([(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2])
  const areas = polygon.map((ring) => Math.abs(signedArea(ring.map((p) => plane.toMetres(p)))))
  const [outer = 0, ...holes] = areas
  return Math.max(0, outer - holes.reduce((a, b) => a + b, 0))
}

/** Whether the point is inside the ring (even–odd). A point on the edge may go either way. */
export function ringContains(ring: Ring, [x, y]: XY): boolean {
  let inside = false
  let a = ring[ring.length - 1]
  for (let i = 0; i < ring.length; i++) {
    const b = ring[i]
    if (a !== undefined && b !== undefined && a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0])
      inside = !inside
    a = b
  }
  return inside
}

/** Whether the point is inside the outer ring and in no hole. */
export function polygonContains(polygon: Polygon, point: XY): boolean {
  const outer = polygon[0]
  if (outer === undefined || !ringContains(outer, point)) return false
  for (let i = 1; i < polygon.length; i++) if (ringContains(polygon[i] ?? [], point)) return false
  return true
}

/** Centre of mass of the outer ring; of its corners when it has no area; undefined when empty. May lie outside. */
export function centroid(polygon: Polygon): XY | undefined {
  const ring = polygon[0] ?? []
  const origin = ring[0]
  if (origin === undefined) return undefined
  // Relative to a corner: products of degrees far from zero would eat the digits that a small ring needs.
  const [ox, oy] = origin
  let sum = 0
  let cx = 0
  let cy = 0
  let ax = 0
  let ay = 0
  for (let i = 1; i < ring.length; i++) {
    const b = ring[i] ?? origin
    const bx = b[0] - ox
    const by = b[1] - oy
    const cross = ax * by - bx * ay
    sum += cross
    cx += (ax + bx) * cross
    cy += (ay + by) * cross
    ax = bx
    ay = by
  }
  if (Math.abs(sum) < 1e-18) return [mean(ring.map((p) => p[0])), mean(ring.map((p) => p[1]))]
  return [ox + cx / (3 * sum), oy + cy / (3 * sum)]
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

/**
 * A point that is inside, for a label or a pin: the centre of mass where that is inside, else the middle of the widest
 * stretch of the polygon on one of nine horizontal lines. Undefined when the polygon has no area to stand in.
 */
export function pointInside(polygon: Polygon): LonLat | undefined {
  const centre = centroid(polygon)
  if (centre !== undefined && polygonContains(polygon, centre)) return centre
  const bounds = boundsOf(polygon[0] ?? [])
  if (bounds === undefined) return undefined
  let best: { width: number; at: LonLat } | undefined
  for (let i = 1; i < 10; i++) {
    const y = bounds[1] + ((bounds[3] - bounds[1]) * i) / 10
    const xs = polygon.flatMap((ring) => crossings(ring, y)).toSorted((a, b) => a - b)
    for (let k = 0; k + 1 < xs.length; k += 2) {
      const [x0, x1] = [xs[k] ?? 0, xs[k + 1] ?? 0]
      if (x1 - x0 > (best?.width ?? 0)) best = { width: x1 - x0, at: [(x0 + x1) / 2, y] }
    }
  }
  return best?.at
}

function crossings(ring: Ring, y: number): number[] {
  const xs: number[] = []
  let a = ring.at(-1)
  for (const b of ring) {
    if (a !== undefined && a[1] > y !== b[1] > y) xs.push(((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0])
    a = b
  }
  return xs
}
