/** What the console does for people: passkeys, a photo that the town sees, an answer about a place that is gone, and its looks. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { assertAccessible, holds, openBrowser, shot, type PageOptions } from './browser.ts'
import { visit, type Client } from './client.ts'
import { consoleAt, mapIdle, overflow, soon, strictPage } from './console.ts'
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
  readonly photo?: { readonly url: string; readonly credit?: string }
}
const find = async (q: string): Promise<Place> => {
  const { body } = await visitor.get<{ readonly items: readonly Place[] }>(`/api/guide/places?q=${encodeURIComponent(q)}`)
  const [first] = body.items
  assert.ok(first !== undefined, q)
  return first
}
const photoOf = async (id: string): Promise<Place['photo']> =>
  (await visitor.get<Place>(`/api/guide/places/${encodeURIComponent(id)}`)).body.photo

/** The six digits of the newest mail in the town's folder; bodies are quoted-printable or base64. */
function codeInMail(): string {
  const folder = join(town.dataDir, 'mail')
  const newest = readdirSync(folder).toSorted().at(-1) ?? ''
  const [head = '', ...rest] = readFileSync(join(folder, newest), 'utf8').split(/\r?\n\r?\n/)
  const body = rest.join('\n\n')
  const text = /content-transfer-encoding: base64/i.test(head) ? Buffer.from(body, 'base64').toString() : body
  return /^(\d{6})\s*$/m.exec(text)?.[1] ?? assert.fail(`no code in ${text}`)
}

test('somebody signs in by mail, adds a passkey, signs in with it, and takes it away', async () => {
  const page = await strictPage(browser)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await page.goto(`${town.url}/console/`)
  await page.getByLabel('メールアドレス').fill('kaori@example.jp')
  await page.getByLabel('メールアドレス').press('Enter')
  await page.getByText('番号を送りました').waitFor()
  await assertAccessible(page, 'entering the code')
  await page.getByLabel('6けたの番号').fill(codeInMail())
  await page.getByLabel('6けたの番号').press('Enter')
  await page.locator('.desk-nav').waitFor()

  await open(page, '/account')
  await page.getByLabel('このパスキーの名前').fill('窓口の端末')
  await page.getByRole('button', { name: 'パスキーを追加する' }).click()
  await page.getByText('パスキーを追加しました').waitFor()
  const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId })
  assert.equal(credentials.length, 1)
  await assertAccessible(page, 'my passkeys')
  await shot(page, 'A14-passkeys')

  await page.getByRole('button', { name: 'ログアウト' }).click()
  await page.getByRole('heading', { name: /ログイン/, level: 1 }).waitFor()
  await page.getByRole('button', { name: 'パスキーでログイン' }).click()
  await page.locator('.desk-nav').waitFor()
  await open(page, '/account')
  await page.getByText('kaori@example.jp').first().waitFor()

  await page.getByRole('button', { name: 'パスキー「窓口の端末」を外す' }).click()
  await assertAccessible(page, 'a passkey goes')
  await page.getByRole('alertdialog').getByRole('button', { name: '外す' }).click()
  await page.getByText('パスキーを外しました').waitFor()
  assert.equal(await page.getByText('窓口の端末').count(), 0)
  await page.getByRole('button', { name: 'ログアウト' }).click()
  await page.getByRole('button', { name: 'パスキーでログイン' }).click()
  await page.getByText('このパスキーではログインできませんでした').waitFor()
})

test('a photo is shown in the town with whose it is, and removed', async () => {
  const { id } = await find('喫茶')
  const page = await signIn('staff')
  await open(page, `/places/${encodeURIComponent(id)}`)
  const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 320, height: 240 } })
  await page.getByLabel('写真を選ぶ').setInputFiles({ name: 'front.png', mimeType: 'image/png', buffer: picture })
  await page.getByLabel(/撮影者・出典/).fill('© みなと町')
  await page.getByRole('button', { name: 'この写真を公開する' }).click()
  await page.getByText('写真を公開しました').waitFor()
  await page.locator('.desk-photo img').waitFor()
  await assertAccessible(page, 'a place with a photo')
  const shown = await soon(
    () => photoOf(id),
    (photo) => photo !== undefined,
  )
  assert.equal(shown?.credit, '© みなと町')
  const reader = await strictPage(browser, { device: 'phone' })
  await reader.goto(`${town.url}/places/${encodeURIComponent(id)}`)
  await reader.locator('img[src*="photo"]').first().waitFor()
  await page.getByRole('button', { name: '写真を外す' }).click()
  await page.getByText('写真を外しました').waitFor()
  assert.equal(
    await soon(
      () => photoOf(id),
      (photo) => photo === undefined,
    ),
    undefined,
  )
})

test('a report about a place that has been removed is answered all the same', async () => {
  const { id } = await find('琥珀')
  const { status: taken, body } = await visitor.send<{ receipt: string }>('POST', `/api/guide/places/${encodeURIComponent(id)}/reports`, {
    kind: 'closed-for-good',
    text: '先月で店を閉じたそうです',
  })
  assert.equal(taken, 200)
  const admin = await visit(town, 'admin')
  assert.equal((await admin.send('DELETE', `/ngsi-ld/v1/entities/${encodeURIComponent(id)}`)).status, 204)
  const status = await soon(
    async () => (await visitor.get(`/api/guide/places/${encodeURIComponent(id)}`)).status,
    (now) => now === 404,
  )
  assert.equal(status, 404)
  const page = await signIn('staff')
  await open(page, '/reports')
  await page.locator('tbody th a').first().click()
  await page.getByText('先月で店を閉じたそうです').waitFor()
  await page.getByText('すでに削除されたか').waitFor()
  await assertAccessible(page, 'a report about a place that is gone')
  await shot(page, 'A14-report-gone')
  await page.getByRole('radio', { name: /報告のとおり/ }).check()
  assert.equal(await page.getByRole('checkbox', { name: /場所の情報も直す/ }).count(), 0)
  await page.getByRole('button', { name: '回答を送る' }).click()
  await page.getByText('回答を送りました').waitFor()
  const { body: answered } = await visitor.get<{ state: string }>(`/api/guide/reports/${body.receipt}`)
  assert.equal(answered.state, 'accepted')
})

test('the forms with a map hold on a phone, in the dark, in every language and at twice the text', async () => {
  const pages = ['/settings', '/events/new', '/import'] as const
  /** What is worth looking at in the pictures. */
  const worth = '.desk-dates, .desk-point-map, .desk-drop'
  const phone = await signIn('admin', { device: 'narrow', dark: true })
  for (const path of pages) {
    await open(phone, path)
    if (path !== '/import') await mapIdle(phone)
    await assertAccessible(phone, `${path}, dark, 320 px`)
    assert.ok((await overflow(phone)) <= 0, `${path} is wider than 320 px`)
    await phone.locator(worth).first().scrollIntoViewIfNeeded()
    await shot(phone, `A14-narrow-dark${path.replaceAll('/', '-')}`)
  }
  const large = await signIn('admin')
  await large.addInitScript(`addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '200%' })`)
  for (const path of pages) {
    await open(large, path)
    if (path !== '/import') await mapIdle(large)
    assert.ok((await overflow(large)) <= 0, `${path} is wider than the window at 200 %`)
    await large.locator(worth).first().scrollIntoViewIfNeeded()
    await shot(large, `A14-large${path.replaceAll('/', '-')}`)
  }
  for (const language of ['en', 'zh-Hans', 'ko', 'ja-easy']) {
    const page = await signIn('admin')
    await page.locator('.desk-header select').last().selectOption(language)
    await holds(page, `localStorage.getItem('machinaka.settings')?.includes('"${language}"')`)
    await open(page, '/settings')
    await mapIdle(page)
    await assertAccessible(page, `/settings in ${language}`)
    await page.locator(worth).first().scrollIntoViewIfNeeded()
    await shot(page, `A14-settings-${language}`)
    await page.context().close()
  }
})
