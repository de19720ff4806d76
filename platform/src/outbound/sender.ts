/** Requests to webhooks and other brokers: connections are kept per address, answers are read to the end. */
import { request, type Agent } from 'undici'
import type { HttpReply, HttpRequest, Refusal } from '../contract.ts'
import { isRefusal, refusal } from '../refusals.ts'
import { pinned, reasonOf, shown, targetOf, type OutboundOptions, type Target } from './target.ts'

const TIMEOUT_MS = 30_000
const MAX_BYTES = 16_000_000
/** Addresses whose connections are kept; the longest unused one goes first. */
const MOST_ADDRESSES = 512
const CONNECTIONS = 32
/** How long an answer of the name server is believed. The address is checked against `mayReach` each time. */
const NAME_MS = 5_000
/** Of one connection, for its parts; the request's own time limit is usually the shorter one. */
const PART_MS = 60_000

/** See `HttpClient.send`. */
export function createSender(options: OutboundOptions): (url: string, wanted: HttpRequest) => Promise<HttpReply | Refusal> {
  const agents = new Agents()
  const names = new Map<string, { readonly until: number; readonly address: string }>()
  const find = async (url: string): Promise<Target | Refusal> => {
    const origin = URL.canParse(url) ? new URL(url).origin : url
    const known = names.get(origin)
    if (known !== undefined && known.until > performance.now() && simple(url)) return { url: new URL(url), address: known.address }
    const target = await targetOf(url, options)
    if (isRefusal(target)) return target
    if (names.size >= MOST_ADDRESSES) names.clear()
    names.set(origin, { until: performance.now() + NAME_MS, address: target.address })
    return target
  }
  return async (url, wanted) => {
    const target = await find(url)
    if (isRefusal(target)) return target
    return exchange(target, wanted, agents.of(target), options)
  }
}

/** Nothing in it that `targetOf` would object to once the host is known. */
const simple = (url: string): boolean => url.length <= 4_096 && /^https?:\/\/[^/@]*(?:[/?]|$)/i.test(url)

async function exchange(target: Target, wanted: HttpRequest, agent: Agent, options: OutboundOptions): Promise<HttpReply | Refusal> {
  const signal = AbortSignal.timeout(wanted.timeout_ms ?? options.timeout_ms ?? TIMEOUT_MS)
  const most = wanted.maxBytes ?? options.maxBytes ?? MAX_BYTES
  try {
    const response = await request(target.url, {
      dispatcher: agent,
      method: wanted.method,
      headers: { 'user-agent': options.userAgent ?? 'machinaka', 'accept-encoding': 'identity', ...wanted.headers },
      ...(wanted.body === undefined ? {} : { body: wanted.body }),
      signal,
    })
    const headers = Object.fromEntries(
      Object.entries(response.headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
      ),
    )
    const chunks: Uint8Array[] = []
    let read = 0
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      if ((read += chunk.length) > most) {
        response.body.on('error', () => {}).destroy()
        return refusal('platform.outside-too-large', `${shown(target.url.href)} answers more than the limit of ${most} bytes.`, {
          limit: most,
        })
      }
      chunks.push(chunk)
    }
    const contentType = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
    return { status: response.statusCode, contentType, headers, text: Buffer.concat(chunks).toString('utf8') }
  } catch (error) {
    const timeout = signal.aborted || reasonOf(error) === 'it takes too long'
    const reason = timeout ? 'it takes too long' : reasonOf(error)
    return refusal('platform.outside-unreachable', `${shown(target.url.href)} does not answer: ${reason}.`, { timeout })
  }
}

/** One pool of connections per origin and address. */
class Agents {
  readonly #kept = new Map<string, Agent>()

  of({ url, address }: Target): Agent {
    const key = `${url.origin} ${address}`
    const agent = this.#kept.get(key) ?? pinned(address, PART_MS, CONNECTIONS)
    // Put last: the first in the map is the longest unused.
    this.#kept.delete(key)
    this.#kept.set(key, agent)
    const [oldest] = this.#kept
    if (this.#kept.size > MOST_ADDRESSES && oldest !== undefined) {
      this.#kept.delete(oldest[0])
      void oldest[1].close()
    }
    return agent
  }
}
