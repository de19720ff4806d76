import { property, type AttributeValue } from '@machinaka/ngsi'
import { isCategory } from './categories.ts'
import { eventAttributeOf, eventAttributes, type EventFields } from './event-entity.ts'
import { hoursProblem, type HoursPlace } from './hours.ts'
import { attributeOf, placeAttributes, type PlaceFields } from './place-entity.ts'
import type { EventChange, PlaceChange } from './shapes.ts'

/** Attributes to set, or (null) to take away: what `context` is told. */
export type AttributeChanges = Record<string, AttributeValue | null>

export interface ChangeProblem {
  readonly code: 'guide.bad-hours' | 'guide.bad-category' | 'guide.bad-change'
  readonly detail: string
}

/** What is wrong with a change of a place, if anything. */
export function placeChangeProblem(change: PlaceChange, city: HoursPlace): ChangeProblem | undefined {
  if (Object.keys(change).length === 0) return { code: 'guide.bad-change', detail: 'The change names nothing to change.' }
  const unknown = change.category?.find((c) => !isCategory(c))
  if (unknown !== undefined)
    return { code: 'guide.bad-category', detail: `There is no category “${unknown}”. Take a code of /api/guide/categories.` }
  if ((change.lon === undefined) !== (change.lat === undefined))
    return { code: 'guide.bad-change', detail: 'Longitude and latitude change together.' }
  if (change.website !== undefined && change.website !== null && !/^https?:\/\/\S+$/i.test(change.website))
    return { code: 'guide.bad-change', detail: 'The website begins with https:// or http://.' }
  if (change.name !== undefined && !Object.values(change.name).some((n) => n !== undefined && n.trim() !== ''))
    return { code: 'guide.bad-change', detail: 'The name has no text in any language.' }
  const hours =
    change.openingHours === undefined || change.openingHours === null || change.openingHours === ''
      ? undefined
      : hoursProblem(change.openingHours, city)
  return hours === undefined
    ? undefined
    : {
        code: 'guide.bad-hours',
        detail: `The opening hours cannot be read (${hours}). Write them like “Mo-Fr 09:00-17:00; Sa 10:00-15:00; Su,PH off”.`,
      }
}

/** What is wrong with a change of an event, if anything. */
export function eventChangeProblem(change: EventChange): ChangeProblem | undefined {
  if (Object.keys(change).length === 0) return { code: 'guide.bad-change', detail: 'The change names nothing to change.' }
  if ((change.lon === undefined) !== (change.lat === undefined))
    return { code: 'guide.bad-change', detail: 'Longitude and latitude change together.' }
  const backwards = change.dates?.find((d) => d.start !== undefined && d.end !== undefined && d.end <= d.start)
  if (backwards !== undefined) return { code: 'guide.bad-change', detail: `On ${backwards.day} it would end before it begins.` }
  const days = change.dates?.map((d) => d.day)
  return days === undefined || new Set(days).size === days.length
    ? undefined
    : { code: 'guide.bad-change', detail: 'A day is named twice.' }
}

type Changed<F> = { [K in keyof F]?: F[K] | null | undefined }

/** The fields as they are after the change: null takes one away. */
function applied<F extends object>(fields: F, change: Changed<F>): F {
  const out: Record<string, unknown> = Object.fromEntries(Object.entries(fields))
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete out[key]
    else if (value !== undefined) out[key] = value
  }
  return out as F
}

/** Attributes whose fields the change names, as they should stand afterwards. */
function changesOf<F extends object>(
  after: Record<string, AttributeValue>,
  change: Changed<F>,
  attributes: Readonly<Record<string, string>>,
): AttributeChanges {
  const named = new Set(Object.keys(change).flatMap((field) => attributes[field] ?? []))
  return Object.fromEntries([...named].map((attribute) => [attribute, after[attribute] ?? null]))
}

/** Only attributes whose fields the change names are written: the others keep their value and its origin. */
export const placeChanges = (fields: PlaceFields, change: PlaceChange): AttributeChanges =>
  changesOf<PlaceFields>(placeAttributes(applied<PlaceFields>(fields, change)), change, attributeOf)

/** The picture of a place and whose it is; null takes it away. */
export const photoChanges = ({
  image,
  imageCredit,
}: {
  readonly image: string | null
  readonly imageCredit: string | null
}): AttributeChanges => ({
  [attributeOf.image]: image === null ? null : property(image),
  [attributeOf.imageCredit]: imageCredit === null ? null : property(imageCredit),
})

export function eventChanges(fields: EventFields, change: EventChange): AttributeChanges {
  const sorted = change.dates === undefined ? change : { ...change, dates: [...change.dates].sort((a, b) => a.day.localeCompare(b.day)) }
  const after = eventAttributes(applied<EventFields>(fields, sorted))
  const changes = changesOf<EventFields>(after, sorted, eventAttributeOf)
  // First and last day follow the dates, for readers who know Smart Data Models only.
  return change.dates === undefined ? changes : { ...changes, startDate: after['startDate'] ?? null, endDate: after['endDate'] ?? null }
}

/** A new place from a draft, or what it lacks. */
export function newPlace(change: PlaceChange): PlaceFields | string {
  const { name, category, lon, lat } = change
  if (name === undefined) return 'A new place needs a name.'
  if (category === undefined) return 'A new place needs a category.'
  if (lon === undefined || lat === undefined) return 'A new place needs a position.'
  return applied<PlaceFields>({ name, category, lon, lat }, change)
}

/** A new event from a draft, or what it lacks. */
export function newEvent(change: EventChange): EventFields | string {
  const { name, dates } = change
  if (name === undefined) return 'A new event needs a name.'
  if (dates === undefined) return 'A new event needs its dates.'
  return { ...applied<EventFields>({ name, dates }, change), dates: [...dates].sort((a, b) => a.day.localeCompare(b.day)) }
}
