import type { Language } from '@machinaka/ui/i18n'

/** The name in the reader's language, else in Japanese, else whichever there is; undefined for an entity without one. */
export function nameIn(names: Readonly<Record<string, string>>, language: Language): string | undefined {
  const tag = language === 'ja-easy' ? 'ja' : language
  return [names[tag], names['ja'], names['@none'], ...Object.values(names)].find((name) => name !== undefined && name.trim() !== '')
}

/** The last part of a type's IRI or of a URN, which tells people more than the whole. */
export const shortName = (name: string): string =>
  /^https?:/.test(name) ? (name.split(/[/#]/).findLast((part) => part !== '') ?? name) : name
