/** Reads the value of an attribute, by kind (ETSI GS CIM 009 V1.9.1 §4.5.2–§4.5.3, §4.5.18, §4.5.20–§4.5.24, §4.7). */
import type { TermContext } from './context.ts'
import { readGeometry } from './geometry.ts'
import { isMap } from './json-map.ts'
import { badData, readJson, type InnerNull } from './json-value.ts'
import { NGSI_NULL } from './kinds.ts'
import type { Attribute, AttributeKind } from './model.ts'
import { isUri } from './names.ts'

/** Who is read, and how: `name` is for the reader of a problem. */
export interface ValueReading {
  readonly name: string
  readonly context: TermContext
  readonly nulls: InnerNull
  /** The language that plain text of a languageMap is in (merge with `lang`, §5.6.17). */
  readonly lang?: string | undefined
}

/** An attribute of a kind with this value, and no other members. */
export function valued(kind: AttributeKind, raw: unknown, how: ValueReading): Attribute {
  const { name } = how
  switch (kind) {
    case 'Property':
      if (raw === null) throw badData(`Property "${name}" may not be null (§4.5.0).`)
      return { type: kind, value: readJson(raw, name, how.nulls) }
    case 'GeoProperty':
      return { type: kind, value: readGeometry(typeof raw === 'string' ? jsonText(raw, name) : raw, `Attribute "${name}"`) }
    case 'Relationship':
      return { type: kind, object: uris(raw, name) }
    case 'LanguageProperty':
      return { type: kind, languageMap: languageMap(raw, how) }
    case 'JsonProperty':
      return { type: kind, json: readJson(raw, name, how.nulls === 'refused' ? 'text' : how.nulls) }
    case 'VocabProperty':
      return { type: kind, vocab: vocab(raw, how) }
    case 'ListProperty': {
      if (!Array.isArray(raw)) throw badData(`Attribute "${name}" needs a list as its valueList (§4.5.21).`)
      return { type: kind, valueList: raw.map((one) => readJson(one, name, how.nulls)) }
    }
    case 'ListRelationship': {
      if (!Array.isArray(raw)) throw badData(`Attribute "${name}" needs a list as its objectList (§4.5.22).`)
      return { type: kind, objectList: raw.map((one: unknown) => uri(isMap(one) ? one['object'] : one, name)) }
    }
  }
}

function uri(value: unknown, name: string): string {
  if (typeof value !== 'string' || !isUri(value) || value === NGSI_NULL)
    throw badData(`Relationship "${name}" points to ${JSON.stringify(value) ?? 'nothing'}, which is no URI of an entity (§4.5.3).`)
  return value
}

function uris(value: unknown, name: string): string | readonly string[] {
  if (!Array.isArray(value)) return uri(value, name)
  if (value.length === 0) throw badData(`Relationship "${name}" needs at least one URI (§4.5.3).`)
  return value.map((one) => uri(one, name))
}

function texts(value: unknown, where: string): string | readonly string[] {
  if (typeof value === 'string' || (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string'))) {
    readJson(value, where, 'text')
    return value
  }
  throw badData(`"${where}" needs text or a list of texts.`)
}

/** Words of a vocabulary are names: kept in stored form (§4.5.20). */
function vocab(value: unknown, { name, context }: ValueReading): string | readonly string[] {
  const said = texts(value, name)
  return typeof said === 'string' ? context.stored(said) : said.map((one) => context.stored(one))
}

const LANGUAGE = /^(?:@none|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)$/
/** Whether text is a language tag as RFC 5646 forms them, or `@none`. */
export const isLanguage = (tag: string): boolean => tag.length <= 255 && LANGUAGE.test(tag)

function languageMap(value: unknown, { name, nulls, lang }: ValueReading): Readonly<Record<string, string | readonly string[]>> {
  if (typeof value === 'string' && lang !== undefined) return { [lang]: texts(value, name) }
  if (!isMap(value)) throw badData(`LanguageProperty "${name}" needs an object of language tags and texts (§4.5.18).`)
  for (const [tag, text] of Object.entries(value)) {
    if (!isLanguage(tag)) throw badData(`LanguageProperty "${name}" has the language ${JSON.stringify(tag)}, which is no tag of RFC 5646.`)
    texts(text, `${name}[${tag}]`)
    if (text === NGSI_NULL && nulls !== 'deletes')
      throw badData(`"${name}[${tag}]" is the NGSI-LD Null, which belongs to merges only (§5.5.4).`)
  }
  return { ...value } as Readonly<Record<string, string | readonly string[]>>
}

function jsonText(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badData(`GeoProperty "${name}" holds text that is not JSON (§4.7).`)
  }
}
