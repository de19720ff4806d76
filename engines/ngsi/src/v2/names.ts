/**
 * Names between NGSIv2 and the stored form (decisions/0010-ngsiv2.md): types, attributes and metadata. A name that NGSI-LD can
 * have stays; another becomes a URN, from which it is read back exactly.
 */
import { isShortName } from '../core-context.ts'
import { isOwnMember, isReservedName } from '../kinds.ts'
import { ENTITY_MEMBERS, isUri, storedName } from '../names.ts'

/** Where a name stands: core terms that are members there cannot name an attribute. */
export type NamePlace = 'type' | 'attribute' | 'metadata'

/** Printable ASCII without white space, `& ? / #` and the characters that NGSIv2 forbids everywhere; up to 256. */
const FIELD = /^[!$%*+,\-.0-9:@A-Z[\\\]^_`a-z{|}~]{1,256}$/

/** Whether text may name something in NGSIv2: its own syntax, and NGSI-LD's names in any script (`気温`). */
export const isV2Name = (text: string): boolean => FIELD.test(text) || (text.length <= 256 && isShortName(text))

/** Members of an NGSIv2 entity that are no attributes. */
const isMember = (name: string): boolean => name === 'id' || name === 'type'
const isLegal = (name: string, place: NamePlace): boolean => isV2Name(name) && !(place === 'attribute' && isMember(name))

const isTaken = (name: string, place: NamePlace): boolean =>
  place === 'type' ? isMember(name) : isReservedName(name) || (place === 'metadata' ? isOwnMember(name) : ENTITY_MEMBERS.has(name))

/** Everything but letters, digits and `- _ . ! ~ *` in percent-encoding: always legal in NGSIv2. */
export const percent = (text: string): string =>
  encodeURIComponent(text).replace(/['()]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

/** The text whose percent-encoding it is, if it is one. */
export function unpercent(text: string): string | undefined {
  try {
    const plain = decodeURIComponent(text)
    return percent(plain) === text ? plain : undefined
  } catch {
    return undefined
  }
}

/** What stands before the percent-encoding of a name that NGSI-LD cannot have. */
const PREFIX = 'urn:ngsi-v2:'

/** The stored form of a legal NGSIv2 name; one to one. */
export function storedFromV2(name: string, place: NamePlace): string {
  if (isShortName(name) && !isTaken(name, place)) return name
  if (name.includes(':') && isUri(name) && storedName(name) === name && encodedIn(name, place) === undefined) return name
  const iri = unpercent(name)
  return iri !== undefined && iri !== name && isForeign(iri, place) ? iri : PREFIX + percent(name)
}

/** An IRI that only its percent-encoding can stand for in NGSIv2. */
const isForeign = (iri: string, place: NamePlace): boolean =>
  isUri(iri) && storedName(iri) === iri && !isLegal(iri, place) && encodedIn(iri, place) === undefined

/** The name that a URN of ours stands for. */
function encodedIn(iri: string, place: NamePlace): string | undefined {
  const plain = iri.startsWith(PREFIX) ? unpercent(iri.slice(PREFIX.length)) : undefined
  return plain !== undefined && isLegal(plain, place) && storedFromV2(plain, place) === iri ? plain : undefined
}

/** The NGSIv2 name of a stored name: what `storedFromV2` reads back. */
export function v2FromStored(stored: string, place: NamePlace): string {
  return encodedIn(stored, place) ?? (isLegal(stored, place) && storedFromV2(stored, place) === stored ? stored : percent(stored))
}
