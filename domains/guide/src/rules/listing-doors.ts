import { Type } from 'typebox'
import { ClaimSchema, claimStates } from './desk-shapes.ts'
import { id, page, states } from './query-fields.ts'
import { EventChangeSchema, EventSchema, PlaceChangeSchema, PlaceSchema, PlaceSummarySchema } from './shapes.ts'

// Routes by which shops hold their listings, and places and events are edited.

export const postClaim = {
  method: 'POST',
  path: '/api/guide/places/:id/claims',
  summary: 'Claim a listing as mine',
  tag: 'guide-shop',
  access: 'listing.claim',
  feature: 'listings',
  params: id,
  body: Type.Object({ evidence: Type.String({ minLength: 1, maxLength: 1000 }) }, { additionalProperties: false }),
  response: ClaimSchema,
  errors: ['guide.place-absent', 'guide.already-claimed', 'people.feature-off'],
} as const
export const listClaims = {
  method: 'GET',
  path: '/api/guide/claims',
  summary: 'Claims to check',
  tag: 'guide-desk',
  access: 'claim.check',
  query: Type.Object({ state: states(claimStates), ...page }),
  response: Type.Object({ items: Type.Array(ClaimSchema), total: Type.Integer() }),
  errors: ['guide.bad-query'],
} as const
export const decideClaim = {
  method: 'POST',
  path: '/api/guide/claims/:id/decide',
  summary: 'Grant, refuse or revoke a claim',
  tag: 'guide-desk',
  access: 'claim.check',
  params: id,
  body: Type.Object(
    {
      decision: Type.Union([Type.Literal('grant'), Type.Literal('refuse'), Type.Literal('revoke')]),
      answer: Type.Optional(Type.String({ maxLength: 1000 })),
    },
    { additionalProperties: false },
  ),
  response: ClaimSchema,
  errors: ['guide.claim-absent', 'guide.not-now', 'guide.already-claimed'],
} as const
export const withdrawClaim = {
  method: 'POST',
  path: '/api/guide/claims/:id/withdraw',
  summary: 'Take my claim back, or give my listing up',
  tag: 'guide-shop',
  access: 'account',
  params: id,
  response: ClaimSchema,
  errors: ['guide.claim-absent', 'guide.not-now'],
} as const
export const listMyPlaces = {
  method: 'GET',
  path: '/api/guide/my-places',
  summary: 'My listings and my claims',
  tag: 'guide-shop',
  access: 'account',
  feature: 'listings',
  response: Type.Object({ items: Type.Array(PlaceSummarySchema), claims: Type.Array(ClaimSchema) }),
  errors: ['people.feature-off'],
} as const
/** Any account, of which the handler lets in who may change this place; and keys, which are no account, with one of these scopes. */
const listingEditors = ['account', 'place.edit', 'listing.edit'] as const
/** `place.edit` changes any place; `listing.edit` only a listing granted to this account. */
export const patchPlace = {
  method: 'PATCH',
  path: '/api/guide/places/:id',
  summary: 'Change a place',
  tag: 'guide-shop',
  access: listingEditors,
  params: id,
  body: PlaceChangeSchema,
  response: PlaceSchema,
  errors: ['guide.place-absent', 'guide.not-yours', 'guide.bad-hours', 'guide.bad-category', 'guide.bad-change'],
} as const
/** One file, the picture itself; notes of the camera are taken out. */
export const putPhoto = {
  method: 'PUT',
  path: '/api/guide/places/:id/photo',
  summary: 'Show this picture of a place',
  tag: 'guide-shop',
  access: listingEditors,
  params: id,
  upload: true,
  query: Type.Object({ filename: Type.Optional(Type.String({ maxLength: 255 })), credit: Type.Optional(Type.String({ maxLength: 200 })) }),
  response: PlaceSchema,
  errors: ['guide.place-absent', 'guide.not-yours', 'guide.bad-photo', 'guide.bad-change'],
} as const
export const deletePhoto = {
  method: 'DELETE',
  path: '/api/guide/places/:id/photo',
  summary: 'Show no picture of a place',
  tag: 'guide-shop',
  access: listingEditors,
  params: id,
  status: 200,
  response: PlaceSchema,
  errors: ['guide.place-absent', 'guide.not-yours', 'guide.bad-change'],
} as const
export const getPhoto = {
  method: 'GET',
  path: '/api/guide/photos/:key',
  summary: 'A photo',
  tag: 'guide',
  access: 'public',
  params: Type.Object({ key: Type.String({ pattern: '^[0-9a-f]{64}$' }) }),
  produces: ['image/jpeg', 'image/png', 'image/webp'],
  response: Type.Unknown(),
  errors: ['guide.photo-absent'],
} as const
export const patchEvent = {
  method: 'PATCH',
  path: '/api/guide/events/:id',
  summary: 'Change an event',
  tag: 'guide-desk',
  access: 'event.edit',
  feature: 'events',
  params: id,
  body: EventChangeSchema,
  response: EventSchema,
  errors: ['guide.event-absent', 'guide.bad-change', 'people.feature-off'],
} as const
export const postClosedToday = {
  method: 'POST',
  path: '/api/guide/places/:id/closed-today',
  summary: 'Say that the shop is closed today, or open after all',
  tag: 'guide-shop',
  access: listingEditors,
  feature: 'listings',
  params: id,
  body: Type.Object({ closed: Type.Boolean() }, { additionalProperties: false }),
  response: PlaceSummarySchema,
  errors: ['guide.place-absent', 'guide.not-yours', 'people.feature-off'],
} as const
