/** Names of the operations that a context source may offer, and of their groups (ETSI GS CIM 009 V1.9.1 §4.20). */

/** Operations of the API by the names that registrations use (Table 4.20-1). */
export const sourceOperations = [
  'createEntity',
  'updateEntity',
  'appendAttrs',
  'updateAttrs',
  'deleteAttrs',
  'deleteEntity',
  'createBatch',
  'upsertBatch',
  'updateBatch',
  'deleteBatch',
  'upsertTemporal',
  'appendAttrsTemporal',
  'deleteAttrsTemporal',
  'updateAttrInstanceTemporal',
  'deleteAttrInstanceTemporal',
  'deleteTemporal',
  'mergeEntity',
  'replaceEntity',
  'replaceAttrs',
  'mergeBatch',
  'purgeEntity',
  'retrieveEntity',
  'queryEntity',
  'queryBatch',
  'retrieveTemporal',
  'queryTemporal',
  'retrieveEntityTypes',
  'retrieveEntityTypeDetails',
  'retrieveEntityTypeInfo',
  'retrieveAttrTypes',
  'retrieveAttrTypeDetails',
  'retrieveAttrTypeInfo',
  'createSubscription',
  'updateSubscription',
  'retrieveSubscription',
  'querySubscription',
  'deleteSubscription',
  'retrieveEntityMap',
  'updateEntityMap',
  'deleteEntityMap',
  'createEntityMapQueryEntity',
  'createEntityMapQueryTemporal',
  'retrieveContextSourceIdentity',
] as const
export type SourceOperation = (typeof sourceOperations)[number]

const DISCOVERY = [
  'retrieveEntityTypes',
  'retrieveEntityTypeDetails',
  'retrieveEntityTypeInfo',
  'retrieveAttrTypes',
  'retrieveAttrTypeDetails',
  'retrieveAttrTypeInfo',
] as const satisfies readonly SourceOperation[]
const SUBSCRIPTION = [
  'createSubscription',
  'updateSubscription',
  'retrieveSubscription',
  'querySubscription',
  'deleteSubscription',
] as const satisfies readonly SourceOperation[]
const ENTITY_MAP = [
  'retrieveEntityMap',
  'updateEntityMap',
  'deleteEntityMap',
  'createEntityMapQueryEntity',
] as const satisfies readonly SourceOperation[]

/** Groups of operations (Table 4.20-2). */
export const operationGroups: Readonly<Record<string, readonly SourceOperation[] | undefined>> = {
  federationOps: [
    'retrieveEntity',
    'queryEntity',
    'queryBatch',
    ...DISCOVERY,
    ...SUBSCRIPTION,
    ...ENTITY_MAP,
    'retrieveContextSourceIdentity',
  ],
  associationOps: ['retrieveEntity', 'queryEntity', 'queryBatch', ...DISCOVERY, ...SUBSCRIPTION, 'retrieveContextSourceIdentity'],
  updateOps: ['updateEntity', 'updateAttrs', 'replaceEntity', 'replaceAttrs'],
  retrieveOps: ['retrieveEntity', 'queryEntity'],
  redirectionOps: [
    'createEntity',
    'updateEntity',
    'appendAttrs',
    'updateAttrs',
    'deleteAttrs',
    'deleteEntity',
    'mergeEntity',
    'replaceEntity',
    'replaceAttrs',
    'retrieveEntity',
    'queryEntity',
    'purgeEntity',
    ...DISCOVERY,
    ...ENTITY_MAP,
    'retrieveContextSourceIdentity',
  ],
}

/** What an auxiliary source may be asked (§5.9.2.4). */
export const auxiliaryOperations: readonly string[] = ['retrieveOps', 'retrieveEntity', 'queryEntity']

/** Whether the name is an operation or a group of them. */
export const isOperationName = (name: string): boolean =>
  Object.hasOwn(operationGroups, name) || sourceOperations.some((operation) => operation === name)

/** The operations that the names mean; none at all means `federationOps` (§4.20, last sentence). */
export function operationsOf(names: readonly string[] | undefined): ReadonlySet<string> {
  const given = names === undefined || names.length === 0 ? ['federationOps'] : names
  return new Set(given.flatMap((name): readonly string[] => operationGroups[name] ?? [name]))
}
