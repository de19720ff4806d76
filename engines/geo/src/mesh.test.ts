import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { meshBounds, meshCentre, meshCode, meshesIn, meshLevel, type MeshLevel } from './mesh.ts'
import { isWithin } from './bounds.ts'

// Names of official city-model files are the third-level code of the ground they hold.
for (const [code, lonLat] of [
  ['52385628', [138.861, 35.101]],
  ['53394611', [139.767125, 35.681236]], // Tokyo station
  ['53393599', [139.7454, 35.6586]], // Tokyo tower
] as const)
  test(`the third-level code at ${lonLat.join(', ')} is ${code}`, () => assert.equal(meshCode(lonLat, 3), code))

test('quarters count from the south-west: 1 SW, 2 SE, 3 NW, 4 NE', () => {
  const b = meshBounds('53394611')
  assert.ok(b)
  const [west, south, east, north] = b
  const at = (x: number, y: number): string | undefined => meshCode([west + (east - west) * x, south + (north - south) * y], 5)
  assert.deepEqual(
    [at(0.1, 0.1), at(0.9, 0.1), at(0.1, 0.9), at(0.9, 0.9), at(0.3, 0.3)],
    ['5339461111', '5339461122', '5339461133', '5339461144', '5339461114'],
  )
})

test('a cell owns its south-western corner, at every level, anywhere in Japan', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 122, max: 154, noNaN: true }),
      fc.double({ min: 20, max: 46, noNaN: true }),
      fc.constantFrom<MeshLevel>(1, 2, 3, 4, 5),
      (lon, lat, level) => {
        const code = meshCode([lon, lat], level)
        assert.ok(code)
        assert.equal(meshLevel(code), level)
        const b = meshBounds(code)
        const centre = meshCentre(code)
        assert.ok(b && centre)
        assert.ok(isWithin([lon, lat], [b[0] - 1e-9, b[1] - 1e-9, b[2] + 1e-9, b[3] + 1e-9]))
        assert.equal(meshCode([b[0], b[1]], level), code)
        assert.equal(meshCode(centre, level), code)
        if (level > 1) assert.ok(code.startsWith(meshCode(centre, (level - 1) as MeshLevel) ?? '?'))
      },
    ),
  )
})

test('what is no code has no cell, and no code exists far from Japan', () => {
  for (const text of ['', '533', '53394', '533988', '5339461', '533946110', '533946115', '53394611111', '5380', 'abcd'])
    assert.equal(meshBounds(text), undefined, text)
  for (const p of [
    [99, 35],
    [180, 35],
    [139, -1],
    [139, 67],
    [NaN, 35],
  ] as const)
    assert.equal(meshCode(p, 1), undefined)
})

test('the cells of a box cover it once', () => {
  const b = meshBounds('53394611')
  assert.ok(b)
  assert.deepEqual(meshesIn([b[0] + 1e-6, b[1] + 1e-6, b[2] - 1e-6, b[3] - 1e-6], 4), ['533946111', '533946112', '533946113', '533946114'])
  assert.equal(meshesIn([122, 20, 154, 46], 5), undefined)
})
