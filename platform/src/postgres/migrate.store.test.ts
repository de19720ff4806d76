import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import type { Migrations } from '../contract.ts'
import { freshDatabase } from '../testing/test-postgres.ts'
import { DatabaseUnusable, type Engine } from './engine.ts'
import { migrate, MigrationRefused, readMigrations } from './migrate.ts'
import { openEngine, openPostgres } from './open.ts'

const server = process.env['TEST_DATABASE_URL']
const onServer = { skip: server === undefined && 'needs several connections or users: PostgreSQL' }
const root = mkdtempSync(join(tmpdir(), 'machinaka-migrations-'))
after(() => rmSync(root, { recursive: true }))
let town: Migrations
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(root, 'town-'))
  town = { schema: 'town', folder: pathToFileURL(`${folder}/`) }
})
const file = (name: string, text: string): void => writeFileSync(join(folder, name), text)

/** Opens a new database without migrations, and applies the town's as often as the test calls `apply`. */
async function withDatabase(work: (apply: () => ReturnType<typeof migrate>, engine: Engine) => Promise<void>): Promise<void> {
  const { place, remove } = await freshDatabase()
  const { engine, postgres } = await openEngine({ ...place, migrations: [] })
  try {
    await work(async () => {
      const connection = await engine.lend()
      return migrate(connection, await readMigrations([town])).finally(() => connection.release())
    }, engine)
  } finally {
    await postgres.close()
    await remove()
  }
}
const query = async (engine: Engine, text: string): Promise<unknown> => {
  const connection = await engine.lend()
  return connection
    .query(text)
    .then(({ rows }) => rows)
    .finally(() => connection.release())
}

test('migrations are applied once, in order; a failing, changed or unknown one is refused by name', { timeout: 60_000 }, () =>
  withDatabase(async (apply, engine) => {
    file('0002_more.sql', 'alter table town.bench add column seats int not null default 2;')
    file('0001_bench.sql', "create table town.bench (city text primary key); insert into town.bench values ('minato');")
    assert.deepEqual((await apply()).applied, ['town/0001_bench.sql', 'town/0002_more.sql'])
    assert.deepEqual((await apply()).applied, [])
    assert.deepEqual(await query(engine, 'select * from town.bench'), [{ city: 'minato', seats: 2 }])

    file('0003_broken.sql', "insert into town.bench values ('ebisu', 3); insert into town.nowhere values (1);")
    await assert.rejects(
      apply(),
      (error) =>
        error instanceof MigrationRefused && /town\/0003_broken\.sql failed and left nothing behind: .*town\.nowhere/.test(error.message),
    )
    assert.deepEqual(await query(engine, 'select count(*) from town.bench'), [{ count: 1 }])

    file('0003_broken.sql', "insert into town.bench values ('ebisu', 3);")
    assert.deepEqual((await apply()).applied, ['town/0003_broken.sql'])
    file('0001_bench.sql', 'create table town.bench (city text primary key); -- better')
    await assert.rejects(
      apply(),
      (error) =>
        error instanceof MigrationRefused && /town\/0001_bench\.sql was applied to this database and has changed/.test(error.message),
    )

    file('0001_bench.sql', "create table town.bench (city text primary key); insert into town.bench values ('minato');")
    rmSync(join(folder, '0003_broken.sql'))
    await assert.rejects(apply(), /migration town\/0003_broken\.sql, which this program does not know/)
  }),
)

test('protect refuses a table whose rows or indexes are not by city', { timeout: 60_000 }, () =>
  withDatabase(async (apply) => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ['create table town.a (id text primary key)', /needs a column "city text not null"/],
      ['create table town.a (city text not null, id text)', /needs a primary key/],
      ['create table town.a (city text not null, id text, primary key (id, city))', /do not begin with city: town\.a_pkey/],
      [
        'create table town.a (city text not null, id text, n int, primary key (city, id)); create index a_by_n on town.a (n)',
        /do not begin with city: town\.a_by_n/,
      ],
      [
        'create table town.a (city text not null, id text, primary key (city, id)); create index a_by_lower on town.a (lower(id))',
        /do not begin with city: town\.a_by_lower/,
      ],
    ]
    for (const [sql, message] of cases) {
      file('0001_a.sql', `${sql}; select platform.protect('town.a');`)
      await assert.rejects(apply(), message)
    }
  }),
)

test('a file that is not named like a migration is refused', async () => {
  file('first.sql', 'select 1')
  await assert.rejects(readMigrations([town]), /first\.sql: a migration is named like/)
})

test('two servers that start at once migrate once', onServer, async () => {
  file('0001_bench.sql', 'create table town.bench (city text primary key); select pg_sleep(0.5);')
  const { place, remove } = await freshDatabase()
  const reports: string[] = []
  const opened = await Promise.all(
    [1, 2, 3].map(() => openPostgres({ ...place, migrations: [town], report: (line) => reports.push(line) })),
  )
  await Promise.all(opened.map((one) => one.close()))
  await remove()
  assert.deepEqual(
    reports.filter((line) => line.includes('town/')),
    ['applied migration town/0001_bench.sql'],
  )
})

test('a user that may not prepare the database is told what its administrator has to run; after that it works', onServer, async () => {
  const { place, remove } = await freshDatabase()
  const asAdmin = new pg.Client({ connectionString: place.url })
  await asAdmin.connect()
  const url = new URL(place.url ?? '')
  const name = `machinaka_plain_${url.pathname.slice(-12)}`
  try {
    await asAdmin.query(`create role ${name} login; grant create on database ${url.pathname.slice(1)} to ${name}`)
    url.username = name
    const open = async (): Promise<readonly string[]> => {
      const reports: string[] = []
      await (await openPostgres({ url: url.href, migrations: [], advise: (line) => reports.push(line) })).close()
      return reports
    }
    const error = await open().then(
      () => undefined,
      (reason: unknown) => reason,
    )
    assert.ok(error instanceof DatabaseUnusable, String(error))
    const statements = /as a superuser: (.*)$/.exec(error.message)?.[1] ?? ''
    assert.match(statements, /create extension if not exists postgis;/)
    assert.match(statements, new RegExp(`grant app, app_system to ${name};`))
    await asAdmin.query(statements)
    const reports = await open()
    assert.match(
      reports.join('\n'),
      /Spatial searches will be slow in big cities until a superuser runs .*alter function .*st_intersects.* leakproof/,
    )
  } finally {
    await asAdmin.query(`reassign owned by ${name} to current_user; drop owned by ${name}`).catch(() => {})
    await asAdmin.query(`drop role if exists ${name}`).catch(() => {})
    await asAdmin.end()
    await remove()
  }
})

test('who does not answer, and what is no PostgreSQL address, is said without the password', async () => {
  await assert.rejects(
    openPostgres({ url: 'postgres://town:secret@127.0.0.1:1/town', migrations: [] }),
    (error) =>
      error instanceof DatabaseUnusable &&
      /127\.0\.0\.1:1\/town\) does not answer: .*ECONNREFUSED/.test(error.message) &&
      !error.message.includes('secret'),
  )
})
