/** Notifications in NGSIv2's form: which changes are told, and what is sent (Orion API: notification messages, custom notifications). */
import { isMap } from '../json-map.ts'
import type { Json } from '../model.ts'
import { isProblem } from '../problem.ts'
import { parseRegex } from '../regex.ts'
import type { Observed } from '../subscription-match.ts'
import { v2FromAttribute } from './attribute.ts'
import { v2Identity } from './identity.ts'
import { v2FromStored } from './names.ts'
import { presentV2Entity, type V2Format, type V2Json } from './output.ts'
import { v2Endpoint, type V2Endpoint } from './subscription-notification.ts'
import type { V2Alteration, V2SubjectEntity, V2Subscription } from './subscription.ts'

const ALTERATIONS: Readonly<Record<Observed['operation'], readonly V2Alteration[]>> = {
  created: ['entityCreate'],
  updated: ['entityUpdate', 'entityChange'],
  deleted: ['entityDelete'],
}

/** A test for what NGSI-LD's triggers cannot say: patterns of what NGSIv2 calls entities, service paths, kinds of alteration. */
export function acceptsV2({ subject, paths }: V2Subscription): (change: Observed) => boolean {
  const tests = subject.entities.map(entityTest)
  const alterations = subject.condition?.alterationTypes ?? ['entityCreate', 'entityChange']
  return (change) => {
    const entity = change.after ?? change.before
    if (entity === undefined || !ALTERATIONS[change.operation].some((one) => alterations.includes(one))) return false
    const { id, type, servicePath } = v2Identity(entity)
    return paths.some((path) => isWithinV2Path(servicePath, path)) && tests.some((test) => test(id, type))
  }
}

/** Whether a service path is meant by one of a request, which may end in `/#`. */
export const isWithinV2Path = (path: string, wanted: string): boolean =>
  wanted.endsWith('/#') ? path === wanted.slice(0, -2) || path.startsWith(wanted.slice(0, -1)) : path === wanted

function entityTest({ id, idPattern, type, typePattern }: V2SubjectEntity): (id: string, type: string) => boolean {
  const [ids, types] = [tester(idPattern), tester(typePattern)]
  return (one, of) => (id === undefined || one === id) && (type === undefined || of === type) && ids(one) && types(of)
}

function tester(pattern: string | undefined): (text: string) => boolean {
  const regex = pattern === undefined ? undefined : parseRegex(pattern)
  return regex === undefined || isProblem(regex) ? () => true : (text) => regex.test(text)
}

/** A notification ready to be sent. */
export interface V2Message {
  readonly url: string
  readonly method: string
  readonly body: string
  readonly contentType: string
  readonly headers: Readonly<Record<string, string>>
}

/** Whether each changed entity is notified for itself: macros speak of one. */
export function isOneByOne({ notification }: V2Subscription): boolean {
  return v2Endpoint(notification).kind.endsWith('Custom') || notification.attrsFormat?.startsWith('simplified') === true
}

/** Writes the notification of changes. */
export function v2Message(
  id: string,
  subscription: V2Subscription,
  { changes, service }: { readonly changes: readonly Observed[]; readonly service: string | undefined },
): V2Message {
  const endpoint = v2Endpoint(subscription.notification)
  const data = changes.map((change) => entityOf(subscription, change))
  const format = subscription.notification.attrsFormat ?? 'normalized'
  const [first] = changes
  const entity = first?.after ?? first?.before
  const path = entity === undefined ? '/' : v2Identity(entity).servicePath
  const standard: V2Message = {
    url: endpoint.url,
    method: 'POST',
    body: JSON.stringify(format.startsWith('simplified') ? data[0] : { subscriptionId: id, data }),
    contentType: 'application/json',
    headers: {
      'ngsiv2-attrsformat': format,
      'fiware-servicepath': path,
      ...(service === undefined ? {} : { 'fiware-service': service }),
    },
  }
  if (!endpoint.kind.endsWith('Custom') || entity === undefined) return standard
  const values = macroValues(first as Observed, { service, path })
  return customMessage(standard, { endpoint, values, data: first === undefined ? [] : [fullOf(first)], id })
}

const formatOf = (format: string): V2Format => (format === 'values' ? 'values' : /keyValues/i.test(format) ? 'keyValues' : 'normalized')

/** One entity as the subscription wants it. */
function entityOf({ notification }: V2Subscription, change: Observed): V2Json {
  const { attrs, exceptAttrs, metadata, onlyChangedAttrs = false, covered = false, attrsFormat = 'normalized' } = notification
  const entity = change.after ?? change.before
  if (entity === undefined) throw new Error('A change without an entity')
  const changed = new Set(change.attributes.map(({ name }) => v2FromStored(name, 'attribute')))
  const all = Object.keys(entity.attributes).map((name) => v2FromStored(name, 'attribute'))
  const wanted = attrs === undefined || attrs.length === 0 ? ['*'] : attrs
  const shown = onlyChangedAttrs
    ? wanted.flatMap((name) => (name === '*' ? all : [name])).filter((name) => changed.has(name) || !all.includes(name))
    : wanted
  const format = formatOf(attrsFormat)
  const json = presentV2Entity(entity, { format, attrs: shown, exceptAttrs, metadata }, changeOf(change))
  if (!covered || format === 'values' || Array.isArray(json)) return json
  const missing = wanted.filter((name) => name !== '*' && !(name in json) && !all.includes(name))
  const none = format === 'keyValues' ? null : { type: 'None', value: null, metadata: {} }
  return Object.fromEntries([...Object.entries(json), ...missing.map((name) => [name, none] as const)])
}

/** What metadata such as previousValue and attributes such as alterationType say of a change. */
function changeOf({ operation, before, attributes }: Observed): Parameters<typeof presentV2Entity>[2] {
  const previous = Object.entries(before?.attributes ?? {}).flatMap(([name, value]) => {
    const one = Array.isArray(value) ? value[0] : value
    return one === undefined ? [] : [[v2FromStored(name, 'attribute'), v2FromAttribute(one).value] as const]
  })
  const actions = attributes.map(
    (one) =>
      [
        v2FromStored(one.name, 'attribute'),
        one.operation === 'created' ? 'append' : one.operation === 'deleted' ? 'delete' : 'update',
      ] as const,
  )
  const alterationType = { created: 'entityCreate', updated: 'entityChange', deleted: 'entityDelete' }[operation]
  return { alterationType, previous: Object.fromEntries(previous), actions: Object.fromEntries(actions) }
}

const fullOf = (change: Observed): Readonly<Record<string, unknown>> => {
  const entity = change.after ?? change.before
  return entity === undefined ? {} : (presentV2Entity(entity, { format: 'normalized' }) as Readonly<Record<string, unknown>>)
}

// ── Macros ──────────────────────────────────────────────────────────────────────────────────────────────────────────

type Values = ReadonlyMap<string, Json>

/** What `${…}` may stand for: attributes by name, id, type, service and servicePath. */
function macroValues(change: Observed, { service, path }: { readonly service: string | undefined; readonly path: string }): Values {
  const entity = change.after ?? change.before
  if (entity === undefined) return new Map()
  const values = presentV2Entity(entity, { format: 'keyValues' }) as Readonly<Record<string, Json>>
  return new Map<string, Json>([...Object.entries(values), ['service', service ?? ''], ['servicePath', path]])
}

const textual = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null))
const expanded = (text: string, values: Values): string =>
  text.replace(/\$\{([^{}]*)\}/g, (_, name: string) => textual(values.get(name.trim())))

/** Macros in JSON: a text that is one macro becomes the value itself. */
function expandedJson(json: Json, values: Values): Json {
  if (typeof json === 'string') {
    const whole = /^\$\{([^{}]*)\}$/.exec(json)?.[1]
    return whole === undefined ? expanded(json, values) : (values.get(whole.trim()) ?? null)
  }
  if (Array.isArray(json)) return json.map((one: Json) => expandedJson(one, values))
  if (!isMap(json)) return json
  return Object.fromEntries(Object.entries(json).map(([key, one]) => [expanded(key, values), expandedJson(one as Json, values)]))
}

function customMessage(
  standard: V2Message,
  {
    endpoint,
    values,
    data,
    id,
  }: {
    readonly endpoint: V2Endpoint
    readonly values: Values
    readonly data: readonly Readonly<Record<string, unknown>>[]
    readonly id: string
  },
): V2Message {
  const { payload, json, qs = {}, headers = {}, method = 'POST' } = endpoint
  const url = expanded(endpoint.url, values)
  const query = Object.entries(qs).map(
    ([key, one]) => `${encodeURIComponent(expanded(key, values))}=${encodeURIComponent(expanded(one, values))}`,
  )
  const own = Object.fromEntries(Object.entries(headers).map(([key, one]) => [expanded(key, values).toLowerCase(), expanded(one, values)]))
  const { 'content-type': type, ...others } = own
  const body = bodyOf(endpoint, { values, data, id })
  return {
    url: query.length === 0 ? url : `${url}${url.includes('?') ? '&' : '?'}${query.join('&')}`,
    method,
    body: body?.text ?? standard.body,
    contentType: type ?? body?.type ?? standard.contentType,
    headers: { ...standard.headers, ...(payload === undefined && json === undefined ? {} : { 'ngsiv2-attrsformat': 'custom' }), ...others },
  }
}

function bodyOf(
  { payload, json, ngsi }: Pick<V2Endpoint, 'payload' | 'json' | 'ngsi'>,
  { values, data, id }: { readonly values: Values; readonly data: readonly Readonly<Record<string, unknown>>[]; readonly id: string },
): { readonly text: string; readonly type: string } | undefined {
  if (payload === null) return { text: '', type: 'text/plain' }
  if (payload !== undefined) return { text: expanded(unescaped(payload), values), type: 'text/plain' }
  if (json !== undefined) return { text: JSON.stringify(expandedJson(json, values)), type: 'application/json' }
  if (ngsi === undefined) return undefined
  const patch = expandedJson(ngsi, values) as Readonly<Record<string, unknown>>
  return { text: JSON.stringify({ subscriptionId: id, data: data.map((one) => ({ ...one, ...patch })) }), type: 'application/json' }
}

/** Characters that a subscription cannot hold stand percent-encoded in its payload. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
