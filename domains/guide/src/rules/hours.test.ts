import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { isHoliday } from './holidays.ts'
import { hoursBook, hoursProblem, openingsOf, type HoursPlace } from './hours.ts'
import { openStateAt } from './open-state.ts'
import { dayOf, day_ms, instantOf, wallOf } from './wall-clock.ts'

const minato: HoursPlace = { zone: 'Asia/Tokyo', lon: 139.7, lat: 35.6 }
const at = (jst: string): number => Date.parse(`${jst}:00+09:00`)
const state = (value: string, jst: string) => openStateAt(hoursBook(minato).openings(value, at(jst)), at(jst))
const clock = (iso: string | undefined): string =>
  iso === undefined ? '' : new Date(Date.parse(iso) + 9 * 3_600_000).toISOString().slice(5, 16).replace('T', ' ')
/** `open 08-03 17:00`: state, then when that ends or it opens next, on the town's clock. */
const line = (value: string, jst: string): string => {
  const s = state(value, jst)
  return [s.state, s.closesIn_min ?? '', clock(s.until ?? s.opensAt), s.comment ?? ''].filter((x) => x !== '').join(' ')
}

// 2026-08-03 is a Monday. 2026-08-11 (Tu) is a holiday; 09-21 to 23 (Mo–We) are, and 09-22 only because it lies between.
const cases: readonly (readonly [value: string, jst: string, expected: string])[] = [
  ['Mo-Fr 09:00-17:00', '2026-08-03T08:59', 'closed 08-03 09:00'],
  ['Mo-Fr 09:00-17:00', '2026-08-03T09:00', 'open 08-03 17:00'],
  ['Mo-Fr 09:00-17:00', '2026-08-03T16:40', 'closing-soon 20 08-03 17:00'],
  ['Mo-Fr 09:00-17:00', '2026-08-03T17:00', 'closed 08-04 09:00'],
  ['Mo-Fr 09:00-17:00', '2026-08-08T12:00', 'closed 08-10 09:00'],
  ['Mo-Fr 09:00-17:00; PH off', '2026-08-11T12:00', 'closed 08-12 09:00'],
  ['Mo-Fr 09:00-17:00; PH off', '2026-09-22T12:00', 'closed 09-24 09:00'],
  ['Mo-Fr 09:00-17:00; PH 10:00-15:00', '2026-09-22T14:45', 'closing-soon 15 09-22 15:00 休日'],
  ['We-Mo 17:00-02:00; Tu off', '2026-08-04T01:00', 'open 08-04 02:00'],
  ['We-Mo 17:00-02:00; Tu off', '2026-08-04T03:00', 'closed 08-05 17:00'],
  ['Mo-Su 11:30-14:00,17:00-26:00', '2026-08-05T01:45', 'closing-soon 15 08-05 02:00'],
  ['Mo-Sa 18:00-02:00; Su,PH off', '2026-08-09T01:00', 'open 08-09 02:00'],
  ['Mo-Sa 18:00-02:00; Su,PH off', '2026-08-09T19:00', 'closed 08-10 18:00'],
  ['Mo-Sa 18:00-24:00; Su off', '2026-08-09T01:00', 'closed 08-10 18:00'],
  ['24/7', '2026-08-03T03:00', 'open'],
  ['Mo-Fr 10:00-12:00 "予約のみ"', '2026-08-03T11:00', 'unknown 08-03 12:00 予約のみ'],
  ['おひるごろ', '2026-08-03T11:00', 'unknown'],
  ['off', '2026-08-03T11:00', 'closed'],
  ['Mo[3] off; Tu-Su 10:00-18:00', '2026-08-17T12:00', 'closed 08-18 10:00'],
]
for (const [value, jst, expected] of cases) test(`${value} at ${jst}: ${expected}`, () => assert.equal(line(value, jst), expected))

test('a year of weeks is the same in whatever zone the process runs', () => {
  // Each child prints its own openings; New York changes its clocks twice in the span, Lord Howe by half an hour.
  const program = `import { openingsOf } from ${JSON.stringify(new URL('./hours.ts', import.meta.url).href)}
    const place = ${JSON.stringify(minato)}
    for (let day = Date.UTC(2026, 0, 1); day < Date.UTC(2027, 0, 1); day += 5 * 86400000)
      for (const v of ['Mo-Fr 09:00-17:00; PH off', 'Fr,Sa 18:00-02:00', 'Su 06:30-23:15', 'Dec 29-Jan 3 off; 10:00-20:00']) console.log(JSON.stringify(openingsOf(v, day, place)))`
  const run = (TZ: string): string =>
    execFileSync(process.execPath, ['--input-type=module-typescript', '-e', program], {
      env: { ...process.env, TZ },
      encoding: 'utf8',
      cwd: fileURLToPath(new URL('.', import.meta.url)),
    })
  const tokyo = run('Asia/Tokyo')
  assert.ok(tokyo.split('\n').length > 280, 'the child printed its openings')
  for (const zone of ['UTC', 'America/New_York', 'Australia/Lord_Howe']) assert.ok(run(zone) === tokyo, `${zone} differs`)
})

test('“closed today” outranks the hours until midnight, and says when it opens next', () => {
  const openings = openingsOf('Mo-Su 10:00-20:00', dayOf('2026-08-03') ?? 0, minato)
  const midnight = at('2026-08-04T00:00')
  assert.deepEqual(openStateAt(openings, at('2026-08-03T12:00'), midnight), { state: 'closed', opensAt: '2026-08-04T01:00:00.000Z' })
  assert.equal(openStateAt(openings, at('2026-08-04T12:00'), midnight).state, 'open')
  assert.deepEqual(openStateAt(undefined, at('2026-08-03T12:00'), midnight), { state: 'closed' })
})

test('hours that cannot be read say why', () => {
  assert.equal(hoursProblem('Mo-Fr 09:00-17:00', minato), undefined)
  for (const bad of ['nine to five', 'Mo-Fr 09:00-', '9:00-25:99', '???', 'x'.repeat(600)])
    assert.match(hoursProblem(bad, minato) ?? '', /\S/, bad)
})

test('the book keeps one day, and answers another without losing it', () => {
  const book = hoursBook(minato)
  const today = book.openings('Mo-Su 10:00-20:00', at('2026-08-03T12:00'))
  book.openings('Mo-Su 10:00-20:00', at('2026-08-01T12:00'))
  assert.equal(book.openings('Mo-Su 10:00-20:00', at('2026-08-03T23:00')), today)
  assert.deepEqual(book.dayBounds(at('2026-08-03T12:00')).day, '2026-08-03')
})

test('holidays: the six kinds of day a calendar can miss (Cabinet Office, 国民の祝日 2026–2027)', () => {
  const days = (year: number): string[] => {
    const out: string[] = []
    for (let d = Date.UTC(year, 0, 1); d < Date.UTC(year + 1, 0, 1); d += day_ms)
      if (isHoliday(d)) out.push(new Date(d).toISOString().slice(5, 10))
    return out
  }
  assert.deepEqual(days(2026), [
    '01-01',
    '01-12',
    '02-11',
    '02-23',
    '03-20',
    '04-29',
    '05-03',
    '05-04',
    '05-05',
    '05-06',
    '07-20',
    '08-11',
    '09-21',
    '09-22',
    '09-23',
    '10-12',
    '11-03',
    '11-23',
  ])
  assert.deepEqual(days(2027), [
    '01-01',
    '01-11',
    '02-11',
    '02-23',
    '03-21',
    '03-22',
    '04-29',
    '05-03',
    '05-04',
    '05-05',
    '07-19',
    '08-11',
    '09-20',
    '09-23',
    '10-11',
    '11-03',
    '11-23',
  ])
})

test('wall clock and instant are inverse, also where clocks change', () => {
  for (const zone of ['Asia/Tokyo', 'America/New_York', 'Asia/Kathmandu'])
    for (let t = Date.UTC(2026, 2, 1); t < Date.UTC(2026, 2, 20); t += 37 * 60_000 * 7)
      assert.equal(instantOf(wallOf(t, zone), zone), t, `${zone} ${new Date(t).toISOString()}`)
})
