import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  createClock,
  createHttpServer,
  createIds,
  createMetrics,
  createReadiness,
  defaultHttpSettings,
  type Mail,
} from '@machinaka/platform'
import { openTestPostgres } from '@machinaka/platform/testing'
import { createPeople, peopleMigrations, refusals, type Me } from './index.ts'
import { defaultSettings } from './rules/index.ts'
import { authenticator } from './test-authenticator.ts'

const database = await openTestPostgres([peopleMigrations])
after(() => database.close())
const log = { debug() {}, info() {}, warn() {}, error: (_: object, message: string) => assert.fail(message) }

/** A server that knows accounts and one city; `letters` are the mails it sent. */
async function openServer() {
  await database.reset()
  const clock = createClock()
  const ids = createIds(clock)
  const letters: string[] = []
  const mail: Mail = {
    mode: 'folder',
    send: ({ text }) => {
      letters.push(text)
      return Promise.resolve()
    },
  }
  const people = await createPeople({
    postgres: database.postgres,
    clock,
    ids,
    mail,
    log,
    cityByHost: false,
    demoAccounts: true,
    gsiTiles: false,
  })
  await people.createCity({
    city: 'minato',
    settings: { ...defaultSettings, name: { ja: '町' }, centre: [139.64, 35.44], bounds: [139.6, 35.4, 139.7, 35.5] },
    demo: false,
  })
  const server = await createHttpServer({
    settings: { ...defaultHttpSettings, requestsPerMinute: 0, strict: true },
    log,
    clock,
    ids,
    metrics: createMetrics({ aboutProcess: false }),
    readiness: createReadiness(),
    info: { title: 't', version: '1', description: '' },
    routes: people.routes,
    refusals: [refusals],
    resolve: (raw) => people.resolve(raw),
    permits: (caller, permission) => people.permits(caller, permission),
  })
  const at = `http://localhost:${(await server.listen({ port: 0, host: '127.0.0.1' })).port}`
  return { at, letters, stop: () => server.stop({ limit_ms: 500 }) }
}

/** A browser: it keeps the cookies it is given, until they are cleared. */
function browser(at: string) {
  const cookies = new Map<string, string>()
  const call = async (method: string, path: string, body?: unknown): Promise<{ status: number; json: Record<string, unknown> }> => {
    const response = await fetch(at + path, {
      method,
      headers: {
        origin: at,
        cookie: [...cookies].map(([k, v]) => `${k}=${v}`).join('; '),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const text = await response.text()
    return { status: response.status, json: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> }
  }
  return { call, forget: () => cookies.clear() }
}

test('somebody registers a passkey, signs in with it, and another device cannot', async () => {
  const { at, letters, stop } = await openServer()
  const { call, forget } = browser(at)
  try {
    await call('POST', '/api/auth/code', { mail: 'hana@example.jp' })
    await call('POST', '/api/auth/sign-in', { mail: 'hana@example.jp', code: /^\d{6}$/m.exec(letters[0] ?? '')?.[0] })
    const phone = authenticator(at)
    const offer = await call('GET', '/api/auth/passkey/generate-register-options')
    const registered = await call('POST', '/api/auth/passkey/verify-registration', {
      response: phone.register('localhost', String(offer.json['challenge'])),
      name: '電話',
    })
    assert.equal(registered.status, 200, JSON.stringify(registered.json))
    const hana = (await call('GET', '/api/me')).json as unknown as Me

    forget()
    assert.equal((await call('GET', '/api/me')).json['kind'], 'anonymous')
    const stranger = await call('GET', '/api/auth/passkey/generate-authenticate-options')
    const forged = await call('POST', '/api/auth/passkey/verify-authentication', {
      response: authenticator(at).assert('localhost', String(stranger.json['challenge'])),
    })
    assert.deepEqual([forged.status, forged.json['code']], [400, 'people.sign-in-refused'])
    assert.equal((await call('GET', '/api/me')).json['kind'], 'anonymous')

    const question = await call('GET', '/api/auth/passkey/generate-authenticate-options')
    const answer = await call('POST', '/api/auth/passkey/verify-authentication', {
      response: phone.assert('localhost', String(question.json['challenge'])),
    })
    assert.equal(answer.status, 200, JSON.stringify(answer.json))
    assert.deepEqual((await call('GET', '/api/me')).json as unknown as Me, hana)
  } finally {
    await stop()
  }
})
