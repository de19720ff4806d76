import type { FindingCode, FormatErrorCode } from './codes.ts'

/** Where in a file something was found: a line (from 1, the header counts), an object's own id, or a byte offset of the decompressed content. */
export type Where = { readonly line: number } | { readonly id: string } | { readonly byte: number }

/** One reason, how often it was met, and the first places. */
export interface Finding {
  /** What a screen translates: `findingTexts` has it in two languages. */
  readonly code: FindingCode
  /** The same in a plain English sentence without a full stop. */
  readonly reason: string
  readonly count: number
  /** The first places only (`placesKept`); `count` is the truth. */
  readonly where: readonly Where[]
}

/** What a reader made of a file. Complete only when the reading has ended. */
export interface Report {
  /** The format as found in the content, such as `OSM XML (gzip)`. */
  readonly recognisedAs: string
  /** Objects or rows given to the caller. */
  readonly taken: number
  /** Objects or rows left out. */
  readonly skipped: readonly Finding[]
  /** Things taken all the same that somebody should know. */
  readonly warnings: readonly Finding[]
}

/** Places remembered for each finding. */
export const placesKept = 100

/** Different findings remembered; any more are counted under the code `other`. */
export const findingsKept = 200

/** Something that streams values and can say afterwards what it met. */
export interface Reading<T> extends AsyncIterable<T> {
  report(): Report
}

/** One remark on a record. */
export interface Remark {
  readonly code: FindingCode
  readonly reason: string
  readonly where: Where
}

/** Collects what a reader meets, in bounded memory. */
export class ReportBuilder {
  recognisedAs = ''
  taken = 0
  readonly #skipped = new Map<string, Gathering>()
  readonly #warnings = new Map<string, Gathering>()

  skip(remark: Remark): void {
    note(this.#skipped, remark)
  }
  warn(remark: Remark): void {
    note(this.#warnings, remark)
  }

  report(): Report {
    return { recognisedAs: this.recognisedAs, taken: this.taken, skipped: findings(this.#skipped), warnings: findings(this.#warnings) }
  }
}

interface Gathering {
  readonly code: FindingCode
  readonly reason: string
  count: number
  readonly where: Where[]
}

function note(into: Map<string, Gathering>, { code, reason, where }: Remark): void {
  const full = into.size >= findingsKept && !into.has(`${code}\n${reason}`)
  const key = full ? 'other' : `${code}\n${reason}`
  const found = into.get(key)
  if (found === undefined) into.set(key, { code: full ? 'other' : code, reason: full ? 'other reasons' : reason, count: 1, where: [where] })
  else {
    found.count++
    if (found.where.length < placesKept) found.where.push(where)
  }
}

const findings = (from: Map<string, Gathering>): Finding[] =>
  [...from.values()].map((f) => ({ ...f, where: [...f.where] })).toSorted((a, b) => b.count - a.count)

/** `line 14`, `way/123`, `byte 2048`. */
export const whereText = (where: Where): string =>
  'line' in where ? `line ${where.line}` : 'id' in where ? where.id : `byte ${where.byte}`

/** Ends a reading. The message names the file, the place in it, what is wrong and what to do next. */
export class FormatError extends Error {
  override readonly name = 'FormatError'
  readonly code: FormatErrorCode
  readonly file: string
  readonly where: Where
  readonly reason: string
  readonly next: string

  constructor(what: {
    readonly code: FormatErrorCode
    readonly file: string
    readonly where: Where
    readonly reason: string
    readonly next: string
  }) {
    super(`${what.file}, ${whereText(what.where)}: ${what.reason}. ${what.next}.`)
    this.code = what.code
    this.file = what.file
    this.where = what.where
    this.reason = what.reason
    this.next = what.next
  }
}
