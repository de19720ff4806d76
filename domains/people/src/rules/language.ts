import { languages, type Language } from './city.ts'

const isLanguage = (text: string): text is Language => (languages as readonly string[]).includes(text)

/** `zh-TW;q=0.8` → the language of ours that serves it best: any Chinese reads simplified better than Japanese. */
const nearest = (tag: string): Language | undefined => {
  const lower = tag.toLowerCase()
  if (lower === 'ja-easy') return 'ja-easy'
  if (lower.startsWith('zh')) return 'zh-Hans'
  return languages.find((language) => language === lower.split('-')[0])
}

/**
 * The language of a request: `?lang=`, else the person's cookie, else the browser's list (RFC 9110 §12.5.4), else the
 * city's first; never one that the city does not offer.
 */
export function pickLanguage({
  asked,
  kept,
  accept,
  offered,
}: {
  readonly asked: string | undefined
  readonly kept: string | undefined
  readonly accept: string | undefined
  readonly offered: readonly Language[]
}): Language {
  for (const wish of [asked, kept]) if (wish !== undefined && isLanguage(wish) && offered.includes(wish)) return wish
  const ranked = (accept ?? '').split(',').map((item) => {
    const [tag = '', ...params] = item.trim().split(';')
    const q = params.map((p) => /^\s*q=([01](\.\d+)?)$/.exec(p)?.[1]).find((v) => v !== undefined)
    return { tag, q: q === undefined ? 1 : Number(q) }
  })
  for (const { tag } of ranked.filter(({ q }) => q > 0).toSorted((a, b) => b.q - a.q)) {
    const language = nearest(tag)
    if (language !== undefined && offered.includes(language)) return language
  }
  return offered[0] ?? 'ja'
}
