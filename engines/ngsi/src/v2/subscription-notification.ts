/** How a subscription of NGSIv2 wants to be notified: http, httpCustom, mqtt, mqttCustom, and what of the entities. */
import { isMap } from '../json-map.ts'
import { badData, readJson } from '../json-value.ts'
import type { Json } from '../model.ts'

export const v2NotificationFormats = ['normalized', 'keyValues', 'values', 'simplifiedNormalized', 'simplifiedKeyValues'] as const
export type V2NotificationFormat = (typeof v2NotificationFormats)[number]

/** Where notifications go; the members of custom ones hold macros. */
export interface V2Endpoint {
  readonly url: string
  readonly timeout?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly qs?: Readonly<Record<string, string>>
  readonly method?: string
  /** Null: no body at all. */
  readonly payload?: string | null
  readonly json?: Json
  readonly ngsi?: Readonly<Record<string, Json>>
  readonly topic?: string
  readonly qos?: number
  readonly user?: string
  readonly passwd?: string
}
export interface V2NotificationParams {
  readonly http?: V2Endpoint
  readonly httpCustom?: V2Endpoint
  readonly mqtt?: V2Endpoint
  readonly mqttCustom?: V2Endpoint
  readonly attrs?: readonly string[]
  readonly exceptAttrs?: readonly string[]
  readonly attrsFormat?: V2NotificationFormat
  readonly metadata?: readonly string[]
  readonly onlyChangedAttrs?: boolean
  readonly covered?: boolean
}

const ENDPOINTS = ['http', 'httpCustom', 'mqtt', 'mqttCustom'] as const
const READ_ONLY = ['timesSent', 'lastNotification', 'lastSuccess', 'lastSuccessCode', 'lastFailure', 'lastFailureReason', 'failsCounter']
const METHODS: readonly unknown[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** The endpoint of a subscription, and its kind. */
export function v2Endpoint(params: V2NotificationParams): V2Endpoint & { readonly kind: (typeof ENDPOINTS)[number] } {
  const kind = ENDPOINTS.find((one) => params[one] !== undefined)
  const endpoint = kind === undefined ? undefined : params[kind]
  if (kind === undefined || endpoint === undefined) throw badData('notification needs one of http, httpCustom, mqtt, mqttCustom.')
  return { kind, ...endpoint }
}

/** The address that notifications queue for: without macros, which change the rest of it only. */
export function v2Target(params: V2NotificationParams): string {
  const { kind, url, topic, user, passwd } = v2Endpoint(params)
  if (!kind.startsWith('mqtt')) return url.includes('${') ? url.slice(0, url.indexOf('${')) : url
  const account = user === undefined ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(passwd ?? '')}@`
  return `${url.replace(/^(mqtts?:\/\/)/, `$1${account}`).replace(/\/$/, '')}/${topic ?? ''}`
}

/** Reads the member `notification` of a subscription. */
export function readV2Notification(json: unknown): V2NotificationParams {
  if (!isMap(json)) throw badData('notification is no JSON object.')
  const given = Object.entries(json).filter(([name]) => !READ_ONLY.includes(name))
  const params: Record<string, unknown> = {}
  for (const [name, value] of given) params[name] = readMember(name, value)
  if (ENDPOINTS.filter((one) => params[one] !== undefined).length !== 1)
    throw badData('notification needs one of http, httpCustom, mqtt, mqttCustom, and only one.')
  if (params['attrs'] !== undefined && params['exceptAttrs'] !== undefined)
    throw badData('notification has attrs or exceptAttrs, not both.')
  return params as V2NotificationParams
}

function readMember(name: string, value: unknown): unknown {
  switch (name) {
    case 'http':
    case 'mqtt':
    case 'httpCustom':
    case 'mqttCustom':
      return readEndpoint(name, value)
    case 'attrs':
    case 'exceptAttrs':
    case 'metadata':
      if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value
      throw badData(`notification.${name} is no list of names.`)
    case 'onlyChangedAttrs':
    case 'covered':
      if (typeof value === 'boolean') return value
      throw badData(`notification.${name} is true or false.`)
    case 'attrsFormat':
      if ((v2NotificationFormats as readonly unknown[]).includes(value)) return value
      throw badData(`notification.attrsFormat is one of ${v2NotificationFormats.join(', ')}.`)
    default:
      throw badData(`notification has no member ${name} here.`)
  }
}

function readEndpoint(kind: (typeof ENDPOINTS)[number], json: unknown): V2Endpoint {
  if (!isMap(json)) throw badData(`notification.${kind} is no JSON object.`)
  const { url, timeout, method, qos, topic, payload } = json
  const [mqtt, custom] = [kind.startsWith('mqtt'), kind.endsWith('Custom')]
  if (typeof url !== 'string' || url.length > 2048 || !(mqtt ? /^mqtts?:\/\/[^/]+\/?$/ : /^https?:\/\/[^/$]+/).test(url))
    throw badData(`notification.${kind}.url is no ${mqtt ? 'mqtt://host:port' : 'http or https'} address.`)
  if (mqtt && (typeof topic !== 'string' || topic === '' || /[#+]/.test(topic)))
    throw badData(`notification.${kind} needs a topic without wildcards.`)
  if (timeout !== undefined && (typeof timeout !== 'number' || timeout < 0 || timeout > 1_800_000))
    throw badData('timeout is between 0 and 1800000 milliseconds.')
  if (qos !== undefined && qos !== 0 && qos !== 1 && qos !== 2) throw badData('qos is 0, 1 or 2.')
  if (method !== undefined && !(custom && METHODS.includes(method))) throw badData(`method is one of ${METHODS.join(', ')}, in httpCustom.`)
  if (payload !== undefined && payload !== null && typeof payload !== 'string') throw badData('payload is a text or null.')
  const bodies = ['payload', 'json', 'ngsi'].filter((one) => json[one] !== undefined)
  if (bodies.length > 0 && (!custom || bodies.length > 1))
    throw badData('payload, json and ngsi belong to custom notifications, one of them.')
  for (const name of ['headers', 'qs', 'ngsi'])
    if (json[name] !== undefined && !isMap(json[name])) throw badData(`${name} is no JSON object.`)
  for (const name of ['headers', 'qs'])
    if (!Object.values((json[name] ?? {}) as object).every((one) => typeof one === 'string')) throw badData(`${name} holds texts.`)
  return readJson(json, kind, 'text') as unknown as V2Endpoint
}
