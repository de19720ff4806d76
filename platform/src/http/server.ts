import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import type { Caller, Clock, Context, Ids, Refusal, RefusalTable } from '../contract.ts'
import { isRefusal, refusal, refusals as platformRefusals } from '../refusals.ts'
import { answerFile, answerPage, openApp, wantsPage, type OpenApp, type WebApp } from './apps.ts'
import { apiPage, docsStyle, errorsPage } from './docs-pages.ts'
import { FastLane } from './fast-lane.ts'
import { answerThrown, handlerOf, rawOf, type Desk } from './handle.ts'
import { html } from './html.ts'
import { closeWithin, listenLocalOn, listenOn } from './listen.ts'
import type { Metrics } from './metrics.ts'
import { openApi, type ApiInfo } from './openapi.ts'
import { collectCodes, Refused, statusOf } from './problem.ts'
import type { Readiness } from './readiness.ts'
import { isReply, reply, type RawRequest, type Reply, type Route } from './route.ts'
import { securityHeaders, strictTransport } from './security.ts'
import { send } from './send.ts'
import type { HttpLog, HttpSettings } from './settings.ts'

export interface HttpServerParts {
  readonly settings: HttpSettings
  readonly log: HttpLog
  readonly clock: Clock
  readonly ids: Ids
  readonly metrics: Metrics
  readonly readiness: Readiness
  readonly info: ApiInfo
  readonly routes: readonly Route[]
  /** The refusal tables of the domains; platform's own is known. */
  readonly refusals: readonly RefusalTable[]
  /** Web apps; the longest prefix wins. */
  readonly apps?: readonly WebApp[]
  /** Which tenant, caller and language a request means. */
  readonly resolve: (request: RawRequest) => Promise<Context | Refusal>
  readonly permits: (caller: Caller, permission: string) => boolean
  /** Why a feature (`feature` of a descriptor) is not there for this city, or undefined. Needed where a route names one. */
  readonly offers?: (context: Context, feature: string) => Promise<Refusal | undefined>
}

export interface HttpServer {
  /** Opens the port (0: any free one); a taken one is a `ListenError` with its reason. */
  listen(at: { readonly port: number; readonly host: string }): Promise<{ readonly port: number }>
  /** Opens the control socket, whose callers are this machine's operator (`raw.local`). */
  listenLocal(path: string): Promise<void>
  /** Finishes requests in flight, at most this long; streams (`reply({ stream })`) are asked to end at once. */
  stop(options: { readonly limit_ms: number }): Promise<void>
}

type Observe = ReturnType<Metrics['histogram']>

/** Addresses that are never a page of an app. */
const machineDoor = /^\/(api|ngsi-ld|docs|tiles)(\/|$)|^\/(healthz|readyz|metrics)$/

function checkRoutes(routes: readonly Route[], codes: RefusalTable): void {
  for (const { descriptor } of routes)
    for (const code of descriptor.errors)
      if (codes[code] === undefined)
        throw new Error(`${descriptor.method} ${descriptor.path} may refuse with ${code}, which is in no refusal table`)
}

async function createFramework(parts: HttpServerParts, desk: Desk, observe: Observe): Promise<FastifyInstance> {
  const { trustProxy, requestsPerMinute, csp } = parts.settings
  const app = fastify({
    serverFactory: (handler) => desk.fastLane.server(handler),
    // The framework takes no bare number, since that trusts whoever connects; the setting says when that is meant.
    trustProxy: typeof trustProxy === 'number' ? (_address: string, hop: number) => hop < trustProxy : trustProxy && [...trustProxy],
    genReqId: () => parts.ids.uuid(),
    requestIdHeader: false,
    routerOptions: { maxParamLength: 1000 },
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, response) => void send(request, response, answerThrown(desk, request, error)),
  })
  const headers = securityHeaders(csp)
  app.addHook('onRequest', async (request, response) => {
    response.headers({
      ...headers,
      'x-request-id': request.id,
      ...(request.protocol === 'https' ? { 'strict-transport-security': strictTransport } : {}),
    })
  })
  app.addHook('onResponse', async (request, response) => {
    const route = request.routeOptions.url ?? 'page'
    observe({ method: request.method, route, status: String(response.statusCode) }, response.elapsedTime / 1000)
    parts.log.debug(
      { requestId: request.id, method: request.method, route, status: response.statusCode, duration_ms: Math.round(response.elapsedTime) },
      'request',
    )
  })
  app.setErrorHandler(async (error, request, response) => send(request, response, answerThrown(desk, request, error)))
  // Bodies are read where the route says what they are; nothing is parsed before.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  await app.register(multipart)
  await app.register(rateLimit, {
    global: requestsPerMinute > 0,
    max: requestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: (request: FastifyRequest) => request.ip,
    allowList: (request: FastifyRequest) => desk.localSockets.has(request.raw.socket),
    errorResponseBuilder: (_request, { max, ttl }) => tooMany(max, ttl),
  })
  return app
}

const tooMany = (max: number, ttl_ms: number): Refused => {
  const retryAfter_s = Math.ceil(ttl_ms / 1000)
  return new Refused(
    refusal('platform.rate', `More than ${max} requests in a minute. Try again in ${retryAfter_s} seconds.`, { limit: max, retryAfter_s }),
  )
}

function addOwnDoors(app: FastifyInstance, parts: HttpServerParts, desk: Desk): void {
  const descriptors = parts.routes.map((route) => route.descriptor)
  const document = openApi(parts.info, descriptors, desk.codes)
  const text = (type: string, body: string): Reply =>
    reply({ text: body, headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache' } })
  const pages: Readonly<Record<string, Reply>> = {
    '/api/openapi.json': reply({ json: document, headers: { 'cache-control': 'no-cache' } }),
    '/api/docs': text('text/html', apiPage(parts.info, descriptors)),
    '/docs/errors': text('text/html', errorsPage(desk.codes)),
    '/docs/style.css': text('text/css', docsStyle),
  }
  for (const [path, page] of Object.entries(pages)) app.get(path, async (request, response) => send(request, response, page))
  const unlimited = { config: { rateLimit: false } } as const
  const fresh = { 'cache-control': 'no-store' }
  app.get('/healthz', unlimited, async (request, response) => send(request, response, reply({ json: { status: 'ok' }, headers: fresh })))
  app.get('/readyz', unlimited, async (request, response) => {
    const reasons = await parts.readiness.reasons()
    return send(
      request,
      response,
      reply({ status: reasons.length === 0 ? 200 : 503, json: { ready: reasons.length === 0, reasons }, headers: fresh }),
    )
  })
  app.get('/metrics', unlimited, async (request, response) => {
    const raw = rawOf(desk, request)
    if (!raw.loopback) {
      const context = await desk.resolve(raw)
      if (isRefusal(context)) throw new Refused(context)
      if (!desk.permits(context.caller, 'operate'))
        throw new Refused(
          refusal('platform.forbidden', 'Metrics are read on this machine, or with the permission operate.', { permission: 'operate' }),
        )
    }
    return send(
      request,
      response,
      reply({ text: await parts.metrics.text(), headers: { 'content-type': parts.metrics.contentType, ...fresh } }),
    )
  })
}

/** The page of an app for this address; a tenant that is not there is told in words, on a page. */
async function pageOf(desk: Desk, app: OpenApp, request: FastifyRequest, path: string): Promise<Reply> {
  const raw = rawOf(desk, request)
  const context = await desk.resolve(raw)
  if (isRefusal(context)) {
    const entry = desk.codes[context.code]
    const page = html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <title>${entry?.title}</title>
          <link rel="stylesheet" href="/docs/style.css" />
        </head>
        <body>
          <h1>${entry?.title}</h1>
          <p>${context.detail}</p>
        </body>
      </html>`
    return reply({
      status: entry === undefined ? 500 : statusOf(entry.kind),
      text: page.html,
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    })
  }
  const shell = await app.shell?.({ context, path, query: raw.query, raw }).catch((error: unknown) => {
    // The app itself still works and tells the reader what is missing, so a page without its list is better than none.
    desk.log.error({ requestId: request.id, err: error }, 'shell failed')
    return undefined
  })
  return answerPage(app, shell ?? {})
}

function addApps(app: FastifyInstance, parts: HttpServerParts, desk: Desk): void {
  const apps = (parts.apps ?? []).map(openApp).toSorted((a, b) => b.prefix.length - a.prefix.length)
  // Files cost nothing; a page with its shell asks the database.
  const { requestsPerMinute } = parts.settings
  const countPage = app.createRateLimit({ max: requestsPerMinute, timeWindow: 60_000 })
  const find = async (request: FastifyRequest): Promise<Reply | undefined> => {
    const path = request.url.split('?')[0] ?? '/'
    const open = apps.find(({ prefix }) => path.startsWith(prefix) || `${path}/` === prefix)
    if (open === undefined || machineDoor.test(path) || (request.method !== 'GET' && request.method !== 'HEAD')) return undefined
    const file = path.endsWith('/index.html') ? undefined : open.file(path)
    if (file !== undefined) return answerFile(file, request)
    if (!wantsPage(request.method, path, request.headers.accept)) return undefined
    const limit = requestsPerMinute > 0 ? await countPage(request) : undefined
    if (limit?.isAllowed === false && limit.isExceeded) throw tooMany(limit.max, limit.ttl)
    return pageOf(desk, open, request, path)
  }
  app.setNotFoundHandler(async (request, response) => {
    const found = await find(request).catch((error: unknown) => answerThrown(desk, request, error))
    return send(
      request,
      response,
      isReply(found)
        ? found
        : answerThrown(
            desk,
            request,
            new Refused(refusal('platform.absent', 'There is nothing at this address. The API is listed at /api/docs.')),
          ),
    )
  })
}

/**
 * The HTTP server: routes from descriptors, problem+json, OpenAPI, limits, headers, web apps, health and metrics.
 * Refuses to start where a route names a refusal code that no table has, or two tables claim one code.
 */
export async function createHttpServer(parts: HttpServerParts): Promise<HttpServer> {
  const codes = collectCodes([platformRefusals, ...parts.refusals])
  checkRoutes(parts.routes, codes)
  const { settings, log, resolve, permits, offers } = parts
  const switched = parts.routes.find(({ descriptor }) => descriptor.feature !== undefined)?.descriptor
  if (switched !== undefined && offers === undefined)
    throw new Error(`${switched.method} ${switched.path} is part of the feature ${switched.feature}, and nobody says where it is on`)
  const observe = parts.metrics.histogram('machinaka_http_request_duration_seconds', 'Time to answer, by route', [
    'method',
    'route',
    'status',
  ])
  const desk: Desk = {
    settings,
    codes,
    log,
    resolve,
    permits,
    offers: offers ?? (async () => undefined),
    localSockets: new WeakSet<Socket>(),
    streams: new Set(),
    fastLane: new FastLane({
      routes: parts.routes,
      headers: securityHeaders(settings.csp),
      requestsPerMinute: settings.requestsPerMinute,
      ids: parts.ids,
      observe,
    }),
  }
  const app = await createFramework(parts, desk, observe)
  addOwnDoors(app, parts, desk)
  for (const route of parts.routes) {
    const { method, path, perMinute } = route.descriptor
    app.route({
      method,
      url: path,
      handler: handlerOf(desk, route),
      ...(perMinute === undefined || settings.requestsPerMinute === 0
        ? {}
        : { config: { rateLimit: { max: perMinute, timeWindow: 60_000 } } }),
    })
  }
  addApps(app, parts, desk)
  const locals: Server[] = []
  return {
    listen: (at) => listenOn(app, at),
    listenLocal: async (path) => void locals.push(await listenLocalOn(app, path, desk.localSockets)),
    async stop({ limit_ms }) {
      parts.readiness.block('stop', 'the server is stopping')
      for (const controller of desk.streams) controller.abort()
      const closeLocals = locals.map(
        (server) =>
          new Promise<void>((resolve) => {
            server.close(() => resolve())
            server.closeIdleConnections()
          }),
      )
      await closeWithin(limit_ms, [app.server, ...locals], async () => {
        await Promise.all([...closeLocals, app.close()])
      })
    },
  }
}
