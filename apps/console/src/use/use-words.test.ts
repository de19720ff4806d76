import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chiefFinding, weekBeside } from './use-words.ts'

test('the week beside one is right over the turn of a year (ISO 8601: 2026 has 53 weeks)', () => {
  assert.deepEqual(
    [
      weekBeside('2026-11-23', -1),
      weekBeside('2026-11-23', 1),
      weekBeside('2026-12-21', 1),
      weekBeside('2026-12-28', 1),
      weekBeside('2027-01-04', -1),
      weekBeside('2025-01-06', -1),
    ],
    ['2026-W47', '2026-W49', '2026-W53', '2027-W01', '2026-W53', '2025-W01'],
  )
})

test('a change says more than a total', () => {
  const total = { kind: 'most-used', feature: 'search', count: 9, atLeast: false } as const
  const change = { kind: 'change', feature: 'search', count: 90, before: 60, percent: 50 } as const
  assert.deepEqual([chiefFinding([total, change]), chiefFinding([total]), chiefFinding([])], [change, total, undefined])
})
