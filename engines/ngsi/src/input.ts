/**
 * From JSON to the model: entities and fragments, normalized, concise or simplified
 * (ETSI GS CIM 009 V1.9.1 §4.5.1–§4.5.4, §5.2.4, §5.4, §5.5.4). Names are compacted to stored form.
 */
import { coreContext, type TermContext } from './context.ts'
import { KEYWORD_TERMS } from './core-context.ts'
import { isMap } from './json-map.ts'
import { badData } from './json-value.ts'
import { isReservedName, NGSI_NULL } from './kinds.ts'
import type { Attribute, AttributeValue, Entity } from './model.ts'
import { ENTITY_MEMBERS, instant, isName, isUri, scopeFrom } from './names.ts'
import type { AttributeFragment, AttributePatch, EntityPatch } from './patch.ts'
import { completed, oneOrMany, readPatch, type Reading } from './patch-input.ts'
import { settle, type Problem } from './problem.ts'

export interface InputOptions {
  /** `simplified` reads bare values (keyValues, §4.5.4); else normalized and concise are told apart by each attribute. */
  readonly format?: 'normalized' | 'simplified'
  /** What the names mean; the core @context alone when absent (§5.5.5). */
  readonly context?: TermContext | undefined
}

export const inputLimits = { attributes: 500, types: 50, scopes: 50, idLength: 512, instances: 1_000 } as const

/** A fragment of an entity: what Update and Append take (§5.2.4, §5.6.2, §5.6.3). */
export interface Fragment {
  readonly id?: string | undefined
  readonly types?: readonly string[] | undefined
  readonly scope?: readonly string[] | null | undefined
  readonly expiresAt?: string | null | undefined
  /** `null` stands for an NGSI-LD Null: the default instance goes. */
  readonly attributes: Readonly<Record<string, AttributeValue | null>>
  /** Data sets whose instances go too, by attribute. */
  readonly removals?: Readonly<Record<string, readonly string[]>> | undefined
}

/** Reads a whole entity; NGSI-LD Null is refused (§5.5.4). */
export function parseEntity(json: unknown, options: InputOptions = {}): Entity | Problem {
  return settle(() => {
    const map = entityMap(json)
    const id = idOf(map)
    if (id === undefined) throw badData(`"id" is missing: it is a URI, such as urn:ngsi-ld:PointOfInterest:1 (§4.6.1).`)
    const types = typesOf(map, options)
    if (types === undefined) throw badData('"type" is missing: an entity has at least one type (§5.2.4).')
    const scope = scopeOf(map)
    if (scope === null) throw badData('"scope" may not be the NGSI-LD Null here (§5.5.4).')
    const expiresAt = expiryOf(map)
    if (expiresAt === null) throw badData('"expiresAt" may not be the NGSI-LD Null here (§5.5.4).')
    const attributes: [string, AttributeValue][] = []
    for (const [name, patch] of patchesOf(map, { ...options, mode: 'whole' })) {
      const value = oneOrMany(complete(patch, name, options))
      if (value !== undefined) attributes.push([name, value])
    }
    return {
      id,
      types,
      ...(scope === undefined ? {} : { scope }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
      attributes: Object.fromEntries(attributes),
    } satisfies Entity
  })
}

/** Reads the body of an update or append; attributes may be NGSI-LD Null (`"urn:ngsi-ld:null"`) to be removed. */
export function parseFragment(json: unknown, options: InputOptions = {}): Fragment | Problem {
  return settle(() => {
    const map = entityMap(json)
    const attributes: [string, AttributeValue | null][] = []
    const removals: [string, readonly string[]][] = []
    for (const [name, patch] of patchesOf(map, { ...options, mode: 'replace' })) {
      const value = oneOrMany(
        complete(
          patch.filter((one) => !one.removed),
          name,
          options,
        ),
      )
      const gone = patch.filter((one) => one.removed)
      if (value !== undefined) attributes.push([name, value])
      else if (gone.some((one) => one.datasetId === undefined)) attributes.push([name, null])
      const sets = gone.flatMap(({ datasetId }) => (datasetId === undefined ? (value === undefined ? [] : ['@none']) : [datasetId]))
      if (sets.length > 0) removals.push([name, sets])
    }
    return {
      ...headOf(map, options),
      attributes: Object.fromEntries(attributes),
      ...(removals.length === 0 ? {} : { removals: Object.fromEntries(removals) }),
    } satisfies Fragment
  })
}

/** Reads a fragment to merge into an entity (§5.5.12): nulls at any depth, parts of attributes, bare values. */
export function parseEntityPatch(json: unknown, options: InputOptions = {}): EntityPatch | Problem {
  return settle(() => {
    const map = entityMap(json)
    const attributes = Object.fromEntries(patchesOf(map, { ...options, mode: 'merge' }))
    return { ...headOf(map, options), attributes, context: options.context ?? coreContext() } satisfies EntityPatch
  })
}

/** Reads the body of a partial update of one attribute (§5.6.4): some of its members, NGSI-LD Null to remove them. */
export function parseAttributeFragment(name: string, json: unknown, options: InputOptions = {}): AttributeFragment | Problem {
  return settle(() => {
    const context = options.context ?? coreContext()
    if (name === 'scope') throw badData('scope is no attribute that can be updated in part; update the entity (§5.6.4).')
    if (!isMap(json) && !Array.isArray(json) && json !== NGSI_NULL) throw badData('The fragment of an attribute is a JSON object (§5.6.4).')
    const stored = checkedName(name, context)
    const how: Reading = { name, context, simplified: false, mode: 'partial', depth: 0 }
    return { name: stored, instances: readPatch(json, how), context } satisfies AttributeFragment
  })
}

/** Reads one attribute under its name, as the value of a PUT or an edit by hand; null and NGSI-LD Null give null. */
export function parseAttribute(name: string, json: unknown, options: InputOptions = {}): AttributeValue | null | Problem {
  return settle(() => {
    const context = options.context ?? coreContext()
    const stored = checkedName(name, context)
    const patch = readPatch(json, { name, context, simplified: options.format === 'simplified', mode: 'replace', depth: 0 })
    if (patch.some((one) => one.removed) && patch.length > 1)
      throw badData(`Attribute "${name}": an instance with a null value needs an update of its own.`)
    return patch.some((one) => one.removed) ? null : (oneOrMany(complete(patch, stored, options)) ?? null)
  })
}

function complete(patch: AttributePatch, name: string, { context = coreContext() }: InputOptions): readonly Attribute[] {
  return patch.map((one) => completed(one, { name, context, nulls: 'refused' }))
}

function entityMap(json: unknown): Readonly<Record<string, unknown>> {
  if (!isMap(json)) throw badData('The entity must be a JSON object (§5.2.4).')
  return json
}

const member = (map: Readonly<Record<string, unknown>>, name: 'id' | 'type'): unknown => map[name] ?? map[`@${name}`]

function idOf(map: Readonly<Record<string, unknown>>): string | undefined {
  const id = member(map, 'id')
  if (id === undefined) return undefined
  if (typeof id !== 'string' || !isUri(id) || id.length > inputLimits.idLength || id === NGSI_NULL)
    throw badData(`"id" must be a URI of at most ${inputLimits.idLength} characters, such as urn:ngsi-ld:PointOfInterest:1 (§4.6.1).`)
  return id
}

function headOf(map: Readonly<Record<string, unknown>>, options: InputOptions): Omit<Fragment, 'attributes' | 'removals'> {
  const expiresAt = expiryOf(map)
  return {
    id: idOf(map),
    types: typesOf(map, options),
    scope: scopeOf(map),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }
}

function typesOf(map: Readonly<Record<string, unknown>>, { context = coreContext() }: InputOptions): readonly string[] | undefined {
  const value = member(map, 'type')
  if (value === undefined) return undefined
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (list.length === 0 || list.length > inputLimits.types) throw badData(`"type" must hold between 1 and ${inputLimits.types} names.`)
  const names = list.map((one) => {
    if (typeof one !== 'string' || !isName(one) || one === NGSI_NULL || KEYWORD_TERMS.has(one))
      throw badData(`"type" holds ${JSON.stringify(one)}, which is no type name (§4.6.2).`)
    return context.stored(one)
  })
  return [...new Set(names)]
}

function scopeOf(map: Readonly<Record<string, unknown>>): readonly string[] | null | undefined {
  const value = map['scope']
  if (value === undefined) return undefined
  if (value === null || value === NGSI_NULL) return null
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (list.length === 1 && list[0] === NGSI_NULL) return null
  if (list.length > inputLimits.scopes) throw badData(`"scope" may hold at most ${inputLimits.scopes} scopes.`)
  const scopes = list.map((one) => {
    const scope = typeof one === 'string' ? scopeFrom(one) : undefined
    if (scope === undefined) throw badData(`"scope" holds ${JSON.stringify(one)}; a scope is like /town/harbour (§4.18).`)
    return scope
  })
  return [...new Set(scopes)]
}

function expiryOf(map: Readonly<Record<string, unknown>>): string | null | undefined {
  const value = map['expiresAt']
  if (value === undefined) return undefined
  if (value === NGSI_NULL) return null
  const at = typeof value === 'string' ? instant(value) : undefined
  if (at === undefined) throw badData('"expiresAt" must be a DateTime in UTC, such as 2026-04-01T09:00:00Z (§4.6.3).')
  return at
}

function checkedName(name: string, context: TermContext): string {
  if (!isName(name) || name === NGSI_NULL)
    throw badData(`${JSON.stringify(name)} is no attribute name: a letter, then letters, digits and "_", or an IRI (§4.6.2).`)
  if (isReservedName(name)) throw badData(`"${name}" names a member of attributes, and no attribute (§4.5.1).`)
  return context.stored(name)
}

function patchesOf(
  map: Readonly<Record<string, unknown>>,
  { format, context = coreContext(), mode }: InputOptions & { readonly mode: Reading['mode'] },
): ReadonlyMap<string, AttributePatch> {
  const attributes = new Map<string, AttributePatch>()
  let instances = 0
  for (const [key, value] of Object.entries(map)) {
    if (ENTITY_MEMBERS.has(key)) continue
    const name = checkedName(key, context)
    if (attributes.has(name)) throw badData(`Attribute "${key}" is given twice, short and as an IRI.`)
    const patch = readPatch(value, { name: key, context, simplified: format === 'simplified', mode, depth: 0 })
    attributes.set(name, patch)
    instances += patch.length
    if (attributes.size > inputLimits.attributes || instances > inputLimits.instances)
      throw badData(`An entity may have at most ${inputLimits.attributes} attributes and ${inputLimits.instances} instances of them.`)
  }
  return attributes
}
