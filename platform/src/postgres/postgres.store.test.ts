import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import type { Tenant } from '../contract.ts'
import { openTestPostgres, type TestPostgres } from '../testing/index.ts'

const minato = 'minato' as Tenant
const ebisu = 'ebisu' as Tenant
const migrations = [{ schema: 'sample', folder: new URL('./sample-migrations/', import.meta.url) }]
let pg: TestPostgres

before(async () => { pg = await openTestPostgres(migrations) })
beforeEach(() => pg.reset())
after(() => pg.close())

test('a transaction sees its own tenant only, and the system sees all', async () => {
  await pg.postgres.tenant(minato, (tx) => sql`insert into sample.place (city, id, name) values ('minato', 'a', '港')`.execute(tx))
  await pg.postgres.tenant(ebisu, (tx) => sql`insert into sample.place (city, id, name) values ('ebisu', 'a', '恵比寿')`.execute(tx))
  const names = async (tenant: Tenant): Promise<unknown> => pg.postgres.tenant(tenant, async (tx) => (await sql<{ name: string }>`select name from sample.place order by name`.execute(tx)).rows)
  assert.deepEqual(await names(minato), [{ name: '港' }])
  assert.deepEqual(await names(ebisu), [{ name: '恵比寿' }])
  const all = await pg.postgres.system(async (tx) => (await sql<{ n: number }>`select count(*) as n from sample.place`.execute(tx)).rows)
  assert.deepEqual(all, [{ n: 2 }])
})
