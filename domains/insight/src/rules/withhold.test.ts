import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { lowerBound, showDay, showRunningDay, showWeek } from './withhold.ts'

/** All lists of `n` counts from 0 to `most`. */
function* lists(n: number, most: number): Generator<number[]> {
  if (n === 0) {
    yield []
    return
  }
  for (const rest of lists(n - 1, most)) for (let count = 0; count <= most; count++) yield [...rest, count]
}

/**
 * Someone who knows the rule can work a count out exactly if, of all days that would be shown like this one, every one has
 * the same count there. So: for every picture that can be seen, every hidden hour must have at least two possible counts.
 */
function assertNothingLeaks(k: number, n: number, most: number): void {
  const possible = new Map<string, Set<number>[]>()
  for (const hours of lists(n, most)) {
    const seen = showDay(hours, k)
    const key = JSON.stringify(seen)
    const values = possible.get(key) ?? hours.map(() => new Set<number>())
    seen.hours.forEach((shown, i) => {
      if (shown === null) values[i]?.add(hours[i] ?? 0)
    })
    possible.set(key, values)
  }
  // Near `most` alternatives lie outside of what was tried, so only pictures with room above are judged.
  for (const [key, values] of possible) {
    const total = (JSON.parse(key) as { day: { count: number | null } }).day.count ?? 0
    if (total > most) continue
    for (const [i, set] of values.entries()) assert.notEqual(set.size, 1, `k ${k}: hour ${i} of ${key} can only be ${[...set].join()}`)
  }
}

test('no withheld hour can be worked out from a day, even by someone who knows the rule: every case is tried', () => {
  assertNothingLeaks(2, 3, 14)
  assertNothingLeaks(3, 3, 24)
  assertNothingLeaks(3, 4, 13)
  assertNothingLeaks(4, 3, 26)
  assertNothingLeaks(5, 3, 30)
  assertNothingLeaks(5, 4, 16)
})

const day = fc.array(fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 7 }) }, { weight: 1, arbitrary: fc.nat({ max: 400 }) }), {
  minLength: 24,
  maxLength: 24,
})

test('what is shown of a day is true, never small, and does not leave a small remainder', () => {
  fc.assert(
    fc.property(day, (hours) => {
      const { day: total, hours: shown } = showDay(hours, 5)
      const real = hours.reduce((a, b) => a + b, 0)
      shown.forEach((count, i) => {
        if (count !== null) {
          assert.equal(count, hours[i])
          assert.ok(count === 0 || count >= 5)
        }
      })
      if (total.count === null) {
        assert.ok(real > 0 && real < 5)
        return
      }
      assert.ok(total.atLeast ? total.count <= real && total.count % 5 === 0 : total.count === real)
      if (total.atLeast) {
        assert.ok(shown.every((c) => c === null))
        return
      }
      const hidden = hours.filter((_, i) => shown[i] === null)
      const rest = hidden.reduce((a, b) => a + b, 0)
      if (hidden.length > 0) assert.ok(rest >= 5 && hidden.length >= 2)
    }),
    { numRuns: 500 },
  )
})

test('examples: all shown, one small hour with its companion, only small hours, nobody', () => {
  assert.deepEqual(showDay([0, 9, 12], 5), { day: { count: 21, atLeast: false }, hours: [0, 9, 12] })
  assert.deepEqual(showDay([3, 9, 12, 7], 5), { day: { count: 31, atLeast: false }, hours: [null, 9, 12, null] })
  assert.deepEqual(showDay([3, 4, 4], 5), { day: { count: 10, atLeast: true }, hours: [null, null, null] })
  assert.deepEqual(showDay([3, 1, 0], 5), { day: { count: null, atLeast: false }, hours: [null, null, null] })
  assert.deepEqual(showDay([0, 0, 0], 5), { day: { count: 0, atLeast: false }, hours: [0, 0, 0] })
})

test('watching a running day shows steps of k only', () => {
  const seen = Array.from({ length: 30 }, (_, n) => showRunningDay([n], 5).day.count ?? 0)
  assert.ok(seen.every((count, i) => i === 0 || count === seen[i - 1] || count - (seen[i - 1] ?? 0) === 5))
  assert.deepEqual(showRunningDay([40, 2], 5).hours, [null, null])
  assert.deepEqual(
    [4, 5, 14].map((n) => lowerBound(n, 5).count),
    [null, 5, 10],
  )
})

test('no withheld day can be worked out from the week: every case is tried', () => {
  for (const [k, n, most] of [
    [3, 3, 4],
    [5, 2, 6],
    [5, 3, 6],
    [4, 4, 5],
  ] as const) {
    const possible = new Map<string, Set<number>[]>()
    for (const counts of lists(n, most)) {
      const days = counts.map((count) => (count > 0 && count < k ? { count: null, atLeast: false } : { count, atLeast: false }))
      const key = JSON.stringify([days, showWeek(days, counts, k)])
      const values = possible.get(key) ?? counts.map(() => new Set<number>())
      days.forEach((shown, i) => {
        if (shown.count === null) values[i]?.add(counts[i] ?? 0)
      })
      possible.set(key, values)
    }
    for (const [key, values] of possible) for (const set of values) assert.notEqual(set.size, 1, `k ${k}: ${key}`)
  }
})

test('a week says "at least" where a day does, and is exact where it may be', () => {
  const exact = (count: number | null) => ({ count, atLeast: false })
  assert.deepEqual(showWeek([exact(10), exact(20)], [10, 20], 5), exact(30))
  assert.deepEqual(showWeek([exact(10), exact(null)], [10, 3], 5), { count: 10, atLeast: true })
  assert.deepEqual(showWeek([exact(10), exact(null), exact(null)], [10, 3, 3], 5), exact(16))
  assert.deepEqual(showWeek([exact(10), { count: 5, atLeast: true }], [10, 7], 5), { count: 15, atLeast: true })
  assert.deepEqual(showWeek([exact(null), exact(0)], [3, 0], 5), exact(null))
})
