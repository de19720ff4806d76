import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Edited, removedDepartments, settingsChangeOf, settingsFieldsOf, settingsProblemsOf } from './settings-change.ts'

const settings: Edited = {
  name: { ja: 'みなと町', en: 'Minato' },
  centre: [139.64, 35.44],
  zoom: 15,
  bounds: [139.6, 35.4, 139.7, 35.5],
  timeZone: 'Asia/Tokyo',
  languages: ['ja', 'en'],
  features: { events: true, reports: true, listings: true, usage: true, gsiTiles: false },
  departments: [{ id: 'tourism', name: { ja: '観光振興課', en: 'Tourism Division' } }],
}
const fields = settingsFieldsOf(settings)

test('a form that was only looked at changes nothing', () => assert.deepEqual(settingsChangeOf(fields, settings), {}))

test('only what differs is sent, and departments keep their ids', () => {
  const edited = {
    ...fields,
    name: { ...fields.name, en: '', ko: ' 미나토 ' },
    lat: '35.45',
    features: { ...fields.features, usage: false },
    departments: [
      ...fields.departments,
      { key: 'a', id: undefined, name: { ja: '商工課', en: 'Tourism' } },
      { key: 'b', id: undefined, name: { ja: '防災課' } },
    ],
  }
  assert.deepEqual(settingsChangeOf(edited, settings), {
    name: { ja: 'みなと町', ko: '미나토' },
    centre: [139.64, 35.45],
    features: { ...settings.features, usage: false },
    departments: [
      { id: 'tourism', name: { ja: '観光振興課', en: 'Tourism Division' } },
      { id: 'tourism-2', name: { ja: '商工課', en: 'Tourism' } },
      { id: 'department-1', name: { ja: '防災課' } },
    ],
  })
})

test('an id of a department that goes is not given to another one in the same breath', () => {
  const edited = { ...fields, departments: [{ key: 'a', id: undefined, name: { ja: '観光課', en: 'Tourism' } }] }
  assert.deepEqual(settingsChangeOf(edited, settings).departments, [{ id: 'tourism-2', name: { ja: '観光課', en: 'Tourism' } }])
  assert.deepEqual(
    removedDepartments(edited, settings).map(({ id }) => id),
    ['tourism'],
  )
})

test('what has to be put right is named by field', () => {
  assert.deepEqual(settingsProblemsOf(fields), {})
  assert.deepEqual(
    settingsProblemsOf({
      ...fields,
      name: {},
      lon: '140',
      zoom: '30',
      departments: [{ key: 'a', id: undefined, name: { en: 'Parks' } }],
    }),
    { name: 'needsName', position: 'centreOutside', zoom: 'badZoom', departments: 'departmentNeedsName' },
  )
  assert.deepEqual(settingsProblemsOf({ ...fields, lat: '', bounds: { ...fields.bounds, west: '139.8' } }), {
    position: 'badPosition',
    bounds: 'badBounds',
  })
})
