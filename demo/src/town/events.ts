import { events, type EventEntry } from '../names/events.ts'

/** An event on the calendar; dates are `YYYY-MM-DD` in the town's zone. */
export interface DatedEvent extends EventEntry {
  readonly start: string
  readonly end: string
}

const day_ms = 86_400_000
const parse = (date: string): number => {
  const at = Date.parse(`${date}T00:00:00Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(at)) throw new Error(`not a date (YYYY-MM-DD): ${date}`)
  return at
}
const show = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Saturday of the weekend that is on or comes next. */
function saturday(today: number): number {
  const weekday = new Date(today).getUTCDay()
  return today + (weekday === 0 ? -1 : 6 - weekday) * day_ms
}

/** Dates of an event rule (`names/events.ts`) seen from a day; refuses an unknown rule. */
function dates(when: string, today: number): readonly [number, number] {
  const now = /^now-(\d+)\+(\d+)$/.exec(when)
  if (now !== null) return [today - Number(now[1]) * day_ms, today + Number(now[2]) * day_ms]
  const later = /^in (\d+)$/.exec(when)
  if (later !== null) {
    const at = today + Number(later[1]) * day_ms
    return [at, at]
  }
  const month = /^next-month (\d+)(?:-(\d+))?$/.exec(when)
  if (month !== null) {
    const first = new Date(today)
    const on = (day: string | undefined): number => Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, Number(day))
    return [on(month[1]), on(month[2] ?? month[1])]
  }
  const sat = saturday(today)
  if (when === 'today') return [today, today]
  if (when === 'saturday') return [sat, sat]
  if (when === 'sunday') return [sat + day_ms, sat + day_ms]
  if (when === 'weekend') return [sat, sat + day_ms]
  throw new Error(`no such rule for a date: ${when}`)
}

/** The calendar as seen on `today` (`YYYY-MM-DD`): something is on now, this weekend and next month, whatever the day. */
export function calendar(today: string): DatedEvent[] {
  const at = parse(today)
  return events.map((e) => {
    const [start, end] = dates(e.when, at)
    return { ...e, start: show(start), end: show(end) }
  })
}
