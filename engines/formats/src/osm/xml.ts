import type { LonLat } from '@machinaka/geo'
import { pieceBytes } from '../bytes.ts'
import { FormatError } from '../report.ts'
import type { OsmDecoder, OsmSink, RawMember } from './sink.ts'
import { XmlAttributes } from './xml-attributes.ts'

/** One tag may be this long: OSM allows 255 characters in a value. */
const tagBytes = 256 * 1024

type Kind = 'node' | 'way' | 'relation'

/**
 * OSM XML 0.6 (https://wiki.openstreetmap.org/wiki/OSM_XML), from the API, JOSM, osmium, Overpass (also `out center` and
 * `out geom`). Reads bytes by hand: a generic XML parser makes strings of everything, and nine tenths of a file are
 * numbers and names that are known beforehand.
 */
export class OsmXmlDecoder implements OsmDecoder {
  readonly #sink: OsmSink
  readonly #name: string
  readonly #at: XmlAttributes
  /** What is being read: the rest of the last piece, then the new one. One buffer for the whole file leaves no garbage. */
  readonly #buffer = new Uint8Array(tagBytes + pieceBytes)
  #held = 0
  #offset = 0
  #closed = false
  // The object being read.
  #kind: Kind | undefined
  #id = 0
  #lon7 = 0
  #lat7 = 0
  #deleted = false
  #tags: Record<string, string> | undefined
  #nodes: number[] = []
  #geometry: LonLat[] | undefined
  #members: RawMember[] = []
  #center: LonLat | undefined

  constructor(sink: OsmSink, name: string) {
    this.#sink = sink
    this.#name = name
    this.#at = new XmlAttributes((byte, reason) => this.#damaged(byte, reason))
  }

  push(piece: Uint8Array): readonly undefined[] {
    for (let from = 0; from < piece.length; from += pieceBytes) this.#read(piece.subarray(from, from + pieceBytes))
    return []
  }

  #read(piece: Uint8Array): void {
    const buffer = this.#buffer
    buffer.set(piece, this.#held)
    this.#held += piece.length
    const used = this.#scan(buffer, this.#held)
    buffer.copyWithin(0, used, this.#held)
    this.#held -= used
    this.#offset += used
    if (this.#held > tagBytes) throw this.#damaged(0, `a tag is longer than ${tagBytes} bytes`)
  }

  end(): void {
    if (!this.#closed)
      throw new FormatError({
        code: 'truncated',
        file: this.#name,
        where: { byte: this.#offset + this.#held },
        reason: `the file ends in the middle${this.#kind === undefined ? '' : ` of ${this.#kind}/${this.#id}`}`,
        next: 'Download it again and compare its size with the source',
      })
  }

  /** Reads whole tags; answers how many bytes were used. */
  #scan(bytes: Uint8Array, length: number): number {
    this.#at.begin(bytes, length)
    let p = 0
    for (;;) {
      while (p < length && bytes[p] !== 0x3c) p++
      if (p + 1 >= length) return p
      const c = bytes[p + 1]
      let next: number
      if (c === 0x2f) next = this.#close(bytes, p, length)
      else if (c === 0x21 || c === 0x3f) next = this.#aside(bytes, p, length)
      else next = this.#open(bytes, p, length)
      if (next < 0) return p
      p = next
    }
  }

  #open(bytes: Uint8Array, p: number, length: number): number {
    // The longest name looked at is `relation`; a shorter rest at the end of the file is only `</osm>`.
    if (p + 10 > length) return -1
    switch (bytes[p + 1] ?? 0) {
      case 0x6e:
        if (isTag(bytes, p + 1, 'nd')) return this.#nd(p + 3)
        if (isTag(bytes, p + 1, 'node')) return this.#object('node', p + 5)
        break
      case 0x74:
        if (isTag(bytes, p + 1, 'tag')) return this.#tag(p + 4)
        break
      case 0x77:
        if (isTag(bytes, p + 1, 'way')) return this.#object('way', p + 4)
        break
      case 0x6d:
        if (isTag(bytes, p + 1, 'member')) return this.#member(p + 7)
        break
      case 0x72:
        if (isTag(bytes, p + 1, 'relation')) return this.#object('relation', p + 9)
        // Overpass writes what went wrong (a timeout, out of memory) as <remark> and ends the file politely.
        if (isTag(bytes, p + 1, 'remark'))
          this.#sink.warn({
            code: 'overpass-remark',
            reason: 'the server added a remark: the answer may be cut short',
            where: { byte: this.#offset + p },
          })
        break
      case 0x63:
        if (isTag(bytes, p + 1, 'center')) return this.#centre(p + 7)
        break
      default:
    }
    return this.#at.skip(this.#at.nameEnd(p + 1))
  }

  #close(bytes: Uint8Array, p: number, length: number): number {
    let end = p + 2
    while (end < length && bytes[end] !== 0x3e) end++
    if (end >= length) return -1
    if (isTag(bytes, p + 2, 'osm')) this.#closed = true
    else if (this.#kind !== undefined && isTag(bytes, p + 2, this.#kind)) this.#finish()
    return end + 1
  }

  /** Comments, CDATA and processing instructions: over them. */
  #aside(buffer: Uint8Array, p: number, length: number): number {
    const bytes = buffer.subarray(0, length)
    if (bytes[p + 1] === 0x3f) return after(bytes, p + 2, [0x3f, 0x3e])
    if (p + 3 >= bytes.length) return -1
    if (bytes[p + 2] === 0x2d) return after(bytes, p + 4, [0x2d, 0x2d, 0x3e])
    if (bytes[p + 2] === 0x5b) return after(bytes, p + 3, [0x5d, 0x5d, 0x3e])
    throw this.#damaged(p, 'it has a document type declaration, which OSM files have not')
  }

  #object(kind: Kind, from: number): number {
    const at = this.#at
    let p = from
    let id = NaN
    let lon7 = NaN
    let lat7 = NaN
    let deleted = false
    for (;;) {
      p = at.next(p)
      if (p < 0) break
      if (at.isName('id')) id = at.integer()
      else if (at.isName('lat')) lat7 = at.degrees7()
      else if (at.isName('lon')) lon7 = at.degrees7()
      else if (at.isName('visible')) deleted ||= at.text() === 'false'
      else if (at.isName('action')) deleted ||= at.text() === 'delete'
    }
    if (p === at.incomplete) return -1
    this.#kind = kind
    this.#id = id
    this.#lon7 = lon7
    this.#lat7 = lat7
    this.#deleted = deleted
    this.#tags = undefined
    if (kind !== 'node') this.#clear()
    if (at.selfClosed) this.#finish()
    return at.after
  }

  #clear(): void {
    this.#nodes = []
    this.#geometry = undefined
    this.#members = []
    this.#center = undefined
  }

  #nd(from: number): number {
    const at = this.#at
    let p = from
    let ref = NaN
    let lon7 = NaN
    let lat7 = NaN
    for (;;) {
      p = at.next(p)
      if (p < 0) break
      if (at.isName('ref')) ref = at.integer()
      else if (at.isName('lat')) lat7 = at.degrees7()
      else if (at.isName('lon')) lon7 = at.degrees7()
    }
    if (p === at.incomplete) return -1
    if (this.#kind === 'way' && !Number.isNaN(ref)) this.#nodes.push(ref)
    if (!Number.isNaN(lon7) && !Number.isNaN(lat7)) {
      const position: LonLat = [lon7 / 1e7, lat7 / 1e7]
      const member = this.#members.at(-1)
      if (this.#kind === 'way') (this.#geometry ??= []).push(position)
      else if (this.#kind === 'relation' && member !== undefined) (member.geometry ??= []).push(position)
    }
    return at.after
  }

  #tag(from: number): number {
    const at = this.#at
    let p = from
    let k = ''
    let v = ''
    for (;;) {
      p = at.next(p)
      if (p < 0) break
      if (at.isName('k')) k = at.text()
      else if (at.isName('v')) v = at.text()
    }
    if (p === at.incomplete) return -1
    if (this.#kind !== undefined && k !== '' && k !== '__proto__') (this.#tags ??= {})[k] = v
    return at.after
  }

  #member(from: number): number {
    const at = this.#at
    let p = from
    let type = ''
    let ref = NaN
    let role = ''
    for (;;) {
      p = at.next(p)
      if (p < 0) break
      if (at.isName('type')) type = at.text()
      else if (at.isName('ref')) ref = at.integer()
      else if (at.isName('role')) role = at.text()
    }
    if (p === at.incomplete) return -1
    if ((type === 'node' || type === 'way' || type === 'relation') && !Number.isNaN(ref)) this.#members.push({ kind: type, id: ref, role })
    return at.after
  }

  #centre(from: number): number {
    const at = this.#at
    let p = from
    let lon7 = NaN
    let lat7 = NaN
    for (;;) {
      p = at.next(p)
      if (p < 0) break
      if (at.isName('lat')) lat7 = at.degrees7()
      else if (at.isName('lon')) lon7 = at.degrees7()
    }
    if (p === at.incomplete) return -1
    if (!Number.isNaN(lon7) && !Number.isNaN(lat7)) this.#center = [lon7 / 1e7, lat7 / 1e7]
    return at.after
  }

  #finish(): void {
    const kind = this.#kind
    if (kind === undefined) return
    this.#kind = undefined
    const id = this.#id
    const where = Number.isNaN(id) ? { byte: this.#offset } : { id: `${kind}/${id}` }
    const tags = this.#tags
    if (Number.isNaN(id)) this.#sink.skip({ code: 'no-id', reason: 'the object has no whole number as id', where })
    else if (this.#deleted) this.#sink.skip({ code: 'deleted', reason: 'the object is marked as deleted', where })
    else if (kind === 'way') this.#sink.way({ id, nodes: this.#nodes, tags, geometry: this.#geometry, center: this.#center })
    else if (kind === 'relation') this.#sink.relation({ id, members: this.#members, tags, center: this.#center })
    else if (Number.isNaN(this.#lon7) || Number.isNaN(this.#lat7))
      this.#sink.skip({ code: 'bad-position', reason: 'the node has no latitude and longitude in degrees', where })
    else this.#sink.node(id, this.#lon7, this.#lat7, tags)
  }

  #damaged(byte: number, reason: string): FormatError {
    return new FormatError({
      code: 'damaged',
      file: this.#name,
      where: { byte: this.#offset + byte },
      reason,
      next: 'Export or download it again',
    })
  }
}

/** Whether a tag of this name, and not one that only begins so, stands here. */
function isTag(bytes: Uint8Array, at: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) if (bytes[at + i] !== name.charCodeAt(i)) return false
  const c = bytes[at + name.length] ?? 0
  return c <= 0x20 || c === 0x2f || c === 0x3e
}

/** Position after the first place of `mark`, or -1 when it is not there yet. */
function after(bytes: Uint8Array, from: number, mark: readonly number[]): number {
  const first = mark[0] ?? 0
  for (let p = bytes.indexOf(first, from); p >= 0; p = bytes.indexOf(first, p + 1)) {
    if (p + mark.length <= bytes.length && mark.every((b, i) => bytes[p + i] === b)) return p + mark.length
  }
  return -1
}
