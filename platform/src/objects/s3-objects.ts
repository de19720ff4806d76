import { AwsClient } from 'aws4fetch'
import type { Objects } from '../contract.ts'
import { isKey, keyOf } from './keys.ts'

export interface S3Options {
  readonly endpoint: string
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly timeout_ms?: number
}

const TIMEOUT_MS = 60_000
const RETRIES = 3

/** The storage refused, or failed; what it says is passed on without keys. */
export class StorageFailed extends Error {
  override readonly name = 'StorageFailed'
}

/** Objects in an S3-compatible storage, by path (`endpoint/bucket/objects/ab/abcd…`), signed with AWS Signature Version 4. */
export function createS3Objects(options: S3Options): Objects {
  const client = new AwsClient({
    accessKeyId: options.accessKeyId,
    secretAccessKey: options.secretAccessKey,
    region: options.region,
    service: 's3',
    retries: RETRIES,
    initRetryMs: 100,
  })
  const base = `${options.endpoint.replace(/\/$/, '')}/${encodeURIComponent(options.bucket)}/objects`
  const place = (key: string): string => `${base}/${key.slice(0, 2)}/${key}`
  const ask = async (
    method: 'GET' | 'HEAD' | 'PUT',
    key: string,
    more: { readonly body?: Uint8Array<ArrayBuffer>; readonly headers?: Record<string, string> } = {},
  ): Promise<Response> => {
    const response = await client.fetch(place(key), { method, ...more, signal: AbortSignal.timeout(options.timeout_ms ?? TIMEOUT_MS) })
    if (response.ok || (response.status === 404 && method !== 'PUT')) return response
    throw new StorageFailed(
      `${method} of an object in bucket ${options.bucket} failed with status ${response.status}: ${(await response.text()).slice(0, 300)}`,
    )
  }
  const has = async (key: string): Promise<boolean> => isKey(key) && (await ask('HEAD', key)).status !== 404
  return {
    put: async (bytes, contentType) => {
      const key = keyOf(bytes)
      if (await has(key)) return key
      await (await ask('PUT', key, { body: new Uint8Array(bytes), headers: { 'content-type': contentType } })).arrayBuffer()
      return key
    },
    get: async (key) => {
      if (!isKey(key)) return undefined
      const response = await ask('GET', key)
      if (response.status === 404) return undefined
      const bytes = new Uint8Array(await response.arrayBuffer())
      if (keyOf(bytes) !== key) throw new StorageFailed(`The object ${key} came back with other bytes than were stored`)
      return { bytes, contentType: response.headers.get('content-type') ?? 'application/octet-stream' }
    },
    has,
  }
}
