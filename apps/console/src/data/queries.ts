import type { BaseTileJson } from '@machinaka/citymodel/contract'
import type { CitySettings } from '@machinaka/people/contract'
import type { DownloadView, ImportView, Run, Source } from '@machinaka/context/contract'
import type { Claim, Draft, Event, EventSummary, Mapping, MappingTarget, Place, PlaceSummary, Report } from '@machinaka/guide/contract'
import type { Health, Week } from '@machinaka/insight/contract'
import type { CityView, KeyView, Me, Member } from '@machinaka/people/contract'
import { queryOptions } from '@tanstack/react-query'
import { currentCity, getJson, inPath } from './api.ts'

export type LocalName = PlaceSummary['name']
export interface Group {
  readonly code: string
  readonly name: LocalName
  readonly icon: string
}
export interface Category extends Group {
  readonly group: string
  readonly count: number
}
export interface Categories {
  readonly groups: readonly Group[]
  readonly categories: readonly Category[]
}
export interface Proposal {
  readonly id: string
  readonly entityId: string
  readonly entityName: LocalName
  readonly field: string
  readonly current: unknown
  readonly proposed: unknown
  readonly source: string
  readonly createdAt: string
}
export interface HistoryEntry {
  readonly version: string
  readonly at: string
  readonly by: string
  readonly action: string
  readonly changes: readonly { readonly field: string; readonly before?: unknown; readonly after?: unknown }[]
  readonly undoable: boolean
}
export interface SuggestedMapping {
  readonly mapping: Mapping
  readonly remembered: boolean
  readonly missing: readonly string[]
  readonly preview: readonly {
    readonly row: number
    readonly name?: string
    readonly category?: string
    readonly lon?: number
    readonly lat?: number
    readonly problem?: string
  }[]
}
export type { Mapping, MappingTarget }
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly total: number
}
export interface Point {
  readonly id: string
  readonly geometry: { readonly coordinates: readonly [number, number] }
  readonly properties: {
    readonly id: string
    readonly category: string
    readonly group: string
    readonly open: string
    readonly name?: string
    readonly name_en?: string
  }
}

const minute = 60_000
/** The city stands in every key: one browser may look at two. */
const key = (...parts: readonly unknown[]): readonly unknown[] => [currentCity() ?? '', ...parts]
type Values = Readonly<Record<string, string | number | undefined>>
const one = <Value>(name: string, path: string, { values = {}, stale = 0 }: { readonly values?: Values; readonly stale?: number } = {}) =>
  queryOptions({
    queryKey: key(name, path, values),
    queryFn: ({ signal }): Promise<Value> => getJson<Value>(path, values, signal),
    staleTime: stale,
  })

export const cityQuery = () => one<CityView>('city', '/api/city', { stale: 10 * minute })
export const meQuery = () => one<Me>('me', '/api/me', { stale: 5 * minute })
export const settingsQuery = () => one<CitySettings>('settings', '/api/city/settings')
export const baseQuery = () => one<BaseTileJson>('base', '/tiles/base.json', { stale: 10 * minute })
export const downloadQuery = (id: string) => one<DownloadView>('download', `/api/imports/downloads/${inPath(id)}`)
export const citiesQuery = () =>
  one<readonly { readonly city: string; readonly name: LocalName }[]>('cities', '/api/cities', { stale: 10 * minute })
export const healthQuery = () => one<Health>('health', '/api/health')
export const sourcesQuery = () => one<readonly Source[]>('sources', '/api/context/sources')
export const runsQuery = (source?: string) => one<readonly Run[]>('runs', '/api/context/runs', { values: { source, limit: 50 } })
export const importsQuery = () => one<readonly ImportView[]>('imports', '/api/imports')
export const importQuery = (id: string) => one<ImportView>('import', `/api/imports/${inPath(id)}`)
export const categoriesQuery = () => one<Categories>('categories', '/api/guide/categories', { stale: 5 * minute })
export const pointsQuery = () => one<{ readonly features: readonly Point[] }>('points', '/api/guide/places.geojson')
export const foundQuery = (q: string) => one<Page<PlaceSummary>>('found', '/api/guide/places', { values: { q, limit: 200 } })
export const placesByIdQuery = (ids: readonly string[]) =>
  one<Page<PlaceSummary>>('by-id', '/api/guide/places', { values: { ids: ids.join(','), limit: 200 } })
export const placeQuery = (id: string) => one<Place>('place', `/api/guide/places/${inPath(id)}`)
export const historyQuery = (id: string) =>
  one<{ readonly items: readonly HistoryEntry[] }>('history', `/api/guide/history/${inPath(id)}`, { values: { limit: 50 } })
export const proposalsQuery = () => one<Page<Proposal>>('proposals', '/api/guide/proposals', { values: { limit: 200 } })
export const eventsQuery = (from: string, q: string) =>
  one<Page<EventSummary>>('events', '/api/guide/events', { values: { from, q, limit: 200 } })
export const eventQuery = (id: string) => one<Event>('event', `/api/guide/events/${inPath(id)}`)
export const draftsQuery = (state?: string) => one<Page<Draft>>('drafts', '/api/guide/drafts', { values: { state, limit: 200 } })
export const reportsQuery = (state?: string) => one<Page<Report>>('reports', '/api/guide/reports', { values: { state, limit: 200 } })
export const reportQuery = (id: string) => one<Report>('report', `/api/guide/reports/by-id/${inPath(id)}`)
export const claimsQuery = (state?: string) => one<Page<Claim>>('claims', '/api/guide/claims', { values: { state, limit: 200 } })
export const myPlacesQuery = () =>
  one<{ readonly items: readonly PlaceSummary[]; readonly claims: readonly Claim[] }>('my-places', '/api/guide/my-places')
export const weekQuery = (week?: string) => one<Week>('week', '/api/insight/week', { values: { week } })
export const membersQuery = () => one<readonly Member[]>('members', '/api/members')
export const keysQuery = () => one<readonly KeyView[]>('keys', '/api/keys')
export const passkeysQuery = () =>
  one<readonly { readonly id: string; readonly name?: string; readonly createdAt?: string }[]>(
    'passkeys',
    '/api/auth/passkey/list-user-passkeys',
  )
