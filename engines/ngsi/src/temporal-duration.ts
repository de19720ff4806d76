/** ISO 8601 durations, and the periods they cut time into (ETSI GS CIM 009 V1.9.1 §4.5.19.1). All in UTC. */
import { ProblemSignal, settle, type Problem } from './problem.ts'

/** Months are of the calendar; everything shorter is a number of milliseconds. Both 0: the whole range. */
export interface Duration {
  readonly months: number
  readonly milliseconds: number
}

const FORM = /^P(?:(\d+)W|(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d{1,6})?)S)?)?)$/
const DAY = 86_400_000
/** The longest duration, in months or in days: about a thousand years. */
const LONGEST = { months: 12_000, days: 366_000 } as const

/** Reads `P3Y6M4DT12H30M5S` or `P2W`; elements that are zero may be left out (§4.5.19.1). */
export function parseDuration(text: string): Duration | Problem {
  return settle(() => {
    const found = text.length <= 100 && !/[PT]$/.test(text) ? FORM.exec(text) : null
    if (found === null)
      throw new ProblemSignal(
        'BadRequestData',
        `aggrPeriodDuration is ${JSON.stringify(text.slice(0, 100))}; a duration is like PT1H, P1D or P1M (§4.5.19.1).`,
      )
    const [weeks, years, months, days, hours, minutes, seconds] = found
      .slice(1)
      .map((part: string | undefined) => Number((part ?? '0').replace(',', '.')))
    const duration = {
      months: (years ?? 0) * 12 + (months ?? 0),
      milliseconds:
        (weeks ?? 0) * 7 * DAY +
        (days ?? 0) * DAY +
        (hours ?? 0) * 3_600_000 +
        (minutes ?? 0) * 60_000 +
        Math.round((seconds ?? 0) * 1e6) / 1e3,
    }
    if (duration.months > LONGEST.months || duration.milliseconds > LONGEST.days * DAY)
      throw new ProblemSignal('BadRequestData', 'aggrPeriodDuration is longer than a thousand years (§4.5.19.1).')
    return duration
  })
}

export const isWhole = ({ months, milliseconds }: Duration): boolean => months === 0 && milliseconds === 0

/** `times` durations after an instant. A day that the month lacks becomes its last: 31 January + P1M is 28 or 29 February. */
export function plus(from_ms: number, { months, milliseconds }: Duration, times = 1): number {
  return (months === 0 ? from_ms : addMonths(from_ms, months * times)) + milliseconds * times
}

function addMonths(from_ms: number, months: number): number {
  const date = new Date(from_ms)
  // The Date keeps whole milliseconds: what is finer is carried over.
  const finer = from_ms - date.getTime()
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, last))
  return date.getTime() + finer
}

/** The periods of a duration, counted from `origin_ms`; each holds its start and not its end. */
export interface Periods {
  /** Number of the period that holds an instant not before the origin. */
  indexOf(at_ms: number): number
  start(index: number): number
  end(index: number): number
}

/** Periods from an origin; a duration of zero is one period that lasts until `end_ms`. */
export function periodsOf(duration: Duration, origin_ms: number, end_ms: number): Periods {
  if (isWhole(duration)) return { indexOf: () => 0, start: () => origin_ms, end: () => end_ms }
  const start = (index: number): number => plus(origin_ms, duration, index)
  const end = (index: number): number => start(index + 1)
  if (duration.months === 0)
    return { indexOf: (at) => settled(Math.floor((at - origin_ms) / duration.milliseconds), at, start), start, end }
  const about = duration.months * 30.436875 * DAY + duration.milliseconds
  return { indexOf: (at) => settled(Math.floor((at - origin_ms) / about), at, start), start, end }
}

/** From a guess to the period that really holds the instant. */
function settled(guess: number, at: number, start: (index: number) => number): number {
  let index = Math.max(0, guess)
  while (index > 0 && start(index) > at) index -= 1
  while (start(index + 1) <= at) index += 1
  return index
}

/** An instant as NGSI-LD writes it: UTC, a fraction only where there is one, to the microsecond (§4.6.3). */
export function printInstant(at_ms: number): string {
  const micros = Math.round(at_ms * 1000)
  const whole = Math.floor(micros / 1_000_000)
  const fraction = micros - whole * 1_000_000
  const seconds = new Date(whole * 1000).toISOString().slice(0, 19)
  return fraction === 0 ? `${seconds}Z` : `${seconds}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}Z`
}

/** Milliseconds since 1970 of a DateTime, with its microseconds as a fraction. */
export function readInstant(text: string): number {
  // Without a fraction, or with milliseconds, Date.parse says it all.
  const quick = text.length === 20 || text.length === 24 ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(quick)) return quick
  const found = /^(.{19})(?:\.(\d+))?Z$/.exec(text)
  const base =
    Date.parse(`${(found?.[1] ?? text.slice(0, 19)).replace(/:60$/, ':59')}Z`) + (found?.[1]?.endsWith(':60') === true ? 1000 : 0)
  return base + (found?.[2] === undefined ? 0 : Number(`0.${found[2]}`) * 1000)
}
