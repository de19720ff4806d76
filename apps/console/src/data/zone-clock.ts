/** How far the zone's clock is ahead of UTC at an instant, milliseconds. */
function ahead_ms(at: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-u-hc-h23', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0)
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - Math.floor(at.getTime() / 1000) * 1000
}

/**
 * The instant at which a clock in this zone shows the day and the time.
 * @param day `2026-11-28`
 * @param time `09:00`
 * @param zone IANA name
 */
export function instantOf(day: string, time: string, zone: string): Date {
  const asUtc = Date.parse(`${day}T${time}:00Z`)
  // The second look is right where the clock changes between the two guesses.
  const first = asUtc - ahead_ms(new Date(asUtc), zone)
  return new Date(asUtc - ahead_ms(new Date(first), zone))
}

/** A day of the city as an instant at its noon, so that every zone of a reader says the same day. */
export const noonOf = (day: string, zone: string): Date => instantOf(day, '12:00', zone)
