/** What a notification says of changed entities (ETSI GS CIM 009 V1.9.1 §5.3.1, §5.8.6, §4.21, §4.5.23). */
import { presentChanged, type ChangeOptions } from './change-output.ts'
import type { InstanceChange } from './commands.ts'
import type { TermContext } from './context.ts'
import { linksOf, presentFlat } from './join.ts'
import { parseLanguages } from './language.ts'
import { isInstanceList } from './model.ts'
import { presentFeature, type Format, type JsonObject, type Linked, type OutputOptions, type PresentableEntity } from './output.ts'
import { isProblem } from './problem.ts'
import { parseProjection, type Projection } from './projection.ts'
import { differences, type AttributeDifference, type Observed } from './subscription-match.ts'
import type { CompiledSubscription, NotificationParams } from './subscription.ts'

/** The representation that a subscription asks for; `keyValues` is the old name of `simplified`. */
export const formatOf = ({ format }: Pick<NotificationParams, 'format'>): Format =>
  format === undefined ? 'normalized' : format === 'keyValues' ? 'simplified' : format

/** The way a subscription wants its entities shown, in the terms of a context. Make it once for many changes. */
export interface NotificationForm {
  readonly options: OutputOptions
  readonly showChanges: boolean
  /** Whether the attributes of a deleted entity are shown. */
  readonly showDeleted: boolean
  readonly watched: ReadonlySet<string> | undefined
  readonly feature: boolean
  readonly join: 'flat' | 'inline' | undefined
  readonly level: number
}

export function notificationForm(
  { subscription, triggers, watched, datasetIds }: CompiledSubscription,
  context: TermContext,
): NotificationForm {
  const { notification, lang } = subscription
  const { attributes, pick, omit, join, joinLevel = 1, sysAttrs = false, showChanges = false, endpoint } = notification
  const languages = lang === undefined ? undefined : parseLanguages(lang)
  return {
    options: {
      format: formatOf(notification),
      sysAttrs,
      context,
      lang: isProblem(languages) ? undefined : languages,
      pick: projectionOf(attributes === undefined ? pick : ['id', 'type', 'scope', ...attributes], 'pick'),
      omit: projectionOf(omit, 'omit'),
      datasetIds: datasetIds === undefined ? undefined : [...datasetIds],
    },
    showChanges,
    showDeleted: showChanges || triggers.has('attributeDeleted'),
    watched,
    feature: endpoint.accept === 'application/geo+json',
    join: join === '@none' ? undefined : join,
    level: joinLevel,
  }
}

function projectionOf(members: readonly string[] | undefined, what: 'pick' | 'omit'): Projection | undefined {
  if (members === undefined) return undefined
  const projection = parseProjection(members.join(','), what)
  if (isProblem(projection)) throw new Error(`A stored subscription does not read: ${projection.detail}`)
  return projection
}

/** A changed entity as JSON; `linked` where relationships are followed inline. */
export function notifiedEntity(form: NotificationForm, change: Observed, linked?: Linked): JsonObject {
  const options = form.join === 'inline' && linked !== undefined ? { ...form.options, inline: linked } : form.options
  const { after } = change
  const json = after === undefined ? deletedEntity(form, change) : presentChanged(after, options, toldOf(form, change, change.attributes))
  if (!form.feature) return json
  const { id, ...properties } = json
  const geometry = after === undefined ? null : presentFeature(after, { ...options, format: 'simplified' })['geometry']
  return { ...(id === undefined ? {} : { id }), type: 'Feature', geometry, properties }
}

/** Of a deleted entity its id, type and the time; its attributes where their deletion is asked for, or what they were (§5.8.6). */
function deletedEntity(form: NotificationForm, change: Observed): JsonObject {
  const before: PresentableEntity = change.before ?? { id: change.id, types: [], attributes: {} }
  const gone = form.showDeleted
    ? differences(change).filter(({ name }) => form.showChanges || form.watched === undefined || form.watched.has(name))
    : []
  const shown = presentChanged({ ...before, scope: [], attributes: {} }, form.options, toldOf(form, change, gone))
  return { ...shown, deletedAt: change.at }
}

const toldOf = ({ showChanges }: NotificationForm, change: Observed, attributes: readonly AttributeDifference[]): ChangeOptions => ({
  showChanges,
  deletedAt: change.at,
  changes: attributes.map((one) => instanceChange(one, change)),
})

function instanceChange({ name, datasetId, operation }: AttributeDifference, { before }: Observed): InstanceChange {
  const value = before?.attributes[name]
  const previous = value === undefined ? undefined : (isInstanceList(value) ? value : [value]).find((one) => one.datasetId === datasetId)
  return { attribute: name, datasetId, kind: operation, previous }
}

/** The ids that the next step of a join leads to from these entities (§4.5.23). */
export const linkedIds = ({ options }: NotificationForm, entities: readonly PresentableEntity[], isFirst: boolean): readonly string[] => [
  ...new Set(entities.flatMap((entity) => linksOf(entity, isFirst ? options : {})).map(({ target }) => target)),
]

/** The entities that a flat join adds behind the notified ones (§4.5.23.3). */
export const linkedEntities = (
  { options }: NotificationForm,
  entities: readonly PresentableEntity[],
  linked: Linked,
): readonly JsonObject[] => presentFlat(entities, options, linked).slice(entities.length)
