import type { OpenState } from '@machinaka/guide/contract'

/** What is needed to say whether a place is open at another moment than the one it was asked for. */
export interface Openable {
  readonly openState: OpenState
  readonly hoursKnown: boolean
  readonly hours: readonly (readonly [string, string])[]
  readonly closedToday: boolean
}

/** From here on "open" becomes "closing soon", in minutes. The server's list uses the same measure. */
const soon_min = 30
const day_ms = 86_400_000

/**
 * The state of a place at `now`, reckoned from its openings of 8 days, so that a page left open, or read offline, tells
 * the present and not the past. Beyond the openings it knows, it says that it does not know.
 * @param asOf When the server answered.
 */
export function openStateAt(place: Openable, asOf: Date, now: Date): OpenState {
  const age_ms = now.getTime() - asOf.getTime()
  if (Math.abs(age_ms) < 20_000) return place.openState
  if (!place.hoursKnown || age_ms > 7 * day_ms) return { state: 'unknown' }
  if (place.closedToday) return age_ms < day_ms / 4 ? place.openState : { state: 'unknown' }
  const spans = place.hours.map(([from, to]) => [Date.parse(from), Date.parse(to)] as const)
  const current = spans.find(([from, to]) => from <= now.getTime() && now.getTime() < to)
  if (current !== undefined) {
    const left_min = Math.ceil((current[1] - now.getTime()) / 60_000)
    const until = endless(current[1], asOf) ? {} : { until: new Date(current[1]).toISOString() }
    return left_min <= soon_min ? { state: 'closing-soon', ...until, closesIn_min: left_min } : { state: 'open', ...until }
  }
  const next = spans.filter(([from]) => from > now.getTime()).toSorted((a, b) => a[0] - b[0])[0]
  return { state: 'closed', ...(next && { opensAt: new Date(next[0]).toISOString() }) }
}

/** An opening that runs to the end of what was asked for has no end that we know. */
const endless = (end_ms: number, asOf: Date): boolean => end_ms - asOf.getTime() > 7 * day_ms
