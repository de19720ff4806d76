import { categories } from './categories.ts'
import { editDistance } from './edit-distance.ts'
import { gramIndex, type Form, type GramIndex } from './gram-index.ts'
import { foldText, isKanaOnly, isLatinOnly, soundOf } from './kana.ts'

/** What search knows of one place. */
export interface SearchDocument {
  readonly id: string
  /** Names in any language, other names, branch names; as written. */
  readonly names: readonly string[]
  /** Readings in kana or Latin letters. */
  readonly readings: readonly string[]
  readonly category: readonly string[]
  readonly address?: string | undefined
}

export interface Hit {
  /** Position of the document in the list the index was built from. */
  readonly document: number
  /** 0–102; above 80 the text stands in the name or is a category, below 80 it was guessed. */
  readonly score: number
}

export interface SearchIndex {
  readonly size: number
  /**
   * Every document that may fit the words, unordered; `rankHits` puts them in order and drops the weak.
   * @param guesses how many forms that do not hold the words as written get a closer look; 250 unless told
   */
  hits(query: string, guesses?: number): Hit[]
  /** `rankHits` of `hits`. An empty query answers nothing. */
  search(query: string): Hit[]
}

/**
 * Best first, ties in document order. Where the words stand somewhere as written, mere guesses only disturb and are
 * dropped; among guesses those far behind the best are.
 */
export function rankHits<H extends Hit>(hits: readonly H[]): H[] {
  const top = hits.reduce((most, h) => Math.max(most, h.score), 0)
  const least = top >= 80 ? 60 : top - 20
  return hits.filter((h) => h.score >= least).sort((a, b) => b.score - a.score || a.document - b.document)
}

/** Forms that get a closer look unless told; more would cost time and find nothing better. */
const closerLook = 250
const wordsAtMost = 6

/** Mistakes allowed by length: none in two characters, one in four letters, three in a long name. */
const editsFor = (length: number, dense: boolean): number =>
  dense ? (length < 3 ? 0 : length < 8 ? 1 : 2) : length < 4 ? 0 : length < 8 ? 1 : length < 14 ? 2 : 3

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

/** How well a text that stands in the form fits it: whole 100, start 90–99, inside 80–89. */
function literalScore(text: string, form: string): number {
  if (form === text) return 100
  return (form.startsWith(text) ? 90 : 80) + 9 * share(text.length, form.length)
}

/** How well a text that nearly fits the form does so, 0 when it does not. */
function fuzzyScore(text: string, form: string, edits: number): number {
  const whole = editDistance(text, form, { max: edits })
  if (whole <= edits) return 78 - 9 * whole
  // The form as a whole inside a longer query (“ebisu jinja shrine”).
  if (form.length >= 4 && text.includes(form)) return 55 + 15 * share(form.length, text.length)
  if (edits === 0) return 0
  const start = editDistance(text, form, { max: edits, align: 'prefix' })
  if (start <= edits) return 68 - 9 * start + 4 * share(text.length, form.length)
  const piece = editDistance(text, form, { max: edits, align: 'within' })
  return piece <= edits ? 62 - 9 * piece + 4 * share(text.length, form.length) : 0
}

interface Best {
  offer(document: number, score: number): void
  readonly scores: Map<number, number>
}
const best = (): Best => {
  const scores = new Map<number, number>()
  return {
    scores,
    offer: (document, score) => {
      if (score > (scores.get(document) ?? 0)) scores.set(document, score)
    },
  }
}

function askForms(
  index: GramIndex,
  text: string,
  { dense, into, guesses }: { readonly dense: boolean; readonly into: Best; readonly guesses: number },
): void {
  if (text === '') return
  for (const i of index.containing(text)) into.offer(index.documents[i] ?? 0, literalScore(text, index.forms[i] ?? ''))
  const edits = editsFor(text.length, dense)
  if (edits === 0 && text.length < 4) return
  for (const i of index.similar(text, { edits: Math.max(edits, 1), limit: guesses })) {
    const score = fuzzyScore(text, index.forms[i] ?? '', edits)
    if (score > 0) into.offer(index.documents[i] ?? 0, score)
  }
}

/** Folded words → categories that are called so. */
function categoryWords(): ReadonlyMap<string, readonly string[]> {
  const words = new Map<string, string[]>()
  for (const c of categories)
    for (const name of [...Object.values(c.name), ...Object.values(c.name).flatMap((n) => n.split(/[・、（]/)), ...c.words, c.code]) {
      const folded = foldText(name)
      if (folded === '') continue
      for (const key of new Set([folded, isKanaOnly(folded) || isLatinOnly(folded) ? `~${soundOf(folded)}` : folded])) {
        const codes = words.get(key) ?? []
        if (!codes.includes(c.code)) words.set(key, [...codes, c.code])
      }
    }
  return words
}
const wordsOfCategories = categoryWords()

/** Categories that people mean by this word: `きっさてん`, `coffee`, `厕所`. */
export function categoriesCalled(word: string): readonly string[] {
  const folded = foldText(word)
  return (
    wordsOfCategories.get(folded) ??
    (isKanaOnly(folded) || isLatinOnly(folded) ? wordsOfCategories.get(`~${soundOf(folded)}`) : undefined) ??
    []
  )
}

interface Indexes {
  readonly guesses: number
  readonly surface: GramIndex
  readonly sound: GramIndex
  readonly byCategory: ReadonlyMap<string, readonly number[]>
  readonly addresses: readonly string[]
}

function indexesOf(documents: readonly SearchDocument[]): Indexes {
  const surface: Form[] = []
  const sound: Form[] = []
  const byCategory = new Map<string, number[]>()
  for (const [document, d] of documents.entries()) {
    const written = new Set(d.names.map(foldText).filter((n) => n !== ''))
    const heard = new Set<string>()
    const read = d.readings.map(foldText)
    for (const text of [...written, ...read]) if (isKanaOnly(text) || isLatinOnly(text)) heard.add(soundOf(text))
    // A kana reading is a form too: a slip of one kana is one mistake there, and up to four in letters.
    for (const text of new Set([...written, ...read])) if (text !== '' && !isLatinOnly(text)) surface.push({ text, document })
    for (const text of heard) if (text !== '') sound.push({ text, document })
    for (const code of d.category) byCategory.set(code, [...(byCategory.get(code) ?? []), document])
  }
  return {
    guesses: closerLook,
    surface: gramIndex(surface, 2),
    sound: gramIndex(sound, 3),
    byCategory,
    addresses: documents.map((d) => foldText(d.address ?? '')),
  }
}

/** Scores of all documents for one word or phrase. */
function askWord(indexes: Indexes, word: string, { addresses }: { readonly addresses: boolean }): Map<number, number> {
  const folded = foldText(word)
  const into = best()
  if (folded === '') return into.scores
  for (const code of categoriesCalled(word)) for (const document of indexes.byCategory.get(code) ?? []) into.offer(document, 88)
  // Equal in writing goes before equal in sound: びょういん over びよういん.
  if (!isLatinOnly(folded)) {
    askForms(indexes.surface, folded, { dense: true, into, guesses: indexes.guesses })
    for (const [document, score] of into.scores) if (score >= 80 && score !== 88) into.scores.set(document, score + 2)
  }
  const sound = isKanaOnly(folded) || isLatinOnly(folded) ? soundOf(folded) : ''
  // Doubled letters sound as one: “zzzz” would be heard as a single z, which is in half of all names.
  if (sound.length > 1 || (sound !== '' && folded.length < 3))
    askForms(indexes.sound, sound, { dense: false, into, guesses: indexes.guesses })
  if (addresses && folded.length >= 2)
    for (const [document, address] of indexes.addresses.entries()) if (address.includes(folded)) into.offer(document, 70)
  return into.scores
}

/** Runs of kana and of other letters: エビス神社 → エビス, 神社. A name half typed by ear is found by both halves. */
const runsOf = (word: string): string[] => word.match(/[\u3041-\u3096\u30a1-\u30fc]+|[^\u3041-\u3096\u30a1-\u30fc]+/g) ?? []

/** Documents that fit every word, each in its own way: 日本橋 カフェ. */
function askWords(indexes: Indexes, words: readonly string[]): Map<number, number> {
  let common: Map<number, number> | undefined
  for (const word of words) {
    const scores = askWord(indexes, word, { addresses: true })
    if (common === undefined) common = scores
    else
      for (const [document, sum] of common) {
        const more = scores.get(document)
        if (more === undefined) common.delete(document)
        else common.set(document, sum + more)
      }
  }
  for (const [document, sum] of common ?? []) common?.set(document, (sum / words.length) * 0.97)
  return common ?? new Map()
}

/**
 * Builds the search over places: names by writing (kanji, kana, hangul) and by sound (kana, romaji of any school, Latin
 * names), with mistakes; categories by their names and synonyms; addresses. A city of 20,000 places takes about a second
 * to build and some milliseconds to ask.
 */
export function searchIndex(documents: readonly SearchDocument[]): SearchIndex {
  const whole = indexesOf(documents)
  const hits = (query: string, guesses = closerLook): Hit[] => {
    const indexes = { ...whole, guesses }
    const words = query
      .normalize('NFKC')
      .split(/\s+/)
      .filter((w) => w !== '')
      .slice(0, wordsAtMost)
    if (words.length === 0) return []
    const scores = askWord(indexes, words.join(' '), { addresses: words.length === 1 })
    const pieces = words.length > 1 ? words : runsOf(words[0] ?? '')
    if (pieces.length > 1)
      for (const [document, score] of askWords(indexes, pieces)) if (score > (scores.get(document) ?? 0)) scores.set(document, score)
    return [...scores].map(([document, score]) => ({ document, score }))
  }
  return { size: documents.length, hits, search: (query) => rankHits(hits(query)) }
}
