import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import Type from 'typebox'
import type { Context, Tenant } from '../contract.ts'
import {
  createHttpServer,
  createMetrics,
  createReadiness,
  defaultHttpSettings,
  reply,
  route,
  type FastRequest,
  type HttpServer,
} from './index.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const list = { method: 'GET', path: '/ngsi-ld/v1/things', summary: 'Things', tag: 'things', access: 'read', errors: [] } as const
const one = { ...list, path: '/ngsi-ld/v1/things/:id', params: Type.Object({ id: Type.String() }) } as const

let hot = true
const asked: FastRequest[] = []
const fast = (request: FastRequest): { readonly headers: readonly string[]; readonly body: Uint8Array } | undefined => {
  asked.push(request)
  return hot ? { headers: ['content-type', 'application/json'], body: Buffer.from(`"fast ${request.context.tenant}"`) } : undefined
}
const slow = (url: string): ReturnType<typeof reply> => reply({ json: `slow ${url}` })

async function open(requestsPerMinute: number): Promise<{ readonly server: HttpServer; readonly at: string }> {
  const server = await createHttpServer({
    settings: { ...defaultHttpSettings, requestsPerMinute },
    log: silent,
    clock: { now: () => new Date(0) },
    ids: { uuid: () => 'id', secret: () => 's' },
    metrics: createMetrics({ aboutProcess: false }),
    readiness: createReadiness(),
    info: { title: 'Test', version: '1', description: 'A test.' },
    routes: [route(list, ({ raw }) => slow(raw.url), { fast }), route(one, ({ raw }) => slow(raw.url), { fast })],
    refusals: [],
    resolve: async (raw): Promise<Context> => ({
      tenant: (raw.headers['ngsild-tenant'] ?? 'minato') as Tenant,
      caller: { kind: 'key', id: raw.headers['x-api-key'], roles: [], scopes: [] },
      requestId: 'id',
      language: 'ja',
      now: new Date(0),
    }),
    permits: (caller) => caller.id === 'reader',
  })
  return { server, at: `http://127.0.0.1:${(await server.listen({ port: 0, host: '127.0.0.1' })).port}` }
}

let server: HttpServer
let at = ''
before(async () => ({ server, at } = await open(0)))
after(() => server.stop({ limit_ms: 1000 }))

const ask = async (path: string, headers: Record<string, string> = {}, base = at): Promise<string> => {
  const answer = await fetch(base + path, { headers })
  return `${answer.status} ${String(await answer.json()).slice(0, 40)}`
}
const reader = { 'x-api-key': 'reader' }

test('a caller whom the ordinary way let in is answered from memory afterwards, with the headers of every answer', async () => {
  assert.equal(await ask('/ngsi-ld/v1/things?a=1', reader), '200 slow /ngsi-ld/v1/things?a=1')
  const answer = await fetch(`${at}/ngsi-ld/v1/things?a=2`, { headers: reader })
  assert.equal(await answer.json(), 'fast minato')
  assert.deepEqual(
    [answer.headers.get('x-request-id'), answer.headers.get('x-content-type-options'), answer.headers.get('content-length')],
    ['id', 'nosniff', '13'],
  )
  assert.equal(await ask('/ngsi-ld/v1/things/x', reader), '200 slow /ngsi-ld/v1/things/x')
  assert.equal(await ask('/ngsi-ld/v1/things/y', reader), '200 fast minato')
})

test('whoever has not been let in is not answered from memory', async () => {
  await ask('/ngsi-ld/v1/things', reader)
  assert.equal((await fetch(`${at}/ngsi-ld/v1/things`, { headers: { 'x-api-key': 'thief' } })).status, 403)
  assert.equal(await ask('/ngsi-ld/v1/things', { ...reader, 'ngsild-tenant': 'other' }), '200 slow /ngsi-ld/v1/things')
  assert.equal(await ask('/ngsi-ld/v1/things', { ...reader, 'ngsild-tenant': 'other' }), '200 fast other')
})

test('requests that depend on more go the ordinary way: cookies, proxies, conditions, a city in the address, deeper paths', async () => {
  await ask('/ngsi-ld/v1/things', reader)
  for (const header of ['cookie', 'x-forwarded-for', 'if-none-match', 'via'])
    assert.match(await ask('/ngsi-ld/v1/things', { ...reader, [header]: 'x' }), /slow/, header)
  assert.match(await ask('/ngsi-ld/v1/things?city=other', reader), /slow/)
  assert.equal((await fetch(`${at}/ngsi-ld/v1/things/a/b`, { headers: reader })).status, 404)
  assert.equal((await fetch(`${at}/ngsi-ld/v1/thingsandmore`, { headers: reader })).status, 404)
})

test('what is not in memory goes the ordinary way', async () => {
  await ask('/ngsi-ld/v1/things', reader)
  hot = false
  assert.match(await ask('/ngsi-ld/v1/things', reader), /slow/)
  hot = true
})

test('the limit of requests holds for the fast way too', async () => {
  const limited = await open(5)
  const answers: number[] = []
  for (let i = 0; i < 14; i++) answers.push((await fetch(`${limited.at}/ngsi-ld/v1/things`, { headers: reader })).status)
  await limited.server.stop({ limit_ms: 1000 })
  assert.deepEqual([answers[0], answers.at(-1)], [200, 429])
})
