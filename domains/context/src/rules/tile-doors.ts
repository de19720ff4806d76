/** Doors to the entities of a type as vector tiles. */
import { Type } from 'typebox'

export const entityTileZooms = { min: 0, max: 22 } as const

const TypeName = Type.String({
  minLength: 1,
  maxLength: 512,
  description: 'Name of an entity type: short for the core @context, else its IRI (percent-encoded).',
})

export const EntityTileJsonSchema = Type.Object({
  tilejson: Type.Literal('3.0.0'),
  name: Type.String(),
  description: Type.String(),
  scheme: Type.Literal('xyz'),
  tiles: Type.Array(Type.String()),
  minzoom: Type.Integer(),
  maxzoom: Type.Integer(),
  bounds: Type.Optional(Type.Array(Type.Number(), { minItems: 4, maxItems: 4 })),
  vector_layers: Type.Array(
    Type.Object({ id: Type.String(), description: Type.String(), fields: Type.Record(Type.String(), Type.String()) }),
  ),
})

export const getEntityTileJson = {
  method: 'GET',
  path: '/tiles/:type.json',
  summary: 'The entities of a type as a TileJSON 3.0 source',
  tag: 'context',
  access: 'public',
  params: Type.Object({ type: TypeName }),
  response: EntityTileJsonSchema,
  errors: ['context.type-absent', 'context.query-invalid'],
  cacheControl: 'public, no-cache',
} as const

export const getEntityTile = {
  method: 'GET',
  path: '/tiles/:type/:z/:x/:y.mvt',
  summary: 'One tile of the entities of a type (Mapbox Vector Tile 2.1), clustered where it is crowded; 204 where there is none',
  tag: 'context',
  access: 'public',
  params: Type.Object({
    type: TypeName,
    z: Type.Integer({ minimum: entityTileZooms.min, maximum: entityTileZooms.max }),
    x: Type.Integer({ minimum: 0 }),
    y: Type.Integer({ minimum: 0 }),
  }),
  response: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  produces: ['application/vnd.mapbox-vector-tile'],
  errors: ['context.query-invalid'],
  perMinute: 6000,
} as const
