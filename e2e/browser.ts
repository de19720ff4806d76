/** Chromium for the scenarios: fixed clock and zone, reduced motion, software WebGL, axe, pictures for people to look at. */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'
import { findChromium } from '../tools/chromium.ts'
import { now, root } from './harness.ts'

export interface PageOptions {
  readonly device?: 'phone' | 'desktop' | 'narrow'
  readonly language?: string
  readonly dark?: boolean
  readonly javaScript?: boolean
}
const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 }, narrow: { width: 320, height: 640 } } as const

/** Headless Chromium with software WebGL, so that the map draws the same everywhere. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  assert.ok(executablePath !== undefined, 'Chromium is not installed')
  return await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--force-color-profile=srgb',
    ],
  })
}

/** A fresh browser profile: fixed zone and clock, reduced motion, Japanese unless told otherwise. */
export async function openContext(browser: Browser, options: PageOptions = {}): Promise<BrowserContext> {
  const device = options.device ?? 'desktop'
  const settings: BrowserContextOptions = {
    viewport: sizes[device],
    locale: options.language ?? 'ja',
    timezoneId: 'Asia/Tokyo',
    reducedMotion: 'reduce',
    colorScheme: options.dark === true ? 'dark' : 'light',
    hasTouch: device !== 'desktop',
    isMobile: device !== 'desktop',
    javaScriptEnabled: options.javaScript ?? true,
    acceptDownloads: true,
  }
  const context = await browser.newContext(settings)
  context.setDefaultTimeout(20_000)
  await context.clock.setFixedTime(now)
  return context
}

const axeSource = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8')
interface AxeResult {
  readonly violations: readonly {
    readonly id: string
    readonly help: string
    readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[]
  }[]
}

/** Asserts that axe finds no violation of WCAG 2.2 A and AA (and best practices) in the page as it stands. */
export async function assertAccessible(page: Page, state: string): Promise<void> {
  await page.evaluate(axeSource)
  const found = await page.evaluate<AxeResult>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
  )
  const list = found.violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes
        .slice(0, 4)
        .map(({ target, failureSummary }) => `    ${target.join(' ')}  ${(failureSummary ?? '').replaceAll('\n', ' ')}`)
        .join('\n')}`,
  )
  assert.deepEqual(list, [], `axe in state “${state}”`)
}

/** Waits until an expression holds in the page. (Playwright's own wait for a text evaluates inside the page, which the policy forbids.) */
export async function holds(page: Page, expression: string, limit_ms = 20_000): Promise<void> {
  for (const end = Date.now() + limit_ms; Date.now() < end;) {
    if (await page.evaluate<boolean>(`Boolean(${expression})`)) return
    await new Promise((resolve) => {
      setTimeout(resolve, 100)
    })
  }
  assert.fail(`after ${limit_ms} ms it does not hold that ${expression}`)
}

/** Keeps a picture under e2e/shots (not in git): for people to look at. */
export async function shot(page: Page, name: string): Promise<void> {
  mkdirSync(join(root, 'e2e/shots'), { recursive: true })
  await page.screenshot({ path: join(root, 'e2e/shots', `${name}.png`) })
}
