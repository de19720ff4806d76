import { isLonLat, isWithin, type Bounds, type LonLat } from '@machinaka/geo'

/** Land and sea of Japan: where municipal data may be unless told otherwise. */
export const japan: Bounds = [122, 20, 154, 46]

/** A position that was checked, or why it is none. */
export type Placed =
  | { readonly position: LonLat }
  | { readonly code: 'no-position' | 'not-a-number' | 'swapped' | 'outside-bounds' | 'bad-position'; readonly reason: string }

/** Checks a longitude and latitude; tells exchanged ones from wrong ones by trying them the other way round. */
export function placeAt(lon: number, lat: number, bounds: Bounds | undefined): Placed {
  const fits = (x: number, y: number): boolean => isLonLat(x, y) && (bounds === undefined || isWithin([x, y], bounds))
  if (fits(lon, lat)) return { position: [lon, lat] }
  // Without bounds only an impossible latitude shows the exchange, or a pair that would lie in Japan.
  if (fits(lat, lon) && (bounds !== undefined || Math.abs(lat) > 90 || isWithin([lat, lon], japan)))
    return { code: 'swapped', reason: 'latitude and longitude are exchanged' }
  if (!isLonLat(lon, lat)) return { code: 'bad-position', reason: 'latitude and longitude are not in degrees' }
  return { code: 'outside-bounds', reason: 'the position is outside the area' }
}

/** `placeAt` from texts: full-width digits are understood, anything else than decimal degrees is not. */
export function placeOf(lonText: string, latText: string, bounds: Bounds | undefined): Placed {
  const [lon, lat] = [decimal(lonText), decimal(latText)]
  if (lonText.trim() === '' || latText.trim() === '') return { code: 'no-position', reason: 'latitude or longitude is empty' }
  if (lon === undefined || lat === undefined) return { code: 'not-a-number', reason: 'latitude or longitude is not a decimal number' }
  return placeAt(lon, lat, bounds)
}

/** A decimal number, or undefined. */
export function decimal(text: string): number | undefined {
  const plain = text.normalize('NFKC').trim()
  return /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : undefined
}
