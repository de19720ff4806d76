/**
 * The app without a network: the shell is kept when a version is installed; tiles, searches and places are kept as they
 * are seen, each with the time at which it was true.
 */
import { fetchedAtHeader, type Keeping, keepingOf, keptHeader } from '../data/kept-answers.ts'

/** The files of this version; written in when the worker is built. */
declare const PRECACHED: readonly string[]

interface WaitingEvent extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface AskedEvent extends WaitingEvent {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
interface WorkerScope {
  readonly location: Location
  readonly clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(kind: 'install' | 'activate', listener: (event: WaitingEvent) => void): void
  addEventListener(kind: 'fetch', listener: (event: AskedEvent) => void): void
  addEventListener(kind: 'message', listener: (event: MessageEvent) => void): void
}
const scope = globalThis as unknown as WorkerScope

/** A page waits this long for the network before it shows what was kept. */
const patience_ms = 4000
/** Names this version: a hash over its files, written in as well. */
declare const VERSION: string
const shellCache = `shell-${VERSION}`
/** Under this name the page itself is kept, whatever address it was asked for. */
const shellPage = '/shell'

scope.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(shellCache)
      await Promise.all(
        [...PRECACHED, '/boot.js'].map(async (file) => {
          if ((await caches.match(file)) === undefined || file === '/boot.js') await cache.add(file)
          else {
            const known = await caches.match(file)
            if (known !== undefined) await cache.put(file, known)
          }
        }),
      )
      // A host that answers no page at `/` (a city must be named) gives one with the first navigation instead.
      await fetch('/', { headers: { accept: 'text/html' } }).then(keepShell, () => undefined)
    })(),
  )
})

scope.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name.startsWith('shell-') && name !== shellCache) await caches.delete(name)
      await scope.clients.claim()
    })(),
  )
})

scope.addEventListener('message', (event) => {
  if (event.data === 'take-over') void scope.skipWaiting()
})

scope.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== scope.location.origin) return
  if (request.mode === 'navigate') {
    if (isTownPage(url)) event.respondWith(page(request))
    return
  }
  const keeping = keepingOf(url)
  if (keeping !== undefined) {
    event.respondWith(keeping.first === 'kept' ? keptFirst(request, keeping) : networkFirst(request, keeping))
    return
  }
  if (PRECACHED.includes(url.pathname) || url.pathname === '/boot.js') event.respondWith(shellFile(request))
})

/** The console and the API's own pages are not this app's. */
const isTownPage = (url: URL): boolean => /^\/($|places\/|events|saved|settings|reports\/)/.test(url.pathname)

/** A page from the network, so that its plain list is fresh; without one, the kept shell, which then reads kept answers. */
async function page(request: Request): Promise<Response> {
  try {
    const answer = await inTime(fetch(request))
    void keepShell(answer.clone())
    return answer
  } catch {
    return (await caches.match(shellPage)) ?? Response.error()
  }
}

/** Keeps the page without the list and the answers that the server wrote into it: they belong to its address and its moment. */
async function keepShell(answer: Response): Promise<void> {
  if (!answer.ok || !(answer.headers.get('content-type') ?? '').startsWith('text/html')) return
  const text = (await answer.text())
    .replace(/<div id="root">[\s\S]*<\/div>(?=\s*<\/body>)/, '<div id="root"></div>')
    .replace(/<script type="application\/json" id="first-answers">[^<]*<\/script>/, '')
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    ...(answer.headers.has('content-security-policy') && {
      'content-security-policy': answer.headers.get('content-security-policy') ?? '',
    }),
  }
  await (await caches.open(shellCache)).put(shellPage, new Response(text, { headers }))
}

async function shellFile(request: Request): Promise<Response> {
  const cache = await caches.open(shellCache)
  return (await cache.match(request, { ignoreVary: true })) ?? fetch(request)
}

async function keptFirst(request: Request, keeping: Keeping): Promise<Response> {
  const cache = await caches.open(keeping.cache)
  const known = await cache.match(request, { ignoreVary: true })
  if (known !== undefined) return known
  try {
    const answer = await fetch(request)
    if (answer.status === 200) await keep(cache, request, answer.clone(), keeping.most)
    return answer
  } catch (error) {
    // The town may have published a newer map since: an older tile of the same square is better than none.
    const older = keeping.cache === 'tiles' ? await cache.match(request, { ignoreSearch: true }) : undefined
    if (older !== undefined) return older
    throw error
  }
}

async function networkFirst(request: Request, keeping: Keeping): Promise<Response> {
  const cache = await caches.open(keeping.cache)
  try {
    const answer = await inTime(fetch(request))
    if (answer.status === 200) await keep(cache, request, answer.clone(), keeping.most)
    return answer
  } catch (error) {
    const known = await cache.match(request, { ignoreVary: true })
    if (known === undefined) throw error
    const headers = new Headers(known.headers)
    headers.set(keptHeader, '1')
    return new Response(known.body, { status: known.status, headers })
  }
}

/** Keeps an answer with its time, and lets the oldest go beyond the limit. */
async function keep(cache: Cache, request: Request, answer: Response, most: number): Promise<void> {
  const headers = new Headers(answer.headers)
  headers.set(fetchedAtHeader, new Date().toISOString())
  headers.delete('content-encoding')
  headers.delete('content-length')
  try {
    await cache.put(request, new Response(await answer.arrayBuffer(), { status: answer.status, headers }))
    const keys = await cache.keys()
    await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((old) => cache.delete(old)))
  } catch {
    /* the device is full: what is there stays */
  }
}

/** Rejects when the network is slower than a person's patience. */
function inTime(answer: Promise<Response>): Promise<Response> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The network is too slow')), patience_ms)
    answer.then(
      (value) => {
        clearTimeout(timer)
        resolve(value)
      },
      (error: unknown) => {
        clearTimeout(timer)
        reject(error instanceof Error ? error : new Error(String(error)))
      },
    )
  })
}
