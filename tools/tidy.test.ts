import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sources } from './imports.ts'
import { rooms } from './layers.ts'
import { impurity, objection, roomOf } from './tidy.ts'

test('every import follows tools/layers.ts', () => {
  const all = sources().flatMap(({ file, imports }) => imports.map((specifier) => ({ file, specifier })))
  assert.ok(all.length > 5, 'the scan found almost nothing: a guard that sees no code guards nothing')
  assert.deepEqual(all.map(objection).filter(Boolean), [])
})

test('pure code takes the clock and chance as arguments', () => assert.deepEqual(sources().map(impurity).filter(Boolean), []))

test('the layers form no cycle', () => {
  const packageRoom = (p: string): string | undefined => Object.keys(rooms).find((r) => r === p || r.endsWith(`/${p}`))
  const walk = (room: string, path: readonly string[]): void => {
    assert.ok(!path.includes(room), `cycle: ${[...path, room].join(' → ')}`)
    for (const may of rooms[room]?.may ?? []) {
      const next = packageRoom(may.split('/')[1] ?? '')
      if (next !== undefined && next !== room) walk(next, [...path, room])
    }
  }
  for (const room of Object.keys(rooms)) walk(room, [])
})

for (const [name, bad] of Object.entries({
  'an engine reaching up': { file: 'engines/geo/src/a.ts', specifier: '@machinaka/context' },
  'an engine doing I/O': { file: 'engines/ngsi/src/a.ts', specifier: 'node:fs' },
  'a contract calling platform': { file: 'domains/context/src/contract.ts', specifier: '@machinaka/platform' },
  'a domain importing the database driver': { file: 'domains/context/src/store.ts', specifier: 'pg' },
  'a web app importing a server door': { file: 'apps/town/src/a.ts', specifier: '@machinaka/guide' },
  'a relative path into another room': { file: 'domains/context/src/a.ts', specifier: '../../guide/src/index.ts' },
  'a contract importing its store': { file: 'domains/context/src/contract.ts', specifier: './store.ts' },
  'a store that imports what tests share': { file: 'domains/guide/src/place-store.ts', specifier: './test-guide.ts' },
  'a room nobody declared': { file: 'domains/weather/src/a.ts', specifier: './b.ts' },
}))
  test(`tidy objects to ${name}`, () => assert.notEqual(objection(bad), undefined))

test('tidy objects to an engine that reads the clock', () =>
  assert.notEqual(impurity({ file: 'engines/geo/src/a.ts', text: 'const t = Date.now()' }), undefined))
test('tidy sees dynamic imports and rooms by path', () => {
  assert.equal(roomOf('platform/src/x.ts'), 'platform')
  assert.ok(sources().some((s) => s.file.startsWith('apps/town/')))
})
