import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { contextMigrations, createContext } from '@machinaka/context'
import { permits, refusals as peopleRefusals } from '@machinaka/people/contract'
import {
  createHttpServer,
  createMetrics,
  createReadiness,
  defaultHttpSettings,
  isRefusal,
  refusal,
  type Context,
  type HttpServer,
  type Tenant,
} from '@machinaka/platform'
import { fixedClock, openTestPostgres, memoryObjects } from '@machinaka/platform/testing'
import { refusals } from './contract.ts'
import { createGuide, guideMigrations, guideRoutes } from './index.ts'

const minato = 'minato' as Tenant
const clock = fixedClock('2026-08-03T03:00:00Z')
const ids = { uuid: () => crypto.randomUUID(), secret: () => crypto.randomUUID() }
const quiet = {
  debug() {},
  info() {},
  warn() {},
  error(fields: object, message: string) {
    throw new Error(`${message}: ${JSON.stringify(fields)}`)
  },
}
const city = { city: minato, settings: { timeZone: 'Asia/Tokyo', centre: [139.7, 35.64] as const } }
const cafe = 'urn:ngsi-ld:PointOfInterest:osm-node-3'

const pg = await openTestPostgres([contextMigrations, guideMigrations])
let at = ''
/** The features that the city has switched off. */
const off = new Set<string>()

/** The test's callers, by name in a header (`key:` and its scope): who signs in how is people's matter. */
function callerOf(name: string | undefined): Context['caller'] {
  if (name === undefined) return { kind: 'anonymous', id: undefined, roles: ['visitor'], scopes: [] }
  if (name.startsWith('key:')) return { kind: 'key', id: name, roles: [], scopes: [name.slice(4)] }
  return {
    kind: 'account',
    id: name,
    roles: [name.replace(/-\d$/, '')],
    scopes: [],
    ...(name.startsWith('staff') ? { department: 'tourism' } : {}),
  }
}

after(() => pg.close())

/** Serves a small town; two files of one process share the database, so each test brings its own. */
async function serve(): Promise<HttpServer> {
  await pg.reset()
  const outbox = { write: async () => {}, subscribe: () => {} }
  const context = createContext({ postgres: pg.postgres, outbox, clock, ids })
  const guide = createGuide({
    postgres: pg.postgres,
    outbox,
    signals: { send: async () => {}, on: () => () => {} },
    clock,
    ids,
    context,
    objects: memoryObjects(),
    people: { grantShop: async () => {}, revokeShop: async () => {}, listCities: async () => [city], findCity: async () => city },
    readings: { read: async (names) => names.map(() => undefined) },
  })
  const run = await context.imports.open(minato, {
    source: { key: 'osm', kind: 'osm', title: 'OSM', attribution: '© OpenStreetMap contributors' },
  })
  if (isRefusal(run)) throw new Error(run.detail)
  await run.put(
    guide.mapOsm([
      {
        kind: 'node',
        id: 3,
        lon: 139.705,
        lat: 35.641,
        tags: {
          amenity: 'cafe',
          name: 'かもめ',
          opening_hours: 'Mo-Su 08:00-20:00',
          wheelchair: 'yes',
          phone: '03-1',
          cuisine: 'coffee_shop',
          'payment:cash': 'yes',
          image: 'https://example.jp/a.jpg',
          branch: '本町店',
        },
      },
      { kind: 'node', id: 4, lon: 139.702, lat: 35.64, tags: { amenity: 'toilets' } },
    ]).entities,
  )
  await run.publish()
  await guide.refresh(minato)
  const server = await createHttpServer({
    settings: { ...defaultHttpSettings, strict: true },
    log: quiet,
    clock,
    ids,
    metrics: createMetrics({ aboutProcess: false }),
    readiness: createReadiness(),
    info: { title: 'Guide', version: '1', description: 'A test.' },
    routes: guideRoutes(guide),
    refusals: [refusals, peopleRefusals],
    permits,
    offers: async (_, feature) => (off.has(feature) ? refusal('people.feature-off', 'Off.', { feature }) : undefined),
    resolve: async (raw) => ({
      tenant: minato,
      caller: callerOf(raw.headers['x-as']),
      requestId: raw.url,
      language: 'ja',
      now: clock.now(),
    }),
  })
  at = `http://127.0.0.1:${(await server.listen({ port: 0, host: '127.0.0.1' })).port}`
  return server
}
const scenario = (name: string, work: () => Promise<void>): void => {
  test(name, async () => {
    const server = await serve()
    try {
      await work()
    } finally {
      await server.stop({ limit_ms: 1000 })
    }
  })
}

interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}
async function ask(method: string, path: string, { as, body }: { readonly as?: string; readonly body?: unknown } = {}): Promise<Answer> {
  const response = await fetch(at + path, {
    method,
    headers: { ...(as === undefined ? {} : { 'x-as': as }), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const place = `/api/guide/places/${encodeURIComponent(cafe)}`

scenario('everybody reads places, by words and filters', async () => {
  const list = await ask('GET', `/api/guide/places?q=${encodeURIComponent('かもめ')}&openNow=true&near=139.7,35.64`)
  assert.equal(list.status, 200)
  const [first] = list.body['items'] as Record<string, unknown>[]
  assert.deepEqual(
    [list.body['total'], first?.['id'], first?.['openState'], first?.['distance_m']],
    [1, cafe, { state: 'open', until: '2026-08-03T11:00:00.000Z' }, 465],
  )
  const one = await ask('GET', place)
  assert.deepEqual(
    [one.status, one.body['phone'], one.body['attribution'], one.body['otherNames']],
    [200, '03-1', '© OpenStreetMap contributors', ['本町店', 'かもめ 本町店']],
  )
  assert.equal(((await ask('GET', '/api/guide/places.geojson')).body['features'] as unknown[]).length, 2)
  for (const path of ['/api/guide/categories', '/api/guide/suggest?q=kamome', '/api/guide/events'])
    assert.equal((await ask('GET', path)).status, 200, path)
})

scenario('what cannot be read or is not there is a problem with its code', async () => {
  const bad = await ask('GET', '/api/guide/places?near=here')
  assert.deepEqual([bad.status, bad.body['code']], [400, 'guide.bad-query'])
  assert.equal((await ask('GET', '/api/guide/places?limit=1000')).body['code'], 'platform.invalid')
  const gone = await ask('GET', '/api/guide/places/urn:ngsi-ld:PointOfInterest:none')
  assert.deepEqual([gone.status, gone.body['code']], [404, 'guide.place-absent'])
})

scenario('the desk is for those who may', async () => {
  const desk = [
    ['GET', '/api/guide/reports'],
    ['GET', '/api/guide/claims'],
    ['GET', '/api/guide/drafts'],
    ['GET', '/api/guide/proposals'],
    ['GET', `/api/guide/history/${encodeURIComponent(cafe)}`],
  ] as const
  for (const [method, path] of desk) {
    assert.equal((await ask(method, path)).status, 401, path)
    assert.equal((await ask(method, path, { as: 'resident-1' })).status, 403, path)
    assert.equal((await ask(method, path, { as: 'staff-1' })).status, 200, path)
  }
  assert.equal((await ask('PATCH', place, { as: 'resident-1', body: { phone: '03-9' } })).body['code'], 'guide.not-yours')
  const file = await fetch(`${at}/api/guide/places.xlsx`, { headers: { 'x-as': 'staff-1' } })
  assert.deepEqual([file.status, file.headers.get('content-disposition')], [200, 'attachment; filename="places-minato.xlsx"'])
  assert.deepEqual([...new Uint8Array(await file.arrayBuffer()).slice(0, 2)], [0x50, 0x4b])
})

scenario('a report goes from a visitor to the desk and back', async () => {
  const made = await ask('POST', `${place}/reports`, { body: { kind: 'wrong-hours', text: '日曜は休みです' } })
  assert.equal(made.status, 200)
  const waiting = (await ask('GET', '/api/guide/reports?state=received', { as: 'staff-1' })).body['items'] as { readonly id: string }[]
  const one = `/api/guide/reports/by-id/${waiting[0]?.id}`
  assert.deepEqual((await ask('GET', one, { as: 'staff-1' })).body, waiting[0])
  assert.equal((await ask('GET', one, { as: 'resident-1' })).status, 403)
  assert.equal((await ask('GET', '/api/guide/reports/by-id/none', { as: 'staff-1' })).body['code'], 'guide.report-absent')
  const answered = await ask('POST', `/api/guide/reports/${waiting[0]?.id}/answer`, {
    as: 'staff-1',
    body: { decision: 'accept', answer: '直しました', fix: { openingHours: 'Mo-Sa 08:00-20:00' } },
  })
  assert.deepEqual([answered.status, answered.body['state']], [200, 'accepted'])
  const read = await ask('GET', `/api/guide/reports/${String(made.body['receipt'])}`)
  assert.deepEqual([read.body['state'], read.body['answer'], 'answeredBy' in read.body], ['accepted', '直しました', false])
  assert.equal((await ask('GET', place)).body['openingHours'], 'Mo-Sa 08:00-20:00')
  assert.equal((await ask('POST', `${place}/reports`, { body: { kind: 'wrong-hours', text: 'x'.repeat(501) } })).status, 400)
})

scenario('claim, grant, closed today; draft, submit, approve', async () => {
  const claim = await ask('POST', `${place}/claims`, { as: 'resident-1', body: { evidence: '店主です' } })
  assert.equal(
    (await ask('POST', `/api/guide/claims/${String(claim.body['id'])}/decide`, { as: 'staff-1', body: { decision: 'grant' } })).body[
      'state'
    ],
    'granted',
  )
  assert.deepEqual(
    ((await ask('GET', '/api/guide/my-places', { as: 'resident-1' })).body['items'] as { id: string }[]).map((p) => p.id),
    [cafe],
  )
  assert.equal((await ask('POST', `${place}/closed-today`, { as: 'resident-1', body: { closed: true } })).body['closedToday'], true)
  assert.equal((await ask('POST', `${place}/closed-today`, { as: 'resident-2', body: { closed: false } })).status, 403)
  const withdraw = `/api/guide/claims/${String(claim.body['id'])}/withdraw`
  assert.equal((await ask('POST', withdraw, { as: 'resident-2' })).body['code'], 'guide.claim-absent')
  assert.equal((await ask('POST', withdraw)).status, 401)
  assert.equal((await ask('POST', withdraw, { as: 'resident-1' })).body['state'], 'withdrawn')
  assert.equal((await ask('POST', withdraw, { as: 'resident-1' })).body['code'], 'guide.not-now')
  assert.equal((await ask('POST', `${place}/closed-today`, { as: 'resident-1', body: { closed: false } })).status, 403)
  const draft = await ask('POST', '/api/guide/drafts', {
    as: 'staff-1',
    body: { kind: 'event', change: { name: { ja: '港まつり' }, dates: [{ day: '2026-08-09' }] } },
  })
  const path = `/api/guide/drafts/${String(draft.body['id'])}`
  assert.equal((await ask('POST', `${path}/submit`, { as: 'staff-1' })).body['state'], 'submitted')
  assert.equal((await ask('POST', `${path}/approve`, { as: 'staff-1', body: {} })).body['code'], 'guide.own-draft')
  assert.equal((await ask('POST', `${path}/approve`, { as: 'staff-2', body: { note: 'よい' } })).body['state'], 'published')
  assert.equal((await ask('GET', `/api/guide/events?q=${encodeURIComponent('港まつり')}`)).body['total'], 1)
})

scenario('a key changes a place with the scope for it, and with no other', async () => {
  for (const as of ['key:place.edit', 'key:listing.edit']) {
    assert.deepEqual(
      [
        (await ask('PATCH', place, { as, body: { phone: '03-7' } })).body['phone'],
        (await ask('POST', `${place}/closed-today`, { as, body: { closed: true } })).body['closedToday'],
      ],
      ['03-7', true],
      as,
    )
    assert.equal((await sendPhoto(place, png(), as)).status, 200, as)
    assert.equal((await ask('DELETE', `${place}/photo`, { as })).status, 200, as)
    assert.equal((await ask('GET', '/api/guide/my-places', { as })).status, 403, 'a key has no places of its own')
  }
  for (const as of ['key:source.import', 'key:context.write']) {
    const answer = await ask('PATCH', place, { as, body: { phone: '03-8' } })
    assert.deepEqual(
      [answer.status, answer.body['code'], answer.body['permission']],
      [403, 'platform.forbidden', 'account or place.edit or listing.edit'],
      as,
    )
    assert.equal((await sendPhoto(place, png(), as)).status, 403)
  }
  assert.equal((await ask('PATCH', place, { body: { phone: '03-8' } })).status, 401)
})

scenario('what a city has switched off is refused, and nothing else is', async () => {
  const doors = [
    ['reports', 'POST', `${place}/reports`, undefined, { kind: 'wrong-hours', text: '日曜は休みです' }],
    ['listings', 'POST', `${place}/claims`, 'resident-1', { evidence: '店主です' }],
    ['listings', 'GET', '/api/guide/my-places', 'resident-1', undefined],
    ['listings', 'POST', `${place}/closed-today`, 'staff-1', { closed: true }],
    ['events', 'GET', '/api/guide/events', undefined, undefined],
    ['events', 'GET', '/api/guide/events/none', undefined, undefined],
    ['events', 'PATCH', '/api/guide/events/none', 'staff-1', { note: { ja: '雨天中止' } }],
  ] as const
  for (const feature of ['reports', 'listings', 'events']) {
    off.add(feature)
    for (const [of, method, path, as, body] of doors) {
      const { status, body: answer } = await ask(method, path, { body, ...(as !== undefined && { as }) })
      assert.deepEqual(
        [answer['code'] === 'people.feature-off', status === 403, answer['feature']],
        of === feature ? [true, true, feature] : [false, false, undefined],
        `${feature} off: ${method} ${path} ${JSON.stringify(answer)}`,
      )
    }
    assert.equal((await ask('GET', place)).status, 200)
    off.delete(feature)
  }
})

scenario('a mapping is suggested and kept', async () => {
  const suggested = await ask('POST', '/api/guide/mappings/suggest', {
    as: 'staff-1',
    body: { columns: ['店名', '緯度', '経度'], rows: [{ 店名: 'あ', 緯度: '35.6', 経度: '139.7' }] },
  })
  assert.deepEqual([suggested.status, suggested.body['missing']], [200, []])
  assert.equal(
    (await ask('PUT', '/api/guide/mappings/table-shops', { as: 'staff-1', body: { columns: { 店名: 'name' }, defaultCategory: 'cafe' } }))
      .status,
    200,
  )
})

/** A PNG of one pixel's worth of chunks, with a text that must not survive. */
const png = (ihdr = 'x'): Uint8Array<ArrayBuffer> => {
  const chunk = (name: string, body: string): string => `\0\0\0${String.fromCharCode(body.length)}${name}${body}\0\0\0\0`
  return Uint8Array.from(
    Buffer.from(`\x89PNG\r\n\x1a\n${chunk('IHDR', ihdr)}${chunk('tEXt', 'Author somebody')}${chunk('IEND', '')}`, 'latin1'),
  )
}
async function sendPhoto(path: string, bytes: Uint8Array<ArrayBuffer>, as: string): Promise<Answer> {
  const response = await fetch(`${at}${path}/photo?filename=door.png&credit=${encodeURIComponent('© みなと町')}`, {
    method: 'PUT',
    headers: { 'x-as': as, 'content-type': 'image/png' },
    body: bytes,
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

scenario('a photo is shown with whose it is, without what the camera wrote; others cannot set it', async () => {
  const stranger = await sendPhoto(place, png(), 'resident-9')
  assert.deepEqual([stranger.status, stranger.body['code']], [403, 'guide.not-yours'])
  const wrong = await sendPhoto(place, Uint8Array.from(Buffer.from('<svg onload="x">')), 'staff-1')
  assert.deepEqual([wrong.status, wrong.body['code']], [422, 'guide.bad-photo'])
  const shown = await sendPhoto(place, png(), 'staff-1')
  assert.equal(shown.status, 200, JSON.stringify(shown.body))
  const photo = shown.body['photo'] as { readonly url: string; readonly credit: string }
  assert.equal(photo.credit, '© みなと町')
  const served = await fetch(at + photo.url)
  assert.deepEqual([served.status, served.headers.get('content-type')], [200, 'image/png'])
  assert.equal(Buffer.from(await served.arrayBuffer()).includes('Author'), false)
  const gone = await ask('DELETE', `${place}/photo`, { as: 'staff-1' })
  assert.deepEqual([gone.status, gone.body['photo']], [200, undefined])
  assert.equal((await fetch(at + photo.url)).status, 404)
})

scenario('a photo that was replaced or removed is not public, and taking the change back shows it again', async () => {
  const urlOf = ({ body }: Answer): string => (body['photo'] as { readonly url: string }).url
  const read = async (url: string, as?: string): Promise<readonly [number, string | null]> => {
    const { status, headers } = await fetch(at + url, { headers: as === undefined ? {} : { 'x-as': as } })
    return [status, headers.get('cache-control')]
  }
  const undo = async (): Promise<void> => {
    const path = `/api/guide/history/${encodeURIComponent(cafe)}`
    const [last] = (await ask('GET', path, { as: 'staff-1' })).body['items'] as { readonly version: string }[]
    const undone = await ask('POST', `${path}/undo`, { as: 'staff-1', body: { version: last?.version } })
    assert.equal(undone.status, 200, JSON.stringify(undone.body))
  }
  const first = urlOf(await sendPhoto(place, png('a'), 'staff-1'))
  const second = urlOf(await sendPhoto(place, png('b'), 'staff-1'))
  assert.notEqual(first, second)
  assert.deepEqual(
    [await read(first), await read(second)],
    [
      [404, null],
      [200, 'public, max-age=300'],
    ].map(([status, cache]) => [status, cache ?? 'no-store']),
  )
  assert.deepEqual([await read(first, 'staff-1'), (await read(first, 'resident-1'))[0]], [[200, 'private, no-store'], 404])
  await ask('DELETE', `${place}/photo`, { as: 'staff-1' })
  assert.equal((await read(second))[0], 404)
  await undo()
  assert.equal(urlOf(await ask('GET', place)), second)
  assert.deepEqual([(await read(first))[0], (await read(second))[0]], [404, 200])
})
