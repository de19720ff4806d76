/** axe finds nothing to complain about: every state once, then the main ones, and those of a bad day, in every language, theme, width and text size. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { assertAccessible, holds, openBrowser, openContext } from './browser.ts'
import { openTown, type Town } from './harness.ts'

let town: Town
let browser: Browser
let context: BrowserContext
let page: Page
before(async () => {
  ;[town, browser] = await Promise.all([openTown(), openBrowser()])
  context = await openContext(browser, { device: 'phone' })
  // An answer is put in place of the server's below, and what a service worker asks for cannot be.
  await context.addInitScript('delete Navigator.prototype.serviceWorker')
  page = await context.newPage()
})
after(async () => {
  await browser.close()
  await town.stop()
})

type Act = (page: Page) => Promise<unknown>
interface State {
  readonly name: string
  readonly path: string
  readonly reach: Act
}

const shows =
  (selector: string): Act =>
  (page) =>
    page.waitForSelector(selector)
const openPlace: Act = async (page) => {
  await page.locator('.town-row a').first().click()
  await page.waitForSelector('.town-place .mn-section')
}
const openReport: Act = async (page) => {
  await openPlace(page)
  await page.locator('.town-place footer button').first().click()
  await page.locator('[role=dialog] .mn-button--primary').click()
  await page.waitForSelector('[role=dialog] [aria-invalid]')
}
const library = `/?q=${encodeURIComponent('図書館')}`

/** What most visits see; shown again in each look. */
const mainStates: readonly State[] = [
  { name: 'results', path: '/?group=eat', reach: shows('.town-row') },
  { name: 'place', path: library, reach: openPlace },
  { name: 'report dialog with errors', path: library, reach: openReport },
]
/** Shown to nobody on a good day, and just then it must be readable: in each language, light and dark, on the smallest phone. */
const emptyState: State = {
  name: 'empty',
  path: `/?q=${encodeURIComponent('存在しない店')}&open=1`,
  reach: shows('.town-list .mn-state:not([role=alert])'),
}
const errorState: State = { name: 'error', path: '/?group=eat', reach: shows('.town-list [role=alert]') }
const offlineStates: readonly State[] = [
  {
    name: 'offline list',
    path: library,
    reach: async (page) => {
      await page.waitForSelector('.mn-offline')
      await page.waitForSelector('.town-list [data-kept-at]')
      await page.waitForSelector('.town-row')
    },
  },
  {
    name: 'offline place',
    path: library,
    reach: async (page) => {
      await openPlace(page)
      await page.waitForSelector('.mn-offline')
      await page.waitForSelector('.town-place [data-kept-at]')
    },
  },
  {
    name: 'offline place that was never seen',
    path: '/places/urn:ngsi-ld:PointOfInterest:none',
    reach: async (page) => {
      await page.waitForSelector('.mn-offline')
      await page.waitForSelector('.town-place [role=alert]')
    },
  },
]
const otherStates: readonly State[] = [
  { name: 'first visit', path: '/', reach: shows('.town-row') },
  {
    name: 'suggestions',
    path: '/',
    reach: async (page) => {
      await page.waitForSelector('.town-row')
      await page.locator('input[role=combobox]').fill('パン')
      await page.locator('[role=option]').first().waitFor()
    },
  },
  { name: 'place not found', path: '/places/urn:ngsi-ld:PointOfInterest:none', reach: shows('.mn-state') },
  { name: 'events', path: '/events', reach: shows('.town-event') },
  {
    name: 'event',
    path: '/events',
    reach: async (page) => {
      await page.locator('.town-event a').first().click()
      await page.waitForSelector('.mn-facts')
    },
  },
  { name: 'nothing saved', path: '/saved', reach: shows('.mn-state') },
  {
    name: 'saved',
    path: library,
    reach: async (page) => {
      await openPlace(page)
      await page.getByRole('button', { name: '保存する' }).click()
      await page.goto(`${town.url}/saved`)
      await page.waitForSelector('.town-row')
    },
  },
  { name: 'settings', path: '/settings', reach: shows('.mn-check') },
  { name: 'no such page', path: '/nowhere', reach: shows('.mn-state') },
]

async function assertState(page: Page, { name, path, reach }: State, look: string): Promise<void> {
  const state = `${name} (${look})`
  await page.goto(town.url + path)
  await reach(page).catch((error: unknown) => {
    throw new Error(`The state “${state}” was not reached`, { cause: error })
  })
  await assertAccessible(page, state)
  assert.equal(await page.evaluate('document.documentElement.scrollWidth > innerWidth'), false, `${state} scrolls sideways`)
}

type Language = 'ja' | 'ja-easy' | 'en' | 'zh-Hans' | 'ko'
const languages: readonly Language[] = ['ja', 'ja-easy', 'en', 'zh-Hans', 'ko']

async function assertSpeaks(page: Page, language: Language): Promise<void> {
  assert.equal(await page.locator('html').getAttribute('lang'), language === 'ja-easy' ? 'ja' : language)
  assert.equal((await page.locator('ruby rt').count()) > 0, language === 'ja-easy', 'easy Japanese, and it alone, shows readings')
}

/** From the next page on, the visitor's settings are these. */
async function settle(page: Page, language: Language, theme: 'auto' | 'contrast'): Promise<void> {
  await page.goto(`${town.url}/settings`)
  await page.evaluate(`localStorage.setItem('machinaka.settings', ${JSON.stringify(JSON.stringify({ language, theme }))})`)
}

/** States in every language at 320 px, light and dark. */
async function assertInEveryLanguage(page: Page, states: readonly State[]): Promise<void> {
  await page.setViewportSize({ width: 320, height: 640 })
  for (const language of languages) {
    await settle(page, language, 'auto')
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      for (const state of states) await assertState(page, state, `${language}, 320 px, ${colorScheme}`)
      await assertSpeaks(page, language)
      assert.equal(await page.locator('html').getAttribute('data-theme'), colorScheme)
    }
  }
}

test('every state in Japanese on a phone', async () => {
  for (const state of [...mainStates, emptyState, ...otherStates]) await assertState(page, state, 'ja, phone')
})

test('a search that finds nothing, in every language, light and dark, at 320 px', () => assertInEveryLanguage(page, [emptyState]))

test('a server that fails, in every language, light and dark, at 320 px', async () => {
  // The beginning of the whole town's list comes with the page; any other list is asked for.
  const places = /\/api\/guide\/places\?/
  await page.route(places, (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"code":"internal"}' }))
  await assertInEveryLanguage(page, [errorState]).finally(() => page.unroute(places))
})

test('no network, in every language, light and dark, at 320 px', async () => {
  const traveller = await openContext(browser, { device: 'narrow' })
  const away = await traveller.newPage()
  await away.goto(town.url)
  await holds(away, 'navigator.serviceWorker.controller !== null')
  // From the second visit on, the worker keeps what is seen.
  await assertState(away, { name: 'place', path: library, reach: openPlace }, 'ja, 320 px')
  await traveller.setOffline(true)
  await assertInEveryLanguage(away, offlineStates)
  await traveller.close()
})

const looks = [
  { language: 'ja-easy', width: 320, colorScheme: 'light', theme: 'auto' },
  { language: 'en', width: 390, colorScheme: 'dark', theme: 'auto' },
  { language: 'zh-Hans', width: 320, colorScheme: 'dark', theme: 'auto' },
  { language: 'ko', width: 390, colorScheme: 'light', theme: 'contrast' },
] as const

for (const { language, width, colorScheme, theme } of looks) {
  const title = `${language}, ${width} px, ${theme === 'contrast' ? 'high contrast' : colorScheme}`
  test(`the main states in ${title}`, async () => {
    await page.setViewportSize({ width, height: 640 })
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await settle(page, language, theme)
    for (const state of mainStates) await assertState(page, state, title)
    await assertSpeaks(page, language)
    assert.equal(await page.locator('html').getAttribute('data-theme'), theme === 'contrast' ? 'contrast' : colorScheme)
  })
}

test('the main states on a desktop, dark', async () => {
  const wide = await openContext(browser, { device: 'desktop', dark: true })
  const desktop = await wide.newPage()
  for (const state of mainStates) await assertState(desktop, state, 'ja, desktop, dark')
  assert.equal(await desktop.locator('html').getAttribute('data-theme'), 'dark')
  await wide.close()
})

test('text at 200 % on 320 px loses nothing', async () => {
  await page.setViewportSize({ width: 320, height: 640 })
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await settle(page, 'ja', 'auto')
  const larger: Act = (page) => page.evaluate(`document.documentElement.style.fontSize = '200%'`)
  for (const state of [
    ...mainStates,
    { name: 'events', path: '/events', reach: shows('.town-event') },
    { name: 'settings', path: '/settings', reach: shows('.mn-check') },
  ]) {
    await assertState(
      page,
      {
        ...state,
        reach: async (page) => {
          await state.reach(page)
          await larger(page)
        },
      },
      '200 %',
    )
  }
})
