import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import type { Consumer, Fact, NewFact, Outbox, Tenant } from '../contract.ts'
import { createIds } from '../ids.ts'
import { createLog } from '../log.ts'
import { createSignals } from '../signals/signals.ts'
import { fixedClock, openTestPostgres, type TestPostgres } from '../testing/index.ts'
import { createOutbox, type OutboxOptions } from './outbox.ts'

const minato = 'minato' as Tenant
const log = createLog({ level: 'silent' })
let pg: TestPostgres

before(async () => {
  pg = await openTestPostgres([])
})
beforeEach(() => pg.reset())
after(() => pg.close())

const outboxWith = async (consumers: readonly Consumer[], more: Partial<OutboxOptions> = {}): Promise<Outbox> => {
  const clock = fixedClock()
  const outbox = createOutbox({
    postgres: pg.postgres,
    signals: await createSignals({ postgres: pg.postgres, log }),
    clock,
    ids: createIds(clock),
    log,
    backoff_s: () => 0,
    ...more,
  })
  for (const consumer of consumers) outbox.subscribe(consumer)
  return outbox
}

const fact = (key: string, payload: unknown = null, kind = 'Changed'): NewFact => ({ kind, tenant: minato, key, payload })
const write = (outbox: Outbox, ...facts: readonly NewFact[]): Promise<void> => pg.postgres.tenant(minato, (tx) => outbox.write(tx, facts))
const said = (facts: readonly Fact[]): readonly string[] => facts.map(({ key, payload }) => `${key}${String(payload)}`)

const hearing = (name: string, heard: Fact[], handle: (fact: Fact) => void = () => {}): Consumer => ({
  name,
  kinds: ['Changed'],
  handle: async (given) => {
    handle(given)
    heard.push(given)
  },
})

test('a fact arrives whole, at every consumer of its kind, once', async () => {
  const [one, two]: [Fact[], Fact[]] = [[], []]
  const outbox = await outboxWith([hearing('one', one), hearing('two', two)])
  await write(outbox, fact('a', { name: '港', list: [1, null] }), fact('a', 1, 'Other'))
  await outbox.drain()
  await outbox.drain()
  assert.equal(one.length, 1)
  assert.deepEqual(
    { ...one[0], id: '' },
    { id: '', kind: 'Changed', tenant: 'minato', key: 'a', at: '2026-04-01T09:00:00.000Z', payload: { name: '港', list: [1, null] } },
  )
  assert.deepEqual(two, one)
})

test('facts exist exactly if their transaction does, and only for its own tenant', async () => {
  const heard: Fact[] = []
  const outbox = await outboxWith([hearing('one', heard)])
  await assert.rejects(
    pg.postgres.tenant(minato, async (tx) => {
      await outbox.write(tx, [fact('a')])
      throw new Error('changed my mind')
    }),
    /changed my mind/,
  )
  await assert.rejects(
    pg.postgres.tenant('ebisu' as Tenant, (tx) => outbox.write(tx, [fact('a')])),
    /row-level security/,
  )
  await outbox.drain()
  assert.deepEqual(heard, [])
})

test('a fact written by a handler is delivered by the same drain', async () => {
  const heard: Fact[] = []
  const outbox: Outbox = await outboxWith([
    {
      name: 'first',
      kinds: ['Changed'],
      handle: (given) => pg.postgres.tenant(given.tenant, (tx) => outbox.write(tx, [fact('b', given.payload, 'Followed')])),
    },
    { ...hearing('second', heard), kinds: ['Followed'] },
  ])
  await write(outbox, fact('a', 7))
  await outbox.drain()
  assert.deepEqual(said(heard), ['b7'])
})

test('a fact that fails is tried again before its successors, and does not hold up other keys', async () => {
  const heard: Fact[] = []
  let failures = 2
  const outbox = await outboxWith([
    hearing('one', heard, ({ key, payload }) => {
      if (key === 'a' && payload === 1 && failures-- > 0) throw new Error('not now')
    }),
  ])
  await write(outbox, fact('a', 1), fact('a', 2), fact('b', 1))
  await outbox.drain()
  assert.deepEqual(said(heard), ['b1', 'a1', 'a2'])
  assert.deepEqual(await outbox.parked(), [])
})

test('a poisoned fact is parked and visible with those behind it, and a retry replays them in order', async () => {
  const heard: Fact[] = []
  let poisoned = true
  let attempts = 0
  const outbox = await outboxWith(
    [
      hearing('one', heard, ({ key, payload }) => {
        if (key === 'a' && payload === 1) attempts += 1
        if (poisoned && key === 'a' && payload === 1) throw new TypeError('poison')
      }),
    ],
    { attempts: 3 },
  )
  await write(outbox, fact('a', 1), fact('b', 1))
  await outbox.drain()
  await write(outbox, fact('a', 2), fact('b', 2))
  await outbox.drain()
  assert.deepEqual([said(heard), attempts], [['b1', 'b2'], 3])
  const parked = await outbox.parked()
  assert.deepEqual(
    parked.map(({ consumer, fact: { key, payload }, attempts: tried, error }) => [consumer, key, payload, tried, error]),
    [
      ['one', 'a', 1, 3, 'TypeError: poison'],
      ['one', 'a', 2, 0, 'waits behind an earlier fact of its key'],
    ],
  )
  const retry = (): Promise<void> => outbox.retry('one', parked[1]?.fact.id ?? '')
  await retry()
  await outbox.drain()
  assert.deepEqual([said(heard), attempts, (await outbox.parked()).length], [['b1', 'b2'], 4, 2])
  poisoned = false
  await retry()
  await outbox.drain()
  assert.deepEqual([said(heard), await outbox.parked()], [['b1', 'b2', 'a1', 'a2'], []])
  await assert.rejects(retry(), /No fact .* is parked for one/)
})

test('what was handled before a crash, but not noted, is delivered again', async () => {
  const heard: Fact[] = []
  await write(await outboxWith([]), fact('a', 1))
  // As if the process ended after the first fact: nothing reaches the database any more.
  const cut = {
    ...pg.postgres,
    system: async <T>(work: Parameters<typeof pg.postgres.system<T>>[0]): Promise<T> => {
      if (heard.length === 1) throw new Error('the process is gone')
      return pg.postgres.system(work)
    },
  }
  const crashing = await outboxWith([hearing('crashing', heard)], { postgres: cut, lease_s: 0.2 })
  await assert.rejects(crashing.drain(), /the process is gone/)
  assert.deepEqual(said(heard), ['a1'])
  await new Promise((resolve) => {
    setTimeout(resolve, 300)
  })
  const again: Fact[] = []
  await (await outboxWith([hearing('crashing', again)])).drain()
  assert.deepEqual(said(again), ['a1'])
})

test('while one process works for a consumer, another one does not', async () => {
  const heard: Fact[] = []
  let release = (): void => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const slow = await outboxWith([
    {
      name: 'one',
      kinds: ['Changed'],
      handle: async () => {
        await held
      },
    },
  ])
  await write(slow, fact('a', 1))
  const working = slow.drain()
  await new Promise((resolve) => {
    setTimeout(resolve, 100)
  })
  const other = await outboxWith([hearing('one', heard)])
  await other.drain()
  release()
  await working
  await other.drain()
  assert.deepEqual(heard, [])
})

test('a started outbox delivers without being drained, and stops with nothing half done', async () => {
  const heard: Fact[] = []
  const outbox = await outboxWith([hearing('one', heard)])
  await outbox.start()
  await write(outbox, fact('a', 1))
  for (let i = 0; i < 100 && heard.length === 0; i += 1)
    await new Promise((resolve) => {
      setTimeout(resolve, 10)
    })
  await outbox.stop()
  assert.deepEqual(said(heard), ['a1'])
  await write(outbox, fact('a', 2))
  await outbox.start()
  for (let i = 0; i < 100 && heard.length === 1; i += 1)
    await new Promise((resolve) => {
      setTimeout(resolve, 10)
    })
  await outbox.stop()
  assert.deepEqual(said(heard), ['a1', 'a2'])
})

test('facts that all have passed are forgotten after the retention, others are not', async () => {
  const heard: Fact[] = []
  const clock = fixedClock('2020-01-01T00:00:00Z')
  const outbox = await outboxWith([hearing('one', heard)], { clock })
  await write(outbox, fact('a', 1), fact('a', 2, 'Other'))
  await outbox.drain()
  clock.set(new Date().toISOString())
  await write(outbox, fact('a', 3))
  await outbox.start()
  const left = async (): Promise<unknown> =>
    pg.postgres.system(async (tx) =>
      (await sql<{ payload: unknown }>`select payload from platform.outbox order by seq`.execute(tx)).rows.map(({ payload }) => payload),
    )
  for (let i = 0; i < 100 && JSON.stringify(await left()) !== '[3]'; i += 1)
    await new Promise((resolve) => {
      setTimeout(resolve, 20)
    })
  await outbox.stop()
  assert.deepEqual(await left(), [3])
})

test('order per key holds, whatever fails and however transactions are cut', { timeout: 120_000 }, async () => {
  const written = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c'), failures: fc.constantFrom(0, 0, 0, 1, 2) }), {
    minLength: 1,
    maxLength: 12,
  })
  await fc.assert(
    fc.asyncProperty(written, fc.integer({ min: 1, max: 4 }), async (all, size) => {
      await pg.reset()
      const heard: Fact[] = []
      const left: number[] = all.map(({ failures }) => failures)
      const outbox = await outboxWith([
        hearing('one', heard, ({ payload }) => {
          const index = Number(payload)
          if ((left[index] ?? 0) > 0) {
            left[index] = (left[index] ?? 0) - 1
            throw new Error('not now')
          }
        }),
      ])
      for (let at = 0; at < all.length; at += size) {
        await write(outbox, ...all.slice(at, at + size).map(({ key }, i) => fact(key, at + i)))
        if (at % 3 === 0) await outbox.drain()
      }
      await outbox.drain()
      for (const key of ['a', 'b', 'c'])
        assert.deepEqual(
          said(heard.filter((h) => h.key === key)),
          all.flatMap((w, i) => (w.key === key ? [`${key}${i}`] : [])),
        )
    }),
    { numRuns: 15 },
  )
})

test(
  'transactions that commit out of order lose nothing',
  { skip: process.env['TEST_DATABASE_URL'] === undefined && 'needs two connections: PostgreSQL' },
  async () => {
    const heard: Fact[] = []
    const outbox = await outboxWith([hearing('one', heard)])
    let commit = (): void => {}
    const held = new Promise<void>((resolve) => {
      commit = resolve
    })
    let begun = (): void => {}
    const open = new Promise<void>((resolve) => {
      begun = resolve
    })
    const early = pg.postgres.tenant(minato, async (tx) => {
      await outbox.write(tx, [fact('a', 1)])
      begun()
      await held
    })
    await open
    await write(outbox, fact('b', 2))
    await outbox.drain()
    assert.deepEqual(said(heard), [], 'the later one waits for the transaction that is still running')
    commit()
    await early
    await outbox.drain()
    assert.deepEqual(said(heard), ['a1', 'b2'])
  },
)
