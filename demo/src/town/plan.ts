import type { PlanPoint, Point } from './model.ts'

/** Side of the town's square, metres. */
export const townSize_m = 1500

const smooth = (from: number, to: number, x: number): number => {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)))
  return t * t * (3 - 2 * t)
}

/**
 * Bends the drawing board (streets at right angles) into a town that grew along its river and shore.
 * Nothing moves at the west and east edge, so that towns can be laid side by side.
 */
export function onGround([u, v]: PlanPoint): Point {
  const edge = smooth(0, 260, u) * smooth(0, 260, townSize_m - u)
  const nearRiver = Math.exp(-(((u - 640) / 430) ** 2))
  const river = 62 * Math.sin((v / townSize_m) * 5.6 + 0.5) * nearRiver
  const sway = 13 * Math.sin(v / 71 + u / 240) + 9 * Math.sin(v / 133 - u / 97 + 1.3)
  const shore = 52 * Math.sin((u / townSize_m) * 4.9 - 0.35) * (1 - 0.35 * smooth(300, 1400, v))
  const swell = 12 * Math.sin(u / 83 + v / 260 + 2) + 8 * Math.sin(u / 149 - v / 117)
  const x = u + edge * (river + sway)
  const y = v + edge * (shore + swell)
  return [Math.round(x * 100) / 100, Math.round(y * 100) / 100]
}

/** Height of the ground above the sea, metres: a slope inland, the castle's rise, the shrine's hill. */
export function elevation_m([u, v]: PlanPoint): number {
  // A hill with a flat top: the precincts of castle and shrine are level.
  const hill = ([cu, cv]: PlanPoint, wide: number, high: number): number =>
    high * Math.min(1, 1.6 * Math.exp(-(((u - cu) / wide) ** 2) - ((v - cv) / wide) ** 2))
  const slope = 1.8 + 9 * smooth(420, 1450, v)
  return v < 300 ? 0 : Math.round((slope + hill([368, 768], 62, 9) + hill([1385, 685], 85, 26)) * 10) / 10
}

/** The middle of the plan between two points. */
export const between = (a: PlanPoint, b: PlanPoint, share = 0.5): PlanPoint => [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]

export const distance_m = (a: readonly [number, number], b: readonly [number, number]): number => Math.hypot(a[0] - b[0], a[1] - b[1])

/** A line on the plan, drawn on the ground with a point at least every `step_m`. */
export function drawn(line: readonly PlanPoint[], step_m = 18): Point[] {
  const out: Point[] = []
  line.forEach((b, i) => {
    const a = line[i - 1]
    if (a !== undefined) {
      const parts = Math.max(1, Math.ceil(distance_m(a, b) / step_m))
      for (let k = 1; k < parts; k++) out.push(onGround(between(a, b, k / parts)))
    }
    out.push(onGround(b))
  })
  return out
}

/** A closed ring on the ground; the first point is repeated at the end. */
export const ringOf = (corners: readonly PlanPoint[], step_m = 18): Point[] => {
  const first = corners[0]
  return first === undefined ? [] : drawn([...corners, first], step_m)
}

/** The four corners of an upright rectangle of the plan, counter-clockwise. */
export const corners = ([u0, v0, u1, v1]: Rect): PlanPoint[] => [
  [u0, v0],
  [u1, v0],
  [u1, v1],
  [u0, v1],
]

/** West, south, east, north on the plan. */
export type Rect = readonly [u0: number, v0: number, u1: number, v1: number]

/** A soft closed shape: an ellipse with two waves on its rim, for ponds, groves and islands. */
export function blob(centre: PlanPoint, radius: PlanPoint, phase: number): PlanPoint[] {
  return Array.from({ length: 28 }, (_, i) => {
    const t = (i / 28) * 2 * Math.PI
    const r = 1 + 0.07 * Math.sin(3 * t + phase) + 0.04 * Math.sin(5 * t - phase)
    return [centre[0] + radius[0] * r * Math.cos(t), centre[1] + radius[1] * r * Math.sin(t)]
  })
}

/** Is the point inside the ring? (even-odd rule) */
export function inside([x, y]: readonly [number, number], ring: readonly (readonly [number, number])[]): boolean {
  let odd = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const a = ring[i]
    const b = ring[j]
    if (a === undefined || b === undefined) continue
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) odd = !odd
  }
  return odd
}
