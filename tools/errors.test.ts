import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'

const root = new URL('..', import.meta.url)
const statuses: Readonly<Record<string, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  absent: 404,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  unsupported: 415,
  unprocessable: 422,
  'too-many': 429,
  unavailable: 503,
}
type Table = Readonly<Record<string, { readonly kind: string; readonly title: string }>>

async function tables(): Promise<Map<string, Table>> {
  const files = readdirSync(new URL('domains', root))
    .map((name) => ({ name, file: new URL(`domains/${name}/src/contract.ts`, root) }))
    .filter(({ file }) => existsSync(file))
  const all = new Map<string, Table>()
  for (const { name, file } of [...files, { name: 'platform', file: new URL('platform/src/refusals.ts', root) }]) {
    const door = (await import(pathToFileURL(file.pathname).href)) as { readonly refusals?: Table }
    all.set(name, door.refusals ?? {})
  }
  return all
}

test('docs/errors.md has every refusal code, with its status and meaning, and no other', async () => {
  const found = await tables()
  assert.ok(found.size > 3, 'found almost no refusal tables: a guard that sees nothing guards nothing')
  const expected = [...found.values()].flatMap((table) =>
    Object.entries(table).map(([code, { kind, title }]) => `| \`${code}\` | ${statuses[kind]} | ${title} |`),
  )
  const documented = readFileSync(new URL('docs/errors.md', root), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  for (const line of documented) assert.match(line, /\| [^|]{8,} \|$/, `no advice in: ${line}`)
  assert.deepEqual(
    documented.map((line) => line.split(' | ').slice(0, 3).join(' | ') + ' |').toSorted(),
    [...expected, '| `platform.internal` | 500 | The server failed |'].toSorted(),
    'write a line "| `code` | status | title | what to do |" per code into docs/errors.md',
  )
})

test('a code begins with the name of its room', async () => {
  for (const [name, table] of await tables())
    for (const code of Object.keys(table)) assert.match(code, new RegExp(`^${name}\\.[a-z]+(-[a-z]+)*$`))
})
