import { FormatError } from '../report.ts'

export interface CsvRecord {
  readonly line: number
  readonly fields: string[]
}

const cr = 13
const lf = 10
const quote = 34

/**
 * Splits CSV text into records as it comes (RFC 4180; CRLF, LF or CR). Tolerant where the meaning is plain: quotes
 * inside an unquoted field, text after a closing quote. Empty lines are no records.
 */
export class CsvRecords {
  readonly #name: string
  readonly #delimiter: number
  readonly #limit: number
  #fields: string[] = []
  #field = ''
  /** 0 at the start of a field, 1 in a plain one, 2 in quotes, 3 after a quote inside quotes. */
  #state: 0 | 1 | 2 | 3 = 0
  #line = 1
  #recordLine = 1
  #quoteLine = 1
  #wasCr = false
  #wasQuoted = false

  constructor(options: { readonly name: string; readonly delimiter: string; readonly record_chars: number }) {
    this.#name = options.name
    this.#delimiter = options.delimiter.charCodeAt(0)
    this.#limit = options.record_chars
  }

  /** Records that end in this text. */
  *push(text: string): Generator<CsvRecord> {
    let from = 0
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i)
      const afterCr = this.#wasCr
      this.#wasCr = c === cr
      if (c === cr || (c === lf && !afterCr)) this.#line++
      if (this.#state === 2) {
        if (c === quote) {
          this.#field += text.slice(from, i)
          this.#state = 3
        }
        continue
      }
      if (c === lf && afterCr) {
        from = i + 1
        continue
      }
      if (c === this.#delimiter || c === cr || c === lf) {
        if (this.#state === 1) this.#field += text.slice(from, i)
        this.#endField()
        if (c !== this.#delimiter) {
          const record = this.#endRecord()
          if (record !== undefined) yield record
        }
        from = i + 1
      } else if (this.#state === 0) {
        this.#state = c === quote ? 2 : 1
        if (c === quote) this.#openQuote()
        from = c === quote ? i + 1 : i
      } else if (this.#state === 3) {
        // A doubled quote is one; anything else after a closing quote is taken as it stands.
        this.#state = c === quote ? 2 : 1
        from = i
        if (c === quote) {
          this.#field += '"'
          from = i + 1
        }
      }
    }
    if (this.#state === 1 || this.#state === 2) this.#field += text.slice(from)
    if (this.#field.length > this.#limit) throw this.#unclosed(`the record is longer than ${this.#limit} characters`)
  }

  /** The last record, when the file does not end with a line break. */
  end(): CsvRecord | undefined {
    if (this.#state === 2) throw this.#unclosed('a quote is opened here and never closed')
    if (this.#state === 0 && this.#fields.length === 0) return undefined
    this.#endField()
    return this.#endRecord()
  }

  #openQuote(): void {
    this.#quoteLine = this.#line
    this.#wasQuoted = true
  }

  #endField(): void {
    this.#fields.push(this.#field)
    this.#field = ''
    this.#state = 0
  }

  #endRecord(): CsvRecord | undefined {
    const fields = this.#fields
    const isEmpty = fields.length === 1 && fields[0] === '' && !this.#wasQuoted
    const record = isEmpty ? undefined : { line: this.#recordLine, fields }
    this.#fields = []
    this.#wasQuoted = false
    this.#recordLine = this.#line
    return record
  }

  #unclosed(reason: string): FormatError {
    const line = this.#state === 2 ? this.#quoteLine : this.#recordLine
    return new FormatError({
      code: this.#state === 2 ? 'truncated' : 'damaged',
      file: this.#name,
      where: { line },
      reason,
      next: 'Look at the quotes on that line, or export the file again',
    })
  }
}

/** The delimiter that the first line (outside quotes) has most of: comma, tab or semicolon; comma when there is none. */
export function delimiterOf(head: string): ',' | '\t' | ';' {
  const counts = { ',': 0, '\t': 0, ';': 0 }
  let quoted = false
  for (const c of head) {
    if (c === '"') quoted = !quoted
    else if (quoted) continue
    else if (c === '\n' || c === '\r') {
      if (counts[','] + counts['\t'] + counts[';'] > 0) break
    } else if (c === ',' || c === '\t' || c === ';') counts[c]++
  }
  return counts['\t'] > counts[','] && counts['\t'] >= counts[';'] ? '\t' : counts[';'] > counts[','] ? ';' : ','
}
