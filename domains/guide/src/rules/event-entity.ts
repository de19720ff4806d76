import {
  geoProperty,
  languageProperty,
  property,
  relationship,
  valueOf,
  type AttributeValue,
  type Entity,
  type Json,
} from '@machinaka/ngsi'
import { eventType, nameAttribute, positionOf, textOf, textsOf } from './place-entity.ts'
import type { Text } from './shapes.ts'
import { dayName, dayOf, day_ms } from './wall-clock.ts'

export interface EventDate {
  /** Day of the city, YYYY-MM-DD. */
  readonly day: string
  /** HH:MM on the city's clock. */
  readonly start?: string | undefined
  readonly end?: string | undefined
}

/** An event as importers, editors and the projection see it. */
export interface EventFields {
  readonly name: Text
  readonly reading?: string | undefined
  readonly description?: Text | undefined
  /** In order of day; never empty. */
  readonly dates: readonly EventDate[]
  readonly category?: string | undefined
  readonly venue?: string | undefined
  readonly placeId?: string | undefined
  readonly lon?: number | undefined
  readonly lat?: number | undefined
  readonly fee?: string | undefined
  readonly organiser?: string | undefined
  readonly address?: string | undefined
  readonly phone?: string | undefined
  readonly website?: string | undefined
  readonly access?: string | undefined
  readonly note?: string | undefined
}

/** Attribute of each field; `startDate` and `endDate` follow from the dates, for readers who know only Smart Data Models. */
export const eventAttributeOf: Readonly<Record<keyof EventFields, string>> = {
  name: 'name',
  reading: 'name',
  description: 'description',
  dates: 'dates',
  category: 'category',
  venue: 'locationName',
  placeId: 'refPointOfInterest',
  lon: 'location',
  lat: 'location',
  fee: 'fee',
  organiser: 'organizer',
  address: 'address',
  phone: 'telephone',
  website: 'website',
  access: 'access',
  note: 'note',
}
export const eventFieldOf: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(eventAttributeOf)
    .filter(([field]) => field !== 'reading' && field !== 'lat')
    .map(([field, attribute]) => [attribute, field]),
)

const bare = (date: EventDate): Record<string, string> => ({
  day: date.day,
  ...(date.start === undefined ? {} : { start: date.start }),
  ...(date.end === undefined ? {} : { end: date.end }),
})

/** Attributes of an event. */
export function eventAttributes(e: EventFields): Record<string, AttributeValue> {
  const all: Record<string, AttributeValue | undefined> = {
    name: nameAttribute(e.name, e.reading),
    description:
      e.description === undefined || Object.keys(e.description).length === 0
        ? undefined
        : languageProperty(Object.fromEntries(Object.entries(e.description).filter(([, text]) => text !== ''))),
    dates: property(e.dates.map(bare)),
    startDate: property(e.dates[0]?.day ?? ''),
    endDate: property(e.dates.at(-1)?.day ?? ''),
    location: e.lon === undefined || e.lat === undefined ? undefined : geoProperty({ type: 'Point', coordinates: [e.lon, e.lat] }),
    refPointOfInterest: e.placeId === undefined ? undefined : relationship(e.placeId),
    address: e.address === undefined ? undefined : property({ streetAddress: e.address, addressCountry: 'JP' }),
  }
  for (const field of ['category', 'venue', 'fee', 'organiser', 'phone', 'website', 'access', 'note'] as const) {
    const text = e[field]
    if (text !== undefined && text !== '') all[eventAttributeOf[field]] = property(text)
  }
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, AttributeValue] => entry[1] !== undefined))
}

/** An event as an entity of type Event (Smart Data Models). */
export const eventEntity = (id: string, event: EventFields): Entity => ({ id, types: [eventType], attributes: eventAttributes(event) })

const isDay = (v: unknown): v is string => typeof v === 'string' && /^\d{4}-\d{2}-\d{2}/.test(v)
const time = (v: unknown): string | undefined => (typeof v === 'string' && /^\d{2}:\d{2}$/.test(v) ? v : undefined)

function datesOf(entity: Pick<Entity, 'attributes'>): EventDate[] {
  const listed = valueOf(entity, 'dates')
  const dates = (Array.isArray(listed) ? listed : []).flatMap((d: unknown): EventDate[] => {
    if (typeof d !== 'object' || d === null || !('day' in d) || !isDay(d.day)) return []
    return [
      {
        day: d.day.slice(0, 10),
        ...('start' in d && time(d.start) !== undefined ? { start: time(d.start) } : {}),
        ...('end' in d && time(d.end) !== undefined ? { end: time(d.end) } : {}),
      },
    ]
  })
  if (dates.length > 0) return dates.sort((a, b) => a.day.localeCompare(b.day))
  const [start, end] = [valueOf(entity, 'startDate'), valueOf(entity, 'endDate')]
  const first = isDay(start) ? dayOf(start.slice(0, 10)) : undefined
  const last = isDay(end) ? dayOf(end.slice(0, 10)) : first
  if (first === undefined || last === undefined) return []
  return Array.from({ length: Math.max(1, Math.min(400, Math.round((last - first) / day_ms) + 1)) }, (_, i) => ({
    day: dayName(first + i * day_ms),
  }))
}

/** Reads an event out of an entity, ours or another system's; undefined when it has no date. */
export function readEvent(entity: Pick<Entity, 'attributes'>): EventFields | undefined {
  const dates = datesOf(entity)
  if (dates.length === 0) return undefined
  const get = (name: string): Json | undefined => valueOf(entity, name) as Json | undefined
  const position = positionOf(get('location'))
  const name = get('name')
  const place = get('refPointOfInterest')
  const address = get('address')
  const description = textsOf(get('description'))
  return {
    name: textsOf(name),
    reading: typeof name === 'object' && name !== null && 'ja-Hira' in name ? textOf(name['ja-Hira']) : undefined,
    dates,
    description: Object.keys(description).length === 0 ? undefined : description,
    category: textOf(get('category')),
    venue: textOf(get('locationName')),
    placeId: textOf(Array.isArray(place) ? place[0] : place),
    ...(position === undefined ? {} : { lon: position[0], lat: position[1] }),
    fee: textOf(get('fee')),
    organiser: textOf(get('organizer')),
    phone: textOf(get('telephone')),
    website: textOf(get('website')),
    address: textOf(typeof address === 'object' && address !== null && 'streetAddress' in address ? address['streetAddress'] : address),
    access: textOf(get('access')),
    note: textOf(get('note')),
  }
}
