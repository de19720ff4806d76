/** Days and ISO weeks (ISO 8601: Monday first, week 1 holds 4 January) as text: `2026-11-23`, `2026-W48`. */

const day_ms = 86_400_000

const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** Day and hour of an instant in a time zone (IANA name). */
export function localHour(instant: Date, zone: string): { readonly day: string; readonly hour: number } {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      hourCycle: 'h23',
    })
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  )
  return { day: `${parts['year']}-${parts['month']}-${parts['day']}`, hour: Number(parts['hour']) }
}

/** The ISO week of a day. */
export function weekOf(day: string): string {
  const ms = Date.parse(day)
  const thursday = ms + (3 - weekday(ms)) * day_ms
  const year = new Date(thursday).getUTCFullYear()
  const week = 1 + Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * day_ms))
  return `${year}-W${String(week).padStart(2, '0')}`
}

/** Monday to Sunday of an ISO week; undefined for text that names none (2025-W53). */
export function daysOf(week: string): readonly string[] | undefined {
  const match = /^(\d{4})-W(\d{2})$/.exec(week)
  if (match === null) return undefined
  const january4 = Date.parse(`${match[1]}-01-04`)
  const monday = january4 + ((Number(match[2]) - 1) * 7 - weekday(january4)) * day_ms
  return weekOf(dayText(monday)) === week ? Array.from({ length: 7 }, (_, i) => dayText(monday + i * day_ms)) : undefined
}

/** The ISO week before. */
export const weekBefore = (monday: string): string => weekOf(dayText(Date.parse(monday) - day_ms))

/** 0 is Monday. */
const weekday = (ms: number): number => (new Date(ms).getUTCDay() + 6) % 7
