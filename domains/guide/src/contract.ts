import { Type, type Static } from 'typebox'
import { ClaimSchema, claimStates, DraftInputSchema, DraftSchema, draftStates, HistoryEntrySchema, MappingSchema, ProposalSchema, reportKinds, ReportReceiptSchema, ReportSchema, reportStates } from './rules/desk-shapes.ts'
import { CategorySchema, EventChangeSchema, EventSchema, EventSummarySchema, GroupSchema, NameSchema, PlaceChangeSchema, PlaceSchema, PlaceSummarySchema } from './rules/shapes.ts'

export * from './rules/shapes.ts'
export * from './rules/desk-shapes.ts'

/** Why the guide says no. Kinds are platform's: they decide the status where there is one. */
export const refusals = {
  'guide.place-absent': { kind: 'absent', title: 'No such place' },
  'guide.event-absent': { kind: 'absent', title: 'No such event' },
  'guide.report-absent': { kind: 'absent', title: 'No such report' },
  'guide.claim-absent': { kind: 'absent', title: 'No such claim' },
  'guide.draft-absent': { kind: 'absent', title: 'No such draft' },
  'guide.proposal-absent': { kind: 'absent', title: 'No such proposal' },
  'guide.bad-query': { kind: 'invalid', title: 'The query cannot be read' },
  'guide.bad-hours': { kind: 'invalid', title: 'The opening hours cannot be read' },
  'guide.bad-category': { kind: 'invalid', title: 'No such category' },
  'guide.bad-change': { kind: 'invalid', title: 'The change cannot be made' },
  'guide.not-yours': { kind: 'forbidden', title: 'This listing is not yours' },
  'guide.own-draft': { kind: 'forbidden', title: 'A draft is approved by somebody who did not write it' },
  'guide.not-your-draft': { kind: 'forbidden', title: 'This draft was written by others' },
  'guide.no-department': { kind: 'invalid', title: 'The draft names no department' },
  'guide.wrong-department': { kind: 'forbidden', title: 'The draft belongs to another department' },
  'guide.not-now': { kind: 'conflict', title: 'Not possible in its present state' },
  'guide.already-claimed': { kind: 'conflict', title: 'This listing is claimed already' },
  'guide.bad-photo': { kind: 'unprocessable', title: 'The photo cannot be shown' },
  'guide.photo-absent': { kind: 'absent', title: 'No such photo' },
  'guide.too-many': { kind: 'too-many', title: 'Too many at once' },
} as const

/** Facts the guide writes; each is about one row of this city. */
export const facts = {
  ReportReceived: Type.Object({ reportId: Type.String(), placeId: Type.String(), kind: Type.String() }),
  ReportAnswered: Type.Object({ reportId: Type.String(), placeId: Type.String(), accepted: Type.Boolean() }),
  ListingClaimed: Type.Object({ claimId: Type.String(), placeId: Type.String(), accountId: Type.String() }),
  ListingGranted: Type.Object({ claimId: Type.String(), placeId: Type.String(), accountId: Type.String() }),
  PlaceClosedToday: Type.Object({ placeId: Type.String(), day: Type.String(), closed: Type.Boolean() }),
  DraftPublished: Type.Object({ draftId: Type.String(), entityId: Type.String() }),
} as const

/** Limits of this door, in one place. */
export const limits = { page: 200, offset: 20_000, query_chars: 100, ids: 200, suggestions: 10, report_chars: 500, reportsPerPlace: 200, eventDays: 400, exportRows: 50_000 } as const

const id = Type.Object({ id: Type.String({ maxLength: 300 }) })
const page = { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.page, default: 50 })), offset: Type.Optional(Type.Integer({ minimum: 0, maximum: limits.offset, default: 0 })) }
const q = Type.Optional(Type.String({ maxLength: limits.query_chars }))
/** `lon,lat` in degrees. */
const near = Type.Optional(Type.String({ maxLength: 60 }))
/** `west,south,east,north` in degrees. */
const bbox = Type.Optional(Type.String({ maxLength: 120 }))
const states = (names: readonly string[]) => Type.Optional(Type.String({ maxLength: 80, description: `one of ${names.join(', ')}` }))

export const PlaceQuerySchema = Type.Object({
  q,
  /** Codes, separated by commas: any of them. */
  category: Type.Optional(Type.String({ maxLength: 500 })),
  group: Type.Optional(Type.String({ maxLength: 100 })),
  openNow: Type.Optional(Type.Boolean()),
  /** Instant for `openNow` and `openState` (ISO 8601); the present if absent. */
  at: Type.Optional(Type.String({ maxLength: 40 })),
  /** Only where `wheelchair` is yes or limited. */
  accessible: Type.Optional(Type.Boolean()),
  near,
  radius_m: Type.Optional(Type.Number({ minimum: 1, maximum: 50_000 })),
  bbox,
  /** Ids, separated by commas; answered in that order. */
  ids: Type.Optional(Type.String({ maxLength: 20_000 })),
  ...page,
})
export type PlaceQuery = Static<typeof PlaceQuerySchema>

export const listPlaces = {
  method: 'GET', path: '/api/guide/places', summary: 'Places by words, category, openness, access and position', tag: 'guide', access: 'public',
  query: PlaceQuerySchema,
  response: Type.Object({ items: Type.Array(PlaceSummarySchema), total: Type.Integer(), asOf: Type.String() }),
  errors: ['guide.bad-query'],
} as const
export const getPlace = { method: 'GET', path: '/api/guide/places/:id', summary: 'One place', tag: 'guide', access: 'public', params: id, response: PlaceSchema, errors: ['guide.place-absent'] } as const
export const placePoints = {
  method: 'GET', path: '/api/guide/places.geojson', summary: 'All places as small points for the map', tag: 'guide', access: 'public',
  query: Type.Object({ bbox, category: Type.Optional(Type.String({ maxLength: 500 })) }),
  response: Type.Object({
    type: Type.Literal('FeatureCollection'),
    features: Type.Array(Type.Object({
      type: Type.Literal('Feature'), id: Type.String(),
      geometry: Type.Object({ type: Type.Literal('Point'), coordinates: Type.Tuple([Type.Number(), Type.Number()]) }),
      /** `open` is one of open, closing-soon, closed, unknown; `name_*` for the languages that have one. */
      properties: Type.Object({ id: Type.String(), category: Type.String(), group: Type.String(), open: Type.String(), name: Type.Optional(Type.String()), name_en: Type.Optional(Type.String()), 'name_zh-Hans': Type.Optional(Type.String()), name_ko: Type.Optional(Type.String()) }),
    })),
    asOf: Type.String(),
  }),
  errors: ['guide.bad-query'],
} as const
export const listCategories = { method: 'GET', path: '/api/guide/categories', summary: 'Categories and their groups', tag: 'guide', access: 'public', response: Type.Object({ groups: Type.Array(GroupSchema), categories: Type.Array(CategorySchema) }), errors: [] } as const
export const suggest = {
  method: 'GET', path: '/api/guide/suggest', summary: 'What somebody who typed this may mean', tag: 'guide', access: 'public',
  query: Type.Object({ q: Type.String({ minLength: 1, maxLength: limits.query_chars }), near }),
  response: Type.Object({ items: Type.Array(Type.Object({ kind: Type.Union([Type.Literal('place'), Type.Literal('category')]), id: Type.String(), name: NameSchema, category: Type.String() })) }),
  errors: [],
} as const
export const listEvents = {
  method: 'GET', path: '/api/guide/events', summary: 'Events by day, words and position', tag: 'guide', access: 'public', feature: 'events',
  /** `from` and `to` are days of the city (YYYY-MM-DD), both included; `from` is today if absent. */
  query: Type.Object({ q, from: Type.Optional(Type.String({ maxLength: 10 })), to: Type.Optional(Type.String({ maxLength: 10 })), near, radius_m: Type.Optional(Type.Number({ minimum: 1, maximum: 50_000 })), ...page }),
  response: Type.Object({ items: Type.Array(EventSummarySchema), total: Type.Integer(), asOf: Type.String() }),
  errors: ['guide.bad-query', 'people.feature-off'],
} as const
export const getEvent = { method: 'GET', path: '/api/guide/events/:id', summary: 'One event', tag: 'guide', access: 'public', feature: 'events', params: id, response: EventSchema, errors: ['guide.event-absent', 'people.feature-off'] } as const

export const postReport = {
  method: 'POST', path: '/api/guide/places/:id/reports', summary: 'Say that something about a place is wrong', tag: 'guide', access: 'public', feature: 'reports', perMinute: 5, params: id,
  body: Type.Object({ kind: Type.Enum(reportKinds), text: Type.String({ minLength: 1, maxLength: limits.report_chars }), contact: Type.Optional(Type.String({ maxLength: 200 })) }, { additionalProperties: false }),
  /** The receipt is the only key to the answer; it is kept as a hash and cannot be shown again. */
  response: Type.Object({ receipt: Type.String(), report: ReportReceiptSchema }),
  errors: ['guide.place-absent', 'guide.too-many', 'people.feature-off'],
} as const
export const getReport = { method: 'GET', path: '/api/guide/reports/:receipt', summary: 'The answer to my report', tag: 'guide', access: 'public', params: Type.Object({ receipt: Type.String({ maxLength: 100 }) }), response: ReportReceiptSchema, errors: ['guide.report-absent'] } as const
export const withdrawReport = { method: 'POST', path: '/api/guide/reports/:receipt/withdraw', summary: 'Take my report back', tag: 'guide', access: 'public', params: Type.Object({ receipt: Type.String({ maxLength: 100 }) }), response: ReportReceiptSchema, errors: ['guide.report-absent', 'guide.not-now'] } as const
export const listReports = { method: 'GET', path: '/api/guide/reports', summary: 'Reports to answer', tag: 'guide-desk', access: 'report.answer', query: Type.Object({ state: states(reportStates), ...page }), response: Type.Object({ items: Type.Array(ReportSchema), total: Type.Integer() }), errors: ['guide.bad-query'] } as const
export const getReportById = { method: 'GET', path: '/api/guide/reports/by-id/:id', summary: 'One report to answer', tag: 'guide-desk', access: 'report.answer', params: id, response: ReportSchema, errors: ['guide.report-absent'] } as const
export const answerReport = {
  method: 'POST', path: '/api/guide/reports/:id/answer', summary: 'Answer a report, and put the place right', tag: 'guide-desk', access: 'report.answer', params: id,
  body: Type.Object({ decision: Type.Union([Type.Literal('accept'), Type.Literal('reject')]), answer: Type.String({ minLength: 1, maxLength: 1000 }), fix: Type.Optional(PlaceChangeSchema) }, { additionalProperties: false }),
  response: ReportSchema, errors: ['guide.report-absent', 'guide.not-now', 'guide.bad-change', 'guide.bad-hours', 'guide.bad-category'],
} as const

export const postClaim = { method: 'POST', path: '/api/guide/places/:id/claims', summary: 'Claim a listing as mine', tag: 'guide-shop', access: 'listing.claim', feature: 'listings', params: id, body: Type.Object({ evidence: Type.String({ minLength: 1, maxLength: 1000 }) }, { additionalProperties: false }), response: ClaimSchema, errors: ['guide.place-absent', 'guide.already-claimed', 'people.feature-off'] } as const
export const listClaims = { method: 'GET', path: '/api/guide/claims', summary: 'Claims to check', tag: 'guide-desk', access: 'claim.check', query: Type.Object({ state: states(claimStates), ...page }), response: Type.Object({ items: Type.Array(ClaimSchema), total: Type.Integer() }), errors: ['guide.bad-query'] } as const
export const decideClaim = { method: 'POST', path: '/api/guide/claims/:id/decide', summary: 'Grant, refuse or revoke a claim', tag: 'guide-desk', access: 'claim.check', params: id, body: Type.Object({ decision: Type.Union([Type.Literal('grant'), Type.Literal('refuse'), Type.Literal('revoke')]), answer: Type.Optional(Type.String({ maxLength: 1000 })) }, { additionalProperties: false }), response: ClaimSchema, errors: ['guide.claim-absent', 'guide.not-now', 'guide.already-claimed'] } as const
export const withdrawClaim = { method: 'POST', path: '/api/guide/claims/:id/withdraw', summary: 'Take my claim back, or give my listing up', tag: 'guide-shop', access: 'account', params: id, response: ClaimSchema, errors: ['guide.claim-absent', 'guide.not-now'] } as const
export const listMyPlaces = { method: 'GET', path: '/api/guide/my-places', summary: 'My listings and my claims', tag: 'guide-shop', access: 'account', feature: 'listings', response: Type.Object({ items: Type.Array(PlaceSummarySchema), claims: Type.Array(ClaimSchema) }), errors: ['people.feature-off'] } as const
/** Any account, of which the handler lets in who may change this place; and keys, which are no account, with one of these scopes. */
const listingEditors = ['account', 'place.edit', 'listing.edit'] as const
/** `place.edit` changes any place; `listing.edit` only a listing granted to this account. */
export const patchPlace = { method: 'PATCH', path: '/api/guide/places/:id', summary: 'Change a place', tag: 'guide-shop', access: listingEditors, params: id, body: PlaceChangeSchema, response: PlaceSchema, errors: ['guide.place-absent', 'guide.not-yours', 'guide.bad-hours', 'guide.bad-category', 'guide.bad-change'] } as const
/** One file, the picture itself; notes of the camera are taken out. */
export const putPhoto = {
  method: 'PUT', path: '/api/guide/places/:id/photo', summary: 'Show this picture of a place', tag: 'guide-shop', access: listingEditors, params: id, upload: true,
  query: Type.Object({ filename: Type.Optional(Type.String({ maxLength: 255 })), credit: Type.Optional(Type.String({ maxLength: 200 })) }),
  response: PlaceSchema, errors: ['guide.place-absent', 'guide.not-yours', 'guide.bad-photo', 'guide.bad-change'],
} as const
export const deletePhoto = { method: 'DELETE', path: '/api/guide/places/:id/photo', summary: 'Show no picture of a place', tag: 'guide-shop', access: listingEditors, params: id, status: 200, response: PlaceSchema, errors: ['guide.place-absent', 'guide.not-yours', 'guide.bad-change'] } as const
export const getPhoto = { method: 'GET', path: '/api/guide/photos/:key', summary: 'A photo', tag: 'guide', access: 'public', params: Type.Object({ key: Type.String({ pattern: '^[0-9a-f]{64}$' }) }), produces: ['image/jpeg', 'image/png', 'image/webp'], response: Type.Unknown(), errors: ['guide.photo-absent'] } as const
export const patchEvent = { method: 'PATCH', path: '/api/guide/events/:id', summary: 'Change an event', tag: 'guide-desk', access: 'event.edit', feature: 'events', params: id, body: EventChangeSchema, response: EventSchema, errors: ['guide.event-absent', 'guide.bad-change', 'people.feature-off'] } as const
export const postClosedToday = { method: 'POST', path: '/api/guide/places/:id/closed-today', summary: 'Say that the shop is closed today, or open after all', tag: 'guide-shop', access: listingEditors, feature: 'listings', params: id, body: Type.Object({ closed: Type.Boolean() }, { additionalProperties: false }), response: PlaceSummarySchema, errors: ['guide.place-absent', 'guide.not-yours', 'people.feature-off'] } as const

const draftErrors = ['guide.draft-absent', 'guide.not-now'] as const
export const postDraft = { method: 'POST', path: '/api/guide/drafts', summary: 'Draft a place or an event, new or changed', tag: 'guide-desk', access: 'place.edit', body: DraftInputSchema, response: DraftSchema, errors: ['guide.place-absent', 'guide.event-absent', 'guide.bad-hours', 'guide.bad-category', 'guide.bad-change'] } as const
export const putDraft = { method: 'PUT', path: '/api/guide/drafts/:id', summary: 'Change a draft', tag: 'guide-desk', access: 'place.edit', params: id, body: DraftInputSchema, response: DraftSchema, errors: [...draftErrors, 'guide.bad-hours', 'guide.bad-category', 'guide.bad-change'] } as const
export const listDrafts = { method: 'GET', path: '/api/guide/drafts', summary: 'Drafts', tag: 'guide-desk', access: 'place.edit', query: Type.Object({ state: states(draftStates), ...page }), response: Type.Object({ items: Type.Array(DraftSchema), total: Type.Integer() }), errors: ['guide.bad-query'] } as const
export const submitDraft = { method: 'POST', path: '/api/guide/drafts/:id/submit', summary: 'Hand a draft in for approval', tag: 'guide-desk', access: 'place.edit', params: id, response: DraftSchema, errors: [...draftErrors, 'guide.not-your-draft', 'guide.no-department'] } as const
export const withdrawDraft = { method: 'POST', path: '/api/guide/drafts/:id/withdraw', summary: 'Take a draft back', tag: 'guide-desk', access: 'place.edit', params: id, response: DraftSchema, errors: [...draftErrors, 'guide.not-your-draft'] } as const
export const approveDraft = { method: 'POST', path: '/api/guide/drafts/:id/approve', summary: 'Approve a draft of my department; it appears at its time', tag: 'guide-desk', access: 'place.publish', params: id, body: Type.Object({ note: Type.Optional(Type.String({ maxLength: 500 })) }), response: DraftSchema, errors: [...draftErrors, 'guide.own-draft', 'guide.wrong-department', 'guide.bad-change'] } as const
export const rejectDraft = { method: 'POST', path: '/api/guide/drafts/:id/reject', summary: 'Send a draft back with a reason', tag: 'guide-desk', access: 'place.publish', params: id, body: Type.Object({ note: Type.String({ minLength: 1, maxLength: 500 }) }), response: DraftSchema, errors: [...draftErrors, 'guide.own-draft', 'guide.wrong-department'] } as const

export const listHistory = { method: 'GET', path: '/api/guide/history/:id', summary: 'What changed on a place or event, newest first', tag: 'guide-desk', access: 'place.edit', params: id, query: Type.Object(page), response: Type.Object({ items: Type.Array(HistoryEntrySchema) }), errors: ['guide.place-absent'] } as const
export const undoChange = { method: 'POST', path: '/api/guide/history/:id/undo', summary: 'Take a change back', tag: 'guide-desk', access: 'place.edit', params: id, body: Type.Object({ version: Type.String({ maxLength: 80 }) }), response: Type.Object({ id: Type.String() }), errors: ['guide.place-absent', 'guide.not-now'] } as const
export const listProposals = { method: 'GET', path: '/api/guide/proposals', summary: 'Values of sources that differ from what a person wrote', tag: 'guide-desk', access: 'place.edit', query: Type.Object(page), response: Type.Object({ items: Type.Array(ProposalSchema), total: Type.Integer() }), errors: [] } as const
export const decideProposal = { method: 'POST', path: '/api/guide/proposals/:id/decide', summary: 'Take or dismiss a proposal', tag: 'guide-desk', access: 'place.edit', params: id, body: Type.Object({ decision: Type.Union([Type.Literal('accept'), Type.Literal('dismiss')]) }), response: Type.Object({ id: Type.String() }), errors: ['guide.proposal-absent', 'guide.not-now'] } as const
/** Bytes of an Excel file. */
export const exportPlaces = { method: 'GET', path: '/api/guide/places.xlsx', summary: 'All places as an Excel file', tag: 'guide-desk', access: 'place.edit', produces: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'], query: Type.Object({ category: Type.Optional(Type.String({ maxLength: 500 })) }), response: Type.Unknown(), errors: ['guide.too-many', 'guide.bad-query'] } as const

export const suggestMapping = {
  method: 'POST', path: '/api/guide/mappings/suggest', summary: 'Which column is what, remembered or guessed', tag: 'guide-desk', access: 'source.import',
  body: Type.Object({ source: Type.Optional(Type.String({ maxLength: 100 })), columns: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 300 }), rows: Type.Optional(Type.Array(Type.Record(Type.String(), Type.String()), { maxItems: 50 })) }),
  response: Type.Object({ mapping: MappingSchema, remembered: Type.Boolean(), missing: Type.Array(Type.String()), preview: Type.Array(Type.Object({ row: Type.Integer(), name: Type.Optional(Type.String()), category: Type.Optional(Type.String()), lon: Type.Optional(Type.Number()), lat: Type.Optional(Type.Number()), problem: Type.Optional(Type.String()) })) }),
  errors: [],
} as const
export const putMapping = { method: 'PUT', path: '/api/guide/mappings/:id', summary: 'Remember the columns of a source', tag: 'guide-desk', access: 'source.import', params: id, body: MappingSchema, response: MappingSchema, errors: ['guide.bad-category'] } as const
