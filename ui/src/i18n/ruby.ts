/** A run of text, with its reading where the writer gave one. */
export interface RubyRun {
  readonly base: string
  readonly reading?: string
}

const mark = /\{([^{}|]+)\|([^{}|]+)\}/g

/** `{時間|じかん}を {見|み}る` → runs with readings. Braces that are no such pair stay as they are. */
export function rubyRuns(text: string): readonly RubyRun[] {
  const runs: RubyRun[] = []
  let from = 0
  for (const match of text.matchAll(mark)) {
    const [whole, base = '', reading = ''] = match
    if (match.index > from) runs.push({ base: text.slice(from, match.index) })
    runs.push({ base, reading })
    from = match.index + whole.length
  }
  if (from < text.length) runs.push({ base: text.slice(from) })
  return runs
}

/** The text without readings: for attributes, titles and everything that is not drawn as HTML. */
export const withoutRuby = (text: string): string => text.replace(mark, '$1')
