/** Whole entities between NGSIv2 and the model, and what updates make of the attributes of one. */
import type { Attribute, AttributeValue, Entity } from '../model.ts'
import { isInstanceList } from '../model.ts'
import { badData } from '../json-value.ts'
import { settle, type Problem } from '../problem.ts'
import { attributeFromV2, updatedAttribute, type V2AttributeInput } from './attribute.ts'
import { scopeFromPath, uriFromV2 } from './identity.ts'
import type { V2AttributesInput, V2EntityInput } from './input.ts'
import { storedFromV2 } from './names.ts'
import { appliedOperator, isOperator } from './operators.ts'
import { v2Instant } from './values.ts'

/** The attribute that says when an entity ends (Orion: transient entities). */
const EXPIRY = 'dateExpires'
export const DEFAULT_V2_TYPE = 'Thing'

/** The entity that a request makes in a service path. */
export function entityFromV2(given: V2EntityInput, servicePath: string): Entity | Problem {
  return settle(() => {
    const type = given.type ?? DEFAULT_V2_TYPE
    const scope = scopeFromPath(servicePath)
    const expiresAt = expiryOf(given.attributes)
    const attributes = Object.entries(given.attributes)
      .filter(([name]) => name !== EXPIRY)
      .map(([name, one]) => [storedFromV2(name, 'attribute'), attributeFromV2(operated(undefined, one, name), name)] as const)
    return {
      id: uriFromV2(given.id, type),
      types: [storedFromV2(type, 'type')],
      ...(scope === undefined ? {} : { scope: [scope] }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
      attributes: Object.fromEntries(attributes),
    }
  })
}

/** When the entity ends, where the request says it. */
export function expiryOf(attributes: V2AttributesInput): string | undefined {
  const said = Object.hasOwn(attributes, EXPIRY) ? attributes[EXPIRY] : undefined
  if (said === undefined) return undefined
  const at = typeof said.value === 'string' ? v2Instant(said.value) : undefined
  if (at === undefined) throw badData('dateExpires needs an ISO 8601 date.')
  return at
}

/** Which attributes a request may touch: all (append), absent ones only (appendStrict), existing ones only (update). */
export type V2UpdateKind = 'append' | 'appendStrict' | 'update'

export interface V2Update {
  readonly kind: V2UpdateKind
  readonly attributes: V2AttributesInput
  /** Metadata that are not sent go (options=overrideMetadata). */
  readonly override: boolean
}

export interface V2Updated {
  /** Attributes as they become, in stored form, as far as the request reached them. */
  readonly attributes: Readonly<Record<string, AttributeValue>>
  /** Names (NGSIv2) that it could not reach: there already (appendStrict), or not there (update). */
  readonly failed: readonly string[]
  readonly expiresAt?: string | undefined
}

/** What an update makes of the attributes of an entity. Data sets other than the default stay as they are. */
export function updateFromV2(held: Pick<Entity, 'attributes'>, update: V2Update): V2Updated | Problem {
  return settle(() => {
    const { kind, override } = update
    const attributes: Record<string, AttributeValue> = {}
    const failed: string[] = []
    const expiresAt = expiryOf(update.attributes)
    for (const [name, given] of Object.entries(update.attributes)) {
      if (name === EXPIRY) continue
      const stored = storedFromV2(name, 'attribute')
      const value = Object.hasOwn(held.attributes, stored) ? held.attributes[stored] : undefined
      if (kind === 'append' || (kind === 'update') === (value !== undefined))
        attributes[stored] = nextValue(value, given, { name, override })
      else failed.push(name)
    }
    return { attributes, failed, ...(expiresAt === undefined ? {} : { expiresAt }) }
  })
}

function nextValue(
  value: AttributeValue | undefined,
  given: V2AttributeInput,
  how: { readonly name: string; readonly override: boolean },
): AttributeValue {
  const instances = value === undefined ? [] : isInstanceList(value) ? value : [value]
  const at = Math.max(
    0,
    instances.findIndex(({ datasetId }) => datasetId === undefined),
  )
  const held = instances[at]
  const said = operated(held, given, how.name)
  const next: Attribute = held === undefined ? attributeFromV2(said, how.name) : updatedAttribute(held, said, how)
  return instances.length < 2 ? next : instances.with(at, next)
}

const operated = (held: Attribute | undefined, given: V2AttributeInput, name: string): V2AttributeInput =>
  isOperator(given.value) ? { ...given, value: appliedOperator(held, given.value, name) } : given
