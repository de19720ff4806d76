/** Strings by their n-grams: which of them share enough with a query to be worth a closer look. */
export interface GramIndex {
  readonly forms: readonly string[]
  /** The document that each form belongs to. */
  readonly documents: Int32Array
  /** Forms that contain the text. All of them. */
  containing(text: string): number[]
  /** At most `limit` forms that may be within `edits` of the text (whole or part), the likeliest first. */
  similar(text: string, options: { readonly edits: number; readonly limit: number }): number[]
}

export interface Form {
  readonly text: string
  readonly document: number
}

const gramsOf = (text: string, size: number): string[] => {
  const out: string[] = []
  for (let i = 0; i + size <= text.length; i++) out.push(text.slice(i, i + size))
  return out
}

/** Builds the index with grams of `size` characters: 2 suits kanji, 3 suits letters. */
export function gramIndex(forms: readonly Form[], size: number): GramIndex {
  const texts = forms.map((f) => f.text)
  const documents = Int32Array.from(forms, (f) => f.document)
  const lists = new Map<string, number[]>()
  for (const [i, text] of texts.entries())
    for (const gram of new Set(gramsOf(text, size))) {
      const list = lists.get(gram)
      if (list === undefined) lists.set(gram, [i])
      else list.push(i)
    }
  const postings = new Map<string, Int32Array>()
  for (const [gram, list] of lists) postings.set(gram, Int32Array.from(list))
  lists.clear()
  const counts = new Uint8Array(texts.length)

  /** Fills `counts` with how many of the grams each form has, calls, and clears them again. */
  const counted = <T>(grams: readonly string[], read: (touched: number[]) => T): T => {
    const touched: number[] = []
    for (const gram of grams) {
      const list = postings.get(gram)
      if (list === undefined) continue
      for (const form of list) {
        const n = counts[form] ?? 0
        if (n === 0) touched.push(form)
        counts[form] = n + 1
      }
    }
    const result = read(touched)
    for (const form of touched) counts[form] = 0
    return result
  }

  return {
    forms: texts,
    documents,
    containing(text) {
      const grams = gramsOf(text, size)
      if (grams.length === 0) return texts.flatMap((form, i) => (form.includes(text) ? [i] : []))
      // The rarest gram decides: its list is short, and the text itself settles the rest.
      let shortest: Int32Array | undefined
      for (const gram of grams) {
        const list = postings.get(gram)
        if (list === undefined) return []
        if (shortest === undefined || list.length < shortest.length) shortest = list
      }
      return [...(shortest ?? [])].filter((i) => texts[i]?.includes(text) === true)
    },
    similar(text, { edits, limit }) {
      const grams = [...new Set(gramsOf(text, size))].slice(0, 200)
      // One edit spoils at most `size` grams; a swap one more.
      const needed = Math.max(1, grams.length - edits * size - 1)
      return counted(grams, (touched) => {
        const near: { form: number; likeness: number }[] = []
        for (const form of touched) {
          const n = counts[form] ?? 0
          // Dice, leaning to shorter forms: what is typed is more often a whole name than a piece of a long one.
          if (n >= needed)
            near.push({ form, likeness: (2 * n) / (grams.length + Math.max(1, (texts[form]?.length ?? 0) - size + 1)) + n / grams.length })
        }
        return near
          .sort((a, b) => b.likeness - a.likeness || a.form - b.form)
          .slice(0, limit)
          .map((c) => c.form)
      })
    },
  }
}
