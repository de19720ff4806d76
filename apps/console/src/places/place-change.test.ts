import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeOf, fieldsOf, problemsOf } from './place-change.ts'

const place = {
  name: { ja: '喫茶まるや', en: 'Maruya' },
  category: ['cafe'],
  lon: 139.64,
  lat: 35.44,
  phone: '045-000-0000',
  access: { wheelchair: 'yes' as const },
}

test('a form that was only looked at changes nothing', () => assert.deepEqual(changeOf(fieldsOf(place), place), {}))

test('only what differs is sent; what was emptied is taken away', () => {
  const fields = fieldsOf(place)
  const edited = {
    ...fields,
    name: { ja: ' 喫茶まるや ', en: '', ko: '마루야' },
    lat: '35.45',
    access: {},
    lines: { ...fields.lines, phone: '', openingHours: 'Mo-Fr 10:00-18:00' },
  }
  assert.deepEqual(changeOf(edited, place), {
    name: { ja: '喫茶まるや', ko: '마루야' },
    lon: 139.64,
    lat: 35.45,
    access: null,
    phone: null,
    openingHours: 'Mo-Fr 10:00-18:00',
  })
})

test('what has to be put right is named by field', () => {
  const empty = fieldsOf({})
  assert.deepEqual(problemsOf({ ...empty, capacity: '3.5', lines: { ...empty.lines, website: 'maruya' } }), {
    name: 'needsName',
    category: 'needsCategory',
    position: 'badPosition',
    capacity: 'badNumber',
    website: 'badWebsite',
  })
  assert.deepEqual(problemsOf(fieldsOf(place)), {})
})
