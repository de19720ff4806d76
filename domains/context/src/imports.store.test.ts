import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { geoProperty, property, valueOf, type Entity } from '@machinaka/ngsi'
import { isRefusal, type NewFact, type Refusal, type Tenant } from '@machinaka/platform'
import { fixedClock, countingIds, openTestPostgres } from '@machinaka/platform/testing'
import { sql } from 'kysely'
import { contextMigrations, createContext, type ImportRun, type SourceInput } from './index.ts'

const pg = await openTestPostgres([contextMigrations])
const facts: NewFact[] = []
const clock = fixedClock()
const context = createContext({
  postgres: pg.postgres,
  clock,
  ids: countingIds(),
  outbox: { write: async (_tx, written) => void facts.push(...written) },
})
const minato = 'minato' as Tenant
const osm: SourceInput = { key: 'osm', kind: 'osm', title: 'OpenStreetMap' }

// No hooks that would run before the tests of other files too: they share a process and a database.
const scenario = (name: string, work: () => Promise<void>): void => {
  test(name, async () => {
    await pg.reset()
    facts.length = 0
    clock.set('2026-04-01T09:00:00.000Z')
    await work()
  })
}
after(() => pg.close())

function granted<T>(value: T | Refusal): T {
  if (isRefusal(value)) assert.fail(`${value.code}: ${value.detail}`)
  return value
}
const shop = (n: number, name = `Shop ${n}`): Entity => ({
  id: `urn:ngsi-ld:PointOfInterest:${n}`,
  types: ['PointOfInterest'],
  attributes: {
    name: property(name),
    category: property(['cafe']),
    location: geoProperty({ type: 'Point', coordinates: [139.7 + n / 1000, 35.6] }),
  },
})
const open = async (source = osm): Promise<ImportRun> =>
  granted(await context.imports.open(minato, { source, file: { name: 'town.osm' }, actor: 'a1' }))
async function load(entities: readonly Entity[], options: { readonly source?: SourceInput; readonly removeMissing?: boolean } = {}) {
  const run = await open(options.source)
  await run.put(entities)
  return granted(await run.publish({ removeMissing: options.removeMissing ?? false })).report
}
const counts = ({
  created,
  updated,
  unchanged,
  proposals,
  missing,
  removed,
}: {
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly proposals: number
  readonly missing: number
  readonly removed: number
}) => ({ created, updated, unchanged, proposals, missing, removed })
const nothing = { created: 0, updated: 0, unchanged: 0, proposals: 0, missing: 0, removed: 0 }
const nameOf = async (n: number): Promise<unknown> => valueOf(granted(await context.entities.get(minato, shop(n).id)), 'name')
const staged = async (): Promise<number> =>
  pg.postgres.system(async (tx) => (await sql<{ n: number }>`select count(*) as n from context.staged`.execute(tx)).rows[0]?.n ?? -1)

scenario('nothing of an import is seen before it is published, then everything is, with one fact', async () => {
  const run = await open()
  await run.put([shop(1), shop(2)])
  assert.deepEqual(granted(await context.entities.query(minato, { types: ['PointOfInterest'], count: true })), { entities: [], count: 0 })
  assert.deepEqual(facts, [])
  const done = granted(await run.publish())
  assert.deepEqual(
    { state: done.state, ...counts(done.report), file: done.report.file },
    { state: 'published', ...nothing, created: 2, file: { name: 'town.osm' } },
  )
  assert.equal(granted(await context.entities.query(minato, { types: ['PointOfInterest'], count: true })).count, 2)
  assert.deepEqual(facts, [
    {
      kind: 'ImportPublished',
      tenant: minato,
      key: 'osm',
      payload: { source: 'osm', run: run.id, counts: { created: 2, updated: 0, removed: 0 } },
    },
  ])
  const [change] = await context.entities.history(minato, shop(1).id)
  assert.deepEqual(
    { operation: change?.operation, by: change?.by, actor: change?.actor, attributes: change?.attributes },
    { operation: 'created', by: 'source', actor: 'osm', attributes: shop(1).attributes },
  )
  assert.equal(await staged(), 0)
})

scenario('what another domain adds is published in the same transaction, or nothing is', async () => {
  const good = await open()
  await good.put([shop(1)])
  await good.publish({
    with: [
      async (tx) =>
        void (await sql`insert into context.source (city, key, kind, title, created_at) values ('minato', 'layer', 'test', 'Layer', now())`.execute(
          tx,
        )),
    ],
  })
  assert.deepEqual(
    (await context.sources.list(minato)).map(({ key }) => key),
    ['layer', 'osm'],
  )
  const bad = await open()
  await bad.put([shop(1, 'Changed'), shop(2)])
  await assert.rejects(bad.publish({ with: [() => Promise.reject(new Error('the layer is broken'))] }), /the layer is broken/)
  assert.equal(await nameOf(1), 'Shop 1')
  const run = granted(await context.runs.get(minato, bad.id))
  assert.deepEqual(
    { state: run.state, reason: run.reason, ...counts(run.report) },
    { state: 'failed', reason: 'the layer is broken', ...nothing },
  )
  assert.equal(facts.length, 1)
  assert.equal(await staged(), 0)
})

scenario('importing again writes only what differs', async () => {
  await load([shop(1), shop(2), shop(3)])
  clock.advance(60)
  const { name: _, ...rest } = shop(2).attributes
  assert.deepEqual(counts(await load([shop(1), { ...shop(2), attributes: { ...rest, phone: property('03-1') } }, shop(4)])), {
    ...nothing,
    created: 1,
    updated: 1,
    unchanged: 1,
    missing: 1,
  })
  assert.equal((await context.entities.history(minato, shop(1).id)).length, 1)
  const [change] = await context.entities.history(minato, shop(2).id)
  assert.deepEqual(
    { operation: change?.operation, at: change?.at, attributes: change?.attributes },
    { operation: 'updated', at: '2026-04-01T09:01:00.000Z', attributes: { name: null, phone: property('03-1') } },
  )
  const second = granted(await context.entities.get(minato, shop(2).id))
  assert.deepEqual(
    [second.createdAt, second.modifiedAt, Object.keys(second.attributes).sort()],
    ['2026-04-01T09:00:00.000Z', '2026-04-01T09:01:00.000Z', ['category', 'location', 'phone']],
  )
})

scenario('what disappeared stays until it is told to go, and then ends its history', async () => {
  await load([shop(1), shop(2)])
  assert.deepEqual(counts(await load([shop(1)])), { ...nothing, unchanged: 1, missing: 1 })
  assert.equal(await nameOf(2), 'Shop 2')
  assert.deepEqual(counts(await load([shop(1)], { removeMissing: true })), { ...nothing, unchanged: 1, missing: 1, removed: 1 })
  assert.equal(await context.entities.find(minato, shop(2).id), undefined)
  assert.deepEqual(
    (await context.entities.history(minato, shop(2).id)).map(({ operation }) => operation),
    ['deleted', 'created'],
  )
  await load([shop(9)], { source: { key: 'csv', kind: 'csv', title: 'CSV' }, removeMissing: true })
  assert.equal(await nameOf(1), 'Shop 1')
})

scenario('a record that does not fit is left out with its reason; the last of several with one id is taken', async () => {
  const run = await open()
  await run.put([
    shop(1),
    { ...shop(2), id: 'no uri' },
    shop(1, 'Second'),
    { ...shop(3), attributes: { location: geoProperty({ type: 'Point', coordinates: [35.6, 139.7] }) } },
    shop(4, 'a\u0000b'),
  ])
  await run.put([shop(1, 'Third')])
  run.note({ skipped: [{ line: 7, reason: 'no name' }], counts: { lines: 3 }, notes: ['a remark'], file: { sha256: 'ab' } })
  run.note({ counts: { lines: 2 } })
  const { report } = granted(await run.publish())
  assert.deepEqual(
    {
      taken: report.taken,
      created: report.created,
      skipped: report.skippedCount,
      counts: report.counts,
      notes: report.notes,
      file: report.file,
    },
    { taken: 6, created: 1, skipped: 5, counts: { lines: 5 }, notes: ['a remark'], file: { name: 'town.osm', sha256: 'ab' } },
  )
  assert.deepEqual(
    report.skipped.map(({ id, line }) => id ?? line),
    ['no uri', shop(1).id, shop(3).id, shop(4).id, 7],
  )
  assert.equal(await nameOf(1), 'Third')
})

scenario('one run per source at a time; another source may run beside it', async () => {
  const first = await open()
  const second = await context.imports.open(minato, { source: osm })
  assert.equal(isRefusal(second) && second.code, 'context.source-busy')
  const csv = await open({ key: 'csv', kind: 'csv', title: 'CSV' })
  await csv.put([shop(5)])
  granted(await csv.publish())
  await first.put([shop(1)])
  await first.fail('the file ended too early')
  assert.deepEqual(isRefusal(await first.publish()), true)
  await assert.rejects(first.put([shop(2)]), /has ended/)
  const runs = await context.runs.list(minato, { source: 'osm' })
  assert.deepEqual(
    runs.map(({ state, reason }) => [state, reason]),
    [['failed', 'the file ended too early']],
  )
  await open()
})

scenario('a write between staging and publishing is not lost', async () => {
  await load([shop(1), shop(2)])
  const run = await open()
  await run.put([shop(1, 'Import'), shop(2, 'Import'), shop(3, 'Import'), shop(4, 'Import')])
  await run.flush()
  granted(await context.edits.apply(minato, { id: shop(1).id, changes: { name: property('Person') }, actor: 'a1' }))
  granted(await context.entities.deleteBatch(minato, { ids: [shop(2).id], actor: { kind: 'machine', id: 'k1' } }))
  granted(await context.entities.create(minato, shop(3, 'Machine'), { kind: 'machine', id: 'k1' }))
  assert.deepEqual(counts(granted(await run.publish()).report), { ...nothing, created: 2, updated: 1, unchanged: 1, proposals: 1 })
  assert.deepEqual([await nameOf(1), await nameOf(2), await nameOf(3), await nameOf(4)], ['Person', 'Import', 'Import', 'Import'])
  assert.deepEqual(
    (await context.proposals.list(minato)).map(({ attribute, proposed, current }) => ({ attribute, proposed, current })),
    [{ attribute: 'name', proposed: property('Import'), current: property('Person') }],
  )
})

scenario('starting again interrupts what a dead process left and empties the staging area', async () => {
  const run = await open()
  await run.put([shop(1)])
  await run.flush()
  assert.equal(await staged(), 1)
  if (pg.postgres.engine === 'postgresql')
    await pg.postgres.system((tx) => sql`update context.run set alive_at = now() - interval '5 minutes'`.execute(tx))
  assert.deepEqual(await context.start(), { interrupted: 1 })
  assert.equal(await staged(), 0)
  assert.equal(granted(await context.runs.get(minato, run.id)).state, 'interrupted')
  await run.put([shop(2)])
  await assert.rejects(run.flush(), /was interrupted/)
  await assert.rejects(run.publish(), /was interrupted/)
  assert.equal(granted(await context.runs.get(minato, run.id)).state, 'interrupted')
  assert.equal(granted(await context.entities.query(minato, { count: true, limit: 0 })).count, 0)
  await load([shop(1)])
})

scenario('cities do not see each other', async () => {
  await load([shop(1)])
  const ebisu = 'ebisu' as Tenant
  assert.equal(await context.entities.find(ebisu, shop(1).id), undefined)
  assert.deepEqual(await context.sources.list(ebisu), [])
  granted(await context.entities.create(ebisu, shop(1, 'Ebisu'), { kind: 'machine', id: 'k1' }))
  assert.equal(await nameOf(1), 'Shop 1')
})
