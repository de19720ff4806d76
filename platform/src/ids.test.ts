import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClock } from './clock.ts'
import { createIds } from './ids.ts'
import { fixedClock } from './testing/determinism.ts'

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('ids are UUIDv7 of the clock, and sort as they were made, also when the clock stands still or goes back', () => {
  const clock = fixedClock('2026-04-01T09:00:00.000Z')
  const ids = createIds(clock)
  const made = Array.from({ length: 5_000 }, () => ids.uuid())
  clock.advance(-3600)
  made.push(...Array.from({ length: 5_000 }, () => ids.uuid()))
  clock.advance(7200)
  made.push(ids.uuid())
  assert.ok(made.every((id) => UUID_V7.test(id)))
  assert.equal(Number.parseInt((made[0] ?? '').replaceAll('-', '').slice(0, 12), 16), Date.parse('2026-04-01T09:00:00.000Z'))
  assert.deepEqual(made.toSorted(), made)
  assert.equal(new Set(made).size, made.length)
})

test('a secret has as many random bytes as asked for', () => {
  const ids = createIds(createClock())
  assert.equal(Buffer.from(ids.secret(16), 'base64url').length, 16)
  assert.notEqual(ids.secret(), ids.secret())
})

test('a clock stands still where it is told to, and refuses what is no instant', () => {
  assert.equal(createClock('2026-04-01T09:00:00Z').now().toISOString(), '2026-04-01T09:00:00.000Z')
  assert.throws(() => createClock('soon'), /not an ISO 8601 instant/)
})
