import type { Static, TSchema } from 'typebox'
import type { Context, Refusal } from '../contract.ts'

/** One HTTP operation, as a domain's contract states it: plain data, `as const`, also read for OpenAPI and by the web apps. */
export interface RouteDescriptor {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `/api/guide/places/:id`; a last `*` takes the rest of the path (`params['*']`). */
  readonly path: string
  readonly summary: string
  readonly description?: string
  readonly tag: string
  /** The permission (of `people/contract`) that the caller needs, or any one of several; `public` is everybody. */
  readonly access: string | readonly string[]
  /** The city's switch (of `people/contract`) that this is part of: refused where it is off. */
  readonly feature?: string
  readonly params?: TSchema
  readonly query?: TSchema
  /** Shape of the JSON body. Without it (and without `bytes` or `upload`) a body is not read. */
  readonly body?: TSchema
  /** Media types of a body; default `application/json`. */
  readonly consumes?: readonly string[]
  /** The body as raw bytes, up to `bodyLimit`. */
  readonly bytes?: true
  /** A file, streamed: `multipart/form-data` with one file (fields first), or the bytes themselves with `?filename=`. */
  readonly upload?: true
  readonly response?: TSchema
  /** Status of a plain answer; default 200, or 204 when the handler answers nothing. */
  readonly status?: 200 | 201 | 202 | 204
  /** Media types of a `reply(…)` that is no JSON, for the documentation. */
  readonly produces?: readonly string[]
  /** Refusal codes that the handler may answer; another one is a bug. `platform.*` need not be listed. */
  readonly errors: readonly string[]
  /** Greatest body in bytes; default from configuration. */
  readonly bodyLimit?: number
  /** Requests per minute and client address; default from configuration. */
  readonly perMinute?: number
  /** `Cache-Control` of a plain answer; default `private, no-cache` (stored, but asked again with its ETag). */
  readonly cacheControl?: string
  /** Left out of the OpenAPI document (doors that have a document of their own). */
  readonly hidden?: true
}

/** A file on its way in. Read `bytes` to its end or not at all; it throws `UploadTooLarge` past the limit. */
export interface Upload {
  readonly filename: string
  readonly contentType: string
  /** Form fields that came before the file. */
  readonly fields: Readonly<Record<string, string>>
  readonly bytes: AsyncIterable<Uint8Array>
}

/** The request as it came, for doors that need more than their parsed input. */
export interface RawRequest {
  /** Ours, in every answer and every log line of this request. */
  readonly requestId: string
  readonly method: string
  /** Path and query as sent. */
  readonly url: string
  /** Scheme and host by which the client called (`https://minato.example:8443`), with a trusted proxy's word for it. */
  readonly origin: string
  /** Host name without port, lower case. */
  readonly hostname: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly cookies: Readonly<Record<string, string>>
  readonly ip: string
  /** From this machine, to a name of this machine, through no proxy. */
  readonly loopback: boolean
  /** Through the local control socket: the command line of this machine's operator. */
  readonly local: boolean
}

/** The permissions of which the caller needs one. */
export const accessOf = ({ access }: Pick<RouteDescriptor, 'access'>): readonly string[] => (typeof access === 'string' ? [access] : access)

type Shape<S> = S extends TSchema ? Static<S> : undefined
type Plain = string | number | boolean | bigint | null | undefined
type Readonlied<T> = unknown extends T
  ? T
  : T extends Plain
    ? T
    : T extends (infer I)[]
      ? readonly Readonlied<I>[]
      : T extends object
        ? { readonly [K in keyof T]: Readonlied<T[K]> }
        : T

/** What a handler is given, with the types that its descriptor states. */
export interface RouteInput<D extends RouteDescriptor> {
  readonly context: Context
  readonly params: D extends { readonly params: infer S } ? Shape<S> : Readonly<Record<string, string>>
  readonly query: D extends { readonly query: infer S } ? Shape<S> : undefined
  readonly body: D extends { readonly body: infer S } ? Shape<S> : D extends { readonly bytes: true } ? Uint8Array : undefined
  readonly upload: D extends { readonly upload: true } ? Upload : undefined
  readonly headers: Readonly<Record<string, string>>
  readonly raw: RawRequest
  /** Aborted when the client went away, and for `reply({ stream })` also when the server stops. */
  readonly signal: AbortSignal
}

/** An answer other than `response`: made by `reply()`. */
export interface Reply {
  readonly reply: true
  readonly status: number
  /** A list sends the header several times (`set-cookie`). */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly bytes?: Uint8Array
  readonly text?: string
  readonly json?: unknown
  /** Sent as it comes: server-sent events, exports. Not compressed, no ETag. */
  readonly stream?: AsyncIterable<Uint8Array | string>
}

/** What a handler may answer: the value of `response`, a refusal, or a `reply()`. */
export type RouteAnswer<D extends RouteDescriptor> =
  | (D extends { readonly response: infer S } ? Readonlied<Shape<S>> : void)
  | Refusal
  | Reply

/** What a request is refused with, before it is presented. */
export interface Problem {
  readonly type: string
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly status: number
  readonly requestId: string
  readonly extra: Readonly<Record<string, unknown>>
}

/** Shows a refusal; `headers` are the request's as they came, which some answers echo. */
export type PresentError = (problem: Problem, headers: Readonly<Record<string, string | readonly string[] | undefined>>) => Reply

export interface RouteOptions {
  /** Shows refusals in another form than problem+json (the NGSI doors use the ETSI error types). */
  readonly presentError?: PresentError
  readonly fast?: Fast | undefined
}

/** A read that may be answered at once from memory: the context is that of a caller whom this very route let in. */
export interface FastRequest {
  readonly context: Context
  /** Path and query as sent. */
  readonly url: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}
/** Status 200; `headers` are names and values in turn, the length is added. */
export interface FastAnswer {
  readonly headers: readonly string[]
  readonly body: Uint8Array
}
/** Answers a GET without waiting, or undefined: then it goes the ordinary way. Must answer the same bytes as that. */
export type Fast = (request: FastRequest) => FastAnswer | undefined

/** A descriptor bound to its handler; the handler's exact types end at `route()`. */
export interface Route {
  readonly descriptor: RouteDescriptor
  readonly handle: (input: RouteInput<RouteDescriptor>) => Promise<unknown>
  readonly presentError?: PresentError
  readonly fast?: Fast | undefined
}

/**
 * Binds a descriptor to its handler. The handler's input and answer are typed by the descriptor.
 * It answers the value of `response`, a `Refusal` whose code is in `errors`, or `reply(…)` for anything else.
 */
export function route<const D extends RouteDescriptor>(
  descriptor: D,
  handler: (input: RouteInput<D>) => RouteAnswer<D> | Promise<RouteAnswer<D>>,
  options: RouteOptions = {},
): Route {
  // The server parses the request by this very descriptor before it calls, so the input has the descriptor's types.
  const handle = async (input: RouteInput<RouteDescriptor>): Promise<unknown> => handler(input as unknown as RouteInput<D>)
  return { descriptor, handle, ...options }
}

/** An answer with its own status, headers or body: bytes, text, JSON or a stream. */
export const reply = (answer: Omit<Partial<Reply>, 'reply'>): Reply => ({ status: 200, headers: {}, ...answer, reply: true })

/** Whether an answer was made by `reply()`. */
export const isReply = (value: unknown): value is Reply =>
  typeof value === 'object' && value !== null && 'reply' in value && value.reply === true
