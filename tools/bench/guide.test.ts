import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { guarded, guideBench } from './guide.ts'
import type { Measured } from './harness.ts'

type Out = readonly [string, Measured | Error]
const { rows } = guideBench(undefined)

test('every row is in docs/benchmarks.md with its goal word for word, in the same order, and no other is', () => {
  const text = readFileSync(new URL('../../docs/benchmarks.md', import.meta.url), 'utf8')
  const table = text.split('\n').flatMap((line) => {
    const cells = /^\| `([a-z-]+)` \| ([^|]+) \| ([^|]+) \|/.exec(line)
    return cells === null ? [] : [{ id: cells[1], work: cells[2], goal: cells[3] }]
  })
  assert.deepEqual(
    table,
    rows.map(({ id, work, goal }) => ({ id, work, goal })),
  )
})

test('the goals decide as they are written: the number in each is the border', () => {
  for (const { id, goal, meets } of rows) {
    const [, sign = '', digits = ''] = /([≥≤<]) ([\d.,]+)/.exec(goal) ?? []
    const border = Number(digits.replaceAll(',', ''))
    assert.deepEqual(
      [meets(border * 0.999), meets(border), meets(border * 1.001)],
      { '≥': [false, true, true], '≤': [true, true, false], '<': [true, false, false] }[sign],
      `${id}: ${goal}`,
    )
  }
})

test('what was measured before a failure stands, and the missing rows carry the reason', async () => {
  const said: string[] = []
  async function* measuring(): AsyncGenerator<Out> {
    yield ['search', { value: 3 }]
    throw new Error('the server ended')
  }
  const out: Out[] = []
  for await (const one of guarded(['search', 'recall'], measuring(), (text) => {
    said.push(text)
  }))
    out.push(one)
  assert.deepEqual(out, [
    ['search', { value: 3 }],
    ['recall', new Error('the server ended')],
  ])
  assert.deepEqual(said, ['recall: the server ended'])
})
