/** Names inside of a subscription: from the terms of an @context to stored form, and back (ETSI GS CIM 009 V1.9.1 §5.5.7). */
import type { TermContext } from './context.ts'
import { isMap } from './json-map.ts'
import { isProblem } from './problem.ts'
import { parseQ, printQ } from './q-parse.ts'
import type { QueryExpression } from './query.ts'
import type { StoredQuery } from './subscription.ts'

type Members = Readonly<Record<string, unknown>>
/** Members of an entity that may be picked and are no attributes (§4.21). */
const NO_ATTRIBUTES: ReadonlySet<string> = new Set(['id', 'type', 'scope'])

/**
 * The same subscription with its names in stored form (`stored`, from the terms of the context) or in the context's terms
 * (`shown`, from stored form). What is not of the right shape stays as it is: who checks the members says so.
 */
export function renamed(members: Members, to: 'stored' | 'shown', context: TermContext): Members {
  const name = (one: string): string => (to === 'stored' ? context.stored(one) : context.compact(one))
  const all = { ...members } as Record<string, unknown>
  const change = (key: string, by: (value: string) => string): void => {
    const value = all[key]
    if (typeof value === 'string') all[key] = by(value)
  }
  all['q'] = to === 'stored' ? storedQuery(all['q'], context) : shownQuery(all['q'], context)
  if (all['q'] === undefined) delete all['q']
  change('expandValues', (list) => list.split(',').map(name).join(','))
  change('jsonKeys', (list) => list.split(',').map(name).join(','))
  if (Array.isArray(all['watchedAttributes']))
    all['watchedAttributes'] = all['watchedAttributes'].map((one: unknown) => (typeof one === 'string' ? name(one) : one))
  if (isMap(all['geoQ']) && typeof all['geoQ']['geoproperty'] === 'string')
    all['geoQ'] = { ...all['geoQ'], geoproperty: name(all['geoQ']['geoproperty']) }
  if (Array.isArray(all['entities'])) all['entities'] = all['entities'].map((one: unknown) => selectorRenamed(one, name))
  if (isMap(all['notification'])) all['notification'] = notificationRenamed(all['notification'], name)
  return all
}

function selectorRenamed(selector: unknown, name: (one: string) => string): unknown {
  if (!isMap(selector) || typeof selector['type'] !== 'string' || selector['type'] === '*') return selector
  return { ...selector, type: selector['type'].replace(/[^;,|()]+/g, (one) => name(one)) }
}

function notificationRenamed(notification: Members, name: (one: string) => string): Members {
  const member = (one: string): string => (NO_ATTRIBUTES.has(one) ? one : name(one))
  const list = (key: string): Members => {
    const value = notification[key]
    return Array.isArray(value)
      ? { [key]: value.map((one: unknown) => (typeof one === 'string' ? one.replace(/[^{},|]+/g, member) : one)) }
      : {}
  }
  return { ...notification, ...list('attributes'), ...list('pick'), ...list('omit') }
}

/** q with its tree: an IRI has no place in the text of a query, so the names of a stored one live in the tree only (§4.9). */
function storedQuery(q: unknown, context: TermContext): unknown {
  if (typeof q !== 'string') return q
  const tree = parseQ(unescaped(q), context)
  return isProblem(tree) ? tree : ({ text: q, key: context.key, tree } satisfies StoredQuery)
}

/** A q that was taken over from a URL still has its percent-encoding (RFC 3986 §2.1). */
function unescaped(q: string): string {
  if (!/%[0-9A-Fa-f]{2}/.test(q)) return q
  try {
    return decodeURIComponent(q)
  } catch {
    return q
  }
}

/** As it was sent, where the context reads names alike; else printed anew. */
function shownQuery(q: unknown, context: TermContext): unknown {
  if (q === undefined) return undefined
  const { text, key, tree } = q as StoredQuery
  return key === context.key ? text : printQ(treeRenamed(tree, (one) => context.compact(one)))
}

function treeRenamed(tree: QueryExpression, name: (one: string) => string): QueryExpression {
  if ('of' in tree) return { ...tree, of: tree.of.map((one) => treeRenamed(one, name)) }
  const [first, ...rest] = tree.path.attributes
  return { ...tree, path: { ...tree.path, attributes: [name(first), ...rest.map(name)] } }
}
