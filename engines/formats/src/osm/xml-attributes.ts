import { XmlText } from './xml-text.ts'

/**
 * Walks the attributes of one tag in a piece of bytes (XML 1.0 §3.1): any order, either quote, blanks round `=`, and
 * `>` inside values. Nothing is made a string until it is asked for.
 */
export class XmlAttributes {
  /** `next` answers this when the tag goes on beyond the bytes, */
  readonly incomplete = -1
  /** and this when the tag has ended. */
  readonly ended = -2
  /** Position after the tag, once it has ended. */
  after = 0
  selfClosed = false
  readonly #refuse: (byte: number, reason: string) => Error
  readonly #text = new XmlText()
  #bytes: Uint8Array = new Uint8Array(0)
  #length = 0
  #name = 0
  #nameEnd = 0
  #from = 0
  #to = 0

  /** `refuse` makes the error for bytes that are not XML; it gets a position in the current piece. */
  constructor(refuse: (byte: number, reason: string) => Error) {
    this.#refuse = refuse
  }

  /** Sets what is read: the first `length` of `bytes`. */
  begin(bytes: Uint8Array, length: number): void {
    this.#bytes = bytes
    this.#length = length
  }

  /** Position after a name that starts here. */
  nameEnd(from: number): number {
    const bytes = this.#bytes
    let p = from
    while (p < this.#length) {
      const c = bytes[p] ?? 0
      if (c <= 0x20 || c === 0x2f || c === 0x3e) break
      p++
    }
    return p
  }

  /** Over all attributes that are left: the position after the tag, or `incomplete`. */
  skip(from: number): number {
    let p = from
    do p = this.next(p)
    while (p >= 0)
    return p === this.ended ? this.after : this.incomplete
  }

  /** Reads the attribute at or after `from`: the position behind it, `incomplete` or `ended`. */
  next(from: number): number {
    const bytes = this.#bytes
    const length = this.#length
    let p = from
    while (p < length && (bytes[p] ?? 0) <= 0x20) p++
    if (p >= length) return -1
    let c = bytes[p] ?? 0
    if (c === 0x3e) return this.#end(p + 1, false)
    if (c === 0x2f) {
      if (p + 1 >= length) return -1
      if (bytes[p + 1] !== 0x3e) throw this.#refuse(p, 'a tag has a slash in the wrong place')
      return this.#end(p + 2, true)
    }
    this.#name = p
    while (p < length && (c = bytes[p] ?? 0) !== 0x3d && c > 0x20 && c !== 0x3e && c !== 0x3c) p++
    this.#nameEnd = p
    while (p < length && (bytes[p] ?? 0) <= 0x20) p++
    if (p >= length) return -1
    if (bytes[p] !== 0x3d) throw this.#refuse(p, 'an attribute has no value')
    p++
    while (p < length && (bytes[p] ?? 0) <= 0x20) p++
    if (p >= length) return -1
    const quote = bytes[p] ?? 0
    if (quote !== 0x22 && quote !== 0x27) throw this.#refuse(p, 'a value is not in quotes')
    p++
    this.#from = p
    while (p < length && (c = bytes[p] ?? 0) !== quote) {
      if (c === 0x3c) throw this.#refuse(p, 'a value is not closed')
      p++
    }
    if (p >= length) return -1
    this.#to = p
    return p + 1
  }

  #end(after: number, selfClosed: boolean): number {
    this.after = after
    this.selfClosed = selfClosed
    return -2
  }

  /** Whether the current attribute has this ASCII name. */
  isName(name: string): boolean {
    const from = this.#name
    if (this.#nameEnd - from !== name.length) return false
    const bytes = this.#bytes
    for (let i = 0; i < name.length; i++) if (bytes[from + i] !== name.charCodeAt(i)) return false
    return true
  }

  /** The current value as text. */
  text(): string {
    return this.#text.read(this.#bytes, this.#from, this.#to)
  }

  /** The current value as a whole number, or NaN. */
  integer(): number {
    const bytes = this.#bytes
    const to = this.#to
    let p = this.#from
    const negative = bytes[p] === 0x2d
    if (negative) p++
    if (p >= to || to - p > 15) return NaN
    let value = 0
    for (; p < to; p++) {
      const digit = (bytes[p] ?? 0) - 0x30
      if (digit < 0 || digit > 9) return NaN
      value = value * 10 + digit
    }
    return negative ? -value : value
  }

  /** The current value in degrees as a whole number of 1e-7 degrees (rounded), or NaN when it is not one within ±180. */
  degrees7(): number {
    const bytes = this.#bytes
    const to = this.#to
    let p = this.#from
    const negative = bytes[p] === 0x2d
    if (negative) p++
    let value = 0
    let decimals = -1
    for (; p < to; p++) {
      const c = bytes[p] ?? 0
      if (c === 0x2e && decimals < 0) {
        decimals = 0
        continue
      }
      const digit = c - 0x30
      if (digit < 0 || digit > 9) return rounded(Number(this.text() || 'none'))
      if (decimals === 7) {
        if (digit >= 5) value++
        break
      }
      value = value * 10 + digit
      if (decimals >= 0) decimals++
      else if (value > 180) return NaN
    }
    if (this.#to === this.#from + (negative ? 1 : 0)) return NaN
    for (let i = Math.max(0, decimals); i < 7; i++) value *= 10
    return value > 1_800_000_000 ? NaN : negative ? -value : value
  }
}

const rounded = (degrees: number): number => (Math.abs(degrees) <= 180 ? Math.round(degrees * 1e7) : NaN)
