import type { OpenState } from './shapes.ts'

/** One stretch in which a place is open, in milliseconds UTC. `unknown`: perhaps open ("by appointment"). */
export interface Opening {
  readonly start: number
  readonly end: number
  readonly unknown?: true
  readonly comment?: string
}

/** A week of openings. They are known until `until`; one that reaches it has no known end. */
export interface Openings {
  readonly list: readonly Opening[]
  readonly until: number
}

/** "Closing soon" begins this long before closing. */
export const closingSoon_min = 30

const iso = (instant: number): string => new Date(instant).toISOString()

/**
 * Whether a place is open at an instant, until when, and when it opens next.
 * @param openings from `openingsOf`; undefined when the hours are not known
 * @param at milliseconds UTC
 * @param closedUntil the shop said "closed today": nothing before this instant counts
 */
export function openStateAt(openings: Openings | undefined, at: number, closedUntil?: number): OpenState {
  if (closedUntil !== undefined && at < closedUntil) {
    const next = openings?.list.find((o) => o.end > closedUntil && o.unknown !== true)
    return { state: 'closed', ...(next === undefined ? {} : { opensAt: iso(Math.max(next.start, closedUntil)) }) }
  }
  if (openings === undefined) return { state: 'unknown' }
  const now = openings.list.find((o) => o.start <= at && at < o.end)
  if (now !== undefined) {
    const comment = now.comment === undefined ? {} : { comment: now.comment }
    const until = now.end < openings.until ? { until: iso(now.end) } : {}
    if (now.unknown === true) return { state: 'unknown', ...until, ...comment }
    const left_min = Math.ceil((now.end - at) / 60_000)
    if (now.end < openings.until && left_min <= closingSoon_min)
      return { state: 'closing-soon', ...until, closesIn_min: left_min, ...comment }
    return { state: 'open', ...until, ...comment }
  }
  const next = openings.list.find((o) => o.start > at)
  return {
    state: 'closed',
    ...(next === undefined ? {} : { opensAt: iso(next.start), ...(next.comment === undefined ? {} : { comment: next.comment }) }),
  }
}
