import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { property } from '@machinaka/ngsi'
import { isRefusal } from '@machinaka/platform'
import { openTestPostgres, type TestPostgres } from '@machinaka/platform/testing'
import { sql } from 'kysely'
import { contextMigrations } from '../index.ts'
import { minato, openReceiver, openTown, pause, until, type Receiver, type Town } from './receivers.test.ts'

let pg: TestPostgres
let town: Town
let receiver: Receiver
const errors: unknown[] = []

before(async () => {
  pg = await openTestPostgres([contextMigrations])
})
beforeEach(async () => {
  await pg.reset()
  errors.length = 0
  town = await openTown({ postgres: pg.postgres, report: (error) => errors.push(error) })
  receiver = await openReceiver()
})
afterEach(async () => {
  await town.close()
  await receiver.close()
})
after(() => pg.close())

const to = (uri: string, more: object = {}) => ({ notification: { endpoint: { uri, ...more } } })
const sensors = { entities: [{ type: 'Sensor' }] }
const values = (of: Receiver, name = 'n'): unknown[] =>
  of.received.flatMap(({ body }) => body.data.map((entity) => (entity[name] as { value: unknown } | undefined)?.value))
const logged = async (): Promise<number> =>
  pg.postgres.tenant(
    minato,
    async (tx) => (await sql<{ n: number }>`select count(*) as n from context.change where city = ${minato}`.execute(tx)).rows[0]?.n ?? -1,
  )

test('5.8.6 a change is notified once to each that it concerns, and the log is empty afterwards', async () => {
  const id = await town.subscribe({ ...sensors, ...to(receiver.url) })
  await town.subscribe({ entities: [{ type: 'Shop' }], ...to(receiver.url) })
  await town.subscribe({ ...sensors, watchedAttributes: ['other'], ...to(receiver.url) })
  await town.write(['urn:ngsi-ld:Sensor:1', { n: property(1) }])
  await until(() => receiver.received.length > 0)
  const { body, headers } = receiver.received[0] ?? assert.fail()
  assert.equal(headers['content-type'], 'application/json')
  assert.match(String(headers['link']), /ngsi-ld-core-context-v1\.9\.jsonld>; rel="http:\/\/www\.w3\.org\/ns\/json-ld#context"/)
  assert.match(body.id, /^urn:ngsi-ld:Notification:/)
  assert.deepEqual(
    { ...body, id: '', notifiedAt: '' },
    {
      id: '',
      type: 'Notification',
      subscriptionId: id,
      notifiedAt: '',
      data: [{ id: 'urn:ngsi-ld:Sensor:1', type: 'Sensor', n: { type: 'Property', value: 1 } }],
    },
  )
  await until(async () => (await logged()) === 0)
  await until(async () => (await town.status(id))['timesSent'] === 1)
  const { timesFailed, failed } = await town.status(id)
  assert.deepEqual([timesFailed, failed, receiver.received.length, errors], [0, false, 1, []])
})

test('5.8.6 what was written before the subscription, and what did not change, is not notified', async () => {
  await town.write(['urn:ngsi-ld:Sensor:1', { n: property(1) }])
  await town.subscribe({ ...sensors, ...to(receiver.url) })
  await town.write(['urn:ngsi-ld:Sensor:1', { n: property(1) }])
  await town.write(['urn:ngsi-ld:Sensor:2', { n: property(2) }])
  await until(() => receiver.received.length > 0)
  await pause(100)
  assert.deepEqual(values(receiver), [2])
})

test('5.5.11.3 a batch is one notification per subscription; an entity that comes twice in it makes two', async () => {
  await town.subscribe({ ...sensors, ...to(receiver.url) })
  await town.write(
    ['urn:ngsi-ld:Sensor:1', { n: property(1) }],
    ['urn:ngsi-ld:Sensor:2', { n: property(2) }],
    ['urn:ngsi-ld:Sensor:1', { n: property(3) }],
  )
  await until(() => values(receiver).length === 3)
  assert.deepEqual(
    receiver.received.map(({ body }) => body.data.map((one) => (one['n'] as { value: number }).value)),
    [[1, 2], [3]],
  )
})

test('5.8.6 q, geoQ and scopeQ hold for what is notified', async () => {
  await town.subscribe({ ...sensors, q: 'n>5', ...to(receiver.url) })
  for (const n of [4, 6, 5, 7]) await town.write([`urn:ngsi-ld:Sensor:${n}`, { n: property(n) }])
  await until(() => values(receiver).length === 2)
  await pause(50)
  assert.deepEqual(values(receiver), [6, 7])
})

test('5.2.12 throttling: nothing is sent before its time has passed', async () => {
  await town.subscribe({ ...sensors, throttling: 3, ...to(receiver.url) })
  await town.write(['urn:ngsi-ld:Sensor:1', { n: property(1) }])
  await until(() => values(receiver).length === 1)
  await town.write(['urn:ngsi-ld:Sensor:1', { n: property(2) }])
  await pause(3_100)
  await town.write(['urn:ngsi-ld:Sensor:1', { n: property(3) }])
  await until(() => values(receiver).length === 2)
  assert.deepEqual(values(receiver), [1, 3])
})

test('5.2.12 isActive: a paused subscription says nothing of what happens meanwhile, also after it is resumed', async () => {
  const id = await town.subscribe({ ...sensors, ...to(receiver.url) })
  const patch = async (json: object): Promise<void> => {
    const done = await town.notifying.subscriptions.update(
      { tenant: minato, context: (await import('@machinaka/ngsi')).coreContext(), now: new Date() },
      id,
      json,
    )
    if (isRefusal(done)) assert.fail(done.detail)
  }
  await patch({ isActive: false })
  await town.write(['urn:ngsi-ld:Sensor:1', { n: property(1) }])
  await patch({ isActive: true })
  await town.write(['urn:ngsi-ld:Sensor:1', { n: property(2) }])
  await until(() => values(receiver).length === 1)
  await pause(50)
  assert.deepEqual(values(receiver), [2])
})

test('5.2.12 timeInterval: all that match, each interval, until the subscription is gone', async () => {
  await town.write(['urn:ngsi-ld:Sensor:1', { n: property(1) }], ['urn:ngsi-ld:Sensor:2', { n: property(20) }])
  const id = await town.subscribe({ ...sensors, q: 'n<10', timeInterval: 0.3, ...to(receiver.url) })
  await until(() => receiver.received.length >= 2)
  assert.deepEqual(new Set(values(receiver)), new Set([1]))
  await town.notifying.subscriptions.delete({ tenant: minato }, id)
  await pause(400)
  const seen = receiver.received.length
  await pause(700)
  assert.equal(receiver.received.length, seen)
})

test('5.8.6 a receiver that answers 500: all arrives in order once it is well; others are not held up; statuses say so', async () => {
  const other = await openReceiver()
  const id = await town.subscribe({ ...sensors, ...to(receiver.url) })
  await town.subscribe({ ...sensors, ...to(other.url) })
  receiver.answer = { status: 500 }
  for (let n = 0; n < 20; n += 1) await town.write(['urn:ngsi-ld:Sensor:1', { n: property(n) }])
  await until(() => values(other).length === 20)
  assert.deepEqual(values(receiver), [])
  await until(async () => (await town.status(id))['failed'] === true)
  assert.ok((await town.notifying.undelivered.list(minato)).length > 0)
  // Everything has left the log: only the table holds it now.
  await until(async () => (await logged()) === 0)
  receiver.answer = { status: 200 }
  await until(
    () => values(receiver).length >= 20,
    () => values(receiver),
  )
  assert.deepEqual(
    values(receiver),
    Array.from({ length: 20 }, (_, n) => n),
  )
  await until(async () => (await town.notifying.undelivered.list(minato)).length === 0)
  // Well again: what comes now goes the quick way.
  await town.write(['urn:ngsi-ld:Sensor:1', { n: property(99) }])
  await until(() => values(receiver).includes(99))
  const status = await town.status(id)
  assert.deepEqual([status['failed'], status['timesSent']], [false, 21])
  assert.ok(Number(status['timesFailed']) >= 1)
  assert.deepEqual(errors, [])
  await other.close()
})

test('5.8.6 a receiver that is dead and comes back at its address gets everything', async () => {
  await town.subscribe({ ...sensors, ...to(receiver.url) })
  const { port } = receiver
  await receiver.close()
  for (let n = 0; n < 5; n += 1) await town.write(['urn:ngsi-ld:Sensor:1', { n: property(n) }])
  await until(async () => (await town.notifying.undelivered.list(minato)).length === 5)
  receiver = await openReceiver(port)
  await until(
    () => values(receiver).length >= 5,
    () => values(receiver),
    15_000,
  )
  assert.deepEqual(values(receiver), [0, 1, 2, 3, 4])
})

test('5.2.15 a slow receiver delays nobody else, and timeout ends its exchanges', async () => {
  const other = await openReceiver()
  const id = await town.subscribe({ ...sensors, ...to(receiver.url, { timeout: 200 }) })
  await town.subscribe({ ...sensors, ...to(other.url) })
  receiver.answer = { status: 200, delay_ms: 2_000 }
  const start = performance.now()
  await town.write(['urn:ngsi-ld:Sensor:1', { n: property(1) }])
  await until(() => values(other).length === 1)
  assert.ok(performance.now() - start < 1_000)
  await until(async () => (await town.status(id))['failed'] === true)
  await other.close()
})

test('a message that its receiver refuses waits for a person, and holds up neither others nor later ones', async () => {
  const id = await town.subscribe({ ...sensors, ...to(receiver.url) })
  receiver.answer = { status: 422 }
  await town.write(['urn:ngsi-ld:Sensor:1', { n: property(1) }])
  await until(async () => (await town.notifying.undelivered.list(minato, { state: 'parked' })).length === 1, undefined, 20_000)
  receiver.answer = { status: 200 }
  await town.write(['urn:ngsi-ld:Sensor:1', { n: property(2) }])
  await until(() => values(receiver).length === 1)
  assert.deepEqual(values(receiver), [2])
  const [parked] = await town.notifying.undelivered.list(minato, { subscription: id })
  assert.deepEqual([parked?.state, parked?.attempts, parked?.error], ['parked', 3, 'The receiver answered 422.'])
  const whole = await town.notifying.undelivered.get(minato, parked?.id ?? '')
  assert.ok(!isRefusal(whole))
  assert.equal((whole.notification as { subscriptionId: string }).subscriptionId, id)
  assert.equal(await town.notifying.undelivered.replay(minato, { ids: [parked?.id ?? ''] }), 1)
  await until(() => values(receiver).length === 2)
  assert.deepEqual(values(receiver), [2, 1])
  await until(async () => (await town.notifying.undelivered.list(minato)).length === 0)
})

test('5.8.5 with a subscription goes what waited for it; its counters do not come back', async () => {
  const id = await town.subscribe({ ...sensors, ...to(receiver.url) })
  receiver.answer = { status: 503 }
  await town.write(['urn:ngsi-ld:Sensor:1', { n: property(1) }])
  await until(async () => (await town.notifying.undelivered.list(minato)).length === 1)
  assert.equal(await town.notifying.subscriptions.delete({ tenant: minato }, id), undefined)
  assert.deepEqual(await town.notifying.undelivered.list(minato), [])
  await pause(1_500)
  const found = await town.notifying.subscriptions.retrieve({ tenant: minato }, id)
  assert.ok(isRefusal(found))
  const left = await pg.postgres.tenant(minato, (tx) => sql`select id from context.subscription_status where city = ${minato}`.execute(tx))
  assert.deepEqual(left.rows, [])
})

test('what an import publishes is notified like any change', async () => {
  await town.subscribe({
    entities: [{ type: 'Shop' }],
    notificationTrigger: ['attributeCreated', 'attributeUpdated', 'entityDeleted'],
    ...to(receiver.url),
  })
  const load = async (names: readonly string[], removeMissing = false): Promise<void> => {
    const run = await town.broker.imports.open(minato, { source: { key: 'osm', kind: 'osm', title: 'OpenStreetMap' } })
    if (isRefusal(run)) assert.fail(run.detail)
    await run.put(names.map((name, i) => ({ id: `urn:ngsi-ld:Shop:${i}`, types: ['Shop'], attributes: { name: property(name) } })))
    await run.flush()
    await run.publish({ removeMissing })
  }
  const said = (): unknown[] =>
    receiver.received.flatMap(({ body }) =>
      body.data.map(({ id, name, deletedAt }) => [id, (name as { value: unknown } | undefined)?.value, deletedAt !== undefined]),
    )
  await load(['a', 'b'])
  await until(() => said().length === 2, said)
  await load(['a', 'c'])
  await until(() => said().length === 3, said)
  await load(['a'], true)
  await until(() => said().length === 4, said)
  assert.deepEqual(said(), [
    ['urn:ngsi-ld:Shop:0', 'a', false],
    ['urn:ngsi-ld:Shop:1', 'b', false],
    ['urn:ngsi-ld:Shop:1', 'c', false],
    ['urn:ngsi-ld:Shop:1', undefined, true],
  ])
})

test('writers are refused with a time to come back while too much is undelivered, and let in again afterwards', async () => {
  const refusing = await openTown({
    postgres: pg.postgres,
    backlog: { slowChanges: 1_000, mostChanges: 2_000, slowUndelivered: 1, mostUndelivered: 2 },
  })
  const id = await town.subscribe({ ...sensors, ...to(receiver.url) })
  receiver.answer = { status: 503 }
  for (let n = 0; n < 3; n += 1) await town.write(['urn:ngsi-ld:Sensor:1', { n: property(n) }])
  await until(async () => (await town.notifying.undelivered.list(minato)).length >= 2)
  await refusing.notifying.admission.admit(minato)
  await until(async () => isRefusal(await refusing.notifying.admission.admit(minato)))
  const refused = await refusing.notifying.admission.admit(minato)
  assert.deepEqual([refused?.code, refused?.extra?.['retryAfter_s']], ['context.backlog-full', 5])
  await town.notifying.undelivered.discard(minato, { subscription: id })
  await until(async () => (await refusing.notifying.admission.admit(minato)) === undefined)
  await refusing.close()
})
