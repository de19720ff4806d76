/** The doors between brokers (ETSI GS CIM 009 V1.9.1 §6.8, §6.9, §6.12, §6.13, §6.32–§6.38), and of sharing agreements. */
import { Type } from 'typebox'

const Id = Type.Object({ id: Type.String({ maxLength: 1000 }) })
const Json = Type.Unknown()
const consumes = ['application/json', 'application/ld+json'] as const
const patchConsumes = [...consumes, 'application/merge-patch+json'] as const
const produces = ['application/json', 'application/ld+json'] as const
const general = ['context.query-invalid', 'context.entity-invalid', 'context.context-unavailable', 'context.not-acceptable'] as const
const absent = [...general, 'context.entity-absent'] as const
const common = { tag: 'ngsi-ld', produces } as const

/** The five doors of a kind of resource: list, create, and one of them. */
const resource = <P extends string>(
  path: P,
  names: {
    readonly one: string
    readonly create: string
    readonly id: string
    readonly all: string
    readonly access: 'context.read' | 'public'
  },
) =>
  ({
    create: {
      ...common,
      method: 'POST',
      path,
      summary: `Create ${names.one} (${names.create})`,
      access: 'context.write',
      body: Json,
      consumes,
      errors: general,
    },
    list: { ...common, method: 'GET', path, summary: `Query ${names.one}s (${names.all})`, access: names.access, errors: general },
    retrieve: {
      ...common,
      method: 'GET',
      path: `${path}/:id`,
      summary: `Retrieve ${names.one} (${names.id})`,
      access: names.access,
      params: Id,
      errors: absent,
    },
    update: {
      ...common,
      method: 'PATCH',
      path: `${path}/:id`,
      summary: `Update ${names.one} (${names.id})`,
      access: 'context.write',
      params: Id,
      body: Json,
      consumes: patchConsumes,
      errors: absent,
    },
    remove: {
      ...common,
      method: 'DELETE',
      path: `${path}/:id`,
      summary: `Delete ${names.one} (${names.id})`,
      access: 'context.write',
      params: Id,
      errors: absent,
    },
  }) as const

const registration = resource('/ngsi-ld/v1/csourceRegistrations', {
  one: 'Context Source Registration',
  create: '§5.9.2, §6.8.3.1',
  all: '§5.10.2, §6.8.3.2',
  id: '§6.9',
  access: 'context.read',
})
const subscription = resource('/ngsi-ld/v1/csourceSubscriptions', {
  one: 'Context Source Registration Subscription',
  create: '§5.11.2, §6.12.3.1',
  all: '§5.11.5, §6.12.3.2',
  id: '§5.11, §6.13',
  access: 'context.read',
})

export const federationDoors = {
  createRegistration: registration.create,
  queryRegistrations: registration.list,
  retrieveRegistration: registration.retrieve,
  updateRegistration: registration.update,
  deleteRegistration: registration.remove,
  createSourceSubscription: subscription.create,
  querySourceSubscriptions: subscription.list,
  retrieveSourceSubscription: subscription.retrieve,
  updateSourceSubscription: subscription.update,
  deleteSourceSubscription: subscription.remove,
  createEntityMap: {
    ...common,
    method: 'GET',
    path: '/ngsi-ld/v1/entityMaps',
    summary: 'Create EntityMap for Query Entities (§5.14.4, §6.34.3.1)',
    access: 'public',
    errors: general,
  },
  createEntityMapByBody: {
    ...common,
    method: 'POST',
    path: '/ngsi-ld/v1/entityMaps',
    summary: 'Create EntityMap for Query Entities (§5.14.4, §6.34.3.2)',
    access: 'public',
    body: Json,
    consumes,
    errors: general,
  },
  retrieveEntityMap: {
    ...common,
    method: 'GET',
    path: '/ngsi-ld/v1/entityMaps/:id',
    summary: 'Retrieve EntityMap (§5.14.1, §6.32.3.1)',
    access: 'public',
    params: Id,
    errors: absent,
  },
  updateEntityMap: {
    ...common,
    method: 'PATCH',
    path: '/ngsi-ld/v1/entityMaps/:id',
    summary: 'Update EntityMap (§5.14.2, §6.32.3.2)',
    access: 'public',
    params: Id,
    body: Json,
    consumes: patchConsumes,
    errors: absent,
  },
  deleteEntityMap: {
    ...common,
    method: 'DELETE',
    path: '/ngsi-ld/v1/entityMaps/:id',
    summary: 'Delete EntityMap (§5.14.3, §6.32.3.3)',
    access: 'public',
    params: Id,
    errors: absent,
  },
  sourceIdentity: {
    ...common,
    method: 'GET',
    path: '/ngsi-ld/v1/info/sourceIdentity',
    summary: 'Retrieve Context Source Identity Information (§5.15.1, §6.33.3.1)',
    access: 'public',
    errors: general,
  },
  createSnapshot: {
    ...common,
    method: 'POST',
    path: '/ngsi-ld/v1/snapshots',
    summary: 'Create Snapshot (§5.16.1, §6.36.3.1)',
    access: 'context.write',
    body: Json,
    consumes,
    errors: [...general, 'context.entity-exists'],
  },
  purgeSnapshots: {
    ...common,
    method: 'DELETE',
    path: '/ngsi-ld/v1/snapshots',
    summary: 'Purge Snapshots (§5.16.7, §6.36.3.2)',
    access: 'context.write',
    errors: absent,
  },
  retrieveSnapshot: {
    ...common,
    method: 'GET',
    path: '/ngsi-ld/v1/snapshots/:id',
    summary: 'Retrieve Snapshot Status (§5.16.3, §6.37.3.1)',
    access: 'context.read',
    params: Id,
    errors: absent,
  },
  updateSnapshot: {
    ...common,
    method: 'PATCH',
    path: '/ngsi-ld/v1/snapshots/:id',
    summary: 'Update Snapshot Status (§5.16.4, §6.37.3.2)',
    access: 'context.write',
    params: Id,
    body: Json,
    consumes: patchConsumes,
    errors: absent,
  },
  deleteSnapshot: {
    ...common,
    method: 'DELETE',
    path: '/ngsi-ld/v1/snapshots/:id',
    summary: 'Delete Snapshot (§5.16.5, §6.37.3.3)',
    access: 'context.write',
    params: Id,
    errors: absent,
  },
  cloneSnapshot: {
    ...common,
    method: 'POST',
    path: '/ngsi-ld/v1/snapshots/:id/clone',
    summary: 'Clone Snapshot (§5.16.2, §6.38.3.1)',
    access: 'context.write',
    params: Id,
    body: Json,
    consumes,
    errors: absent,
  },
} as const
