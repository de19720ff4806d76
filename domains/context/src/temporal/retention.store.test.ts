import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { coreContext, isProblem, parseEvolution, property } from '@machinaka/ngsi'
import type { Tenant } from '@machinaka/platform'
import { countingIds, fixedClock, openTestPostgres } from '@machinaka/platform/testing'
import { contextMigrations, createContext } from '../index.ts'
import { createRetention } from './retention.ts'
import { createTemporal } from './temporal.ts'

const pg = await openTestPostgres([contextMigrations])
const clock = fixedClock()
const { entities } = createContext({ postgres: pg.postgres, clock, ids: countingIds(), outbox: { write: async () => {} } })
const temporal = createTemporal({ postgres: pg.postgres })
const retention = createRetention({ postgres: pg.postgres, clock, retentionDays: 10 })
after(() => pg.close())

const [minato, hama] = ['minato' as Tenant, 'hama' as Tenant]
const machine = { kind: 'machine', id: 'k1' } as const
const id = 'urn:ngsi-ld:Vehicle:1'
const DAY_S = 86_400

test('history older than a city keeps goes, but for the newest version of each entity; other cities keep theirs', async () => {
  await pg.reset()
  await retention.set(hama, null, 'a1')
  assert.deepEqual(
    [await retention.get(minato), await retention.get(hama)],
    [
      { days: 10, chosen: false },
      { days: null, chosen: true },
    ],
  )
  for (const city of [minato, hama]) {
    await entities.create(city, { id, types: ['Vehicle'], attributes: { speed: property(1) } }, machine)
    await entities.create(city, { id: 'urn:ngsi-ld:Vehicle:2', types: ['Vehicle'], attributes: { speed: property(1) } }, machine)
    await entities.deleteBatch(city, { ids: ['urn:ngsi-ld:Vehicle:2'], actor: machine })
    await entities.patch(city, { id, changes: { speed: property(2) }, actor: machine })
    const days = (n: number) => new Date(clock.now().getTime() + n * DAY_S * 1000).toISOString().replace('.000', '')
    const evolution = parseEvolution({
      id: 'urn:ngsi-ld:Old:1',
      type: 'Old',
      level: [-1, 1, 19].map((n) => ({ type: 'Property', value: n, observedAt: days(n) })),
    })
    if (isProblem(evolution)) assert.fail(evolution.detail)
    await temporal.upsertEvolution(
      { tenant: city, actor: machine, context: coreContext(), local: true, via: [], headers: {}, now: clock.now() },
      evolution,
    )
  }
  assert.equal(await retention.sweep(), 0, 'nothing is old yet')
  clock.advance(20 * DAY_S)
  // One version of the first entity, one of the deleted one and then the rest of it, two observations.
  assert.equal(await retention.sweep(), 5)
  assert.deepEqual(
    (await entities.history(minato, id)).map(({ attributes }) => attributes['speed']),
    [property(2)],
  )
  assert.equal((await entities.history(minato, 'urn:ngsi-ld:Vehicle:2')).length, 0)
  assert.deepEqual([(await entities.history(hama, id)).length, (await entities.history(hama, 'urn:ngsi-ld:Vehicle:2')).length], [2, 2])
  assert.equal(await retention.sweep(), 0)
  await retention.set(hama, 5, 'a1')
  assert.equal(await retention.sweep(), 5)
})
