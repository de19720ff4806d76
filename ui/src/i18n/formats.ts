import { type Language, tagOf } from './languages.ts'

/** How people say numbers, times and distances in one language and one time zone. */
export interface Formats {
  readonly language: Language
  readonly zone: string
  number(value: number): string
  /** Metres: `350 m`, `1.2 km`. Rounded the way a person would say it. */
  distance(distance_m: number): string
  /** Whole minutes: `20分`, `1時間5分`. */
  minutes(value: number): string
  /** Clock time `18:30`, in the city's zone. */
  time(instant: Date): string
  /** Clock time inside a sentence: easy Japanese says it in words with readings. */
  timeInWords(instant: Date): string
  /** `11月23日（月）` */
  day(instant: Date): string
  /** `2026年11月23日` */
  date(instant: Date): string
  /** `月` or `Mon` */
  weekday(instant: Date): string
  /** `月曜日` or `Monday` */
  weekdayLong(instant: Date): string
  /** How long ago: `3分前`, `昨日`. */
  ago(then: Date, now: Date): string
  list(items: readonly string[]): string
}

/** The day of an instant in a zone, `YYYY-MM-DD`. */
export function dayKey(instant: Date, zone: string): string {
  const parts = Object.fromEntries(
    dayParts(zone)
      .formatToParts(instant)
      .map((p) => [p.type, p.value]),
  )
  return `${parts['year']}-${parts['month']}-${parts['day']}`
}

const dayPartsByZone = new Map<string, Intl.DateTimeFormat>()
function dayParts(zone: string): Intl.DateTimeFormat {
  const known = dayPartsByZone.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  dayPartsByZone.set(zone, made)
  return made
}

/** How many calendar days `then` lies before `now` in the zone; negative in the future. */
export const daysBetween = (then: Date, now: Date, zone: string): number =>
  Math.round((Date.parse(dayKey(now, zone)) - Date.parse(dayKey(then, zone))) / 86_400_000)

/** `ふん` or `ぷん`, as the number before it asks (1, 3, 4, 6, 8 and 10 say `ぷん`). */
export const minuteReading = (value: number): string => ([1, 3, 4, 6, 8, 0].includes(Math.abs(value) % 10) ? 'ぷん' : 'ふん')

const easyMinutes = (value: number): string => {
  const hours = Math.floor(value / 60)
  const rest = value % 60
  const tail = rest === 0 && hours > 0 ? '' : `${rest}{分|${minuteReading(rest)}}`
  return hours === 0 ? tail : `${hours}{時間|じかん}${tail}`
}

const unitsOf: Readonly<Record<Language, { readonly minute: (n: number) => string; readonly hour: (n: number) => string }>> = {
  ja: { minute: (n) => `${n}分`, hour: (n) => `${n}時間` },
  'ja-easy': { minute: (n) => `${n}{分|${minuteReading(n)}}`, hour: (n) => `${n}{時間|じかん}` },
  en: { minute: (n) => `${n} min`, hour: (n) => `${n} h` },
  'zh-Hans': { minute: (n) => `${n}分钟`, hour: (n) => `${n}小时` },
  ko: { minute: (n) => `${n}분`, hour: (n) => `${n}시간` },
}

function sayMinutes(language: Language, value: number): string {
  if (language === 'ja-easy') return easyMinutes(value)
  const { minute, hour } = unitsOf[language]
  const hours = Math.floor(value / 60)
  const rest = value % 60
  if (hours === 0) return minute(rest)
  const glue = language === 'en' || language === 'ko' ? ' ' : ''
  return rest === 0 ? hour(hours) : `${hour(hours)}${glue}${minute(rest)}`
}

function easyTime(instant: Date, zone: string): string {
  const [hour = 0, minute = 0] = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    .format(instant)
    .split(':')
    .map(Number)
  const half = hour < 12 ? '{午前|ごぜん}' : '{午後|ごご}'
  const tail = minute === 0 ? '' : `${minute}{分|${minuteReading(minute)}}`
  return `${half} ${hour % 12}{時|じ}${tail}`
}

/** Whole numbers in groups of three, as all our languages write them: what `Intl` says of them, without the 20 ms that its first use takes on a phone. */
export const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

/** Past this many seconds "ago" speaks in the next larger unit. */
const steps = [
  { unit: 'minute', seconds: 60, until: 3600 },
  { unit: 'hour', seconds: 3600, until: 86_400 },
  { unit: 'day', seconds: 86_400, until: 30 * 86_400 },
  { unit: 'month', seconds: 30 * 86_400, until: 365 * 86_400 },
  { unit: 'year', seconds: 365 * 86_400, until: Infinity },
] as const
const justNow: Readonly<Record<Language, string>> = { ja: 'たった今', 'ja-easy': 'いま', en: 'just now', 'zh-Hans': '刚刚', ko: '방금' }

function sayAgo(tag: string, language: Language, seconds: number): string {
  if (seconds < 60) return justNow[language]
  const step = steps.find((s) => seconds < s.until) ?? steps[4]
  const count = Math.floor(seconds / step.seconds)
  if (language === 'ja-easy' && step.unit === 'minute') return `${easyMinutes(count)} まえ`
  return new Intl.RelativeTimeFormat(tag, { numeric: step.unit === 'day' ? 'auto' : 'always' })
    .format(-count, step.unit)
    .replace(tag === 'ja' ? ' ' : '\u0000', '')
}

/** Formats for one language in one IANA zone (the city's, not the reader's). */
export function createFormats(language: Language, zone = 'Asia/Tokyo'): Formats {
  const tag = tagOf(language)
  const dates = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat(tag, { timeZone: zone, ...options })
  const lazy = <T>(make: () => T): (() => T) => {
    let made: T | undefined
    return () => (made ??= make())
  }
  const numbers = lazy(() => new Intl.NumberFormat(tag))
  const number = (value: number): string =>
    Number.isSafeInteger(value) && !Object.is(value, -0) ? grouped(value) : numbers().format(value)
  const kilometres = lazy(() => new Intl.NumberFormat(tag, { maximumFractionDigits: 1 }))
  const clock = lazy(() => new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: 'numeric', minute: '2-digit', hourCycle: 'h23' }))
  const day = lazy(() =>
    dates(tag === 'en' ? { weekday: 'short', month: 'short', day: 'numeric' } : { month: 'long', day: 'numeric', weekday: 'short' }),
  )
  const date = lazy(() => dates({ year: 'numeric', month: 'long', day: 'numeric' }))
  const weekday = lazy(() => dates({ weekday: 'short' }))
  const weekdayLong = lazy(() => dates({ weekday: 'long' }))
  const gap = tag === 'en' || tag === 'ko' ? ' ' : ''
  const time = (instant: Date): string =>
    clock()
      .format(instant)
      .replace(/^0(\d:)/, '$1')
  return {
    language,
    zone,
    number,
    distance: (d) => {
      const metres = d < 100 ? Math.round(d / 5) * 5 : Math.round(d / 10) * 10
      if (metres < 1000) return `${number(metres)}${gap}m`
      return `${kilometres().format(Math.round(d / 100) / 10)}${gap}km`
    },
    minutes: (value) => sayMinutes(language, Math.max(0, Math.round(value))),
    time,
    timeInWords: (instant) => (language === 'ja-easy' ? easyTime(instant, zone) : time(instant)),
    day: (instant) => (tag === 'ja' ? day().format(instant).replace('(', '（').replace(')', '）') : day().format(instant)),
    date: (instant) => date().format(instant),
    weekday: (instant) => weekday().format(instant),
    weekdayLong: (instant) => weekdayLong().format(instant),
    ago: (then, now) => sayAgo(tag, language, Math.max(0, Math.round((now.getTime() - then.getTime()) / 1000))),
    list: (items) => items.join(tag === 'ja' || tag === 'zh-Hans' ? '、' : ', '),
  }
}
