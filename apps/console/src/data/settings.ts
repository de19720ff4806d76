import { isTheme, type Theme } from '@machinaka/ui'
import { isLanguage, type Language } from '@machinaka/ui/i18n'
import { useSyncExternalStore } from 'react'

/** The same place as the town app's, so that a choice of language or looks holds in both. */
const storeKey = 'machinaka.settings'
export interface Settings {
  readonly language?: Language
  readonly theme: Theme
}

function stored(): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(localStorage.getItem(storeKey) ?? 'null')
    return typeof json === 'object' && json !== null ? (json as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}

function parse({ language, theme }: Readonly<Record<string, unknown>>): Settings {
  return { ...(isLanguage(language) && { language }), theme: isTheme(theme) ? theme : 'auto' }
}

let value = parse(stored())
const listeners = new Set<() => void>()
const tell = (): void => {
  for (const listener of listeners) listener()
}
addEventListener('storage', (event) => {
  if (event.key === storeKey || event.key === null) {
    value = parse(stored())
    tell()
  }
})
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

/** What a person chose for this device. */
export const settings = {
  get: (): Settings => value,
  set: (change: Partial<Settings>): void => {
    value = { ...value, ...change }
    try {
      localStorage.setItem(storeKey, JSON.stringify({ ...stored(), ...change }))
    } catch {
      /* forbidden: it still holds for this page */
    }
    tell()
  },
  use: (): Settings => useSyncExternalStore(subscribe, settings.get),
}
