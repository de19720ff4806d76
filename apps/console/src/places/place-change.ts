import { pointOf } from '../map/position.ts'
import type { AccessFacts, Place, PlaceChange } from '@machinaka/guide/contract'

export const nameLanguages = ['ja', 'ja-easy', 'en', 'zh-Hans', 'ko'] as const
type NameLanguage = (typeof nameLanguages)[number]
export type Texts = Readonly<Partial<Record<NameLanguage, string>>>

const lineFields = ['reading', 'address', 'phone', 'website', 'email', 'openingHours', 'fee', 'floor', 'wifi'] as const
export type LineField = (typeof lineFields)[number]

/** What the form holds: every value as it is typed. */
export interface PlaceFields {
  readonly name: Texts
  readonly description: Texts
  readonly category: readonly string[]
  readonly lon: string
  readonly lat: string
  readonly capacity: string
  readonly access: AccessFacts
  readonly lines: Readonly<Record<LineField, string>>
}

/** The form of a place as it stands; of nothing for a new one. */
export function fieldsOf(place: Partial<Place>): PlaceFields {
  return {
    name: place.name ?? {},
    description: place.description ?? {},
    category: place.category ?? [],
    access: place.access ?? {},
    lon: place.lon === undefined ? '' : String(place.lon),
    lat: place.lat === undefined ? '' : String(place.lat),
    capacity: place.capacity === undefined ? '' : String(place.capacity),
    lines: {
      reading: place.reading ?? '',
      address: place.address ?? '',
      phone: place.phone ?? '',
      website: place.website ?? '',
      email: place.email ?? '',
      openingHours: place.openingHours ?? '',
      fee: place.fee ?? '',
      floor: place.floor ?? '',
      wifi: place.wifi ?? '',
    },
  }
}

/** Without what is empty, so that a language nobody wrote is absent. */
const trimmed = (texts: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).flatMap(([key, text]) => (text === undefined || text.trim() === '' ? [] : [[key, text.trim()]])))
const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value
const orNull = <T extends object>(value: T): T | null => (Object.keys(value).length === 0 ? null : value)

/** What differs between the form and the place: only that is sent, so that nobody's later change is overwritten. `null` takes a value away. */
export function changeOf(fields: PlaceFields, before: Partial<Place>): PlaceChange {
  const was = fieldsOf(before)
  const lines = Object.fromEntries(
    lineFields.flatMap((field) => {
      const now = fields.lines[field].trim()
      return now === was.lines[field].trim() ? [] : [[field, now === '' ? null : now]]
    }),
  ) as Pick<PlaceChange, LineField>
  return {
    ...lines,
    ...(!same(trimmed(fields.name), trimmed(was.name)) && { name: trimmed(fields.name) }),
    ...(!same(trimmed(fields.description), trimmed(was.description)) && { description: orNull(trimmed(fields.description)) }),
    ...(!same(fields.category, was.category) && fields.category.length > 0 && { category: [...fields.category] }),
    ...(!same(fields.access, was.access) && { access: orNull(fields.access) }),
    // The two change together: a point moves in both, and the server asks for both.
    ...((fields.lon.trim() !== was.lon || fields.lat.trim() !== was.lat) && pointOf(fields)),
    ...(fields.capacity.trim() !== was.capacity && { capacity: fields.capacity.trim() === '' ? null : Number(fields.capacity) }),
  }
}

/** How many things a change touches, as a person counts: a point is one. */
export const countOf = (change: object): number => Object.keys(change).filter((field) => field !== 'lat').length

export type FieldProblem = 'needsName' | 'needsCategory' | 'badPosition' | 'badNumber' | 'badWebsite'

/** What has to be put right before saving, by field. */
export function problemsOf(
  fields: PlaceFields,
): Readonly<Partial<Record<'name' | 'category' | 'position' | 'capacity' | 'website', FieldProblem>>> {
  const website = fields.lines.website.trim()
  return {
    ...((fields.name.ja ?? '').trim() === '' && Object.keys(trimmed(fields.name)).length === 0 && { name: 'needsName' as const }),
    ...(fields.category.length === 0 && { category: 'needsCategory' as const }),
    ...(pointOf(fields) === undefined && { position: 'badPosition' as const }),
    ...(fields.capacity.trim() !== '' && !/^\d{1,7}$/.test(fields.capacity.trim()) && { capacity: 'badNumber' as const }),
    ...(website !== '' && !/^https?:\/\/\S+\.\S+/.test(website) && { website: 'badWebsite' as const }),
  }
}
