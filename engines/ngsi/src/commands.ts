/** What can be done to one entity, and what comes of it (ETSI GS CIM 009 V1.9.1 §5.6). Pure values; `write.ts` applies them. */
import type { Fragment } from './input.ts'
import type { Attribute, AttributeValue, Entity, TimedEntity } from './model.ts'
import type { AttributeFragment, EntityPatch } from './patch.ts'
import type { TypeExpression } from './query.ts'

/** How simplified or bare values are merged (§5.6.17): one time for all observations, one language for plain texts. */
export interface MergeOptions {
  readonly observedAt?: string | undefined
  readonly lang?: string | undefined
}

/** `only`: types the entity must have (the `type` parameter of single-entity operations, §4.17); else it is not found. */
export type Command = { readonly only?: TypeExpression | undefined } & (
  | { readonly kind: 'create'; readonly entity: Entity }
  /** Replace Entity (§5.6.18). */
  | { readonly kind: 'replace'; readonly entity: Entity }
  /** Batch upsert (§5.6.8): made when absent, else replaced or updated. */
  | { readonly kind: 'upsert'; readonly entity: Entity; readonly mode: 'replace' | 'update' }
  /** Merge Entity (§5.6.17). */
  | ({ readonly kind: 'merge'; readonly patch: EntityPatch } & MergeOptions)
  /** Append Attributes (§5.6.3). */
  | { readonly kind: 'append'; readonly fragment: Fragment; readonly noOverwrite?: boolean | undefined }
  /** Update Attributes (§5.6.2). */
  | { readonly kind: 'update'; readonly fragment: Fragment }
  /** Partial Attribute Update (§5.6.4). */
  | { readonly kind: 'partial'; readonly fragment: AttributeFragment }
  /** Replace Attribute (§5.6.19). */
  | { readonly kind: 'replaceAttribute'; readonly name: string; readonly value: AttributeValue }
  /** Delete Attribute (§5.6.5): the default instance, one data set's, or all; `scope` is removed as a whole. */
  | { readonly kind: 'deleteAttribute'; readonly name: string; readonly datasetId?: string | undefined; readonly all?: boolean | undefined }
  /** Purge (§5.6.21) of some members: those named, or all others; `scope` is one of them. */
  | { readonly kind: 'purge'; readonly drop: readonly string[] }
  | { readonly kind: 'purge'; readonly keep: readonly string[] }
  | { readonly kind: 'delete' }
)
export type CommandKind = Command['kind']

/** What became of one instance of an attribute. */
export interface InstanceChange {
  readonly attribute: string
  /** Absent for the default instance. */
  readonly datasetId?: string | undefined
  readonly kind: 'created' | 'updated' | 'deleted'
  /** As it is now; absent when deleted. */
  readonly value?: Attribute | undefined
  /** As it was; absent when created. */
  readonly previous?: Attribute | undefined
}

export interface NotUpdated {
  readonly attribute: string
  readonly reason: string
}

/** What a command leaves behind. */
export interface WriteOutcome {
  readonly result: 'created' | 'updated' | 'unchanged' | 'deleted'
  /** As it is now; absent when deleted. */
  readonly entity?: TimedEntity | undefined
  readonly previous?: TimedEntity | undefined
  /** Instances that differ from before, each once: for history, notifications and indexes. */
  readonly changes: readonly InstanceChange[]
  /** Attributes that the command reached, changed or found as they should be (UpdateResult, §5.2.18). */
  readonly updated: readonly string[]
  readonly notUpdated: readonly NotUpdated[]
}
