/** Which changes a subscription is notified of (ETSI GS CIM 009 V1.9.1 §5.8.6, §5.2.33). */
import type { Attribute, Entity, TimedEntity } from './model.ts'
import { matchesQ } from './q-match.ts'
import { matchesGeo } from './geo-match.ts'
import { matchesScopes, matchesTypes } from './selectors.ts'
import type { CompiledSelector, CompiledSubscription, Trigger } from './subscription.ts'

export type ChangeOperation = 'created' | 'updated' | 'deleted'
/** One attribute instance that came, changed or went. */
export interface AttributeDifference {
  readonly name: string
  readonly datasetId?: string | undefined
  readonly operation: ChangeOperation
}
/** One write of one entity, as subscriptions see it. */
export interface Observed {
  readonly id: string
  readonly operation: ChangeOperation
  readonly at: string
  /** Of an updated entity the attributes that changed, as they were; of a deleted one all. */
  readonly before?: (Entity & Partial<TimedEntity>) | undefined
  readonly after?: (Entity & Partial<TimedEntity>) | undefined
  readonly attributes: readonly AttributeDifference[]
}

const OF_ATTRIBUTE = { created: 'attributeCreated', updated: 'attributeUpdated', deleted: 'attributeDeleted' } as const satisfies Record<
  ChangeOperation,
  Trigger
>
const OF_ENTITY = { created: 'entityCreated', updated: undefined, deleted: 'entityDeleted' } as const

/** Whether the change triggers a notification: its kind, its entity and its conditions. */
export function isNotified(compiled: CompiledSubscription, change: Observed): boolean {
  const entity = change.after ?? change.before
  return entity !== undefined && isTriggered(compiled, change) && isSelected(compiled, entity) && meetsConditions(compiled, entity)
}

/** Whether one of the subscription's triggers is in the change. */
export function isTriggered({ triggers, watched, datasetIds }: CompiledSubscription, change: Observed): boolean {
  const counts = (one: AttributeDifference): boolean =>
    (watched === undefined || watched.has(one.name)) && (datasetIds === undefined || datasetIds.has(one.datasetId ?? '@none'))
  const ofEntity = OF_ENTITY[change.operation]
  if (ofEntity !== undefined && triggers.has(ofEntity) && (watched === undefined || differences(change).some(counts))) return true
  return differences(change).some((one) => triggers.has(OF_ATTRIBUTE[one.operation]) && counts(one))
}

/** With an entity all of its attributes go (§5.8.6). */
export function differences(change: Observed): readonly AttributeDifference[] {
  if (change.operation !== 'deleted' || change.attributes.length > 0) return change.attributes
  return Object.entries(change.before?.attributes ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as readonly Attribute[]) : [value as Attribute]).map(({ datasetId }) => ({
      name,
      ...(datasetId === undefined ? {} : { datasetId }),
      operation: 'deleted' as const,
    })),
  )
}

/** Whether one of the selectors fits; without any, all entities with a watched attribute, or all (§5.8.1.4, §5.2.12). */
export function isSelected({ selectors, watched }: CompiledSubscription, entity: Entity): boolean {
  if (selectors === undefined) return watched === undefined || watched.size > 0
  return selectors.some((one) => selects(one, entity))
}

const selects = ({ types, ids, idPattern }: CompiledSelector, entity: Entity): boolean =>
  (ids === undefined || ids.has(entity.id)) &&
  (types === undefined || matchesTypes(types, entity)) &&
  (idPattern === undefined || idPattern.test(entity.id))

/** q, geoQ and scopeQ: all that are given (§5.8.6). */
export const meetsConditions = ({ q, geo, scopeQ }: CompiledSubscription, entity: Entity & Partial<TimedEntity>): boolean =>
  (scopeQ === undefined || matchesScopes(scopeQ, entity)) &&
  (geo === undefined || matchesGeo(geo, entity)) &&
  (q === undefined || matchesQ(q, entity))
