/** The console in a browser: signing in by a demo card, opening a page, waiting for what the server does afterwards. */
import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import { holds, openContext, type PageOptions } from './browser.ts'

/** A page in a fresh profile; anything it throws, or the policy refuses, fails the test. */
export async function strictPage(browser: Browser, options: PageOptions = {}): Promise<Page> {
  const context = await openContext(browser, options)
  const page = await context.newPage()
  page.on('pageerror', (error) => assert.fail(error))
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) assert.fail(message.text())
  })
  return page
}

export interface Console {
  readonly signIn: (role: string, options?: PageOptions) => Promise<Page>
  readonly open: (page: Page, path: string) => Promise<void>
}

export const consoleAt = (url: string, browser: Browser): Console => ({
  async signIn(role, options) {
    const page = await strictPage(browser, options)
    await page.goto(`${url}/console/`)
    await page.locator(`[data-demo="${role}"]`).click()
    await page.locator('.desk-nav').waitFor()
    return page
  },
  async open(page, path) {
    await page.goto(`${url}/console${path}`)
    await page.locator('main h1').waitFor()
    await page.waitForLoadState('networkidle')
  },
})

/** Pixels by which the page is wider than its window. */
export const overflow = (page: Page): Promise<number> => page.evaluate('document.documentElement.scrollWidth - innerWidth')

export const mapIdle = (page: Page): Promise<void> => holds(page, `document.documentElement.dataset.map === 'idle'`, 60_000)

/** What becomes true within some seconds; the last answer where it does not. */
export async function soon<T>(look: () => Promise<T>, good: (answer: T) => boolean): Promise<T> {
  let answer = await look()
  for (let i = 0; i < 80 && !good(answer); i++) {
    await new Promise((resolve) => {
      setTimeout(resolve, 100)
    })
    answer = await look()
  }
  return answer
}
