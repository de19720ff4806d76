import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { VectorTile } from '@mapbox/vector-tile'
import { tileAt } from '@machinaka/geo'
import type { Tags } from '@machinaka/formats'
import type { Tenant } from '@machinaka/platform'
import { fixedClock, openTestPostgres, type TestPostgres } from '@machinaka/platform/testing'
import { sql } from 'kysely'
import { PbfReader } from 'pbf'
import { createCitymodel, citymodelMigrations, type BaseMapLayer, type Citymodel } from './index.ts'
import { drawnTown } from './rules/drawn-town.ts'

let pg: TestPostgres
let citymodel: Citymodel
const clock = fixedClock()
const minato = 'minato' as Tenant
const sakura = 'sakura' as Tenant
const sources = {
  list: async () => [
    {
      key: 'osm',
      kind: 'osm',
      title: 'OSM',
      url: null,
      attribution: '© OpenStreetMap contributors',
      licence: null,
      entities: 0,
      lastRun: null,
    },
  ],
}

before(async () => {
  pg = await openTestPostgres([citymodelMigrations])
})
beforeEach(async () => {
  await pg.reset()
  clock.set('2026-04-01T09:00:00.000Z')
  citymodel = createCitymodel({ postgres: pg.postgres, clock, sources })
})
after(() => pg.close())

const street = (name: string, tags: Tags = {}) => drawnTown('A--B', { ways: { AB: { highway: 'residential', name, ...tags } } })
const tile = tileAt(street('').at['A'] ?? [0, 0], 15)

async function publish(layer: BaseMapLayer, tenant: Tenant = minato): Promise<void> {
  await pg.postgres.tenant(tenant, (tx) => layer.publish(tx))
  clock.advance(2)
}
async function drawn(run: { id: string; source?: string; tenant?: Tenant }, name: string): Promise<BaseMapLayer> {
  const layer = citymodel.openBaseMap(run.tenant ?? minato, { id: run.id, source: run.source ?? 'osm' })
  await layer.put(street(name).objects)
  return layer
}
async function names(tenant: Tenant = minato, revision?: string): Promise<unknown[]> {
  const found = await citymodel.findTile(tenant, tile, revision)
  const layer = found === undefined ? undefined : new VectorTile(new PbfReader(found.bytes)).layers['street']
  return Array.from({ length: layer?.length ?? 0 }, (_, i) => layer?.feature(i).properties['name'])
}
const rows = async (): Promise<number> =>
  Number((await pg.postgres.system((tx) => sql<{ n: number }>`select count(*)::int as n from citymodel.cell`.execute(tx))).rows[0]?.n)

test('an import is seen as a whole when it is published, and not before', async () => {
  const first = await drawn({ id: 'run-1' }, '桜通り')
  assert.deepEqual(await names(), [])
  const before = (await citymodel.getTileJson(minato)).revision
  await publish(first)
  assert.deepEqual(await names(), ['桜通り'])
  const json = await citymodel.getTileJson(minato)
  assert.notEqual(json.revision, before)
  assert.equal(json.attribution, '© OpenStreetMap contributors')
  assert.deepEqual(
    json.bounds?.map((v) => v.toFixed(4)),
    ['139.7000', '35.6500', '139.7003', '35.6500'],
  )
  assert.deepEqual({ ...first.counts }, { street: 1 })
})

test('the next import of a source replaces its map; another source is drawn beside it', async () => {
  await publish(await drawn({ id: 'run-1' }, '古い通り'))
  await publish(await drawn({ id: 'run-2' }, '新しい通り'))
  assert.deepEqual(await names(), ['新しい通り'])
  const other = citymodel.openBaseMap(minato, { id: 'run-3', source: 'osm-west' })
  await other.put(street('西通り').objects.map((o) => ({ ...o, id: 900 })))
  await publish(other)
  assert.deepEqual(new Set(await names()), new Set(['新しい通り', '西通り']))
})

test('a transaction that fails leaves the map as it was', async () => {
  await publish(await drawn({ id: 'run-1' }, '古い通り'))
  const next = await drawn({ id: 'run-2' }, '新しい通り')
  await assert.rejects(
    pg.postgres.tenant(minato, async (tx) => {
      await next.publish(tx)
      throw new Error('entities could not be written')
    }),
    /entities/,
  )
  clock.advance(2)
  assert.deepEqual(await names(), ['古い通り'])
  await next.abandon()
  await next.abandon()
  assert.deepEqual(await names(), ['古い通り'])
})

test('abandoning what is published does not take it away', async () => {
  const layer = await drawn({ id: 'run-1' }, '桜通り')
  await publish(layer)
  await layer.abandon()
  assert.deepEqual(await names(), ['桜通り'])
})

test('a tile asked for by its revision comes from memory; an old revision gets what is true now, and is told so', async () => {
  await publish(await drawn({ id: 'run-1' }, '古い通り'))
  const { revision: old } = await citymodel.getTileJson(minato)
  assert.equal((await citymodel.findTile(minato, tile, old))?.revision, old)
  await publish(await drawn({ id: 'run-2' }, '新しい通り'))
  const { revision } = await citymodel.getTileJson(minato)
  assert.deepEqual(await names(minato, revision), ['新しい通り'])
  assert.deepEqual(await names(minato, old), ['古い通り'], 'what a page of before the import shows stays one map')
  const elsewhere = createCitymodel({ postgres: pg.postgres, clock, sources })
  assert.equal((await elsewhere.findTile(minato, tile, old))?.revision, revision)
})

test('without a revision a process shows a new import within a second', async () => {
  await publish(await drawn({ id: 'run-1' }, '古い通り'))
  assert.deepEqual(await names(), ['古い通り'])
  const second = await drawn({ id: 'run-2' }, '新しい通り')
  await pg.postgres.tenant(minato, (tx) => second.publish(tx))
  clock.advance(1.001)
  assert.deepEqual(await names(), ['新しい通り'])
})

test('one city never sees the map of another', async () => {
  await publish(await drawn({ id: 'run-1' }, '港の通り'))
  assert.deepEqual(await names(sakura), [])
  assert.equal((await citymodel.getTileJson(sakura)).bounds, undefined)
  const seen = await pg.postgres.tenant(sakura, (tx) =>
    sql<{ n: number }>`select (select count(*) from citymodel.cell)::int + (select count(*) from citymodel.generation)::int as n`.execute(
      tx,
    ),
  )
  assert.equal(seen.rows[0]?.n, 0)
  await assert.rejects(
    pg.postgres.tenant(sakura, (tx) =>
      sql`insert into citymodel.generation (city, id, source, state, touched_at) values ('minato', 'x', 'osm', 'building', now())`.execute(
        tx,
      ),
    ),
    /row-level security/,
  )
})

test('tiles outside of the pyramid are refused as undefined, and open water is an empty tile', async () => {
  await publish(await drawn({ id: 'run-1' }, '桜通り'))
  assert.equal(await citymodel.findTile(minato, { z: 17, x: 0, y: 0 }), undefined)
  assert.equal(await citymodel.findTile(minato, { z: 12, x: 4096, y: 0 }), undefined)
  assert.equal((await citymodel.findTile(minato, { z: 12, x: 0, y: 0 }))?.bytes.length, 0)
})

test('the sweep takes what nobody reads: retired maps, and those of processes that died', async () => {
  await publish(await drawn({ id: 'run-1' }, '古い通り'))
  const one = await rows()
  await publish(await drawn({ id: 'run-2' }, '新しい通り'))
  assert.equal(await rows(), one * 2)
  // A process that was killed in the middle: it had written a part, and will never come back.
  const dead = citymodel.openBaseMap(minato, { id: 'run-3', source: 'osm' })
  const many = Array.from({ length: 25_000 }, (_, i) => ({
    kind: 'way' as const,
    id: i,
    nodes: [],
    closed: false,
    tags: { highway: 'residential' },
    coordinates: [
      [139.7 + i * 1e-7, 35.65],
      [139.7001, 35.6501],
    ] as const,
    center: [139.7, 35.65] as const,
  }))
  await dead.put(many)
  assert.ok((await rows()) > one * 2)
  assert.ok((await citymodel.sweep()) > 0)
  assert.ok((await rows()) > one, 'a map in the making is not taken')
  clock.advance(7 * 3600)
  await citymodel.sweep()
  assert.equal(await rows(), one)
  assert.equal(await citymodel.sweep(), 0)
  assert.deepEqual(await names(), ['新しい通り'])
  await assert.rejects(
    pg.postgres.tenant(minato, (tx) => dead.publish(tx)),
    /no longer in the making/,
  )
  assert.deepEqual(await names(), ['新しい通り'])
})
