/** The NGSIv2 doors (Orion API). Query parameters are read by the handlers, which answer with NGSIv2's own errors. */
import { Type } from 'typebox'

const Id = Type.Object({ id: Type.String({ maxLength: 2100 }) })
const Attr = Type.Object({ id: Type.String({ maxLength: 2100 }), attr: Type.String({ maxLength: 1000 }) })
const TypeName = Type.Object({ type: Type.String({ maxLength: 1000 }) })
const Json = Type.Unknown()
/** An update of a thousand entities is larger than other bodies. */
const BATCH_BYTES = 16_000_000

/** What any of these doors may refuse with. */
const general = [
  'context.query-invalid',
  'context.entity-invalid',
  'context.entity-absent',
  'context.attribute-absent',
  'context.entity-exists',
  'context.entity-ambiguous',
  'context.entity-collision',
  'context.update-partial',
  'context.batch-too-large',
  'context.backlog-full',
  'context.context-unavailable',
  'context.length-required',
  'context.not-acceptable',
  'context.subscription-absent',
  'context.subscription-invalid',
  'context.subscription-exists',
  'context.subscriptions-full',
] as const
const read = { tag: 'ngsi-v2', access: 'public', errors: general } as const
const write = { tag: 'ngsi-v2', access: 'context.write', errors: general } as const

/** Subscriptions hold addresses and secrets: nothing of them is public. */
const manage = write

export const v2Doors = {
  root: { ...read, method: 'GET', path: '/v2', summary: 'NGSIv2: where its resources are' },
  listEntities: { ...read, method: 'GET', path: '/v2/entities', summary: 'NGSIv2: list entities' },
  createEntity: { ...write, method: 'POST', path: '/v2/entities', summary: 'NGSIv2: create an entity', body: Json },
  retrieveEntity: { ...read, method: 'GET', path: '/v2/entities/:id', summary: 'NGSIv2: retrieve an entity', params: Id },
  deleteEntity: { ...write, method: 'DELETE', path: '/v2/entities/:id', summary: 'NGSIv2: remove an entity', params: Id },
  retrieveAttributes: { ...read, method: 'GET', path: '/v2/entities/:id/attrs', summary: 'NGSIv2: retrieve attributes', params: Id },
  appendAttributes: {
    ...write,
    method: 'POST',
    path: '/v2/entities/:id/attrs',
    summary: 'NGSIv2: update or append attributes',
    params: Id,
    body: Json,
  },
  updateAttributes: {
    ...write,
    method: 'PATCH',
    path: '/v2/entities/:id/attrs',
    summary: 'NGSIv2: update existing attributes',
    params: Id,
    body: Json,
  },
  replaceAttributes: {
    ...write,
    method: 'PUT',
    path: '/v2/entities/:id/attrs',
    summary: 'NGSIv2: replace all attributes',
    params: Id,
    body: Json,
  },
  retrieveAttribute: { ...read, method: 'GET', path: '/v2/entities/:id/attrs/:attr', summary: 'NGSIv2: get an attribute', params: Attr },
  updateAttribute: {
    ...write,
    method: 'PUT',
    path: '/v2/entities/:id/attrs/:attr',
    summary: 'NGSIv2: update an attribute',
    params: Attr,
    body: Json,
  },
  deleteAttribute: {
    ...write,
    method: 'DELETE',
    path: '/v2/entities/:id/attrs/:attr',
    summary: 'NGSIv2: remove an attribute',
    params: Attr,
  },
  retrieveValue: {
    ...read,
    method: 'GET',
    path: '/v2/entities/:id/attrs/:attr/value',
    summary: 'NGSIv2: get the value of an attribute',
    params: Attr,
    produces: ['application/json', 'text/plain'],
  },
  updateValue: {
    ...write,
    method: 'PUT',
    path: '/v2/entities/:id/attrs/:attr/value',
    summary: 'NGSIv2: update the value of an attribute',
    params: Attr,
    bytes: true,
    consumes: ['application/json', 'text/plain'],
  },
  listTypes: { ...read, method: 'GET', path: '/v2/types', summary: 'NGSIv2: list entity types' },
  retrieveType: { ...read, method: 'GET', path: '/v2/types/:type', summary: 'NGSIv2: retrieve an entity type', params: TypeName },
  listSubscriptions: { ...manage, method: 'GET', path: '/v2/subscriptions', summary: 'NGSIv2: list subscriptions' },
  createSubscription: { ...manage, method: 'POST', path: '/v2/subscriptions', summary: 'NGSIv2: create a subscription', body: Json },
  retrieveSubscription: {
    ...manage,
    method: 'GET',
    path: '/v2/subscriptions/:id',
    summary: 'NGSIv2: retrieve a subscription',
    params: Id,
  },
  updateSubscription: {
    ...manage,
    method: 'PATCH',
    path: '/v2/subscriptions/:id',
    summary: 'NGSIv2: update a subscription',
    params: Id,
    body: Json,
  },
  deleteSubscription: { ...manage, method: 'DELETE', path: '/v2/subscriptions/:id', summary: 'NGSIv2: delete a subscription', params: Id },
  opUpdate: {
    ...write,
    method: 'POST',
    path: '/v2/op/update',
    summary: 'NGSIv2: update many entities',
    body: Json,
    bodyLimit: BATCH_BYTES,
  },
  opQuery: { ...read, method: 'POST', path: '/v2/op/query', summary: 'NGSIv2: query entities', body: Json },
  opNotify: {
    ...write,
    method: 'POST',
    path: '/v2/op/notify',
    summary: 'NGSIv2: take in a notification',
    body: Json,
    bodyLimit: BATCH_BYTES,
  },
} as const
