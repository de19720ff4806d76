import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { geoProperty, matchesGeo, type GeoQuery, type GeoRelation, type Geometry } from '@machinaka/ngsi'
import { openTestPostgres, type TestPostgres } from '@machinaka/platform/testing'
import fc from 'fast-check'
import { sql } from 'kysely'
import { contextMigrations } from './index.ts'

let pg: TestPostgres
before(async () => {
  pg = await openTestPostgres([contextMigrations])
})
after(() => pg.close())

/** Small whole coordinates, so that shapes touch, cross and lie in each other often. */
const position = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }))
const box = (west: number, south: number, wide: number, high: number): (readonly [number, number])[] => [
  [west, south],
  [west + wide, south],
  [west + wide, south + high],
  [west, south + high],
  [west, south],
]
const side = fc.integer({ min: 1, max: 4 })
const polygon = fc.oneof(
  fc.tuple(position, side, side).map(([[x, y], w, h]) => [box(x, y, w, h)]),
  fc
    .tuple(position, position, position)
    .filter(([a, b, c]) => (b[0] - a[0]) * (c[1] - a[1]) !== (b[1] - a[1]) * (c[0] - a[0]))
    .map(([a, b, c]) => [[a, b, c, a]]),
  position.map(([x, y]) => [box(x, y, 4, 4), box(x + 1, y + 1, 2, 2).toReversed()]),
)
const line = fc
  .array(position, { minLength: 2, maxLength: 3 })
  .filter((all) => all.every((one, i) => i === 0 || String(one) !== String(all[i - 1])))
const geometry: fc.Arbitrary<Geometry> = fc.oneof(
  position.map((coordinates) => ({ type: 'Point' as const, coordinates })),
  fc
    .uniqueArray(position, { minLength: 1, maxLength: 3, selector: String })
    .map((coordinates) => ({ type: 'MultiPoint' as const, coordinates })),
  line.map((coordinates) => ({ type: 'LineString' as const, coordinates })),
  polygon.map((coordinates) => ({ type: 'Polygon' as const, coordinates })),
)
const relations = ['within', 'contains', 'intersects', 'equals', 'disjoint', 'overlaps'] as const

test('§4.10: relations in memory are those of PostGIS', async () => {
  const pairs = fc.sample(
    fc.oneof(
      { arbitrary: fc.tuple(geometry, geometry), weight: 20 },
      geometry.map((one) => [one, one] as const),
    ),
    {
      numRuns: 3000,
      seed: 7,
    },
  )
  const { rows } = await pg.postgres.system((tx) =>
    sql<Readonly<Record<string, boolean>>>`
      select st_within(a, b) as within, st_contains(a, b) as contains, st_intersects(a, b) as intersects, st_equals(a, b) as equals,
        st_disjoint(a, b) as disjoint, st_overlaps(a, b) as overlaps
      from jsonb_array_elements(${JSON.stringify(pairs)}::jsonb) with ordinality as p(pair, place),
        lateral (select st_setsrid(st_geomfromgeojson(p.pair->0), 4326) as a, st_setsrid(st_geomfromgeojson(p.pair->1), 4326) as b) g
      order by place`.execute(tx),
  )
  const wrong: unknown[] = []
  const seen = new Map<string, number>()
  for (const [i, [a, b]] of pairs.entries())
    for (const op of relations) {
      const query: GeoQuery = { relation: { op }, geometry: b }
      const is = matchesGeo(query, { attributes: { location: geoProperty(a) } })
      if (rows[i]?.[op] === true) seen.set(op, (seen.get(op) ?? 0) + 1)
      if (is !== rows[i]?.[op]) wrong.push([op, JSON.stringify(a), JSON.stringify(b), is])
    }
  assert.deepEqual(wrong.slice(0, 5), [])
  for (const op of relations) assert.ok((seen.get(op) ?? 0) > 10, `too few pairs of ${op}`)
})

test('§4.10: distances in memory are those of the spheroid', async () => {
  const far: fc.Arbitrary<Geometry> = fc.oneof(
    fc
      .tuple(fc.double({ min: 139, max: 140, noNaN: true }), fc.double({ min: 35, max: 36, noNaN: true }))
      .map((coordinates) => ({ type: 'Point' as const, coordinates })),
    fc
      .tuple(fc.double({ min: 139, max: 140, noNaN: true }), fc.double({ min: 35, max: 36, noNaN: true }))
      .map(([x, y]) => ({ type: 'Polygon' as const, coordinates: [box(x, y, 0.01, 0.02)] })),
  )
  const pairs = fc.sample(fc.tuple(far, far), { numRuns: 500, seed: 3 })
  const { rows } = await pg.postgres.system((tx) =>
    sql<{ readonly apart: number }>`
      select st_distance(st_geomfromgeojson(p.pair->0)::geography, st_geomfromgeojson(p.pair->1)::geography) as apart
      from jsonb_array_elements(${JSON.stringify(pairs)}::jsonb) with ordinality as p(pair, place) order by place`.execute(tx),
  )
  for (const [i, [a, b]] of pairs.entries()) {
    const apart = rows[i]?.apart ?? Number.NaN
    const near = (maxDistance_m: number): boolean => {
      const relation: GeoRelation = { op: 'near', maxDistance_m }
      return matchesGeo({ relation, geometry: b }, { attributes: { location: geoProperty(a) } })
    }
    // A millionth: edges of polygons are measured at their nearest place on a plane.
    assert.equal(near(apart * (1 + 1e-5) + 0.01), true, `${JSON.stringify([a, b])} ${apart}`)
    if (apart > 0.1) assert.equal(near(apart * (1 - 1e-5) - 0.01), false, `${JSON.stringify([a, b])} ${apart}`)
  }
})
