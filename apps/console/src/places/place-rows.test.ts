import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Point } from '../data/queries.ts'
import { type Order, placeRows, type PlaceFilter } from './place-rows.ts'

const point = ([id, name, category, group, open]: readonly [string, string, string, string, string]): Point => ({
  id,
  geometry: { coordinates: [139, 35] },
  properties: { id, name, category, group, open },
})
const points = [
  point(['1', 'かどや', 'cafe', 'eat', 'open']),
  point(['2', 'あかり', 'book', 'shop', 'closed']),
  point(['3', 'さくら', 'cafe', 'eat', 'unknown']),
  point(['4', '', 'bench', 'rest', 'unknown']),
]
const listed = (filter: PlaceFilter, column: string, descending = false): string => {
  const order: Order = { column, descending }
  return placeRows(points, filter, { order, categoryName: (code) => code })
    .map(({ id }) => id)
    .join('')
}

test('places are filtered and put in order', () => {
  assert.deepEqual(
    [
      listed({}, 'name'),
      listed({}, 'name', true),
      listed({}, 'category'),
      listed({ group: 'eat' }, 'name'),
      listed({ open: 'unknown' }, 'name'),
    ],
    ['2134', '3124', '4213', '13', '34'],
  )
})

test('what was found by words keeps the best first until another order is asked for', () => {
  assert.deepEqual([listed({ found: ['3', '1'] }, 'found'), listed({ found: ['3', '1'] }, 'name')], ['31', '13'])
})
