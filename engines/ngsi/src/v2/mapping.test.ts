import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseEntity } from '../input.ts'
import type { Attribute, Entity, Json } from '../model.ts'
import { isName, isUri, isScope, storedName } from '../names.ts'
import { presentEntity } from '../output.ts'
import { isProblem } from '../problem.ts'
import {
  entityFromV2,
  parseV2Entity,
  pathFromScope,
  presentV2Entity,
  scopeFromPath,
  scopesOfPaths,
  storedFromV2,
  uriFromV2,
  v2FromStored,
  v2Identity,
} from './index.ts'

const sound = <T>(value: T): Exclude<T, { readonly problem: unknown }> => {
  assert.ok(!isProblem(value), JSON.stringify(value))
  return value as Exclude<T, { readonly problem: unknown }>
}

/** NGSIv2's characters of names, among them those that NGSI-LD's names do not have; and names that mean something to it. */
const fieldChars = Array.from('abzAZ09_-.:~!$%*+,@[]\\^`{|}')
const field = fc.oneof(
  fc.string({ unit: fc.constantFrom(...fieldChars), minLength: 1, maxLength: 20 }),
  fc.constantFrom(
    'scope',
    'value',
    'observedAt',
    'object',
    'createdAt',
    'expiresAt',
    'location',
    '気温',
    'a%3Ab',
    'geo:point',
    'ngsi-ld:x',
    'urn:ngsi-ld:A:~b',
  ),
)
const places = ['type', 'attribute', 'metadata'] as const

test('a name of NGSIv2 has one stored form that NGSI-LD admits, and reads back', () => {
  fc.assert(
    fc.property(field, fc.constantFrom(...places), (name, place) => {
      fc.pre(name !== 'id' && name !== 'type')
      const stored = storedFromV2(name, place)
      assert.ok(isName(stored) && storedName(stored) === stored, stored)
      assert.equal(v2FromStored(stored, place), name)
    }),
    { numRuns: 2000 },
  )
})

test('a stored name of NGSI-LD has a name in NGSIv2, and reads back', () => {
  const iri = fc.oneof(
    field.map((name) => storedName(name)),
    fc.constantFrom(
      'https://smart-data-models.org/x#temperature',
      'https://uri.etsi.org/ngsi-ld/default-context/foo-bar',
      'https://uri.etsi.org/ngsi-ld/default-context/a/b',
      'https://uri.etsi.org/ngsi-ld/default-context/scope',
      'https://uri.etsi.org/ngsi-ld/default-context/id',
      'https%3A%2F%2Furi.etsi.org',
      'urn:x:y',
    ),
  )
  fc.assert(
    fc.property(iri, fc.constantFrom(...places), (name, place) => {
      fc.pre(isName(name) && storedName(name) === name && name !== 'id' && name !== 'type')
      const v2 = v2FromStored(name, place)
      // Members of NGSI-LD are no names there, so they need no way back.
      if (storedFromV2(v2, place) !== name) assert.ok(storedFromV2(name, place) !== name, name)
    }),
    { numRuns: 2000 },
  )
})

test('for one type, ids and URIs are one to one', () => {
  const id = fc.oneof(
    field,
    field.map((name) => `urn:ngsi-ld:Room:~${name}`),
    fc.constantFrom('Room1', 'urn:ngsi-ld:Room:1', 'Room:1', '%7B', 'https://example.jp/a?b'),
  )
  fc.assert(
    fc.property(id, id, field, (a, b, type) => {
      const [one, other] = [uriFromV2(a, type), uriFromV2(b, type)]
      assert.ok(isUri(one), one)
      assert.equal(one === other, a === b)
      const identity = v2Identity({ id: one, types: [storedFromV2(type, 'type')] })
      assert.deepEqual({ id: identity.id, type: identity.type }, { id: a, type })
    }),
    { numRuns: 2000 },
  )
})

test('URIs stay, other ids stand behind their type', () => {
  assert.equal(uriFromV2('urn:ngsi-ld:Room:1', 'Room'), 'urn:ngsi-ld:Room:1')
  assert.equal(uriFromV2('Room:1', 'Room'), 'Room:1')
  assert.equal(uriFromV2('Room1', 'Room'), 'urn:ngsi-ld:Room:~Room1')
  assert.equal(uriFromV2('Room1', 'Meeting-Room.2'), 'urn:ngsi-ld:Meeting-Room.2:~Room1')
  // Another door made it a Hall: then it is called by its URI.
  assert.deepEqual(v2Identity({ id: 'urn:ngsi-ld:Room:~Room1', types: ['Hall'] }), {
    id: 'urn:ngsi-ld:Room:~Room1',
    type: 'Hall',
    servicePath: '/',
  })
  assert.equal(v2Identity({ id: 'urn:ngsi-ld:Room:~Room1', types: ['Hall', 'Room'] }).id, 'Room1')
})

test('service paths are scopes, level by level', () => {
  const level = fc.string({ unit: fc.constantFrom(...Array.from('ap_10')), minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(fc.array(level, { maxLength: 4 }), (levels) => {
      const path = `/${levels.join('/')}`
      const scope = scopeFromPath(path)
      assert.ok(scope === undefined || isScope(scope), scope)
      assert.equal(pathFromScope(scope), path)
    }),
  )
  assert.equal(scopeFromPath('/town/2026'), '/town/p_2026')
  assert.deepEqual(scopesOfPaths(['/']), { op: 'scope', segments: [] })
  assert.deepEqual(scopesOfPaths(['/a/#', '/b']), {
    op: 'or',
    of: [
      { op: 'scope', segments: ['a', '#'] },
      { op: 'scope', segments: ['b'] },
    ],
  })
  assert.equal(scopesOfPaths(['/a', '/#']), undefined)
})

// ── Attributes ──────────────────────────────────────────────────────────────────────────────────────────────────────

const text = fc.string({ unit: fc.constantFrom(...Array.from('aZ0 _-.:/#あ気')), maxLength: 12 })
const json: fc.Arbitrary<Json> = fc.letrec<{ readonly value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double({ noDefaultInfinity: true, noNaN: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
    text,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie('value'), { maxKeys: 3 }),
  ),
})).value
const degrees = (most: number) => fc.integer({ min: -most * 100, max: most * 100 }).map((n) => n / 100)
const point = fc.tuple(degrees(90), degrees(180)).map(([lat, lon]) => `${lat}, ${lon}`)
const custom = field.filter((type) => !type.startsWith('geo:'))
const metadata = fc.dictionary(
  field.filter((name) => name !== '__proto__'),
  fc.oneof(fc.record({ type: custom, value: json }), fc.constant({ type: 'Text', value: 'CEL' })),
  { maxKeys: 3 },
)
const attribute = fc
  .tuple(
    fc.oneof(
      fc.record({ type: custom, value: json }),
      fc.record({
        type: fc.constantFrom('Number', 'Text', 'Boolean', 'None', 'StructuredValue', 'Relationship', 'URL', 'TextUnrestricted'),
        value: json,
      }),
      fc.record({ type: fc.constant('DateTime'), value: fc.constantFrom('2026-04-01T09:00:00Z', '2026-04-01T09:00:00.123Z') }),
      fc.record({
        type: fc.constant('geo:point'),
        value: fc.oneof(
          point,
          point.map((one) => one.replace(', ', ' ,')),
        ),
      }),
      fc.record({ type: fc.constant('geo:line'), value: fc.array(point, { minLength: 2, maxLength: 4 }) }),
      fc.record({ type: fc.constant('geo:box'), value: fc.tuple(point, point) }),
      fc.record({
        type: fc.constant('geo:json'),
        value: fc.tuple(degrees(180), degrees(90)).map((coordinates) => ({ type: 'Point', coordinates })),
      }),
      fc.record({ type: fc.constant('LanguageProperty'), value: fc.constant({ ja: '港', en: 'harbour' }) }),
      fc.record({ type: fc.constant('Relationship'), value: fc.constantFrom('urn:ngsi-ld:Room:1', 'Room1') }),
    ),
    metadata,
  )
  .map(([one, metadata]) => ({ ...one, metadata }))
const entity = fc.record({
  id: field,
  type: field.filter((type) => type !== 'id' && type !== 'type'),
  attributes: fc.dictionary(
    field.filter((name) => !['id', 'type', '__proto__', 'dateCreated', 'dateModified', 'servicePath'].includes(name)),
    attribute,
    { maxKeys: 4 },
  ),
})
const plainJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

test('NGSIv2 → stored form → NGSI-LD normalized → stored form → NGSIv2 says the same', () => {
  fc.assert(
    fc.property(entity, fc.constantFrom('/', '/town', '/town/2026_p_1'), ({ id, type, attributes }, path) => {
      const given = { id, type, ...attributes }
      const read = parseV2Entity(given, 'normalized')
      // Structured values may hold a geo:json type or a forbidden key by chance.
      fc.pre(!isProblem(read))
      const stored = entityFromV2(sound(read), path)
      fc.pre(!isProblem(stored))
      const written = plainJson(presentEntity(sound(stored), { format: 'normalized', sysAttrs: false }))
      const again = parseEntity(written)
      // A Property of NGSI-LD holds no JSON null at its top; everything else goes through its door too.
      const back = isProblem(again) ? sound(stored) : again
      if (isProblem(again)) assert.match(again.detail, /null|Null|vocab|valueType/i, JSON.stringify([again, written]))
      assert.deepEqual(plainJson(presentV2Entity(back, { format: 'normalized' })), plainJson(given))
      assert.equal(v2Identity(back).servicePath, path)
    }),
    { numRuns: 1500 },
  )
})

test('NGSI-LD → NGSIv2 → NGSI-LD says the same, for what NGSIv2 can say', () => {
  const sub: fc.Arbitrary<Attribute> = fc.oneof(
    json.filter((value) => value !== null).map((value) => ({ type: 'Property' as const, value })),
    fc.constant({ type: 'Relationship', object: 'urn:a:b' } as const),
  )
  const members = fc.record(
    {
      observedAt: fc.constantFrom('2026-04-01T09:00:00Z', '2026-04-01T09:00:00.123456Z'),
      unitCode: fc.constantFrom('CEL', 'MTR'),
      attributes: fc.dictionary(fc.constantFrom('accuracy', 'source', 'https://example.jp/vocab#quality'), sub, { minKeys: 1, maxKeys: 2 }),
    },
    { requiredKeys: [] },
  )
  const noUnit = ({ unitCode: _unit, ...rest }: { readonly unitCode?: string }) => rest
  const one: fc.Arbitrary<Attribute> = fc.oneof(
    fc
      .tuple(
        json.filter((value) => value !== null),
        members,
      )
      .map(([value, more]) => ({ type: 'Property' as const, value, ...more })),
    fc
      .tuple(fc.tuple(degrees(180), degrees(90)), members)
      .map(([coordinates, more]) => ({ type: 'GeoProperty' as const, value: { type: 'Point' as const, coordinates }, ...more })),
    members.map((more) => ({ type: 'Relationship' as const, object: 'urn:ngsi-ld:Room:1', ...noUnit(more) })),
    members.map((more) => ({ type: 'Relationship' as const, object: ['urn:a:b', 'urn:a:c'], ...noUnit(more) })),
    members.map((more) => ({ type: 'LanguageProperty' as const, languageMap: { ja: '港', '@none': 'x' }, ...noUnit(more) })),
    fc.tuple(json, members).map(([value, more]) => ({ type: 'JsonProperty' as const, json: value, ...noUnit(more) })),
    members.map((more) => ({ type: 'VocabProperty' as const, vocab: 'open', ...noUnit(more) })),
    fc.tuple(fc.array(json, { maxLength: 3 }), members).map(([valueList, more]) => ({ type: 'ListProperty' as const, valueList, ...more })),
    members.map((more) => ({ type: 'ListRelationship' as const, objectList: ['urn:a:b'], ...noUnit(more) })),
    fc.constant({ type: 'Property' as const, value: '2026-04-01T09:00:00Z', valueType: 'DateTime' }),
  )
  const ld = fc.record({
    id: fc.constantFrom('urn:ngsi-ld:Room:1', 'https://example.jp/rooms/1', 'urn:ngsi-ld:Room:~Room1'),
    types: fc.constantFrom(['Room'], ['https://example.jp/vocab#Room']),
    attributes: fc.dictionary(fc.constantFrom('temperature', '気温', 'https://example.jp/vocab#level', 'location'), one, { maxKeys: 3 }),
  })
  fc.assert(
    fc.property(ld, (entity: Entity) => {
      const shown = plainJson(presentV2Entity(entity, { format: 'normalized' }))
      const read = parseV2Entity(shown, 'normalized')
      fc.pre(!isProblem(read))
      assert.deepEqual(plainJson(sound(entityFromV2(sound(read), '/'))), plainJson(entity))
    }),
    { numRuns: 1500 },
  )
})
