import { Type, type Static } from 'typebox'
import { EventChangeSchema, NameSchema, PlaceChangeSchema } from './shapes.ts'

export const reportKinds = ['closed-for-good', 'wrong-hours', 'wrong-place', 'wrong-name', 'wrong-access', 'missing', 'other'] as const
export const reportStates = ['received', 'accepted', 'rejected', 'withdrawn'] as const
export const claimStates = ['submitted', 'granted', 'refused', 'withdrawn', 'revoked'] as const
export const draftStates = ['draft', 'submitted', 'rejected', 'approved', 'published', 'withdrawn'] as const

/** What the reporter sees with the receipt: no names of staff, no other report. */
export const ReportReceiptSchema = Type.Object({
  placeId: Type.String(),
  placeName: NameSchema,
  kind: Type.Enum(reportKinds),
  text: Type.String(),
  state: Type.Enum(reportStates),
  createdAt: Type.String(),
  answer: Type.Optional(Type.String()),
  answeredAt: Type.Optional(Type.String()),
})

export const ReportSchema = Type.Object({
  id: Type.String(),
  placeId: Type.String(),
  placeName: NameSchema,
  kind: Type.Enum(reportKinds),
  text: Type.String(),
  contact: Type.Optional(Type.String()),
  state: Type.Enum(reportStates),
  createdAt: Type.String(),
  answer: Type.Optional(Type.String()),
  answeredAt: Type.Optional(Type.String()),
  answeredBy: Type.Optional(Type.String()),
})
export type Report = Static<typeof ReportSchema>

export const ClaimSchema = Type.Object({
  id: Type.String(),
  placeId: Type.String(),
  placeName: NameSchema,
  accountId: Type.String(),
  /** How the person belongs to the shop, in their words, for the staff who check it. */
  evidence: Type.String(),
  state: Type.Enum(claimStates),
  createdAt: Type.String(),
  decidedAt: Type.Optional(Type.String()),
  decidedBy: Type.Optional(Type.String()),
  answer: Type.Optional(Type.String()),
})
export type Claim = Static<typeof ClaimSchema>

const draftOf = <const K extends string, C extends typeof PlaceChangeSchema | typeof EventChangeSchema>(kind: K, change: C) =>
  Type.Object(
    {
      kind: Type.Literal(kind),
      /** The entity that changes; absent for a new one. */
      target: Type.Optional(Type.String({ maxLength: 300 })),
      change,
      /** When it appears, if approved by then (ISO 8601); absent: on approval. */
      publishAt: Type.Optional(Type.String({ maxLength: 40 })),
      department: Type.Optional(Type.String({ maxLength: 80 })),
      note: Type.Optional(Type.String({ maxLength: 500 })),
    },
    { additionalProperties: false },
  )
export const DraftInputSchema = Type.Union([draftOf('place', PlaceChangeSchema), draftOf('event', EventChangeSchema)])
export type DraftInput = Static<typeof DraftInputSchema>

export const DraftSchema = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['place', 'event']),
  target: Type.Optional(Type.String()),
  change: Type.Union([PlaceChangeSchema, EventChangeSchema]),
  publishAt: Type.Optional(Type.String()),
  department: Type.Optional(Type.String()),
  note: Type.Optional(Type.String()),
  state: Type.Enum(draftStates),
  author: Type.String(),
  /** Everybody who wrote on it, the author first; of a key also the person who made it. None of them approves it. */
  editors: Type.Array(Type.String()),
  createdAt: Type.String(),
  updatedAt: Type.String(),
  decidedBy: Type.Optional(Type.String()),
  decisionNote: Type.Optional(Type.String()),
  /** The entity that the published draft made or changed. */
  published: Type.Optional(Type.String()),
})
export type Draft = Static<typeof DraftSchema>

export const HistoryEntrySchema = Type.Object({
  /** Given back to undo this change. */
  version: Type.String(),
  at: Type.String(),
  by: Type.String(),
  action: Type.String(),
  changes: Type.Array(Type.Object({ field: Type.String(), before: Type.Unknown(), after: Type.Unknown() })),
  undoable: Type.Boolean(),
})

export const ProposalSchema = Type.Object({
  id: Type.String(),
  entityId: Type.String(),
  entityName: NameSchema,
  field: Type.String(),
  current: Type.Unknown(),
  proposed: Type.Unknown(),
  source: Type.String(),
  createdAt: Type.String(),
})

/** Fields a table's columns can be mapped to. */
export const mappingTargets = [
  'id',
  'name',
  'nameKana',
  'nameEn',
  'lon',
  'lat',
  'address',
  'phone',
  'website',
  'category',
  'description',
  'openingHours',
  'days',
  'opensAt',
  'closesAt',
  'hoursNote',
  'wheelchair',
  'capacity',
  'fee',
  'floor',
] as const
export type MappingTarget = (typeof mappingTargets)[number]

/** How a table's columns become places; kept per source. */
export const MappingSchema = Type.Object({
  columns: Type.Record(Type.String({ maxLength: 200 }), Type.Enum(mappingTargets)),
  /** Category for rows whose own category is absent or not known. */
  defaultCategory: Type.Optional(Type.String({ maxLength: 40 })),
  /** Words of the category column → our codes, where they are not found by themselves. */
  categories: Type.Optional(Type.Record(Type.String({ maxLength: 200 }), Type.String({ maxLength: 40 }))),
})
export type Mapping = Static<typeof MappingSchema>
