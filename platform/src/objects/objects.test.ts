import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Objects } from '../contract.ts'
import { createFolderObjects } from './folder-objects.ts'
import { createS3Objects, StorageFailed } from './s3-objects.ts'

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const folder = mkdtempSync(join(tmpdir(), 'machinaka-objects-'))

const hash = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Uint8Array, data: string): Buffer => createHmac('sha256', key).update(data).digest()

/** AWS Signature Version 4, written from its description (not from the client's code), to judge what the client sends. */
function signatureOf(request: IncomingMessage, body: Uint8Array): string {
  const signed = /SignedHeaders=([^,]+)/.exec(request.headers.authorization ?? '')?.[1]?.split(';') ?? []
  const url = new URL(request.url ?? '', 'http://storage')
  const payload = request.headers['x-amz-content-sha256']
  const stated = payload === 'UNSIGNED-PAYLOAD' ? payload : hash(body)
  const canonical = [
    request.method,
    url.pathname,
    url.searchParams.toString(),
    ...signed.map((name) => `${name}:${String(request.headers[name]).trim()}`),
    '',
    signed.join(';'),
    stated,
  ].join('\n')
  const date = String(request.headers['x-amz-date'])
  const scope = `${date.slice(0, 8)}/eu-test-1/s3/aws4_request`
  const key = hmac(hmac(hmac(hmac(`AWS4${SECRET}`, date.slice(0, 8)), 'eu-test-1'), 's3'), 'aws4_request')
  return hmac(key, ['AWS4-HMAC-SHA256', date, scope, hash(canonical)].join('\n')).toString('hex')
}

const stored = new Map<string, { readonly bytes: Buffer; readonly type: string }>()
const storage = createServer((request, response) => {
  const chunks: Buffer[] = []
  request
    .on('data', (chunk: Buffer) => chunks.push(chunk))
    .on('end', () => {
      const body = Buffer.concat(chunks)
      const path = request.url ?? ''
      if (!(request.headers.authorization ?? '').endsWith(`Signature=${signatureOf(request, body)}`))
        return void response.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>')
      if (request.method === 'PUT') stored.set(path, { bytes: body, type: request.headers['content-type'] ?? '' })
      const found = stored.get(path)
      if (found === undefined) return void response.writeHead(404).end()
      return void response.writeHead(200, { 'content-type': found.type }).end(request.method === 'HEAD' ? undefined : found.bytes)
    })
})
let endpoint = ''
before(async () => {
  await new Promise<void>((resolve) => {
    storage.listen(0, '127.0.0.1', resolve)
  })
  endpoint = `http://127.0.0.1:${(storage.address() as AddressInfo).port}`
})
after(() => {
  storage.closeAllConnections()
  storage.close()
  rmSync(folder, { recursive: true })
})

const s3 = (secretAccessKey = SECRET): Objects =>
  createS3Objects({ endpoint, bucket: 'town', region: 'eu-test-1', accessKeyId: 'AKIDEXAMPLE', secretAccessKey })

for (const [name, open] of Object.entries({ 'a folder': () => createFolderObjects(folder), 'an S3-compatible storage': () => s3() }))
  describe(`objects in ${name}`, () => {
    test('what was put is got again, under the SHA-256 of its bytes', async () => {
      const objects = open()
      const bytes = new Uint8Array([0, 255, 1, 2, 3])
      const key = await objects.put(bytes, 'application/octet-stream')
      assert.equal(key, hash(bytes))
      const got = await objects.get(key)
      assert.deepEqual(
        [new Uint8Array(got?.bytes ?? []), got?.contentType, await objects.has(key)],
        [bytes, 'application/octet-stream', true],
      )
    })
    test('the same bytes are one object, also when put at the same time', async () => {
      const objects = open()
      const keys = await Promise.all([1, 2, 3].map(() => objects.put(Buffer.from('same'), 'text/plain')))
      assert.equal(new Set(keys).size, 1)
      assert.equal(Buffer.from((await objects.get(keys[0] ?? ''))?.bytes ?? []).toString(), 'same')
    })
    test('an empty object is one', async () =>
      assert.equal((await open().get(await open().put(new Uint8Array(), 'text/plain')))?.bytes.length, 0))
    test('what is not there, and what is no key, is absent', async () => {
      assert.deepEqual(
        [
          await open().get('0'.repeat(64)),
          await open().has('0'.repeat(64)),
          await open().get('../../etc/passwd'),
          await open().has('../x'),
        ],
        [undefined, false, undefined, false],
      )
    })
  })

test('files of the folder belong to the server alone, and nothing half written is left', async () => {
  const key = await createFolderObjects(folder).put(Buffer.from('mine'), 'text/plain')
  const place = join(folder, key.slice(0, 2), key.slice(2, 4))
  assert.equal(statSync(join(place, key)).mode & 0o777, 0o600)
  assert.deepEqual(
    readdirSync(place).filter((file) => file.endsWith('.part')),
    [],
  )
})

test('a wrong secret is refused by the storage, and the error does not show it', async () => {
  await assert.rejects(
    s3('wrong-secret').put(Buffer.from('x'), 'text/plain'),
    (error) => error instanceof StorageFailed && /status 403/.test(error.message) && !error.message.includes('wrong-secret'),
  )
})

test('bytes that changed in the storage are not handed out', async () => {
  const key = await s3().put(Buffer.from('right'), 'text/plain')
  for (const [path, { type }] of stored) if (path.endsWith(key)) stored.set(path, { bytes: Buffer.from('wrong'), type })
  await assert.rejects(s3().get(key), /other bytes/)
})
