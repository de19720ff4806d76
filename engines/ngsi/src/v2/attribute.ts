/**
 * Attributes between NGSIv2 and the NGSI-LD model (decisions/0010-ngsiv2.md). The NGSIv2 type is the kind where NGSI-LD has one
 * for it, else the `valueType` of a Property; metadata are attributes of the attribute.
 */
import { sameJson } from '../canonical.ts'
import { isMap } from '../json-map.ts'
import { badData, readJson } from '../json-value.ts'
import { NGSI_NULL, NO_UNIT } from '../kinds.ts'
import { isInstanceList, type Attribute, type AttributeMembers, type Attributes, type Geometry, type Json } from '../model.ts'
import { isUri } from '../names.ts'
import { isProblem, settle } from '../problem.ts'
import { geometryFromV2, isLocationType, v2FromGeometry } from './locations.ts'
import { storedFromV2, v2FromStored } from './names.ts'
import { defaultType, v2Instant } from './values.ts'

export interface V2Metadata {
  readonly type: string
  readonly value: Json
}
export interface V2Attribute extends V2Metadata {
  readonly metadata: Readonly<Record<string, V2Metadata>>
}

/** An attribute as a request says it: the type may be missing. */
export interface V2AttributeInput {
  readonly type?: string | undefined
  readonly value: Json
  readonly metadata: Readonly<Record<string, V2Metadata>>
}

/** Under this name an attribute keeps a location as NGSIv2 wrote it, where that cannot be told from its geometry. */
export const LOCATION_TEXT = 'ngsiv2Location'

const isDateType = (type: string): boolean => type === 'DateTime' || type === 'ISO8601'
const isUriList = (value: Json): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string' && isUri(one))
const isTexts = (value: Json): value is readonly string[] => Array.isArray(value) && value.every((one) => typeof one === 'string')

// ── NGSIv2 → NGSI-LD ────────────────────────────────────────────────────────────────────────────────────────────────

/** The attribute of an NGSIv2 one; signals BadRequestData where the value does not fit its type. */
export function attributeFromV2(given: V2AttributeInput, name: string): Attribute {
  const value = readJson(given.value, name, 'text')
  const one = valued({ type: given.type ?? defaultType(value), value }, name)
  return withMetadata(one, given.metadata)
}

function valued({ type, value }: V2Metadata, name: string): Attribute {
  if (value === null || value === NGSI_NULL) return { type: 'JsonProperty', json: value, ...valueType(type, defaultType(value)) }
  if (isLocationType(type)) return located(type, value, name)
  const kind = kindOf(type, value)
  if (kind !== undefined) return kind
  if (!isDateType(type)) return { type: 'Property', value, ...valueType(type, defaultType(value)) }
  const at = typeof value === 'string' ? v2Instant(value) : undefined
  if (at === undefined) throw badData(`The attribute ${name} of the type ${type} needs an ISO 8601 date, such as 2026-04-01T09:00:00Z.`)
  return { type: 'Property', value: at, ...valueType(type, '') }
}

const valueType = (type: string, unsaid: string): Pick<AttributeMembers, 'valueType'> =>
  type === unsaid ? {} : { valueType: storedFromV2(type, 'type') }

/** Types that are kinds of NGSI-LD, where the value is one of that kind. */
function kindOf(type: string, value: Json): Attribute | undefined {
  switch (type) {
    case 'Relationship':
      return (typeof value === 'string' && isUri(value)) || isUriList(value) ? { type, object: value } : undefined
    case 'ListRelationship':
      return isUriList(value) ? { type, objectList: value } : undefined
    case 'LanguageProperty':
      return isMap(value) &&
        Object.keys(value).length > 0 &&
        Object.values(value).every((one) => typeof one === 'string' || isTexts(one as Json))
        ? { type, languageMap: value as Readonly<Record<string, string | readonly string[]>> }
        : undefined
    case 'VocabProperty':
      return typeof value === 'string' || isTexts(value) ? { type, vocab: value } : undefined
    case 'ListProperty':
      return Array.isArray(value) ? { type, valueList: value as readonly Json[] } : undefined
    case 'JsonProperty':
      return { type, json: value }
    default:
      return undefined
  }
}

function located(type: string, value: Json, name: string): Attribute {
  const geometry = geometryFromV2(type, value, name)
  const text: Attributes = sameJson(v2FromGeometry(type, geometry), value) ? {} : { [LOCATION_TEXT]: { type: 'JsonProperty', json: value } }
  return {
    type: 'GeoProperty',
    value: geometry,
    ...valueType(type, 'geo:json'),
    ...(Object.keys(text).length === 0 ? {} : { attributes: text }),
  }
}

/** Metadata as members where NGSI-LD has one for them (TimeInstant, unitCode), else as attributes of the attribute. */
function withMetadata(one: Attribute, metadata: V2AttributeInput['metadata']): Attribute {
  const attributes: Record<string, Attribute> = { ...(one.attributes as Readonly<Record<string, Attribute>> | undefined) }
  let members: AttributeMembers = {}
  for (const [name, said] of Object.entries(metadata)) {
    const member = memberOf(name, said, one)
    if (member === undefined) attributes[storedFromV2(name, 'metadata')] = attributeFromV2({ ...said, metadata: {} }, name)
    else members = { ...members, ...member }
  }
  return { ...one, ...members, ...(Object.keys(attributes).length === 0 ? {} : { attributes }) }
}

function memberOf(name: string, { type, value }: V2Metadata, one: Attribute): AttributeMembers | undefined {
  if (typeof value !== 'string') return undefined
  if (name === 'unitCode' && type === 'Text' && !NO_UNIT.has(one.type)) return { unitCode: value }
  const at = name === 'TimeInstant' && type === 'DateTime' ? v2Instant(value) : undefined
  return at === undefined ? undefined : { observedAt: at }
}

// ── NGSI-LD → NGSIv2 ────────────────────────────────────────────────────────────────────────────────────────────────

/** The NGSIv2 attribute of one instance. */
export function v2FromAttribute(one: Attribute): V2Attribute {
  const metadata = new Map<string, V2Metadata>()
  for (const [stored, value] of Object.entries(one.attributes ?? {})) {
    const first = isInstanceList(value) ? (value.find(({ datasetId }) => datasetId === undefined) ?? value[0]) : value
    if (first !== undefined && stored !== LOCATION_TEXT) metadata.set(v2FromStored(stored, 'metadata'), plainOf(first))
  }
  if (one.unitCode !== undefined) metadata.set('unitCode', { type: 'Text', value: one.unitCode })
  if (one.observedAt !== undefined) metadata.set('TimeInstant', { type: 'DateTime', value: one.observedAt })
  return { ...plainOf(one), metadata: Object.fromEntries(metadata) }
}

function plainOf(one: Attribute): V2Metadata {
  const said = one.valueType === undefined ? undefined : v2FromStored(one.valueType, 'type')
  switch (one.type) {
    case 'Property':
      return { type: said ?? defaultType(one.value), value: one.value }
    case 'GeoProperty':
      return locationOf(said, one.value, one.attributes)
    case 'Relationship':
      return { type: one.type, value: one.object }
    case 'LanguageProperty':
      return { type: one.type, value: one.languageMap }
    case 'JsonProperty':
      return { type: said ?? (one.json === null ? 'None' : one.type), value: one.json }
    case 'VocabProperty':
      return { type: one.type, value: one.vocab }
    case 'ListProperty':
      return { type: one.type, value: one.valueList }
    case 'ListRelationship':
      return { type: one.type, value: one.objectList }
  }
}

function locationOf(said: string | undefined, geometry: Geometry, attributes: Attributes | undefined): V2Metadata {
  const type = said !== undefined && isLocationType(said) ? said : 'geo:json'
  const kept = attributes !== undefined && Object.hasOwn(attributes, LOCATION_TEXT) ? attributes[LOCATION_TEXT] : undefined
  const text = kept !== undefined && 'json' in kept ? kept.json : undefined
  // Another door may have moved the geometry since.
  if (text !== undefined && sameJson(geometryOrNone(type, text), geometry)) return { type, value: text }
  const value = v2FromGeometry(type, geometry)
  return value === undefined ? { type: 'geo:json', value: geometry as unknown as Json } : { type, value }
}

const geometryOrNone = (type: string, value: Json): Geometry | undefined => {
  const geometry = settle(() => geometryFromV2(type, value, LOCATION_TEXT))
  return isProblem(geometry) ? undefined : geometry
}

// ── Updates ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The attribute after an update: metadata stay unless `override`; without a type the old one stays where the value is of that
 * kind; what NGSIv2 cannot say (data sets, deeper attributes, expiry) stays as it is.
 */
export function updatedAttribute(
  held: Attribute,
  given: V2AttributeInput,
  how: { readonly name: string; readonly override: boolean },
): Attribute {
  const { name, override } = how
  const next = attributeFromV2({ ...given, type: given.type ?? keptType(held, given.value, name) }, name)
  const { datasetId, expiresAt, ngsildproof } = held
  const lasting = Object.fromEntries(Object.entries({ datasetId, expiresAt, ngsildproof }).filter(([, value]) => value !== undefined))
  if (override) return { ...next, ...lasting }
  const { [LOCATION_TEXT]: _text, ...attributes } = held.attributes ?? {}
  const merged: Attributes = { ...attributes, ...next.attributes }
  const { observedAt, unitCode } = held
  return {
    ...(observedAt === undefined ? {} : { observedAt }),
    ...(unitCode === undefined || NO_UNIT.has(next.type) ? {} : { unitCode }),
    ...('objectType' in held && held.objectType !== undefined && held.type === next.type ? { objectType: held.objectType } : {}),
    ...next,
    ...lasting,
    ...(Object.keys(merged).length === 0 ? {} : { attributes: merged }),
  } as Attribute
}

/** A type other than the default of its value is kept for another value of that JSON kind that reads under it. */
function keptType(held: Attribute, value: Json, name: string): string | undefined {
  const before = v2FromAttribute(held)
  if (before.type === defaultType(before.value) || defaultType(before.value) !== defaultType(value)) return undefined
  const next = settle(() => valued({ type: before.type, value }, name))
  return isProblem(next) || next.type !== held.type ? undefined : before.type
}
