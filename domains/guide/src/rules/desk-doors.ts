import { Type } from 'typebox'
import { DraftInputSchema, DraftSchema, draftStates, HistoryEntrySchema, MappingSchema, ProposalSchema } from './desk-shapes.ts'
import { id, page, states } from './query-fields.ts'

// Routes of the desk: drafts, history, proposals, export and the columns of tables.

const draftErrors = ['guide.draft-absent', 'guide.not-now'] as const
export const postDraft = {
  method: 'POST',
  path: '/api/guide/drafts',
  summary: 'Draft a place or an event, new or changed',
  tag: 'guide-desk',
  access: 'place.edit',
  body: DraftInputSchema,
  response: DraftSchema,
  errors: ['guide.place-absent', 'guide.event-absent', 'guide.bad-hours', 'guide.bad-category', 'guide.bad-change', 'people.feature-off'],
} as const
export const putDraft = {
  method: 'PUT',
  path: '/api/guide/drafts/:id',
  summary: 'Change a draft',
  tag: 'guide-desk',
  access: 'place.edit',
  params: id,
  body: DraftInputSchema,
  response: DraftSchema,
  errors: [...draftErrors, 'guide.bad-hours', 'guide.bad-category', 'guide.bad-change', 'people.feature-off'],
} as const
export const listDrafts = {
  method: 'GET',
  path: '/api/guide/drafts',
  summary: 'Drafts',
  tag: 'guide-desk',
  access: 'place.edit',
  query: Type.Object({ state: states(draftStates), ...page }),
  response: Type.Object({ items: Type.Array(DraftSchema), total: Type.Integer() }),
  errors: ['guide.bad-query'],
} as const
export const submitDraft = {
  method: 'POST',
  path: '/api/guide/drafts/:id/submit',
  summary: 'Hand a draft in for approval',
  tag: 'guide-desk',
  access: 'place.edit',
  params: id,
  response: DraftSchema,
  errors: [...draftErrors, 'guide.not-your-draft', 'guide.no-department'],
} as const
export const withdrawDraft = {
  method: 'POST',
  path: '/api/guide/drafts/:id/withdraw',
  summary: 'Take a draft back',
  tag: 'guide-desk',
  access: 'place.edit',
  params: id,
  response: DraftSchema,
  errors: [...draftErrors, 'guide.not-your-draft'],
} as const
export const approveDraft = {
  method: 'POST',
  path: '/api/guide/drafts/:id/approve',
  summary: 'Approve a draft of my department; it appears at its time',
  tag: 'guide-desk',
  access: 'place.publish',
  params: id,
  body: Type.Object({ note: Type.Optional(Type.String({ maxLength: 500 })) }),
  response: DraftSchema,
  errors: [...draftErrors, 'guide.own-draft', 'guide.wrong-department', 'guide.bad-change', 'people.feature-off'],
} as const
export const rejectDraft = {
  method: 'POST',
  path: '/api/guide/drafts/:id/reject',
  summary: 'Send a draft back with a reason',
  tag: 'guide-desk',
  access: 'place.publish',
  params: id,
  body: Type.Object({ note: Type.String({ minLength: 1, maxLength: 500 }) }),
  response: DraftSchema,
  errors: [...draftErrors, 'guide.own-draft', 'guide.wrong-department'],
} as const

export const listHistory = {
  method: 'GET',
  path: '/api/guide/history/:id',
  summary: 'What changed on a place or event, newest first',
  tag: 'guide-desk',
  access: 'place.edit',
  params: id,
  query: Type.Object(page),
  response: Type.Object({ items: Type.Array(HistoryEntrySchema) }),
  errors: ['guide.place-absent'],
} as const
export const undoChange = {
  method: 'POST',
  path: '/api/guide/history/:id/undo',
  summary: 'Take a change back',
  tag: 'guide-desk',
  access: 'place.edit',
  params: id,
  body: Type.Object({ version: Type.String({ maxLength: 80 }) }),
  response: Type.Object({ id: Type.String() }),
  errors: ['guide.place-absent', 'guide.not-now'],
} as const
export const listProposals = {
  method: 'GET',
  path: '/api/guide/proposals',
  summary: 'Values of sources that differ from what a person wrote',
  tag: 'guide-desk',
  access: 'place.edit',
  query: Type.Object(page),
  response: Type.Object({ items: Type.Array(ProposalSchema), total: Type.Integer() }),
  errors: [],
} as const
export const decideProposal = {
  method: 'POST',
  path: '/api/guide/proposals/:id/decide',
  summary: 'Take or dismiss a proposal',
  tag: 'guide-desk',
  access: 'place.edit',
  params: id,
  body: Type.Object({ decision: Type.Union([Type.Literal('accept'), Type.Literal('dismiss')]) }),
  response: Type.Object({ id: Type.String() }),
  errors: ['guide.proposal-absent', 'guide.not-now'],
} as const
/** Bytes of an Excel file. */
export const exportPlaces = {
  method: 'GET',
  path: '/api/guide/places.xlsx',
  summary: 'All places as an Excel file',
  tag: 'guide-desk',
  access: 'place.edit',
  produces: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  query: Type.Object({ category: Type.Optional(Type.String({ maxLength: 500 })) }),
  response: Type.Unknown(),
  errors: ['guide.too-many', 'guide.bad-query'],
} as const

export const suggestMapping = {
  method: 'POST',
  path: '/api/guide/mappings/suggest',
  summary: 'Which column is what, remembered or guessed',
  tag: 'guide-desk',
  access: 'source.import',
  body: Type.Object({
    source: Type.Optional(Type.String({ maxLength: 100 })),
    columns: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 300 }),
    rows: Type.Optional(Type.Array(Type.Record(Type.String(), Type.String()), { maxItems: 50 })),
  }),
  response: Type.Object({
    mapping: MappingSchema,
    remembered: Type.Boolean(),
    missing: Type.Array(Type.String()),
    preview: Type.Array(
      Type.Object({
        row: Type.Integer(),
        name: Type.Optional(Type.String()),
        category: Type.Optional(Type.String()),
        lon: Type.Optional(Type.Number()),
        lat: Type.Optional(Type.Number()),
        problem: Type.Optional(Type.String()),
      }),
    ),
  }),
  errors: [],
} as const
export const putMapping = {
  method: 'PUT',
  path: '/api/guide/mappings/:id',
  summary: 'Remember the columns of a source',
  tag: 'guide-desk',
  access: 'source.import',
  params: id,
  body: MappingSchema,
  response: MappingSchema,
  errors: ['guide.bad-category'],
} as const
