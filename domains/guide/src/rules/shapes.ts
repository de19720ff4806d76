import { Type, type Static } from 'typebox'

/** Languages in which the guide keeps texts. `ja-easy` is やさしい日本語, written on its own and never derived. */
export const languages = ['ja', 'ja-easy', 'en', 'zh-Hans', 'ko'] as const
export type Language = (typeof languages)[number]

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }))
const perLanguage = (maxLength: number) =>
  Type.Object(
    { ja: text(maxLength), 'ja-easy': text(maxLength), en: text(maxLength), 'zh-Hans': text(maxLength), ko: text(maxLength) },
    { additionalProperties: false },
  )

/** A text per language; a language without its own text is absent, never copied. */
export const TextSchema = perLanguage(4000)
export const NameSchema = perLanguage(200)
export type Text = Static<typeof TextSchema>

const yesNo = Type.Optional(Type.Union([Type.Literal('yes'), Type.Literal('limited'), Type.Literal('no')]))

/** What a person needs to know before going there with a wheelchair, a pram, a guide dog. Absent means: we do not know. */
export const AccessSchema = Type.Object(
  {
    wheelchair: yesNo,
    wheelchairToilet: yesNo,
    changingTable: yesNo,
    ostomate: yesNo,
    nursingRoom: yesNo,
    elevator: yesNo,
    tactilePaving: yesNo,
    assistanceDog: yesNo,
    backrest: yesNo,
    note: text(500),
  },
  { additionalProperties: false },
)
export type AccessFacts = Static<typeof AccessSchema>

export const OpenStateSchema = Type.Object({
  /** `unknown`: no hours, or hours nobody can read; never shown as closed. */
  state: Type.Union([Type.Literal('open'), Type.Literal('closing-soon'), Type.Literal('closed'), Type.Literal('unknown')]),
  /** When the present opening ends (ISO 8601 UTC); absent when it does not end within 8 days. */
  until: Type.Optional(Type.String()),
  /** When it opens next (ISO 8601 UTC), if closed and known. */
  opensAt: Type.Optional(Type.String()),
  /** Whole minutes to `until`, given when `closing-soon`. */
  closesIn_min: Type.Optional(Type.Integer()),
  comment: Type.Optional(Type.String()),
})
export type OpenState = Static<typeof OpenStateSchema>

export const PhotoSchema = Type.Object({ url: Type.String(), credit: Type.Optional(Type.String()), alt: Type.Optional(NameSchema) })

const summaryFields = {
  id: Type.String(),
  name: NameSchema,
  /** Category codes, the most telling first. */
  category: Type.Array(Type.String()),
  lon: Type.Number(),
  lat: Type.Number(),
  openState: OpenStateSchema,
  /** False when the place gives no hours or they cannot be read. */
  hoursKnown: Type.Boolean(),
  /** Openings that end after the start of `asOf`'s day, 8 days on: [start, end] in ISO 8601 UTC. */
  hours: Type.Array(Type.Tuple([Type.String(), Type.String()])),
  /** The shop said so today; `openState` already follows it. */
  closedToday: Type.Boolean(),
  access: AccessSchema,
  /** Straight-line metres from `near`, when asked. */
  distance_m: Type.Optional(Type.Number()),
  photo: Type.Optional(PhotoSchema),
}

export const PlaceSummarySchema = Type.Object(summaryFields)
export type PlaceSummary = Static<typeof PlaceSummarySchema>

export const OriginSchema = Type.Object({
  by: Type.Union([Type.Literal('person'), Type.Literal('import')]),
  source: Type.Optional(Type.String()),
  modifiedAt: Type.Optional(Type.String()),
})

const detailFields = {
  description: Type.Optional(TextSchema),
  address: Type.Optional(Type.String()),
  phone: Type.Optional(Type.String()),
  website: Type.Optional(Type.String()),
  email: Type.Optional(Type.String()),
  /** Hours in OSM syntax, as kept. */
  openingHours: Type.Optional(Type.String()),
  /** What the hours say beyond the syntax, in their own words. */
  hoursNote: Type.Optional(Type.String()),
  /** Branch, brand, old name: found by search, shown small. */
  otherNames: Type.Optional(Type.Array(Type.String())),
  payment: Type.Optional(Type.Array(Type.String())),
  diet: Type.Optional(Type.Array(Type.String())),
  cuisine: Type.Optional(Type.Array(Type.String())),
  fee: Type.Optional(Type.String()),
  capacity: Type.Optional(Type.Integer()),
  floor: Type.Optional(Type.String()),
  wifi: Type.Optional(Type.String()),
  /** Evacuation sites: hazards it is designated for (`flood`, `landslide`, `storm-surge`, `earthquake`, `tsunami`, `large-fire`, `inland-flood`, `volcano`). */
  hazards: Type.Optional(Type.Array(Type.String())),
  photos: Type.Optional(Type.Array(PhotoSchema)),
}

export type Origin = Static<typeof OriginSchema>

export const PlaceSchema = Type.Object({
  ...summaryFields,
  ...detailFields,
  reading: Type.Optional(Type.String()),
  attribution: Type.Optional(Type.String()),
  source: Type.Optional(Type.String()),
  modifiedAt: Type.String(),
  /** Where each attribute's present value comes from, by field name. */
  origins: Type.Record(Type.String(), OriginSchema),
})
export type Place = Static<typeof PlaceSchema>

const nullable = <T extends Parameters<typeof Type.Optional>[0]>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]))

/** What a person may change; `null` takes the value away. */
export const PlaceChangeSchema = Type.Object(
  {
    name: Type.Optional(NameSchema),
    reading: nullable(Type.String({ maxLength: 200 })),
    description: nullable(TextSchema),
    category: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { minItems: 1, maxItems: 5 })),
    lon: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
    lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
    address: nullable(Type.String({ maxLength: 300 })),
    phone: nullable(Type.String({ maxLength: 40 })),
    website: nullable(Type.String({ maxLength: 500 })),
    email: nullable(Type.String({ maxLength: 200 })),
    openingHours: nullable(Type.String({ maxLength: 500 })),
    hoursNote: nullable(Type.String({ maxLength: 500 })),
    otherNames: nullable(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 20 })),
    access: nullable(AccessSchema),
    payment: nullable(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 30 })),
    diet: nullable(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 30 })),
    cuisine: nullable(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 30 })),
    fee: nullable(Type.String({ maxLength: 200 })),
    capacity: nullable(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
    floor: nullable(Type.String({ maxLength: 40 })),
    wifi: nullable(Type.String({ maxLength: 80 })),
  },
  { additionalProperties: false },
)
export type PlaceChange = Static<typeof PlaceChangeSchema>

const eventFields = {
  id: Type.String(),
  name: NameSchema,
  /** Day of the first and of the last date, in the city's zone (YYYY-MM-DD). */
  from: Type.String(),
  to: Type.String(),
  /** Each date with its hours where known; days are the city's. */
  dates: Type.Array(Type.Object({ day: Type.String(), start: Type.Optional(Type.String()), end: Type.Optional(Type.String()) })),
  category: Type.Optional(Type.String()),
  venue: Type.Optional(Type.String()),
  placeId: Type.Optional(Type.String()),
  lon: Type.Optional(Type.Number()),
  lat: Type.Optional(Type.Number()),
  fee: Type.Optional(Type.String()),
  distance_m: Type.Optional(Type.Number()),
}
export const EventSummarySchema = Type.Object(eventFields)
export type EventSummary = Static<typeof EventSummarySchema>

export const EventSchema = Type.Object({
  ...eventFields,
  description: Type.Optional(TextSchema),
  organiser: Type.Optional(Type.String()),
  address: Type.Optional(Type.String()),
  phone: Type.Optional(Type.String()),
  website: Type.Optional(Type.String()),
  access: Type.Optional(Type.String()),
  note: Type.Optional(Type.String()),
  attribution: Type.Optional(Type.String()),
  source: Type.Optional(Type.String()),
  modifiedAt: Type.String(),
  origins: Type.Record(Type.String(), OriginSchema),
})
export type Event = Static<typeof EventSchema>

export const EventChangeSchema = Type.Object(
  {
    name: Type.Optional(NameSchema),
    description: nullable(TextSchema),
    dates: Type.Optional(
      Type.Array(
        Type.Object({
          day: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
          start: Type.Optional(Type.String({ pattern: '^\\d{2}:\\d{2}$' })),
          end: Type.Optional(Type.String({ pattern: '^\\d{2}:\\d{2}$' })),
        }),
        { minItems: 1, maxItems: 400 },
      ),
    ),
    category: nullable(Type.String({ maxLength: 80 })),
    venue: nullable(Type.String({ maxLength: 200 })),
    placeId: nullable(Type.String({ maxLength: 300 })),
    lon: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
    lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
    fee: nullable(Type.String({ maxLength: 200 })),
    organiser: nullable(Type.String({ maxLength: 200 })),
    address: nullable(Type.String({ maxLength: 300 })),
    phone: nullable(Type.String({ maxLength: 40 })),
    website: nullable(Type.String({ maxLength: 500 })),
    note: nullable(Type.String({ maxLength: 1000 })),
  },
  { additionalProperties: false },
)
export type EventChange = Static<typeof EventChangeSchema>

export const CategorySchema = Type.Object({
  code: Type.String(),
  group: Type.String(),
  name: NameSchema,
  icon: Type.String(),
  /** Places of this category in the city at this moment. */
  count: Type.Integer(),
})
export const GroupSchema = Type.Object({ code: Type.String(), name: NameSchema, icon: Type.String() })
