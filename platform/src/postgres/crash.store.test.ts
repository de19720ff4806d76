import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { sql } from 'kysely'
import type { Fact, Tenant } from '../contract.ts'
import { createIds } from '../ids.ts'
import { createLog } from '../log.ts'
import { createOutbox } from '../outbox/outbox.ts'
import { createSignals } from '../signals/signals.ts'
import { fixedClock } from '../testing/index.ts'
import { freshDatabase } from '../testing/test-postgres.ts'
import { openPostgres } from './open.ts'

const migrations = [{ schema: 'sample', folder: new URL('./sample-migrations/', import.meta.url) }]
const log = createLog({ level: 'silent' })
const minato = 'minato' as Tenant

/** What the process does that is killed: one transaction is committed with its fact, another one is in the middle. */
const program = (place: object): string => `
  const { sql } = await import('kysely')
  const at = (path) => import(new URL(path, ${JSON.stringify(import.meta.url)}).href)
  const { openPostgres } = await at('./open.ts'), { createOutbox } = await at('../outbox/outbox.ts'), { createSignals } = await at('../signals/signals.ts')
  const { createIds } = await at('../ids.ts'), { createClock } = await at('../clock.ts'), { createLog } = await at('../log.ts')
  const log = createLog({ level: 'silent' }), clock = createClock()
  const postgres = await openPostgres({ ...${JSON.stringify(place)}, migrations: [{ schema: 'sample', folder: new URL('./sample-migrations/', ${JSON.stringify(import.meta.url)}) }] })
  const outbox = createOutbox({ postgres, signals: await createSignals({ postgres, log }), clock, ids: createIds(clock), log })
  const add = (tx, id) => sql\`insert into sample.place (city, id, name) values ('minato', \${id}, 'x')\`.execute(tx)
  const fact = (key) => ({ kind: 'Added', tenant: 'minato', key, payload: { key } })
  await postgres.tenant('minato', async (tx) => { await add(tx, 'whole'); await outbox.write(tx, [fact('whole')]) })
  await postgres.tenant('minato', async (tx) => { await add(tx, 'half'); await outbox.write(tx, [fact('half')]); console.log('in the middle'); await new Promise(() => setInterval(() => {}, 1000)) })`

test(
  'killed between commit and delivery, and in the middle of a write: the first is delivered, of the second nothing is there',
  { timeout: 120_000 },
  async () => {
    const { place, remove } = await freshDatabase()
    const child = spawn(process.execPath, ['--input-type=module', '-e', program(place)], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')

    const postgres = await openPostgres({ ...place, migrations })
    const clock = fixedClock()
    const outbox = createOutbox({ postgres, signals: await createSignals({ postgres, log }), clock, ids: createIds(clock), log })
    const heard: Fact[] = []
    outbox.subscribe({
      name: 'one',
      kinds: ['Added'],
      handle: async (fact) => {
        heard.push(fact)
      },
    })
    // On PostgreSQL the server notices the lost connection, and ends the transaction, within moments.
    for (let i = 0; i < 100 && heard.length === 0; i += 1) {
      await outbox.drain()
      await new Promise((resolve) => {
        setTimeout(resolve, 50)
      })
    }
    const rows = await postgres.tenant(minato, async (tx) => (await sql<{ id: string }>`select id from sample.place`.execute(tx)).rows)
    await postgres.close()
    await remove()
    assert.deepEqual(
      [heard.map(({ key, payload }) => ({ key, payload })), rows],
      [[{ key: 'whole', payload: { key: 'whole' } }], [{ id: 'whole' }]],
    )
  },
)
