/** Entities as notifications show them: with values before the change, and with what was deleted (ETSI GS CIM 009 V1.9.1 §5.3.1, §5.8.6). */
import type { InstanceChange } from './commands.ts'
import { coreContext } from './context.ts'
import { addPrevious, deletedInstance, presentInstance, type InstanceStyle, type Shown } from './instance-output.ts'
import { NGSI_NULL } from './kinds.ts'
import { instancesOf, type Attribute } from './model.ts'
import { presentEntity, type JsonObject, type OutputOptions, type PresentableEntity } from './output.ts'
import { shows } from './projection.ts'
import { timesOf } from './times.ts'

export interface ChangeOptions {
  readonly changes: readonly InstanceChange[]
  /** Whether values before the change are shown; never in simplified form (§5.2.14). */
  readonly showChanges: boolean
  /** When what was deleted was deleted. */
  readonly deletedAt: string
}

/** An entity after a change. Attributes and data sets that are not asked for are left out, deleted ones too. */
export function presentChanged(entity: PresentableEntity, options: OutputOptions, told: ChangeOptions): JsonObject {
  const context = options.context ?? coreContext()
  const shown: Shown = { ...presentEntity(entity, options) }
  const changed = new Map<string, InstanceChange[]>()
  for (const change of told.changes) {
    const { attribute, datasetId } = change
    if (!shows(attribute, options.pick, options.omit) || options.datasetIds?.includes(datasetId ?? '@none') === false) continue
    changed.set(attribute, [...(changed.get(attribute) ?? []), change])
  }
  const showing = { entity, options, told, style: { ...options, concise: options.format === 'concise', context, lang: options.lang } }
  for (const [name, changes] of changed) {
    const term = context.compact(name)
    const value = options.format === 'simplified' ? simplified(shown[term], changes) : instances(name, changes, showing)
    if (value !== undefined) shown[term] = value
  }
  return shown
}

/** A deleted entity: id, type and deletedAt; with showChanges, the values its attributes had (§5.8.6). */
export function presentDeleted(previous: PresentableEntity, options: OutputOptions, told: ChangeOptions): JsonObject {
  const bare = { ...previous, attributes: {} }
  const shown = told.showChanges ? presentChanged(bare, options, told) : presentEntity(bare, options)
  return { ...shown, deletedAt: told.deletedAt }
}

interface Showing {
  readonly entity: PresentableEntity
  readonly options: OutputOptions
  readonly told: ChangeOptions
  readonly style: InstanceStyle
}

/** In simplified form the null stands for the attribute, or among its data sets (§4.5.5). */
function simplified(remaining: unknown, changes: readonly InstanceChange[]): unknown {
  const deleted = changes.filter((change) => change.kind === 'deleted')
  if (deleted.length === 0) return undefined
  const gone = Object.fromEntries(deleted.map(({ datasetId }) => [datasetId ?? '@none', NGSI_NULL]))
  if (remaining === undefined) return '@none' in gone ? NGSI_NULL : { dataset: gone }
  return { dataset: { ...(isDataset(remaining) ? remaining.dataset : { '@none': remaining }), ...gone } }
}

const isDataset = (value: unknown): value is { readonly dataset: Readonly<Record<string, unknown>> } =>
  typeof value === 'object' && value !== null && 'dataset' in value && Object.keys(value).length === 1

function instances(name: string, changes: readonly InstanceChange[], showing: Showing): unknown {
  const { entity, options, told } = showing
  const kept = instancesOf(entity, name).filter((one) => options.datasetIds?.includes(one.datasetId ?? '@none') !== false)
  const deleted = changes.filter((change) => change.kind === 'deleted')
  if (deleted.length === 0 && !told.showChanges) return undefined
  const whole = kept.length + deleted.length > 1
  const present = kept.map((one) => {
    const change = changes.find(({ kind, datasetId }) => kind === 'updated' && datasetId === one.datasetId)
    const style = { ...showing.style, whole }
    return instance(one, { name, previous: told.showChanges ? change?.previous : undefined, showing: { ...showing, style } })
  })
  // An attribute that is gone as a whole is told by its default instance alone.
  const alone = kept.length === 0 ? deleted.filter(({ datasetId }) => datasetId === undefined) : []
  const all = [...present, ...(alone.length > 0 ? alone : deleted).map((change) => deletion(change, showing))]
  return all.length === 1 ? all[0] : all
}

function instance(
  one: Attribute,
  { name, previous, showing }: { readonly name: string; readonly previous: Attribute | undefined; readonly showing: Showing },
): unknown {
  const shown = presentInstance(one, showing.style, instanceTimes(name, one.datasetId, showing))
  if (previous === undefined) return shown
  const isBare = (one.type === 'Property' || one.type === 'GeoProperty') && shown === one.value
  const whole: Shown = isBare ? { value: shown } : { ...(shown as Shown) }
  addPrevious(whole, previous, showing.style)
  return whole
}

/**
 * The null in an instance of its kind; in concise form as short as may be: alone, unless a data set, times or a previous
 * value have to be told (§5.8.6).
 */
function deletion({ attribute, previous, datasetId }: InstanceChange, showing: Showing): unknown {
  const { style, told } = showing
  if (previous === undefined || (style.concise && datasetId === undefined && !style.sysAttrs && !told.showChanges)) return NGSI_NULL
  const shown = deletedInstance(previous, style)
  if (told.showChanges) addPrevious(shown, previous, style)
  if (style.sysAttrs) Object.assign(shown, instanceTimes(attribute, datasetId, showing), { deletedAt: told.deletedAt })
  return shown
}

const instanceTimes = (name: string, datasetId: string | undefined, { entity, style }: Showing) =>
  style.sysAttrs && entity.createdAt !== undefined
    ? timesOf({ createdAt: entity.createdAt, times: entity.times }, name, datasetId)
    : undefined
