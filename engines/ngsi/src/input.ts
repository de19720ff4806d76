/**
 * From JSON to the model: entities and fragments, normalized, concise or simplified
 * (ETSI GS CIM 009 V1.9.1 §4.5.1–§4.5.4, §5.2.4, §5.5.4). Names are compacted to stored form.
 */
import { readAttributeValue } from './attribute-input.ts'
import { coreContext, type TermContext } from './context.ts'
import { isMap } from './json-map.ts'
import type { AttributeValue, Entity } from './model.ts'
import { ENTITY_MEMBERS, instant, isName, isScope, isUri } from './names.ts'
import { ProblemSignal, settle, type Problem } from './problem.ts'

export interface InputOptions {
  /** `simplified` reads bare values (keyValues, §4.5.4); else normalized and concise are told apart by each attribute. */
  readonly format?: 'normalized' | 'simplified'
  /** What the names mean; the core @context alone when absent (§5.5.5). */
  readonly context?: TermContext | undefined
}

export const inputLimits = { attributes: 500, types: 50, scopes: 50, idLength: 512 } as const

/** A fragment of an entity: what Update and Append take (§5.2.4, §5.6.2, §5.6.3). `null` stands for an NGSI-LD Null. */
export interface Fragment {
  readonly id?: string | undefined
  readonly types?: readonly string[] | undefined
  readonly scope?: readonly string[] | null | undefined
  readonly attributes: Readonly<Record<string, AttributeValue | null>>
}

/** Reads a whole entity; NGSI-LD Null is refused (§5.5.4). */
export function parseEntity(json: unknown, options: InputOptions = {}): Entity | Problem {
  return settle(() => {
    const map = entityMap(json)
    const id = member(map, 'id')
    if (typeof id !== 'string' || !isUri(id) || id.length > inputLimits.idLength)
      throw bad(`"id" must be a URI of at most ${inputLimits.idLength} characters, such as urn:ngsi-ld:PointOfInterest:1 (§4.6.1).`)
    const types = typeList(member(map, 'type'), options)
    if (types === undefined) throw bad('"type" is missing: an entity has at least one type (§5.2.4).')
    const scope = scopeList(map['scope'])
    if (scope === null) throw bad('"scope" may not be the NGSI-LD Null here (§5.5.4).')
    const read = attributesOf(map, options)
    const attributes: Record<string, AttributeValue> = {}
    for (const [name, value] of Object.entries(read)) {
      if (value === null) throw bad(`Attribute "${name}" may not be null here: NGSI-LD Null belongs to updates only (§5.5.4).`)
      attributes[name] = value
    }
    return { id, types, ...(scope === undefined ? {} : { scope }), ...expiry(map), attributes } satisfies Entity
  })
}

/** Reads the body of an update or append; attributes may be NGSI-LD Null (`"urn:ngsi-ld:null"`) to be removed. */
export function parseFragment(json: unknown, options: InputOptions = {}): Fragment | Problem {
  return settle(() => {
    const map = entityMap(json)
    const id = member(map, 'id')
    if (id !== undefined && (typeof id !== 'string' || !isUri(id))) throw bad('"id" must be a URI (§4.6.1).')
    const type = member(map, 'type')
    const scope = scopeList(map['scope'])
    return {
      id,
      types: type === undefined ? undefined : typeList(type, options),
      scope,
      attributes: attributesOf(map, options),
    } satisfies Fragment
  })
}

/** Reads one attribute under its name, as the value of a PATCH or an edit by hand; null and NGSI-LD Null give null. */
export function parseAttribute(name: string, json: unknown, options: InputOptions = {}): AttributeValue | null | Problem {
  return settle(() => {
    const context = options.context ?? coreContext()
    return readAttributeValue(checkedName(name, context), json, { simplified: options.format === 'simplified', context })
  })
}

const bad = (detail: string): ProblemSignal => new ProblemSignal('BadRequestData', detail)

function entityMap(json: unknown): Readonly<Record<string, unknown>> {
  if (!isMap(json)) throw bad('The entity must be a JSON object (§5.2.4).')
  return json
}

const member = (map: Readonly<Record<string, unknown>>, name: 'id' | 'type'): unknown => map[name] ?? map[`@${name}`]

function typeList(value: unknown, { context = coreContext() }: InputOptions): readonly string[] {
  const list = Array.isArray(value) ? value : [value]
  if (list.length === 0 || list.length > inputLimits.types) throw bad(`"type" must hold between 1 and ${inputLimits.types} names.`)
  const names = list.map((one: unknown) => {
    if (typeof one !== 'string' || !isName(one)) throw bad(`"type" holds ${JSON.stringify(one)}, which is no type name (§4.6.2).`)
    return context.stored(one)
  })
  return [...new Set(names)]
}

function scopeList(value: unknown): readonly string[] | null | undefined {
  if (value === undefined) return undefined
  if (value === null || value === 'urn:ngsi-ld:null') return null
  const list = Array.isArray(value) ? value : [value]
  if (list.length > inputLimits.scopes) throw bad(`"scope" may hold at most ${inputLimits.scopes} scopes.`)
  return list.map((one: unknown) => {
    if (typeof one !== 'string' || !isScope(one)) throw bad(`"scope" holds ${JSON.stringify(one)}; a scope is like /town/harbour (§4.18).`)
    return one
  })
}

function expiry(map: Readonly<Record<string, unknown>>): { readonly expiresAt?: string } {
  const value = map['expiresAt']
  if (value === undefined) return {}
  const at = typeof value === 'string' ? instant(value) : undefined
  if (at === undefined) throw bad('"expiresAt" must be a DateTime in UTC, such as 2026-04-01T09:00:00Z (§4.6.3).')
  return { expiresAt: at }
}

function checkedName(name: string, context: TermContext): string {
  if (!isName(name)) throw bad(`${JSON.stringify(name)} is no attribute name: a letter, then letters, digits and "_", or an IRI (§4.6.2).`)
  return context.stored(name)
}

function attributesOf(
  map: Readonly<Record<string, unknown>>,
  { format, context = coreContext() }: InputOptions,
): Readonly<Record<string, AttributeValue | null>> {
  const attributes: Record<string, AttributeValue | null> = {}
  let count = 0
  for (const [key, value] of Object.entries(map)) {
    if (ENTITY_MEMBERS.has(key)) continue
    const name = checkedName(key, context)
    if (Object.hasOwn(attributes, name)) throw bad(`Attribute "${name}" is given twice, short and as an IRI.`)
    if (++count > inputLimits.attributes) throw bad(`An entity may have at most ${inputLimits.attributes} attributes.`)
    Object.defineProperty(attributes, name, {
      value: readAttributeValue(name, value, { simplified: format === 'simplified', context }),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return attributes
}
