import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { defaultSettings } from '@machinaka/people/contract'
import { createHttpServer, createMetrics, createReadiness, defaultHttpSettings, type HttpServer, type Tenant } from '@machinaka/platform'
import { countingIds, fixedClock, openTestPostgres, type TestPostgres } from '@machinaka/platform/testing'
import { sql } from 'kysely'
import { refusals } from './contract.ts'
import { createInsight, insightMigrations, insightRoutes, type Insight } from './index.ts'

let pg: TestPostgres
let server: HttpServer
let insight: Insight
let at = ''
const clock = fixedClock('2026-11-24T03:00:00Z')
const silent = { debug() {}, info() {}, warn() {}, error() {} }

before(async () => {
  pg = await openTestPostgres([insightMigrations])
  insight = createInsight({ postgres: pg.postgres, clock, city: async () => ({ ...defaultSettings, bounds: [139, 35, 140, 36] }) })
  server = await createHttpServer({
    settings: { ...defaultHttpSettings, strict: true },
    log: silent,
    clock,
    ids: countingIds(),
    metrics: createMetrics({ aboutProcess: false }),
    readiness: createReadiness(),
    info: { title: 'Test', version: '1', description: 'A test.' },
    routes: insightRoutes(insight),
    refusals: [refusals],
    resolve: async (raw) => ({
      tenant: 'minato' as Tenant,
      caller: { kind: 'anonymous', id: undefined, roles: raw.headers['x-role'] === undefined ? [] : ['staff'], scopes: [] },
      requestId: 'r',
      language: 'ja',
      now: clock.now(),
    }),
    permits: (caller, permission) => permission === 'public' || caller.roles.includes('staff'),
  })
  at = `http://127.0.0.1:${(await server.listen({ port: 0, host: '127.0.0.1' })).port}`
})
beforeEach(() => pg.reset())
after(async () => {
  await server.stop({ limit_ms: 500 })
  await insight.stop()
  await pg.close()
})

const send = (uses: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${at}/api/insight/uses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ uses }),
  })
const counted = async (): Promise<number> => {
  await insight.flush()
  return (
    (
      await pg.postgres.tenant('minato' as Tenant, (tx) =>
        sql<{ n: number }>`select coalesce(sum(count), 0)::int as n from insight.use_count where city = 'minato'`.execute(tx),
      )
    ).rows[0]?.n ?? -1
  )
}

test('a batch is counted; as a beacon too', async () => {
  assert.equal(
    (await send([{ feature: 'search' }, { feature: 'place.view', place: 'urn:ngsi-ld:PointOfInterest:1', mesh: '5339359611' }])).status,
    204,
  )
  assert.equal((await send([{ feature: 'app.open' }], { 'content-type': 'text/plain;charset=UTF-8' })).status, 204)
  assert.equal(await counted(), 3)
})

test('a browser that asks not to be tracked is not counted', async () => {
  assert.equal((await send([{ feature: 'search' }], { dnt: '1' })).status, 204)
  assert.equal((await send([{ feature: 'search' }], { 'sec-gpc': '1' })).status, 204)
  assert.equal(await counted(), 0)
  await send([{ feature: 'search' }], { dnt: '0' })
  assert.equal(await counted(), 1)
})

test('nothing but the known fields is taken, and no more than the limit', async () => {
  for (const uses of [
    [],
    [{ feature: 'unknown' }],
    [{ feature: 'search', user: 'somebody' }],
    [{ feature: 'near-me', mesh: '139.70,35.65' }],
    [{ feature: 'place.view', place: 'a b' }],
    Array.from({ length: 51 }, () => ({ feature: 'search' })),
  ])
    assert.equal((await send(uses)).status, 400, JSON.stringify(uses).slice(0, 80))
  assert.equal(await counted(), 0)
})

test('the week is for those who may read it, as JSON and as CSV', async () => {
  for (let i = 0; i < 6; i++) insight.count('minato' as Tenant, { feature: 'search' })
  await insight.flush()
  assert.equal((await fetch(`${at}/api/insight/week`)).status, 401)
  const staff = { headers: { 'x-role': 'staff' } }
  const week = (await (await fetch(`${at}/api/insight/week`, staff)).json()) as { week: string; features: { total: unknown }[] }
  assert.equal(week.week, '2026-W48')
  assert.deepEqual(week.features[0]?.total, { count: 5, atLeast: true })
  clock.set('2026-11-25T03:00:00Z')
  const csv = await fetch(`${at}/api/insight/week.csv?week=2026-W48`, staff)
  assert.equal(csv.headers.get('content-type'), 'text/csv; charset=utf-8')
  assert.match(csv.headers.get('content-disposition') ?? '', /use-2026-W48\.csv/)
  const bytes = new Uint8Array(await csv.arrayBuffer())
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf])
  const lines = new TextDecoder().decode(bytes).split('\r\n')
  assert.equal(lines.length, 1 + 7 * 24 + 1)
  assert.ok(lines.includes('2026-W48,2026-11-24,12,search,6'))
  const refused = await fetch(`${at}/api/insight/week?week=2025-W53`, staff)
  assert.equal(refused.status, 400)
  assert.equal(((await refused.json()) as { code: string }).code, 'insight.week-invalid')
})
