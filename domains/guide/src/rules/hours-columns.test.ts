import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readHoursCell, readHoursColumns, readTime } from './hours-columns.ts'
import { hoursProblem } from './hours.ts'

const columns: readonly (readonly [days: string, start: string, end: string, note: string, hours: string | undefined, left?: string])[] = [
  ['月火水木金', '08:30', '17:15', '祝日・年末年始（12月29日～1月3日）は休館', 'Mo-Fr 08:30-17:15; Dec 29-Jan 03 off; PH off'],
  ['月;火;水;木;金;土;日;祝', '09:00', '17:00', '', '09:00-17:00'],
  ['毎日', '00:00', '24:00', '', '24/7'],
  ['土日祝', '10:00', '16:00', '', 'Sa,Su,PH 10:00-16:00'],
  ['火～日', '9:30', '18時', '月曜休館', 'Tu-Su 09:30-18:00; Mo off'],
  ['火,木', '13:00', '15:00', '要予約', 'Tu,Th 13:00-15:00', '要予約'],
  ['', '10:00', '20:00', '第3月曜日休業', '10:00-20:00; Mo[3] off'],
  ['金土', '18:00', '02:00', '', 'Fr,Sa 18:00-02:00'],
  ['金土', '18:00', '翌2:00', '', 'Fr,Sa 18:00-26:00'],
  ['水～月', '11:00', '15:00', '祝日の場合は翌日休み', 'Mo,We-Su 11:00-15:00', '祝日の場合は翌日休み'],
  ['月火水木金', '08:30', '17:15', '年末年始休み', 'Mo-Fr 08:30-17:15', '年末年始休み'],
  ['応相談', '10:00', '12:00', '', undefined, '応相談'],
  ['月', '', '', '開館日は電話で', undefined, '月 / 開館日は電話で'],
  ['', '', '', '', undefined],
]
for (const [days, start, end, note, hours, left] of columns)
  test(`${days || '—'} ${start}–${end} ${note}`, () => {
    const read = readHoursColumns({ days, start, end, note })
    assert.deepEqual(read, { ...(hours === undefined ? {} : { openingHours: hours }), ...(left === undefined ? {} : { note: left }) })
    if (hours !== undefined) assert.equal(hoursProblem(hours, { zone: 'Asia/Tokyo', lon: 139.7, lat: 35.6 }), undefined)
  })

test('times in the ways that offices write them', () => {
  assert.deepEqual(['9:00', '９時３０分', '午後5時', '翌2:00', '17:15:00', '9時半', '25:99', 'noon'].map(readTime), [
    '09:00',
    '09:30',
    '17:00',
    '26:00',
    '17:15',
    '09:30',
    undefined,
    undefined,
  ])
})

test('one cell of hours', () => {
  assert.deepEqual(readHoursCell('9:00～17:00'), { openingHours: '09:00-17:00' })
  assert.deepEqual(readHoursCell('平日 9時から17時まで 祝日休み'), { openingHours: 'Mo-Fr 09:00-17:00; PH off' })
  assert.deepEqual(readHoursCell('24時間'), { openingHours: '24/7' })
  assert.deepEqual(readHoursCell('Mo-Fr 09:00-17:00; PH off'), { openingHours: 'Mo-Fr 09:00-17:00; PH off' })
  assert.deepEqual(readHoursCell('平日9:00～12:00、土曜9:00～11:00'), { note: '平日9:00～12:00、土曜9:00～11:00' })
  assert.deepEqual(readHoursCell('日の出から日没'), { note: '日の出から日没' })
})
