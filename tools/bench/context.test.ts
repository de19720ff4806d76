import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { rows } from './context-rows.ts'

test('every row is in docs/benchmarks-context.md with its goal word for word, in the same order, and no other is', () => {
  const text = readFileSync(new URL('../../docs/benchmarks-context.md', import.meta.url), 'utf8')
  const table = text.split('\n').flatMap((line) => {
    const cells = /^\| `([a-z0-9-]+)` \| ([^|]+) \| ([^|]+) \|/.exec(line)
    return cells === null ? [] : [{ id: cells[1], work: cells[2], goal: cells[3] }]
  })
  assert.deepEqual(
    table,
    rows.map(({ id, work, goal }) => ({ id, work, goal })),
  )
})

test('the goals decide as they are written', () => {
  const met = (id: string, value: number): boolean | undefined => rows.find((row) => row.id === id)?.meets(value)
  assert.deepEqual(
    [
      met('query-hot', 19_999),
      met('query-hot', 20_000),
      met('near-1m', 20),
      met('near-1m', 19.9),
      met('deliver', 99.9),
      met('deliver', 100),
    ],
    [false, true, false, true, false, true],
  )
})
