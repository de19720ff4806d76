import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PlaceFields } from './place-entity.ts'
import { meetingKeys, mergedFields, municipalTwin, recordOf } from './same-place.ts'

const record = (id: string, name: string, at: readonly [number, number], more: Partial<PlaceFields> = {}) => ({
  id: `urn:ngsi-ld:PointOfInterest:${id}`,
  fields: { name: { ja: name }, category: ['aed'], lon: at[0], lat: at[1], ...more } satisfies PlaceFields,
})
const hall = record('aed-131130-1', 'みなと町役場', [139.7, 35.64])

test('ids say who recorded a place', () => {
  assert.deepEqual(
    [hall, record('osm-node-1', 'a', [0, 0]), record('town-1', 'a', [0, 0]), record('table-shops-1', 'a', [0, 0])].map(recordOf),
    ['municipal', 'mapped', 'other', 'other'],
  )
})

test('names meet whatever their width, case, kana and punctuation; the nameless never', () => {
  const keys = (name: string): readonly string[] => meetingKeys(record('osm-node-1', name, [0, 0]))
  assert.deepEqual(keys('Ｍｉｎａｔｏ・ホール'), keys('minato ほーる'))
  assert.notDeepEqual(keys('港町ホール'), keys('港町ホール別館'))
  assert.deepEqual(keys(''), [])
})

// One degree of longitude is about 90.5 km at 35.64° N.
for (const [metres, same] of [
  [0, true],
  [55, true],
  [65, false],
] as const)
  test(`an object ${metres} m away is ${same ? 'the same' : 'another'} place`, () => {
    const mapped = record('osm-node-1', 'みなと町役場', [139.7 + metres / 90_500, 35.64])
    assert.equal(municipalTwin(mapped, [hall])?.id, same ? hall.id : undefined)
  })

test('of several rows the nearest is meant', () => {
  const far = record('aed-131130-2', 'みなと町役場', [139.7004, 35.64])
  assert.equal(municipalTwin(record('osm-node-1', 'みなと町役場', [139.7003, 35.64]), [hall, far])?.id, far.id)
})

test('official facts stand, gaps are filled, and it is told which', () => {
  const official = record('a', '役場', [139.7, 35.64], { phone: '03-1', access: { wheelchair: 'yes' }, website: undefined }).fields
  const other = record('b', '役場', [139.7001, 35.64], {
    name: { ja: '役場', en: 'Town hall' },
    phone: '03-2',
    website: 'https://example.jp/',
    access: { wheelchair: 'no', elevator: 'yes' },
    category: ['aed', 'town-hall'],
  }).fields
  const { fields, filled } = mergedFields(official, other)
  assert.deepEqual(fields, {
    name: { ja: '役場', en: 'Town hall' },
    category: ['aed', 'town-hall'],
    lon: 139.7,
    lat: 35.64,
    phone: '03-1',
    website: 'https://example.jp/',
    access: { wheelchair: 'yes', elevator: 'yes' },
  })
  assert.deepEqual(filled, ['website'])
})
