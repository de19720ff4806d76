import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { refusal } from '../refusals.ts'
import { Refused } from './problem.ts'
import type { RouteDescriptor, Upload } from './route.ts'

/** Deepest nesting of a JSON body. */
const maxDepth = 64
/** Longest time for a body that is no upload to arrive. */
const bodyTimeout_ms = 30_000

export const tooLarge = (limit: number): Refused =>
  new Refused(
    refusal('platform.body-too-large', `The body is larger than ${limit} bytes. Send it in smaller parts.`, { limit_bytes: limit }),
  )

const mediaType = (request: FastifyRequest): string => (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''

function refuseMediaType(accepted: readonly string[]): never {
  throw new Refused(refusal('platform.media-type', `Send the body with Content-Type ${accepted.join(' or ')}.`, { accepted }))
}

/** The bytes of a stream, counted as they come. */
async function* limited(stream: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > limit) throw tooLarge(limit)
    yield chunk
  }
}

/** The whole body, no more than `limit` bytes, and not slower than the time allowed. */
export async function readBytes(request: FastifyRequest, limit: number): Promise<Uint8Array> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit)
  const timer = setTimeout(() => request.raw.destroy(new Error('the body did not arrive in time')), bodyTimeout_ms)
  try {
    const chunks: Uint8Array[] = []
    for await (const chunk of limited(request.raw, limit)) chunks.push(chunk)
    return Buffer.concat(chunks)
  } finally {
    clearTimeout(timer)
  }
}

/** How deep brackets nest outside of strings, found before parsing so that nothing recurses on it. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  for (let i = 0, quoted = false; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (quoted) {
      if (c === 92) i++
      else if (c === 34) quoted = false
    } else if (c === 34) quoted = true
    else if (c === 123 || c === 91) deepest = Math.max(deepest, ++depth)
    else if (c === 125 || c === 93) depth--
  }
  return deepest
}

/** Keys that would reach an object's prototype when it is copied. */
const hasPrototypeKey = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (Object.hasOwn(value, '__proto__') || Object.values(value).some(hasPrototypeKey))

const refuseJson = (detail: string): never => {
  throw new Refused(refusal('platform.json', detail))
}

/** Parses a JSON body: UTF-8, at most 64 levels deep, no `__proto__`. */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return refuseJson('The body is empty; send JSON.')
  let text
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return refuseJson('The body is not UTF-8; JSON on the wire always is (RFC 8259 §8.1).')
  }
  if (depthOf(text) > maxDepth) refuseJson(`The body nests deeper than ${maxDepth} levels.`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return refuseJson(`The body cannot be read as JSON: ${error instanceof Error ? error.message.slice(0, 120) : 'broken'}.`)
  }
  if (/proto|\\u/i.test(text) && hasPrototypeKey(value)) refuseJson('The body has the key "__proto__", which is not taken.')
  return value
}

/** How long a client that was refused may go on sending, so that it reads why. */
const lingering_ms = 10_000

/**
 * Reads the rest of a refused body into nothing, for some seconds: closing at once would reset the connection, and the
 * client would lose the answer that says what was wrong.
 */
export function letFinish(request: FastifyRequest): void {
  const { raw } = request
  if (raw.complete) return
  raw.unpipe()
  raw.resume()
  const timer = setTimeout(() => raw.socket.destroy(), lingering_ms)
  raw.once('close', () => clearTimeout(timer))
}

/** The body as its route wants it: JSON, raw bytes, or nothing. */
export async function readBody(request: FastifyRequest, descriptor: RouteDescriptor, defaultLimit: number): Promise<unknown> {
  if (descriptor.body === undefined && descriptor.bytes !== true) return undefined
  const accepted = descriptor.consumes ?? (descriptor.bytes === true ? undefined : ['application/json'])
  const empty =
    request.headers['content-length'] === '0' ||
    (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined)
  if (accepted !== undefined && !accepted.includes(mediaType(request)) && !(empty && mediaType(request) === '')) refuseMediaType(accepted)
  const bytes = await readBytes(request, descriptor.bodyLimit ?? defaultLimit)
  return descriptor.bytes === true ? bytes : parseJson(bytes)
}

const fieldsOf = (fields: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) =>
      typeof field === 'object' && field !== null && 'value' in field && typeof field.value === 'string' ? [[name, field.value]] : [],
    ),
  )

/** Only the last part of a path is a file's name; control characters are none. */
const safeName = (name: string): string => (name.split(/[/\\]/).at(-1) ?? '').replaceAll(/\p{Cc}/gu, '').slice(0, 200) || 'upload'

/** A file on its way in, never held whole: one part of `multipart/form-data`, or the body itself with `?filename=`. */
export async function readUpload(request: FastifyRequest, limit: number): Promise<Upload> {
  if (mediaType(request) !== 'multipart/form-data') {
    const named = (request.query as Readonly<Record<string, unknown>>)['filename']
    if (typeof named !== 'string') refuseMediaType(['multipart/form-data', 'any type, with ?filename= in the address'])
    return {
      filename: safeName(named as string),
      contentType: mediaType(request) || 'application/octet-stream',
      fields: {},
      bytes: limited(request.raw, limit),
    }
  }
  const part = await request.file({ limits: { fileSize: limit + 1, files: 1, fields: 20, fieldSize: 64 * 1024 } })
  if (part === undefined)
    throw new Refused(
      refusal('platform.invalid', 'The form has no file. Send one, after the other fields.', {
        problems: [{ in: 'body', field: 'file', expected: 'a file' }],
      }),
    )
  return {
    filename: safeName(part.filename),
    contentType: part.mimetype,
    fields: fieldsOf(part.fields),
    bytes: limited(part.file as Readable, limit),
  }
}
