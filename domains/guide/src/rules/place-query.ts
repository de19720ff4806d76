import { isLonLat, type Bounds, type LonLat } from '@machinaka/geo'
import { categoriesOf, isCategory } from './categories.ts'

const numbers = (text: string, count: number): readonly number[] | undefined => {
  const parts = text.split(',').map((p) => (p.trim() === '' ? Number.NaN : Number(p)))
  return parts.length === count && parts.every(Number.isFinite) ? parts : undefined
}

/** `lon,lat` in degrees, or what is wrong with it. */
export function readNear(text: string): LonLat | string {
  const [lon, lat] = numbers(text, 2) ?? []
  return lon !== undefined && lat !== undefined && isLonLat(lon, lat)
    ? [lon, lat]
    : 'near is “longitude,latitude” in degrees, like 139.70,35.64'
}

/** `west,south,east,north` in degrees, or what is wrong with it. */
export function readBbox(text: string): Bounds | string {
  const [west, south, east, north] = numbers(text, 4) ?? []
  if (
    west === undefined ||
    south === undefined ||
    east === undefined ||
    north === undefined ||
    !isLonLat(west, south) ||
    !isLonLat(east, north) ||
    west > east ||
    south > north
  )
    return 'bbox is “west,south,east,north” in degrees'
  return [west, south, east, north]
}

/** An instant (ISO 8601), or what is wrong with it. */
export function readInstant(text: string, name: string): number | string {
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? `${name} is an instant like 2026-08-03T10:00:00+09:00` : at
}

/** The categories asked for by codes and groups together; undefined: any. A code that does not exist is refused by name. */
export function readCategories(category: string | undefined, group: string | undefined): ReadonlySet<string> | undefined | string {
  const codes = new Set<string>()
  for (const code of (category ?? '')
    .split(',')
    .map((c) => c.trim())
    .filter((c) => c !== '')) {
    if (!isCategory(code)) return `there is no category “${code.slice(0, 40)}”`
    codes.add(code)
  }
  for (const code of (group ?? '')
    .split(',')
    .map((c) => c.trim())
    .filter((c) => c !== '')) {
    const of = categoriesOf(code)
    if (of.length === 0) return `there is no group “${code.slice(0, 40)}”`
    for (const c of of) codes.add(c)
  }
  return codes.size === 0 ? undefined : codes
}
