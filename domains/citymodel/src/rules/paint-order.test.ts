import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signedArea, type MvtFeature } from '@machinaka/geo'
import { inPaintOrder, type Look } from './paint-order.ts'

const look: Look<MvtFeature> = {
  value: ({ properties }, key) => properties[key],
  area: ({ geometry }) => (geometry.kind === 'polygon' ? Math.abs(signedArea(geometry.polygons[0]?.[0] ?? [])) : 0),
}

const street = (use: string, layer?: number): MvtFeature => ({
  geometry: { kind: 'line', lines: [] },
  properties: { use, ...(layer === undefined ? {} : { layer }) },
})
const label = (rank: number): MvtFeature => ({ geometry: { kind: 'point', points: [] }, properties: { rank } })
const house = (side: number): MvtFeature => ({
  geometry: {
    kind: 'polygon',
    polygons: [
      [
        [
          [0, 0],
          [side, 0],
          [side, side],
          [0, side],
          [0, 0],
        ],
      ],
    ],
  },
  properties: { kind: `${side}` },
})
const told = (features: readonly MvtFeature[]): string =>
  features.map(({ properties }) => String(properties['use'] ?? properties['rank'] ?? properties['kind'])).join(' ')

test('streets lie on each other by level, then by importance', () => {
  assert.equal(
    told(inPaintOrder('street', [street('motorway'), street('footway', 1), street('steps'), street('residential')], look, 10)),
    'steps residential motorway footway',
  )
})

test('names come by rank, first the one that must be seen', () =>
  assert.equal(told(inPaintOrder('label', [label(8), label(1), label(3)], look, 10)), '1 3 8'))

test('of too many the most important stay', () => {
  assert.equal(
    told(inPaintOrder('street', [street('footway'), street('primary'), street('path'), street('residential')], look, 2)),
    'residential primary',
  )
  assert.equal(told(inPaintOrder('label', [label(8), label(1), label(3)], look, 2)), '1 3')
  assert.equal(told(inPaintOrder('building', [house(3), house(9), house(5)], look, 2)), '5 9')
})
