/** The console as its people use it: a file comes in, a place is put right and back, a report is answered, a shop gets its keeper. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { assertAccessible, openBrowser, shot, type PageOptions } from './browser.ts'
import { visit, type Client } from './client.ts'
import { consoleAt, overflow, soon } from './console.ts'
import { openTown, type Town } from './harness.ts'

let town: Town
let browser: Browser
let visitor: Client

before(async () => {
  town = await openTown()
  browser = await openBrowser()
  visitor = await visit(town)
})
after(async () => {
  await browser.close()
  await town.stop()
})

const signIn = (role: string, options?: PageOptions): Promise<Page> => consoleAt(town.url, browser).signIn(role, options)
const open = (page: Page, path: string): Promise<void> => consoleAt(town.url, browser).open(page, path)

interface Place {
  readonly id: string
  readonly name: { readonly ja?: string }
  readonly phone?: string
  readonly closedToday: boolean
}
const place = async (id: string): Promise<Place> => (await visitor.get<Place>(`/api/guide/places/${encodeURIComponent(id)}`)).body
const find = async (q: string): Promise<readonly Place[]> =>
  (await visitor.get<{ items: readonly Place[] }>(`/api/guide/places?q=${encodeURIComponent(q)}`)).body.items

test('every page is accessible, and holds on a narrow and on a dark screen', async () => {
  const staff = await signIn('staff')
  for (const path of [
    '/',
    '/places',
    '/places/new',
    '/events',
    '/events/new',
    '/sources',
    '/import',
    '/proposals',
    '/drafts',
    '/reports',
    '/claims',
    '/use',
    '/health',
    '/account',
  ]) {
    await open(staff, path)
    await assertAccessible(staff, path)
  }
  await shot(staff, 'A10-account')
  const admin = await signIn('admin', { device: 'narrow', dark: true })
  for (const path of ['/', '/places', '/settings', '/members', '/keys']) {
    await open(admin, path)
    await assertAccessible(admin, `${path}, dark, 320 px`)
    assert.ok((await overflow(admin)) <= 0, `${path} is wider than 320 px`)
  }
  await shot(admin, 'A10-keys-narrow-dark')
})

test('what somebody may not do is neither shown nor done', async () => {
  const resident = await signIn('resident', { device: 'phone' })
  await resident.getByRole('button', { name: 'メニュー' }).click()
  assert.deepEqual(await resident.locator('.desk-nav a').allInnerTexts(), ['今日', '自分のお店'])
  await open(resident, '/members')
  await resident.getByRole('heading', { name: 'この画面は使えません' }).waitFor()
  await resident.getByRole('button', { name: 'ログアウト' }).click()
  await resident.getByRole('heading', { name: /ログイン/, level: 1 }).waitFor()
})

test('a table is looked at, its columns named, imported, and its bad rows are told', async () => {
  const page = await signIn('staff')
  await open(page, '/import')
  const { centre } = (await visitor.get<{ centre: [number, number] }>('/api/city')).body
  const csv = `なまえ,東西,南北,でんわ\n灯台のパン屋,${centre[0]},${centre[1]},0000-55-0001\n,${centre[0]},${centre[1]},0000-55-0002\n波止場文庫,${centre[0]},,0000-55-0003\n`
  await page.setInputFiles('input[type=file]', { name: 'shops.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  await page.getByRole('heading', { name: '読み取った内容' }).waitFor()
  assert.match(await page.locator('[data-upload="table"]').innerText(), /UTF-8[\s\S]*灯台のパン屋/)
  await page.getByLabel('なまえ', { exact: true }).selectOption('name')
  await page.getByLabel('東西', { exact: true }).selectOption('lon')
  await page.getByLabel('南北', { exact: true }).selectOption('lat')
  await page.getByLabel('でんわ', { exact: true }).selectOption('phone')
  await page.getByLabel('種類がわからない行の種類').selectOption('bakery')
  await page.getByText('位置がありません').waitFor()
  await assertAccessible(page, 'import with mapping')
  await page.getByRole('button', { name: 'この内容で取り込む' }).click()
  await page.getByText('3件のうち2件は入りませんでした').waitFor()
  await assertAccessible(page, 'report of an import')
  await shot(page, 'A10-report')
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: '一覧をCSVで保存' }).click()
  assert.match((await saving).suggestedFilename(), /^skipped-.*\.csv$/)
  const shown = await soon(
    () => find('灯台のパン屋'),
    (items) => items.length > 0,
  )
  assert.deepEqual(
    shown.map(({ name }) => name.ja),
    ['灯台のパン屋'],
  )
})

test('a file that nobody can read says what to do', async () => {
  const page = await signIn('staff')
  await open(page, '/import')
  await page.setInputFiles('input[type=file]', {
    name: 'photo.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48]),
  })
  await page.getByText('photo.csv を読み取れません').waitFor()
  assert.ok((await page.getByRole('alert').locator('dd').last().innerText()).length > 10)
})

test('a place is found in the table, edited, and the edit is undone', async () => {
  const page = await signIn('staff')
  await open(page, '/places?q=喫茶')
  const link = page.locator('tbody th a').first()
  const name = await link.innerText()
  await link.click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
  const id = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '')
  const before = (await place(id)).phone
  await page.getByLabel('電話番号').fill('0000-99-9999')
  await page.getByText('1項目を変更しています').waitFor()
  await page.getByRole('button', { name: '保存する' }).click()
  await page.getByText('保存しました').waitFor()
  assert.equal(
    (
      await soon(
        () => place(id),
        ({ phone }) => phone === '0000-99-9999',
      )
    ).phone,
    '0000-99-9999',
  )
  await assertAccessible(page, 'a place with history')
  await shot(page, 'A10-place')
  await page.locator('.desk-history').getByRole('button', { name: '元に戻す' }).first().click()
  await page.getByRole('alertdialog').getByRole('button', { name: '元に戻す' }).click()
  await page.getByText('元に戻しました').waitFor()
  assert.equal(
    (
      await soon(
        () => place(id),
        ({ phone }) => phone === before,
      )
    ).phone,
    before,
  )
})

test('a report is answered and the place put right in one step; the reporter reads it', async () => {
  const [cafe] = await find('珈琲')
  assert.ok(cafe !== undefined)
  const {
    body: { receipt },
  } = await visitor.send<{ receipt: string }>('POST', `/api/guide/places/${encodeURIComponent(cafe.id)}/reports`, {
    kind: 'wrong-hours',
    text: '電話番号が変わったそうです',
  })
  const page = await signIn('staff')
  await open(page, '/reports')
  await page.locator('tbody th a').first().click()
  await page.getByText('電話番号が変わったそうです').waitFor()
  await page.getByRole('radio', { name: /報告のとおり/ }).check()
  await page.getByRole('checkbox', { name: /場所の情報も直す/ }).check()
  await page.getByLabel('電話番号').fill('0000-88-8888')
  await assertAccessible(page, 'a report with its fix')
  await page.getByRole('button', { name: '直して、回答を送る' }).click()
  await page.getByText('回答を送りました').waitFor()
  assert.equal(
    (
      await soon(
        () => place(cafe.id),
        ({ phone }) => phone === '0000-88-8888',
      )
    ).phone,
    '0000-88-8888',
  )
  const { body } = await visitor.get<{ state: string; answer: string }>(`/api/guide/reports/${receipt}`)
  assert.deepEqual([body.state, body.answer], ['accepted', '教えていただき、ありがとうございます。情報を直しました。'])
})

test('a shop is claimed, granted, and says in two presses that it is closed today', async () => {
  const keeper = await signIn('resident', { device: 'phone' })
  await open(keeper, '/my-places')
  await keeper.getByRole('searchbox', { name: 'お店の名前' }).fill('琥珀')
  await keeper.locator('.desk-lines button').first().click()
  await keeper.getByLabel(/お店との関わり/).fill('店主です。お店の電話に出られます。')
  await keeper.getByRole('button', { name: '申請する' }).click()
  await keeper.getByText('確認待ち').waitFor()

  const staff = await signIn('staff')
  await open(staff, '/claims')
  await staff.getByRole('button', { name: '担当として認める' }).click()
  await assertAccessible(staff, 'granting a claim')
  await staff.getByRole('alertdialog').getByRole('button', { name: '担当として認める' }).click()
  await staff.getByText('担当として登録しました').waitFor()

  await open(keeper, '/my-places')
  const card = keeper.locator('article[data-place]').first()
  const id = (await card.getAttribute('data-place')) ?? ''
  await card.getByRole('button', { name: '今日は臨時休業にする' }).click()
  await keeper.getByRole('alertdialog').getByRole('button', { name: '今日は臨時休業にする' }).click()
  await keeper.getByText('「今日は臨時休業です」と表示中').waitFor()
  await assertAccessible(keeper, 'my shops on a phone')
  await shot(keeper, 'A10-my-shop')
  assert.equal(
    (
      await soon(
        () => place(id),
        ({ closedToday }) => closedToday,
      )
    ).closedToday,
    true,
  )
})

test('a draft is approved by somebody else, never by its author', async () => {
  const author = await signIn('staff')
  await open(author, '/places?q=うみねこ')
  await author.locator('tbody th a').first().click()
  await author.getByLabel('料金').fill('ひとり500円から')
  const id = decodeURIComponent(new URL(author.url()).pathname.split('/').at(-1) ?? '')
  await author.getByRole('button', { name: '下書きにする' }).click()
  await author.getByRole('dialog').getByRole('button', { name: '承認を頼む' }).click()
  await author.getByText('承認を頼みました').waitFor()
  await open(author, '/drafts')
  assert.equal(await author.getByRole('button', { name: '承認する' }).count(), 0)

  const approver = await signIn('approver')
  await open(approver, '/drafts')
  await assertAccessible(approver, 'drafts to approve')
  await approver.getByRole('button', { name: '承認する' }).click()
  await approver.getByText('承認しました').waitFor()
  const after = await soon(
    async () => (await visitor.get<{ fee?: string }>(`/api/guide/places/${encodeURIComponent(id)}`)).body,
    ({ fee }) => fee !== undefined,
  )
  assert.equal(after.fee, 'ひとり500円から')
})

test('an API key is shown once, works, and is revoked', async () => {
  const page = await signIn('admin')
  await open(page, '/keys')
  await page.getByRole('button', { name: 'APIキーを作る' }).click()
  await page.getByLabel('何に使うか').fill('人流センサー')
  await page.getByRole('checkbox', { name: 'source.read' }).check()
  await page.getByRole('dialog').getByRole('button', { name: 'APIキーを作る' }).click()
  const text = await page.locator('.desk-secret code').innerText()
  const ask = (): Promise<number> =>
    fetch(`${town.url}/api/context/sources`, { headers: { authorization: `Bearer ${text}` } }).then(({ status }) => status)
  assert.equal(await ask(), 200)
  await page.getByRole('button', { name: '控えました' }).click()
  await page.getByRole('button', { name: '「人流センサー」を止める' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: '止める' }).click()
  await page.getByText('停止済み').waitFor()
  assert.equal(await ask(), 401)
})

test('the week of use is drawn, with its table, and small counts are withheld', async () => {
  const many = (feature: string, count: number): unknown[] => Array.from({ length: count }, () => ({ feature }))
  for (const uses of [many('search', 50), many('search', 30), [...many('place.view', 30), ...many('place.call', 2)]])
    assert.equal((await visitor.send('POST', '/api/insight/uses', { uses })).status, 204)
  const page = await signIn('staff')
  const drawn = async (): Promise<number> => {
    await open(page, '/use')
    return await page.locator('.mn-chart__bar').count()
  }
  assert.ok((await soon(drawn, (bars) => bars >= 2)) >= 2)
  assert.equal((await page.locator('.mn-chart__withheld').count()) > 0, true)
  await page.getByRole('button', { name: '表で見る' }).first().click()
  assert.match(await page.getByRole('row', { name: /電話をかける/ }).innerText(), /少数のため非公開/)
  assert.notEqual(
    await page.evaluate(`getComputedStyle(document.querySelector('.mn-chart__bar')).fill`),
    'rgb(0, 0, 0)',
    'the charts have their colours',
  )
  await assertAccessible(page, 'the week of use')
  await shot(page, 'A10-use')
  const saving = page.waitForEvent('download')
  await page.getByRole('link', { name: 'CSVで保存' }).click()
  assert.match((await saving).suggestedFilename(), /\.csv$/)
})
