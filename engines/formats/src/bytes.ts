import { Gunzip } from 'fflate'
import { FormatError } from './report.ts'

/** A file's content after its outer gzip, if any: the first bytes to recognise it by, then all of it. */
export interface Content {
  /** The first bytes (at least `headBytes`, or everything there is). They come again in `chunks`. */
  readonly head: Uint8Array
  /** To be read once; pieces of at most `pieceBytes`. */
  readonly chunks: AsyncIterable<Uint8Array>
  readonly gzip: boolean
  /** Bytes of the stored file consumed so far. */
  stored(): number
  /** Lets go of the source, for a caller that will not read `chunks` to their end. Harmless afterwards. */
  close(): Promise<void>
}

/** Bytes looked at to recognise a format. */
export const headBytes = 4096

/** Readers get no larger piece at a time, so that what they hold between batches stays small. */
export const pieceBytes = 64 * 1024

/** Compressed bytes given to the decompressor at once: deflate grows them up to a thousandfold. */
const packedBytes = 16 * 1024

export interface ContentOptions {
  readonly name: string
  readonly content_bytes: number
}

/**
 * Opens a file by its first bytes, never by its name: takes gzip off, refuses emptiness and what is over the limit.
 * Throws FormatError `empty`, `truncated`, `damaged` or `too-large`, at once or from `chunks`.
 */
export async function openContent(source: AsyncIterable<Uint8Array>, options: ContentOptions): Promise<Content> {
  let stored = 0
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      for (let at = 0; at < chunk.length; at += pieceBytes) {
        const piece = chunk.subarray(at, at + pieceBytes)
        stored += piece.length
        yield piece
      }
    }
  }
  const raw = await peeked(counted(), 2)
  if (raw.head.length === 0)
    throw new FormatError({
      code: 'empty',
      file: options.name,
      where: { byte: 0 },
      reason: 'the file is empty',
      next: 'Download or export it again',
    })
  const gzip = raw.head[0] === 0x1f && raw.head[1] === 0x8b
  const plain = await peeked(limited(gzip ? unpacked(raw.chunks, options.name) : raw.chunks, options), headBytes)
  if (plain.head.length === 0)
    throw new FormatError({
      code: 'empty',
      file: options.name,
      where: { byte: 0 },
      reason: 'the gzip holds nothing',
      next: 'Download or export it again',
    })
  return { head: plain.head, chunks: plain.chunks, gzip, stored: () => stored, close: plain.close }
}

async function peeked(source: AsyncGenerator<Uint8Array>, least: number): Promise<Pick<Content, 'head' | 'chunks' | 'close'>> {
  const first: Uint8Array[] = []
  let length = 0
  while (length < least) {
    const next = await source.next()
    if (next.done === true) break
    first.push(next.value)
    length += next.value.length
  }
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* first
      yield* source
    } finally {
      await source.return(undefined)
    }
  }
  return {
    head: joined(first),
    chunks: chunks(),
    close: async () => {
      await source.return(undefined)
    },
  }
}

async function* limited(chunks: AsyncIterable<Uint8Array>, { name, content_bytes }: ContentOptions): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > content_bytes)
      throw new FormatError({
        code: 'too-large',
        file: name,
        where: { byte: bytes },
        reason: `the content is larger than ${content_bytes} bytes`,
        next: 'Cut it to the town (osmium extract, or a smaller Overpass box), or raise the limit',
      })
    yield chunk
  }
}

/** RFC 1952. The last four bytes tell the length: a file cut inside its trailer is noticed too. */
async function* unpacked(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  let out: Uint8Array[] = []
  let stored = 0
  let total = 0
  // Further members, as pigz and bgzip write them: then the last length is only that of the last member.
  let members = 0
  let tail = new Uint8Array(0)
  const gunzip = new Gunzip((data) => {
    if (data.length > 0) out.push(data)
  })
  gunzip.onmember = () => {
    members++
  }
  const push = (piece: Uint8Array, final: boolean): Uint8Array[] => {
    out = []
    try {
      gunzip.push(piece, final)
    } catch (error) {
      throw broken(name, stored, error)
    }
    return out
  }
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += packedBytes) {
      // fflate keeps what it has not used; a copy, because the caller may reuse its chunk.
      const piece = chunk.slice(at, at + packedBytes)
      stored += piece.length
      tail = joined([tail, piece]).slice(-4)
      for (const data of push(piece, false)) {
        total += data.length
        yield data
      }
    }
  }
  for (const data of push(new Uint8Array(0), true)) {
    total += data.length
    yield data
  }
  const said = ((tail[0] ?? 0) | ((tail[1] ?? 0) << 8) | ((tail[2] ?? 0) << 16) | ((tail[3] ?? 0) << 24)) >>> 0
  if (members === 0 && said !== total % 2 ** 32) throw broken(name, stored, { code: 0 })
}

function broken(name: string, stored: number, error: unknown): FormatError {
  // fflate: 0 unexpected end, others are contents that deflate does not allow.
  const ended = typeof error === 'object' && error !== null && 'code' in error && error.code === 0
  return ended
    ? new FormatError({
        code: 'truncated',
        file: name,
        where: { byte: stored },
        reason: 'the gzip ends in the middle',
        next: 'Download it again and compare its size with the source',
      })
    : new FormatError({ code: 'damaged', file: name, where: { byte: stored }, reason: 'the gzip is damaged', next: 'Download it again' })
}

/** The pieces as one array; a single piece is answered as it is. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const only = pieces[0]
  if (pieces.length === 1 && only !== undefined && only.buffer instanceof ArrayBuffer) return only as Uint8Array<ArrayBuffer>
  const all = new Uint8Array(pieces.reduce((sum, p) => sum + p.length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

/** The whole content in memory, for formats that cannot be streamed. Throws `too-large` beyond the limit. */
export async function wholeContent(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = []
  for await (const chunk of chunks) pieces.push(chunk.slice())
  return joined(pieces)
}

/** Whether the bytes begin with this ASCII text. */
export const startsWith = (bytes: Uint8Array, ascii: string): boolean => {
  for (let i = 0; i < ascii.length; i++) if (bytes[i] !== ascii.charCodeAt(i)) return false
  return true
}

/** What a file that is none of a reader's formats seems to be, for a helpful refusal. */
export function strangerError(head: Uint8Array, name: string, wanted: string): FormatError {
  const text = new TextDecoder().decode(head.subarray(0, 1024)).trimStart()
  const refuse = (code: 'html' | 'unsupported' | 'not-recognised', reason: string, next: string): FormatError =>
    new FormatError({ code, file: name, where: { byte: 0 }, reason, next })
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)*<(?:!doctype html|html|head|body)\b/i.test(text))
    return refuse(
      'html',
      'this is a web page (HTML), not data',
      'Open the address in a browser, find the file itself (often behind a sign-in or a “raw” link) and use that',
    )
  if (startsWith(head, 'BZh')) return refuse('unsupported', 'this is a bzip2 file', 'Unpack it first (bunzip2)')
  if (startsWith(head, 'PK\u0003\u0004'))
    return refuse('unsupported', 'this is a ZIP archive or an Office file', `Unpack it and use the file inside; wanted here: ${wanted}`)
  if (startsWith(head, '\u00fd7zXZ') || startsWith(head, '7z')) return refuse('unsupported', 'this is an xz or 7z file', 'Unpack it first')
  if (startsWith(head, '%PDF')) return refuse('unsupported', 'this is a PDF', `Ask the publisher for ${wanted}`)
  return refuse('not-recognised', `this is none of the formats read here (${wanted})`, 'Check that it is the right file')
}
