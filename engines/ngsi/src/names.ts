/** Names, URIs and times: what NGSI-LD lets them be (ETSI GS CIM 009 V1.9.1 §4.6). */

import { coreContext } from './context.ts'
import { iriOf, isShortName } from './core-context.ts'

/** Members of an entity that are no attributes (§5.2.4). */
export const ENTITY_MEMBERS: ReadonlySet<string> = new Set([
  'id',
  'type',
  'scope',
  '@id',
  '@type',
  '@context',
  'createdAt',
  'modifiedAt',
  'deletedAt',
  'expiresAt',
  'ngsildproof',
])

const PREFIXED = /^\p{L}[\p{L}\p{N}_]*:\p{L}[\p{L}\p{N}_]*$/u
const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`\p{Cc}]+$/u
const INSTANT = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:[.,]\d{1,6})?Z$/

/** Whether text is an absolute URI: ids, datasetIds, objects of relationships (§4.6.1, RFC 3986 §4.3). */
export const isUri = (text: string): boolean => text.length <= 2048 && ABSOLUTE.test(text)

/** Whether text may name a type or attribute: a letter, then letters, digits and `_`, of any script; `prefix:name`; or an IRI (§4.6.2). */
export const isName = (text: string): boolean => text.length <= 512 && (isShortName(text) || PREFIXED.test(text) || isUri(text))

/** The stored form of a name (see model.ts), read with the core @context alone. */
export const storedName = (name: string): string => coreContext().stored(name)

/** The IRI of a stored name. */
export const expandedName = (name: string): string => iriOf(name)

/** A DateTime in one form: UTC with `Z`, a point before the fraction; undefined when it is none (§4.6.3). */
export function instant(text: string): string | undefined {
  return INSTANT.test(text) && isCalendarDay(text) ? text.replace(',', '.') : undefined
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const
/** Whether `YYYY-MM-DD…` names a day of the calendar; the year 0000 is none, and databases refuse it. */
function isCalendarDay(text: string): boolean {
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10))]
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return year > 0 && day <= (month === 2 && !leap ? 28 : (DAYS[month - 1] ?? 0))
}

const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:[.,]\d{1,6})?Z$/
/** Whether text is a date, time or date-time as q writes them, without quotes (§4.6.3). */
export const isTemporal = (text: string): boolean =>
  (DATE.test(text) && isCalendarDay(text)) || TIME.test(text) || instant(text) !== undefined

const SCOPE = /^(?:\/\p{L}[\p{L}\p{N}_]*)+$/u
/** Whether text is a scope: `/town/harbour` (§4.18). */
export const isScope = (text: string): boolean => text.length <= 512 && SCOPE.test(text)
/** A scope with its leading slash, which may be left out on input; undefined when it is none (§4.18). */
export function scopeFrom(text: string): string | undefined {
  const scope = text.startsWith('/') ? text : `/${text}`
  return isScope(scope) ? scope : undefined
}
