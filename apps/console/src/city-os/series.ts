/** Aggregated values over time (ETSI GS CIM 009 V1.9.1 §4.5.19) as points of a chart: pure. */

export interface SeriesPoint {
  /** Beginning of the period, ISO 8601 UTC. */
  readonly from: string
  readonly average: number
  readonly least: number
  readonly most: number
}

/** How much time a chart shows, and how long one of its periods is. */
export const spans = {
  day: { hours: 24, period: 'PT30M' },
  week: { hours: 7 * 24, period: 'PT3H' },
  month: { hours: 30 * 24, period: 'PT12H' },
} as const
export type Span = keyof typeof spans

/** The points of an attribute in an answer with avg, min and max, in order of time; the default data set where there are several. */
export function seriesOf(answer: unknown, attribute: string): readonly SeriesPoint[] {
  const given = isMap(answer) ? answer[attribute] : undefined
  const all: readonly unknown[] = Array.isArray(given) ? given : [given]
  const one = all.find((each) => isMap(each) && each['datasetId'] === undefined) ?? all[0]
  if (!isMap(one)) return []
  const [least, most] = [byStart(one['min']), byStart(one['max'])]
  return [...byStart(one['avg'])]
    .map(([from, average]) => ({ from, average, least: least.get(from) ?? average, most: most.get(from) ?? average }))
    .toSorted((a, b) => (a.from < b.from ? -1 : 1))
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Rows `[value, start, end]` by their start; what is no number is left out. */
function byStart(rows: unknown): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const row of Array.isArray(rows) ? (rows as readonly unknown[]) : []) {
    const [value, from] = Array.isArray(row) ? (row as readonly unknown[]) : []
    if (typeof value === 'number' && typeof from === 'string') found.set(from, value)
  }
  return found
}
