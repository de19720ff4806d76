/** Merges what a request says into an attribute that is there: deep (§5.5.12), or member by member (§5.5.8). Pure. */
import { valued } from './attribute-value.ts'
import type { TermContext } from './context.ts'
import { isMap } from './json-map.ts'
import { badData } from './json-value.ts'
import { NGSI_NULL, NO_UNIT } from './kinds.ts'
import { isInstanceList, type Attribute, type AttributeMembers, type AttributeValue, type Json } from './model.ts'
import type { AttributePatch, InstancePatch } from './patch.ts'
import { completed, oneOrMany } from './patch-input.ts'

export interface Merging {
  readonly name: string
  readonly context: TermContext
  /** `deep` goes into JSON values and attributes of attributes; `flat` replaces the members that are said. */
  readonly depth: 'deep' | 'flat'
  readonly observedAt?: string | undefined
  readonly lang?: string | undefined
}

/** The attribute with what the patch says. Refuses with BadRequestData, as a signal. */
export function mergeInstance(held: Attribute, patch: InstancePatch, how: Merging): Attribute {
  const { attributes: heldAttributes, ...rest } = mergeValue(held, patch, how)
  const members: Record<string, unknown> = { ...rest }
  if (patch.members.observedAt === undefined && how.observedAt !== undefined && held.observedAt !== undefined)
    members['observedAt'] = how.observedAt
  for (const [key, value] of Object.entries(patch.members)) {
    if (value === null) delete members[key]
    else members[key] = value
  }
  if (members['unitCode'] !== undefined && NO_UNIT.has(rest.type))
    throw badData(`"${how.name}" is a ${rest.type}, which has no unitCode (§5.2).`)
  const attributes = mergeAttributes(heldAttributes, patch.attributes, how)
  return { ...(members as unknown as Attribute), ...(attributes === undefined ? {} : { attributes }) }
}

/** The held attribute with the value of the patch; its other members as they were. */
function mergeValue(held: Attribute, patch: InstancePatch, how: Merging): Attribute {
  const { type, value, guessed } = patch
  if (type !== undefined && type !== held.type && !guessed && how.depth === 'flat')
    throw badData(`"${how.name}" is a ${held.type} and cannot become a ${type} by a partial update (§5.6.4).`)
  if (value === undefined) return held
  const kind = guessed ? kept(held, type, value) : (type ?? held.type)
  const isText = held.type === 'LanguageProperty' && kind === held.type && typeof value === 'string'
  const lang = how.lang ?? (isText ? '@none' : undefined)
  const nulls = how.depth === 'deep' ? 'deletes' : 'refused'
  const said = valued(kind, value, { name: how.name, context: how.context, nulls, lang })
  const next = how.depth === 'deep' ? deeper(held, said) : said
  return { ...membersOf(held), ...next }
}

/** A bare value keeps the kind that is stored, if it can be one of that kind at all. */
function kept(held: Attribute, guess: Attribute['type'] | undefined, value: unknown): Attribute['type'] {
  if (guess === 'GeoProperty' && held.type === 'Property') return 'GeoProperty'
  // {"languageMap": …}, {"vocab": …}, {"json": …} say their kind even where all else is bare.
  if (guess !== undefined && guess !== 'Property' && guess !== 'Relationship' && guess !== held.type && isMap(value)) return guess
  return held.type
}

function membersOf(held: Attribute): AttributeMembers {
  const { observedAt, datasetId, expiresAt, unitCode, valueType, ngsildproof, attributes } = held
  const objectType = 'objectType' in held ? held.objectType : undefined
  const all = { observedAt, datasetId, expiresAt, unitCode, valueType, ngsildproof, objectType, attributes }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

function deeper(held: Attribute, said: Attribute): Attribute {
  if (said.type === 'Property') return { ...said, value: mergeJson(held.type === 'Property' ? held.value : undefined, said.value) }
  if (said.type === 'JsonProperty') return { ...said, json: mergeJson(held.type === 'JsonProperty' ? held.json : undefined, said.json) }
  if (said.type !== 'LanguageProperty') return said
  const before = held.type === 'LanguageProperty' ? held.languageMap : {}
  const entries = Object.entries({ ...before, ...said.languageMap }).filter(([, text]) => text !== NGSI_NULL)
  return { ...said, languageMap: Object.fromEntries(entries) }
}

/** RFC 7396 with the NGSI-LD Null in the place of null: objects are merged, all else is replaced. */
export function mergeJson(held: Json | undefined, said: Json): Json {
  if (!isMap(said)) return said
  const before = isMap(held) ? held : {}
  const next = new Map<string, Json>(Object.entries(before) as [string, Json][])
  for (const [key, value] of Object.entries(said)) {
    if (value === NGSI_NULL) next.delete(key)
    else next.set(key, mergeJson(next.get(key), value as Json))
  }
  return Object.fromEntries(next)
}

function mergeAttributes(
  held: Attribute['attributes'],
  patches: InstancePatch['attributes'],
  how: Merging,
): Attribute['attributes'] | undefined {
  const next = new Map<string, AttributeValue>(Object.entries(held ?? {}))
  for (const [name, patch] of Object.entries(patches)) {
    const before = next.get(name)
    const value = mergeAll(before, patch, { ...how, name: `${how.name}.${name}` })
    if (value === undefined) next.delete(name)
    else next.set(name, value)
  }
  return next.size === 0 ? undefined : Object.fromEntries(next)
}

function mergeAll(held: AttributeValue | undefined, patch: AttributePatch, how: Merging): AttributeValue | undefined {
  const instances = new Map<string | undefined, Attribute>()
  for (const one of held === undefined ? [] : isInstanceList(held) ? held : [held]) instances.set(one.datasetId, one)
  for (const one of patch) {
    const before = instances.get(one.datasetId)
    if (one.removed) instances.delete(one.datasetId)
    // An attribute of an attribute is replaced whole in a partial update, and merged in a merge.
    else if (before === undefined || how.depth === 'flat') instances.set(one.datasetId, fresh(one, how))
    else instances.set(one.datasetId, mergeInstance(before, one, how))
  }
  return oneOrMany([...instances.values()])
}

/** A new instance from a patch: nulls in it have nothing to remove. */
export function fresh(patch: InstancePatch, { name, context, lang, depth }: Merging): Attribute {
  const made = completed(patch, { name, context, lang, nulls: depth === 'deep' ? 'deletes' : 'refused' })
  return depth === 'deep' ? withoutNulls(made) : made
}

function withoutNulls(one: Attribute): Attribute {
  const attributes =
    one.attributes === undefined
      ? {}
      : {
          attributes: Object.fromEntries(
            Object.entries(one.attributes).map(([name, value]) => [
              name,
              isInstanceList(value) ? value.map(withoutNulls) : withoutNulls(value),
            ]),
          ),
        }
  return { ...deeper(one.type === 'LanguageProperty' ? { ...one, languageMap: {} } : { ...EMPTY, type: 'Property' }, one), ...attributes }
}
const EMPTY = { value: 0 } as const
