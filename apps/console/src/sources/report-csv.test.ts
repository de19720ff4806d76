import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Run } from '@machinaka/context/contract'
import { reasonsOf, skippedCsv } from './report-csv.ts'

const run: Run = {
  id: 'r',
  source: 's',
  state: 'published',
  startedAt: '2026-11-25T01:00:00Z',
  endedAt: null,
  actor: null,
  reason: null,
  report: {
    taken: 1,
    created: 1,
    updated: 0,
    unchanged: 0,
    proposals: 0,
    missing: 0,
    removed: 0,
    skippedCount: 3,
    counts: {},
    notes: [],
    duration_s: 1,
    skipped: [
      { line: 20, reason: '緯度 is empty' },
      { line: 3, reason: 'name "A", is empty' },
      { line: 14, id: '=1+1', reason: '緯度 is empty' },
    ],
  },
}

test('skipped records are counted by reason, with their lines in order', () => {
  assert.deepEqual(reasonsOf(run), [
    { reason: '緯度 is empty', count: 2, lines: [14, 20] },
    { reason: 'name "A", is empty', count: 1, lines: [3] },
  ])
})

test('the list of skipped records is a CSV file that a spreadsheet reads as text', () => {
  assert.equal(
    skippedCsv(run, { line: '行', id: 'ID', reason: '理由' }),
    '\uFEFF行,ID,理由\r\n20,,緯度 is empty\r\n3,,"name ""A"", is empty"\r\n14,\'=1+1,緯度 is empty\r\n',
  )
})
