/** Everything that may stand in an address of the console; all are plain words, none is JSON. */
const names = [
  'city',
  'q',
  'group',
  'open',
  'sort',
  'page',
  'state',
  'source',
  'week',
  'id',
  'run',
  'place',
  'type',
  'find',
  'tab',
  'attr',
  'span',
] as const
export type ConsoleSearch = { readonly [Name in (typeof names)[number]]?: string }

/** Keeps the names we know, as strings. */
export const knownSearch = (search: Readonly<Record<string, unknown>>): ConsoleSearch =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = search[name]
      return typeof value === 'string' && value !== '' ? [[name, value]] : []
    }),
  )

export const parseSearch = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text))

export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) if (typeof value === 'string' && value !== '') params.set(name, value)
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

/** `name` or `-name`, as a table's order stands in the address. */
export function readSort(text: string | undefined, fallback: string): { readonly column: string; readonly descending: boolean } {
  const value = text ?? fallback
  return value.startsWith('-') ? { column: value.slice(1), descending: true } : { column: value, descending: false }
}
export const writeSort = (sort: { readonly column: string; readonly descending: boolean }): string =>
  `${sort.descending ? '-' : ''}${sort.column}`
