import { refusal, reply, route, type Route } from '@machinaka/platform'
import { getBaseTile, getBaseTileJson, tileZooms } from './contract.ts'
import type { Citymodel } from './citymodel.ts'

const forever = 'public, max-age=31536000, immutable'
/** Without its revision, or with one that is over, a tile is asked for again with its ETag. */
const asked = 'public, no-cache'

export const citymodelRoutes = (citymodel: Pick<Citymodel, 'findTile' | 'getTileJson'>): Route[] => [
  route(getBaseTileJson, ({ context }) => citymodel.getTileJson(context.tenant)),
  route(getBaseTile, async ({ context, params, query }) => {
    const found = await citymodel.findTile(context.tenant, params, query.v)
    if (found === undefined)
      return refusal(
        'citymodel.tile-absent',
        `Tiles exist from zoom ${tileZooms.min} to ${tileZooms.max}, with x and y below 2 to the power of the zoom.`,
        { minzoom: tileZooms.min, maxzoom: tileZooms.max },
      )
    const headers = { 'cache-control': query.v === found.revision ? forever : asked }
    return found.bytes.length === 0
      ? reply({ status: 204, headers })
      : reply({ bytes: found.bytes, headers: { ...headers, 'content-type': 'application/vnd.mapbox-vector-tile' } })
  }),
]
