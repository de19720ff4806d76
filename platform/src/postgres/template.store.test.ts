import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import type { Tenant } from '../contract.ts'
import { freshDatabase } from '../testing/test-postgres.ts'
import { openPostgres } from './open.ts'

const skip = process.env['TEST_DATABASE_URL'] !== undefined && 'is about the embedded engine'
const migrations = [{ schema: 'sample', folder: new URL('./sample-migrations/', import.meta.url) }]

test(
  'two that make the same template at once both get a database of their own; an opened one is kept as it is',
  { skip, timeout: 180_000 },
  async () => {
    const root = mkdtempSync(join(tmpdir(), 'machinaka-template-'))
    const templates = join(root, 'templates')
    // The bare one takes 10 s to make: it is taken from the tests' cache, which this test's first line fills where it is empty.
    const { place, remove } = await freshDatabase()
    await (await openPostgres({ ...place, migrations: [] })).close()
    await remove()
    for (const name of readdirSync(place.templates ?? '').filter((one) => one.startsWith('bare-')))
      cpSync(join(place.templates ?? '', name), join(templates, name), { recursive: true })
    const open = (name: string): ReturnType<typeof openPostgres> => openPostgres({ folder: join(root, name), templates, migrations })
    const add =
      (id: string) =>
      async (postgres: Awaited<ReturnType<typeof openPostgres>>): Promise<void> => {
        await postgres.tenant('minato' as Tenant, (tx) =>
          sql`insert into sample.place (city, id, name) values ('minato', ${id}, 'x')`.execute(tx),
        )
      }
    const ids = async (postgres: Awaited<ReturnType<typeof openPostgres>>): Promise<unknown> =>
      postgres.tenant('minato' as Tenant, async (tx) =>
        (await sql<{ id: string }>`select id from sample.place`.execute(tx)).rows.map(({ id }) => id),
      )
    try {
      const [one, two] = await Promise.all([open('one'), open('two')])
      await add('one')(one)
      await add('two')(two)
      assert.deepEqual([await ids(one), await ids(two)], [['one'], ['two']])
      await Promise.all([one.close(), two.close()])
      const again = await open('one')
      assert.deepEqual(await ids(again), ['one'])
      await again.close()
      assert.deepEqual(
        readdirSync(templates)
          .map((name) => name.replace(/-.*/, ''))
          .toSorted(),
        ['bare', 'migrated'],
      )
    } finally {
      rmSync(root, { recursive: true })
    }
  },
)
