/**
 * Answers for those who read an earlier version of the standard (ETSI GS CIM 009 V1.9.1 §4.3.6.8): what a version did not
 * know is left out or written as what it knew.
 */
import { isMap } from './json-map.ts'

/** The version this broker speaks. */
export const NGSILD_VERSION = '1.9'

type JsonMap = Readonly<Record<string, unknown>>
interface Version {
  readonly major: number
  readonly minor: number
}

/** Reads `1.5`; undefined when it is no version. */
export function readVersion(text: string): Version | undefined {
  const found = /^(\d{1,3})\.(\d{1,3})$/.exec(text.trim())
  return found === null ? undefined : { major: Number(found[1]), minor: Number(found[2]) }
}

const isBefore = (version: Version, minor: number): boolean => version.major < 1 || (version.major === 1 && version.minor < minor)

/** The version that an answer to this wish conforms to: the one asked for, at most our own. */
export const conformantVersion = (version: Version): string => (isBefore(version, 9) ? `${version.major}.${version.minor}` : NGSILD_VERSION)

/** What each kind becomes, and until which minor version it was unknown (Table 4.3.6.8-1). */
const KINDS: Readonly<Record<string, { readonly since: number; readonly as: 'Property' | 'Relationship'; readonly member: string }>> = {
  LanguageProperty: { since: 4, as: 'Property', member: 'languageMap' },
  JsonProperty: { since: 8, as: 'Property', member: 'json' },
  VocabProperty: { since: 8, as: 'Property', member: 'vocab' },
  ListProperty: { since: 8, as: 'Property', member: 'valueList' },
  ListRelationship: { since: 8, as: 'Relationship', member: 'objectList' },
}
/** Members of attributes, and since which minor version (Tables 4.3.6.8-2 and -3). */
const MEMBERS: Readonly<Record<string, number>> = {
  datasetId: 3,
  observedAt: 3,
  unitCode: 3,
  objectType: 8,
  expiresAt: 9,
  valueType: 9,
  ngsildproof: 9,
}

/** An entity as normalized JSON, as far as the version knew it. */
export function conformEntity(entity: JsonMap, version: Version): JsonMap {
  return Object.fromEntries(
    Object.entries(entity).flatMap(([name, value]): [string, unknown][] => {
      if (name === 'scope') return isBefore(version, 4) ? [] : [[name, value]]
      if (name === 'expiresAt' || name === 'ngsildproof') return isBefore(version, 9) ? [] : [[name, value]]
      if (name === 'type') return [[name, Array.isArray(value) && isBefore(version, 3) ? (value as readonly unknown[])[0] : value]]
      if (['id', '@context', 'createdAt', 'modifiedAt', 'deletedAt'].includes(name)) return [[name, value]]
      return [[name, conformAttribute(value, version)]]
    }),
  )
}

function conformAttribute(value: unknown, version: Version): unknown {
  if (Array.isArray(value)) {
    const all = value as readonly unknown[]
    if (!isBefore(version, 3)) return all.map((one) => conformAttribute(one, version))
    const standard = all.find((one) => isMap(one) && one['datasetId'] === undefined) ?? all[0]
    return conformAttribute(standard, version)
  }
  if (!isMap(value) || typeof value['type'] !== 'string') return value
  const kind = KINDS[value['type']]
  const known = kind === undefined || !isBefore(version, kind.since) ? undefined : kind
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
      if (isBefore(version, MEMBERS[name] ?? 0)) return []
      if (known !== undefined && name === 'type') return [[name, known.as]]
      if (known !== undefined && name === known.member) return [known.as === 'Property' ? ['value', member] : ['object', targets(member)]]
      if (name === 'value' || name === 'json' || name === 'languageMap') return [[name, member]]
      return [[name, conformAttribute(member, version)]]
    }),
  )
}

/** `[{object: uri}]` and `[uri]` as the URIs alone. */
function targets(list: unknown): unknown {
  return Array.isArray(list) ? list.map((one: unknown) => (isMap(one) ? one['object'] : one)) : list
}
