import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isWithin } from './bounds.ts'
import { clipLine, clipPolygon, clipRing } from './clip.ts'
import { localPlane, type Bounds, type XY } from './lon-lat.ts'
import { area_m2, centroid, pointInside, polygonContains, rewound, signedArea } from './polygon.ts'
import { length_m, nearestOnLine, pointAlong, simplify, simplifyRing } from './polyline.ts'

const box: Bounds = [0, 0, 10, 10]
const square: XY[] = [
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
  [0, 0],
]
const point = fc.tuple(fc.integer({ min: -20, max: 30 }), fc.integer({ min: -20, max: 30 }))

test('a line that leaves and comes back is two parts, cut at the edge', () => {
  assert.deepEqual(
    clipLine(
      [
        [-5, 5],
        [5, 5],
        [5, 15],
        [8, 15],
        [8, 5],
      ],
      box,
    ),
    [
      [
        [0, 5],
        [5, 5],
        [5, 10],
      ],
      [
        [8, 10],
        [8, 5],
      ],
    ],
  )
  assert.deepEqual(
    clipLine(
      [
        [-5, -5],
        [-1, 20],
      ],
      box,
    ),
    [],
  )
  assert.deepEqual(
    clipLine(
      [
        [1, 1],
        [2, 2],
      ],
      box,
    ),
    [
      [
        [1, 1],
        [2, 2],
      ],
    ],
  )
})

test('no part of a clipped line or ring lies outside, and nothing inside is lost', () => {
  fc.assert(
    fc.property(fc.array(point, { minLength: 2, maxLength: 12 }), (line) => {
      const grown: Bounds = [-1e-9, -1e-9, 10 + 1e-9, 10 + 1e-9]
      const parts = clipLine(line, box)
      assert.ok(parts.flat().every((p) => isWithin(p, grown)))
      const kept = new Set(parts.flat().map(String))
      for (const [i, p] of line.entries())
        if (p[0] > 0 && p[0] < 10 && p[1] > 0 && p[1] < 10 && String(p) !== String(line[i - 1] ?? line[1]))
          assert.ok(kept.has(String(p)), String(p))
      assert.ok(clipRing([...line, line[0] ?? [0, 0]], box).every((p) => isWithin(p, grown)))
    }),
  )
})

test('rings: whole, cut, gone, and a hole cut with its outer ring', () => {
  assert.equal(Math.abs(signedArea(clipRing(square, [2, 2, 4, 20]))), 16)
  assert.deepEqual(clipRing(square, [20, 20, 30, 30]), [])
  assert.equal(Math.abs(signedArea(clipRing(square, box))), 100)
  const cut = clipPolygon(
    [
      square,
      [
        [4, 4],
        [6, 4],
        [6, 6],
        [4, 6],
        [4, 4],
      ],
    ],
    [0, 0, 5, 10],
  )
  assert.deepEqual(
    cut?.map((r) => Math.abs(signedArea(r))),
    [50, 2],
  )
})

test('area of an overlap is the same from both sides', () => {
  const rect = fc
    .tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
    .map(([x, y, w, h]): Bounds => [x, y, x + w, y + h])
  const ring = (b: Bounds): XY[] => [
    [b[0], b[1]],
    [b[2], b[1]],
    [b[2], b[3]],
    [b[0], b[3]],
    [b[0], b[1]],
  ]
  fc.assert(
    fc.property(rect, rect, (a, b) => assert.equal(Math.abs(signedArea(clipRing(ring(a), b))), Math.abs(signedArea(clipRing(ring(b), a))))),
  )
})

test('simplify keeps the ends and stays within the tolerance', () => {
  assert.deepEqual(
    simplify(
      [
        [0, 0],
        [1, 0.1],
        [2, -0.1],
        [3, 5],
        [4, 6],
        [5, 7],
        [6, 8.1],
        [7, 9],
      ],
      0.5,
    ),
    [
      [0, 0],
      [2, -0.1],
      [3, 5],
      [7, 9],
    ],
  )
  fc.assert(
    fc.property(fc.array(point, { minLength: 2, maxLength: 40 }), fc.double({ min: 0.1, max: 5, noNaN: true }), (line, tolerance) => {
      const simple = simplify(line, tolerance)
      assert.deepEqual([simple[0], simple.at(-1)], [line[0], line.at(-1)])
      for (const p of line) assert.ok(distanceTo(simple, p) <= tolerance + 1e-9)
    }),
  )
})

function distanceTo(line: readonly XY[], p: XY): number {
  let best = Infinity
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1] ?? [0, 0], line[i] ?? [0, 0]]
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
    const squared = dx * dx + dy * dy
    const t = squared === 0 ? 0 : Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / squared))
    best = Math.min(best, Math.hypot(p[0] - a[0] - dx * t, p[1] - a[1] - dy * t))
  }
  return best
}

test('a ring stays closed when simplified, or is gone', () => {
  assert.deepEqual(
    simplifyRing(
      [
        [0, 0],
        [5, 0.1],
        [10, 0],
        [10, 10],
        [0, 10],
        [0, 0],
      ],
      1,
    ),
    square,
  )
  assert.equal(
    simplifyRing(
      [
        [0, 0],
        [0.1, 0],
        [0.1, 0.1],
        [0, 0.1],
        [0, 0],
      ],
      1,
    ),
    undefined,
  )
})

test('orientation follows RFC 7946', () => {
  const hole: XY[] = [
    [4, 4],
    [6, 4],
    [6, 6],
    [4, 6],
    [4, 4],
  ]
  const [outer = [], inner = []] = rewound([square.toReversed(), hole])
  assert.ok(signedArea(outer) > 0 && signedArea(inner) < 0)
})

test('a label point is inside where the centroid is not: a horseshoe, and a ring with its hole', () => {
  const horseshoe: XY[] = [
    [0, 0],
    [10, 0],
    [10, 10],
    [8, 10],
    [8, 2],
    [2, 2],
    [2, 10],
    [0, 10],
    [0, 0],
  ]
  const centre = centroid([horseshoe])
  assert.ok(centre && !polygonContains([horseshoe], centre))
  for (const polygon of [
    [horseshoe],
    [
      square,
      [
        [2, 2],
        [8, 2],
        [8, 8],
        [2, 8],
        [2, 2],
      ] as XY[],
    ],
  ]) {
    const at = pointInside(polygon)
    assert.ok(at && polygonContains(polygon, at))
  }
  assert.deepEqual(centroid([square]), [5, 5])
  assert.equal(pointInside([[]]), undefined)
})

test('metres: area of a hectare, length and the nearest point of a street', () => {
  const plane = localPlane([139.7, 35.65])
  const at = (x: number, y: number): XY => plane.toLonLat([x, y])
  const hectare = [at(0, 0), at(100, 0), at(100, 100), at(0, 100), at(0, 0)]
  assert.ok(Math.abs(area_m2([hectare]) - 10_000) < 5)
  const street = [at(0, 0), at(100, 0), at(100, 100)]
  assert.ok(Math.abs(length_m(street) - 200) < 0.1)
  const nearest = nearestOnLine(street, at(60, 30))
  assert.ok(nearest && nearest.segment === 0 && Math.abs(nearest.along - 0.6) < 1e-3 && Math.abs(nearest.distance_m - 30) < 0.1)
  const half = pointAlong(street, 150)
  assert.ok(half && Math.abs(plane.toMetres(half)[1] - 50) < 0.1)
  assert.equal(nearestOnLine([], at(0, 0)), undefined)
})
