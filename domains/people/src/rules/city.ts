import Type, { type Static } from 'typebox'

/** Languages of the interface and of texts: Japanese, やさしい日本語, English, simplified Chinese, Korean. */
export const languages = ['ja', 'ja-easy', 'en', 'zh-Hans', 'ko'] as const
export type Language = (typeof languages)[number]
export const LanguageSchema = Type.Enum([...languages])

/** A text per language; Japanese is always there, and is what a missing language falls back to. */
export const LocalText = Type.Object(
  {
    ja: Type.String({ minLength: 1, maxLength: 200 }),
    'ja-easy': Type.Optional(Type.String({ maxLength: 200 })),
    en: Type.Optional(Type.String({ maxLength: 200 })),
    'zh-Hans': Type.Optional(Type.String({ maxLength: 200 })),
    ko: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
)
export type LocalText = Static<typeof LocalText>

/** A city's id: what stands in every key, in `?city=` and in `NGSILD-Tenant`. */
export const CitySlug = Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' })

export const Department = Type.Object(
  { id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }), name: LocalText },
  { additionalProperties: false },
)
export type Department = Static<typeof Department>

const Longitude = Type.Number({ minimum: -180, maximum: 180 })
const Latitude = Type.Number({ minimum: -90, maximum: 90 })

/** What can be switched off in a city. A switch that is off hides the pages and refuses the routes of that feature. */
export const CityFeatures = Type.Object(
  {
    events: Type.Boolean(),
    /** "This is wrong" by anyone. */
    reports: Type.Boolean(),
    /** Shops claim and edit their listing. */
    listings: Type.Boolean(),
    /** Use of the app is counted (never who). */
    usage: Type.Boolean(),
    /** Map tiles of the Geospatial Information Authority may be chosen (fetched from its servers); without `BASEMAP=gsi` on the server it is told to visitors as off. */
    gsiTiles: Type.Boolean(),
  },
  { additionalProperties: false },
)
export type CityFeatures = Static<typeof CityFeatures>

/** Everything a city decides about itself. */
export const CitySettings = Type.Object(
  {
    name: LocalText,
    /** Where the map opens: lon, lat (WGS 84). */
    centre: Type.Tuple([Longitude, Latitude]),
    zoom: Type.Number({ minimum: 5, maximum: 20 }),
    /** West, south, east, north: what an import may hold, with a margin; coordinates outside are refused. */
    bounds: Type.Tuple([Longitude, Latitude, Longitude, Latitude]),
    /** IANA name; opening hours and dates are in it. */
    timeZone: Type.String({ minLength: 1, maxLength: 64 }),
    languages: Type.Array(LanguageSchema, { minItems: 1, maxItems: 5 }),
    features: CityFeatures,
    departments: Type.Array(Department, { maxItems: 100 }),
    /** Host names that mean this city, lower case, without port. */
    hosts: Type.Array(Type.String({ pattern: '^[a-z0-9.-]{1,253}$' }), { maxItems: 20 }),
    /** Whose data is shown, as its licence asks for it. */
    credits: Type.Array(
      Type.Object(
        { text: Type.String({ minLength: 1, maxLength: 200 }), url: Type.Optional(Type.String({ pattern: '^https?://', maxLength: 500 })) },
        { additionalProperties: false },
      ),
      { maxItems: 50 },
    ),
    search: Type.Object(
      { /** How far "near me" reaches, metres. */ near_m: Type.Integer({ minimum: 50, maximum: 50_000 }) },
      { additionalProperties: false },
    ),
    usage: Type.Object(
      { /** Counts smaller than this are withheld. */ withholdBelow: Type.Integer({ minimum: 1, maximum: 100 }) },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)
export type CitySettings = Static<typeof CitySettings>

/** What a new city starts from; its name, centre and bounds are its own. */
export const defaultSettings: Omit<CitySettings, 'name' | 'centre' | 'bounds'> = {
  zoom: 15,
  timeZone: 'Asia/Tokyo',
  languages: [...languages],
  features: { events: true, reports: true, listings: true, usage: true, gsiTiles: false },
  departments: [],
  hosts: [],
  credits: [],
  search: { near_m: 1000 },
  usage: { withholdBelow: 5 },
}

/** The text in a language, or the nearest there is: plain Japanese for やさしい日本語, Japanese for every other. */
export const textIn = (text: LocalText, language: Language): string => text[language] ?? text.ja
