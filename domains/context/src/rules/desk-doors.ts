/** What the console's pages for the town's data ask beside the NGSI-LD doors: types with counts, and a list that finds by words. */
import { Type, type Static } from 'typebox'
import { Nullable } from './run-shapes.ts'

export const TypeCountSchema = Type.Object({
  type: Type.String({ description: 'Short for the core @context, else its IRI.' }),
  count: Type.Integer(),
})
export type TypeTally = Static<typeof TypeCountSchema>

export const EntityRowSchema = Type.Object({
  id: Type.String(),
  types: Type.Array(Type.String()),
  names: Type.Record(Type.String(), Type.String(), { description: 'Language → name; @none where the name has no language.' }),
  point: Nullable(Type.Object({ lon: Type.Number(), lat: Type.Number() })),
  modifiedAt: Type.String(),
})
export type EntityRow = Static<typeof EntityRowSchema>

export const deskDoors = {
  countTypes: {
    method: 'GET',
    path: '/api/context/types',
    summary: 'Types of entities with how many there are of each',
    tag: 'context',
    access: 'context.read',
    response: Type.Array(TypeCountSchema),
    errors: [],
  },
  browseEntities: {
    method: 'GET',
    path: '/api/context/entities',
    summary: 'Entities of a type, found by a part of their id or name, or by q (§4.9)',
    tag: 'context',
    access: 'context.read',
    query: Type.Object({
      type: Type.String({ minLength: 1, maxLength: 512 }),
      find: Type.Optional(Type.String({ maxLength: 200, description: 'A part of the id or of a name.' })),
      q: Type.Optional(Type.String({ maxLength: 4096 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
      offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, default: 0 })),
    }),
    response: Type.Object({ items: Type.Array(EntityRowSchema), total: Type.Integer() }),
    errors: ['context.query-invalid'],
  },
} as const
