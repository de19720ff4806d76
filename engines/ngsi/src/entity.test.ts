import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkEntity, isProblem, parseEntity, parseFragment, presentEntity, presentFeature, type Entity, type Fragment } from './index.ts'

const read = (json: unknown, format: 'normalized' | 'simplified' = 'normalized'): Entity => {
  const entity = parseEntity(json, { format })
  if (isProblem(entity)) assert.fail(entity.detail)
  return entity
}
const point = { type: 'Point', coordinates: [139.7, 35.6] }

const normalized = {
  id: 'urn:ngsi-ld:Shop:1',
  type: ['Shop', 'Cafe'],
  scope: '/town/harbour',
  name: { type: 'LanguageProperty', languageMap: { ja: 'みなと', en: 'Minato' } },
  seats: { type: 'Property', value: 12, unitCode: 'C62', observedAt: '2026-04-01T09:00:00Z', confidence: { type: 'Property', value: 0.9 } },
  location: { type: 'GeoProperty', value: point },
  near: { type: 'Relationship', object: 'urn:ngsi-ld:Shop:2' },
  raw: { type: 'JsonProperty', json: { a: null } },
  level: [
    { type: 'Property', value: 1 },
    { type: 'Property', value: 2, datasetId: 'urn:x:b' },
  ],
  stops: { type: 'ListRelationship', objectList: [{ object: 'urn:x:1' }, { object: 'urn:x:2' }] },
  kind: { type: 'VocabProperty', vocab: 'Open' },
}

test('4.5.1 normalized comes back as it went in', () =>
  assert.deepEqual(presentEntity(read(normalized), { format: 'normalized', sysAttrs: false }), normalized))

test('4.5.2.3 concise says the same with less, and is read back', () => {
  const entity = read(normalized)
  const concise = presentEntity(entity, { format: 'concise', sysAttrs: false })
  assert.deepEqual(concise['location'], point)
  assert.deepEqual(concise['name'], { languageMap: { ja: 'みなと', en: 'Minato' } })
  assert.deepEqual(concise['seats'], { value: 12, unitCode: 'C62', observedAt: '2026-04-01T09:00:00Z', confidence: 0.9 })
  assert.deepEqual(read({ ...concise, level: normalized.level }), entity)
})

test('4.5.4 simplified is the values alone', () => {
  assert.deepEqual(presentEntity(read(normalized), { format: 'simplified', sysAttrs: false }), {
    id: 'urn:ngsi-ld:Shop:1',
    type: ['Shop', 'Cafe'],
    scope: '/town/harbour',
    name: { languageMap: { ja: 'みなと', en: 'Minato' } },
    seats: 12,
    location: point,
    near: 'urn:ngsi-ld:Shop:2',
    raw: { json: { a: null } },
    level: { dataset: { '@none': 1, 'urn:x:b': 2 } },
    stops: ['urn:x:1', 'urn:x:2'],
    kind: { vocab: 'Open' },
  })
  assert.deepEqual(read({ id: 'urn:x:1', type: 'T', a: 1, where: point, list: [1, 2] }, 'simplified').attributes, {
    a: { type: 'Property', value: 1 },
    where: { type: 'GeoProperty', value: point },
    list: { type: 'Property', value: [1, 2] },
  })
})

test('4.5.16.1 a Feature has the geometry asked for, or null', () => {
  const feature = presentFeature(read(normalized), { format: 'simplified', sysAttrs: false })
  assert.deepEqual([feature['type'], feature['geometry']], ['Feature', point])
  assert.equal(presentFeature(read(normalized), { format: 'simplified', sysAttrs: false, geometryProperty: 'seats' })['geometry'], null)
})

test('4.4 names of the core and default vocabularies are stored short', () => {
  const entity = read({
    id: 'urn:x:1',
    type: 'https://uri.etsi.org/ngsi-ld/default-context/Shop',
    'https://uri.etsi.org/ngsi-ld/default-context/name': 'a',
    'https://schema.org/name': 'b',
    'https://uri.etsi.org/ngsi-ld/location': point,
  })
  assert.deepEqual([entity.types, Object.keys(entity.attributes)], [['Shop'], ['name', 'https://schema.org/name', 'location']])
})

test('5.2.2 sysAttrs show the times of the entity and of its attributes', () => {
  const times = { createdAt: '2026-04-01T09:00:00Z', modifiedAt: '2026-04-02T09:00:00Z' }
  assert.deepEqual(
    presentEntity({ ...read({ id: 'urn:x:1', type: 'T', a: 1 }), ...times, times: { a: times } }, { format: 'normalized', sysAttrs: true }),
    { id: 'urn:x:1', type: 'T', ...times, a: { type: 'Property', value: 1, ...times } },
  )
})

for (const [what, json] of Object.entries({
  'no object': [],
  'no id': { type: 'T' },
  'an id that is no URI': { id: 'shop 1', type: 'T' },
  'no type': { id: 'urn:x:1' },
  'an attribute name with a blank': { id: 'urn:x:1', type: 'T', 'a b': 1 },
  'an unknown kind': { id: 'urn:x:1', type: 'T', a: { type: 'Thing', value: 1 } },
  'a Property without value': { id: 'urn:x:1', type: 'T', a: { type: 'Property' } },
  null: { id: 'urn:x:1', type: 'T', a: null },
  'an NGSI-LD Null': { id: 'urn:x:1', type: 'T', a: { type: 'Property', value: 'urn:ngsi-ld:null' } },
  'swapped coordinates': { id: 'urn:x:1', type: 'T', location: { type: 'Point', coordinates: [35.6, 139.7] } },
  'an open ring': {
    id: 'urn:x:1',
    type: 'T',
    location: {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 1],
        ],
      ],
    },
  },
  'a GeometryCollection': {
    id: 'urn:x:1',
    type: 'T',
    location: { type: 'GeoProperty', value: { type: 'GeometryCollection', geometries: [], coordinates: [] } },
  },
  'a local time': { id: 'urn:x:1', type: 'T', a: { type: 'Property', value: 1, observedAt: '2026-04-01T09:00:00+09:00' } },
  'a relationship to no URI': { id: 'urn:x:1', type: 'T', a: { type: 'Relationship', object: 'shop' } },
  'two instances with one datasetId': {
    id: 'urn:x:1',
    type: 'T',
    a: [
      { type: 'Property', value: 1 },
      { type: 'Property', value: 2 },
    ],
  },
  'U+0000': { id: 'urn:x:1', type: 'T', a: 'a\u0000' },
  'half a surrogate pair': { id: 'urn:x:1', type: 'T', a: { type: 'LanguageProperty', languageMap: { ja: '\ud842' } } },
  'an embedded @context': { id: 'urn:x:1', type: 'T', a: { type: 'Property', value: 1, '@context': 'http://x' } },
  'a scope with a space': { id: 'urn:x:1', type: 'T', scope: '/the town' },
}))
  test(`5.5.4 refuses ${what}`, () => {
    const entity = parseEntity(json)
    assert.equal(isProblem(entity) && entity.problem, 'BadRequestData')
  })

test('5.4 a fragment may remove attributes', () => {
  const fragment = parseFragment({
    a: 'urn:ngsi-ld:null',
    b: { type: 'Property', value: 'urn:ngsi-ld:null' },
    c: { type: 'LanguageProperty', languageMap: { '@none': 'urn:ngsi-ld:null' } },
    d: 1,
  }) as Fragment
  assert.deepEqual(fragment.attributes, { a: null, b: null, c: null, d: { type: 'Property', value: 1 } })
})

test('5.2.4 whatever JSON comes, an entity that stands its own check, or a problem', () => {
  const member = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        type: fc.constantFrom('Property', 'GeoProperty', 'Relationship', 'LanguageProperty', 'ListProperty', 'Point'),
        value: fc.jsonValue(),
        coordinates: fc.jsonValue(),
      },
      { requiredKeys: ['type'] },
    ),
  )
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('a', 'location', 'scope', '__proto__', 'constructor', 'type', '@type'), member), (json) => {
      const entity = parseEntity({ id: 'urn:x:1', type: 'T', ...json })
      if (!isProblem(entity)) assert.equal(checkEntity(entity), undefined)
    }),
    { numRuns: 1_000 },
  )
})
