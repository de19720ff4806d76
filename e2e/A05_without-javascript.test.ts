import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { assertAccessible, openBrowser, openContext, shot } from './browser.ts'
import { openTown, type Town } from './harness.ts'

let town: Town
let browser: Browser
before(async () => {
  town = await openTown()
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await town?.stop()
})

const names = (page: Page): Promise<string[]> => page.locator('main li a, #list-without-js li a').allTextContents()

test('plain HTML over HTTP: the list at /, a place at its address, and 404 for a place that is not there', async () => {
  const get = async (path: string): Promise<{ status: number; text: string }> => {
    const answer = await fetch(`${town.url}${path}`, { headers: { accept: 'text/html', 'accept-language': 'ja' } })
    return { status: answer.status, text: await answer.text() }
  }
  const list = await get('/')
  assert.equal(list.status, 200)
  const links = [...list.text.matchAll(/href="(\/places\/[^"]+)">([^<]+)</g)]
  assert.equal(links.length, 50)
  const [, path = '', name = ''] = links[0] ?? []
  const place = await get(path)
  assert.equal(place.status, 200)
  assert.ok(place.text.includes(`<h1>${name}</h1>`) || place.text.includes(`>${name}</h1>`), `no heading ${name}`)
  assert.equal(place.text.match(/<h1/g)?.length, 1)
  assert.match(place.text, new RegExp(`<title>${name} — みなと町</title>`))
  assert.equal((await get('/places/urn:ngsi-ld:PointOfInterest:none')).status, 404)
})

test('with JavaScript off a visitor reads the list, searches, opens a place and comes back', async () => {
  const context = await openContext(browser, { javaScript: false })
  const page = await context.newPage()
  await page.goto(`${town.url}/`)
  assert.equal((await names(page)).length, 50)
  await page.getByRole('searchbox').or(page.getByRole('textbox')).first().fill('としょかん')
  await page.getByRole('button', { name: 'さがす' }).click()
  const found = await names(page)
  assert.ok(found.length > 0 && found.length < 50, `${found.length} found`)
  assert.match(found[0] ?? '', /図書館/)
  await shot(page, 'A05-search')
  await page
    .getByRole('link', { name: found[0] ?? '', exact: true })
    .first()
    .click()
  await page.getByRole('heading', { level: 1, name: found[0] ?? '' }).waitFor()
  await shot(page, 'A05-place')
  await page.getByRole('link', { name: /一覧/ }).click()
  assert.equal((await names(page)).length, 50)
  await page.goto(`${town.url}/?q=${encodeURIComponent('ぬるぽがっ')}`)
  assert.match(await page.locator('#list-without-js').innerText(), /見つかりませんでした/)
  await context.close()
})

test('with JavaScript off the events are a list too, and each has its page', async () => {
  const context = await openContext(browser, { javaScript: false })
  const page = await context.newPage()
  await page.goto(`${town.url}/`)
  await page.getByRole('link', { name: 'イベント', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'これからのイベント' }).waitFor()
  const [first = ''] = await names(page)
  await page.getByRole('link', { name: first, exact: true }).first().click()
  await page.getByRole('heading', { level: 1, name: first }).waitFor()
  await context.close()
})

test('in easy Japanese the plain list has readings, and no place is without a name', async () => {
  const answer = await fetch(`${town.url}/?lang=ja-easy`, { headers: { accept: 'text/html' } })
  const text = await answer.text()
  assert.ok(!text.includes('>—</a>'))
  assert.match(text, /か<ruby>所<rp>（<\/rp><rt>しょ<\/rt><rp>）<\/rp><\/ruby> あります/)
})

test('in English, and in a town chosen by the address, links keep both', async () => {
  const context = await openContext(browser, { javaScript: false, language: 'en' })
  const page = await context.newPage()
  await page.goto(`${town.url}/?city=minato`)
  assert.equal(await page.locator('html').getAttribute('lang'), 'en')
  const link = await page.locator('#list-without-js li a').first().getAttribute('href')
  assert.match(link ?? '', /\?city=minato/)
  await page.getByRole('button', { name: 'Search' }).click()
  assert.match(page.url(), /city=minato/)
  await context.close()
})

test('the plain pages have no barrier that axe knows', async () => {
  // axe itself is JavaScript: the page's own scripts are held back instead.
  const context = await openContext(browser)
  const page = await context.newPage()
  await page.route('**/*.js', (route) => route.abort())
  await page.goto(`${town.url}/`)
  await assertAccessible(page, 'list without JavaScript')
  await page.locator('#list-without-js li a').first().click()
  await page.getByRole('link', { name: /一覧/ }).waitFor()
  await assertAccessible(page, 'place without JavaScript')
  await context.close()
})
