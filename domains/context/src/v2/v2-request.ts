/** How the NGSIv2 doors read a request: options, pages, service paths. */
import { coreContext, isProblem, type Problem } from '@machinaka/ngsi'
import { isRefusal, refusal, type Context, type RawRequest, type Refusal } from '@machinaka/platform'
import { limits } from '../contract.ts'
import { actorOf } from '../ngsi-body.ts'
import { checkLength } from '../ngsi-request.ts'
import type { Call } from '../operations.ts'

/** Refused as 400 BadRequest. */
export const badRequest = (detail: string): Refusal => refusal('context.query-invalid', detail)

/** What an engine answered, its problem as a refusal. */
export const settled = <T>(value: T): Exclude<T, Problem> | Refusal =>
  isProblem(value) ? badRequest(value.detail) : (value as Exclude<T, Problem>)

export interface V2Incoming {
  readonly context: Context
  readonly raw: RawRequest
}

/** A request as read. */
export interface V2Asked {
  readonly call: Call
  readonly raw: RawRequest
  readonly options: ReadonlySet<string>
  /** Where it reads; a write has exactly one, without `#`. */
  readonly paths: readonly [string, ...string[]]
}

/** Reads what all requests have; `options` are those that the door knows. */
export function readV2(
  { context, raw }: V2Incoming,
  { write = false, options = [] }: { readonly write?: boolean; readonly options?: readonly string[] },
): V2Asked | Refusal {
  const said = commaList(raw.query['options']) ?? []
  const stray = said.find((one) => !options.includes(one))
  if (stray !== undefined) return badRequest(`Invalid value for URI param /options/: ${JSON.stringify(stray)} is not known here.`)
  const paths = servicePaths(raw.headers['fiware-servicepath'], write)
  const wrong = isRefusal(paths) ? paths : checkLength(raw)
  if (wrong !== undefined || isRefusal(paths)) return wrong ?? badRequest('')
  return { call: callOf(context, raw, said.includes('skipForwarding')), raw, options: new Set(said), paths }
}

const callOf = (context: Context, { headers }: RawRequest, local: boolean): Call => ({
  tenant: context.tenant,
  actor: actorOf(context.caller),
  context: coreContext(),
  local,
  via: (headers['via'] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== ''),
  headers,
  now: context.now,
})

export const commaList = (text: string | undefined): readonly string[] | undefined =>
  text === undefined
    ? undefined
    : text
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== '')

/** `Fiware-ServicePath`: `/` for a write and everything for a read when it is absent. */
function servicePaths(header: string | undefined, write: boolean): readonly [string, ...string[]] | Refusal {
  if (header === undefined || header === '') return [write ? '/' : '/#']
  const [first = '', ...rest] = header.split(',').map((one) => one.trim())
  if (rest.length >= 10) return badRequest('too many service paths - a maximum of ten service paths is allowed')
  if (write && rest.length > 0) return badRequest('more than one service path in context update request')
  for (const path of [first, ...rest]) {
    if (!path.startsWith('/')) return badRequest('Only /absolute/ Service Paths allowed [a service path must begin with /]')
    if (write && path.endsWith('#')) return badRequest('a service path of an update names one place: leave out /#')
    const levels = path === '/' ? [] : path.slice(1).split('/')
    if (levels.length > 10 + (levels.at(-1) === '#' ? 1 : 0)) return badRequest('too many components in ServicePath: at most 10')
    const wrong = levels.some((level, i) => !/^\w{1,50}$/.test(level) && !(level === '#' && i === levels.length - 1))
    if (wrong) return badRequest('a component of ServicePath has 1 to 50 letters, digits and underscores')
  }
  return [first, ...rest]
}

export interface V2Page {
  readonly limit: number
  readonly offset: number
  readonly count: boolean
}

/** limit, offset and options=count. */
export function pageOfV2({ raw, options }: Pick<V2Asked, 'raw' | 'options'>): V2Page | Refusal {
  const { limit = '20', offset = '0' } = raw.query
  if (!/^\d{1,9}$/.test(limit)) return badRequest(`Bad pagination limit: /${limit}/ [must be a decimal number]`)
  if (Number(limit) === 0) return badRequest('Bad pagination limit: /0/ [a value of ZERO is unacceptable]')
  if (Number(limit) > limits.pageEntities) return badRequest(`Bad pagination limit: /${limit}/ [max: ${limits.pageEntities}]`)
  if (!/^\d{1,9}$/.test(offset)) return badRequest(`Bad pagination offset: /${offset}/ [must be a decimal number]`)
  if (Number(offset) > limits.offset) return badRequest(`Bad pagination offset: /${offset}/ [max: ${limits.offset}]`)
  return { limit: Number(limit), offset: Number(offset), count: options.has('count') }
}
