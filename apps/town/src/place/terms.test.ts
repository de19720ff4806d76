import assert from 'node:assert/strict'
import { test } from 'node:test'
import { weekOf } from './week.ts'
import { feeOf, termOf } from './terms.ts'

test('codes are said in words, unknown ones stay readable', () => {
  assert.deepEqual(
    [termOf('icsf', 'ja'), termOf('icsf', 'en'), termOf('flood', 'ko'), termOf('local_thing', 'ja')],
    ['交通系ICカード', 'Transit IC cards', '홍수', 'local thing'],
  )
})
test('fees read as people say them', () =>
  assert.deepEqual(
    [feeOf('900 JPY', 'ja'), feeOf('1200円', 'en'), feeOf('no', 'ja'), feeOf('yes', 'zh-Hans'), feeOf('大人300円', 'en')],
    ['900円', '1,200 yen', '無料', '有', '大人300円'],
  ))

test('a week has seven days of the city, with its openings', () => {
  const asOf = new Date('2026-11-25T01:30:00Z')
  const week = weekOf(
    [
      ['2026-11-25T01:00:00Z', '2026-11-25T05:00:00Z'],
      ['2026-11-25T08:00:00Z', '2026-11-25T17:00:00Z'],
      ['2026-11-27T01:00:00Z', '2026-11-27T09:00:00Z'],
    ],
    asOf,
    'Asia/Tokyo',
  )
  assert.deepEqual(
    week.map((day) => [day.key, day.openings.length]),
    [
      ['2026-11-25', 2],
      ['2026-11-26', 0],
      ['2026-11-27', 1],
      ['2026-11-28', 0],
      ['2026-11-29', 0],
      ['2026-11-30', 0],
      ['2026-12-01', 0],
    ],
  )
  assert.deepEqual(week[0]?.openings[1], { from: new Date('2026-11-25T08:00:00Z'), to: new Date('2026-11-25T17:00:00Z') })
})
test('an opening that never ends is the whole of each day it covers', () => {
  const week = weekOf([['2026-11-24T15:00:00Z', '2026-12-02T15:00:00Z']], new Date('2026-11-25T01:30:00Z'), 'Asia/Tokyo')
  assert.deepEqual(
    week.map((day) => day.allDay),
    Array.from({ length: 7 }, () => true),
  )
})
