import kuromoji, { type IpadicFeatures, type Tokenizer } from '@sglkc/kuromoji'
import { foldText, isKanaOnly, isLatinOnly, toHiragana } from './rules/kana.ts'

/** Reads Japanese names aloud, by dictionary (IPADIC through kuromoji). */
export interface Readings {
  /**
   * Readings in hiragana, one per name, in order; undefined where there is nothing to look up (kana or Latin only) or the
   * dictionary does not know a word. A guess: 主水 may be read もんど.
   */
  read(names: readonly string[]): Promise<(string | undefined)[]>
}

/** The dictionary takes 0.7 s and some 350 MB to open, so it is opened when first needed and let go when idle. */
const idle_ms = 60_000
const charactersAtMost = 100

const folder = decodeURIComponent(new URL('dict/', import.meta.resolve('@sglkc/kuromoji/package.json')).pathname)
const open = (): Promise<Tokenizer<IpadicFeatures>> =>
  new Promise((resolve, reject) => {
    kuromoji.builder({ dicPath: folder }).build((error: Error | null, tokenizer) => {
      if (error) reject(error)
      else resolve(tokenizer)
    })
  })

const japanese = /[\u3041-\u30ff\u3400-\u9fff々]/

function readOne(tokenizer: Tokenizer<IpadicFeatures>, name: string): string | undefined {
  let out = ''
  for (const token of tokenizer.tokenize(name.normalize('NFKC'))) {
    const reading = token.reading === undefined || token.reading === '*' ? token.surface_form : token.reading
    out += reading
  }
  const folded = foldText(toHiragana(out))
  // A kanji that stayed has no reading; half a reading would be found by nobody.
  return /[\u3400-\u9fff々]/.test(folded) ? undefined : toHiragana(out)
}

export function createReadings(): Readings {
  let opened: Promise<Tokenizer<IpadicFeatures>> | undefined
  let closing: NodeJS.Timeout | undefined
  return {
    async read(names) {
      const needed = names.map(
        (name) => name.length <= charactersAtMost && japanese.test(name) && !isKanaOnly(foldText(name)) && !isLatinOnly(foldText(name)),
      )
      if (!needed.includes(true)) return names.map(() => undefined)
      clearTimeout(closing)
      opened ??= open()
      const tokenizer = await opened.catch((error: unknown) => {
        opened = undefined
        throw error
      })
      closing = setTimeout(() => {
        opened = undefined
      }, idle_ms)
      closing.unref()
      return names.map((name, i) => (needed[i] === true ? readOne(tokenizer, name) : undefined))
    },
  }
}
