import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { daysOf, localHour, weekBefore, weekOf } from './week.ts'

// ISO 8601 years that end or begin inside a week.
for (const [day, week] of [
  ['2026-11-23', '2026-W48'],
  ['2027-01-03', '2026-W53'],
  ['2024-12-30', '2025-W01'],
  ['2023-01-01', '2022-W52'],
  ['2020-12-31', '2020-W53'],
] as const)
  test(`${day} is in ${week}`, () => assert.equal(weekOf(day), week))

test('a week is Monday to Sunday, and knows the one before', () => {
  assert.deepEqual(daysOf('2026-W48'), ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29'])
  assert.equal(weekBefore('2027-01-04'), '2026-W53')
  for (const text of ['2025-W53', '2026-W00', '2026-W54', '2026-48', 'W48']) assert.equal(daysOf(text), undefined, text)
})

test('every day is in the days of its week', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }), (date) => {
      const day = date.toISOString().slice(0, 10)
      assert.ok(daysOf(weekOf(day))?.includes(day))
    }),
  )
})

test('hours are those of the city, also across midnight and in summer time', () => {
  assert.deepEqual(localHour(new Date('2026-11-23T15:30:00Z'), 'Asia/Tokyo'), { day: '2026-11-24', hour: 0 })
  assert.deepEqual(localHour(new Date('2026-07-01T22:10:00Z'), 'Europe/Berlin'), { day: '2026-07-02', hour: 0 })
  assert.deepEqual(localHour(new Date('2026-01-01T18:20:00Z'), 'Asia/Kathmandu'), { day: '2026-01-02', hour: 0 })
})
