import type { Point } from '../data/queries.ts'

export interface PlaceFilter {
  readonly group?: string | undefined
  readonly open?: string | undefined
  /** Ids found by words, best first. */ readonly found?: readonly string[] | undefined
}
export interface Order {
  readonly column: string
  readonly descending: boolean
}

/** Places that fit the filters, in the wanted order; found by words and not ordered otherwise, the best stay first. */
export function placeRows(
  points: readonly Point[],
  filter: PlaceFilter,
  { order, categoryName }: { readonly order: Order; readonly categoryName: (code: string) => string },
): readonly Point[] {
  const rank = filter.found === undefined ? undefined : new Map(filter.found.map((id, at) => [id, at]))
  const rows = points.filter(
    ({ id, properties }) =>
      (rank === undefined || rank.has(id)) &&
      (filter.group === undefined || properties.group === filter.group) &&
      (filter.open === undefined || properties.open === filter.open),
  )
  const sign = order.descending ? -1 : 1
  const name = (point: Point): string => point.properties.name ?? ''
  if (order.column === 'found' && rank !== undefined) return rows.toSorted((a, b) => (rank.get(a.id) ?? 0) - (rank.get(b.id) ?? 0))
  if (order.column === 'category')
    return rows.toSorted(
      (a, b) =>
        sign * categoryName(a.properties.category).localeCompare(categoryName(b.properties.category), 'ja') ||
        name(a).localeCompare(name(b), 'ja'),
    )
  if (order.column === 'open')
    return rows.toSorted((a, b) => sign * a.properties.open.localeCompare(b.properties.open) || name(a).localeCompare(name(b), 'ja'))
  // What has no name comes last in both directions: nobody looks for it by name.
  return rows.toSorted((a, b) => Number(name(a) === '') - Number(name(b) === '') || sign * name(a).localeCompare(name(b), 'ja'))
}
