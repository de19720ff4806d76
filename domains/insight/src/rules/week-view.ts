import { meshBounds } from '@machinaka/geo'
import type { Finding, ShownCount, Week } from '../contract.ts'
import { lowerBound, showDay, showRunningDay, showWeek } from './withhold.ts'

/** True counts of a week, as stored: never leaves the server. */
export interface WeekCounts {
  readonly hours: readonly { readonly feature: string; readonly day: string; readonly hour: number; readonly count: number }[]
  /** Looks at places. */
  readonly places: readonly { readonly place: string; readonly count: number }[]
  readonly mesh: readonly { readonly mesh: string; readonly count: number }[]
}

export interface WeekFrame {
  readonly week: string
  readonly days: readonly string[]
  readonly zone: string
  /** Today in the zone of the city. */
  readonly today: string
  readonly smallestShown: number
}

/** Places and mesh cells listed. */
const longest = { places: 50, mesh: 500 } as const

type FeatureView = Week['features'][number]

/** The week as it may be shown, without findings. Of days to come nothing is counted, which is null and not 0. */
export function viewWeek(counts: WeekCounts, { week, days, zone, today, smallestShown: k }: WeekFrame): Omit<Week, 'findings'> {
  const features = [...new Set(counts.hours.map(({ feature }) => feature))]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((feature): FeatureView => {
      const table = days.map(() => Array.from({ length: 24 }, () => 0))
      for (const { day, hour, count } of counts.hours.filter((c) => c.feature === feature)) {
        const row = table[days.indexOf(day)]
        if (row !== undefined) row[hour] = (row[hour] ?? 0) + count
      }
      const shown = table.map((hours, i) => showDayOf({ hours, day: days[i] ?? '', today, k }))
      const totals = table.map((hours) => hours.reduce((a, b) => a + b, 0))
      const shownDays = shown.map(({ day }) => day)
      return {
        feature,
        total: isRunning(days, today) ? atLeast(showWeek(shownDays, totals, k), shownDays) : showWeek(shownDays, totals, k),
        days: shownDays,
        hours: shown.map(({ hours }) => [...hours]),
      }
    })
  return {
    week,
    days: [...days],
    zone,
    smallestShown: k,
    features,
    runningDay: days.includes(today) ? today : null,
    places: ranked(counts.places, k, longest.places).map(({ place, count }) => ({ place, count })),
    mesh: ranked(counts.mesh, k, longest.mesh).flatMap(({ mesh, count }) => {
      const bounds = meshBounds(mesh)
      return bounds === undefined ? [] : [{ mesh, count, bounds: [...bounds] }]
    }),
  }
}

interface DayCounts {
  readonly hours: readonly number[]
  readonly day: string
  readonly today: string
  readonly k: number
}

/** One day as it may be shown: over, running, or to come. */
function showDayOf({ hours, day, today, k }: DayCounts): ReturnType<typeof showDay> {
  if (day > today) return { day: { count: null, atLeast: false }, hours: hours.map(() => null) }
  return day === today ? showRunningDay(hours, k) : showDay(hours, k)
}

const isRunning = (days: readonly string[], today: string): boolean => days.some((day) => day >= today)

/** A week that runs is never exact: its withheld days would be, by looking again tomorrow. */
function atLeast(total: ShownCount, days: readonly ShownCount[]): ShownCount {
  const shown = days.reduce((sum, { count }) => sum + (count ?? 0), 0)
  return total.count === null || shown === 0 ? { count: null, atLeast: false } : { count: shown, atLeast: true }
}

/** Rounded down to steps, small ones left out, most first; equal ones by name, so that order tells nothing more. */
function ranked<T extends { readonly count: number }>(rows: readonly T[], k: number, limit: number): (T & { readonly count: number })[] {
  return rows
    .flatMap((row) => {
      const { count } = lowerBound(row.count, k)
      return count === null ? [] : [{ ...row, count }]
    })
    .toSorted((a, b) => b.count - a.count || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
    .slice(0, limit)
}

/** Below this a change in percent is chance. */
const smallestCompared = 50

/** What the week says, as facts for sentences; taken from what is shown, so that no sentence says more than the table. */
export function findingsOf(week: Omit<Week, 'findings'>, before: Omit<Week, 'findings'>): Finding[] {
  const findings: Finding[] = []
  const used = week.features
    .filter((f) => f.total.count !== null && f.total.count > 0)
    .toSorted((a, b) => (b.total.count ?? 0) - (a.total.count ?? 0))
  const [most] = used
  if (most?.total.count !== null && most !== undefined)
    findings.push({ kind: 'most-used', feature: most.feature, count: most.total.count, atLeast: most.total.atLeast })
  const busiest = used
    .flatMap((f) =>
      f.hours.flatMap((hours, day) =>
        hours.map((count, hour) => ({ feature: f.feature, day: week.days[day] ?? '', hour, count: count ?? 0 })),
      ),
    )
    .toSorted((a, b) => b.count - a.count)[0]
  if (busiest !== undefined && busiest.count > 0) findings.push({ kind: 'busiest-hour', ...busiest })
  const changes = used
    .flatMap((now): Extract<Finding, { kind: 'change' }>[] => {
      const then = before.features.find(({ feature }) => feature === now.feature)?.total
      if (
        now.total.atLeast ||
        now.total.count === null ||
        then === undefined ||
        then.atLeast ||
        then.count === null ||
        then.count < smallestCompared ||
        now.total.count < smallestCompared
      )
        return []
      return [
        {
          kind: 'change',
          feature: now.feature,
          count: now.total.count,
          before: then.count,
          percent: Math.round((now.total.count / then.count - 1) * 100),
        },
      ]
    })
    .toSorted((a, b) => Math.abs(b.percent) - Math.abs(a.percent))
  findings.push(...changes.slice(0, 1))
  const [place] = week.places
  if (place !== undefined) findings.push({ kind: 'top-place', ...place })
  return findings.length === 0 ? [{ kind: 'too-little' }] : findings
}

/** One line per feature, day and hour (RFC 4180, with a BOM for spreadsheets); an empty count is withheld or not over yet. */
export function weekCsv(week: Omit<Week, 'findings'>): string {
  const lines = week.features.flatMap(({ feature, hours }) =>
    hours.flatMap((row, day) => row.map((count, hour) => `${week.week},${week.days[day] ?? ''},${hour},${feature},${count ?? ''}`)),
  )
  return `\uFEFF${['week,day,hour,feature,count', ...lines].join('\r\n')}\r\n`
}
