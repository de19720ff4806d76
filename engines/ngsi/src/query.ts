/** Queries as trees: what the languages of §4.9 (q), §4.10 (geo), §4.17 (types) and §4.19 (scopes) say, once parsed. */
import type { Geometry } from './model.ts'

/** `a.b[x.y]`: attribute, its sub-attributes, then a path into the value (or a language; `*` for any). */
export interface QueryPath {
  readonly attributes: readonly [string, ...string[]]
  readonly within: readonly string[]
  /** Relationships to follow first, `rel{Type:attr}`: the path is of the entities that they lead to. */
  readonly via?: readonly [QueryStep, ...QueryStep[]]
}

/** From an entity to those that its relationship points to; of these types (any) only, where types are said. */
export interface QueryStep {
  readonly relationship: string
  readonly types?: readonly string[]
}

export type QueryScalar =
  /** `word`: what it is among the words of a vocabulary, in stored form; VocabProperties compare with that (expandValues). */
  | { readonly kind: 'string'; readonly value: string; readonly word?: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** A date, time or date-time, written without quotes (§4.6.3). */
  | { readonly kind: 'time'; readonly value: string }
  | { readonly kind: 'uri'; readonly value: string; readonly word?: string }

export type Comparator = '==' | '!=' | '>' | '>=' | '<' | '<='

export type QueryExpression =
  | { readonly op: 'and' | 'or'; readonly of: readonly QueryExpression[] }
  /** `negated` (`!attr`): the entity lacks it; an extension, known from NGSIv2. */
  | { readonly op: 'exists'; readonly path: QueryPath; readonly negated?: true }
  | { readonly op: 'compare'; readonly path: QueryPath; readonly comparator: Comparator; readonly value: QueryScalar }
  /** `==` or `!=` with `a..b`, inclusive. */
  | { readonly op: 'range'; readonly path: QueryPath; readonly negated: boolean; readonly from: QueryScalar; readonly to: QueryScalar }
  /** `==` or `!=` with `a,b,…`: any of them. */
  | { readonly op: 'list'; readonly path: QueryPath; readonly negated: boolean; readonly values: readonly QueryScalar[] }
  /** `~=` or `!~=`. */
  | { readonly op: 'match'; readonly path: QueryPath; readonly negated: boolean; readonly pattern: string }

export type GeoRelation =
  | { readonly op: 'near'; readonly maxDistance_m?: number; readonly minDistance_m?: number }
  | { readonly op: 'within' | 'contains' | 'intersects' | 'equals' | 'disjoint' | 'overlaps' }

export interface GeoQuery {
  readonly relation: GeoRelation
  readonly geometry: Geometry
  /** The GeoProperty asked about; `location` when absent. */
  readonly property?: string
}

/** Types: `A|B` any, `(A;B)` all. */
export type TypeExpression =
  | { readonly op: 'type'; readonly type: string }
  | { readonly op: 'and' | 'or'; readonly of: readonly TypeExpression[] }

/** Scopes: segments with `+` for one level and a last `#` for the whole subtree; without segments, no scope at all (NGSIv2's `/`). */
export type ScopeExpression =
  | { readonly op: 'scope'; readonly segments: readonly string[] }
  | { readonly op: 'and' | 'or'; readonly of: readonly ScopeExpression[] }
