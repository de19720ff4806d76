/** Writes notifications: {id, type, subscriptionId, notifiedAt, data} in the form that the receiver accepts (§5.3.1, §5.8.6, §6.3.8). */
import {
  conformEntity,
  coreContextUrl,
  linkedEntities,
  linkedIds,
  notificationForm,
  notifiedEntity,
  readVersion,
  type CompiledSubscription,
  type Entity,
  type JsonObject,
  type Linked,
  type NotificationForm,
  type Observed,
  type TermContext,
  type TimedEntity,
} from '@machinaka/ngsi'
import type { Listener } from '../subscriptions/registry.ts'
import type { Message } from './undelivered-store.ts'

const RELATION = 'rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'

type Shown = Entity & Partial<TimedEntity>
/** Entities by id, those that exist: what relationships lead to. */
export type FindEntities = (ids: readonly string[]) => Promise<ReadonlyMap<string, Shown>>

/** The same words for many subscriptions: entities are written once per way of writing them. */
const written = new WeakMap<Observed, Map<string, string>>()
const forms = new WeakMap<CompiledSubscription, { readonly key: string; readonly shape: string; readonly form: NotificationForm }>()

/** How a subscription's entities are written, and a text that is equal where they are written alike. */
function formOf(compiled: CompiledSubscription, context: TermContext): { readonly shape: string; readonly form: NotificationForm } {
  const known = forms.get(compiled)
  if (known?.key === context.key) return known
  const { notification, datasetId, ngsildConformance, lang } = compiled.subscription
  const { endpoint, ...rest } = notification
  const shape = JSON.stringify([context.key, rest, endpoint.accept === 'application/geo+json', datasetId, ngsildConformance, lang])
  const made = { key: context.key, shape, form: notificationForm(compiled, context) }
  forms.set(compiled, made)
  return made
}

export interface MessageOptions {
  readonly context: TermContext
  /** ISO 8601 UTC. */
  readonly now: string
  readonly id: string
  /** For subscriptions that follow relationships (§4.5.23). */
  readonly find: FindEntities
}

/** The notification of these changes, in their order. */
export async function messageOf(listener: Listener, changes: readonly Observed[], options: MessageOptions): Promise<Message> {
  const { compiled } = listener
  const { form, shape } = formOf(compiled, options.context)
  const amend = conformance(compiled)
  const terms = contextOf(compiled, options.context)
  const conform = (entity: JsonObject): JsonObject => ({ ...amend(entity), ...terms })
  if (form.join !== undefined) {
    const entities = changes.flatMap(({ after }) => after ?? [])
    const linked = await linkedFrom(form, entities, options.find)
    const own = changes.map((change) => notifiedEntity(form, change, linked))
    const all = form.join === 'flat' ? [...own, ...linkedEntities(form, entities, linked)] : own
    return wrapped(
      listener,
      all.map((one) => JSON.stringify(conform(one))),
      options,
    )
  }
  const texts = changes.map((change) => {
    // A deletion depends on what triggers, too, and is written each time.
    if (change.after === undefined) return JSON.stringify(conform(notifiedEntity(form, change)))
    const known = written.get(change) ?? new Map<string, string>()
    written.set(change, known)
    const text = known.get(shape) ?? JSON.stringify(conform(notifiedEntity(form, change)))
    known.set(shape, text)
    return text
  })
  return wrapped(listener, texts, options)
}

/** In ld+json each entity can be read alone: it has its @context (§5.2.4, §6.3.8). */
const contextOf = ({ subscription }: CompiledSubscription, { shown }: TermContext): JsonObject =>
  subscription.notification.endpoint.accept === 'application/ld+json' ? { '@context': shown } : {}

/** Amends entities to the version that the subscriber reads (§4.3.6.8). */
function conformance({ subscription }: CompiledSubscription): (entity: JsonObject) => JsonObject {
  const version = readVersion(subscription.ngsildConformance ?? '')
  const geo = subscription.notification.endpoint.accept === 'application/geo+json'
  return version === undefined || geo ? (entity) => entity : (entity) => conformEntity(entity, version)
}

/** What the relationships of the entities lead to, level by level. */
async function linkedFrom(form: NotificationForm, entities: readonly Shown[], find: FindEntities): Promise<Linked> {
  const found = new Map<string, Shown>(entities.map((one) => [one.id, one]))
  let edge = entities
  for (let level = 0; level < form.level && edge.length > 0; level += 1) {
    const ids = linkedIds(form, edge, level === 0).filter((id) => !found.has(id))
    const next = ids.length === 0 ? new Map<string, Shown>() : await find(ids)
    for (const [id, one] of next) found.set(id, one)
    edge = [...next.values()]
  }
  return { find: (id) => found.get(id), level: form.level }
}

/** A notification of entities that are written already. */
function wrapped(listener: Listener, entities: readonly string[], { context, now, id }: MessageOptions): Message {
  const { subscription } = listener.row.doc
  const { endpoint } = subscription.notification
  const geo = endpoint.accept === 'application/geo+json'
  const prefersJson =
    endpoint.receiverInfo?.some(({ key, value }) => key.toLowerCase() === 'prefer' && value.trim() === 'body=json') === true
  const inBody = endpoint.accept === 'application/ld+json' || (geo && !prefersJson)
  const url = subscription.jsonldContext ?? coreContextUrl(context.core)
  const terms = JSON.stringify(context.shown)
  const list = entities.join(',')
  const data = geo ? `{"type":"FeatureCollection","features":[${list}]${inBody ? `,"@context":${terms}` : ''}}` : `[${list}]`
  const head = `"id":${JSON.stringify(id)},"type":"Notification","subscriptionId":${JSON.stringify(subscription.id)},"notifiedAt":${JSON.stringify(now)}`
  const { tenantHeader } = listener.row.doc
  return {
    body: `{${head},"data":${data}${inBody && !geo ? `,"@context":${terms}` : ''}}`,
    contentType: endpoint.accept ?? 'application/json',
    ...(inBody ? {} : { link: `<${url}>; ${RELATION}` }),
    ...(tenantHeader === undefined ? {} : { headers: { 'NGSILD-Tenant': tenantHeader } }),
  }
}
