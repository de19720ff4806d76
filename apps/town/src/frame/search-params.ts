import { readSearch, type UrlSearch, writeSearch } from '../data/url-state.ts'

/** Everything that may stand in an address of the app; all are plain words, none is JSON. */
export interface TownSearch {
  readonly city?: string
  readonly q?: string
  readonly group?: string
  readonly kinds?: string
  readonly open?: string
  readonly access?: string
  readonly near?: string
  readonly when?: string
}
const names = ['city', 'q', 'group', 'kinds', 'open', 'access', 'near', 'when'] as const

/** Keeps the names we know, as strings. */
export const knownSearch = (search: Readonly<Record<string, unknown>>): TownSearch =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = search[name]
      return typeof value === 'string' && value !== '' ? [[name, value]] : []
    }),
  )

/** What carries over when a person goes from the list to a place and back. */
export const listSearch = (search: TownSearch): TownSearch => {
  const { when: _, ...rest } = search
  return rest
}

/** A search as the flat record that `readWishes` reads. */
export const flat = (search: TownSearch): UrlSearch =>
  Object.fromEntries(Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))

export const parseSearch = (text: string): Record<string, string> => ({ ...readSearch(text) })
export const stringifySearch = (search: Readonly<Record<string, unknown>>): string => writeSearch(search)
