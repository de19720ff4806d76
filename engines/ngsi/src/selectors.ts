/** Type selection (§4.17), scope queries (§4.19) and geo-queries (§4.10) of ETSI GS CIM 009 V1.9.1: text to tree, and tests in memory. */
import { looksLikeGeometry, readGeometry } from './geometry.ts'
import type { Entity, Geometry } from './model.ts'
import { coreContext, type TermContext } from './context.ts'
import { isName } from './names.ts'
import { ProblemSignal, settle, type Problem } from './problem.ts'
import type { GeoQuery, GeoRelation, ScopeExpression, TypeExpression } from './query.ts'

export const selectorLimits = { length: 2_048, terms: 100, depth: 10, numbers: 20_000 } as const

const bad = (detail: string): ProblemSignal => new ProblemSignal('InvalidRequest', detail)

/** Parses `A,B`, `A|B` (any), `(A;B)` (all). */
export function parseTypes(text: string, context: TermContext = coreContext()): TypeExpression | Problem {
  return settle(() =>
    new Expression(text, 'type', (token) => {
      if (!isName(token)) throw bad(`type holds ${JSON.stringify(token)}, which is no type name (§4.17).`)
      return { op: 'type', type: context.stored(token) } as const
    }).whole(),
  )
}

/** Parses `/a/b`, `/a/+/c`, `/a/#`, joined by `;` (all), `,` or `|` (any). */
export function parseScopeQ(text: string): ScopeExpression | Problem {
  return settle(() =>
    new Expression(text, 'scopeQ', (token) => {
      if (!/^(?:\/(?:\p{L}[\p{L}\p{N}_]*|\+))*(?:\/#)?$/u.test(token) || token === '')
        throw bad(`scopeQ holds ${JSON.stringify(token)}; a scope query is like /town/+ or /town/# (§4.19).`)
      return { op: 'scope', segments: token.slice(1).split('/') } as const
    }).whole(),
  )
}

export function matchesTypes(types: TypeExpression, entity: Pick<Entity, 'types'>): boolean {
  return types.op === 'type'
    ? entity.types.includes(types.type)
    : types.op === 'and'
      ? types.of.every((one) => matchesTypes(one, entity))
      : types.of.some((one) => matchesTypes(one, entity))
}

export function matchesScopes(scopes: ScopeExpression, entity: Pick<Entity, 'scope'>): boolean {
  if (scopes.op !== 'scope')
    return scopes.op === 'and' ? scopes.of.every((one) => matchesScopes(one, entity)) : scopes.of.some((one) => matchesScopes(one, entity))
  if (scopes.segments.length === 0) return (entity.scope ?? []).length === 0
  return (entity.scope ?? []).some((scope) => {
    const levels = scope.slice(1).split('/')
    const subtree = scopes.segments.at(-1) === '#'
    const wanted = subtree ? scopes.segments.slice(0, -1) : scopes.segments
    return (
      (subtree ? levels.length >= wanted.length : levels.length === wanted.length) &&
      wanted.every((segment, i) => segment === '+' || segment === levels[i])
    )
  })
}

type Tree<L> = L | { readonly op: 'and' | 'or'; readonly of: readonly Tree<L>[] }

/** The little language that types and scopes share: leaves, `;`, `,` or `|`, and parentheses. `;` binds tighter. */
class Expression<L> {
  readonly #text: string
  readonly #what: string
  readonly #leaf: (token: string) => L
  #at = 0
  #terms = 0
  #depth = 0

  constructor(text: string, what: string, leaf: (token: string) => L) {
    if (text.length > selectorLimits.length)
      throw new ProblemSignal('TooComplexQuery', `${what} is longer than ${selectorLimits.length} characters.`)
    this.#text = text
    this.#what = what
    this.#leaf = leaf
  }

  whole(): Tree<L> {
    const tree = this.#joined()
    if (this.#at < this.#text.length) throw bad(`${this.#what} cannot be read at character ${this.#at + 1}.`)
    return tree
  }

  #joined(): Tree<L> {
    if ((this.#depth += 1) > selectorLimits.depth)
      throw new ProblemSignal('TooComplexQuery', `${this.#what} nests deeper than ${selectorLimits.depth}.`)
    const any = [this.#all()]
    for (let next = this.#text[this.#at]; next === ',' || next === '|'; next = this.#text[this.#at]) {
      this.#at += 1
      any.push(this.#all())
    }
    this.#depth -= 1
    const [only] = any
    return any.length === 1 && only !== undefined ? only : { op: 'or', of: any }
  }

  #all(): Tree<L> {
    const all = [this.#term()]
    while (this.#text[this.#at] === ';') {
      this.#at += 1
      all.push(this.#term())
    }
    const [only] = all
    return all.length === 1 && only !== undefined ? only : { op: 'and', of: all }
  }

  #term(): Tree<L> {
    if ((this.#terms += 1) > selectorLimits.terms)
      throw new ProblemSignal('TooComplexQuery', `${this.#what} has more than ${selectorLimits.terms} terms.`)
    if (this.#text[this.#at] === '(') {
      this.#at += 1
      const inside = this.#joined()
      if (this.#text[this.#at] !== ')') throw bad(`${this.#what} has a "(" that is not closed.`)
      this.#at += 1
      return inside
    }
    const token = /^[^;,|()]*/.exec(this.#text.slice(this.#at))?.[0] ?? ''
    this.#at += token.length
    return this.#leaf(token)
  }
}

/** The parameters of a geo-query as they come in a URL or a Query body (§5.2.13). */
export interface GeoParameters {
  readonly georel?: string | undefined
  readonly geometry?: string | undefined
  /** JSON text or the array itself. */
  readonly coordinates?: unknown
  readonly geoproperty?: string | undefined
}

const RELATIONS = ['within', 'contains', 'intersects', 'equals', 'disjoint', 'overlaps'] as const

/** Parses a geo-query; undefined when none of its parameters is there. Distances are metres. */
export function parseGeo(
  { georel, geometry, coordinates, geoproperty }: GeoParameters,
  context: TermContext = coreContext(),
): GeoQuery | undefined | Problem {
  if (georel === undefined && geometry === undefined && coordinates === undefined) return undefined
  return settle(() => {
    if (georel === undefined || geometry === undefined || coordinates === undefined)
      throw bad('A geo-query needs georel, geometry and coordinates together (§4.10).')
    const shape = { type: geometry, coordinates: typeof coordinates === 'string' ? jsonOf(coordinates) : coordinates }
    if (countOf(shape.coordinates) > selectorLimits.numbers)
      throw new ProblemSignal('TooComplexQuery', `The geometry of the geo-query has more than ${selectorLimits.numbers} numbers.`)
    if (!looksLikeGeometry(shape)) throw bad(`geometry is ${JSON.stringify(geometry)}, which is no geometry of NGSI-LD (§4.7).`)
    if (geoproperty !== undefined && !isName(geoproperty)) throw bad('geoproperty is no attribute name.')
    const query = { relation: relationOf(georel), geometry: geometryOf(shape) }
    return geoproperty === undefined ? query : { ...query, property: context.stored(geoproperty) }
  })
}

/** How many numbers nested lists hold; stops where it is too many. */
function countOf(value: unknown): number {
  const pending: unknown[] = [value]
  let count = 0
  for (let one = pending.pop(); one !== undefined && count <= selectorLimits.numbers; one = pending.pop()) {
    if (Array.isArray(one)) for (const part of one) pending.push(part)
    else count += 1
  }
  return count
}

function geometryOf(shape: unknown): Geometry {
  try {
    return readGeometry(shape, 'The geometry of the geo-query')
  } catch (error) {
    throw error instanceof ProblemSignal ? bad(error.problem.detail) : error
  }
}

function relationOf(georel: string): GeoRelation {
  const [name, ...modifiers] = georel.split(';')
  const plain = RELATIONS.find((one) => one === name)
  if (plain !== undefined && modifiers.length === 0) return { op: plain }
  const distances: { maxDistance_m?: number; minDistance_m?: number } = {}
  for (const modifier of modifiers) {
    const [, which, metres] = /^(maxDistance|minDistance)==((?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.exec(modifier) ?? []
    const key = which === 'maxDistance' ? 'maxDistance_m' : 'minDistance_m'
    if (which === undefined || distances[key] !== undefined || !(Number(metres) > 0))
      throw bad(`georel has ${JSON.stringify(modifier)}; near takes maxDistance==metres and minDistance==metres, more than 0 (§4.10).`)
    distances[key] = Math.min(Number(metres), 40_100_000)
  }
  if (name !== 'near' || modifiers.length === 0)
    throw bad(`georel is ${JSON.stringify(georel)}; known are near;maxDistance==m, near;minDistance==m, ${RELATIONS.join(', ')} (§4.10).`)
  return { op: 'near', ...distances }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw bad('coordinates is no JSON array (§4.10).')
  }
}
