/** The kinds of attributes and their members (ETSI GS CIM 009 V1.9.1 §5.2.5–§5.2.8, §5.2.32–§5.2.38). */
import type { AttributeKind } from './model.ts'

/** The NGSI-LD Null: deletes, where updates and merges admit it; shows a deletion in notifications (§4.5.0). */
export const NGSI_NULL = 'urn:ngsi-ld:null'

/** The member that holds the value, by kind; in concise form it also tells the kind (§4.5.1, concise). */
export const VALUE_MEMBER = {
  Property: 'value',
  GeoProperty: 'value',
  Relationship: 'object',
  LanguageProperty: 'languageMap',
  JsonProperty: 'json',
  VocabProperty: 'vocab',
  ListProperty: 'valueList',
  ListRelationship: 'objectList',
} as const satisfies Record<AttributeKind, string>

/** The member that holds the value before a change, in notifications (showChanges). */
export const PREVIOUS_MEMBER = {
  Property: 'previousValue',
  GeoProperty: 'previousValue',
  Relationship: 'previousObject',
  LanguageProperty: 'previousLanguageMap',
  JsonProperty: 'previousJson',
  VocabProperty: 'previousVocab',
  ListProperty: 'previousValueList',
  ListRelationship: 'previousObjectList',
} as const satisfies Record<AttributeKind, string>

export const KIND_OF_MEMBER: ReadonlyMap<string, AttributeKind> = new Map([
  ['value', 'Property'],
  ['object', 'Relationship'],
  ['languageMap', 'LanguageProperty'],
  ['json', 'JsonProperty'],
  ['vocab', 'VocabProperty'],
  ['valueList', 'ListProperty'],
  ['objectList', 'ListRelationship'],
])

/** Members that the broker generates, and ignores on input (§5.2.2, §5.2.5). */
export const GENERATED: ReadonlySet<string> = new Set([
  'createdAt',
  'modifiedAt',
  'deletedAt',
  'instanceId',
  ...Object.values(PREVIOUS_MEMBER),
  'entity',
  'entityList',
])

/** Members of an attribute that are neither its value nor attributes of it. */
export const PLAIN: ReadonlySet<string> = new Set([
  'type',
  '@type',
  'observedAt',
  'datasetId',
  'unitCode',
  'expiresAt',
  'valueType',
  'objectType',
  'ngsildproof',
  ...GENERATED,
])

const KNOWN: ReadonlySet<string> = new Set([...PLAIN, ...KIND_OF_MEMBER.keys()])
/** Whether a member of an attribute is one of NGSI-LD's own, and not an attribute of the attribute. */
export const isOwnMember = (name: string): boolean => KNOWN.has(name)

/** Core terms of non-reified properties, which are no names of attributes (§4.5.1). */
const RESERVED: ReadonlySet<string> = new Set(['datasetId', 'instanceId', 'observedAt', 'unitCode', 'valueType', 'objectType'])
export const isReservedName = (name: string): boolean => RESERVED.has(name)

export const NO_UNIT: ReadonlySet<AttributeKind> = new Set([
  'LanguageProperty',
  'VocabProperty',
  'JsonProperty',
  'Relationship',
  'ListRelationship',
])

export const isKind = (value: unknown): value is AttributeKind => typeof value === 'string' && Object.hasOwn(VALUE_MEMBER, value)
