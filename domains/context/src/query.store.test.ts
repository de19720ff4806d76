import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  geoProperty,
  isProblem,
  jsonProperty,
  languageProperty,
  matchesQ,
  matchesScopes,
  parseGeo,
  parseQ,
  parseScopeQ,
  parseTypes,
  property,
  relationship,
  type Attributes,
  type Entity,
  type GeoQuery,
  type Problem,
} from '@machinaka/ngsi'
import { isRefusal, type Refusal, type Tenant } from '@machinaka/platform'
import { countingIds, fixedClock, openTestPostgres } from '@machinaka/platform/testing'
import fc from 'fast-check'
import { contextMigrations, createContext, type EntityQuery, type StoredEntity } from './index.ts'

const pg = await openTestPostgres([contextMigrations])
const { entities } = createContext({ postgres: pg.postgres, clock: fixedClock(), ids: countingIds(), outbox: { write: async () => {} } })
const city = 'minato' as Tenant

function known<T>(value: T): Exclude<T, Refusal | Problem> {
  if (isProblem(value) || isRefusal(value)) assert.fail(value.detail)
  return value as Exclude<T, Refusal | Problem>
}

const point = (lon: number, lat: number) => geoProperty({ type: 'Point', coordinates: [lon, lat] })
const make = (id: string, type: string, attributes: Attributes, scope?: string[]): Entity => ({
  id: `urn:ngsi-ld:${id}`,
  types: [type],
  attributes,
  ...(scope === undefined ? {} : { scope }),
})
const town: readonly Entity[] = [
  make(
    'a',
    'Cafe',
    {
      name: languageProperty({ ja: 'みなと', en: ['Minato', 'Harbour'] }),
      seats: property(12),
      kinds: property(['cafe', 'bar']),
      location: point(139.7, 35.6),
    },
    ['/town/harbour'],
  ),
  make('b', 'Cafe', { name: property('Bistro'), seats: property('12'), open: property(true), location: point(139.71, 35.6) }, [
    '/town/hill/top',
  ]),
  make('c', 'Park', {
    name: property('Castle'),
    area: property({ ha: 2.5, use: ['play', 'rest'] }),
    seats: [property(3, { observedAt: '2026-04-01T09:00:00Z' }), property(40, { datasetId: 'urn:x:evening' })],
    location: geoProperty({
      type: 'Polygon',
      coordinates: [
        [
          [139.69, 35.59],
          [139.7, 35.59],
          [139.7, 35.595],
          [139.69, 35.595],
          [139.69, 35.59],
        ],
      ],
    }),
  }),
  make('d', 'Stop', {
    near: relationship(['urn:ngsi-ld:a', 'urn:ngsi-ld:c'], { attributes: { metres: property(80) } }),
    at: property('2026-04-01T08:00:00.5Z'),
    raw: jsonProperty({ code: 7, tags: [] }),
    kinds: property([]),
    mood: { type: 'VocabProperty', vocab: ['calm', 'https://example.org/v#busy'] },
  }),
  make('e', 'Cafe', { seats: property(0), open: property(false), entrance: point(139.75, 35.7), name: property('𠮟られ"た\\b') }),
]

// Files share a process and a database, so each test lays the town anew.
const inTown = (name: string, work: () => Promise<void>): void => {
  test(name, async () => {
    await pg.reset()
    known(await entities.upsertBatch(city, { entities: town, actor: { kind: 'machine', id: 'k' } }))
    known(await entities.upsertBatch('ebisu' as Tenant, { entities: town, actor: { kind: 'machine', id: 'k' } }))
    await work()
  })
}
after(() => pg.close())

const found = async (query: EntityQuery): Promise<string> =>
  known(await entities.query(city, { limit: 100, ...query }))
    .entities.map(({ id }) => id.slice(12))
    .join('')
const q = (text: string): Promise<string> => found({ q: known(parseQ(text)) })

inTown('q in SQL', async () => {
  const answers: Readonly<Record<string, string>> = {
    seats: 'abce',
    'seats==12': 'a',
    'seats!=12': 'bce',
    'seats>2': 'ac',
    'seats==1..20': 'ac',
    'seats!=1..20': 'bce',
    'seats==0,40': 'ce',
    'seats.observedAt<2026-04-01T10:00:00Z': 'c',
    'name=="Harbour"': 'a',
    'name[en]=="Minato"': 'a',
    'name[*]~=^M': 'a',
    'name~=^[BC]': 'bc',
    'name!~=^[BC]': 'ae',
    'kinds=="bar"': 'a',
    'kinds!="bar"': 'd',
    'area[ha]>=2.5': 'c',
    'area[use]=="rest"': 'c',
    'area[x]': '',
    'raw[code]==7': 'd',
    'near==urn:ngsi-ld:c': 'd',
    'near.metres<100': 'd',
    'at>2026-04-01T08:00:00Z': 'd',
    'at<2026-04-01T08:00:00.4Z': '',
    'at==2026-04-01T07:00:00Z..2026-04-01T09:00:00Z': 'd',
    'open==true': 'b',
    'open>=false': '',
    'open;seats==0|area': 'ce',
    'createdAt>=2026-04-01T09:00:00Z': 'abcde',
    'createdAt<2026-04-01T09:00:00Z': '',
    'name=="𠮟られ\\"た\\\\b"': 'e',
    存在: '',
    '!seats': 'd',
    'seats!~=x': 'b',
    'near>"urn:a"': '',
    'near{seats}>10': 'd',
    'near{Park:area[use]}=="rest"': 'd',
    'near{Cafe:area}': '',
    'mood=="https://example.org/v#busy"': 'd',
    'mood==calm': '',
    'createdAt>"2020-01-01T00:00:00Z"': 'abcde',
    'createdAt>soon': '',
  }
  for (const [text, ids] of Object.entries(answers)) assert.equal(await q(text), ids, text)
})

inTown('SQL and memory answer alike', async () => {
  const stored = new Map(
    known(await entities.query(city, { limit: 100 })).entities.map((entity): [string, StoredEntity] => [entity.id, entity]),
  )
  const path = fc.constantFrom(
    'seats',
    'name',
    'name[en]',
    'name[*]',
    'kinds',
    'area[ha]',
    'area[use]',
    'near',
    'near.metres',
    'at',
    'raw[code]',
    'raw[tags]',
    'open',
    'seats.observedAt',
    'none',
    'mood',
    'near{seats}',
    'near{Park,Stop:seats.observedAt}',
    'near{none}',
  )
  const value = fc.constantFrom(
    '12',
    '"12"',
    '3',
    '0',
    'true',
    'false',
    '"bar"',
    '"Minato"',
    '2.5',
    '"rest"',
    'urn:ngsi-ld:a',
    '80',
    '7',
    '"B"',
    '"𠮟"',
    '"ｱ"',
    'calm',
    '"https://example.org/v#busy"',
    '"https://uri.etsi.org/ngsi-ld/default-context/calm"',
  )
  const term = fc.oneof(
    path,
    path.map((p) => `!${p}`),
    fc.tuple(path, fc.constantFrom('==', '!=', '>', '>=', '<', '<='), value).map((parts) => parts.join('')),
    fc.tuple(path, fc.constantFrom('==', '!='), fc.tuple(value, value)).map(([p, o, vs]) => p + o + vs.join(',')),
    fc.tuple(path, fc.constantFrom('==', '!=')).map(([p, o]) => `${p}${o}3..40`),
    fc.tuple(path, fc.constantFrom('~=', '!~=')).map(([p, o]) => `${p}${o}"(M|[a-c]\\d?|.t{1,2})"`),
  )
  const query = fc.tuple(term, fc.constantFrom(';', '|'), term).map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(query, async (text) => {
      const parsed = known(parseQ(text))
      assert.equal(
        await q(text),
        [...stored.values()]
          .filter((entity) => matchesQ(parsed, entity, (id) => stored.get(id)))
          .map(({ id }) => id.slice(12))
          .join(''),
        text,
      )
    }),
    { numRuns: 300 },
  )
})

inTown('geo: metres on the spheroid, relations on the plane, another property', async () => {
  const noGeo: GeoQuery = { relation: { op: 'equals' }, geometry: { type: 'Point', coordinates: [0, 0] } }
  const geo = (georel: string, geometry: string, coordinates: unknown, geoproperty?: string) =>
    found({ geo: known(parseGeo({ georel, geometry, coordinates, geoproperty })) ?? noGeo })
  const box = [
    [
      [139.695, 35.58],
      [139.705, 35.58],
      [139.705, 35.61],
      [139.695, 35.61],
      [139.695, 35.58],
    ],
  ]
  assert.deepEqual(
    await Promise.all([
      // 0.01° of longitude at 35.6° N are 906 m (GRS 80).
      geo('near;maxDistance==905', 'Point', [139.7, 35.6]),
      geo('near;maxDistance==907', 'Point', [139.7, 35.6]),
      geo('near;minDistance==907', 'Point', [139.7, 35.6]),
      geo('near;maxDistance==907;minDistance==600', 'Point', [139.7, 35.6]),
      geo('within', 'Polygon', box),
      geo('intersects', 'Polygon', box),
      geo('disjoint', 'Polygon', box),
      geo('overlaps', 'Polygon', box),
      geo('contains', 'Point', [139.695, 35.592]),
      geo('equals', 'Point', [139.71, 35.6]),
      geo('near;maxDistance==10', 'Point', [139.75, 35.7], 'entrance'),
      geo('near;maxDistance==10', 'Point', [139.75, 35.7]),
    ]),
    ['ac', 'abc', '', 'b', 'a', 'ac', 'b', 'c', 'c', 'b', 'e', ''],
  )
})

inTown('types, ids, patterns, attributes, scopes', async () => {
  assert.deepEqual(
    await Promise.all([
      found({ types: ['Cafe'] }),
      found({ types: ['Park', 'Stop'] }),
      found({ types: known(parseTypes('Cafe;Park')) }),
      found({ types: known(parseTypes('(Cafe;Park)|Stop')) }),
      found({ ids: ['urn:ngsi-ld:b', 'urn:ngsi-ld:x'] }),
      found({ idPattern: ':[ab]$' }),
      found({ attrs: ['open', 'area'] }),
      found({ scopeQ: known(parseScopeQ('/town/#')) }),
      found({ scopeQ: known(parseScopeQ('/town/+')) }),
      found({ types: ['Cafe'], q: known(parseQ('open')) }),
    ]),
    ['abe', 'cd', '', 'd', 'b', 'ab', 'bce', 'ab', 'a', 'be'],
  )
  for (const text of ['/town/harbour', '/+/+', '/+/#', '/hill', '/#']) {
    const scopes = known(parseScopeQ(text))
    assert.equal(
      await found({ scopeQ: scopes }),
      town
        .filter((entity) => matchesScopes(scopes, entity))
        .map(({ id }) => id.slice(12))
        .join(''),
      text,
    )
  }
  const [only] = known(await entities.query(city, { attrs: ['seats'], ids: ['urn:ngsi-ld:a'] })).entities
  assert.deepEqual(Object.keys(only?.attributes ?? {}), ['seats'])
})

inTown('pages are stable and counted; limits are refused with their number', async () => {
  const page = known(await entities.query(city, { limit: 2, offset: 2, count: true }))
  assert.deepEqual([page.entities.map(({ id }) => id.slice(12)), page.count], [['c', 'd'], 5])
  const ids: string[] = []
  for await (const each of entities.each(city, { types: ['Cafe'] })) ids.push(...each.map(({ id }) => id.slice(12)))
  assert.deepEqual(ids, ['a', 'b', 'e'])
  for (const bad of [{ limit: 1001 }, { offset: 1_000_001 }, { idPattern: '(' }]) {
    const refused = await entities.query(city, bad)
    assert.equal(isRefusal(refused) && refused.code, 'context.query-invalid')
  }
})

inTown('types are counted with their attributes', async () =>
  assert.deepEqual(await entities.types(city, 'names'), [
    { type: 'Cafe', count: 3, attributes: ['entrance', 'kinds', 'location', 'name', 'open', 'seats'] },
    { type: 'Park', count: 1, attributes: ['area', 'location', 'name', 'seats'] },
    { type: 'Stop', count: 1, attributes: ['at', 'kinds', 'mood', 'near', 'raw'] },
  ]),
)
