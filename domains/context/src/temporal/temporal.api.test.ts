/** The doors to temporal evolutions over HTTP, by clause of ETSI GS CIM 009 V1.9.1. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createHttpServer, createMetrics, createReadiness, defaultHttpSettings, type Tenant } from '@machinaka/platform'
import { countingIds, fixedClock, openTestPostgres } from '@machinaka/platform/testing'
import { refusals } from '../contract.ts'
import { contextMigrations, contextRoutes, createContext } from '../index.ts'

const pg = await openTestPostgres([contextMigrations])
const clock = fixedClock()
const ids = countingIds()
const broker = createContext({
  postgres: pg.postgres,
  clock,
  ids,
  outbox: { write: async () => {} },
  temporal: { pageInstances: 30, keepDeleted: false },
})
const bug = (fields: object, message: string): never =>
  assert.fail(`${message} ${JSON.stringify(fields, (_, value: unknown) => (value instanceof Error ? value.stack : value))}`)
const server = await createHttpServer({
  settings: { ...defaultHttpSettings, strict: true },
  log: { debug() {}, info() {}, warn() {}, error: bug },
  clock,
  ids,
  metrics: createMetrics({ aboutProcess: false }),
  readiness: createReadiness(),
  info: { title: 'T', version: '1', description: 'T' },
  routes: contextRoutes(broker),
  refusals: [refusals],
  resolve: async ({ headers }) => {
    const key = headers['x-api-key']
    const caller = { kind: key === undefined ? 'anonymous' : 'key', id: key, roles: [], scopes: [] } as const
    return { tenant: (headers['ngsild-tenant'] ?? 'minato') as Tenant, caller, requestId: 'r', language: 'en', now: clock.now() }
  },
  permits: (caller, permission) => permission === 'public' || caller.kind !== 'anonymous',
})
const at = `http://127.0.0.1:${(await server.listen({ port: 0, host: '127.0.0.1' })).port}`
after(async () => {
  await server.stop({ limit_ms: 1000 })
  await pg.close()
})
const scenario = (name: string, work: () => Promise<void>): void => {
  test(name, async () => {
    await pg.reset()
    await work()
  })
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Json
}
type Json = Readonly<Record<string, unknown>>
async function ask(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const answer = await fetch(`${at}/ngsi-ld/v1${path}`, {
    method,
    headers: { 'x-api-key': 'k1', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, body: (text === '' ? {} : JSON.parse(text)) as Json }
}
const problem = ({ status, body }: Answer): readonly unknown[] => [
  status,
  String(body['type']).replace('https://uri.etsi.org/ngsi-ld/errors/', ''),
]

const id = 'urn:ngsi-ld:Vehicle:1'
const root = '/temporal/entities'
const one = `${root}/${id}`
const minute = (n: number): string => `2020-08-01T12:${String(n).padStart(2, '0')}:00Z`
const values = (count: number) => Array.from({ length: count }, (_, i) => ({ type: 'Property', value: i, observedAt: minute(i) }))
const vehicle = (count = 3) => ({ id, type: 'Vehicle', speed: values(count) })
const AFTER = `timerel=after&timeAt=${minute(0)}`

scenario('6.18.3.1 POST creates (201, Location) and adds (204)', async () => {
  const made = await ask('POST', root, vehicle())
  assert.deepEqual([made.status, made.headers.get('location')], [201, `/ngsi-ld/v1/temporal/entities/${encodeURIComponent(id)}`])
  assert.equal((await ask('POST', root, vehicle(4))).status, 204)
  const { body, headers } = await ask('GET', one)
  assert.equal((body['speed'] as unknown[]).length, 4)
  assert.match(headers.get('link') ?? '', /json-ld#context/)
})

scenario('6.18.3.1 what is no evolution is refused by its type', async () => {
  assert.deepEqual(problem(await ask('POST', root, { id: 'no uri', type: 'V' })), [400, 'BadRequestData'])
  assert.deepEqual(problem(await ask('POST', root, { ...vehicle(), speed: 'urn:ngsi-ld:null' })), [400, 'BadRequestData'])
  assert.deepEqual(problem(await ask('POST', root, { ...vehicle(), '@context': 'https://x.test/c.jsonld' })), [400, 'BadRequestData'])
  const raw = await fetch(`${at}/ngsi-ld/v1${root}`, {
    method: 'POST',
    headers: { 'x-api-key': 'k', 'content-type': 'application/json' },
    body: '{,',
  })
  assert.equal(raw.status, 400)
  assert.equal((await ask('PUT', root, {})).status, 405)
  assert.equal((await ask('DELETE', `${root}/`)).status, 405)
})

scenario('6.20–6.22 attributes and instances are added, modified and deleted', async () => {
  await ask('POST', root, vehicle())
  assert.equal((await ask('POST', `${one}/attrs`, { level: values(2) })).status, 204)
  const instances = (await ask('GET', one)).body['speed'] as { readonly instanceId: string }[]
  const instance = instances[0]?.instanceId ?? ''
  assert.equal((await ask('PATCH', `${one}/attrs/speed/${instance}`, [{ type: 'Property', value: 99, observedAt: minute(0) }])).status, 204)
  assert.equal((await ask('DELETE', `${one}/attrs/speed/${instances[1]?.instanceId}`)).status, 204)
  const { body } = await ask('GET', `${one}?format=temporalValues&attrs=speed`)
  assert.deepEqual(body, {
    id,
    type: 'Vehicle',
    speed: {
      type: 'Property',
      values: [
        [99, minute(0)],
        [2, minute(2)],
      ],
    },
  })
  assert.equal((await ask('DELETE', `${one}/attrs/level?deleteAll=true`)).status, 204)
  for (const path of [`${one}/attrs/level`, `${one}/attrs/speed/urn:x:1`, `${root}/urn:x:2/attrs/speed`, `${root}/urn:x:2`])
    assert.deepEqual(problem(await ask('DELETE', path)), [404, 'ResourceNotFound'], path)
  for (const path of [
    `${root}/nope`,
    `${root}/nope/attrs/speed`,
    `${one}/attrs/in(valid`,
    `${one}/attrs/speed/nope`,
    `${one}/attrs/%252e%252e`,
  ])
    assert.deepEqual(problem(await ask('DELETE', path)), [400, 'BadRequestData'], path)
  assert.equal((await ask('DELETE', one)).status, 204)
  assert.deepEqual(problem(await ask('GET', one)), [404, 'ResourceNotFound'])
})

scenario('6.19.3.1 parameters that do not fit are refused', async () => {
  await ask('POST', root, vehicle())
  for (const [query, type] of [
    ['timerel=during&timeAt=2020-01-01T00:00:00Z', 'BadRequestData'],
    ['timerel=after', 'BadRequestData'],
    ['lastN=0', 'BadRequestData'],
    ['options=aggregatedValues', 'BadRequestData'],
    ['options=aggregatedValues&aggrMethods=median', 'BadRequestData'],
    ['pick=speed&omit=speed', 'BadRequestData'],
    ['attrs=speed&pick=speed', 'BadRequestData'],
    ['pick=owner{name}', 'BadRequestData'],
    ['format=other', 'InvalidRequest'],
    ['options=other', 'InvalidRequest'],
    ['unknown=1', 'InvalidRequest'],
  ])
    assert.deepEqual(problem(await ask('GET', `${one}?${query}`)), [400, type], query)
  assert.deepEqual(problem(await ask('GET', `${one}?attrs=other`)), [404, 'ResourceNotFound'])
  assert.deepEqual(problem(await ask('GET', `${one}?omit=id,type,speed`)), [404, 'ResourceNotFound'])
  assert.equal((await ask('GET', one, undefined, { accept: 'application/geo+json' })).status, 406)
})

scenario('6.18.3.2 a query needs a temporal query and a selection', async () => {
  for (const query of [
    'type=Vehicle',
    AFTER,
    `${AFTER}&id=${id}`,
    `${AFTER}&attrs=createdAt`,
    `${AFTER}&type=Vehicle&orderBy=speed`,
    `${AFTER}&type=Vehicle&id=no%20uri`,
    `${AFTER}&type=Vehicle&q=owner{name}==1`,
    `${AFTER}&type=Vehicle&csf=))`,
  ])
    assert.deepEqual(problem(await ask('GET', `${root}?${query}`)), [400, 'BadRequestData'], query)
})

scenario('6.18.3.2, 6.24 entities are found by GET and by POST, with count and links', async () => {
  await ask('POST', root, vehicle())
  await ask('POST', root, { ...vehicle(), id: 'urn:ngsi-ld:Vehicle:2', speed: values(9) })
  const found = await ask('GET', `${root}?type=Vehicle&${AFTER}&count=true&limit=1&q=speed%3E1&options=temporalValues`)
  assert.deepEqual([found.status, found.headers.get('ngsild-results-count')], [200, '2'])
  assert.match(found.headers.get('link') ?? '', /[?&]offset=1[&>].*; rel="next"; type="application\/json"/)
  const query = {
    type: 'Query',
    entities: [{ type: 'Vehicle' }],
    q: 'speed>5',
    temporalQ: { timerel: 'after', timeAt: minute(0), lastN: 1 },
  }
  const posted = await ask('POST', '/temporal/entityOperations/query?options=temporalValues', query)
  assert.deepEqual(
    [posted.status, posted.body],
    [200, [{ id: 'urn:ngsi-ld:Vehicle:2', type: 'Vehicle', speed: { type: 'Property', values: [[8, minute(8)]] } }]],
  )
  const aggregated = await ask('POST', '/temporal/entityOperations/query', {
    ...query,
    aggrParams: { aggrMethods: ['max'], aggrPeriodDuration: 'PT0S' },
  })
  assert.deepEqual(aggregated.body, [
    { id: 'urn:ngsi-ld:Vehicle:2', type: 'Vehicle', speed: { type: 'Property', max: [[8, minute(0), minute(8)]] } },
  ])
})

scenario('5.7.4.4 an attribute that no method applies to is refused when it was asked for, else left out', async () => {
  await ask('POST', root, { ...vehicle(), name: [{ type: 'Property', value: 'x', observedAt: minute(1) }] })
  const path = `${one}?format=aggregatedValues&aggrMethods=avg`
  assert.deepEqual((await ask('GET', path)).body, { id, type: 'Vehicle', speed: { type: 'Property', avg: [[1, minute(0), minute(2)]] } })
  assert.deepEqual(problem(await ask('GET', `${path}&attrs=name`)), [400, 'InvalidRequest'])
})

scenario('6.3.10 a page of time is 206 with Content-Range', async () => {
  await ask('POST', root, { ...vehicle(20), level: values(20) })
  const forwards = await ask('GET', one)
  assert.deepEqual([forwards.status, forwards.headers.get('content-range')], [206, `date-time ${minute(0)}-${minute(14)}/*`])
  const backwards = await ask('GET', `${root}?type=Vehicle&timerel=before&timeAt=${minute(40)}&lastN=20`)
  assert.deepEqual([backwards.status, backwards.headers.get('content-range')], [206, `date-time ${minute(40)}-${minute(5)}/20`])
})

scenario('6.3.6, 6.3.14 media, edition and tenant of an answer', async () => {
  await ask('POST', root, vehicle())
  const ld = await ask('GET', one, undefined, { accept: 'application/ld+json', 'ngsild-tenant': 'minato' })
  assert.ok('@context' in ld.body)
  assert.deepEqual([ld.headers.get('link'), ld.headers.get('ngsild-tenant')], [null, 'minato'])
  const old = await ask('GET', one, undefined, { prefer: 'ngsi-ld=1.6' })
  assert.deepEqual([old.status, old.headers.get('preference-applied')], [203, 'ngsi-ld=1.6'])
  assert.deepEqual(problem(await ask('GET', one, undefined, { 'ngsild-tenant': 'hama' })), [404, 'ResourceNotFound'])
})

scenario('5.6.5, 4.5.7 deleting an attribute that only the past knows ends it', async () => {
  await ask('POST', root, vehicle())
  assert.equal((await ask('DELETE', `/entities/${id}/attrs/speed`)).status, 204)
  const { body } = await ask('GET', `${one}?timeproperty=deletedAt&options=temporalValues`)
  assert.deepEqual(body, { id, type: 'Vehicle', speed: { type: 'Property', values: [['urn:ngsi-ld:null', clock.now().toISOString()]] } })
  assert.equal((await ask('DELETE', `/entities/urn:x:9/attrs/speed`)).status, 404)
})

scenario('5.6.6 where the past is not to stay, it goes with the entity', async () => {
  await ask('POST', '/entities', { id, type: 'Vehicle', speed: { type: 'Property', value: 1 } })
  assert.equal((await ask('GET', one)).status, 200)
  await ask('DELETE', `/entities/${id}`)
  assert.equal((await ask('GET', one)).status, 404)
})

scenario('a city says how long its history is kept', async () => {
  const get = async (method: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${at}/api/context/retention`, {
      method,
      headers: { 'x-api-key': 'k1', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return answer.status === 200 ? answer.json() : answer.status
  }
  assert.deepEqual(await get('GET'), { days: 730, chosen: false })
  assert.deepEqual(await get('PUT', { days: 30 }), { days: 30, chosen: true })
  assert.deepEqual(await get('PUT', { days: null }), { days: null, chosen: true })
  assert.equal(await get('PUT', { days: 0 }), 400)
})
