/** Reads attributes of every kind, normalized, concise or simplified (ETSI GS CIM 009 V1.9.1 §4.5, §5.2.5–§5.2.8, §5.2.32–§5.2.38). */
import type { TermContext } from './context.ts'
import { looksLikeGeometry, readGeometry } from './geometry.ts'
import { isMap } from './json-map.ts'
import type { Attribute, AttributeKind, AttributeMembers, AttributeValue, Json } from './model.ts'
import { instant, isName, isUri } from './names.ts'
import { ProblemSignal } from './problem.ts'

export const NGSI_NULL = 'urn:ngsi-ld:null'
/** How deep attributes of attributes, and JSON inside values, may nest. */
export const MAX_DEPTH = 32

/** The member that holds the value, by kind; in concise form it also tells the kind (§4.5.1, concise). */
const VALUE_MEMBER: Readonly<Record<AttributeKind, string>> = {
  Property: 'value',
  GeoProperty: 'value',
  Relationship: 'object',
  LanguageProperty: 'languageMap',
  JsonProperty: 'json',
  VocabProperty: 'vocab',
  ListProperty: 'valueList',
  ListRelationship: 'objectList',
}
const KIND_OF_MEMBER: Readonly<Record<string, AttributeKind>> = {
  value: 'Property',
  object: 'Relationship',
  languageMap: 'LanguageProperty',
  json: 'JsonProperty',
  vocab: 'VocabProperty',
  valueList: 'ListProperty',
  objectList: 'ListRelationship',
}

/** Members that the broker generates, and ignores on input (§5.2.5). */
const GENERATED: ReadonlySet<string> = new Set([
  'createdAt',
  'modifiedAt',
  'deletedAt',
  'instanceId',
  'previousValue',
  'previousObject',
  'previousLanguageMap',
  'previousJson',
  'previousVocab',
  'previousValueList',
  'previousObjectList',
  'entity',
  'entityList',
  'ngsildproof',
])
const KNOWN: ReadonlySet<string> = new Set([
  'type',
  '@type',
  'observedAt',
  'datasetId',
  'unitCode',
  'expiresAt',
  'valueType',
  'objectType',
  ...Object.keys(KIND_OF_MEMBER),
  ...GENERATED,
])
const NO_UNIT: ReadonlySet<AttributeKind> = new Set([
  'LanguageProperty',
  'VocabProperty',
  'JsonProperty',
  'Relationship',
  'ListRelationship',
])

const bad = (detail: string): ProblemSignal => new ProblemSignal('BadRequestData', detail)

/** Reads an attribute; null for JSON null or an NGSI-LD Null. Signals BadRequestData. `name` is for the reader of the problem. */
export function readAttributeValue(
  name: string,
  json: unknown,
  how: { readonly simplified: boolean; readonly context: TermContext },
): AttributeValue | null {
  if (isNull(json)) return null
  if (how.simplified) return simplifiedAttribute(name, json, how.context)
  const at = { name, depth: 0, context: how.context }
  if (!isInstances(json)) return readInstance(json, at)
  const instances = json.map((one) => {
    const instance = readInstance(one, at)
    if (instance === null) throw bad(`Attribute "${name}": an instance with a null value needs an update of its own.`)
    return instance
  })
  const ids = new Set(instances.map((instance) => instance.datasetId))
  if (ids.size !== instances.length) throw bad(`Attribute "${name}" has several instances with one datasetId (§4.5.5).`)
  const [only] = instances
  return instances.length === 1 && only !== undefined ? only : instances
}

const isNull = (json: unknown): boolean => json === null || json === NGSI_NULL

/** A list is several instances when each element is an object that says its kind; any other list is a value. */
const isInstances = (json: unknown): json is readonly unknown[] =>
  Array.isArray(json) && json.length > 0 && json.every((one) => isMap(one) && (isKind(one['type'] ?? one['@type']) || 'datasetId' in one))
const isKind = (value: unknown): value is AttributeKind => typeof value === 'string' && Object.hasOwn(VALUE_MEMBER, value)

function simplifiedAttribute(name: string, json: unknown, context: TermContext): Attribute {
  if (looksLikeGeometry(json)) return { type: 'GeoProperty', value: readGeometry(json, `Attribute "${name}"`) }
  if (isMap(json) && isMap(json['languageMap'])) return { type: 'LanguageProperty', languageMap: languageMap(json['languageMap'], name) }
  if (isMap(json) && Object.keys(json).length === 1) {
    if ('json' in json) return { type: 'JsonProperty', json: plain(json['json'], name, 0) }
    if ('vocab' in json) return { type: 'VocabProperty', vocab: vocab(json['vocab'], name, context) }
  }
  const value = plain(json, name, 0)
  // Simplified text that is an NGSI-LD URN can only be meant as a relationship; §4.5.4 leaves kinds of new attributes open.
  return typeof value === 'string' && value.startsWith('urn:ngsi-ld:')
    ? { type: 'Relationship', object: value }
    : { type: 'Property', value }
}

interface At {
  readonly name: string
  readonly depth: number
  readonly context: TermContext
}

function readInstance(json: unknown, at: At): Attribute | null {
  const { name, depth } = at
  if (depth > MAX_DEPTH) throw bad(`Attribute "${name}" nests deeper than ${MAX_DEPTH}.`)
  if (looksLikeGeometry(json)) return { type: 'GeoProperty', value: readGeometry(json, `Attribute "${name}"`) }
  if (!isMap(json)) return { type: 'Property', value: plain(json, name, 0) }
  const kind = kindOf(json, name)
  if (kind === undefined) return { type: 'Property', value: plain(json, name, 0) }
  const raw = json[VALUE_MEMBER[kind]]
  if (raw === undefined) throw bad(`Attribute "${name}" is a ${kind} without "${VALUE_MEMBER[kind]}" (§4.5).`)
  if (isNull(raw) || isNullOf(kind, raw)) return null
  return withMembers(bare(kind, raw, at), json, at)
}

/** `{"@none": null-URN}` and `[null-URN]` are the nulls of maps and lists (§4.5.0). */
const isNullOf = (kind: AttributeKind, raw: unknown): boolean =>
  (kind === 'LanguageProperty' && isMap(raw) && raw['@none'] === NGSI_NULL) ||
  ((kind === 'ListProperty' || kind === 'ListRelationship') && Array.isArray(raw) && raw.length === 1 && raw[0] === NGSI_NULL)

function kindOf(json: Readonly<Record<string, unknown>>, name: string): AttributeKind | undefined {
  const type = json['type'] ?? json['@type']
  if (type !== undefined) {
    if (!isKind(type))
      throw bad(`Attribute "${name}" has the type ${JSON.stringify(type)}; NGSI-LD knows ${Object.keys(VALUE_MEMBER).join(', ')} (§4.5).`)
    return type
  }
  const hint = Object.keys(KIND_OF_MEMBER).find((member) => member in json)
  if (hint === undefined) return undefined
  const kind = KIND_OF_MEMBER[hint]
  return kind === 'Property' && looksLikeGeometry(json['value']) ? 'GeoProperty' : kind
}

function bare(kind: AttributeKind, raw: unknown, { name, context }: At): Attribute {
  switch (kind) {
    case 'Property':
      return { type: kind, value: plain(raw, name, 0) }
    case 'GeoProperty':
      return { type: kind, value: readGeometry(typeof raw === 'string' ? jsonText(raw, name) : raw, `Attribute "${name}"`) }
    case 'Relationship':
      return { type: kind, object: uris(raw, name) }
    case 'LanguageProperty':
      return { type: kind, languageMap: languageMap(raw, name) }
    case 'JsonProperty':
      return { type: kind, json: plain(raw, name, 0) }
    case 'VocabProperty':
      return { type: kind, vocab: vocab(raw, name, context) }
    case 'ListProperty': {
      if (!Array.isArray(raw)) throw bad(`Attribute "${name}" needs a list as its valueList (§4.5.21).`)
      return { type: kind, valueList: raw.map((one) => plain(one, name, 0)) }
    }
    case 'ListRelationship': {
      if (!Array.isArray(raw)) throw bad(`Attribute "${name}" needs a list as its objectList (§4.5.22).`)
      const list = uris(
        raw.map((one: unknown) => (isMap(one) ? one['object'] : one)),
        name,
      )
      return { type: kind, objectList: typeof list === 'string' ? [list] : list }
    }
  }
}

function withMembers(value: Attribute, json: Readonly<Record<string, unknown>>, at: At): Attribute {
  const members: { -readonly [K in keyof AttributeMembers]: AttributeMembers[K] } & { objectType?: string } = {}
  for (const key of ['observedAt', 'expiresAt'] as const) if (json[key] !== undefined) members[key] = time(json[key], `${at.name}.${key}`)
  const dataset = json['datasetId']
  if (dataset !== undefined && dataset !== '@none') {
    if (typeof dataset !== 'string' || !isUri(dataset)) throw bad(`"${at.name}.datasetId" must be a URI (§4.5.5).`)
    members.datasetId = dataset
  }
  for (const key of ['unitCode', 'valueType', 'objectType'] as const) {
    const text = json[key]
    if (text === undefined) continue
    if (typeof text !== 'string' || text === '') throw bad(`"${at.name}.${key}" must be text.`)
    if (key === 'unitCode' && NO_UNIT.has(value.type)) throw bad(`"${at.name}" is a ${value.type}, which has no unitCode (§5.2).`)
    members[key] = key === 'objectType' ? at.context.stored(text) : text
  }
  const attributes = subAttributes(json, at)
  return { ...value, ...members, ...(attributes === undefined ? {} : { attributes }) }
}

function subAttributes(
  json: Readonly<Record<string, unknown>>,
  { name, depth, context }: At,
): Readonly<Record<string, Attribute>> | undefined {
  const found: [string, Attribute][] = []
  for (const [key, value] of Object.entries(json)) {
    if (KNOWN.has(key)) continue
    if (key === '@context') throw bad(`Attribute "${name}" may not embed an @context (§5.5.7).`)
    if (!isName(key)) throw bad(`${JSON.stringify(key)} in "${name}" is no attribute name (§4.6.2).`)
    const attribute = isNull(value) ? null : readInstance(value, { name: `${name}.${key}`, depth: depth + 1, context })
    if (attribute !== null) found.push([context.stored(key), attribute])
  }
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

function time(value: unknown, where: string): string {
  const at = typeof value === 'string' ? instant(value) : undefined
  if (at === undefined) throw bad(`"${where}" must be a DateTime in UTC, such as 2026-04-01T09:00:00Z (§4.6.3).`)
  return at
}

function uris(value: unknown, name: string): string | readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (list.length === 0) throw bad(`Relationship "${name}" needs at least one URI (§4.5.3).`)
  const checked = list.map((one) => {
    if (typeof one !== 'string' || !isUri(one))
      throw bad(`Relationship "${name}" points to ${JSON.stringify(one)}, which is no URI (§4.5.3).`)
    return one
  })
  return Array.isArray(value) ? checked : (checked[0] ?? '')
}

function words(value: unknown, name: string): string | readonly string[] {
  if (typeof value === 'string' || (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string'))) {
    plain(value, name, 0)
    return value
  }
  throw bad(`VocabProperty "${name}" needs text or a list of texts (§4.5.20).`)
}

/** Words of a vocabulary are names: kept in stored form (§4.5.20). */
function vocab(value: unknown, name: string, context: TermContext): string | readonly string[] {
  const said = words(value, name)
  return typeof said === 'string' ? context.stored(said) : said.map((one) => context.stored(one))
}

const LANGUAGE = /^(?:@none|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)$/
function languageMap(value: unknown, name: string): Readonly<Record<string, string | readonly string[]>> {
  if (!isMap(value)) throw bad(`LanguageProperty "${name}" needs an object of language tags and texts (§4.5.18).`)
  for (const [tag, text] of Object.entries(value)) {
    if (!LANGUAGE.test(tag)) throw bad(`LanguageProperty "${name}" has the language ${JSON.stringify(tag)}, which is no tag of RFC 5646.`)
    words(text, `${name}[${tag}]`)
  }
  return value as Readonly<Record<string, string | readonly string[]>>
}

function jsonText(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw bad(`GeoProperty "${name}" holds text that is not JSON (§4.7).`)
  }
}

/** A JSON value the store can keep: finite numbers, well-formed text without U+0000, not too deep. */
function plain(value: unknown, name: string, depth: number): Json {
  if (depth > MAX_DEPTH) throw bad(`Attribute "${name}" holds JSON deeper than ${MAX_DEPTH}.`)
  if (typeof value === 'string') {
    if (value.includes('\u0000') || !value.isWellFormed())
      throw bad(`Attribute "${name}" holds text with U+0000 or half a character, which cannot be kept unchanged (§4.6.4).`)
    return value
  }
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (value === null || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map((one) => plain(one, name, depth + 1))
  if (!isMap(value)) throw bad(`Attribute "${name}" holds what is not JSON.`)
  const members: [string, Json][] = []
  for (const [key, one] of Object.entries(value)) {
    plain(key, name, depth)
    if (one !== undefined) members.push([key, plain(one, name, depth + 1)])
  }
  return Object.fromEntries(members)
}
