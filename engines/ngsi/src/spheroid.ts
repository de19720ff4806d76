/** Distances in metres on the WGS 84 spheroid: between positions, and between shapes (for near, §4.10). */
import { distance_m, type Bounds, type LonLat, type XY } from '@machinaka/geo'
import { pointAt, samePlace, type Segment } from './planar.ts'
import { intersects } from './relate.ts'
import { boxOf, type Shape } from './shape.ts'

const EQUATOR_M = 6_378_137
const FLATTENING = 1 / 298.257_223_563
const POLE_M = EQUATOR_M * (1 - FLATTENING)
const radians = Math.PI / 180

/** Distance in metres between two positions (T. Vincenty 1975, inverse); nearly antipodal ones as on the sphere. */
export function geodesic_m(a: LonLat, b: LonLat): number {
  if (samePlace(a, b)) return 0
  const [tanA, tanB] = [(1 - FLATTENING) * Math.tan(a[1] * radians), (1 - FLATTENING) * Math.tan(b[1] * radians)]
  const [cosA, cosB] = [1 / Math.sqrt(1 + tanA * tanA), 1 / Math.sqrt(1 + tanB * tanB)]
  const [sinA, sinB] = [tanA * cosA, tanB * cosB]
  const apart = (b[0] - a[0]) * radians
  let lambda = apart
  for (let i = 0; i < 100; i += 1) {
    const [sinLambda, cosLambda] = [Math.sin(lambda), Math.cos(lambda)]
    const sinSigma = Math.hypot(cosB * sinLambda, cosA * sinB - sinA * cosB * cosLambda)
    if (sinSigma === 0) return 0
    const cosSigma = sinA * sinB + cosA * cosB * cosLambda
    const sigma = Math.atan2(sinSigma, cosSigma)
    const sinAlpha = (cosA * cosB * sinLambda) / sinSigma
    const cos2Alpha = 1 - sinAlpha * sinAlpha
    const cos2Middle = cos2Alpha === 0 ? 0 : cosSigma - (2 * sinA * sinB) / cos2Alpha
    const c = (FLATTENING / 16) * cos2Alpha * (4 + FLATTENING * (4 - 3 * cos2Alpha))
    const next =
      apart + (1 - c) * FLATTENING * sinAlpha * (sigma + c * sinSigma * (cos2Middle + c * cosSigma * (2 * cos2Middle * cos2Middle - 1)))
    if (Math.abs(next - lambda) < 1e-12) return length({ sinSigma, cosSigma, sigma, cos2Alpha, cos2Middle })
    lambda = next
  }
  return distance_m(a, b)
}

function length(at: {
  readonly sinSigma: number
  readonly cosSigma: number
  readonly sigma: number
  readonly cos2Alpha: number
  readonly cos2Middle: number
}): number {
  const { sinSigma, cosSigma, sigma, cos2Alpha, cos2Middle } = at
  const u2 = (cos2Alpha * (EQUATOR_M * EQUATOR_M - POLE_M * POLE_M)) / (POLE_M * POLE_M)
  const a = 1 + (u2 / 16_384) * (4_096 + u2 * (-768 + u2 * (320 - 175 * u2)))
  const b = (u2 / 1_024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))
  const m2 = cos2Middle * cos2Middle
  const correction =
    b * sinSigma * (cos2Middle + (b / 4) * (cosSigma * (2 * m2 - 1) - (b / 6) * cos2Middle * (4 * sinSigma * sinSigma - 3) * (4 * m2 - 3)))
  return POLE_M * a * (sigma - correction)
}

/** Whether a segment comes so near to a position: its nearest place on the plane at the position decides, or a search where it is close. */
function comesNear(point: XY, segment: Segment, most_m: number): boolean {
  const [a, b] = segment
  if (samePlace(a, b)) return geodesic_m(point, a) <= most_m
  const estimate = geodesic_m(point, pointAt(segment, nearestOnPlane(point, segment)))
  if (estimate <= most_m) return true
  return estimate <= most_m * 1.02 && searched_m(point, segment) <= most_m
}

/** The parameter of the place of a segment that is nearest to a position, with degrees as long as they are at the position. */
function nearestOnPlane(point: XY, [a, b]: Segment): number {
  const sin = Math.sin(point[1] * radians)
  const eccentricity2 = FLATTENING * (2 - FLATTENING)
  const w = Math.sqrt(1 - eccentricity2 * sin * sin)
  const [perLon, perLat] = [(EQUATOR_M / w) * Math.cos(point[1] * radians), (EQUATOR_M * (1 - eccentricity2)) / (w * w * w)]
  const [bx, by] = [(b[0] - a[0]) * perLon, (b[1] - a[1]) * perLat]
  const [px, py] = [(point[0] - a[0]) * perLon, (point[1] - a[1]) * perLat]
  const square = bx * bx + by * by
  return square === 0 ? 0 : Math.max(0, Math.min(1, (px * bx + py * by) / square))
}

/** The distance along a segment falls, then rises: a search for its least. */
function searched_m(point: XY, segment: Segment): number {
  let [low, high] = [0, 1]
  for (let round = 0; round < 48; round += 1) {
    const third = (high - low) / 3
    if (geodesic_m(point, pointAt(segment, low + third)) < geodesic_m(point, pointAt(segment, high - third))) high -= third
    else low += third
  }
  return geodesic_m(point, pointAt(segment, (low + high) / 2))
}

const asSegments = (shape: Shape): readonly Segment[] =>
  shape.dimension === 0 ? shape.points.map((point): Segment => [point, point]) : shape.segments

/** Whether some point of one shape is at most so far from some point of the other. Not across the antimeridian. */
export function isWithinDistance(a: Shape, b: Shape, most_m: number): boolean {
  const reach = reachOf(a.bounds, b.bounds, most_m)
  if (!overlap(grown(a.bounds, reach), b.bounds)) return false
  if (intersects(a, b)) return true
  for (const one of asSegments(a)) {
    const box = grown(boxOf(one), reach)
    const others =
      b.dimension === 0 ? b.points.map((point): Segment => [point, point]).filter((other) => overlap(boxOf(other), box)) : b.near(box)
    for (const other of others) if (areNear(one, other, most_m)) return true
  }
  return false
}

/** Segments that do not cross are nearest at an end of one of them. */
const areNear = (one: Segment, other: Segment, most_m: number): boolean =>
  comesNear(one[0], other, most_m) ||
  comesNear(one[1], other, most_m) ||
  comesNear(other[0], one, most_m) ||
  comesNear(other[1], one, most_m)

/** How many degrees a distance reaches at most, at these heights. */
function reachOf(a: Bounds, b: Bounds, most_m: number): readonly [lon: number, lat: number] {
  const lat = most_m / 110_000
  const widest = Math.min(89.9, Math.max(Math.abs(a[1]), Math.abs(a[3]), Math.abs(b[1]), Math.abs(b[3])) + lat)
  return [lat / Math.cos(widest * radians), lat]
}
const grown = (box: Bounds, [lon, lat]: readonly [number, number]): Bounds => [box[0] - lon, box[1] - lat, box[2] + lon, box[3] + lat]
const overlap = (a: Bounds, b: Bounds): boolean => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1]
