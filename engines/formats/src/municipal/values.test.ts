import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calendarDate, countOf, flag, timeOfDay } from './values.ts'

test('times of day', () => {
  for (const [text, want] of [
    ['9:00', '09:00'],
    ['09:00:00', '09:00'],
    ['９：３０', '09:30'],
    ['9時', '09:00'],
    ['9時5分', '09:05'],
    ['0930', '09:30'],
    ['25:30', '25:30'],
    ['0.375', '09:00'],
    ['午後5時30分', '17:30'],
    ['午後12時', '12:00'],
    ['午前10時', '10:00'],
    ['随時', undefined],
    ['9:75', undefined],
    ['48:00', undefined],
    ['', undefined],
  ] as const)
    assert.equal(timeOfDay(text), want, text)
})

test('dates, also of eras; days that do not exist are none', () => {
  for (const [text, want] of [
    ['2026-4-1', '2026-04-01'],
    ['2026/04/01', '2026-04-01'],
    ['2026年4月1日', '2026-04-01'],
    ['20260401', '2026-04-01'],
    ['2026-04-01T10:00', '2026-04-01'],
    ['2026/4/1 0:00:00', '2026-04-01'],
    ['令和8年4月1日', '2026-04-01'],
    ['令和元年5月1日', '2019-05-01'],
    ['R8.4.1', '2026-04-01'],
    ['H31.4.30', '2019-04-30'],
    ['2026/2/29', undefined],
    ['4月1日', undefined],
    ['毎週', undefined],
  ] as const)
    assert.equal(calendarDate(text), want, text)
})

test('flags and counts', () => {
  assert.deepEqual(['有', '〇', '1.0', ' あり ', '無', '×', '０', '', '不明', undefined].map(flag), [
    true,
    true,
    true,
    true,
    false,
    false,
    false,
    undefined,
    undefined,
    undefined,
  ])
  assert.deepEqual(['3', '４', '2.0', '', '-1', '多数', undefined].map(countOf), [3, 4, 2, undefined, undefined, undefined, undefined])
})
