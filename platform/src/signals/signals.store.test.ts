import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { createLog } from '../log.ts'
import { openTestPostgres, type TestPostgres } from '../testing/index.ts'
import { createSignals, type RunningSignals } from './signals.ts'

const log = createLog({ level: 'silent' })
let pg: TestPostgres
before(async () => {
  pg = await openTestPostgres([])
})
after(() => pg.close())

const signals = (): Promise<RunningSignals> => createSignals({ postgres: pg.postgres, url: pg.url, log })
const until = async (reached: () => boolean): Promise<void> => {
  for (let i = 0; i < 200 && !reached(); i += 1)
    await new Promise((resolve) => {
      setTimeout(resolve, 25)
    })
  assert.ok(reached(), 'waited for 5 s')
}

test('a signal reaches who listens for its name, until they stop, and a failing listener is alone', async () => {
  const all = await signals()
  const heard: string[] = []
  all.on('guide.places', () => {
    throw new Error('broken listener')
  })
  const stop = all.on('guide.places', ({ tenant }) => heard.push(`first ${tenant}`))
  all.on('guide.places', ({ tenant }) => heard.push(`second ${tenant}`))
  all.on('other', () => heard.push('other'))
  await all.send('guide.places', { tenant: '港' })
  await until(() => heard.length === 2)
  stop()
  await all.send('guide.places', { tenant: 'ebisu' })
  await until(() => heard.length === 3)
  assert.deepEqual(heard, ['first 港', 'second 港', 'second ebisu'])
  await all.close()
})

const onServer = { skip: process.env['TEST_DATABASE_URL'] === undefined && 'needs several connections: PostgreSQL' }

test('a signal reaches other processes, also after their connection was lost', onServer, async () => {
  const [one, two] = [await signals(), await signals()]
  const heard: string[] = []
  two.on('x', ({ n }) => heard.push(String(n)))
  await one.send('x', { n: '1' })
  await until(() => heard.includes('1'))
  await pg.postgres.system(async (tx) => {
    await sql`reset role`.execute(tx)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'machinaka signals' and datname = current_database()`.execute(
      tx,
    )
  })
  // What is sent while nobody listens is lost: that is what a signal is.
  const again = setInterval(() => void one.send('x', { n: '2' }), 100)
  await until(() => heard.includes('2'))
  clearInterval(again)
  await Promise.all([one.close(), two.close()])
})

test('a signal that is too long is refused with the limit', onServer, async () => {
  const one = await signals()
  await assert.rejects(one.send('x', { text: 'x'.repeat(8_000) }), /longer than 7900 bytes/)
  await one.close()
})
