/** An address outside that redirects to one inside: both doors for addresses refuse it before anything is opened or kept. */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  createHttpClient,
  createLog,
  isRefusal,
  type Clock,
  type HttpClient,
  type Ids,
  type Refusal,
  type Tenant,
} from '@machinaka/platform'
import { createImportDesk } from './desk.ts'
import { createDownloads } from './downloads.ts'
import { createImporting } from './importing.ts'
import type { ImportingParts } from './order.ts'
import { createUploads, type Uploads } from './uploads.ts'

const folder = mkdtempSync(join(tmpdir(), 'machinaka-redirect-'))
const limit_bytes = 1000
const ids = { uuid: () => 'id-1' } as unknown as Ids
/** The inside one: whoever asks it has gone too far. */
let askedInside = 0
const inside = createServer((_request, response) => {
  askedInside++
  response.end('名称,緯度,経度\n秘密,34.7,135.5\n')
})
const outside = createServer((_request, response) => {
  response.writeHead(302, { location: `http://127.0.0.1:${portOf(inside)}/places.csv?token=secret` }).end()
})
const portOf = (server: typeof inside): number => (server.address() as AddressInfo).port
let http: HttpClient
let uploads: Uploads
let url = ''

before(async () => {
  for (const server of [inside, outside])
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
  url = `http://127.0.0.1:${portOf(outside)}/open.csv`
  // The outer server stands for the public internet; everything else is inside.
  http = createHttpClient({ log: createLog({ level: 'error' }), mayReach: (_address, port) => port === portOf(outside), timeout_ms: 2000 })
  uploads = await createUploads({ folder, ids, limit: limit_bytes, now: () => 0 })
})
after(() => {
  for (const server of [inside, outside]) {
    server.closeAllConnections()
    server.close()
  }
  rmSync(folder, { recursive: true, force: true })
})

function assertSaysAll(refused: unknown): void {
  assert.ok(isRefusal(refused))
  const { code, detail, extra } = refused satisfies Refusal
  assert.deepEqual([code, extra?.['cause']], ['context.url-refused', 'platform.outside-address'])
  assert.ok(detail.startsWith(`${url}, redirect 1: http://127.0.0.1:${portOf(inside)}/places.csv`), detail)
  assert.match(detail, /not on the public internet\. .* Nothing was read\. You can also download the file yourself and import that\.$/)
  assert.doesNotMatch(detail, /secret/)
  assert.equal(askedInside, 0)
}

test('an import from it, as the command line begins one, is refused with the address, the redirect and the next step', async () => {
  const touched: string[] = []
  const untouched = (what: string): never =>
    new Proxy(
      {},
      {
        get: (_, name) => {
          touched.push(`${what}.${String(name)}`)
          return undefined
        },
      },
    ) as never
  const desk = createImportDesk({
    clock: { now: () => new Date(0) } as unknown as Clock,
    ids,
    unexpected: (error) => assert.fail(String(error)),
  })
  const parts: ImportingParts = {
    people: { findCity: async () => undefined } as unknown as ImportingParts['people'],
    context: untouched('context'),
    guide: untouched('guide'),
    citymodel: untouched('citymodel'),
    desk,
    uploads,
    http,
    limit_bytes,
  }
  assertSaysAll(await createImporting(parts).begin({ city: 'minato', local: true, request: { kind: 'opendata', url } }))
  assert.deepEqual([touched, desk.list('minato' as Tenant)], [[], []], 'no run was opened, and no domain asked for anything')
})

test('fetching it for the console is refused likewise, and keeps nothing', async () => {
  const kept = readdirSync(folder)
  const downloads = createDownloads({ uploads, http, ids, limit_bytes, unexpected: (error) => assert.fail(String(error)) })
  assertSaysAll(await downloads.begin('minato' as Tenant, url))
  assert.deepEqual(readdirSync(folder), kept)
})
