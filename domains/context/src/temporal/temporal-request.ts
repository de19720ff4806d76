/** What requests for temporal evolutions ask, in parameters or in a Query (ETSI GS CIM 009 V1.9.1 §6.18.3.2, §6.19.3.1, §6.24, §5.2.21, §5.2.23). */
import {
  depthOfQ,
  parseAggregation,
  parseTemporalQuery,
  type Aggregation,
  type TemporalFormat,
  type TemporalParameters,
  type TemporalQuery,
} from '@machinaka/ngsi'
import { isRefusal, type Refusal } from '@machinaka/platform'
import { etsi } from '../ngsi-answers.ts'
import { parsed } from '../ngsi-body.ts'
import { entityMapWish } from '../ngsi-join.ts'
import { orderingOf } from '../ngsi-ordering.ts'
import type { Page, Parameters } from '../ngsi-parameters.ts'
import { reductionOf, saidOf, selectionOf, tooWide, type Said } from '../ngsi-query.ts'
import { saidOfBody } from '../ngsi-query-body.ts'
import type { Asked } from '../ngsi-request.ts'
import type { TemporalQueryRequest, TemporalSelection } from '../operations.ts'

const temporal = ['timerel', 'timeAt', 'endTimeAt', 'timeproperty', 'lastN', 'aggrMethods', 'aggrPeriodDuration'] as const
const shared = [...temporal, 'attrs', 'pick', 'omit', 'datasetId', 'lang', 'entityMap', 'entityMapLifetime', 'options', 'format'] as const
/** Parameters of Retrieve Temporal Evolution (Table 6.19.3.1-1). */
export const evolutionParameters = shared
/** Parameters of Query Temporal Evolution (Table 6.18.3.2-1). */
export const evolutionsParameters = [
  ...shared,
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
  'orderBy',
  'collation',
  'splitEntities',
  'limit',
  'offset',
  'count',
] as const
/** Besides a body, POST /temporal/entityOperations/query takes these. */
export const evolutionsBodyParameters = ['limit', 'offset', 'count', 'options', 'format'] as const

const bad = (detail: string): Refusal => etsi('BadRequestData', detail)

/** How evolutions are to look. */
export interface TemporalShape {
  readonly format: TemporalFormat | 'aggregatedValues'
  readonly sysAttrs: boolean
}

const FORMATS: Readonly<Record<string, TemporalShape['format']>> = {
  normalized: 'normalized',
  concise: 'concise',
  temporalValues: 'temporalValues',
  simplified: 'temporalValues',
  keyValues: 'temporalValues',
  aggregatedValues: 'aggregatedValues',
}

/** `format` beats the same words in `options`; both must be known (§6.3.7, §6.3.12, §6.3.20). */
export function shapeOf(given: Parameters): TemporalShape | Refusal {
  const options = (given['options'] ?? '').split(',').filter((option) => option !== '')
  const unknown = options.find((option) => option !== 'sysAttrs' && !Object.hasOwn(FORMATS, option))
  if (unknown !== undefined) return etsi('InvalidRequest', `Unknown value "${unknown.slice(0, 100)}" of options (§6.3.20).`)
  const word = given['format'] ?? options.find((option) => option !== 'sysAttrs') ?? 'normalized'
  const format = Object.hasOwn(FORMATS, word) ? FORMATS[word] : undefined
  return format === undefined
    ? etsi('InvalidRequest', `format is one of ${Object.keys(FORMATS).join(', ')} (§6.3.7).`)
    : { format, sysAttrs: options.includes('sysAttrs') }
}

interface TimeAsked {
  readonly temporal: TemporalQuery
  readonly aggregation?: Aggregation | undefined
}

/** The temporal query, and the aggregation where that is what is asked for; aggregation parameters alone ask for it too. */
function timeOf(said: TemporalParameters, { format }: TemporalShape, implied: boolean): TimeAsked | Refusal {
  const query = parsed(parseTemporalQuery(said))
  if (isRefusal(query)) return query
  if (format !== 'aggregatedValues' && !(implied && said.aggrMethods !== undefined)) return { temporal: query }
  const aggregation = parsed(parseAggregation(said))
  return isRefusal(aggregation) ? aggregation : { temporal: query, aggregation }
}

type SelectionRequest = TemporalSelection & { readonly shape: TemporalShape }

/** The part that is asked for: the same words for one and for many. */
function selected(said: Said, { call }: Pick<Asked, 'call'>, time: TimeAsked): Omit<TemporalSelection, 'entityMap'> | Refusal {
  const { join, ...reduction } = said
  if (join.join !== undefined || join.joinLevel !== undefined || join.containedBy !== undefined)
    return bad('Linked entities are not part of temporal evolutions: leave out join (§5.7.3.4, §5.7.4.4).')
  const members = said.pick === undefined ? [] : said.pick.split(/[,|]/)
  const omitted = said.omit === undefined ? [] : said.omit.split(/[,|]/)
  if (said.attrs !== undefined && (said.pick !== undefined || said.omit !== undefined))
    return bad('attrs does not go with pick or omit (§4.21).')
  const both = members.find((name) => omitted.includes(name))
  if (both !== undefined) return bad(`"${both.slice(0, 100)}" is both picked and omitted (§4.21).`)
  const reduced = reductionOf({ ...reduction, join: {} }, call.context)
  if (isRefusal(reduced)) return reduced
  const { join: _none, ...rest } = reduced
  return { ...rest, ...time }
}

/** What GET /temporal/entities/{id} asks. */
export function retrieveOf(asked: Asked): SelectionRequest | Refusal {
  const shape = shapeOf(asked.parameters)
  const time = isRefusal(shape) ? shape : timeOf(asked.parameters, shape, false)
  if (isRefusal(shape) || isRefusal(time)) return time as Refusal
  const said = saidOf({ ...asked.parameters, type: '*' }, asked.call.context)
  const selection = isRefusal(said) ? said : selected(said, asked, time)
  if (isRefusal(selection)) return selection
  const entityMap = entityMapWish(asked.parameters['entityMap'], asked.parameters['entityMapLifetime'])
  return isRefusal(entityMap) ? entityMap : { ...selection, entityMap, shape }
}

type QueryAsked = TemporalQueryRequest & { readonly shape: TemporalShape }

/** What GET /temporal/entities asks. */
export function queryOf(asked: Asked, page: Page): QueryAsked | Refusal {
  const { parameters: given } = asked
  const shape = shapeOf(given)
  const time = isRefusal(shape) ? shape : timeOf(given, shape, false)
  if (isRefusal(shape) || isRefusal(time)) return time as Refusal
  const said = saidOf(given, asked.call.context)
  if (isRefusal(said)) return said
  const ordering = { orderBy: given['orderBy']?.split(','), collation: given['collation'] }
  return together(asked, { said, time, shape, page, ordering, map: { wished: given['entityMap'], lifetime: given['entityMapLifetime'] } })
}

/** What the Query of POST /temporal/entityOperations/query asks (§5.2.23). */
export function queryOfBody(asked: Asked, page: Page): QueryAsked | Refusal {
  const shape = shapeOf(asked.parameters)
  if (isRefusal(shape)) return shape
  const { context, local } = asked.call
  const said = saidOfBody(asked.json, { context, local }, ['temporalQ', 'aggrParams'])
  if (isRefusal(said)) return said
  const body = asked.json as Readonly<Record<string, unknown>>
  const { temporalQ, aggrParams = {}, ordering = {} } = body
  if (!isMap(aggrParams)) return bad('"aggrParams" is an object with aggrMethods and aggrPeriodDuration (§5.2.44).')
  if (temporalQ !== undefined && !isMap(temporalQ)) return bad('"temporalQ" is an object with timerel and timeAt (§5.2.21).')
  const time = timeOf({ ...temporalQ, ...aggrParams }, shape, true)
  if (isRefusal(time)) return time
  if (!isMap(ordering) || (ordering['orderBy'] !== undefined && !isTexts(ordering['orderBy'])))
    return bad('"ordering" has orderBy, a list of texts (§5.2.43).')
  const { orderBy, collation } = ordering
  const order = { orderBy, collation: typeof collation === 'string' ? collation : undefined }
  const aggregated: TemporalShape = time.aggregation === undefined ? shape : { ...shape, format: 'aggregatedValues' }
  return together(asked, {
    said,
    time,
    shape: aggregated,
    page,
    ordering: order,
    map: { wished: body['entityMap'], lifetime: body['entityMapLifetime'] },
  })
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')

interface Parts {
  readonly said: Said
  readonly time: TimeAsked
  readonly shape: TemporalShape
  readonly page: Page
  readonly ordering: { readonly orderBy?: readonly string[] | undefined; readonly collation?: string | undefined }
  readonly map: { readonly wished: unknown; readonly lifetime: unknown }
}

/** System attributes alone select nothing (§5.7.4.4). */
const SYSTEM: ReadonlySet<string> = new Set(['createdAt', 'modifiedAt', 'deletedAt', 'observedAt', 'expiresAt'])

function together(asked: Asked, { said, time, shape, page, ordering, map }: Parts): QueryAsked | Refusal {
  const { context, local } = asked.call
  if (time.temporal.relation === undefined) return bad('A temporal query is missing: say timerel and timeAt (§5.7.4.4).')
  const narrow = said.attrs?.every((name) => SYSTEM.has(name)) === true ? { ...said, attrs: undefined } : said
  const wide = tooWide(narrow, asked.parameters)
  if (wide !== undefined) return wide
  const selection = selectionOf(said, { context, local })
  if (isRefusal(selection)) return selection
  if (selection.q !== undefined && depthOfQ(selection.q) > 0)
    return bad('q may not follow relationships in temporal evolutions (§5.7.4.4).')
  const reduction = selected(said, asked, time)
  if (isRefusal(reduction)) return reduction
  if (ordering.orderBy?.some((term) => !/^id(?:;(?:asc|desc))?$/.test(term)) === true)
    return bad('Temporal evolutions are ordered by id alone (§5.7.4.4).')
  // The order of ids is the same here and after merging, so it is not refused without local=true.
  const order = orderingOf(ordering, { context, local: true })
  if (isRefusal(order)) return order
  const entityMap = entityMapWish(map.wished, map.lifetime)
  return isRefusal(entityMap) ? entityMap : { ...selection, ...reduction, ...page, order, entityMap, shape }
}
