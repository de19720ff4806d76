import type { QueryClient } from '@tanstack/react-query'
import { currentCity } from './api.ts'
import type { FirstAnswers } from './first-answers.ts'
import { categoriesQuery, cityQuery, placesQuery } from './queries.ts'
import { apiAddress, hasWishes, placesAddress, readSearch, readWishes } from './url-state.ts'

/** What the page's first script found in the page. */
const carried = (): FirstAnswers | undefined => (globalThis as { machinakaCarried?: FirstAnswers }).machinakaCarried

/** Gives the app the answers that the page carries, as if it had asked for them just now. */
export function takeFirstAnswers(client: QueryClient): void {
  const first = carried()
  if (first === undefined) return
  const age = { at: new Date(first.at), kept: false }
  client.setQueryData(cityQuery().queryKey, { ...age, value: first.city })
  client.setQueryData(categoriesQuery().queryKey, { ...age, value: first.categories })
  const wishes = readWishes(readSearch(location.search))
  if (first.places !== undefined && !wishes.near && !hasWishes(wishes))
    client.setQueryData(placesQuery(client, wishes, undefined, undefined).queryKey, {
      pages: [{ ...age, value: first.places }],
      pageParams: [0],
    })
}

/** Asks for them once more where a service worker keeps answers: a page's own it never sees. */
export function keepFirstAnswers(): void {
  const first = carried()
  if (first === undefined || !('serviceWorker' in navigator) || navigator.serviceWorker.controller === null) return
  const city = currentCity()
  const addresses = [
    apiAddress('/api/city', {}, city),
    apiAddress('/api/guide/categories', {}, city),
    ...(first.places === undefined ? [] : [placesAddress({}, { city })]),
  ]
  for (const address of addresses) fetch(address, { headers: { accept: 'application/json' } }).catch(() => undefined)
}
