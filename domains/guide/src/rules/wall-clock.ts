/**
 * Wall-clock time of a zone as a number: the milliseconds that `Date.UTC` gives for what the clock on the wall shows.
 * Days of a city are whole multiples of `day_ms` in it.
 */
export type Wall = number
export const minute_ms = 60_000
export const day_ms = 86_400_000

const formats = new Map<string, Intl.DateTimeFormat>()
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(zone, made)
  return made
}

/** What the wall clock of `zone` (IANA name) shows at an instant (ms since 1970 UTC). */
export function wallOf(instant: number, zone: string): Wall {
  const part: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(instant)) part[type] = Number(value)
  return Date.UTC(
    part['year'] ?? 1970,
    (part['month'] ?? 1) - 1,
    part['day'] ?? 1,
    part['hour'] ?? 0,
    part['minute'] ?? 0,
    part['second'] ?? 0,
  )
}

/** The instant at which the wall clock shows this; the earlier one where it shows it twice, the later side of a gap. */
export function instantOf(wall: Wall, zone: string): number {
  const first = wall - (wallOf(wall, zone) - wall)
  return wall - (wallOf(first, zone) - first)
}

/** Start of the wall day. */
export const dayStart = (wall: Wall): Wall => Math.floor(wall / day_ms) * day_ms
/** `2026-08-03` of a wall time. */
export const dayName = (wall: Wall): string => new Date(wall).toISOString().slice(0, 10)
/** The wall time at which a day begins, or undefined when the text is no day of the calendar. */
export function dayOf(name: string): Wall | undefined {
  const wall = /^\d{4}-\d{2}-\d{2}$/.test(name) ? Date.parse(`${name}T00:00:00Z`) : Number.NaN
  return Number.isNaN(wall) || dayName(wall) !== name ? undefined : wall
}
