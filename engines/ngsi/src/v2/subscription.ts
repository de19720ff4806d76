/** Subscriptions of NGSIv2 (Orion API): read, kept as they came beside the NGSI-LD subscription that triggers them, shown. */
import { isMap } from '../json-map.ts'
import { badData } from '../json-value.ts'
import type { Json } from '../model.ts'
import { isUri } from '../names.ts'
import { isProblem, ProblemSignal, settle, type Problem } from '../problem.ts'
import type { GeoQuery, QueryExpression } from '../query.ts'
import { parseRegex } from '../regex.ts'
import type { GeoQueryJson, SelectorJson, Subscription, Trigger } from '../subscription.ts'
import { uriFromV2 } from './identity.ts'
import { checkedId, checkedType } from './input.ts'
import { isV2Name, storedFromV2 } from './names.ts'
import { parseV2Geo, parseV2Query } from './query.ts'
import { readV2Notification, v2Target, type V2NotificationParams } from './subscription-notification.ts'
import { v2Instant } from './values.ts'

export interface V2SubjectEntity {
  readonly id?: string
  readonly idPattern?: string
  readonly type?: string
  readonly typePattern?: string
}
export const v2Alterations = ['entityCreate', 'entityUpdate', 'entityChange', 'entityDelete'] as const
export type V2Alteration = (typeof v2Alterations)[number]

export interface V2Condition {
  readonly attrs?: readonly string[]
  readonly expression?: Readonly<Record<string, string>>
  readonly alterationTypes?: readonly V2Alteration[]
}
/** A subscription as a client says it. */
export interface V2Subscription {
  readonly description?: string
  readonly subject: { readonly entities: readonly V2SubjectEntity[]; readonly condition?: V2Condition }
  readonly notification: V2NotificationParams
  readonly expires?: string
  readonly status?: 'active' | 'inactive' | 'oneshot'
  readonly throttling?: number
  /** Where entities are filed that it is about: `Fiware-ServicePath`. */
  readonly paths: readonly string[]
}

/** Seconds in which a subscription of status `oneshot` is silent after its notification. */
const ONESHOT_SILENCE_S = 315_360_000

/** Reads a subscription; with `standing`, what a PATCH leaves out stays. */
export function parseV2Subscription(
  json: unknown,
  given: { readonly paths: readonly string[]; readonly standing?: V2Subscription },
): V2Subscription | Problem {
  return settle(() => {
    if (!isMap(json)) throw badData('The body is no JSON object with a subscription.')
    const { description, subject, notification, expires, status, throttling, ...others } = json
    const [stray] = Object.keys(others)
    if (stray !== undefined) throw badData(`A subscription has no member ${stray}.`)
    const { standing } = given
    const about = subject === undefined ? standing?.subject : readSubject(subject)
    const params = notification === undefined ? standing?.notification : readV2Notification(notification)
    if (about === undefined) throw badData('no subject in payload')
    if (params === undefined) throw badData('no notification in payload')
    const said = {
      description: textOf(description, 'description'),
      expires: readExpiry(expires),
      status: readStatus(status),
      throttling: readThrottling(throttling),
    }
    const kept = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
    const { expires: before, ...rest } = standing ?? { paths: given.paths }
    // An empty expiry takes the old one away.
    return {
      ...rest,
      ...(before === undefined || expires === '' || expires === null ? {} : { expires: before }),
      ...kept,
      subject: about,
      notification: params,
    } as V2Subscription
  })
}

function textOf(value: unknown, name: string): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'string' || value.length > 1024) throw badData(`${name} is no text of at most 1024 characters.`)
  return value
}

function readExpiry(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const at = typeof value === 'string' ? v2Instant(value) : undefined
  if (at === undefined) throw badData('expires is no ISO 8601 date.')
  return at
}

function readStatus(value: unknown): V2Subscription['status'] {
  if (value === undefined || value === 'active' || value === 'inactive' || value === 'oneshot') return value
  throw badData('status is active, inactive or oneshot.')
}

function readThrottling(value: unknown): number | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw badData('throttling is a number of seconds.')
  return value
}

function readSubject(json: unknown): V2Subscription['subject'] {
  if (!isMap(json) || !Array.isArray(json['entities']) || json['entities'].length === 0 || json['entities'].length > 100)
    throw badData('subject needs a list of 1 to 100 entities.')
  const entities = (json['entities'] as readonly unknown[]).map(readEntity)
  return json['condition'] === undefined ? { entities } : { entities, condition: readCondition(json['condition']) }
}

function readEntity(json: unknown): V2SubjectEntity {
  if (!isMap(json)) throw badData('An entity of subject is no JSON object.')
  const { id, idPattern, type, typePattern } = json
  if ((id === undefined) === (idPattern === undefined)) throw badData('An entity of subject needs either id or idPattern.')
  if (type !== undefined && typePattern !== undefined) throw badData('An entity of subject has type or typePattern, not both.')
  for (const pattern of [idPattern, typePattern]) {
    if (pattern === undefined) continue
    const regex = typeof pattern === 'string' ? parseRegex(pattern) : undefined
    if (regex === undefined) throw badData('Patterns are texts.')
    if (isProblem(regex)) throw new ProblemSignal(regex.problem, regex.detail)
  }
  if (id !== undefined && typeof id !== 'string') throw badData('An id is a text.')
  if (id !== undefined) checkedId(id)
  if (type !== undefined) checkedType(type)
  return Object.fromEntries(
    Object.entries({ id, idPattern, type, typePattern }).filter(([, value]) => value !== undefined),
  ) as V2SubjectEntity
}

function readCondition(json: unknown): V2Condition {
  if (!isMap(json)) throw badData('condition is no JSON object.')
  const { attrs = [], expression = {}, alterationTypes } = json
  if (!Array.isArray(attrs) || !attrs.every((one) => typeof one === 'string' && isV2Name(one)))
    throw badData('condition.attrs is no list of attribute names.')
  if (!isMap(expression) || !Object.values(expression).every((one) => typeof one === 'string'))
    throw badData('condition.expression holds texts.')
  const known = (one: unknown): boolean => (v2Alterations as readonly unknown[]).includes(one)
  if (alterationTypes !== undefined && (!Array.isArray(alterationTypes) || !alterationTypes.every(known)))
    throw badData(`alterationTypes are ${v2Alterations.join(', ')}.`)
  const condition = { attrs, expression, ...(alterationTypes === undefined ? {} : { alterationTypes }) } as unknown as V2Condition
  conditionsOf(condition)
  return condition
}

interface Conditions {
  readonly q: QueryExpression | undefined
  readonly geo: GeoQuery | undefined
}

function conditionsOf({ expression = {} }: V2Condition): Conditions {
  const { q, mq, georel, geometry, coords } = expression
  const parts = [q === undefined ? undefined : sound(parseV2Query(q, 'q')), mq === undefined ? undefined : sound(parseV2Query(mq, 'mq'))]
  const of = parts.filter((one): one is QueryExpression => one !== undefined)
  return { q: of.length > 1 ? { op: 'and', of } : of[0], geo: sound(parseV2Geo({ georel, geometry, coords })) }
}

function sound<T>(value: T | Problem): T {
  if (isProblem(value)) throw new ProblemSignal(value.problem, value.detail)
  return value
}

/** What triggers it, in terms of NGSI-LD: at least as wide; `acceptsV2` decides the rest. */
export function subscriptionFromV2(id: string, given: V2Subscription): Subscription {
  const { subject, notification, expires, status = 'active', throttling } = given
  const condition = subject.condition ?? {}
  const { q, geo } = conditionsOf(condition)
  const watched = (condition.attrs ?? []).map((name) => storedFromV2(name, 'attribute'))
  const silence = status === 'oneshot' ? ONESHOT_SILENCE_S : throttling
  const silent = silence === undefined || silence === 0 ? {} : { throttling: silence }
  return {
    id,
    type: 'Subscription',
    entities: subject.entities.map(selectorOf),
    notificationTrigger: triggersOf(condition.alterationTypes ?? ['entityCreate', 'entityChange']),
    ...(watched.length === 0 ? {} : { watchedAttributes: watched }),
    ...(q === undefined ? {} : { q: { text: condition.expression?.['q'] ?? '', key: 'ngsiv2', tree: q } }),
    ...(geo === undefined ? {} : { geoQ: geoJsonOf(geo) }),
    ...silent,
    ...(expires === undefined ? {} : { expiresAt: expires }),
    isActive: status !== 'inactive',
    notification: { endpoint: { uri: v2Target(notification) } },
  }
}

const triggersOf = (alterations: readonly V2Alteration[]): readonly Trigger[] => [
  ...new Set(
    alterations.map((one): Trigger =>
      one === 'entityCreate' ? 'entityCreated' : one === 'entityDelete' ? 'entityDeleted' : 'entityUpdated',
    ),
  ),
]

function selectorOf({ id, type }: V2SubjectEntity): SelectorJson {
  const typed = type === undefined ? '*' : storedFromV2(type, 'type')
  if (id === undefined) return { type: typed }
  // Without a type, an id that is no URI may belong to any.
  return type === undefined ? (isUri(id) ? { type: typed, id } : { type: typed }) : { type: typed, id: uriFromV2(id, type) }
}

function geoJsonOf({ relation, geometry }: GeoQuery): GeoQueryJson {
  const near =
    relation.op === 'near'
      ? relation.maxDistance_m === undefined
        ? `;minDistance==${relation.minDistance_m ?? 0}`
        : `;maxDistance==${relation.maxDistance_m}`
      : ''
  return { geometry: geometry.type, coordinates: geometry.coordinates as unknown as Json, georel: `${relation.op}${near}` }
}
