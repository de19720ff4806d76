import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calendar } from './events.ts'

const day = (date: string, n: number): string => new Date(Date.parse(`${date}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10)

test('whatever the day, something is on now, this weekend and next month', () => {
  for (let n = 0; n < 366; n++) {
    const today = day('2026-01-01', n)
    const list = calendar(today)
    assert.equal(list.length, 20)
    const on = (date: string): number => list.filter((e) => e.start <= date && date <= e.end).length
    const sunday = Array.from({ length: 7 }, (_, i) => day(today, i)).find((d) => new Date(d).getUTCDay() === 0) ?? ''
    const [year = 0, month = 0] = today.split('-').map(Number)
    const nextMonth = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 7)
    assert.ok(on(today) >= 2 && on(sunday) >= 3 && on(day(sunday, -1)) >= 3, today)
    assert.ok(list.filter((e) => e.start.startsWith(nextMonth)).length >= 5, today)
    assert.ok(list.every((e) => e.start <= e.end))
  }
})

test('a day that is none is refused', () => {
  assert.throws(() => calendar('2026-13-01'), /not a date/)
  assert.throws(() => calendar('tomorrow'), /not a date/)
})
