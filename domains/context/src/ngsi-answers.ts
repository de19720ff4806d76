/** How the NGSI-LD doors read @context and Accept, and how they answer (ETSI GS CIM 009 V1.9.1 §6.3). */
import {
  presentEntity,
  presentFeature,
  presentFeatures,
  type Format,
  type JsonObject,
  type ProblemType,
  type TimedEntity,
} from '@machinaka/ngsi'
import { refusal, reply, type Problem as HttpProblem, type RawRequest, type Refusal, type Reply } from '@machinaka/platform'
import { originOf, type StoredEntity } from './broker.ts'
import { CORE_CONTEXT, coreContexts } from './rules/ngsi-doors.ts'

const LINK = `<${CORE_CONTEXT}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"`
export type Media = 'application/json' | 'application/ld+json' | 'application/geo+json'

/** A refusal with the error type of the standard (§5.5.2). */
export const etsi = (problem: ProblemType, detail: string): Refusal =>
  refusal(CODE_OF[problem] ?? 'context.query-invalid', detail, { problem })
const CODE_OF: Partial<Readonly<Record<ProblemType, string>>> = {
  BadRequestData: 'context.entity-invalid',
  LdContextNotAvailable: 'context.context-unavailable',
  ResourceNotFound: 'context.entity-absent',
}

/** The best of the representations on offer that the client accepts; ties go to json, ld+json, geo+json (§6.3.4). */
export function chooseMedia(accept: string | undefined, offered: readonly Media[]): Media | Refusal {
  const ranges = (accept ?? '*/*').split(',').map((part) => {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase())
    const q = parameters.find((parameter) => parameter.startsWith('q='))
    return { type, q: q === undefined ? 1 : Number(q.slice(2)) }
  })
  const weight = (media: Media): number => {
    const exact =
      ranges.find(({ type }) => type === media) ??
      ranges.find(({ type }) => type === 'application/*') ??
      ranges.find(({ type }) => type === '*/*')
    return exact?.q ?? 0
  }
  const [best] = offered
    .map((media, order) => ({ media, order, q: weight(media) }))
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q || a.order - b.order)
  return best?.media ?? refusal('context.not-acceptable', `This address answers ${offered.join(', ')}.`, { available: offered })
}

/** Checks the @context that the Link header names, if any: only the core @context is known here (§6.3.5). */
export function checkLink(raw: RawRequest): Refusal | undefined {
  const link = raw.headers['link']
  if (link === undefined) return undefined
  const found = link.split(/,(?=\s*<)/).filter((one) => one.includes('http://www.w3.org/ns/json-ld#context'))
  const urls = found.map((one) => /<([^>]*)>/.exec(one)?.[1] ?? '')
  if (urls.length > 1) return etsi('BadRequestData', 'The Link header names more than one @context (§6.3.5).')
  return urls[0] === undefined ? undefined : knownContext(urls[0])
}

const isLd = (raw: RawRequest): boolean => (raw.headers['content-type'] ?? '').startsWith('application/ld+json')

/** Checks and removes the @context of a body: in ld+json it is demanded in each item, in json forbidden (§6.3.5). */
export function withoutContext(raw: RawRequest, json: unknown): unknown {
  const ld = isLd(raw)
  if (ld && (raw.headers['link'] ?? '').includes('http://www.w3.org/ns/json-ld#context'))
    return etsi('BadRequestData', 'A body of application/ld+json brings its @context itself: leave out the Link header (§6.3.5).')
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json
  const { '@context': context, ...rest } = json as Readonly<Record<string, unknown>>
  if (!ld)
    return context === undefined
      ? json
      : etsi(
          'BadRequestData',
          'A body of application/json has no @context: name it in the Link header, or send application/ld+json (§6.3.5).',
        )
  if (context === undefined) return etsi('BadRequestData', 'A body of application/ld+json needs an @context (§6.3.5).')
  return knownContext(context) ?? rest
}

function knownContext(context: unknown): Refusal | undefined {
  const unknown = (Array.isArray(context) ? context : [context]).find((one) => typeof one !== 'string' || !coreContexts.includes(one))
  return unknown === undefined
    ? undefined
    : etsi(
        'LdContextNotAvailable',
        `The @context ${JSON.stringify(unknown).slice(0, 200)} is not available: this broker knows the core @context only. Use full IRIs for terms of others.`,
      )
}

export interface Shown {
  readonly format: Format
  readonly sysAttrs: boolean
  readonly media: Media
  readonly geometryProperty?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** An answer with entities: one, or a list, as JSON, JSON-LD or GeoJSON (§6.3.6). */
export function answerEntities(raw: RawRequest, entities: StoredEntity | readonly StoredEntity[], shown: Shown): Reply {
  const { format, sysAttrs, media, geometryProperty } = shown
  const timed = (entity: StoredEntity): TimedEntity => (sysAttrs ? withTimes(entity) : entity)
  const options = { format, sysAttrs, geometryProperty }
  if (media === 'application/geo+json') {
    const json = isMany(entities) ? presentFeatures(entities.map(timed), options) : presentFeature(timed(entities), options)
    const bare = /(^|[;,\s])body=json/.test(raw.headers['prefer'] ?? '')
    return answerJson(raw, { media, body: bare ? json : { ...json, '@context': CORE_CONTEXT }, linked: bare, headers: shown.headers })
  }
  const present = (entity: StoredEntity): JsonObject => ({
    ...presentEntity(timed(entity), options),
    ...(media === 'application/ld+json' ? { '@context': CORE_CONTEXT } : {}),
  })
  return answerJson(raw, {
    media,
    body: isMany(entities) ? entities.map(present) : present(entities),
    linked: media === 'application/json',
    headers: shown.headers,
  })
}

const isMany = (entities: StoredEntity | readonly StoredEntity[]): entities is readonly StoredEntity[] => Array.isArray(entities)

function withTimes(entity: StoredEntity): TimedEntity {
  const times = Object.keys(entity.attributes).map((name) => {
    const { since, at } = originOf(entity, name)
    return [name, { createdAt: since, modifiedAt: at }] as const
  })
  return { ...entity, times: Object.fromEntries(times) }
}

/** Any JSON answer of these doors, with the headers that the standard wants. */
export function answerJson(
  raw: RawRequest,
  answer: {
    readonly status?: number
    readonly media: Media
    readonly body: unknown
    readonly linked: boolean
    readonly headers?: Readonly<Record<string, string>> | undefined
  },
): Reply {
  const { link, ...headers } = answer.headers ?? {}
  const links = [...(answer.linked ? [LINK] : []), ...(link === undefined ? [] : [link])]
  return reply({
    status: answer.status ?? 200,
    headers: {
      'content-type': `${answer.media}; charset=utf-8`,
      'cache-control': 'no-cache',
      ...headers,
      ...(links.length === 0 ? {} : { link: links.join(', ') }),
      ...echo(raw),
    },
    json: answer.body,
  })
}

/** 201 or 204 without a body. */
export const answerBare = (raw: RawRequest, status: 201 | 204, headers: Readonly<Record<string, string>> = {}): Reply =>
  reply({ status, headers: { ...headers, ...echo(raw) } })

/** The tenant is echoed (§6.3.14). */
const echo = (raw: RawRequest): Readonly<Record<string, string>> => {
  const tenant = raw.headers['ngsild-tenant']
  return tenant === undefined ? {} : { 'ngsild-tenant': tenant }
}

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
  const named = extra['problem']
  const type = typeof named === 'string' && Object.hasOwn(STATUS, named) ? (named as ProblemType) : TYPE_OF_CODE[code]
  return type === undefined ? undefined : { type: `https://uri.etsi.org/ngsi-ld/errors/${type}`, title: type, detail, status: STATUS[type] }
}

/** Shows what a door refused; refusals that the standard has no type for (401, 403, 415, 429) keep their own, as JSON. */
export function presentNgsiError({ code, title, detail, status, extra, requestId }: HttpProblem): Reply {
  const known = etsiProblem(code, detail, extra)
  const shown = known ?? { type: `/docs/errors#${code}`, title, detail, status: code === 'context.not-acceptable' ? 406 : status, ...extra }
  return reply({
    status: shown.status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      ...(status === 401 ? { 'www-authenticate': 'Bearer realm="machinaka"' } : {}),
    },
    json: { ...shown, requestId },
  })
}
