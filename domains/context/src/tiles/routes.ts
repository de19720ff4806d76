/** Entities of any type on a map: vector tiles, straight from the store. */
import { isTile } from '@machinaka/geo'
import { isName, storedName } from '@machinaka/ngsi'
import { refusal, reply, route, type Postgres, type Refusal, type Route } from '@machinaka/platform'
import { entityTileZooms, getEntityTile, getEntityTileJson } from '../rules/tile-doors.ts'
import { encodeClusters, encodeEntities } from './encode.ts'
import { countInTile, MOST_FEATURES, readClusters, readTile, readTypeExtent } from './tile-store.ts'

const typeOf = (name: string): string | Refusal =>
  isName(name) ? storedName(name) : refusal('context.query-invalid', `"${name}" is no name of an entity type.`)

export const tileRoutes = (postgres: Postgres): readonly Route[] => [
  route(getEntityTileJson, async ({ context, params, raw }) => {
    const type = typeOf(params.type)
    if (typeof type !== 'string') return type
    const found = await postgres.tenant(context.tenant, (tx) => readTypeExtent(tx, context.tenant, type))
    if (found === undefined) return refusal('context.type-absent', `There are no entities of type ${params.type} in this city.`)
    const fields = Object.fromEntries(found.attributes.map((name) => [name, 'String or Number']))
    return {
      tilejson: '3.0.0' as const,
      name: params.type,
      description: `Entities of type ${params.type}. A tile with more than ${MOST_FEATURES} shows cells with point_count.`,
      scheme: 'xyz' as const,
      tiles: [`${raw.origin}/tiles/${encodeURIComponent(params.type)}/{z}/{x}/{y}.mvt`],
      minzoom: entityTileZooms.min,
      maxzoom: entityTileZooms.max,
      ...(found.bounds === undefined ? {} : { bounds: [...found.bounds] }),
      vector_layers: [
        {
          id: params.type,
          description: 'One feature per entity, or per cell of a crowded tile.',
          fields: { id: 'String', type: 'String', cluster: 'Boolean', point_count: 'Number', ...fields },
        },
      ],
    }
  }),
  route(getEntityTile, async ({ context, params }) => {
    const type = typeOf(params.type)
    if (typeof type !== 'string') return type
    if (!isTile(params)) return refusal('context.query-invalid', 'x and y are below 2 to the power of the zoom.')
    const bytes = await postgres.tenant(context.tenant, async (tx) => {
      const crowded = (await countInTile(tx, context.tenant, type, params)) > MOST_FEATURES
      return crowded
        ? encodeClusters(params, params.type, await readClusters(tx, context.tenant, type, params))
        : encodeEntities(params, params.type, await readTile(tx, context.tenant, type, params))
    })
    const headers = { 'cache-control': 'public, no-cache' }
    return bytes.length === 0
      ? reply({ status: 204, headers })
      : reply({ bytes, headers: { ...headers, 'content-type': 'application/vnd.mapbox-vector-tile' } })
  }),
]
