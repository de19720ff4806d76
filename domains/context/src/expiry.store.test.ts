import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { property } from '@machinaka/ngsi'
import { isRefusal, type Tenant } from '@machinaka/platform'
import { countingIds, fixedClock, openTestPostgres } from '@machinaka/platform/testing'
import { createCommittedFeed } from './changes.ts'
import { removeExpired } from './expiry.ts'
import { contextMigrations, createContext } from './index.ts'
import { createWritePath } from './write-path.ts'

const pg = await openTestPostgres([contextMigrations])
const clock = fixedClock()
const outbox = { write: async () => {} }
const { entities } = createContext({ postgres: pg.postgres, clock, ids: countingIds(), outbox })
const writeAny = createWritePath({ postgres: pg.postgres, clock, outbox, recordChanges: async () => {}, feed: createCommittedFeed() })
const city = 'minato' as Tenant
after(() => pg.close())

test('4.22 an entity and an attribute that have ended are removed, others stay', async () => {
  await pg.reset()
  const soon = new Date(clock.now().getTime() + 60_000).toISOString()
  const actor = { kind: 'machine', id: 'key' } as const
  await entities.create(city, { id: 'urn:x:alert', types: ['Alert'], expiresAt: soon, attributes: {} }, actor)
  await entities.create(
    city,
    { id: 'urn:x:shop', types: ['Shop'], attributes: { name: property('A'), offer: property('-10 %', { expiresAt: soon }) } },
    actor,
  )
  const needs = { postgres: pg.postgres, clock, writeAny }
  assert.equal(await removeExpired(needs), 0)
  clock.advance(120)
  assert.equal(await removeExpired(needs), 2)
  assert.equal(await entities.find(city, 'urn:x:alert'), undefined)
  const shop = await entities.get(city, 'urn:x:shop')
  assert.deepEqual(isRefusal(shop) ? shop : Object.keys(shop.attributes), ['name'])
  assert.deepEqual(
    (await entities.history(city, 'urn:x:alert')).map(({ operation }) => operation),
    ['deleted', 'created'],
  )
  assert.equal(await removeExpired(needs), 0)
})
