import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { refusal, type HttpClient, type Refusal } from '@machinaka/platform'

/** A file on its way in: what it is called, how long it is, its bytes once, and afterwards what was read. */
export interface Input {
  readonly name: string
  /** The address it came from, as it may be shown and kept. */
  readonly url?: string | undefined
  readonly bytes: number | undefined
  readonly chunks: AsyncIterable<Uint8Array>
  readonly read: () => { readonly bytes: number; readonly sha256: string }
  /** Lets go of the file or the connection without reading on; safe at any time. */
  close(): Promise<void>
}

/** The file reached its limit while it was read. */
export class InputTooLarge extends Error {
  override readonly name = 'InputTooLarge'
  constructor(name: string, limit: number) {
    super(
      `${name}, byte ${limit.toLocaleString('en')}: the file is larger than the limit of ${megabytes(limit)}. Cut the file to the area of the town (for OpenStreetMap: osmium extract), or raise LIMIT_IMPORT_BYTES.`,
    )
  }
}

/** An address began to answer and did not come to its end. */
export class DownloadBroken extends Error {
  override readonly name = 'DownloadBroken'
  constructor(url: string, bytes: number, cause: unknown) {
    super(
      `${url} broke off after ${bytes.toLocaleString('en')} bytes (${cause instanceof Error ? cause.message : String(cause)}). Run it again, or download the file and import that.`,
      { cause },
    )
  }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000).toLocaleString('en')} MB`

/** Counts and hashes the bytes that pass, and ends the reading at the limit. */
export function counted(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  options: { readonly limit: number; readonly bytes?: number | undefined; readonly url?: string },
  release?: () => Promise<void> | void,
): Input {
  const hash = createHash('sha256')
  let bytes = 0
  async function* passing(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      bytes += chunk.length
      if (bytes > options.limit) throw new InputTooLarge(name, options.limit)
      hash.update(chunk)
      yield chunk
    }
  }
  const opened = passing()
  return {
    name,
    url: options.url,
    bytes: options.bytes,
    chunks: opened,
    close: async () => {
      await opened.return(undefined)
      await release?.()
    },
    read: () => ({ bytes, sha256: hash.copy().digest('hex') }),
  }
}

/** A file of this machine; refused when it is not there or too large. */
export async function fromFile(path: string, limit: number, name: string = basename(path)): Promise<Input | Refusal> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined || !found.isFile())
    return refusal('context.file-unreadable', `There is no file ${path}. Check the path, or give a URL.`)
  if (found.size > limit)
    return refusal('context.upload-too-large', new InputTooLarge(name, limit).message, { bytes: found.size, limit_bytes: limit })
  const stream = createReadStream(path, { highWaterMark: 256 * 1024 })
  return counted(name, stream, { limit, bytes: found.size }, () => void stream.destroy())
}

async function* toItsEnd(url: string, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0
  const chunks = body[Symbol.asyncIterator]()
  try {
    for (;;) {
      // Only what the network throws is the download's fault, not what the reader of these chunks throws.
      const next = await chunks.next().catch((error: unknown) => {
        throw new DownloadBroken(url, bytes, error)
      })
      if (next.done === true) return
      bytes += next.value.length
      yield next.value
    }
  } finally {
    await chunks.return?.()
  }
}

/** A file behind an address, through the guarded client. */
export async function fromUrl(url: string, client: HttpClient, limit: number): Promise<Input | Refusal> {
  const answer = await client.get(url, { maxBytes: limit, timeout_ms: 600_000 })
  if (answer.refused === true)
    return refusal('context.url-refused', `${answer.detail} Nothing was read. You can also download the file yourself and import that.`, {
      url: withoutSecrets(url),
      cause: answer.code,
    })
  const letGo = async (): Promise<void> => {
    await answer.body[Symbol.asyncIterator]().return?.()
  }
  if (answer.status !== 200) {
    await letGo()
    return refusal(
      'context.url-refused',
      `${withoutSecrets(url)} answered ${answer.status}. Open it in a browser to see why, or download the file and import that.`,
      { status: answer.status },
    )
  }
  const length = Number(answer.headers['content-length'] ?? Number.NaN)
  if (length > limit) {
    await letGo()
    return refusal('context.upload-too-large', new InputTooLarge(withoutSecrets(url), limit).message, { bytes: length, limit_bytes: limit })
  }
  return counted(
    basename(new URL(answer.url).pathname) || 'download',
    toItsEnd(withoutSecrets(url), answer.body),
    { limit, bytes: Number.isFinite(length) ? length : undefined, url: withoutSecrets(url) },
    letGo,
  )
}

/** An address as it may be shown and kept: without user, password and query. */
export function withoutSecrets(url: string): string {
  if (!URL.canParse(url)) return url.slice(0, 200)
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}
