/** From the model to JSON: normalized, concise, simplified, GeoJSON (ETSI GS CIM 009 V1.9.1 §4.5.1–§4.5.4, §4.5.16, §4.5.17). */
import {
  bareValue,
  defaultInstance,
  isInstanceList,
  type Attribute,
  type AttributeValue,
  type Entity,
  type TimedEntity,
  type Times,
} from './model.ts'

export type Format = 'normalized' | 'concise' | 'simplified'

export interface OutputOptions {
  readonly format: Format
  /** Whether createdAt and modifiedAt are shown (§4.8). */
  readonly sysAttrs: boolean
}

export type JsonObject = Readonly<Record<string, unknown>>
type Shown = Entity & Partial<TimedEntity>

/** An entity as JSON. Names come in stored form, which is what the core @context compacts to. */
export function presentEntity(entity: Shown, options: OutputOptions): JsonObject {
  return { id: entity.id, type: oneOrMany(entity.types), ...entityMembers(entity, options), ...attributesOf(entity, options) }
}

/** An entity as a GeoJSON Feature; `geometry` is null where the property is missing or no geometry (§4.5.16). */
export function presentFeature(entity: Shown, options: OutputOptions & { readonly geometryProperty?: string | undefined }): JsonObject {
  const place = defaultInstance(entity, options.geometryProperty ?? 'location')
  return {
    id: entity.id,
    type: 'Feature',
    geometry: place?.type === 'GeoProperty' ? place.value : null,
    properties: { type: oneOrMany(entity.types), ...entityMembers(entity, options), ...attributesOf(entity, options) },
  }
}

/** Several as a FeatureCollection (§4.5.16.3). */
export const presentFeatures = (
  entities: readonly Shown[],
  options: OutputOptions & { readonly geometryProperty?: string | undefined },
): JsonObject => ({ type: 'FeatureCollection', features: entities.map((entity) => presentFeature(entity, options)) })

const oneOrMany = (list: readonly string[]): string | readonly string[] => (list.length === 1 ? (list[0] ?? '') : list)

function entityMembers(entity: Shown, { sysAttrs }: OutputOptions): JsonObject {
  return {
    ...(entity.scope === undefined || entity.scope.length === 0 ? {} : { scope: oneOrMany(entity.scope) }),
    ...(sysAttrs
      ? {
          createdAt: entity.createdAt,
          modifiedAt: entity.modifiedAt,
          ...(entity.expiresAt === undefined ? {} : { expiresAt: entity.expiresAt }),
        }
      : {}),
  }
}

function attributesOf(entity: Shown, options: OutputOptions): JsonObject {
  return Object.fromEntries(
    Object.entries(entity.attributes).map(([name, value]) => {
      const times = options.sysAttrs ? entity.times?.[name] : undefined
      return [
        name,
        options.format === 'simplified'
          ? simplified(value)
          : each(value, (one) => (options.format === 'concise' ? concise(one, times) : normalized(one, times))),
      ]
    }),
  )
}

const each = (value: AttributeValue, present: (one: Attribute) => unknown): unknown =>
  isInstanceList(value) ? value.map(present) : present(value)

function normalized(one: Attribute, times: Times | undefined): JsonObject {
  const { attributes, ...members } = one
  const value = one.type === 'ListRelationship' ? { ...members, objectList: one.objectList.map((object) => ({ object })) } : members
  return { ...value, ...times, ...nested(attributes, (sub) => normalized(sub, undefined)) }
}

/** Without the type, which the value's member tells; a value alone where it has no other member (§4.5.1, concise). */
function concise(one: Attribute, times: Times | undefined): unknown {
  const { attributes, type, ...members } = one
  const bare = type === 'Property' || type === 'GeoProperty'
  if (bare && attributes === undefined && times === undefined && Object.keys(members).length === 1 && isBareable(bareValue(one), type))
    return bareValue(one)
  return { ...members, ...times, ...nested(attributes, (sub) => concise(sub, undefined)) }
}

/** An object would be read back as an attribute, and a list of objects as instances. */
const isBareable = (value: unknown, type: Attribute['type']): boolean =>
  type === 'GeoProperty' || typeof value !== 'object' || (Array.isArray(value) && value.every((one) => typeof one !== 'object'))

const nested = (attributes: Attribute['attributes'], present: (sub: Attribute) => unknown): JsonObject =>
  Object.fromEntries(Object.entries(attributes ?? {}).map(([name, value]) => [name, each(value, present)]))

/** Several instances are told apart under `dataset` (§4.5.5). */
function simplified(value: AttributeValue): unknown {
  if (!isInstanceList(value)) return simple(value)
  return { dataset: Object.fromEntries(value.map((one) => [one.datasetId ?? '@none', simple(one)])) }
}

function simple(one: Attribute): unknown {
  switch (one.type) {
    case 'LanguageProperty':
      return { languageMap: one.languageMap }
    case 'JsonProperty':
      return { json: one.json }
    case 'VocabProperty':
      return { vocab: one.vocab }
    case 'Property':
    case 'GeoProperty':
    case 'Relationship':
    case 'ListProperty':
    case 'ListRelationship':
      return bareValue(one)
  }
}
