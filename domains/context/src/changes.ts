/** What a transaction changed, entity by entity: for the change log (in the transaction) and for who listens after it. */
import type { Entity, TimedEntity } from '@machinaka/ngsi'
import type { Tenant, Tx } from '@machinaka/platform'
import type { StoredEntity } from './broker.ts'
import type { AttributeChange, ChangeOperation } from './rules/changes.ts'

export type { AttributeChange, ChangeOperation }

/** One write of one entity. Several writes of one entity in a transaction are several changes, in order. */
export interface EntityChange {
  readonly id: string
  readonly operation: ChangeOperation
  /** Version of the entity after this write (of the deletion, where it was deleted); grows over all entities of the store. */
  readonly version: number
  readonly at: string
  /** What stood before, with only those attributes that changed; undefined for a new entity. All attributes of a deleted one. */
  readonly before: (Entity & Partial<TimedEntity>) | undefined
  /** What stands now; undefined for a deleted entity. */
  readonly after: StoredEntity | undefined
  readonly attributes: readonly AttributeChange[]
}

/** Writes the changes into the change log, in the writer's transaction. */
export type RecordChanges = (tx: Tx, tenant: Tenant, changes: readonly EntityChange[]) => Promise<void>

/** Tells listeners of this process what was committed, in the order of commits as this process saw them. */
export interface CommittedFeed {
  /** Called after each commit; a listener that throws is the listener's bug and does not disturb the others. */
  subscribe(listener: (tenant: Tenant, changes: readonly EntityChange[]) => void): () => void
  publish(tenant: Tenant, changes: readonly EntityChange[]): void
}

/** A feed within one process; `onError` hears what listeners throw. */
export function createCommittedFeed(onError: (error: unknown) => void = () => {}): CommittedFeed {
  const listeners = new Set<Parameters<CommittedFeed['subscribe']>[0]>()
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    publish(tenant, changes) {
      if (changes.length === 0) return
      for (const listener of listeners) {
        try {
          listener(tenant, changes)
        } catch (error) {
          onError(error)
        }
      }
    },
  }
}
