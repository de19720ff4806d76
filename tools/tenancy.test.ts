import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const root = new URL('..', import.meta.url)
const rooms = ['platform', ...readdirSync(new URL('domains', root)).map((name) => `domains/${name}`)]
const migrations = rooms
  .map((room) => new URL(`${room}/migrations/`, root))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.sql'))
      .map((name) => readFileSync(new URL(name, folder), 'utf8')),
  )

const all = (pattern: RegExp): readonly string[] =>
  migrations.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name)).toSorted()
const created = all(/create (?:unlogged )?table (?:if not exists )?([a-z_.]+)/g)
const protected_ = all(/select platform\.protect\('([a-z_.]+)'\)/g)
const shared = all(/select platform\.share\('([a-z_.]+)'\)/g)

test('every table belongs to a city, or is shared on purpose', () => {
  assert.ok(created.length > 10, 'found almost no tables: a guard that sees nothing guards nothing')
  assert.deepEqual([...protected_, ...shared].toSorted(), created)
})

test('docs/tenancy.md lists the shared tables, each with its reason', () => {
  const listed = readFileSync(new URL('docs/tenancy.md', root), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  for (const line of listed) assert.match(line, /\| [^|]{10,} \|$/)
  assert.deepEqual(
    listed.map((line) => /^\| `([^`]+)`/.exec(line)?.[1] ?? ''),
    [...shared, 'platform.migration'].toSorted(),
  )
})
