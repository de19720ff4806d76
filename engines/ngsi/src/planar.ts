/** Exact predicates on the plane of longitude and latitude: on which side a point lies, and where segments meet. */
import type { XY } from '@machinaka/geo'

export type Segment = readonly [XY, XY]

/** Relative error of the determinant in doubles (Shewchuk 1997, "ccwerrboundA"). */
const ERROR_BOUND = 3.330_669_073_875_471_6e-16

/** 1 when c lies left of the line from a to b, -1 when right, 0 when on it; exact. */
export function side(a: XY, b: XY, c: XY): -1 | 0 | 1 {
  const left = (b[0] - a[0]) * (c[1] - a[1])
  const right = (b[1] - a[1]) * (c[0] - a[0])
  const det = left - right
  if (Math.abs(det) > ERROR_BOUND * (Math.abs(left) + Math.abs(right))) return det > 0 ? 1 : -1
  return exactSide(a, b, c)
}

function exactSide(a: XY, b: XY, c: XY): -1 | 0 | 1 {
  const numbers = [a[0], a[1], b[0], b[1], c[0], c[1]].map(parts)
  const least = Math.min(...numbers.map(({ exponent }) => exponent))
  const [ax = 0n, ay = 0n, bx = 0n, by = 0n, cx = 0n, cy = 0n] = numbers.map(
    ({ mantissa, exponent }) => mantissa << BigInt(exponent - least),
  )
  const det = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
  return det > 0n ? 1 : det < 0n ? -1 : 0
}

const view = new DataView(new ArrayBuffer(8))
/** A double as an integer times a power of two. */
function parts(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  if (value === 0) return { mantissa: 0n, exponent: 0 }
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const raw = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & 0xfffffffffffffn
  const mantissa = raw === 0 ? fraction : fraction | 0x10000000000000n
  return { mantissa: value < 0 ? -mantissa : mantissa, exponent: Math.max(raw, 1) - 1_075 }
}

export const samePlace = (a: XY, b: XY): boolean => a[0] === b[0] && a[1] === b[1]

/** Whether a point lies on a segment, its ends included. */
export function isOn(point: XY, [a, b]: Segment): boolean {
  return (
    point[0] >= Math.min(a[0], b[0]) &&
    point[0] <= Math.max(a[0], b[0]) &&
    point[1] >= Math.min(a[1], b[1]) &&
    point[1] <= Math.max(a[1], b[1]) &&
    side(a, b, point) === 0
  )
}

/** Where one segment meets another: parameters along the first (0 to 1), and the vertices they touch at. */
export interface Meeting {
  /** They run along each other between two parameters. */
  readonly along?: readonly [number, number]
  /** They cross inside of both. */
  readonly crossing?: number
  /** An end of one lies on the other. */
  readonly touches: readonly { readonly at: number; readonly point: XY }[]
}

/** How the first segment meets the second; undefined when it does not. */
export function meet(first: Segment, second: Segment): Meeting | undefined {
  const [p, q] = first
  const [a, b] = second
  const [sa, sb] = [side(p, q, a), side(p, q, b)]
  if (sa === sb && sa !== 0) return undefined
  const [sp, sq] = [side(a, b, p), side(a, b, q)]
  if (sp === sq && sp !== 0) return undefined
  const touches = [
    ...(sa === 0 && isOn(a, first) ? [{ at: along(first, a), point: a }] : []),
    ...(sb === 0 && isOn(b, first) ? [{ at: along(first, b), point: b }] : []),
    ...(sp === 0 && isOn(p, second) ? [{ at: 0, point: p }] : []),
    ...(sq === 0 && isOn(q, second) ? [{ at: 1, point: q }] : []),
  ]
  if (touches.length > 0) {
    const places = touches.map(({ at }) => at)
    const [from, to] = [Math.min(...places), Math.max(...places)]
    return from < to && sa === 0 && sb === 0 ? { along: [from, to], touches } : { touches }
  }
  if (sa === 0 || sb === 0 || sp === 0 || sq === 0) return undefined
  const [dp, dq] = [distance(second, p), distance(second, q)]
  return { crossing: dp + dq === 0 ? 0.5 : dp / (dp + dq), touches }
}

/** The parameter of a point that lies on the segment. */
function along([p, q]: Segment, point: XY): number {
  const [dx, dy] = [q[0] - p[0], q[1] - p[1]]
  if (samePlace(point, p)) return 0
  if (samePlace(point, q)) return 1
  return Math.abs(dx) >= Math.abs(dy) ? (point[0] - p[0]) / dx : (point[1] - p[1]) / dy
}

/** Twice the area between a segment and a point: a measure of their distance. */
const distance = ([a, b]: Segment, c: XY): number => Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))

export const pointAt = ([p, q]: Segment, t: number): XY => [p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])]

/** Whether a point is in a ring (`inside`), on it (`on`), or neither; exact. */
export function inRing(point: XY, ring: readonly XY[]): 'inside' | 'on' | 'outside' {
  let inside = false
  for (let i = 1; i < ring.length; i += 1) {
    const [a, b] = [ring[i - 1], ring[i]]
    if (a === undefined || b === undefined) continue
    if (isOn(point, [a, b])) return 'on'
    if (a[1] > point[1] !== b[1] > point[1] && side(a, b, point) === (b[1] > a[1] ? 1 : -1)) inside = !inside
  }
  return inside ? 'inside' : 'outside'
}
