/** Three cities' brokers, each with its own name and tenant, over HTTP (ETSI GS CIM 009 V1.9.1 §4.3.6, §6.3.17, §6.3.18). */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  createHttpClient,
  createHttpServer,
  createLog,
  createMetrics,
  createReadiness,
  defaultHttpSettings,
  type Tenant,
} from '@machinaka/platform'
import { countingIds, fixedClock, openTestPostgres } from '@machinaka/platform/testing'
import { refusals } from '../contract.ts'
import { contextMigrations, contextRoutes, createContext } from '../index.ts'

const pg = await openTestPostgres([contextMigrations])
const clock = fixedClock()
const log = createLog({ level: 'silent' })

/** One broker: its city is the tenant of every request that names none. */
async function openBroker(city: string) {
  const ids = countingIds()
  const broker = createContext({
    postgres: pg.postgres,
    clock,
    ids,
    outbox: { write: async () => {} },
    http: createHttpClient({ log, mayReach: () => true }),
    federation: { alias: city },
    onError: (error) => assert.fail(String(error)),
  })
  const server = await createHttpServer({
    settings: { ...defaultHttpSettings, strict: true },
    log: { debug() {}, info() {}, warn() {}, error: (fields: object) => assert.fail(JSON.stringify(fields)) },
    clock,
    ids,
    metrics: createMetrics({ aboutProcess: false }),
    readiness: createReadiness(),
    info: { title: 'T', version: '1', description: 'T' },
    routes: contextRoutes(broker),
    refusals: [refusals],
    resolve: async ({ headers }) => ({
      tenant: (headers['ngsild-tenant'] ?? city) as Tenant,
      caller: { kind: 'key', id: 'k', roles: [], scopes: [] },
      requestId: 'r',
      language: 'en',
      now: clock.now(),
    }),
    permits: () => true,
  })
  const { port } = await server.listen({ port: 0, host: '127.0.0.1' })
  return { broker, server, url: `http://127.0.0.1:${port}` }
}

const [minato, sumida, taito] = await Promise.all(['minato', 'sumida', 'taito'].map(openBroker))
assert.ok(minato !== undefined && sumida !== undefined && taito !== undefined)
const all = [minato, sumida, taito]
after(async () => {
  for (const { server, broker } of all) {
    await server.stop({ limit_ms: 1000 })
    await broker.stop()
  }
  await pg.close()
})

const scenario = (name: string, work: () => Promise<void>): void => {
  test(name, async () => {
    await pg.reset()
    for (const { broker } of all) for (const city of ['minato', 'sumida', 'taito']) await broker.federation.registry.changed(city as Tenant)
    await work()
  })
}

type Json = Readonly<Record<string, unknown>>
interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}
/** `request` is a method and an address, as in an HTTP request line. */
async function ask(
  at: { readonly url: string },
  request: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const [method, path] = request.split(' ')
  const answer = await fetch(`${at.url}/ngsi-ld/v1${path}`, {
    method: method ?? '',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
}
const register = async (at: { readonly url: string }, to: { readonly url: string }, more: Json): Promise<void> => {
  const { status, body } = await ask(at, 'POST /csourceRegistrations', {
    id: `urn:ngsi-ld:ContextSourceRegistration:${typeof more['mode'] === 'string' ? more['mode'] : 'inclusive'}`,
    type: 'ContextSourceRegistration',
    endpoint: to.url,
    ...more,
  })
  assert.equal(status, 201, JSON.stringify(body))
}
const shelter = (n: number, attributes: Json): Json => ({ id: `urn:ngsi-ld:Shelter:${n}`, type: 'Shelter', ...attributes })
const value = (one: unknown): Json => ({ type: 'Property', value: one })
const namesIn = ({ body }: Answer): readonly string[] => (body as readonly Json[]).map(({ id }) => String(id).slice(-1))

scenario('§4.3.6.2 an inclusive source is asked beside this broker, and its part is merged in', async () => {
  await ask(minato, 'POST /entities', shelter(1, { name: value('Hall') }))
  await ask(sumida, 'POST /entities', shelter(1, { capacity: value(80) }))
  await ask(sumida, 'POST /entities', shelter(2, { capacity: value(20) }))
  await register(minato, sumida, { information: [{ entities: [{ type: 'Shelter' }] }] })
  const found = await ask(minato, 'GET /entities?type=Shelter&count=true')
  assert.deepEqual(
    [namesIn(found), found.headers.get('ngsild-results-count'), found.headers.get('ngsild-warning')],
    [['1', '2'], '2', null],
  )
  const one = await ask(minato, 'GET /entities/urn:ngsi-ld:Shelter:1')
  assert.deepEqual(one.body, shelter(1, { name: value('Hall'), capacity: value(80) }))
  assert.deepEqual(namesIn(await ask(minato, 'GET /entities?type=Shelter&local=true')), ['1'])
  assert.deepEqual(namesIn(await ask(minato, 'GET /entities?type=Shelter&limit=1&offset=1')), ['2'])
  await minato.broker.federation.tallies.flush()
  const { body } = await ask(minato, 'GET /csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:inclusive')
  assert.deepEqual([(body as Json)['status'], (body as Json)['timesSent'], (body as Json)['timesFailed']], ['ok', 3, 0])
})

scenario('§4.3.6.3 an exclusive source holds its attributes alone: writes go there, and reads come from there', async () => {
  await register(minato, sumida, {
    mode: 'exclusive',
    operations: ['redirectionOps'],
    information: [{ entities: [{ type: 'Shelter', id: 'urn:ngsi-ld:Shelter:1' }], propertyNames: ['capacity'] }],
  })
  const made = await ask(minato, 'POST /entities', shelter(1, { name: value('Hall'), capacity: value(80) }))
  assert.equal(made.status, 201)
  assert.deepEqual((await ask(sumida, 'GET /entities/urn:ngsi-ld:Shelter:1')).body, shelter(1, { capacity: value(80) }))
  assert.deepEqual((await ask(minato, 'GET /entities/urn:ngsi-ld:Shelter:1?local=true')).body, shelter(1, { name: value('Hall') }))
  const changed = await ask(minato, 'PATCH /entities/urn:ngsi-ld:Shelter:1/attrs', { capacity: value(90), name: value('Big hall') })
  assert.equal(changed.status, 204)
  assert.deepEqual(
    (await ask(minato, 'GET /entities/urn:ngsi-ld:Shelter:1')).body,
    shelter(1, { name: value('Big hall'), capacity: value(90) }),
  )
  const merged = await ask(minato, 'PATCH /entities/urn:ngsi-ld:Shelter:1', {
    capacity: { type: 'Property', value: 91, unitCode: 'C62' },
  })
  assert.equal(merged.status, 204)
  assert.deepEqual(((await ask(sumida, 'GET /entities/urn:ngsi-ld:Shelter:1')).body as Json)['capacity'], {
    ...value(91),
    unitCode: 'C62',
  })
  const batch = await ask(minato, 'POST /entityOperations/upsert?options=update', [
    shelter(1, { capacity: value(7) }),
    shelter(2, { capacity: value(3) }),
  ])
  assert.equal(batch.status, 201, JSON.stringify(batch.body))
  assert.deepEqual(((await ask(sumida, 'GET /entities/urn:ngsi-ld:Shelter:1')).body as Json)['capacity'], value(7))
  assert.equal((await ask(sumida, 'GET /entities/urn:ngsi-ld:Shelter:2')).status, 404)
  // A second one for the same attribute is refused, and so is one over data that is here (§5.9.2.4).
  const again = { type: 'ContextSourceRegistration', endpoint: taito.url, mode: 'exclusive' }
  const clash = (name: string): Promise<Answer> =>
    ask(minato, 'POST /csourceRegistrations', {
      ...again,
      information: [{ entities: [{ type: 'Shelter', id: 'urn:ngsi-ld:Shelter:1' }], propertyNames: [name] }],
    })
  assert.deepEqual([(await clash('capacity')).status, (await clash('name')).status, (await clash('other')).status], [409, 409, 201])
})

scenario('§4.3.6.3 what a proxied source does not offer is a Conflict, and a source that is down is 502', async () => {
  await register(
    minato,
    { url: 'http://127.0.0.1:9' },
    { mode: 'redirect', operations: ['createEntity'], information: [{ entities: [{ type: 'Shelter' }] }] },
  )
  const made = await ask(minato, 'POST /entities', shelter(1, { name: value('Hall') }))
  assert.equal(made.status, 502)
  const deleted = await ask(minato, 'DELETE /entities/urn:ngsi-ld:Shelter:1')
  assert.deepEqual([deleted.status, (deleted.body as Json)['title']], [409, 'Conflict'])
  assert.equal((await ask(minato, 'GET /entities/urn:ngsi-ld:Shelter:1?local=true')).status, 404)
})

scenario('§6.3.17 a member that is down leaves a warning, in bounded time, and the others answer', async () => {
  await ask(sumida, 'POST /entities', shelter(2, { capacity: value(20) }))
  await register(minato, sumida, { information: [{ entities: [{ type: 'Shelter' }] }] })
  await register(
    minato,
    { url: 'http://127.0.0.1:9' },
    { id: 'urn:ngsi-ld:ContextSourceRegistration:down', information: [{ entities: [{ type: 'Shelter' }] }] },
  )
  const start = performance.now()
  const found = await ask(minato, 'GET /entities?type=Shelter')
  assert.deepEqual(namesIn(found), ['2'])
  assert.match(found.headers.get('ngsild-warning') ?? '', /^199 urn:ngsi-ld:ContextSourceRegistration:down /)
  assert.ok(performance.now() - start < 5_000)
  const none = await ask(minato, 'GET /entities/urn:ngsi-ld:Shelter:9')
  assert.deepEqual([none.status, none.headers.get('ngsild-warning')?.slice(0, 3)], [404, '199'])
})

scenario('§4.3.6.4 a circle of registrations ends: reads answer once, writes to a single proxy are 508', async () => {
  for (const [at, to] of [
    [minato, sumida],
    [sumida, taito],
    [taito, minato],
  ] as const)
    await register(at, to, { information: [{ entities: [{ type: 'Shelter' }] }] })
  await ask(minato, 'POST /entities?local=true', shelter(1, { name: value('Hall') }))
  await ask(taito, 'POST /entities?local=true', shelter(3, { name: value('School') }))
  const found = await ask(minato, 'GET /entities?type=Shelter')
  assert.deepEqual(namesIn(found), ['1', '3'])
  assert.match(found.headers.get('ngsild-warning') ?? '', /199/)
  for (const at of all) await ask(at, 'DELETE /csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:inclusive')
  await register(minato, sumida, { mode: 'redirect', operations: ['redirectionOps'], information: [{ entities: [{ type: 'Bus' }] }] })
  await register(sumida, minato, { mode: 'redirect', operations: ['redirectionOps'], information: [{ entities: [{ type: 'Bus' }] }] })
  const made = await ask(minato, 'POST /entities', { id: 'urn:ngsi-ld:Bus:1', type: 'Bus' })
  assert.equal(made.status, 508, JSON.stringify(made.body))
})

scenario('§4.14 the registration’s tenant is asked, never the caller’s', async () => {
  await ask(sumida, 'POST /entities', shelter(1, { name: value('own') }))
  await ask(sumida, 'POST /entities', shelter(2, { name: value('other') }), { 'ngsild-tenant': 'annex' })
  await register(minato, sumida, { tenant: 'annex', information: [{ entities: [{ type: 'Shelter' }] }] })
  assert.deepEqual(namesIn(await ask(minato, 'GET /entities?type=Shelter')), ['2'])
})

scenario('§5.14 an entity map fixes the candidates of a query, here and at sources', async () => {
  for (const n of [1, 2]) await ask(minato, 'POST /entities', shelter(n, { capacity: value(n) }))
  for (const n of [3, 4]) await ask(sumida, 'POST /entities', shelter(n, { capacity: value(n) }))
  await register(minato, sumida, { information: [{ entities: [{ type: 'Shelter' }] }] })
  const first = await ask(minato, 'GET /entities?type=Shelter&entityMap=true&limit=3')
  const map = first.headers.get('ngsild-entitymap') ?? ''
  assert.deepEqual([first.status, namesIn(first)], [201, ['1', '2', '3']])
  await ask(sumida, 'POST /entities', shelter(5, { capacity: value(5) }))
  await ask(minato, 'DELETE /entities/urn:ngsi-ld:Shelter:2?local=true')
  const next = await ask(minato, 'GET /entities?type=Shelter&limit=3', undefined, { 'ngsild-entitymap': map })
  assert.deepEqual([next.status, namesIn(next)], [200, ['1', '3', '4']])
  const shown = await ask(minato, `GET ${map.replace('/ngsi-ld/v1', '')}`)
  assert.deepEqual((shown.body as Json)['entityMap'], {
    'urn:ngsi-ld:Shelter:1': ['@none'],
    'urn:ngsi-ld:Shelter:3': ['urn:ngsi-ld:ContextSourceRegistration:inclusive'],
    'urn:ngsi-ld:Shelter:4': ['urn:ngsi-ld:ContextSourceRegistration:inclusive'],
  })
})

scenario('§5.16 a snapshot keeps what queries found here and at sources; later changes leave it alone', async () => {
  await ask(minato, 'POST /entities', shelter(1, { capacity: value(80) }))
  await ask(sumida, 'POST /entities', shelter(2, { capacity: value(20) }))
  await register(minato, sumida, { information: [{ entities: [{ type: 'Shelter' }] }] })
  const made = await ask(minato, 'POST /snapshots', {
    id: 'urn:ngsi-ld:Snapshot:1',
    type: 'Snapshot',
    snapshotQueries: [{ type: 'Query', entities: [{ type: 'Shelter' }] }],
  })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const status = async (): Promise<unknown> => ((await ask(minato, 'GET /snapshots/urn:ngsi-ld:Snapshot:1')).body as Json)['snapshotStatus']
  for (let tries = 0; tries < 100 && (await status()) === 'preparing'; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(await status(), 'success')
  await ask(minato, 'PATCH /entities/urn:ngsi-ld:Shelter:1/attrs?local=true', { capacity: value(0) })
  const kept = await ask(minato, 'GET /entities?type=Shelter', undefined, { 'ngsild-snapshot': 'urn:ngsi-ld:Snapshot:1' })
  assert.deepEqual(
    [kept.body, kept.headers.get('ngsild-snapshot')],
    [[shelter(1, { capacity: value(80) }), shelter(2, { capacity: value(20) })], 'urn:ngsi-ld:Snapshot:1'],
  )
  assert.equal((await ask(minato, 'DELETE /snapshots?q=snapshotPriority<9')).status, 204)
  assert.equal((await ask(minato, 'GET /entities?type=Shelter', undefined, { 'ngsild-snapshot': 'urn:ngsi-ld:Snapshot:1' })).status, 404)
})

scenario('§5.15 a broker names itself, each tenant by a name of its own', async () => {
  const own = (await ask(minato, 'GET /info/sourceIdentity')).body as Json
  const other = (await ask(minato, 'GET /info/sourceIdentity', undefined, { 'ngsild-tenant': 'annex' })).body as Json
  assert.deepEqual(
    [own['type'], own['contextSourceAlias'], other['contextSourceAlias']],
    ['ContextSourceIdentity', 'minato.minato', 'minato.annex'],
  )
})
