/** Publishes to MQTT brokers of others: addresses are checked as for HTTP, connections kept for the next message. */
import { connect, type MqttClient } from 'mqtt'
import type { MqttMessage, MqttPublishing, Refusal } from '../contract.ts'
import { isRefusal, refusal } from '../refusals.ts'
import { addressOf, reasonOf, type OutboundOptions } from './target.ts'

const TIMEOUT_MS = 10_000
/** Connections that are kept; the longest unused one goes first. */
const MOST_CONNECTIONS = 200
const KEEPALIVE_S = 30
const MAX_URL = 4_096

/** Names of brokers without their secrets: for messages and keys that are logged. */
const shown = (url: URL): string => `${url.protocol}//${url.host}`

/**
 * A publisher for `mqtt[s]://[user[:password]@]host[:port]/topic/…` (ETSI GS CIM 009 V1.9.1 §7.2). The host is resolved once per
 * connection, checked like any outside address, and connected to by that very address. A message counts as taken when the
 * broker acknowledges it (QoS 1, 2), or when it is written (QoS 0).
 */
export function createMqtt(options: OutboundOptions): MqttPublishing {
  const kept = new Map<string, Promise<MqttClient | Refusal>>()
  const clientFor = (url: URL, message: MqttMessage): Promise<MqttClient | Refusal> => {
    const key = `${url.protocol}//${url.username}:${url.password}@${url.host} ${message.version}`
    const known = kept.get(key)
    if (known !== undefined) {
      kept.delete(key)
      kept.set(key, known)
      return known
    }
    const forget = (): void => void kept.delete(key)
    const opening = open(url, { message, options, forget })
    kept.set(key, opening)
    void opening.then((client) => {
      if (isRefusal(client)) forget()
    })
    const [oldest] = kept
    if (kept.size > MOST_CONNECTIONS && oldest !== undefined) {
      kept.delete(oldest[0])
      void oldest[1].then((client) => (isRefusal(client) ? undefined : client.end()))
    }
    return opening
  }
  return {
    publish: async (address, message) => {
      const url = address.length <= MAX_URL && URL.canParse(address) ? new URL(address) : undefined
      const topic = url === undefined ? '' : decodeURIComponent(url.pathname.slice(1))
      if (url === undefined || !/^mqtts?:$/.test(url.protocol) || topic === '' || /[#+]/.test(topic))
        return refusal('platform.outside-url', 'An MQTT address is like mqtt://host:1883/topic/subtopic, without wildcards.')
      const client = await clientFor(url, message)
      if (isRefusal(client)) return client
      return publishOn(client, { url, topic, message })
    },
    close: async () => {
      const all = [...kept.values()]
      kept.clear()
      for (const opening of all) {
        const client = await opening
        if (!isRefusal(client)) await client.endAsync(true)
      }
    },
  }
}

/** A connected client; it is not made again by itself: the next message does that, checked anew. */
async function open(
  url: URL,
  { message, options, forget }: { readonly message: MqttMessage; readonly options: OutboundOptions; readonly forget: () => void },
): Promise<MqttClient | Refusal> {
  const secure = url.protocol === 'mqtts:'
  const port = url.port === '' ? (secure ? 8883 : 1883) : Number(url.port)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const address = await addressOf({ host, port, shown: shown(url) }, options)
  if (isRefusal(address)) return address
  const client = connect({
    protocol: secure ? 'mqtts' : 'mqtt',
    host: address,
    port,
    ...(secure ? { servername: host } : {}),
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    protocolVersion: message.version === 'mqtt3.1.1' ? 4 : 5,
    reconnectPeriod: 0,
    connectTimeout: message.timeout_ms ?? TIMEOUT_MS,
    keepalive: KEEPALIVE_S,
    clean: true,
  })
  const opened = await new Promise<MqttClient | Refusal>((resolve) => {
    const refuse = (error: unknown): void =>
      resolve(refusal('platform.outside-unreachable', `${shown(url)} does not accept the connection: ${reasonOf(error)}.`))
    client.once('connect', () => resolve(client))
    client.on('error', refuse)
    client.once('close', () => {
      forget()
      refuse(new Error('it closed the connection'))
    })
  })
  if (isRefusal(opened)) client.end(true)
  return opened
}

async function publishOn(
  client: MqttClient,
  { url, topic, message }: { readonly url: URL; readonly topic: string; readonly message: MqttMessage },
): Promise<undefined | Refusal> {
  const limit_ms = message.timeout_ms ?? TIMEOUT_MS
  const { promise: late, resolve } = Promise.withResolvers<Refusal>()
  const timer = setTimeout(
    () => resolve(refusal('platform.outside-unreachable', `${shown(url)} does not acknowledge: it takes too long.`, { timeout: true })),
    limit_ms,
  )
  const done = client.publishAsync(topic, message.payload, { qos: message.qos }).then(
    () => undefined,
    (error: unknown) => refusal('platform.outside-unreachable', `${shown(url)} does not take the message: ${reasonOf(error)}.`),
  )
  const outcome = await Promise.race([done, late])
  clearTimeout(timer)
  // Whether the broker has it is not known any more: the connection starts anew.
  if (outcome !== undefined) client.end(true)
  return outcome
}
