import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { defaultSettings } from '@machinaka/people/contract'
import { isRefusal, type Tenant } from '@machinaka/platform'
import { fixedClock, openTestPostgres, type TestPostgres } from '@machinaka/platform/testing'
import { sql } from 'kysely'
import type { Feature, Use, Week } from './contract.ts'
import { createInsight, insightMigrations, type CityFrame, type Insight } from './index.ts'

let pg: TestPostgres
let insight: Insight
const clock = fixedClock()
const minato = 'minato' as Tenant
const sakura = 'sakura' as Tenant
const place = 'urn:ngsi-ld:PointOfInterest:minato:1'
/** 250 m cell: 53/1.5° + 3·5′ + 9·30″ = 35.65833 N, 100° + 39° + 5·7.5′ + 6·45″ = 139.7 E. */
const mesh = '5339359611'

const tokyo: CityFrame = { ...defaultSettings, bounds: [139.6, 35.6, 139.8, 35.7] }
let settings = tokyo

before(async () => {
  pg = await openTestPostgres([insightMigrations])
})
beforeEach(async () => {
  await pg.reset()
  settings = tokyo
  clock.set('2026-11-24T03:00:00Z')
  insight = createInsight({ postgres: pg.postgres, clock, city: async () => settings, isPlace: (_, id) => id === place })
})
after(async () => {
  await insight.stop()
  await pg.close()
})

const times = (n: number, use: Use): void => {
  for (let i = 0; i < n; i++) insight.count(minato, use)
}
async function week(name?: string): Promise<Week> {
  await insight.flush()
  const found = await insight.getWeek(minato, name)
  if (isRefusal(found)) throw new Error(found.detail)
  return found
}
const feature = (w: Week, name: Feature): Week['features'][number] | undefined => w.features.find((f) => f.feature === name)
const stored = async (): Promise<unknown[]> => {
  await insight.flush()
  const { rows } = await pg.postgres.tenant(minato, (tx) =>
    sql`select day::text as day, hour::int as hour, feature, place, mesh, count from insight.use_count where city = ${minato} order by day, hour, feature`.execute(
      tx,
    ),
  )
  return rows.map((row) => Object.values(row as object).join(' '))
}

test('uses are added up by day and hour of the city', async () => {
  times(3, { feature: 'search' })
  clock.set('2026-11-24T14:59:59Z')
  times(2, { feature: 'search' })
  await insight.flush()
  clock.set('2026-11-24T15:00:00Z')
  times(1, { feature: 'search' })
  times(1, { feature: 'place.view', place, mesh })
  assert.deepEqual(await stored(), [
    '2026-11-24 12 search   3',
    '2026-11-24 23 search   2',
    `2026-11-25 0 place.view ${place} ${mesh} 1`,
    '2026-11-25 0 search   1',
  ])
  await insight.flush()
  times(4, { feature: 'search' })
  assert.equal((await stored()).at(-1), '2026-11-25 0 search   5')
})

test('what a browser sends is held to places that exist and cells in town', async () => {
  await insight.countSent(minato, [
    { feature: 'place.view', place: 'urn:ngsi-ld:Made:up' },
    { feature: 'near-me', mesh: '6441427711' },
    { feature: 'near-me', mesh },
  ])
  assert.deepEqual(await stored(), ['2026-11-24 12 near-me   1', `2026-11-24 12 near-me  ${mesh} 1`, '2026-11-24 12 place.view   1'])
})

test('a day that is over shows its hours, a running one only steps', async () => {
  times(12, { feature: 'search' })
  clock.set('2026-11-24T05:00:00Z')
  times(7, { feature: 'search' })
  const running = feature(await week(), 'search')
  assert.deepEqual(running?.days[1], { count: 15, atLeast: true })
  assert.deepEqual(running?.hours[1]?.[12], null)
  assert.deepEqual(running?.hours[0]?.[12], 0, 'a day without use')
  assert.deepEqual([running?.days[2], running?.hours[2]?.[12]], [{ count: null, atLeast: false }, null], 'a day to come')
  clock.set('2026-11-25T05:00:00Z')
  const over = feature(await week(), 'search')
  assert.deepEqual(over?.days[1], { count: 19, atLeast: false })
  assert.deepEqual([over?.hours[1]?.[12], over?.hours[1]?.[14], over?.hours[1]?.[3]], [12, 7, 0])
  assert.deepEqual(over?.total, { count: 19, atLeast: true })
  clock.set('2026-12-01T05:00:00Z')
  assert.deepEqual(feature(await week('2026-W48'), 'search')?.total, { count: 19, atLeast: false })
})

test('places and cells are listed in steps, small ones not at all', async () => {
  times(13, { feature: 'place.view', place })
  times(4, { feature: 'place.view', place: `${place}0` })
  times(9, { feature: 'near-me', mesh })
  const { places, mesh: cells } = await week()
  assert.deepEqual(places, [{ place, count: 10 }])
  assert.deepEqual(
    cells.map(({ mesh: code, count }) => ({ code, count })),
    [{ code: mesh, count: 5 }],
  )
  assert.ok(
    cells[0]?.bounds.every((v, i) => Math.abs(v - ([139.7, 35.658333, 139.703125, 35.660417][i] ?? 0)) < 1e-5),
    String(cells[0]?.bounds),
  )
})

test('findings say what is shown, and nothing where too little is', async () => {
  times(2, { feature: 'search' })
  assert.deepEqual((await week()).findings, [{ kind: 'too-little' }])
  clock.set('2026-11-17T03:00:00Z')
  times(100, { feature: 'search' })
  clock.set('2026-11-24T03:00:00Z')
  times(148, { feature: 'search' })
  times(20, { feature: 'app.open' })
  clock.set('2026-12-02T03:00:00Z')
  assert.deepEqual((await week('2026-W48')).findings, [
    { kind: 'most-used', feature: 'search', count: 150, atLeast: false },
    { kind: 'busiest-hour', feature: 'search', day: '2026-11-24', hour: 12, count: 150 },
    { kind: 'change', feature: 'search', count: 150, before: 100, percent: 50 },
  ])
})

test('a week that does not exist is refused', async () => {
  const refused = await insight.getWeek(minato, '2025-W53')
  assert.ok(isRefusal(refused) && refused.code === 'insight.week-invalid')
})

test('one city never sees the use of another', async () => {
  times(20, { feature: 'search' })
  await insight.flush()
  const other = await insight.getWeek(sakura)
  assert.ok(!isRefusal(other) && other.features.length === 0)
  await assert.rejects(
    pg.postgres.tenant(sakura, (tx) =>
      sql`insert into insight.use_count (city, day, hour, feature, count) values ('minato', '2026-11-24', 1, 'search', 1)`.execute(tx),
    ),
    /row-level security/,
  )
})

test('counts wait for the timer, are written at the stop, and survive a write that failed', async () => {
  let fails = true
  const failures: unknown[] = []
  const shaky = createInsight({
    postgres: { tenant: (tenant, work) => (fails ? Promise.reject(new Error('the database is away')) : pg.postgres.tenant(tenant, work)) },
    clock,
    city: async () => settings,
    onFailure: (error) => failures.push(error),
  })
  shaky.count(minato, { feature: 'search' })
  assert.deepEqual(await stored(), [])
  await assert.rejects(shaky.flush(), /away/)
  shaky.count(minato, { feature: 'search' })
  fails = false
  await shaky.stop()
  assert.deepEqual(await stored(), ['2026-11-24 12 search   2'])
})

test('a city that does not count use stores nothing; another threshold is its own choice', async () => {
  settings = { ...tokyo, features: { ...tokyo.features, usage: false } }
  times(9, { feature: 'search' })
  assert.deepEqual(await stored(), [])
  settings = { ...tokyo, usage: { withholdBelow: 10 } }
  times(9, { feature: 'search' })
  const { smallestShown, features } = await week()
  assert.equal(smallestShown, 10)
  assert.deepEqual(features[0]?.days[1], { count: null, atLeast: false })
})
