const slots = 1 << 13
const slotBytes = 48

const named: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

/**
 * Texts of XML attributes from their bytes. The same few thousand keys and values make up most of a file, so short ones
 * are remembered by their bytes and not decoded twice.
 */
export class XmlText {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  readonly #bytes = new Uint8Array(slots * slotBytes)
  readonly #lengths = new Uint8Array(slots)
  readonly #texts: string[] = Array.from({ length: slots }, () => '')

  /** The text of `bytes[from, to)`, entities resolved (XML 1.0 §4.6, and character references §4.1). */
  read(bytes: Uint8Array, from: number, to: number): string {
    const length = to - from
    if (length === 0) return ''
    let hash = length
    let special = false
    for (let i = from; i < to; i++) {
      const c = bytes[i] ?? 0
      hash = Math.imul(hash ^ c, 0x01000193)
      if (c === 0x26 || c < 0x20) special = true
    }
    if (length > slotBytes) return this.#decode(bytes.subarray(from, to), special)
    const slot = (hash ^ (hash >>> 15)) & (slots - 1)
    const at = slot * slotBytes
    const known = this.#bytes
    if (this.#lengths[slot] === length) {
      let i = 0
      while (i < length && known[at + i] === bytes[from + i]) i++
      if (i === length) return this.#texts[slot] ?? ''
    }
    const text = this.#decode(bytes.subarray(from, to), special)
    this.#lengths[slot] = length
    for (let i = 0; i < length; i++) known[at + i] = bytes[from + i] ?? 0
    this.#texts[slot] = text
    return text
  }

  #decode(bytes: Uint8Array, special: boolean): string {
    const text = this.#decoder.decode(bytes)
    if (!special) return text
    // §3.3.3: literal line ends and tabs in an attribute are blanks; only character references stand for themselves.
    return text.replace(/\r\n|[\t\n\r]/g, ' ').replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, resolved)
  }
}

function resolved(whole: string, hex: string | undefined, decimal: string | undefined, name: string | undefined): string {
  if (name !== undefined) return named.get(name) ?? whole
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '\uFFFD'
}
