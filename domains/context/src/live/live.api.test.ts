import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { decodeMvt } from '@machinaka/geo'
import { geoProperty, parseQ, parseTypes, property, isProblem } from '@machinaka/ngsi'
import { createHttpServer, createMetrics, createReadiness, defaultHttpSettings, type Tenant } from '@machinaka/platform'
import { countingIds, fixedClock, openTestPostgres } from '@machinaka/platform/testing'
import type { Actor, LiveEvent, LiveQuery } from '../broker.ts'
import { refusals } from '../contract.ts'
import { contextMigrations, contextRoutes, createContext } from '../index.ts'

const pg = await openTestPostgres([contextMigrations])
const clock = fixedClock()
const ids = countingIds()
const outbox = { write: async () => {} }
const broker = createContext({ postgres: pg.postgres, clock, ids, outbox })
const minato = 'minato' as Tenant
const key: Actor = { kind: 'machine', id: 'k' }
const bugs = (fields: object, message: string): never => assert.fail(`${message} ${JSON.stringify(fields)}`)
const server = await createHttpServer({
  settings: { ...defaultHttpSettings, strict: true, requestsPerMinute: 0 },
  log: { debug() {}, info() {}, warn() {}, error: bugs },
  clock,
  ids,
  metrics: createMetrics({ aboutProcess: false }),
  readiness: createReadiness(),
  info: { title: 'T', version: '1', description: 'T' },
  routes: contextRoutes(broker),
  refusals: [refusals],
  resolve: async ({ headers }) => ({
    tenant: (headers['ngsild-tenant'] ?? 'minato') as Tenant,
    caller: { kind: 'anonymous', id: undefined, roles: [], scopes: [] },
    requestId: 'r',
    language: 'en',
    now: clock.now(),
  }),
  permits: () => true,
})
const at = `http://127.0.0.1:${(await server.listen({ port: 0, host: '127.0.0.1' })).port}`
after(async () => {
  await server.stop({ limit_ms: 1000 })
  await pg.close()
})
beforeEach(() => pg.reset())

const typed = (name: string): NonNullable<LiveQuery['types']> => {
  const types = parseTypes(name)
  if (isProblem(types)) throw new Error(types.detail)
  return types
}
const write = (n: number, speed: number, type = 'Vehicle', tenant: Tenant = minato) =>
  broker.entities.upsertBatch(tenant, {
    entities: [
      {
        id: `urn:ngsi-ld:${type}:${n}`,
        types: [type],
        attributes: { speed: property(speed), location: geoProperty({ type: 'Point', coordinates: [139 + n / 10, 35.5] }) },
      },
    ],
    actor: key,
  })
const remove = (n: number) => broker.entities.deleteBatch(minato, { ids: [`urn:ngsi-ld:Vehicle:${n}`], actor: key })

/** The next event that tells something. */
async function next(events: AsyncIterator<LiveEvent>): Promise<LiveEvent> {
  for (;;) {
    const { value, done } = await events.next()
    if (done === true) throw new Error('the stream ended')
    if (value.kind !== 'quiet') return value
  }
}
const brief = (event: LiveEvent): string =>
  event.kind === 'changed'
    ? `${event.entities.map(({ id, attributes: { speed } }) => `${id.split(':').at(-1)}=${JSON.stringify(speed).replace(/\D/g, '')}`).join(' ')} gone:${event.gone.map((id) => id.split(':').at(-1)).join(' ')}`
    : event.kind

test('listeners hear what matches, what went, and nothing of other cities', async () => {
  const over = parseQ('speed>50')
  assert.ok(!isProblem(over))
  const end = new AbortController()
  const events = broker.live.listen(minato, { types: typed('Vehicle'), q: over }, { signal: end.signal })[Symbol.asyncIterator]()
  const first = await events.next()
  assert.equal(first.value?.kind, 'quiet')
  await write(1, 60)
  await write(2, 10)
  await write(1, 99, 'Vehicle', 'ebisu' as Tenant)
  await write(3, 80, 'Boat')
  assert.equal(brief(await next(events)), '1=60 gone:')
  await write(1, 20)
  assert.equal(brief(await next(events)), ' gone:1')
  await write(2, 70)
  await remove(1)
  assert.match(brief(await next(events)), /^2=70 gone:1?$/)
  end.abort()
})

test('who was away goes on from the moment they saw last, and misses nothing', async () => {
  const query = { types: typed('Vehicle') }
  const end = new AbortController()
  const events = broker.live.listen(minato, query, { signal: end.signal })[Symbol.asyncIterator]()
  const { value: began } = await events.next()
  end.abort()
  await write(1, 1)
  await write(2, 2)
  await write(1, 3)
  await remove(2)
  const again = new AbortController()
  const late = broker.live.listen(minato, query, { since: began?.moment, signal: again.signal })[Symbol.asyncIterator]()
  assert.equal(brief(await next(late)), '1=3 gone:2')
  again.abort()
})

test('over HTTP the changes are server-sent events with an id to go on from; a wrong one is refused', async () => {
  const end = new AbortController()
  const answer = await fetch(`${at}/api/context/live?type=Vehicle`, { signal: end.signal })
  assert.equal(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  const reader = (answer.body ?? assert.fail()).pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const until = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(text)) text += (await reader.read()).value ?? ''
  }
  await until(/: quiet/)
  await write(7, 42)
  await until(/event: changed\ndata: .*\n\n/)
  const [, id = '', data = ''] = /id: (\S+)\nevent: changed\ndata: (.*)\n/.exec(text) ?? []
  assert.match(id, /^\d+:\d+:/)
  assert.deepEqual(JSON.parse(data), {
    entities: [{ id: 'urn:ngsi-ld:Vehicle:7', type: 'Vehicle', speed: 42, location: { type: 'Point', coordinates: [139.7, 35.5] } }],
    gone: [],
  })
  end.abort()
  const wrong = await fetch(`${at}/api/context/live?type=Vehicle`, { headers: { 'last-event-id': "1:2:'; drop" } })
  assert.deepEqual([wrong.status, ((await wrong.json()) as { code: string }).code], [400, 'context.moment-invalid'])
  assert.equal((await fetch(`${at}/api/context/live?q=%3D%3D`)).status, 400)
})

test('a query by spatial ID finds what is in that cell of space, the ground included', async () => {
  const at_m = (n: number, height?: number) => ({
    id: `urn:ngsi-ld:Drone:${n}`,
    types: ['Drone'],
    attributes: {
      location: geoProperty({ type: 'Point', coordinates: height === undefined ? [139.7671, 35.6812] : [139.7671, 35.6812, height] }),
    },
  })
  await broker.entities.upsertBatch(minato, { entities: [at_m(1), at_m(2, 10), at_m(3, 200), at_m(4, -5)], actor: key })
  const find = async (cell: string): Promise<unknown> => {
    const answer = await fetch(`${at}/ngsi-ld/v1/entities?spatialId=${cell}&options=keyValues`)
    return answer.status === 200 ? ((await answer.json()) as { id: string }[]).map(({ id }) => id.at(-1)) : answer.status
  }
  // At zoom 20 a cell is 32 m high.
  assert.deepEqual(await find('20/0/931389/412906'), ['1', '2'])
  assert.deepEqual(await find('20/6/931389/412906'), ['3'])
  assert.deepEqual(await find('20/-1/931389/412906'), ['4'])
  assert.deepEqual(await find('18/0/232847/103226'), ['1', '2'])
  assert.deepEqual(await find('18/0/232847/103227'), [])
  assert.equal(await find('18/0/232847'), 400)
})

test('any type is a source of vector tiles: entities one by one, cells with their number where it is crowded', async () => {
  await write(1, 60)
  const source = (await (await fetch(`${at}/tiles/Vehicle.json`)).json()) as {
    tiles: string[]
    bounds: number[]
    vector_layers: { id: string; fields: object }[]
  }
  assert.deepEqual(source.bounds, [139.1, 35.5, 139.1, 35.5])
  assert.deepEqual(
    [source.tiles[0]?.endsWith('/tiles/Vehicle/{z}/{x}/{y}.mvt'), Object.keys(source.vector_layers[0]?.fields ?? {})],
    [true, ['id', 'type', 'cluster', 'point_count', 'location', 'speed']],
  )
  const tile = async (z: number, x: number, y: number) => {
    const answer = await fetch(`${at}/tiles/Vehicle/${z}/${x}/${y}.mvt`)
    return answer.status === 200 ? decodeMvt(new Uint8Array(await answer.arrayBuffer())) : answer.status
  }
  const [layer] = (await tile(0, 0, 0)) as ReturnType<typeof decodeMvt>
  assert.deepEqual(
    layer?.features.map(({ properties }) => properties),
    [{ speed: 60, id: 'urn:ngsi-ld:Vehicle:1', type: 'Vehicle' }],
  )
  assert.deepEqual([await tile(14, 0, 0), await tile(3, 9, 0)], [204, 400])
  assert.equal((await fetch(`${at}/tiles/Nothing.json`)).status, 404)

  const entities = Array.from({ length: 1001 }, (_, n) => ({
    id: `urn:ngsi-ld:Vehicle:${n}`,
    types: ['Vehicle'],
    attributes: { location: geoProperty({ type: 'Point', coordinates: n % 2 === 0 ? [139.7, 35.6] : [-70, -30] }) },
  }))
  await broker.entities.upsertBatch(minato, { entities: entities.slice(0, 500), actor: key })
  await broker.entities.upsertBatch(minato, { entities: entities.slice(500), actor: key })
  const [crowded] = (await tile(0, 0, 0)) as ReturnType<typeof decodeMvt>
  assert.deepEqual(
    crowded?.features.map(({ properties }) => properties),
    [
      { cluster: true, point_count: 501 },
      { cluster: true, point_count: 500 },
    ],
  )
})
