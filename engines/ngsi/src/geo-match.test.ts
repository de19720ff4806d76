import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  compileGeo,
  compileRelation,
  geodesic_m,
  isProblem,
  matchesGeo,
  parseGeo,
  type Entity,
  type Geometry,
  type GeoQuery,
} from './index.ts'

const square = (west: number, south: number, size: number): [number, number][] => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
]
const area = (...rings: [number, number][][]): Geometry => ({ type: 'Polygon', coordinates: rings })
const line = (...coordinates: [number, number][]): Geometry => ({ type: 'LineString', coordinates })
const point = (lon: number, lat: number): Geometry => ({ type: 'Point', coordinates: [lon, lat] })
const RELATIONS = ['within', 'contains', 'intersects', 'equals', 'disjoint', 'overlaps'] as const
/** The relations of the target to the reference that hold, by first letters. */
const relations = (target: Geometry, reference: Geometry): string =>
  RELATIONS.filter((op) => compileRelation({ op }, reference)(target)).join(' ')

test('4.10 relations: points, lines and areas, with edges that touch and holes', () => {
  const big = area(square(0, 0, 10))
  const holed = area(square(0, 0, 10), square(4, 4, 2).reverse())
  assert.equal(relations(point(5, 5), big), 'within intersects')
  assert.equal(relations(point(5, 5), holed), 'disjoint')
  assert.equal(relations(point(0, 5), big), 'intersects')
  assert.equal(relations(big, point(5, 5)), 'contains intersects')
  assert.equal(relations(area(square(4, 4, 2)), holed), 'intersects')
  assert.equal(relations(area(square(4, 4, 2)), big), 'within intersects')
  assert.equal(relations(area(square(1, 1, 2)), holed), 'within intersects')
  assert.equal(relations(area(square(3, 3, 4)), holed), 'intersects overlaps')
  assert.equal(relations(area(square(10, 0, 3)), big), 'intersects')
  assert.equal(relations(area(square(9, 9, 3)), big), 'intersects overlaps')
  assert.equal(relations(area([...square(0, 0, 10)].reverse()), big), 'within contains intersects equals')
  assert.equal(relations(line([1, 1], [9, 9]), holed), 'intersects')
  assert.equal(relations(line([0, 0], [10, 0]), big), 'intersects')
  assert.equal(relations(line([0, 0], [10, 10]), big), 'within intersects')
  assert.equal(relations(line([0, 0], [4, 0]), line([2, 0], [6, 0])), 'intersects overlaps')
  assert.equal(relations(line([0, 0], [4, 0]), line([4, 0], [2, 0], [0, 0])), 'within contains intersects equals')
  assert.equal(relations(line([0, 0], [4, 4]), line([0, 4], [4, 0])), 'intersects')
  assert.equal(
    relations(
      {
        type: 'MultiPoint',
        coordinates: [
          [1, 1],
          [2, 2],
        ],
      },
      {
        type: 'MultiPoint',
        coordinates: [
          [2, 2],
          [3, 3],
        ],
      },
    ),
    'intersects overlaps',
  )
})

test('4.10 relations that say the opposite do, whichever way round', () => {
  const corner = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }))
  const shape: fc.Arbitrary<Geometry> = fc.oneof(
    corner.map(([x, y]) => point(x, y)),
    fc.array(corner, { minLength: 2, maxLength: 4 }).map((coordinates) => ({ type: 'LineString', coordinates }) as const),
    fc.tuple(corner, fc.integer({ min: 1, max: 3 })).map(([[x, y], size]) => area(square(x, y, size))),
  )
  const holds = (op: (typeof RELATIONS)[number], a: Geometry, b: Geometry): boolean => compileRelation({ op }, b)(a)
  fc.assert(
    fc.property(shape, shape, (a, b) => {
      assert.equal(holds('disjoint', a, b), !holds('intersects', a, b))
      assert.equal(holds('intersects', a, b), holds('intersects', b, a))
      assert.equal(holds('within', a, b), holds('contains', b, a))
      assert.equal(holds('overlaps', a, b), holds('overlaps', b, a))
      if (holds('within', a, b)) assert.ok(holds('intersects', a, b))
      assert.ok(holds('equals', a, a) && holds('within', a, a))
    }),
    { numRuns: 1_000 },
  )
})

test('4.10 near is metres on the spheroid, to the nearest place', () => {
  // Flinders Peak to Buninyong (Geoscience Australia, GDA technical manual): 54 972.271 m.
  const flinders: [number, number] = [144 + 25 / 60 + 29.52442 / 3600, -(37 + 57 / 60 + 3.7203 / 3600)]
  const buninyong: [number, number] = [143 + 55 / 60 + 35.38392 / 3600, -(37 + 39 / 60 + 10.15609 / 3600)]
  assert.ok(Math.abs(geodesic_m(flinders, buninyong) - 54_972.271) < 0.001)
  const near = (target: Geometry, reference: Geometry, maxDistance_m: number): boolean =>
    compileRelation({ op: 'near', maxDistance_m }, reference)(target)
  // 0.01° of longitude at 35.6° N are 906 m.
  assert.deepEqual(
    [905, 907].map((metres) => near(point(139.71, 35.6), point(139.7, 35.6), metres)),
    [false, true],
  )
  const street = line([139.6, 35.61], [139.8, 35.61])
  assert.deepEqual(
    [1_108, 1_111].map((metres) => near(point(139.7, 35.6), street, metres)),
    [false, true],
  )
  assert.equal(near(point(139.7, 35.6), area(square(139, 35, 1)), 1), true)
  assert.equal(compileRelation({ op: 'near', minDistance_m: 900 }, point(139.7, 35.6))(point(139.71, 35.6)), true)
})

test('4.10 one instance of the property that fits suffices', () => {
  const entity: Pick<Entity, 'attributes'> = {
    attributes: {
      location: [
        { type: 'GeoProperty', value: { type: 'Point', coordinates: [1, 1] } },
        { type: 'GeoProperty', value: { type: 'Point', coordinates: [50, 50] }, datasetId: 'urn:d:1' },
      ],
      area: { type: 'Property', value: 'none' },
    },
  }
  const asked = (parameters: object): boolean => {
    const query = parseGeo({ georel: 'within', geometry: 'Polygon', coordinates: [square(40, 40, 20)], ...parameters })
    assert.ok(query !== undefined && !isProblem(query))
    return matchesGeo(query, entity)
  }
  assert.deepEqual([asked({}), asked({ geoproperty: 'area' }), asked({ geoproperty: 'none' })], [true, false, false])
})

test('4.10 large shapes are compared in bounded time', () => {
  const circle = (x: number, y: number, n: number): [number, number][] => {
    const ring = Array.from({ length: n }, (_, i): [number, number] => [
      x + Math.cos((2 * Math.PI * i) / n),
      y + Math.sin((2 * Math.PI * i) / n),
    ])
    return [...ring, ring[0] ?? [0, 0]]
  }
  const query: GeoQuery = { relation: { op: 'overlaps' }, geometry: area(circle(0, 0, 2_000)) }
  const started = performance.now()
  const test = compileGeo(query)
  assert.equal(test({ attributes: { location: { type: 'GeoProperty', value: area(circle(0.5, 0.3, 50_000)) } } }), true)
  assert.ok(performance.now() - started < 5_000)
})
