import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createHttpServer } from './index.ts'
import { problemOf, openTestServer, serverParts } from './test-server.ts'

const opened = await openTestServer()
const { at, folder } = opened
after(() => opened.stop())

test('a route has its own rate', async () => {
  const statuses = [await fetch(`${at}/api/rare`), await fetch(`${at}/api/rare`), await fetch(`${at}/api/rare`)]
  assert.deepEqual(
    statuses.map((r) => r.status),
    [200, 200, 429],
  )
  const told = await problemOf(statuses[2] ?? new Response('{}'))
  assert.deepEqual(
    [told['code'], told['limit'], statuses[2]?.headers.get('retry-after')],
    ['platform.rate', 2, String(told['retryAfter_s'])],
  )
})

test('pages have a rate, their files have none', async () => {
  const limited = await createHttpServer({ ...serverParts(folder), settings: { ...serverParts(folder).settings, requestsPerMinute: 3 } })
  const { port } = await limited.listen({ port: 0, host: '127.0.0.1' })
  const get = async (path: string): Promise<number> => (await fetch(`http://127.0.0.1:${port}${path}`)).status
  const pages = [await get('/'), await get('/a'), await get('/b'), await get('/c')]
  const files = [await get('/sw.js'), await get('/sw.js'), await get('/sw.js'), await get('/sw.js')]
  await limited.stop({ limit_ms: 500 })
  assert.deepEqual(
    [pages, files],
    [
      [200, 200, 200, 429],
      [200, 200, 200, 200],
    ],
  )
})
