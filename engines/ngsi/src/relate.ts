/** How two shapes lie to each other on the plane, as the relations of §4.10 ask (OGC 06-103r4 §6.1.15, DE-9IM). */
import { boundsMeet, type XY } from '@machinaka/geo'
import { meet, pointAt, type Meeting, type Segment } from './planar.ts'
import { boxOf, innerPoint, locate, type Shape, type Where } from './shape.ts'

/** Whether two shapes share any point. */
export function intersects(a: Shape, b: Shape): boolean {
  if (!boundsMeet(a.bounds, b.bounds)) return false
  if (a.dimension === 0) return a.points.some((point) => locate(point, b) !== 'exterior')
  if (b.dimension === 0) return intersects(b, a)
  if (a.segments.some((segment) => b.near(boxOf(segment)).some((other) => meet(segment, other) !== undefined))) return true
  return starts(a).some((point) => locate(point, b) !== 'exterior') || starts(b).some((point) => locate(point, a) !== 'exterior')
}
const starts = ({ paths }: Shape): readonly XY[] => paths.map((path) => path[0]).filter((point) => point !== undefined)

/** No point of `a` outside of `b`, and the insides meet. */
export function within(a: Shape, b: Shape): boolean {
  const [west, south, east, north] = b.bounds
  if (a.bounds[0] < west || a.bounds[1] < south || a.bounds[2] > east || a.bounds[3] > north) return false
  return !reachesOut(a, b) && insidesMeet(a, b)
}

/** The same set of points. */
export const equals = (a: Shape, b: Shape): boolean => a.dimension === b.dimension && within(a, b) && within(b, a)

/** Of one dimension, each with a part of its own, and sharing a part of that dimension. */
export function overlaps(a: Shape, b: Shape): boolean {
  if (a.dimension !== b.dimension || !boundsMeet(a.bounds, b.bounds)) return false
  const shares = a.dimension === 1 ? pieces(a, b).some((piece) => piece === 'interior') : insidesMeet(a, b)
  return shares && reachesOut(a, b) && reachesOut(b, a)
}

/** Whether a part of the inside of `a` lies outside of `b`. */
function reachesOut(a: Shape, b: Shape): boolean {
  if (a.dimension > b.dimension) return true
  if (a.dimension === 0) return a.points.some((point) => locate(point, b) === 'exterior')
  if (pieces(a, b).includes('exterior')) return true
  if (a.dimension === 1) return false
  // A hole of b inside of a, or all of a in a hole of b.
  return pieces(b, a).includes('interior') || a.areas.some((area) => isAt(innerPoint(area), b, 'exterior'))
}

/** Whether the insides of both share a point. */
function insidesMeet(a: Shape, b: Shape): boolean {
  if (a.dimension > b.dimension) return insidesMeet(b, a)
  if (a.dimension === 0) return a.points.some((point) => locate(point, b) === 'interior')
  if (pieces(a, b).includes('interior')) return true
  if (a.dimension === 1 && b.dimension === 1) return cross(a, b)
  if (a.dimension === 1) return false
  if (pieces(b, a).includes('interior')) return true
  return a.areas.some((area) => isAt(innerPoint(area), b, 'interior')) || b.areas.some((area) => isAt(innerPoint(area), a, 'interior'))
}
const isAt = (point: XY | undefined, shape: Shape, where: Where): boolean => point !== undefined && locate(point, shape) === where

/** Whether lines meet in a point that is the end of neither. */
function cross(a: Shape, b: Shape): boolean {
  return a.segments.some((segment) =>
    b.near(boxOf(segment)).some((other) => {
      const meeting = meet(segment, other)
      if (meeting === undefined) return false
      if (meeting.crossing !== undefined || meeting.along !== undefined) return true
      return meeting.touches.some(({ point }) => locate(point, a) === 'interior' && locate(point, b) === 'interior')
    }),
  )
}

/**
 * Where the pieces of the paths of `a` (lines, or rings of areas) lie to `b`, cut where they meet the paths of `b`. Pieces along
 * a line of `b` are in its interior, pieces along the edge of an area on its boundary.
 */
function pieces(a: Shape, b: Shape): readonly Where[] {
  const found: Where[] = []
  for (const path of a.paths) {
    let carried: Where | undefined
    for (let i = 1; i < path.length; i += 1) {
      const [p, q] = [path[i - 1], path[i]]
      if (p === undefined || q === undefined) continue
      const segment: Segment = [p, q]
      const meetings = b.near(boxOf(segment)).flatMap((other) => meet(segment, other) ?? [])
      carried = cut(segment, meetings, { b, carried, found })
    }
  }
  return found
}

/** Adds where the pieces of a segment lie; answers where the last one does, if the next segment begins there too. */
function cut(
  segment: Segment,
  meetings: readonly Meeting[],
  { b, carried, found }: { readonly b: Shape; readonly carried: Where | undefined; readonly found: Where[] },
): Where | undefined {
  if (meetings.length === 0) {
    const where = carried ?? middle(segment, [0, 1], b)
    if (where !== carried) found.push(where)
    return where
  }
  const stretches = meetings.flatMap(({ along }) => (along === undefined ? [] : [along]))
  const cuts = new Set([0, 1, ...stretches.flat()])
  for (const { crossing, touches } of meetings) {
    if (crossing !== undefined) cuts.add(crossing)
    for (const { at } of touches) cuts.add(at)
  }
  const places = [...cuts].sort((x, y) => x - y)
  for (let i = 1; i < places.length; i += 1) {
    const [from, to] = [places[i - 1] ?? 0, places[i] ?? 1]
    const isAlong = stretches.some(([start, end]) => start <= from && end >= to)
    found.push(isAlong ? (b.dimension === 2 ? 'boundary' : 'interior') : middle(segment, [from, to], b))
  }
  return undefined
}

/** A piece that does not run along a path of `b` lies where its middle does; lines hold no more of it than points. */
const middle = (segment: Segment, [from, to]: readonly [number, number], b: Shape): Where =>
  b.dimension === 2 ? locate(pointAt(segment, (from + to) / 2), b) : 'exterior'
