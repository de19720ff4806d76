/** A visitor's first quarter of an hour in the town app. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { holds, openBrowser, openContext, shot, type PageOptions } from './browser.ts'
import { openTown, type Town } from './harness.ts'

let town: Town
let browser: Browser
before(async () => {
  ;[town, browser] = await Promise.all([openTown(), openBrowser()])
})
after(async () => {
  await browser.close()
  await town.stop()
})

const mapIsIdle = 'html[data-map=idle]'

async function visit(path: string, options: PageOptions, act: (page: Page, context: BrowserContext) => Promise<void>): Promise<void> {
  const context = await openContext(browser, options)
  const page = await context.newPage()
  const broken: string[] = []
  page.on('pageerror', (error) => {
    broken.push(error.message)
  })
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) broken.push(message.text())
  })
  try {
    await page.goto(town.url + path)
    await act(page, context)
    assert.deepEqual(broken, [], 'no script broke, and the policy forbade nothing that the app wants')
  } finally {
    await context.close()
  }
}
const total = async (page: Page): Promise<number> => Number(await page.locator('[data-total]').getAttribute('data-total'))
const totalShown = `Number(document.querySelector('[data-total]')?.getAttribute('data-total'))`
const firstIs = (name: string): string => `document.querySelector('.town-row__name')?.textContent?.includes(${JSON.stringify(name)})`
// Rows out of sight are not drawn, and what is not drawn has no inner text.
const names = (page: Page): Promise<string[]> => page.locator('.town-row__name').allTextContents()

test('the first visit shows the town as a list and as a map', async () => {
  await visit('/', { device: 'desktop' }, async (page) => {
    await page.waitForSelector('.town-row')
    assert.ok((await total(page)) > 200, 'the demo town has more than 200 places')
    await page.waitForSelector(mapIsIdle)
    assert.match(await page.locator('.mn-map__credits').innerText(), /\S/)
    assert.match(await page.title(), /みなと町/)
    await shot(page, 'A01-first-visit')
  })
})

test('a search in kana finds the place, on the list and on the map', async () => {
  await visit('/', { device: 'desktop' }, async (page) => {
    await page.locator('input[role=combobox]').fill('みなとえき')
    await page.locator('[role=option]').first().waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/q=/)
    await holds(page, firstIs('みなと駅'))
    await page.reload()
    await holds(page, firstIs('みなと駅'))
  })
})

test('“open now” leaves only open places, and stays in the address', async () => {
  await visit('/', { device: 'phone' }, async (page) => {
    await page.waitForSelector('.town-row')
    const before = await total(page)
    await page.getByRole('checkbox', { name: '今開いている' }).check()
    await page.waitForURL(/open=1/)
    await holds(page, `${totalShown} < ${before}`)
    const states = await page.locator('.town-row .town-open').evaluateAll((lines) => lines.map((line) => line.getAttribute('data-state')))
    assert.ok(states.length > 0)
    assert.deepEqual(
      states.filter((state) => state !== 'open' && state !== 'closing-soon'),
      [],
    )
    await page.goBack()
    await holds(page, `${totalShown} === ${before}`)
  })
})

test('a place page says when it is open, and going back finds the same list', async () => {
  await visit('/?q=図書館', { device: 'desktop' }, async (page) => {
    const link = page.locator('.town-row a').first()
    const name = (await link.locator('.town-row__name').textContent()) ?? ''
    await link.click()
    await page.waitForSelector('.town-hours')
    assert.notEqual(name, '')
    assert.equal(await page.locator('.town-place h1').innerText(), name)
    assert.equal(await page.evaluate('document.activeElement?.tagName'), 'H1', 'the focus is on the new page’s heading')
    assert.equal(await page.locator('.town-hours tbody tr').count(), 7)
    assert.equal(await page.locator('.town-hours [data-today]').count(), 1)
    assert.match(await page.title(), new RegExp(name))
    await page.getByRole('link', { name: '一覧に戻る' }).click()
    await page.waitForURL(/\/\?q=/)
    await page.waitForSelector('.town-row')
    assert.ok((await names(page)).includes(name))
  })
})

test('“this is wrong” gives a receipt, and the receipt shows what was sent', async () => {
  await visit('/?q=図書館', { device: 'phone' }, async (page) => {
    await page.locator('.town-row a').first().click()
    await page.getByRole('button', { name: 'まちがいを知らせる' }).click()
    await page.getByRole('button', { name: '送る' }).click()
    await page.getByText('何が違うかを選んでください。').waitFor()
    await page.getByText('開いている時間が違う').click()
    await page.getByRole('textbox', { name: /詳しく/ }).fill('火曜日は休みです')
    await page.getByRole('button', { name: '送る' }).click()
    await page.waitForSelector('[data-receipt]')
    await page.getByRole('link', { name: '返事を見る' }).click()
    await page.getByText('火曜日は休みです').waitFor()
    await page.getByText('受け付けました。確認しています。').waitFor()
    await page.goto(`${town.url}/saved`)
    await page.getByText('送ったまちがいの報告').waitFor()
  })
})

test('the language changes everywhere at once, and stays', async () => {
  await visit('/', { device: 'desktop' }, async (page) => {
    await page.waitForSelector('.town-row')
    const expected = {
      en: ['en', 'Open now'],
      'zh-Hans': ['zh-Hans', '营业中'],
      ko: ['ko', '영업 중'],
      'ja-easy': ['ja', 'あいている'],
    } as const
    for (const [code, [lang, words]] of Object.entries(expected)) {
      await page.locator('.town-language select').selectOption(code)
      await page.locator('.mn-chip', { hasText: words }).first().waitFor()
      assert.equal(await page.evaluate('document.documentElement.lang'), lang)
    }
    assert.ok((await page.locator('ruby rt').count()) > 3, 'easy Japanese shows readings')
    await page.reload()
    await page.locator('.mn-chip', { hasText: 'あいている' }).first().waitFor()
  })
})

test('everything works by keyboard: search, suggestion, list, save, back', async () => {
  await visit('/', { device: 'desktop' }, async (page) => {
    await page.waitForSelector('.town-row')
    await page.keyboard.press('Tab')
    assert.match(
      await page.evaluate<string>('document.activeElement?.className ?? ""'),
      /mn-skip/,
      'the first stop is the way past the menu',
    )
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate('document.activeElement?.id'), 'main')
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate('document.activeElement?.getAttribute("role")'), 'combobox')
    await page.keyboard.type('トイレ')
    await page.locator('[role=option]').first().waitFor()
    await page.keyboard.press('ArrowDown')
    assert.equal(await page.locator('[role=option]').first().getAttribute('aria-selected'), 'true')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Enter')
    await page.waitForURL(/q=/)
    await page.waitForSelector('.town-row')
    await page.locator('.town-row a').first().focus()
    await page.keyboard.press('Enter')
    await page.waitForSelector('.town-place h1')
    await page.getByRole('button', { name: '保存する' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: '保存しました' }).waitFor()
    await page.getByRole('link', { name: '一覧に戻る' }).focus()
    await page.keyboard.press('Enter')
    await page.waitForSelector('.town-row')
  })
})

test('the map moves by keyboard', async () => {
  await visit('/', { device: 'desktop' }, async (page) => {
    await page.waitForSelector(mapIsIdle)
    await page.locator('#map canvas').focus()
    const view = `Object.values(sessionStorage).find((value) => value.includes('zoom')) ?? ''`
    const before = await page.evaluate<string>(view)
    await page.keyboard.press('ArrowRight')
    await holds(page, `(${view}) !== ${JSON.stringify(before)}`)
  })
})

test('a browser without WebGL keeps the list and says so', async () => {
  const context = await openContext(browser, { device: 'desktop' })
  await context.addInitScript('HTMLCanvasElement.prototype.getContext = () => null')
  const page = await context.newPage()
  await page.goto(town.url)
  await page.waitForSelector('.town-row')
  await page.getByText('この端末では地図を表示できません。一覧は使えます。').waitFor()
  await page.locator('.town-row a').first().click()
  await page.waitForSelector('.town-place h1')
  await context.close()
})

test('a server that fails is answered with what happened, what is safe and what to do', async () => {
  await visit('/events', { device: 'phone' }, async (page, context) => {
    // What a service worker asks for cannot be answered in the server's place.
    await context.addInitScript('delete Navigator.prototype.serviceWorker')
    await page.reload()
    await page.waitForSelector('h1')
    await page.route('**/api/guide/places?*', (route) =>
      route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"code":"internal","title":"x"}' }),
    )
    await page.getByRole('link', { name: '地図' }).click()
    await page.getByRole('alert').getByText('保存した場所は消えていません', { exact: false }).waitFor()
    await page.unroute('**/api/guide/places?*')
    await page.getByRole('button', { name: 'もう一度読み込む' }).click()
    await page.waitForSelector('.town-row')
  })
})

test('without JavaScript the list is there, and leads to the places', async () => {
  const context = await openContext(browser, { device: 'phone', javaScript: false })
  const page = await context.newPage()
  await page.goto(town.url)
  assert.ok((await page.locator('#list-without-js li').count()) >= 20)
  await page.locator('#list-without-js li a').first().click()
  assert.match(page.url(), /\/places\//)
  assert.match(await page.locator('#list-without-js').innerText(), /\S/)
  await context.close()
})
