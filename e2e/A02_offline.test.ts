/** The town app as an installed app, and where there is no network. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { assertAccessible, holds, openBrowser, openContext, shot } from './browser.ts'
import { openTown, type Town } from './harness.ts'

let town: Town
let browser: Browser
let context: BrowserContext
let page: Page
before(async () => {
  ;[town, browser] = await Promise.all([openTown(), openBrowser()])
  context = await openContext(browser, { device: 'phone' })
  page = await context.newPage()
})
after(async () => {
  await browser.close()
  await town.stop()
})

test('the browser finds a manifest with a name, icons and a start page', async () => {
  await page.goto(town.url)
  const href = await page.locator('link[rel=manifest]').getAttribute('href')
  const manifest = (await (await context.request.get(new URL(href ?? '', town.url).href)).json()) as {
    name: string
    start_url: string
    display: string
    icons: { src: string; sizes: string; purpose?: string }[]
  }
  assert.match(manifest.name, /みなと町/)
  assert.equal(manifest.display, 'standalone')
  for (const size of ['192x192', '512x512'])
    assert.ok(
      manifest.icons.some((icon) => icon.sizes === size),
      size,
    )
  assert.ok(manifest.icons.some((icon) => icon.purpose === 'maskable'))
  for (const icon of manifest.icons) assert.equal((await context.request.get(new URL(icon.src, town.url).href)).status(), 200, icon.src)
  assert.equal((await context.request.get(new URL(manifest.start_url, town.url).href)).status(), 200)
})

test('after a visit the shell, the last map, searches, places and saved places are kept', async () => {
  await page.waitForSelector('html[data-map=idle]')
  await holds(page, 'navigator.serviceWorker.controller !== null')
  // What was fetched before the worker took over is asked for again, as on any second visit.
  await page.reload()
  await page.waitForSelector('html[data-map=idle]')
  await page.goto(`${town.url}/?q=パン`)
  await page.waitForSelector('.town-row')
  await page.locator('.town-row a').first().click()
  await page.getByRole('button', { name: '保存する' }).click()
  await page.waitForSelector('.town-hours, .town-place .mn-section')
  const kept = await page.evaluate<Record<string, number>>(
    `(async () => Object.fromEntries(await Promise.all((await caches.keys()).map(async (name) => [name.replace(/-.*/, ''), (await (await caches.open(name)).keys()).length]))))()`,
  )
  assert.ok(
    (kept['tiles'] ?? 0) > 0 && (kept['answers'] ?? 0) > 3 && (kept['places'] ?? 0) > 0 && (kept['shell'] ?? 0) > 5,
    JSON.stringify(kept),
  )
})

test('without a network the app opens and says so', async () => {
  await context.setOffline(true)
  await page.goto(town.url)
  await page.waitForSelector('.town-row')
  await page.getByText('インターネットにつながっていません', { exact: false }).waitFor()
  await page.locator('[data-kept-at]').first().waitFor()
  await page.waitForSelector('html[data-map=idle]')
  await assertAccessible(page, 'offline list')
  await shot(page, 'A02-offline')
})

test('the last search, its place and the saved places are there, with their age', async () => {
  await page.goto(`${town.url}/?q=パン`)
  await page.waitForSelector('.town-row')
  await page.locator('[data-kept-at]').first().waitFor()
  await page.locator('.town-row a').first().click()
  await page.waitForSelector('.town-place h1')
  await page.locator('.town-place [data-kept-at]').first().waitFor()
  assert.match(await page.locator('.town-place [data-kept-at]').first().innerText(), /時点の情報です/)
  await page.goto(`${town.url}/saved`)
  await page.locator('.town-row [data-kept-at]').first().waitFor()
})

test('a search nobody made before looks through the places kept on the device, and claims nothing about hours', async () => {
  await page.goto(`${town.url}/?q=${encodeURIComponent('公園')}`)
  await page.waitForSelector('.town-row')
  await page.getByText('この端末に残っている場所の中からさがしました', { exact: false }).waitFor()
  assert.equal(await page.locator('.town-open[data-state=open], .town-open[data-state=closed]').count(), 0)
})

test('back in the network the notice goes', async () => {
  await context.setOffline(false)
  await page.goto(town.url)
  await page.waitForSelector('.town-row')
  assert.equal(await page.locator('.mn-offline').count(), 0)
  assert.equal(await page.locator('[data-kept-at]').count(), 0)
})
