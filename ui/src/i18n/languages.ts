/** Languages of the interface. `ja-easy` is やさしい日本語: its own writing, short, with readings over the characters. */
export const languages = ['ja', 'ja-easy', 'en', 'zh-Hans', 'ko'] as const
export type Language = (typeof languages)[number]

/** What each language calls itself, for the menu that chooses it. */
export const languageNames: Readonly<Record<Language, string>> = {
  ja: '日本語',
  'ja-easy': 'やさしい にほんご',
  en: 'English',
  'zh-Hans': '简体中文',
  ko: '한국어',
}

/** True for one of our language codes, as found in storage or in a URL. */
export const isLanguage = (value: unknown): value is Language =>
  typeof value === 'string' && (languages as readonly string[]).includes(value)

/** The BCP 47 tag for `lang` attributes and `Intl`: easy Japanese is Japanese to a screen reader. */
export const tagOf = (language: Language): string => (language === 'ja-easy' ? 'ja' : language)

/**
 * The first wanted language that we speak.
 * @param wanted BCP 47 tags, the best first (`navigator.languages`): `zh-TW` and other Traditional tags do not become Simplified.
 */
export function chooseLanguage(wanted: readonly string[], offered: readonly Language[] = languages): Language {
  for (const tag of wanted) {
    const [base = '', ...rest] = tag.toLowerCase().split('-')
    const found = offered.find((language) => language.toLowerCase() === tag.toLowerCase())
    if (found !== undefined) return found
    const traditional = rest.some((part) => ['hant', 'tw', 'hk', 'mo'].includes(part))
    const like: Language | undefined =
      base === 'ja' ? 'ja' : base === 'en' ? 'en' : base === 'ko' ? 'ko' : base === 'zh' && !traditional ? 'zh-Hans' : undefined
    if (like !== undefined && offered.includes(like)) return like
  }
  return wanted.length > 0 && offered.includes('en') ? 'en' : (offered[0] ?? 'ja')
}

/** Which texts to try for a language, in order: easy Japanese reads Japanese, everyone else English before Japanese. */
const fallbacks: Readonly<Record<Language, readonly Language[]>> = {
  ja: ['ja', 'ja-easy', 'en'],
  'ja-easy': ['ja-easy', 'ja', 'en'],
  en: ['en', 'ja'],
  'zh-Hans': ['zh-Hans', 'en', 'ja'],
  ko: ['ko', 'en', 'ja'],
}

/** A text for a person, and the language it really is in (for its `lang` attribute). */
export interface Spoken {
  readonly text: string
  readonly language: Language
}

/** The best of a text's languages for this person; undefined when there is none at all. */
export function pickText(
  texts: Readonly<Partial<Record<Language, string | undefined>>> | undefined,
  language: Language,
): Spoken | undefined {
  if (texts === undefined) return undefined
  for (const candidate of [...fallbacks[language], ...languages]) {
    const text = texts[candidate]
    if (text !== undefined && text !== '') return { text, language: candidate }
  }
  return undefined
}
