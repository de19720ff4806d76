/** Queries as other brokers read them: parameters of GET, or the body of POST (ETSI GS CIM 009 V1.9.1 §6.4.3.2, §5.2.23). */
import { printQ, printTypes } from '@machinaka/ngsi'
import type { EntitySpecification, GeoQuery, QueryExpression, ScopeExpression, TermContext } from '@machinaka/ngsi'

/** What a source is asked for; names in stored form. */
export interface SourceQuery {
  readonly entity: EntitySpecification
  readonly attrs?: readonly string[] | undefined
  readonly q?: QueryExpression | undefined
  readonly geo?: GeoQuery | undefined
  readonly scopeQ?: ScopeExpression | undefined
  readonly datasetIds?: readonly string[] | undefined
  readonly expandValues?: readonly string[] | undefined
  readonly jsonKeys?: readonly string[] | undefined
  readonly limit?: number | undefined
  readonly offset?: number | undefined
  readonly count?: boolean | undefined
  readonly sysAttrs?: boolean | undefined
  /** More parameters, as they are. */
  readonly more?: Readonly<Record<string, string>> | undefined
}

/** Parameters of GET, with the question mark; empty when there are none. */
export function queryString(query: SourceQuery, terms: TermContext): string {
  const given = Object.entries(parametersOf(query, terms)).filter(([, value]) => value !== undefined)
  return given.length === 0 ? '' : `?${given.map(([name, value]) => `${name}=${encoded(String(value))}`).join('&')}`
}

/** What need not be escaped in a query is left readable (RFC 3986 §3.4). */
const encoded = (text: string): string => encodeURIComponent(text).replace(/%(?:3A|2C|2F|3B|40)/g, (code) => decodeURIComponent(code))

function parametersOf(query: SourceQuery, terms: TermContext): Readonly<Record<string, string | undefined>> {
  const { entity, attrs, q, geo, scopeQ } = query
  const names = (list: readonly string[] | undefined): string | undefined => list?.map((name) => terms.compact(name)).join(',')
  return {
    type: entity.types === undefined ? undefined : printTypes(entity.types, (name) => terms.compact(name)),
    id: entity.ids?.join(','),
    idPattern: entity.idPattern,
    attrs: names(attrs),
    q: q === undefined ? undefined : printQ(renamed(q, terms)),
    scopeQ: scopeQ === undefined ? undefined : printScope(scopeQ),
    ...(geo === undefined ? {} : { ...geoParts(geo, terms), coordinates: JSON.stringify(geo.geometry.coordinates) }),
    datasetId: query.datasetIds?.join(','),
    expandValues: names(query.expandValues),
    jsonKeys: names(query.jsonKeys),
    limit: query.limit?.toString(),
    offset: query.offset === undefined || query.offset === 0 ? undefined : query.offset.toString(),
    count: query.count === true ? 'true' : undefined,
    options: query.sysAttrs === true ? 'sysAttrs' : undefined,
    ...query.more,
  }
}

/** The same as a Query (§5.2.23), for several selectors; paging stays in the address. */
export function queryBody(query: SourceQuery, entities: readonly EntitySpecification[], terms: TermContext): unknown {
  const { attrs, q, geo, scopeQ } = query
  const names = (list: readonly string[] | undefined): readonly string[] | undefined => list?.map((name) => terms.compact(name))
  const selectors = entities.map(({ types, ids, idPattern }) => ({
    type: types === undefined ? '*' : printTypes(types, (name) => terms.compact(name)),
    ...(ids === undefined ? {} : { id: ids.length === 1 ? ids[0] : ids }),
    ...(idPattern === undefined ? {} : { idPattern }),
  }))
  return {
    type: 'Query',
    ...(selectors.length === 0 ? {} : { entities: selectors }),
    ...(attrs === undefined ? {} : { attrs: names(attrs) }),
    ...(q === undefined ? {} : { q: printQ(renamed(q, terms)) }),
    ...(geo === undefined ? {} : { geoQ: { ...geoParts(geo, terms), coordinates: geo.geometry.coordinates } }),
    ...(scopeQ === undefined ? {} : { scopeQ: printScope(scopeQ) }),
    ...(query.datasetIds === undefined ? {} : { datasetId: query.datasetIds }),
    ...(query.expandValues === undefined ? {} : { expandValues: names(query.expandValues) }),
    ...(query.jsonKeys === undefined ? {} : { jsonKeys: names(query.jsonKeys) }),
  }
}

function geoParts({ relation, geometry, property }: GeoQuery, terms: TermContext): Readonly<Record<string, string>> {
  const distance =
    relation.op !== 'near'
      ? ''
      : relation.maxDistance_m === undefined
        ? `;minDistance==${relation.minDistance_m ?? 0}`
        : `;maxDistance==${relation.maxDistance_m}`
  return {
    georel: relation.op + distance,
    geometry: geometry.type,
    ...(property === undefined ? {} : { geoproperty: terms.compact(property) }),
  }
}

/** A query with its names as this @context writes them. */
export function renamed(query: QueryExpression, terms: TermContext): QueryExpression {
  if ('of' in query) return { ...query, of: query.of.map((one) => renamed(one, terms)) }
  const [first, ...rest] = query.path.attributes
  const attributes = [terms.compact(first), ...rest.map((name) => terms.compact(name))] as const
  return { ...query, path: { ...query.path, attributes } }
}

/** Attributes that a query names first: what a source must have to answer it (§5.10.2.4). */
export function attributesIn(query: QueryExpression | undefined): readonly string[] {
  if (query === undefined) return []
  return 'of' in query ? query.of.flatMap(attributesIn) : [query.path.attributes[0]]
}

/** A scope query as text (§4.19). */
export function printScope(scopes: ScopeExpression): string {
  if (scopes.op === 'scope') return `/${scopes.segments.join('/')}`
  const parts = scopes.of.map((one) => (one.op === 'scope' || scopes.op === 'or' ? printScope(one) : `(${printScope(one)})`))
  return parts.join(scopes.op === 'and' ? ';' : ',')
}
