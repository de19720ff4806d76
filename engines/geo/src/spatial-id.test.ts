import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  cellHeight_m,
  parseSpatialId,
  printSpatialId,
  spatialIdAt,
  spatialIdBounds,
  spatialIdChildren,
  spatialIdHeights,
  spatialIdParent,
} from './spatial-id.ts'

/** Tokyo Station at zoom 18 is the tile 232847, 103226. */
test('a place has its cell, and the cell its heights', () => {
  const station = spatialIdAt([139.7671, 35.6812], 40, 18)
  assert.equal(printSpatialId(station), '18/0/232847/103226')
  assert.deepEqual([cellHeight_m(25), cellHeight_m(20), cellHeight_m(15)], [1, 32, 1024])
  assert.deepEqual(spatialIdHeights({ z: 20, f: -1, x: 0, y: 0 }), { floor_m: -32, ceiling_m: 0 })
})

test('what is no cell is not read', () => {
  for (const text of ['', '18/0/232847', '18/0/262144/0', '29/0/0/0', '1/2/0/0', '18/a/0/0', '18/0/-1/0', 'x18/0/0/0', '0/-2/0/0'])
    assert.equal(parseSpatialId(text), undefined, text)
  assert.deepEqual(parseSpatialId('/18/-1/232847/103226'), { z: 18, f: -1, x: 232847, y: 103226 })
})

const cell = fc
  .tuple(
    fc.double({ min: -179.9, max: 179.9, noNaN: true }),
    fc.double({ min: -80, max: 80, noNaN: true }),
    fc.integer({ min: 0, max: 25 }),
  )
  .chain(([lon, lat, z]) => fc.integer({ min: -100_000, max: 900_000 }).map((height_cm) => ({ lon, lat, z, height: height_cm / 100 })))

test('a cell holds its place; printing and reading, children and parent are inverse', () => {
  fc.assert(
    fc.property(cell, ({ lon, lat, z, height }) => {
      const id = spatialIdAt([lon, lat], height, z)
      const [west, south, east, north] = spatialIdBounds(id)
      const { floor_m, ceiling_m } = spatialIdHeights(id)
      assert.ok(lon >= west - 1e-7 && lon <= east + 1e-7 && lat >= south - 1e-7 && lat <= north + 1e-7)
      assert.ok(height >= floor_m && height < ceiling_m)
      assert.deepEqual(parseSpatialId(printSpatialId(id)), id)
      for (const child of spatialIdChildren(id)) assert.deepEqual(spatialIdParent(child), id)
    }),
  )
})
