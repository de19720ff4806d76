import type { EventSummary, Event, Origin, Place, PlaceSummary } from './contract.ts'
import type { Standing } from './directory.ts'
import type { EventRow, PlaceRow } from './place-store.ts'
import { eventAttributeOf } from './rules/event-entity.ts'
import { attributeOf } from './rules/place-entity.ts'

const iso = (instant: number): string => new Date(instant).toISOString()

/** Without the members that are undefined: JSON would drop them, and the answer's type wants them absent. */
function compact<T extends object>(
  value: T,
): { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
} {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as ReturnType<typeof compact<T>>
}

/** Our own photos only: a picture of another site would tell that site who looks, and pages refuse it. */
const photosOf = ({ fields }: PlaceRow): { url: string; credit?: string }[] =>
  fields.image === undefined || !fields.image.startsWith('/api/guide/photos/')
    ? []
    : [{ url: fields.image, ...(fields.imageCredit === undefined ? {} : { credit: fields.imageCredit }) }]

/** What a list shows of a place. */
export function placeSummary(row: PlaceRow, { state, openings, closedToday }: Standing, distance_m?: number): PlaceSummary {
  const { fields } = row
  const photo = photosOf(row)[0]
  return {
    id: row.id,
    name: { ...fields.name },
    category: [...fields.category],
    lon: fields.lon,
    lat: fields.lat,
    openState: state,
    hoursKnown: openings !== undefined,
    hours: (openings?.list ?? []).filter((o) => o.unknown !== true).map((o): [string, string] => [iso(o.start), iso(o.end)]),
    closedToday,
    access: { ...fields.access },
    ...(distance_m === undefined ? {} : { distance_m: Math.round(distance_m) }),
    ...(photo === undefined ? {} : { photo }),
  }
}

/** Origins of all values that stand: those that are not named came with the record from its source. */
function originsOf(row: PlaceRow | EventRow, fields: readonly string[]): Record<string, Origin> {
  const whole: Origin = row.source === null ? { by: 'person' } : { by: 'import', source: row.source }
  return Object.fromEntries(fields.filter((f) => Object.hasOwn(row.fields, f)).map((f) => [f, row.origins[f] ?? whole]))
}

export interface Credit {
  readonly attribution: string | undefined
}

export function placeDetail(row: PlaceRow, standing: Standing, { attribution }: Credit): Place {
  const { fields: f } = row
  const photos = photosOf(row)
  return {
    ...placeSummary(row, standing),
    ...compact({
      description: f.description,
      address: f.address,
      phone: f.phone,
      website: f.website,
      email: f.email,
      openingHours: f.openingHours,
      fee: f.fee,
      capacity: f.capacity,
      floor: f.floor,
      wifi: f.wifi,
      reading: f.reading,
      hoursNote: f.hoursNote,
      otherNames: f.otherNames && [...f.otherNames],
      payment: f.payment && [...f.payment],
      diet: f.diet && [...f.diet],
      cuisine: f.cuisine && [...f.cuisine],
      hazards: f.hazards && [...f.hazards],
      photos: photos.length === 0 ? undefined : photos,
      source: row.source ?? undefined,
      attribution,
    }),
    modifiedAt: row.modifiedAt,
    origins: originsOf(row, Object.keys(attributeOf)),
  }
}

export function eventSummary({ id, fields: f }: EventRow, distance_m?: number): EventSummary {
  return {
    id,
    name: { ...f.name },
    from: f.dates[0]?.day ?? '',
    to: f.dates.at(-1)?.day ?? '',
    dates: f.dates.map((d) => compact({ day: d.day, start: d.start, end: d.end })),
    ...compact({
      category: f.category,
      venue: f.venue,
      placeId: f.placeId,
      lon: f.lon,
      lat: f.lat,
      fee: f.fee,
      distance_m: distance_m === undefined ? undefined : Math.round(distance_m),
    }),
  }
}

export function eventDetail(row: EventRow, { attribution }: Credit): Event {
  const { fields: f } = row
  return {
    ...eventSummary(row),
    ...compact({
      description: f.description,
      organiser: f.organiser,
      address: f.address,
      phone: f.phone,
      website: f.website,
      access: f.access,
      note: f.note,
      attribution,
      source: row.source ?? undefined,
    }),
    modifiedAt: row.modifiedAt,
    origins: originsOf(row, Object.keys(eventAttributeOf)),
  }
}
