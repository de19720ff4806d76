/** Context source registrations as the broker holds them, names in stored form (ETSI GS CIM 009 V1.9.1 §5.2.8–§5.2.11, §5.2.34). */
import type { Geometry, Json } from './model.ts'

export const registrationModes = ['inclusive', 'exclusive', 'redirect', 'auxiliary'] as const
export type RegistrationMode = (typeof registrationModes)[number]

/** Entities that a source may have: those with all these types; `id` takes precedence over `idPattern` (§5.2.8). */
export interface EntityInfo {
  readonly types: readonly string[]
  readonly id?: string | undefined
  readonly idPattern?: string | undefined
}
/** What a source may have of which entities; at least one member is present (§5.2.10). */
export interface RegistrationInfo {
  readonly entities?: readonly EntityInfo[] | undefined
  readonly propertyNames?: readonly string[] | undefined
  readonly relationshipNames?: readonly string[] | undefined
}
/** §5.2.11; without `endAt` it is open. */
export interface TimeInterval {
  readonly startAt: string
  readonly endAt?: string | undefined
}
/** §5.2.34. */
export interface RegistrationManagement {
  readonly localOnly?: boolean | undefined
  /** An ISO 8601 duration. */
  readonly cacheDuration?: string | undefined
  readonly timeout_ms?: number | undefined
  readonly cooldown_ms?: number | undefined
}
export interface KeyValue {
  readonly key: string
  readonly value: string
}

/** A registration, names in stored form. */
export interface Registration {
  readonly id: string
  readonly endpoint: string
  readonly mode: RegistrationMode
  readonly information: readonly RegistrationInfo[]
  readonly operations?: readonly string[] | undefined
  readonly contextSourceAlias?: string | undefined
  readonly contextSourceInfo?: readonly KeyValue[] | undefined
  readonly registrationName?: string | undefined
  readonly description?: string | undefined
  readonly datasetId?: readonly string[] | undefined
  readonly scope?: readonly string[] | undefined
  readonly tenant?: string | undefined
  readonly expiresAt?: string | undefined
  readonly refreshRate?: string | undefined
  readonly location?: Geometry | undefined
  readonly observationSpace?: Geometry | undefined
  readonly operationSpace?: Geometry | undefined
  readonly observationInterval?: TimeInterval | undefined
  readonly managementInterval?: TimeInterval | undefined
  readonly management?: RegistrationManagement | undefined
  /** Context source properties: members beyond the data type, as they were sent. */
  readonly properties: Readonly<Record<string, Json>>
}

export const registrationLimits = { information: 100, entities: 1_000, names: 1_000, contextSourceInfo: 50, text: 2_048 } as const

/** Attributes that a part of a registration names, both kinds; undefined means any. */
export function namesOf({ propertyNames, relationshipNames }: RegistrationInfo): readonly string[] | undefined {
  return propertyNames === undefined && relationshipNames === undefined
    ? undefined
    : [...(propertyNames ?? []), ...(relationshipNames ?? [])]
}
