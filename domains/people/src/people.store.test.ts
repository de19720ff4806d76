import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { getSchema } from 'better-auth/db'
import { passkey } from '@better-auth/passkey'
import { emailOTP } from 'better-auth/plugins'
import { isRefusal, type Mail, type Tenant, type Tx } from '@machinaka/platform'
import { countingIds, fixedClock, openTestPostgres } from '@machinaka/platform/testing'
import { sql } from 'kysely'
import { columnOf, tables } from './auth-adapter.ts'
import { createPeople, peopleMigrations, type City, type People } from './index.ts'
import { defaultSettings, type Actor, type CitySettings } from './rules/index.ts'

const pg = await openTestPostgres([peopleMigrations])
const clock = fixedClock()
const mail: Mail = { mode: 'folder', send: () => Promise.resolve() }
const minato = 'minato' as Tenant
const ebisu = 'ebisu' as Tenant
const settings: CitySettings = { ...defaultSettings, name: { ja: '町' }, centre: [139.64, 35.44], bounds: [139.6, 35.4, 139.7, 35.5] }
const admin: Actor & { readonly id: string } = { kind: 'account', id: 'a', roles: ['admin'], scopes: [] }

const open = (): Promise<People> =>
  createPeople({
    postgres: pg.postgres,
    clock,
    ids: countingIds(),
    mail,
    log: { warn() {} },
    cityByHost: true,
    demoAccounts: true,
    gsiTiles: false,
  })
let people: People

async function city(slug: string, demo = false, hosts: string[] = []): Promise<City> {
  const made = await people.createCity({ city: slug, settings: { ...settings, hosts }, demo })
  if (isRefusal(made)) assert.fail(made.detail)
  return made
}

after(() => pg.close())

/** A test on an empty database. (Hooks of one file would run for every file of the process.) */
const scenario = (name: string, work: () => Promise<void>): void => {
  test(name, async () => {
    await pg.reset()
    people = await open()
    await work()
  })
}

const count = async (tx: Tx, table: string): Promise<number> =>
  (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(tx)).rows[0]?.n ?? -1

scenario('a key in use says who made it', async () => {
  await city('minato')
  const made = await people.keys.create(minato, admin, { name: 'k', scopes: ['source.read'] })
  if (isRefusal(made)) assert.fail(made.detail)
  const used = await people.resolve({
    requestId: 'r',
    method: 'GET',
    url: '/api/x?city=minato',
    query: { city: 'minato' },
    headers: { 'x-api-key': made.text },
    cookies: {},
    ip: '127.0.0.1',
    hostname: 'localhost',
    origin: 'http://localhost',
    loopback: true,
    local: false,
  })
  if (isRefusal(used)) assert.fail(used.detail)
  assert.deepEqual([used.caller.kind, used.caller.id, used.caller.madeBy], ['key', made.key.id, admin.id])
})

scenario('SQL that forgets the city still sees and changes its own city only', async () => {
  await people.openDemo(await city('minato', true), { shops: [] })
  await city('ebisu')
  await people.keys.create(minato, admin, { name: 'k', scopes: ['source.read'] })
  const seen = await pg.postgres.tenant(ebisu, async (tx) => {
    const rows = [await count(tx, 'people.membership'), await count(tx, 'people.api_key'), await count(tx, 'people.city')]
    await sql`update people.membership set role = 'admin'`.execute(tx)
    await sql`delete from people.api_key`.execute(tx)
    return rows
  })
  assert.deepEqual(seen, [0, 0, 1])
  const own = await pg.postgres.tenant(minato, async (tx) => [await count(tx, 'people.membership'), await count(tx, 'people.api_key')])
  assert.deepEqual(own, [6, 1])
  const admins = await pg.postgres.tenant(
    minato,
    async (tx) => (await sql`select 1 from people.membership where role = 'admin'`.execute(tx)).rows.length,
  )
  assert.equal(admins, 1)
})

scenario('SQL of one city cannot write a row of another', async () => {
  await city('minato')
  await assert.rejects(
    pg.postgres.tenant(ebisu, async (tx) => {
      await sql`insert into people.membership (city, account, role, created_at) values ('minato', 'thief', 'admin', now())`.execute(tx)
    }),
    /row-level security/,
  )
})

scenario('a city’s transaction reads no account, session or secret at all', async () => {
  for (const table of ['account', 'session', 'credential', 'verification', 'code_sent', 'passkey', 'secret'])
    await assert.rejects(
      pg.postgres.tenant(minato, (tx) => count(tx, `people.${table}`)),
      /permission denied/,
      table,
    )
})

scenario('the tables have every column that better-auth writes', async () => {
  const schema = getSchema({ plugins: [emailOTP({ sendVerificationOTP: () => Promise.resolve() }), passkey()] })
  assert.deepEqual(Object.keys(schema).toSorted(), Object.keys(tables).toSorted())
  for (const [model, { fields }] of Object.entries(schema)) {
    const name = tables[model]?.split('.')[1] ?? ''
    const { rows } = await pg.postgres.system((tx) =>
      sql<{
        column_name: string
      }>`select column_name from information_schema.columns where table_schema = 'people' and table_name = ${name}`.execute(tx),
    )
    const columns = rows.map((row) => row.column_name)
    assert.deepEqual(
      Object.keys(fields)
        .map(columnOf)
        .filter((column) => !columns.includes(column)),
      [],
      model,
    )
  }
})

scenario('two servers that start together sign cookies with one secret', async () => {
  await Promise.all([open(), open()])
  assert.equal(await pg.postgres.system((tx) => count(tx, 'people.secret')), 1)
})

scenario('a granted shop makes a resident shop staff, and leaves staff what they are', async () => {
  await people.openDemo(await city('minato', true), { shops: ['urn:a'] })
  const role = async (account: string): Promise<unknown> =>
    pg.postgres.tenant(
      minato,
      async (tx) => (await sql`select role, shops from people.membership where account = ${account}`.execute(tx)).rows[0],
    )
  await pg.postgres.tenant(minato, (tx) => people.grantShop(tx, minato, 'newcomer', 'urn:b'))
  assert.deepEqual(await role('newcomer'), { role: 'shop-staff', shops: ['urn:b'] })
  await pg.postgres.tenant(minato, (tx) => people.grantShop(tx, minato, 'newcomer', 'urn:b'))
  await pg.postgres.tenant(minato, (tx) => people.grantShop(tx, minato, 'newcomer', 'urn:c'))
  assert.deepEqual(await role('newcomer'), { role: 'shop-staff', shops: ['urn:b', 'urn:c'] })
  await pg.postgres.tenant(minato, (tx) => people.revokeShop(tx, minato, 'newcomer', 'urn:b'))
  assert.deepEqual(await role('newcomer'), { role: 'shop-staff', shops: ['urn:c'] })
  await pg.postgres.tenant(minato, (tx) => people.revokeShop(tx, minato, 'newcomer', 'urn:c'))
  assert.deepEqual(await role('newcomer'), { role: 'resident', shops: [] })
  await pg.postgres.tenant(minato, (tx) => people.revokeShop(tx, minato, 'nobody', 'urn:c'))
})

scenario('opening the demo twice changes nothing', async () => {
  const demo = await city('minato', true)
  await people.openDemo(demo, { shops: ['urn:a'] })
  await people.openDemo(demo, { shops: ['urn:a'] })
  assert.equal(await pg.postgres.system((tx) => count(tx, 'people.account')), 6)
  await assert.rejects(people.openDemo(await city('ebisu'), { shops: [] }), /no demo city/)
})

scenario('a host name belongs to one city', async () => {
  await city('minato', false, ['town.example'])
  const taken = await people.createCity({ city: 'ebisu', settings: { ...settings, hosts: ['town.example'] }, demo: false })
  assert.equal(isRefusal(taken) && taken.code, 'people.host-taken')
  const twice = await people.createCity({ city: 'minato', settings, demo: false })
  assert.equal(isRefusal(twice) && twice.code, 'people.city-exists')
})

scenario('expired sessions and codes are swept', async () => {
  await pg.postgres.system(async (tx) => {
    await sql`insert into people.account (id, name, email, email_verified, created_at, updated_at) values ('p', 'p', 'p@example.jp', true, now(), now())`.execute(
      tx,
    )
    await sql`insert into people.session (id, user_id, token, expires_at, created_at, updated_at) values ('old', 'p', 't1', now() - interval '1 day', now(), now()), ('new', 'p', 't2', now() + interval '1 day', now(), now())`.execute(
      tx,
    )
  })
  await people.sweep()
  assert.equal(await pg.postgres.system((tx) => count(tx, 'people.session')), 1)
})
