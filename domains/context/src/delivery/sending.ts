/** Sends one notification: HTTP POST (ETSI GS CIM 009 V1.9.1 §6.3.8) or MQTT (§7.2), and says what came of it. */
import { isRefusal, type HttpClient, type MqttPublishing } from '@machinaka/platform'
import type { Message, MessageTarget } from './undelivered-store.ts'

export interface SendingNeeds {
  readonly http: Pick<HttpClient, 'send'>
  /** Absent: MQTT endpoints fail and say so. */
  readonly mqtt?: Pick<MqttPublishing, 'publish'> | undefined
  readonly timeout_ms?: number | undefined
}

/**
 * `endpoint`: the receiver is not there or not well, and so are all notifications to it. `message`: it answers, and does not
 * want this one.
 */
export type Sent = { readonly ok: true } | { readonly ok: false; readonly fault: 'endpoint' | 'message'; readonly error: string }

const TIMEOUT_MS = 10_000
const ANSWER_BYTES = 65_536
/** Answers that say "not now" rather than "not this" (RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4). */
const LATER: readonly number[] = [401, 403, 404, 407, 408, 410, 421, 425, 429]

export async function sendMessage(
  { http, mqtt, timeout_ms = TIMEOUT_MS }: SendingNeeds,
  message: Message,
  to: MessageTarget,
): Promise<Sent> {
  const limit = to.timeout ?? timeout_ms
  if (/^mqtts?:/i.test(to.uri))
    return mqtt === undefined ? failed('MQTT is not switched on here.') : publish(mqtt, message, { ...to, timeout: limit })
  const headers = headersOf(message, to)
  const answer = await http.send(to.uri, {
    method: methodOf(to.method),
    headers,
    ...(methodOf(to.method) === 'GET' ? {} : { body: message.body }),
    timeout_ms: limit,
    maxBytes: ANSWER_BYTES,
  })
  // An answer that is too long was an answer.
  if (isRefusal(answer)) return answer.code === 'platform.outside-too-large' ? { ok: true } : failed(answer.detail)
  if (answer.status >= 200 && answer.status < 300) return { ok: true }
  const fault = answer.status >= 500 || answer.status < 400 || LATER.includes(answer.status) ? 'endpoint' : 'message'
  return { ok: false, fault, error: `The receiver answered ${answer.status}.` }
}

/** Content-Type, Link and tenant, and what the subscription adds; it may also say these otherwise (§6.3.8). */
function headersOf(message: Message, { receiverInfo = [] }: MessageTarget): Readonly<Record<string, string>> {
  const said = new Set(receiverInfo.map(({ key }) => key.toLowerCase()))
  const own = Object.entries({
    'Content-Type': message.contentType,
    ...(message.link === undefined ? {} : { Link: message.link }),
    ...message.headers,
  })
  return Object.fromEntries([
    ...own.filter(([name]) => !said.has(name.toLowerCase())),
    ...receiverInfo.map(({ key, value }): [string, string] => [key, value]),
  ])
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
const methodOf = (said: string | undefined): (typeof METHODS)[number] => METHODS.find((one) => one === said) ?? 'POST'

const failed = (error: string): Sent => ({ ok: false, fault: 'endpoint', error })

/** All that HTTP has as headers is part of the message: {metadata, body} (§7.2). */
async function publish(
  mqtt: Pick<MqttPublishing, 'publish'>,
  message: Message,
  to: MessageTarget & { readonly timeout: number },
): Promise<Sent> {
  const metadata = headersOf(message, to)
  const said = (key: string): string | undefined => to.notifierInfo?.find((one) => one.key === key)?.value
  const refused = await mqtt.publish(to.uri, {
    payload: to.bare === true ? message.body : `{"metadata":${JSON.stringify(metadata)},"body":${message.body}}`,
    qos: qosOf(said('MQTT-QoS')),
    version: said('MQTT-Version') === 'mqtt3.1.1' ? 'mqtt3.1.1' : 'mqtt5.0',
    timeout_ms: to.timeout,
  })
  return refused === undefined ? { ok: true } : failed(refused.detail)
}

const qosOf = (text: string | undefined): 0 | 1 | 2 => (text === '1' ? 1 : text === '2' ? 2 : 0)
