/** Query parameters of the NGSI-LD doors, and the Query body that says the same (ETSI GS CIM 009 V1.9.1 §6.4.3.2, §5.2.23). */
import { isName, isProblem, isUri, parseGeo, parseQ, parseScopeQ, parseTypes, storedName, type Format, type Problem } from '@machinaka/ngsi'
import { isRefusal, type Refusal } from '@machinaka/platform'
import type { EntityQuery, EntitySelector } from './broker.ts'
import { limits } from './contract.ts'
import { etsi } from './ngsi-answers.ts'

export type Parameters = Readonly<Record<string, string>>

/** Parameters of the standard that this broker does not act on yet: refused as such, not ignored. */
const LATER: ReadonlySet<string> = new Set([
  'pick',
  'omit',
  'csf',
  'lang',
  'datasetId',
  'expandValues',
  'jsonKeys',
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
  'drop',
  'keep',
  'observedAt',
])
/** `?city=` chooses the city in development (see people). */
const ALWAYS = ['city', 'local'] as const

/** Why the parameters do not fit: an unknown one, or one that is for later (§6.3.20). */
export function checkParameters(given: Parameters, known: readonly string[]): Refusal | undefined {
  const wrong = Object.keys(given).find((name) => !known.includes(name) && !ALWAYS.some((one) => one === name))
  if (wrong === undefined)
    return given['local'] === undefined || ['true', 'false'].includes(given['local'])
      ? undefined
      : etsi('InvalidRequest', 'local is true or false.')
  return LATER.has(wrong)
    ? etsi('OperationNotSupported', `The parameter "${wrong}" is not supported yet.`)
    : etsi('InvalidRequest', `Unknown parameter "${wrong}"; known here: ${known.join(', ')} (§6.3.20).`)
}

export interface Representation {
  readonly format: Format
  readonly sysAttrs: boolean
}

/** `format` beats the same words in `options` (§6.3.7, §6.3.11). `more` are option values with a meaning of their own. */
export function representation(
  given: Parameters,
  more: readonly string[] = [],
): (Representation & { readonly options: readonly string[] }) | Refusal {
  const options = (given['options'] ?? '').split(',').filter((option) => option !== '')
  const unknown = options.find((option) => !['sysAttrs', 'normalized', 'concise', 'simplified', 'keyValues', ...more].includes(option))
  if (unknown !== undefined) return etsi('InvalidRequest', `Unknown value "${unknown}" of options.`)
  const word =
    given['format'] ?? options.find((option) => ['normalized', 'concise', 'simplified', 'keyValues'].includes(option)) ?? 'normalized'
  const format = word === 'keyValues' ? 'simplified' : word
  if (format !== 'normalized' && format !== 'concise' && format !== 'simplified')
    return etsi('InvalidRequest', 'format is normalized, concise or simplified (keyValues).')
  return { format, sysAttrs: options.includes('sysAttrs'), options }
}

export const queryParameters = [
  'id',
  'type',
  'idPattern',
  'attrs',
  'q',
  'scopeQ',
  'georel',
  'geometry',
  'coordinates',
  'geoproperty',
  'geometryProperty',
  'limit',
  'offset',
  'count',
  'options',
  'format',
] as const

/** The query that the parameters of GET /entities say; at least type, attrs, q, a geo-query or local=true (§5.7.2.4). */
export function queryOf(given: Parameters): EntityQuery | Refusal {
  const page = pageOf(given)
  if (isRefusal(page)) return page
  if (given['local'] !== 'true' && ['type', 'attrs', 'q', 'georel'].every((name) => given[name] === undefined))
    return etsi('BadRequestData', 'The query is too wide: say at least type, attrs, q or a geo-query, or local=true (§5.7.2.4).')
  return merged({ ...given }, page)
}

/** Reads limit, offset and count; limit=0 makes sense with count only (§6.3.10). */
export function pageOf(given: Parameters): { readonly limit: number; readonly offset: number; readonly count: boolean } | Refusal {
  const number = (name: string, otherwise: number, most: number): number | Refusal => {
    const text = given[name]
    if (text === undefined) return otherwise
    return /^\d{1,9}$/.test(text) && Number(text) <= most
      ? Number(text)
      : etsi('InvalidRequest', `${name} must be a whole number up to ${most}.`)
  }
  const limit = number('limit', limits.pageEntitiesDefault, limits.pageEntities)
  const offset = number('offset', 0, limits.offset)
  if (typeof limit !== 'number') return limit
  if (typeof offset !== 'number') return offset
  if (given['count'] !== undefined && !['true', 'false'].includes(given['count'])) return etsi('InvalidRequest', 'count is true or false.')
  const count = given['count'] === 'true'
  return limit === 0 && !count
    ? etsi('InvalidRequest', 'limit=0 asks for the count alone: add count=true (§6.3.10).')
    : { limit, offset, count }
}

interface Said {
  readonly id?: string
  readonly type?: string
  readonly idPattern?: string
  readonly attrs?: string
  readonly q?: string
  readonly scopeQ?: string
  readonly georel?: string
  readonly geometry?: string
  readonly coordinates?: unknown
  readonly geoproperty?: string
}

function merged(said: Said, page: Pick<EntityQuery, 'limit' | 'offset' | 'count'>): EntityQuery | Refusal {
  const query: { -readonly [K in keyof EntityQuery]: EntityQuery[K] } = { ...page }
  const parts = {
    types: said.type === undefined || said.type === '*' ? undefined : parseTypes(said.type),
    q: said.q === undefined ? undefined : parseQ(said.q),
    scopeQ: said.scopeQ === undefined ? undefined : parseScopeQ(said.scopeQ),
    geo: parseGeo(said),
  }
  const problem = Object.values(parts).find((part): part is Problem => isProblem(part))
  if (problem !== undefined) return etsi(problem.problem, problem.detail)
  for (const [name, part] of Object.entries(parts)) if (part !== undefined) Object.assign(query, { [name]: part })
  const ids = said.id?.split(',')
  const attrs = said.attrs?.split(',')
  if (ids?.some((id) => !isUri(id)) === true) return etsi('BadRequestData', 'id must be a list of URIs, separated by commas.')
  if (attrs?.some((name) => !isName(name)) === true)
    return etsi('BadRequestData', 'attrs must be a list of attribute names, separated by commas.')
  if (ids !== undefined) query.ids = ids
  if (attrs !== undefined) query.attrs = attrs.map(storedName)
  if (said.idPattern !== undefined) query.idPattern = said.idPattern
  return query
}

const QUERY_MEMBERS = ['type', 'entities', 'attrs', 'q', 'geoQ', 'scopeQ'] as const
const text = (value: unknown): value is string | undefined => value === undefined || typeof value === 'string'

/** The query that the body of POST /entityOperations/query says (§5.2.23). */
export function queryOfBody(body: unknown, given: Parameters): EntityQuery | Refusal {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return etsi('BadRequestData', 'The body must be a Query object (§5.2.23).')
  const map = body as Readonly<Record<string, unknown>>
  if (map['type'] !== 'Query') return etsi('BadRequestData', 'The body must have "type": "Query" (§5.2.23).')
  const unknown = Object.keys(map).find((name) => !QUERY_MEMBERS.some((one) => one === name))
  if (unknown !== undefined) return etsi('OperationNotSupported', `The member "${unknown}" of Query is not supported yet.`)
  const { entities, attrs, q, geoQ, scopeQ } = map
  if (!text(q) || !text(scopeQ) || (attrs !== undefined && !(Array.isArray(attrs) && attrs.every((one) => typeof one === 'string'))))
    return etsi('BadRequestData', '"q" and "scopeQ" are texts, "attrs" is a list of names.')
  if (entities === undefined && attrs === undefined && q === undefined && geoQ === undefined && given['local'] !== 'true')
    return etsi('BadRequestData', 'The query is too wide: say at least entities, attrs, q or geoQ (§5.7.2.4).')
  const geo = typeof geoQ === 'object' && geoQ !== null ? (geoQ as Readonly<Record<string, unknown>>) : {}
  const { georel, geometry, coordinates, geoproperty } = geo
  if (!text(georel) || !text(geometry) || !text(geoproperty))
    return etsi('BadRequestData', '"geoQ" has georel, geometry, coordinates and geoproperty (§5.2.13).')
  const page = pageOf(given)
  if (isRefusal(page)) return page
  const query = merged(
    {
      coordinates,
      ...(q === undefined ? {} : { q }),
      ...(scopeQ === undefined ? {} : { scopeQ }),
      ...(Array.isArray(attrs) ? { attrs: attrs.join(',') } : {}),
      ...(georel === undefined ? {} : { georel }),
      ...(geometry === undefined ? {} : { geometry }),
      ...(geoproperty === undefined ? {} : { geoproperty }),
    },
    page,
  )
  if (isRefusal(query) || entities === undefined) return query
  const anyOf = selectorsOf(entities)
  return isRefusal(anyOf) ? anyOf : { ...query, anyOf }
}

/** EntitySelector[] (§5.2.33): each with a type, and ids or a pattern. */
function selectorsOf(entities: unknown): readonly EntitySelector[] | Refusal {
  if (!Array.isArray(entities) || entities.length === 0 || entities.length > 100)
    return etsi('BadRequestData', '"entities" must be a list of 1 to 100 selectors (§5.2.33).')
  const selectors: EntitySelector[] = []
  for (const one of entities as readonly unknown[]) {
    const { type, id, idPattern } = (typeof one === 'object' && one !== null ? one : {}) as Readonly<Record<string, unknown>>
    const ids: readonly unknown[] | undefined = id === undefined ? undefined : Array.isArray(id) ? id : [id]
    if (typeof type !== 'string' || !text(idPattern) || ids?.every((uri) => typeof uri === 'string' && isUri(uri)) === false)
      return etsi('BadRequestData', 'A selector has a type, and may have id (URI or list) or idPattern (§5.2.33).')
    const types = type === '*' ? undefined : parseTypes(type)
    if (isProblem(types)) return etsi(types.problem, types.detail)
    selectors.push({
      ...(types === undefined ? {} : { types }),
      ...(ids === undefined ? {} : { ids: ids as readonly string[] }),
      ...(idPattern === undefined ? {} : { idPattern }),
    })
  }
  return selectors
}
