import type { Entity, TimedEntity } from '@machinaka/ngsi'
import type { AttributeChange, ChangeOperation } from '../rules/changes.ts'

/** One row's payload: a change as subscriptions see it. */
export interface LoggedChange {
  readonly id: string
  readonly operation: ChangeOperation
  readonly at: string
  /** What stood before: of an updated entity the attributes that changed, of a deleted one all. */
  readonly before?: (Entity & Partial<TimedEntity>) | undefined
  readonly after?: TimedEntity | undefined
  readonly attributes: readonly AttributeChange[]
}
