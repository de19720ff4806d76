/** Small kana and where they attach: き + ゃ → kya. */
const large: Readonly<Record<string, string>> = {
  ぁ: 'あ',
  ぃ: 'い',
  ぅ: 'う',
  ぇ: 'え',
  ぉ: 'お',
  ゃ: 'や',
  ゅ: 'ゆ',
  ょ: 'よ',
  ゎ: 'わ',
  ゕ: 'か',
  ゖ: 'け',
}

/** Kunrei-shiki, one entry per kana (Cabinet notice no. 1 of 1954, table 1, and its table 2 for ぢ, づ, を). */
const syllables: Readonly<Record<string, string>> = Object.fromEntries(
  (
    [
      ['', 'あ い う え お', 'a i u e o'],
      ['k', 'か き く け こ'],
      ['s', 'さ し す せ そ'],
      ['t', 'た ち つ て と'],
      ['n', 'な に ぬ ね の'],
      ['h', 'は ひ ふ へ ほ'],
      ['m', 'ま み む め も'],
      ['y', 'や - ゆ - よ'],
      ['r', 'ら り る れ ろ'],
      ['w', 'わ ゐ - ゑ を'],
      ['g', 'が ぎ ぐ げ ご'],
      ['z', 'ざ じ ず ぜ ぞ'],
      ['d', 'だ ぢ づ で ど'],
      ['b', 'ば び ぶ べ ぼ'],
      ['p', 'ぱ ぴ ぷ ぺ ぽ'],
    ] as const
  ).flatMap(([consonant, row]) => row.split(' ').map((kana, i) => [kana, consonant + ('aiueo'[i] ?? '')] as const)),
)
const exceptions: Readonly<Record<string, string>> = { ぢ: 'zi', づ: 'zu', を: 'o', ゐ: 'i', ゑ: 'e', ん: 'n', ゔ: 'bu' }

/**
 * Makes spellings of one text equal: width (NFKC), case, katakana → hiragana, small ヶ/ヵ, and no spaces, dots or
 * brackets. Long vowel marks and kanji stay. Folding twice is folding once.
 */
export function foldText(text: string): string {
  let out = ''
  for (const c of text.normalize('NFKC').toLowerCase().normalize('NFKC')) {
    const code = c.charCodeAt(0)
    if (code >= 0x30a1 && code <= 0x30f6) out += small(String.fromCharCode(code - 0x60))
    else if (c === 'ー' || c === '〜' || c === '～' || c === '々') out += c === '々' ? c : 'ー'
    else if (/[\p{L}\p{N}\p{M}]/u.test(c)) out += small(c)
  }
  return out
}
const small = (c: string): string => (c === 'ゖ' || c === 'ゕ' ? (large[c] ?? c) : c)

/** Katakana → hiragana, everything else as it is. */
export const toHiragana = (text: string): string => text.replace(/[\u30a1-\u30f6]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x60))

/** Whether a folded text is all kana (and digits): then its sound is known without a dictionary. */
export const isKanaOnly = (folded: string): boolean => /^[ぁ-ゖーゝゞ0-9]+$/.test(folded)
/** Whether a folded text is Latin letters and digits only (accents allowed): romaji, or another language. */
export const isLatinOnly = (folded: string): boolean => folded !== '' && /^[\p{Script=Latin}\p{M}0-9]+$/u.test(folded)

const plainYoon = (base: string, next: string): string | undefined => {
  const roman = syllables[base]
  if (roman === undefined) return undefined
  const head = (exceptions[base] ?? roman).slice(0, -1)
  const y = { ゃ: 'ya', ゅ: 'yu', ょ: 'yo' }[next]
  if (y !== undefined) return roman.endsWith('i') && head !== '' ? head + y : undefined
  const vowel = { ぁ: 'a', ぃ: 'i', ぅ: 'u', ぇ: 'e', ぉ: 'o' }[next]
  if (vowel === undefined) return undefined
  if (base === 'う') return vowel === 'u' ? 'u' : `w${vowel}`
  if (base === 'て' || base === 'で' || base === 'と' || base === 'ど') return head + vowel
  if (roman.endsWith('i') && vowel === 'e' && head !== '') return `${head}ye`
  return roman.endsWith('u') && head !== '' ? head + vowel : undefined
}

/** Folded kana → plain Kunrei-like letters without long-vowel marks; other characters are kept. */
export function kanaToLatin(folded: string): string {
  let out = ''
  for (let i = 0; i < folded.length; i++) {
    const c = folded.charAt(i)
    const next = folded.charAt(i + 1)
    if (c === 'ー') continue
    if (c === 'ゔ') {
      const vowel = { ぁ: 'a', ぃ: 'i', ぇ: 'e', ぉ: 'o' }[next]
      out += vowel === undefined ? 'bu' : `b${vowel}`
      if (vowel !== undefined) i++
      continue
    }
    const pair = plainYoon(c, next)
    if (pair !== undefined) {
      out += pair
      i++
      continue
    }
    if (c === 'っ') continue
    const plain = large[c] ?? c
    out += exceptions[plain] ?? syllables[plain] ?? c
  }
  return out
}

/** Hepburn, wapuro and sloppy spellings → the letters of `kanaToLatin`, in this order. */
const respellings: readonly (readonly [RegExp, string])[] = [
  [/[tc]ch/g, 'ch'],
  [/sch/g, 'sh'],
  [/shi/g, 'si'],
  [/sh([auoe])/g, 'sy$1'],
  [/chi/g, 'ti'],
  [/ch([auoe])/g, 'ty$1'],
  [/tsu/g, 'tu'],
  [/ts([aieo])/g, 'tu$1'],
  [/dzu/g, 'zu'],
  [/du/g, 'zu'],
  [/di/g, 'di'],
  [/ji/g, 'zi'],
  [/j([auoe])/g, 'zy$1'],
  [/jy/g, 'zy'],
  [/dy/g, 'zy'],
  [/cy/g, 'ty'],
  [/fu/g, 'hu'],
  [/f([aieo])/g, 'h$1'],
  [/fy/g, 'hy'],
  [/v/g, 'b'],
  [/l/g, 'r'],
  [/ph/g, 'h'],
  [/th/g, 't'],
  [/c([ei])/g, 's$1'],
  [/ck/g, 'k'],
  [/c/g, 'k'],
  [/q/g, 'k'],
  [/x/g, 'ks'],
  [/m(?=[bp])/g, 'n'],
  [/wo/g, 'o'],
]

const merges: readonly (readonly [RegExp, string])[] = [
  [/oh(?![aiueoy])/g, 'o'],
  [/o[ou]+/g, 'o'],
  [/e[ei]+/g, 'e'],
  [/(.)\1+/g, '$1'],
]

/**
 * The sound of a folded kana or Latin text as one key, the same for kana, Hepburn and Kunrei and for every way to write a
 * long vowel or a doubled consonant: ジンジャ, jinja, zinzya → `zinzya`; とうきょう, Tōkyō, tokyo, toukyou → `tokyo`.
 * It is coarse on purpose (びょういん and びよういん differ, おおさか and おさか do not); ranking tells them apart later.
 */
export function soundOf(folded: string): string {
  let s = kanaToLatin(folded)
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .normalize('NFC')
  for (const [from, to] of respellings) s = s.replace(from, to)
  for (const [from, to] of merges) s = s.replace(from, to)
  return s
}

const hepburnHeads: readonly (readonly [RegExp, string])[] = [
  [/hu/g, 'fu'],
  [/sy/g, 'sh'],
  [/ty/g, 'ch'],
  [/zy/g, 'j'],
  [/si/g, 'shi'],
  [/ti/g, 'chi'],
  [/tu/g, 'tsu'],
  [/zi/g, 'ji'],
]

export interface Romanisation {
  readonly system: 'hepburn' | 'kunrei'
  /** `mark` ō, `letters` ou, `none` o. */
  readonly long: 'mark' | 'letters' | 'none'
}

/** Writes a folded kana reading in Latin letters, as people do. */
export function romanise(kana: string, { system, long }: Romanisation): string {
  const spelled = kana.replace(/ー/g, (_, at: number) => vowelOf(kana, at))
  let out = ''
  for (const [i, part] of spelled.split('っ').entries()) {
    const letters =
      system === 'hepburn' ? hepburnHeads.reduce((s, [from, to]) => s.replace(from, to), kanaToLatin(part)) : kanaToLatin(part)
    const double = i > 0 && /^[^aiueon]/.test(letters) ? (letters.startsWith('ch') ? 't' : letters.charAt(0)) : ''
    out += double + letters
  }
  if (long === 'letters') return out
  return out.replace(/ou|oo|uu/g, (pair) => (long === 'none' ? pair.charAt(0) : pair.startsWith('o') ? 'ō' : 'ū'))
}

/** The vowel kana that a long mark at `at` repeats. */
function vowelOf(kana: string, at: number): string {
  const before = kanaToLatin(kana.slice(Math.max(0, at - 2), at)).at(-1) ?? ''
  return { a: 'あ', i: 'い', u: 'う', e: 'え', o: 'う' }[before] ?? ''
}
