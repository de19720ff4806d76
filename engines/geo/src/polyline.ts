import { distance_m, localPlane, type LonLat, type XY } from './lon-lat.ts'

/** Length of a polyline in metres. */
export function length_m(line: readonly LonLat[]): number {
  let sum = 0
  let previous: LonLat | undefined
  for (const p of line) {
    if (previous !== undefined) sum += distance_m(previous, p)
    previous = p
  }
  return sum
}

/** Where a line comes nearest to a position. */
export interface Nearest {
  readonly position: LonLat
  readonly distance_m: number
  /** Index of the segment's first point. */ readonly segment: number
  /** 0 at its start, 1 at its end. */ readonly along: number
}

/** The nearest point of a polyline (a line of one point answers that point), or undefined for an empty one. */
export function nearestOnLine(line: readonly LonLat[], to: LonLat): Nearest | undefined {
  const plane = localPlane(to)
  const points = line.map((p) => plane.toMetres(p))
  const only = points[0]
  if (only === undefined) return undefined
  let best = { at: only, squared: only[0] ** 2 + only[1] ** 2, segment: 0, along: 0 }
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1]
    const b = points[i]
    if (a === undefined || b === undefined) continue
    const t = projected([0, 0], a, b)
    const at: XY = [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
    const squared = at[0] ** 2 + at[1] ** 2
    if (squared < best.squared) best = { at, squared, segment: i - 1, along: t }
  }
  return { position: plane.toLonLat(best.at), distance_m: Math.sqrt(best.squared), segment: best.segment, along: best.along }
}

/** The point at `metres` along the line, held to its ends; undefined for an empty line. */
export function pointAlong(line: readonly LonLat[], metres: number): LonLat | undefined {
  let left = metres
  for (let i = 1; i < line.length; i++) {
    const a = line[i - 1]
    const b = line[i]
    if (a === undefined || b === undefined) continue
    const step = distance_m(a, b)
    if (left <= step) {
      const t = step === 0 ? 0 : Math.max(0, left) / step
      return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
    }
    left -= step
  }
  return line.at(-1)
}

/** Share of the segment a–b, 0 to 1, where its point nearest to p lies. */
function projected(p: XY, a: XY, b: XY): number {
  const dx = b[0] - a[0]
  const dy = b[1] - a[1]
  const squared = dx * dx + dy * dy
  return squared === 0 ? 0 : Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / squared))
}

/**
 * A line with fewer points that stays within `tolerance` of the given one (Douglas & Peucker 1973), in the line's own
 * unit. Both ends are kept; without recursion, so that a long line cannot exhaust the stack.
 */
export function simplify(line: readonly XY[], tolerance: number): XY[] {
  if (line.length < 3 || !(tolerance > 0)) return line.slice()
  const keep = new Uint8Array(line.length)
  keep[0] = keep[line.length - 1] = 1
  const open: number[] = [0, line.length - 1]
  while (open.length > 0) {
    const to = open.pop() ?? 0
    const from = open.pop() ?? 0
    const far = farthest(line, from, to)
    if (far.squared <= tolerance * tolerance) continue
    keep[far.index] = 1
    open.push(from, far.index, far.index, to)
  }
  return line.filter((_, i) => keep[i] === 1)
}

/** `simplify` for a closed ring: keeps it closed, and undefined when fewer than three corners remain. */
export function simplifyRing(ring: readonly XY[], tolerance: number): XY[] | undefined {
  const first = ring[0]
  if (first === undefined || ring.length < 4) return undefined
  // The corner farthest from the first is a second fixed point: otherwise a closed line has a base of length zero.
  let split = 0
  let most = -1
  for (let i = 1; i < ring.length - 1; i++) {
    const p = ring[i]
    if (p === undefined) continue
    const squared = (p[0] - first[0]) ** 2 + (p[1] - first[1]) ** 2
    if (squared > most) {
      most = squared
      split = i
    }
  }
  const simple = [...simplify(ring.slice(0, split + 1), tolerance).slice(0, -1), ...simplify(ring.slice(split), tolerance)]
  return simple.length < 4 ? undefined : simple
}

function farthest(line: readonly XY[], from: number, to: number): { index: number; squared: number } {
  const a = line[from]
  const b = line[to]
  let index = from
  let most = 0
  if (a === undefined || b === undefined) return { index, squared: most }
  for (let i = from + 1; i < to; i++) {
    const p = line[i]
    if (p === undefined) continue
    const t = projected(p, a, b)
    const squared = (p[0] - a[0] - (b[0] - a[0]) * t) ** 2 + (p[1] - a[1] - (b[1] - a[1]) * t) ** 2
    if (squared > most) {
      most = squared
      index = i
    }
  }
  return { index, squared: most }
}
