/**
 * Asks one context source: headers, @context, time limit and circuit as its registration says
 * (ETSI GS CIM 009 V1.9.1 §4.3.6.4–§4.3.6.6, §5.2.34, §6.3.17, §6.3.18).
 */
import { conformEntity, readVersion, type ReadyRegistration, type TermContext } from '@machinaka/ngsi'
import { isRefusal, type HttpClient, type Tenant } from '@machinaka/platform'
import type { Call, Warning } from '../operations.ts'
import type { Circuits } from './circuit.ts'
import { addressTerms, answerTerms, wireContext, type ResolveContext, type WireContext } from './source-context.ts'
import type { Tallies } from './tallies.ts'

/** One request to a source; names are written by the terms that `write` is given. */
export interface SourceRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path and query below `/ngsi-ld/v1`. */
  readonly path: (terms: TermContext) => string
  readonly body?: ((terms: TermContext) => unknown) | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}
export interface SourceAnswer {
  readonly failed?: undefined
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The body as JSON; undefined when there is none. */
  readonly json: unknown
  /** Names in the body. */
  readonly terms: TermContext
  /** What the source itself warns of (§6.3.17). */
  readonly warnings: readonly Warning[]
}
/** Why a source gave no answer that counts; `loop`: asking it would come back to us. */
export interface SourceFailure {
  readonly failed: 'late' | 'unreachable' | 'invalid' | 'error' | 'loop'
  readonly status?: number | undefined
  /** The problem that the source answered, where it did. */
  readonly problem?: Readonly<Record<string, unknown>> | undefined
  readonly detail: string
}

export interface SourceNeeds {
  readonly http: Pick<HttpClient, 'send'>
  readonly resolve: ResolveContext
  readonly circuits: Circuits
  readonly tallies: Tallies
  /** How this broker names itself in Via, one name per tenant (§5.2.40). */
  readonly alias: (tenant: Tenant) => string
}

/** Limits of distributed operations. */
export const sourceLimits = { timeout_ms: 5_000, total_ms: 15_000, bytes: 16_000_000, parallel: 16, sources: 200, hops: 20 } as const

/** Headers that a registration may not set: the connection's, the tenant's, and those that the request itself decides. */
const RESERVED: ReadonlySet<string> = new Set([
  'accept',
  'contenttype',
  'jsonldcontext',
  'ngsildconformance',
  'ngsild-tenant',
  'fiware-service',
  'via',
  'host',
  'link',
  'content-type',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'te',
  'trailer',
  'expect',
])

/** The name in one entry of Via: `1.1 alias`, `HTTP/1.1 alias (comment)`, or the name alone. */
export const aliasOf = (entry: string): string => {
  const [first = '', second] = entry.trim().split(/\s+/)
  return second === undefined || second.startsWith('(') ? first : second
}

/** Whether this request has been here before, or has come a longer way than any sensible one (§4.3.6.4). */
export const isLoop = ({ via }: Pick<Call, 'via'>, alias: string): boolean =>
  via.length >= sourceLimits.hops || via.some((entry) => aliasOf(entry) === alias)

export type AskSource = (call: Call, source: ReadyRegistration, request: SourceRequest) => Promise<SourceAnswer | SourceFailure>

export function createSourceClient({ http, resolve, circuits, tallies, alias }: SourceNeeds): AskSource {
  return async (call, { registration }, request) => {
    const { tenant } = call
    const key = `${tenant} ${registration.id} ${registration.endpoint}`
    const { timeout_ms, cooldown_ms, localOnly } = registration.management ?? {}
    if (circuits.isOpen(key, performance.now()))
      return { failed: 'late', detail: 'The source failed just now and is left alone for a while.' }
    const wire = await wireFor(call, registration.contextSourceInfo ?? [], resolve)
    if (wire === undefined) return { failed: 'error', detail: 'The @context that the registration names is not available.' }
    const only = localOnly === true || registration.properties['localOnly'] === true
    const path = withLocal(request.path(addressTerms(wire.context)), only)
    const body = bodyOf(request, wire)
    const answer = await http.send(`${registration.endpoint.replace(/\/+$/, '')}/ngsi-ld/v1${path}`, {
      method: request.method,
      headers: {
        ...wire.headers,
        ...request.headers,
        Via: [...call.via, `1.1 ${alias(tenant)}`].join(', '),
        accept: wire.accept,
        ...(registration.tenant === undefined ? {} : { 'ngsild-tenant': registration.tenant }),
        ...(body === undefined ? {} : { 'content-type': wire.contentType }),
        ...(wire.linked && wire.context.link !== undefined
          ? { link: `<${wire.context.link}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"` }
          : {}),
      },
      ...(body === undefined ? {} : { body }),
      timeout_ms: Math.min(timeout_ms ?? sourceLimits.timeout_ms, sourceLimits.total_ms),
      maxBytes: sourceLimits.bytes,
    })
    const silent = isRefusal(answer)
    circuits.note(key, { failed: silent, cooldown_ms, now_ms: performance.now() })
    tallies.note(tenant, registration.id, !silent && answer.status < 400)
    if (silent)
      return answer.code === 'platform.outside-too-large'
        ? { failed: 'invalid', detail: answer.detail }
        : { failed: answer.extra?.['timeout'] === true ? 'late' : 'unreachable', detail: answer.detail }
    return readAnswer(answer, { tenant, asked: wire.context.terms, resolve })
  }
}

interface Wire {
  readonly context: WireContext
  readonly headers: Readonly<Record<string, string>>
  readonly accept: string
  readonly contentType: string
  /** Whether the Link header names the @context. */
  readonly linked: boolean
  readonly version: ReturnType<typeof readVersion>
}

/** What the registration's contextSourceInfo makes of a request (§4.3.6.5, §4.3.6.6). */
async function wireFor(
  call: Call,
  info: readonly { readonly key: string; readonly value: string }[],
  resolve: ResolveContext,
): Promise<Wire | undefined> {
  const said = new Map(info.map(({ key, value }) => [key, value]))
  const own = said.get('jsonldContext')
  const terms = own === undefined ? call.context : await resolve(call.tenant, own)
  if (isRefusal(terms)) return undefined
  const context = wireContext(terms)
  const inBody =
    own === undefined && (said.get('contentType') === 'application/ld+json' || (context.link === undefined && !isPlain(context)))
  const headers: Record<string, string> = {}
  for (const { key, value } of info) {
    const name = key.toLowerCase()
    if (RESERVED.has(name)) continue
    const sent = value === 'urn:ngsi-ld:request' ? call.headers[name] : value
    if (sent !== undefined) headers[name] = sent
  }
  const conformance = said.get('ngsildConformance')
  return {
    context,
    headers: conformance === undefined ? headers : { ...headers, prefer: `ngsi-ld=${conformance}` },
    accept: said.get('accept') ?? 'application/json',
    contentType: inBody ? 'application/ld+json' : 'application/json',
    linked: !inBody,
    version: conformance === undefined ? undefined : readVersion(conformance),
  }
}

/** Whether the core @context alone is meant. */
const isPlain = ({ terms, inline }: WireContext): boolean => typeof inline === 'string' && inline === terms.shown

function bodyOf({ body }: SourceRequest, { context, contentType, version }: Wire): string | undefined {
  if (body === undefined) return undefined
  const inBody = contentType === 'application/ld+json'
  const json = body(inBody ? context.terms : addressTerms(context))
  const finish = (one: unknown): unknown => {
    if (typeof one !== 'object' || one === null) return one
    const map = one as Readonly<Record<string, unknown>>
    const conformed = version === undefined || map['type'] === undefined ? map : conformEntity(map, version)
    return inBody ? { ...conformed, '@context': context.inline } : conformed
  }
  return JSON.stringify(Array.isArray(json) ? json.map(finish) : finish(json))
}

/** `local=true` keeps the source from asking others (§4.3.6.4). */
const withLocal = (path: string, local: boolean): string => (local ? `${path}${path.includes('?') ? '&' : '?'}local=true` : path)

async function readAnswer(
  answer: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly text: string },
  { tenant, asked, resolve }: { readonly tenant: Tenant; readonly asked: TermContext; readonly resolve: ResolveContext },
): Promise<SourceAnswer | SourceFailure> {
  const { status, headers, text } = answer
  let json: unknown
  try {
    json = text.trim() === '' ? undefined : JSON.parse(text)
  } catch {
    return status >= 400
      ? { failed: 'error', status, detail: `The source answers ${status}.` }
      : { failed: 'invalid', status, detail: 'The source answers what is no JSON.' }
  }
  if (status >= 300) {
    const problem =
      typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Readonly<Record<string, unknown>>) : undefined
    const said = typeof problem?.['detail'] === 'string' ? problem['detail'] : problem?.['title']
    return {
      failed: status === 508 ? 'loop' : 'error',
      status,
      problem,
      detail: `The source answers ${status}${typeof said === 'string' ? `: ${said.slice(0, 300)}` : '.'}`,
    }
  }
  const first: unknown = Array.isArray(json) ? (json as readonly unknown[])[0] : json
  const inBody = typeof first === 'object' && first !== null ? (first as Readonly<Record<string, unknown>>)['@context'] : undefined
  const terms = await answerTerms({ link: headers['link'], inBody }, asked, (reference) => resolve(tenant, reference))
  return { status, headers, json, terms, warnings: warningsIn(headers['ngsild-warning']) }
}

/** Warnings of a source are passed on: what is missing there is missing here (§6.3.17). */
function warningsIn(header: string | undefined): readonly Warning[] {
  if (header === undefined) return []
  return [...header.matchAll(/\b(110|111|199|299)\s+([^\s"]+)\s+"((?:[^"\\]|\\.)*)"/g)].map(([, code, agent = '', text = '']) => ({
    code: Number(code) as Warning['code'],
    agent,
    text,
  }))
}

/** The warning that a failure of reading is shown as (Table 6.3.17-1); a source that has nothing is no failure. */
export function warningOf(failure: SourceFailure, source: ReadyRegistration): Warning | undefined {
  if (failure.failed === 'error' && failure.status === 404) return undefined
  const { contextSourceAlias, id } = source.registration
  const agent = contextSourceAlias ?? id
  const code = failure.failed === 'invalid' ? 111 : failure.failed === 'error' ? 299 : 199
  return { code, agent, text: failure.detail.replace(/[^\x20-\x7e]|["\\]/g, ' ').slice(0, 200) }
}
