/** One instance of an attribute as JSON: normalized, concise, simplified (ETSI GS CIM 009 V1.9.1 §4.5.2–§4.5.4, §4.5.18–§4.5.24). */
import type { TermContext } from './context.ts'
import { looksLikeGeometry } from './geometry.ts'
import { NGSI_NULL, PREVIOUS_MEMBER, VALUE_MEMBER } from './kinds.ts'
import { chooseLanguage, type Languages } from './language.ts'
import { isInstanceList, type Attribute, type Times } from './model.ts'

/** What is the same for all instances of an answer. */
export interface InstanceStyle {
  readonly concise: boolean
  readonly sysAttrs: boolean
  readonly context: TermContext
  readonly lang: Languages | undefined
  /** Of several instances none stands as a bare value, which would be read back as something else. */
  readonly whole?: boolean
}

export type Shown = Record<string, unknown>

/** Normalized or concise; `times` are shown with sysAttrs, `linked` are the entities a relationship leads to (inline join). */
export function presentInstance(one: Attribute, style: InstanceStyle, times?: Times, linked?: readonly unknown[]): unknown {
  const text = style.lang !== undefined && one.type === 'LanguageProperty' ? chooseLanguage(one.languageMap, style.lang) : undefined
  if (
    style.concise &&
    linked === undefined &&
    isAlone(one, style) &&
    text === undefined &&
    (one.type === 'Property' || one.type === 'GeoProperty')
  )
    return one.value
  const shown: Shown = {}
  if (!style.concise || isMistakable(one)) shown['type'] = text === undefined ? one.type : 'Property'
  if (text !== undefined && one.type === 'LanguageProperty') {
    shown['value'] = one.languageMap[text]
    shown['lang'] = text
  } else shown[VALUE_MEMBER[one.type]] = style.concise ? valueOf(one, style.context) : longValue(one, style.context)
  addMembers(shown, one, style)
  if (style.sysAttrs && times !== undefined) {
    shown['createdAt'] = times.createdAt
    shown['modifiedAt'] = times.modifiedAt
  }
  if (linked !== undefined) addLinked(shown, one, linked)
  if (one.attributes !== undefined) addAttributes(shown, one.attributes, { style, times })
  return shown
}

/** Whether a concise value can stand without its object: it has no other member, and cannot be read as anything else. */
function isAlone(one: Attribute, style: InstanceStyle): boolean {
  if (style.whole === true || style.sysAttrs || one.attributes !== undefined || one.observedAt !== undefined || one.datasetId !== undefined)
    return false
  if (one.unitCode !== undefined || one.valueType !== undefined || one.ngsildproof !== undefined) return false
  if (one.type === 'GeoProperty') return true
  // An object would be read back as an attribute, and a list of objects as instances; the NGSI-LD Null deletes.
  const value = one.type === 'Property' ? one.value : undefined
  if (value === NGSI_NULL) return false
  return typeof value !== 'object' || (Array.isArray(value) && value.every((item) => typeof item !== 'object'))
}

/** A Property that holds a geometry would be read back as a GeoProperty (§5.2.5): its type is said in concise form too. */
const isMistakable = (one: Attribute): boolean => one.type === 'Property' && looksLikeGeometry(one.value)

/** The value, with words in the reader's terms. */
export function valueOf(one: Attribute, context: TermContext): unknown {
  switch (one.type) {
    case 'Property':
    case 'GeoProperty':
      return one.value
    case 'Relationship':
      return one.object
    case 'LanguageProperty':
      return one.languageMap
    case 'JsonProperty':
      return one.json
    case 'VocabProperty':
      return typeof one.vocab === 'string' ? context.compact(one.vocab) : one.vocab.map((word) => context.compact(word))
    case 'ListProperty':
      return one.valueList
    case 'ListRelationship':
      return one.objectList
  }
}

const longValue = (one: Attribute, context: TermContext): unknown =>
  one.type === 'ListRelationship' ? one.objectList.map((object) => ({ object })) : valueOf(one, context)

function addMembers(shown: Shown, one: Attribute, { context, sysAttrs }: InstanceStyle): void {
  if ('objectType' in one && one.objectType !== undefined) shown['objectType'] = context.compact(one.objectType)
  if (one.unitCode !== undefined) shown['unitCode'] = one.unitCode
  if (one.valueType !== undefined) shown['valueType'] = context.compact(one.valueType)
  if (one.observedAt !== undefined) shown['observedAt'] = one.observedAt
  if (one.datasetId !== undefined) shown['datasetId'] = one.datasetId
  if (one.ngsildproof !== undefined) shown['ngsildproof'] = one.ngsildproof
  if (sysAttrs && one.expiresAt !== undefined) shown['expiresAt'] = one.expiresAt
}

/** An attribute of an attribute is written with it, and shows its times. */
function addAttributes(
  shown: Shown,
  attributes: NonNullable<Attribute['attributes']>,
  { style, times }: { readonly style: InstanceStyle; readonly times: Times | undefined },
): void {
  for (const name in attributes) {
    const value = attributes[name]
    if (value === undefined) continue
    const term = style.context.compact(name)
    const single = style.whole === true ? { ...style, whole: false } : style
    shown[term] = isInstanceList(value)
      ? value.map((sub) => presentInstance(sub, { ...style, whole: true }, times))
      : presentInstance(value, single, times)
  }
}

function addLinked(shown: Shown, one: Attribute, linked: readonly unknown[]): void {
  if (one.type === 'ListRelationship') shown['entityList'] = linked
  else if (one.type === 'Relationship') shown['entity'] = typeof one.object === 'string' ? linked[0] : linked
}

/** Simplified (§4.5.4): a bare value; with a language filter, a text; with `linked`, the entities themselves. */
export function presentSimple(one: Attribute, style: InstanceStyle, linked?: readonly unknown[]): unknown {
  if (linked !== undefined) return one.type === 'Relationship' && typeof one.object === 'string' ? linked[0] : linked
  const value = valueOf(one, style.context)
  switch (one.type) {
    case 'LanguageProperty': {
      const text = style.lang === undefined ? undefined : chooseLanguage(one.languageMap, style.lang)
      return text === undefined ? { languageMap: value } : one.languageMap[text]
    }
    case 'JsonProperty':
      return { json: value }
    case 'VocabProperty':
      return { vocab: value }
    case 'Property':
    case 'GeoProperty':
    case 'Relationship':
    case 'ListProperty':
    case 'ListRelationship':
      return value
  }
}

/** The value before a change, as `previousValue` and its kin (showChanges, §5.2.5). */
export function addPrevious(shown: Shown, previous: Attribute, { context, concise }: InstanceStyle): void {
  shown[PREVIOUS_MEMBER[previous.type]] = concise ? valueOf(previous, context) : longValue(previous, context)
}

/** A deleted instance: the NGSI-LD Null as its value (§4.5.0, §5.8.6). */
export function deletedInstance(previous: Attribute, style: InstanceStyle): Shown {
  const shown: Shown = style.concise ? {} : { type: previous.type }
  shown[VALUE_MEMBER[previous.type]] =
    previous.type === 'LanguageProperty'
      ? { '@none': NGSI_NULL }
      : previous.type === 'ListProperty' || previous.type === 'ListRelationship'
        ? [NGSI_NULL]
        : NGSI_NULL
  if (previous.datasetId !== undefined) shown['datasetId'] = previous.datasetId
  return shown
}
