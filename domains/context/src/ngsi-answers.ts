/** How the NGSI-LD doors answer (ETSI GS CIM 009 V1.9.1 §6.3). */
import {
  coreContextUrl,
  conformantVersion,
  conformEntity,
  NGSILD_VERSION,
  presentFeature,
  presentEntity,
  presenter,
  readVersion,
  type FeatureOptions,
  type JsonObject,
  type ProblemType,
  type TermContext,
  type TimedEntity,
} from '@machinaka/ngsi'
import {
  refusal,
  reply,
  type PresentError,
  type Problem as HttpProblem,
  type RawRequest,
  type Refusal,
  type Reply,
} from '@machinaka/platform'
import { originOf, type StoredEntity } from './broker.ts'
import type { Flattened } from './ngsi-flatten.ts'
import type { Media } from './ngsi-media.ts'
import type { ReadEntity, Warning } from './operations.ts'

/** A refusal with the error type of the standard (§5.5.2). */
export const etsi = (problem: ProblemType, detail: string): Refusal =>
  refusal(CODE_OF[problem] ?? 'context.query-invalid', detail, { problem })
const CODE_OF: Partial<Readonly<Record<ProblemType, string>>> = {
  BadRequestData: 'context.entity-invalid',
  LdContextNotAvailable: 'context.context-unavailable',
  ResourceNotFound: 'context.entity-absent',
}

export interface Shown extends FeatureOptions {
  readonly media: Media
  readonly context: TermContext
  readonly status?: number | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Linked entities that stand beside these, each cut in its own way (§4.5.23.3). */
  readonly beside?: readonly Flattened[] | undefined
}

/** An answer with entities: one, or a list, as JSON, JSON-LD or GeoJSON (§6.3.6). */
export function answerEntities(raw: RawRequest, entities: ReadEntity | readonly ReadEntity[], shown: Shown): Reply {
  const { media, context, status, headers } = shown
  if (media === 'application/geo+json') {
    const json = isMany(entities) ? collectionOf(entities, shown) : presentFeature(entities, shown)
    const bare = preference(raw, 'body') === 'json'
    return answerJson(raw, { status, media, context, body: bare ? json : { ...json, '@context': context.shown }, linked: bare, headers })
  }
  const version = readVersion(preference(raw, 'ngsi-ld') ?? '')
  const present = presenter(shown)
  const shownAs = (entity: ReadEntity, json = present(entity)): JsonObject => {
    return {
      ...(version === undefined ? json : conformEntity(json, version)),
      ...(media === 'application/ld+json' ? { '@context': context.shown } : {}),
    }
  }
  const body = isMany(entities)
    ? [
        ...entities.map((entity) => shownAs(entity)),
        ...(shown.beside ?? []).map(({ entity, cut }) => shownAs(entity, presentEntity(entity, { ...shown, ...cut }))),
      ]
    : shownAs(entities)
  if (version === undefined) return answerJson(raw, { status, media, context, body, headers })
  // Told to write as an earlier edition did: the answer is ours no longer (§4.3.6.8, §6.3.6).
  const conformant = conformantVersion(version)
  const altered = conformant !== NGSILD_VERSION
  return answerJson(raw, {
    status: altered ? 203 : status,
    media,
    context,
    body,
    headers: { ...headers, 'preference-applied': `ngsi-ld=${conformant}` },
  })
}

const collectionOf = (entities: readonly ReadEntity[], { beside = [], ...shown }: Shown): JsonObject => ({
  type: 'FeatureCollection',
  features: [
    ...entities.map((entity) => presentFeature(entity, shown)),
    ...beside.map(({ entity, cut }) => presentFeature(entity, { ...shown, ...cut })),
  ],
})

const isMany = (entities: ReadEntity | readonly ReadEntity[]): entities is readonly ReadEntity[] => Array.isArray(entities)

/** What a `Prefer` header says under a name (RFC 7240 §2). */
export function preference(raw: RawRequest, name: string): string | undefined {
  const found = (raw.headers['prefer'] ?? '')
    .split(/[,;]/)
    .map((one) => one.trim().split('='))
    .find(([key]) => key?.trim().toLowerCase() === name)
  return found?.[1]?.trim().replaceAll('"', '')
}

/** A stored entity with the times of its attributes (§4.8). */
export function withTimes(entity: StoredEntity): TimedEntity {
  const times = Object.keys(entity.attributes).map((name) => {
    const { since, at } = originOf(entity, name)
    return [name, { createdAt: since, modifiedAt: at }] as const
  })
  return { ...entity, times: Object.fromEntries(times) }
}

const linkOf = (context: TermContext): string => {
  // A list or an object has no address of its own: what stands in the header is its first URL.
  const [url = coreContextUrl(context.core)] = (Array.isArray(context.source) ? context.source : [context.source]).filter(
    (one) => typeof one === 'string',
  )
  return `<${url}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"`
}

/** Any JSON answer of these doors, with the headers that the standard wants: in ld+json the body has its @context already. */
export function answerJson(
  raw: RawRequest,
  answer: {
    readonly status?: number | undefined
    readonly media: Media
    readonly context: TermContext
    readonly body: unknown
    /** Whether the Link header names the @context; by default with application/json. */
    readonly linked?: boolean | undefined
    readonly headers?: Readonly<Record<string, string>> | undefined
  },
): Reply {
  return reply({ status: answer.status ?? 200, headers: jsonHeaders(raw, answer), json: answer.body })
}

/** The headers of a JSON answer of these doors. */
export function jsonHeaders(
  raw: RawRequest,
  answer: {
    readonly media: Media
    readonly context: TermContext
    readonly linked?: boolean | undefined
    readonly headers?: Readonly<Record<string, string>> | undefined
  },
): Readonly<Record<string, string>> {
  const { link, ...headers } = answer.headers ?? {}
  const linked = answer.linked ?? answer.media === 'application/json'
  const links = [...(linked ? [linkOf(answer.context)] : []), ...(link === undefined ? [] : [link])]
  return {
    'content-type': answer.media,
    'cache-control': 'no-cache',
    ...headers,
    ...(links.length === 0 ? {} : { link: links.join(', ') }),
    ...tenantHeaders(raw),
  }
}

/** 201 or 204 without a body. */
export const answerBare = (raw: RawRequest, status: 201 | 204, headers: Readonly<Record<string, string>> = {}): Reply =>
  reply({ status, headers: { ...headers, ...tenantHeaders(raw) } })

/** The tenant and the snapshot are echoed (§6.3.14, §6.3.22). */
export const tenantHeaders = ({ headers }: { readonly headers: Parameters<PresentError>[1] }): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (['ngsild-tenant', 'ngsild-snapshot'] as const).flatMap((name): [string, string][] => {
      const value = headers[name]
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )

const STATUS: Readonly<Record<ProblemType, number>> = {
  BadRequestData: 400,
  InvalidRequest: 400,
  AlreadyExists: 409,
  Conflict: 409,
  ResourceNotFound: 404,
  NonexistentTenant: 404,
  OperationNotSupported: 422,
  TooComplexQuery: 403,
  TooManyResults: 403,
  LdContextNotAvailable: 504,
  NoMultiTenantSupport: 501,
  InternalError: 500,
}
const TYPE_OF_CODE: Readonly<Record<string, ProblemType>> = {
  'context.entity-absent': 'ResourceNotFound',
  'context.entity-exists': 'AlreadyExists',
  'context.entity-invalid': 'BadRequestData',
  'context.query-invalid': 'InvalidRequest',
  'context.batch-too-large': 'TooComplexQuery',
  'context.context-unavailable': 'LdContextNotAvailable',
  'context.attribute-absent': 'ResourceNotFound',
  'context.context-absent': 'ResourceNotFound',
  'context.contexts-full': 'TooManyResults',
  'context.subscription-absent': 'ResourceNotFound',
  'context.subscription-exists': 'AlreadyExists',
  'context.subscription-invalid': 'BadRequestData',
  'context.subscriptions-full': 'TooManyResults',
  'people.city-absent': 'NonexistentTenant',
  'platform.invalid': 'InvalidRequest',
  'platform.json': 'InvalidRequest',
  'platform.absent': 'ResourceNotFound',
  'platform.internal': 'InternalError',
}

/** A refusal as the standard's problem: `{type, title, detail, status}` (§5.5.3), with its status (§6.3.2). */
export function etsiProblem(
  code: string,
  detail: string,
  extra: Readonly<Record<string, unknown>> = {},
): { readonly type: string; readonly title: string; readonly detail: string; readonly status: number } | undefined {
  const { problem: named, sourceStatus, sourceProblem } = extra
  if (typeof sourceStatus === 'number')
    return {
      type: typeof sourceProblem === 'string' ? sourceProblem : `/docs/errors#${code}`,
      title: 'Context Source Error',
      detail,
      status: sourceStatus,
    }
  const type = typeof named === 'string' && Object.hasOwn(STATUS, named) ? (named as ProblemType) : TYPE_OF_CODE[code]
  return type === undefined ? undefined : { type: `https://uri.etsi.org/ngsi-ld/errors/${type}`, title: type, detail, status: STATUS[type] }
}

/** Refusals that the standard answers by their status alone (§6.3.4). */
const BARE: Readonly<Record<string, number>> = { 'platform.media-type': 415, 'context.length-required': 411 }
/** Statuses that the standard sets otherwise than this server's own errors. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = { 'context.not-acceptable': 406 }

/** Shows what a door refused; refusals that the standard has no type for (401, 403, 406, 429) keep their own, as JSON (§6.3.3, §6.3.6). */
export function presentNgsiError({ code, title, detail, status, extra, requestId }: HttpProblem, sent: Parameters<PresentError>[1]): Reply {
  const bare = BARE[code]
  if (bare !== undefined) return reply({ status: bare, headers: { 'cache-control': 'no-store', ...tenantHeaders({ headers: sent }) } })
  const known = etsiProblem(code, detail, extra)
  const shown = known ?? { type: `/docs/errors#${code}`, title, detail, status: STATUS_OF_CODE[code] ?? status, ...extra }
  const wait = extra['retryAfter_s']
  return reply({
    status: shown.status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...tenantHeaders({ headers: sent }),
      ...(typeof wait === 'number' ? { 'retry-after': String(wait) } : {}),
      // What was not heard when nothing was found (§6.3.17): distributed operations put it beside the problem.
      ...warningHeaders(extra['warnings'] as readonly Warning[] | undefined),
      ...(status === 401 ? { 'www-authenticate': 'Bearer realm="machinaka"' } : {}),
    },
    json: { ...shown, requestId },
  })
}

/** A refusal inside a 207: its problem (§5.5.3). */
export const problemOf = ({ code, detail, extra }: Refusal): object =>
  etsiProblem(code, detail, extra) ?? { type: `/docs/errors#${code}`, title: code, detail }

/** `NGSILD-Warning`: what is missing from an answer (§6.3.17). */
export const warningHeaders = (warnings: readonly Warning[] = []): Readonly<Record<string, string>> =>
  warnings.length === 0
    ? {}
    : { 'ngsild-warning': warnings.map(({ code, agent, text }) => `${code} ${agent} "${text.replaceAll('"', "'")}"`).join(', ') }

/** A body that is no answer to be compared or linked: 207 (§6.3.6). */
export const answerMixed = (raw: RawRequest, json: unknown, headers: Readonly<Record<string, string>> = {}): Reply =>
  reply({
    status: 207,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers, ...tenantHeaders(raw) },
    json,
  })
