/**
 * Runs before anything else, as a small script of its own: sets language and theme before the first paint, and asks for
 * the first data that the page does not carry, while the app's code is still on its way. The app takes the answers over
 * (`data/api.ts`, `data/seed.ts`).
 */
import { chooseLanguage, tagOf } from '@machinaka/ui/i18n'
import { readFirstAnswers } from './data/first-answers.ts'
import { parseSettings, settingsKey } from './data/settings-shape.ts'
import { apiAddress, cityOf, placesAddress, readSearch, readWishes } from './data/url-state.ts'

function storedSettings(): ReturnType<typeof parseSettings> {
  try {
    return parseSettings(JSON.parse(localStorage.getItem(settingsKey) ?? 'null'))
  } catch {
    return parseSettings(null)
  }
}

const root = document.documentElement
const { language = chooseLanguage(navigator.languages), theme } = storedSettings()
root.lang = tagOf(language)
root.dataset['theme'] =
  theme !== 'auto'
    ? theme
    : matchMedia('(prefers-contrast: more)').matches
      ? 'contrast'
      : matchMedia('(prefers-color-scheme: dark)').matches
        ? 'dark'
        : 'light'

/** The files of each language's words, by their built names; written in when this script is built. */
declare const WORDS: Readonly<Record<string, readonly string[]>>
for (const href of WORDS[language] ?? [])
  document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href, crossOrigin: '' }))

const search = readSearch(location.search)
const city = cityOf(search)
document.querySelector('link[rel="manifest"]')?.setAttribute('href', apiAddress('/manifest.webmanifest', { lang: language }, city))

const wishes = readWishes(search)
const onMap = location.pathname === '/' || location.pathname.startsWith('/places/')
const carried = readFirstAnswers(document, new Date())
const addresses = [
  ...(carried === undefined ? [apiAddress('/api/city', {}, city), apiAddress('/api/guide/categories', {}, city)] : []),
  ...(location.pathname === '/' && !wishes.near && carried?.places === undefined ? [placesAddress(wishes, { city })] : []),
  ...(location.pathname.startsWith('/places/') ? [`/api/guide${location.pathname}${city === undefined ? '' : `?city=${city}`}`] : []),
  ...(onMap ? [apiAddress('/tiles/base.json', {}, city), apiAddress('/api/guide/places.geojson', {}, city)] : []),
]
const early = new Map(addresses.map((address) => [address, fetch(address, { headers: { accept: 'application/json' } })]))
for (const answer of early.values()) answer.catch(() => undefined)
Object.assign(globalThis, { machinakaEarly: early, machinakaCarried: carried })
