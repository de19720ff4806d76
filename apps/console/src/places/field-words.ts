import type { PlainKey } from '../messages/index.ts'

const words: Readonly<Record<string, PlainKey>> = {
  name: 'placeName',
  reading: 'reading',
  description: 'description',
  category: 'category',
  lon: 'longitude',
  lat: 'latitude',
  location: 'position',
  address: 'address',
  phone: 'phone',
  website: 'website',
  email: 'mail',
  openingHours: 'hours',
  access: 'sectionAccess',
  payment: 'payment',
  diet: 'diet',
  cuisine: 'cuisine',
  fee: 'fee',
  capacity: 'capacity',
  floor: 'floor',
  wifi: 'wifi',
  dates: 'eventDates',
  venue: 'venue',
  organiser: 'organiser',
  note: 'note',
}

/** The word for a field of a place or an event; a field we have no word for keeps its own name. */
export const fieldWord = (field: string): PlainKey | undefined => words[field]
