import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { isRefusal, createHttpServer, createMetrics, createReadiness, defaultHttpSettings, refusal, type Tenant } from '@machinaka/platform'
import { countingIds, fixedClock, openTestPostgres } from '@machinaka/platform/testing'
import { refusals } from './contract.ts'
import { contextMigrations, contextRoutes, createContext } from './index.ts'

const pg = await openTestPostgres([contextMigrations])
const clock = fixedClock()
const ids = countingIds()
const broker = createContext({ postgres: pg.postgres, clock, ids, outbox: { write: async () => {} } })
const resolve: Parameters<typeof createHttpServer>[0]['resolve'] = async ({ headers }) => {
  const tenant = headers['ngsild-tenant'] ?? 'minato'
  if (tenant === 'nowhere') return refusal('people.city-absent', 'There is no such city.')
  const key = headers['x-api-key']
  return {
    tenant: tenant as Tenant,
    caller: { kind: key === undefined ? 'anonymous' : key === 'staff' ? 'account' : 'key', id: key, roles: [], scopes: [] },
    requestId: 'r',
    language: 'en',
    now: clock.now(),
  }
}
const bugs = (fields: object, message: string): never =>
  assert.fail(`${message} ${JSON.stringify(fields, (_, value: unknown) => (value instanceof Error ? value.stack : value))}`)
const server = await createHttpServer({
  settings: { ...defaultHttpSettings, strict: true },
  log: { debug() {}, info() {}, warn() {}, error: bugs },
  clock,
  ids,
  metrics: createMetrics({ aboutProcess: false }),
  readiness: createReadiness(),
  info: { title: 'T', version: '1', description: 'T' },
  routes: contextRoutes(broker),
  refusals: [refusals, { 'people.city-absent': { kind: 'absent', title: 'No such city' } }],
  resolve,
  permits: (caller, permission) =>
    permission === 'public' || (caller.id === 'editor' ? permission === 'place.edit' : caller.kind !== 'anonymous'),
})
const at = `http://127.0.0.1:${(await server.listen({ port: 0, host: '127.0.0.1' })).port}`
after(async () => {
  await server.stop({ limit_ms: 1000 })
  await pg.close()
})

// Files share a process and a database: each test begins with an empty one.
const scenario = (name: string, work: () => Promise<void>): void => {
  test(name, async () => {
    await pg.reset()
    await work()
  })
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}
const ask = async (
  method: string,
  path: string,
  { body, ...headers }: { readonly body?: unknown; readonly [header: string]: unknown } = {},
): Promise<Answer> => {
  const sent = {
    'x-api-key': 'k1',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(headers as Record<string, string>),
  }
  const answer = await fetch(at + path, {
    method,
    headers: sent,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
}
const ld = (path: string): string => `/ngsi-ld/v1${path}`
const error = ({ status, body }: Answer): string =>
  `${status} ${
    String((body as { readonly type?: unknown }).type)
      .split('/')
      .at(-1) ?? ''
  }`
const cafe = (n: number, more: object = {}) => ({
  id: `urn:ngsi-ld:Cafe:${n}`,
  type: 'Cafe',
  name: { type: 'Property', value: `Café ${n}` },
  seats: { type: 'Property', value: n },
  location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [139.7 + n / 1000, 35.6] } },
  ...more,
})
const core = 'https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld'

scenario('an entity is created, read in every representation, changed and deleted', async () => {
  const created = await ask('POST', ld('/entities'), { body: cafe(1) })
  assert.deepEqual([created.status, created.headers.get('location')], [201, '/ngsi-ld/v1/entities/urn%3Angsi-ld%3ACafe%3A1'])
  assert.equal(error(await ask('POST', ld('/entities/'), { body: cafe(1) })), '409 AlreadyExists')
  const one = ld('/entities/urn:ngsi-ld:Cafe:1')
  const plain = await ask('GET', one)
  assert.deepEqual(plain.body, cafe(1))
  assert.match(plain.headers.get('link') ?? '', /rel="http:\/\/www.w3.org\/ns\/json-ld#context"/)
  assert.deepEqual((await ask('GET', `${one}?options=keyValues&attrs=name,seats`)).body, {
    id: 'urn:ngsi-ld:Cafe:1',
    type: 'Cafe',
    name: 'Café 1',
    seats: 1,
  })
  const jsonld = await ask('GET', one, { accept: 'application/ld+json' })
  assert.match(String((jsonld.body as Record<string, unknown>)['@context']), /core-context/)
  assert.equal(jsonld.headers.get('link'), null)
  const geo = await ask('GET', `${one}?format=simplified`, { accept: 'application/geo+json', prefer: 'body=json' })
  assert.deepEqual(geo.body, {
    id: 'urn:ngsi-ld:Cafe:1',
    type: 'Feature',
    geometry: cafe(1).location.value,
    properties: { type: 'Cafe', name: 'Café 1', seats: 1, location: cafe(1).location.value },
  })
  assert.equal(
    (
      await ask('PATCH', `${one}/attrs`, {
        body: { seats: { type: 'Property', value: 9 }, name: 'urn:ngsi-ld:null', open: true },
        'content-type': 'application/merge-patch+json',
      })
    ).status,
    204,
  )
  assert.equal((await ask('POST', `${one}/attrs?options=noOverwrite`, { body: { seats: 1, level: 2 } })).status, 207)
  assert.deepEqual((await ask('GET', `${one}?format=concise`)).body, {
    id: 'urn:ngsi-ld:Cafe:1',
    type: 'Cafe',
    seats: 9,
    open: true,
    level: 2,
    location: cafe(1).location.value,
  })
  assert.equal((await ask('DELETE', `${one}?type=Park`)).status, 404)
  assert.equal((await ask('DELETE', one)).status, 204)
  assert.equal(error(await ask('GET', one)), '404 ResourceNotFound')
})

scenario('sysAttrs tell when each attribute came and changed', async () => {
  await ask('POST', ld('/entities'), { body: cafe(1) })
  clock.advance(60)
  await ask('PATCH', ld('/entities/urn:ngsi-ld:Cafe:1/attrs'), { body: { seats: { type: 'Property', value: 2 } } })
  const { body } = await ask('GET', ld('/entities/urn:ngsi-ld:Cafe:1?options=sysAttrs&attrs=name,seats'))
  const [then, now] = ['2026-04-01T09:00:00.000Z', '2026-04-01T09:01:00.000Z']
  assert.deepEqual(body, {
    id: 'urn:ngsi-ld:Cafe:1',
    type: 'Cafe',
    createdAt: then,
    modifiedAt: now,
    name: { type: 'Property', value: 'Café 1', createdAt: then, modifiedAt: then },
    seats: { type: 'Property', value: 2, createdAt: then, modifiedAt: now },
  })
})

scenario('queries: q, geo, pages with links and count, GeoJSON', async () => {
  await ask('POST', ld('/entityOperations/create'), { body: [1, 2, 3, 4, 5].map((n) => cafe(n)) })
  const found = async (query: string): Promise<string> =>
    ((await ask('GET', ld(`/entities?${query}`))).body as readonly { readonly id: string }[]).map(({ id }) => id.slice(-1)).join('')
  assert.deepEqual(
    await Promise.all(
      [
        'type=Cafe',
        'q=seats%3E3',
        'type=Cafe&q=seats==1..2',
        'type=Park',
        'type=Cafe&georel=near%3BmaxDistance==200&geometry=Point&coordinates=%5B139.702,35.6%5D',
        'attrs=seats&id=urn:ngsi-ld:Cafe:2',
        'type=Cafe&idPattern=%5B45%5D%24',
        'local=true&limit=2',
      ].map(found),
    ),
    ['12345', '45', '12', '', '1234', '2', '45', '12'],
  )
  const page = await ask('GET', ld('/entities?type=Cafe&limit=2&offset=2&count=true'))
  assert.equal(page.headers.get('ngsild-results-count'), '5')
  assert.match(
    page.headers.get('link') ?? '',
    /<\/ngsi-ld\/v1\/entities\?count=true&limit=2&offset=4&type=Cafe>; rel="next"; type="application\/json", <[^>]*offset=0[^>]*>; rel="prev"/,
  )
  assert.deepEqual((await ask('GET', ld('/entities?type=Cafe&limit=0&count=true'))).body, [])
  const geo = await ask('GET', ld('/entities?type=Cafe&limit=1&options=keyValues'), { accept: 'application/geo+json' })
  assert.deepEqual(
    [(geo.body as { readonly type: string }).type, geo.headers.get('content-type')],
    ['FeatureCollection', 'application/geo+json'],
  )
  const posted = await ask('POST', ld('/entityOperations/query?count=true'), {
    body: {
      type: 'Query',
      entities: [
        { type: 'Cafe', id: 'urn:ngsi-ld:Cafe:1' },
        { type: 'Cafe', idPattern: '5$' },
      ],
      q: 'seats',
      geoQ: { georel: 'near;maxDistance==1000', geometry: 'Point', coordinates: [139.7, 35.6] },
    },
  })
  assert.deepEqual(
    [(posted.body as readonly { readonly id: string }[]).map(({ id }) => id.slice(-1)), posted.headers.get('ngsild-results-count')],
    [['1', '5'], '2'],
  )
  assert.deepEqual((await ask('GET', ld('/types'))).body, {
    id: 'urn:ngsi-ld:EntityTypeList:all',
    type: 'EntityTypeList',
    typeList: ['Cafe'],
  })
})

scenario('batches tell what became of each entity', async () => {
  assert.deepEqual((await ask('POST', ld('/entityOperations/upsert'), { body: [cafe(1), cafe(2)] })).body, [
    'urn:ngsi-ld:Cafe:1',
    'urn:ngsi-ld:Cafe:2',
  ])
  assert.equal(
    (await ask('POST', ld('/entityOperations/upsert?options=update'), { body: [{ id: 'urn:ngsi-ld:Cafe:1', type: 'Cafe', open: true }] }))
      .status,
    204,
  )
  assert.deepEqual(Object.keys((await ask('GET', ld('/entities/urn:ngsi-ld:Cafe:1?options=keyValues'))).body as object).sort(), [
    'id',
    'location',
    'name',
    'open',
    'seats',
    'type',
  ])
  const mixed = await ask('POST', ld('/entityOperations/create'), { body: [cafe(1), cafe(3), { id: 'x' }] })
  const { success, errors } = mixed.body as {
    readonly success: readonly string[]
    readonly errors: readonly { readonly entityId: string; readonly error: { readonly type: string } }[]
  }
  assert.deepEqual(
    [mixed.status, success, errors.map(({ entityId, error: { type } }) => [entityId, type.split('/').at(-1)])],
    [
      207,
      ['urn:ngsi-ld:Cafe:3'],
      [
        ['x', 'BadRequestData'],
        ['urn:ngsi-ld:Cafe:1', 'AlreadyExists'],
      ],
    ],
  )
  assert.equal((await ask('POST', ld('/entityOperations/update'), { body: [cafe(9)] })).status, 207)
  assert.equal(
    (await ask('POST', ld('/entityOperations/upsert'), { body: [cafe(4), cafe(4, { seats: { type: 'Property', value: 44 } })] })).status,
    201,
  )
  assert.deepEqual(((await ask('GET', ld('/entities/urn:ngsi-ld:Cafe:4'))).body as ReturnType<typeof cafe>).seats, {
    type: 'Property',
    value: 44,
  })
  assert.equal((await ask('POST', ld('/entityOperations/delete'), { body: ['urn:ngsi-ld:Cafe:1', 'urn:ngsi-ld:Cafe:77'] })).status, 207)
  assert.equal((await ask('POST', ld('/entityOperations/delete'), { body: ['urn:ngsi-ld:Cafe:2'] })).status, 204)
})

scenario('what does not fit is refused with the type of the standard', async () => {
  const link = (url: string): string => `<${url}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"`
  const cases: readonly (readonly [string, string, string, Record<string, unknown>])[] = [
    ['400 BadRequestData', 'GET', '/entities', {}],
    ['400 InvalidRequest', 'GET', '/entities?type=Cafe&colour=red', {}],
    ['400 BadRequestData', 'GET', '/entities?type=Cafe&orderBy=name;up', {}],
    ['400 BadRequestData', 'GET', '/entities?q=a==', {}],
    ['403 TooComplexQuery', 'GET', `/entities?q=${'a;'.repeat(200)}a`, {}],
    ['400 BadRequestData', 'GET', '/entities?type=Cafe&limit=5000', {}],
    ['400 BadRequestData', 'GET', '/entities?type=Cafe&limit=0', {}],
    ['400 BadRequestData', 'GET', '/entities?type=Cafe&geometryProperty=x', {}],
    ['400 BadRequestData', 'GET', '/entities?type=Cafe&idPattern=(', {}],
    ['504 LdContextNotAvailable', 'GET', '/entities?type=Cafe', { link: link('https://example.org/context.jsonld') }],
    ['406 errors#context.not-acceptable', 'GET', '/entities?type=Cafe', { accept: 'text/html' }],
    ['406 errors#context.not-acceptable', 'GET', '/types', { accept: 'application/geo+json' }],
    ['404 NonexistentTenant', 'GET', '/entities?type=Cafe', { 'ngsild-tenant': 'nowhere' }],
    ['400 InvalidRequest', 'POST', '/entities', { body: '{' }],
    ['400 BadRequestData', 'POST', '/entities', { body: { id: 'x', type: 'Cafe' } }],
    ['400 BadRequestData', 'POST', '/entities', { body: cafe(1, { '@context': core }) }],
    ['400 BadRequestData', 'POST', '/entities', { body: cafe(1), 'content-type': 'application/ld+json' }],
    [
      '504 LdContextNotAvailable',
      'POST',
      '/entities',
      { body: cafe(1, { '@context': ['https://example.org/c.jsonld', core] }), 'content-type': 'application/ld+json' },
    ],
    ['404 ResourceNotFound', 'PATCH', '/entities/urn:ngsi-ld:Cafe:1/attrs', { body: { a: 1 } }],
    ['400 BadRequestData', 'POST', '/entityOperations/create', { body: [] }],
    ['403 TooComplexQuery', 'POST', '/entityOperations/delete', { body: Array.from({ length: 1001 }, (_, i) => `urn:x:${i}`) }],
    ['400 BadRequestData', 'POST', '/entityOperations/query', { body: { type: 'Query', temporalQ: {} } }],
  ]
  for (const [expected, method, path, options] of cases)
    assert.equal(error(await ask(method, ld(path), options)), expected, `${method} ${path.slice(0, 60)}`)
  assert.equal(
    (await ask('POST', ld('/entities'), { body: cafe(1, { '@context': [core] }), 'content-type': 'application/ld+json' })).status,
    201,
  )
  assert.equal(
    (await ask('GET', ld('/entities?type=Cafe'), { link: link(core), 'ngsild-tenant': 'ebisu' })).headers.get('ngsild-tenant'),
    'ebisu',
  )
})

scenario('reading is open, writing is not', async () => {
  const anonymous = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(at + path, {
      method,
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  assert.equal((await anonymous('GET', ld('/entities?type=Cafe'))).status, 200)
  assert.equal((await anonymous('POST', ld('/entityOperations/query'), { type: 'Query', attrs: ['a'] })).status, 200)
  for (const [method, path] of [
    ['POST', '/entities'],
    ['POST', '/entityOperations/upsert'],
    ['PATCH', '/entities/urn:x:1/attrs'],
    ['DELETE', '/entities/urn:x:1'],
  ] as const)
    assert.equal((await anonymous(method, ld(path), method === 'DELETE' ? undefined : {})).status, 401, path)
  assert.equal((await anonymous('GET', '/api/context/sources')).status, 401)
})

scenario('the console sees sources, runs, values with their origin, and decides', async () => {
  const run = async (name: string): Promise<string> => {
    const open = await broker.imports.open('minato' as Tenant, { source: { key: 'osm', kind: 'osm', title: 'OpenStreetMap' } })
    if (isRefusal(open)) assert.fail(open.detail)
    await open.put([
      {
        id: 'urn:ngsi-ld:Cafe:1',
        types: ['Cafe'],
        attributes: { name: { type: 'Property', value: name }, level: { type: 'Property', value: name.length } },
      },
    ])
    await open.publish()
    return open.id
  }
  const first = await run('Minato')
  const edited = await ask('POST', '/api/context/entities/urn:ngsi-ld:Cafe:1/edits', {
    'x-api-key': 'staff',
    body: { changes: { name: { type: 'Property', value: 'By hand' }, level: null }, reason: 'wrong sign' },
  })
  assert.equal(edited.status, 200)
  await run('Harbour')
  const shown = await ask('GET', '/api/context/entities/urn:ngsi-ld:Cafe:1')
  assert.deepEqual((shown.body as { readonly origins: Record<string, { readonly by: string; readonly id: string }> }).origins['name'], {
    by: 'person',
    id: 'staff',
    at: clock.now().toISOString(),
  })
  const proposals = (await ask('GET', '/api/context/proposals')).body as readonly {
    readonly id: string
    readonly attribute: string
    readonly proposed: unknown
  }[]
  assert.deepEqual(
    proposals.map(({ attribute, proposed }) => [attribute, proposed]).toSorted(([x], [y]) => (String(x) < String(y) ? -1 : 1)),
    [
      ['level', { type: 'Property', value: 7 }],
      ['name', { type: 'Property', value: 'Harbour' }],
    ],
  )
  const [a, b] = proposals
  // These doors reach entities of every type; who edits places has the guide's own.
  for (const path of [`proposals/${a?.id}/accept`, `proposals/${b?.id}/dismiss`, 'edits/none/undo'])
    assert.equal((await ask('POST', `/api/context/${path}`, { 'x-api-key': 'editor' })).status, 403, path)
  assert.equal((await ask('POST', `/api/context/proposals/${a?.id}/accept`)).status, 200)
  assert.equal((await ask('POST', `/api/context/proposals/${a?.id}/accept`)).status, 409)
  assert.equal((await ask('POST', `/api/context/proposals/${b?.id}/dismiss`)).status, 200)
  assert.deepEqual((await ask('GET', '/api/context/proposals')).body, [])
  const [edit] = (await ask('GET', '/api/context/entities/urn:ngsi-ld:Cafe:1/edits')).body as readonly { readonly id: string }[]
  assert.equal((await ask('POST', `/api/context/edits/${edit?.id}/undo`)).status, 409)
  assert.equal((await ask('POST', '/api/context/edits/none/undo')).status, 404)
  assert.deepEqual(
    ((await ask('GET', '/api/context/sources')).body as readonly { readonly key: string; readonly entities: number }[]).map(
      ({ key, entities }) => [key, entities],
    ),
    [['osm', 1]],
  )
  assert.equal(((await ask('GET', '/api/context/runs?source=osm')).body as readonly unknown[]).length, 2)
  assert.equal(
    ((await ask('GET', `/api/context/runs/${first}`)).body as { readonly report: { readonly created: number } }).report.created,
    1,
  )
  assert.equal(((await ask('GET', '/api/context/entities/urn:ngsi-ld:Cafe:1/history')).body as readonly unknown[]).length, 3)
})
