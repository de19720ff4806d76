/** The door of the context domain as types: what the other domains and the server call. */
import type { Attribute, AttributeValue, Entity, Geometry, QueryExpression, GeoQuery, ScopeExpression, TimedEntity } from '@machinaka/ngsi'
import type { Refusal, Route, Tenant, Tx } from '@machinaka/platform'
import type { Contexts } from './contexts/contexts.ts'
import type { HotReads } from './hot/door.ts'
import type { Actor, EntitySelector, Operations, TemporalOperations } from './operations.ts'
import type { Retention } from './temporal/retention.ts'
import type { Notifying } from './delivery/door.ts'
import type { OriginMap } from './rules/merge.ts'
import type { Change, Edit, Proposal, Run, RunReport, Skipped, Source } from './contract.ts'

/** An entity as it is stored: with times, where each value came from, and the version that a later write must build on. */
export interface StoredEntity extends TimedEntity {
  readonly version: number
  /** Key of the import source the entity belongs to, if any. */
  readonly source: string | undefined
  /** Where values came from, as far as they did not come with the entity from its source; ask `originOf(entity, name)`. */
  readonly origin: OriginMap
}

export interface EntityQuery extends EntitySelector {
  /** Besides, any of these. */
  readonly anyOf?: readonly EntitySelector[]
  readonly q?: QueryExpression
  readonly geo?: GeoQuery
  readonly scopeQ?: ScopeExpression
  /** Only entities that have one of these attributes; the answer holds these attributes only. */
  readonly attrs?: readonly string[]
  /** Only entities that belong to this import source. */
  readonly source?: string
  /** At most `limits.pageEntities`; 20 when absent; 0 for the count alone. */
  readonly limit?: number
  readonly offset?: number
  /** Whether to count all matches. */
  readonly count?: boolean
}

export interface EntityPage {
  /** Ordered by id. */
  readonly entities: readonly StoredEntity[]
  readonly count: number | undefined
}

/** What one entity of a batch came to. */
export interface BatchOutcome {
  readonly created: readonly string[]
  readonly updated: readonly string[]
  readonly deleted: readonly string[]
  readonly failed: readonly { readonly id: string; readonly refusal: Refusal }[]
}

/** `null` removes the attribute. */
export type Changes = Readonly<Record<string, AttributeValue | null>>

/**
 * Every method takes an optional `tx`: with it, it runs in the caller's transaction (which must be the same tenant's), so
 * that a caller can write an entity and its own rows as one. Without it, it opens its own.
 */
export interface Entities {
  /** The entity, or a refusal `context.entity-absent`. */
  get(tenant: Tenant, id: string, tx?: Tx): Promise<StoredEntity | Refusal>
  find(tenant: Tenant, id: string, tx?: Tx): Promise<StoredEntity | undefined>
  query(tenant: Tenant, query: EntityQuery, tx?: Tx): Promise<EntityPage | Refusal>
  /** All entities that match, in pages read one after the other by id: for projections. Each page is its own transaction. */
  each(tenant: Tenant, query: Omit<EntityQuery, 'limit' | 'offset' | 'count'>): AsyncIterable<readonly StoredEntity[]>
  create(tenant: Tenant, entity: Entity, actor: Actor, tx?: Tx): Promise<StoredEntity | Refusal>
  /**
   * At most `limits.batchEntities`; each entity succeeds or fails for itself; repeated ids are done in order (§5.5.11).
   * `create` refuses existing ids; `replace` (the default) and `update` make absent ones, and replace the others whole or by
   * the attributes sent; `existing` is `update` that refuses absent ids, `existing-append` leaves attributes that exist alone.
   */
  upsertBatch(
    tenant: Tenant,
    batch: { readonly entities: readonly Entity[]; readonly mode?: BatchMode; readonly actor: Actor },
    tx?: Tx,
  ): Promise<BatchOutcome | Refusal>
  deleteBatch(tenant: Tenant, batch: { readonly ids: readonly string[]; readonly actor: Actor }, tx?: Tx): Promise<BatchOutcome | Refusal>
  /** Sets, adds or (null) removes attributes: Update Attributes (§5.6.2). */
  patch(
    tenant: Tenant,
    patch: {
      readonly id: string
      readonly changes: Changes
      readonly types?: readonly string[]
      readonly scope?: readonly string[] | null
      readonly onlyNew?: boolean
      readonly actor: Actor
    },
    tx?: Tx,
  ): Promise<StoredEntity | Refusal>
  /** Versions, newest first. */
  history(tenant: Tenant, id: string, page?: { readonly limit?: number; readonly offset?: number }, tx?: Tx): Promise<readonly Change[]>
  /** Types with how many entities have each; `attributes` is filled with `names` only. */
  types(tenant: Tenant, detail?: 'names' | 'counts', tx?: Tx): Promise<readonly TypeCount[]>
}
export interface TypeCount {
  readonly type: string
  readonly count: number
  readonly attributes: readonly string[]
}
export type BatchMode = 'create' | 'replace' | 'update' | 'existing' | 'existing-append'

/** Changes by hand, which imports respect and which can be taken back. */
export interface Edits {
  apply(
    tenant: Tenant,
    edit: { readonly id: string; readonly changes: Changes; readonly actor: string; readonly reason?: string },
    tx?: Tx,
  ): Promise<Edit | Refusal>
  /** Edits of one entity, newest first. */
  history(tenant: Tenant, id: string, tx?: Tx): Promise<readonly Edit[]>
  /** Restores what stood before. Refused when a later change stands on it (`context.edit-overtaken`). */
  undo(tenant: Tenant, editId: string, actor: string, tx?: Tx): Promise<Edit | Refusal>
}

export interface Proposals {
  /** Open ones, newest first. */
  list(
    tenant: Tenant,
    filter?: { readonly entity?: string; readonly limit?: number; readonly offset?: number },
    tx?: Tx,
  ): Promise<readonly Proposal[]>
  /** Takes the source's value; the attribute belongs to the source again. */
  accept(tenant: Tenant, id: string, actor: string, tx?: Tx): Promise<Proposal | Refusal>
  /** Keeps the person's value; the same value is not proposed again. */
  dismiss(tenant: Tenant, id: string, actor: string, tx?: Tx): Promise<Proposal | Refusal>
}

export interface SourceInput {
  /** Stable name of the source within the city, `[a-z0-9][a-z0-9._:-]{0,99}`: `osm`, `csv:aed`. */
  readonly key: string
  readonly kind: string
  readonly title: string
  readonly url?: string
  readonly attribution?: string
  readonly licence?: string
}
export interface FileInfo {
  readonly name: string
  readonly bytes?: number
  readonly sha256?: string
}

/** Parts of a report that the importer adds; counts are summed over calls. */
export interface RunNote {
  readonly skipped?: readonly Skipped[]
  readonly counts?: Readonly<Record<string, number>>
  readonly notes?: readonly string[]
  /** What is known of the file only after reading it. */
  readonly file?: Partial<FileInfo>
}

/**
 * An open import: what is put stays invisible until `publish`. Call its methods one after the other, and end it with
 * `publish` or `fail`; a process that dies leaves it to be swept.
 */
export interface ImportRun {
  readonly id: string
  readonly source: string
  /**
   * Stages entities, as many as the caller likes (they are cut into batches). An entity that does not fit NGSI-LD is skipped
   * and reported; a later one with the same id replaces an earlier. It answers once the batch is accepted, so that the caller
   * reads on while the database works. Throws if the run has ended or was swept, or an earlier batch failed.
   */
  put(entities: readonly Entity[]): Promise<void>
  /** Waits until all that was put is staged; throws if that failed. */
  flush(): Promise<void>
  note(note: RunNote): void
  /** The report as it stands. */
  progress(): RunReport
  /**
   * Makes everything visible in one transaction: entities, history, one fact `ImportPublished`, and what `with` adds (layers
   * of other domains, in order). When one of these throws, nothing happened and the run is failed.
   */
  publish(options?: { readonly with?: readonly ((tx: Tx) => Promise<void>)[]; readonly removeMissing?: boolean }): Promise<Run | Refusal>
  fail(reason: string): Promise<Run | Refusal>
}

export interface Imports {
  /** Refused with `context.source-busy` while another run of the same source is alive; a dead one is swept first. */
  open(
    tenant: Tenant,
    request: { readonly source: SourceInput; readonly file?: FileInfo; readonly actor?: string },
  ): Promise<ImportRun | Refusal>
}

export interface Sources {
  list(tenant: Tenant, tx?: Tx): Promise<readonly Source[]>
}
export interface Runs {
  list(
    tenant: Tenant,
    filter?: { readonly source?: string; readonly limit?: number; readonly offset?: number },
    tx?: Tx,
  ): Promise<readonly Run[]>
  get(tenant: Tenant, id: string, tx?: Tx): Promise<Run | Refusal>
}

// ── Changes as they happen ──────────────────────────────────────────────────────────────────────────────────────────

/** A moment, as the database names it: what was committed by then (`pg_snapshot`). */
export type Moment = string

export type LiveEvent =
  /** These entities match and are new or different. */
  | { readonly kind: 'changed'; readonly moment: Moment; readonly entities: readonly StoredEntity[]; readonly gone: readonly string[] }
  /** More changed than can be told: ask again for what is shown. */
  | { readonly kind: 'many'; readonly moment: Moment }
  | { readonly kind: 'quiet'; readonly moment: Moment }

export type LiveQuery = Pick<EntityQuery, 'types' | 'ids' | 'q' | 'geo' | 'scopeQ' | 'anyOf'>

export interface Live {
  /** Changes of entities that match, from a moment on (now, when it is absent), until `signal` ends it. */
  listen(
    tenant: Tenant,
    query: LiveQuery,
    options: { readonly since?: Moment | undefined; readonly signal: AbortSignal },
  ): AsyncIterable<LiveEvent>
}

export interface Broker {
  readonly entities: Entities
  readonly edits: Edits
  readonly proposals: Proposals
  readonly imports: Imports
  readonly sources: Sources
  readonly runs: Runs
  /** Reads from memory; absent where nothing is kept. */
  readonly hot?: HotReads | undefined
  /** Changes as they happen. */
  readonly live: Live
  /** Doors to entities as vector tiles. */
  readonly tiles: readonly Route[]
  /** Doors of the console's pages for the town's data. */
  readonly desk: readonly Route[]
  /** The NGSIv2 doors to the same entities. */
  readonly ngsiv2: readonly Route[]
  /** Every operation of the NGSI-LD API (see operations.ts). */
  readonly operations: Operations
  /** The same for the past of entities. */
  readonly temporal: TemporalOperations
  readonly retention: Retention
  readonly contexts: Contexts
  /** Doors to registrations of other brokers, entity maps and snapshots (see federation/). */
  readonly betweenBrokers: readonly Route[]
  /** Subscriptions, and what brings their notifications to the receivers. */
  readonly notifying: Notifying
  /** Marks the runs of dead processes as interrupted and sweeps what they staged; called once before serving. */
  start(): Promise<{ readonly interrupted: number }>
  stop(): Promise<void>
}

export type { Actor, EntitySelector }
export { originOf } from './rules/merge.ts'
export type { Attribute, AttributeValue, Entity, Geometry }
