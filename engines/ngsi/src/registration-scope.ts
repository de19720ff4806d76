/**
 * The conditions on a registration as a whole: where, when, which scopes, and its own properties
 * (ETSI GS CIM 009 V1.9.1 §5.10.2.4, §5.11.2.4).
 */
import { isMap } from './json-map.ts'
import { property, type Attributes, type Entity, type Geometry, type Json, type Position } from './model.ts'
import { matchesQ } from './q-match.ts'
import type { GeoQuery, QueryExpression, ScopeExpression } from './query.ts'
import type { Registration, TimeInterval } from './registration-model.ts'
import { presentRegistration } from './registration.ts'
import { compareInstants } from './registration-merge.ts'
import { matchesScopes } from './selectors.ts'

/** A temporal query as far as registrations are concerned (§4.11). */
export interface TemporalCondition {
  readonly relation: 'before' | 'after' | 'between'
  readonly timeAt: string
  readonly endTimeAt?: string | undefined
  readonly property: 'observedAt' | 'createdAt' | 'modifiedAt' | 'deletedAt'
}

export interface SourceConditions {
  readonly geo?: GeoQuery | undefined
  readonly scopeQ?: ScopeExpression | undefined
  readonly csf?: QueryExpression | undefined
  /** Absent: only sources of current data. */
  readonly temporal?: TemporalCondition | undefined
}

/** Whether everything that is given holds. `located` demands a geometry where there is a geo-query (discovery, not forwarding). */
export function matchesConditions(
  registration: Registration,
  { geo, scopeQ, csf, temporal }: SourceConditions,
  { located }: { readonly located: boolean },
): boolean {
  return (
    matchesTime(registration, temporal) &&
    (geo === undefined || matchesPlace(registration, geo, located)) &&
    (scopeQ === undefined || (registration.scope === undefined ? !located : matchesScopes(scopeQ, registration))) &&
    (csf === undefined || matchesQ(csf, sourceEntity(registration)))
  )
}

/** Sources with an interval have history only; those without have current data only (§5.2.9). */
function matchesTime({ observationInterval, managementInterval }: Registration, temporal: TemporalCondition | undefined): boolean {
  if (temporal === undefined) return observationInterval === undefined && managementInterval === undefined
  const interval = temporal.property === 'observedAt' ? observationInterval : managementInterval
  return interval !== undefined && overlaps(interval, temporal)
}

function overlaps({ startAt, endAt }: TimeInterval, { relation, timeAt, endTimeAt }: TemporalCondition): boolean {
  const startsBy = (at: string): boolean => compareInstants(startAt, at) <= 0
  const lasts = (at: string): boolean => endAt === undefined || compareInstants(endAt, at) >= 0
  if (relation === 'before') return startsBy(timeAt)
  if (relation === 'after') return lasts(timeAt)
  return startsBy(endTimeAt ?? timeAt) && lasts(timeAt)
}

/** Context source properties, those of the data type included, as an entity that q can ask (§4.9). */
export function sourceEntity(registration: Registration): Pick<Entity, 'attributes'> & Partial<Entity> {
  const members = presentRegistration(registration, (name) => name)
  const attributes: Attributes = Object.fromEntries(
    Object.entries(members)
      .filter(([name]) => name !== 'id' && name !== 'type')
      .map(([name, value]) => [name, property(bare(value as Json))]),
  )
  return { id: registration.id, types: ['ContextSourceRegistration'], attributes }
}

/** A property may be sent as a bare value, or normalized. */
function bare(value: Json): Json {
  return isMap(value) && value['type'] === 'Property' && value['value'] !== undefined ? (value['value'] as Json) : value
}

function matchesPlace(
  registration: Registration,
  { property: asked = 'location', geometry, relation }: GeoQuery,
  located: boolean,
): boolean {
  const place =
    asked === 'location' || asked === 'observationSpace' || asked === 'operationSpace'
      ? registration[asked]
      : registration.properties[asked]
  if (place === undefined) return !located
  if (typeof place !== 'object' || place === null || !('coordinates' in place)) return !located
  const here = boxOf(place as Geometry)
  const there = boxOf(geometry)
  if (relation.op === 'near') return relation.maxDistance_m === undefined || distance_m(here, there) <= relation.maxDistance_m
  // The registered area may hold places that are disjoint, however small it is; for all other relations they have to meet.
  return relation.op === 'disjoint' || meet(here, there)
}

/** West, south, east, north in degrees. */
type Box = readonly [number, number, number, number]

/** The box around a geometry: what lies outside of it cannot match, what lies inside may ("possibly contains", §5.10.2.4). */
function boxOf({ coordinates }: Geometry): Box {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  const visit = (one: Position | readonly unknown[]): void => {
    const [lon, lat] = one
    if (typeof lon === 'number' && typeof lat === 'number') {
      box[0] = Math.min(box[0], lon)
      box[1] = Math.min(box[1], lat)
      box[2] = Math.max(box[2], lon)
      box[3] = Math.max(box[3], lat)
    } else for (const inner of one) visit(inner as readonly unknown[])
  }
  visit(coordinates)
  return box
}

const meet = (a: Box, b: Box): boolean => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]

/** At most the distance between what is in the boxes, in metres on the sphere. */
function distance_m(a: Box, b: Box): number {
  const gap = (low: number, high: number, otherLow: number, otherHigh: number): number => Math.max(0, otherLow - high, low - otherHigh)
  const metres = 111_195
  const dy = gap(a[1], a[3], b[1], b[3]) * metres
  const widest = Math.max(Math.abs(a[1]), Math.abs(a[3]), Math.abs(b[1]), Math.abs(b[3]))
  const dx = gap(a[0], a[2], b[0], b[2]) * metres * Math.cos((Math.min(widest, 90) * Math.PI) / 180)
  return Math.hypot(dx, dy)
}
