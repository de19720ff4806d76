import assert from 'node:assert/strict'
import { after, afterEach, beforeEach, test } from 'node:test'
import { createHttpServer, createMetrics, createReadiness, defaultHttpSettings, type HttpServer, type Tenant } from '@machinaka/platform'
import { countingIds, openTestPostgres } from '@machinaka/platform/testing'
import type { Broker } from '../broker.ts'
import { refusals } from '../contract.ts'
import { contextMigrations, contextRoutes, createContext } from '../index.ts'
import { OLDEST_MS } from './freshness.ts'

const pg = await openTestPostgres([contextMigrations])
const onServer = { skip: process.env['TEST_DATABASE_URL'] === undefined && 'two servers need PostgreSQL' }
// Real time: how old an answer may be is what this is about.
const clock = { now: () => new Date() }
const ids = countingIds()
const silent = {
  debug() {},
  info() {},
  warn() {},
  error: (fields: object, message: string) => assert.fail(`${message} ${JSON.stringify(fields)}`),
}

interface Running {
  readonly broker: Broker
  readonly server: HttpServer
  readonly at: string
}
let running: Running[] = []
async function serve(memory_MiB: number): Promise<Running> {
  const broker = createContext({
    postgres: pg.postgres,
    clock,
    ids,
    outbox: { write: async () => {} },
    memory_MiB,
    onError: (error) => assert.fail(String(error)),
  })
  const server = await createHttpServer({
    settings: { ...defaultHttpSettings, requestsPerMinute: 0 },
    log: silent,
    clock,
    ids,
    metrics: createMetrics({ aboutProcess: false }),
    readiness: createReadiness(),
    info: { title: 'T', version: '1', description: 'T' },
    routes: contextRoutes(broker),
    refusals: [refusals],
    resolve: async ({ headers }) => ({
      tenant: (headers['ngsild-tenant'] ?? 'minato') as Tenant,
      caller: { kind: 'key', id: 'k', roles: [], scopes: [] },
      requestId: 'r',
      language: 'en',
      now: clock.now(),
    }),
    permits: () => true,
  })
  const one = { broker, server, at: `http://127.0.0.1:${(await server.listen({ port: 0, host: '127.0.0.1' })).port}` }
  running.push(one)
  return one
}
beforeEach(() => pg.reset())
afterEach(async () => {
  for (const { broker, server } of running) {
    await broker.stop()
    await server.stop({ limit_ms: 1000 })
  }
  running = []
})
after(() => pg.close())

interface Answer {
  readonly status: number
  readonly body: unknown
  readonly type: string | null
  readonly link: string | null
  readonly count: string | null
  /** The ordinary way gives every answer an ETag, memory does not. */
  readonly fromMemory: boolean
}
async function get({ at }: Running, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await fetch(at + path, { headers })
  return {
    status: answer.status,
    body: await answer.json(),
    type: answer.headers.get('content-type'),
    link: answer.headers.get('link')?.replaceAll(at, '') ?? null,
    count: answer.headers.get('ngsild-results-count'),
    fromMemory: answer.headers.get('etag') === null,
  }
}
async function send({ at }: Running, method: string, path: string, body?: unknown): Promise<number> {
  const init = body === undefined ? { method } : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  return (await fetch(at + path, init)).status
}
const vehicle = (n: number, speed: number): object => ({
  id: `urn:ngsi-ld:Vehicle:${n}`,
  type: n % 3 === 0 ? ['Vehicle', 'Truck'] : 'Vehicle',
  ...(n % 4 === 0 ? { scope: '/town/harbour' } : {}),
  speed: { type: 'Property', value: speed, unitCode: 'KMH', observedAt: '2026-11-23T00:00:00Z' },
  name: { type: 'LanguageProperty', languageMap: { ja: `車${n}`, en: `Car ${n}` } },
  location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [139 + n / 100, 35] } },
})
const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
/** Asks until memory answers; the store answers alike meanwhile. */
async function fromMemory(server: Running, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  for (let i = 0; i < 100; i++) {
    const answer = await get(server, path, headers)
    if (answer.fromMemory) return answer
    await pause(10)
  }
  return assert.fail(`${path} never came from memory`)
}

const PATHS = [
  '?type=Vehicle',
  '?type=Vehicle&limit=3&offset=2&count=true',
  '?type=Vehicle&limit=3&offset=50',
  '?type=Truck&options=keyValues',
  '?type=Vehicle&q=speed%3E40;speed%3C%3D90&format=concise',
  '?type=Vehicle&attrs=speed,nothing&options=sysAttrs',
  '?type=Vehicle&pick=id,name&lang=en',
  '?type=Vehicle&scopeQ=/town/%23',
  '?type=Vehicle&idPattern=.*[13]$',
  '?type=Vehicle&georel=near;maxDistance==3000&geometry=Point&coordinates=[139.05,35]',
]

test('memory answers as the store does, before and after writes', async () => {
  const hot = await serve(16)
  const cold = await serve(0)
  await send(
    hot,
    'POST',
    '/ngsi-ld/v1/entityOperations/upsert',
    Array.from({ length: 12 }, (_, n) => vehicle(n, n * 10)),
  )
  const compare = async (): Promise<void> => {
    for (const path of PATHS) {
      const address = `/ngsi-ld/v1/entities${path}`
      const [{ fromMemory: _, ...mine }, { fromMemory: stored, ...theirs }] = [await fromMemory(hot, address), await get(cold, address)]
      assert.equal(stored, false)
      assert.deepEqual(mine, theirs, path)
    }
    const one = '/ngsi-ld/v1/entities/urn:ngsi-ld:Vehicle:5?options=sysAttrs'
    const [{ fromMemory: _, ...mine }, { fromMemory: __, ...theirs }] = [await fromMemory(hot, one), await get(cold, one)]
    assert.deepEqual(mine, theirs)
  }
  await compare()
  assert.equal(await send(hot, 'PATCH', '/ngsi-ld/v1/entities/urn:ngsi-ld:Vehicle:5/attrs/speed', { value: 41 }), 204)
  assert.equal(await send(hot, 'DELETE', '/ngsi-ld/v1/entities/urn:ngsi-ld:Vehicle:3'), 204)
  assert.equal(await send(hot, 'POST', '/ngsi-ld/v1/entities', vehicle(40, 77)), 201)
  await compare()
})

test('what a server wrote it reads at once', async () => {
  const hot = await serve(16)
  await send(hot, 'POST', '/ngsi-ld/v1/entities', vehicle(1, 0))
  const list = '/ngsi-ld/v1/entities?type=Vehicle&options=keyValues'
  const one = '/ngsi-ld/v1/entities/urn:ngsi-ld:Vehicle:1?options=keyValues'
  await fromMemory(hot, list)
  await fromMemory(hot, one)
  for (let speed = 1; speed <= 20; speed++) {
    await send(hot, 'PATCH', '/ngsi-ld/v1/entities/urn:ngsi-ld:Vehicle:1/attrs/speed', { value: speed })
    const [many, single] = [await get(hot, list), await get(hot, one)]
    assert.deepEqual([(many.body as { speed: number }[])[0]?.speed, (single.body as { speed: number }).speed], [speed, speed])
  }
})

test('other tenants, snapshots and preferences are not answered from what this one asked', async () => {
  const hot = await serve(16)
  await send(hot, 'POST', '/ngsi-ld/v1/entities', vehicle(1, 0))
  const list = '/ngsi-ld/v1/entities?type=Vehicle'
  await fromMemory(hot, list)
  assert.deepEqual((await get(hot, list, { 'ngsild-tenant': 'ebisu' })).body, [])
  assert.equal((await get(hot, list, { prefer: 'ngsi-ld=1.6' })).status, 203)
  assert.equal((await get(hot, list, { accept: 'application/geo+json' })).fromMemory, false)
})

test('an answer is never older than 100 ms, whichever server wrote', onServer, async () => {
  const [writer, reader] = [await serve(16), await serve(16)]
  await send(writer, 'POST', '/ngsi-ld/v1/entities', vehicle(1, 0))
  const list = '/ngsi-ld/v1/entities?type=Vehicle&options=keyValues'
  const one = '/ngsi-ld/v1/entities/urn:ngsi-ld:Vehicle:1?options=keyValues'
  await fromMemory(reader, list)
  await fromMemory(reader, one)
  let answered = 0
  for (let speed = 1; speed <= 25; speed++) {
    await send(writer, 'PATCH', '/ngsi-ld/v1/entities/urn:ngsi-ld:Vehicle:1/attrs/speed', { value: speed })
    const written = performance.now()
    for (;;) {
      const asked = performance.now()
      const [many, single] = [await get(reader, list), await get(reader, one)]
      answered += Number(many.fromMemory) + Number(single.fromMemory)
      if (asked - written < OLDEST_MS) continue
      assert.deepEqual([(many.body as { speed: number }[])[0]?.speed, (single.body as { speed: number }).speed], [speed, speed])
      break
    }
  }
  assert.ok(answered > 100, `memory answered only ${answered} times`)
  await send(writer, 'DELETE', '/ngsi-ld/v1/entities/urn:ngsi-ld:Vehicle:1')
  await pause(OLDEST_MS)
  assert.deepEqual([(await get(reader, list)).body, (await get(reader, one)).status], [[], 404])
})
