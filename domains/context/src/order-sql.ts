/** The order of a query as SQL (ETSI GS CIM 009 V1.9.1 §4.23): kinds of values in the standard's rank, texts by an ICU collation. */
import { sql, type RawBuilder } from 'kysely'
import type { Order, Ordering } from './operations.ts'

const quoted = (name: string): string => JSON.stringify(name)
const COLUMNS: Readonly<Record<string, RawBuilder<unknown>>> = {
  id: sql`e.id`,
  createdAt: sql`e.created_at`,
  modifiedAt: sql`e.modified_at`,
  type: sql`e.types`,
  scope: sql`nullif(e.scope, '{}')`,
}

/** Terms of `order by`, without the id that ends every order. */
export function orderTerms({ by, collation, from }: Ordering): readonly RawBuilder<unknown>[] {
  return by.flatMap((order) => {
    const { attribute, direction } = order
    const [first] = attribute.attributes
    const down = direction.endsWith('desc')
    const column = attribute.attributes.length === 1 && attribute.within.length === 0 ? COLUMNS[first] : undefined
    if (column !== undefined) return [directed(column, down)]
    const since = systemTime(order)
    if (since !== undefined) return [directed(since, down)]
    if (from !== undefined && direction.startsWith('dist-')) return byDistance(order, from, down)
    return byValue(sql`${valueOf(order)}`, down, collation)
  })
}

/** When an attribute came to be, or last changed: what is not listed came with the entity. */
function systemTime({ attribute: { attributes } }: Order): RawBuilder<unknown> | undefined {
  const [name, member] = attributes
  if (attributes.length !== 2 || (member !== 'createdAt' && member !== 'modifiedAt')) return undefined
  const key = member === 'createdAt' ? 'since' : 'at'
  return sql`case when e.doc ? ${name} then coalesce((e.origin -> ${name} ->> ${key})::timestamptz, e.created_at) end`
}

const directed = (term: RawBuilder<unknown>, down: boolean): RawBuilder<unknown> => sql`${term} ${down ? sql`desc` : sql`asc`} nulls last`

/** What the default instance (else the first) of an attribute says, as jsonb. */
function valueOf({ attribute: { attributes, within } }: Order): RawBuilder<unknown> {
  const [first, ...rest] = attributes
  const plain = rest.at(-1) === 'observedAt'
  const subs = plain ? rest.slice(0, -1) : rest
  const instances = `$.${quoted(first)}${subs.map((name) => `."attributes".${quoted(name)}`).join('')}[*]`
  const inside = within.map((name) => `.${quoted(name)}`).join('')
  const value = plain
    ? ['."observedAt"']
    : ['value', 'object', 'json', 'vocab', 'valueList', 'objectList', 'languageMap'].map((member) => `."${member}"${inside}`)
  const paths = value.flatMap((path) => [`${instances} ? (!exists(@."datasetId"))${path}`, `${instances}${path}`])
  return sql`coalesce(${sql.join(paths.map((path) => sql`jsonb_path_query_first(e.doc, ${path}::jsonpath, '{}', true)`))})`
}

const TIME = '^\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z?$'
const DATE = '^\\d{4}-\\d\\d-\\d\\d$'
const DATE_TIME = '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$'

/** First by kind (§4.23.2), always in that rank; then by value, either way. */
function byValue(value: RawBuilder<unknown>, down: boolean, collation = 'und-x-icu'): readonly RawBuilder<unknown>[] {
  const text = sql`(${value} #>> '{}')`
  const kind = sql`case jsonb_typeof(${value})
    when 'number' then 1
    when 'string' then case when ${text} ~ ${TIME} then 6 when ${text} ~ ${DATE} then 7 when ${text} ~ ${DATE_TIME} then 8 else 2 end
    when 'object' then 3 when 'array' then 4 when 'boolean' then 5 when 'null' then 9 else 10 end`
  const number = sql`case when jsonb_typeof(${value}) = 'number' then (${text})::numeric end`
  const word = sql`case when jsonb_typeof(${value}) in ('string', 'boolean') then ${text} end collate ${sql.id(collationName(collation))}`
  const other = sql`case when jsonb_typeof(${value}) in ('object', 'array') then ${value} end`
  return [sql`${kind} asc`, directed(number, down), directed(word, down), directed(other, down)]
}

/** Collations of PostgreSQL are named after the language: `und`, `und-x-icu`, `de-u-co-phonebk` → `de-x-icu`. */
const collationName = (collation: string): string =>
  collation.endsWith('-x-icu') ? collation : `${collation.split(/[-_]/)[0]?.toLowerCase() ?? 'und'}-x-icu`

/** Along great circles of a sphere, as the standard wants it (haversine); what is no GeoProperty comes behind, by value. */
function byDistance(order: Order, from: NonNullable<Ordering['from']>, down: boolean): readonly RawBuilder<unknown>[] {
  const path = `$.${quoted(order.attribute.attributes[0])}[*] ? (@."type" == "GeoProperty")."value"`
  const place =
    order.attribute.attributes.length === 1 && order.attribute.attributes[0] === 'location'
      ? sql`e.location`
      : sql`st_makevalid(st_force2d(st_setsrid(st_geomfromgeojson(jsonb_path_query_first(e.doc, ${path}::jsonpath, '{}', true)), 4326)))`
  const reference = sql`st_makevalid(st_force2d(st_setsrid(st_geomfromgeojson(${JSON.stringify(from)}), 4326)))`
  return [directed(sql`st_distance((${place})::geography, (${reference})::geography, false)`, down), ...byValue(valueOf(order), down)]
}
