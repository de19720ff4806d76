/** The door to changes as they happen: Server-Sent Events (WHATWG HTML §9.2). */
import { Type } from 'typebox'

const text = (maxLength: number): ReturnType<typeof Type.Optional<ReturnType<typeof Type.String>>> =>
  Type.Optional(Type.String({ maxLength }))

export const streamChanges = {
  method: 'GET',
  path: '/api/context/live',
  summary: 'Changes of entities as Server-Sent Events',
  description:
    'Selects like Query Entities (type, id, q, scopeQ, georel with geometry, coordinates and geoproperty; names of the core @context, others as IRIs). ' +
    'Events: `changed` {entities, gone} with entities simplified (or `format=normalized`); `many` when more changed than can be told: ask again for what you show. ' +
    'Each event’s id is a moment; a browser sends the last one again when it reconnects (`Last-Event-ID`), and nothing between is missed.',
  tag: 'context',
  access: 'public',
  query: Type.Object({
    type: text(2048),
    id: text(16_000),
    q: text(4096),
    scopeQ: text(2048),
    georel: text(200),
    geometry: text(40),
    coordinates: text(20_000),
    geoproperty: text(512),
    format: Type.Optional(Type.Enum(['simplified', 'normalized', 'concise'])),
    /** The moment to go on from, for clients that cannot send the header. */
    since: text(2000),
  }),
  produces: ['text/event-stream'],
  errors: ['context.query-invalid', 'context.moment-invalid'],
  perMinute: 120,
} as const
