import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { property } from '@machinaka/ngsi'
import type { Tenant } from '@machinaka/platform'
import type { StoredEntity } from '../broker.ts'
import type { EntityChange } from '../changes.ts'
import { HotMemory, type MemoryOptions } from './memory.ts'
import type { Question } from './plan.ts'

const minato = 'minato' as Tenant
const options: MemoryOptions = { mostBytes: 1_000_000, mostOfType: 1000, mostPlans: 10, worthLoading: 1 }
const at = '2026-11-23T00:00:00.000Z'

const vehicle = (n: number, speed: number, version: number, types: readonly string[] = ['Vehicle']): StoredEntity => ({
  id: `urn:ngsi-ld:Vehicle:${n}`,
  types,
  attributes: { speed: property(speed) },
  createdAt: at,
  modifiedAt: at,
  version,
  source: undefined,
  origin: {},
})
const speedOf = (entity: StoredEntity): number => {
  const { speed } = entity.attributes
  return speed !== undefined && 'value' in speed && typeof speed.value === 'number' ? speed.value : Number.NaN
}
const written = (after: StoredEntity): EntityChange => ({
  id: after.id,
  operation: 'updated',
  version: after.version,
  at,
  before: undefined,
  after,
  attributes: [],
})
const deleted = (n: number, version: number): EntityChange => ({
  id: `urn:ngsi-ld:Vehicle:${n}`,
  operation: 'deleted',
  version,
  at,
  before: undefined,
  after: undefined,
  attributes: [],
})
const fast: Question = {
  type: 'Vehicle',
  matches: (entity) => speedOf(entity) > 50,
  shape: 'plain',
  render: (entity) => JSON.stringify(`${entity.id.split(':').at(-1)}=${speedOf(entity)}`),
  limit: 3,
  offset: 1,
  headers: ({ count, returned }) => ['count', String(count), 'returned', String(returned)],
}
const text = (memory: HotMemory, key = 'fast'): string | undefined => {
  const ready = memory.query(minato, key)
  return ready === undefined ? undefined : `${ready.headers.join(' ')} ${Buffer.from(ready.body).toString()}`
}
const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('a query is answered once its type is loaded, and follows every change', async () => {
  const memory = new HotMemory(options, async () => [1, 2, 3, 4, 5].map((n) => vehicle(n, n * 20, n)))
  assert.equal(text(memory), undefined)
  memory.remember(minato, 'fast', fast)
  assert.equal(text(memory), undefined)
  await soon()
  assert.equal(text(memory), 'count 3 returned 2 ["4=80","5=100"]')
  memory.committed(minato, [written(vehicle(1, 99, 6)), deleted(4, 7), written(vehicle(6, 60, 8))])
  assert.equal(text(memory), 'count 4 returned 3 ["3=60","5=100","6=60"]')
  memory.committed(minato, [written(vehicle(6, 61, 9, ['Boat']))])
  assert.equal(text(memory), 'count 3 returned 2 ["3=60","5=100"]')
})

test('what is written while a type is being loaded is not lost, and older news changes nothing', async () => {
  let finish: (entities: readonly StoredEntity[]) => void = () => {}
  const memory = new HotMemory(options, () => new Promise((resolve) => (finish = resolve)))
  memory.remember(minato, 'fast', { ...fast, offset: 0 })
  memory.committed(minato, [written(vehicle(1, 70, 10)), deleted(2, 11)])
  finish([vehicle(1, 10, 1), vehicle(2, 99, 2), vehicle(3, 55, 3)])
  await soon()
  memory.committed(minato, [written(vehicle(3, 1, 2))])
  assert.equal(text(memory), 'count 2 returned 2 ["1=70","3=55"]')
})

test('an import makes a tenant forget, also what is just being loaded', async () => {
  let finish: (entities: readonly StoredEntity[]) => void = () => {}
  const memory = new HotMemory(options, () => new Promise((resolve) => (finish = resolve)))
  memory.remember(minato, 'fast', fast)
  memory.drop(minato)
  finish([vehicle(1, 99, 1)])
  await soon()
  assert.equal(text(memory), undefined)
  assert.deepEqual(memory.tenants(), [])
})

test('what is too large, ends by itself or has no room is left to the store', async () => {
  const large = new HotMemory(options, async () => undefined)
  large.remember(minato, 'fast', fast)
  await soon()
  const ending = new HotMemory(options, async () => [{ ...vehicle(1, 99, 1), expiresAt: at }])
  ending.remember(minato, 'fast', fast)
  await soon()
  const tight = new HotMemory({ ...options, mostBytes: 100 }, async () => [vehicle(1, 99, 1)])
  tight.remember(minato, 'fast', fast)
  await soon()
  assert.deepEqual([text(large), text(ending), text(tight)], [undefined, undefined, undefined])
})

test('a single entity is kept as read, unless somebody wrote it meanwhile', () => {
  const memory = new HotMemory(options, async () => undefined)
  const ask = (n: number): string | undefined => {
    const ready = memory.retrieve(minato, `urn:ngsi-ld:Vehicle:${n}`, 'plain')
    return ready === undefined ? undefined : Buffer.from(ready.body).toString()
  }
  memory.rememberLookup(minato, 'plain', fast)
  for (const n of [1, 2]) memory.expect(minato, `urn:ngsi-ld:Vehicle:${n}`)
  memory.committed(minato, [written(vehicle(2, 7, 9))])
  memory.keep(minato, vehicle(1, 10, 1))
  memory.keep(minato, vehicle(2, 10, 2))
  memory.keep(minato, vehicle(3, 10, 2))
  assert.deepEqual([ask(1), ask(2), ask(3)], ['"1=10"', undefined, undefined])
  memory.committed(minato, [written(vehicle(1, 11, 10))])
  assert.equal(ask(1), '"1=11"')
  memory.committed(minato, [deleted(1, 12)])
  assert.equal(ask(1), undefined)
})

test('after any sequence of changes the answer is what a look at all entities gives', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(12), fc.option(fc.integer({ min: 0, max: 100 })), fc.boolean()), { maxLength: 60 }),
      async (steps) => {
        const state = new Map([1, 2, 3].map((n) => [n, vehicle(n, n * 30, n)]))
        const memory = new HotMemory(options, async () => [...state.values()])
        memory.remember(minato, 'fast', fast)
        await soon()
        let version = 100
        for (const [n, speed, looks] of steps) {
          version += 1
          if (speed === null) state.delete(n)
          else state.set(n, vehicle(n, speed, version))
          memory.committed(minato, [speed === null ? deleted(n, version) : written(vehicle(n, speed, version))])
          if (looks) text(memory)
        }
        const all = [...state.values()].filter(fast.matches).toSorted((a, b) => (a.id < b.id ? -1 : 1))
        // Behind the end stands the last one (§6.3.10).
        const page = all.length === 1 ? all : all.slice(1, 4)
        assert.equal(text(memory), `count ${all.length} returned ${page.length} [${page.map((entity) => fast.render(entity)).join(',')}]`)
      },
    ),
  )
})
