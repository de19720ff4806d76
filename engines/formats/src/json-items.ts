import { joined } from './bytes.ts'
import { FormatError } from './report.ts'

export interface JsonItemsOptions {
  /** What messages call the file. */
  readonly name: string
  /** Bytes of one item. */
  readonly element_bytes: number
  /** Items are the elements of the array under this key of the top object; without it, every top-level object is an item. */
  readonly key?: string
  /** Called with each item, parsed, and the byte where it starts. */
  readonly onItem: (item: unknown, byte: number) => void
  /** Called with texts and numbers of the top object itself. */
  readonly onHeader?: (key: string, value: string) => void
}

const quote = 0x22
const backslash = 0x5c

/** Splits a large JSON document into its items as the bytes come (RFC 8259): memory holds one item, not the file. */
export class JsonItems {
  /** Whether the wanted array, or a first top-level object, was met. */
  found = false
  readonly #o: JsonItemsOptions
  readonly #decoder = new TextDecoder()
  #bytes: Uint8Array = new Uint8Array(0)
  #offset = 0
  #depth = 0
  #inText = false
  #skip = false
  #textFrom = -1
  #itemFrom = -1
  #itemDepth: number
  #key = ''
  #value = false

  constructor(options: JsonItemsOptions) {
    this.#o = options
    this.#itemDepth = options.key === undefined ? 0 : -1
  }

  push(piece: Uint8Array): void {
    const from = this.#bytes.length
    const bytes = from === 0 ? piece : joined([this.#bytes, piece])
    this.#bytes = bytes
    for (let p = from; p < bytes.length; p++) {
      const c = bytes[p] ?? 0
      if (this.#inText) {
        if (this.#skip) this.#skip = false
        else if (c === backslash) this.#skip = true
        else if (c === quote) {
          this.#inText = false
          this.#textEnd(p)
        }
      } else if (c >= 0x22) this.#sign(c, p)
    }
    const keep = this.#itemFrom >= 0 ? this.#itemFrom : this.#textFrom >= 0 ? this.#textFrom : bytes.length
    this.#bytes = bytes.slice(keep)
    this.#offset += keep
    if (this.#itemFrom >= 0) this.#itemFrom -= keep
    if (this.#textFrom >= 0) this.#textFrom -= keep
    if (this.#bytes.length > this.#o.element_bytes)
      throw new FormatError({
        code: 'too-large',
        file: this.#o.name,
        where: { byte: this.#offset },
        reason: `one element is larger than ${this.#o.element_bytes} bytes`,
        next: 'Check the file, or raise the limit',
      })
  }

  end(): void {
    if (this.#depth > 0 || this.#inText)
      throw new FormatError({
        code: 'truncated',
        file: this.#o.name,
        where: { byte: this.#offset + this.#bytes.length },
        reason: 'the JSON ends in the middle',
        next: 'Download it again and compare its size with the source',
      })
  }

  #sign(c: number, p: number): void {
    if (c === quote) {
      this.#inText = true
      if (this.#depth === 1 && this.#itemFrom < 0) this.#textFrom = p
    } else if (c === 0x7b || c === 0x5b) {
      if (this.#depth === this.#itemDepth && c === 0x7b) {
        this.#itemFrom = p
        this.found = true
      } else if (this.#depth === 1 && c === 0x5b && this.#value && this.#key === this.#o.key) {
        this.#itemDepth = 2
        this.found = true
      }
      this.#depth++
    } else if (c === 0x7d || c === 0x5d) {
      this.#depth--
      if (this.#depth < 0) throw this.#damaged(p, 'a bracket closes that was never opened')
      if (this.#itemFrom >= 0 && this.#depth === this.#itemDepth) this.#item(p + 1)
      else if (this.#depth === 1 && this.#itemDepth === 2) this.#itemDepth = -1
    } else if (this.#depth === 1) {
      if (c === 0x3a) this.#value = true
      else if (c === 0x2c) this.#value = false
    }
  }

  #textEnd(p: number): void {
    if (this.#textFrom < 0) return
    const text = this.#parse(this.#textFrom, p + 1)
    this.#textFrom = -1
    if (typeof text !== 'string') return
    if (this.#value) this.#o.onHeader?.(this.#key, text)
    else this.#key = text
  }

  #item(to: number): void {
    const from = this.#itemFrom
    this.#itemFrom = -1
    this.#o.onItem(this.#parse(from, to), this.#offset + from)
  }

  #parse(from: number, to: number): unknown {
    try {
      return JSON.parse(this.#decoder.decode(this.#bytes.subarray(from, to)))
    } catch {
      throw this.#damaged(from, 'this is not valid JSON')
    }
  }

  #damaged(p: number, reason: string): FormatError {
    return new FormatError({
      code: 'damaged',
      file: this.#o.name,
      where: { byte: this.#offset + p },
      reason,
      next: 'Export or download it again',
    })
  }
}
