import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { boundsAround, boundsOf, isWithin } from './bounds.ts'
import { bearing_deg, distance_m, localPlane, nearDistance_m } from './lon-lat.ts'

const near = (got: number, want: number, share: number): void => assert.ok(Math.abs(got - want) <= want * share, `${got} is not ${want}`)

test('distances agree with the ellipsoid within half a percent', () => {
  near(distance_m([139.767125, 35.681236], [135.495951, 34.702485]), 403_000, 0.005) // Tokyo station to Osaka station
  near(distance_m([139, 35], [139, 36]), 110_940, 0.005) // one degree of latitude at 35° (GRS 80)
  near(distance_m([139, 35], [140, 35]), 91_290, 0.005) // one degree of longitude at 35°
  assert.equal(distance_m([139, 35], [139, 35]), 0)
})

test('near distance and the local plane agree with the sphere inside a town', () => {
  const inTown = fc.tuple(fc.double({ min: 139.7, max: 139.75, noNaN: true }), fc.double({ min: 35.6, max: 35.65, noNaN: true }))
  fc.assert(
    fc.property(inTown, inTown, (a, b) => {
      const d = distance_m(a, b)
      assert.ok(Math.abs(nearDistance_m(a, b) - d) <= d * 1e-5 + 1e-6)
      const plane = localPlane(a)
      assert.ok(Math.abs(Math.hypot(...plane.toMetres(b)) - d) <= d * 1e-3 + 1e-6)
      const back = plane.toLonLat(plane.toMetres(b))
      assert.ok(Math.abs(back[0] - b[0]) < 1e-10 && Math.abs(back[1] - b[1]) < 1e-10)
    }),
  )
})

test('the box around a centre holds the whole circle', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 360, noNaN: true }),
      fc.double({ min: 1, max: 20_000, noNaN: true }),
      fc.double({ min: -60, max: 60, noNaN: true }),
      (angle, r, lat) => {
        const plane = localPlane([139, lat])
        const p = plane.toLonLat([Math.cos(angle) * r, Math.sin(angle) * r])
        if (distance_m([139, lat], p) <= r) assert.ok(isWithin(p, boundsAround([139, lat], r)))
      },
    ),
  )
})

test('bearings run clockwise from north', () => {
  for (const [to, want] of [
    [[139, 36], 0],
    [[140, 35], 90],
    [[139, 34], 180],
    [[138, 35], 270],
  ] as const)
    assert.ok(Math.abs(bearing_deg([139, 35], to) - want) < 0.5)
})

test('nothing has no box', () => assert.equal(boundsOf([]), undefined))
