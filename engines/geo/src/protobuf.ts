/**
 * The little of Protocol Buffers that vector tiles need: varints, doubles, bytes and nested messages
 * (protobuf.dev, "Encoding"). Unsigned varints go up to 2^53 − 1.
 */

const utf8 = new TextEncoder()
const text = new TextDecoder()

/** A stretch of bytes: a field whose content is not read yet. */
export interface Packed {
  readonly bytes: Uint8Array
  readonly from: number
  readonly to: number
}

/** Writes fields one after another into bytes that grow. */
export class ProtobufWriter {
  #bytes: Uint8Array
  #length = 0

  /** `expected` bytes are made room for at first. */
  constructor(expected = 4096) {
    this.#bytes = new Uint8Array(expected)
  }

  /** Bytes so far. */
  get length(): number {
    return this.#length
  }

  /** What was written so far. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  /** Bytes that are fields already. */
  append(fields: Uint8Array): void {
    this.#room(fields.length)
    this.#bytes.set(fields, this.#length)
    this.#length += fields.length
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }

  varint(value: number): void {
    this.#room(8)
    let v = value
    while (v > 0x7f) {
      this.#bytes[this.#length++] = (v % 0x80) | 0x80
      v = v > 0x7fff_ffff ? Math.floor(v / 0x80) : v >>> 7
    }
    this.#bytes[this.#length++] = v
  }

  uint(field: number, value: number): void {
    this.varint(field << 3)
    this.varint(value)
  }

  double(field: number, value: number): void {
    this.varint((field << 3) | 1)
    this.#room(8)
    new DataView(this.#bytes.buffer).setFloat64(this.#length, value, true)
    this.#length += 8
  }

  string(field: number, value: string): void {
    const bytes = utf8.encode(value)
    this.varint((field << 3) | 2)
    this.varint(bytes.length)
    this.#room(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** A field of bytes that are there already. */
  bytes(field: number, { bytes, from, to }: Packed): void {
    this.varint((field << 3) | 2)
    this.varint(to - from)
    this.#room(to - from)
    for (let i = from; i < to; i++) this.#bytes[this.#length++] = bytes[i] ?? 0
  }

  /** A field whose length is known only once `write` has written it. */
  message(field: number, write: () => void): void {
    this.varint((field << 3) | 2)
    const start = this.#length
    this.#room(1)
    this.#length += 1
    write()
    const size = this.#length - start - 1
    const extra = varintSize(size) - 1
    if (extra > 0) {
      this.#room(extra)
      this.#bytes.copyWithin(start + 1 + extra, start + 1, this.#length)
    }
    const end = this.#length + extra
    this.#length = start
    this.varint(size)
    this.#length = end
  }

  packed(field: number, values: readonly number[]): void {
    this.message(field, () => {
      for (const v of values) this.varint(v)
    })
  }
}

const varintSize = (value: number): number => {
  let size = 1
  for (let v = value; v > 0x7f; v = Math.floor(v / 0x80)) size++
  return size
}

/** Reads fields one after another; throws a `RangeError` on bytes that end too early. */
export class ProtobufReader {
  readonly #bytes: Uint8Array
  #at: number
  readonly #end: number

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    if (end > bytes.length) throw new RangeError('protobuf: a field runs beyond the end')
    this.#bytes = bytes
    this.#at = at
    this.#end = end
  }

  get done(): boolean {
    return this.#at >= this.#end
  }

  varint(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.#at < this.#end ? this.#bytes[this.#at++] : undefined
      if (byte === undefined || scale > 2 ** 63) throw new RangeError('protobuf: a number runs beyond the end')
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 0x80
    }
  }

  /** A whole number of 32 bits with its sign in the lowest bit. */
  zigzag(): number {
    const n = this.varint()
    return (n >>> 1) ^ -(n & 1)
  }

  /** The next field's number and wire type. */
  field(): { readonly field: number; readonly wire: number } {
    const key = this.varint()
    return { field: Math.floor(key / 8), wire: key % 8 }
  }

  double(): number {
    const at = this.#take(8)
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset).getFloat64(at, true)
  }

  float(): number {
    const at = this.#take(4)
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset).getFloat32(at, true)
  }

  string(): string {
    const size = this.varint()
    const at = this.#take(size)
    return text.decode(this.#bytes.subarray(at, at + size))
  }

  message(): ProtobufReader {
    const size = this.varint()
    const at = this.#take(size)
    return new ProtobufReader(this.#bytes, at, at + size)
  }

  /** A field's content, passed over unread. */
  range(): Packed {
    const size = this.varint()
    const from = this.#take(size)
    return { bytes: this.#bytes, from, to: from + size }
  }

  /** The content of a field that is not there. */
  get nothing(): Packed {
    return { bytes: this.#bytes, from: 0, to: 0 }
  }

  packed(): number[] {
    const inner = this.message()
    const values: number[] = []
    while (!inner.done) values.push(inner.varint())
    return values
  }

  skip(wire: number): void {
    if (wire === 0) this.varint()
    else if (wire === 1) this.#take(8)
    else if (wire === 2) this.#take(this.varint())
    else if (wire === 5) this.#take(4)
    else throw new RangeError(`protobuf: wire type ${wire}`)
  }

  #take(size: number): number {
    const at = this.#at
    if (at + size > this.#end) throw new RangeError('protobuf: a field runs beyond the end')
    this.#at = at + size
    return at
  }
}
