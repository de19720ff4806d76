import assert from 'node:assert/strict'
import { test } from 'node:test'
import { days, readWeek, writeWeek } from './hours-syntax.ts'

/** One line per day: what a person sees. */
const drawn = (value: string): string => {
  const week = readWeek(value)
  return week === undefined
    ? '?'
    : [...days, 'PH' as const]
        .map(
          (day) =>
            `${day} ${week[day] === undefined ? '=' : week[day].length === 0 ? '-' : week[day].map(({ from, to }) => `${from}~${to}`).join('+')}`,
        )
        .join(' | ')
}

test('everyday hours are read day by day; a later rule overrides an earlier one', () => {
  assert.deepEqual(['Mo-Fr 10:00-18:00; We off', '11:30-14:00,17:00-22:00', 'Fr-Su 9:00-26:00; PH off', '24/7'].map(drawn), [
    'Mo 10:00~18:00 | Tu 10:00~18:00 | We - | Th 10:00~18:00 | Fr 10:00~18:00 | Sa - | Su - | PH =',
    'Mo 11:30~14:00+17:00~22:00 | Tu 11:30~14:00+17:00~22:00 | We 11:30~14:00+17:00~22:00 | Th 11:30~14:00+17:00~22:00 | Fr 11:30~14:00+17:00~22:00 | Sa 11:30~14:00+17:00~22:00 | Su 11:30~14:00+17:00~22:00 | PH =',
    'Mo - | Tu - | We - | Th - | Fr 09:00~26:00 | Sa 09:00~26:00 | Su 09:00~26:00 | PH -',
    'Mo 00:00~24:00 | Tu 00:00~24:00 | We 00:00~24:00 | Th 00:00~24:00 | Fr 00:00~24:00 | Sa 00:00~24:00 | Su 00:00~24:00 | PH =',
  ])
})

test('what says more than days and times is not guessed at', () => {
  assert.deepEqual(
    ['Apr-Oct Mo 10:00-18:00', 'sunrise-sunset', 'Mo 10:00-18:00 "by appointment"', 'Mo[1] off', '10時から', 'Mo 10:00-18:75', ''].map(
      readWeek,
    ),
    Array.from({ length: 7 }, () => undefined),
  )
})

test('what is written is read back the same', () => {
  for (const value of [
    'Mo-Fr 10:00-18:00; Sa,Su off',
    'Mo 09:00-12:00; Tu off; We-Su 09:00-12:00,13:00-17:00; PH off',
    'Mo-Su 00:00-24:00',
  ])
    assert.equal(writeWeek(readWeek(value) ?? assert.fail(value)), value)
  assert.equal(writeWeek({ Mo: [], Tu: [], We: [], Th: [], Fr: [], Sa: [], Su: [] }), '')
})
