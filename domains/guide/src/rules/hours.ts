import OpeningHours from 'opening_hours'
import { holidayName, isHoliday } from './holidays.ts'
import type { Opening, Openings } from './open-state.ts'
import { day_ms, dayName, dayStart, instantOf, wallOf, type Wall } from './wall-clock.ts'

/** Days ahead for which openings are worked out. */
export const daysAhead = 8
const charactersAtMost = 500

/** Where the rules about holidays and sunlight come from. */
export interface HoursPlace {
  /** IANA name. */
  readonly zone: string
  readonly lon: number
  readonly lat: number
}

// The library reads and writes the process's own zone. So it is given dates whose *local* fields show the city's wall
// clock, and its answers are read by their local fields: then the process's zone does not matter.
function localDate(wall: Wall): Date {
  const d = new Date(wall)
  return new Date(d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate(), d.getUTCHours(), d.getUTCMinutes())
}
const wallOfLocal = (d: Date): Wall => Date.UTC(d.getFullYear(), d.getMonth(), d.getDate(), d.getHours(), d.getMinutes(), d.getSeconds())

const nominatim = (place: HoursPlace) => ({ lat: place.lat, lon: place.lon, address: { country_code: 'jp', state: '東京都' } })

/** A reader of one value, or the reason why it cannot be read (the library's words, first line). */
function parse(value: string, place: HoursPlace): OpeningHours | string {
  // The library takes “???” for nothing said.
  if (!/[\p{L}\p{N}]/u.test(value)) return 'nothing that can be read'
  if (value.length > charactersAtMost) return `longer than ${charactersAtMost} characters`
  try {
    return new OpeningHours(value, nominatim(place))
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? 'cannot be read'
  }
}

/** Why opening hours cannot be read, or undefined when they can. Syntax: OSM wiki, Key:opening_hours/specification. */
export function hoursProblem(value: string, place: HoursPlace): string | undefined {
  const parsed = parse(value, place)
  return typeof parsed === 'string' ? parsed : undefined
}

interface WallOpening {
  readonly start: Wall
  readonly end: Wall
  readonly unknown: boolean
  readonly comment: string | undefined
}

const between = (hours: OpeningHours, from: Wall, to: Wall): WallOpening[] =>
  hours
    .getOpenIntervals(localDate(from), localDate(to))
    .map(([start, end, unknown, comment]) => ({ start: wallOfLocal(start), end: wallOfLocal(end), unknown, comment }))

const libraryHolidays = new Map<Wall, boolean>()
/** Whether the library's own calendar calls this day a holiday of Japan. */
function libraryHoliday(day: Wall, place: HoursPlace): boolean {
  const known = libraryHolidays.get(day)
  if (known !== undefined) return known
  const answer = new OpeningHours('PH', nominatim(place)).getState(localDate(day + day_ms / 2))
  libraryHolidays.set(day, answer)
  return answer
}

/** Whether the process's own clock is changed within three days of this one: then its local times have a hole or a fold. */
const clockChanges = (day: Wall): boolean => new Set([-1, 0, 1, 2].map((n) => localDate(day + n * day_ms).getTimezoneOffset())).size > 1

/**
 * A day like this one by weekday, season and holiday, on which the library and the process's clock are right. Needed for
 * days whose holiday the library does not know (2026-09-22, between two others) and where the process's clock changes.
 */
function standIn(day: Wall, place: HoursPlace): Wall | undefined {
  const holiday = isHoliday(day)
  for (let weeks = 0; weeks <= 60; weeks++)
    for (const years of [0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5]) {
      // Whole weeks nearest to so many years: the same weekday at the same season.
      const base = day + Math.round((years * 365.2425) / 7) * 7 * day_ms
      for (const other of [base - weeks * 7 * day_ms, base + weeks * 7 * day_ms]) {
        if (other !== day && isHoliday(other) === holiday && libraryHoliday(other, place) === holiday && !clockChanges(other)) return other
      }
    }
  return undefined
}

interface Span {
  readonly from: Wall
  readonly to: Wall
  readonly place: HoursPlace
}

/** Openings in the span, with the days that the library would have wrong taken from their stand-ins. */
function corrected(hours: OpeningHours, value: string, { from, to, place }: Span): WallOpening[] {
  let list = between(hours, from, to)
  // A value that names years means these very dates: a stand-in would not know them.
  const byHoliday = /\bPH\b/.test(value) && !/\b20\d\d\b/.test(value)
  for (let day = from; day < to; day += day_ms) {
    const wrong = clockChanges(day) || (byHoliday && isHoliday(day) !== libraryHoliday(day, place))
    const other = wrong ? standIn(day, place) : undefined
    if (other === undefined) continue
    const moved = between(hours, other - day_ms, other + 2 * day_ms)
      .filter((o) => o.start >= other && o.start < other + day_ms)
      .map((o) => ({ ...o, start: o.start - other + day, end: o.end - other + day }))
    list = [...list.filter((o) => o.start < day || o.start >= day + day_ms), ...moved].sort((a, b) => a.start - b.start)
  }
  // The library gives a holiday's name as comment; ours is the Japanese one of that very day.
  return list.map((o) => (o.comment === undefined || value.includes(o.comment) ? o : { ...o, comment: holidayName(o.start) }))
}

const offRule = /^\s*(?:(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)[,\s-]*)+(?:off|closed)\s*$/

/**
 * “Mo-Sa 18:00-02:00; Su off”: by the letter of the syntax Sunday's rule also ends Saturday's night at midnight. Nobody
 * means that. What an off day cuts at midnight ends when it would without the off day.
 */
function throughMidnight(list: readonly WallOpening[], value: string, span: Span): readonly WallOpening[] {
  const rules = value.split(';')
  const kept = rules.filter((rule) => !offRule.test(rule))
  if (kept.length === rules.length || !list.some((o) => o.end % day_ms === 0)) return list
  const without = parse(kept.join(';'), span.place)
  if (typeof without === 'string') return list
  const whole = new Map(corrected(without, value, span).map((o) => [o.start, o.end]))
  return list.map((o) => {
    const end = whole.get(o.start) ?? o.end
    return o.end % day_ms === 0 && end > o.end && end - o.end <= day_ms / 3 ? { ...o, end } : o
  })
}

/** Joins stretches that touch and say the same. */
function joined(list: readonly WallOpening[]): WallOpening[] {
  const out: WallOpening[] = []
  for (const o of list) {
    const last = out.at(-1)
    if (last !== undefined && last.end >= o.start && last.unknown === o.unknown && last.comment === o.comment)
      out[out.length - 1] = { ...last, end: Math.max(last.end, o.end) }
    else out.push(o)
  }
  return out
}

/**
 * Openings of a value from the start of a wall day on, `daysAhead` days; what began the day before and runs past midnight
 * is in it. Undefined when the value cannot be read.
 */
export function openingsOf(value: string, day: Wall, place: HoursPlace): Openings | undefined {
  const parsed = parse(value, place)
  if (typeof parsed === 'string') return undefined
  const until = day + daysAhead * day_ms
  // A day more on each side, so that no night is cut.
  const span = { from: day - day_ms, to: until + day_ms, place }
  const list = joined(throughMidnight(corrected(parsed, value, span), value, span)).filter((o) => o.end > day && o.start < until)
  return {
    until: instantOf(span.to, place.zone),
    list: list.map(({ start, end, unknown, comment }): Opening => ({
      start: instantOf(start, place.zone),
      end: instantOf(end, place.zone),
      ...(unknown ? { unknown: true as const } : {}),
      ...(comment === undefined ? {} : { comment }),
    })),
  }
}

/** Openings by value for one city and one day at a time: thousands of places share a few hundred values. */
export interface HoursBook {
  /** Openings for the city's day in which the instant lies. */
  openings(value: string, at: number): Openings | undefined
  /** First instant of the city's day in which the instant lies, and the first of the next. */
  dayBounds(at: number): { readonly day: string; readonly start: number; readonly end: number }
}

export function hoursBook(place: HoursPlace): HoursBook {
  let bounds = { day: '', start: Infinity, end: -Infinity, wall: 0 }
  const known = new Map<string, Openings | undefined>()
  // A question about another day than the usual one (`at=`) is answered without throwing the usual day's answers away.
  const boundsAt = (at: number): typeof bounds => {
    if (at >= bounds.start && at < bounds.end) return bounds
    const wall = dayStart(wallOf(at, place.zone))
    return { day: dayName(wall), start: instantOf(wall, place.zone), end: instantOf(wall + day_ms, place.zone), wall }
  }
  let other = { day: '', answers: new Map<string, Openings | undefined>() }
  return {
    openings(value, at) {
      const asked = boundsAt(at)
      if (asked.start > bounds.start || bounds.start === Infinity) {
        bounds = asked
        known.clear()
      }
      if (asked.day !== bounds.day && other.day !== asked.day) other = { day: asked.day, answers: new Map() }
      const answers = asked.day === bounds.day ? known : other.answers
      if (!answers.has(value)) answers.set(value, openingsOf(value, asked.wall, place))
      return answers.get(value)
    },
    dayBounds: (at) => boundsAt(at),
  }
}
