import { nearDistance_m } from '@machinaka/geo'
import { refusal, type Postgres, type Refusal, type Tenant } from '@machinaka/platform'
import type { Static } from 'typebox'
import { limits, type listEvents } from './contract.ts'
import { eventsBetween, type EventRow } from './place-store.ts'
import { eventSummary } from './present.ts'
import { readNear } from './rules/place-query.ts'
import { searchIndex } from './rules/search-index.ts'
import { dayName, dayOf, day_ms } from './rules/wall-clock.ts'

export type EventList = Static<(typeof listEvents)['response']>
export type EventQuery = Static<(typeof listEvents)['query']>

/** Whether the event is on any day of the span: a weekly market is not there on the days between. */
const happens = ({ fields }: EventRow, from: string, to: string): boolean => fields.dates.some(({ day }) => day >= from && day <= to)

/**
 * Events by day, words and position, in order of their next day.
 * @param today the city's day, the default of `from`; `to` is 60 days later unless told
 */
export async function queryEvents(
  postgres: Postgres,
  tenant: Tenant,
  query: EventQuery,
  { today, now }: { readonly today: string; readonly now: Date },
): Promise<EventList | Refusal> {
  const from = dayOf(query.from ?? today)
  const near = query.near === undefined ? undefined : readNear(query.near)
  if (from === undefined) return refusal('guide.bad-query', 'from is a day like 2026-08-03.')
  const to = query.to === undefined ? from + 60 * day_ms : dayOf(query.to)
  if (to === undefined || to < from || to - from > limits.eventDays * day_ms)
    return refusal('guide.bad-query', `to is a day like 2026-08-10, not before from and at most ${limits.eventDays} days later.`)
  if (typeof near === 'string') return refusal('guide.bad-query', `The query cannot be read: ${near}.`)
  const [first, last] = [dayName(from), dayName(to)]
  let rows = (await postgres.tenant(tenant, (tx) => eventsBetween(tx, tenant, first, last))).filter((row) => happens(row, first, last))
  const words = query.q?.trim() ?? ''
  if (words !== '') {
    const index = searchIndex(
      rows.map(({ id, fields, heard }) => ({
        id,
        names: [...Object.values(fields.name), fields.venue ?? '', fields.category ?? '', fields.organiser ?? ''],
        readings: [fields.reading ?? heard ?? ''],
        category: [],
        address: fields.address,
      })),
    )
    rows = index.search(words).flatMap(({ document }) => rows[document] ?? [])
  }
  const placed = rows.map((row) => ({
    row,
    distance_m:
      near === undefined || row.fields.lon === undefined || row.fields.lat === undefined
        ? undefined
        : nearDistance_m(near, [row.fields.lon, row.fields.lat]),
  }))
  const kept =
    query.radius_m === undefined
      ? placed
      : placed.filter(({ distance_m }) => distance_m !== undefined && distance_m <= (query.radius_m ?? 0))
  const next = ({ row }: { readonly row: EventRow }): string =>
    row.fields.dates.find(({ day }) => day >= first)?.day ?? row.fields.dates[0]?.day ?? ''
  if (words === '')
    kept.sort(
      (a, b) => next(a).localeCompare(next(b)) || (a.distance_m ?? Infinity) - (b.distance_m ?? Infinity) || (a.row.id < b.row.id ? -1 : 1),
    )
  const offset = query.offset ?? 0
  return {
    items: kept.slice(offset, offset + (query.limit ?? 50)).map(({ row, distance_m }) => eventSummary(row, distance_m)),
    total: kept.length,
    asOf: now.toISOString(),
  }
}
