import assert from 'node:assert/strict'
import fc from 'fast-check'
import { ask, ld, scenario, v2 } from './test-broker.ts'

// Entities of NGSIv2 as clients write them: names and types beyond those of NGSI-LD, every kind of value, metadata, paths.
const name = fc.oneof(
  fc.stringMatching(/^[a-z][A-Za-z0-9_.:-]{0,8}$/),
  fc.constantFrom('scope', 'value', 'createdAt', '3d', 'a%3Ab', '気温'),
)
const id = name.filter((one) => /^[!-~]+$/.test(one))
const text = fc.stringMatching(/^[A-Za-z0-9 _./:#あ-ん-]{0,12}$/)
const degrees = (most: number) => fc.integer({ min: -most * 100, max: most * 100 }).map((n) => String(n / 100))
const scalar = fc.oneof(
  fc.record({ type: fc.constantFrom('Number', 'Celsius'), value: fc.integer() }),
  fc.record({ type: fc.constantFrom('Text', 'URL', 'PostalAddress', 'my-type'), value: text }),
  fc.record({ type: fc.constant('Boolean'), value: fc.boolean() }),
  fc.record({ type: fc.constant('DateTime'), value: fc.constantFrom('2026-04-01T09:00:00Z', '2026-04-01T09:00:00.250Z') }),
)
const value = fc.oneof(
  scalar,
  fc.record({
    type: fc.constant('StructuredValue'),
    value: fc.oneof(
      fc.array(fc.integer(), { maxLength: 3 }),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.oneof(text, fc.integer(), fc.constant(null)), { maxKeys: 3 }),
    ),
  }),
  fc.record({ type: fc.constant('geo:point'), value: fc.tuple(degrees(90), degrees(180)).map(([lat, lon]) => `${lat},${lon}`) }),
  fc.record({
    type: fc.constant('geo:json'),
    value: fc.tuple(degrees(180), degrees(90)).map(([lon, lat]) => ({ type: 'Point', coordinates: [Number(lon), Number(lat)] })),
  }),
  fc.record({ type: fc.constant('Relationship'), value: fc.constantFrom('urn:ngsi-ld:Shop:1', 'Shop1') }),
)
const named = <T>(of: fc.Arbitrary<T>, most: number) =>
  fc.uniqueArray(fc.tuple(name, of), { maxLength: most, selector: ([key]) => key }).map((pairs) => Object.fromEntries(pairs))
const entity = fc
  .record({
    id: fc.oneof(
      id,
      id.map((one) => `urn:ngsi-ld:Room:${one}`),
    ),
    type: name,
    attributes: named(
      fc.tuple(value, named(scalar, 2)).map(([one, metadata]) => ({ ...one, metadata })),
      4,
    ),
  })
  // Plain objects, as they come from JSON.
  .map(
    ({ id, type, attributes }) => JSON.parse(JSON.stringify({ id, type, ...attributes })) as { readonly id: string; readonly type: string },
  )

scenario('entities of NGSIv2 go through the store, NGSI-LD, another city’s store, and come back as they were', async () => {
  const sample =
    fc.sample(fc.uniqueArray(entity, { minLength: 150, maxLength: 150, selector: ({ id }) => id }), { numRuns: 1, seed: 20260401 })[0] ?? []
  const path = { 'fiware-servicepath': '/town/2026' }
  const written = await ask('POST', v2('/op/update'), { body: { actionType: 'append', entities: sample }, ...path })
  assert.equal(written.status, 204, JSON.stringify(written.body))
  const shown = await ask('GET', ld('/entities?scopeQ=/town/%23&local=true&limit=1000'))
  assert.equal((shown.body as readonly unknown[]).length, sample.length)
  const moved = await ask('POST', ld('/entityOperations/upsert'), { body: shown.body, 'ngsild-tenant': 'shibaura' })
  assert.equal(moved.status, 201, JSON.stringify(moved.body))
  const back = (await ask('GET', v2('/entities?limit=1000'), { 'fiware-service': 'shibaura', ...path })).body as readonly {
    readonly id: string
  }[]
  const byId = (list: readonly { readonly id: string }[]) => new Map(list.map((one) => [one.id, one]))
  assert.deepEqual(byId(back), byId(sample))
  for (const { id, type } of sample.slice(0, 20)) {
    const one = await ask('GET', v2(`/entities/${encodeURIComponent(id)}?type=${encodeURIComponent(type)}`), path)
    assert.deepEqual(one.body, byId(sample).get(id))
  }
})

scenario('entities of NGSI-LD go through NGSIv2 and come back as they were', async () => {
  const observed = { observedAt: '2026-04-01T09:00:00.123456Z' }
  const entities = [
    {
      id: 'urn:ngsi-ld:Station:1',
      type: 'Station',
      temperature: { type: 'Property', value: 21.5, unitCode: 'CEL', ...observed, accuracy: { type: 'Property', value: 0.5 } },
      location: {
        type: 'GeoProperty',
        value: {
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
      },
      operator: { type: 'Relationship', object: 'urn:ngsi-ld:Company:1', ...observed },
      near: { type: 'Relationship', object: ['urn:a:b', 'urn:a:c'] },
      name: { type: 'LanguageProperty', languageMap: { ja: '浜松町', en: 'Hamamatsucho' } },
      raw: { type: 'JsonProperty', json: { a: [1, null, { b: 'c' }] } },
      levels: { type: 'ListProperty', valueList: [1, 2, 3] },
      'https://example.jp/vocab#気圧': { type: 'Property', value: 1013 },
    },
    { id: 'https://example.jp/rooms/1', type: 'https://example.jp/vocab#Room', open: { type: 'Property', value: true } },
  ]
  for (const body of entities) assert.equal((await ask('POST', ld('/entities'), { body })).status, 201)
  const shown = (await ask('GET', v2('/entities'))).body as readonly object[]
  const moved = await ask('POST', v2('/op/update'), { body: { actionType: 'append', entities: shown }, 'fiware-service': 'shibaura' })
  assert.equal(moved.status, 204, JSON.stringify(moved.body))
  for (const one of entities)
    assert.deepEqual((await ask('GET', ld(`/entities/${encodeURIComponent(one.id)}`), { 'ngsild-tenant': 'shibaura' })).body, one)
})
