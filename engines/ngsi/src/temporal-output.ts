/** From temporal evolutions to JSON: normalized, concise, simplified, aggregated (ETSI GS CIM 009 V1.9.1 §4.5.6–§4.5.9, §4.5.19). */
import { coreContext } from './context.ts'
import { presentInstance, valueOf } from './instance-output.ts'
import { chooseLanguage } from './language.ts'
import { bareValue, type Attribute, type AttributeKind, type Json } from './model.ts'
import type { JsonObject, OutputOptions } from './output.ts'
import { shows } from './projection.ts'
import { aggregate, applies, type Aggregates, type Point } from './temporal-aggregate.ts'
import { periodsOf, readInstant } from './temporal-duration.ts'
import type { Aggregation, AggregationMethod } from './temporal-query.ts'
import { isGone, timeOf, type Evolution, type Instance, type Recorded, type TimeProperty } from './temporal.ts'

export type TemporalFormat = 'normalized' | 'concise' | 'temporalValues'

/** How evolutions are shown, whatever their form. */
export type EvolutionOptions = Pick<OutputOptions, 'sysAttrs' | 'context' | 'lang' | 'pick' | 'omit'>

export interface TemporalOutput extends EvolutionOptions {
  readonly format: TemporalFormat
  /** The temporal property that the request is about: the second of each pair of the simplified form. */
  readonly property?: TimeProperty | undefined
}

const NULL = 'urn:ngsi-ld:null'
/** What a deleted instance of a kind says (§4.5.0, §4.5.7, §4.5.8). */
const NULLS: Readonly<Record<AttributeKind, JsonObject>> = {
  Property: { value: NULL },
  GeoProperty: { value: NULL },
  Relationship: { object: NULL },
  LanguageProperty: { languageMap: { '@none': NULL } },
  JsonProperty: { json: NULL },
  VocabProperty: { vocab: NULL },
  ListProperty: { valueList: [NULL] },
  ListRelationship: { objectList: [NULL] },
}
const PLURALS: Readonly<Record<AttributeKind, string>> = {
  Property: 'values',
  GeoProperty: 'values',
  Relationship: 'objects',
  LanguageProperty: 'languageMaps',
  JsonProperty: 'jsons',
  VocabProperty: 'vocabs',
  ListProperty: 'valueLists',
  ListRelationship: 'objectLists',
}

/** An evolution as JSON. Attributes whose instances are on other pages show as empty (§6.3.10). */
export function presentEvolution(evolution: Evolution, options: TemporalOutput): JsonObject {
  const shown: Record<string, unknown> = presentHead(evolution, options)
  for (const [name, instances] of Object.entries(evolution.attributes)) {
    if (!shows(name, options.pick, options.omit)) continue
    const value =
      options.format === 'temporalValues' ? simplified(name, instances, options) : instances.map((one) => presentOne(name, one, options))
    Object.defineProperty(shown, nameOf(name, options), { value, enumerable: true })
  }
  for (const [name, type] of Object.entries(evolution.elsewhere ?? {})) {
    if (!shows(name, options.pick, options.omit)) continue
    const value = options.format === 'temporalValues' ? { type, [PLURALS[type]]: [] } : []
    Object.defineProperty(shown, nameOf(name, options), { value, enumerable: true })
  }
  return shown
}

/** Id, type and times of the entity. */
function presentHead(evolution: Omit<Evolution, 'attributes'>, options: EvolutionOptions): Record<string, unknown> {
  const { context = coreContext(), pick, omit, sysAttrs } = options
  const { id, types, createdAt, modifiedAt, deletedAt } = evolution
  const names = types.map((type) => context.compact(type))
  return {
    ...(shows('id', pick, omit) ? { id } : {}),
    ...(shows('type', pick, omit) ? { type: names.length === 1 ? names[0] : names } : {}),
    ...(sysAttrs && createdAt !== undefined ? { createdAt } : {}),
    ...(sysAttrs && modifiedAt !== undefined ? { modifiedAt } : {}),
    ...(sysAttrs && deletedAt !== undefined ? { deletedAt } : {}),
  }
}

/** The name of an attribute in the terms of the reader. */
const nameOf = (name: string, { context = coreContext() }: EvolutionOptions): string => (name === 'scope' ? name : context.compact(name))

function presentOne(name: string, instance: Instance, options: TemporalOutput): JsonObject {
  const { recorded, createdAt, modifiedAt, deletedAt, id } = instance
  const said = name === 'scope' ? scopeMembers(recorded) : isGone(recorded) ? goneMembers(recorded) : presented(recorded, options)
  return {
    ...said,
    instanceId: id,
    ...(options.sysAttrs ? { createdAt, modifiedAt } : {}),
    ...(deletedAt === undefined ? {} : { deletedAt }),
  }
}

const goneMembers = ({ type, datasetId, observedAt }: Extract<Recorded, { deleted: true }>): JsonObject => ({
  type,
  ...NULLS[type],
  ...(datasetId === undefined ? {} : { datasetId }),
  ...(observedAt === undefined ? {} : { observedAt }),
})

/** The scope has temporal members only; deleted, it is an empty list (§4.5.6). */
const scopeMembers = (recorded: Recorded): JsonObject => ({
  type: 'Property',
  value: isGone(recorded) ? [] : scopeValue(recorded),
  ...(recorded.observedAt === undefined ? {} : { observedAt: recorded.observedAt }),
})
const scopeValue = (recorded: Attribute): unknown => {
  const value = bareValue(recorded)
  return Array.isArray(value) && value.length === 1 ? value[0] : value
}

/** One instance as entities show their attributes; a bare concise value gets its member back, to carry its instanceId. */
function presented(recorded: Attribute, { format, context = coreContext(), lang }: TemporalOutput): JsonObject {
  const shown = presentInstance(recorded, { concise: format === 'concise', sysAttrs: false, context, lang })
  return isMembers(shown, recorded) ? shown : { value: shown }
}
const isMembers = (value: unknown, { type }: Attribute): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(type === 'GeoProperty' && 'coordinates' in value)

/** One object per dataset and kind, with pairs of value and time (§4.5.9). */
function simplified(name: string, instances: readonly Instance[], options: TemporalOutput): unknown {
  const series = seriesOf(instances, options).map(({ type, datasetId, members }) => ({
    type,
    ...(datasetId === undefined ? {} : { datasetId }),
    [PLURALS[type]]: members.map((one) => [
      name === 'scope' ? scopeMembers(one.recorded)['value'] : simple(one.recorded, options),
      timeOf(one, options.property) ?? one.modifiedAt,
    ]),
  }))
  return series.length === 1 ? series[0] : series
}

function simple(recorded: Recorded, { context = coreContext(), lang }: TemporalOutput): unknown {
  const { type } = recorded
  if (isGone(recorded)) return WRAPPED.has(type) ? NULLS[type] : Object.values(NULLS[type])[0]
  if (recorded.type === 'LanguageProperty' && lang !== undefined) {
    const tag = chooseLanguage(recorded.languageMap, lang)
    if (tag !== undefined) return recorded.languageMap[tag]
  }
  return WRAPPED.has(type) ? { [PLURALS[type].slice(0, -1)]: valueOf(recorded, context) } : valueOf(recorded, context)
}
const WRAPPED: ReadonlySet<AttributeKind> = new Set(['LanguageProperty', 'JsonProperty', 'VocabProperty'])

interface Series {
  readonly type: AttributeKind
  readonly datasetId: string | undefined
  readonly members: Instance[]
}
function seriesOf(instances: readonly Instance[], { lang }: TemporalOutput): readonly Series[] {
  const found = new Map<string, Series>()
  for (const one of instances) {
    const { datasetId } = one.recorded
    // In one language, a text is what a Property says (§4.15).
    const type = lang !== undefined && one.recorded.type === 'LanguageProperty' && !isGone(one.recorded) ? 'Property' : one.recorded.type
    const key = `${type} ${datasetId ?? ''}`
    const series = found.get(key)
    if (series === undefined) found.set(key, { type, datasetId, members: [one] })
    else series.members.push(one)
  }
  return [...found.values()]
}

// ── Aggregated ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** The values of one series (attribute, dataset, kind) that are to be aggregated. */
export interface PointSeries {
  readonly name: string
  readonly type: AttributeKind
  readonly datasetId?: string | undefined
  readonly points: readonly Point[]
}
export interface PointEvolution extends Omit<Evolution, 'attributes'> {
  readonly series: readonly PointSeries[]
}

/** The range that periods are counted in, from the query; open ends are those of the points (§4.5.19.1). */
export interface AggregationRange {
  readonly start?: string | undefined
  readonly end?: string | undefined
}

/** Names of attributes none of whose values any of the methods applies to (§5.7.4.4). */
export function ineligible({ series }: PointEvolution, { methods }: Aggregation): readonly string[] {
  const able = new Set(
    series.filter(({ points }) => points.some((point) => methods.some((method) => applies(method, point)))).map(({ name }) => name),
  )
  return [...new Set(series.map(({ name }) => name))].filter((name) => !able.has(name))
}

/** The aggregated representation (§4.5.19). A series that no method applies to is left out; periods without values have no row. */
export function presentAggregated(
  evolution: PointEvolution,
  { methods, period }: Aggregation,
  options: EvolutionOptions & { readonly range: AggregationRange },
): JsonObject {
  let [first, last] = [Infinity, -Infinity]
  for (const { points } of evolution.series)
    for (const { at_ms } of points) {
      if (at_ms < first) first = at_ms
      if (at_ms > last) last = at_ms
    }
  const start = options.range.start === undefined ? first : readInstant(options.range.start)
  const end = options.range.end === undefined ? last : readInstant(options.range.end)
  const periods = periodsOf(period, start, end)
  const shown = new Map<string, JsonObject[]>()
  for (const { name, type, datasetId, points } of evolution.series) {
    if (!shows(name, options.pick, options.omit)) continue
    const able = methods.filter((method) => points.some((point) => applies(method, point)))
    const aggregates: Aggregates | undefined = able.length === 0 ? undefined : aggregate(points, able, periods)
    if (aggregates === undefined) continue
    const key = nameOf(name, options)
    shown.set(key, [...(shown.get(key) ?? []), { type, ...(datasetId === undefined ? {} : { datasetId }), ...aggregates }])
  }
  return {
    ...presentHead(evolution, options),
    ...Object.fromEntries([...shown].map(([name, list]) => [name, list.length === 1 ? list[0] : list])),
  }
}

/** The point of an instance, where it has the time that is asked for; deleted ones have no value. */
export function pointOf(instance: Instance, property?: TimeProperty): Point | undefined {
  const { recorded } = instance
  const at = timeOf(instance, property)
  if (isGone(recorded) || at === undefined) return undefined
  const { type: kind, valueType } = recorded
  return { at_ms: readInstant(at), kind, value: bareValue(recorded) as Json, ...(valueType === undefined ? {} : { valueType }) }
}

export type { AggregationMethod }
