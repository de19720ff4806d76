/**
 * The one path of all writes: commands are applied to locked rows by the pure algebra of engines/ngsi, then stored set-based
 * (entities, history, change log, outbox) in one transaction. Several requests may share it: each command stands alone.
 */
import type { Command } from '@machinaka/ngsi'
import type { Refusal, Tenant, Tx } from '@machinaka/platform'
import type { Actor } from './broker.ts'
import type { EntityChange } from './changes.ts'

/** One command of one caller to one entity. */
export interface Write {
  readonly id: string
  readonly command: Command
  readonly actor: Actor
}

/** What a write came to: the change (undefined when nothing was different), and which attributes it named. */
export interface Written {
  readonly id: string
  readonly operation: EntityChange['operation'] | 'unchanged'
  readonly change: EntityChange | undefined
  /** Attributes that were done, and those that were not with the reason (UpdateResult, §5.2.18). */
  readonly updated: readonly string[]
  readonly notUpdated: readonly { readonly name: string; readonly reason: string }[]
}

/**
 * Answers one result per write, in their order. Writes of the same entity are done one after the other. A refused write
 * leaves the others alone. Without `tx` it opens a transaction of its own, tries again when others were in the way, and tells
 * the committed feed; with `tx` the feed is told when the caller's transaction commits.
 */
export type WritePath = (tenant: Tenant, writes: readonly Write[], tx?: Tx) => Promise<readonly (Written | Refusal)[]>
