/**
 * How geometries lie to each other on the plane of longitude and latitude, as the simple-features relations of PostGIS
 * answer it (OGC 06-103r4 §6.1.15). A geometry is taken apart into points, segments and polygons.
 */
import type { Geometry, Position } from './model.ts'

type XY = readonly [number, number]
type Segment = readonly [XY, XY]
type Ring = readonly XY[]

/** A geometry in parts. `lines` holds the segments of lines, `areas` the rings of polygons (outer first). */
export interface Shape {
  readonly points: readonly XY[]
  readonly lines: readonly Segment[]
  readonly areas: readonly (readonly Ring[])[]
  /** The ends of lines, which are their border: those where an odd number of lines ends. */
  readonly ends: readonly XY[]
  readonly box: readonly [west: number, south: number, east: number, north: number]
}

const same = (a: XY, b: XY): boolean => a[0] === b[0] && a[1] === b[1]
const flat = (position: Position): XY => [position[0], position[1]]
const segmentsOf = (line: readonly XY[]): readonly Segment[] =>
  line.slice(1).flatMap((to, i) => {
    const from = line[i]
    return from === undefined || (from[0] === to[0] && from[1] === to[1]) ? [] : [[from, to] as const]
  })

export function shapeOf(geometry: Geometry): Shape {
  const points: XY[] = []
  const lines: Segment[] = []
  const areas: (readonly Ring[])[] = []
  const ends: XY[] = []
  const draw = (line: readonly Position[]): void => {
    lines.push(...segmentsOf(line.map(flat)))
    ends.push(...[line[0], line.at(-1)].flatMap((end) => (end === undefined ? [] : [flat(end)])))
  }
  switch (geometry.type) {
    case 'Point':
      points.push(flat(geometry.coordinates))
      break
    case 'MultiPoint':
      points.push(...geometry.coordinates.map(flat))
      break
    case 'LineString':
      draw(geometry.coordinates)
      break
    case 'MultiLineString':
      geometry.coordinates.forEach(draw)
      break
    case 'Polygon':
      areas.push(geometry.coordinates.map((ring) => ring.map(flat)))
      break
    case 'MultiPolygon':
      for (const polygon of geometry.coordinates) areas.push(polygon.map((ring) => ring.map(flat)))
  }
  const border = ends.filter((end) => ends.filter((one) => same(one, end)).length % 2 === 1)
  return { points, lines, areas, ends: border, box: boxOf(points, lines, areas) }
}

function boxOf(points: Shape['points'], lines: Shape['lines'], areas: Shape['areas']): Shape['box'] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  const grow = ([x, y]: XY): void => {
    west = Math.min(west, x)
    south = Math.min(south, y)
    east = Math.max(east, x)
    north = Math.max(north, y)
  }
  points.forEach(grow)
  for (const segment of lines) segment.forEach(grow)
  for (const [outer = []] of areas) outer.forEach(grow)
  return [west, south, east, north]
}

const boxesMeet = ({ box: a }: Shape, { box: b }: Shape): boolean => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1]

/** The segments of lines and of the rings of polygons. */
export const edgesOf = ({ lines, areas }: Shape): readonly Segment[] =>
  areas.length === 0 ? lines : [...lines, ...areas.flat().flatMap((ring) => segmentsOf(ring))]

/** Whether they have a point in common. */
export function intersects(a: Shape, b: Shape): boolean {
  if (!boxesMeet(a, b)) return false
  if (a.points.some((point) => holds(b, point)) || b.points.some((point) => holds(a, point))) return true
  const [edgesA, edgesB] = [edgesOf(a), edgesOf(b)]
  if (edgesA.some((one) => edgesB.some((other) => crossing(one, other).length > 0))) return true
  // No edge meets another: one lies whole inside of the other, or they are apart.
  return firstPoints(a).some((point) => holds(b, point)) || firstPoints(b).some((point) => holds(a, point))
}

/** Whether every point of `b` is one of `a`. */
export function covers(a: Shape, b: Shape): boolean {
  if (!b.points.every((point) => holds(a, point))) return false
  if (!edgesOf(b).every((edge) => coversEdge(a, edge))) return false
  // The rings of b lie in a; a hole of a could still lie within b.
  return b.areas.length === 0 || (a.areas.length > 0 && a.areas.every((rings) => rings.slice(1).every((hole) => !opens(a, b, hole))))
}

/** Whether `a` lies in `b`, and not on its border alone (ST_Within). */
export const within = (a: Shape, b: Shape): boolean => covers(b, a) && interiorsMeet(a, b)

export const equal = (a: Shape, b: Shape): boolean => covers(a, b) && covers(b, a)

/** Of the same dimension, with some in common, and neither holds the other (ST_Overlaps). */
export const overlaps = (a: Shape, b: Shape): boolean =>
  dimension(a) === dimension(b) && interiorsMeet(a, b) && sharesItsDimension(a, b) && !covers(a, b) && !covers(b, a)

const dimension = ({ lines, areas }: Shape): 0 | 1 | 2 => (areas.length > 0 ? 2 : lines.length > 0 ? 1 : 0)

/** Lines overlap only along a piece, not at a crossing. */
function sharesItsDimension(a: Shape, b: Shape): boolean {
  if (dimension(a) !== 1) return true
  return a.lines.some((one) => pieces(one, b.lines).some((middle) => b.lines.some((other) => isOn(middle, other))))
}

/** Whether the inside of one has a point in common with the inside of the other. */
function interiorsMeet(a: Shape, b: Shape): boolean {
  if (!boxesMeet(a, b)) return false
  return samples(a, b).some((point) => isInside(b, point)) || samples(b, a).some((point) => isInside(a, point))
}

/**
 * Points of `shape` of which one lies inside of `other` where their insides meet at all: its points, the places where its
 * lines are cut and the middles between; of an area the middles of its border (around which its inside lies) and one within.
 */
function samples(shape: Shape, other: Shape): readonly XY[] {
  const cut = edgesOf(other)
  const middles = edgesOf(shape).flatMap((edge) => pieces(edge, cut))
  if (shape.areas.length > 0) return other.areas.length > 0 ? [...middles, ...shape.areas.flatMap((rings) => insideOf(rings))] : []
  const places = shape.lines.flatMap((edge) => [...edge, ...cut.flatMap((one) => crossing(edge, one))])
  return [...shape.points, ...middles, ...places.filter((place) => isInside(shape, place))]
}

/** Whether the point is of the shape, its border included. */
export const holds = ({ points, lines, areas }: Shape, point: XY): boolean =>
  points.some((one) => same(one, point)) ||
  lines.some((segment) => isOn(point, segment)) ||
  areas.some((rings) => placeIn(rings, point) !== 'outside')

/** Whether the point is of the shape and not of its border. */
const isInside = ({ points, lines, areas, ends }: Shape, point: XY): boolean =>
  areas.some((rings) => placeIn(rings, point) === 'inside') ||
  points.some((one) => same(one, point)) ||
  (lines.some((segment) => isOn(point, segment)) && !ends.some((end) => same(end, point)))

function placeIn(rings: readonly Ring[], point: XY): 'inside' | 'border' | 'outside' {
  const [outer = [], ...holes] = rings
  const place = placeInRing(outer, point)
  if (place !== 'inside') return place
  for (const hole of holes) {
    const inHole = placeInRing(hole, point)
    if (inHole !== 'outside') return inHole === 'border' ? 'border' : 'outside'
  }
  return 'inside'
}

function placeInRing(ring: Ring, [x, y]: XY): 'inside' | 'border' | 'outside' {
  let inside = false
  for (let i = 0; i + 1 < ring.length; i += 1) {
    const [a, b] = [ring[i], ring[i + 1]]
    if (a === undefined || b === undefined) continue
    if (isOn([x, y], [a, b])) return 'border'
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside
  }
  return inside ? 'inside' : 'outside'
}

/** About a tenth of a millimetre: what rounding of coordinates may move a point that was computed. */
const TOLERANCE = 1e-9

function isOn([x, y]: XY, [[ax, ay], [bx, by]]: Segment): boolean {
  const [dx, dy] = [bx - ax, by - ay]
  const length = Math.hypot(dx, dy)
  if (length === 0) return x === ax && y === ay
  if (Math.abs(dx * (y - ay) - dy * (x - ax)) / length > TOLERANCE) return false
  const along = ((x - ax) * dx + (y - ay) * dy) / length
  return along >= -TOLERANCE && along <= length + TOLERANCE
}

/** Where they meet: no point, one, or the two ends of the piece they share. */
function crossing(one: Segment, other: Segment): readonly XY[] {
  const [[ax, ay], [bx, by]] = one
  const [[cx, cy], [dx, dy]] = other
  if (Math.max(ax, bx) < Math.min(cx, dx) || Math.max(cx, dx) < Math.min(ax, bx)) return []
  if (Math.max(ay, by) < Math.min(cy, dy) || Math.max(cy, dy) < Math.min(ay, by)) return []
  const touching = [...one.filter((end) => isOn(end, other)), ...other.filter((end) => isOn(end, one))]
  if (touching.length > 0) return touching
  const across = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
  if (across === 0) return []
  const t = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / across
  const u = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / across
  return t >= 0 && t <= 1 && u >= 0 && u <= 1 ? [[ax + t * (bx - ax), ay + t * (by - ay)]] : []
}

/** The middles of the pieces into which others cut a segment: each piece lies on one side of all of them. */
function pieces(segment: Segment, others: readonly Segment[]): readonly XY[] {
  const [[ax, ay], [bx, by]] = segment
  const [dx, dy] = [bx - ax, by - ay]
  const square = dx * dx + dy * dy
  const cuts = others.flatMap((other) => crossing(segment, other)).map(([x, y]) => ((x - ax) * dx + (y - ay) * dy) / square)
  const stops = [0, ...cuts.filter((t) => t > 0 && t < 1).sort((p, q) => p - q), 1]
  return stops.slice(1).flatMap((to, i) => {
    const from = stops[i] ?? 0
    return to - from < 1e-12 ? [] : [[ax + ((from + to) / 2) * dx, ay + ((from + to) / 2) * dy] as const]
  })
}

const coversEdge = (shape: Shape, edge: Segment): boolean =>
  holds(shape, edge[0]) && holds(shape, edge[1]) && pieces(edge, edgesOf(shape)).every((middle) => holds(shape, middle))

/** Whether a hole of `a` leaves out something of `b`. */
function opens(a: Shape, b: Shape, hole: Ring): boolean {
  return insideOf([hole]).some((point) => b.areas.some((rings) => placeIn(rings, point) === 'inside') && !holds(a, point))
}

/** A point inside of a polygon: on a level between two of its corners, between two of its edges. */
function insideOf(rings: readonly Ring[]): readonly XY[] {
  const levels = [...new Set(rings.flat().map(([, y]) => y))].sort((p, q) => p - q)
  for (let i = 0; i + 1 < levels.length; i += 1) {
    const y = ((levels[i] ?? 0) + (levels[i + 1] ?? 0)) / 2
    const xs = rings
      .flatMap((ring) => segmentsOf(ring))
      .flatMap(([[ax, ay], [bx, by]]) => (ay > y === by > y ? [] : [ax + ((y - ay) * (bx - ax)) / (by - ay)]))
      .sort((p, q) => p - q)
    for (let k = 0; k + 1 < xs.length; k += 1) {
      const middle: XY = [((xs[k] ?? 0) + (xs[k + 1] ?? 0)) / 2, y]
      if (placeIn(rings, middle) === 'inside') return [middle]
    }
  }
  return []
}

const firstPoints = ({ points, lines, areas }: Shape): readonly XY[] => [
  ...points,
  ...lines.map(([start]) => start),
  ...areas.flatMap(([outer]) => (outer?.[0] === undefined ? [] : [outer[0]])),
]
