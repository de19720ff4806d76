/** Limits of this door, in one place. */
export const limits = {
  page: 200,
  offset: 20_000,
  query_chars: 100,
  ids: 200,
  suggestions: 10,
  report_chars: 500,
  reportsPerPlace: 200,
  eventDays: 400,
  exportRows: 50_000,
} as const
