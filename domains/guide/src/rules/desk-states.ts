import type { claimStates, draftStates, reportStates } from './desk-shapes.ts'

export type ReportState = (typeof reportStates)[number]
export type ClaimState = (typeof claimStates)[number]
export type DraftState = (typeof draftStates)[number]

export type ReportEvent = 'accept' | 'reject' | 'withdraw'
export type ClaimEvent = 'grant' | 'refuse' | 'withdraw' | 'revoke'
export type DraftEvent = 'edit' | 'submit' | 'approve' | 'reject' | 'publish' | 'withdraw'

/** Every state has an answer to every event: the next state, or `no`. The compiler completes the table. */
type Table<S extends string, E extends string> = Readonly<Record<S, Readonly<Record<E, S | 'no'>>>>

/** A report is answered once; the reporter may take it back until then. */
export const reportTable: Table<ReportState, ReportEvent> = {
  received: { accept: 'accepted', reject: 'rejected', withdraw: 'withdrawn' },
  accepted: { accept: 'no', reject: 'no', withdraw: 'no' },
  rejected: { accept: 'no', reject: 'no', withdraw: 'no' },
  withdrawn: { accept: 'no', reject: 'no', withdraw: 'no' },
}

/** A claim is granted or refused by staff; a granted one can be revoked, when the shop changes hands. */
export const claimTable: Table<ClaimState, ClaimEvent> = {
  submitted: { grant: 'granted', refuse: 'refused', withdraw: 'withdrawn', revoke: 'no' },
  granted: { grant: 'no', refuse: 'no', withdraw: 'withdrawn', revoke: 'revoked' },
  refused: { grant: 'granted', refuse: 'no', withdraw: 'no', revoke: 'no' },
  withdrawn: { grant: 'no', refuse: 'no', withdraw: 'no', revoke: 'no' },
  revoked: { grant: 'granted', refuse: 'no', withdraw: 'no', revoke: 'no' },
}

/** A draft goes to its approver and back until it is approved; then it waits for its time, and appears. */
export const draftTable: Table<DraftState, DraftEvent> = {
  draft: { edit: 'draft', submit: 'submitted', approve: 'no', reject: 'no', publish: 'no', withdraw: 'withdrawn' },
  submitted: { edit: 'no', submit: 'no', approve: 'approved', reject: 'rejected', publish: 'no', withdraw: 'withdrawn' },
  rejected: { edit: 'draft', submit: 'submitted', approve: 'no', reject: 'no', publish: 'no', withdraw: 'withdrawn' },
  approved: { edit: 'no', submit: 'no', approve: 'no', reject: 'rejected', publish: 'published', withdraw: 'withdrawn' },
  published: { edit: 'no', submit: 'no', approve: 'no', reject: 'no', publish: 'no', withdraw: 'no' },
  withdrawn: { edit: 'draft', submit: 'no', approve: 'no', reject: 'no', publish: 'no', withdraw: 'no' },
}
