import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { distance_m, type LonLat } from './lon-lat.ts'
import { pointIndex, spatialIndex } from './spatial-index.ts'

const place = fc.tuple(fc.double({ min: 139, max: 139.2, noNaN: true }), fc.double({ min: 35, max: 35.2, noNaN: true }))

test('nearest agrees with looking at every place, in metres', () => {
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 60 }), place, fc.integer({ min: 1, max: 8 }), (places, at, limit) => {
      const all = places.map((p) => distance_m(at, p)).toSorted((a, b) => a - b)
      const close = (got: readonly number[], want: readonly number[]): void => {
        assert.equal(got.length, want.length)
        for (const [i, d] of got.entries()) assert.ok(Math.abs(d - (want[i] ?? NaN)) < 1e-3)
      }
      const index = pointIndex(places)
      close(
        index.nearest(at, { limit }).map((f) => f.distance_m),
        all.slice(0, limit),
      )
      close(
        index.nearest(at, { limit, radius_m: 3000 }).map((f) => f.distance_m),
        all.filter((d) => d <= 3000).slice(0, limit),
      )
    }),
  )
})

test('boxes are found where they meet; a filter holds for nearest too', () => {
  const index = spatialIndex([
    [0, 0, 1, 1],
    [2, 2, 3, 3],
  ])
  assert.deepEqual(
    index.within([0.5, 0.5, 2, 2]).toSorted((a, b) => a - b),
    [0, 1],
  )
  assert.deepEqual(
    index.nearest([0, 0] satisfies LonLat, { limit: 2, keep: (i) => i === 1 }).map((f) => f.index),
    [1],
  )
})

test('an empty index answers nothing', () =>
  assert.deepEqual([spatialIndex([]).within([0, 0, 1, 1]), spatialIndex([]).nearest([0, 0], { limit: 3 })], [[], []]))
