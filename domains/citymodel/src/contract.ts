/**
 * What citymodel promises: the base map as vector tiles, and the schema of their layers.
 *
 * A tile is a Mapbox Vector Tile 2.1 with extent 4096, zoom 10 to 16 (clients overzoom beyond). TileJSON names tiles by
 * the version of the published base map, so that a tile can be cached forever and a new import is seen at once.
 */
import Type, { type Static } from 'typebox'

export { baseLayers, nameFields, type BaseLayerName, type FieldKind, type LayerSchema } from './rules/base-layers.ts'

export { tileZooms } from './rules/tile-json.ts'

export const VectorLayerSchema = Type.Object({
  id: Type.String(),
  description: Type.String(),
  minzoom: Type.Integer(),
  maxzoom: Type.Integer(),
  fields: Type.Record(Type.String(), Type.String()),
})

/** TileJSON 3.0.0. `tiles` holds one root-relative URL with the version in its query; `bounds` is west, south, east, north. */
export const BaseTileJsonSchema = Type.Object({
  tilejson: Type.Literal('3.0.0'),
  name: Type.String(),
  version: Type.String({
    description: 'Always 1.0.0, as TileJSON wants semantic versions here; the base map has its version in `revision`.',
  }),
  revision: Type.String({ description: 'Names what is published now: it changes with every published import.' }),
  scheme: Type.Literal('xyz'),
  tiles: Type.Array(Type.String()),
  minzoom: Type.Integer(),
  maxzoom: Type.Integer(),
  bounds: Type.Optional(Type.Array(Type.Number(), { minItems: 4, maxItems: 4, description: 'Absent while nothing is published.' })),
  center: Type.Optional(Type.Array(Type.Number(), { minItems: 3, maxItems: 3 })),
  attribution: Type.String(),
  vector_layers: Type.Array(VectorLayerSchema),
})
export type BaseTileJson = Static<typeof BaseTileJsonSchema>

export const getBaseTileJson = {
  method: 'GET',
  path: '/tiles/base.json',
  summary: 'The base map of the city as TileJSON 3.0',
  tag: 'citymodel',
  access: 'public',
  response: BaseTileJsonSchema,
  errors: [],
  cacheControl: 'public, no-cache',
} as const

export const getBaseTile = {
  method: 'GET',
  path: '/tiles/base/:z/:x/:y.mvt',
  summary: 'One tile of the base map (Mapbox Vector Tile 2.1); 204 where the town has nothing',
  tag: 'citymodel',
  access: 'public',
  params: Type.Object({ z: Type.Integer({ minimum: 0, maximum: 24 }), x: Type.Integer({ minimum: 0 }), y: Type.Integer({ minimum: 0 }) }),
  query: Type.Object({
    v: Type.Optional(Type.String({ maxLength: 40, description: 'The revision from TileJSON: with it the answer is immutable.' })),
  }),
  response: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  produces: ['application/vnd.mapbox-vector-tile'],
  errors: ['citymodel.tile-absent'],
  perMinute: 6000,
} as const

export const refusals = {
  'citymodel.tile-absent': { kind: 'absent', title: 'No such tile' },
} as const
