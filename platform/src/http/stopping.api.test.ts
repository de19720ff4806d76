import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { after, test } from 'node:test'
import Type from 'typebox'
import { createHttpServer, ListenError, reply, route } from './index.ts'
import { contextOf, logged, longText, onSlowStart, serverParts, slowStarts, openTestServer } from './test-server.ts'

const opened = await openTestServer()
const { at, folder } = opened
after(() => opened.stop())

test('a stream that breaks is logged, and ends when the server stops', async () => {
  const tick = {
    method: 'GET',
    path: '/api/ticks',
    summary: 'Ticks',
    tag: 'items',
    access: 'public',
    produces: ['text/event-stream'],
    errors: [],
  } as const
  const bad = { ...tick, path: '/api/bad' } as const
  const ended: string[] = []
  const own = await createHttpServer({
    ...serverParts(folder),
    routes: [
      route(tick, ({ signal }) =>
        reply({
          headers: { 'content-type': 'text/event-stream' },
          stream: (async function* () {
            yield 'data: 1\n\n'
            await new Promise((resolve) => {
              signal.addEventListener('abort', resolve)
            })
            ended.push('asked')
            yield 'data: end\n\n'
          })(),
        }),
      ),
      route(bad, () =>
        reply({
          headers: { 'content-type': 'text/plain' },
          stream: (async function* () {
            yield 'a'
            await Promise.resolve()
            throw new Error('lost the thread')
          })(),
        }),
      ),
    ],
  })
  const { port } = await own.listen({ port: 0, host: '127.0.0.1' })
  logged.length = 0
  await assert.rejects(fetch(`http://127.0.0.1:${port}/api/bad`).then((response) => response.text()))
  assert.deepEqual(
    logged.map(({ message }) => message),
    ['stream broke'],
  )
  const response = await fetch(`http://127.0.0.1:${port}/api/ticks`)
  const text_ = response.text()
  await own.stop({ limit_ms: 3000 })
  assert.deepEqual([await text_, ended], ['data: 1\n\ndata: end\n\n', ['asked']])
})

test('a taken port is told as such; the control socket is for its owner', async () => {
  const other = await createHttpServer(serverParts(folder))
  await assert.rejects(
    other.listen({ port: Number(new URL(at).port), host: '127.0.0.1' }),
    (error) => error instanceof ListenError && error.reason === 'port-taken',
  )
  const path = join(folder, 'control.sock')
  const seen: boolean[] = []
  const local = await createHttpServer({
    ...serverParts(folder),
    resolve: async (raw) => {
      seen.push(raw.local)
      return contextOf(raw.url, 'x')
    },
  })
  await local.listenLocal(path)
  const body = await new Promise<string>((resolve, reject) => {
    httpRequest({ socketPath: path, path: '/api/text' }, (r) => {
      let all = ''
      r.on('data', (c) => {
        all += String(c)
      }).on('end', () => resolve(all))
    })
      .on('error', reject)
      .end()
  })
  assert.deepEqual([JSON.parse(body).text === longText, seen], [true, [true]])
  await assert.rejects(other.listenLocal(path), (error) => error instanceof ListenError && error.reason === 'socket-taken')
  await local.stop({ limit_ms: 500 })
  await other.stop({ limit_ms: 500 })
})

test('stopping finishes what is in flight and takes nothing new', async () => {
  const own = await createHttpServer(serverParts(folder))
  const { port } = await own.listen({ port: 0, host: '127.0.0.1' })
  const started = new Promise<void>((resolve) => {
    onSlowStart(resolve)
  })
  const answer = fetch(`http://127.0.0.1:${port}/api/slow`)
  await started
  const stopped = performance.now()
  await own.stop({ limit_ms: 5000 })
  assert.ok(performance.now() - stopped < 2000, 'it waited for a connection that had nothing to say')
  assert.deepEqual(await (await answer).json(), { done: true })
  await assert.rejects(fetch(`http://127.0.0.1:${port}/healthz`))
})

test('stopping does not wait longer than its limit', async () => {
  const endless = {
    method: 'GET',
    path: '/api/endless',
    summary: 'Never ends',
    tag: 'items',
    access: 'public',
    response: Type.Object({}),
    errors: [],
  } as const
  const own = await createHttpServer({
    ...serverParts(folder),
    routes: [
      route(endless, () => {
        slowStarts()
        return new Promise<never>(() => {})
      }),
    ],
  })
  const { port } = await own.listen({ port: 0, host: '127.0.0.1' })
  const started = new Promise<void>((resolve) => {
    onSlowStart(resolve)
  })
  const answer = fetch(`http://127.0.0.1:${port}/api/endless`).then(
    () => 'answered',
    () => 'cut',
  )
  await started
  await own.stop({ limit_ms: 100 })
  assert.equal(await answer, 'cut')
})
