/** The order that a query asks for (ETSI GS CIM 009 V1.9.1 §4.23, §5.2.43). */
import { isName, isProblem, parseGeo } from '@machinaka/ngsi'
import type { Refusal } from '@machinaka/platform'
import { limits } from './contract.ts'
import { etsi } from './ngsi-answers.ts'
import type { Reading } from './ngsi-parameters.ts'
import type { Order, Ordering } from './operations.ts'

export interface OrderingSaid {
  readonly orderBy?: readonly string[] | undefined
  readonly collation?: string | undefined
  /** Coordinates: JSON text or an array. */
  readonly from?: unknown
  readonly geometry?: string | undefined
}

const bad = (detail: string): Refusal => etsi('BadRequestData', detail)
/** BCP 47 tags with ICU's own keywords, or a name of a collation of the database such as und-x-icu (RFC 6067). */
const COLLATION = /^[A-Za-z0-9]{1,8}(?:[-_][A-Za-z0-9]{1,8})*$/
const TIMES: ReadonlySet<string> = new Set(['observedAt', 'createdAt', 'modifiedAt'])
/** Members of an entity that are no attributes but may be ordered by. */
const MEMBERS: ReadonlySet<string> = new Set(['id', 'type', 'scope', 'createdAt', 'modifiedAt'])

/** Undefined where no order is asked for. Distribution refuses an order where other sources take part (§5.7.2.4). */
export function orderingOf({ orderBy, collation, from, geometry }: OrderingSaid, { context }: Reading): Ordering | undefined | Refusal {
  if (orderBy === undefined)
    return collation === undefined && from === undefined && geometry === undefined
      ? undefined
      : bad('collation, orderFrom and orderGeometry belong to orderBy (§4.23).')
  if (orderBy.length > limits.orderTerms) return etsi('TooComplexQuery', `orderBy has at most ${limits.orderTerms} terms.`)
  if (collation !== undefined && (!COLLATION.test(collation) || collation.length > 100))
    return bad('collation is no ICU collation (RFC 6067).')
  const by: Order[] = []
  for (const term of orderBy) {
    const order = orderOf(term)
    if (order === undefined)
      return bad(`orderBy holds ${JSON.stringify(term.slice(0, 100))}; a term is like name, name;desc or location;dist-asc (§4.23).`)
    by.push({ ...order, attribute: storedPath(order.attribute, (name) => context.stored(name)) })
  }
  const point = originOf(from, geometry)
  if (point !== undefined && 'refused' in point) return point
  if (point === undefined && by.some(({ direction }) => direction.startsWith('dist-')))
    return bad('Order by distance needs orderFrom (§4.23).')
  return { by, ...(collation === undefined ? {} : { collation }), ...(point === undefined ? {} : { from: point }) }
}

function orderOf(term: string): Order | undefined {
  const [path = '', direction = 'asc', ...rest] = term.split(';')
  if (rest.length > 0 || (direction !== 'asc' && direction !== 'desc' && direction !== 'dist-asc' && direction !== 'dist-desc'))
    return undefined
  const found = /^([^[\]]+)(?:\[([^[\]]+)\])?$/.exec(path)
  const [first, ...others] = found?.[1]?.split('.') ?? []
  if (first === undefined || ![first, ...others].every(isName)) return undefined
  return { attribute: { attributes: [first, ...others], within: found?.[2]?.split('.') ?? [] }, direction }
}

const storedPath = (
  { attributes: [first, ...rest], within }: Order['attribute'],
  stored: (name: string) => string,
): Order['attribute'] => ({
  attributes: [
    rest.length === 0 && MEMBERS.has(first) ? first : stored(first),
    ...rest.map((name) => (TIMES.has(name) ? name : stored(name))),
  ],
  within,
})

function originOf(from: unknown, geometry: string | undefined): Ordering['from'] | Refusal {
  if (from === undefined) return geometry === undefined ? undefined : bad('orderGeometry belongs to orderFrom (§4.23).')
  const query = parseGeo({ georel: 'intersects', geometry: geometry ?? 'Point', coordinates: from })
  return query === undefined || isProblem(query) ? bad(query?.detail ?? 'orderFrom holds coordinates (§4.23).') : query.geometry
}
