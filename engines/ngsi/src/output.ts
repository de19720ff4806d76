/** From the model to JSON: normalized, concise, simplified, GeoJSON (ETSI GS CIM 009 V1.9.1 §4.5.1–§4.5.5, §4.5.16, §4.5.17, §4.5.23). */
import { coreContext, type TermContext } from './context.ts'
import { presentInstance, presentSimple, type InstanceStyle, type Shown } from './instance-output.ts'
import type { Languages } from './language.ts'
import { defaultInstance, isInstanceList, type Attribute, type AttributeValue, type Entity, type TimedEntity } from './model.ts'
import { shows, type Projection } from './projection.ts'
import { timesOf } from './times.ts'

export type Format = 'normalized' | 'concise' | 'simplified'

export interface OutputOptions {
  readonly format: Format
  /** Whether createdAt, modifiedAt and expiresAt are shown (§6.3.11). */
  readonly sysAttrs: boolean
  /** Whose terms the names are shown in; the core's when absent. */
  readonly context?: TermContext | undefined
  /** One text per LanguageProperty, in the best of these languages (§4.15). */
  readonly lang?: Languages | undefined
  readonly pick?: Projection | undefined
  readonly omit?: Projection | undefined
  /** Only instances of these data sets; `@none` for default instances (§4.5.5). */
  readonly datasetIds?: readonly string[] | undefined
  /** Entities that relationships lead to, shown inside of them (§4.5.23.2). */
  readonly inline?: Linked | undefined
}

/** Where linked entities come from: those that are there (locally stored, or retrieved), and how many steps to go. */
export interface Linked {
  readonly find: (id: string) => PresentableEntity | undefined
  readonly level: number
  /** Entities met before, which are not shown again (containedBy). */
  readonly containedBy?: readonly string[] | undefined
}

export type JsonObject = Readonly<Record<string, unknown>>
export type PresentableEntity = Entity & Partial<TimedEntity>

/** A function that shows entities in one way: make it once for many entities. */
export function presenter(options: OutputOptions): (entity: PresentableEntity) => JsonObject {
  const plan = planOf(options)
  return (entity) => present(entity, plan)
}

/** An entity as JSON. */
export const presentEntity = (entity: PresentableEntity, options: OutputOptions): JsonObject => present(entity, planOf(options))

export type FeatureOptions = OutputOptions & { readonly geometryProperty?: string | undefined }

/** An entity as a GeoJSON Feature; `geometry` is null where the property is missing or no geometry (§4.5.16). */
export function presentFeature(entity: PresentableEntity, options: FeatureOptions): JsonObject {
  const { id: _id, ...properties } = presentEntity(entity, options)
  return { id: entity.id, type: 'Feature', geometry: geometryOf(entity, options), properties }
}

function geometryOf(entity: PresentableEntity, { geometryProperty = 'location', datasetIds }: FeatureOptions): unknown {
  const value = Object.hasOwn(entity.attributes, geometryProperty) ? entity.attributes[geometryProperty] : undefined
  if (value === undefined) return null
  const instances = datasetIds === undefined ? value : selected(value, datasetIds)
  if (instances === undefined) return null
  const place = isInstanceList(instances)
    ? datasetIds === undefined
      ? instances.find((one) => one.datasetId === undefined)
      : defaultInstance({ attributes: { place: instances } }, 'place')
    : instances
  return place?.type === 'GeoProperty' ? place.value : null
}

/** Several as a FeatureCollection (§4.5.16.3). */
export const presentFeatures = (entities: readonly PresentableEntity[], options: FeatureOptions): JsonObject => ({
  type: 'FeatureCollection',
  features: entities.map((entity) => presentFeature(entity, options)),
})

// ── The way an answer is shown, made once ───────────────────────────────────────────────────────────────────────────

interface Plan extends InstanceStyle {
  readonly simplified: boolean
  readonly pick: Projection | undefined
  readonly omit: Projection | undefined
  readonly datasetIds: readonly string[] | undefined
  readonly inline: Linked | undefined
}

const planOf = (options: OutputOptions): Plan => ({
  concise: options.format === 'concise',
  simplified: options.format === 'simplified',
  sysAttrs: options.sysAttrs,
  context: options.context ?? coreContext(),
  lang: options.lang,
  pick: options.pick,
  omit: options.omit,
  datasetIds: options.datasetIds,
  inline: options.inline,
})

function present(entity: PresentableEntity, plan: Plan): JsonObject {
  const { pick, omit, context } = plan
  const all = pick === undefined && omit === undefined
  const shown: Shown = {}
  if (all || shows('id', pick, omit)) shown['id'] = entity.id
  if (all || shows('type', pick, omit)) shown['type'] = typesOf(entity, context)
  if (entity.scope !== undefined && entity.scope.length > 0 && (all || shows('scope', pick, omit))) shown['scope'] = oneOrMany(entity.scope)
  if (plan.sysAttrs) addTimes(shown, entity)
  const { attributes } = entity
  for (const name in attributes) {
    if (!all && !shows(name, pick, omit)) continue
    const value = attributes[name]
    const kept = value === undefined || plan.datasetIds === undefined ? value : selected(value, plan.datasetIds)
    if (kept !== undefined) shown[context.compact(name)] = presentValue(kept, { name, entity, plan })
  }
  return shown
}

const oneOrMany = (list: readonly string[]): string | readonly string[] => (list.length === 1 ? (list[0] ?? '') : list)
const typesOf = ({ types }: PresentableEntity, context: TermContext): string | readonly string[] =>
  types.length === 1 ? context.compact(types[0] ?? '') : types.map((type) => context.compact(type))

function addTimes(shown: Shown, entity: PresentableEntity): void {
  if (entity.createdAt !== undefined) shown['createdAt'] = entity.createdAt
  if (entity.modifiedAt !== undefined) shown['modifiedAt'] = entity.modifiedAt
  if (entity.expiresAt !== undefined) shown['expiresAt'] = entity.expiresAt
}

/** The instances of these data sets; undefined when there is none. */
function selected(value: AttributeValue, datasetIds: readonly string[]): AttributeValue | undefined {
  const wanted = (one: Attribute): boolean => datasetIds.includes(one.datasetId ?? '@none')
  if (!isInstanceList(value)) return wanted(value) ? value : undefined
  const kept = value.filter(wanted)
  return kept.length > 1 ? kept : kept[0]
}

interface Place {
  readonly name: string
  readonly entity: PresentableEntity
  readonly plan: Plan
}

function presentValue(value: AttributeValue, place: Place): unknown {
  const { plan } = place
  if (!isInstanceList(value)) return plan.simplified ? presentSimple(value, plan, linkedOf(value, place)) : presentOne(value, place)
  if (!plan.simplified) {
    const listed = plan.concise ? { ...place, plan: { ...plan, whole: true } } : place
    return value.map((one) => presentOne(one, listed))
  }
  // Several instances are told apart under `dataset` (§4.5.4).
  const sets: Shown = {}
  for (const one of value) sets[one.datasetId ?? '@none'] = presentSimple(one, plan, linkedOf(one, place))
  return { dataset: sets }
}

function presentOne(one: Attribute, place: Place): unknown {
  const { entity, plan, name } = place
  const times =
    plan.sysAttrs && entity.createdAt !== undefined
      ? timesOf({ createdAt: entity.createdAt, times: entity.times }, name, one.datasetId)
      : undefined
  return presentInstance(one, plan, times, plan.inline === undefined ? undefined : linkedOf(one, place))
}

/** The entities that a relationship leads to, shown; undefined when none is there, or the way ends. */
function linkedOf(one: Attribute, { name, entity, plan }: Place): readonly JsonObject[] | undefined {
  const { inline } = plan
  if (inline === undefined || inline.level < 1) return undefined
  const met = [...(inline.containedBy ?? []), entity.id]
  const found = targetsOf(one)
    .filter((id) => !met.includes(id))
    .map((id) => inline.find(id))
    .filter((target) => target !== undefined)
  if (found.length === 0) return undefined
  const below: Plan = {
    ...plan,
    pick: plan.pick?.members.get(name),
    omit: plan.omit?.members.get(name),
    inline: { ...inline, level: inline.level - 1, containedBy: met },
  }
  return found.map((target) => present(target, below))
}

/** The ids that a relationship points to; none for other kinds. */
export function targetsOf(one: Attribute): readonly string[] {
  if (one.type === 'ListRelationship') return one.objectList
  if (one.type !== 'Relationship') return []
  return typeof one.object === 'string' ? [one.object] : one.object
}
