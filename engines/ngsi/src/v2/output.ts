/** Shows entities in NGSIv2's representations: normalized, keyValues, values, unique (Orion API, NGSIv2). */
import { isInstanceList, type AttributeValue, type Attribute, type Entity, type Json, type Times } from '../model.ts'
import { timesOf } from '../times.ts'
import { v2FromAttribute, type V2Attribute, type V2Metadata } from './attribute.ts'
import { v2Identity } from './identity.ts'
import { v2FromStored } from './names.ts'

export type V2Format = 'normalized' | 'keyValues' | 'values' | 'unique'

/** What is shown: names as requests list them; `*` stands for all that are no builtins. */
export interface V2View {
  readonly format: V2Format
  readonly attrs?: readonly string[] | undefined
  readonly exceptAttrs?: readonly string[] | undefined
  readonly metadata?: readonly string[] | undefined
}

/** An entity with its times, as far as they are known; `more` holds attributes of a moment (alterationType). */
export type V2Presentable = Entity & {
  readonly createdAt?: string | undefined
  readonly modifiedAt?: string | undefined
  readonly times?: Readonly<Record<string, Times>> | undefined
}

/** What a notification knows of a change besides. */
export interface V2Change {
  readonly alterationType?: string | undefined
  readonly previous?: Readonly<Record<string, Json>> | undefined
  readonly actions?: Readonly<Record<string, 'append' | 'update' | 'delete'>> | undefined
}

export type V2Json = Readonly<Record<string, unknown>> | readonly Json[]

/** An entity in one of the representations. */
export function presentV2Entity(entity: V2Presentable, view: V2View, change: V2Change = {}): V2Json {
  const { id, type } = v2Identity(entity)
  const attributes = v2Attributes(entity, view, change)
  if (view.format === 'values') return attributes.map(([, { value }]) => value)
  if (view.format === 'unique') return [...new Map(attributes.map(([, { value }]) => [JSON.stringify(value), value])).values()]
  return { id, type, ...shownAttributes(attributes, view.format) }
}

/** Attributes alone, as `/attrs` answers them. */
export function presentV2Attributes(entity: V2Presentable, view: V2View): V2Json {
  const attributes = v2Attributes(entity, view, {})
  if (view.format === 'values' || view.format === 'unique') return presentV2Entity(entity, view)
  return shownAttributes(attributes, view.format)
}

const shownAttributes = (attributes: readonly (readonly [string, V2Attribute])[], format: V2Format): Readonly<Record<string, unknown>> =>
  Object.fromEntries(attributes.map(([name, one]) => [name, format === 'keyValues' ? one.value : one]))

/** Attributes to be shown, in the order asked for. */
function v2Attributes(entity: V2Presentable, view: V2View, change: V2Change): readonly (readonly [string, V2Attribute])[] {
  const { attrs = ['*'], exceptAttrs = [] } = view
  const all = Object.entries(entity.attributes).map(([stored, value]) => [v2FromStored(stored, 'attribute'), stored, value] as const)
  const shown = new Map<string, V2Attribute>()
  const show = (name: string, stored: string, value: AttributeValue): void => {
    const one = isInstanceList(value) ? (value.find(({ datasetId }) => datasetId === undefined) ?? value[0]) : value
    if (one !== undefined && !exceptAttrs.includes(name)) shown.set(name, withBuiltins({ entity, stored, name, one }, view, change))
  }
  for (const wanted of attrs) {
    if (wanted === '*') for (const [name, stored, value] of all) show(name, stored, value)
    else {
      const found = all.find(([name]) => name === wanted)
      const builtin = found === undefined ? builtinAttribute(entity, wanted, change) : undefined
      if (found !== undefined) show(...found)
      else if (builtin !== undefined) shown.set(wanted, { ...builtin, metadata: {} })
    }
  }
  return [...shown]
}

const dated = (value: string | undefined): V2Metadata | undefined => (value === undefined ? undefined : { type: 'DateTime', value })

/** Attributes that the broker makes, shown where they are asked for by name. */
function builtinAttribute(entity: V2Presentable, name: string, change: V2Change): V2Metadata | undefined {
  switch (name) {
    case 'dateCreated':
      return dated(entity.createdAt)
    case 'dateModified':
      return dated(entity.modifiedAt)
    case 'dateExpires':
      return dated(entity.expiresAt)
    case 'servicePath':
      return { type: 'Text', value: v2Identity(entity).servicePath }
    case 'alterationType':
      return change.alterationType === undefined ? undefined : { type: 'Text', value: change.alterationType }
    default:
      return undefined
  }
}

interface Shown {
  readonly entity: V2Presentable
  readonly stored: string
  readonly name: string
  readonly one: Attribute
}

function withBuiltins({ entity, stored, name, one }: Shown, { metadata: asked }: V2View, change: V2Change): V2Attribute {
  const said = v2FromAttribute(one)
  if (asked === undefined) return said
  const shown: Record<string, V2Metadata> = asked.includes('*') ? { ...said.metadata } : {}
  const times =
    entity.createdAt === undefined ? undefined : timesOf({ createdAt: entity.createdAt, times: entity.times }, stored, one.datasetId)
  const previous = change.previous !== undefined && Object.hasOwn(change.previous, name) ? change.previous[name] : undefined
  const action = change.actions !== undefined && Object.hasOwn(change.actions, name) ? change.actions[name] : undefined
  const builtins: Readonly<Record<string, V2Metadata | undefined>> = {
    dateCreated: dated(times?.createdAt),
    dateModified: dated(times?.modifiedAt),
    previousValue: previous === undefined ? undefined : { type: said.type, value: previous },
    actionType: action === undefined ? undefined : { type: 'Text', value: action },
  }
  for (const key of asked) {
    const found = Object.hasOwn(said.metadata, key) ? said.metadata[key] : Object.hasOwn(builtins, key) ? builtins[key] : undefined
    if (found !== undefined) shown[key] = found
  }
  return { ...said, metadata: shown }
}
