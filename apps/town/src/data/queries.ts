import type { Event, EventSummary, Place, PlaceSummary } from '@machinaka/guide/contract'
import type { CityView } from '@machinaka/people/contract'
import type { BaseTileJson } from '@machinaka/citymodel/contract'
import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import { type Aged, address, currentCity, getJson, NoAnswer } from './api.ts'
import { type KeptPoint, searchKept } from './offline-search.ts'
import { placesAddress, type Wishes } from './url-state.ts'

export interface LocalName {
  readonly ja?: string
  readonly 'ja-easy'?: string
  readonly en?: string
  readonly 'zh-Hans'?: string
  readonly ko?: string
}
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
export interface PlacePage {
  readonly items: readonly PlaceSummary[]
  readonly total: number
  readonly asOf: string
  readonly fromPoints?: true
}
export interface Points {
  readonly features: readonly KeptPoint[]
  readonly asOf: string
}
export interface Suggestion {
  readonly kind: 'place' | 'category'
  readonly id: string
  readonly name: LocalName
  readonly category: string
}
export interface ReportReceipt {
  readonly placeId: string
  readonly placeName: LocalName
  readonly kind: string
  readonly text: string
  readonly state: 'received' | 'accepted' | 'rejected' | 'withdrawn'
  readonly createdAt: string
  readonly answer?: string
  readonly answeredAt?: string
}
export type LonLat = readonly [number, number]

const minute = 60_000
/** The city stands in every key: one browser may look at two. */
const key = (...parts: readonly unknown[]): readonly unknown[] => [currentCity() ?? '', ...parts]
const one = <Value>(name: string, url: string, staleTime: number) =>
  queryOptions({ queryKey: key(name, url), queryFn: ({ signal }): Promise<Aged<Value>> => getJson<Value>(url, signal), staleTime })

export const cityQuery = () => one<CityView>('city', address('/api/city'), 10 * minute)
export const categoriesQuery = () => one<Categories>('categories', address('/api/guide/categories'), 10 * minute)
export const pointsQuery = () => one<Points>('points', address('/api/guide/places.geojson'), 5 * minute)
export const baseQuery = () => one<BaseTileJson>('base', address('/tiles/base.json'), 10 * minute)
export const placeQuery = (id: string) => one<Place>('place', address(`/api/guide/places/${encodeURIComponent(id)}`), minute)
export const eventQuery = (id: string) => one<Event>('event', address(`/api/guide/events/${encodeURIComponent(id)}`), minute)
export const eventsQuery = (from: string, to: string | undefined) =>
  one<{ readonly items: readonly EventSummary[]; readonly total: number }>(
    'events',
    address('/api/guide/events', { from, to, limit: 100 }),
    5 * minute,
  )
export const suggestQuery = (q: string) =>
  one<{ readonly items: readonly Suggestion[] }>('suggest', address('/api/guide/suggest', { q }), minute)
export const receiptQuery = (receipt: string) =>
  one<ReportReceipt>('receipt', address(`/api/guide/reports/${encodeURIComponent(receipt)}`), 0)

/** The list for these wishes, page by page. Without a network, and without a kept answer, it searches the kept points. */
export function placesQuery(client: QueryClient, wishes: Wishes, here: LonLat | undefined, near_m: number | undefined) {
  const first = placesAddress(wishes, { city: currentCity(), here, near_m })
  return infiniteQueryOptions({
    queryKey: key('places', first),
    queryFn: async ({ pageParam, signal }): Promise<Aged<PlacePage>> => {
      try {
        return await getJson<PlacePage>(placesAddress(wishes, { city: currentCity(), offset: pageParam, here, near_m }), signal)
      } catch (error) {
        const kept = error instanceof NoAnswer ? await searchWithoutNetwork(client, wishes) : undefined
        if (kept === undefined) throw error
        return kept
      }
    },
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const had = pages.reduce((sum, page) => sum + page.value.items.length, 0)
      return had < last.value.total && last.value.items.length > 0 ? had : undefined
    },
    staleTime: minute,
  })
}

async function searchWithoutNetwork(client: QueryClient, wishes: Wishes): Promise<Aged<PlacePage> | undefined> {
  const [points, categories] = await Promise.all([
    client.ensureQueryData(pointsQuery()).catch(() => undefined),
    client.ensureQueryData(categoriesQuery()).catch(() => undefined),
  ])
  if (points === undefined) return undefined
  const words = new Map(
    (categories?.value.categories ?? []).map((category) => [
      category.code,
      Object.values(category.name).filter((name) => name !== undefined),
    ]),
  )
  const items = searchKept(points.value.features, wishes, words).slice(0, 200)
  return { value: { items, total: items.length, asOf: points.value.asOf, fromPoints: true }, at: points.at, kept: true }
}
