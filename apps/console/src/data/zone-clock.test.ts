import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instantOf } from './zone-clock.ts'

test('a day and a time are on the clock of the city', () => {
  assert.equal(instantOf('2026-11-28', '09:00', 'Asia/Tokyo').toISOString(), '2026-11-28T00:00:00.000Z')
  assert.equal(instantOf('2026-11-28', '00:00', 'UTC').toISOString(), '2026-11-28T00:00:00.000Z')
  // Summer time ended on 1 November 2026 at two in the morning there.
  assert.equal(instantOf('2026-10-31', '09:00', 'America/New_York').toISOString(), '2026-10-31T13:00:00.000Z')
  assert.equal(instantOf('2026-11-02', '09:00', 'America/New_York').toISOString(), '2026-11-02T14:00:00.000Z')
})
