import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { VectorTile } from '@mapbox/vector-tile'
import { tileAt } from '@machinaka/geo'
import { createHttpServer, createMetrics, createReadiness, defaultHttpSettings, type HttpServer, type Tenant } from '@machinaka/platform'
import { countingIds, fixedClock, openTestPostgres, type TestPostgres } from '@machinaka/platform/testing'
import { PbfReader } from 'pbf'
import { refusals, type BaseTileJson } from './contract.ts'
import { createCitymodel, citymodelMigrations, citymodelRoutes, type Citymodel } from './index.ts'
import { drawnTown } from './rules/drawn-town.ts'

let pg: TestPostgres
let server: HttpServer
let citymodel: Citymodel
let at = ''
const clock = fixedClock()
const minato = 'minato' as Tenant
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const town = drawnTown('A--B', { ways: { AB: { highway: 'pedestrian', covered: 'arcade', name: '中央商店街' } } })

before(async () => {
  pg = await openTestPostgres([citymodelMigrations])
  citymodel = createCitymodel({ postgres: pg.postgres, clock, sources: { list: async () => [] } })
  server = await createHttpServer({
    settings: { ...defaultHttpSettings, strict: true },
    log: silent,
    clock,
    ids: countingIds(),
    metrics: createMetrics({ aboutProcess: false }),
    readiness: createReadiness(),
    info: { title: 'Test', version: '1', description: 'A test.' },
    routes: citymodelRoutes(citymodel),
    refusals: [refusals],
    resolve: async (raw) => ({
      tenant: minato,
      caller: { kind: 'anonymous', id: undefined, roles: [], scopes: [] },
      requestId: raw.url,
      language: 'ja',
      now: clock.now(),
    }),
    permits: (_, permission) => permission === 'public',
  })
  at = `http://127.0.0.1:${(await server.listen({ port: 0, host: '127.0.0.1' })).port}`
})
after(async () => {
  await server.stop({ limit_ms: 500 })
  await pg.close()
})

const json = async (): Promise<BaseTileJson> => (await (await fetch(`${at}/tiles/base.json`)).json()) as BaseTileJson
async function importTown(id: string): Promise<void> {
  const layer = citymodel.openBaseMap(minato, { id, source: 'osm' })
  await layer.put(town.objects)
  await pg.postgres.tenant(minato, (tx) => layer.publish(tx))
  clock.advance(2)
}
const addressOf = (template: string): string => {
  const { z, x, y } = tileAt(town.at['A'] ?? [0, 0], 15)
  return at + template.replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y))
}

test('the address in TileJSON answers a tile that may be kept forever, until the next import names another', async () => {
  await importTown('run-1')
  const first = await json()
  assert.equal(first.tilejson, '3.0.0')
  assert.ok(first.vector_layers.some(({ id, fields }) => id === 'street' && fields['arcade'] === 'Boolean'))
  const old = addressOf(first.tiles[0] ?? '')
  const tile = await fetch(old)
  assert.equal(tile.status, 200)
  assert.equal(tile.headers.get('content-type'), 'application/vnd.mapbox-vector-tile')
  assert.match(tile.headers.get('cache-control') ?? '', /immutable/)
  const street = new VectorTile(new PbfReader(new Uint8Array(await tile.arrayBuffer()))).layers['street']?.feature(0)
  assert.deepEqual({ ...street?.properties }, { use: 'pedestrian', covered: true, arcade: true, name: '中央商店街' })
  await importTown('run-2')
  const second = await json()
  assert.notEqual(second.tiles[0], first.tiles[0])
  assert.match((await fetch(addressOf(second.tiles[0] ?? ''))).headers.get('cache-control') ?? '', /immutable/)
})

test('without a revision a tile is asked for again, and costs nothing when it is the same', async () => {
  await importTown('run-3')
  const address = addressOf('/tiles/base/{z}/{x}/{y}.mvt')
  const tile = await fetch(address)
  assert.equal(tile.headers.get('cache-control'), 'public, no-cache')
  const again = await fetch(address, { headers: { 'if-none-match': tile.headers.get('etag') ?? '' } })
  assert.equal(again.status, 304)
})

test('ground without anything is 204; what is no tile is refused with the zooms that are', async () => {
  assert.equal((await fetch(`${at}/tiles/base/15/0/0.mvt`)).status, 204)
  for (const path of ['/tiles/base/9/1/1.mvt', '/tiles/base/17/1/1.mvt', '/tiles/base/12/9999/1.mvt']) {
    const refused = await fetch(at + path)
    assert.equal(refused.status, 404)
    assert.equal(((await refused.json()) as { code: string }).code, 'citymodel.tile-absent')
  }
  for (const path of ['/tiles/base/x/1/1.mvt', '/tiles/base/12/-1/1.mvt']) assert.equal((await fetch(at + path)).status, 400, path)
})
