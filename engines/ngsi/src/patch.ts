/** What a request says of attributes, before it is known what is stored: instances, whole or in part, and nulls (§5.4, §5.5.8, §5.5.12). */
import type { TermContext } from './context.ts'
import type { Attribute, AttributeKind, Json } from './model.ts'

/** Plain members of an attribute that a request may set, or (null) remove. */
export interface MemberPatch {
  readonly observedAt?: string | null
  readonly expiresAt?: string | null
  readonly unitCode?: string | null
  readonly valueType?: string | null
  readonly objectType?: string | null
  readonly ngsildproof?: Json
}

/** One instance of an attribute, as far as the request says it. */
export interface InstancePatch {
  /** The kind; absent when neither a type nor a value is there. */
  readonly type?: AttributeKind | undefined
  /** A guess from a bare value: where the attribute exists, its kind stands (§5.6.17). */
  readonly guessed: boolean
  /** Absent for the default instance. */
  readonly datasetId?: string | undefined
  /** The value as it came (JSON that can be kept); undefined when the request says none. */
  readonly value?: unknown
  /** The value is the NGSI-LD Null: the instance goes. */
  readonly removed: boolean
  readonly members: MemberPatch
  readonly attributes: Readonly<Record<string, AttributePatch>>
}

/** All that a request says under one name; no two instances share a datasetId. */
export type AttributePatch = readonly InstancePatch[]

/** A fragment of an entity to merge (§5.5.12). */
export interface EntityPatch {
  readonly id?: string | undefined
  readonly types?: readonly string[] | undefined
  /** Null removes it. */
  readonly scope?: readonly string[] | null | undefined
  readonly expiresAt?: string | null | undefined
  readonly attributes: Readonly<Record<string, AttributePatch>>
  /** What bare words mean, where a stored VocabProperty gives them meaning. */
  readonly context: TermContext
}

/** A fragment of one attribute, for a partial update (§5.5.8). */
export interface AttributeFragment {
  /** In stored form. */
  readonly name: string
  readonly instances: AttributePatch
  readonly context: TermContext
}

export type AttributesByDataset = ReadonlyMap<string | undefined, Attribute>
