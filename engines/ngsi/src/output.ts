/** From the model to JSON: normalized, concise, simplified, GeoJSON (ETSI GS CIM 009 V1.9.1 §4.5.1–§4.5.4, §4.5.16, §4.5.17). */
import { coreContext, type TermContext } from './context.ts'
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
  /** Whose terms the names are shown in; the core's when absent. */
  readonly context?: TermContext | undefined
}

export type JsonObject = Readonly<Record<string, unknown>>
type Shown = Entity & Partial<TimedEntity>

/** An entity as JSON. Names come in stored form, which is what the core @context compacts to. */
export function presentEntity(entity: Shown, options: OutputOptions): JsonObject {
  return {
    id: entity.id,
    type: oneOrMany(shownTypes(entity, options)),
    ...entityMembers(entity, options),
    ...attributesOf(entity, options),
  }
}

/** An entity as a GeoJSON Feature; `geometry` is null where the property is missing or no geometry (§4.5.16). */
export function presentFeature(entity: Shown, options: OutputOptions & { readonly geometryProperty?: string | undefined }): JsonObject {
  const place = defaultInstance(entity, options.geometryProperty ?? 'location')
  return {
    id: entity.id,
    type: 'Feature',
    geometry: place?.type === 'GeoProperty' ? place.value : null,
    properties: { type: oneOrMany(shownTypes(entity, options)), ...entityMembers(entity, options), ...attributesOf(entity, options) },
  }
}

/** Several as a FeatureCollection (§4.5.16.3). */
export const presentFeatures = (
  entities: readonly Shown[],
  options: OutputOptions & { readonly geometryProperty?: string | undefined },
): JsonObject => ({ type: 'FeatureCollection', features: entities.map((entity) => presentFeature(entity, options)) })

const shownTypes = ({ types }: Shown, { context = coreContext() }: OutputOptions): readonly string[] =>
  types.map((type) => context.compact(type))
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
  const context = options.context ?? coreContext()
  return Object.fromEntries(
    Object.entries(entity.attributes).map(([name, value]) => {
      const times = options.sysAttrs ? entity.times?.[name] : undefined
      return [
        context.compact(name),
        options.format === 'simplified'
          ? simplified(value, context)
          : each(value, (one) => (options.format === 'concise' ? concise(one, times, context) : normalized(one, times, context))),
      ]
    }),
  )
}

const each = (value: AttributeValue, present: (one: Attribute) => unknown): unknown =>
  isInstanceList(value) ? value.map(present) : present(value)

function normalized(said: Attribute, times: Times | undefined, context: TermContext): JsonObject {
  const one = worded(said, context)
  const { attributes, ...members } = one
  const value = one.type === 'ListRelationship' ? { ...members, objectList: one.objectList.map((object) => ({ object })) } : members
  return { ...value, ...times, ...nested({ attributes, context }, (sub) => normalized(sub, undefined, context)) }
}

/** Without the type, which the value's member tells; a value alone where it has no other member (§4.5.1, concise). */
function concise(said: Attribute, times: Times | undefined, context: TermContext): unknown {
  const one = worded(said, context)
  const { attributes, type, ...members } = one
  const bare = type === 'Property' || type === 'GeoProperty'
  if (bare && attributes === undefined && times === undefined && Object.keys(members).length === 1 && isBareable(bareValue(one), type))
    return bareValue(one)
  return { ...members, ...times, ...nested({ attributes, context }, (sub) => concise(sub, undefined, context)) }
}

/** An object would be read back as an attribute, and a list of objects as instances. */
const isBareable = (value: unknown, type: Attribute['type']): boolean =>
  type === 'GeoProperty' || typeof value !== 'object' || (Array.isArray(value) && value.every((one) => typeof one !== 'object'))

const nested = (
  { attributes, context }: { readonly attributes: Attribute['attributes']; readonly context: TermContext },
  present: (sub: Attribute) => unknown,
): JsonObject => Object.fromEntries(Object.entries(attributes ?? {}).map(([name, value]) => [context.compact(name), each(value, present)]))

/** With the words that name things (vocab, objectType) in the terms of the reader. */
function worded(one: Attribute, context: TermContext): Attribute {
  if (one.type === 'VocabProperty')
    return { ...one, vocab: typeof one.vocab === 'string' ? context.compact(one.vocab) : one.vocab.map((word) => context.compact(word)) }
  if ((one.type === 'Relationship' || one.type === 'ListRelationship') && one.objectType !== undefined)
    return { ...one, objectType: context.compact(one.objectType) }
  return one
}

/** Several instances are told apart under `dataset` (§4.5.5). */
function simplified(value: AttributeValue, context: TermContext): unknown {
  if (!isInstanceList(value)) return simple(worded(value, context))
  return { dataset: Object.fromEntries(value.map((one) => [one.datasetId ?? '@none', simple(worded(one, context))])) }
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
