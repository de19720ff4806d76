import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { after, test } from 'node:test'
import { brotliDecompressSync, gzipSync } from 'node:zlib'
import { problemOf, openTestServer } from './test-server.ts'

const opened = await openTestServer()
const { at } = opened
after(() => opened.stop())

test('answers are compressed, tagged per encoding, and not sent twice', async () => {
  const get = (
    headers: Record<string, string>,
  ): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: Buffer }> =>
    new Promise((resolve, reject) => {
      httpRequest(`${at}/api/text`, { headers }, (response) => {
        const chunks: Buffer[] = []
        response
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }))
      })
        .on('error', reject)
        .end()
    })
  const plain = await get({})
  const br = await get({ 'accept-encoding': 'gzip, br' })
  const zipped = await get({ 'accept-encoding': 'gzip, br;q=0' })
  assert.deepEqual(
    [plain.headers['content-encoding'], br.headers['content-encoding'], zipped.headers['content-encoding']],
    [undefined, 'br', 'gzip'],
  )
  assert.equal(brotliDecompressSync(br.body).toString(), plain.body.toString())
  assert.equal(new Set([plain.headers['etag'], br.headers['etag'], zipped.headers['etag']]).size, 3)
  const again = await get({ 'accept-encoding': 'br', 'if-none-match': String(br.headers['etag']) })
  assert.deepEqual([again.status, again.body.length, again.headers['vary']], [304, 0, 'accept-encoding'])
})

test('an upload streams, as a form or as bare bytes, up to its limit', async () => {
  const form = new FormData()
  form.append('note', '店舗一覧')
  form.append('file', new Blob([new Uint8Array(250_000)]), '../../etc/shops.csv')
  const sent = await fetch(`${at}/api/files`, { method: 'POST', body: form })
  const told = (await sent.json()) as { filename: string; size: number; largest: number; note: string }
  assert.deepEqual({ ...told, largest: 0 }, { filename: 'shops.csv', size: 250_000, largest: 0, note: '店舗一覧' })
  assert.ok(told.largest < 200_000, 'the file came in one piece')
  const bare = await fetch(`${at}/api/files?filename=a.osm.pbf`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: new Uint8Array(10),
  })
  assert.equal(((await bare.json()) as { size: number }).size, 10)
  const large = new FormData()
  large.append('file', new Blob([new Uint8Array(400_000)]), 'a.bin')
  const refused = await fetch(`${at}/api/files`, { method: 'POST', body: large })
  assert.deepEqual([refused.status, (await problemOf(refused))['limit_bytes']], [413, 300_000])
  const huge = await fetch(`${at}/api/files?filename=huge`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: new Uint8Array(30_000_000),
  })
  assert.deepEqual([huge.status, (await problemOf(huge))['code']], [413, 'platform.body-too-large'])
  const wrong = await fetch(`${at}/api/files`, { method: 'POST', headers: { 'content-type': 'text/csv' }, body: 'a' })
  assert.equal(wrong.status, 415)
})

test('headers protect every answer, pages and errors too', async () => {
  for (const path of ['/', '/api/text', '/api/nothing']) {
    const { headers } = await fetch(at + path)
    const policy = headers.get('content-security-policy') ?? ''
    assert.match(policy, /script-src 'self';/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.doesNotMatch(policy, /unsafe/)
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
  }
})

test('the shell writes escaped HTML into the page, files keep their names for good', async () => {
  const page = await fetch(`${at}/places/1`, { headers: { accept: 'text/html' } })
  const body = await page.text()
  assert.match(body, /<div id="root"><h1>&lt;script&gt;/)
  assert.match(body, /<title>A &lt;b> \/places\/1<\/title>/)
  assert.match(body, /<html lang="ja">/)
  const asset = await fetch(`${at}/assets/main-Ab3_d5Xz.js`)
  assert.equal(asset.headers.get('cache-control'), 'public, max-age=31536000, immutable')
  assert.equal(asset.headers.get('content-encoding'), 'gzip')
  assert.equal(await asset.text(), 'const town = 1;\n'.repeat(200))
  assert.equal(
    (await fetch(`${at}/assets/main-Ab3_d5Xz.js`, { headers: { 'if-none-match': asset.headers.get('etag') ?? '' } })).status,
    304,
  )
  const packed = await fetch(`${at}/assets/map-Zz012345.js`)
  assert.deepEqual(
    [packed.headers.get('content-length'), await packed.text()],
    [String(gzipSync('const map = 1;\n'.repeat(200), { level: 1 }).length), 'const map = 1;\n'.repeat(200)],
  )
  assert.equal((await fetch(`${at}/assets/map-Zz012345.js.gz`)).status, 404)
  assert.equal((await fetch(`${at}/sw.js`)).headers.get('cache-control'), 'no-cache')
  assert.equal((await fetch(`${at}/assets/gone-12345678.js`)).status, 404)
  assert.equal((await fetch(`${at}/..%2f..%2fetc/passwd.txt`)).status, 404)
  const nowhere = await fetch(`${at}/?city=none`, { headers: { accept: 'text/html' } })
  assert.deepEqual([nowhere.status, /try \?city=minato/.test(await nowhere.text())], [404, true])
})

test('the API describes itself', async () => {
  const document = (await (await fetch(`${at}/api/openapi.json`)).json()) as {
    openapi: string
    paths: Record<string, Record<string, { parameters: unknown[]; responses: Record<string, unknown> }>>
  }
  assert.equal(document.openapi, '3.1.0')
  const operation = document.paths['/api/items/{id}']?.['post']
  assert.equal(operation?.parameters.length, 3)
  assert.deepEqual(Object.keys(operation?.responses ?? {}), ['200', '400', '409', '429'])
  assert.equal(document.paths['/ngsi-ld/v1/nothing'], undefined)
  assert.match(await (await fetch(`${at}/api/docs`)).text(), /Keep an item/)
  assert.match(await (await fetch(`${at}/docs/errors`)).text(), /id="test\.full"/)
})
