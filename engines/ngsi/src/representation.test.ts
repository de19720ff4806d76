/** One test per clause of the representations of attributes (ETSI GS CIM 009 V1.9.1 §4.5, §4.7, §5.2). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  applyCommand,
  isMissing,
  isProblem,
  parseAttribute,
  parseContext,
  parseEntity,
  parseEntityPatch,
  parseFragment,
  presentEntity,
  presentFeature,
  presentFeatures,
  type Format,
  type JsonObject,
  type Problem,
} from './index.ts'

const ok = <T>(value: T | Problem): T => {
  assert.ok(!isProblem(value), JSON.stringify(value))
  return value
}
const head = { id: 'urn:a:1', type: 'A' }
const NULL = 'urn:ngsi-ld:null'
const refused = (attribute: unknown): string => {
  const entity = parseEntity({ ...head, a: attribute })
  assert.ok(isProblem(entity), JSON.stringify(attribute))
  assert.equal(entity.problem, 'BadRequestData')
  return entity.detail
}
const read = (attribute: unknown) => ok(parseEntity({ ...head, a: attribute })).attributes['a']
const shown = (attribute: unknown, format: Format): unknown =>
  presentEntity(ok(parseEntity({ ...head, a: attribute })), { format, sysAttrs: false })['a']
/** An attribute in its three representations; all of them but the lossy one read back as the same. */
function forms(normalized: unknown, concise: unknown, simplified: unknown): void {
  assert.deepEqual(shown(normalized, 'normalized'), normalized)
  assert.deepEqual(shown(normalized, 'concise'), concise)
  assert.deepEqual(shown(normalized, 'simplified'), simplified)
  assert.deepEqual(read(concise), read(normalized))
}

test('4.5.0 NGSI-LD Null in each of its encodings deletes in updates, and is refused in entities', () => {
  const nulls = [
    NULL,
    { type: 'Property', value: NULL },
    { type: 'GeoProperty', value: NULL },
    { type: 'Relationship', object: NULL },
    { type: 'LanguageProperty', languageMap: { '@none': NULL } },
    { type: 'JsonProperty', json: NULL },
    { type: 'VocabProperty', vocab: NULL },
    { type: 'ListProperty', valueList: [NULL] },
    { type: 'ListRelationship', objectList: [NULL] },
    { type: 'ListRelationship', objectList: [{ object: NULL }] },
    { value: NULL },
  ]
  for (const json of nulls) {
    refused(json)
    assert.deepEqual(ok(parseFragment({ a: json })).attributes, { a: null }, JSON.stringify(json))
    assert.deepEqual(
      ok(parseEntityPatch({ a: json })).attributes['a']?.map(({ removed }) => removed),
      [true],
    )
  }
  // The JSON null literal of JSON-LD is a value.
  assert.deepEqual(read({ type: 'Property', value: { '@type': '@json', '@value': null } }), {
    type: 'Property',
    value: { '@type': '@json', '@value': null },
  })
})

test('4.5.1 an entity has an id, types, and attributes whose names are no members of attributes', () => {
  const entity = ok(parseEntity({ '@id': 'urn:a:1', '@type': ['A', 'B'], scope: '/x', a: 1 }))
  assert.deepEqual(presentEntity(entity, { format: 'simplified', sysAttrs: false }), { id: 'urn:a:1', type: ['A', 'B'], scope: '/x', a: 1 })
  for (const json of [
    { type: 'A' },
    { id: 'urn:a:1' },
    { ...head, id: 'a' },
    { ...head, type: [] },
    { ...head, type: 'type' },
    { ...head, datasetId: 1 },
    { ...head, instanceId: 1 },
    [],
  ])
    assert.ok(isProblem(parseEntity(json)), JSON.stringify(json))
})

test('4.5.2.2 Property: value, unit, type of value, proof, attributes; members of other kinds are prohibited', () => {
  const proof = { type: 'Property', entityIdSealed: 'urn:a:1', value: { type: 'DataIntegrityProof', proofValue: 'z1' } }
  const full = {
    type: 'Property',
    value: 5,
    unitCode: 'CEL',
    valueType: 'xsd:double',
    observedAt: '2026-04-01T00:00:00Z',
    datasetId: 'urn:d:1',
    ngsildproof: proof,
    accuracy: { type: 'Property', value: 1 },
  }
  const { type: _type, ...concise } = full
  forms(full, { ...concise, accuracy: 1 }, 5)
  for (const member of ['object', 'languageMap', 'json', 'vocab', 'valueList', 'objectList'])
    assert.match(refused({ type: 'Property', value: 5, [member]: 'x' }), new RegExp(`no "${member}"`))
  refused({ type: 'Property' })
  refused({ type: 'Property', value: null })
  refused({ type: 'Property', value: 5, unitCode: 7 })
  refused({ type: 'Property', value: 5, ngsildproof: 'x' })
})

test('4.5.3.2 Relationship: one target or several, by URI', () => {
  forms({ type: 'Relationship', object: 'urn:x:1', objectType: 'B' }, { object: 'urn:x:1', objectType: 'B' }, 'urn:x:1')
  forms({ type: 'Relationship', object: ['urn:x:1', 'urn:x:2'] }, { object: ['urn:x:1', 'urn:x:2'] }, ['urn:x:1', 'urn:x:2'])
  for (const object of ['no uri', 7, [], [7], { id: 'urn:x:1' }, null]) refused({ type: 'Relationship', object })
  refused({ type: 'Relationship', value: 'urn:x:1' })
  refused({ type: 'Relationship', object: 'urn:x:1', unitCode: 'CEL' })
})

test('4.5.5.1 instances of an attribute are told apart by datasetId; @none is the default, never shown', () => {
  assert.deepEqual(
    shown(
      [
        { type: 'Property', value: 1, datasetId: '@none' },
        { type: 'Property', value: 2, datasetId: 'urn:d:1' },
      ],
      'normalized',
    ),
    [
      { type: 'Property', value: 1 },
      { type: 'Property', value: 2, datasetId: 'urn:d:1' },
    ],
  )
  refused([
    { type: 'Property', value: 1 },
    { type: 'Property', value: 2, datasetId: '@none' },
  ])
  refused([
    { type: 'Property', value: 1, datasetId: 'urn:d:1' },
    { type: 'Property', value: 2, datasetId: 'urn:d:1' },
  ])
  refused({ type: 'Property', value: 1, datasetId: 'no uri' })
})

test('4.5.16.2 4.5.17.1 a Feature holds the entity in its properties, in either representation', () => {
  const place = { type: 'Point', coordinates: [139, 35] }
  const entity = ok(parseEntity({ ...head, location: { type: 'GeoProperty', value: place, source: 'gps' }, n: 1 }))
  assert.deepEqual(presentFeature(entity, { format: 'normalized', sysAttrs: false }), {
    id: 'urn:a:1',
    type: 'Feature',
    geometry: place,
    properties: {
      type: 'A',
      location: { type: 'GeoProperty', value: place, source: { type: 'Property', value: 'gps' } },
      n: { type: 'Property', value: 1 },
    },
  })
  const simple: JsonObject = { id: 'urn:a:1', type: 'Feature', geometry: place, properties: { type: 'A', location: place, n: 1 } }
  assert.deepEqual(presentFeature(entity, { format: 'simplified', sysAttrs: false }), simple)
  assert.deepEqual(presentFeatures([entity], { format: 'simplified', sysAttrs: false }), { type: 'FeatureCollection', features: [simple] })
})

test('4.5.18.2 LanguageProperty: texts by language tag', () => {
  const languageMap = { ja: 'まち', 'en-GB': ['Town', 'Borough'], '@none': 'x' }
  forms({ type: 'LanguageProperty', languageMap }, { languageMap }, { languageMap })
  for (const wrong of ['x', { 'no tag!': 'x' }, { en: 1 }, { en: [] }, { en: ['x', 1] }, ['x']])
    refused({ type: 'LanguageProperty', languageMap: wrong })
})

test('4.5.20.2 VocabProperty: words that are IRIs by the @context', () => {
  forms({ type: 'VocabProperty', vocab: 'non-commercial' }, { vocab: 'non-commercial' }, { vocab: 'non-commercial' })
  const context = parseContext({ open: 'https://example.org/open' })
  assert.ok(!isProblem(context) && !isMissing(context))
  assert.deepEqual(ok(parseAttribute('a', { vocab: ['open', 'shut'] }, { context })), {
    type: 'VocabProperty',
    vocab: ['https://example.org/open', 'shut'],
  })
  for (const vocab of [7, [], [7], {}]) refused({ type: 'VocabProperty', vocab })
})

test('4.5.21.2 ListProperty: an ordered list of any values', () => {
  forms(
    { type: 'ListProperty', valueList: [1, 'a', [2], { b: 3 }], unitCode: 'MMT' },
    { valueList: [1, 'a', [2], { b: 3 }], unitCode: 'MMT' },
    [1, 'a', [2], { b: 3 }],
  )
  refused({ type: 'ListProperty', valueList: 'a' })
})

test('4.5.22.2 ListRelationship: an ordered list of targets, repeated ones too', () => {
  const route = ['urn:x:1', 'urn:x:2', 'urn:x:1']
  forms(
    { type: 'ListRelationship', objectType: 'Stop', objectList: route.map((object) => ({ object })) },
    { objectType: 'Stop', objectList: route },
    route,
  )
  for (const objectList of ['urn:x:1', ['no uri'], [{ id: 'urn:x:1' }]]) refused({ type: 'ListRelationship', objectList })
})

test('4.5.24.2 JsonProperty: raw JSON, never expanded nor compacted', () => {
  const json = { id: 1, type: ['x'], '@context': {}, value: null, list: [] }
  forms({ type: 'JsonProperty', json }, { json }, { json })
  refused({ type: 'JsonProperty', json, unitCode: 'CEL' })
})

test('4.7.1 4.7.2 4.7.3 GeoProperty: a geometry, as object or as text; in concise form the geometry alone', () => {
  const value = {
    type: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 0],
      ],
    ],
  }
  forms({ type: 'GeoProperty', value }, value, value)
  assert.deepEqual(read({ type: 'GeoProperty', value: JSON.stringify(value) }), read({ type: 'GeoProperty', value }))
  assert.deepEqual(read({ value, observedAt: '2026-04-01T00:00:00Z' }), { type: 'GeoProperty', value, observedAt: '2026-04-01T00:00:00Z' })
  for (const wrong of [
    { type: 'GeometryCollection', geometries: [] },
    { type: 'Point', coordinates: [200, 0] },
    { type: 'Point', coordinates: ['a', 0] },
    { type: 'LineString', coordinates: [[0, 0]] },
    {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [2, 2],
        ],
      ],
    },
    'no JSON',
    7,
  ])
    refused({ type: 'GeoProperty', value: wrong })
})

test('5.2.2 members that brokers generate are ignored on input', () => {
  const generated = { createdAt: 'x', modifiedAt: 'x', deletedAt: 'x', instanceId: 'x', previousValue: 1, entity: {}, entityList: [] }
  assert.deepEqual(read({ type: 'Property', value: 1, ...generated }), { type: 'Property', value: 1 })
  assert.deepEqual(ok(parseEntity({ ...head, createdAt: 'x', modifiedAt: 'x', deletedAt: 'x', a: 1 })).attributes, {
    a: { type: 'Property', value: 1 },
  })
})

test('5.2.5 attributes of attributes: of every kind, several by data set, down to a depth', () => {
  const quality = [
    { type: 'Property', value: 1 },
    { type: 'Property', value: 2, datasetId: 'urn:d:1' },
  ]
  const nested = {
    type: 'Property',
    value: 1,
    quality,
    by: { type: 'Relationship', object: 'urn:x:1', name: { type: 'LanguageProperty', languageMap: { en: 'x' } } },
  }
  assert.deepEqual(shown(nested, 'normalized'), nested)
  let deep: object = { type: 'Property', value: 0 }
  for (let i = 0; i < 40; i += 1) deep = { type: 'Property', value: i, sub: deep }
  assert.match(refused(deep), /deeper/)
})

const names = fc.constantFrom('a', 'b', '住所', 'https://example.org/c')
const members: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  observedAt: fc.constant('2026-04-01T00:00:00Z'),
  datasetId: fc.constantFrom('urn:d:1', 'urn:d:2'),
  valueType: fc.constant('year'),
}
const plainJson = fc.jsonValue({ maxDepth: 2 }).filter((value) => value !== null && !JSON.stringify(value).includes('__proto__'))
const point = fc.record({
  type: fc.constant('Point'),
  coordinates: fc.tuple(fc.integer({ min: -180, max: 180 }), fc.integer({ min: -90, max: 90 })),
})
const target = fc.constantFrom('urn:x:1', 'https://example.org/2')
const kinds: readonly Readonly<Record<string, fc.Arbitrary<unknown>>>[] = [
  { type: fc.constant('Property'), value: fc.oneof(plainJson, point) },
  { type: fc.constant('GeoProperty'), value: point },
  { type: fc.constant('Relationship'), object: fc.oneof(target, fc.array(target, { minLength: 1, maxLength: 2 })) },
  { type: fc.constant('LanguageProperty'), languageMap: fc.dictionary(fc.constantFrom('ja', 'en'), fc.string({ unit: 'grapheme' })) },
  { type: fc.constant('JsonProperty'), json: plainJson },
  { type: fc.constant('VocabProperty'), vocab: fc.constantFrom('open', 'non-free', 'https://example.org/v') },
  { type: fc.constant('ListProperty'), valueList: fc.array(plainJson, { maxLength: 2 }) },
  {
    type: fc.constant('ListRelationship'),
    objectList: fc.array(
      target.map((object) => ({ object })),
      { maxLength: 2 },
    ),
  },
]
const { attribute } = fc.letrec<{ attribute: Record<string, unknown> }>((tie) => ({
  attribute: fc.oneof(
    ...kinds.map((kind) =>
      fc
        .tuple(
          fc.record({ ...kind, ...members }, { requiredKeys: Object.keys(kind) }),
          fc.option(fc.tuple(fc.constantFrom('sub', 'quality'), tie('attribute')), { depthSize: 'small', nil: undefined }),
        )
        .map(([one, sub]) => {
          const { datasetId: _, ...attribute } = sub?.[1] ?? {}
          return sub === undefined ? one : { ...one, [sub[0]]: attribute }
        }),
    ),
  ),
}))

test('4.5.1 4.5.2.3 any entity comes back from its normalized and its concise form', () => {
  fc.assert(
    fc.property(
      fc.dictionary(names, fc.uniqueArray(attribute, { minLength: 1, maxLength: 3, selector: ({ datasetId }) => datasetId })),
      (attributes) => {
        const entity = parseEntity({ ...head, ...attributes })
        if (isProblem(entity)) assert.fail(entity.detail)
        for (const format of ['normalized', 'concise'] as const)
          assert.deepEqual(parseEntity(presentEntity(entity, { format, sysAttrs: false })), entity, format)
        presentEntity(entity, { format: 'simplified', sysAttrs: true, lang: ['en'] })
      },
    ),
    { numRuns: 500 },
  )
})

test('5.2.18 what an operation did not update is told, with the reason', () => {
  const before = { ...ok(parseEntity({ ...head, a: 1 })), createdAt: '2026-01-01T00:00:00Z', modifiedAt: '2026-01-01T00:00:00Z' }
  const outcome = ok(
    applyCommand(before, { kind: 'append', fragment: ok(parseFragment({ a: 2, b: 3 })), noOverwrite: true }, '2026-01-02T00:00:00Z'),
  )
  assert.deepEqual(outcome.updated, ['b'])
  assert.deepEqual(outcome.notUpdated, [{ attribute: 'a', reason: 'The attribute exists already and is not overwritten (noOverwrite).' }])
})
