import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { Migrations, Postgres } from '../contract.ts'
import type { Engine } from '../postgres/engine.ts'
import { migrate, readMigrations } from '../postgres/migrate.ts'
import { openEngine, type PostgresOptions } from '../postgres/open.ts'

export interface TestPostgres {
  readonly postgres: Postgres
  /** Address of the database on a PostgreSQL server; undefined on the embedded engine. For `createSignals`. */
  readonly url: string | undefined
  /** Empties every table of the schemas that were asked for, and the outbox. */
  reset(): Promise<void>
  /** Give it back. The last one that does so ends the database. */
  close(): Promise<void>
}

interface Shared {
  /** Schemas that any test file of this process has asked for. */
  readonly schemas: Set<string>
  readonly url: string | undefined
  readonly engine: Engine
  readonly postgres: Postgres
  readonly end: () => Promise<void>
}

/** Beside node_modules, where nothing of ours is committed. */
const TEMPLATES = fileURLToPath(new URL('../../../node_modules/.cache/machinaka/', import.meta.url))

/** How long a database without users waits for the next test file before it is ended. */
const LINGER_MS = 1_000

let shared: Promise<Shared> | undefined
let users = 0
let ending: NodeJS.Timeout | undefined

/**
 * A database with these migrations applied. One per process: test files that run in one process share it, and reset it.
 * With TEST_DATABASE_URL it is a new database on that PostgreSQL server, else the embedded engine in a temporary folder.
 */
export async function openTestPostgres(migrations: readonly Migrations[]): Promise<TestPostgres> {
  users += 1
  clearTimeout(ending)
  const first = shared === undefined
  shared ??= open(migrations)
  const { engine, postgres, url, schemas: all } = await shared
  if (!first) {
    const connection = await engine.lend(600_000)
    await migrate(connection, await readMigrations(migrations)).finally(() => connection.release())
  }
  const schemas = ['platform', ...migrations.map(({ schema }) => schema)]
  for (const schema of schemas) all.add(schema)
  // Also what an earlier test file left in schemas that this one does not know.
  await empty(engine, [...all])
  let closed = false
  return {
    postgres,
    url,
    reset: () => empty(engine, schemas),
    close: async () => {
      if (closed) return
      closed = true
      users -= 1
      if (users > 0) return
      ending = setTimeout(() => {
        const last = shared
        shared = undefined
        void last?.then(({ end }) => end())
      }, LINGER_MS)
    },
  }
}

async function open(migrations: readonly Migrations[]): Promise<Shared> {
  const { place, remove } = await freshDatabase()
  const { engine, postgres } = await openEngine({ ...place, migrations })
  return {
    schemas: new Set(),
    url: place.url,
    engine,
    postgres,
    end: async () => {
      await postgres.close()
      await remove()
    },
  }
}

/** Where a new database can be opened by `openPostgres`, and what removes it: for tests of opening itself. */
export async function freshDatabase(): Promise<{
  readonly place: Pick<PostgresOptions, 'url' | 'folder' | 'templates'>
  readonly remove: () => Promise<void>
}> {
  const server = process.env['TEST_DATABASE_URL']
  if (server === undefined) {
    const folder = await mkdtemp(join(tmpdir(), 'machinaka-test-'))
    const clear = (): void => rmSync(folder, { recursive: true, force: true })
    process.once('exit', clear)
    return {
      place: { folder, templates: TEMPLATES },
      remove: async () => {
        process.off('exit', clear)
        clear()
      },
    }
  }
  const name = `machinaka_test_${randomBytes(6).toString('hex')}`
  await once(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { place: { url: url.href }, remove: () => once(server, `drop database if exists ${name} with (force)`) }
}

async function once(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(text).finally(() => client.end())
}

/** Only what holds rows: truncating thirty empty tables would take longer than most tests. */
async function empty(engine: Engine, schemas: readonly string[]): Promise<void> {
  const connection = await engine.lend()
  try {
    const { rows } = await connection.query(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = any($1) and c.relkind in ('r', 'p') and not c.relispartition and c.oid <> 'platform.migration'::regclass`,
      [schemas],
    )
    const names = rows.map((row) => String(row['name']))
    if (names.length === 0) return
    const filled = await connection.query(
      names.map((name) => `select '${name}' as name where exists (select from ${name})`).join(' union all '),
    )
    if (filled.rows.length > 0) await connection.query(`truncate ${filled.rows.map((row) => String(row['name'])).join(', ')} cascade`)
  } finally {
    connection.release()
  }
}
