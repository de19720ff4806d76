/** Reads entities for the NGSIv2 doors: by id, and by query. */
import {
  isProblem,
  isUri,
  parseRegex,
  parseV2Geo,
  parseV2Order,
  parseV2Query,
  scopesOfPaths,
  storedFromV2,
  uriFromV2,
  v2FromStored,
  v2Identity,
  type GeoQuery,
  type QueryExpression,
  type Regex,
  type TypeExpression,
} from '@machinaka/ngsi'
import { isRefusal, refusal, type Refusal } from '@machinaka/platform'
import { limits } from '../contract.ts'
import type { Call, ConsumptionOperations, EntitySelector, Order, Ordering, QueryRequest, ReadEntity } from '../operations.ts'
import { badRequest, settled, type V2Page } from './v2-request.ts'

export type Reads = Pick<ConsumptionOperations, 'queryEntities' | 'listTypes'>

export const entityAbsent = (): Refusal => refusal('context.entity-absent', 'The requested entity has not been found. Check type and id')

/** One entity as requests name it. */
export interface V2Target {
  readonly id: string
  readonly type?: string | undefined
  readonly paths: readonly string[]
}

/** Types of the city's entities, by their names in NGSIv2. */
export async function knownTypes(reads: Reads, call: Call): Promise<readonly string[] | Refusal> {
  const types = await reads.listTypes(call)
  return isRefusal(types) ? types : types.value.map(({ type }) => v2FromStored(type, 'type'))
}

/** The URIs that an id may have among types. */
export const urisOf = (id: string, types: readonly string[]): readonly string[] => [
  ...new Set([...types.map((type) => uriFromV2(id, type)), ...(isUri(id) ? [id] : [])]),
]

const anyOf = (types: readonly string[]): TypeExpression | undefined => {
  const of = types.map((type) => ({ op: 'type', type: storedFromV2(type, 'type') }) as const)
  return of.length > 1 ? { op: 'or', of } : of[0]
}

/** The one entity of this id (and type) in these paths; refused where there is none, or more than one. */
export async function locate(reads: Reads, call: Call, { id, type, paths }: V2Target): Promise<ReadEntity | Refusal> {
  const types = type === undefined ? await knownTypes(reads, call) : [type]
  if (isRefusal(types)) return types
  const guard = type === undefined ? undefined : anyOf([type])
  const found: ReadEntity[] = []
  const uris = urisOf(id, types)
  for (let at = 0; at < uris.length; at += limits.queryIds) {
    const answer = await reads.queryEntities(call, {
      selectors: [{ ids: uris.slice(at, at + limits.queryIds), ...(guard === undefined ? {} : { types: guard }) }],
      scopeQ: scopesOfPaths(paths),
      limit: 20,
    })
    if (isRefusal(answer)) return answer
    found.push(...answer.value.entities.filter((one) => v2Identity(one).id === id))
  }
  const [entity, other] = found
  if (entity === undefined) return entityAbsent()
  return other === undefined ? entity : refusal('context.entity-ambiguous', 'More than one matching entity. Please refine your query')
}

/** Entities as a request selects them: names and patterns, of which one of each pair at most. */
export interface V2Selector {
  readonly ids?: readonly string[] | undefined
  readonly idPattern?: string | undefined
  readonly types?: readonly string[] | undefined
  readonly typePattern?: string | undefined
}

/** What is asked for, as text. */
export interface V2Question {
  readonly selectors: readonly V2Selector[]
  readonly q?: string | undefined
  readonly mq?: string | undefined
  readonly georel?: string | undefined
  readonly geometry?: string | undefined
  readonly coords?: string | undefined
  readonly orderBy?: string | undefined
  readonly paths: readonly string[]
}

export interface V2Found {
  readonly entities: readonly ReadEntity[]
  readonly count: number | undefined
}

/** Answers a query, a page of it. */
export async function findV2(
  reads: Reads,
  call: Call,
  { question, page }: { readonly question: V2Question; readonly page: V2Page },
): Promise<V2Found | Refusal> {
  const condition = conditionOf(question)
  if (isRefusal(condition)) return condition
  const ready = await Promise.all(question.selectors.map((one) => readySelector(reads, call, one)))
  const refused = ready.find(isRefusal)
  if (refused !== undefined) return refused
  const usable = ready.filter((one): one is Ready => !isRefusal(one) && one !== 'nothing')
  if (usable.length === 0 && ready.length > 0) return { entities: [], count: page.count ? 0 : undefined }
  const everything = usable.some(({ selectors }) => selectors.length === 0)
  const request: QueryRequest = { ...condition, selectors: everything ? [] : usable.flatMap(({ selectors }) => selectors) }
  const tests = usable.map(({ test }) => test)
  const here = request.order === undefined ? call : { ...call, local: true }
  return tests.some((test) => test !== undefined)
    ? scan(reads, here, { request, page, test: (entity) => tests.some((test) => test === undefined || test(entity)) })
    : onePage(reads, here, { request, page })
}

interface Asking {
  readonly request: QueryRequest
  readonly page: V2Page
}

/** One page; behind the end there is nothing in NGSIv2. */
async function onePage(reads: Reads, call: Call, { request, page }: Asking): Promise<V2Found | Refusal> {
  const { limit, offset, count } = page
  const answer = await reads.queryEntities(call, { ...request, limit, offset, count: count || offset > 0 })
  if (isRefusal(answer)) return answer
  const { entities, count: all } = answer.value
  const beyond = all !== undefined && offset >= all
  return { entities: beyond ? [] : entities, count: count ? all : undefined }
}

/** Reads page after page where a pattern of ids must be tried on what NGSIv2 calls them. */
async function scan(
  reads: Reads,
  call: Call,
  { request, page, test }: Asking & { readonly test: (entity: ReadEntity) => boolean },
): Promise<V2Found | Refusal> {
  const wanted = page.offset + page.limit
  const found: ReadEntity[] = []
  for (let offset = 0; ; offset += limits.pageEntities) {
    const answer = await reads.queryEntities(call, { ...request, limit: limits.pageEntities, offset })
    if (isRefusal(answer)) return answer
    found.push(...answer.value.entities.filter(test))
    if (!answer.value.more || (!page.count && found.length >= wanted)) break
    if (offset >= SCANNED)
      return refusal('context.query-invalid', `The idPattern is too wide: it meets more than ${SCANNED} entities. Say a type besides.`)
  }
  return { entities: found.slice(page.offset, wanted), count: page.count ? found.length : undefined }
}
const SCANNED = 100_000

/** One selector as the store knows it: `test` where that takes in more than was meant. */
interface Ready {
  readonly selectors: readonly EntitySelector[]
  readonly test: ((entity: ReadEntity) => boolean) | undefined
}

async function readySelector(reads: Reads, call: Call, given: V2Selector): Promise<Ready | 'nothing' | Refusal> {
  if (given.ids !== undefined && given.idPattern !== undefined) return badRequest('Incompatible parameters: id, idPattern')
  if (given.types !== undefined && given.typePattern !== undefined) return badRequest('Incompatible parameters: type, typePattern')
  const types = given.typePattern === undefined ? given.types : await typesLike(reads, call, given.typePattern)
  if (isRefusal(types)) return types
  if (types?.length === 0) return 'nothing'
  const typed = types === undefined ? {} : { types: anyOf(types) as TypeExpression }
  if (given.ids !== undefined) {
    const among = types ?? (await knownTypes(reads, call))
    if (isRefusal(among)) return among
    const ids = given.ids.flatMap((id) => urisOf(id, among))
    return ids.length === 0 ? 'nothing' : { selectors: [{ ...typed, ids }], test: undefined }
  }
  const pattern = given.idPattern === undefined || isAll(given.idPattern) ? undefined : settled(parseRegex(given.idPattern))
  if (isRefusal(pattern)) return pattern
  if (pattern === undefined || given.idPattern === undefined) return { selectors: types === undefined ? [] : [typed], test: undefined }
  const patterns = [given.idPattern, behindType(given.idPattern)].filter((one) => !isProblem(parseRegex(one)))
  const wanted = types === undefined ? undefined : new Set(types.map((type) => storedFromV2(type, 'type')))
  return {
    selectors: patterns.map((idPattern) => ({ ...typed, idPattern })),
    test: (entity) => pattern.test(v2Identity(entity).id) && (wanted === undefined || entity.types.some((type) => wanted.has(type))),
  }
}

const isAll = (pattern: string): boolean => pattern === '' || pattern === '.*' || pattern === '^.*$' || pattern === '.+'
/** The same pattern for ids that stand behind their type; what it takes in besides is tried again. */
const behindType = (pattern: string): string => (pattern.startsWith('^') ? `^urn:ngsi-ld:[^:]+:~${pattern.slice(1)}` : pattern)

async function typesLike(reads: Reads, call: Call, pattern: string): Promise<readonly string[] | undefined | Refusal> {
  if (isAll(pattern)) return undefined
  const regex: Regex | Refusal = settled(parseRegex(pattern))
  if (isRefusal(regex)) return regex
  const known = await knownTypes(reads, call)
  return isRefusal(known) ? known : known.filter((type) => regex.test(type))
}

type Condition = Pick<QueryRequest, 'q' | 'geo' | 'scopeQ' | 'order'>

function conditionOf(question: V2Question): Condition | Refusal {
  const q = question.q === undefined ? undefined : settled(parseV2Query(question.q, 'q'))
  if (isRefusal(q)) return q
  const mq = question.mq === undefined ? undefined : settled(parseV2Query(question.mq, 'mq'))
  if (isRefusal(mq)) return mq
  const geo = settled(parseV2Geo(question))
  if (isRefusal(geo)) return geo
  const order = question.orderBy === undefined ? undefined : orderOf(question.orderBy, geo)
  if (isRefusal(order)) return order
  const both = [q, mq].filter((one): one is QueryExpression => one !== undefined)
  const [only] = both
  return { q: both.length > 1 ? { op: 'and', of: both } : only, geo, scopeQ: scopesOfPaths(question.paths), order }
}

function orderOf(text: string, geo: GeoQuery | undefined): Ordering | Refusal {
  const said = settled(parseV2Order(text))
  if (isRefusal(said)) return said
  if (said.length > limits.orderTerms) return badRequest(`orderBy has more than ${limits.orderTerms} attributes.`)
  if (said.some(({ name }) => name === 'geo:distance') && geo === undefined)
    return badRequest('orderBy=geo:distance needs georel, geometry and coords.')
  const by = said.map(({ name, descending }): Order => {
    const distance = name === 'geo:distance'
    return {
      attribute: { attributes: [distance ? 'location' : name], within: [] },
      direction: `${distance ? 'dist-' : ''}${descending ? 'desc' : 'asc'}` as Order['direction'],
    }
  })
  return { by, ...(geo === undefined ? {} : { from: geo.geometry }) }
}
