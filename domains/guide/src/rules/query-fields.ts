import { Type } from 'typebox'
import { limits } from './limits.ts'

// What several routes of the guide take, so that they take it alike.

export const id = Type.Object({ id: Type.String({ maxLength: 300 }) })
export const page = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.page, default: 50 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: limits.offset, default: 0 })),
}
export const q = Type.Optional(Type.String({ maxLength: limits.query_chars }))
/** `lon,lat` in degrees. */
export const near = Type.Optional(Type.String({ maxLength: 60 }))
/** `west,south,east,north` in degrees. */
export const bbox = Type.Optional(Type.String({ maxLength: 120 }))
export const states = (names: readonly string[]) => Type.Optional(Type.String({ maxLength: 80, description: `one of ${names.join(', ')}` }))
