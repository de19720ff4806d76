import type { BaseTileJson } from '@machinaka/citymodel/contract'
import type { BaseTiles } from '@machinaka/ui/map'
import { currentCity } from '../data/api.ts'

/** Tiles are fetched in a worker that knows nothing of this page's address: whole URLs, with the city where there is one. */
export function tilesOf({ tiles, minzoom, maxzoom, bounds, attribution }: BaseTileJson): BaseTiles {
  const city = currentCity()
  const whole = (tile: string): string =>
    `${location.origin}${tile}${city === undefined || tile.includes('city=') ? '' : `${tile.includes('?') ? '&' : '?'}city=${city}`}`
  const [west, south, east, north] = bounds ?? []
  const framed = west !== undefined && south !== undefined && east !== undefined && north !== undefined
  return { tiles: tiles.map(whole), minzoom, maxzoom, attribution, ...(framed && { bounds: [west, south, east, north] as const }) }
}
