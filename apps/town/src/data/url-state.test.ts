import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apiAddress, cityOf, hasWishes, placesAddress, readSearch, readWishes, wishesToSearch, writeSearch } from './url-state.ts'

test('wishes survive the address', () => {
  const wishes = { q: 'パン屋', group: 'eat', kinds: ['cafe', 'bakery'], open: true, access: true, near: true } as const
  const text = writeSearch({ city: 'minato', ...wishesToSearch(wishes) })
  assert.equal(decodeURIComponent(text), '?city=minato&q=パン屋&group=eat&kinds=cafe,bakery&open=1&access=1&near=1')
  assert.deepEqual(readWishes(readSearch(text)), wishes)
})

test('nonsense in the address is left out', () => {
  assert.deepEqual(readWishes(readSearch('?q=%20%20&group=<b>&kinds=cafe,,CAFE!,cafe&open=yes&near=0&x=1')), { kinds: ['cafe'] })
  assert.equal(readWishes({ q: 'あ'.repeat(300) }).q?.length, 100)
})

test('nothing wished is an empty search', () => {
  assert.equal(writeSearch(wishesToSearch({})), '')
  assert.equal(hasWishes({ near: true }), false)
  assert.equal(hasWishes({ open: true }), true)
})

test('the city is carried to the server, and only a slug is believed', () => {
  assert.equal(cityOf(readSearch('?city=minato')), 'minato')
  assert.equal(cityOf(readSearch('?city=../x')), undefined)
  assert.equal(apiAddress('/api/city', {}, undefined), '/api/city')
  assert.equal(
    apiAddress('/api/guide/suggest', { q: 'ぱん', near: undefined }, 'minato'),
    '/api/guide/suggest?city=minato&q=%E3%81%B1%E3%82%93',
  )
})

test('the list asks for what was wished, in one order of names', () => {
  assert.equal(placesAddress({}, { city: 'minato' }), '/api/guide/places?city=minato&limit=30')
  assert.equal(
    placesAddress({ open: true, kinds: ['cafe'], near: true }, { city: undefined, offset: 30, here: [139.12346, 35.1], near_m: 800 }),
    '/api/guide/places?category=cafe&limit=30&near=139.1235%2C35.1000&offset=30&openNow=true',
  )
  assert.equal(
    placesAddress({ near: true }, { city: undefined, here: [139.1, 35.1], near_m: 800 }),
    '/api/guide/places?limit=30&near=139.1000%2C35.1000&radius_m=800',
  )
  assert.equal(placesAddress({ near: true }, { city: undefined }), '/api/guide/places?limit=30')
})
