/**
 * Shapes, routes, refusals and facts of the context domain: the town's data as NGSI-LD entities, their history, the
 * sources they come from, and what people changed by hand. Pure: the web takes its types from here.
 */
import { Type, type Static } from 'typebox'
import { importRefusals } from './rules/import-shapes.ts'
import { Instant, Nullable, RunSchema } from './rules/run-shapes.ts'

export * from './rules/import-shapes.ts'
export * from './rules/live-doors.ts'
export * from './rules/tile-doors.ts'
export * from './rules/desk-doors.ts'
export { ngsiDoors } from './rules/ngsi-doors.ts'
export { subscriptionDoors } from './rules/subscription-doors.ts'
export * from './rules/undelivered-doors.ts'
export { getRetention, setRetention, temporalDoors } from './rules/temporal-doors.ts'
export * from './rules/run-shapes.ts'

// ── Facts ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Kinds of the facts this domain writes; `key` is the entity's id, or the source's key. */
export const facts = { entityChanged: 'EntityChanged', importPublished: 'ImportPublished' } as const

/** One entity was written on its own (never by an import). Ids and names only: read the entity for its values. */
export interface EntityChanged {
  readonly id: string
  readonly types: readonly string[]
  readonly operation: 'created' | 'updated' | 'deleted'
  /** Names of the attributes that are new, different or gone, in stored form. */
  readonly attrs: readonly string[]
}

/** An import became visible as a whole: one fact, however many entities it changed. */
export interface ImportPublished {
  readonly source: string
  readonly run: string
  readonly counts: { readonly created: number; readonly updated: number; readonly removed: number }
}

// ── Refusals ────────────────────────────────────────────────────────────────────────────────────────────────────────

export const refusals = {
  'context.entity-absent': { kind: 'absent', title: 'No such entity' },
  'context.attribute-absent': { kind: 'absent', title: 'The entity has no such attribute' },
  'context.context-absent': { kind: 'absent', title: 'No such @context' },
  'context.contexts-full': { kind: 'forbidden', title: 'The city keeps too many @contexts' },
  'context.length-required': { kind: 'invalid', title: 'The body comes without Content-Length' },
  'context.entity-exists': { kind: 'conflict', title: 'An entity with this id exists' },
  'context.entity-ambiguous': { kind: 'conflict', title: 'More than one entity matches' },
  'context.entity-collision': { kind: 'unprocessable', title: 'Another entity stands where this one would' },
  'context.update-partial': { kind: 'unprocessable', title: 'A part of the update was not done' },
  'context.entity-invalid': { kind: 'invalid', title: 'The entity or its change does not fit NGSI-LD' },
  'context.query-invalid': { kind: 'invalid', title: 'The query does not fit NGSI-LD' },
  'context.context-unavailable': { kind: 'unavailable', title: 'The @context is not available' },
  'context.not-acceptable': { kind: 'unsupported', title: 'None of the accepted media types is available' },
  'context.batch-too-large': { kind: 'too-large', title: 'Too many entities in one batch' },
  'context.backlog-full': { kind: 'unavailable', title: 'Notifications are too far behind' },
  'context.edit-absent': { kind: 'absent', title: 'No such edit' },
  'context.edit-undone': { kind: 'conflict', title: 'The edit has been undone already' },
  'context.edit-overtaken': { kind: 'conflict', title: 'A later change stands on this edit' },
  'context.proposal-absent': { kind: 'absent', title: 'No such proposal' },
  'context.proposal-closed': { kind: 'conflict', title: 'The proposal has been decided already' },
  'context.type-absent': { kind: 'absent', title: 'No entities of this type' },
  'context.moment-invalid': { kind: 'invalid', title: 'Not a moment of this stream' },
  'context.source-busy': { kind: 'conflict', title: 'An import of this source is running' },
  'context.run-absent': { kind: 'absent', title: 'No such import run' },
  'context.run-closed': { kind: 'conflict', title: 'The import run has ended' },
  'context.subscription-absent': { kind: 'absent', title: 'No such subscription' },
  'context.subscription-exists': { kind: 'conflict', title: 'A subscription with this id exists' },
  'context.subscription-invalid': { kind: 'invalid', title: 'The subscription does not fit NGSI-LD' },
  'context.subscriptions-full': { kind: 'unprocessable', title: 'Too many subscriptions' },
  'context.undelivered-absent': { kind: 'absent', title: 'No such undelivered notification' },
  'context.source-loop': { kind: 'unavailable', title: 'The request came back to this broker' },
  'context.source-late': { kind: 'unavailable', title: 'A context source did not answer in time' },
  'context.source-failed': { kind: 'unavailable', title: 'A context source refused or failed' },
  ...importRefusals,
} as const

// ── Shapes ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Where a value came from: an import, a person, or a machine with an API key. */
export const OriginSchema = Type.Object({
  by: Type.Union([Type.Literal('source'), Type.Literal('person'), Type.Literal('machine')]),
  id: Type.String({ description: 'the source key, the account id or the key id' }),
  at: Instant,
})
export type Origin = Static<typeof OriginSchema>

export const SourceSchema = Type.Object({
  key: Type.String(),
  kind: Type.String({ description: 'osm, csv, geojson, …' }),
  title: Type.String(),
  url: Nullable(Type.String()),
  attribution: Nullable(Type.String()),
  licence: Nullable(Type.String()),
  entities: Type.Integer({ description: 'entities of this source that readers see now' }),
  lastRun: Nullable(RunSchema),
})
export type Source = Static<typeof SourceSchema>

export const ChangeSchema = Type.Object({
  version: Type.Integer(),
  at: Instant,
  operation: Type.Union([Type.Literal('created'), Type.Literal('updated'), Type.Literal('deleted')]),
  by: Type.Union([Type.Literal('source'), Type.Literal('person'), Type.Literal('machine')]),
  actor: Type.String(),
  edit: Nullable(Type.String()),
  attributes: Type.Record(Type.String(), Type.Unknown(), { description: 'attribute → its new instances, or null where it went' }),
})
export type Change = Static<typeof ChangeSchema>

export const EditSchema = Type.Object({
  id: Type.String(),
  entity: Type.String(),
  at: Instant,
  actor: Type.String(),
  reason: Nullable(Type.String()),
  changes: Type.Record(Type.String(), Type.Unknown()),
  before: Type.Record(Type.String(), Type.Unknown()),
  undoneAt: Nullable(Instant),
  undoneBy: Nullable(Type.String()),
})
export type Edit = Static<typeof EditSchema>

export const ProposalSchema = Type.Object({
  id: Type.String(),
  entity: Type.String(),
  attribute: Type.String(),
  source: Type.String(),
  run: Type.String(),
  at: Instant,
  current: Type.Unknown({ description: 'what stands now' }),
  proposed: Type.Unknown({ description: 'what the source says; null where it no longer has the attribute' }),
  state: Type.Union([Type.Literal('open'), Type.Literal('accepted'), Type.Literal('dismissed'), Type.Literal('settled')]),
})
export type Proposal = Static<typeof ProposalSchema>

// ── Routes of the console ───────────────────────────────────────────────────────────────────────────────────────────

const EntityParams = Type.Object({ id: Type.String({ maxLength: 512 }) })
const IdParams = Type.Object({ id: Type.String({ maxLength: 64 }) })
const Page = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, default: 0 })),
}

export const listSources = {
  method: 'GET',
  path: '/api/context/sources',
  summary: 'Data sources with their last run',
  tag: 'context',
  access: 'source.read',
  response: Type.Array(SourceSchema),
  errors: [],
} as const
export const listRuns = {
  method: 'GET',
  path: '/api/context/runs',
  summary: 'Import runs, newest first',
  tag: 'context',
  access: 'source.read',
  query: Type.Object({ source: Type.Optional(Type.String({ maxLength: 200 })), ...Page }),
  response: Type.Array(RunSchema),
  errors: [],
} as const
export const getRun = {
  method: 'GET',
  path: '/api/context/runs/:id',
  summary: 'One import run with its report',
  tag: 'context',
  access: 'source.read',
  params: IdParams,
  response: RunSchema,
  errors: ['context.run-absent'],
} as const
export const getEntity = {
  method: 'GET',
  path: '/api/context/entities/:id',
  summary: 'One entity, and where each of its values came from',
  tag: 'context',
  access: 'source.read',
  params: EntityParams,
  response: Type.Object({
    entity: Type.Record(Type.String(), Type.Unknown()),
    origins: Type.Record(Type.String(), OriginSchema),
    source: Nullable(Type.String()),
    version: Type.Integer(),
  }),
  errors: ['context.entity-absent'],
} as const
export const getHistory = {
  method: 'GET',
  path: '/api/context/entities/:id/history',
  summary: 'Versions of one entity, newest first',
  tag: 'context',
  access: 'source.read',
  params: EntityParams,
  query: Type.Object(Page),
  response: Type.Array(ChangeSchema),
  errors: [],
} as const
export const listEdits = {
  method: 'GET',
  path: '/api/context/entities/:id/edits',
  summary: 'What people changed in one entity, newest first',
  tag: 'context',
  access: 'place.edit',
  params: EntityParams,
  response: Type.Array(EditSchema),
  errors: [],
} as const
export const applyEdit = {
  method: 'POST',
  path: '/api/context/entities/:id/edits',
  summary: 'Change attributes of one entity by hand',
  tag: 'context',
  access: 'context.write',
  params: EntityParams,
  body: Type.Object({
    changes: Type.Record(Type.String({ minLength: 1, maxLength: 256 }), Type.Unknown(), { minProperties: 1, maxProperties: 100 }),
    reason: Type.Optional(Type.String({ maxLength: 500 })),
  }),
  response: EditSchema,
  errors: ['context.entity-absent', 'context.entity-invalid'],
} as const
export const undoEdit = {
  method: 'POST',
  path: '/api/context/edits/:id/undo',
  summary: 'Take one edit back',
  tag: 'context',
  access: 'context.write',
  params: IdParams,
  response: EditSchema,
  errors: ['context.edit-absent', 'context.edit-undone', 'context.edit-overtaken'],
} as const
export const listProposals = {
  method: 'GET',
  path: '/api/context/proposals',
  summary: 'Values from sources that differ from what people wrote',
  tag: 'context',
  access: 'place.edit',
  query: Type.Object({ entity: Type.Optional(Type.String({ maxLength: 512 })), ...Page }),
  response: Type.Array(ProposalSchema),
  errors: [],
} as const
export const acceptProposal = {
  method: 'POST',
  path: '/api/context/proposals/:id/accept',
  summary: 'Take the source’s value',
  tag: 'context',
  access: 'context.write',
  params: IdParams,
  response: ProposalSchema,
  errors: ['context.proposal-absent', 'context.proposal-closed', 'context.entity-absent'],
} as const
export const dismissProposal = {
  method: 'POST',
  path: '/api/context/proposals/:id/dismiss',
  summary: 'Keep the person’s value',
  tag: 'context',
  access: 'context.write',
  params: IdParams,
  response: ProposalSchema,
  errors: ['context.proposal-absent', 'context.proposal-closed'],
} as const

/** Limits of this domain, each refused with its number. */
export const limits = {
  batchEntities: 1000,
  entityAttributes: 500,
  entityBytes: 1_000_000,
  pageEntities: 1000,
  pageEntitiesDefault: 20,
  offset: 1_000_000,
  queryIds: 1000,
  querySelectors: 100,
  orderTerms: 10,
  joinLevel: 5,
  /** Linked entities that one answer may hold. */
  linkedEntities: 1000,
  reportSkipped: 500,
  reportNotes: 100,
  historyPage: 200,
} as const
