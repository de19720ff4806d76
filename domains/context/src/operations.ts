/**
 * The door of the broker: every operation of the NGSI-LD API (ETSI GS CIM 009 V1.9.1 §5.6, §5.7) on parsed values, names in
 * stored form. The local implementation answers from this store; distribution decorates the same interface (§4.3.6), and the
 * HTTP bindings (NGSI-LD, NGSIv2) and hot memory call it.
 */
import type { SpatialId } from '@machinaka/geo'
import type {
  Aggregation,
  AttributeFragment,
  AttributeValue,
  Entity,
  EntityPatch,
  Evolution,
  EvolutionFragment,
  Fragment,
  GeoQuery,
  Languages,
  MergeOptions,
  Projection,
  NewEvolution,
  NewInstance,
  PointEvolution,
  QueryExpression,
  ScopeExpression,
  TemporalQuery,
  TermContext,
  TimedEntity,
  TypeExpression,
} from '@machinaka/ngsi'
import type { Refusal, Tenant } from '@machinaka/platform'

// ── Who asks, and how ───────────────────────────────────────────────────────────────────────────────────────────────

/** Who writes. `person` outranks imports; `id` is an account id or key id, never a name or address. */
export interface Actor {
  readonly kind: 'person' | 'machine'
  readonly id: string
}

/** Entities of these types, with these ids, with ids like this: all that are given. */
export interface EntitySelector {
  /** Types, any of them; or an expression of type selection (§4.17). */
  readonly types?: readonly string[] | TypeExpression
  readonly ids?: readonly string[]
  /** A regular expression that some part of the id matches (see `parseRegex` in engines/ngsi). */
  readonly idPattern?: string
}

/** One request, apart from what it asks. */
export interface Call {
  readonly tenant: Tenant
  /** Who writes (or reads). */
  readonly actor: Actor
  /** The @context of this request: its `source` is what distributed requests pass on. */
  readonly context: TermContext
  /** Ignore all registrations (§6.3.18). */
  readonly local: boolean
  /** Entries of the `Via` header, oldest first (§6.3.18). */
  readonly via: readonly string[]
  /** `NGSILD-Snapshot`: the snapshot that is asked instead of the live data (§6.3.22). */
  readonly snapshot?: string | undefined
  /** `NGSILD-EntityMap`: the entity map that fixes the candidates (§5.5.14). */
  readonly entityMap?: string | undefined
  /** The request's headers, lower case: what a registration may copy with `urn:ngsi-ld:request` (§4.3.6.6). */
  readonly headers: Readonly<Record<string, string>>
  readonly now: Date
  readonly signal?: AbortSignal | undefined
}

/** `NGSILD-Warning`: something is missing from an answer (§6.3.17). */
export interface Warning {
  readonly code: 110 | 111 | 199 | 299
  /** Alias of the source that it is about. */
  readonly agent: string
  readonly text: string
}

/** What an operation came to: its value, with warnings where a source did not take part; or why not. */
export type Outcome<T> = Answer<T> | Refusal
export interface Answer<T> {
  readonly value: T
  readonly warnings?: readonly Warning[] | undefined
}

// ── Results of writes ───────────────────────────────────────────────────────────────────────────────────────────────

/** Why one entity of an operation failed; `registration` names the source that refused (BatchEntityError, §5.2.17). */
export interface EntityFailure {
  readonly id: string
  readonly refusal: Refusal
  readonly registration?: string | undefined
}

/** BatchOperationResult (§5.2.16); single operations use it for partial failures: `failed` empty means all well. */
export interface BatchResult {
  readonly created: readonly string[]
  readonly updated: readonly string[]
  readonly deleted: readonly string[]
  readonly failed: readonly EntityFailure[]
}

/** UpdateResult (§5.2.18); `notUpdated` empty means all well. */
export interface UpdateResult {
  readonly updated: readonly string[]
  readonly notUpdated: readonly NotUpdated[]
}
/** NotUpdatedDetails (§5.2.19). */
export interface NotUpdated {
  readonly name: string
  readonly reason: string
  readonly registration?: string | undefined
}

// ── Requests ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One entity, which must be of these types where `type` is given (§4.17: a guard). */
export interface Target {
  readonly id: string
  readonly type?: TypeExpression | undefined
}
export interface AttributeTarget extends Target {
  /** Attribute name in stored form; `scope` where the operation admits it. */
  readonly name: string
}

/** Which part of an entity is asked for. The presenter cuts answers to it; distributed requests pass it on. */
export interface Reduction {
  /** Members of the entity, and of linked ones (§4.21). */
  readonly pick?: Projection | undefined
  readonly omit?: Projection | undefined
  /** Deprecated `attrs`: only entities with one of these attributes, and the answer holds only these of them (§5.7.2). */
  readonly attrs?: readonly string[] | undefined
  /** Only instances with these datasetIds; `@none` is the default instance (§4.5.5). */
  readonly datasetIds?: readonly string[] | undefined
  /** Preferred languages (§4.15), and as they were sent. */
  readonly lang?: Languages | undefined
  readonly langText?: string | undefined
}

/** Linked entity retrieval (§4.5.23). */
export interface Join {
  readonly kind: 'flat' | 'inline'
  readonly level: number
  /** Ids that contain this request: not followed again. */
  readonly containedBy: readonly string[]
}

export interface RetrieveRequest extends Target, Reduction {
  readonly join?: Join | undefined
  /** Asks for an entity map, alive for so many seconds (§5.5.14). */
  readonly entityMap?: EntityMapWish | undefined
}
export interface EntityMapWish {
  readonly lifetime_s?: number | undefined
}

/** One criterion of `orderBy` (§4.23). */
export interface Order {
  readonly attribute: QueryPathName
  readonly direction: 'asc' | 'desc' | 'dist-asc' | 'dist-desc'
}
/** `name`, `name.sub` or `name[inside]`, as a list of steps. */
export interface QueryPathName {
  readonly attributes: readonly [string, ...string[]]
  readonly within: readonly string[]
}
export interface Ordering {
  readonly by: readonly Order[]
  /** An ICU or BCP 47 collation; `und-x-icu` when absent. */
  readonly collation?: string | undefined
  /** The point that distances are measured from. */
  readonly from?: GeoQuery['geometry'] | undefined
}

/** Query Entities (§5.7.2): everything that is given must hold. */
export interface QueryRequest extends Reduction {
  /** At least one of them must fit; none means any entity. */
  readonly selectors: readonly EntitySelector[]
  readonly q?: QueryExpression | undefined
  readonly geo?: GeoQuery | undefined
  readonly scopeQ?: ScopeExpression | undefined
  /** 空間ID: what reaches into this cell of space; what has no height counts as being on the ground (0 m). Our extension, local only. */
  readonly spatialId?: SpatialId | undefined
  /** Condition on registrations (§4.9): narrows the sources. */
  readonly csf?: QueryExpression | undefined
  /** Attributes whose values are compared as IRIs (§4.9), and those whose values are raw JSON. */
  readonly expandValues?: readonly string[] | undefined
  readonly jsonKeys?: readonly string[] | undefined
  readonly join?: Join | undefined
  readonly order?: Ordering | undefined
  readonly limit?: number | undefined
  readonly offset?: number | undefined
  readonly count?: boolean | undefined
  readonly splitEntities?: boolean | undefined
  readonly entityMap?: EntityMapWish | undefined
}

/** Purge (§5.6.21): deletes what matches; or only `drop`, or everything but `keep`, of it. */
export interface PurgeRequest {
  readonly query: Omit<
    QueryRequest,
    'pick' | 'omit' | 'lang' | 'langText' | 'datasetIds' | 'join' | 'order' | 'limit' | 'offset' | 'count' | 'entityMap'
  >
  readonly drop?: readonly string[] | undefined
  readonly keep?: readonly string[] | undefined
}

// ── Answers ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** An entity as answered: times where they are known (a source may not send them). */
export type ReadEntity = Entity & Partial<Pick<TimedEntity, 'createdAt' | 'modifiedAt' | 'times'>>

export interface Retrieved {
  readonly entity: ReadEntity
  /** Entities that relationships lead to, by id, where a join was asked for. */
  readonly linked?: ReadonlyMap<string, ReadEntity> | undefined
  readonly entityMap?: EntityMapMade | undefined
}
export interface Found {
  readonly entities: readonly ReadEntity[]
  readonly linked?: ReadonlyMap<string, ReadEntity> | undefined
  /** All that match, where `count` was asked for. */
  readonly count?: number | undefined
  /** Whether more follow behind this page. */
  readonly more: boolean
  readonly entityMap?: EntityMapMade | undefined
}
export interface EntityMapMade {
  readonly id: string
  /** Made or renewed by this request (201, §6.4.3.2). */
  readonly created: boolean
}

/** EntityType (§5.2.25), EntityTypeInfo (§5.2.26). */
export interface TypeInfo {
  readonly type: string
  readonly count: number
  readonly attributes: readonly AttributeInfo[]
}
/** Attribute (§5.2.28): `kinds` such as Property, Relationship; `count` of instances. */
export interface AttributeInfo {
  readonly name: string
  readonly kinds: readonly string[]
  readonly types: readonly string[]
  readonly count: number
}

// ── Operations ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** A fragment that names its entity. */
export type EntityFragment = Fragment & { readonly id: string }

/** Context information provision (§5.6, without the temporal operations). */
export interface ProvisionOperations {
  /** §5.6.1. `created` holds the id. */
  createEntity(call: Call, entity: Entity): Promise<Outcome<BatchResult>>
  /** §5.6.2: sets, adds or (null) deletes attribute instances. */
  updateAttributes(call: Call, request: Target & { readonly fragment: Fragment }): Promise<Outcome<UpdateResult>>
  /** §5.6.3. */
  appendAttributes(
    call: Call,
    request: Target & { readonly fragment: Fragment; readonly overwrite: boolean },
  ): Promise<Outcome<UpdateResult>>
  /** §5.6.4: the fragment says which attribute, and which instances. */
  updateAttribute(call: Call, request: Target & { readonly fragment: AttributeFragment }): Promise<Outcome<UpdateResult>>
  /** §5.6.5: the default instance, the one with `datasetId`, or all. */
  deleteAttribute(
    call: Call,
    request: AttributeTarget & { readonly datasetId?: string | undefined; readonly all: boolean },
  ): Promise<Outcome<UpdateResult>>
  /** §5.6.6. */
  deleteEntity(call: Call, target: Target): Promise<Outcome<BatchResult>>
  /** §5.6.17. */
  mergeEntity(call: Call, request: Target & { readonly patch: EntityPatch } & MergeOptions): Promise<Outcome<BatchResult>>
  /** §5.6.18. */
  replaceEntity(call: Call, request: { readonly entity: Entity; readonly type?: TypeExpression | undefined }): Promise<Outcome<BatchResult>>
  /** §5.6.19. */
  replaceAttribute(call: Call, request: AttributeTarget & { readonly value: AttributeValue }): Promise<Outcome<UpdateResult>>
  /** §5.6.21. */
  purgeEntities(call: Call, request: PurgeRequest): Promise<Outcome<BatchResult>>
  /** §5.6.7. */
  batchCreate(call: Call, entities: readonly Entity[]): Promise<Outcome<BatchResult>>
  /** §5.6.8. */
  batchUpsert(
    call: Call,
    request: { readonly entities: readonly Entity[]; readonly mode: 'replace' | 'update' },
  ): Promise<Outcome<BatchResult>>
  /** §5.6.9. */
  batchUpdate(
    call: Call,
    request: { readonly fragments: readonly EntityFragment[]; readonly overwrite: boolean },
  ): Promise<Outcome<BatchResult>>
  /** §5.6.10. */
  batchDelete(call: Call, ids: readonly string[]): Promise<Outcome<BatchResult>>
  /** §5.6.20. */
  batchMerge(call: Call, patches: readonly (EntityPatch & { readonly id: string })[]): Promise<Outcome<BatchResult>>
}
/** Context information consumption (§5.7, without the temporal operations). */
export interface ConsumptionOperations {
  /** §5.7.1. */
  retrieveEntity(call: Call, request: RetrieveRequest): Promise<Outcome<Retrieved>>
  /** §5.7.2. */
  queryEntities(call: Call, request: QueryRequest): Promise<Outcome<Found>>
  /** §5.7.5, §5.7.6: all types, ordered by name. */
  listTypes(call: Call): Promise<Outcome<readonly TypeInfo[]>>
  /** §5.7.7. */
  retrieveType(call: Call, type: string): Promise<Outcome<TypeInfo>>
  /** §5.7.8, §5.7.9: all attributes, ordered by name. */
  listAttributes(call: Call): Promise<Outcome<readonly AttributeInfo[]>>
  /** §5.7.10. */
  retrieveAttribute(call: Call, name: string): Promise<Outcome<AttributeInfo>>
}

// ── Temporal ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The part of an evolution that is answered: instances by time (§4.11), by attribute and dataset, or their aggregates (§4.5.19). */
export interface TemporalSelection extends Reduction {
  readonly temporal: TemporalQuery
  /** Answers `points` of the evolutions, which the presenter aggregates, instead of instances. */
  readonly aggregation?: Aggregation | undefined
  readonly entityMap?: EntityMapWish | undefined
}
export type TemporalRetrieveRequest = { readonly id: string } & TemporalSelection

/** Query Temporal Evolution of Entities (§5.7.4). `order` can only be by id; there is no join. */
export type TemporalQueryRequest = Omit<QueryRequest, keyof Reduction | 'join' | 'entityMap'> & TemporalSelection

/** Instances of one page of time: `start` and `end` for Content-Range, when not all of them fit (206, §6.3.10). */
export interface TemporalRange {
  readonly start: string
  readonly end: string
  /** lastN as it was asked for, where pages go backwards. */
  readonly size: number | undefined
}
export interface TemporalFound {
  /** Ordered by id. */
  readonly evolutions: readonly Evolution[]
  /** In the place of instances, where an aggregation was asked for. */
  readonly points?: readonly PointEvolution[] | undefined
  readonly range?: TemporalRange | undefined
  readonly count?: number | undefined
  readonly more: boolean
  readonly entityMap?: EntityMapMade | undefined
}

/** One instance of an attribute of an evolution. */
export interface InstanceTarget {
  readonly id: string
  readonly name: string
  readonly instanceId: string
}

/** Temporal evolutions: provision (§5.6.11–§5.6.16) and consumption (§5.7.3, §5.7.4). */
export interface TemporalOperations {
  /** §5.6.11: `created` holds the id of a new evolution, `updated` that of one that was there. */
  upsertEvolution(call: Call, evolution: NewEvolution): Promise<Outcome<BatchResult>>
  /** §5.6.12. */
  appendInstances(call: Call, request: { readonly id: string; readonly fragment: EvolutionFragment }): Promise<Outcome<UpdateResult>>
  /** §5.6.13: instances of the default dataset, of `datasetId`, or of all. */
  deleteTemporalAttribute(
    call: Call,
    request: { readonly id: string; readonly name: string; readonly datasetId?: string | undefined; readonly all: boolean },
  ): Promise<Outcome<UpdateResult>>
  /** §5.6.14. */
  modifyInstance(call: Call, request: InstanceTarget & { readonly instance: NewInstance }): Promise<Outcome<UpdateResult>>
  /** §5.6.15. */
  deleteInstance(call: Call, target: InstanceTarget): Promise<Outcome<UpdateResult>>
  /** §5.6.16. */
  deleteEvolution(call: Call, target: { readonly id: string }): Promise<Outcome<BatchResult>>
  /** §5.7.3: one evolution. */
  retrieveEvolution(call: Call, request: TemporalRetrieveRequest): Promise<Outcome<TemporalFound>>
  /** §5.7.4. */
  queryEvolutions(call: Call, request: TemporalQueryRequest): Promise<Outcome<TemporalFound>>
}

export type Operations = ProvisionOperations & ConsumptionOperations
