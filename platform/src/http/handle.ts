import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import type { Caller, Context, Refusal, RefusalTable } from '../contract.ts'
import { isRefusal, refusal } from '../refusals.ts'
import type { FastLane } from './fast-lane.ts'
import { letFinish, readBody, readUpload } from './body.ts'
import { rawRequestOf } from './client.ts'
import { failureOf, presentProblem, problemOf, Refused } from './problem.ts'
import {
  accessOf,
  isReply,
  reply,
  type PresentError,
  type RawRequest,
  type Reply,
  type Route,
  type RouteDescriptor,
  type RouteInput,
} from './route.ts'
import { send } from './send.ts'
import { isCrossSite } from './security.ts'
import type { HttpLog, HttpSettings } from './settings.ts'
import { answerChecker, reader, type Read } from './validation.ts'

/** What answering a request needs besides the route. */
export interface Desk {
  readonly settings: HttpSettings
  readonly codes: RefusalTable
  readonly log: HttpLog
  readonly resolve: (request: RawRequest) => Promise<Context | Refusal>
  readonly permits: (caller: Caller, permission: string) => boolean
  /** Why a feature is not there for this city, or undefined. */
  readonly offers: (context: Context, feature: string) => Promise<Refusal | undefined>
  readonly localSockets: WeakSet<Socket>
  /** Streams being sent: they are asked to end when the server stops; everything else is finished. */
  readonly streams: Set<AbortController>
  readonly fastLane: FastLane
}

/** The request with who sent it and to which name. */
export const rawOf = (desk: Desk, request: FastifyRequest): RawRequest => rawRequestOf(request, desk.localSockets, desk.settings)

const thrown = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

/** What the framework itself throws, as one of our refusals; undefined is a bug. */
function refusalOf(error: Error): Refusal | undefined {
  if (error instanceof Refused) return error.refusal
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
  if (status === 413) return refusal('platform.body-too-large', 'The body or one of its parts is larger than the limit.')
  if (status === 406 || status === 415) return refusal('platform.media-type', error.message)
  if (status === 503) return refusal('platform.busy', 'The server is stopping. Try again in a moment.', { retryAfter_s: 5 })
  return status >= 400 && status < 500 ? refusal('platform.invalid', error.message) : undefined
}

/** Presents whatever was thrown: a refusal as it is; anything else as a failure that tells nothing, with all of it in the log. */
export function answerThrown(desk: Desk, request: FastifyRequest, error: unknown, present: PresentError = presentProblem): Reply {
  const refused = refusalOf(thrown(error))
  if (refused !== undefined && desk.codes[refused.code] !== undefined)
    return present(problemOf(refused, desk.codes, request.id), request.headers)
  const gone = request.raw.destroyed && !request.raw.complete
  const facts = { requestId: request.id, method: request.method, route: request.routeOptions.url, err: thrown(error) }
  if (gone) desk.log.debug(facts, 'the client went away')
  else desk.log.error(facts, 'request failed')
  return present(failureOf(request.id), request.headers)
}

/** Why the caller may not, or undefined. */
function forbidden(desk: Desk, raw: RawRequest, { caller }: Context, access: readonly string[]): Refusal | undefined {
  if (isCrossSite(raw))
    return refusal(
      'platform.cross-site',
      'This request came from a page of another site, or did not say where it came from. Send it from the app itself, or with an API key.',
    )
  if (access.some((permission) => desk.permits(caller, permission))) return undefined
  const permission = access.join(' or ')
  return caller.kind === 'anonymous'
    ? refusal('platform.unauthenticated', `Sign in, or send an API key: this needs the permission ${permission}.`, { permission })
    : refusal('platform.forbidden', `You are signed in, but this needs the permission ${permission}.`, { permission })
}

function controllerOf(desk: Desk, response: FastifyReply): AbortController {
  const controller = new AbortController()
  response.raw.once('close', () => {
    desk.streams.delete(controller)
    controller.abort()
  })
  return controller
}

const must = (read: Read | undefined, value: unknown): unknown => {
  if (read === undefined) return undefined
  const result = read(value)
  if (isRefusal(result)) throw new Refused(result)
  return result.value
}

function readersOf(descriptor: RouteDescriptor): { params: Read | undefined; query: Read | undefined; body: Read | undefined } {
  const make = (part: 'path' | 'query' | 'body', schema: TSchema | undefined): Read | undefined =>
    schema === undefined ? undefined : reader(part, schema)
  return { params: make('path', descriptor.params), query: make('query', descriptor.query), body: make('body', descriptor.body) }
}

/** Turns what a handler answered into what is sent; a broken promise is a bug. */
function answerMaker(
  desk: Desk,
  { descriptor, presentError = presentProblem }: Route,
): (answer: unknown, request: FastifyRequest) => Reply {
  const check = desk.settings.strict && descriptor.response !== undefined ? answerChecker(descriptor.response) : undefined
  return (answer, request) => {
    if (isRefusal(answer)) {
      const declared = descriptor.errors.includes(answer.code) || answer.code.startsWith('platform.')
      if (!declared && desk.settings.strict)
        throw new Error(`${descriptor.method} ${descriptor.path} answered ${answer.code}, which is not in its errors`)
      if (!declared) desk.log.error({ requestId: request.id, route: descriptor.path, code: answer.code }, 'undeclared refusal')
      return presentError(problemOf(answer, desk.codes, request.id), request.headers)
    }
    if (isReply(answer)) return answer
    const headers = { 'cache-control': descriptor.cacheControl ?? 'private, no-cache' }
    if (answer === undefined) return reply({ status: descriptor.status ?? 204, headers })
    const broken = check?.(answer)
    if (broken !== undefined) throw new Error(`${descriptor.method} ${descriptor.path} did not answer its response shape: ${broken}`)
    return reply({ status: descriptor.status ?? 200, json: answer, headers })
  }
}

/** A stream that breaks has sent its status already: all that is left is to say so in the log. */
async function* watched(
  desk: Desk,
  request: FastifyRequest,
  stream: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<Uint8Array | string> {
  try {
    yield* stream
  } catch (error) {
    desk.log.error({ requestId: request.id, route: request.routeOptions.url, err: thrown(error) }, 'stream broke')
    throw error
  }
}

/** The way of every request: who and where, may they, is it well formed, then the handler, then its answer. */
export function handlerOf(desk: Desk, route: Route): (request: FastifyRequest, response: FastifyReply) => Promise<FastifyReply> {
  const { descriptor } = route
  const read = readersOf(descriptor)
  const answered = answerMaker(desk, route)
  const limit = descriptor.bodyLimit ?? desk.settings.uploadLimit_bytes
  const answer = async (request: FastifyRequest, signal: AbortSignal): Promise<Reply> => {
    const raw = rawOf(desk, request)
    const context = await desk.resolve(raw)
    if (isRefusal(context)) throw new Refused(context)
    const no = forbidden(desk, raw, context, accessOf(descriptor))
    if (no !== undefined) throw new Refused(no)
    const off = descriptor.feature === undefined ? undefined : await desk.offers(context, descriptor.feature)
    if (off !== undefined) throw new Refused(off)
    if (route.fast !== undefined && !raw.local) desk.fastLane.remember(route, request.raw, context)
    const params = descriptor.params === undefined ? request.params : must(read.params, request.params)
    const query = must(read.query, request.query)
    const upload = descriptor.upload === true ? await readUpload(request, limit) : undefined
    const given = upload === undefined ? await readBody(request, descriptor, desk.settings.bodyLimit_bytes) : undefined
    const body = read.body === undefined ? given : must(read.body, given)
    // Parsed by this descriptor just now, so these are the types that `route()` promises its handler.
    const input = { context, params, query, body, upload, headers: raw.headers, raw, signal } as RouteInput<RouteDescriptor>
    return answered(await route.handle(input), request)
  }
  return async (request, response) => {
    const controller = controllerOf(desk, response)
    const result = await answer(request, controller.signal).catch((error: unknown) =>
      answerThrown(desk, request, error, route.presentError),
    )
    if (result.status >= 400) letFinish(request)
    if (result.stream === undefined) return send(request, response, result)
    desk.streams.add(controller)
    return send(request, response, { ...result, stream: watched(desk, request, result.stream) })
  }
}
