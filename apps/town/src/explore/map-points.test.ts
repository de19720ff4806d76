import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pointsOfTown } from './map-points.ts'
import type { KeptPoint } from '../data/offline-search.ts'

const categories = {
  groups: [],
  categories: [
    { code: 'cafe', group: 'eat', name: {}, icon: 'cafe', count: 1 },
    { code: 'bench', group: 'help', name: {}, icon: 'bench', count: 1 },
  ],
}
const point = (id: string, category: string, group: string, open: string): KeptPoint => ({
  geometry: { coordinates: [139, 35] },
  properties: { id, category, group, open, name: `名${id}`, name_en: `N${id}` },
})
const features = [point('1', 'cafe', 'eat', 'open'), point('2', 'bench', 'help', 'unknown'), point('3', 'cafe', 'eat', 'closed')]
const ids = (wishes: Parameters<typeof pointsOfTown>[1]): string[] =>
  pointsOfTown(features, wishes, categories, 'en').map((p) => `${p.id}:${p.rank}`)

test('the map thins small things out, unless they were asked for', () => {
  assert.deepEqual(ids({}), ['1:2', '2:4', '3:2'])
  assert.deepEqual(ids({ group: 'help' }), ['2:1'])
  assert.deepEqual(ids({ open: true }), ['1:2'])
})
test('a point is labelled in the person’s language, and closed ones are quieter', () => {
  const [first, , third] = pointsOfTown(features, {}, categories, 'en')
  assert.deepEqual(first, { id: '1', lon: 139, lat: 35, label: 'N1', icon: 'cafe', group: 'eat', rank: 2, muted: false })
  assert.equal(third?.muted, true)
  assert.equal(pointsOfTown(features, {}, categories, 'ko')[0]?.label, 'N1')
})
