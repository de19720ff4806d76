import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import type { Postgres, Tenant, Tx } from '../contract.ts'
import { freshDatabase } from '../testing/test-postgres.ts'
import { openTestPostgres, type TestPostgres } from '../testing/index.ts'
import { QueryTooLong } from './engine.ts'
import { openPostgres } from './open.ts'
import { afterCommit } from './transactions.ts'

const minato = 'minato' as Tenant
const ebisu = 'ebisu' as Tenant
const migrations = [{ schema: 'sample', folder: new URL('./sample-migrations/', import.meta.url) }]
let pg: TestPostgres

before(async () => {
  pg = await openTestPostgres(migrations)
})
beforeEach(() => pg.reset())
after(() => pg.close())

const add = (city: string, id: string) => (tx: Tx) =>
  sql`insert into sample.place (city, id, name) values (${city}, ${id}, ${`${city} ${id}`})`.execute(tx)
const names = async (postgres: Postgres, tenant: Tenant): Promise<readonly string[]> =>
  postgres.tenant(tenant, async (tx) =>
    (await sql<{ name: string }>`select name from sample.place order by name`.execute(tx)).rows.map(({ name }) => name),
  )
const value = async (expression: string): Promise<unknown> =>
  pg.postgres.system(async (tx) => (await sql<{ v: unknown }>`select ${sql.raw(expression)} as v`.execute(tx)).rows[0]?.v)
const echoed = async (given: unknown, type: string): Promise<unknown> =>
  pg.postgres.system(async (tx) => (await sql<{ v: unknown }>`select ${given}::${sql.raw(type)} as v`.execute(tx)).rows[0]?.v)

test('a transaction sees its own tenant only, and the system sees all', async () => {
  await pg.postgres.tenant(minato, add('minato', 'a'))
  await pg.postgres.tenant(ebisu, add('ebisu', 'a'))
  assert.deepEqual([await names(pg.postgres, minato), await names(pg.postgres, ebisu)], [['minato a'], ['ebisu a']])
  assert.equal(await value('(select count(*) from sample.place)'), 2)
})

test('a row for another tenant is refused, and an update of it touches nothing', async () => {
  await assert.rejects(pg.postgres.tenant(minato, add('ebisu', 'a')), /row-level security/)
  await pg.postgres.tenant(ebisu, add('ebisu', 'a'))
  await pg.postgres.tenant(minato, (tx) => sql`update sample.place set name = 'taken'`.execute(tx))
  await pg.postgres.tenant(minato, (tx) => sql`delete from sample.place`.execute(tx))
  assert.deepEqual(await names(pg.postgres, ebisu), ['ebisu a'])
})

test('a read of its own sees its tenant only, by a name or without, and leaves nothing behind', async () => {
  await pg.postgres.tenant(minato, add('minato', 'a'))
  await pg.postgres.tenant(ebisu, add('ebisu', 'a'))
  const ask = (tenant: Tenant, options?: { readonly name: string }): Promise<readonly { name: string }[]> =>
    pg.postgres.read(tenant, sql<{ name: string }>`select name from sample.place where id = ${'a'}`, options)
  assert.deepEqual(await ask(minato), [{ name: 'minato a' }])
  assert.deepEqual(await Promise.all([ask(ebisu, { name: 'place' }), ask(minato, { name: 'place' }), ask(ebisu, { name: 'place' })]), [
    [{ name: 'ebisu a' }],
    [{ name: 'minato a' }],
    [{ name: 'ebisu a' }],
  ])
  await assert.rejects(pg.postgres.read(minato, sql`select 1 / (id = 'a')::int::text::int - 1 / 0 from sample.place`), /division by zero/)
  await assert.rejects(pg.postgres.read('no slug' as Tenant, sql`select 1`), TypeError)
  await assert.rejects(
    pg.postgres.tenant(minato, () => ask(minato)),
    /inside a transaction/,
  )
  assert.deepEqual(await ask(minato), [{ name: 'minato a' }])
})

test('what is no slug of a tenant never reaches SQL', async () => {
  for (const bad of ["x'; drop table sample.place; --", '', 'Minato', 'a'.repeat(41), '1a'])
    await assert.rejects(
      pg.postgres.tenant(bad as Tenant, async () => {}),
      /is not the slug of a tenant/,
    )
})

test('the roles may not change tables, and a tenant may not read what is of no tenant', async () => {
  await assert.rejects(
    pg.postgres.tenant(minato, (tx) => sql`alter table sample.place add column x int`.execute(tx)),
    /must be owner/,
  )
  await assert.rejects(
    pg.postgres.system((tx) => sql`create table sample.more (x int)`.execute(tx)),
    /permission denied/,
  )
  await assert.rejects(
    pg.postgres.tenant(minato, (tx) => sql`select * from platform.outbox`.execute(tx)),
    /permission denied/,
  )
  await assert.rejects(
    pg.postgres.tenant(minato, (tx) => sql`select * from platform.migration`.execute(tx)),
    /permission denied/,
  )
})

test('what throws is rolled back, and the next transaction is clean', async () => {
  await assert.rejects(
    pg.postgres.tenant(minato, async (tx) => {
      await add('minato', 'a')(tx)
      throw new Error('changed my mind')
    }),
    /changed my mind/,
  )
  assert.deepEqual(await names(pg.postgres, minato), [])
})

test('an error that was caught still rolls the transaction back, and that is said', async () => {
  await assert.rejects(
    pg.postgres.tenant(minato, async (tx) => {
      await add('minato', 'a')(tx)
      await sql`select 1 / 0`.execute(tx).catch(() => {})
    }),
    /rolled back, because a statement in it had failed/,
  )
  assert.deepEqual(await names(pg.postgres, minato), [])
})

test('a transaction within a transaction is refused, instead of waiting for itself', async () => {
  await assert.rejects(
    pg.postgres.tenant(minato, () => pg.postgres.tenant(minato, add('minato', 'a'))),
    /inside another one/,
  )
  await pg.postgres.tenant(minato, add('minato', 'b'))
})

test('transactions at the same time do not mix', async () => {
  await Promise.all(
    Array.from({ length: 30 }, (_, i) =>
      pg.postgres
        .tenant(i % 2 === 0 ? minato : ebisu, async (tx) => {
          await add(i % 2 === 0 ? 'minato' : 'ebisu', String(i))(tx)
          await new Promise((resolve) => {
            setImmediate(resolve)
          })
          if (i % 3 === 0) throw new Error('no')
        })
        .catch((error: unknown) => assert.equal(String(error), 'Error: no')),
    ),
  )
  assert.equal((await names(pg.postgres, minato)).length + (await names(pg.postgres, ebisu)).length, 20)
})

test('what waits for the commit is called after it, and not without one', async () => {
  const called: string[] = []
  const once = (): void => {
    called.push('once')
  }
  await pg.postgres.tenant(minato, async (tx) => {
    afterCommit(tx, once)
    afterCommit(tx, once)
    called.push('work')
  })
  await pg.postgres
    .tenant(minato, async (tx) => {
      afterCommit(tx, once)
      throw new Error('no')
    })
    .catch(() => {})
  assert.deepEqual(called, ['work', 'once'])
})

for (const [expression, expected] of [
  ['true', true],
  ['null::text', null],
  ['32767::int2', 32_767],
  ['9007199254740991::int8', Number.MAX_SAFE_INTEGER],
  ['count(*)', 1],
  ['1.10::numeric', '1.10'],
  ['0.1::float8', 0.1],
  ["'港'::text", '港'],
  ["'2026-04-01T18:00:00.123456+09'::timestamptz", '2026-04-01T09:00:00.123Z'],
  ["'0850-01-01T00:00:00Z'::timestamptz", '0850-01-01T00:00:00.000Z'],
  ["'infinity'::timestamptz", 'infinity'],
  ["'2026-04-01'::date", '2026-04-01'],
  ["'2026-04-01 09:00'::timestamp", '2026-04-01 09:00:00'],
  ["'09:30'::time", '09:30:00'],
  [`'{"a": [1, null, "港"]}'::jsonb`, { a: [1, null, '港'] }],
  [`'[1, 2]'::json`, [1, 2]],
  [`'"text"'::jsonb`, 'text'],
  [`'null'::jsonb`, null],
  [String.raw`'\x00ff10'::bytea`, new Uint8Array([0, 255, 16])],
  [`array['a', null, 'b,"c"']`, ['a', null, 'b,"c"']],
  [
    'array[[1,2],[3,4]]',
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ["'{}'::text[]", []],
  [`array['{"a":1}'::jsonb]`, [{ a: 1 }]],
  ["array['2026-04-01T00:00:00Z'::timestamptz]", ['2026-04-01T00:00:00.000Z']],
  ['array[1::int8, 2]', [1, 2]],
  ["'018f0000-0000-7000-8000-000000000000'::uuid", '018f0000-0000-7000-8000-000000000000'],
  ['st_setsrid(st_makepoint(139.7, 35.6), 4326)', '0101000020E61000006666666666766140CDCCCCCCCCCC4140'],
  ['st_asgeojson(st_makepoint(139.7, 35.6))::jsonb', { type: 'Point', coordinates: [139.7, 35.6] }],
  ["'[2026-04-01,2026-05-01)'::daterange", '[2026-04-01,2026-05-01)'],
] as const)
  test(`${expression} comes out as ${JSON.stringify(expected)}`, async () => assert.deepEqual(await value(expression), expected))

for (const [given, type, expected] of [
  [{ a: ['港', null] }, 'jsonb', { a: ['港', null] }],
  [JSON.stringify([1, { b: 2 }]), 'jsonb', [1, { b: 2 }]],
  [['a', null, 'c"d'], 'text[]', ['a', null, 'c"d']],
  [[1, 2], 'int8[]', [1, 2]],
  [new Uint8Array([1, 0, 255]), 'bytea', new Uint8Array([1, 0, 255])],
  [new Date('2026-04-01T00:00:00.250Z'), 'timestamptz', '2026-04-01T00:00:00.250Z'],
  ['2026-04-01T09:00:00+09:00', 'timestamptz', '2026-04-01T00:00:00.000Z'],
  [12_345_678_901n, 'int8', 12_345_678_901],
  [undefined, 'text', null],
  ["it's; --", 'text', "it's; --"],
  ['x'.repeat(3_000_000), 'text', 'x'.repeat(3_000_000)],
] as const)
  test(`${typeof given === 'string' ? given.slice(0, 30) : JSON.stringify(given, (_k, v: unknown) => (typeof v === 'bigint' ? String(v) : v))} goes in as ${type}`, async () =>
    assert.deepEqual(await echoed(given, type), expected))

test('a bigint that is no number is an error, not another number', async () => {
  await assert.rejects(value('9007199254740993::int8'), /does not fit a number/)
  assert.equal(await value('9007199254740993::int8::text'), '9007199254740993')
})

test('a spatial search below row-level security uses the index', async () => {
  await pg.postgres.tenant(minato, (tx) =>
    sql`insert into sample.place (city, id, name, geom) select 'minato', i::text, 'x', st_setsrid(st_makepoint(139 + i / 10000.0, 35), 4326) from generate_series(1, 5000) i`.execute(
      tx,
    ),
  )
  const plan = await pg.postgres.tenant(minato, async (tx) => {
    await sql`set local enable_seqscan = off`.execute(tx)
    return (
      await sql<
        Record<string, string>
      >`explain select id from sample.place where city = 'minato' and st_dwithin(geom, st_setsrid(st_makepoint(139.1, 35), 4326), 0.001)`.execute(
        tx,
      )
    ).rows
      .map((row) => row['QUERY PLAN'])
      .join('\n')
  })
  assert.match(plan, /Index Cond: .*city = 'minato'.*geom && /)
})

test('a query past its limit is ended, with what its transaction did, and the next one works', { timeout: 60_000 }, async () => {
  const { place, remove } = await freshDatabase()
  const postgres = await openPostgres({ ...place, migrations, queryLimit_ms: 1_500 })
  try {
    await postgres.tenant(minato, add('minato', 'kept'))
    const slow = postgres.tenant(minato, async (tx) => {
      await add('minato', 'lost')(tx)
      await sql`select count(*) from generate_series(1, 100000000000)`.execute(tx)
    })
    const waiting = names(postgres, minato)
    await assert.rejects(slow, (error) => error instanceof QueryTooLong && /longer than 1500 ms/.test(error.message))
    assert.deepEqual(await waiting, ['minato kept'])
    assert.ok((await postgres.ping()).duration_ms < 1_000)
    await postgres.tenant(minato, (tx) => sql`select pg_sleep(2)`.execute(tx), { queryLimit_s: 20 })
    await assert.rejects(
      postgres.system((tx) => sql`select count(*) from generate_series(1, 100000000000)`.execute(tx), { queryLimit_s: 0.5 }),
      /longer than 500 ms/,
    )
  } finally {
    await postgres.close()
    await remove()
  }
})

test('a closed database says so', async () => {
  const { place, remove } = await freshDatabase()
  const postgres = await openPostgres({ ...place, migrations: [] })
  await postgres.close()
  await assert.rejects(postgres.ping(), /closed|end/)
  await remove()
})

test('after much has changed, statistics are taken again, and dead rows of the embedded engine are cleared away', async () => {
  await pg.postgres.tenant(minato, (tx) =>
    sql`insert into sample.place (city, id, name) select 'minato', i::text, repeat('x', 2000) from generate_series(1, 3000) i`.execute(tx),
  )
  await pg.postgres.tenant(minato, (tx) => sql`update sample.place set name = 'y' || name`.execute(tx))
  await pg.postgres.settle()
  const planned = await value("(select reltuples::int from pg_class where oid = 'sample.place'::regclass)")
  const dead = await value("(select n_dead_tup from pg_stat_user_tables where relid = 'sample.place'::regclass)")
  assert.deepEqual([planned, pg.postgres.engine === 'embedded' ? dead : 0], [3_000, 0])
})
