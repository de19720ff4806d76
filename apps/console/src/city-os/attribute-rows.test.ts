import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attributeRows } from './attribute-rows.ts'
import { changedIds } from './live-event.ts'

test('every kind of attribute is a row with its value as people write it', () => {
  const rows = attributeRows({
    id: 'urn:ngsi-ld:Room:1',
    type: 'Room',
    createdAt: '2026-04-01T00:00:00Z',
    temperature: [
      { type: 'Property', value: 21.5, unitCode: 'CEL', observedAt: '2026-04-01T09:00:00Z', accuracy: { type: 'Property', value: 0.5 } },
      { type: 'Property', value: 20, unitCode: 'XYZ', datasetId: 'urn:x:second' },
    ],
    location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [139.7, 35.6, 12] } },
    area: {
      type: 'GeoProperty',
      value: {
        type: 'Polygon',
        coordinates: [
          [
            [1, 1],
            [2, 1],
            [2, 2],
            [1, 1],
          ],
        ],
      },
    },
    within: { type: 'Relationship', object: ['urn:ngsi-ld:House:1', 'urn:ngsi-ld:House:2'] },
    name: { type: 'LanguageProperty', languageMap: { ja: '会議室', '@none': 'R1' } },
    tags: { type: 'Property', value: ['a', 2] },
    plan: { type: 'JsonProperty', json: { a: 1 } },
    use: { type: 'VocabProperty', vocab: 'meeting' },
    steps: { type: 'ListProperty', valueList: [1, 2] },
    route: { type: 'ListRelationship', objectList: [{ object: 'urn:x:a' }] },
  })
  const brief = rows.map(({ name, kind, lines, unit, numeric, about }) =>
    [
      name,
      kind,
      lines.map(({ text, language, leadsTo }) => `${language ?? ''}${leadsTo === undefined ? '' : '→'}${text}`).join(' | '),
      unit,
      numeric,
      about.map((one) => `${one.name}=${one.text}`).join(),
    ]
      .filter((part) => part !== undefined && part !== '' && part !== false)
      .join('  '),
  )
  assert.deepEqual(brief, [
    'area  GeoProperty  Polygon (4)',
    'location  GeoProperty  35.600000, 139.700000',
    'name  LanguageProperty  ja会議室 | R1',
    'plan  JsonProperty  {\n "a": 1\n}',
    'route  ListRelationship  →urn:x:a',
    'steps  ListProperty  1, 2',
    'tags  Property  a, 2',
    'temperature  Property  21.5  °C  true  accuracy=0.5',
    'temperature  Property  20  XYZ  true',
    'use  VocabProperty  meeting',
    'within  Relationship  →urn:ngsi-ld:House:1 | →urn:ngsi-ld:House:2',
  ])
  assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length)
})

test('a live event names what changed and what went; anything else names nothing', () => {
  assert.deepEqual(changedIds('{"entities":[{"id":"urn:a"},{}],"gone":["urn:b",3]}'), ['urn:a', 'urn:b'])
  assert.deepEqual([changedIds('{}'), changedIds('{'), changedIds('null'), changedIds(undefined)], [[], [], [], []])
})
