import { foldText, isKanaOnly, romanise, toHiragana } from './kana.ts'

/** What the generator reads of a place: how it is written, and how it is read (kana). */
export interface NamedPlace {
  readonly id: string
  readonly name: string
  readonly reading: string
}

export interface SearchQuery {
  readonly kind: 'kana' | 'romaji' | 'typo'
  readonly text: string
  /** Any of these answers it: places of the same name or the same reading. */
  readonly expect: readonly string[]
}

/** A small seeded generator (mulberry32): the same seed gives the same queries everywhere. */
function random(seed: number): () => number {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), a | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const kanaLetters =
  'あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわんがぎぐげござじずぜぞだでどばびぶべぼ'
const latinLetters = 'abcdefghijklmnopqrstuvwxyz'
const kanjiLetters = '山川田中大小本町東西南北口木金石原海花店館院堂寺社'

/** One slip of a finger: a letter wrong, missing, too many, or two swapped. Never the text itself. */
function slip(text: string, next: () => number): string {
  const letters = /^[a-zāīūēō\s']+$/i.test(text) ? latinLetters : isKanaOnly(foldText(text)) ? kanaLetters : kanjiLetters
  for (;;) {
    const at = Math.floor(next() * text.length)
    const other = letters.charAt(Math.floor(next() * letters.length))
    const kind = Math.floor(next() * 4)
    const slipped =
      kind === 0
        ? text.slice(0, at) + other + text.slice(at + 1)
        : kind === 1
          ? text.slice(0, at) + text.slice(at + 1)
          : kind === 2
            ? text.slice(0, at) + other + text.slice(at)
            : text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2)
    if (foldText(slipped) !== foldText(text)) return slipped
  }
}

const systems = ['hepburn', 'kunrei'] as const
const longs = ['mark', 'letters', 'none'] as const
const pick = <T>(from: readonly T[], next: () => number, fallback: T): T => from[Math.floor(next() * from.length)] ?? fallback

/** Kana as people type it: hiragana or katakana. */
function written(reading: string, next: () => number): string {
  const hiragana = toHiragana(reading)
  return next() < 0.75 ? hiragana : hiragana.replace(/[\u3041-\u3096]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0x60))
}

/**
 * Queries as people would type them for these places: a third each in kana, in romaji (Hepburn or Kunrei, long vowels
 * three ways) and with one mistake (in kana, romaji or the written name). Deterministic in `places` and `seed`.
 * Places without a kana reading of three letters or more are left out: nobody could type them by ear.
 * @param count how many; 1,000 if absent
 */
export function searchQueries(places: readonly NamedPlace[], seed: number, count = 1000): SearchQuery[] {
  const next = random(seed)
  const usable = places.filter((p) => {
    const folded = foldText(p.reading)
    return isKanaOnly(folded) && folded.length >= 3 && !/\d/.test(folded)
  })
  const alike = new Map<string, string[]>()
  for (const p of places)
    for (const key of new Set([`n${foldText(p.name)}`, `r${foldText(p.reading)}`])) alike.set(key, [...(alike.get(key) ?? []), p.id])
  const queries: SearchQuery[] = []
  while (usable.length > 0 && queries.length < count) {
    const place = pick(usable, next, usable[0] ?? { id: '', name: '', reading: '' })
    const expect = [...new Set([...(alike.get(`n${foldText(place.name)}`) ?? []), ...(alike.get(`r${foldText(place.reading)}`) ?? [])])]
    const romaji = (): string =>
      romanise(foldText(place.reading), { system: pick(systems, next, 'hepburn'), long: pick(longs, next, 'none') })
    const kind = pick(['kana', 'romaji', 'typo'] as const, next, 'kana')
    const exact =
      kind === 'kana'
        ? written(place.reading, next)
        : kind === 'romaji'
          ? romaji()
          : pick([() => written(place.reading, next), romaji, () => place.name], next, romaji)()
    if (kind !== 'typo') queries.push({ kind, text: exact, expect })
    else if (exact.length >= 4) queries.push({ kind, text: slip(exact, next), expect })
  }
  return queries
}
