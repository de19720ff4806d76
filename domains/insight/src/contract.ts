/**
 * What insight promises: uses of the app are counted on arrival, without any identifier, and the week is shown with
 * small counts withheld.
 *
 * Nothing that names a person, a device or a connection is taken, stored or logged. A browser that asks not to be
 * tracked (`DNT: 1` or `Sec-GPC: 1`) is not counted, on the server too.
 */
import Type, { type Static } from 'typebox'

export * from './rules/health-shapes.ts'

/** What can be counted. A new feature of the app adds its name here and counts itself the same way. */
export const features = [
  'app.open',
  'app.install',
  'search',
  'search.empty',
  'filter.open-now',
  'filter.accessible',
  'filter.category',
  'near-me',
  'map.use',
  'list.use',
  'place.view',
  'event.view',
  'place.save',
  'place.share',
  'place.call',
  'place.website',
  'language.change',
  'report.send',
  'listing.claim',
  'listing.closed-today',
] as const
export type Feature = (typeof features)[number]

/** Uses in one request. */
export const maxUses = 50

export const UseSchema = Type.Object(
  {
    feature: Type.Union(features.map((feature) => Type.Literal(feature))),
    place: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        pattern: '^urn:ngsi-ld:[A-Za-z]+:[^\\s]+$',
        description: 'The entity that was looked at.',
      }),
    ),
    mesh: Type.Optional(
      Type.String({
        pattern: '^[0-9]{4}[0-7]{2}[0-9]{2}[1-4]{2}$',
        description: '250 m mesh (JIS X 0410), only where a position was used.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type Use = Omit<Static<typeof UseSchema>, 'feature'> & { readonly feature: Feature }

export const countUses = {
  method: 'POST',
  path: '/api/insight/uses',
  summary: 'Count uses of the app, without any identifier',
  tag: 'insight',
  access: 'public',
  body: Type.Object({ uses: Type.Array(UseSchema, { minItems: 1, maxItems: maxUses }) }, { additionalProperties: false }),
  status: 204,
  /** A page leaves its counts with the browser as a beacon, which has no other type than text. */
  consumes: ['application/json', 'text/plain'],
  bodyLimit: 16_384,
  perMinute: 60,
  errors: [],
} as const

/** A count as it may be shown: exact, a lower bound (`atLeast`), or none: withheld, or of a day to come (`count` null). */
export const ShownCountSchema = Type.Object({ count: Type.Union([Type.Integer(), Type.Null()]), atLeast: Type.Boolean() })
export type ShownCount = Static<typeof ShownCountSchema>

const Count = Type.Union([Type.Integer(), Type.Null()])

export const WeekFeatureSchema = Type.Object({
  feature: Type.String(),
  total: ShownCountSchema,
  days: Type.Array(ShownCountSchema, { minItems: 7, maxItems: 7 }),
  hours: Type.Array(Type.Array(Count, { minItems: 24, maxItems: 24 }), {
    minItems: 7,
    maxItems: 7,
    description: 'By day, then by hour of the day in the zone of the city; null is withheld, not over yet, or of a day to come.',
  }),
})

export const FindingSchema = Type.Union([
  Type.Object({ kind: Type.Literal('most-used'), feature: Type.String(), count: Type.Integer(), atLeast: Type.Boolean() }),
  Type.Object({
    kind: Type.Literal('busiest-hour'),
    feature: Type.String(),
    day: Type.String(),
    hour: Type.Integer(),
    count: Type.Integer(),
  }),
  Type.Object({
    kind: Type.Literal('change'),
    feature: Type.String(),
    count: Type.Integer(),
    before: Type.Integer(),
    percent: Type.Integer(),
  }),
  Type.Object({ kind: Type.Literal('top-place'), place: Type.String(), count: Type.Integer() }),
  Type.Object({ kind: Type.Literal('too-little') }),
])

/** One ISO week. Data for sentences (`findings`) are facts, not text: the screen says them in the reader's language. */
export const WeekSchema = Type.Object({
  week: Type.String({ description: 'ISO week, 2026-W47' }),
  days: Type.Array(Type.String(), { minItems: 7, maxItems: 7, description: 'Monday to Sunday, as dates' }),
  zone: Type.String(),
  /** The day that is not over yet, if it is in this week: its hours are not shown, its counts are lower bounds. */
  runningDay: Type.Union([Type.String(), Type.Null()]),
  smallestShown: Type.Integer({ description: 'Below this a count is withheld: a setting of the city.' }),
  features: Type.Array(WeekFeatureSchema),
  places: Type.Array(Type.Object({ place: Type.String(), count: Type.Integer() }), {
    description: 'Most looked at first; counts are rounded down to steps of smallestShown.',
  }),
  mesh: Type.Array(
    Type.Object({ mesh: Type.String(), count: Type.Integer(), bounds: Type.Array(Type.Number(), { minItems: 4, maxItems: 4 }) }),
    { description: 'Rounded down likewise; bounds are west, south, east, north.' },
  ),
  findings: Type.Array(FindingSchema),
})
export type Week = Static<typeof WeekSchema>
export type Finding = Static<typeof FindingSchema>

const weekQuery = Type.Object({
  week: Type.Optional(Type.String({ pattern: '^[0-9]{4}-W[0-9]{2}$', description: 'ISO week; without it the running one.' })),
})

export const getWeek = {
  method: 'GET',
  path: '/api/insight/week',
  summary: 'One week of use: by feature, day and hour, top places and mesh cells; small counts withheld',
  tag: 'insight',
  access: 'usage.read',
  query: weekQuery,
  response: WeekSchema,
  errors: ['insight.week-invalid'],
} as const

export const getWeekCsv = {
  method: 'GET',
  path: '/api/insight/week.csv',
  summary: 'The same week as CSV (UTF-8 with BOM): one line per feature, day and hour',
  tag: 'insight',
  access: 'usage.read',
  query: weekQuery,
  response: Type.Unsafe<string>({ type: 'string' }),
  produces: ['text/csv'],
  errors: ['insight.week-invalid'],
} as const

export const refusals = {
  'insight.week-invalid': { kind: 'invalid', title: 'No such week' },
} as const
