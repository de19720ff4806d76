import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  applyCommand,
  chooseLanguage,
  depthOf,
  isProblem,
  isMissing,
  parseContext,
  parseEntity,
  parseFragment,
  parseLanguages,
  parseProjection,
  presentChanged,
  presentDeleted,
  presentEntity,
  presentFeature,
  presentFlat,
  type Entity,
  type Linked,
  type OutputOptions,
  type Problem,
  type TimedEntity,
} from './index.ts'

const ok = <T>(value: T | Problem): T => {
  assert.ok(!isProblem(value), JSON.stringify(value))
  return value
}
const entity = (json: object): Entity => ok(parseEntity({ id: 'urn:a:1', type: 'A', ...json }))
const how = (more: Partial<OutputOptions> = {}): OutputOptions => ({ format: 'normalized', sysAttrs: false, ...more })
const shown = (json: object, more: Partial<OutputOptions> = {}): unknown => presentEntity(entity(json), how(more))
const head = { id: 'urn:a:1', type: 'A' }
const NULL = 'urn:ngsi-ld:null'

const KINDS = {
  property: { type: 'Property', value: 5, unitCode: 'CEL', observedAt: '2026-04-01T00:00:00Z' },
  bare: { type: 'Property', value: 'x' },
  object: { type: 'Property', value: { a: 1 } },
  typed: { type: 'Property', value: '2026', valueType: 'year' },
  geo: { type: 'GeoProperty', value: { type: 'Point', coordinates: [139, 35] } },
  relation: { type: 'Relationship', object: 'urn:x:1', objectType: 'Shop' },
  relations: { type: 'Relationship', object: ['urn:x:1', 'urn:x:2'] },
  text: { type: 'LanguageProperty', languageMap: { ja: 'まち', en: 'Town' } },
  json: { type: 'JsonProperty', json: { '@id': 1, value: null } },
  vocab: { type: 'VocabProperty', vocab: ['open', 'free'] },
  list: { type: 'ListProperty', valueList: [1, [2]] },
  route: { type: 'ListRelationship', objectList: [{ object: 'urn:x:1' }, { object: 'urn:x:2' }] },
  sub: { type: 'Property', value: 1, quality: { type: 'Property', value: 2, by: { type: 'Relationship', object: 'urn:x:3' } } },
}

test('4.5.2 normalized: what goes in comes out, for every kind', () => {
  assert.deepEqual(shown(KINDS), { ...head, ...KINDS })
})

test('4.5.2.3 concise: no types, bare values where nothing is lost; it reads back the same', () => {
  const concise = shown(KINDS, { format: 'concise' })
  assert.deepEqual(concise, {
    ...head,
    property: { value: 5, unitCode: 'CEL', observedAt: '2026-04-01T00:00:00Z' },
    bare: 'x',
    object: { value: { a: 1 } },
    typed: { value: '2026', valueType: 'year' },
    geo: KINDS.geo.value,
    relation: { object: 'urn:x:1', objectType: 'Shop' },
    relations: { object: ['urn:x:1', 'urn:x:2'] },
    text: { languageMap: KINDS.text.languageMap },
    json: { json: KINDS.json.json },
    vocab: { vocab: ['open', 'free'] },
    list: { valueList: [1, [2]] },
    route: { objectList: ['urn:x:1', 'urn:x:2'] },
    sub: { value: 1, quality: { value: 2, by: { object: 'urn:x:3' } } },
  })
  assert.deepEqual(ok(parseEntity(concise)), entity(KINDS))
  const two = {
    a: [
      { type: 'Property', value: 1 },
      { type: 'Property', value: 2, datasetId: 'urn:d:1' },
    ],
  }
  assert.deepEqual(shown(two, { format: 'concise' }), { ...head, a: [{ value: 1 }, { value: 2, datasetId: 'urn:d:1' }] })
  assert.deepEqual(ok(parseEntity(shown(two, { format: 'concise' }))), entity(two))
})

test('4.5.4 simplified: values alone; several instances under dataset', () => {
  assert.deepEqual(shown(KINDS, { format: 'simplified' }), {
    ...head,
    property: 5,
    bare: 'x',
    object: { a: 1 },
    typed: '2026',
    geo: KINDS.geo.value,
    relation: 'urn:x:1',
    relations: ['urn:x:1', 'urn:x:2'],
    text: { languageMap: KINDS.text.languageMap },
    json: { json: KINDS.json.json },
    vocab: { vocab: ['open', 'free'] },
    list: [1, [2]],
    route: ['urn:x:1', 'urn:x:2'],
    sub: 1,
  })
  const names = {
    name: ['David Robert Jones', 'David Bowie'].map((value, i) => ({
      type: 'Property',
      value,
      ...(i === 0 ? {} : { datasetId: 'urn:d:1' }),
    })),
  }
  const simple = shown(names, { format: 'simplified' })
  assert.deepEqual(simple, { ...head, name: { dataset: { '@none': 'David Robert Jones', 'urn:d:1': 'David Bowie' } } })
  assert.deepEqual(ok(parseEntity(simple, { format: 'simplified' })), entity(names))
})

test('4.5.5 only the data sets that are asked for', () => {
  const two = {
    a: [
      { type: 'Property', value: 1 },
      { type: 'Property', value: 2, datasetId: 'urn:d:2' },
    ],
    b: 3,
  }
  assert.deepEqual(shown(two, { format: 'simplified', datasetIds: ['urn:d:2'] }), { ...head, a: 2 })
  assert.deepEqual(shown(two, { format: 'simplified', datasetIds: ['@none'] }), { ...head, a: 1, b: 3 })
})

test('4.8 times: of the entity, of each instance, and of what expires, with sysAttrs only', () => {
  const made = ok(
    applyCommand(undefined, { kind: 'create', entity: entity({ a: 1, b: 2, expiresAt: '2030-01-01T00:00:00Z' }) }, '2026-01-01T00:00:00Z'),
  ).entity
  const fragment = ok(parseFragment({ b: { type: 'Property', value: 3, datasetId: 'urn:d:1' } }))
  const later = ok(applyCommand(made, { kind: 'append', fragment }, '2026-01-02T00:00:00Z')).entity ?? assert.fail()
  const first = { createdAt: '2026-01-01T00:00:00Z', modifiedAt: '2026-01-01T00:00:00Z' }
  const second = { createdAt: '2026-01-02T00:00:00Z', modifiedAt: '2026-01-02T00:00:00Z' }
  assert.deepEqual(presentEntity(later, how({ sysAttrs: true })), {
    ...head,
    createdAt: first.createdAt,
    modifiedAt: second.modifiedAt,
    expiresAt: '2030-01-01T00:00:00Z',
    a: { type: 'Property', value: 1, ...first },
    b: [
      { type: 'Property', value: 2, ...first },
      { type: 'Property', value: 3, datasetId: 'urn:d:1', ...second },
    ],
  })
  assert.equal('expiresAt' in presentEntity(later, how()), false)
})

test('4.15 one text per LanguageProperty: by quality, truncation and extension; and always some text', () => {
  const choose = (map: Record<string, string>, lang: string): string | undefined => chooseLanguage(map, ok(parseLanguages(lang)))
  const place = { fr: 'Grand Place', nl: 'Grote Markt' }
  assert.equal(choose(place, 'fr;q=0.2,nl;q=0.9'), 'nl')
  assert.equal(choose(place, 'FR'), 'fr')
  assert.equal(choose(place, 'nl-BE'), 'nl')
  assert.equal(choose({ de: 'Hauptplatz', 'en-US': 'Main Square' }, 'en'), 'en-US')
  assert.equal(choose(place, 'pt'), 'fr')
  assert.equal(choose({ ...place, '@none': 'x' }, 'pt,*;q=0.1'), '@none')
  assert.equal(choose(place, 'fr;q=0,nl'), 'nl')
  assert.equal(choose({}, 'fr'), undefined)
  for (const wrong of ['', 'fr;q=2', 'fr;x=1', 'français', 'fr,,nl']) assert.ok(isProblem(parseLanguages(wrong)), wrong)
  const lang = ok(parseLanguages('en'))
  assert.deepEqual(shown({ t: KINDS.text }, { lang }), { ...head, t: { type: 'Property', value: 'Town', lang: 'en' } })
  assert.deepEqual(shown({ t: KINDS.text }, { lang, format: 'concise' }), { ...head, t: { value: 'Town', lang: 'en' } })
  assert.deepEqual(shown({ t: KINDS.text }, { lang, format: 'simplified' }), { ...head, t: 'Town' })
})

test('4.21 pick and omit: members by name, nested for linked entities', () => {
  const json = { a: 1, b: 2, scope: '/x' }
  const picked = (pick: string): unknown => shown(json, { format: 'simplified', pick: ok(parseProjection(pick, 'pick')) })
  const omitted = (omit: string): unknown => shown(json, { format: 'simplified', omit: ok(parseProjection(omit, 'omit')) })
  assert.deepEqual(picked('a|id'), { id: 'urn:a:1', a: 1 })
  assert.deepEqual(picked('scope,b'), { scope: '/x', b: 2 })
  assert.deepEqual(omitted('id,scope,a'), { type: 'A', b: 2 })
  assert.equal(depthOf(ok(parseProjection('a{b{c},d},e', 'pick'))), 2)
  for (const wrong of ['', 'a,', 'a{', 'a{}', 'a}b', 'a{b}c', 'a b', `${'a{'.repeat(20)}b`])
    assert.ok(isProblem(parseProjection(wrong, 'pick')), wrong)
})

const TOWN: Record<string, Entity> = Object.fromEntries(
  [
    { id: 'urn:b:1', type: 'Building', name: 'Tower', locatedAt: { type: 'Relationship', object: 'urn:c:1' } },
    { id: 'urn:c:1', type: 'City', name: 'Paris', in: { type: 'Relationship', object: 'urn:l:1', objectType: 'Country' } },
    { id: 'urn:l:1', type: 'Country', name: 'France', has: { type: 'ListRelationship', objectList: ['urn:c:1', 'urn:c:9'] } },
  ].map((json) => [json.id, ok(parseEntity(json))]),
)
const linked = (level: number): Linked => ({ find: (id) => TOWN[id], level })
const tower = TOWN['urn:b:1'] ?? assert.fail()

test('4.5.23.2 inline: linked entities stand inside their relationships, as deep as asked, without going round', () => {
  assert.deepEqual(presentEntity(tower, how({ inline: linked(1) })), {
    id: 'urn:b:1',
    type: 'Building',
    name: { type: 'Property', value: 'Tower' },
    locatedAt: {
      type: 'Relationship',
      object: 'urn:c:1',
      entity: {
        id: 'urn:c:1',
        type: 'City',
        name: { type: 'Property', value: 'Paris' },
        in: { type: 'Relationship', object: 'urn:l:1', objectType: 'Country' },
      },
    },
  })
  assert.deepEqual(
    presentEntity(tower, how({ inline: linked(9), format: 'simplified', pick: ok(parseProjection('locatedAt{id,in{name,has}}', 'pick')) })),
    {
      locatedAt: { id: 'urn:c:1', in: { name: 'France', has: ['urn:c:1', 'urn:c:9'] } },
    },
  )
})

test('4.5.23.3 flat: linked entities follow, each once, with their part of the projection', () => {
  const flat = (level: number, more: Partial<OutputOptions> = {}): unknown =>
    presentFlat([tower], how({ format: 'simplified', ...more }), linked(level))
  assert.deepEqual(flat(1), [
    { id: 'urn:b:1', type: 'Building', name: 'Tower', locatedAt: 'urn:c:1' },
    { id: 'urn:c:1', type: 'City', name: 'Paris', in: 'urn:l:1' },
  ])
  assert.deepEqual(flat(5, { pick: ok(parseProjection('id,locatedAt{id,in{id}}', 'pick')) }), [
    { id: 'urn:b:1', locatedAt: 'urn:c:1' },
    { id: 'urn:c:1', in: 'urn:l:1' },
    { id: 'urn:l:1' },
  ])
  assert.deepEqual(flat(5, { omit: ok(parseProjection('type,locatedAt{name,in{has}}', 'omit')) }), [
    { id: 'urn:b:1', name: 'Tower', locatedAt: 'urn:c:1' },
    { id: 'urn:c:1', type: 'City', in: 'urn:l:1' },
    { id: 'urn:l:1', type: 'Country', name: 'France' },
  ])
})

test('4.5.16 GeoJSON: the chosen property of the default instance, or null', () => {
  const place = (lon: number) => ({ type: 'GeoProperty', value: { type: 'Point', coordinates: [lon, 0] } })
  const one = entity({ location: [place(1), { ...place(2), datasetId: 'urn:d:1' }], area: { ...place(3), datasetId: 'urn:d:1' }, n: 1 })
  const geometry = (more: object): unknown => presentFeature(one, { ...how({ format: 'simplified' }), ...more })['geometry']
  assert.deepEqual(geometry({}), { type: 'Point', coordinates: [1, 0] })
  assert.deepEqual(geometry({ datasetIds: ['urn:d:1'] }), { type: 'Point', coordinates: [2, 0] })
  assert.deepEqual(geometry({ geometryProperty: 'area' }), { type: 'Point', coordinates: [3, 0] })
  assert.equal(geometry({ geometryProperty: 'n' }), null)
  assert.equal(geometry({ geometryProperty: 'none' }), null)
  assert.deepEqual(presentFeature(entity({ n: 1 }), how({ format: 'simplified' })), {
    id: 'urn:a:1',
    type: 'Feature',
    geometry: null,
    properties: { type: 'A', n: 1 },
  })
})

test('5.8.6 notifications: previous values, deleted attributes and entities', () => {
  const T = '2026-01-01T00:00:00Z'
  const before: TimedEntity = {
    ...entity({
      a: 1,
      g: KINDS.geo,
      t: KINDS.text,
      l: KINDS.list,
      d: [
        { type: 'Property', value: 1 },
        { type: 'Property', value: 2, datasetId: 'urn:d:1' },
      ],
    }),
    createdAt: T,
    modifiedAt: T,
  }
  const fragment = ok(parseFragment({ a: 2, t: NULL, l: NULL, d: { type: 'Property', value: NULL, datasetId: 'urn:d:1' } }))
  const outcome = ok(applyCommand(before, { kind: 'update', fragment }, '2026-01-02T00:00:00Z'))
  assert.ok(outcome.entity !== undefined)
  const told = { changes: outcome.changes, showChanges: false, deletedAt: '2026-01-02T00:00:00Z' }
  const pick = ok(parseProjection('a,t,l,d', 'pick'))
  assert.deepEqual(presentChanged(outcome.entity, how({ pick }), told), {
    a: { type: 'Property', value: 2 },
    t: { type: 'LanguageProperty', languageMap: { '@none': NULL } },
    l: { type: 'ListProperty', valueList: [NULL] },
    d: [
      { type: 'Property', value: 1 },
      { type: 'Property', value: NULL, datasetId: 'urn:d:1' },
    ],
  })
  assert.deepEqual(presentChanged(outcome.entity, how({ pick, format: 'concise' }), { ...told, showChanges: true }), {
    a: { value: 2, previousValue: 1 },
    t: { languageMap: { '@none': NULL }, previousLanguageMap: KINDS.text.languageMap },
    l: { valueList: [NULL], previousValueList: [1, [2]] },
    d: [{ value: 1 }, { value: NULL, datasetId: 'urn:d:1', previousValue: 2 }],
  })
  assert.deepEqual(presentChanged(outcome.entity, how({ pick, format: 'simplified' }), told), {
    a: 2,
    t: NULL,
    l: NULL,
    d: { dataset: { '@none': 1, 'urn:d:1': NULL } },
  })
  const gone = ok(applyCommand(before, { kind: 'delete' }, '2026-01-02T00:00:00Z'))
  const parting = { changes: gone.changes, showChanges: false, deletedAt: '2026-01-02T00:00:00Z' }
  assert.deepEqual(presentDeleted(before, how(), parting), { ...head, deletedAt: '2026-01-02T00:00:00Z' })
  assert.deepEqual(presentDeleted(before, how({ sysAttrs: true }), parting), {
    ...head,
    createdAt: T,
    modifiedAt: T,
    deletedAt: '2026-01-02T00:00:00Z',
  })
  assert.deepEqual(presentDeleted(before, how({ pick: ok(parseProjection('id,a', 'pick')) }), { ...parting, showChanges: true }), {
    id: 'urn:a:1',
    a: { type: 'Property', value: NULL, previousValue: 1 },
    deletedAt: '2026-01-02T00:00:00Z',
  })
})

test('4.5.20 words of a vocabulary and types of targets are shown in the terms of the reader', () => {
  const context = parseContext({ open: 'https://example.org/v#open', Shop: 'https://example.org/v#Shop' })
  assert.ok(!isProblem(context) && !isMissing(context))
  const read = ok(parseEntity({ ...head, v: KINDS.vocab, r: KINDS.relation }, { context }))
  assert.deepEqual(presentEntity(read, how({ context })), { ...head, v: KINDS.vocab, r: KINDS.relation })
  assert.deepEqual(presentEntity(read, how()), {
    ...head,
    v: { type: 'VocabProperty', vocab: ['https://example.org/v#open', 'free'] },
    r: { ...KINDS.relation, objectType: 'https://example.org/v#Shop' },
  })
})
