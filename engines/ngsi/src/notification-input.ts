/** Reads how a subscription wants to be notified (ETSI GS CIM 009 V1.9.1 §5.2.14, §5.2.15, §5.2.22, §7.2). */
import { isMap } from './json-map.ts'
import { depthOf, parseProjection } from './projection.ts'
import { isProblem } from './problem.ts'
import { bad, flag, names, positive, sound } from './subscription-members.ts'
import type { KeyValue } from './registration-model.ts'
import type { Endpoint, NotificationParams } from './subscription.ts'

export const endpointLimits = {
  uri: 2_048,
  info: 50,
  infoLength: 8_192,
  timeout_ms: 120_000,
  cooldown_ms: 86_400_000,
  joinLevel: 10,
} as const

const FORMATS = ['normalized', 'concise', 'simplified', 'keyValues'] as const
const JOINS = ['flat', 'inline', '@none'] as const
const MEDIA = ['application/json', 'application/ld+json', 'application/geo+json'] as const
/** Headers that the sender alone decides. */
const OWN_HEADERS: ReadonlySet<string> = new Set(['host', 'content-length', 'connection', 'transfer-encoding', 'upgrade', 'te', 'trailer'])

/** Checks NotificationParams (§5.2.14); output-only members are passed over. */
export function readNotification(value: unknown): NotificationParams {
  if (!isMap(value)) throw bad('"notification" must be an object with an endpoint (§5.2.14).')
  const read: NotificationParams = {
    endpoint: readEndpoint(value['endpoint']),
    ...some('attributes', names(value['attributes'], 'attributes')),
    ...some('pick', projection(value['pick'], 'pick')),
    ...some('omit', projection(value['omit'], 'omit')),
    ...some('format', oneOf(value['format'], 'format', FORMATS)),
    ...some('join', oneOf(value['join'], 'join', JOINS)),
    ...some('joinLevel', positive(value['joinLevel'], 'joinLevel', endpointLimits.joinLevel)),
    ...some('showChanges', flag(value['showChanges'], 'showChanges')),
    ...some('sysAttrs', flag(value['sysAttrs'], 'sysAttrs')),
  }
  if (read.joinLevel !== undefined && !Number.isInteger(read.joinLevel)) throw bad('"joinLevel" must be a whole number (§5.2.14).')
  if (read.showChanges === true && (read.format === 'keyValues' || read.format === 'simplified'))
    throw bad('"showChanges" needs a format that can show them: normalized or concise (§5.2.14).')
  if (read.attributes !== undefined && (read.pick !== undefined || read.omit !== undefined))
    throw bad('"attributes" is the old name of "pick": give one of "attributes" and "pick" or "omit" (§5.2.14).')
  if (read.attributes?.some((one) => one === 'id' || one === 'type' || one === 'scope') === true)
    throw bad('"attributes" takes attributes only; use "pick" for id, type and scope (§5.2.14).')
  for (const what of ['pick', 'omit'] as const) {
    const parsed = read[what] === undefined ? undefined : parseProjection(read[what].join(','), what)
    const most = read.join === 'flat' || read.join === 'inline' ? (read.joinLevel ?? 1) : 0
    if (parsed !== undefined && !isProblem(parsed) && depthOf(parsed) > most)
      throw bad(`"${what}" reaches deeper than "joinLevel" (§4.21).`)
  }
  const both = read.pick?.find((one) => read.omit?.includes(one) === true)
  if (both !== undefined) throw bad(`${JSON.stringify(both)} is both picked and omitted (§4.21).`)
  return read
}

function readEndpoint(value: unknown): Endpoint {
  if (!isMap(value)) throw bad('"endpoint" must be an object with a uri (§5.2.15).')
  const { uri } = value
  if (typeof uri !== 'string' || uri.length > endpointLimits.uri || !/^(?:https?|mqtts?):\/\/[^\s/?#]+/i.test(uri))
    throw bad('"endpoint.uri" must be an address of http, https, mqtt or mqtts (§5.2.15, §7.2).')
  const mqtt = /^mqtts?:/i.test(uri)
  if (mqtt && !/^mqtts?:\/\/[^/?#]+\/[^?#+]+$/i.test(uri))
    throw bad('An MQTT endpoint is like mqtt://host:1883/topic/subtopic, without wildcards (§7.2).')
  if (!mqtt && /^https?:\/\/[^/?#]*@/i.test(uri))
    throw bad('"endpoint.uri" carries a user or password; send it in receiverInfo as the header Authorization (§5.2.22).')
  const receiverInfo = keyValues(value['receiverInfo'], 'receiverInfo')
  if (!mqtt) for (const one of receiverInfo ?? []) refuseHeader(one)
  const notifierInfo = keyValues(value['notifierInfo'], 'notifierInfo')
  for (const { key, value: said } of notifierInfo ?? []) {
    if (key === 'MQTT-Version' && said !== 'mqtt3.1.1' && said !== 'mqtt5.0')
      throw bad('MQTT-Version is mqtt3.1.1 or mqtt5.0 (Table 7.2-1).')
    if (key === 'MQTT-QoS' && !/^[012]$/.test(said)) throw bad('MQTT-QoS is 0, 1 or 2 (Table 7.2-1).')
  }
  return {
    uri,
    ...some('accept', oneOf(value['accept'], 'endpoint.accept', MEDIA)),
    ...some('timeout', positive(value['timeout'], 'endpoint.timeout', endpointLimits.timeout_ms)),
    ...some('cooldown', positive(value['cooldown'], 'endpoint.cooldown', endpointLimits.cooldown_ms)),
    ...some('receiverInfo', receiverInfo),
    ...some('notifierInfo', notifierInfo),
  }
}

function keyValues(value: unknown, what: string): readonly KeyValue[] | undefined {
  if (value === undefined) return undefined
  if (!Array.isArray(value) || value.length > endpointLimits.info)
    throw bad(`"${what}" must hold at most ${endpointLimits.info} pairs (§5.2.22).`)
  return value.map((one: unknown) => {
    if (!isMap(one) || typeof one['key'] !== 'string' || typeof one['value'] !== 'string' || one['key'] === '')
      throw bad(`Each of "${what}" is a pair of strings, {"key": …, "value": …} (§5.2.22).`)
    if (one['key'].length + one['value'].length > endpointLimits.infoLength) throw bad(`A pair of "${what}" is too long.`)
    return { key: one['key'], value: one['value'] }
  })
}

/** Keys and values of HTTP headers (§6.3.8, RFC 9110 §5). */
function refuseHeader({ key, value }: KeyValue): void {
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(key)) throw bad(`receiverInfo: ${JSON.stringify(key)} is no name of a header (§6.3.8).`)
  if (OWN_HEADERS.has(key.toLowerCase())) throw bad(`receiverInfo: the header ${key} cannot be chosen (§6.3.8).`)
  if (!/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value)) throw bad(`receiverInfo: the value of ${key} cannot be that of a header (§6.3.8).`)
}

/** Members of an entity, or `relationship{…}` of linked ones (§4.21); names are in stored form already. */
function projection(value: unknown, what: 'pick' | 'omit'): readonly string[] | undefined {
  if (value === undefined) return undefined
  const wrong = (): never => {
    throw bad(`"${what}" must hold members of an entity, each a string such as name or locatedAt{name} (§5.2.14, §4.21).`)
  }
  if (!Array.isArray(value) || value.length === 0) return wrong()
  const list = value.map((one: unknown) => (typeof one === 'string' ? one : wrong()))
  sound(parseProjection(list.join(','), what), what)
  return list
}

function oneOf<T extends string>(value: unknown, what: string, among: readonly T[]): T | undefined {
  if (value === undefined) return undefined
  const found = among.find((one) => one === value)
  if (found === undefined) throw bad(`"${what}" must be one of ${among.join(', ')} (§5.2.14).`)
  return found
}

const some = <K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [key in K]: V })
