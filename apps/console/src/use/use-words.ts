import type { Feature, Finding } from '@machinaka/insight/contract'
import type { PlainKey } from '../messages/index.ts'

/** What a counted feature is called. One that the town app counts and we do not know keeps its own name. */
const words: Readonly<Record<Feature, PlainKey>> = {
  'app.open': 'useOpen',
  'app.install': 'useInstall',
  search: 'useSearch',
  'search.empty': 'useSearchEmpty',
  'filter.open-now': 'useOpenNow',
  'filter.accessible': 'useAccessible',
  'filter.category': 'useCategory',
  'near-me': 'useNearMe',
  'map.use': 'useMap',
  'list.use': 'useList',
  'place.view': 'usePlace',
  'event.view': 'useEvent',
  'place.save': 'useSave',
  'place.share': 'useShare',
  'place.call': 'useCall',
  'place.website': 'useWebsite',
  'language.change': 'useLanguage',
  'report.send': 'useReport',
  'listing.claim': 'useClaim',
  'listing.closed-today': 'useClosedToday',
}
const known: Readonly<Record<string, PlainKey>> = words
export const featureWord = (feature: string): PlainKey | undefined => known[feature]

/** The finding that says most: a change before a busiest hour before a total. */
export function chiefFinding(findings: readonly Finding[]): Finding | undefined {
  for (const kind of ['change', 'busiest-hour', 'most-used', 'too-little'] as const) {
    const found = findings.find((one) => one.kind === kind)
    if (found !== undefined) return found
  }
  return undefined
}

/** The week before or after, as ISO 8601 writes weeks; weeks begin on Monday and the first holds January 4th. */
export function weekBeside(monday: string, step: 1 | -1): string {
  const day = new Date(`${monday}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + step * 7 + 3)
  const year = day.getUTCFullYear()
  const first = Date.UTC(year, 0, 4)
  const week = 1 + Math.round(((day.getTime() - first) / 86_400_000 - 3 + ((new Date(first).getUTCDay() + 6) % 7)) / 7)
  return `${year}-W${String(week).padStart(2, '0')}`
}
