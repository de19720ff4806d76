import { isWithin, nearDistance_m, type Bounds, type LonLat } from '@machinaka/geo'
import { refusal, type Refusal } from '@machinaka/platform'
import type { Static } from 'typebox'
import {
  limits,
  type CategorySchema,
  type GroupSchema,
  type listPlaces,
  type placePoints,
  type PlaceQuery,
  type PlaceSummary,
  type suggest,
} from './contract.ts'
import type { Directory } from './directory.ts'
import type { PlaceRow } from './place-store.ts'
import { placeSummary } from './present.ts'
import { categories, findCategory, groups } from './rules/categories.ts'
import { readBbox, readCategories, readInstant, readNear } from './rules/place-query.ts'
import { categoriesCalled } from './rules/search-index.ts'

export type PlaceList = Static<(typeof listPlaces)['response']>
export type PlacePoints = Static<(typeof placePoints)['response']>
export type Suggestions = Static<(typeof suggest)['response']>
export interface CategoryList {
  readonly groups: Static<typeof GroupSchema>[]
  readonly categories: Static<typeof CategorySchema>[]
}

interface Asked {
  readonly at: number
  readonly near: LonLat | undefined
  readonly radius_m: number | undefined
  readonly bbox: Bounds | undefined
  readonly category: ReadonlySet<string> | undefined
  readonly q: string
  readonly ids: readonly string[] | undefined
}

/** Reads the texts of a query, or says which cannot be read. */
function readQuery(query: PlaceQuery, now: Date): Asked | Refusal {
  const at = query.at === undefined ? now.getTime() : readInstant(query.at, 'at')
  const near = query.near === undefined ? undefined : readNear(query.near)
  const bbox = query.bbox === undefined ? undefined : readBbox(query.bbox)
  const category = readCategories(query.category, query.group)
  for (const read of [at, near, bbox, category])
    if (typeof read === 'string') return refusal('guide.bad-query', `The query cannot be read: ${read}.`)
  if (typeof at === 'string' || typeof near === 'string' || typeof bbox === 'string' || typeof category === 'string')
    return refusal('guide.bad-query', 'The query cannot be read.')
  const ids = query.ids
    ?.split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '')
  if (ids !== undefined && ids.length > limits.ids)
    return refusal('guide.bad-query', `At most ${limits.ids} ids at once.`, { limit: limits.ids })
  if (query.radius_m !== undefined && near === undefined) return refusal('guide.bad-query', 'radius_m needs near.')
  return { at, near, radius_m: query.radius_m, bbox, category, q: query.q?.trim() ?? '', ids }
}

interface Candidate {
  readonly row: PlaceRow
  readonly distance_m: number | undefined
  /** Search score in tens: within one, nearer goes first. */
  readonly tier: number
}

function candidates(directory: Directory, asked: Asked): Candidate[] {
  const { near, radius_m, bbox, category } = asked
  const found: readonly { readonly row: PlaceRow; readonly score: number }[] =
    asked.ids !== undefined
      ? asked.ids.flatMap((id) => {
          const row = directory.find(id)
          return row === undefined ? [] : [{ row, score: 0 }]
        })
      : asked.q !== ''
        ? directory.search(asked.q)
        : directory.all().map((row) => ({ row, score: 0 }))
  return found.flatMap(({ row, score }) => {
    const { fields } = row
    if (category !== undefined && !fields.category.some((c) => category.has(c))) return []
    if (bbox !== undefined && !isWithin([fields.lon, fields.lat], bbox)) return []
    const distance_m = near === undefined ? undefined : nearDistance_m(near, [fields.lon, fields.lat])
    if (radius_m !== undefined && distance_m !== undefined && distance_m > radius_m) return []
    return [{ row, distance_m, tier: Math.floor(score / 10) }]
  })
}

const isOpen = (state: string): boolean => state === 'open' || state === 'closing-soon'

const rank = ({ tier, distance_m = 0 }: Candidate): number => distance_m - tier * 1e8

/** The first `count` in order of tier, then distance: of a large list only these are sorted. */
function nearest(list: readonly Candidate[], count: number): Candidate[] {
  const ranks = Float64Array.from(list, rank).sort()
  const last = ranks[Math.min(count, ranks.length) - 1] ?? Infinity
  return list.filter((c) => rank(c) <= last).sort((a, b) => rank(a) - rank(b))
}

/**
 * Places by words, category, openness, access and position. Order: as asked by `ids`; else by how well the words fit, and
 * among equals by distance; else by distance from `near`; else by name.
 */
export function queryPlaces(directory: Directory, query: PlaceQuery, now: Date): PlaceList | Refusal {
  const asked = readQuery(query, now)
  if ('refused' in asked) return asked
  let list = candidates(directory, asked)
  if (query.accessible === true)
    list = list.filter(({ row }) => row.fields.access?.wheelchair === 'yes' || row.fields.access?.wheelchair === 'limited')
  if (query.openNow === true) list = list.filter(({ row }) => isOpen(directory.standing(row, asked.at).state.state))
  const offset = query.offset ?? 0
  const end = offset + Math.min(query.limit ?? 50, limits.page)
  const total = list.length
  if (asked.ids === undefined && asked.near !== undefined) list = nearest(list, end)
  const items = list
    .slice(offset, end)
    .map(({ row, distance_m }): PlaceSummary => placeSummary(row, directory.standing(row, asked.at), distance_m))
  return { items, total, asOf: new Date(asked.at).toISOString() }
}

/** All places as points with just what the map draws. */
export function pointsOf(
  directory: Directory,
  query: { readonly bbox?: string; readonly category?: string },
  now: Date,
): PlacePoints | Refusal {
  const asked = readQuery(
    { ...(query.bbox === undefined ? {} : { bbox: query.bbox }), ...(query.category === undefined ? {} : { category: query.category }) },
    now,
  )
  if ('refused' in asked) return asked
  const features = candidates(directory, asked).map(({ row }): PlacePoints['features'][number] => {
    const { name, category, lon, lat } = row.fields
    const main = category[0] ?? ''
    return {
      type: 'Feature',
      id: row.id,
      geometry: { type: 'Point', coordinates: [lon, lat] },
      properties: {
        id: row.id,
        category: main,
        group: findCategory(main)?.group ?? '',
        open: directory.standing(row, asked.at).state.state,
        ...(name.ja === undefined ? {} : { name: name.ja }),
        ...(name.en === undefined ? {} : { name_en: name.en }),
        ...(name['zh-Hans'] === undefined ? {} : { 'name_zh-Hans': name['zh-Hans'] }),
        ...(name.ko === undefined ? {} : { name_ko: name.ko }),
      },
    }
  })
  return { type: 'FeatureCollection', features, asOf: new Date(asked.at).toISOString() }
}

/** Groups and categories with how many places each has. */
export function categoryList(directory: Directory): CategoryList {
  const counts = new Map<string, number>()
  for (const row of directory.all()) for (const code of row.fields.category) counts.set(code, (counts.get(code) ?? 0) + 1)
  return {
    groups: groups.map(({ code, name, icon }) => ({ code, name: { ...name }, icon })),
    categories: categories.map(({ code, group, name, icon }) => ({ code, group, name: { ...name }, icon, count: counts.get(code) ?? 0 })),
  }
}

/** What somebody who typed this may mean: categories so called, then places, one of each name. */
export function suggestions(directory: Directory, query: { readonly q: string; readonly near?: string }): Suggestions {
  const near = query.near === undefined ? undefined : readNear(query.near)
  const meant = categoriesCalled(query.q)
    .slice(0, 2)
    .flatMap((code): Suggestions['items'] => {
      const c = findCategory(code)
      return c === undefined ? [] : [{ kind: 'category', id: code, name: { ...c.name }, category: code }]
    })
  const distance = (row: PlaceRow): number =>
    near === undefined || typeof near === 'string' ? 0 : nearDistance_m(near, [row.fields.lon, row.fields.lat])
  const found = directory
    .search(query.q)
    .filter(({ row }) => Object.keys(row.fields.name).length > 0)
    .slice(0, 100)
  const sorted = found
    .map((f) => ({ ...f, distance: distance(f.row) }))
    .sort((a, b) => Math.floor(b.score / 5) - Math.floor(a.score / 5) || a.distance - b.distance)
  const names = new Set<string>()
  const places: Suggestions['items'] = []
  for (const { row } of sorted) {
    const name = row.fields.name.ja ?? row.fields.name.en ?? ''
    if (names.has(name)) continue
    names.add(name)
    places.push({ kind: 'place', id: row.id, name: { ...row.fields.name }, category: row.fields.category[0] ?? '' })
    if (places.length + meant.length >= limits.suggestions) break
  }
  return { items: [...meant, ...places] }
}
