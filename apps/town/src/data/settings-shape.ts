import { isLanguage, type Language } from '@machinaka/ui/i18n'

export const settingsKey = 'machinaka.settings'

/** What a person chose for this device. `language` and `theme` absent: as the browser and the system say. */
export interface Settings {
  readonly language?: Language
  readonly theme: 'auto' | 'light' | 'dark' | 'contrast'
  readonly usage: boolean
  readonly ground: 'town' | 'gsi'
}

/** Reads settings as stored; anything unknown becomes the default. */
export function parseSettings(json: unknown): Settings {
  const stored = typeof json === 'object' && json !== null ? (json as Readonly<Record<string, unknown>>) : {}
  const theme = stored['theme']
  return {
    ...(isLanguage(stored['language']) && { language: stored['language'] }),
    theme: theme === 'light' || theme === 'dark' || theme === 'contrast' ? theme : 'auto',
    usage: stored['usage'] !== false,
    ground: stored['ground'] === 'gsi' ? 'gsi' : 'town',
  }
}
