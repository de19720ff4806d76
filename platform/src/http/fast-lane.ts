import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Context, Ids } from '../contract.ts'
import { isLoopbackAddress } from './client.ts'
import type { FastAnswer, Route } from './route.ts'

/** How long a caller who was let in by the ordinary way may come by the fast one. */
const KEPT_MS = 1_000
const MOST_KEPT = 10_000
const WINDOW_MS = 60_000
/** Longer than the idle limit of the usual proxies, so that they close first. */
const KEEP_ALIVE_MS = 72_000

/** With one of these the answer depends on more than the fast lane looks at: such requests go the ordinary way. */
const ordinary = [
  'cookie',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
  'if-none-match',
  'prefer',
] as const

/** What says who asks and of which tenant, apart from `ordinary`. */
const identity = ['host', 'ngsild-tenant', 'fiware-service', 'x-api-key', 'authorization', 'accept-language'] as const

interface Lane {
  readonly route: Route
  readonly prefix: string
  /** Whether one more path segment follows the prefix (`/things/:id`). */
  readonly one: boolean
  readonly callers: Map<string, { readonly context: Context; readonly until: number }>
}

export interface FastLaneParts {
  readonly routes: readonly Route[]
  readonly headers: Readonly<Record<string, string>>
  readonly requestsPerMinute: number
  readonly ids: Ids
  readonly observe: (labels: Readonly<Record<string, string>>, seconds: number) => void
}

/**
 * Answers reads that a route has ready in memory (`Route.fast`) before the framework sees them. Who may read is decided by the
 * ordinary way alone: the lane is open to a caller for a second after they came through there, and counts against their limit.
 */
export class FastLane {
  readonly #lanes: readonly Lane[]
  readonly #headers: readonly string[]
  readonly #limit: number
  readonly #parts: FastLaneParts
  #counted = new Map<string, number>()
  #windowEnds = 0

  constructor(parts: FastLaneParts) {
    this.#parts = parts
    this.#limit = parts.requestsPerMinute
    this.#headers = Object.entries(parts.headers).flat()
    this.#lanes = parts.routes.flatMap((route) => {
      const { method, path } = route.descriptor
      const segments = path.split('/:')
      const simple = route.fast !== undefined && method === 'GET' && segments.length <= 2 && !path.endsWith('*')
      return simple ? [{ route, prefix: segments[0] ?? '', one: segments.length === 2, callers: new Map() }] : []
    })
  }

  /** A server whose requests may take the lane; `handler` is the framework's. */
  server(handler: (request: IncomingMessage, response: ServerResponse) => void): Server {
    const server =
      this.#lanes.length === 0
        ? createServer(handler)
        : createServer((request, response) => {
            if (!this.#answer(request, response)) handler(request, response)
          })
    server.keepAliveTimeout = KEEP_ALIVE_MS
    return server
  }

  /** The ordinary way let this caller in. */
  remember(route: Route, request: IncomingMessage, context: Context): void {
    const lane = this.#lanes.find((one) => one.route === route)
    if (lane === undefined || isOrdinary(request)) return
    if (lane.callers.size >= MOST_KEPT) lane.callers.clear()
    lane.callers.set(keyOf(request), { context, until: Date.now() + KEPT_MS })
  }

  #answer(request: IncomingMessage, response: ServerResponse): boolean {
    const { method, url = '' } = request
    if (method !== 'GET') return false
    const lane = this.#lanes.find((one) => fits(one, url))
    if (lane === undefined || isOrdinary(request)) return false
    const now = Date.now()
    const caller = lane.callers.get(keyOf(request))
    if (caller === undefined || caller.until < now) return false
    const answer = lane.route.fast?.({ context: caller.context, url, headers: request.headers })
    if (answer === undefined || !this.#admits(request, now)) return false
    this.#send(lane, response, answer)
    return true
  }

  #send(lane: Lane, response: ServerResponse, answer: FastAnswer): void {
    response.writeHead(200, [
      ...this.#headers,
      'x-request-id',
      this.#parts.ids.uuid(),
      ...answer.headers,
      'content-length',
      String(answer.body.length),
    ])
    response.end(answer.body)
    this.#parts.observe({ method: 'GET', route: lane.route.descriptor.path, status: '200' }, 0)
  }

  /** Beyond the limit the ordinary way says so, in its words. */
  #admits(request: IncomingMessage, now: number): boolean {
    if (this.#limit === 0) return true
    if (now >= this.#windowEnds) {
      this.#counted = new Map()
      this.#windowEnds = now + WINDOW_MS
    }
    const from = request.socket.remoteAddress ?? ''
    const count = (this.#counted.get(from) ?? 0) + 1
    this.#counted.set(from, count)
    return count <= this.#limit
  }
}

function fits({ prefix, one }: Lane, url: string): boolean {
  if (!url.startsWith(prefix)) return false
  const next = url.charCodeAt(prefix.length)
  if (!one) return Number.isNaN(next) || next === QUESTION
  return next === SLASH && url.length > prefix.length + 1 && url.indexOf('/', prefix.length + 1) === -1
}
const QUESTION = 63
const SLASH = 47

const isOrdinary = (request: IncomingMessage): boolean => {
  const { headers, url = '' } = request
  // A page of a browser takes compressed answers, and says where it comes from; a city may be named in the address.
  return headers['sec-fetch-site'] !== undefined || url.includes('city=') || ordinary.some((name) => headers[name] !== undefined)
}

function keyOf(request: IncomingMessage): string {
  const { headers, socket } = request
  let key = isLoopbackAddress(socket.remoteAddress) ? 'l' : 'n'
  for (const name of identity) key += `\n${String(headers[name] ?? '')}`
  return key
}
