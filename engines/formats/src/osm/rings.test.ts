import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LonLat } from '@machinaka/geo'
import { joinRings, polygonsOf } from './rings.ts'

const square = (x: number, y: number, side: number): LonLat[] => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
  [x, y],
]

test('lines in any order and direction join to a ring', () => {
  const [a, b, c, d] = square(0, 0, 10)
  assert.ok(a && b && c && d)
  const { rings, open } = joinRings([
    [a, b],
    [d, c],
    [d, a],
    [c, b],
  ])
  assert.equal(open, 0)
  assert.deepEqual(
    rings.map((r) => r.length),
    [5],
  )
})

test('two rings that touch in a corner stay two', () => {
  const { rings, open } = joinRings([
    [
      [0, 0],
      [5, 0],
      [5, 5],
    ],
    [
      [5, 5],
      [0, 5],
      [0, 0],
    ],
    [
      [5, 5],
      [9, 5],
      [9, 9],
    ],
    [
      [9, 9],
      [5, 9],
      [5, 5],
    ],
  ])
  assert.equal(open, 0)
  assert.deepEqual(
    rings.map((r) => r.length),
    [5, 5],
  )
})

test('a cut extract leaves open lines, counted', () =>
  assert.deepEqual(
    joinRings([
      [
        [0, 0],
        [5, 0],
      ],
      [
        [5, 0],
        [5, 5],
      ],
      square(20, 20, 1),
    ]),
    { rings: [square(20, 20, 1)], open: 2 },
  ))

test('holes go to the smallest outer ring around them; islands in holes are polygons of their own', () => {
  const polygons = polygonsOf([square(0, 0, 100), square(30, 30, 20)], [square(20, 20, 60), square(35, 35, 5)], [])
  assert.deepEqual(
    polygons.map((p) => p.length),
    [2, 2],
  )
  assert.deepEqual(
    polygons[1]?.[1]?.map(([x]) => x).toSorted((a, b) => a - b),
    [35, 35, 35, 40, 40],
  )
})

test('without roles, a ring inside another is its hole', () =>
  assert.deepEqual(
    polygonsOf([], [], [square(1, 1, 2), square(0, 0, 10)]).map((p) => p.length),
    [2],
  ))
