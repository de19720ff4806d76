/** How the NGSI-LD doors read a request: @context, Accept, parameters, headers (ETSI GS CIM 009 V1.9.1 §6.3). */
import type { TermContext } from '@machinaka/ngsi'
import { isRefusal, refusal, type Context, type RawRequest, type Refusal } from '@machinaka/platform'
import type { Contexts } from './contexts/contexts.ts'
import { etsi } from './ngsi-answers.ts'
import { actorOf } from './ngsi-body.ts'
import { chooseMedia, PLAIN, type Media } from './ngsi-media.ts'
import { checkParameters } from './ngsi-parameters.ts'
import type { Call } from './operations.ts'

/** What a handler is given, as far as it is read here. */
export interface Incoming {
  readonly context: Context
  readonly raw: RawRequest
  readonly body?: unknown
}

export interface Expected {
  /** Query parameters that this operation knows, `local` besides. */
  readonly parameters: readonly string[]
  /** Representations of the answer on offer; json and ld+json when absent. */
  readonly offered?: readonly Media[]
}

/** A request as read: who asks and in what terms, and the body without its @context. */
export interface Asked {
  readonly call: Call
  readonly raw: RawRequest
  readonly media: Media
  readonly parameters: Readonly<Record<string, string>>
  /** The body; the items of a list in ld+json still have their @context (see `itemOf`). */
  readonly json: unknown
}

/** Reads a request, or says why it is refused. */
export async function readRequest(
  contexts: Pick<Contexts, 'resolve' | 'core'>,
  incoming: Incoming,
  expected: Expected,
): Promise<Asked | Refusal> {
  const { raw, context } = incoming
  const wrong = checkLength(raw) ?? checkParameters(raw.query, expected.parameters)
  if (wrong !== undefined) return wrong
  const media = chooseMedia(raw.headers['accept'], expected.offered ?? PLAIN)
  if (isRefusal(media)) return media
  const named = contextOf(raw, incoming.body)
  if (isRefusal(named)) return named
  const terms = await contexts.resolve(context.tenant, absolute(named.context, raw))
  if (isRefusal(terms)) return terms
  return { call: callOf(incoming, terms), raw, media, parameters: raw.query, json: named.json }
}

function callOf({ context, raw }: Incoming, terms: TermContext): Call {
  const { headers } = raw
  return {
    tenant: context.tenant,
    actor: actorOf(context.caller),
    context: terms,
    local: raw.query['local'] === 'true' || headers['ngsild-snapshot'] !== undefined,
    via: (headers['via'] ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
    snapshot: headers['ngsild-snapshot'],
    entityMap: headers['ngsild-entitymap'],
    headers,
    now: context.now,
  }
}

/** A body without Content-Length is refused with a bare 411 (§6.3.4). */
export const checkLength = ({ method, headers }: RawRequest): Refusal | undefined =>
  (method === 'POST' || method === 'PATCH' || method === 'PUT') && headers['content-length'] === undefined
    ? refusal('context.length-required', 'Send the body with Content-Length, not in chunks (§6.3.4).')
    : undefined

const CONTEXT_RELATION = 'http://www.w3.org/ns/json-ld#context'

/** The @context that the Link header names; undefined when it names none (§6.3.5). */
export function linkedContext(raw: RawRequest): string | undefined | Refusal {
  const link = raw.headers['link']
  if (link === undefined) return undefined
  const urls = link
    .split(/,(?=\s*<)/)
    .filter((one) => one.includes(CONTEXT_RELATION))
    .map((one) => /<([^>]*)>/.exec(one)?.[1]?.trim() ?? '')
  return urls.length > 1 ? etsi('BadRequestData', 'The Link header names more than one @context (§6.3.5).') : urls[0]
}

export const isLd = (raw: RawRequest): boolean => (raw.headers['content-type'] ?? '').toLowerCase().startsWith('application/ld+json')

interface Named {
  readonly context: unknown
  readonly json: unknown
}

/** Where the @context comes from, by method and media type; no mixes (§6.3.5). */
function contextOf(raw: RawRequest, body: unknown): Named | Refusal {
  const linked = linkedContext(raw)
  if (isRefusal(linked)) return linked
  if (body === undefined) return { context: linked, json: undefined }
  if (isLd(raw) && linked !== undefined)
    return etsi('BadRequestData', 'A body of application/ld+json brings its @context itself: leave out the Link header (§6.3.5).')
  // Items of a list bring their own.
  if (Array.isArray(body) || typeof body !== 'object' || body === null) return { context: linked, json: body }
  return embedded(raw, body as Readonly<Record<string, unknown>>, linked)
}

function embedded(raw: RawRequest, body: Readonly<Record<string, unknown>>, linked: string | undefined): Named | Refusal {
  const { '@context': context, ...json } = body
  if (!isLd(raw))
    return '@context' in body
      ? etsi(
          'BadRequestData',
          'A body of application/json has no @context: name it in the Link header, or send application/ld+json (§6.3.5).',
        )
      : { context: linked, json }
  return context === undefined || context === null
    ? etsi('BadRequestData', 'A body of application/ld+json needs an @context (§6.3.5).')
    : { context, json }
}

/** Addresses without a host are of this broker (RFC 8288 §3.1). */
function absolute(context: unknown, raw: RawRequest): unknown {
  if (Array.isArray(context)) return context.map((one: unknown) => absolute(one, raw))
  return typeof context === 'string' && /^\/(?!\/)/.test(context) && URL.canParse(context, raw.origin)
    ? new URL(context, raw.origin).href
    : context
}

/** One item of a list in a body, with the terms it is written in: in ld+json each brings its own @context. */
export async function itemOf(
  contexts: Pick<Contexts, 'resolve'>,
  { call, raw }: Pick<Asked, 'call' | 'raw'>,
  item: unknown,
): Promise<{ readonly json: unknown; readonly context: TermContext } | Refusal> {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return { json: item, context: call.context }
  const named = embedded(raw, item as Readonly<Record<string, unknown>>, undefined)
  if (isRefusal(named)) return named
  if (!isLd(raw)) return { json: named.json, context: call.context }
  const context = await contexts.resolve(call.tenant, absolute(named.context, raw))
  return isRefusal(context) ? context : { json: named.json, context }
}
