/** The NGSI-LD doors of subscriptions (ETSI GS CIM 009 V1.9.1 §6.10, §6.11). */
import { Type } from 'typebox'

const Id = Type.Object({ id: Type.String({ maxLength: 1000 }) })
const Json = Type.Unknown()
const consumes = ['application/json', 'application/ld+json'] as const
const produces = ['application/json', 'application/ld+json'] as const
const errors = [
  'context.query-invalid',
  'context.subscription-invalid',
  'context.subscription-absent',
  'context.subscription-exists',
  'context.subscriptions-full',
  'context.context-unavailable',
  'context.length-required',
  'context.not-acceptable',
] as const
const common = { tag: 'ngsi-ld', produces, errors } as const

export const subscriptionDoors = {
  createSubscription: {
    ...common,
    method: 'POST',
    path: '/ngsi-ld/v1/subscriptions',
    summary: 'Create Subscription (§5.8.1, §6.10.3.1)',
    access: 'context.write',
    body: Json,
    consumes,
  },
  querySubscriptions: {
    ...common,
    method: 'GET',
    path: '/ngsi-ld/v1/subscriptions',
    summary: 'Query Subscriptions (§5.8.4, §6.10.3.2)',
    access: 'context.read',
  },
  retrieveSubscription: {
    ...common,
    method: 'GET',
    path: '/ngsi-ld/v1/subscriptions/:id',
    summary: 'Retrieve Subscription (§5.8.3, §6.11.3.1)',
    access: 'context.read',
    params: Id,
  },
  updateSubscription: {
    ...common,
    method: 'PATCH',
    path: '/ngsi-ld/v1/subscriptions/:id',
    summary: 'Update Subscription (§5.8.2, §6.11.3.2)',
    access: 'context.write',
    params: Id,
    body: Json,
    consumes: [...consumes, 'application/merge-patch+json'],
  },
  deleteSubscription: {
    ...common,
    method: 'DELETE',
    path: '/ngsi-ld/v1/subscriptions/:id',
    summary: 'Delete Subscription (§5.8.5, §6.11.3.3)',
    access: 'context.write',
    params: Id,
  },
} as const
