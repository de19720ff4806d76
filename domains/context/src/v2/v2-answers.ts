/** How the NGSIv2 doors answer: `{error, description}` with Orion's names, totals and correlators in headers. */
import { reply, type Problem as HttpProblem, type RawRequest, type Reply } from '@machinaka/platform'

/** Name and status of a refusal in NGSIv2. */
interface V2Error {
  readonly error: string
  readonly status: number
}
const BAD_REQUEST: V2Error = { error: 'BadRequest', status: 400 }
const NOT_FOUND: V2Error = { error: 'NotFound', status: 404 }
const UNPROCESSABLE: V2Error = { error: 'Unprocessable', status: 422 }

const ERRORS: Readonly<Record<string, V2Error>> = {
  'context.query-invalid': BAD_REQUEST,
  'context.entity-invalid': BAD_REQUEST,
  'context.subscription-invalid': BAD_REQUEST,
  'context.entity-absent': NOT_FOUND,
  'context.attribute-absent': NOT_FOUND,
  'context.subscription-absent': NOT_FOUND,
  'context.entity-exists': UNPROCESSABLE,
  'context.entity-collision': UNPROCESSABLE,
  'context.subscription-exists': UNPROCESSABLE,
  'context.subscriptions-full': UNPROCESSABLE,
  'context.update-partial': { error: 'PartialUpdate', status: 422 },
  'context.entity-ambiguous': { error: 'TooManyResults', status: 409 },
  'context.batch-too-large': { error: 'RequestEntityTooLarge', status: 413 },
  'context.length-required': { error: 'ContentLengthRequired', status: 411 },
  'context.not-acceptable': { error: 'NotAcceptable', status: 406 },
  'platform.json': { error: 'ParseError', status: 400 },
  'platform.invalid': BAD_REQUEST,
  'platform.absent': NOT_FOUND,
  'platform.media-type': { error: 'UnsupportedMediaType', status: 415 },
  'platform.body-too-large': { error: 'RequestEntityTooLarge', status: 413 },
  'people.city-absent': NOT_FOUND,
}

/** Shows what a door refused. */
export function presentV2Error({ code, title, detail, status, extra }: HttpProblem): Reply {
  const known = Object.hasOwn(ERRORS, code) ? ERRORS[code] : undefined
  const wait = extra['retryAfter_s']
  return reply({
    status: known?.status ?? status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(typeof wait === 'number' ? { 'retry-after': String(wait) } : {}),
      ...(status === 401 ? { 'www-authenticate': 'Bearer realm="machinaka"' } : {}),
    },
    json: { error: known?.error ?? title.replaceAll(/[^A-Za-z]/g, ''), description: detail },
  })
}
export const asV2 = { presentError: presentV2Error } as const

/** The correlator of a request goes on into its answer. */
const correlator = (raw: RawRequest): Readonly<Record<string, string>> => ({
  'fiware-correlator': raw.headers['fiware-correlator'] ?? raw.requestId,
})

export const answerV2 = (raw: RawRequest, json: unknown, headers: Readonly<Record<string, string>> = {}): Reply =>
  reply({ status: 200, headers: { 'content-type': 'application/json', 'cache-control': 'no-cache', ...correlator(raw), ...headers }, json })

/** 201 or 204, without a body. */
export const answerV2Bare = (raw: RawRequest, status: 200 | 201 | 204, headers: Readonly<Record<string, string>> = {}): Reply =>
  reply({ status, headers: { ...correlator(raw), ...headers } })

export const answerV2Text = (raw: RawRequest, text: string): Reply =>
  reply({ status: 200, headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache', ...correlator(raw) }, text })
