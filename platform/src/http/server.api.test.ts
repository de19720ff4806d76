import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createHttpServer, route } from './index.ts'
import { logged, problemOf, slow, openTestServer, serverParts } from './test-server.ts'

const opened = await openTestServer()
const { at, parts, post, folder } = opened
after(() => opened.stop())

test('parses path, query and body by the descriptor', async () => {
  const response = await post('/api/items/a%20b?times=3&tags=x', { kind: 'shop', seats: 2 })
  assert.equal(response.status, 200)
  assert.deepEqual(await response.json(), { id: 'a b', times: 3, kind: 'shop', tags: ['x'] })
})

test('a wrong field is named with what it wants', async () => {
  const response = await post('/api/items/a?times=12', { kind: 'shop', seats: 2 })
  const told = await problemOf(response)
  assert.equal(response.status, 400)
  assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/)
  assert.deepEqual(
    { ...told, requestId: '' },
    {
      type: '/docs/errors#platform.invalid',
      code: 'platform.invalid',
      title: 'The request does not have the expected shape',
      detail: '"times" in the query needs a number <= 9.',
      status: 400,
      requestId: '',
      problems: [{ in: 'query', field: 'times', expected: 'a number <= 9' }],
    },
  )
  assert.equal(told['requestId'], response.headers.get('x-request-id'))
  const body = await problemOf(await post('/api/items/a', { kind: 'sea', seats: '2', more: 1 }))
  assert.deepEqual(body['problems'], [
    { in: 'body', field: 'more', expected: 'no such field: it is not known here' },
    { in: 'body', field: 'kind', expected: 'one of shop, park' },
    { in: 'body', field: 'seats', expected: 'a value of type integer' },
  ])
})

test('a refusal carries its code, status and extra', async () => {
  const response = await post('/api/items/a', { kind: 'shop', seats: 10 })
  const told = await problemOf(response)
  assert.deepEqual([response.status, told['code'], told['limit']], [409, 'test.full', 9])
})

test('bodies have a type, a size, a depth and no prototype', async () => {
  const codes = async (body: string, headers: Record<string, string>): Promise<unknown> =>
    (await problemOf(await fetch(`${at}/api/items/a`, { method: 'POST', headers, body })))['code']
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
  await assert.rejects(createHttpServer({ ...serverParts(folder), refusals: [] }), /test\.full, which is in no refusal table/)
  await assert.rejects(
    createHttpServer({ ...serverParts(folder), routes: [route({ ...slow, feature: 'naps' }, () => ({ done: true }))] }),
    /GET \/api\/slow is part of the feature naps, and nobody says/,
  )
})

test('access is checked before the handler', async () => {
  const nobody = await fetch(`${at}/api/secret`)
  assert.deepEqual([nobody.status, (await problemOf(nobody))['code']], [401, 'platform.unauthenticated'])
  const resident = await fetch(`${at}/api/secret`, { headers: { cookie: 'session=resident' } })
  assert.deepEqual([resident.status, (await problemOf(resident))['code']], [403, 'platform.forbidden'])
  assert.equal((await fetch(`${at}/api/secret`, { headers: { cookie: 'session=staff' } })).status, 200)
})

test('a state-changing request with a cookie proves that it comes from here', async () => {
  const status = async (headers: Record<string, string>): Promise<number> =>
    (await post('/api/items/a', { kind: 'shop', seats: 1 }, headers)).status
  assert.equal(await status({ cookie: 'session=a' }), 403)
  assert.equal(await status({ cookie: 'session=a', origin: 'https://evil.example' }), 403)
  assert.equal(await status({ cookie: 'session=a', origin: at }), 200)
  assert.equal(await status({ origin: 'null' }), 403)
  assert.equal(await status({ cookie: 'session=a', 'x-api-key': 'k' }), 200)
  assert.equal(await status({}), 200)
})

test('the door of another standard shows errors its own way', async () => {
  assert.deepEqual(await (await fetch(`${at}/ngsi-ld/v1/nothing`)).json(), {
    type: 'https://uri.etsi.org/ngsi-ld/errors/OperationNotSupported',
    title: 'It is full',
  })
})

test('ready is said when it is so, with the reasons before', async () => {
  assert.equal((await fetch(`${at}/healthz`)).status, 200)
  const early = await fetch(`${at}/readyz`)
  assert.deepEqual(
    [early.status, await early.json()],
    [503, { ready: false, reasons: [{ name: 'start', reason: 'the server is starting' }] }],
  )
  parts.readiness.clear('start')
  parts.readiness.check('database', async () => 'no answer')
  assert.equal((await fetch(`${at}/readyz`)).status, 503)
  parts.readiness.check('database', async () => undefined)
  assert.equal((await fetch(`${at}/readyz`)).status, 200)
})
