import type { Event, EventChange } from '@machinaka/guide/contract'
import { pointOf } from '../map/position.ts'

const lines = ['category', 'venue', 'fee', 'organiser', 'address', 'phone', 'website', 'note'] as const
export type EventLine = (typeof lines)[number]
export interface EventFields {
  readonly name: Event['name']
  readonly description: NonNullable<Event['description']>
  readonly dates: string
  readonly lon: string
  readonly lat: string
  readonly lines: Readonly<Record<EventLine, string>>
}

/** One date a line: `2026-11-28 10:00-15:00`; the hours may be left out. */
const dateLine = /^(\d{4}-\d{2}-\d{2})(?:\s+(\d{2}:\d{2})(?:\s*[-〜~]\s*(\d{2}:\d{2}))?)?$/

const writeDates = (dates: Event['dates']): string =>
  dates.map(({ day, start, end }) => `${day}${start === undefined ? '' : ` ${start}${end === undefined ? '' : `-${end}`}`}`).join('\n')

/** Reads the dates as typed, or undefined where a line is none. */
export function readDates(text: string): NonNullable<EventChange['dates']> | undefined {
  const rows = text
    .normalize('NFKC')
    .split('\n')
    .map((row) => row.trim())
    .filter((row) => row !== '')
  const read = rows.map((row) => dateLine.exec(row.replace('〜', '-')))
  if (rows.length === 0 || read.some((found) => found === null || Number.isNaN(Date.parse(found[1] ?? '')))) return undefined
  return read.map((found) => ({
    day: found?.[1] ?? '',
    ...(found?.[2] !== undefined && { start: found[2] }),
    ...(found?.[3] !== undefined && { end: found[3] }),
  }))
}

export interface DateRow {
  readonly day: string
  readonly start: string
  readonly end: string
}
/** Stands where a row has no day yet, so that the row is not lost. */
const noDay = '?'

/** The lines as rows of a form, even where they are not complete; undefined where a line is something else. */
export function rowsOf(text: string): readonly DateRow[] | undefined {
  const lines = text.normalize('NFKC').replaceAll(/[〜~]/g, '-').split('\n')
  const rows = lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => /^(\?|\d{4}-\d{2}-\d{2})(?:\s+(\d{2}:\d{2})?\s*(?:-\s*(\d{2}:\d{2}))?)?$/.exec(line))
  if (rows.includes(null)) return undefined
  return rows.map((found) => ({ day: found?.[1] === noDay ? '' : (found?.[1] ?? ''), start: found?.[2] ?? '', end: found?.[3] ?? '' }))
}

export const textOfRows = (rows: readonly DateRow[]): string =>
  rows.map(({ day, start, end }) => `${day === '' ? noDay : day} ${start}${end === '' ? '' : `-${end}`}`.trim()).join('\n')

/** The form of an event as it stands; of nothing for a new one. */
export const eventFieldsOf = (event: Partial<Event>): EventFields => ({
  name: event.name ?? {},
  description: event.description ?? {},
  dates: writeDates(event.dates ?? []),
  lon: event.lon === undefined ? '' : String(event.lon),
  lat: event.lat === undefined ? '' : String(event.lat),
  lines: {
    category: event.category ?? '',
    venue: event.venue ?? '',
    fee: event.fee ?? '',
    organiser: event.organiser ?? '',
    address: event.address ?? '',
    phone: event.phone ?? '',
    website: event.website ?? '',
    note: event.note ?? '',
  },
})

const filled = (texts: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([key, text]) => (text === undefined || text.trim() === '' ? [] : [[key, text.trim()]])),
  )
const differ = (a: Readonly<Record<string, string | undefined>>, b: Readonly<Record<string, string | undefined>>): boolean =>
  JSON.stringify(filled(a)) !== JSON.stringify(filled(b))

/** What differs between the form and the event. Dates and positions that cannot be read are not part of it. */
export function eventChangeOf(fields: EventFields, event: Partial<Event>): EventChange {
  const was = eventFieldsOf(event)
  const dates = fields.dates.trim() === was.dates.trim() ? undefined : readDates(fields.dates)
  const changed = Object.fromEntries(
    lines.flatMap((field) => {
      const now = fields.lines[field].trim()
      return now === was.lines[field].trim() ? [] : [[field, now === '' ? null : now]]
    }),
  ) as Pick<EventChange, EventLine>
  return {
    ...changed,
    ...(differ(fields.name, was.name) && { name: filled(fields.name) }),
    ...(differ(fields.description, was.description) && {
      description: Object.keys(filled(fields.description)).length === 0 ? null : filled(fields.description),
    }),
    ...(dates !== undefined && { dates }),
    ...((fields.lon.trim() !== was.lon || fields.lat.trim() !== was.lat) && pointOf(fields)),
  }
}

export type EventProblem =
  | 'needsName'
  | 'eventDatesWrong'
  | 'eventTimesWrong'
  | 'eventDayTwice'
  | 'badPosition'
  | 'eventPositionStays'
  | 'badWebsite'

function datesProblem(text: string): EventProblem | undefined {
  const dates = readDates(text)
  if (dates === undefined) return 'eventDatesWrong'
  if (dates.some(({ start, end }) => start !== undefined && end !== undefined && end <= start)) return 'eventTimesWrong'
  return new Set(dates.map(({ day }) => day)).size < dates.length ? 'eventDayTwice' : undefined
}

function positionProblem(fields: EventFields, before: Partial<Event>): EventProblem | undefined {
  const empty = fields.lon.trim() === '' && fields.lat.trim() === ''
  if (!empty) return pointOf(fields) === undefined ? 'badPosition' : undefined
  return before.lon === undefined ? undefined : 'eventPositionStays'
}

/** What has to be put right before saving, by field. An event may have no position; one that it has can be moved, not taken away. */
export function eventProblemsOf(
  fields: EventFields,
  before: Partial<Event>,
): Readonly<Partial<Record<'name' | 'dates' | 'position' | 'website', EventProblem>>> {
  const [dates, position] = [datesProblem(fields.dates), positionProblem(fields, before)]
  const website = fields.lines.website.trim()
  return {
    ...(Object.keys(filled(fields.name)).length === 0 && { name: 'needsName' as const }),
    ...(dates !== undefined && { dates }),
    ...(position !== undefined && { position }),
    ...(website !== '' && !/^https?:\/\/\S+\.\S+/.test(website) && { website: 'badWebsite' as const }),
  }
}
