/** Reads what NGSIv2 requests say of entities and attributes (Orion API, NGSIv2): JSON to values, or why not. */
import { isMap } from '../json-map.ts'
import { badData, readJson } from '../json-value.ts'
import type { Json } from '../model.ts'
import { isLocationType } from './locations.ts'
import type { V2AttributeInput, V2Metadata } from './attribute.ts'
import { isV2Id } from './identity.ts'
import { isV2Name } from './names.ts'
import { checkCharacters, defaultType, UNRESTRICTED } from './values.ts'

export type V2AttributesInput = Readonly<Record<string, V2AttributeInput>>
export interface V2EntityInput {
  readonly id: string
  /** Absent when the request says none. */
  readonly type?: string | undefined
  readonly attributes: V2AttributesInput
}

/** How values stand: under `value` with type and metadata, or bare. */
export type V2Form = 'normalized' | 'keyValues'

/** Attributes that the broker makes; a request may only set the expiry. */
export const builtinAttributes = ['dateCreated', 'dateModified', 'servicePath', 'alterationType'] as const
const isBuiltin = (name: string): boolean => (builtinAttributes as readonly string[]).includes(name)

/** Reads an entity; signals BadRequestData. */
export function readV2Entity(json: unknown, form: V2Form): V2EntityInput {
  if (!isMap(json)) throw badData('The body is no JSON object with an entity.')
  const { id, type, ...attributes } = json
  if (typeof id !== 'string') throw badData(id === undefined ? 'The entity id is missing.' : 'The entity id is no string.')
  return { id: checkedId(id), ...(type === undefined ? {} : { type: checkedType(type) }), attributes: readV2Attributes(attributes, form) }
}

export function checkedId(id: string): string {
  if (!isV2Id(id))
    throw badData(`Invalid characters in the entity id ${JSON.stringify(id.slice(0, 100))}, or it is empty or longer than 256.`)
  return id
}

export function checkedType(type: unknown): string {
  if (typeof type !== 'string' || !isV2Name(type))
    throw badData(
      `Invalid entity type ${JSON.stringify(type)?.slice(0, 100)}: 1 to 256 characters without white space, & ? / # < > " ' = ; ( ).`,
    )
  return type
}

export function checkedName(name: string): string {
  if (!isV2Name(name) || name === 'id' || name === 'type' || name === 'geo:distance')
    throw badData(
      `Invalid attribute name ${JSON.stringify(name.slice(0, 100))}: 1 to 256 characters without white space, & ? / # < > " ' = ; ( ).`,
    )
  return name
}

/** Reads attributes by name; what the broker makes itself is left out. */
export function readV2Attributes(json: unknown, form: V2Form): V2AttributesInput {
  if (!isMap(json)) throw badData('The body is no JSON object with attributes.')
  const read = Object.entries(json)
    .filter(([name]) => !isBuiltin(name))
    .map(([name, one]) => [checkedName(name), form === 'keyValues' ? bareAttribute(one, name) : readV2Attribute(one, name)] as const)
  return Object.fromEntries(read)
}

function bareAttribute(value: unknown, name: string): V2AttributeInput {
  const json = readJson(value, name, 'text')
  checkCharacters(json, name)
  return { value: json, metadata: {} }
}

/** Reads one attribute: {value, type, metadata}. */
export function readV2Attribute(json: unknown, name: string): V2AttributeInput {
  if (!isMap(json)) throw badData(`The attribute ${name} is no JSON object; with bare values, say options=keyValues.`)
  const { value, type, metadata, ...others } = json
  const [stray] = Object.keys(others)
  if (stray !== undefined) throw badData(`The attribute ${name} has the member ${stray}: there are value, type and metadata only.`)
  if (type !== undefined && (typeof type !== 'string' || !isV2Name(type)))
    throw badData(`The type of the attribute ${name} is no valid name.`)
  const read = readJson(value ?? null, name, 'text')
  // GeoJSON and free text may hold what else is forbidden.
  if (type !== UNRESTRICTED && !(typeof type === 'string' && isLocationType(type))) checkCharacters(read, name)
  return { ...(type === undefined ? {} : { type }), value: read, metadata: readMetadata(metadata ?? {}, name) }
}

const builtinMetadata: ReadonlySet<string> = new Set(['dateCreated', 'dateModified', 'previousValue', 'actionType'])

function readMetadata(json: unknown, name: string): Readonly<Record<string, V2Metadata>> {
  if (!isMap(json)) throw badData(`The metadata of the attribute ${name} are no JSON object.`)
  const read = Object.entries(json)
    .filter(([key]) => !builtinMetadata.has(key))
    .map(([key, one]) => [key, oneMetadata(one, key, name)] as const)
  return Object.fromEntries(read)
}

function oneMetadata(json: unknown, key: string, name: string): V2Metadata {
  if (!isV2Name(key)) throw badData(`The attribute ${name} has metadata with an invalid name.`)
  if (!isMap(json)) throw badData(`The metadata ${key} of the attribute ${name} is no JSON object.`)
  const { value, type, ...others } = json
  if (Object.keys(others).length > 0) throw badData(`The metadata ${key} of the attribute ${name} has members besides value and type.`)
  if (type !== undefined && (typeof type !== 'string' || !isV2Name(type)))
    throw badData(`The metadata ${key} of the attribute ${name} has an invalid type.`)
  const read: Json = readJson(value ?? null, key, 'text')
  if (type !== UNRESTRICTED) checkCharacters(read, key)
  return { type: type ?? defaultType(read), value: read }
}
