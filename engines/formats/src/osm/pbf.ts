import { unzlibSync } from 'fflate'
import { PbfReader } from 'pbf'
import { joined } from '../bytes.ts'
import { FormatError } from '../report.ts'
import { readPrimitiveBlock } from './pbf-block.ts'
import type { OsmDecoder, OsmSink } from './sink.ts'

/** Limits of the format itself (https://wiki.openstreetmap.org/wiki/PBF_Format, "File format"). */
const headerBytes = 64 * 1024
const blobBytes = 32 * 1024 * 1024

/** Features that a reader must know to read a file rightly; others end the reading. */
const features: ReadonlySet<string> = new Set(['OsmSchema-V0.6', 'DenseNodes'])

/** OSM PBF 1.5: dense and plain nodes, raw and zlib blobs, locations on ways. */
export class OsmPbfDecoder implements OsmDecoder {
  readonly #sink: OsmSink
  readonly #name: string
  #pieces: Uint8Array[] = []
  #held = 0
  #offset = 0
  #wanted = 4
  #headers = 0
  /** Where blocks are unpacked, one after the other: nothing of a block outlives its reading. */
  #scratch = new Uint8Array(256 * 1024)

  constructor(sink: OsmSink, name: string) {
    this.#sink = sink
    this.#name = name
  }

  *push(piece: Uint8Array): Generator<undefined, void> {
    this.#pieces.push(piece.slice())
    this.#held += piece.length
    if (this.#held < this.#wanted) return
    const bytes = joined(this.#pieces)
    let p = 0
    for (;;) {
      const next = yield* this.#blob(bytes, p)
      if (next < 0) break
      p = next
    }
    const rest = bytes.slice(p)
    this.#pieces = rest.length === 0 ? [] : [rest]
    this.#held = rest.length
    this.#offset += p
  }

  end(): void {
    if (this.#held > 0)
      throw new FormatError({
        code: 'truncated',
        file: this.#name,
        where: { byte: this.#offset + this.#held },
        reason: 'the PBF ends in the middle of a block',
        next: 'Download it again and compare its size with the source',
      })
  }

  /** Reads one blob with its header at `p`; answers the position after it, or -1 and how many bytes it wants to see. */
  *#blob(bytes: Uint8Array, p: number): Generator<undefined, number> {
    const left = bytes.length - p
    this.#wanted = 4
    if (left < 4) return -1
    const headerSize = (((bytes[p] ?? 0) << 24) | ((bytes[p + 1] ?? 0) << 16) | ((bytes[p + 2] ?? 0) << 8) | (bytes[p + 3] ?? 0)) >>> 0
    if (headerSize > headerBytes) throw this.#damaged(p, 'a block header is larger than the format allows')
    this.#wanted = 4 + headerSize
    if (left < this.#wanted) return -1
    const start = p + 4 + headerSize
    try {
      const header = { type: '', size: -1 }
      new PbfReader(bytes.subarray(p + 4, start)).readFields((tag, h, pbf) => {
        if (tag === 1) h.type = pbf.readString()
        else if (tag === 3) h.size = pbf.readVarint()
      }, header)
      if (header.size < 0 || header.size > blobBytes) throw this.#damaged(p, 'a block is larger than the format allows')
      this.#wanted = 4 + headerSize + header.size
      if (left < this.#wanted) return -1
      yield* this.#block(header.type, this.#unpacked(bytes.subarray(start, start + header.size), p), p)
      return start + header.size
    } catch (error) {
      if (error instanceof FormatError) throw error
      throw this.#damaged(p, 'a block cannot be read')
    }
  }

  *#block(type: string, data: Uint8Array, p: number): Generator<undefined, void> {
    if (type === 'OSMHeader') {
      this.#headers++
      new PbfReader(data).readFields((tag, _, pbf) => {
        if (tag !== 4) return
        const feature = pbf.readString()
        if (!features.has(feature))
          throw new FormatError({
            code: 'unsupported',
            file: this.#name,
            where: { byte: this.#offset + p },
            reason: `the PBF needs the feature ${feature}`,
            next: 'Write it again without history (osmium cat or osmium time-filter)',
          })
      }, undefined)
    } else if (type === 'OSMData') {
      if (this.#headers === 0) throw this.#damaged(p, 'data comes before the header')
      yield* readPrimitiveBlock(data, this.#sink)
    }
  }

  #unpacked(blob: Uint8Array, p: number): Uint8Array {
    const found: { raw: Uint8Array | undefined; zlib: Uint8Array | undefined; size: number; other: number } = {
      raw: undefined,
      zlib: undefined,
      size: 0,
      other: 0,
    }
    new PbfReader(blob).readFields((tag, f, pbf) => {
      if (tag === 1) f.raw = pbf.readBytes()
      else if (tag === 2) f.size = pbf.readVarint()
      else if (tag === 3) f.zlib = pbf.readBytes()
      else f.other = tag
    }, found)
    if (found.raw !== undefined) return found.raw
    if (found.zlib === undefined)
      throw new FormatError({
        code: 'unsupported',
        file: this.#name,
        where: { byte: this.#offset + p },
        reason: `the PBF is packed with ${({ 4: 'lzma', 5: 'bzip2', 6: 'lz4', 7: 'zstd' } as Record<number, string>)[found.other] ?? 'an unknown method'}`,
        next: 'Write it again with zlib (osmium cat -f pbf,pbf_compression=zlib)',
      })
    if (found.size <= 0 || found.size > blobBytes) throw this.#damaged(p, 'a block is larger than the format allows')
    if (this.#scratch.length < found.size) this.#scratch = new Uint8Array(found.size)
    const data = unzlibSync(found.zlib, { out: this.#scratch })
    if (data.length !== found.size) throw this.#damaged(p, 'a block is not as long as it says')
    return data
  }

  #damaged(p: number, reason: string): FormatError {
    return new FormatError({ code: 'damaged', file: this.#name, where: { byte: this.#offset + p }, reason, next: 'Download it again' })
  }
}
