import type { Event, EventChange } from '@machinaka/guide/contract'

const lines = ['category', 'venue', 'fee', 'organiser', 'address', 'phone', 'website', 'note'] as const
export type EventLine = (typeof lines)[number]
export interface EventFields {
  readonly name: Event['name']
  readonly description: NonNullable<Event['description']>
  readonly dates: string
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

export const eventFieldsOf = (event: Event): EventFields => ({
  name: event.name,
  description: event.description ?? {},
  dates: writeDates(event.dates),
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

/** What differs between the form and the event. Dates that cannot be read are not part of it. */
export function eventChangeOf(fields: EventFields, event: Event): EventChange {
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
  }
}
