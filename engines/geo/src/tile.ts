import type { Bounds, LonLat, XY } from './lon-lat.ts'

/** A tile of the web map pyramid (XYZ scheme, y from the north; EPSG:3857). */
export interface Tile {
  readonly z: number
  readonly x: number
  readonly y: number
}

/** Latitude where the square web-mercator world ends. */
export const maxMercatorLat = 85.051_128_779_806_59

/** Units of a vector tile's side unless a layer says otherwise (Mapbox Vector Tile 2.1 §4.1). */
export const tileExtent = 4096

/** Position in the unit square of web mercator: x 0 at 180° W, y 0 at the north edge. Latitudes are held to the square. */
export function toMercator([lon, lat]: LonLat): XY {
  const held = Math.max(-maxMercatorLat, Math.min(maxMercatorLat, lat))
  const sin = Math.sin((held * Math.PI) / 180)
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)]
}

/** The reverse of `toMercator`. */
export const fromMercator = ([x, y]: XY): LonLat => [(x - 0.5) * 360, (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI]

/** The tile of zoom `z` (whole, 0–24) that holds the position. */
export function tileAt(position: LonLat, z: number): Tile {
  const [x, y] = toMercator(position)
  const side = 2 ** z
  const held = (v: number): number => Math.max(0, Math.min(side - 1, Math.floor(v * side)))
  return { z, x: held(x), y: held(y) }
}

/** Whether the numbers name a tile of the pyramid. */
export const isTile = ({ z, x, y }: Tile): boolean =>
  Number.isInteger(z) && Number.isInteger(x) && Number.isInteger(y) && z >= 0 && z <= 24 && x >= 0 && y >= 0 && x < 2 ** z && y < 2 ** z

/** The tile's box in degrees; `buffer` grows it by that share of a side (64 units of 4096 are 64 / 4096). */
export function tileBounds({ z, x, y }: Tile, buffer = 0): Bounds {
  const side = 2 ** z
  const [west, north] = fromMercator([(x - buffer) / side, (y - buffer) / side])
  const [east, south] = fromMercator([(x + 1 + buffer) / side, (y + 1 + buffer) / side])
  return [west, south, east, north]
}

/** Every tile of zoom `z` that meets the box, row by row from the north-west; undefined for more than `limit`. */
export function tilesIn(bounds: Bounds, z: number, limit = 10_000): Tile[] | undefined {
  const first = tileAt([bounds[0], bounds[3]], z)
  const last = tileAt([bounds[2], bounds[1]], z)
  if ((last.x - first.x + 1) * (last.y - first.y + 1) > limit) return undefined
  const tiles: Tile[] = []
  for (let y = first.y; y <= last.y; y++) for (let x = first.x; x <= last.x; x++) tiles.push({ z, x, y })
  return tiles
}

/** A function that turns degrees into the tile's own units (x right, y down, 0 to `extent` inside), not rounded. */
export function tileProjection({ z, x, y }: Tile, extent = tileExtent): (position: LonLat) => XY {
  const scale = 2 ** z * extent
  const left = x * extent
  const top = y * extent
  return (position) => {
    const [mx, my] = toMercator(position)
    return [mx * scale - left, my * scale - top]
  }
}

/** Rounds projected points to whole units and drops repeats; `closed` rings keep first = last out of the comparison. */
export function quantise(points: readonly XY[]): XY[] {
  const out: XY[] = []
  let lastX = NaN
  let lastY = NaN
  for (const [px, py] of points) {
    const x = Math.round(px)
    const y = Math.round(py)
    if (x === lastX && y === lastY) continue
    out.push([x, y])
    lastX = x
    lastY = y
  }
  return out
}

/** Metres on the ground of one tile unit at this latitude and zoom. */
export const metresPerUnit = (lat: number, z: number, extent = tileExtent): number =>
  (40_075_016.686 * Math.cos((lat * Math.PI) / 180)) / (2 ** z * extent)
