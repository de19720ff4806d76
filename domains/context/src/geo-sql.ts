/** Geo-queries (§4.10) as SQL: distances in metres on the spheroid, other relations on the plane of longitude and latitude. */
import { spatialIdBounds, spatialIdHeights, type SpatialId } from '@machinaka/geo'
import type { GeoQuery, GeoRelation, Geometry, Position } from '@machinaka/ngsi'
import { sql, type RawBuilder } from 'kysely'
import type { Condition } from './query-sql.ts'

const METRES_PER_DEGREE = 111_132

/** The condition of a geo-query: on the indexed column for `location`, else on the GeoProperty's instances, one of which suffices. */
export function geoCondition(query: GeoQuery): Condition {
  const { relation, geometry, property = 'location' } = query
  if (property !== 'location') return documentGeoCondition(query)
  return sql<boolean>`(e.location is not null and ${related({ subject: sql`e.location`, reference: shapeOf(geometry), relation, geometry })})`
}

/** The same on the instances of the GeoProperty in `e.doc`, also for `location`. */
export function documentGeoCondition({ relation, geometry, property = 'location' }: GeoQuery): Condition {
  const path = `$.${JSON.stringify(property)}[*] ? (@."type" == "GeoProperty")."value"`
  return sql<boolean>`exists (
    select from jsonb_path_query(e.doc, ${path}::jsonpath, '{}', true) as v(value)
    cross join lateral (select st_makevalid(st_force2d(st_setsrid(st_geomfromgeojson(v.value), 4326))) as shape) g
    where ${related({ subject: sql`g.shape`, reference: shapeOf(geometry), relation, geometry })})`
}

const shapeOf = (geometry: Geometry): RawBuilder<unknown> =>
  sql`st_makevalid(st_force2d(st_setsrid(st_geomfromgeojson(${JSON.stringify(geometry)}), 4326)))`

function related({
  subject,
  reference,
  relation,
  geometry,
}: {
  readonly subject: RawBuilder<unknown>
  readonly reference: RawBuilder<unknown>
  readonly relation: GeoRelation
  readonly geometry: Geometry
}): Condition {
  switch (relation.op) {
    case 'near':
      return near(subject, reference, { relation, geometry })
    case 'within':
      return sql<boolean>`st_within(${subject}, ${reference})`
    case 'contains':
      return sql<boolean>`st_contains(${subject}, ${reference})`
    case 'intersects':
      return sql<boolean>`st_intersects(${subject}, ${reference})`
    case 'equals':
      return sql<boolean>`st_equals(${subject}, ${reference})`
    case 'disjoint':
      return sql<boolean>`st_disjoint(${subject}, ${reference})`
    case 'overlaps':
      return sql<boolean>`st_overlaps(${subject}, ${reference})`
  }
}

function near(
  subject: RawBuilder<unknown>,
  reference: RawBuilder<unknown>,
  { relation, geometry }: { readonly relation: Extract<GeoRelation, { readonly op: 'near' }>; readonly geometry: Geometry },
): Condition {
  const conditions: Condition[] = []
  if (relation.maxDistance_m !== undefined) {
    const box = boxAround(geometry, relation.maxDistance_m)
    if (box !== undefined)
      conditions.push(
        sql<boolean>`${subject} && st_makeenvelope(${box.west}::float8, ${box.south}::float8, ${box.east}::float8, ${box.north}::float8, 4326)`,
      )
    conditions.push(sql<boolean>`st_dwithin(${subject}::geography, (${reference})::geography, ${relation.maxDistance_m}::float8)`)
  }
  if (relation.minDistance_m !== undefined)
    conditions.push(sql<boolean>`not st_dwithin(${subject}::geography, (${reference})::geography, ${relation.minDistance_m}::float8)`)
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`
}

/** A box that surely holds everything within the distance, for the index; undefined near the poles and the antimeridian. */
function boxAround(
  geometry: Geometry,
  distance_m: number,
): { readonly west: number; readonly south: number; readonly east: number; readonly north: number } | undefined {
  const all = positions(geometry)
  const lons = all.map(([lon]) => lon)
  const lats = all.map(([, lat]) => lat)
  const margin = (distance_m / METRES_PER_DEGREE) * 1.02
  const [south, north] = [least(lats) - margin, greatest(lats) + margin]
  const widest = Math.max(Math.abs(south), Math.abs(north))
  if (widest > 85) return undefined
  const across = margin / Math.cos((widest * Math.PI) / 180)
  const [west, east] = [least(lons) - across, greatest(lons) + across]
  return west < -180 || east > 180 ? undefined : { west, south, east, north }
}

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity)
const greatest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity)

function positions(geometry: Geometry): readonly Position[] {
  switch (geometry.type) {
    case 'Point':
      return [geometry.coordinates]
    case 'MultiPoint':
    case 'LineString':
      return geometry.coordinates
    case 'MultiLineString':
    case 'Polygon':
      return geometry.coordinates.flat()
    case 'MultiPolygon':
      return geometry.coordinates.flat(2)
  }
}

/** What reaches into a cell of space (空間ID): its place in plan, and the height of a point, 0 m where it has none. */
export function spatialCondition(id: SpatialId): Condition {
  const [west, south, east, north] = spatialIdBounds(id)
  const { floor_m, ceiling_m } = spatialIdHeights(id)
  const cell = sql`st_makeenvelope(${west}::float8, ${south}::float8, ${east}::float8, ${north}::float8, 4326)`
  const height = sql`coalesce(jsonb_path_query_first(e.doc, '$."location"[0]."value" ? (@."type" == "Point")."coordinates"[2]', '{}', true)::float8, 0)`
  return sql<boolean>`(e.location && ${cell} and st_intersects(e.location, ${cell}) and ${height} >= ${floor_m}::float8 and ${height} < ${ceiling_m}::float8)`
}
