/**
 * Subscriptions (ETSI GS CIM 009 V1.9.1 §5.2.12–§5.2.15), as they are kept: the members as JSON with names in stored form,
 * so that any @context can show them and none is needed to work with them.
 */
import { parseRegex, type Regex } from './regex.ts'
import { parseGeo, parseScopeQ, parseTypes } from './selectors.ts'
import { isProblem } from './problem.ts'
import type { KeyValue } from './registration-model.ts'
import type { Json } from './model.ts'
import type { GeoQuery, QueryExpression, ScopeExpression, TypeExpression } from './query.ts'

export const triggers = [
  'entityCreated',
  'entityUpdated',
  'entityDeleted',
  'attributeCreated',
  'attributeUpdated',
  'attributeDeleted',
] as const
export type Trigger = (typeof triggers)[number]
/** What triggers a notification where a subscription does not say (Table 5.2.12-1). */
export const defaultTriggers: readonly Trigger[] = ['attributeCreated', 'attributeUpdated']

/** Endpoint (§5.2.15). */
export interface Endpoint {
  readonly uri: string
  readonly accept?: 'application/json' | 'application/ld+json' | 'application/geo+json' | undefined
  readonly timeout?: number | undefined
  readonly cooldown?: number | undefined
  readonly receiverInfo?: readonly KeyValue[] | undefined
  readonly notifierInfo?: readonly KeyValue[] | undefined
}
/** NotificationParams (§5.2.14). Texts of `attributes`, `pick`, `omit` hold names in stored form. */
export interface NotificationParams {
  readonly endpoint: Endpoint
  readonly attributes?: readonly string[] | undefined
  readonly pick?: readonly string[] | undefined
  readonly omit?: readonly string[] | undefined
  readonly format?: 'normalized' | 'concise' | 'simplified' | 'keyValues' | undefined
  readonly join?: 'flat' | 'inline' | '@none' | undefined
  readonly joinLevel?: number | undefined
  readonly showChanges?: boolean | undefined
  readonly sysAttrs?: boolean | undefined
}
/** EntitySelector (§5.2.33); `type` is an expression of type selection (§4.17) or `*`. */
export interface SelectorJson {
  readonly type: string
  readonly id?: string | readonly string[] | undefined
  readonly idPattern?: string | undefined
}
/** GeoQuery (§5.2.13). */
export interface GeoQueryJson {
  readonly geometry: string
  readonly coordinates: Json
  readonly georel: string
  readonly geoproperty?: string | undefined
}

/** q as it was sent under the @context with this key, and as it reads. */
export interface StoredQuery {
  readonly text: string
  readonly key: string
  readonly tree: QueryExpression
}

/** Subscription (§5.2.12) without its read-only members; checked, names in stored form. */
export interface Subscription {
  readonly id: string
  readonly type: 'Subscription'
  readonly subscriptionName?: string | undefined
  readonly description?: string | undefined
  readonly entities?: readonly SelectorJson[] | undefined
  readonly watchedAttributes?: readonly string[] | undefined
  readonly notificationTrigger?: readonly Trigger[] | undefined
  readonly timeInterval?: number | undefined
  readonly throttling?: number | undefined
  readonly q?: StoredQuery | undefined
  readonly geoQ?: GeoQueryJson | undefined
  readonly scopeQ?: string | undefined
  readonly csf?: string | undefined
  readonly datasetId?: readonly string[] | undefined
  readonly lang?: string | undefined
  readonly expandValues?: string | undefined
  readonly jsonKeys?: string | undefined
  readonly isActive?: boolean | undefined
  readonly expiresAt?: string | undefined
  readonly localOnly?: boolean | undefined
  readonly splitEntities?: boolean | undefined
  readonly jsonldContext?: string | undefined
  readonly ngsildConformance?: string | undefined
  readonly notification: NotificationParams
}

export type SubscriptionState = 'active' | 'paused' | 'expired'

/** Whether notifications are sent now (§5.8.6, Table 5.2.12-2). `now` is ISO 8601 UTC. */
export function stateOf({ expiresAt, isActive }: Pick<Subscription, 'expiresAt' | 'isActive'>, now: string): SubscriptionState {
  if (expiresAt !== undefined && Date.parse(expiresAt) <= Date.parse(now)) return 'expired'
  return isActive === false ? 'paused' : 'active'
}

/** One selector, ready to be tried on entities. */
export interface CompiledSelector {
  /** Undefined: any type. */
  readonly types: TypeExpression | undefined
  readonly ids: ReadonlySet<string> | undefined
  readonly idPattern: Regex | undefined
}
/** A subscription with its languages parsed, ready for matching. */
export interface CompiledSubscription {
  readonly subscription: Subscription
  readonly selectors: readonly CompiledSelector[] | undefined
  readonly watched: ReadonlySet<string> | undefined
  readonly triggers: ReadonlySet<Trigger>
  readonly q: QueryExpression | undefined
  readonly geo: GeoQuery | undefined
  readonly scopeQ: ScopeExpression | undefined
  readonly datasetIds: ReadonlySet<string> | undefined
}

/** Parses what a stored subscription says in its little languages; it was checked when it came in, so a failure is a bug. */
export function compileSubscription(subscription: Subscription): CompiledSubscription {
  const { entities, watchedAttributes, q, geoQ, scopeQ, datasetId } = subscription
  return {
    subscription,
    selectors: entities?.map(compileSelector),
    watched: watchedAttributes === undefined ? undefined : new Set(watchedAttributes),
    triggers: expandedTriggers(subscription.notificationTrigger ?? defaultTriggers),
    q: q?.tree,
    geo: geoQ === undefined ? undefined : sound(parseGeo(geoQ)),
    scopeQ: scopeQ === undefined ? undefined : sound(parseScopeQ(scopeQ)),
    datasetIds: datasetId === undefined ? undefined : new Set(datasetId),
  }
}

function compileSelector({ type, id, idPattern }: SelectorJson): CompiledSelector {
  return {
    types: type === '*' ? undefined : sound(parseTypes(type)),
    ids: id === undefined ? undefined : new Set(typeof id === 'string' ? [id] : id),
    // An id takes precedence over a pattern (§5.2.33).
    idPattern: id !== undefined || idPattern === undefined ? undefined : sound(parseRegex(idPattern)),
  }
}

/** "entityUpdated" is the three of attributes together (Table 5.2.12-1). */
function expandedTriggers(listed: readonly Trigger[]): ReadonlySet<Trigger> {
  return new Set(
    listed.flatMap((one): readonly Trigger[] =>
      one === 'entityUpdated' ? ['attributeCreated', 'attributeUpdated', 'attributeDeleted'] : [one],
    ),
  )
}

function sound<T>(value: T): Exclude<T, { readonly problem: unknown }> {
  if (isProblem(value)) throw new Error(`A stored subscription does not read: ${value.detail}`)
  return value as Exclude<T, { readonly problem: unknown }>
}
