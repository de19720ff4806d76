/**
 * A process that imports is killed (-9) while it stages, while it publishes and while it writes; the next one finds
 * everything or nothing. This file is both: with CHILD_STEP it is the process that gets killed.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { property, type Entity } from '@machinaka/ngsi'
import {
  createOutbox,
  isRefusal,
  openPostgres,
  type Fact,
  type Postgres,
  type Refusal,
  type Tenant,
  createClock,
  createIds,
} from '@machinaka/platform'
import { sql } from 'kysely'
import pg from 'pg'
import { contextMigrations, createContext, type Broker, type ImportRun } from './index.ts'

const city = 'minato' as Tenant
const osm = { key: 'osm', kind: 'osm', title: 'OpenStreetMap' }
const shops = (count: number, name: string): readonly Entity[] =>
  Array.from({ length: count }, (_, n) => ({ id: `urn:ngsi-ld:Shop:${n}`, types: ['Shop'], attributes: { name: property(name) } }))
const known = <T>(value: T): Exclude<T, Refusal> => {
  if (isRefusal(value)) assert.fail(`${value.code}: ${value.detail}`)
  return value as Exclude<T, Refusal>
}

interface Where {
  readonly folder?: string
  readonly url?: string
}

async function openAt(
  where: Where,
): Promise<{ readonly postgres: Postgres; readonly broker: Broker; readonly facts: Fact[]; readonly drain: () => Promise<void> }> {
  const postgres = await openPostgres({
    ...where,
    migrations: [contextMigrations],
    templates: fileURLToPath(new URL('../../../node_modules/.cache/machinaka/', import.meta.url)),
  })
  const clock = createClock()
  const ids = createIds(clock)
  const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, fatal() {}, child: () => silent }
  const outbox = createOutbox({
    postgres,
    clock,
    ids,
    log: silent as unknown as Parameters<typeof createOutbox>[0]['log'],
    signals: { send: async () => {}, on: () => () => {} },
  })
  const facts: Fact[] = []
  outbox.subscribe({ name: 'test', kinds: ['ImportPublished', 'EntityChanged'], handle: async (fact) => void facts.push(fact) })
  return { postgres, broker: createContext({ postgres, outbox, clock, ids }), facts, drain: () => outbox.drain() }
}

async function load(broker: Broker, entities: readonly Entity[]): Promise<ImportRun> {
  const run = known(await broker.imports.open(city, { source: osm }))
  await run.put(entities)
  await run.flush()
  return run
}

/** The killed process: says when it is in the middle of its step, and then waits for its end. */
async function child(step: string): Promise<void> {
  const { CHILD_FOLDER: folder, CHILD_URL: url } = process.env
  const { postgres, broker } = await openAt(url === undefined ? { folder: folder ?? '' } : { url })
  const inTheMiddle = async (): Promise<never> => {
    process.stdout.write('now\n')
    return new Promise<never>(() => setInterval(() => {}, 1000))
  }
  await (await load(broker, shops(20, 'first'))).publish()
  if (step === 'staging') await load(broker, shops(30, 'second')).then(inTheMiddle)
  if (step === 'publishing') await (await load(broker, shops(30, 'second'))).publish({ with: [inTheMiddle] })
  await postgres.tenant(city, async (tx) => {
    await broker.entities.upsertBatch(city, { entities: shops(30, 'second'), actor: { kind: 'machine', id: 'k' } }, tx)
    await inTheMiddle()
  })
}

async function killAt(step: string, where: Where): Promise<void> {
  const { folder = '', url } = where
  const process_ = spawn(process.execPath, [fileURLToPath(import.meta.url)], {
    env: { ...process.env, CHILD_STEP: step, CHILD_FOLDER: folder, ...(url === undefined ? {} : { CHILD_URL: url }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(process_, 'exit')
  const [word] = (await Promise.race([once(process_.stdout, 'data'), ended.then(() => ['it ended by itself'])])) as [unknown]
  assert.equal(String(word).trim(), 'now')
  process_.kill('SIGKILL')
  await ended
}

/** A database of its own on either engine, for a process of its own. */
async function somewhere(): Promise<{ readonly where: Where; readonly remove: () => Promise<void> }> {
  const server = process.env['TEST_DATABASE_URL']
  if (server === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'machinaka-kill-'))
    return { where: { folder }, remove: async () => rmSync(folder, { recursive: true, force: true }) }
  }
  const name = `machinaka_kill_${process.pid}_${Date.now()}`
  const run = async (statement: string): Promise<void> => {
    const client = new pg.Client(server)
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  await run(`create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { where: { url: url.href }, remove: () => run(`drop database ${name} with (force)`) }
}

const step = process.env['CHILD_STEP']
if (step !== undefined) await child(step)
else
  test(
    'killed while staging, publishing or writing: the first import stands, nothing of the second, and it can be run again',
    { timeout: 240_000 },
    async () => {
      const { where, remove } = await somewhere()
      try {
        for (const at of ['staging', 'publishing', 'writing']) {
          await killAt(at, where)
          const { postgres, broker, facts, drain } = await openAt(where)
          // On a server of many processes, a run is dead once it gave no sign of life for a while; that while has passed now.
          if (postgres.engine === 'postgresql')
            await postgres.system((tx) => sql`update context.run set alive_at = alive_at - interval '5 minutes'`.execute(tx))
          assert.deepEqual(await broker.start(), { interrupted: at === 'writing' ? 0 : 1 }, at)
          const { entities, count } = known(await broker.entities.query(city, { types: ['Shop'], count: true, limit: 100 }))
          assert.deepEqual(
            [count, new Set(entities.map(({ attributes }) => JSON.stringify(attributes['name']))).size, entities[0]?.attributes['name']],
            [20, 1, property('first')],
            at,
          )
          assert.equal(
            await postgres.system(
              async (tx) => (await sql<{ n: number }>`select count(*) as n from context.staged`.execute(tx)).rows[0]?.n,
            ),
            0,
          )
          await drain()
          // One fact for the import that was published, none for what was not kept.
          assert.deepEqual(
            facts.map(({ kind }) => kind),
            ['ImportPublished'],
            at,
          )
          await (await load(broker, shops(30, 'second'))).publish()
          assert.equal(known(await broker.entities.query(city, { count: true, limit: 0 })).count, 30)
          const back = await load(broker, shops(20, 'first'))
          known(await back.publish({ removeMissing: true }))
          await drain()
          await postgres.close()
        }
      } finally {
        await remove()
      }
    },
  )
