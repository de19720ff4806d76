/** The query that parameters of a GET say, and the Query body that says the same (ETSI GS CIM 009 V1.9.1 §6.4.3.2, §5.2.23, §5.7.2). */
import { parseSpatialId } from '@machinaka/geo'
import {
  attributesOfQ,
  depthOf,
  depthOfQ,
  isName,
  isProblem,
  isUri,
  parseGeo,
  parseLanguages,
  parseProjection,
  parseQ,
  parseRegex,
  parseScopeQ,
  parseTypes,
  type Problem,
  type Projection,
  type TermContext,
} from '@machinaka/ngsi'
import { isRefusal, type Refusal } from '@machinaka/platform'
import type { EntitySelector } from './broker.ts'
import { limits } from './contract.ts'
import { etsi } from './ngsi-answers.ts'
import { orderingOf } from './ngsi-ordering.ts'
import type { Page, Parameters, Reading } from './ngsi-parameters.ts'
import { entityMapWish, joinOf, type JoinSaid } from './ngsi-join.ts'
import { parsed } from './ngsi-body.ts'
import type { QueryRequest, Reduction } from './operations.ts'

/** What selects entities: shared by Query, Purge and entity maps. */
export const selectionParameters = [
  'id',
  'type',
  'idPattern',
  'q',
  'expandValues',
  'jsonKeys',
  'scopeQ',
  'csf',
  'georel',
  'geometry',
  'coordinates',
  'geoproperty',
  'spatialId',
] as const
export const queryParameters = [
  ...selectionParameters,
  'attrs',
  'pick',
  'omit',
  'lang',
  'datasetId',
  'geometryProperty',
  'join',
  'joinLevel',
  'containedBy',
  'orderBy',
  'collation',
  'orderFrom',
  'orderGeometry',
  'entityMap',
  'entityMapLifetime',
  'splitEntities',
  'limit',
  'offset',
  'count',
  'options',
  'format',
] as const
/** Besides a body, POST /entityOperations/query takes these (§6.23.3.1). */
export const queryBodyParameters = ['limit', 'offset', 'count', 'options', 'format', 'geometryProperty'] as const

/** A query as it was said, in parameters or in a body. */
export interface Said {
  readonly selectors: readonly EntitySelector[]
  readonly q?: string | undefined
  readonly scopeQ?: string | undefined
  readonly csf?: string | undefined
  readonly georel?: string | undefined
  readonly geometry?: string | undefined
  readonly coordinates?: unknown
  readonly geoproperty?: string | undefined
  readonly spatialId?: string | undefined
  readonly attrs?: readonly string[] | undefined
  readonly pick?: string | undefined
  readonly omit?: string | undefined
  readonly lang?: string | undefined
  readonly datasetIds?: readonly string[] | undefined
  readonly expandValues?: readonly string[] | undefined
  readonly jsonKeys?: readonly string[] | undefined
  readonly splitEntities?: boolean | undefined
  readonly join: JoinSaid
}

const commaList = (text: string | undefined): readonly string[] | undefined => text?.split(',').map((one) => one.trim())
const bad = (detail: string): Refusal => etsi('BadRequestData', detail)

/** One selector of the parameters `type`, `id` and `idPattern`; none when all are absent. */
export function selectorOf(
  given: { readonly type?: string | undefined; readonly id?: readonly string[] | undefined; readonly idPattern?: string | undefined },
  context: TermContext,
): EntitySelector | undefined | Refusal {
  const { type, id, idPattern } = given
  if (type === undefined && id === undefined && idPattern === undefined) return undefined
  if (id?.every(isUri) === false) return bad('id must be a list of URIs, separated by commas (§5.7.2).')
  if (id !== undefined && id.length > limits.queryIds) return etsi('TooComplexQuery', `A query names at most ${limits.queryIds} ids.`)
  const types = type === undefined || type === '*' ? undefined : parseTypes(type, context)
  if (isProblem(types)) return etsi(types.problem, types.detail)
  const pattern = idPattern === undefined ? undefined : parseRegex(idPattern)
  if (isProblem(pattern)) return etsi(pattern.problem === 'InvalidRequest' ? 'BadRequestData' : pattern.problem, pattern.detail)
  return {
    ...(types === undefined ? {} : { types }),
    ...(id === undefined ? {} : { ids: id }),
    // An id takes precedence over a pattern (§5.2.33).
    ...(idPattern === undefined || id !== undefined ? {} : { idPattern }),
  }
}

/** The parameters as a query said. */
export function saidOf(given: Parameters, context: TermContext): Said | Refusal {
  const selector = selectorOf({ type: given['type'], id: commaList(given['id']), idPattern: given['idPattern'] }, context)
  if (isRefusal(selector)) return selector
  const split = given['splitEntities']
  if (split !== undefined && split !== 'true' && split !== 'false') return etsi('InvalidRequest', 'splitEntities is true or false.')
  return {
    selectors: selector === undefined ? [] : [selector],
    q: given['q'],
    scopeQ: given['scopeQ'],
    csf: given['csf'],
    georel: given['georel'],
    geometry: given['geometry'],
    coordinates: given['coordinates'],
    geoproperty: given['geoproperty'],
    spatialId: given['spatialId'],
    attrs: commaList(given['attrs']),
    pick: given['pick'],
    omit: given['omit'],
    lang: given['lang'],
    datasetIds: commaList(given['datasetId']),
    expandValues: commaList(given['expandValues']),
    jsonKeys: commaList(given['jsonKeys']),
    splitEntities: split === undefined ? undefined : split === 'true',
    join: { join: given['join'], joinLevel: given['joinLevel'], containedBy: commaList(given['containedBy']) },
  }
}

/** What a selection says once parsed: the same for Query, Purge and entity maps. */
export function selectionOf(
  said: Said,
  { context }: Reading,
):
  | Pick<QueryRequest, 'selectors' | 'q' | 'geo' | 'scopeQ' | 'spatialId' | 'csf' | 'expandValues' | 'jsonKeys' | 'splitEntities'>
  | Refusal {
  const parts = {
    q: said.q === undefined ? undefined : parseQ(said.q, context, { expandValues: said.expandValues }),
    scopeQ: said.scopeQ === undefined ? undefined : parseScopeQ(said.scopeQ),
    geo: parseGeo(said, context),
    csf: said.csf === undefined ? undefined : parseQ(said.csf, context),
  }
  const problem = Object.values(parts).find((part): part is Problem => isProblem(part))
  if (problem !== undefined) return etsi(problem.problem === 'InvalidRequest' ? 'BadRequestData' : problem.problem, problem.detail)
  if (said.geoproperty !== undefined && parts.geo === undefined)
    return bad('geoproperty belongs to a geo-query: add georel, geometry and coordinates (§4.10).')
  const { q, scopeQ, geo, csf } = parts as Exclude<typeof parts, Problem>
  const join = joinOf(said.join)
  if (isRefusal(join)) return join
  if (q !== undefined && !isProblem(q) && depthOfQ(q) > (join?.level ?? 0))
    return bad('q follows relationships further than join and joinLevel do (§5.7.2.4).')
  const spatialId = said.spatialId === undefined ? undefined : parseSpatialId(said.spatialId)
  if (said.spatialId !== undefined && spatialId === undefined)
    return bad('spatialId is a cell z/f/x/y with z up to 28 and x, y below 2 to the power of z.')
  const names = [...(said.expandValues ?? []), ...(said.jsonKeys ?? [])]
  if (!names.every(isName)) return bad('expandValues and jsonKeys are lists of attribute names.')
  return {
    selectors: said.selectors,
    ...(isProblem(q) || q === undefined ? {} : { q }),
    ...(isProblem(scopeQ) || scopeQ === undefined ? {} : { scopeQ }),
    ...(isProblem(geo) || geo === undefined ? {} : { geo }),
    ...(spatialId === undefined ? {} : { spatialId }),
    ...(isProblem(csf) || csf === undefined ? {} : { csf }),
    expandValues: said.expandValues?.map((name) => context.stored(name)),
    jsonKeys: said.jsonKeys?.map((name) => context.stored(name)),
    splitEntities: said.splitEntities,
  }
}

/** At least type, attrs, q, a geo-query or local scope; `type=*` implies local scope (§5.7.2.4). */
export function tooWide(said: Said, given: Parameters): Refusal | undefined {
  const everything = said.selectors.some(({ types, ids, idPattern }) => types === undefined && ids === undefined && idPattern === undefined)
  if (everything && given['local'] === 'false') return bad('type=* asks for this broker alone: local=false does not go with it (§5.7.2.4).')
  const typed = said.selectors.some(({ types }) => types !== undefined) || everything
  const attributes = said.attrs?.some((name) => !SYSTEM.has(name)) === true
  const q = said.q === undefined ? undefined : parseQ(said.q)
  const asked = q !== undefined && (isProblem(q) || [...attributesOfQ(q)].some((name) => !SYSTEM.has(name)))
  return typed || attributes || asked || said.georel !== undefined || said.spatialId !== undefined || given['local'] === 'true'
    ? undefined
    : bad('The query is too wide: say at least type, attrs, q or a geo-query, or local=true (§5.7.2.4).')
}

/** The part that is asked for, and its join: what both Query and Retrieve say. */
export function reductionOf(
  said: Pick<Said, 'attrs' | 'pick' | 'omit' | 'lang' | 'datasetIds' | 'join'>,
  context: TermContext,
): (Reduction & Pick<QueryRequest, 'join'>) | Refusal {
  const join = joinOf(said.join)
  if (isRefusal(join)) return join
  const pick = said.pick === undefined ? undefined : parsed(parseProjection(said.pick, 'pick', context))
  const omit = said.omit === undefined ? undefined : parsed(parseProjection(said.omit, 'omit', context))
  const lang = said.lang === undefined ? undefined : parsed(parseLanguages(said.lang))
  if (isRefusal(pick)) return pick
  if (isRefusal(omit)) return omit
  if (isRefusal(lang)) return lang
  const depth = Math.max(pick === undefined ? 0 : depthOf(pick), omit === undefined ? 0 : depthOf(omit))
  if (depth > (join?.level ?? 0)) return bad('The projection reaches into linked entities deeper than join and joinLevel do (§5.7.2.4).')
  const wrong = clash(said, pick, omit)
  if (wrong !== undefined) return wrong
  if (said.datasetIds?.every((id) => id === '@none' || isUri(id)) === false) return bad('datasetId is a list of URIs and @none (§4.5.5).')
  return {
    pick,
    omit,
    attrs: said.attrs?.map((name) => context.stored(name)),
    lang,
    langText: said.lang,
    datasetIds: said.datasetIds,
    join,
  }
}

/** What does not go together: attrs with pick or omit, one member in both, members that are no attributes in attrs (§5.7.1, §5.7.2, §4.21). */
function clash({ attrs }: Pick<Said, 'attrs'>, pick: Projection | undefined, omit: Projection | undefined): Refusal | undefined {
  if (attrs?.some((name) => !isName(name) || MEMBERS.has(name)) === true)
    return bad('attrs must be a list of attribute names, separated by commas.')
  if (attrs !== undefined && (pick !== undefined || omit !== undefined))
    return bad('attrs is an older word for pick: use pick and omit alone (§6.4.3.2).')
  const both =
    pick === undefined
      ? undefined
      : [...pick.members.keys()].find((name) => omit?.members.has(name) === true && omit.members.get(name) === undefined)
  return both === undefined ? undefined : bad(`pick and omit both name ${both} (§4.21).`)
}
const MEMBERS: ReadonlySet<string> = new Set(['id', 'type', 'scope'])
/** Members of entities and attributes that the broker makes itself (§4.8). */
const SYSTEM: ReadonlySet<string> = new Set(['createdAt', 'modifiedAt', 'deletedAt', 'expiresAt'])

/** The query that the parameters of GET /entities say. */
export function queryOf(given: Parameters, page: Page, reading: Reading): QueryRequest | Refusal {
  const said = saidOf(given, reading.context)
  if (isRefusal(said)) return said
  const order = orderingOf(
    { orderBy: commaList(given['orderBy']), collation: given['collation'], from: given['orderFrom'], geometry: given['orderGeometry'] },
    reading,
  )
  if (isRefusal(order)) return order
  const entityMap = entityMapWish(given['entityMap'], given['entityMapLifetime'])
  return isRefusal(entityMap) ? entityMap : request({ said, given, page }, reading, { order, entityMap })
}

/** Puts a query together. */
export function request(
  { said, given, page }: { readonly said: Said; readonly given: Parameters; readonly page: Page },
  reading: Reading,
  more: Pick<QueryRequest, 'order' | 'entityMap'>,
): QueryRequest | Refusal {
  const wide = tooWide(said, given)
  if (wide !== undefined) return wide
  const selection = selectionOf(said, reading)
  if (isRefusal(selection)) return selection
  const reduction = reductionOf(said, reading.context)
  if (!isRefusal(reduction) && selection.q !== undefined && depthOfQ(selection.q) > (reduction.join?.level ?? 0))
    return bad('q reaches into linked entities deeper than join and joinLevel do (§5.7.2.4).')
  return isRefusal(reduction) ? reduction : { ...selection, ...reduction, ...more, ...page }
}
