import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { after, test } from 'node:test'
import { createClock, createHttpServer, createIds, createMetrics, createReadiness, defaultHttpSettings, type Mail } from '@machinaka/platform'
import { openTestPostgres } from '@machinaka/platform/testing'
import { createPeople, peopleMigrations, refusals, type Me } from './index.ts'
import { defaultSettings } from './rules/index.ts'

type Cbor = number | string | Uint8Array | ReadonlyMap<number | string, Cbor>

/** As much of CBOR (RFC 8949 §3) as an authenticator says. */
function cbor(value: Cbor): Buffer {
  const head = (major: number, n: number): Buffer => (n < 24 ? Buffer.from([(major << 5) | n]) : n < 256 ? Buffer.from([(major << 5) | 24, n]) : Buffer.from([(major << 5) | 25, n >> 8, n & 255]))
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value])
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, item]) => [cbor(key), cbor(item)])])
}

const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest()
const b64 = (data: Uint8Array): string => Buffer.from(data).toString('base64url')

/** An authenticator in software: one ES256 key for one site (WebAuthn §6). */
function authenticator(origin: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const id = randomBytes(16)
  const cose = cbor(new Map<number, Cbor>([[1, 2], [3, -7], [-1, 1], [-2, Buffer.from(x, 'base64url')], [-3, Buffer.from(y, 'base64url')]]))
  const data = (rpId: string, flags: number, counter: number): Buffer => { const count = Buffer.alloc(4); count.writeUInt32BE(counter); return Buffer.concat([sha256(rpId), Buffer.from([flags]), count]) }
  const client = (type: string, challenge: string): Buffer => Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const envelope = (response: Record<string, unknown>): unknown => ({ id: b64(id), rawId: b64(id), type: 'public-key', clientExtensionResults: {}, response })
  return {
    register(rpId: string, challenge: string): unknown {
      // User present, user verified, attested credential data included.
      const authData = Buffer.concat([data(rpId, 0x45, 0), Buffer.alloc(16), Buffer.from([0, id.length]), id, cose])
      return envelope({ clientDataJSON: b64(client('webauthn.create', challenge)), attestationObject: b64(cbor(new Map<string, Cbor>([['fmt', 'none'], ['attStmt', new Map()], ['authData', authData]]))), transports: ['internal'] })
    },
    assert(rpId: string, challenge: string): unknown {
      const clientData = client('webauthn.get', challenge)
      const authData = data(rpId, 0x05, 1)
      return envelope({ clientDataJSON: b64(clientData), authenticatorData: b64(authData), signature: b64(sign('sha256', Buffer.concat([authData, sha256(clientData)]), privateKey)) })
    },
  }
}

const database = await openTestPostgres([peopleMigrations])
after(() => database.close())

test('somebody registers a passkey, signs in with it, and another device cannot', async () => {
  await database.reset()
  const clock = createClock()
  const ids = createIds(clock)
  const letters: string[] = []
  const mail: Mail = { mode: 'folder', send: ({ text }) => { letters.push(text); return Promise.resolve() } }
  const log = { debug() {}, info() {}, warn() {}, error: (_: object, message: string) => assert.fail(message) }
  const people = await createPeople({ postgres: database.postgres, clock, ids, mail, log, cityByHost: false, demoAccounts: true, gsiTiles: false })
  await people.createCity({ city: 'minato', settings: { ...defaultSettings, name: { ja: '町' }, centre: [139.64, 35.44], bounds: [139.6, 35.4, 139.7, 35.5] }, demo: false })
  const server = await createHttpServer({ settings: { ...defaultHttpSettings, requestsPerMinute: 0, strict: true }, log, clock, ids, metrics: createMetrics({ aboutProcess: false }), readiness: createReadiness(), info: { title: 't', version: '1', description: '' }, routes: people.routes, refusals: [refusals], resolve: (raw) => people.resolve(raw), permits: (caller, permission) => people.permits(caller, permission) })
  const at = `http://localhost:${(await server.listen({ port: 0, host: '127.0.0.1' })).port}`
  const cookies = new Map<string, string>()
  const call = async (method: string, path: string, body?: unknown): Promise<{ status: number; json: Record<string, unknown> }> => {
    const response = await fetch(at + path, { method, headers: { origin: at, cookie: [...cookies].map(([k, v]) => `${k}=${v}`).join('; '), ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    for (const line of response.headers.getSetCookie()) { const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []; cookies.set(name, value) }
    const text = await response.text()
    return { status: response.status, json: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> }
  }
  try {
    await call('POST', '/api/auth/code', { mail: 'hana@example.jp' })
    await call('POST', '/api/auth/sign-in', { mail: 'hana@example.jp', code: /^\d{6}$/m.exec(letters[0] ?? '')?.[0] })
    const phone = authenticator(at)
    const offer = await call('GET', '/api/auth/passkey/generate-register-options')
    const registered = await call('POST', '/api/auth/passkey/verify-registration', { response: phone.register('localhost', String(offer.json['challenge'])), name: '電話' })
    assert.equal(registered.status, 200, JSON.stringify(registered.json))
    const hana = (await call('GET', '/api/me')).json as unknown as Me

    cookies.clear()
    assert.equal((await call('GET', '/api/me')).json['kind'], 'anonymous')
    const stranger = await call('GET', '/api/auth/passkey/generate-authenticate-options')
    const forged = await call('POST', '/api/auth/passkey/verify-authentication', { response: authenticator(at).assert('localhost', String(stranger.json['challenge'])) })
    assert.deepEqual([forged.status, forged.json['code']], [400, 'people.sign-in-refused'])
    assert.equal((await call('GET', '/api/me')).json['kind'], 'anonymous')

    const question = await call('GET', '/api/auth/passkey/generate-authenticate-options')
    const answer = await call('POST', '/api/auth/passkey/verify-authentication', { response: phone.assert('localhost', String(question.json['challenge'])) })
    assert.equal(answer.status, 200, JSON.stringify(answer.json))
    assert.deepEqual((await call('GET', '/api/me')).json as unknown as Me, hana)
  } finally {
    await server.stop({ limit_ms: 500 })
  }
})
