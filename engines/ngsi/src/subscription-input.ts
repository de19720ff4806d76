/** Reads subscriptions and patches of them (ETSI GS CIM 009 V1.9.1 §5.2.12–§5.2.15, §5.2.22, §5.8.1.4, §5.8.2.4). */
import { coreContext, type TermContext } from './context.ts'
import { isMap } from './json-map.ts'
import { instant, isUri } from './names.ts'
import { isProblem, settle, type Problem } from './problem.ts'
import { parseQ } from './q-parse.ts'
import { parseRegex } from './regex.ts'
import { parseGeo, parseScopeQ, parseTypes } from './selectors.ts'
import { renamed } from './subscription-names.ts'
import { stateOf, triggers, type StoredQuery, type Subscription } from './subscription.ts'
import { readNotification } from './notification-input.ts'
import { bad, flag, names, positive, sound, subscriptionLimits, text } from './subscription-members.ts'

export interface SubscriptionOptions {
  readonly context?: TermContext | undefined
  /** ISO 8601 UTC: an expiry must lie after it. */
  readonly now: string
  /** The id where the body brings none. */
  readonly id: string
}

/** Reads a new subscription; read-only members and unknown ones are passed over (Table 5.2.12-2). */
export function parseSubscription(json: unknown, { context = coreContext(), now, id }: SubscriptionOptions): Subscription | Problem {
  return settle(() => {
    const given = members(json)
    if (given['type'] === undefined) throw bad('"type" is missing: it must be "Subscription" (§5.2.12).')
    const read = checked(renamed({ ...given, id: given['id'] ?? id }, 'stored', context))
    refusePast(read, now)
    return read
  })
}

/**
 * Applies a fragment (§5.8.2.4, §5.5.8): each of its members replaces the one that stands, null removes it.
 * An expired subscription comes to life by a new `expiresAt` only.
 */
export function patchSubscription(
  standing: Subscription,
  json: unknown,
  { context = coreContext(), now }: Omit<SubscriptionOptions, 'id'>,
): Subscription | Problem {
  return settle(() => {
    const fragment = renamed(members(json), 'stored', context)
    if (fragment['id'] !== undefined && fragment['id'] !== standing.id) throw bad('The id of a subscription cannot be changed (§5.2.12).')
    if (Object.keys(fragment).every((key) => key === 'id' || key === 'type')) throw bad('The fragment changes nothing (§5.8.2.4).')
    const merged: Record<string, unknown> = { ...standing }
    for (const [key, value] of Object.entries(fragment))
      if (value === null || value === NULL) delete merged[key]
      else merged[key] = value
    if (stateOf(standing, now) === 'expired' && 'isActive' in fragment !== 'expiresAt' in fragment) {
      if ('expiresAt' in fragment) delete merged['isActive']
      else restore(merged, 'isActive', standing.isActive)
    }
    const read = checked(merged)
    if ('expiresAt' in fragment) refusePast(read, now)
    return read
  })
}

const NULL = 'urn:ngsi-ld:null'

function restore(map: Record<string, unknown>, key: string, value: unknown): void {
  if (value === undefined) delete map[key]
  else map[key] = value
}

function members(json: unknown): Readonly<Record<string, unknown>> {
  if (!isMap(json)) throw bad('A subscription is a JSON object (§5.2.12).')
  const { '@id': id, '@type': type, '@context': _context, ...rest } = json
  const all = { ...rest, ...(id === undefined ? {} : { id }), ...(type === undefined ? {} : { type }) } as Readonly<Record<string, unknown>>
  if (all['type'] !== undefined && all['type'] !== 'Subscription') throw bad('"type" must be "Subscription" (§5.2.12).')
  return all
}

function refusePast({ expiresAt }: Subscription, now: string): void {
  if (expiresAt !== undefined && Date.parse(expiresAt) <= Date.parse(now)) throw bad(`"expiresAt" is in the past: it is ${now} (§5.8.1.4).`)
}

/** The members of the type, each checked; all others are left out. */
function checked(map: Readonly<Record<string, unknown>>): Subscription {
  const { id } = map
  if (typeof id !== 'string' || !isUri(id) || id.length > subscriptionLimits.idLength)
    throw bad(`"id" must be a URI of at most ${subscriptionLimits.idLength} characters (§5.2.12).`)
  if (map['temporalQ'] !== undefined) throw bad('"temporalQ" belongs to subscriptions of registrations only (§5.2.12).')
  const read: Subscription = {
    id,
    type: 'Subscription',
    ...kept('subscriptionName', text(map['subscriptionName'], 'subscriptionName')),
    ...kept('description', text(map['description'], 'description')),
    ...kept('entities', selectors(map['entities'])),
    ...kept('watchedAttributes', names(map['watchedAttributes'], 'watchedAttributes')),
    ...kept('notificationTrigger', triggerList(map['notificationTrigger'])),
    ...kept('timeInterval', positive(map['timeInterval'], 'timeInterval')),
    ...kept('throttling', positive(map['throttling'], 'throttling')),
    ...filters(map),
    ...kept('datasetId', datasetIds(map['datasetId'])),
    ...kept('lang', text(map['lang'], 'lang')),
    ...kept('expandValues', text(map['expandValues'], 'expandValues')),
    ...kept('jsonKeys', text(map['jsonKeys'], 'jsonKeys')),
    ...kept('isActive', flag(map['isActive'], 'isActive')),
    ...kept('expiresAt', dateTime(map['expiresAt'])),
    ...kept('localOnly', flag(map['localOnly'], 'localOnly')),
    ...kept('splitEntities', flag(map['splitEntities'], 'splitEntities')),
    ...kept('jsonldContext', contextUrl(map['jsonldContext'])),
    ...kept('ngsildConformance', conformance(map['ngsildConformance'])),
    notification: readNotification(map['notification']),
  }
  refuseContradictions(read)
  return read
}

const kept = <K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [key in K]: V })

function filters(map: Readonly<Record<string, unknown>>): Pick<Subscription, 'q' | 'geoQ' | 'scopeQ' | 'csf'> {
  const [q, scopeQ, csf, geoQ] = [query(map['q']), text(map['scopeQ'], 'scopeQ'), text(map['csf'], 'csf'), map['geoQ']]
  if (csf !== undefined) sound(parseQ(csf), 'csf')
  if (scopeQ !== undefined) sound(parseScopeQ(scopeQ), 'scopeQ')
  if (geoQ === undefined) return { ...kept('q', q), ...kept('scopeQ', scopeQ), ...kept('csf', csf) }
  if (!isMap(geoQ)) throw bad('"geoQ" must be an object with geometry, coordinates and georel (§5.2.13).')
  const { geometry, coordinates, georel, geoproperty } = geoQ
  if (typeof geometry !== 'string' || typeof georel !== 'string' || coordinates === undefined)
    throw bad('"geoQ" needs geometry, coordinates and georel (§5.2.13).')
  if (geoproperty !== undefined && typeof geoproperty !== 'string') throw bad('"geoproperty" must be the name of an attribute (§5.2.13).')
  sound(parseGeo({ geometry, coordinates, georel, geoproperty }), 'geoQ')
  return {
    ...kept('q', q),
    ...kept('scopeQ', scopeQ),
    ...kept('csf', csf),
    geoQ: { geometry, coordinates: coordinates as never, georel, ...kept('geoproperty', geoproperty) },
  }
}

/** `renamed` has read it, or says what is wrong. */
function query(value: unknown): StoredQuery | undefined {
  if (value === undefined) return undefined
  if (isProblem(value)) throw bad(`q: ${value.detail}`)
  if (!isMap(value)) throw bad('"q" must be a string (§5.2.12).')
  return value as unknown as StoredQuery
}

function refuseContradictions({ entities, watchedAttributes, timeInterval, throttling, localOnly }: Subscription): void {
  if (entities === undefined && watchedAttributes === undefined && localOnly !== true)
    throw bad('A subscription needs "entities" or "watchedAttributes", unless "localOnly" is true (§5.2.12).')
  if (timeInterval === undefined) return
  if (watchedAttributes !== undefined) throw bad('"timeInterval" and "watchedAttributes" exclude each other (§5.2.12).')
  if (throttling !== undefined) throw bad('"timeInterval" and "throttling" exclude each other (§5.2.12).')
  if (entities === undefined && localOnly !== true) throw bad('"timeInterval" needs "entities" (§5.2.12).')
}

function selectors(value: unknown): Subscription['entities'] {
  if (value === undefined) return undefined
  if (!Array.isArray(value) || value.length === 0 || value.length > subscriptionLimits.selectors)
    throw bad(`"entities" must hold between 1 and ${subscriptionLimits.selectors} selectors (§5.2.12).`)
  return value.map((one: unknown) => {
    if (!isMap(one) || typeof one['type'] !== 'string' || one['type'] === '')
      throw bad('Each of "entities" needs a "type": a type, an expression of types, or "*" (§5.2.33).')
    const { type, id, idPattern } = one
    if (type !== '*') sound(parseTypes(type), 'entities.type')
    const ids: readonly unknown[] = id === undefined ? [] : Array.isArray(id) ? id : [id]
    if (
      (Array.isArray(id) && id.length === 0) ||
      ids.length > subscriptionLimits.ids ||
      !ids.every((own) => typeof own === 'string' && isUri(own))
    )
      throw bad(`"id" of a selector must be a URI, or up to ${subscriptionLimits.ids} of them (§5.2.33).`)
    if (idPattern !== undefined && typeof idPattern !== 'string') throw bad('"idPattern" must be a regular expression (§5.2.33).')
    if (idPattern !== undefined) sound(parseRegex(idPattern), 'entities.idPattern')
    return { type, ...kept('id', id as string | readonly string[] | undefined), ...kept('idPattern', idPattern) }
  })
}

function triggerList(value: unknown): Subscription['notificationTrigger'] {
  if (value === undefined) return undefined
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const found = list.map((one) => triggers.find((known) => known === one))
  if (found.length === 0 || found.includes(undefined)) throw bad(`"notificationTrigger" takes ${triggers.join(', ')} (§5.2.12).`)
  return found.filter((one) => one !== undefined)
}

function datasetIds(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (list.length === 0 || list.length > subscriptionLimits.datasetIds) throw bad('"datasetId" must hold URIs or "@none" (§5.2.12).')
  return list.map((one) => {
    if (typeof one !== 'string' || (one !== '@none' && !isUri(one))) throw bad('"datasetId" must hold URIs or "@none" (§5.2.12).')
    return one
  })
}

function dateTime(value: unknown): string | undefined {
  if (value === undefined) return undefined
  const at = typeof value === 'string' ? instant(value) : undefined
  if (at === undefined) throw bad('"expiresAt" must be a DateTime in UTC, such as 2026-04-01T09:00:00Z (§4.6.3).')
  return at
}

function contextUrl(value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'string' || !/^https?:\/\/./.test(value)) throw bad('"jsonldContext" must be the URL of an @context (§5.2.12).')
  return value
}

function conformance(value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'string' || !/^\d+\.\d+$/.test(value)) throw bad('"ngsildConformance" must be like "1.6" (§5.2.12).')
  return value
}
