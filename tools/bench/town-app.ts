/** What the town app weighs and how soon it can be used: a built app on a real server, Chromium with 4× CPU throttling. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { chromium, type Browser } from 'playwright-core'
import { build } from 'vite'
import { findChromium } from '../chromium.ts'
import { median, repeat, type Measured } from './harness.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const REPEATS = 5
const THROTTLE = 4

const main = ['--disable-warning=ExperimentalWarning', join(root, 'apps/server/src/main.ts')]

/** Scripts that a page's HTML runs. */
const scriptsOfPage = (folder: string): readonly string[] =>
  [...readFileSync(join(folder, 'index.html'), 'utf8').matchAll(/<script[^>]+src="\/([^"]+)"/g)].map(([, src = '']) => src)

/** Built scripts with everything that they import statically. */
function withImports(folder: string, entries: readonly string[]): ReadonlySet<string> {
  const queue = [...entries]
  const seen = new Set<string>()
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    if (seen.has(file)) continue
    seen.add(file)
    const text = readFileSync(join(folder, file), 'utf8')
    for (const [, from = ''] of text.matchAll(/(?:import|export)\s*(?:[\w*{}\s,$]+\s*from\s*)?["'](\.\/[^"']+\.js)["']/g))
      queue.push(join(dirname(file), from))
  }
  return seen
}

/** What the page loaded, without what only the map needs: its chunk, the imports of that chunk alone, and its worker. */
function beforeTheMap(folder: string, loaded: readonly string[]): readonly string[] {
  const map = withImports(
    folder,
    loaded.filter((file) => file.includes('town-map-chunk')),
  )
  const page = withImports(folder, scriptsOfPage(folder))
  if (map.size === 0) throw new Error('The page loaded no map: is its chunk called otherwise now?')
  return loaded.filter((file) => !file.endsWith('.mjs') && (page.has(file) || !map.has(file)))
}

/** Paths of all scripts that a page loads until the selector is there. */
async function scriptsLoaded(browser: Browser, url: string, selector: string): Promise<readonly string[]> {
  const context = await browser.newContext({ locale: 'ja', timezoneId: 'Asia/Tokyo', serviceWorkers: 'block' })
  const page = await context.newPage()
  const paths = new Set<string>()
  page.on('request', (request) => {
    if (request.resourceType() === 'script' || request.url().endsWith('.js')) paths.add(new URL(request.url()).pathname.slice(1))
  })
  await page.goto(url)
  await page.locator(selector).first().waitFor({ state: 'attached', timeout: 60_000 })
  await context.close()
  return [...paths]
}

const gzipped_kB = (folder: string, files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file)), { level: 9 }).length, 0) / 1000

const plainEntry = `import React from 'react'
import { createRoot } from 'react-dom/client'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { Button, TextField, Input, Label } from 'react-aria-components'
const router = createRouter({ routeTree: createRootRoute({ component: () => React.createElement('div', null, React.createElement(Button, null, 'x'), React.createElement(TextField, null, React.createElement(Label, null, 'y'), React.createElement(Input))) }) })
createRoot(document.body).render(React.createElement(QueryClientProvider, { client: new QueryClient() }, React.createElement(RouterProvider, { router })))`
const mapEntry = `import { Map, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import 'maplibre-gl/dist/maplibre-gl.css'
setWorkerUrl(workerUrl)
const map = new Map({ container: 'map', center: [139.7, 35.6], zoom: 14, style: { version: 8, sources: { p: { type: 'geojson', data: { type: 'Point', coordinates: [139.7, 35.6] } } }, layers: [{ id: 'p', type: 'circle', source: 'p' }] } })
map.once('idle', () => { document.body.dataset.map = 'idle' })`

/** Builds a page with nothing but this entry, inside the repository's folder so that its packages are found. */
async function buildAlone(name: string, entry: string): Promise<string> {
  const folder = mkdtempSync(join(root, 'node_modules/.cache/bench-'))
  writeFileSync(join(folder, 'main.js'), entry)
  writeFileSync(
    join(folder, 'index.html'),
    `<!doctype html><html lang="en"><head><title>${name}</title></head><body><div id="map" style="position:fixed;inset:0"></div><script type="module" src="./main.js"></script></body></html>`,
  )
  await build({ root: folder, logLevel: 'error', configFile: false, base: '/', build: { outDir: 'out', modulePreload: true } })
  return folder
}

async function serveFolder(folder: string): Promise<{ readonly url: string; readonly close: () => void }> {
  const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css' }
  const server = createServer((request, answer) => {
    const path = request.url === '/' ? '/index.html' : ((request.url ?? '').split('?')[0] ?? '')
    try {
      const bytes = readFileSync(join(folder, path))
      answer.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' }).end(bytes)
    } catch {
      answer.writeHead(404).end()
    }
  })
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening)
  })
  const address = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`, close: () => server.close() }
}

/**
 * In the page: notes when the selector was first there and drawn, on the clock that this process has too. Asking from
 * outside would find it up to half a second late, because the questions come ever more seldom.
 */
const noteFirstFrame = (selector: string): string => `new MutationObserver((_, observer) => {
  if (document.querySelector(${JSON.stringify(selector)}) === null) return
  observer.disconnect()
  requestAnimationFrame(() => setTimeout(() => {
    document.documentElement.dataset.benchSeen = String(performance.timeOrigin + performance.now())
  }))
}).observe(document, { subtree: true, childList: true, attributes: true })`

/** Seconds from opening the page until a frame with the selector was drawn, in a fresh profile with a throttled processor. */
async function secondsUntil(browser: Browser, url: string, selector: string): Promise<number> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    locale: 'ja',
    timezoneId: 'Asia/Tokyo',
    serviceWorkers: 'block',
  })
  const page = await context.newPage()
  await page.addInitScript({ content: noteFirstFrame(selector) })
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE })
  const started = performance.timeOrigin + performance.now()
  await page.goto(url, { waitUntil: 'commit' })
  const seen = page.locator('html[data-bench-seen]')
  await seen.waitFor({ state: 'attached', timeout: 60_000 })
  const at = Number(await seen.getAttribute('data-bench-seen'))
  await context.close()
  return (at - started) / 1000
}

async function run(words: readonly string[], env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...main, ...words], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  await new Promise<void>((ready, failed) => {
    const take = (chunk: Buffer): void => {
      output += chunk.toString()
      if (output.includes('Ready.')) ready()
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('close', (code) => {
      if (code === 0) ready()
      else failed(new Error(`machinaka ${words.join(' ')} ended with ${code}: ${output.slice(-500)}`))
    })
  })
  return child
}

type Out = readonly [string, Measured | Error]

/** town-js, town-list, town-map. */
export async function* measureApp(say: (text: string) => void): AsyncGenerator<Out> {
  const dataDir = mkdtempSync(join(tmpdir(), 'machinaka-bench-app-'))
  const port = 18_080
  const env = { ...process.env, DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'error', LIMIT_REQUESTS_PER_MINUTE: '100000' }
  const executablePath = findChromium()
  const [plain, emptyMap] = [await buildAlone('plain', plainEntry), await buildAlone('map', mapEntry)]
  const server = await run(['start'], env)
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ['--no-sandbox', '--disable-quic', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  })
  const alone = await serveFolder(join(emptyMap, 'out'))
  try {
    const dist = join(root, 'apps/town/dist')
    const url = `http://localhost:${port}/`
    const files = beforeTheMap(dist, await scriptsLoaded(browser, url, '[data-map="idle"]'))
    const built = join(plain, 'out')
    yield [
      'town-js',
      {
        value: gzipped_kB(dist, files),
        reference: { name: 'React, Router, Query, basic React Aria', value: gzipped_kB(built, withImports(built, scriptsOfPage(built))) },
        note: `${files.length} files: all that the page loads until its map stands, without the map's own`,
      },
    ]
    const base = await repeat(REPEATS, () => secondsUntil(browser, alone.url, 'body[data-map="idle"]'))
    say(`an empty one-point map: ${median(base).toFixed(2)} s`)
    const list = await repeat(REPEATS, () => secondsUntil(browser, url, '.town-rows li'))
    yield ['town-list', { value: median(list), samples: list, reference: { name: 'empty one-point map', value: median(base) } }]
    const map = await repeat(REPEATS, () => secondsUntil(browser, url, '[data-map="idle"]'))
    yield ['town-map', { value: median(map), samples: map, reference: { name: 'empty one-point map', value: median(base) } }]
  } finally {
    await browser.close()
    alone.close()
    server.kill('SIGINT')
    await new Promise((ended) => {
      server.once('exit', ended)
    })
    for (const folder of [dataDir, plain, emptyMap]) rmSync(folder, { recursive: true, force: true })
  }
}
