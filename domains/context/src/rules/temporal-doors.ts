/** The NGSI-LD doors to temporal evolutions (ETSI GS CIM 009 V1.9.1 §6.18–§6.24), and how long history is kept. */
import { Type } from 'typebox'
import { common, consumes, general, patchConsumes } from './ngsi-doors.ts'

const Id = Type.Object({ id: Type.String({ maxLength: 1000 }) })
const Attribute = Type.Object({ id: Type.String({ maxLength: 1000 }), attr: Type.String({ maxLength: 1000 }) })
const Instance = Type.Object({
  id: Type.String({ maxLength: 1000 }),
  attr: Type.String({ maxLength: 1000 }),
  instance: Type.String({ maxLength: 1000 }),
})
const Json = Type.Unknown()
const root = '/ngsi-ld/v1/temporal/entities'
const read = { ...common, access: 'public', errors: general } as const
const write = { ...common, access: 'context.write', errors: general } as const

export const temporalDoors = {
  upsertEvolution: {
    ...write,
    method: 'POST',
    path: root,
    summary: 'Create or Update Temporal Evolution of an Entity (§5.6.11, §6.18.3.1)',
    body: Json,
    consumes,
    bodyLimit: 16_000_000,
  },
  queryEvolutions: { ...read, method: 'GET', path: root, summary: 'Query Temporal Evolution of Entities (§5.7.4, §6.18.3.2)' },
  retrieveEvolution: {
    ...read,
    method: 'GET',
    path: `${root}/:id`,
    summary: 'Retrieve Temporal Evolution of an Entity (§5.7.3, §6.19.3.1)',
    params: Id,
  },
  deleteEvolution: {
    ...write,
    method: 'DELETE',
    path: `${root}/:id`,
    summary: 'Delete Temporal Evolution of an Entity (§5.6.16, §6.19.3.2)',
    params: Id,
  },
  appendInstances: {
    ...write,
    method: 'POST',
    path: `${root}/:id/attrs`,
    summary: 'Add Attributes to Temporal Evolution of an Entity (§5.6.12, §6.20.3.1)',
    params: Id,
    body: Json,
    consumes,
    bodyLimit: 16_000_000,
  },
  deleteTemporalAttribute: {
    ...write,
    method: 'DELETE',
    path: `${root}/:id/attrs/:attr`,
    summary: 'Delete Attribute from Temporal Evolution of an Entity (§5.6.13, §6.21.3.1)',
    params: Attribute,
  },
  modifyInstance: {
    ...write,
    method: 'PATCH',
    path: `${root}/:id/attrs/:attr/:instance`,
    summary: 'Modify Attribute instance in Temporal Evolution of an Entity (§5.6.14, §6.22.3.1)',
    params: Instance,
    body: Json,
    consumes: patchConsumes,
  },
  deleteInstance: {
    ...write,
    method: 'DELETE',
    path: `${root}/:id/attrs/:attr/:instance`,
    summary: 'Delete Attribute instance from Temporal Evolution of an Entity (§5.6.15, §6.22.3.2)',
    params: Instance,
  },
  batchQueryEvolutions: {
    ...read,
    method: 'POST',
    path: '/ngsi-ld/v1/temporal/entityOperations/query',
    summary: 'Query Temporal Evolution of Entities by POST (§5.7.4, §6.24.3.1)',
    body: Json,
    consumes,
  },
} as const

const RetentionSchema = Type.Object({
  days: Type.Union([Type.Integer({ minimum: 1, maximum: 36_500 }), Type.Null()], {
    description: 'days that history is kept; null for ever',
  }),
  chosen: Type.Boolean({ description: 'whether the city said so, or it is the setting of the server' }),
})

export const getRetention = {
  method: 'GET',
  path: '/api/context/retention',
  summary: 'How long the history of entities is kept',
  tag: 'context',
  access: 'source.read',
  response: RetentionSchema,
  errors: [],
} as const
export const setRetention = {
  method: 'PUT',
  path: '/api/context/retention',
  summary: 'Say how long the history of entities is kept; older history goes the next night',
  tag: 'context',
  access: 'city.manage',
  body: Type.Object({ days: RetentionSchema.properties.days }, { additionalProperties: false }),
  response: RetentionSchema,
  errors: [],
} as const
