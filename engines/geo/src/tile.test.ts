import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isWithin } from './bounds.ts'
import { fromMercator, isTile, metresPerUnit, quantise, tileAt, tileBounds, tileProjection, tilesIn, toMercator } from './tile.ts'

test('Tokyo station lies on the tile that the web map scheme gives it', () => {
  assert.deepEqual(tileAt([139.767125, 35.681236], 14), { z: 14, x: 14552, y: 6451 })
  assert.deepEqual(tileAt([0, 0], 1), { z: 1, x: 1, y: 1 })
  assert.deepEqual(tileAt([180, -90], 3), { z: 3, x: 7, y: 7 })
})

test('mercator there and back; a position is in its tile', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -180, max: 179.999, noNaN: true }),
      fc.double({ min: -85, max: 85, noNaN: true }),
      fc.integer({ min: 0, max: 22 }),
      (lon, lat, z) => {
        const back = fromMercator(toMercator([lon, lat]))
        assert.ok(Math.abs(back[0] - lon) < 1e-9 && Math.abs(back[1] - lat) < 1e-9)
        const tile = tileAt([lon, lat], z)
        assert.ok(isTile(tile))
        const [w, s, e, n] = tileBounds(tile)
        assert.ok(isWithin([lon, lat], [w - 1e-9, s - 1e-9, e + 1e-9, n + 1e-9]))
        const [x, y] = tileProjection(tile)([lon, lat])
        assert.ok(x >= -1e-3 && x <= 4096.001 && y >= -1e-3 && y <= 4096.001)
      },
    ),
  )
})

test('tiles of a box go row by row, and too many are refused', () => {
  const tile = { z: 15, x: 29100, y: 12900 }
  const [w, s, e, n] = tileBounds(tile)
  assert.deepEqual(tilesIn([w + 1e-7, s + 1e-7, e + 1e-7, n - 1e-7], 15), [tile, { ...tile, x: 29101 }])
  assert.equal(tilesIn([139, 35, 140, 36], 18), undefined)
})

test('quantise rounds and drops repeats only', () =>
  assert.deepEqual(
    quantise([
      [0.4, 0],
      [0.2, 0.1],
      [1.6, 2],
      [0, 0],
    ]),
    [
      [0, 0],
      [2, 2],
      [0, 0],
    ],
  ))
test('a unit at zoom 14 in Tokyo is about half a metre', () => assert.ok(Math.abs(metresPerUnit(35.68, 14) - 0.485) < 0.005))
