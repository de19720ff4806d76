import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VectorTile } from '@mapbox/vector-tile'
import fc from 'fast-check'
import { PbfReader } from 'pbf'
import type { XY } from './lon-lat.ts'
import { decodeMvt, encodeMvt, type MvtFeature, type MvtGeometry } from './mvt.ts'

const square = (x: number, y: number, side: number): XY[] => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
  [x, y],
]
const one = (feature: MvtFeature): Uint8Array => encodeMvt([{ name: 'a', extent: 4096, features: [feature] }])
const read = (bytes: Uint8Array): VectorTile => new VectorTile(new PbfReader(bytes))
const plain = (rings: readonly (readonly { x: number; y: number }[])[]): number[][][] => rings.map((r) => r.map((p) => [p.x, p.y]))

/** Points written one after the other: `xys(2, 2, 2, 10)`. */
const xys = (...flat: readonly number[]): XY[] =>
  flat.flatMap((x, at) => {
    const y = flat[at + 1]
    return at % 2 === 0 && y !== undefined ? [[x, y] as XY] : []
  })

/** The worked examples of the Mapbox Vector Tile specification 2.1, §4.3.5: a geometry and its command integers. */
const workedExamples: readonly (readonly [MvtGeometry, readonly number[]])[] = [
  [{ kind: 'point', points: xys(25, 17) }, [9, 50, 34]],
  [{ kind: 'point', points: xys(5, 7, 3, 2) }, [17, 10, 14, 3, 9]],
  [{ kind: 'line', lines: [xys(2, 2, 2, 10, 10, 10)] }, [9, 4, 4, 18, 0, 16, 16, 0]],
  [{ kind: 'line', lines: [xys(2, 2, 2, 10, 10, 10), xys(1, 1, 3, 5)] }, [9, 4, 4, 18, 0, 16, 16, 0, 9, 17, 17, 10, 4, 8]],
  [{ kind: 'polygon', polygons: [[xys(3, 6, 8, 12, 20, 34, 3, 6)]] }, [9, 6, 12, 18, 10, 12, 24, 44, 15]],
  [
    {
      kind: 'polygon',
      polygons: [[square(0, 0, 10)], [xys(11, 11, 20, 11, 20, 20, 11, 20, 11, 11), xys(13, 13, 13, 17, 17, 17, 17, 13, 13, 13)]],
    },
    [9, 0, 0, 26, 20, 0, 0, 20, 19, 0, 15, 9, 22, 2, 26, 18, 0, 0, 18, 17, 0, 15, 9, 4, 13, 26, 0, 8, 8, 0, 0, 7, 15],
  ],
]

test('the worked examples of the specification have exactly its command integers', () => {
  // The geometry (field 4) is the last of the feature, and the layer ends with its extent, `28 80 20`.
  for (const [geometry, expected] of workedExamples) {
    const tail = [0x22, expected.length, ...expected, 0x28, 0x80, 0x20]
    assert.deepEqual(Array.from(one({ geometry, properties: {} }).slice(-tail.length)), tail)
  }
})

test('another reader sees the names, ids, values and rings that were written', () => {
  const layer = read(
    encodeMvt([
      { name: 'empty', extent: 4096, features: [] },
      {
        name: 'town',
        extent: 4096,
        features: [
          {
            id: 2 ** 52 + 1,
            geometry: { kind: 'point', points: [[-5, 4100]] },
            properties: { name: '恵比寿神社', floor: -2, big: 300, half: 0.5, yes: true, no: false, one: 1, text: '1' },
          },
          {
            geometry: { kind: 'polygon', polygons: [[square(0, 0, 100).toReversed(), square(10, 10, 20)]] },
            properties: { name: '恵比寿神社' },
          },
        ],
      },
    ]),
  ).layers
  assert.deepEqual(Object.keys(layer), ['town'])
  const town = layer['town']
  assert.equal(town?.version, 2)
  assert.equal(town?.extent, 4096)
  const [point, polygon] = [town?.feature(0), town?.feature(1)]
  assert.equal(point?.id, 2 ** 52 + 1)
  assert.deepEqual(
    { ...point?.properties },
    { name: '恵比寿神社', floor: -2, big: 300, half: 0.5, yes: true, no: false, one: 1, text: '1' },
  )
  assert.deepEqual(plain(point?.loadGeometry() ?? []), [[[-5, 4100]]])
  assert.deepEqual({ ...polygon?.properties }, { name: '恵比寿神社' })
  const geo = polygon?.toGeoJSON(0, 0, 0)
  assert.equal(geo?.geometry.type, 'Polygon')
  assert.equal(geo?.geometry.type === 'Polygon' ? geo.geometry.coordinates.length : 0, 2)
})

test('what has no extent is not written', () => {
  assert.equal(
    one({
      geometry: {
        kind: 'line',
        lines: [xys(1, 1, 1, 1)],
      },
      properties: {},
    }).length,
    0,
  )
  assert.equal(
    one({
      geometry: {
        kind: 'polygon',
        polygons: [[xys(1, 1, 5, 5, 9, 9, 1, 1)]],
      },
      properties: {},
    }).length,
    0,
  )
  assert.equal(one({ geometry: { kind: 'point', points: [] }, properties: {} }).length, 0)
  const kept = read(
    one({
      geometry: {
        kind: 'polygon',
        polygons: [
          [square(0, 0, 0), square(0, 0, 5)],
          [square(20, 20, 5), square(22, 22, 0)],
        ],
      },
      properties: {},
    }),
  ).layers['a']?.feature(0)
  assert.deepEqual(plain(kept?.loadGeometry() ?? []), [square(20, 20, 5)])
})

const coordinate = fc.integer({ min: -64, max: 65_600 })
const xy = fc.tuple(coordinate, coordinate)
const value = fc.oneof(
  fc.string(),
  fc.boolean(),
  fc.integer({ min: -1e9, max: 2 ** 40 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0.25),
)

test('what is written comes back, by our own reader and by another', () => {
  const feature = fc.record({
    id: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
    geometry: fc.oneof(
      fc.record({ kind: fc.constant('point' as const), points: fc.array(xy, { minLength: 1 }) }),
      fc.record({
        kind: fc.constant('line' as const),
        lines: fc.array(fc.uniqueArray(xy, { minLength: 2, selector: String }), { minLength: 1 }),
      }),
    ),
    properties: fc.dictionary(
      fc.string({ minLength: 1 }).filter((k) => k !== '__proto__'),
      value,
    ),
  })
  fc.assert(
    fc.property(fc.array(feature, { minLength: 1, maxLength: 5 }), (features) => {
      const bytes = encodeMvt([{ name: 'a', extent: 65_536, features }])
      const back = decodeMvt(bytes)
      assert.deepEqual(structuredClone(back), structuredClone([{ name: 'a', extent: 65_536, features }]))
      const other = read(bytes).layers['a']
      features.forEach((f, i) => {
        const expected =
          f.geometry.kind === 'point' ? f.geometry.points.map((p) => [[...p]]) : f.geometry.lines.map((l) => l.map((p) => [...p]))
        assert.deepEqual(plain(other?.feature(i).loadGeometry() ?? []), expected)
      })
    }),
    { numRuns: 200 },
  )
})

test('broken bytes throw a RangeError, never hang', () => {
  const good = one({
    geometry: {
      kind: 'line',
      lines: [xys(0, 0, 5, 5, 9, 1)],
    },
    properties: { name: 'みなと通り' },
  })
  for (let cut = 1; cut < good.length; cut++) assert.throws(() => decodeMvt(good.subarray(0, cut)), RangeError)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        decodeMvt(bytes)
      } catch (error) {
        assert.ok(error instanceof RangeError, String(error))
      }
    }),
  )
})
