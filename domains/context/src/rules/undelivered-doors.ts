/** What could not be delivered: shapes and doors of the console. */
import { Type, type Static } from 'typebox'
import { Instant, Nullable } from './run-shapes.ts'

export const UndeliveredSchema = Type.Object({
  id: Type.String(),
  subscription: Type.String({ description: 'id of the subscription' }),
  endpoint: Type.String({ description: 'scheme, host and port of the receiver' }),
  entities: Type.Array(Type.String()),
  state: Type.Union([Type.Literal('waiting'), Type.Literal('parked')], {
    description: 'waiting: tried again by itself; parked: waits for a person',
  }),
  attempts: Type.Integer(),
  error: Nullable(Type.String()),
  createdAt: Instant,
  triedAt: Nullable(Instant),
})
export type UndeliveredNotification = Static<typeof UndeliveredSchema>

const Filter = {
  subscription: Type.Optional(Type.String({ maxLength: 1000 })),
  endpoint: Type.Optional(Type.String({ maxLength: 1000 })),
  state: Type.Optional(Type.Union([Type.Literal('waiting'), Type.Literal('parked')])),
}
const Choice = Type.Object({ ...Filter, ids: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 1000 })) })
const Count = Type.Object({ count: Type.Integer({ description: 'how many it concerned' }) })

export const listUndelivered = {
  method: 'GET',
  path: '/api/context/undelivered',
  summary: 'Notifications that could not be delivered, in the order in which they would be sent',
  tag: 'context',
  access: 'context.read',
  query: Type.Object({
    ...Filter,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, default: 0 })),
  }),
  response: Type.Array(UndeliveredSchema),
  errors: [],
} as const
export const getUndelivered = {
  method: 'GET',
  path: '/api/context/undelivered/:id',
  summary: 'One of them, with what it says',
  tag: 'context',
  access: 'context.read',
  params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
  response: Type.Object({ ...UndeliveredSchema.properties, notification: Type.Unknown() }),
  errors: ['context.undelivered-absent'],
} as const
export const replayUndelivered = {
  method: 'POST',
  path: '/api/context/undelivered/replay',
  summary: 'Try them again from now on: all that fit, or those named',
  tag: 'context',
  access: 'context.write',
  body: Choice,
  response: Count,
  errors: [],
} as const
export const discardUndelivered = {
  method: 'POST',
  path: '/api/context/undelivered/discard',
  summary: 'Forget them for good: all that fit, or those named',
  tag: 'context',
  access: 'context.write',
  body: Choice,
  response: Count,
  errors: [],
} as const
