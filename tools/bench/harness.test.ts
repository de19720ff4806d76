import assert from 'node:assert/strict'
import { test } from 'node:test'
import { finish, machine, median, percentile, repeat, type RowSpec } from './harness.ts'

const spec: RowSpec = { id: 'search', work: 'asking', unit: 'ms (p95)', goal: 'p95 < 20 ms', meets: (value) => value < 20 }

test('a percentile is a sample that was measured (nearest rank)', () => {
  const samples = [15, 20, 35, 40, 50]
  assert.deepEqual(
    [5, 30, 40, 50, 95, 100].map((p) => percentile(samples, p)),
    [15, 20, 20, 35, 50, 50],
  )
  assert.deepEqual(samples, [15, 20, 35, 40, 50], 'the samples stay in their order')
  assert.equal(median([3, 1, 2]), 2)
  assert.ok(Number.isNaN(percentile([], 50)))
})

test('a row says value, spread, ratio to its reference, and whether the goal is met', () => {
  const row = finish(spec, { value: 12.34567, samples: [12.34567, 11, 14], reference: { name: 'plain scan', value: 4 }, note: 'once' })
  assert.deepEqual(row, {
    id: 'search',
    work: 'asking',
    unit: 'ms (p95)',
    goal: 'p95 < 20 ms',
    value: 12.35,
    reference: { name: 'plain scan', value: 4 },
    ratio: 3.086,
    met: true,
    spread: '11–14',
    note: 'once',
  })
  assert.equal(finish(spec, { value: 20 }).met, false)
  assert.equal(finish(spec, { value: 1, reference: { name: 'nothing', value: 0 } }).ratio, null, 'a ratio to nothing is none')
})

test('a row that could not be measured is there, without a value, and says why', () => {
  for (const [measured, note] of [
    [new Error('no database'), 'no database'],
    [undefined, 'not measured'],
  ] as const)
    assert.deepEqual(finish(spec, measured), {
      id: 'search',
      work: 'asking',
      unit: 'ms (p95)',
      goal: 'p95 < 20 ms',
      value: null,
      reference: null,
      ratio: null,
      met: false,
      spread: '',
      note,
    })
})

test('repetitions do not count the warm-up', async () => {
  let runs = 0
  assert.deepEqual(await repeat(3, () => ++runs), [2, 3, 4])
})

test('the machine tells what a figure depends on', () => {
  const { cores, memory_GiB, node } = machine()
  assert.ok(Number(cores) > 0 && Number(memory_GiB) >= 0)
  assert.equal(node, process.version)
})
