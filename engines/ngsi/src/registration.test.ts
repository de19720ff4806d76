import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  conformEntity,
  coveredAttributes,
  geoProperty,
  isProblem,
  matchesConditions,
  matchingInfos,
  mergeParts,
  narrowed,
  offers,
  parseQ,
  parseRegistration,
  parseTypes,
  patchRegistration,
  presentRegistration,
  printTypes,
  property,
  proxiesOverlap,
  readVersion,
  readyRegistration,
  unexpired,
  type Part,
  type Registration,
  type Specification,
  type TypeExpression,
} from './index.ts'

const same = (name: string): string => name
const id = 'urn:ngsi-ld:ContextSourceRegistration:1'
const base = { type: 'ContextSourceRegistration', endpoint: 'http://harbour.example/', information: [{ entities: [{ type: 'Vehicle' }] }] }
const read = (more: object = {}): Registration => {
  const registration = parseRegistration({ ...base, ...more }, { id, expand: same })
  assert.ok(!isProblem(registration), isProblem(registration) ? registration.detail : '')
  return registration
}
const ready = (more: object = {}) => readyRegistration(read(more))
const types = (text: string): TypeExpression => {
  const expression = parseTypes(text)
  assert.ok(!isProblem(expression))
  return expression
}
const about = (entity: Specification['entities'][number], more: Partial<Specification> = {}): Specification => ({
  entities: [entity],
  ...more,
})

test('§5.2.9 a registration comes back as it was sent, its own properties and @context names included', () => {
  const sent = {
    ...base,
    id,
    mode: 'redirect',
    information: [
      { entities: [{ type: ['Vehicle', 'Bus'], idPattern: '^urn:bus' }], propertyNames: ['speed'], relationshipNames: ['isParked'] },
    ],
    operations: ['redirectionOps', 'queryBatch'],
    contextSourceAlias: 'harbour-1',
    contextSourceInfo: [{ key: 'Authorization', value: 'Bearer x' }],
    management: { localOnly: true, timeout: 500, cooldown: 1000, cacheDuration: 'PT5M' },
    observationInterval: { startAt: '2026-01-01T00:00:00Z' },
    location: { type: 'Point', coordinates: [139.7, 35.6] },
    scope: ['/town/a', '/town/b'],
    sourceType: 'sensor',
  }
  const upper = (name: string): string => `https://example.jp/${name}`
  const registration = parseRegistration(sent, { id: 'urn:x:1', expand: upper })
  assert.ok(!isProblem(registration))
  assert.deepEqual(registration.information[0]?.propertyNames, ['https://example.jp/speed'])
  assert.deepEqual(
    presentRegistration(registration, (name) => name.replace('https://example.jp/', '')),
    sent,
  )
})

for (const [what, more] of Object.entries({
  'an empty list of operations': { operations: [] },
  'an unknown operation': { operations: ['everything'] },
  'an unknown mode': { mode: 'maybe' },
  'no information': { information: [] },
  'an empty part of information': { information: [{}] },
  'an entity without a type': { information: [{ entities: [{ id: 'urn:x:1' }] }] },
  'an alias that is no pseudonym': { contextSourceAlias: 'two words' },
  'an endpoint of another scheme': { endpoint: 'file:///etc/passwd' },
  'a header value with a line break': { contextSourceInfo: [{ key: 'a', value: 'b\r\nc: d' }] },
  'an accept of another kind': { contextSourceInfo: [{ key: 'accept', value: 'text/html' }] },
  'a refresh rate that is no duration': { refreshRate: '5 minutes' },
  'a timeout of nothing': { management: { timeout: 0 } },
  'an interval without its start': { observationInterval: { endAt: '2026-01-01T00:00:00Z' } },
  'a pattern that is no expression': { information: [{ entities: [{ type: 'A', idPattern: '(' }] }] },
  'exclusive without attributes (§4.3.6.3)': { mode: 'exclusive', information: [{ entities: [{ type: 'A', id: 'urn:x:1' }] }] },
  'exclusive with a pattern (§4.3.6.3)': {
    mode: 'exclusive',
    information: [{ entities: [{ type: 'A', idPattern: 'x' }], propertyNames: ['a'] }],
  },
  'auxiliary that would be written to (§5.9.2.4)': { mode: 'auxiliary', operations: ['updateOps'] },
}))
  test(`§5.2.9 ${what} is BadRequestData`, () => {
    const problem = parseRegistration({ ...base, ...more }, { id, expand: same })
    assert.equal(isProblem(problem) && problem.problem, 'BadRequestData')
  })

test('§5.9.3 a fragment replaces its members, null removes them, and names are read by its own @context', () => {
  const patched = patchRegistration(
    read({ description: 'a', scope: '/x', own: 1 }),
    { description: null, own: 2, information: [{ propertyNames: ['speed'] }] },
    { expand: (name) => `urn:${name}` },
  )
  assert.ok(!isProblem(patched))
  assert.deepEqual(
    [patched.description, patched.scope, patched.properties, patched.information],
    [undefined, ['/x'], { own: 1, 'urn:own': 2 }, [{ propertyNames: ['urn:speed'] }]],
  )
  const moved = patchRegistration(read(), { id: 'urn:other:1' }, { expand: same })
  assert.equal(isProblem(moved) && moved.problem, 'BadRequestData')
})

test('§4.20 no operations means federationOps: reading, not writing', () => {
  assert.deepEqual(
    [offers(ready(), 'queryEntity'), offers(ready(), 'createEntity'), offers(ready({ operations: ['redirectionOps'] }), 'createEntity')],
    [true, false, true],
  )
  assert.deepEqual([offers(ready({ operations: ['retrieveOps'] }), 'queryBatch'), offers(ready(), 'queryTemporal')], [false, false])
})

test('§5.12 the five conditions on ids, and those on attributes', () => {
  const one = (entity: object, names: object = {}) => ready({ information: [{ entities: [{ type: 'Vehicle', ...entity }], ...names }] })
  const matches = (registration: ReturnType<typeof ready>, spec: Specification): boolean => matchingInfos(registration, spec).length > 0
  const vehicle = types('Vehicle')
  assert.ok(matches(one({}), about({ types: vehicle, ids: ['urn:a:1'] })))
  assert.ok(matches(one({ id: 'urn:a:1' }), about({ types: vehicle, ids: ['urn:a:2', 'urn:a:1'] })))
  assert.ok(!matches(one({ id: 'urn:a:1' }), about({ types: vehicle, ids: ['urn:a:2'] })))
  assert.ok(matches(one({ idPattern: '^urn:a' }), about({ ids: ['urn:a:2'] })))
  assert.ok(!matches(one({ idPattern: '^urn:a' }), about({ ids: ['urn:b:2'] })))
  assert.ok(matches(one({ id: 'urn:a:1' }), about({ idPattern: 'a' })))
  assert.ok(!matches(one({ id: 'urn:a:1' }), about({ idPattern: 'b' })))
  assert.ok(matches(one({ idPattern: 'x' }), about({ idPattern: 'y' })))
  assert.ok(!matches(one({}), about({ types: types('Bus') })))
  assert.ok(matches(one({}), about({ types: types('Bus|Vehicle') })))
  const speed = one({}, { propertyNames: ['speed'] })
  assert.ok(matches(speed, about({ types: vehicle })))
  assert.ok(matches(speed, about({ types: vehicle }, { attributes: ['name', 'speed'] })))
  assert.ok(!matches(speed, about({ types: vehicle }, { attributes: ['name'] })))
  assert.ok(matches(one({}), about({ types: vehicle }, { attributes: ['name'] })))
  assert.ok(matches(ready({ information: [{ relationshipNames: ['near'] }] }), about({ types: types('Any') }, { attributes: ['near'] })))
  assert.ok(!matches(ready({ datasetId: ['urn:d:1'] }), about({ types: vehicle }, { datasetIds: ['@none'] })))
  assert.ok(matches(ready({ datasetId: ['urn:d:1', '@none'] }), about({ types: vehicle }, { datasetIds: ['@none'] })))
})

test('§4.3.6.1 a forwarded request asks for no more than was registered', () => {
  const registration = ready({
    information: [
      { entities: [{ type: 'Vehicle', id: 'urn:a:1' }], propertyNames: ['speed'] },
      { entities: [{ type: 'Bus', id: 'urn:a:2' }], propertyNames: ['seats'] },
    ],
  })
  const ask = (spec: Specification['entities'][number]): object => {
    const part = narrowed(spec, matchingInfos(registration, about(spec)))
    return { ...part, ...(part.types === undefined ? {} : { types: printTypes(part.types, same) }) }
  }
  assert.deepEqual(ask({ types: types('Vehicle|Tram|Bus') }), { types: 'Vehicle,Bus', ids: ['urn:a:1', 'urn:a:2'] })
  assert.deepEqual(ask({ types: types('Vehicle') }), { types: 'Vehicle', ids: ['urn:a:1'] })
  assert.deepEqual(ask({ ids: ['urn:a:2', 'urn:a:3'] }), { types: 'Bus', ids: ['urn:a:2'] })
  const covered = (known: Parameters<typeof coveredAttributes>[1]): unknown => {
    const found = coveredAttributes(registration, known)
    return found instanceof Set ? [...found] : found
  }
  assert.deepEqual(covered({ id: 'urn:a:1', types: ['Vehicle', 'Car'] }), ['speed'])
  assert.equal(covered({ id: 'urn:a:1', types: ['Bus'] }), undefined)
  assert.deepEqual(covered({ id: 'urn:a:2' }), ['seats'])
})

test('§5.9.2.4 exclusive registrations share no attribute of an entity with another proxy', () => {
  const exclusive = (names: readonly string[]) =>
    ready({ mode: 'exclusive', information: [{ entities: [{ type: 'Vehicle', id: 'urn:a:1' }], propertyNames: names }] })
  assert.ok(proxiesOverlap(exclusive(['speed']), exclusive(['speed', 'seats'])))
  assert.ok(!proxiesOverlap(exclusive(['speed']), exclusive(['seats'])))
  assert.ok(proxiesOverlap(exclusive(['speed']), ready({ mode: 'redirect' })))
  assert.ok(!proxiesOverlap(exclusive(['speed']), ready({ mode: 'redirect', information: [{ entities: [{ type: 'Bus' }] }] })))
})

test('§5.10.2.4 where, when, and a source’s own properties', () => {
  const q = (text: string) => {
    const expression = parseQ(text)
    assert.ok(!isProblem(expression))
    return expression
  }
  const area = read({
    location: {
      type: 'Polygon',
      coordinates: [
        [
          [139, 35],
          [140, 35],
          [140, 36],
          [139, 35],
        ],
      ],
    },
    sourceType: 'sensor',
    level: { type: 'Property', value: 3 },
  })
  const point = (lon: number, lat: number) => ({ type: 'Point', coordinates: [lon, lat] }) as const
  const near = (lon: number, lat: number, metres: number) =>
    matchesConditions(area, { geo: { relation: { op: 'near', maxDistance_m: metres }, geometry: point(lon, lat) } }, { located: true })
  assert.deepEqual([near(139.5, 35.5, 1), near(141, 35.5, 80_000), near(141, 35.5, 100_000)], [true, false, true])
  const csf = (text: string): boolean => matchesConditions(area, { csf: q(text) }, { located: true })
  assert.deepEqual([csf('sourceType=="sensor"'), csf('level>2'), csf('mode=="exclusive"'), csf('endpoint')], [true, true, false, true])
  const past = read({ observationInterval: { startAt: '2026-01-01T00:00:00Z', endAt: '2026-02-01T00:00:00Z' } })
  const when = (relation: 'before' | 'after' | 'between', timeAt: string, endTimeAt?: string): boolean =>
    matchesConditions(past, { temporal: { relation, timeAt, endTimeAt, property: 'observedAt' } }, { located: true })
  assert.deepEqual(
    [
      when('before', '2025-12-31T00:00:00Z'),
      when('before', '2026-01-15T00:00:00Z'),
      when('after', '2026-03-01T00:00:00Z'),
      when('between', '2025-01-01T00:00:00Z', '2026-01-01T00:00:00Z'),
    ],
    [false, true, false, true],
  )
  assert.ok(!matchesConditions(past, {}, { located: true }))
  assert.ok(
    !matchesConditions(
      past,
      { temporal: { relation: 'after', timeAt: '2026-01-15T00:00:00Z', property: 'modifiedAt' } },
      { located: true },
    ),
  )
})

const part = (attributes: Part['entity']['attributes'], more: object = {}, auxiliary = false): Part => ({
  entity: { id: 'urn:a:1', types: ['Vehicle'], attributes, ...more },
  auxiliary,
})

test('§4.5.5.3 the last observed copy stands, then the last modified; data sets stay apart', () => {
  const merged = mergeParts([
    part({ speed: property(1, { observedAt: '2026-01-01T00:00:00Z' }), name: property('local') }, { modifiedAt: '2026-01-02T00:00:00Z' }),
    part(
      { speed: [property(2, { observedAt: '2026-01-01T00:00:00.5Z' }), property(9, { datasetId: 'urn:d:1' })], name: property('new') },
      { modifiedAt: '2026-01-03T00:00:00Z', types: ['Car'], scope: ['/a'] },
    ),
    part({ name: property('auxiliary'), seats: property(4) }, { modifiedAt: '2026-09-09T00:00:00Z' }, true),
  ])
  assert.deepEqual(merged.entity, {
    id: 'urn:a:1',
    types: ['Vehicle', 'Car'],
    scope: ['/a'],
    modifiedAt: '2026-01-03T00:00:00Z',
    attributes: {
      speed: [property(2, { observedAt: '2026-01-01T00:00:00.5Z' }), property(9, { datasetId: 'urn:d:1' })],
      name: property('new'),
      seats: property(4),
    },
  })
})

test('§4.5.5.2 what expires: nothing past comes in, and an entity lasts as long as its longest copy', () => {
  assert.equal(unexpired(part({}, { expiresAt: '2026-01-01T00:00:00Z' }), '2026-01-01T00:00:00Z'), undefined)
  const left = unexpired(part({ a: property(1, { expiresAt: '2026-01-01T00:00:00Z' }), b: property(2) }), '2026-01-02T00:00:00Z')
  assert.deepEqual(left?.entity.attributes, { b: property(2) })
  const one = part({ a: property(1) }, { expiresAt: '2026-05-01T00:00:00Z' })
  const other = part({ b: property(2) }, { expiresAt: '2026-06-01T00:00:00Z' })
  assert.equal(mergeParts([one, other]).entity.expiresAt, '2026-06-01T00:00:00Z')
  const mixed = mergeParts([one, part({ b: property(2) })]).entity
  assert.deepEqual(
    [mixed.expiresAt, mixed.attributes],
    [undefined, { a: property(1, { expiresAt: '2026-05-01T00:00:00Z' }), b: property(2) }],
  )
})

test('§4.3.6.8 an earlier reader gets what its version knew', () => {
  const entity = {
    id: 'urn:a:1',
    type: ['Vehicle', 'Car'],
    scope: '/a',
    expiresAt: '2026-01-01T00:00:00Z',
    name: { type: 'LanguageProperty', languageMap: { ja: '車' } },
    data: { type: 'JsonProperty', json: { type: 'JsonProperty', json: 1 } },
    kind: { type: 'VocabProperty', vocab: 'car' },
    near: { type: 'ListRelationship', objectList: [{ object: 'urn:b:1' }], objectType: 'Stop' },
    speed: [
      { type: 'Property', value: 1, datasetId: 'urn:d:1', unitCode: 'KMH' },
      { type: 'Property', value: 2, accuracy: { type: 'Property', value: 1, valueType: 'x' } },
    ],
    location: geoProperty({ type: 'Point', coordinates: [1, 2] }),
  }
  const at = (text: string): unknown => {
    const version = readVersion(text)
    assert.ok(version !== undefined)
    return conformEntity(entity, version)
  }
  assert.deepEqual(at('1.9'), entity)
  assert.deepEqual(at('1.0'), {
    id: 'urn:a:1',
    type: 'Vehicle',
    name: { type: 'Property', value: { ja: '車' } },
    data: { type: 'Property', value: { type: 'JsonProperty', json: 1 } },
    kind: { type: 'Property', value: 'car' },
    near: { type: 'Relationship', object: ['urn:b:1'] },
    speed: { type: 'Property', value: 2, accuracy: { type: 'Property', value: 1 } },
    location: entity.location,
  })
  assert.deepEqual((at('1.7') as { readonly name: unknown }).name, entity.name)
  assert.equal(readVersion('one'), undefined)
})
