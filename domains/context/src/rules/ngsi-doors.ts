/**
 * The NGSI-LD doors (ETSI GS CIM 009 V1.9.1 §6). Query parameters are read by the handlers, because the standard wants
 * unknown ones refused by its own error type (§6.3.20).
 */
import { Type } from 'typebox'

const Id = Type.Object({ id: Type.String({ maxLength: 1000 }) })
const Json = Type.Unknown()
const consumes = ['application/json', 'application/ld+json'] as const
const patchConsumes = [...consumes, 'application/merge-patch+json'] as const
const produces = ['application/json', 'application/ld+json', 'application/geo+json'] as const

const general = ['context.query-invalid', 'context.entity-invalid', 'context.context-unavailable', 'context.not-acceptable'] as const
const common = { tag: 'ngsi-ld', produces } as const

export const ngsiDoors = {
  createEntity: {
    ...common,
    method: 'POST',
    path: '/ngsi-ld/v1/entities',
    summary: 'Create Entity (§5.6.1, §6.4.3.1)',
    access: 'context.write',
    body: Json,
    consumes,
    errors: [...general, 'context.entity-exists'],
  },
  queryEntities: {
    ...common,
    method: 'GET',
    path: '/ngsi-ld/v1/entities',
    summary: 'Query Entities (§5.7.2, §6.4.3.2)',
    access: 'public',
    errors: general,
  },
  retrieveEntity: {
    ...common,
    method: 'GET',
    path: '/ngsi-ld/v1/entities/:id',
    summary: 'Retrieve Entity (§5.7.1, §6.5.3.1)',
    access: 'public',
    params: Id,
    errors: [...general, 'context.entity-absent'],
  },
  deleteEntity: {
    ...common,
    method: 'DELETE',
    path: '/ngsi-ld/v1/entities/:id',
    summary: 'Delete Entity (§5.6.6, §6.5.3.2)',
    access: 'context.write',
    params: Id,
    errors: [...general, 'context.entity-absent'],
  },
  appendAttributes: {
    ...common,
    method: 'POST',
    path: '/ngsi-ld/v1/entities/:id/attrs',
    summary: 'Append Attributes (§5.6.3, §6.6.3.1)',
    access: 'context.write',
    params: Id,
    body: Json,
    consumes,
    errors: [...general, 'context.entity-absent'],
  },
  updateAttributes: {
    ...common,
    method: 'PATCH',
    path: '/ngsi-ld/v1/entities/:id/attrs',
    summary: 'Update Attributes (§5.6.2, §6.6.3.2)',
    access: 'context.write',
    params: Id,
    body: Json,
    consumes: patchConsumes,
    errors: [...general, 'context.entity-absent'],
  },
  batchCreate: {
    ...common,
    method: 'POST',
    path: '/ngsi-ld/v1/entityOperations/create',
    summary: 'Batch Entity Creation (§5.6.7, §6.14.3.1)',
    access: 'context.write',
    body: Json,
    consumes,
    errors: [...general, 'context.batch-too-large'],
  },
  batchUpsert: {
    ...common,
    method: 'POST',
    path: '/ngsi-ld/v1/entityOperations/upsert',
    summary: 'Batch Entity Creation or Update (§5.6.8, §6.15.3.1)',
    access: 'context.write',
    body: Json,
    consumes,
    errors: [...general, 'context.batch-too-large'],
  },
  batchUpdate: {
    ...common,
    method: 'POST',
    path: '/ngsi-ld/v1/entityOperations/update',
    summary: 'Batch Entity Update (§5.6.9, §6.16.3.1)',
    access: 'context.write',
    body: Json,
    consumes,
    errors: [...general, 'context.batch-too-large'],
  },
  batchDelete: {
    ...common,
    method: 'POST',
    path: '/ngsi-ld/v1/entityOperations/delete',
    summary: 'Batch Entity Delete (§5.6.10, §6.17.3.1)',
    access: 'context.write',
    body: Json,
    consumes,
    errors: [...general, 'context.batch-too-large'],
  },
  batchQuery: {
    ...common,
    method: 'POST',
    path: '/ngsi-ld/v1/entityOperations/query',
    summary: 'Query Entities by POST (§5.7.2, §6.23.3.1)',
    access: 'public',
    body: Json,
    consumes,
    errors: general,
  },
  listTypes: {
    ...common,
    method: 'GET',
    path: '/ngsi-ld/v1/types',
    summary: 'Available Entity Types (§5.7.5, §5.7.6, §6.25.3.1)',
    access: 'public',
    errors: general,
  },
} as const

/** Published addresses of the core @context, which is built in: all versions expand default terms alike. */
export const coreContexts: readonly string[] = [
  'ngsi-ld-core-context',
  ...Array.from({ length: 9 }, (_, i) => `ngsi-ld-core-context-v1.${i + 1}`),
].map((name) => `https://uri.etsi.org/ngsi-ld/v1/${name}.jsonld`)
/** The one named in answers. */
export const CORE_CONTEXT = 'https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld'
