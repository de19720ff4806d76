import type { MappingTarget } from '../data/queries.ts'
import type { PlainKey } from '../messages/index.ts'

/** What a column can be, and its name for people. Another target in the guide is an error here until it has one. */
export const targetWords: Readonly<Record<MappingTarget, PlainKey>> = {
  id: 'targetId',
  name: 'targetName',
  nameKana: 'targetKana',
  nameEn: 'targetEn',
  lon: 'longitude',
  lat: 'latitude',
  address: 'address',
  phone: 'phone',
  website: 'website',
  category: 'targetCategory',
  description: 'description',
  openingHours: 'hours',
  days: 'targetDays',
  opensAt: 'targetOpens',
  closesAt: 'targetCloses',
  hoursNote: 'targetHoursNote',
  wheelchair: 'accessWheelchair',
  capacity: 'capacity',
  fee: 'fee',
  floor: 'floor',
}
export const targets = Object.keys(targetWords) as readonly MappingTarget[]
export const isTarget = (text: string): text is MappingTarget => text in targetWords
