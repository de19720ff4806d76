/** Evaluates geo-queries on an entity in memory (ETSI GS CIM 009 V1.9.1 §4.10); the same answers as the store's SQL. */
import { edgesOf, equal, holds, intersects, overlaps, shapeOf, within, type Shape } from './geo-topology.ts'
import { instancesOf, type Entity, type Geometry } from './model.ts'
import type { GeoQuery, GeoRelation } from './query.ts'

const references = new WeakMap<Geometry, Shape>()

/** Whether the entity fits. Of several instances of the GeoProperty one that fits suffices (§5.8.6). */
export function matchesGeo({ relation, geometry, property = 'location' }: GeoQuery, entity: Pick<Entity, 'attributes'>): boolean {
  const reference = references.get(geometry) ?? shapeOf(geometry)
  references.set(geometry, reference)
  return instancesOf(entity, property).some((one) => one.type === 'GeoProperty' && relates(relation, shapeOf(one.value), reference))
}

function relates(relation: GeoRelation, subject: Shape, reference: Shape): boolean {
  switch (relation.op) {
    case 'near': {
      const apart = geoDistance_m(subject, reference)
      return (
        (relation.maxDistance_m === undefined || apart <= relation.maxDistance_m) &&
        (relation.minDistance_m === undefined || apart > relation.minDistance_m)
      )
    }
    case 'within':
      return within(subject, reference)
    case 'contains':
      return within(reference, subject)
    case 'intersects':
      return intersects(subject, reference)
    case 'disjoint':
      return !intersects(subject, reference)
    case 'equals':
      return equal(subject, reference)
    case 'overlaps':
      return overlaps(subject, reference)
  }
}

type XY = readonly [number, number]

/** Metres on the spheroid between the nearest points of both; 0 where they meet. */
export function geoDistance_m(a: Shape, b: Shape): number {
  const [onlyA, onlyB] = [single(a), single(b)]
  if (onlyA !== undefined && onlyB !== undefined) return spheroidDistance_m(onlyA, onlyB)
  if (intersects(a, b)) return 0
  let least = Infinity
  for (const point of cornersOf(a)) least = Math.min(least, toShape_m(point, b))
  for (const point of cornersOf(b)) least = Math.min(least, toShape_m(point, a))
  return least
}

const single = ({ points, lines, areas }: Shape): XY | undefined =>
  points.length === 1 && lines.length === 0 && areas.length === 0 ? points[0] : undefined
const cornersOf = (shape: Shape): readonly XY[] => [...shape.points, ...edgesOf(shape).flat()]

function toShape_m(point: XY, shape: Shape): number {
  if (holds(shape, point)) return 0
  let least = Infinity
  for (const one of shape.points) least = Math.min(least, spheroidDistance_m(point, one))
  const edges = edgesOf(shape)
  // On a plane around the point all edges are ranked; only the nearest ones are measured on the spheroid.
  const across = Math.cos((point[1] * Math.PI) / 180)
  const ranked = edges.map((edge) => planeDistance(point, edge, across))
  const best = ranked.reduce((a, b) => Math.min(a, b), Infinity)
  for (const [i, edge] of edges.entries()) if ((ranked[i] ?? Infinity) <= best * 1.01) least = Math.min(least, toEdge_m(point, edge))
  return least
}

function planeDistance([x, y]: XY, [[ax, ay], [bx, by]]: readonly [XY, XY], across: number): number {
  const [dx, dy] = [(bx - ax) * across, by - ay]
  const t = Math.min(1, Math.max(0, ((x - ax) * across * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
  return Math.hypot((x - ax) * across - t * dx, y - ay - t * dy)
}

/** The distance along an edge falls, then rises: a search for its least. */
function toEdge_m(point: XY, [from, to]: readonly [XY, XY]): number {
  const at = (t: number): number => spheroidDistance_m(point, [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])])
  let [low, high] = [0, 1]
  for (let round = 0; round < 40; round += 1) {
    const third = (high - low) / 3
    if (at(low + third) < at(high - third)) high -= third
    else low += third
  }
  return at((low + high) / 2)
}

const EQUATOR_M = 6_378_137
const FLATTENING = 1 / 298.257_223_563
const POLE_M = EQUATOR_M * (1 - FLATTENING)

/**
 * Metres between two positions on WGS 84 (T. Vincenty, Direct and Inverse Solutions of Geodesics on the Ellipsoid, 1975).
 * Nearly opposite points, where the series does not settle, are measured on the sphere: both ways round are nearly as long.
 */
export function spheroidDistance_m(a: XY, b: XY): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180
  const apart = radians(b[0] - a[0])
  const [u1, u2] = [Math.atan((1 - FLATTENING) * Math.tan(radians(a[1]))), Math.atan((1 - FLATTENING) * Math.tan(radians(b[1])))]
  const [sin1, cos1, sin2, cos2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)]
  let lambda = apart
  for (let round = 0; round < 100; round += 1) {
    const [sinL, cosL] = [Math.sin(lambda), Math.cos(lambda)]
    const sinS = Math.hypot(cos2 * sinL, cos1 * sin2 - sin1 * cos2 * cosL)
    if (sinS === 0) return 0
    const cosS = sin1 * sin2 + cos1 * cos2 * cosL
    const sigma = Math.atan2(sinS, cosS)
    const sinA = (cos1 * cos2 * sinL) / sinS
    const cosSqA = 1 - sinA * sinA
    const cos2M = cosSqA === 0 ? 0 : cosS - (2 * sin1 * sin2) / cosSqA
    const c = (FLATTENING / 16) * cosSqA * (4 + FLATTENING * (4 - 3 * cosSqA))
    const next = apart + (1 - c) * FLATTENING * sinA * (sigma + c * sinS * (cos2M + c * cosS * (2 * cos2M * cos2M - 1)))
    if (Math.abs(next - lambda) < 1e-12) return along(sigma, { sinS, cosS, cosSqA, cos2M })
    lambda = next
  }
  const mean = (2 * EQUATOR_M + POLE_M) / 3
  return mean * Math.acos(Math.min(1, Math.max(-1, sin1 * sin2 + cos1 * cos2 * Math.cos(apart))))
}

function along(
  sigma: number,
  { sinS, cosS, cosSqA, cos2M }: { readonly sinS: number; readonly cosS: number; readonly cosSqA: number; readonly cos2M: number },
): number {
  const u = (cosSqA * (EQUATOR_M ** 2 - POLE_M ** 2)) / POLE_M ** 2
  const a = 1 + (u / 16_384) * (4096 + u * (-768 + u * (320 - 175 * u)))
  const b = (u / 1024) * (256 + u * (-128 + u * (74 - 47 * u)))
  const delta = b * sinS * (cos2M + (b / 4) * (cosS * (2 * cos2M ** 2 - 1) - (b / 6) * cos2M * (4 * sinS ** 2 - 3) * (4 * cos2M ** 2 - 3)))
  return POLE_M * a * (sigma - delta)
}
