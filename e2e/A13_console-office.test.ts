/** What an office does in the console beside the daily desk: new events, the city's own settings, files from addresses, people, passkeys. */
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { assertAccessible, holds, openBrowser, shot, type PageOptions } from './browser.ts'
import { visit, type Client } from './client.ts'
import { consoleAt, mapIdle, soon, strictPage } from './console.ts'
import { openTown, type Town } from './harness.ts'

let town: Town
let browser: Browser
let visitor: Client
let origin: Server
let fileAddress = ''

const csv = (centre: readonly [number, number]): string =>
  `名称,緯度,経度,電話番号\n灯台のパン屋,${centre[1]},${centre[0]},0000-55-0001\n,${centre[1]},${centre[0]},0000-55-0002\n`

before(async () => {
  town = await openTown()
  browser = await openBrowser()
  visitor = await visit(town)
  const { centre } = (await visitor.get<{ centre: [number, number] }>('/api/city')).body
  origin = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/csv; charset=utf-8' }).end(csv(centre))
  })
  await new Promise<void>((resolve) => {
    origin.listen(0, '127.0.0.1', resolve)
  })
  const bound = origin.address()
  fileAddress = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}/open/shops.csv`
})
after(async () => {
  origin.close()
  await browser.close()
  await town.stop()
})

const signIn = (role: string, options?: PageOptions): Promise<Page> => consoleAt(town.url, browser).signIn(role, options)
const open = (page: Page, path: string): Promise<void> => consoleAt(town.url, browser).open(page, path)

test('a new event is written in two languages, its place set by keys, approved by a colleague, and the town reads it', async () => {
  const author = await signIn('staff')
  await open(author, '/events')
  await author.getByRole('link', { name: 'イベントを追加する' }).click()
  await author.getByRole('heading', { name: 'イベントを追加する', level: 1 }).waitFor()
  await author.getByRole('button', { name: '下書きにする' }).click()
  await author.getByText('2か所を直すと保存できます').waitFor()
  await assertAccessible(author, 'a new event with what is missing')
  await author.getByLabel('名前（日本語）').fill('灯台のあかり祭')
  await author.getByLabel('名前（English）').fill('Lighthouse Night')
  await author.getByLabel('説明（日本語）').fill('夜の灯台に上がれます。')
  await author.getByText('ほかの言語の説明').click()
  await author.getByLabel('説明（English）').fill('Climb the lighthouse by night.')
  await author.getByLabel('開催日（1日目）').fill('2026-11-28')
  await author.getByLabel('開始時刻').fill('18:00')
  await author.getByLabel('終了時刻').fill('21:00')
  await author.getByRole('button', { name: '開催日を足す' }).click()
  await author.getByLabel('開催日（2日目）').fill('2026-11-29')
  await author.getByLabel('会場').fill('灯台広場')
  await mapIdle(author)
  // By keys: the arrows move the map, Enter takes its middle.
  await author.locator('.desk-point-map canvas').focus()
  await author.keyboard.press('ArrowUp')
  await author.keyboard.press('ArrowRight')
  await mapIdle(author)
  await author.keyboard.press('Enter')
  const byKeys = await author.getByLabel('緯度').inputValue()
  assert.match(byKeys, /^\d+\.\d+$/)
  // By a press.
  await mapIdle(author)
  await author.locator('.desk-point-map canvas').click({ position: { x: 60, y: 60 } })
  const byPress = await author.getByLabel('緯度').inputValue()
  assert.notEqual(byPress, byKeys)
  // By numbers, as a map hands them out.
  await author.getByLabel('緯度').fill(`${byKeys}, ${await author.getByLabel('経度').inputValue()}`)
  assert.equal(await author.getByLabel('緯度').inputValue(), byKeys)
  await mapIdle(author)
  await assertAccessible(author, 'a new event')
  await author.locator('.desk-position').scrollIntoViewIfNeeded()
  await shot(author, 'A13-new-event')
  await author.getByRole('button', { name: '下書きにする' }).click()
  await author.getByRole('dialog').getByRole('button', { name: '承認を頼む' }).click()
  await author.getByText('承認を頼みました').waitFor()

  const approver = await signIn('approver')
  await open(approver, '/drafts')
  await approver.locator('[data-draft="submitted"]', { hasText: '灯台のあかり祭' }).getByRole('button', { name: '承認する' }).click()
  await approver.getByText('承認しました').waitFor()

  interface Found {
    readonly items: readonly { readonly id: string; readonly name: { readonly ja?: string } }[]
  }
  const found = await soon(
    async () => (await visitor.get<Found>(`/api/guide/events?q=${encodeURIComponent('灯台のあかり祭')}`)).body.items,
    (items) => items.length > 0,
  )
  const id = found[0]?.id ?? ''
  const { body } = await visitor.get<{ readonly dates: unknown; readonly description: unknown; readonly lat: number }>(
    `/api/guide/events/${encodeURIComponent(id)}`,
  )
  assert.deepEqual(body.dates, [
    { day: '2026-11-28', start: '18:00', end: '21:00' },
    { day: '2026-11-29', start: '18:00', end: '21:00' },
  ])
  assert.deepEqual(body.description, { ja: '夜の灯台に上がれます。', en: 'Climb the lighthouse by night.' })
  assert.equal(String(body.lat), byKeys)
  const reader = await strictPage(browser, { device: 'phone', language: 'en' })
  await reader.goto(`${town.url}/events/${encodeURIComponent(id)}`)
  await reader.getByText('Climb the lighthouse by night.').waitFor()
})

test('the city’s settings are changed, and the town app follows', async () => {
  const admin = await signIn('admin')
  await open(admin, '/settings')
  await mapIdle(admin)
  await assertAccessible(admin, 'settings of the city')
  await shot(admin, 'A13-settings')
  const before = (await visitor.get<{ centre: readonly number[]; bounds: readonly number[] }>('/api/city')).body
  await admin.getByRole('textbox', { name: '名前（日本語） 必須', exact: true }).fill('みなと新町')
  await admin.getByRole('checkbox', { name: /^イベント/ }).uncheck()
  await admin.getByRole('checkbox', { name: '한국어' }).uncheck()
  await admin.locator('.desk-point-map canvas').focus()
  await admin.keyboard.press('ArrowUp')
  await mapIdle(admin)
  await admin.keyboard.press('Enter')
  await admin.getByRole('button', { name: '部署を足す' }).click()
  await admin.getByRole('button', { name: '保存する' }).click()
  await admin.getByText('部署の名前（日本語）を入力してください').waitFor()
  await assertAccessible(admin, 'settings with what is missing')
  await admin.getByLabel('部署の名前（日本語）').last().fill('港湾課')
  await admin.getByRole('button', { name: '保存する' }).click()
  await admin.getByText('設定を保存しました').waitFor()

  interface City {
    readonly name: { readonly ja: string }
    readonly centre: readonly number[]
    readonly languages: readonly string[]
    readonly features: { readonly events: boolean }
    readonly departments: readonly { readonly name: { readonly ja: string } }[]
  }
  const { body: city } = await visitor.get<City>('/api/city')
  assert.equal(city.name.ja, 'みなと新町')
  assert.ok((city.centre[1] ?? 0) > (before.centre[1] ?? 0))
  assert.deepEqual(city.languages, ['ja', 'ja-easy', 'en', 'zh-Hans'])
  assert.ok(city.departments.some(({ name }) => name.ja === '港湾課'))
  assert.equal((await visitor.get('/api/guide/events')).status, 403)
  const reader = await strictPage(browser, { device: 'phone' })
  await reader.goto(`${town.url}/`)
  await holds(reader, `document.title.includes('みなと新町')`)
  assert.equal(await reader.getByRole('link', { name: 'イベント' }).count(), 0)

  // A department that goes is asked about; what was off comes back.
  await open(admin, '/settings')
  await admin.getByRole('checkbox', { name: /^イベント/ }).check()
  await admin.getByRole('button', { name: '部署「港湾課」を外す' }).click()
  await admin.getByRole('button', { name: '保存する' }).click()
  await admin.getByRole('alertdialog', { name: '港湾課を外しますか？' }).waitFor()
  await assertAccessible(admin, 'a department goes')
  await admin.getByRole('alertdialog').getByRole('button', { name: '保存する' }).click()
  await admin.getByText('設定を保存しました').last().waitFor()
  assert.equal((await visitor.get('/api/guide/events')).status, 200)
})

test('settings are for those who manage the city', async () => {
  const staff = await signIn('staff')
  assert.equal(await staff.locator('.desk-nav').getByText('まちの設定').count(), 0)
  await open(staff, '/settings')
  await staff.getByRole('heading', { name: 'この画面は使えません' }).waitFor()
})

test('a file from a private address is refused in plain words; from a public one it is looked at and imported', async () => {
  const page = await signIn('staff')
  await open(page, '/import')
  await page.getByLabel('ファイルのアドレス').fill('shops.csv')
  await page.getByRole('button', { name: '読み込んで確かめる' }).click()
  await page.getByText('https:// から始まるアドレスを入力してください').waitFor()
  await page.getByLabel('ファイルのアドレス').fill(fileAddress)
  await page.getByRole('button', { name: '読み込んで確かめる' }).click()
  await page.getByText('インターネットに公開されていない場所').waitFor()
  await assertAccessible(page, 'a private address is refused')
  await shot(page, 'A13-private-address')

  // The same town where an operator lets it reach its own machine, which stands for the public internet here.
  const reaching = await openTown({ OUTBOUND_PRIVATE: 'on' })
  try {
    const there = consoleAt(reaching.url, browser)
    const staff = await there.signIn('staff')
    await there.open(staff, '/import')
    await staff.getByLabel('ファイルのアドレス').fill(`${fileAddress}?key=secret`)
    await staff.getByLabel('ファイルのアドレス').press('Enter')
    await staff.getByRole('heading', { name: '読み取った内容' }).waitFor()
    assert.match(await staff.locator('[data-upload="table"]').innerText(), /shops\.csv[\s\S]*灯台のパン屋/)
    await staff.getByLabel('種類がわからない行の種類').selectOption('bakery')
    await assertAccessible(staff, 'a file from an address')
    await staff.getByRole('button', { name: 'この内容で取り込む' }).click()
    await staff.getByText('2件のうち1件は入りませんでした').waitFor()
    await staff.getByText('名称が空欄です').waitFor()
    await assertAccessible(staff, 'report in the reader’s language')
    await shot(staff, 'A13-report-ja')
    const sources = (await (await visit(reaching, 'staff')).get<readonly { readonly url?: string | null }[]>('/api/context/sources')).body
    assert.ok(
      sources.some(({ url }) => url === fileAddress),
      'the source keeps its address, without what is secret',
    )
  } finally {
    await reaching.stop()
  }
})

test('a member is invited, given another role, and removed', async () => {
  const admin = await signIn('admin')
  await open(admin, '/members')
  await admin.getByRole('button', { name: 'メンバーを招く' }).click()
  await admin.getByRole('button', { name: '招待を送る' }).click()
  await admin.getByText('のように入力してください').waitFor()
  await assertAccessible(admin, 'inviting a member')
  await admin.getByLabel('メールアドレス').fill('harbour@example.jp')
  await admin.keyboard.press('Tab')
  await admin.getByRole('button', { name: '招待を送る' }).click()
  await admin.getByText('招待を送りました').waitFor()
  const row = admin.getByRole('row', { name: /harbour@example\.jp/ })
  await row.getByText('招待中').waitFor()
  await row.getByRole('button', { name: /役割を変更/ }).click()
  await admin.getByRole('dialog').getByLabel('役割').selectOption('admin')
  await admin.getByRole('dialog').getByRole('button', { name: '保存する' }).click()
  await row.getByText('管理者').waitFor()
  await shot(admin, 'A13-members')
  await row.getByRole('button', { name: /外す/ }).click()
  await admin.getByRole('alertdialog').getByText('この人はすぐに').waitFor()
  await admin.getByRole('alertdialog').getByRole('button', { name: '外す' }).click()
  await admin.getByText('メンバーから外しました').waitFor()
  assert.equal(await row.count(), 0)
})

test('a claim is withdrawn by the one who made it', async () => {
  const keeper = await signIn('resident', { device: 'phone' })
  await open(keeper, '/my-places')
  await keeper.getByRole('searchbox', { name: 'お店の名前' }).fill('うみねこ')
  await keeper.locator('.desk-lines button').first().click()
  await keeper.getByLabel(/お店との関わり/).fill('店主です。')
  await keeper.getByRole('button', { name: '申請する' }).click()
  await keeper.getByText('確認待ち').waitFor()
  await keeper.getByRole('button', { name: /の申請を取り下げる/ }).click()
  await assertAccessible(keeper, 'withdrawing a claim')
  await shot(keeper, 'A13-withdraw')
  await keeper.getByRole('alertdialog').getByRole('button', { name: '申請を取り下げる' }).click()
  await keeper.getByText('申請を取り下げました').waitFor()
  await keeper.getByText('取り下げ', { exact: true }).waitFor()
  assert.equal(await keeper.getByRole('button', { name: /の申請を取り下げる/ }).count(), 0)
})
