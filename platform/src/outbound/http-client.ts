import { request, type Agent, type Dispatcher } from 'undici'
import type { HttpAnswer, HttpClient, HttpClientOptions, Refusal } from '../contract.ts'
import { isRefusal, refusal } from '../refusals.ts'
import { createSender } from './sender.ts'
import { pinned, reasonOf, shown, targetOf, type OutboundOptions, type Target } from './target.ts'

export type { OutboundOptions } from './target.ts'

const TIMEOUT_MS = 30_000
/** The whole call, however steadily it drips. */
const TOTAL_MS = 3_600_000
const MAX_BYTES = 50_000_000
const MAX_REDIRECTS = 3
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308]
/** Headers that belong to one origin, and do not follow a redirect to another one. */
const OF_ORIGIN: readonly string[] = ['authorization', 'cookie', 'proxy-authorization', 'x-api-key']

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
      if (isRefusal(target)) return hop === 0 ? target : { ...target, detail: `${shown(address)}, redirect ${hop}: ${target.detail}` }
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
    send: createSender(options),
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
