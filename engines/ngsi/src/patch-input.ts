/** Reads what a request says under the name of an attribute: normalized, concise or simplified (§4.5.2–§4.5.4, §5.5.4). */
import { valued } from './attribute-value.ts'
import type { TermContext } from './context.ts'
import { looksLikeGeometry } from './geometry.ts'
import { isMap } from './json-map.ts'
import { badData, isNull, MAX_DEPTH, readJson, type InnerNull } from './json-value.ts'
import { isKind, isOwnMember, KIND_OF_MEMBER, NGSI_NULL, NO_UNIT, PLAIN, VALUE_MEMBER } from './kinds.ts'
import type { Attribute, AttributeKind, AttributeValue, Json } from './model.ts'
import { instant, isName, isUri } from './names.ts'
import type { AttributePatch, InstancePatch, MemberPatch } from './patch.ts'

export interface Reading {
  /** The attribute's name, for the reader of a problem. */
  readonly name: string
  readonly context: TermContext
  readonly simplified: boolean
  /**
   * `whole`: a new attribute, without nulls; `replace`: one that replaces another, or (null) removes it; `merge`, `partial`:
   * part of one, where an object with members of attributes alone is no value.
   */
  readonly mode: 'whole' | 'replace' | 'merge' | 'partial'
  readonly depth: number
}

const NOTHING: Pick<InstancePatch, 'members' | 'attributes' | 'guessed'> = { members: {}, attributes: {}, guessed: false }

/** Reads all that is said under a name. */
export function readPatch(json: unknown, how: Reading): AttributePatch {
  if (json === null || json === NGSI_NULL) {
    if (how.mode === 'whole')
      throw badData(`Attribute "${how.name}" may not be null here: NGSI-LD Null belongs to updates and merges only (§5.5.4).`)
    return [{ ...NOTHING, removed: true }]
  }
  if (how.simplified) return simplified(json, how)
  if (!isInstances(json)) return [instance(json, how)]
  const instances = json.map((one) => instance(one, how))
  if (new Set(instances.map((one) => one.datasetId)).size !== instances.length)
    throw badData(`Attribute "${how.name}" has several instances with one datasetId (§4.5.5).`)
  return instances
}

/** A list is several instances when each element is an object that says its kind or its data set; any other list is a value. */
function isInstances(json: unknown): json is readonly unknown[] {
  if (!Array.isArray(json) || json.length === 0) return false
  const list = json as readonly unknown[]
  return (
    list.every((one) => isMap(one) && (isKind(typeOf(one)) || 'datasetId' in one || hintOf(one) !== undefined)) &&
    list.some((one) => isMap(one) && (isKind(typeOf(one)) || 'datasetId' in one))
  )
}

const typeOf = (json: Readonly<Record<string, unknown>>): unknown => json['type'] ?? json['@type']
const hintOf = (json: Readonly<Record<string, unknown>>): string | undefined => {
  for (const member of KIND_OF_MEMBER.keys()) if (Object.hasOwn(json, member)) return member
  return undefined
}

function simplified(json: unknown, how: Reading): AttributePatch {
  const sets = isMap(json) && Object.keys(json).length === 1 ? json['dataset'] : undefined
  if (!isMap(sets)) return [bare(json, how)]
  return Object.entries(sets).map(([id, value]) => ({ ...bare(value, how), ...datasetOf(id, how.name) }))
}

/** A value alone. Simplified text that is an NGSI-LD URN can only be meant as a relationship; §4.5.4 leaves new kinds open. */
function bare(json: unknown, how: Reading): InstancePatch {
  const { name } = how
  if (isNull(json) && how.mode !== 'whole') return { ...NOTHING, removed: true }
  if (looksLikeGeometry(json)) return { ...NOTHING, guessed: true, type: 'GeoProperty', value: json, removed: false }
  if (how.simplified && isMap(json) && Object.keys(json).length === 1) {
    for (const [member, type] of [
      ['languageMap', 'LanguageProperty'],
      ['json', 'JsonProperty'],
      ['vocab', 'VocabProperty'],
    ] as const)
      if (Object.hasOwn(json, member)) return { ...NOTHING, guessed: true, type, value: json[member], removed: false }
  }
  const value = readJson(json, name, innerNulls(how))
  const isLink = how.simplified && typeof value === 'string' && value.startsWith('urn:ngsi-ld:')
  return { ...NOTHING, guessed: true, type: isLink ? 'Relationship' : 'Property', value, removed: false }
}

export const innerNulls = ({ mode }: Pick<Reading, 'mode'>): InnerNull => (mode === 'merge' ? 'deletes' : 'refused')

function instance(json: unknown, how: Reading): InstancePatch {
  if (how.depth > MAX_DEPTH) throw badData(`Attribute "${how.name}" nests deeper than ${MAX_DEPTH}.`)
  if (!isMap(json) || looksLikeGeometry(json) || '@value' in json) return bare(json, how)
  const kind = kindOf(json, how.name)
  if (kind === undefined && !isFragment(json, how)) return bare(json, how)
  const member = kind === undefined ? undefined : VALUE_MEMBER[kind]
  const raw = member === undefined ? undefined : json[member]
  if (raw === undefined && (how.mode === 'whole' || how.mode === 'replace'))
    throw badData(`Attribute "${how.name}" is a ${kind ?? 'Property'} without "${member ?? 'value'}" (§4.5).`)
  if (kind !== undefined) refuseOthers(json, kind, how.name)
  const removed = raw !== undefined && isNull(raw)
  if (removed && how.mode === 'whole') throw badData(`Attribute "${how.name}" may not be null here (§5.5.4).`)
  return {
    guessed: false,
    type: kind,
    ...datasetOf(json['datasetId'], how.name),
    ...(raw === undefined || removed ? {} : { value: checked(kind, raw, how) }),
    removed,
    members: membersOf(json, kind, how),
    attributes: subAttributes(json, how),
  }
}

/** Whether an object without type and value is part of an attribute, rather than a value. */
function isFragment(json: Readonly<Record<string, unknown>>, { mode }: Reading): boolean {
  if (mode === 'partial') return true
  if (mode !== 'merge') return false
  const keys = Object.keys(json)
  return keys.some((key) => PLAIN.has(key)) || (keys.length > 0 && keys.every((key) => isMap(json[key]) && isKind(typeOf(json[key]))))
}

function kindOf(json: Readonly<Record<string, unknown>>, name: string): AttributeKind | undefined {
  const type = typeOf(json)
  if (type !== undefined) {
    if (!isKind(type))
      throw badData(
        `Attribute "${name}" has the type ${JSON.stringify(type)}; NGSI-LD knows ${Object.keys(VALUE_MEMBER).join(', ')} (§4.5).`,
      )
    return type
  }
  const hint = hintOf(json)
  const kind = hint === undefined ? undefined : KIND_OF_MEMBER.get(hint)
  return kind === 'Property' && looksLikeGeometry(json['value']) ? 'GeoProperty' : kind
}

function refuseOthers(json: Readonly<Record<string, unknown>>, kind: AttributeKind, name: string): void {
  for (const member of KIND_OF_MEMBER.keys())
    if (member !== VALUE_MEMBER[kind] && Object.hasOwn(json, member))
      throw badData(`Attribute "${name}" is a ${kind}, which has no "${member}" (§4.5).`)
}

/**
 * The value stays as it came. Whole attributes are checked when they are made (`completed`); parts are checked here, so that
 * what cannot be right whatever is stored fails before anything is looked up.
 */
function checked(kind: AttributeKind | undefined, raw: unknown, how: Reading): unknown {
  if (how.mode === 'whole' || how.mode === 'replace') return raw
  const isMapText = kind === 'LanguageProperty' && typeof raw === 'string' && how.mode === 'merge'
  if (kind !== undefined && !isMapText) valued(kind, raw, { name: how.name, context: how.context, nulls: innerNulls(how) })
  return raw
}

function datasetOf(value: unknown, name: string): { readonly datasetId?: string } {
  if (value === undefined || value === '@none') return {}
  if (typeof value !== 'string' || !isUri(value) || value === NGSI_NULL)
    throw badData(`"${name}.datasetId" must be a URI, or "@none" (§4.5.5).`)
  return { datasetId: value }
}

function membersOf(json: Readonly<Record<string, unknown>>, kind: AttributeKind | undefined, how: Reading): MemberPatch {
  const members: { -readonly [K in keyof MemberPatch]: MemberPatch[K] } = {}
  const nullable = how.mode === 'merge' || how.mode === 'partial'
  for (const key of ['observedAt', 'expiresAt', 'unitCode', 'valueType', 'objectType'] as const) {
    const value = json[key]
    if (value === undefined) continue
    if (value === NGSI_NULL && nullable) members[key] = null
    else if (key === 'observedAt' || key === 'expiresAt') members[key] = time(value, `${how.name}.${key}`)
    else members[key] = word(value, key, { kind, how })
  }
  const proof = json['ngsildproof']
  if (proof !== undefined) members.ngsildproof = proof === NGSI_NULL && nullable ? null : proofOf(proof, how.name)
  return members
}

function word(
  value: unknown,
  key: 'unitCode' | 'valueType' | 'objectType',
  { kind, how }: { readonly kind: AttributeKind | undefined; readonly how: Reading },
): string {
  if (typeof value !== 'string' || value === '' || value.length > 512 || value === NGSI_NULL)
    throw badData(`"${how.name}.${key}" must be text.`)
  if (key === 'unitCode' && kind !== undefined && NO_UNIT.has(kind))
    throw badData(`"${how.name}" is a ${kind}, which has no unitCode (§5.2).`)
  readJson(value, how.name, 'text')
  return key === 'unitCode' ? value : how.context.stored(value)
}

function proofOf(value: unknown, name: string): Json {
  if (!isMap(value) || !isMap(value['value'])) throw badData(`"${name}.ngsildproof" is a Property with an object as its value (§5.2.5).`)
  return readJson(value, `${name}.ngsildproof`, 'refused')
}

function subAttributes(json: Readonly<Record<string, unknown>>, how: Reading): InstancePatch['attributes'] {
  const found: [string, AttributePatch][] = []
  for (const [key, value] of Object.entries(json)) {
    if (isOwnMember(key)) continue
    if (key === '@context') throw badData(`Attribute "${how.name}" may not embed an @context (§5.5.7).`)
    if (!isName(key)) throw badData(`${JSON.stringify(key)} in "${how.name}" is no attribute name (§4.6.2).`)
    if (value === NGSI_NULL && how.mode === 'replace') throw badData(`"${how.name}.${key}" may not be the NGSI-LD Null here (§5.5.4).`)
    if (value === null && how.mode === 'replace') continue
    found.push([how.context.stored(key), readPatch(value, { ...how, name: `${how.name}.${key}`, depth: how.depth + 1 })])
  }
  return Object.fromEntries(found)
}

function time(value: unknown, where: string): string {
  const at = typeof value === 'string' ? instant(value) : undefined
  if (at === undefined) throw badData(`"${where}" must be a DateTime in UTC, such as 2026-04-01T09:00:00Z (§4.6.3).`)
  return at
}

// ── From what is said to attributes ─────────────────────────────────────────────────────────────────────────────────

export interface Completion {
  readonly name: string
  readonly context: TermContext
  readonly nulls: InnerNull
  readonly lang?: string | undefined
}

/** A whole attribute from what a request says of it; refuses when it says no value. */
export function completed(patch: InstancePatch, how: Completion): Attribute {
  const { type, value, datasetId, members } = patch
  if (type === undefined || value === undefined) throw badData(`Attribute "${how.name}" has no value (§4.5).`)
  const given = Object.fromEntries(Object.entries(members).filter(([, member]) => member !== null))
  const attributes = completedAll(patch.attributes, how)
  return {
    ...valued(type, value, how),
    ...given,
    ...(datasetId === undefined ? {} : { datasetId }),
    ...(attributes === undefined ? {} : { attributes }),
  }
}

function completedAll(patches: InstancePatch['attributes'], how: Completion): Attribute['attributes'] {
  const found: [string, AttributeValue][] = []
  for (const [name, patch] of Object.entries(patches)) {
    const value = oneOrMany(patch.filter((one) => !one.removed).map((one) => completed(one, { ...how, name: `${how.name}.${name}` })))
    if (value !== undefined) found.push([name, value])
  }
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

export function oneOrMany(instances: readonly Attribute[]): AttributeValue | undefined {
  const [only] = instances
  return instances.length === 1 ? only : only === undefined ? undefined : instances
}
