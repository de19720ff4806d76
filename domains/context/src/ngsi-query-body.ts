/** The body of POST /entityOperations/query: a Query (ETSI GS CIM 009 V1.9.1 §5.2.23). */
import { isRefusal, type Refusal } from '@machinaka/platform'
import type { EntitySelector } from './broker.ts'
import { limits } from './contract.ts'
import { etsi } from './ngsi-answers.ts'
import { entityMapWish } from './ngsi-join.ts'
import { orderingOf, type OrderingSaid } from './ngsi-ordering.ts'
import type { Page, Parameters, Reading } from './ngsi-parameters.ts'
import { request, selectorOf, type Said } from './ngsi-query.ts'
import type { QueryRequest } from './operations.ts'

type Map = Readonly<Record<string, unknown>>
const bad = (detail: string): Refusal => etsi('BadRequestData', detail)

const TEXTS = ['q', 'scopeQ', 'csf', 'lang', 'expandValues', 'jsonKeys', 'join', 'entityMapLifetime'] as const
const LISTS = ['attrs', 'pick', 'omit', 'containedBy', 'datasetId'] as const
const OTHERS = ['type', 'entities', 'geoQ', 'joinLevel', 'ordering', 'splitEntities', 'entityMap'] as const
const MEMBERS: ReadonlySet<string> = new Set([...TEXTS, ...LISTS, ...OTHERS])

const isMap = (value: unknown): value is Map => typeof value === 'object' && value !== null && !Array.isArray(value)
const isTextList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')

/** The query that the body says. */
export function queryOfBody(
  json: unknown,
  { given, page }: { readonly given: Parameters; readonly page: Page },
  reading: Reading,
): QueryRequest | Refusal {
  const said = saidOfBody(json, reading)
  if (isRefusal(said)) return said
  const body = json as Map
  const order = orderOfBody(body['ordering'], reading)
  if (isRefusal(order)) return order
  const entityMap = entityMapWish(body['entityMap'], body['entityMapLifetime'])
  return isRefusal(entityMap) ? entityMap : request({ said, given, page }, reading, { order, entityMap })
}

/** The Query as it was said; `temporal` admits what belongs to temporal queries. */
export function saidOfBody(json: unknown, { context }: Reading, more: readonly string[] = []): Said | Refusal {
  if (!isMap(json)) return bad('The body must be a Query object (§5.2.23).')
  if (json['type'] !== 'Query') return bad('The body must have "type": "Query" (§5.2.23).')
  const unknown = Object.keys(json).find((name) => !MEMBERS.has(name) && !more.includes(name))
  if (unknown !== undefined) return bad(`A Query has no member ${JSON.stringify(unknown.slice(0, 100))} (§5.2.23).`)
  for (const name of TEXTS) if (json[name] !== undefined && typeof json[name] !== 'string') return bad(`"${name}" of a Query is a text.`)
  for (const name of LISTS)
    if (json[name] !== undefined && !isTextList(json[name])) return bad(`"${name}" of a Query is a list of texts that is not empty.`)
  if (json['splitEntities'] !== undefined && typeof json['splitEntities'] !== 'boolean') return bad('"splitEntities" is true or false.')
  const selectors = json['entities'] === undefined ? [] : selectorsOf(json['entities'], context)
  if (isRefusal(selectors)) return selectors
  const geo = geoOf(json['geoQ'])
  return isRefusal(geo) ? geo : { selectors, ...geo, ...plainOf(json) }
}

function plainOf(json: Map): Omit<Said, 'selectors' | 'georel' | 'geometry' | 'coordinates' | 'geoproperty'> {
  const text = (name: (typeof TEXTS)[number]): string | undefined => json[name] as string | undefined
  const list = (name: (typeof LISTS)[number]): readonly string[] | undefined => json[name] as readonly string[] | undefined
  return {
    q: text('q'),
    scopeQ: text('scopeQ'),
    csf: text('csf'),
    lang: text('lang'),
    attrs: list('attrs'),
    pick: list('pick')?.join(','),
    omit: list('omit')?.join(','),
    datasetIds: list('datasetId'),
    expandValues: text('expandValues')?.split(','),
    jsonKeys: text('jsonKeys')?.split(','),
    splitEntities: json['splitEntities'] as boolean | undefined,
    join: { join: text('join'), joinLevel: json['joinLevel'], containedBy: list('containedBy') },
  }
}

function geoOf(geoQ: unknown): Pick<Said, 'georel' | 'geometry' | 'coordinates' | 'geoproperty'> | Refusal {
  if (geoQ === undefined) return {}
  if (!isMap(geoQ)) return bad('"geoQ" is an object with georel, geometry and coordinates (§5.2.13).')
  const { georel, geometry, coordinates, geoproperty } = geoQ
  const texts = [georel, geometry, geoproperty].every((one) => one === undefined || typeof one === 'string')
  return texts
    ? {
        georel: georel as string | undefined,
        geometry: geometry as string | undefined,
        coordinates,
        geoproperty: geoproperty as string | undefined,
      }
    : bad('"geoQ" has georel, geometry and geoproperty as texts (§5.2.13).')
}

/** EntitySelector[] (§5.2.33): each with a type, and ids or a pattern. */
export function selectorsOf(entities: unknown, context: Reading['context']): readonly EntitySelector[] | Refusal {
  if (!Array.isArray(entities) || entities.length === 0) return bad('"entities" must be a list of selectors that is not empty (§5.2.33).')
  if (entities.length > limits.querySelectors) return etsi('TooComplexQuery', `"entities" has at most ${limits.querySelectors} selectors.`)
  const selectors: EntitySelector[] = []
  for (const one of entities as readonly unknown[]) {
    const { type, id, idPattern } = isMap(one) ? one : {}
    const ids: readonly unknown[] | undefined = id === undefined ? undefined : Array.isArray(id) ? id : [id]
    if (
      typeof type !== 'string' ||
      (idPattern !== undefined && typeof idPattern !== 'string') ||
      ids?.every((uri) => typeof uri === 'string') === false
    )
      return bad('A selector has a type, and may have id (URI or list) or idPattern (§5.2.33).')
    const selector = selectorOf({ type, id: ids as readonly string[] | undefined, idPattern }, context)
    if (isRefusal(selector)) return selector
    selectors.push(selector ?? {})
  }
  return selectors
}

function orderOfBody(ordering: unknown, reading: Reading): QueryRequest['order'] | Refusal {
  if (ordering === undefined) return undefined
  if (!isMap(ordering) || !isTextList(ordering['orderBy'])) return bad('"ordering" has orderBy, a list of texts (§5.2.43).')
  const { orderBy, collation, coordinates, geometry } = ordering
  if ((collation !== undefined && typeof collation !== 'string') || (geometry !== undefined && typeof geometry !== 'string'))
    return bad('"ordering" has collation and geometry as texts (§5.2.43).')
  const said: OrderingSaid = { orderBy, collation, from: coordinates, geometry }
  return orderingOf(said, reading)
}
