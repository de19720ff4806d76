import { lookup as systemLookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { Agent, request, type Dispatcher } from 'undici'
import type { HttpAnswer, HttpClient, HttpClientOptions, Refusal } from '../contract.ts'
import { withoutQuery, type Log } from '../log.ts'
import { isRefusal, refusal } from '../refusals.ts'
import { isPublic } from './addresses.ts'

export interface OutboundOptions {
  readonly log: Log
  /** Whether a call may go to this address; public addresses only, unless configuration says otherwise. */
  readonly mayReach?: (address: string, port: number) => boolean
  readonly timeout_ms?: number
  readonly maxBytes?: number
  /** Name and version, so that a feed's operator knows who asks. */
  readonly userAgent?: string
  readonly lookup?: (host: string) => Promise<readonly string[]>
}

const TIMEOUT_MS = 30_000
/** The whole call, however steadily it drips. */
const TOTAL_MS = 3_600_000
const MAX_BYTES = 50_000_000
const MAX_REDIRECTS = 3
const MAX_URL = 4_096
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308]
/** Headers that belong to one origin, and do not follow a redirect to another one. */
const OF_ORIGIN: readonly string[] = ['authorization', 'cookie', 'proxy-authorization', 'x-api-key']

/** One hop's target: a URL whose host has been resolved once, to an address that may be reached. */
interface Target {
  readonly url: URL
  readonly address: string
}

const allAddresses = async (host: string): Promise<readonly string[]> =>
  (await systemLookup(host, { all: true })).map(({ address }) => address)

/**
 * The client for every outside call. http and https only; the name is resolved once and the connection made to that very
 * address (a second answer of the name server changes nothing); redirects, at most three, are checked like the first address.
 * Bytes are passed on as they come: a `Content-Encoding` is not undone.
 */
export function createHttpClient(options: OutboundOptions): HttpClient {
  const get = async (address: string, wanted: HttpClientOptions = {}): Promise<HttpAnswer | Refusal> => {
    let headers = wanted.headers ?? {}
    let next = address
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const target = await targetOf(next, options)
      if (isRefusal(target)) return target
      const answer = await ask(target, headers, wanted, options)
      if (isRefusal(answer)) return answer
      if (typeof answer !== 'string') return answer
      const to = new URL(answer, target.url)
      if (to.origin !== target.url.origin)
        headers = Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_ORIGIN.includes(name.toLowerCase())))
      next = to.href
    }
    return refusal(
      'platform.outside-redirects',
      `${shown(address)} redirects more than ${MAX_REDIRECTS} times. Give the address it ends at.`,
      { limit: MAX_REDIRECTS },
    )
  }
  return {
    get: async (address, wanted) => {
      const start = performance.now()
      const answer = await get(address, wanted)
      options.log.info(
        {
          url: shown(address),
          duration_ms: Math.round(performance.now() - start),
          ...(isRefusal(answer) ? { refused: answer.code } : { status: answer.status }),
        },
        'outside call',
      )
      return answer
    },
  }
}

const shown = (address: string): string => String(withoutQuery(address)).slice(0, 300)

async function targetOf(address: string, options: OutboundOptions): Promise<Target | Refusal> {
  const url = URL.canParse(address) && address.length <= MAX_URL ? new URL(address) : undefined
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    return refusal('platform.outside-url', `"${shown(address)}" is not an http or https address.`)
  if (url.username !== '' || url.password !== '')
    return refusal('platform.outside-url', `${shown(address)} carries a user or password in the address; send it as a header.`)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  let addresses: readonly string[]
  try {
    addresses = isIP(host) > 0 ? [host] : await (options.lookup ?? allAddresses)(host)
  } catch {
    return refusal('platform.outside-unreachable', `The host ${host} is not known. Check the spelling of the address.`)
  }
  const port = Number(url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port)
  const mayReach = options.mayReach ?? isPublic
  const [first] = addresses
  // One inside address among public ones is an attempt, or a mistake; both are refused.
  if (first === undefined || !addresses.every((one) => mayReach(one, port)))
    return refusal(
      'platform.outside-address',
      `${shown(address)} leads to an address that is not on the public internet. An operator can allow such addresses by OUTBOUND_PRIVATE.`,
    )
  return { url, address: first }
}

/** One request to one address; a string is where it redirects to. */
async function ask(
  target: Target,
  headers: Readonly<Record<string, string>>,
  wanted: HttpClientOptions,
  options: OutboundOptions,
): Promise<HttpAnswer | Refusal | string> {
  const timeout_ms = wanted.timeout_ms ?? options.timeout_ms ?? TIMEOUT_MS
  const maxBytes = wanted.maxBytes ?? options.maxBytes ?? MAX_BYTES
  const agent = pinned(target.address, timeout_ms)
  let response: Dispatcher.ResponseData
  try {
    response = await request(target.url, {
      dispatcher: agent,
      headers: {
        'user-agent': options.userAgent ?? 'machinaka',
        'accept-encoding': 'identity',
        ...(wanted.accept === undefined ? {} : { accept: wanted.accept.join(', ') }),
        ...headers,
      },
      signal: AbortSignal.timeout(TOTAL_MS),
    })
  } catch (error) {
    await agent.destroy()
    return refusal('platform.outside-unreachable', `${shown(target.url.href)} does not answer: ${reasonOf(error)}.`)
  }
  const location = response.headers['location']
  const end = async (): Promise<void> => {
    response.body.on('error', () => {})
    await agent.destroy()
  }
  if (REDIRECTS.includes(response.statusCode) && typeof location === 'string') {
    await end()
    return URL.canParse(location, target.url.href)
      ? location
      : refusal('platform.outside-url', `${shown(target.url.href)} redirects to something that is not an address.`)
  }
  const answerHeaders = Object.fromEntries(
    Object.entries(response.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
  const contentType = (answerHeaders['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const no = objection(
    target,
    { contentType, length: Number(answerHeaders['content-length'] ?? 0), status: response.statusCode },
    { accept: wanted.accept, maxBytes },
  )
  if (no !== undefined) {
    await end()
    return no
  }
  return {
    status: response.statusCode,
    url: target.url.href,
    contentType,
    headers: answerHeaders,
    body: limited(response.body, maxBytes, agent),
  }
}

function objection(
  target: Target,
  answer: { readonly contentType: string; readonly length: number; readonly status: number },
  limits: { readonly accept: readonly string[] | undefined; readonly maxBytes: number },
): Refusal | undefined {
  if (answer.length > limits.maxBytes)
    return refusal(
      'platform.outside-too-large',
      `${shown(target.url.href)} has ${answer.length} bytes, more than the limit of ${limits.maxBytes}.`,
      { limit: limits.maxBytes },
    )
  const matches = (pattern: string): boolean =>
    pattern === '*/*' || pattern === answer.contentType || (pattern.endsWith('/*') && answer.contentType.startsWith(pattern.slice(0, -1)))
  if (limits.accept !== undefined && answer.status < 300 && !limits.accept.some(matches))
    return refusal(
      'platform.outside-type',
      `${shown(target.url.href)} answers ${answer.contentType === '' ? 'without a content type' : answer.contentType}, not ${limits.accept.join(' or ')}.`,
      { contentType: answer.contentType },
    )
  return undefined
}

/** A connection that goes to this address whatever the name says by then. TLS still checks the name's certificate. */
function pinned(address: string, timeout_ms: number): Agent {
  const family = isIP(address)
  type Found = (error: Error | null, address: string | readonly { address: string; family: number }[], family?: number) => void
  const lookup = (_host: string, query: { readonly all?: boolean }, found: Found): void =>
    query.all === true ? found(null, [{ address, family }]) : found(null, address, family)
  return new Agent({
    connect: { lookup: lookup as never, timeout: timeout_ms },
    headersTimeout: timeout_ms,
    bodyTimeout: timeout_ms,
    connections: 1,
    pipelining: 0,
  })
}

async function* limited(body: AsyncIterable<Uint8Array>, maxBytes: number, agent: Agent): AsyncIterable<Uint8Array> {
  let read = 0
  try {
    for await (const chunk of body) {
      read += chunk.length
      if (read > maxBytes) throw new Error(`The answer is longer than the limit of ${maxBytes} bytes`)
      yield chunk
    }
  } finally {
    await agent.destroy()
  }
}

function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  if (code.includes('TIMEOUT') || (error instanceof Error && error.name === 'TimeoutError')) return 'it takes too long'
  if (code === 'ECONNREFUSED') return 'it refuses the connection'
  if (code === 'ECONNRESET' || code === 'UND_ERR_SOCKET') return 'it broke the connection'
  return error instanceof Error ? error.message : String(error)
}
