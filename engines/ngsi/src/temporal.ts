/**
 * How entities were over time (ETSI GS CIM 009 V1.9.1 §4.5.6–§4.5.8, §5.2.20): each attribute is a sequence of instances,
 * each recorded at a point in time. The scope is one of the sequences, under the name `scope` (§4.5.6).
 */
import type { Attribute, AttributeKind } from './model.ts'

/** The temporal properties that a query may be about (§4.8, §4.11). */
export const timeProperties = ['observedAt', 'createdAt', 'modifiedAt', 'deletedAt'] as const
export type TimeProperty = (typeof timeProperties)[number]

/** An instance that says that the attribute was deleted; shown with the null of its kind (§4.5.7). */
export interface Gone {
  readonly type: AttributeKind
  readonly deleted: true
  readonly datasetId?: string | undefined
  readonly observedAt?: string | undefined
}
/** What an instance says, as it is stored. */
export type Recorded = Attribute | Gone
export const isGone = (recorded: Recorded): recorded is Gone => 'deleted' in recorded

/** One instance of an attribute. Times are ISO 8601 UTC with `Z`. */
export interface Instance {
  /** A URI that stays the same as long as the instance exists (§4.5.7). */
  readonly id: string
  readonly recorded: Recorded
  readonly createdAt: string
  readonly modifiedAt: string
  readonly deletedAt?: string | undefined
}

/** The temporal evolution of an entity. */
export interface Evolution {
  readonly id: string
  readonly types: readonly string[]
  readonly createdAt?: string | undefined
  readonly modifiedAt?: string | undefined
  /** When the entity was deleted, if it is. */
  readonly deletedAt?: string | undefined
  /** Under names in stored form, oldest first. */
  readonly attributes: Readonly<Record<string, readonly Instance[]>>
  /** Attributes with instances on other pages alone, and their kind (§6.3.10). */
  readonly elsewhere?: Readonly<Record<string, AttributeKind>> | undefined
}

/** When an instance was, by a temporal property; without `property` when it was observed, else when it was recorded. */
export function timeOf({ recorded, createdAt, modifiedAt, deletedAt }: Instance, property?: TimeProperty): string | undefined {
  switch (property) {
    case undefined:
      return recorded.observedAt ?? deletedAt ?? createdAt
    case 'observedAt':
      return recorded.observedAt
    case 'createdAt':
      return createdAt
    case 'modifiedAt':
      return modifiedAt
    case 'deletedAt':
      return deletedAt
  }
}
