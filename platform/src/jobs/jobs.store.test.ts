import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import type { Jobs, Tenant } from '../contract.ts'
import { createLog } from '../log.ts'
import { openTestPostgres, type TestPostgres } from '../testing/index.ts'
import { createJobs } from './jobs.ts'

const log = createLog({ level: 'silent' })
let pg: TestPostgres
before(async () => {
  pg = await openTestPostgres([])
})
beforeEach(() => pg.reset())
after(() => pg.close())

const jobs = (): Jobs => createJobs({ postgres: pg.postgres, log, poll_s: 0.5 })
const until = async (reached: () => boolean): Promise<void> => {
  for (let i = 0; i < 500 && !reached(); i += 1)
    await new Promise((resolve) => {
      setTimeout(resolve, 20)
    })
  assert.ok(reached(), 'waited for 10 s')
}

test('a job runs with its data, and starting again is quick', { timeout: 60_000 }, async () => {
  const done: object[] = []
  const first = jobs()
  first.define('test.count', async (data: { readonly n: number }) => {
    done.push(data)
  })
  await first.start()
  await first.enqueue('test.count', { n: 1 })
  await until(() => done.length === 1)
  await first.stop()
  const second = jobs()
  second.define('test.count', async (data: { readonly n: number }) => {
    done.push(data)
  })
  const start = performance.now()
  await second.start()
  const duration_ms = performance.now() - start
  await second.enqueue('test.count', { n: 2 })
  await until(() => done.length === 2)
  await second.stop()
  assert.deepEqual(done, [{ n: 1 }, { n: 2 }])
  assert.ok(duration_ms < 3_000, `starting took ${duration_ms} ms`)
})

test('a job that fails is tried again', { timeout: 60_000 }, async () => {
  let attempts = 0
  const all = jobs()
  all.define('test.flaky', async () => {
    attempts += 1
    if (attempts === 1) throw new Error('not now')
  })
  await all.start()
  await all.enqueue('test.flaky', {})
  await until(() => attempts === 2)
  await all.stop()
})

test('one waiting job per key; without a key each counts', { timeout: 60_000 }, async () => {
  const done: string[] = []
  const all = jobs()
  all.define('test.keyed', async ({ name }: { readonly name: string }) => {
    done.push(name)
  })
  await all.start()
  await all.enqueue('test.keyed', { name: 'later' }, { singletonKey: 'minato', startAfter_s: 1 })
  await all.enqueue('test.keyed', { name: 'dropped' }, { singletonKey: 'minato', startAfter_s: 1 })
  await all.enqueue('test.keyed', { name: 'one' })
  await all.enqueue('test.keyed', { name: 'two' })
  await until(() => done.length === 3)
  await all.stop()
  assert.deepEqual(done.toSorted(), ['later', 'one', 'two'])
})

test('a job outlives the process that enqueued it', { timeout: 60_000 }, async () => {
  const before = jobs()
  before.define('test.kept', async () => {})
  await before.start()
  await before.enqueue('test.kept', { n: 1 }, { startAfter_s: 1 })
  await before.stop()
  const done: object[] = []
  const after_ = jobs()
  after_.define('test.kept', async (data) => {
    done.push(data)
  })
  await after_.start()
  await until(() => done.length === 1)
  await after_.stop()
})

test('a schedule is kept as long as it is defined', { timeout: 60_000 }, async () => {
  const scheduled = async (): Promise<unknown> =>
    pg.postgres.system(async (tx) => {
      await sql`reset role`.execute(tx)
      return (await sql`select name, cron, timezone from pgboss.schedule`.execute(tx)).rows
    })
  const nightly = jobs()
  nightly.define('test.nightly', async () => {}, { everyCron: '0 18 * * *' })
  await nightly.start()
  assert.deepEqual(await scheduled(), [{ name: 'test.nightly', cron: '0 18 * * *', timezone: 'UTC' }])
  await nightly.stop()
  const without = jobs()
  await without.start()
  assert.deepEqual(await scheduled(), [])
  await without.stop()
})

test('a job within a transaction is refused, instead of waiting for itself', { timeout: 60_000 }, async () => {
  const all = jobs()
  all.define('test.inside', async () => {})
  await all.start()
  await assert.rejects(
    pg.postgres.tenant('minato' as Tenant, () => all.enqueue('test.inside', {})),
    /within a transaction/,
  )
  await all.stop()
  await assert.rejects(all.enqueue('test.inside', {}), /not started/)
})
