/** Commands: what the operations of ETSI GS CIM 009 V1.9.1 §5.6 do to one entity, on parsed values. */
import type { AttributeValue, Entity, Fragment, Json } from '@machinaka/ngsi'

/**
 * The body of a merge or partial update: members as they were sent, names of attributes in stored form; NGSI-LD Null stands
 * at any depth (§5.5.4, §5.5.12).
 */
export type Patch = Readonly<Record<string, Json>>

export interface MergeRequest {
  readonly patch: Patch
  /** The body is simplified (keyValues): stored kinds stay (§5.6.17, §6.5.3.4). */
  readonly simplified?: boolean | undefined
  readonly lang?: string | undefined
  readonly observedAt?: string | undefined
}
/** A fragment that names its entity. */
export type EntityFragment = Fragment & { readonly id: string }

/** What is to be done to one entity (§5.6). */
export type Command =
  | { readonly kind: 'create'; readonly entity: Entity }
  | { readonly kind: 'replace'; readonly entity: Entity }
  | { readonly kind: 'upsert'; readonly entity: Entity; readonly mode: 'replace' | 'update' }
  | ({ readonly kind: 'merge'; readonly id: string } & MergeRequest)
  | { readonly kind: 'append'; readonly fragment: EntityFragment; readonly overwrite: boolean }
  | { readonly kind: 'update'; readonly fragment: EntityFragment }
  | { readonly kind: 'partial'; readonly id: string; readonly name: string; readonly patch: Patch }
  | { readonly kind: 'replaceAttribute'; readonly id: string; readonly name: string; readonly value: AttributeValue }
  | {
      readonly kind: 'deleteAttribute'
      readonly id: string
      readonly name: string
      readonly datasetId?: string | undefined
      readonly all: boolean
    }
  /** Purge of attributes (§5.6.21): the named ones go, or all but the named ones. */
  | { readonly kind: 'drop' | 'keep'; readonly id: string; readonly names: readonly string[] }
  | { readonly kind: 'delete'; readonly id: string }
