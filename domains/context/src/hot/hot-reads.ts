/** Reads of entities from memory: what the ordinary way found out about a request once, asked again by its address alone. */
import { isProblem, matchesGeo, matchesQ, matchesScopes, parseRegex, presenter } from '@machinaka/ngsi'
import type { FastRequest, Tenant } from '@machinaka/platform'
import type { StoredEntity } from '../broker.ts'
import type { Media } from '../ngsi-media.ts'
import type { HotReads, Look } from './door.ts'
import { withTimes } from '../ngsi-answers.ts'
import type { QueryRequest, ReadEntity } from '../operations.ts'
import { only } from '../rules/changes.ts'
import type { Freshness } from './freshness.ts'
import type { HotMemory } from './memory.ts'
import type { Question } from './plan.ts'

export interface HotNeeds {
  readonly memory: HotMemory
  readonly freshness: Pick<Freshness, 'isFresh' | 'isLooking'>
  /** Whether answers may come from elsewhere too: then nothing is answered from here. */
  readonly isDistributed: (tenant: Tenant) => boolean
}

/** Headers that an answer depends on, besides those that the fast lane leaves to the ordinary way. */
const telling = ['accept', 'link', 'host', 'ngsild-tenant'] as const
/** With one of these the answer is not only about what is stored now. */
const excluded = ['ngsild-snapshot', 'ngsild-entitymap', 'prefer', 'via'] as const

type Headers = FastRequest['headers']
function keyOf(headers: Headers, address: string): string | undefined {
  if (excluded.some((name) => headers[name] !== undefined)) return undefined
  let key = address
  for (const name of telling) key += `\n${String(headers[name] ?? '')}`
  return key
}

const isShowable = (media: Media): boolean => media === 'application/json' || media === 'application/ld+json'

export function createHotReads({ memory, freshness, isDistributed }: HotNeeds): HotReads {
  const mayAnswer = (tenant: Tenant): boolean => !isDistributed(tenant) && freshness.isFresh()
  return {
    query: ({ context: { tenant }, url, headers }) => {
      const key = keyOf(headers, url)
      return key !== undefined && mayAnswer(tenant) ? memory.query(tenant, key) : undefined
    },
    retrieve: ({ context: { tenant }, url, headers }) => {
      const { id, rest } = partsOf(url)
      const key = keyOf(headers, rest)
      return id !== undefined && key !== undefined && mayAnswer(tenant) ? memory.retrieve(tenant, id, key) : undefined
    },
    rememberQuery: (tenant, raw, { query, ...look }) => {
      const key = keyOf(raw.headers, raw.url)
      const question = questionOf(query, look)
      // Asking whether memory is fresh starts the looking; until then nothing may be kept.
      const fresh = freshness.isFresh() || freshness.isLooking
      if (key === undefined || question === undefined || !fresh || isDistributed(tenant)) return
      memory.remember(tenant, key, question)
    },
    expect: (tenant, id) => {
      const fresh = freshness.isFresh() || freshness.isLooking
      if (fresh && !isDistributed(tenant)) memory.expect(tenant, id)
    },
    rememberEntity: (tenant, raw, { entity, ...look }) => {
      const key = keyOf(raw.headers, partsOf(raw.url).rest)
      if (key === undefined || !isShowable(look.media) || isDistributed(tenant) || !isStored(entity)) return
      memory.rememberLookup(tenant, key, { ...renderOf(look, undefined), headers: () => flat(look.headers({ count: 1, more: false })) })
      memory.keep(tenant, entity)
    },
  }
}

const isStored = (entity: ReadEntity): entity is StoredEntity => 'version' in entity && typeof entity.version === 'number'

const ENTITY = /^\/ngsi-ld\/v1\/entities\/([^/?]+)(?:\?(.*))?$/
/** The id in an address, and what the representation depends on. */
function partsOf(url: string): { readonly id: string | undefined; readonly rest: string } {
  const [, id, query = ''] = ENTITY.exec(url) ?? []
  try {
    return { id: id === undefined ? undefined : decodeURIComponent(id), rest: `?${query}` }
  } catch {
    return { id: undefined, rest: '' }
  }
}

const flat = (headers: Readonly<Record<string, string | readonly string[]>>): readonly string[] =>
  Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [name, value] : value.flatMap((one) => [name, one])))

let shapes = 0
const shapeOf = new Map<string, string>()
const MOST_SHAPES = 10_000

function renderOf({ shown, media }: Look, attrs: readonly string[] | undefined): Pick<Question, 'shape' | 'render'> {
  const { context, ...options } = shown
  // @contexts and functions have no text; what the options say has, and each @context has its key.
  const name = JSON.stringify([context.key, options, media, attrs])
  let shape = shapeOf.get(name)
  if (shape === undefined) {
    if (shapeOf.size > MOST_SHAPES) shapeOf.clear()
    shape = String((shapes += 1))
    shapeOf.set(name, shape)
  }
  const present = presenter(shown)
  const part = attrs === undefined ? undefined : new Set(attrs)
  return {
    shape,
    render: (entity) => {
      const json = present(withTimes(part === undefined ? entity : { ...entity, attributes: only(entity.attributes, part) }))
      return JSON.stringify(media === 'application/ld+json' ? { ...json, '@context': context.shown } : json)
    },
  }
}

/** A query as a question to the memory; undefined where it asks for more than one type, an order, or other sources. */
function questionOf(query: QueryRequest, look: Look): Question | undefined {
  const { selectors, limit = 20, offset = 0 } = query
  const [selector] = selectors
  const types = selector?.types
  const type =
    types !== undefined && 'op' in types ? (types.op === 'type' ? types.type : undefined) : types?.length === 1 ? types[0] : undefined
  const words = query.expandValues !== undefined || query.jsonKeys !== undefined || query.spatialId !== undefined
  const simple = !words && selectors.length === 1 && query.join === undefined && query.order === undefined && query.csf === undefined
  if (type === undefined || !simple || query.entityMap !== undefined || limit === 0 || !isShowable(look.media)) return undefined
  return {
    type,
    matches: conditionOf(query),
    ...renderOf(look, query.attrs),
    limit,
    offset,
    headers: ({ count }) => flat(look.headers({ count, more: count > offset + limit })),
  }
}

function conditionOf({ selectors, q, geo, scopeQ, attrs }: QueryRequest): (entity: StoredEntity) => boolean {
  const ids = selectors[0]?.ids === undefined ? undefined : new Set(selectors[0].ids)
  const regex = selectors[0]?.idPattern === undefined ? undefined : parseRegex(selectors[0].idPattern)
  const pattern = isProblem(regex) ? undefined : regex
  return (entity) =>
    (ids === undefined || ids.has(entity.id)) &&
    (pattern === undefined || pattern.test(entity.id)) &&
    (attrs === undefined || attrs.some((name) => Object.hasOwn(entity.attributes, name))) &&
    (scopeQ === undefined || matchesScopes(scopeQ, entity)) &&
    (q === undefined || matchesQ(q, entity)) &&
    (geo === undefined || matchesGeo(geo, entity))
}
