import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextRest, restAt, sheetHeights } from './sheet-rests.ts'

const heights = sheetHeights(800, 64)

test('the heights of a phone', () => assert.deepEqual(heights, { peek: 212, half: 416, full: 728 }))
test('a small movement falls back', () => assert.equal(restAt(440, 416, heights), 'half'))
test('a clear pull goes one step even before half way', () => {
  assert.equal(restAt(480, 416, heights), 'full')
  assert.equal(restAt(360, 416, heights), 'peek')
})
test('a long pull passes over a step', () => {
  assert.equal(restAt(700, 212, heights), 'full')
  assert.equal(restAt(200, 728, heights), 'peek')
})
test('a pressed grip goes round', () => assert.deepEqual((['peek', 'half', 'full'] as const).map(nextRest), ['half', 'full', 'peek']))
