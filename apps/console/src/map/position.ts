/** A place on the ground, in degrees (WGS 84). */
export interface Point {
  readonly lon: number
  readonly lat: number
}

/** Six decimals are about 10 cm: finer than anybody points. */
export const rounded = (degrees: number): number => Math.round(degrees * 1e6) / 1e6

const degrees = (text: string, most: number): number | undefined => {
  const typed = text.normalize('NFKC').trim()
  const value = Number(typed)
  return typed !== '' && Number.isFinite(value) && Math.abs(value) <= most ? value : undefined
}

/** The position as typed, or undefined where it is none (yet). */
export function pointOf({ lon, lat }: { readonly lon: string; readonly lat: string }): Point | undefined {
  const [x, y] = [degrees(lon, 180), degrees(lat, 90)]
  return x === undefined || y === undefined ? undefined : { lon: x, lat: y }
}

/** Latitude and longitude in one text, as maps hand them out (`35.4437, 139.6380`); undefined for anything else. */
export function pairOf(text: string): { readonly lon: string; readonly lat: string } | undefined {
  const found = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,、\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text.normalize('NFKC'))
  return found === null ? undefined : { lat: found[1] ?? '', lon: found[2] ?? '' }
}

/** How far to zoom so that the box fills a map of this height, in pixels: tiles are 512 pixels, and the box keeps a margin. */
export function zoomOver([, south, , north]: readonly [number, number, number, number], height_px: number): number {
  const mercator = (lat: number): number => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI)
  const share = mercator(north) - mercator(south)
  return share <= 0 ? 15 : Math.min(17, Math.max(5, Math.log2((height_px * 0.85) / (512 * share))))
}
