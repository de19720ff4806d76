/** The language filter: which text of a LanguageProperty a reader wants (ETSI GS CIM 009 V1.9.1 §4.15; RFC 3282, RFC 4647). */
import { ProblemSignal, settle, type Problem } from './problem.ts'

/** Language ranges in lower case, the most wanted first. */
export type Languages = readonly string[]

const RANGE = /^(?:\*|@none|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)$/
const QUALITY = /^[qQ]=(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/
const MOST = 50

/** Parses `fr-CH,fr;q=0.9,*;q=0.5`; refuses with BadRequestData. Ranges of quality 0 are not wanted, and left out. */
export function parseLanguages(text: string): Languages | Problem {
  return settle(() => {
    const parts = text.split(',')
    if (parts.length > MOST) throw bad(`names more than ${MOST} languages`)
    const ranked = parts.map((part) => {
      const [range = '', ...parameters] = part.trim().split(/\s*;\s*/)
      const [quality] = parameters
      if (!RANGE.test(range) || parameters.length > 1 || (quality !== undefined && !QUALITY.test(quality)))
        throw bad(`holds ${JSON.stringify(part)}`)
      return { range: range.toLowerCase(), quality: quality === undefined ? 1 : Number(quality.slice(2)) }
    })
    return ranked
      .filter(({ quality }) => quality > 0)
      .sort((a, b) => b.quality - a.quality)
      .map(({ range }) => range)
  })
}
const bad = (what: string): ProblemSignal =>
  new ProblemSignal('BadRequestData', `lang ${what}; it is a list of language tags such as fr-CH,fr;q=0.9,*;q=0.5 (§4.15).`)

/**
 * The tag of a language map that fits best: for each range in turn the tag itself, one that is more precise, or one that is
 * less (`nl` for `nl-BE`); then `@none`; then any. Undefined for an empty map.
 */
export function chooseLanguage(map: Readonly<Record<string, unknown>>, wanted: Languages): string | undefined {
  const tags = Object.keys(map)
  for (const range of wanted) {
    if (range === '*') break
    const found = lookUp(tags, range)
    if (found !== undefined) return found
  }
  return tags.includes('@none') ? '@none' : tags[0]
}

function lookUp(tags: readonly string[], range: string): string | undefined {
  const exact = tags.find((tag) => tag.toLowerCase() === range)
  if (exact !== undefined) return exact
  const longer = tags.find((tag) => tag.toLowerCase().startsWith(`${range}-`))
  if (longer !== undefined) return longer
  const dash = range.lastIndexOf('-')
  if (dash < 0) return undefined
  // RFC 4647 §3.4: a single letter or digit left at the end goes too.
  const shorter = range.slice(0, dash).replace(/-[a-z0-9]$/, '')
  return lookUp(tags, shorter)
}
