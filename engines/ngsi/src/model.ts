/**
 * The NGSI-LD information model (ETSI GS CIM 009 V1.9.1 §4.2, §4.5, §5.2), as Machinaka holds it in memory and in its store.
 *
 * Names (of types and attributes) are kept in *stored form*: the IRI compacted against the core @context alone. A short
 * name without a user @context therefore stays as it is (`name` stands for `…/default-context/name`), and a term that a
 * user @context maps elsewhere is kept as its full IRI. The form is one to one with the IRI, whatever @context a request
 * used to write it.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** `[longitude, latitude]` or `[longitude, latitude, height_m]`, WGS 84 (RFC 7946 §3.1.1). */
export type Position = readonly [number, number] | readonly [number, number, number]

/** The geometries NGSI-LD admits: GeoJSON's, without GeometryCollection (§4.7.1). */
export type Geometry =
  | { readonly type: 'Point'; readonly coordinates: Position }
  | { readonly type: 'MultiPoint' | 'LineString'; readonly coordinates: readonly Position[] }
  | { readonly type: 'MultiLineString' | 'Polygon'; readonly coordinates: readonly (readonly Position[])[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly Position[])[])[] }

/** What every attribute instance may carry besides its value. Times are ISO 8601 UTC with `Z` (§4.6.3). */
export interface AttributeMembers {
  readonly observedAt?: string | undefined
  /** Tells several instances of one attribute apart; absent for the default instance (§4.5.5). */
  readonly datasetId?: string | undefined
  readonly expiresAt?: string | undefined
  /** UN/CEFACT code of the unit; on Property, GeoProperty and ListProperty only (§5.2.5). */
  readonly unitCode?: string | undefined
  /** The data type the value is to be read as, in stored form (§4.5.2). */
  readonly valueType?: string | undefined
  /** A signature of the attribute: a Property as JSON, kept as it came (§5.2.5, Annex C.11). */
  readonly ngsildproof?: Json | undefined
  /** Attributes of this attribute (§4.5.2.2), under their names. */
  readonly attributes?: Attributes | undefined
}

export interface Property extends AttributeMembers {
  readonly type: 'Property'
  readonly value: Json
}
export interface GeoProperty extends AttributeMembers {
  readonly type: 'GeoProperty'
  readonly value: Geometry
}
export interface Relationship extends AttributeMembers {
  readonly type: 'Relationship'
  readonly object: string | readonly string[]
  readonly objectType?: string | undefined
}
/** Texts by language tag (RFC 5646); `@none` for text in no particular language. */
export interface LanguageProperty extends AttributeMembers {
  readonly type: 'LanguageProperty'
  readonly languageMap: Readonly<Record<string, string | readonly string[]>>
}
export interface JsonProperty extends AttributeMembers {
  readonly type: 'JsonProperty'
  readonly json: Json
}
export interface VocabProperty extends AttributeMembers {
  readonly type: 'VocabProperty'
  readonly vocab: string | readonly string[]
}
export interface ListProperty extends AttributeMembers {
  readonly type: 'ListProperty'
  readonly valueList: readonly Json[]
}
export interface ListRelationship extends AttributeMembers {
  readonly type: 'ListRelationship'
  readonly objectList: readonly string[]
  readonly objectType?: string | undefined
}

export type Attribute =
  | Property
  | GeoProperty
  | Relationship
  | LanguageProperty
  | JsonProperty
  | VocabProperty
  | ListProperty
  | ListRelationship
export type AttributeKind = Attribute['type']

/** One instance, or several told apart by `datasetId` (§4.5.5). */
export type AttributeValue = Attribute | readonly Attribute[]
export type Attributes = Readonly<Record<string, AttributeValue>>

/** An entity: `id` is a URI, `types` has at least one, `scope` are paths such as `/town/harbour` (§4.18). */
export interface Entity {
  readonly id: string
  readonly types: readonly string[]
  readonly scope?: readonly string[] | undefined
  readonly expiresAt?: string | undefined
  readonly attributes: Attributes
}

/** When an entity or attribute came to be and last changed: the sysAttrs of §4.8. */
export interface Times {
  readonly createdAt: string
  readonly modifiedAt: string
}

/** An entity with its times, and those of its attributes' instances where they differ from its creation (see times.ts). */
export interface TimedEntity extends Entity, Times {
  readonly times?: Readonly<Record<string, Times>> | undefined
}

// ── Writing: the short way to each kind ─────────────────────────────────────────────────────────────────────────────

export const property = (value: Json, members: AttributeMembers = {}): Property => ({ type: 'Property', value, ...members })
export const geoProperty = (value: Geometry, members: AttributeMembers = {}): GeoProperty => ({ type: 'GeoProperty', value, ...members })
export const relationship = (object: string | readonly string[], members: AttributeMembers = {}): Relationship => ({
  type: 'Relationship',
  object,
  ...members,
})
export const languageProperty = (
  languageMap: Readonly<Record<string, string | readonly string[]>>,
  members: AttributeMembers = {},
): LanguageProperty => ({ type: 'LanguageProperty', languageMap, ...members })
export const jsonProperty = (json: Json, members: AttributeMembers = {}): JsonProperty => ({ type: 'JsonProperty', json, ...members })

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** All instances of an attribute, none when the entity lacks it. */
export function instancesOf(entity: Pick<Entity, 'attributes'>, name: string): readonly Attribute[] {
  const value = Object.hasOwn(entity.attributes, name) ? entity.attributes[name] : undefined
  if (value === undefined) return []
  return isInstanceList(value) ? value : [value]
}

/** The default instance (no datasetId), else the first: what a reader who knows nothing of data sets should see. */
export function defaultInstance(entity: Pick<Entity, 'attributes'>, name: string): Attribute | undefined {
  const all = instancesOf(entity, name)
  return all.find((instance) => instance.datasetId === undefined) ?? all[0]
}

/** The simplified value of an attribute's default instance: a value, geometry, URI(s), text(s) by language or JSON. */
export function valueOf(entity: Pick<Entity, 'attributes'>, name: string): Json | Geometry | undefined {
  const instance = defaultInstance(entity, name)
  return instance === undefined ? undefined : bareValue(instance)
}

/** What an instance says, without its members. */
export function bareValue(instance: Attribute): Json | Geometry {
  switch (instance.type) {
    case 'Property':
      return instance.value
    case 'GeoProperty':
      return instance.value
    case 'Relationship':
      return instance.object
    case 'LanguageProperty':
      return instance.languageMap
    case 'JsonProperty':
      return instance.json
    case 'VocabProperty':
      return instance.vocab
    case 'ListProperty':
      return instance.valueList
    case 'ListRelationship':
      return instance.objectList
  }
}

export const isInstanceList = (value: AttributeValue): value is readonly Attribute[] => Array.isArray(value)
