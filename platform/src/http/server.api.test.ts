import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { brotliDecompressSync, gzipSync } from 'node:zlib'
import Type from 'typebox'
import type { Context, Tenant } from '../contract.ts'
import { refusal } from '../refusals.ts'
import { createHttpServer, createMetrics, createReadiness, defaultHttpSettings, html, ListenError, reply, route, type HttpServer, type HttpServerParts } from './index.ts'

const item = { method: 'POST', path: '/api/items/:id', summary: 'Keep an item', tag: 'items', access: 'public', params: Type.Object({ id: Type.String() }), query: Type.Object({ times: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })), tags: Type.Optional(Type.Array(Type.String())) }), body: Type.Object({ kind: Type.Enum(['shop', 'park']), seats: Type.Integer() }, { additionalProperties: false }), response: Type.Object({ id: Type.String(), times: Type.Integer(), kind: Type.String(), tags: Type.Array(Type.String()) }), errors: ['test.full'] } as const
const text = { method: 'GET', path: '/api/text', summary: 'A long text', tag: 'items', access: 'public', response: Type.Object({ text: Type.String() }), errors: [] } as const
const secret = { method: 'GET', path: '/api/secret', summary: 'For staff', tag: 'items', access: 'staff', response: Type.Object({}), errors: [] } as const
const broken = { method: 'GET', path: '/api/broken', summary: 'A bug', tag: 'items', access: 'public', response: Type.Object({ n: Type.Integer() }), errors: [], description: 'Throws.' } as const
const undeclared = { method: 'GET', path: '/api/undeclared', summary: 'A bug', tag: 'items', access: 'public', errors: [] } as const
const upload = { method: 'POST', path: '/api/files', summary: 'Take a file', tag: 'files', access: 'public', upload: true, bodyLimit: 300_000, response: Type.Object({ filename: Type.String(), size: Type.Integer(), largest: Type.Integer(), note: Type.String() }), errors: [] } as const
const slow = { method: 'GET', path: '/api/slow', summary: 'Takes a while', tag: 'items', access: 'public', response: Type.Object({ done: Type.Boolean() }), errors: [] } as const
const rare = { method: 'GET', path: '/api/rare', summary: 'Twice a minute', tag: 'items', access: 'public', perMinute: 2, response: Type.Object({}), errors: [] } as const
const etsi = { method: 'GET', path: '/ngsi-ld/v1/nothing', summary: 'Another door', tag: 'ngsi', access: 'public', hidden: true, errors: ['test.full'] } as const

const testRefusals = { 'test.full': { kind: 'conflict', title: 'It is full' }, 'test.other': { kind: 'absent', title: 'Something else' } } as const
const longText = '港の見える丘'.repeat(400)
let slowStarted = (): void => {}

const routes = [
  route(item, ({ params, query, body }) => (body.seats > 9 ? refusal('test.full', 'Nine seats at most.', { limit: 9 }) : { id: params.id, times: query.times ?? 1, kind: body.kind, tags: query.tags ?? [] })),
  route(text, () => ({ text: longText })),
  route(secret, () => ({})),
  route(broken, () => { throw new Error('the password is hunter2') }),
  route(undeclared, () => refusal('test.other', 'Not declared.')),
  route(slow, async () => { slowStarted(); await new Promise((resolve) => { setTimeout(resolve, 300) }); return { done: true } }),
  route(rare, () => ({})),
  route(etsi, () => refusal('test.full', 'Full.'), { presentError: (problem) => reply({ status: problem.status, json: { type: 'https://uri.etsi.org/ngsi-ld/errors/OperationNotSupported', title: problem.title } }) }),
  route(upload, async ({ upload: file }) => {
    let size = 0
    let largest = 0
    for await (const chunk of file.bytes) { size += chunk.length; largest = Math.max(largest, chunk.length) }
    return { filename: file.filename, size, largest, note: file.fields['note'] ?? '' }
  }),
]

const logged: { fields: object; message: string }[] = []
const log = { debug() {}, info() {}, warn() {}, error: (fields: object, message: string) => void logged.push({ fields, message }) }
const folder = mkdtempSync(join(tmpdir(), 'machinaka-http-'))
let count = 0
const context = (url: string, cookie: string | undefined): Context => ({ tenant: 'minato' as Tenant, caller: { kind: cookie === undefined ? 'anonymous' : 'account', id: cookie, roles: [], scopes: [] }, requestId: url, language: 'ja', now: new Date(0) })

const parts = (): HttpServerParts => ({
  settings: { ...defaultHttpSettings, bodyLimit_bytes: 2000, strict: true },
  log,
  clock: { now: () => new Date(0) },
  ids: { uuid: () => `id-${++count}`, secret: () => 's' },
  metrics: createMetrics({ aboutProcess: false }),
  readiness: createReadiness(),
  info: { title: 'Test', version: '1', description: 'A test.' },
  routes,
  refusals: [testRefusals],
  apps: [{ prefix: '/', folder, shell: async ({ path }) => ({ status: 200, language: 'ja', title: `A <b> ${path}`, body: html`<h1>${'<script>alert(1)</script>'}</h1>` }) }],
  resolve: async (raw) => (raw.query['city'] === 'none' ? refusal('test.other', 'No such city; try ?city=minato.') : context(raw.url, raw.cookies['session'])),
  permits: (caller, permission) => permission === 'public' || (permission === 'staff' && caller.id === 'staff'),
})

let server: HttpServer
let at = ''
let shared: HttpServerParts

before(async () => {
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><html><head><title>x</title></head><body><div id="root"></div></body></html>')
  writeFileSync(join(folder, 'assets', 'main-Ab3_d5Xz.js'), 'const town = 1;\n'.repeat(200))
  writeFileSync(join(folder, 'sw.js'), '// worker')
  writeFileSync(join(folder, 'assets', 'map-Zz012345.js'), 'const map = 1;\n'.repeat(200))
  writeFileSync(join(folder, 'assets', 'map-Zz012345.js.gz'), gzipSync('const map = 1;\n'.repeat(200), { level: 1 }))
  shared = parts()
  server = await createHttpServer(shared)
  at = `http://127.0.0.1:${(await server.listen({ port: 0, host: '127.0.0.1' })).port}`
})
after(async () => {
  await server.stop({ limit_ms: 1000 })
  rmSync(folder, { recursive: true })
})

const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> => fetch(at + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })
const problem = async (response: Response): Promise<Record<string, unknown>> => (await response.json()) as Record<string, unknown>

test('parses path, query and body by the descriptor', async () => {
  const response = await post('/api/items/a%20b?times=3&tags=x', { kind: 'shop', seats: 2 })
  assert.equal(response.status, 200)
  assert.deepEqual(await response.json(), { id: 'a b', times: 3, kind: 'shop', tags: ['x'] })
})

test('a wrong field is named with what it wants', async () => {
  const response = await post('/api/items/a?times=12', { kind: 'shop', seats: 2 })
  const told = await problem(response)
  assert.equal(response.status, 400)
  assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/)
  assert.deepEqual({ ...told, requestId: '' }, { type: '/docs/errors#platform.invalid', code: 'platform.invalid', title: 'The request does not have the expected shape', detail: '"times" in the query needs a number <= 9.', status: 400, requestId: '', problems: [{ in: 'query', field: 'times', expected: 'a number <= 9' }] })
  assert.equal(told['requestId'], response.headers.get('x-request-id'))
  const body = await problem(await post('/api/items/a', { kind: 'sea', seats: '2', more: 1 }))
  assert.deepEqual(body['problems'], [{ in: 'body', field: 'more', expected: 'no such field: it is not known here' }, { in: 'body', field: 'kind', expected: 'one of shop, park' }, { in: 'body', field: 'seats', expected: 'a value of type integer' }])
})

test('a refusal carries its code, status and extra', async () => {
  const response = await post('/api/items/a', { kind: 'shop', seats: 10 })
  const told = await problem(response)
  assert.deepEqual([response.status, told['code'], told['limit']], [409, 'test.full', 9])
})

test('bodies have a type, a size, a depth and no prototype', async () => {
  const codes = async (body: string, headers: Record<string, string>): Promise<unknown> => (await problem(await fetch(`${at}/api/items/a`, { method: 'POST', headers, body })))['code']
  const json = { 'content-type': 'application/json' }
  assert.equal(await codes('{"kind":"shop"}', { 'content-type': 'text/plain' }), 'platform.media-type')
  assert.equal(await codes(`"${'x'.repeat(3000)}"`, json), 'platform.body-too-large')
  assert.equal(await codes('{"kind":', json), 'platform.json')
  assert.equal(await codes('['.repeat(100) + ']'.repeat(100), json), 'platform.json')
  assert.equal(await codes('{"__proto__":{"a":1},"kind":"shop","seats":1}', json), 'platform.json')
  assert.equal(await codes('{"\\u005f_proto__":{"a":1},"kind":"shop","seats":1}', json), 'platform.json')
})

test('a bug answers 500 without its words, and is logged under the request id', async () => {
  logged.length = 0
  const response = await fetch(`${at}/api/broken`)
  const body = await response.text()
  assert.equal(response.status, 500)
  assert.doesNotMatch(body, /hunter2/)
  assert.equal((logged[0]?.fields as { requestId: string } | undefined)?.requestId, response.headers.get('x-request-id'))
})

test('an undeclared code and an answer off its shape are bugs where the server is strict', async () => {
  assert.equal((await fetch(`${at}/api/undeclared`)).status, 500)
})

test('a route that names an unknown code does not start', async () => {
  await assert.rejects(createHttpServer({ ...parts(), refusals: [] }), /test\.full, which is in no refusal table/)
  await assert.rejects(createHttpServer({ ...parts(), routes: [route({ ...slow, feature: 'naps' }, () => ({ done: true }))] }), /GET \/api\/slow is part of the feature naps, and nobody says/)
})

test('access is checked before the handler', async () => {
  const nobody = await fetch(`${at}/api/secret`)
  assert.deepEqual([nobody.status, (await problem(nobody))['code']], [401, 'platform.unauthenticated'])
  const resident = await fetch(`${at}/api/secret`, { headers: { cookie: 'session=resident' } })
  assert.deepEqual([resident.status, (await problem(resident))['code']], [403, 'platform.forbidden'])
  assert.equal((await fetch(`${at}/api/secret`, { headers: { cookie: 'session=staff' } })).status, 200)
})

test('a state-changing request with a cookie proves that it comes from here', async () => {
  const status = async (headers: Record<string, string>): Promise<number> => (await post('/api/items/a', { kind: 'shop', seats: 1 }, headers)).status
  assert.equal(await status({ cookie: 'session=a' }), 403)
  assert.equal(await status({ cookie: 'session=a', origin: 'https://evil.example' }), 403)
  assert.equal(await status({ cookie: 'session=a', origin: at }), 200)
  assert.equal(await status({ origin: 'null' }), 403)
  assert.equal(await status({ cookie: 'session=a', 'x-api-key': 'k' }), 200)
  assert.equal(await status({}), 200)
})

test('the door of another standard shows errors its own way', async () => {
  assert.deepEqual(await (await fetch(`${at}/ngsi-ld/v1/nothing`)).json(), { type: 'https://uri.etsi.org/ngsi-ld/errors/OperationNotSupported', title: 'It is full' })
})

test('answers are compressed, tagged per encoding, and not sent twice', async () => {
  const get = (headers: Record<string, string>): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: Buffer }> =>
    new Promise((resolve, reject) => {
      httpRequest(`${at}/api/text`, { headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }))
      }).on('error', reject).end()
    })
  const plain = await get({})
  const br = await get({ 'accept-encoding': 'gzip, br' })
  const zipped = await get({ 'accept-encoding': 'gzip, br;q=0' })
  assert.deepEqual([plain.headers['content-encoding'], br.headers['content-encoding'], zipped.headers['content-encoding']], [undefined, 'br', 'gzip'])
  assert.equal(brotliDecompressSync(br.body).toString(), plain.body.toString())
  assert.equal(new Set([plain.headers['etag'], br.headers['etag'], zipped.headers['etag']]).size, 3)
  const again = await get({ 'accept-encoding': 'br', 'if-none-match': String(br.headers['etag']) })
  assert.deepEqual([again.status, again.body.length, again.headers['vary']], [304, 0, 'accept-encoding'])
})

test('an upload streams, as a form or as bare bytes, up to its limit', async () => {
  const form = new FormData()
  form.append('note', '店舗一覧')
  form.append('file', new Blob([new Uint8Array(250_000)]), '../../etc/shops.csv')
  const sent = await fetch(`${at}/api/files`, { method: 'POST', body: form })
  const told = (await sent.json()) as { filename: string; size: number; largest: number; note: string }
  assert.deepEqual({ ...told, largest: 0 }, { filename: 'shops.csv', size: 250_000, largest: 0, note: '店舗一覧' })
  assert.ok(told.largest < 200_000, 'the file came in one piece')
  const bare = await fetch(`${at}/api/files?filename=a.osm.pbf`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: new Uint8Array(10) })
  assert.equal(((await bare.json()) as { size: number }).size, 10)
  const large = new FormData()
  large.append('file', new Blob([new Uint8Array(400_000)]), 'a.bin')
  const refused = await fetch(`${at}/api/files`, { method: 'POST', body: large })
  assert.deepEqual([refused.status, (await problem(refused))['limit_bytes']], [413, 300_000])
  const huge = await fetch(`${at}/api/files?filename=huge`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: new Uint8Array(30_000_000) })
  assert.deepEqual([huge.status, (await problem(huge))['code']], [413, 'platform.body-too-large'])
  const wrong = await fetch(`${at}/api/files`, { method: 'POST', headers: { 'content-type': 'text/csv' }, body: 'a' })
  assert.equal(wrong.status, 415)
})

test('headers protect every answer, pages and errors too', async () => {
  for (const path of ['/', '/api/text', '/api/nothing']) {
    const { headers } = await fetch(at + path)
    const policy = headers.get('content-security-policy') ?? ''
    assert.match(policy, /script-src 'self';/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.doesNotMatch(policy, /unsafe/)
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
  }
})

test('the shell writes escaped HTML into the page, files keep their names for good', async () => {
  const page = await fetch(`${at}/places/1`, { headers: { accept: 'text/html' } })
  const body = await page.text()
  assert.match(body, /<div id="root"><h1>&lt;script&gt;/)
  assert.match(body, /<title>A &lt;b> \/places\/1<\/title>/)
  assert.match(body, /<html lang="ja">/)
  const asset = await fetch(`${at}/assets/main-Ab3_d5Xz.js`)
  assert.equal(asset.headers.get('cache-control'), 'public, max-age=31536000, immutable')
  assert.equal(asset.headers.get('content-encoding'), 'gzip')
  assert.equal(await asset.text(), 'const town = 1;\n'.repeat(200))
  assert.equal((await fetch(`${at}/assets/main-Ab3_d5Xz.js`, { headers: { 'if-none-match': asset.headers.get('etag') ?? '' } })).status, 304)
  const packed = await fetch(`${at}/assets/map-Zz012345.js`)
  assert.deepEqual([packed.headers.get('content-length'), await packed.text()], [String(gzipSync('const map = 1;\n'.repeat(200), { level: 1 }).length), 'const map = 1;\n'.repeat(200)])
  assert.equal((await fetch(`${at}/assets/map-Zz012345.js.gz`)).status, 404)
  assert.equal((await fetch(`${at}/sw.js`)).headers.get('cache-control'), 'no-cache')
  assert.equal((await fetch(`${at}/assets/gone-12345678.js`)).status, 404)
  assert.equal((await fetch(`${at}/..%2f..%2fetc/passwd.txt`)).status, 404)
  const nowhere = await fetch(`${at}/?city=none`, { headers: { accept: 'text/html' } })
  assert.deepEqual([nowhere.status, /try \?city=minato/.test(await nowhere.text())], [404, true])
})

test('the API describes itself', async () => {
  const document = (await (await fetch(`${at}/api/openapi.json`)).json()) as { openapi: string; paths: Record<string, Record<string, { parameters: unknown[]; responses: Record<string, unknown> }>> }
  assert.equal(document.openapi, '3.1.0')
  const operation = document.paths['/api/items/{id}']?.['post']
  assert.equal(operation?.parameters.length, 3)
  assert.deepEqual(Object.keys(operation?.responses ?? {}), ['200', '400', '409', '429'])
  assert.equal(document.paths['/ngsi-ld/v1/nothing'], undefined)
  assert.match(await (await fetch(`${at}/api/docs`)).text(), /Keep an item/)
  assert.match(await (await fetch(`${at}/docs/errors`)).text(), /id="test\.full"/)
})

test('ready is said when it is so, with the reasons before', async () => {
  assert.equal((await fetch(`${at}/healthz`)).status, 200)
  const early = await fetch(`${at}/readyz`)
  assert.deepEqual([early.status, await early.json()], [503, { ready: false, reasons: [{ name: 'start', reason: 'the server is starting' }] }])
  shared.readiness.clear('start')
  shared.readiness.check('database', async () => 'no answer')
  assert.equal((await fetch(`${at}/readyz`)).status, 503)
  shared.readiness.check('database', async () => undefined)
  assert.equal((await fetch(`${at}/readyz`)).status, 200)
})

test('metrics are for this machine, not for who comes through a proxy', async () => {
  shared.metrics.gauge('machinaka_test_places', 'Places', ['city'], () => [{ labels: { city: 'minato' }, value: 250 }])
  const text_ = await (await fetch(`${at}/metrics`)).text()
  assert.match(text_, /machinaka_http_request_duration_seconds_count\{method="POST",route="\/api\/items\/:id",status="200"\}/)
  assert.match(text_, /machinaka_test_places\{city="minato"\} 250/)
  assert.equal((await fetch(`${at}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.9' } })).status, 403)
})

test('a route has its own rate', async () => {
  const statuses = [await fetch(`${at}/api/rare`), await fetch(`${at}/api/rare`), await fetch(`${at}/api/rare`)]
  assert.deepEqual(statuses.map((r) => r.status), [200, 200, 429])
  const told = await problem(statuses[2] ?? new Response('{}'))
  assert.deepEqual([told['code'], told['limit'], statuses[2]?.headers.get('retry-after')], ['platform.rate', 2, String(told['retryAfter_s'])])
})

test('pages have a rate, their files have none', async () => {
  const limited = await createHttpServer({ ...parts(), settings: { ...parts().settings, requestsPerMinute: 3 } })
  const { port } = await limited.listen({ port: 0, host: '127.0.0.1' })
  const get = async (path: string): Promise<number> => (await fetch(`http://127.0.0.1:${port}${path}`)).status
  const pages = [await get('/'), await get('/a'), await get('/b'), await get('/c')]
  const files = [await get('/sw.js'), await get('/sw.js'), await get('/sw.js'), await get('/sw.js')]
  await limited.stop({ limit_ms: 500 })
  assert.deepEqual([pages, files], [[200, 200, 200, 429], [200, 200, 200, 200]])
})

test('a stream that breaks is logged, and ends when the server stops', async () => {
  const tick = { method: 'GET', path: '/api/ticks', summary: 'Ticks', tag: 'items', access: 'public', produces: ['text/event-stream'], errors: [] } as const
  const bad = { ...tick, path: '/api/bad' } as const
  const ended: string[] = []
  const own = await createHttpServer({ ...parts(), routes: [
    route(tick, ({ signal }) => reply({ headers: { 'content-type': 'text/event-stream' }, stream: (async function* () { yield 'data: 1\n\n'; await new Promise((resolve) => { signal.addEventListener('abort', resolve) }); ended.push('asked'); yield 'data: end\n\n' })() })),
    route(bad, () => reply({ headers: { 'content-type': 'text/plain' }, stream: (async function* () { yield 'a'; await Promise.resolve(); throw new Error('lost the thread') })() })),
  ] })
  const { port } = await own.listen({ port: 0, host: '127.0.0.1' })
  logged.length = 0
  await assert.rejects(fetch(`http://127.0.0.1:${port}/api/bad`).then((response) => response.text()))
  assert.deepEqual(logged.map(({ message }) => message), ['stream broke'])
  const response = await fetch(`http://127.0.0.1:${port}/api/ticks`)
  const text_ = response.text()
  await own.stop({ limit_ms: 3000 })
  assert.deepEqual([await text_, ended], ['data: 1\n\ndata: end\n\n', ['asked']])
})

test('a proxy is believed only where configuration says so', async () => {
  const seen: unknown[] = []
  const look = { method: 'POST', path: '/api/look', summary: 'Look', tag: 'items', access: 'public', errors: [] } as const
  const through = async (settings: Partial<HttpServerParts['settings']>, headers: Record<string, string>): Promise<number> => {
    const own = await createHttpServer({ ...parts(), settings: { ...parts().settings, ...settings }, routes: [route(look, ({ raw }) => void seen.push([raw.origin, raw.ip, raw.loopback]))] })
    const { port } = await own.listen({ port: 0, host: '127.0.0.1' })
    const status = await new Promise<number>((resolve, reject) => { httpRequest({ port, host: '127.0.0.1', path: '/api/look', method: 'POST', headers }, (r) => { r.resume(); resolve(r.statusCode ?? 0) }).on('error', reject).end() })
    await own.stop({ limit_ms: 500 })
    return status
  }
  const forwarded = { host: 'town.example', 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https', origin: 'https://town.example', cookie: 'session=a' }
  assert.deepEqual([await through({}, forwarded), await through({ trustProxy: 1 }, forwarded), await through({ publicOrigin: 'https://town.example' }, forwarded)], [403, 204, 204])
  assert.deepEqual(seen, [['https://town.example', '203.0.113.9', false], ['https://town.example', '127.0.0.1', false]])
})

test('what a client writes before its proxy is believed by nobody', async () => {
  const look = { method: 'GET', path: '/api/look', summary: 'Look', tag: 'items', access: 'public', perMinute: 2, response: Type.Object({ ip: Type.String(), loopback: Type.Boolean(), host: Type.String() }), errors: [] } as const
  const ask = async (trustProxy: HttpServerParts['settings']['trustProxy'], headers: Record<string, string>, times = 1): Promise<readonly [metrics: number, body: unknown]> => {
    const own = await createHttpServer({ ...parts(), settings: { ...parts().settings, trustProxy }, routes: [route(look, ({ raw: { ip, loopback, hostname } }) => ({ ip, loopback, host: hostname }))] })
    const { port } = await own.listen({ port: 0, host: '127.0.0.1' })
    const get = (path: string, more: Record<string, string> = {}): Promise<{ status: number; text: string }> => new Promise((resolve, reject) => { httpRequest({ port, host: '127.0.0.1', path, headers: { ...headers, ...more } }, (r) => { let text = ''; r.on('data', (c) => { text += String(c) }).on('end', () => resolve({ status: r.statusCode ?? 0, text })) }).on('error', reject).end() })
    const metrics = (await get('/metrics')).status
    // The client pretends to be somebody else each time; its proxy adds the true address.
    for (let i = 1; i < times; i++) await get('/api/look', { 'x-forwarded-for': `198.51.100.${i}, 203.0.113.9` })
    const { status, text } = await get('/api/look')
    await own.stop({ limit_ms: 500 })
    return [metrics, status === 200 ? JSON.parse(text) : status]
  }
  const spoof = { host: 'town.example', 'x-forwarded-for': '127.0.0.1, 203.0.113.9', 'x-forwarded-host': 'localhost' }
  for (const trust of [1, ['127.0.0.1']] as const) assert.deepEqual(await ask(trust, spoof), [403, { ip: '203.0.113.9', loopback: false, host: 'localhost' }], String(trust))
  assert.deepEqual(await ask(2, { ...spoof, 'x-forwarded-for': '127.0.0.1' }), [403, { ip: '127.0.0.1', loopback: false, host: 'localhost' }])
  assert.deepEqual(await ask(['10.0.0.0/8'], spoof), [403, { ip: '127.0.0.1', loopback: false, host: 'town.example' }], 'another proxy than the one that is trusted')
  for (const header of ['x-forwarded-host', 'forwarded', 'via', 'x-real-ip']) assert.equal((await ask(1, { host: 'localhost', [header]: 'localhost' }))[0], 403, header)
  assert.deepEqual(await ask(1, spoof, 3), [403, 429], 'one client, whatever it calls itself')
  assert.deepEqual(await ask(1, { host: 'localhost' }), [200, { ip: '127.0.0.1', loopback: true, host: 'localhost' }], 'this machine, past the proxy')
})

test('a taken port is told as such; the control socket is for its owner', async () => {
  const other = await createHttpServer(parts())
  await assert.rejects(other.listen({ port: Number(new URL(at).port), host: '127.0.0.1' }), (error) => error instanceof ListenError && error.reason === 'port-taken')
  const path = join(folder, 'control.sock')
  const seen: boolean[] = []
  const local = await createHttpServer({ ...parts(), resolve: async (raw) => { seen.push(raw.local); return context(raw.url, 'x') } })
  await local.listenLocal(path)
  const body = await new Promise<string>((resolve, reject) => { httpRequest({ socketPath: path, path: '/api/text' }, (r) => { let all = ''; r.on('data', (c) => { all += String(c) }).on('end', () => resolve(all)) }).on('error', reject).end() })
  assert.deepEqual([JSON.parse(body).text === longText, seen], [true, [true]])
  await assert.rejects(other.listenLocal(path), (error) => error instanceof ListenError && error.reason === 'socket-taken')
  await local.stop({ limit_ms: 500 })
  await other.stop({ limit_ms: 500 })
})

test('stopping finishes what is in flight and takes nothing new', async () => {
  const own = await createHttpServer(parts())
  const { port } = await own.listen({ port: 0, host: '127.0.0.1' })
  const started = new Promise<void>((resolve) => { slowStarted = resolve })
  const answer = fetch(`http://127.0.0.1:${port}/api/slow`)
  await started
  const stopped = performance.now()
  await own.stop({ limit_ms: 5000 })
  assert.ok(performance.now() - stopped < 2000, 'it waited for a connection that had nothing to say')
  assert.deepEqual(await (await answer).json(), { done: true })
  await assert.rejects(fetch(`http://127.0.0.1:${port}/healthz`))
})

test('stopping does not wait longer than its limit', async () => {
  const endless = { method: 'GET', path: '/api/endless', summary: 'Never ends', tag: 'items', access: 'public', response: Type.Object({}), errors: [] } as const
  const own = await createHttpServer({ ...parts(), routes: [route(endless, () => { slowStarted(); return new Promise<never>(() => {}) })] })
  const { port } = await own.listen({ port: 0, host: '127.0.0.1' })
  const started = new Promise<void>((resolve) => { slowStarted = resolve })
  const answer = fetch(`http://127.0.0.1:${port}/api/endless`).then(() => 'answered', () => 'cut')
  await started
  await own.stop({ limit_ms: 100 })
  assert.equal(await answer, 'cut')
})
