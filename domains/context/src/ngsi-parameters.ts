/** Query parameters that several NGSI-LD doors share (ETSI GS CIM 009 V1.9.1 §6.3.7, §6.3.10–§6.3.13, §6.3.18, §6.3.20). */
import { isProblem, parseTypes, type Format, type TermContext, type TypeExpression } from '@machinaka/ngsi'
import type { Refusal } from '@machinaka/platform'
import { limits } from './contract.ts'
import { etsi } from './ngsi-answers.ts'

export type Parameters = Readonly<Record<string, string>>

/** With which words, and how far, a query is read. */
export interface Reading {
  readonly context: TermContext
  readonly local: boolean
}

/** `?city=` chooses the city in development (see people). */
const ALWAYS: ReadonlySet<string> = new Set(['city', 'local'])

/** Why the parameters do not fit: an unknown one, or one that is no boolean (§6.3.18, §6.3.20). */
export function checkParameters(given: Parameters, known: readonly string[]): Refusal | undefined {
  const wrong = Object.keys(given).find((name) => !known.includes(name) && !ALWAYS.has(name))
  if (wrong !== undefined)
    return etsi('InvalidRequest', `Unknown parameter "${wrong.slice(0, 100)}"; known here: ${known.join(', ') || 'none'} (§6.3.20).`)
  return typeof booleanOf(given, 'local') === 'object' ? etsi('InvalidRequest', 'local is true or false (§6.3.18).') : undefined
}

/** `true` or `false`; undefined when absent. */
export function booleanOf(given: Parameters, name: string): boolean | undefined | Refusal {
  const text = given[name]
  if (text === undefined) return undefined
  return text === 'true' || text === 'false' ? text === 'true' : etsi('InvalidRequest', `${name} is true or false.`)
}

export interface Representation {
  readonly format: Format
  readonly sysAttrs: boolean
  readonly options: readonly string[]
}

/** `format` beats the same words in `options` (§6.3.7, §6.3.11). `more` are option values with a meaning of their own. */
export function representation(given: Parameters, more: readonly string[] = []): Representation | Refusal {
  const options = (given['options'] ?? '').split(',').filter((option) => option !== '')
  const unknown = options.find((option) => !['sysAttrs', 'normalized', 'concise', 'simplified', 'keyValues', ...more].includes(option))
  if (unknown !== undefined) return etsi('InvalidRequest', `Unknown value "${unknown.slice(0, 100)}" of options (§6.3.20).`)
  const word =
    given['format'] ?? options.find((option) => ['normalized', 'concise', 'simplified', 'keyValues'].includes(option)) ?? 'normalized'
  const format = word === 'keyValues' ? 'simplified' : word
  if (format !== 'normalized' && format !== 'concise' && format !== 'simplified')
    return etsi('InvalidRequest', 'format is normalized, concise or simplified (keyValues) (§6.3.7).')
  return { format, sysAttrs: options.includes('sysAttrs'), options }
}

export interface Page {
  readonly limit: number
  readonly offset: number
  readonly count: boolean
}

/** Reads limit, offset and count; limit=0 makes sense with count only (§6.3.10, §6.3.13). */
export function pageOf(given: Parameters): Page | Refusal {
  const limit = wholeNumber(given, 'limit', { otherwise: limits.pageEntitiesDefault, most: limits.pageEntities })
  const offset = wholeNumber(given, 'offset', { otherwise: 0, most: limits.offset })
  const count = booleanOf(given, 'count')
  if (typeof limit !== 'number') return limit
  if (typeof offset !== 'number') return offset
  if (typeof count === 'object') return count
  return limit === 0 && count !== true
    ? etsi('BadRequestData', 'limit=0 asks for the count alone: add count=true (§6.3.10).')
    : { limit, offset, count: count === true }
}

function wholeNumber(
  given: Parameters,
  name: string,
  { otherwise, most }: { readonly otherwise: number; readonly most: number },
): number | Refusal {
  const text = given[name]
  if (text === undefined) return otherwise
  if (!/^\d{1,9}$/.test(text)) return etsi('BadRequestData', `${name} must be a whole number up to ${most} (§6.3.10).`)
  return Number(text) <= most ? Number(text) : etsi('BadRequestData', `${name} is at most ${most}.`)
}

/** The types that a single-entity operation demands (§4.17). */
export function typeGuard(given: Parameters, context: TermContext): TypeExpression | undefined | Refusal {
  const text = given['type']
  if (text === undefined) return undefined
  const types = parseTypes(text, context)
  return isProblem(types) ? etsi(types.problem, types.detail) : types
}

/** Links to the next and the previous page, with the media type that was asked for (§6.3.10). */
export function pageLinks(
  { url, origin }: { readonly url: string; readonly origin: string },
  { limit, offset }: Pick<Page, 'limit' | 'offset'>,
  { more, media }: { readonly more: boolean; readonly media: string },
): Readonly<Record<string, string>> {
  const at = (to: number, rel: string): string => {
    const page = new URL(url, origin)
    page.searchParams.set('limit', String(limit))
    page.searchParams.set('offset', String(to))
    // One order of parameters, so that a page has one address however it was reached.
    page.searchParams.sort()
    const search = page.search.replaceAll('%3A', ':')
    return `<${page.pathname.replace(/\/$/, '')}${search}>; rel="${rel}"; type="${media}"`
  }
  const links = [
    ...(more && limit > 0 ? [at(offset + limit, 'next')] : []),
    ...(offset > 0 && limit > 0 ? [at(Math.max(0, offset - limit), 'prev')] : []),
  ]
  return links.length === 0 ? {} : { link: links.join(', ') }
}
