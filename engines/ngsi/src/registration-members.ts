/** The members of a registration, each read and checked (ETSI GS CIM 009 V1.9.1 §5.2.9, Table 5.2.9-1). */
import { isMap } from './json-map.ts'
import { readGeometry } from './geometry.ts'
import type { Geometry, Json } from './model.ts'
import { instant, isName, isScope, isUri } from './names.ts'
import { ProblemSignal } from './problem.ts'
import { isOperationName } from './registration-operations.ts'
import {
  registrationLimits as limits,
  registrationModes,
  type EntityInfo,
  type KeyValue,
  type Registration,
  type RegistrationInfo,
  type RegistrationManagement,
  type TimeInterval,
} from './registration-model.ts'
import { parseRegex } from './regex.ts'

type Map_ = Readonly<Record<string, unknown>>
interface Options {
  readonly id: string
  readonly expand: (name: string) => string
}

const bad = (detail: string): ProblemSignal => new ProblemSignal('BadRequestData', detail)

/** Members that the broker writes itself, and those of JSON-LD: ignored when sent (Table 5.2.9-2). */
const IGNORED: ReadonlySet<string> = new Set([
  '@context',
  '@id',
  '@type',
  'type',
  'status',
  'timesSent',
  'timesFailed',
  'lastSuccess',
  'lastFailure',
  'createdAt',
  'modifiedAt',
])
const DURATION =
  /^P(?=\d|T\d)(?:\d+(?:\.\d+)?Y)?(?:\d+(?:\.\d+)?M)?(?:\d+(?:\.\d+)?W)?(?:\d+(?:\.\d+)?D)?(?:T(?:\d+(?:\.\d+)?H)?(?:\d+(?:\.\d+)?M)?(?:\d+(?:\.\d+)?S)?)?$/
/** A pseudonym of a Via entry: a token (RFC 7230 §5.7.1, §3.2.6). */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** Each known member with what reads it. */
const READERS: { readonly [K in keyof Omit<Registration, 'properties'>]-?: (value: unknown, options: Options) => Registration[K] } = {
  id: (value, { id }) => {
    const given = value ?? id
    if (typeof given !== 'string' || !isUri(given)) throw bad('"id" must be a URI (§5.2.9).')
    return given
  },
  endpoint: (value) => {
    if (typeof value !== 'string' || value.length > limits.text || !/^https?:\/\/[^\s]+$/i.test(value))
      throw bad('"endpoint" must be an http or https URI (§5.2.9).')
    return value
  },
  mode: (value) => {
    if (value === undefined) return 'inclusive'
    const mode = registrationModes.find((one) => one === value)
    if (mode === undefined) throw bad(`"mode" is one of ${registrationModes.join(', ')} (§5.2.9).`)
    return mode
  },
  information: (value, options) => {
    if (!Array.isArray(value) || value.length === 0 || value.length > limits.information)
      throw bad(`"information" must be a list of 1 to ${limits.information} (§5.2.9).`)
    return value.map((one: unknown) => readInfo(one, options))
  },
  operations: (value) =>
    optional(value, () => {
      const names = texts(value, 'operations')
      const unknown = names.find((name) => !isOperationName(name))
      if (unknown !== undefined) throw bad(`"operations" holds ${JSON.stringify(unknown)}, which is no operation or group of §4.20.`)
      return names
    }),
  contextSourceAlias: (value) =>
    optional(value, () => {
      const alias = text(value, 'contextSourceAlias')
      if (!TOKEN.test(alias)) throw bad('"contextSourceAlias" must be a pseudonym as in a Via header: letters, digits and -._~ (RFC 7230).')
      return alias
    }),
  contextSourceInfo: (value) => optional(value, () => readSourceInfo(value)),
  registrationName: (value) => optional(value, () => text(value, 'registrationName')),
  description: (value) => optional(value, () => text(value, 'description')),
  datasetId: (value) =>
    optional(value, () => {
      const ids = texts(Array.isArray(value) ? value : [value], 'datasetId')
      if (!ids.every((id) => id === '@none' || isUri(id))) throw bad('"datasetId" holds URIs, or @none (§5.2.9).')
      return ids
    }),
  scope: (value) =>
    optional(value, () => {
      const scopes = texts(Array.isArray(value) ? value : [value], 'scope')
      if (!scopes.every(isScope)) throw bad('"scope" holds scopes such as /town/harbour (§4.18).')
      return scopes
    }),
  tenant: (value) => optional(value, () => text(value, 'tenant')),
  expiresAt: (value) => optional(value, () => at(value, 'expiresAt')),
  refreshRate: (value) => optional(value, () => duration(value, 'refreshRate')),
  location: (value) => optional(value, () => geometry(value, 'location')),
  observationSpace: (value) => optional(value, () => geometry(value, 'observationSpace')),
  operationSpace: (value) => optional(value, () => geometry(value, 'operationSpace')),
  observationInterval: (value) => optional(value, () => interval(value, 'observationInterval')),
  managementInterval: (value) => optional(value, () => interval(value, 'managementInterval')),
  management: (value) => optional(value, () => readManagement(value)),
}

/** Whether the data type lists the member, or the broker or JSON-LD own it: all others are context source properties. */
export const isMember = (name: string): boolean => IGNORED.has(name) || Object.hasOwn(READERS, name)

/** Reads every member; those that are not known become context source properties under their stored names. */
export function readMembers(json: unknown, options: Options): Registration {
  if (!isMap(json)) throw bad('A registration must be a JSON object (§5.2.9).')
  const type = json['type'] ?? json['@type']
  if (type !== 'ContextSourceRegistration') throw bad('"type" must be ContextSourceRegistration (§5.2.9).')
  const read: Record<string, unknown> = {}
  for (const [name, reader] of Object.entries(READERS)) {
    const value = reader((json[name] ?? undefined) === undefined && name === 'id' ? json['@id'] : (json[name] ?? undefined), options)
    if (value !== undefined) read[name] = value
  }
  const properties: Record<string, Json> = {}
  for (const [name, value] of Object.entries(json)) {
    if (isMember(name) || value === null) continue
    if (!isName(name)) throw bad(`${JSON.stringify(name)} is no name of a context source property (§4.6.2).`)
    if (JSON.stringify(value).length > limits.text) throw bad(`"${name}" is longer than ${limits.text} characters.`)
    if (name === 'localOnly' && typeof value !== 'boolean') throw bad('"localOnly" is true or false (§5.2.34).')
    properties[options.expand(name)] = value as Json
  }
  return { ...(read as unknown as Omit<Registration, 'properties'>), properties }
}

const optional = <T>(value: unknown, read: () => T): T | undefined => (value === undefined ? undefined : read())

function text(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '' || value.length > limits.text)
    throw bad(`"${name}" must be a text of 1 to ${limits.text} characters.`)
  return value
}

function texts(value: unknown, name: string): readonly string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > limits.names)
    throw bad(`"${name}" must be a list of 1 to ${limits.names} texts (§5.2.9).`)
  return value.map((one: unknown) => text(one, name))
}

function at(value: unknown, name: string): string {
  const read = typeof value === 'string' ? instant(value) : undefined
  if (read === undefined) throw bad(`"${name}" must be a DateTime in UTC, such as 2026-04-01T09:00:00Z (§4.6.3).`)
  return read
}

function duration(value: unknown, name: string): string {
  if (typeof value !== 'string' || !DURATION.test(value)) throw bad(`"${name}" must be an ISO 8601 duration, such as PT5M.`)
  return value
}

/** A bare geometry, or a GeoProperty that holds one. */
function geometry(value: unknown, name: string): Geometry {
  return readGeometry(isMap(value) && value['type'] === 'GeoProperty' ? value['value'] : value, `"${name}"`)
}

function interval(value: unknown, name: string): TimeInterval {
  if (!isMap(value)) throw bad(`"${name}" must have startAt, and may have endAt (§5.2.11).`)
  const startAt = at(value['startAt'], `${name}.startAt`)
  if (value['endAt'] === undefined) return { startAt }
  const endAt = at(value['endAt'], `${name}.endAt`)
  if (Date.parse(endAt) < Date.parse(startAt)) throw bad(`"${name}" ends before it starts (§5.2.11).`)
  return { startAt, endAt }
}

function readManagement(value: unknown): RegistrationManagement {
  if (!isMap(value)) throw bad('"management" must be a JSON object (§5.2.34).')
  const { localOnly, cacheDuration, timeout, cooldown } = value
  if (localOnly !== undefined && typeof localOnly !== 'boolean') throw bad('"management.localOnly" is true or false (§5.2.34).')
  return {
    ...(localOnly === undefined ? {} : { localOnly }),
    ...(cacheDuration === undefined ? {} : { cacheDuration: duration(cacheDuration, 'management.cacheDuration') }),
    ...(timeout === undefined ? {} : { timeout_ms: positive(timeout, 'management.timeout') }),
    ...(cooldown === undefined ? {} : { cooldown_ms: positive(cooldown, 'management.cooldown') }),
  }
}

function positive(value: unknown, name: string): number {
  if (typeof value !== 'number' || !(value > 0) || value > 86_400_000)
    throw bad(`"${name}" must be a number of milliseconds above 0, at most a day (§5.2.34).`)
  return value
}

/** Keys with a meaning have values of their kind (§4.3.6.6). */
function readSourceInfo(value: unknown): readonly KeyValue[] {
  if (!Array.isArray(value) || value.length > limits.contextSourceInfo)
    throw bad(`"contextSourceInfo" must be a list of at most ${limits.contextSourceInfo} {key, value} (§5.2.22).`)
  return value.map((one: unknown) => {
    const pair: Map_ = isMap(one) ? one : {}
    const key = text(pair['key'], 'contextSourceInfo.key')
    const said = typeof pair['value'] === 'string' && pair['value'] !== '' ? pair['value'] : undefined
    if (said === undefined || said.length > limits.text || /[\r\n]/.test(said))
      throw bad(`"contextSourceInfo" ${key} has no value that fits a header.`)
    if (!TOKEN.test(key)) throw bad(`"contextSourceInfo" has the key ${JSON.stringify(key)}, which is no name of a header (§4.3.6.5).`)
    if (['accept', 'contentType'].includes(key) && !['application/json', 'application/ld+json'].includes(said))
      throw bad(`"contextSourceInfo" ${key} is application/json or application/ld+json (§4.3.6.6).`)
    if (key === 'jsonldContext' && !isUri(said)) throw bad('"contextSourceInfo" jsonldContext is a URI (§4.3.6.6).')
    if (key === 'ngsildConformance' && !/^\d+\.\d+$/.test(said)) throw bad('"contextSourceInfo" ngsildConformance is like 1.5 (§4.3.6.6).')
    return { key, value: said }
  })
}

function readInfo(value: unknown, options: Options): RegistrationInfo {
  if (!isMap(value)) throw bad('"information" holds JSON objects (§5.2.10).')
  const { entities, propertyNames, relationshipNames } = value
  if (entities === undefined && propertyNames === undefined && relationshipNames === undefined)
    throw bad('A part of "information" has entities, propertyNames or relationshipNames (§5.2.10).')
  const names = (given: unknown, member: string): readonly string[] => texts(given, member).map((name) => checkedName(name, options))
  return {
    ...(entities === undefined ? {} : { entities: readEntities(entities, options) }),
    ...(propertyNames === undefined ? {} : { propertyNames: names(propertyNames, 'propertyNames') }),
    ...(relationshipNames === undefined ? {} : { relationshipNames: names(relationshipNames, 'relationshipNames') }),
  }
}

function readEntities(value: unknown, options: Options): readonly EntityInfo[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > limits.entities)
    throw bad(`"entities" must be a list of 1 to ${limits.entities} (§5.2.10).`)
  return value.map((one: unknown) => {
    if (!isMap(one)) throw bad('"entities" holds JSON objects (§5.2.8).')
    const { id, idPattern } = one
    const types = texts(Array.isArray(one['type']) ? one['type'] : [one['type']], 'entities.type').map((name) => checkedName(name, options))
    if (id !== undefined && (typeof id !== 'string' || !isUri(id))) throw bad('"entities" has an id that is no URI (§5.2.8).')
    if (idPattern !== undefined) {
      const regex = parseRegex(text(idPattern, 'idPattern'))
      if ('problem' in regex) throw bad(regex.detail)
    }
    return { types, ...(id === undefined ? {} : { id }), ...(idPattern === undefined ? {} : { idPattern: idPattern as string }) }
  })
}

function checkedName(name: string, { expand }: Options): string {
  if (!isName(name)) throw bad(`${JSON.stringify(name)} is no name of a type or attribute (§4.6.2).`)
  return expand(name)
}
