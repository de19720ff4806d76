import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import {
  createClock,
  createHttpServer,
  createIds,
  createMail,
  createMetrics,
  createReadiness,
  defaultHttpSettings,
  route,
  type HttpServer,
  type Tenant,
} from '@machinaka/platform'
import { openTestPostgres } from '@machinaka/platform/testing'
import { sql } from 'kysely'
import Type from 'typebox'
import { createPeople, peopleMigrations, refusals, type Me, type People } from './index.ts'
import { defaultSettings, type CitySettings } from './rules/index.ts'

const settings = (ja: string): CitySettings => ({
  ...defaultSettings,
  name: { ja, en: 'Town' },
  centre: [139.64, 35.44],
  bounds: [139.6, 35.4, 139.7, 35.5],
  departments: [{ id: 'tourism', name: { ja: '観光課' } }],
  hosts: [],
})
const secretDoor = {
  method: 'POST',
  path: '/api/test/sources',
  summary: 'Needs source.import',
  tag: 'test',
  access: 'source.import',
  body: Type.Object({}),
  response: Type.Object({ by: Type.String() }),
  errors: [],
} as const

const database = await openTestPostgres([peopleMigrations])
let people: People
let server: HttpServer
let at = ''
const folder = mkdtempSync(join(tmpdir(), 'machinaka-people-'))
const clock = createClock()
const ids = createIds(clock)
const warnings: string[] = []
const log = {
  debug() {},
  info() {},
  warn: (_: object, message: string) => void warnings.push(message),
  error: (fields: object, message: string) => void warnings.push(`${message} ${JSON.stringify(fields, Object.getOwnPropertyNames)}`),
}

async function open(perMinute: number, { demoAccounts = true, gsiTiles = false } = {}): Promise<void> {
  const mail = createMail({ folder, from: 'town@localhost', clock })
  people = await createPeople({ postgres: database.postgres, clock, ids, mail, log, cityByHost: false, demoAccounts, gsiTiles })
  const demo =
    (await people.findCity('minato')) ?? (await people.createCity({ city: 'minato', settings: settings('みなと町'), demo: true }))
  assert.ok(!('refused' in demo))
  await people.openDemo(demo, { shops: ['urn:ngsi-ld:PointOfInterest:bakery'] })
  await people.createCity({ city: 'ebisu', settings: settings('恵比寿'), demo: false })
  server = await createHttpServer({
    settings: { ...defaultHttpSettings, requestsPerMinute: perMinute, strict: true },
    log,
    clock,
    ids,
    metrics: createMetrics({ aboutProcess: false }),
    readiness: createReadiness(),
    info: { title: 'People', version: '1', description: '' },
    routes: [...people.routes, route(secretDoor, ({ context }) => ({ by: context.caller.kind }))],
    refusals: [refusals],
    resolve: (raw) => people.resolve(raw),
    permits: (caller, permission) => people.permits(caller, permission),
  })
  at = `http://localhost:${(await server.listen({ port: 0, host: '127.0.0.1' })).port}`
}

after(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})

/** A test on an empty database with a fresh server. (Hooks of one file would run for every file of the process.) */
const scenario = (name: string, work: () => Promise<void>): void => {
  test(name, async () => {
    await database.reset()
    for (const file of readdirSync(folder)) rmSync(join(folder, file))
    warnings.length = 0
    await open(0)
    await work().finally(() => server.stop({ limit_ms: 500 }))
  })
}

/** A browser: keeps cookies, says where it is. */
function browser(): {
  call: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<{ status: number; json: Record<string, unknown>; setCookie: string[] }>
  cookies: Map<string, string>
} {
  const cookies = new Map<string, string>()
  return {
    cookies,
    async call(method, path, body, headers = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const response = await fetch(at + path, {
        method,
        headers: {
          origin: at,
          ...(cookie === '' ? {} : { cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const setCookie = response.headers.getSetCookie()
      for (const line of setCookie) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (value === '' || /max-age=0/i.test(line)) cookies.delete(name)
        else cookies.set(name, value)
      }
      const text = await response.text()
      return { status: response.status, json: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>, setCookie }
    },
  }
}

const letters = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.eml'))
    .toSorted()
    .map((name) => decode(readFileSync(join(folder, name), 'utf8')))
/** Bodies of our mail are short text: quoted-printable or base64, as the mailer chose. */
function decode(eml: string): string {
  const [head = '', ...rest] = eml.split(/\r?\n\r?\n/)
  const body = rest.join('\n\n')
  return /content-transfer-encoding: base64/i.test(head)
    ? `${head}\n\n${Buffer.from(body, 'base64').toString('utf8')}`
    : `${head}\n\n${Buffer.from(
        body.replaceAll(/=\r?\n/g, '').replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      ).toString('utf8')}`
}
const codeIn = (letter: string | undefined): string => /^(\d{6})$/m.exec(letter ?? '')?.[1] ?? 'none'

async function signIn(mail: string, city = 'minato'): Promise<ReturnType<typeof browser>> {
  const person = browser()
  const asked = await person.call('POST', `/api/auth/code?city=${city}`, { mail })
  assert.equal(asked.status, 202, JSON.stringify([asked.json, warnings]))
  const entered = await person.call('POST', `/api/auth/sign-in?city=${city}`, { mail, code: codeIn(letters().at(-1)) })
  assert.equal(entered.status, 200, JSON.stringify([entered.json, warnings]))
  return person
}
async function demo(role: string): Promise<ReturnType<typeof browser>> {
  const person = browser()
  const entered = await person.call('POST', '/api/auth/demo?city=minato', { role })
  assert.equal(entered.status, 200, JSON.stringify([entered.json, warnings]))
  return person
}

scenario('somebody signs in by the code in the mail, is a resident, and signs out', async () => {
  const person = browser()
  const asked = await person.call('POST', '/api/auth/code?city=minato&lang=en', { mail: 'Hana@example.jp' })
  assert.deepEqual([asked.status, asked.json], [202, { validFor_s: 600 }])
  const [letter] = letters()
  assert.match(letter ?? '', /sign in to Town/)
  const entered = await person.call('POST', '/api/auth/sign-in?city=minato', { mail: 'hana@example.jp', code: codeIn(letter) })
  const { id, ...me } = entered.json as unknown as Me
  assert.deepEqual(me, {
    kind: 'account',
    name: 'hana',
    mail: 'hana@example.jp',
    roles: ['resident'],
    permissions: ['public', 'account', 'listing.claim'],
    shops: [],
    demo: false,
  })
  const session = entered.setCookie.find((line) => line.startsWith('machinaka.session_token=')) ?? ''
  assert.match(session, /HttpOnly/i)
  assert.match(session, /SameSite=Lax/i)
  assert.match(session, /Path=\//i)
  assert.equal(((await person.call('GET', '/api/me?city=minato')).json as unknown as Me).id, id)
  assert.equal((await person.call('POST', '/api/sign-out?city=minato')).status, 204)
  assert.equal((await person.call('GET', '/api/me?city=minato')).json['kind'], 'anonymous')
  assert.ok(!warnings.some((line) => /hana|\d{6}/.test(line)), 'the log tells who signed in')
})

scenario('a session that was ended works nowhere any more', async () => {
  const person = await signIn('hana@example.jp')
  const kept = new Map(person.cookies)
  await person.call('POST', '/api/sign-out?city=minato')
  const thief = browser()
  for (const [name, value] of kept) thief.cookies.set(name, value)
  assert.equal((await thief.call('GET', '/api/me?city=minato')).json['kind'], 'anonymous')
})

scenario('a wrong code is refused, and the sixth attempt too, though it is right', async () => {
  const person = browser()
  await person.call('POST', '/api/auth/code?city=minato', { mail: 'hana@example.jp' })
  const code = codeIn(letters()[0])
  const wrong = code === '000000' ? '111111' : '000000'
  for (let i = 0; i < 5; i++) {
    const answer = await person.call('POST', '/api/auth/sign-in?city=minato', { mail: 'hana@example.jp', code: wrong })
    assert.deepEqual([answer.status, answer.json['code']], [401, 'people.code-wrong'])
  }
  assert.equal((await person.call('POST', '/api/auth/sign-in?city=minato', { mail: 'hana@example.jp', code })).status, 401)
})

scenario('codes are limited per address, and by the route', async () => {
  const person = browser()
  assert.equal((await person.call('POST', '/api/auth/code?city=minato', { mail: 'a@example.jp' })).status, 202)
  const again = await person.call('POST', '/api/auth/code?city=minato', { mail: 'A@example.jp' })
  assert.deepEqual([again.status, again.json['code']], [429, 'people.code-recent'])
  assert.equal(letters().length, 1)
  await server.stop({ limit_ms: 500 })
  await database.reset()
  await open(1000)
  const statuses: number[] = []
  for (let i = 0; i < 11; i++) statuses.push((await person.call('POST', '/api/auth/code?city=minato', { mail: `p${i}@example.jp` })).status)
  assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 202), 429])
})

scenario('the code is stored as a hash only', async () => {
  await browser().call('POST', '/api/auth/code?city=minato', { mail: 'hana@example.jp' })
  const stored = await database.postgres.system(
    async (tx) => (await sql<{ value: string }>`select value from people.verification`.execute(tx)).rows,
  )
  assert.equal(stored.length, 1)
  assert.ok(!stored[0]?.value.includes(codeIn(letters()[0])))
})

scenario('from elsewhere there is no mail sign-in without a mail server, and no demo account', async () => {
  const outside = { 'x-forwarded-for': '203.0.113.7' }
  const mail = await browser().call('POST', '/api/auth/code?city=minato', { mail: 'hana@example.jp' }, outside)
  assert.deepEqual([mail.status, mail.json['code']], [403, 'people.mail-loopback'])
  const demoAnswer = await browser().call('POST', '/api/auth/demo?city=minato', { role: 'admin' }, outside)
  assert.deepEqual([demoAnswer.status, demoAnswer.json['code']], [403, 'people.demo-only'])
  const admin = await demo('admin')
  assert.equal((await admin.call('GET', '/api/me?city=minato', undefined, outside)).json['kind'], 'anonymous')
})

scenario('a newcomer signs in as anybody of the demo city with one click, and only there', async () => {
  assert.deepEqual((await browser().call('GET', '/api/city?city=minato')).json['signIn'], {
    mail: true,
    passkey: true,
    demo: ['resident', 'shop-staff', 'staff', 'approver', 'admin', 'operator'],
  })
  assert.deepEqual(((await browser().call('GET', '/api/city?city=ebisu')).json['signIn'] as { demo: unknown }).demo, [])
  const shop = await demo('shop-staff')
  const me = (await shop.call('GET', '/api/me?city=minato')).json as unknown as Me
  assert.deepEqual([me.roles, me.shops, me.demo], [['shop-staff'], ['urn:ngsi-ld:PointOfInterest:bakery'], true])
  const staff = (await (await demo('staff')).call('GET', '/api/me?city=minato')).json as unknown as Me
  const approver = (await (await demo('approver')).call('GET', '/api/me?city=minato')).json as unknown as Me
  assert.deepEqual([staff.roles, staff.department, approver.department, staff.id === approver.id], [['staff'], 'tourism', 'tourism', false])
  assert.equal((await shop.call('GET', '/api/me?city=ebisu')).json['kind'], 'anonymous')
  const elsewhere = await browser().call('POST', '/api/auth/demo?city=ebisu', { role: 'admin' })
  assert.deepEqual([elsewhere.status, elsewhere.json['code']], [403, 'people.demo-only'])
  const operator = await demo('operator')
  const opening = await operator.call('POST', '/api/cities?city=minato', { city: 'new', settings: settings('新') })
  assert.deepEqual([opening.status, opening.json['code']], [403, 'people.demo-only'])
})

scenario('in production the demo city is a city without demo accounts, also for who is signed in already', async () => {
  const admin = await demo('admin')
  const session = new Map(admin.cookies)
  for (const demoAccounts of [true, false]) {
    await server.stop({ limit_ms: 500 })
    await open(0, { demoAccounts })
    for (const [name, value] of session) admin.cookies.set(name, value)
    assert.equal((await admin.call('GET', '/api/me?city=minato')).json['kind'], demoAccounts ? 'account' : 'anonymous')
  }
  assert.deepEqual(((await browser().call('GET', '/api/city?city=minato')).json['signIn'] as { demo: unknown }).demo, [])
  const answer = await browser().call('POST', '/api/auth/demo?city=minato', { role: 'operator' })
  assert.deepEqual([answer.status, answer.json['code']], [403, 'people.demo-only'])
})

scenario('a switch of the city is heard at once, in that city alone', async () => {
  const admin = await demo('admin')
  const { features } = (await admin.call('GET', '/api/city/settings?city=minato')).json as unknown as CitySettings
  assert.equal(await people.offers({ tenant: 'minato' as Tenant }, 'reports'), undefined)
  assert.equal((await admin.call('PATCH', '/api/city/settings?city=minato', { features: { ...features, reports: false } })).status, 200)
  assert.equal((await people.offers({ tenant: 'minato' as Tenant }, 'reports'))?.code, 'people.feature-off')
  assert.deepEqual(
    [await people.offers({ tenant: 'minato' as Tenant }, 'events'), await people.offers({ tenant: 'ebisu' as Tenant }, 'reports')],
    [undefined, undefined],
  )
})

scenario('outside map tiles are offered where the city and the server both want them', async () => {
  const offered = async (): Promise<boolean[]> =>
    Promise.all(
      ['minato', 'ebisu'].map(
        async (city) => ((await browser().call('GET', `/api/city?city=${city}`)).json['features'] as CitySettings['features']).gsiTiles,
      ),
    )
  await people.updateCity('minato' as Tenant, { features: { ...defaultSettings.features, gsiTiles: true } })
  assert.deepEqual(await offered(), [false, false])
  await server.stop({ limit_ms: 500 })
  await open(0, { gsiTiles: true })
  assert.deepEqual(await offered(), [true, false])
})

scenario('a page of another site cannot act with the cookie', async () => {
  const admin = await demo('admin')
  const evil = await admin.call('POST', '/api/keys?city=minato', { name: 'x', scopes: ['source.read'] }, { origin: 'https://evil.example' })
  assert.deepEqual([evil.status, evil.json['code']], [403, 'platform.cross-site'])
  const login = await browser().call('POST', '/api/auth/demo?city=minato', { role: 'resident' }, { origin: 'https://evil.example' })
  assert.equal(login.status, 403)
})

scenario('a key does what its scopes name, in its city, until it is revoked', async () => {
  const admin = await demo('admin')
  const beyond = await admin.call('POST', '/api/keys?city=minato', { name: 'x', scopes: ['operate'] })
  assert.deepEqual([beyond.status, beyond.json['scopes']], [403, ['operate']])
  const made = await admin.call('POST', '/api/keys?city=minato', { name: 'feed', scopes: ['source.import'] })
  const text = String(made.json['text'])
  const key = made.json['key'] as { id: string; prefix: string }
  assert.ok(text.startsWith(key.prefix) && text.length > 40)
  const use = async (city: string, headers: Record<string, string>): Promise<number> =>
    (
      await fetch(`${at}/api/test/sources?city=${city}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{}',
      })
    ).status
  assert.equal(await use('minato', { 'x-api-key': text }), 200)
  assert.equal(await use('minato', { authorization: `Bearer ${text}` }), 200)
  assert.equal(await use('minato', { 'x-api-key': `${text}x` }), 401)
  assert.equal(await use('ebisu', { 'x-api-key': text }), 401)
  assert.equal((await fetch(`${at}/api/keys?city=minato`, { headers: { 'x-api-key': text } })).status, 403)
  const stored = await database.postgres.system(async (tx) => JSON.stringify((await sql`select * from people.api_key`.execute(tx)).rows))
  assert.ok(!stored.includes(text.slice(12)), 'the key itself is stored')
  assert.equal((await admin.call('DELETE', `/api/keys/${key.id}?city=minato`)).status, 200)
  assert.equal(await use('minato', { 'x-api-key': text }), 401)
  const [listed] = (await admin.call('GET', '/api/keys?city=minato')).json as unknown as { lastUsedAt?: string; revokedAt?: string }[]
  assert.ok(listed?.lastUsedAt !== undefined && listed.revokedAt !== undefined)
  const other = await people.keys.create(
    'ebisu' as Tenant,
    { kind: 'account', id: 'x', roles: ['admin'], scopes: [] },
    { name: 'other', scopes: ['source.read'] },
  )
  assert.ok(!('refused' in other))
  const stranger = await admin.call('DELETE', `/api/keys/${other.key.id}?city=minato`)
  assert.deepEqual([stranger.status, stranger.json['code']], [404, 'people.key-absent'])
  const staff = await demo('staff')
  assert.equal((await staff.call('POST', '/api/keys?city=minato', { name: 'x', scopes: ['source.read'] })).status, 403)
})

scenario('an admin invites, promotes and removes; the last admin stays', async () => {
  const admin = await demo('admin')
  const unknown = await admin.call('POST', '/api/members?city=minato', { mail: 'sato@example.jp', role: 'staff', department: 'parks' })
  assert.deepEqual([unknown.status, unknown.json['departments']], [422, ['tourism']])
  const invited = await admin.call('POST', '/api/members?city=minato', { mail: 'Sato@example.jp', role: 'staff', department: 'tourism' })
  assert.deepEqual([invited.status, invited.json['invited'], invited.json['mail']], [201, true, 'sato@example.jp'])
  assert.match(letters()[0] ?? '', /\/console\//)
  assert.equal(
    (await admin.call('POST', '/api/members?city=minato', { mail: 'sato@example.jp', role: 'staff' })).json['code'],
    'people.member-exists',
  )
  assert.equal(
    (await admin.call('POST', '/api/members?city=minato', { mail: 'ono@example.jp', role: 'operator' })).json['code'],
    'people.role-beyond',
  )
  const sato = await signIn('sato@example.jp')
  const me = (await sato.call('GET', '/api/me?city=minato')).json as unknown as Me
  assert.deepEqual([me.roles, me.department], [['staff'], 'tourism'])
  const joined = ((await admin.call('GET', '/api/members?city=minato')).json as unknown as { mail: string; invited: boolean }[]).find(
    (member) => member.mail === 'sato@example.jp',
  )
  assert.equal(joined?.invited, false)
  assert.deepEqual(((await sato.call('GET', '/api/me?city=ebisu')).json as unknown as Me).roles, ['resident'])
  assert.equal((await sato.call('GET', '/api/members?city=minato')).status, 403)
  await admin.call('PATCH', `/api/members/${me.id}?city=minato`, { role: 'admin' })
  assert.equal((await sato.call('GET', '/api/members?city=minato')).status, 200)
  const self = (await admin.call('GET', '/api/me?city=minato')).json['id'] as string
  assert.equal((await admin.call('DELETE', `/api/members/${self}?city=minato`)).status, 204)
  assert.deepEqual((await sato.call('DELETE', `/api/members/${me.id}?city=minato`)).json['code'], 'people.last-admin')
})

scenario('settings are changed by the city itself, and make sense together', async () => {
  const admin = await demo('admin')
  const wrong = await admin.call('PATCH', '/api/city/settings?city=minato', { centre: [35.44, 139.64] })
  assert.deepEqual([wrong.status, wrong.json['code']], [400, 'platform.invalid'])
  const outside = await admin.call('PATCH', '/api/city/settings?city=minato', { centre: [135.5, 34.7] })
  assert.deepEqual([outside.status, outside.json['code']], [422, 'people.city-invalid'])
  assert.equal((await admin.call('PATCH', '/api/city/settings?city=minato', { zoom: 16, hosts: ['minato.example'] })).status, 200)
  assert.equal((await browser().call('GET', '/api/city?city=minato')).json['zoom'], 16)
  const taken = await people.updateCity('ebisu' as Tenant, { hosts: ['minato.example'] })
  assert.equal('refused' in taken && taken.code, 'people.host-taken')
  assert.equal((await admin.call('PATCH', '/api/city/settings?city=ebisu', { zoom: 16 })).status, 401)
})

scenario('an unknown city is not found, with a hint at those that are', async () => {
  const answer = await browser().call('GET', '/api/city?city=atlantis')
  assert.deepEqual([answer.status, answer.json['code']], [404, 'people.city-absent'])
  assert.match(String(answer.json['detail']), /\?city=minato, \?city=ebisu/)
  assert.equal((await browser().call('GET', '/api/cities?city=atlantis')).status, 200)
})

scenario('passkeys are offered for the host by which people come', async () => {
  const person = await signIn('hana@example.jp')
  const options = await person.call('GET', '/api/auth/passkey/generate-register-options?city=minato')
  assert.equal(options.status, 200, JSON.stringify([options.json, warnings]))
  assert.deepEqual([(options.json['rp'] as { id: string }).id, typeof options.json['challenge']], ['localhost', 'string'])
  const forged = await person.call('POST', '/api/auth/passkey/verify-registration?city=minato', {
    response: { id: 'x', rawId: 'x', response: {}, type: 'public-key' },
  })
  assert.deepEqual([forged.status, forged.json['code']], [400, 'people.sign-in-refused'])
  assert.equal((await person.call('GET', '/api/auth/passkey/other?city=minato')).status, 404)
  assert.equal((await person.call('GET', '/api/auth/get-session?city=minato')).status, 404)
})
