import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { after, test } from 'node:test'
import Type from 'typebox'
import { createHttpServer, route, type HttpServerParts } from './index.ts'
import { openTestServer, serverParts } from './test-server.ts'

const opened = await openTestServer()
const { at, parts, folder, post } = opened
after(() => opened.stop())

test('metrics are for this machine, not for who comes through a proxy', async () => {
  assert.equal((await post('/api/items/a', { kind: 'shop', seats: 1 })).status, 200)
  parts.metrics.gauge('machinaka_test_places', 'Places', ['city'], () => [{ labels: { city: 'minato' }, value: 250 }])
  const text_ = await (await fetch(`${at}/metrics`)).text()
  assert.match(text_, /machinaka_http_request_duration_seconds_count\{method="POST",route="\/api\/items\/:id",status="200"\}/)
  assert.match(text_, /machinaka_test_places\{city="minato"\} 250/)
  assert.equal((await fetch(`${at}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.9' } })).status, 403)
})

test('a proxy is believed only where configuration says so', async () => {
  const seen: unknown[] = []
  const look = { method: 'POST', path: '/api/look', summary: 'Look', tag: 'items', access: 'public', errors: [] } as const
  const through = async (settings: Partial<HttpServerParts['settings']>, headers: Record<string, string>): Promise<number> => {
    const own = await createHttpServer({
      ...serverParts(folder),
      settings: { ...serverParts(folder).settings, ...settings },
      routes: [route(look, ({ raw }) => void seen.push([raw.origin, raw.ip, raw.loopback]))],
    })
    const { port } = await own.listen({ port: 0, host: '127.0.0.1' })
    const status = await new Promise<number>((resolve, reject) => {
      httpRequest({ port, host: '127.0.0.1', path: '/api/look', method: 'POST', headers }, (r) => {
        r.resume()
        resolve(r.statusCode ?? 0)
      })
        .on('error', reject)
        .end()
    })
    await own.stop({ limit_ms: 500 })
    return status
  }
  const forwarded = {
    host: 'town.example',
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-proto': 'https',
    origin: 'https://town.example',
    cookie: 'session=a',
  }
  assert.deepEqual(
    [
      await through({}, forwarded),
      await through({ trustProxy: 1 }, forwarded),
      await through({ publicOrigin: 'https://town.example' }, forwarded),
    ],
    [403, 204, 204],
  )
  assert.deepEqual(seen, [
    ['https://town.example', '203.0.113.9', false],
    ['https://town.example', '127.0.0.1', false],
  ])
})

test('what a client writes before its proxy is believed by nobody', async () => {
  const look = {
    method: 'GET',
    path: '/api/look',
    summary: 'Look',
    tag: 'items',
    access: 'public',
    perMinute: 2,
    response: Type.Object({ ip: Type.String(), loopback: Type.Boolean(), host: Type.String() }),
    errors: [],
  } as const
  const ask = async (
    trustProxy: HttpServerParts['settings']['trustProxy'],
    headers: Record<string, string>,
    times = 1,
  ): Promise<readonly [metrics: number, body: unknown]> => {
    const own = await createHttpServer({
      ...serverParts(folder),
      settings: { ...serverParts(folder).settings, trustProxy },
      routes: [route(look, ({ raw: { ip, loopback, hostname } }) => ({ ip, loopback, host: hostname }))],
    })
    const { port } = await own.listen({ port: 0, host: '127.0.0.1' })
    const get = (path: string, more: Record<string, string> = {}): Promise<{ status: number; text: string }> =>
      new Promise((resolve, reject) => {
        httpRequest({ port, host: '127.0.0.1', path, headers: { ...headers, ...more } }, (r) => {
          let text = ''
          r.on('data', (c) => {
            text += String(c)
          }).on('end', () => resolve({ status: r.statusCode ?? 0, text }))
        })
          .on('error', reject)
          .end()
      })
    const metrics = (await get('/metrics')).status
    // The client pretends to be somebody else each time; its proxy adds the true address.
    for (let i = 1; i < times; i++) await get('/api/look', { 'x-forwarded-for': `198.51.100.${i}, 203.0.113.9` })
    const { status, text } = await get('/api/look')
    await own.stop({ limit_ms: 500 })
    return [metrics, status === 200 ? JSON.parse(text) : status]
  }
  const spoof = { host: 'town.example', 'x-forwarded-for': '127.0.0.1, 203.0.113.9', 'x-forwarded-host': 'localhost' }
  for (const trust of [1, ['127.0.0.1']] as const)
    assert.deepEqual(await ask(trust, spoof), [403, { ip: '203.0.113.9', loopback: false, host: 'localhost' }], String(trust))
  assert.deepEqual(await ask(2, { ...spoof, 'x-forwarded-for': '127.0.0.1' }), [
    403,
    { ip: '127.0.0.1', loopback: false, host: 'localhost' },
  ])
  assert.deepEqual(
    await ask(['10.0.0.0/8'], spoof),
    [403, { ip: '127.0.0.1', loopback: false, host: 'town.example' }],
    'another proxy than the one that is trusted',
  )
  for (const header of ['x-forwarded-host', 'forwarded', 'via', 'x-real-ip'])
    assert.equal((await ask(1, { host: 'localhost', [header]: 'localhost' }))[0], 403, header)
  assert.deepEqual(await ask(1, spoof, 3), [403, 429], 'one client, whatever it calls itself')
  assert.deepEqual(
    await ask(1, { host: 'localhost' }),
    [200, { ip: '127.0.0.1', loopback: true, host: 'localhost' }],
    'this machine, past the proxy',
  )
})
