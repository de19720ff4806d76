import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFormats, dayKey, daysBetween, grouped, minuteReading } from './formats.ts'
import { languages, tagOf } from './languages.ts'
import { withoutRuby } from './ruby.ts'

const evening = new Date('2026-11-23T09:30:00Z')
const all = (say: (f: ReturnType<typeof createFormats>) => string): Record<string, string> =>
  Object.fromEntries(languages.map((l) => [l, say(createFormats(l))]))

test('times are in the city, in 24 hours, without a leading zero', () => {
  assert.equal(createFormats('ja').time(evening), '18:30')
  assert.equal(createFormats('en').time(new Date('2026-11-22T23:05:00Z')), '8:05')
  assert.equal(createFormats('ja').time(new Date('2026-11-22T15:00:00Z')), '0:00')
  assert.equal(createFormats('en', 'Europe/Paris').time(evening), '10:30')
})

test('easy Japanese says a time in words with readings', () =>
  assert.equal(createFormats('ja-easy').timeInWords(evening), '{午後|ごご} 6{時|じ}30{分|ぷん}'))

test('minutes read as people say them', () => {
  assert.deepEqual(
    all((f) => withoutRuby(f.minutes(20))),
    { ja: '20分', 'ja-easy': '20分', en: '20 min', 'zh-Hans': '20分钟', ko: '20분' },
  )
  assert.deepEqual(
    all((f) => withoutRuby(f.minutes(65))),
    { ja: '1時間5分', 'ja-easy': '1時間5分', en: '1 h 5 min', 'zh-Hans': '1小时5分钟', ko: '1시간 5분' },
  )
  assert.deepEqual([1, 2, 3, 5, 10, 17, 30].map(minuteReading), ['ぷん', 'ふん', 'ぷん', 'ふん', 'ぷん', 'ふん', 'ぷん'])
})

test('whole numbers have the groups that Intl gives them, in every language', () => {
  for (const language of languages)
    for (const n of [0, 7, 999, 1000, -1000, 12_345, 413_000, 1_234_567, -98_765_432, Number.MAX_SAFE_INTEGER])
      assert.equal(grouped(n), new Intl.NumberFormat(tagOf(language)).format(n))
  assert.deepEqual(
    [0.5, -0, 1234.5].map((n) => createFormats('ja').number(n)),
    ['0.5', '-0', '1,234.5'],
  )
})

test('distances are rounded as a walker would', () => {
  assert.deepEqual(
    [4, 87, 349, 996, 1234, 12_345].map((metres) => createFormats('ja').distance(metres)),
    ['5m', '85m', '350m', '1km', '1.2km', '12.3km'],
  )
  assert.equal(createFormats('en').distance(349), '350 m')
})

test('days carry their weekday', () =>
  assert.deepEqual(
    all((f) => f.day(evening)),
    { ja: '11月23日（月）', 'ja-easy': '11月23日（月）', en: 'Mon, Nov 23', 'zh-Hans': '11月23日周一', ko: '11월 23일 (월)' },
  ))

test('ages are said in the largest unit that is true', () => {
  const ago = (seconds: number): string => createFormats('ja').ago(new Date(evening.getTime() - seconds * 1000), evening)
  assert.deepEqual([20, 185, 7300, 90_000, 3 * 86_400].map(ago), ['たった今', '3分前', '2時間前', '昨日', '3日前'])
})

test('a list has its commas', () =>
  assert.deepEqual(
    all((f) => f.list(['A', 'B', 'C'])),
    { ja: 'A、B、C', 'ja-easy': 'A、B、C', en: 'A, B, C', 'zh-Hans': 'A、B、C', ko: 'A, B, C' },
  ))

test('a day is the city’s day', () => {
  assert.equal(dayKey(new Date('2026-11-22T15:00:00Z'), 'Asia/Tokyo'), '2026-11-23')
  assert.equal(dayKey(new Date('2026-11-22T14:59:00Z'), 'Asia/Tokyo'), '2026-11-22')
  assert.equal(daysBetween(new Date('2026-11-22T14:59:00Z'), new Date('2026-11-22T15:00:00Z'), 'Asia/Tokyo'), 1)
})
