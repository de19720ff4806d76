import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { geoProperty, languageProperty, property, type Entity } from '@machinaka/ngsi'
import { createHttpServer, createMetrics, createReadiness, defaultHttpSettings, type Tenant } from '@machinaka/platform'
import { countingIds, fixedClock, openTestPostgres } from '@machinaka/platform/testing'
import { refusals } from '../contract.ts'
import { contextMigrations, contextRoutes, createContext } from '../index.ts'

const pg = await openTestPostgres([contextMigrations])
const clock = fixedClock()
const ids = countingIds()
const broker = createContext({ postgres: pg.postgres, clock, ids, outbox: { write: async () => {} } })
const minato = 'minato' as Tenant
let allowed = true
const bugs = (fields: object, message: string): never => assert.fail(`${message} ${JSON.stringify(fields)}`)
const server = await createHttpServer({
  settings: { ...defaultHttpSettings, strict: true, requestsPerMinute: 0 },
  log: { debug() {}, info() {}, warn() {}, error: bugs },
  clock,
  ids,
  metrics: createMetrics({ aboutProcess: false }),
  readiness: createReadiness(),
  info: { title: 'T', version: '1', description: 'T' },
  routes: contextRoutes(broker),
  refusals: [refusals],
  resolve: async () => ({
    tenant: minato,
    caller: { kind: 'account', id: 'a', roles: ['staff'], scopes: [] },
    requestId: 'r',
    language: 'en',
    now: clock.now(),
  }),
  permits: (_caller, access) => allowed || access === 'public',
})
const at = `http://127.0.0.1:${(await server.listen({ port: 0, host: '127.0.0.1' })).port}`
after(async () => {
  await server.stop({ limit_ms: 1000 })
  await pg.close()
})

const entity = (id: string, type: string, attributes: Entity['attributes']): Entity => ({
  id: `urn:ngsi-ld:${type}:${id}`,
  types: [type],
  attributes,
})
const entities = [
  entity('1', 'Cafe', {
    name: languageProperty({ ja: 'みなと珈琲', en: 'Harbour Coffee' }),
    seats: property(12),
    location: geoProperty({ type: 'Point', coordinates: [139.7, 35.6] }),
  }),
  entity('2', 'Cafe', { name: property('100%_Beans'), seats: property(4) }),
  entity('3', 'Cafe', {
    seats: property(30),
    location: geoProperty({
      type: 'LineString',
      coordinates: [
        [139, 35],
        [139.2, 35],
      ],
    }),
  }),
  entity('4', 'Bench', { name: property('coffee bench') }),
]
interface Page {
  readonly total: number
  readonly items: readonly { readonly id: string; readonly names: object; readonly point: object | null; readonly modifiedAt: string }[]
}
const browse = async (values: Readonly<Record<string, string>>): Promise<{ readonly status: number; readonly page: Page }> => {
  const answer = await fetch(`${at}/api/context/entities?${new URLSearchParams(values).toString()}`)
  return { status: answer.status, page: (await answer.json()) as Page }
}
const brief = async (values: Readonly<Record<string, string>>): Promise<string> => {
  const { page } = await browse({ type: 'Cafe', ...values })
  return `${page.items.map(({ id }) => id.split(':').at(-1)).join(' ')} of ${page.total}`
}

test('entities of a type are found by a part of their name or id, by q, in pages', async () => {
  await broker.entities.upsertBatch(minato, { entities, actor: { kind: 'machine', id: 'k' } })
  const types = await fetch(`${at}/api/context/types`)
  assert.deepEqual(await types.json(), [
    { type: 'Bench', count: 1 },
    { type: 'Cafe', count: 3 },
  ])
  const { page } = await browse({ type: 'Cafe' })
  assert.deepEqual(
    page.items.map(({ names, point }) => [names, point]),
    [
      [
        { ja: 'みなと珈琲', en: 'Harbour Coffee' },
        { lon: 139.7, lat: 35.6 },
      ],
      [{ '@none': '100%_Beans' }, null],
      [{}, { lon: 139, lat: 35 }],
    ],
  )
  assert.deepEqual(
    [
      await brief({ find: 'coffee' }),
      await brief({ find: '珈琲' }),
      await brief({ find: '0%_b' }),
      await brief({ find: '_' }),
      await brief({ find: 'cafe:3' }),
      await brief({ find: 'languageMap' }),
      await brief({ q: 'seats>10' }),
      await brief({ q: 'seats>10', find: 'harb' }),
      await brief({ limit: '1', offset: '1' }),
    ],
    ['1 of 1', '1 of 1', '2 of 1', '2 of 1', '3 of 1', ' of 0', '1 3 of 2', '1 of 1', '2 of 3'],
  )
})

test('what does not fit is refused with its reason; who may not read the data sees neither list', async () => {
  assert.equal((await browse({ type: 'Cafe', q: '==' })).status, 400)
  assert.equal((await browse({ type: 'no name' })).status, 400)
  allowed = false
  assert.deepEqual([(await browse({ type: 'Cafe' })).status, (await fetch(`${at}/api/context/types`)).status], [403, 403])
  allowed = true
})
