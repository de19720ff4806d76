import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { DownloadView } from '@machinaka/context/contract'
import { isRefusal, refusal, type HttpAnswer, type HttpClient, type Ids, type Refusal, type Tenant } from '@machinaka/platform'
import { createDownloads, type Downloads } from './downloads.ts'
import { createUploads, type Uploads } from './uploads.ts'

const folder = mkdtempSync(join(tmpdir(), 'machinaka-downloads-'))
const town = 'minato' as Tenant
let next = 0
const ids = { uuid: () => `id-${++next}` } as unknown as Ids
let uploads: Uploads

before(async () => {
  uploads = await createUploads({ folder, ids, limit: 1000, now: () => 0 })
})
after(() => rmSync(folder, { recursive: true, force: true }))

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const answer = (url: string, body: AsyncIterable<Uint8Array>, headers: Record<string, string> = {}): HttpAnswer =>
  ({ status: 200, url, headers, body }) as unknown as HttpAnswer
const desk = (get: (url: string) => HttpAnswer | Refusal, faults: unknown[] = []): Downloads =>
  createDownloads({
    uploads,
    http: { get: async (url: string) => get(url) } as unknown as HttpClient,
    ids,
    limit_bytes: 1000,
    unexpected: (error) => faults.push(error),
  })
async function ended(downloads: Downloads, begun: DownloadView | Refusal): Promise<DownloadView> {
  assert.ok(!isRefusal(begun))
  for (let i = 0; i < 200; i++) {
    const now = downloads.find(town, begun.id)
    assert.ok(!isRefusal(now))
    if (now.state !== 'fetching') return now
    await new Promise((resolve) => {
      setTimeout(resolve, 5)
    })
  }
  return assert.fail('the download did not end')
}
async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield bytes(text)
}

test('a file from an address is looked at, and remembers where it came from without what is secret', async () => {
  const csv = '名称,緯度,経度\n灯台,34.7,135.5\n'
  const downloads = desk((url) => answer(url, once(csv), { 'content-length': String(bytes(csv).length) }))
  const done = await ended(downloads, await downloads.begin(town, 'https://somebody:secret@example.jp/open/places.csv?key=1'))
  assert.deepEqual(
    [done.state, done.url, done.bytesRead, done.bytesTotal, done.upload?.filename, done.upload?.columns],
    ['ready', 'https://example.jp/open/places.csv', 39, 39, 'places.csv', ['名称', '緯度', '経度']],
  )
  const kept = uploads.find(town, done.upload?.id ?? '')
  assert.equal(isRefusal(kept) ? kept.code : kept.url, 'https://example.jp/open/places.csv')
})

test('what may not be called is refused at once, with the reason for programs', async () => {
  const downloads = desk(() => refusal('platform.outside-address', 'localhost is not on the public internet.'))
  const refused = await downloads.begin(town, 'http://localhost/')
  assert.ok(isRefusal(refused))
  assert.deepEqual([refused.code, refused.extra?.['cause']], ['context.url-refused', 'platform.outside-address'])
})

test('a download that breaks off, or is larger than it may be, says so and leaves nothing', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield bytes('名称,緯')
    throw new Error('socket hang up')
  }
  const faults: unknown[] = []
  const cut = desk((url) => answer(url, broken()), faults)
  const failed = await ended(cut, await cut.begin(town, 'https://example.jp/a.csv'))
  assert.deepEqual([failed.state, failed.problem?.code, failed.upload], ['failed', 'context.url-refused', null])
  const large = desk((url) => answer(url, once('a'.repeat(1001))), faults)
  assert.equal((await ended(large, await large.begin(town, 'https://example.jp/b.csv'))).problem?.code, 'context.upload-too-large')
  assert.deepEqual(faults, [])
})

test('another city does not see it', async () => {
  const downloads = desk((url) => answer(url, once('a,b\n1,2\n')))
  const begun = await downloads.begin(town, 'https://example.jp/c.csv')
  assert.ok(!isRefusal(begun))
  const other = downloads.find('ebisu' as Tenant, begun.id)
  assert.equal(isRefusal(other) && other.code, 'context.upload-absent')
  await ended(downloads, begun)
})

test('only so many are fetched at once, and stopping ends them', async () => {
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      await new Promise((resolve) => {
        setTimeout(resolve, 20)
      })
      yield bytes('a')
    }
  }
  const downloads = desk((url) => answer(url, endless()))
  for (let i = 0; i < 3; i++) assert.ok(!isRefusal(await downloads.begin(town, `https://example.jp/${i}.csv`)))
  const fourth = await downloads.begin(town, 'https://example.jp/4.csv')
  assert.equal(isRefusal(fourth) && fourth.code, 'context.import-busy')
  await downloads.stop(1000)
})
