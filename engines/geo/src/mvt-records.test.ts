import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { XY } from './lon-lat.ts'
import { readMvtRecords, recordArea, recordValue } from './mvt-records.ts'
import { encodeMvt, joinMvtLayers, type MvtFeature, MvtLayerBuilder } from './mvt.ts'

const square = (x: number, y: number, side: number): XY[] => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
  [x, y],
]
const tileOf = (features: readonly MvtFeature[]): Uint8Array => encodeMvt([{ name: 'a', extent: 4096, features }])

const xy = fc.tuple(fc.integer({ min: -64, max: 4160 }), fc.integer({ min: -64, max: 4160 }))
const feature: fc.Arbitrary<MvtFeature> = fc.record({
  id: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  geometry: fc.oneof(
    fc.record({ kind: fc.constant('point' as const), points: fc.array(xy, { minLength: 1 }) }),
    fc.record({ kind: fc.constant('polygon' as const), polygons: fc.constant([[square(0, 0, 100), square(10, 10, 20)]]) }),
  ),
  properties: fc.dictionary(fc.constantFrom('use', 'kind', 'name', 'layer'), fc.oneof(fc.string(), fc.boolean(), fc.integer())),
})

test('layers put together by their bytes are those written from the features', () => {
  fc.assert(
    fc.property(fc.array(feature, { minLength: 1, maxLength: 6 }), fc.array(feature, { minLength: 1, maxLength: 6 }), (one, two) => {
      const builder = new MvtLayerBuilder('a', 4096)
      for (const part of [one, two]) {
        for (const { records } of readMvtRecords(tileOf(part))) {
          records.forEach((record, i) => {
            for (const [key, value] of Object.entries(part[i]?.properties ?? {})) assert.equal(recordValue(record, key), value)
            assert.equal(recordValue(record, 'absent'), undefined)
            builder.addRecord(record)
          })
        }
      }
      assert.deepEqual(joinMvtLayers([builder]), tileOf([...one, ...two]))
    }),
  )
})

test('the area is that of the outer rings, whichever way they were given', () => {
  const polygons = [[square(0, 0, 10), square(2, 2, 3)], [square(50, 50, 4).toReversed()]]
  const [layer] = readMvtRecords(
    tileOf([
      { geometry: { kind: 'polygon', polygons }, properties: {} },
      { geometry: { kind: 'line', lines: [square(0, 0, 9)] }, properties: {} },
    ]),
  )
  assert.deepEqual(layer?.records.map(recordArea), [116, 0])
})

test('only the layers that are wanted are read, with their units', () => {
  const bytes = encodeMvt(
    ['a', 'b'].map((name) => ({ name, extent: 8192, features: [{ geometry: { kind: 'point', points: [[1, 2]] }, properties: {} }] })),
  )
  assert.deepEqual(
    readMvtRecords(bytes, (name) => name === 'b').map(({ name, extent, records }) => [name, extent, records.length]),
    [['b', 8192, 1]],
  )
})

test('broken bytes throw a RangeError, never hang', () => {
  const good = tileOf([{ geometry: { kind: 'polygon', polygons: [[square(0, 0, 5)]] }, properties: { name: 'みなと通り' } }])
  for (let cut = 1; cut < good.length; cut++) assert.throws(() => readMvtRecords(good.subarray(0, cut)), RangeError)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        for (const { records } of readMvtRecords(bytes)) for (const record of records) recordArea(record)
      } catch (error) {
        assert.ok(error instanceof RangeError, String(error))
      }
    }),
  )
})
