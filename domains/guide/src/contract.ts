import { Type } from 'typebox'

export * from './rules/shapes.ts'
export * from './rules/desk-shapes.ts'
export * from './rules/limits.ts'
export * from './rules/find-doors.ts'
export * from './rules/report-doors.ts'
export * from './rules/listing-doors.ts'
export * from './rules/desk-doors.ts'

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
