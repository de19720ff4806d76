import { Type, type Static } from 'typebox'
import { bbox, id, near, page, q } from './query-fields.ts'
import { limits } from './limits.ts'
import { CategorySchema, EventSchema, EventSummarySchema, GroupSchema, NameSchema, PlaceSchema, PlaceSummarySchema } from './shapes.ts'

// Routes by which anybody finds places and events.

export const PlaceQuerySchema = Type.Object({
  q,
  /** Codes, separated by commas: any of them. */
  category: Type.Optional(Type.String({ maxLength: 500 })),
  group: Type.Optional(Type.String({ maxLength: 100 })),
  openNow: Type.Optional(Type.Boolean()),
  /** Instant for `openNow` and `openState` (ISO 8601); the present if absent. */
  at: Type.Optional(Type.String({ maxLength: 40 })),
  /** Only where `wheelchair` is yes or limited. */
  accessible: Type.Optional(Type.Boolean()),
  near,
  radius_m: Type.Optional(Type.Number({ minimum: 1, maximum: 50_000 })),
  bbox,
  /** Ids, separated by commas; answered in that order. */
  ids: Type.Optional(Type.String({ maxLength: 20_000 })),
  ...page,
})
export type PlaceQuery = Static<typeof PlaceQuerySchema>

export const listPlaces = {
  method: 'GET',
  path: '/api/guide/places',
  summary: 'Places by words, category, openness, access and position',
  tag: 'guide',
  access: 'public',
  query: PlaceQuerySchema,
  response: Type.Object({ items: Type.Array(PlaceSummarySchema), total: Type.Integer(), asOf: Type.String() }),
  errors: ['guide.bad-query'],
} as const
export const getPlace = {
  method: 'GET',
  path: '/api/guide/places/:id',
  summary: 'One place',
  tag: 'guide',
  access: 'public',
  params: id,
  response: PlaceSchema,
  errors: ['guide.place-absent'],
} as const
export const placePoints = {
  method: 'GET',
  path: '/api/guide/places.geojson',
  summary: 'All places as small points for the map',
  tag: 'guide',
  access: 'public',
  query: Type.Object({ bbox, category: Type.Optional(Type.String({ maxLength: 500 })) }),
  response: Type.Object({
    type: Type.Literal('FeatureCollection'),
    features: Type.Array(
      Type.Object({
        type: Type.Literal('Feature'),
        id: Type.String(),
        geometry: Type.Object({ type: Type.Literal('Point'), coordinates: Type.Tuple([Type.Number(), Type.Number()]) }),
        /** `open` is one of open, closing-soon, closed, unknown; `name_*` for the languages that have one. */
        properties: Type.Object({
          id: Type.String(),
          category: Type.String(),
          group: Type.String(),
          open: Type.String(),
          name: Type.Optional(Type.String()),
          name_en: Type.Optional(Type.String()),
          'name_zh-Hans': Type.Optional(Type.String()),
          name_ko: Type.Optional(Type.String()),
        }),
      }),
    ),
    asOf: Type.String(),
  }),
  errors: ['guide.bad-query'],
} as const
export const listCategories = {
  method: 'GET',
  path: '/api/guide/categories',
  summary: 'Categories and their groups',
  tag: 'guide',
  access: 'public',
  response: Type.Object({ groups: Type.Array(GroupSchema), categories: Type.Array(CategorySchema) }),
  errors: [],
} as const
export const suggest = {
  method: 'GET',
  path: '/api/guide/suggest',
  summary: 'What somebody who typed this may mean',
  tag: 'guide',
  access: 'public',
  query: Type.Object({ q: Type.String({ minLength: 1, maxLength: limits.query_chars }), near }),
  response: Type.Object({
    items: Type.Array(
      Type.Object({
        kind: Type.Union([Type.Literal('place'), Type.Literal('category')]),
        id: Type.String(),
        name: NameSchema,
        category: Type.String(),
      }),
    ),
  }),
  errors: [],
} as const
export const listEvents = {
  method: 'GET',
  path: '/api/guide/events',
  summary: 'Events by day, words and position',
  tag: 'guide',
  access: 'public',
  feature: 'events',
  /** `from` and `to` are days of the city (YYYY-MM-DD), both included; `from` is today if absent. */
  query: Type.Object({
    q,
    from: Type.Optional(Type.String({ maxLength: 10 })),
    to: Type.Optional(Type.String({ maxLength: 10 })),
    near,
    radius_m: Type.Optional(Type.Number({ minimum: 1, maximum: 50_000 })),
    ...page,
  }),
  response: Type.Object({ items: Type.Array(EventSummarySchema), total: Type.Integer(), asOf: Type.String() }),
  errors: ['guide.bad-query', 'people.feature-off'],
} as const
export const getEvent = {
  method: 'GET',
  path: '/api/guide/events/:id',
  summary: 'One event',
  tag: 'guide',
  access: 'public',
  feature: 'events',
  params: id,
  response: EventSchema,
  errors: ['guide.event-absent', 'people.feature-off'],
} as const
