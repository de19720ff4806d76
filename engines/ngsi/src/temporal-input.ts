/** From JSON to temporal evolutions, normalized, concise or simplified (ETSI GS CIM 009 V1.9.1 §4.5.6–§4.5.9, §5.2.20, §5.5.4). */
import { inputLimits, parseAttribute, parseFragment, type InputOptions } from './input.ts'
import { isInstanceList, type AttributeKind } from './model.ts'
import { ENTITY_MEMBERS, instant, isScope, isUri } from './names.ts'
import { isProblem, ProblemSignal, settle, type Problem } from './problem.ts'
import type { Gone, Recorded } from './temporal.ts'

export const temporalInputLimits = { instances: 10_000 } as const

/** What an instance is to become; `deletedAt` where the input says when the attribute was deleted. */
export interface NewInstance {
  readonly recorded: Recorded
  readonly deletedAt?: string | undefined
}
/** The fragment of an evolution that is to be added (§5.6.12). */
export interface EvolutionFragment {
  readonly id?: string | undefined
  readonly types?: readonly string[] | undefined
  /** Under names in stored form; the scope as a Property under `scope`. */
  readonly attributes: Readonly<Record<string, readonly NewInstance[]>>
}
/** A whole evolution (§5.6.11). */
export type NewEvolution = EvolutionFragment & { readonly id: string; readonly types: readonly string[] }

const NGSI_NULL = 'urn:ngsi-ld:null'
type Map = Readonly<Record<string, unknown>>
const isMap = (value: unknown): value is Map => typeof value === 'object' && value !== null && !Array.isArray(value)
const bad = (detail: string): ProblemSignal => new ProblemSignal('BadRequestData', detail)

/** Reads the evolution of an entity that is to be created or added to (§5.6.11). */
export function parseEvolution(json: unknown, options: InputOptions = {}): NewEvolution | Problem {
  const fragment = parseEvolutionFragment(json, options)
  if (isProblem(fragment)) return fragment
  const { id, types } = fragment
  if (id === undefined || id.length > inputLimits.idLength)
    return { problem: 'BadRequestData', detail: `"id" must be a URI of at most ${inputLimits.idLength} characters (§4.6.1).` }
  if (types === undefined) return { problem: 'BadRequestData', detail: '"type" is missing: an entity has at least one type (§5.2.4).' }
  return { ...fragment, id, types }
}

/** Reads attribute instances that are to be added (§5.6.12). */
export function parseEvolutionFragment(json: unknown, options: InputOptions = {}): EvolutionFragment | Problem {
  return settle(() => {
    if (!isMap(json)) throw bad('The temporal representation of an entity must be a JSON object (§5.2.20).')
    for (const member of ['scope', 'expiresAt', 'type', 'id'])
      if (json[member] === null || json[member] === NGSI_NULL) throw bad(`"${member}" may not be null here (§5.5.4).`)
    const { id, types } = sure(parseFragment(Object.fromEntries(Object.entries(json).filter(([key]) => HEAD.has(key))), options))
    const attributes: Record<string, readonly NewInstance[]> = {}
    let count = 0
    for (const [key, value] of Object.entries(json)) {
      if (ENTITY_MEMBERS.has(key)) continue
      const { name, instances } = instancesOf(key, value, options)
      if (Object.hasOwn(attributes, name)) throw bad(`Attribute "${name}" is given twice, short and as an IRI.`)
      count += instances.length
      attributes[name] = instances
    }
    if (json['scope'] !== undefined) attributes['scope'] = scopesOf(json['scope'])
    if (Object.keys(attributes).length > inputLimits.attributes)
      throw bad(`An entity may have at most ${inputLimits.attributes} attributes.`)
    if (count > temporalInputLimits.instances)
      throw bad(`At most ${temporalInputLimits.instances} instances can be sent at once; send them in parts.`)
    return { ...(id === undefined ? {} : { id }), ...(types === undefined ? {} : { types }), attributes } satisfies EvolutionFragment
  })
}
const HEAD: ReadonlySet<string> = new Set(['id', '@id', 'type', '@type'])

/** Reads the one instance that replaces another (§5.6.14): the instance, a list of it, or either under the attribute's name. */
export function parseInstance(attribute: string, json: unknown, options: InputOptions = {}): NewInstance | Problem {
  return settle(() => {
    const { name } = instancesOf(attribute, [], options)
    const inside = isMap(json) && !isInstanceLike(json) ? Object.entries(json).filter(([key]) => !ENTITY_MEMBERS.has(key)) : []
    const [only, ...others] = inside
    if (others.length > 0) throw bad('The body must hold one instance of one attribute (§5.6.14).')
    if (only !== undefined && instancesOf(only[0], [], options).name !== name)
      throw bad(`The body is about "${only[0]}", the address about "${attribute}" (§5.6.14).`)
    const [instance, ...more] = instancesOf(attribute, only === undefined ? json : only[1], options).instances
    if (instance === undefined || more.length > 0) throw bad('The body must hold exactly one instance (§5.6.14).')
    return instance
  })
}

function sure<T>(value: T | Problem): T {
  if (isProblem(value)) throw new ProblemSignal(value.problem, value.detail)
  return value as T
}

const VALUES: Readonly<Record<string, string>> = {
  value: 'Property',
  object: 'Relationship',
  languageMap: 'LanguageProperty',
  json: 'JsonProperty',
  vocab: 'VocabProperty',
  valueList: 'ListProperty',
  objectList: 'ListRelationship',
}
const KINDS: ReadonlySet<unknown> = new Set([...Object.values(VALUES), 'GeoProperty'])
const isInstanceLike = (json: Map): boolean =>
  KINDS.has(json['type'] ?? json['@type']) || Object.keys(VALUES).some((member) => member in json)

function instancesOf(
  key: string,
  value: unknown,
  options: InputOptions,
): { readonly name: string; readonly instances: readonly NewInstance[] } {
  // The name alone, read as the name of any attribute is.
  const named = sure(parseFragment({ [key]: 0 }, options)).attributes
  const name = Object.keys(named)[0] ?? key
  const list = isMap(value)
    ? (simplifiedInstances(value) ?? [value])
    : Array.isArray(value) && value.every(isMap)
      ? value.flatMap((one) => simplifiedInstances(one) ?? [one])
      : [value]
  return { name, instances: list.map((one) => instanceOf(key, one, options)) }
}

function instanceOf(key: string, json: unknown, options: InputOptions): NewInstance {
  const read = sure(parseAttribute(key, json, options))
  if (read !== null) {
    if (isInstanceList(read)) throw bad(`Attribute "${key}": a list of instances inside an instance.`)
    return { recorded: read }
  }
  if (!isMap(json)) throw bad(`Attribute "${key}" may not be null here: an instance that was deleted needs its kind (§4.5.7).`)
  return goneOf(key, json)
}

/** An instance valued null: the attribute was deleted (§4.5.7, §5.5.4). */
function goneOf(key: string, json: Map): NewInstance {
  const said = json['type'] ?? json['@type']
  const hint = Object.keys(VALUES).find((member) => member in json)
  const type = (KINDS.has(said) ? said : hint === undefined ? 'Property' : VALUES[hint]) as AttributeKind
  const dataset = json['datasetId']
  if (dataset !== undefined && dataset !== '@none' && (typeof dataset !== 'string' || !isUri(dataset)))
    throw bad(`"${key}.datasetId" must be a URI (§4.5.5).`)
  const observedAt = timeOf(json, key, 'observedAt')
  const deletedAt = timeOf(json, key, 'deletedAt')
  const recorded: Gone = {
    type,
    deleted: true,
    ...(typeof dataset === 'string' && dataset !== '@none' ? { datasetId: dataset } : {}),
    ...(observedAt === undefined ? {} : { observedAt }),
  }
  return { recorded, deletedAt: deletedAt ?? observedAt }
}

function timeOf(json: Map, key: string, member: 'observedAt' | 'deletedAt'): string | undefined {
  const value = json[member]
  if (value === undefined) return undefined
  const at = typeof value === 'string' ? instant(value) : undefined
  if (at === undefined) throw bad(`"${key}.${member}" must be a DateTime in UTC, such as 2026-04-01T09:00:00Z (§4.6.3).`)
  return at
}

const LISTS: Readonly<Record<string, readonly [member: string, wrapped: boolean]>> = {
  values: ['value', false],
  objects: ['object', false],
  languageMaps: ['languageMap', true],
  jsons: ['json', true],
  vocabs: ['vocab', true],
  valueLists: ['valueList', false],
  objectLists: ['objectList', false],
}

/** `{"type": "Property", "values": [[21, "2026-04-01T09:00:00Z"], …]}` as instances (§4.5.9); undefined when it is none. */
function simplifiedInstances(json: Map): readonly Map[] | undefined {
  const key = Object.keys(LISTS).find((one) => Array.isArray(json[one]))
  const form = key === undefined ? undefined : LISTS[key]
  if (key === undefined || form === undefined || 'value' in json || 'object' in json) return undefined
  const [member, wrapped] = form
  const dataset = json['datasetId'] === undefined ? {} : { datasetId: json['datasetId'] }
  const type = json['type'] === undefined ? {} : { type: json['type'] }
  return (json[key] as readonly unknown[]).map((pair) => {
    if (!Array.isArray(pair) || pair.length !== 2) throw bad(`"${key}" holds what is no pair of a value and a DateTime (§4.5.9).`)
    const [said, observedAt] = pair as readonly unknown[]
    return { ...type, ...dataset, [member]: wrapped && isMap(said) && member in said ? said[member] : said, observedAt }
  })
}

/** The scope, plain as of an entity, or as instances of a Property (§4.5.6). */
function scopesOf(json: unknown): readonly NewInstance[] {
  const list: readonly unknown[] = Array.isArray(json) ? json : [json]
  if (!list.some(isMap)) return [{ recorded: { type: 'Property', value: pathsOf(list) } }]
  return list.flatMap((one) => {
    if (!isMap(one)) throw bad('"scope" mixes scopes and instances of it (§4.5.6).')
    return (simplifiedInstances(one) ?? [one]).map((instance) => {
      const observedAt = timeOf(instance, 'scope', 'observedAt')
      const said = instance['value']
      if (said === NGSI_NULL || (Array.isArray(said) && said.length === 0)) return goneOf('scope', { ...instance, type: 'Property' })
      const value = pathsOf(Array.isArray(said) ? said : [said])
      return { recorded: { type: 'Property', value, ...(observedAt === undefined ? {} : { observedAt }) } as const }
    })
  })
}

function pathsOf(list: readonly unknown[]): readonly string[] {
  if (list.length > inputLimits.scopes) throw bad(`"scope" may hold at most ${inputLimits.scopes} scopes.`)
  return list.map((one) => {
    if (typeof one !== 'string' || !isScope(one)) throw bad(`"scope" holds ${JSON.stringify(one)}; a scope is like /town/harbour (§4.18).`)
    return one
  })
}
