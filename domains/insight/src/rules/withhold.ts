/**
 * Small counts are withheld so that they cannot be worked out from what is shown, nor from looking again later.
 *
 * - Of a day that is over, hours below `k` are withheld. Where their sum with the day's total would still give them away,
 *   the smallest other hours are withheld too (complementary suppression).
 * - Where no hour can be shown, the day is a lower bound, in steps of `k`.
 * - A day that is not over is a lower bound likewise and shows no hours: what changes while one watches changes by `k`.
 * - A week is exact only where its days are, and where those withheld cannot be worked out from it; else it is what its
 *   shown days come to, "at least". So nothing that was shown once has to be hidden later.
 */
import type { ShownCount } from '../contract.ts'

export interface ShownDay {
  readonly day: ShownCount
  /** null is withheld. */
  readonly hours: readonly (number | null)[]
}

const withheld: ShownCount = { count: null, atLeast: false }
const exactly = (count: number): ShownCount => ({ count, atLeast: false })
const nothingShown = (hours: readonly number[]): null[] => hours.map(() => null)
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

/** A count as a lower bound in steps of `k`; withheld below one step. */
export const lowerBound = (count: number, k: number): ShownCount => (count < k ? withheld : { count: count - (count % k), atLeast: true })

/** One day that is over. */
export function showDay(hours: readonly number[], k: number): ShownDay {
  const total = sum(hours)
  if (total === 0) return { day: exactly(0), hours }
  if (total < k) return { day: withheld, hours: nothingShown(hours) }
  const hidden = hiddenHours(hours, k)
  if (hidden.size === hours.length) return { day: lowerBound(total, k), hours: nothingShown(hours) }
  return { day: exactly(total), hours: hours.map((count, hour) => (hidden.has(hour) ? null : count)) }
}

/**
 * Which hours must not be shown beside an exact total. It depends on the counts alone, never on the order of the hours: so
 * of any two hidden hours, either could have the other's count, and who knows this rule knows no more.
 */
function hiddenHours(hours: readonly number[], k: number): ReadonlySet<number> {
  const small = hours.filter((count) => count < k)
  // Nobody at all in the small hours: there is nobody to protect.
  if (sum(small) === 0) return new Set()
  // All hours up to this count are hidden; it rises until what the total leaves for them is safe.
  let upTo = k - 1
  let hidden = small
  while (!isSafe(hidden, k) && hidden.length < hours.length) {
    upTo = Math.min(...hours.filter((count) => count > upTo))
    hidden = hours.filter((count) => count <= upTo)
  }
  return isSafe(hidden, k) ? new Set(hours.flatMap((count, hour) => (count <= upTo ? [hour] : []))) : new Set(hours.keys())
}

/** No small count together, shared by two at least, and not so large that each could only have the largest small count. */
function isSafe(hidden: readonly number[], k: number): boolean {
  const left = sum(hidden)
  return left >= k && hidden.length > 1 && (hidden.some((count) => count >= k) || left < hidden.length * (k - 1))
}

/** One day that is not over yet. */
export const showRunningDay = (hours: readonly number[], k: number): ShownDay => ({
  day: lowerBound(sum(hours), k),
  hours: nothingShown(hours),
})

/** The week of these days. `counts` are the true counts of the days, in the same order. */
export function showWeek(days: readonly ShownCount[], counts: readonly number[], k: number): ShownCount {
  const shown = sum(days.map(({ count }) => count ?? 0))
  const hidden = counts.filter((_, i) => days[i]?.count === null)
  const rest = sum(hidden)
  const open = rest >= k && rest > hidden.length && rest < hidden.length * (k - 1)
  const isExact = days.every(({ atLeast }) => !atLeast) && (hidden.length === 0 || open)
  if (isExact) return exactly(shown + rest)
  return shown === 0 ? withheld : { count: shown, atLeast: true }
}
