import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { property } from '@machinaka/ngsi'
import type { Tenant } from '@machinaka/platform'
import { openTestPostgres, type TestPostgres } from '@machinaka/platform/testing'
import { sql } from 'kysely'
import type { EntityChange } from '../changes.ts'
import { contextMigrations } from '../index.ts'
import { isListening, recordChanges } from './change-log.ts'

const minato = 'minato' as Tenant
const ebisu = 'ebisu' as Tenant
let pg: TestPostgres

before(async () => {
  pg = await openTestPostgres([contextMigrations])
})
beforeEach(() => pg.reset())
after(() => pg.close())

const at = '2026-04-01T09:00:00.000Z'
const times = { name: { createdAt: at, modifiedAt: at } }
const created = (id: string): EntityChange => ({
  id,
  operation: 'created',
  version: 1,
  at,
  before: undefined,
  after: {
    id,
    types: ['Shop'],
    attributes: { name: property('魚屋') },
    createdAt: at,
    modifiedAt: at,
    version: 1,
    source: 'osm',
    origin: { name: { by: 'machine', id: 'k', at, since: at } },
  },
  attributes: [{ name: 'name', operation: 'created' }],
})
const logged = (tenant: Tenant): Promise<readonly unknown[]> =>
  pg.postgres.tenant(tenant, async (tx) =>
    (
      await sql<{ payload: { readonly id: string } }>`select payload from context.change where city = ${tenant} order by seq`.execute(tx)
    ).rows.map(({ payload }) => payload),
  )
const listen = (tenant: Tenant): Promise<unknown> =>
  pg.postgres.tenant(tenant, (tx) => sql`select context.start_listening(${tenant})`.execute(tx))

test('a change is logged only where somebody listens, in order, and without where values came from', async () => {
  await pg.postgres.tenant(minato, (tx) => recordChanges(tx, minato, [created('urn:a:1')]))
  assert.deepEqual(await logged(minato), [])
  assert.equal(await pg.postgres.tenant(minato, (tx) => isListening(tx, minato)), false)
  await listen(minato)
  await listen(minato)
  assert.equal(await pg.postgres.tenant(minato, (tx) => isListening(tx, minato)), true)
  await pg.postgres.tenant(minato, (tx) => recordChanges(tx, minato, [created('urn:a:2'), created('urn:a:3')]))
  await pg.postgres.tenant(ebisu, (tx) => recordChanges(tx, ebisu, [created('urn:a:4')]))
  assert.deepEqual(
    (await logged(minato)).map((one) => (one as { readonly id: string }).id),
    ['urn:a:2', 'urn:a:3'],
  )
  assert.deepEqual((await logged(minato))[0], {
    id: 'urn:a:2',
    operation: 'created',
    at,
    after: {
      id: 'urn:a:2',
      types: ['Shop'],
      attributes: { name: { type: 'Property', value: '魚屋' } },
      createdAt: at,
      modifiedAt: at,
      times,
    },
    attributes: [{ name: 'name', operation: 'created' }],
  })
  assert.deepEqual(await logged(ebisu), [])
})

test('a change that is undone leaves no trace in the log', async () => {
  await listen(minato)
  await assert.rejects(
    pg.postgres.tenant(minato, async (tx) => {
      await recordChanges(tx, minato, [created('urn:a:1')])
      throw new Error('changed my mind')
    }),
    /changed my mind/,
  )
  assert.deepEqual(await logged(minato), [])
})

test(
  'who starts to listen waits for transactions that found nobody listening, and misses none that commits later',
  { skip: process.env['TEST_DATABASE_URL'] === undefined && 'needs two connections: PostgreSQL' },
  async () => {
    const { promise: wrote, resolve: written } = Promise.withResolvers<void>()
    const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>()
    const writer = pg.postgres.tenant(minato, async (tx) => {
      await recordChanges(tx, minato, [created('urn:a:1')])
      written()
      await mayCommit
    })
    await wrote
    let listening = false
    const listener = listen(minato).then(() => {
      listening = true
    })
    const late = pg.postgres.tenant(minato, (tx) => recordChanges(tx, minato, [created('urn:a:2')]))
    await new Promise((resolve) => {
      setTimeout(resolve, 200)
    })
    assert.equal(listening, false, 'the creation is not answered while a writer that saw nobody is still running')
    commit()
    await Promise.all([writer, listener, late])
    assert.deepEqual(
      (await logged(minato)).map((one) => (one as { readonly id: string }).id),
      ['urn:a:2'],
    )
  },
)
