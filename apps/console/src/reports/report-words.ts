import type { Tone } from '@machinaka/ui'
import type { Report } from '@machinaka/guide/contract'
import type { PlainKey } from '../messages/index.ts'

export const reportKindWords: Readonly<Record<Report['kind'], PlainKey>> = {
  'closed-for-good': 'reportClosed',
  'wrong-hours': 'reportHours',
  'wrong-place': 'reportPlace',
  'wrong-name': 'reportName',
  'wrong-access': 'reportAccess',
  missing: 'reportMissing',
  other: 'reportOther',
}
export const reportStateWords: Readonly<Record<Report['state'], { readonly word: PlainKey; readonly tone: Tone }>> = {
  received: { word: 'reportReceived', tone: 'key' },
  accepted: { word: 'reportAccepted', tone: 'good' },
  rejected: { word: 'reportRejected', tone: 'quiet' },
  withdrawn: { word: 'reportWithdrawn', tone: 'quiet' },
}
