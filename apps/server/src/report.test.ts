import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ImportView } from '@machinaka/context/contract'
import { progressLine, reportLines } from './report.ts'

const running: ImportView = {
  id: '1',
  kind: 'osm',
  filename: 'town.osm',
  source: 'osm',
  state: 'reading',
  startedAt: '2026-11-25T00:00:00Z',
  bytesRead: 500_000,
  bytesTotal: 1_000_000,
  objects: 1200,
  taken: 80,
  skipped: 0,
  run: null,
  problem: null,
}

test('a running import says how far it is', () => {
  assert.equal(progressLine(running), 'Reading town.osm: 50 %, 1,200 objects, 80 taken …')
  assert.equal(progressLine({ ...running, bytesTotal: null }), 'Reading town.osm: 0.5 MB, 1,200 objects, 80 taken …')
})

test('a failed import says that nothing changed', () => {
  assert.deepEqual(
    reportLines({
      ...running,
      state: 'failed',
      problem: { code: 'context.file-unreadable', detail: 'town.osm, byte 12: ends in the middle.' },
    }),
    ['town.osm was not imported: town.osm, byte 12: ends in the middle.', 'What was there before is unchanged.'],
  )
})

test('a report names what was left out, and where', () => {
  const report = {
    taken: 3,
    created: 2,
    updated: 1,
    unchanged: 0,
    proposals: 1,
    missing: 4,
    removed: 0,
    skippedCount: 6,
    skipped: [
      { id: 'node/1', reason: 'cafe without a name' },
      { id: 'node/2', reason: 'cafe without a name' },
      { id: 'node/3', reason: 'temple without a name' },
      { id: 'way/4', reason: 'private' },
      { line: 14, reason: 'column 緯度 is empty' },
      { line: 20, reason: 'column 緯度 is empty' },
    ],
    counts: { places: 3, 'map tree_row': 2, 'map street': 1200 },
    notes: [],
    duration_s: 0.25,
  }
  const run = {
    id: 'r',
    source: 'csv',
    state: 'published' as const,
    startedAt: '2026-11-25T00:00:00Z',
    endedAt: null,
    actor: null,
    reason: null,
    report,
  }
  assert.deepEqual(reportLines({ ...running, state: 'published', run }), [
    'town.osm: 3 taken (2 new, 1 changed, 0 as before) in 0.3 s',
    '  1 values differ from what people wrote: theirs stay, the differing ones wait as proposals in the console.',
    '  4 are no longer in the source. They stay; --remove-missing removes them.',
    '  places: 3',
    '  base map: street 1,200, tree row 2',
    '  Not shown, as in any town: 3 without a name (cafe 2, temple 1), 1 private',
    '  2 left out:',
    '    column 緯度 is empty (2: line 14, line 20)',
  ])
})
