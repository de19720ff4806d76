import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Reply } from './route.ts'

export type Encoding = 'br' | 'gzip' | 'identity'

/** Below this a compressed body is no shorter in packets. */
const smallest = 1024
const compressible = /^(text\/|application\/(json|javascript|xml|vnd\.mapbox-vector-tile|[a-z.+-]+\+(json|xml))|image\/svg\+xml)/

/** The best encoding a client takes (RFC 9110 §12.5.3): Brotli, then gzip, unless it gives them q=0. */
export function negotiate(accept: string | undefined): Encoding {
  const taken = new Set(
    (accept ?? '').split(',').flatMap((item) => {
      const [name = '', ...params] = item.split(';').map((s) => s.trim().toLowerCase())
      return params.some((p) => /^q=0(\.0*)?$/.test(p)) ? [] : [name]
    }),
  )
  return taken.has('br') ? 'br' : taken.has('gzip') ? 'gzip' : 'identity'
}

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

/** Compresses off the main thread. `quality` is Brotli's (4 for answers made now, 9 for files that are kept). */
export async function compress(bytes: Uint8Array, encoding: Encoding, quality: number): Promise<Uint8Array> {
  if (encoding === 'br')
    return brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } })
  return encoding === 'gzip' ? zip(bytes) : bytes
}

/** Whether a body of this kind and size is worth compressing. */
export const worthCompressing = (contentType: string, size: number): boolean => size >= smallest && compressible.test(contentType)

/**
 * A strong ETag (RFC 9110 §8.8.3): the content's hash, and the encoding, because a strong tag names the very bytes sent.
 */
export const etagOf = (bytes: Uint8Array, encoding: Encoding): string =>
  `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}${encoding === 'identity' ? '' : `-${encoding}`}"`

/** Whether `If-None-Match` names this tag (RFC 9110 §13.1.2, weak comparison). */
export const matches = (header: string | undefined, etag: string): boolean =>
  header !== undefined && (header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag))

function bodyOf(answer: Reply): { readonly bytes: Uint8Array; readonly contentType: string } | undefined {
  if (answer.bytes !== undefined) return { bytes: answer.bytes, contentType: 'application/octet-stream' }
  if (answer.text !== undefined) return { bytes: Buffer.from(answer.text), contentType: 'text/plain; charset=utf-8' }
  return 'json' in answer ? { bytes: Buffer.from(JSON.stringify(answer.json)), contentType: 'application/json; charset=utf-8' } : undefined
}

function vary(reply: FastifyReply): void {
  const now = String(reply.getHeader('vary') ?? '')
  reply.header('vary', now === '' ? 'accept-encoding' : `${now}, accept-encoding`)
}

/** Sends an answer: with an ETag and 304 for reads, compressed where the client takes it and it helps. */
export async function send(request: FastifyRequest, reply: FastifyReply, answer: Reply): Promise<FastifyReply> {
  reply.code(answer.status)
  for (const [name, value] of Object.entries(answer.headers)) reply.header(name, typeof value === 'string' ? value : [...value])
  if (answer.stream !== undefined) return reply.send(Readable.from(answer.stream, { objectMode: false }))
  const body = bodyOf(answer)
  if (body === undefined) return reply.send()
  if (!reply.hasHeader('content-type')) reply.header('content-type', body.contentType)
  const wanted = !reply.hasHeader('content-encoding') && worthCompressing(String(reply.getHeader('content-type')), body.bytes.length)
  const encoding = wanted ? negotiate(request.headers['accept-encoding']) : 'identity'
  if (wanted) vary(reply)
  if (answer.status === 200 && (request.method === 'GET' || request.method === 'HEAD')) {
    if (!reply.hasHeader('etag')) reply.header('etag', etagOf(body.bytes, encoding))
    if (matches(request.headers['if-none-match'], String(reply.getHeader('etag'))))
      return reply.code(304).removeHeader('content-type').send()
  }
  if (encoding !== 'identity') reply.header('content-encoding', encoding)
  return reply.send(Buffer.from(await compress(body.bytes, encoding, 4)))
}
