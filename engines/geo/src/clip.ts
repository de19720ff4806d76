import type { Bounds, XY } from './lon-lat.ts'

/**
 * The parts of a polyline inside a rectangle (Liang–Barsky per segment, joined where the line stays inside).
 * Parts of fewer than two different points are left out.
 */
export function clipLine(line: readonly XY[], box: Bounds): XY[][] {
  const parts: XY[][] = []
  let part: XY[] = []
  const close = (): void => {
    if (part.length > 1) parts.push(part)
    part = []
  }
  for (let i = 1; i < line.length; i++) {
    const a = line[i - 1]
    const b = line[i]
    if (a === undefined || b === undefined) continue
    const cut = clipSegment(a, b, box)
    if (cut === undefined) {
      close()
      continue
    }
    const [t0, t1] = cut
    if (part.length === 0) part.push(t0 === 0 ? a : along(a, b, t0))
    part.push(t1 === 1 ? b : along(a, b, t1))
    if (t1 !== 1) close()
  }
  close()
  return parts.filter((p) => p.some((q) => q[0] !== p[0]?.[0] || q[1] !== p[0]?.[1]))
}

const along = (a: XY, b: XY, t: number): XY => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]

function clipSegment(a: XY, b: XY, box: Bounds): readonly [t0: number, t1: number] | undefined {
  let t0 = 0
  let t1 = 1
  const dx = b[0] - a[0]
  const dy = b[1] - a[1]
  for (const [p, q] of [
    [-dx, a[0] - box[0]],
    [dx, box[2] - a[0]],
    [-dy, a[1] - box[1]],
    [dy, box[3] - a[1]],
  ] as const) {
    if (p === 0) {
      if (q < 0) return undefined
    } else {
      const t = q / p
      if (p < 0) t0 = Math.max(t0, t)
      else t1 = Math.min(t1, t)
      if (t0 > t1) return undefined
    }
  }
  return [t0, t1]
}

/**
 * A ring cut to a rectangle (Sutherland–Hodgman). The ring may be closed (first = last) or open; the answer is closed,
 * or empty when nothing is left. A concave ring that falls apart stays one ring joined along the edge: fine for filling.
 */
export function clipRing(ring: readonly XY[], box: Bounds): XY[] {
  let points = isClosed(ring) ? ring.slice(0, -1) : ring.slice()
  for (const [axis, limit, keepsLess] of [
    [0, box[0], false],
    [0, box[2], true],
    [1, box[1], false],
    [1, box[3], true],
  ] as const) {
    points = clipAgainst(points, axis, limit, keepsLess)
    if (points.length === 0) return []
  }
  const first = points[0]
  return points.length < 3 || first === undefined ? [] : [...points, first]
}

/** A polygon (outer ring, then holes) cut to a rectangle; undefined when the outer ring is gone. */
export function clipPolygon(rings: readonly (readonly XY[])[], box: Bounds): XY[][] | undefined {
  const [outer, ...holes] = rings.map((ring) => clipRing(ring, box))
  return outer === undefined || outer.length === 0 ? undefined : [outer, ...holes.filter((h) => h.length > 0)]
}

const isClosed = (ring: readonly XY[]): boolean => {
  const first = ring[0]
  const last = ring.at(-1)
  return ring.length > 1 && first !== undefined && last !== undefined && first[0] === last[0] && first[1] === last[1]
}

function clipAgainst(points: readonly XY[], axis: 0 | 1, limit: number, keepsLess: boolean): XY[] {
  const inside = (p: XY): boolean => (keepsLess ? p[axis] <= limit : p[axis] >= limit)
  const out: XY[] = []
  let previous = points.at(-1)
  for (const point of points) {
    if (previous !== undefined && inside(previous) !== inside(point)) {
      const t = (limit - previous[axis]) / (point[axis] - previous[axis])
      const cut = along(previous, point, t)
      out.push(axis === 0 ? [limit, cut[1]] : [cut[0], limit])
    }
    if (inside(point)) out.push(point)
    previous = point
  }
  return out
}
