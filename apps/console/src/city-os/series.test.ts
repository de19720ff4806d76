import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seriesOf } from './series.ts'

test('aggregated values become points in order of time; what has no number is left out', () => {
  const [nine, ten, eleven] = ['2026-04-01T09:00:00Z', '2026-04-01T10:00:00Z', '2026-04-01T11:00:00Z'] as const
  const temperature = {
    type: 'Property',
    avg: [
      [22, ten, eleven],
      [20, nine, ten],
      ['', eleven, eleven],
    ],
    min: [[18, nine, ten]],
    max: [
      [24, nine, ten],
      [23, ten, eleven],
    ],
  }
  const points = [
    { from: nine, average: 20, least: 18, most: 24 },
    { from: ten, average: 22, least: 22, most: 23 },
  ]
  assert.deepEqual(seriesOf({ id: 'urn:a', temperature }, 'temperature'), points)
  assert.deepEqual(seriesOf({ temperature: [{ ...temperature, datasetId: 'urn:x', avg: [] }, temperature] }, 'temperature'), points)
  assert.deepEqual([seriesOf({}, 'temperature'), seriesOf(undefined, 'x')], [[], []])
})
