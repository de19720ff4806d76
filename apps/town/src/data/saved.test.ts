import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSettings } from './settings-shape.ts'
import { parseShelf, type Saved, withoutPlace, withPlace } from './saved.ts'

const place = (id: string): Saved => ({
  id,
  city: 'minato',
  name: { ja: id },
  category: ['cafe'],
  lon: 139,
  lat: 35,
  savedAt: '2026-11-25T01:30:00Z',
})

test('the shelf keeps a place once, the newest first', () => {
  const shelf = withPlace(withPlace(withPlace({ places: [], receipts: [] }, place('a')), place('b')), place('a'))
  assert.deepEqual(
    shelf.places.map((kept) => kept.id),
    ['a', 'b'],
  )
  assert.deepEqual(
    withoutPlace(shelf, 'a').places.map((kept) => kept.id),
    ['b'],
  )
})

test('what another version wrote is read with care', () => {
  assert.deepEqual(parseShelf({ places: [place('a'), { id: 'x' }, null, 3], receipts: 'no' }), { places: [place('a')], receipts: [] })
  assert.deepEqual(parseShelf(null), { places: [], receipts: [] })
  assert.deepEqual(parseSettings({ language: 'fr', theme: 'pink', usage: false }), { theme: 'auto', usage: false, ground: 'town' })
  assert.deepEqual(parseSettings({ language: 'ja-easy', theme: 'dark', ground: 'gsi' }), {
    language: 'ja-easy',
    theme: 'dark',
    usage: true,
    ground: 'gsi',
  })
})
