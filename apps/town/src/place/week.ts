import { dayKey } from '@machinaka/ui/i18n'

export interface WeekDay {
  /** Noon of the day, for saying its name. */
  readonly noon: Date
  /** `YYYY-MM-DD` in the city's zone. */
  readonly key: string
  readonly openings: readonly { readonly from: Date; readonly to: Date }[]
  readonly allDay: boolean
}

const hour_ms = 3_600_000
const day_ms = 24 * hour_ms

/**
 * Seven days from the day of `asOf` on, each with the openings that begin in it; one that runs past midnight belongs to
 * the evening it began. An opening of a whole day or more is `allDay` on every day it covers.
 */
export function weekOf(hours: readonly (readonly [string, string])[], asOf: Date, zone: string): readonly WeekDay[] {
  const spans = hours.map(([from, to]) => ({ from: new Date(from), to: new Date(to) }))
  const today = Date.parse(`${dayKey(asOf, zone)}T12:00:00Z`)
  // Noon UTC of the date names the day safely: Japan's own noon is three hours after UTC midnight, far from both edges.
  const offset_ms = Date.parse(`${dayKey(asOf, zone)}T00:00:00Z`) - startOfDay(asOf, zone)
  return Array.from({ length: 7 }, (_, ahead) => {
    const noon = new Date(today + ahead * day_ms - offset_ms)
    const start = noon.getTime() - 12 * hour_ms
    const openings = spans.filter((span) => dayKey(span.from, zone) === dayKey(noon, zone))
    return {
      noon,
      key: dayKey(noon, zone),
      openings,
      allDay: spans.some((span) => span.from.getTime() <= start && span.to.getTime() >= start + day_ms),
    }
  })
}

/** The first instant of the day in which `at` lies, in the zone. */
function startOfDay(at: Date, zone: string): number {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(at)
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number)
  return Math.floor(at.getTime() / 1000) * 1000 - (hours * 3600 + minutes * 60 + seconds) * 1000
}
