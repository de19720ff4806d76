/** The console of the city OS: any type with its list, map, values, JSON and history; changes as they happen; subscriptions; trying the API. */
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { assertAccessible, openBrowser, shot, type PageOptions } from './browser.ts'
import { visit } from './client.ts'
import { consoleAt, mapIdle, overflow, soon } from './console.ts'
import { freePort, openTown, type Town } from './harness.ts'

let town: Town
let browser: Browser
let key = ''

before(async () => {
  // The receivers of this scenario listen on the machine itself, which a town reaches only where its operator says so.
  town = await openTown({ OUTBOUND_PRIVATE: 'on' })
  browser = await openBrowser()
  const admin = await visit(town, 'admin')
  const made = await admin.send<{ text: string }>('POST', '/api/keys', { name: '気象センサー', scopes: ['context.read', 'context.write'] })
  key = made.body.text
})
after(async () => {
  await browser.close()
  await town.stop()
})

const signIn = (role: string, options?: PageOptions): Promise<Page> => consoleAt(town.url, browser).signIn(role, options)
/** Pages that listen to changes keep a line open, so the network is never idle. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(`${town.url}/console${path}`)
  await page.locator('main h1').waitFor()
}
async function write(method: 'POST' | 'PATCH', path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${town.url}/ngsi-ld/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify(body),
  })
  assert.ok(answer.ok, `${answer.status} ${await answer.text()}`)
}
const station = 'urn:ngsi-ld:WeatherObserved:harbour'
const temperature = (value: number, observedAt: string) => ({ type: 'Property', value, unitCode: 'CEL', observedAt })
const observe = (value: number, observedAt: string): Promise<void> =>
  write('PATCH', `/entities/${station}/attrs`, { temperature: temperature(value, observedAt) })

test('types lead to entities beside their map, and an entity to its values, JSON and versions', async () => {
  await write('POST', '/entities', {
    id: station,
    type: 'WeatherObserved',
    name: { type: 'LanguageProperty', languageMap: { ja: '港の気象計', en: 'Harbour weather' } },
    temperature: temperature(12.5, '2026-11-24T21:00:00Z'),
    location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [139.75, 35.44] } },
  })
  await observe(14, '2026-11-25T00:00:00Z')
  const page = await signIn('staff')
  await page.getByRole('link', { name: 'データの一覧' }).click()
  await page.getByRole('row', { name: /PointOfInterest\s+\d{3}/ }).waitFor()
  await assertAccessible(page, 'types')
  await shot(page, 'B01-types')
  await page.getByRole('link', { name: 'PointOfInterest', exact: true }).click()
  await page.getByRole('heading', { name: 'PointOfInterest', level: 1 }).waitFor()
  await mapIdle(page)
  await page.locator('[data-live="on"]').waitFor()
  await assertAccessible(page, 'entities of a type')
  await shot(page, 'B01-entities')
  await page.getByRole('searchbox', { name: '名前またはIDの一部で探す' }).fill('図書館')
  await page.getByRole('link', { name: 'みなと町立図書館' }).first().waitFor()
  await soon(
    () => page.locator('tbody tr').count(),
    (rows) => rows < 10,
  )
  await page.getByText('地図には、左の一覧のデータを表示しています').waitFor()
  await page.getByLabel('条件式（q）').fill('==')
  await page.getByRole('button', { name: '条件で絞り込む' }).click()
  await page.getByRole('alert').first().waitFor()

  await open(page, '/data/list?type=WeatherObserved')
  await page.getByRole('link', { name: '港の気象計' }).click()
  await page.getByRole('heading', { name: '港の気象計', level: 1 }).waitFor()
  const row = page.getByRole('row', { name: /^temperature/ })
  assert.match((await row.innerText()).replaceAll(/\s+/g, ' '), /temperature 値 14 ?°C 11月25日（水） 9:00 APIキーからの書き込み/)
  await assertAccessible(page, 'values of an entity')
  await shot(page, 'B01-entity')
  await page.getByRole('tab', { name: 'JSON' }).click()
  await page.getByRole('radio', { name: 'GeoJSON' }).check()
  await page.locator('.desk-json', { hasText: '"Feature"' }).waitFor()
  await page.getByRole('radio', { name: '値のみ' }).check()
  const simplified = page.locator('.desk-json', { hasText: '"temperature": 14' })
  await simplified.waitFor()
  assert.equal((JSON.parse(await simplified.innerText()) as { id: string }).id, station)
  await assertAccessible(page, 'JSON of an entity')
  await page.getByRole('tab', { name: '履歴' }).click()
  await page.locator('[data-versions="2"]').waitFor()
  await assertAccessible(page, 'versions of an entity')
  await shot(page, 'B01-history')
})

test('what an API key writes appears in the open list by itself, marked for a while', async () => {
  const page = await signIn('staff')
  await open(page, '/data/list?type=PointOfInterest')
  await page.locator('[data-live="on"]').waitFor()
  await page.getByRole('link', { name: 'みなと町役場' }).first().waitFor()
  await write('POST', '/entities', {
    id: 'urn:ngsi-ld:PointOfInterest:aaa-kiosk',
    type: 'PointOfInterest',
    name: { type: 'Property', value: '朝市の案内所' },
  })
  const row = page.getByRole('row', { name: /朝市の案内所/ })
  await row.waitFor()
  await row.getByText('更新されました').waitFor()
  await assertAccessible(page, 'a change arrives')
})

test('the API is tried with one’s own rights: the answer, its headers, and the same request as curl', async () => {
  const page = await signIn('admin')
  await open(page, '/try')
  await page.getByLabel('クエリーパラメーター').fill('type=WeatherObserved&format=simplified')
  await page.getByRole('button', { name: '送信する' }).click()
  await page.locator('[data-status="200"]').waitFor()
  await page.locator('.desk-json', { hasText: '"temperature": 14' }).waitFor()
  assert.match(
    await page.locator('.desk-json').last().innerText(),
    /^curl '.*\/ngsi-ld\/v1\/entities\?type=WeatherObserved&format=simplified'/,
  )
  await assertAccessible(page, 'an answer of the API')
  await shot(page, 'B01-try')
  await page.getByLabel('操作').selectOption('DELETE /ngsi-ld/v1/entities/{id}')
  await page.getByRole('button', { name: '送信する' }).click()
  await page.getByText('入力してください。').waitFor()
  await page.getByLabel(/^id/).fill('urn:ngsi-ld:WeatherObserved:nowhere')
  await page.getByRole('button', { name: '送信する' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: '送信する' }).click()
  await page.locator('[data-status="404"]').waitFor()

  const staff = await signIn('staff')
  await open(staff, '/try')
  assert.equal(
    await staff
      .getByLabel('操作')
      .locator('option', { hasText: /Create Entity \(/ })
      .count(),
    0,
  )
})

test('on the narrowest phone, in the dark, nothing is wider than the screen', async () => {
  const page = await signIn('admin', { device: 'narrow', dark: true })
  for (const path of ['/data', '/data/list?type=PointOfInterest', `/data/${encodeURIComponent(station)}`, '/try']) {
    await open(page, path)
    await page.locator('main table, main .desk-json').first().waitFor()
    assert.equal(await overflow(page), 0, path)
    await assertAccessible(page, `narrow ${path}`)
  }
  await shot(page, 'B01-narrow')
})

interface Receiver {
  readonly server: Server
  readonly bodies: string[]
}
/** A receiver of notifications on this machine. */
async function receive(port: number): Promise<Receiver> {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      bodies.push(body)
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve)
  })
  return { server, bodies }
}

async function subscribe(page: Page, name: string, endpoint: string): Promise<void> {
  await open(page, '/subscriptions/new')
  await page.getByRole('button', { name: 'この内容で作る' }).click()
  await page.getByText('から始まる宛先を入力してください').waitFor()
  await page.getByLabel('通知の名前').fill(name)
  await page.getByLabel('データの種類').selectOption('WeatherObserved')
  await page.getByLabel('対象の項目').fill('temperature')
  await page.getByLabel('宛先（URL）').fill(endpoint)
  await page.locator('.desk-json', { hasText: endpoint }).waitFor()
  await assertAccessible(page, 'a subscription is filled in')
  await page.getByRole('button', { name: 'この内容で作る' }).click()
  await page.getByRole('row', { name: new RegExp(name) }).waitFor()
}

test('a subscription from the form delivers and says so; paused it is silent; it is deleted after a question', async () => {
  const port = await freePort()
  const { server, bodies } = await receive(port)
  try {
    const page = await signIn('admin')
    await subscribe(page, '気温の通知', `http://127.0.0.1:${port}/in`)
    await shot(page, 'B01-subscriptions')
    await observe(18, '2026-11-25T01:00:00Z')
    const told = await soon(
      async () => bodies.length,
      (n) => n > 0,
    )
    assert.ok(told > 0, 'the receiver heard of the change')
    assert.match(bodies.at(-1) ?? '', /"temperature"[\s\S]*18/)
    const row = page.getByRole('row', { name: /気温の通知/ })
    await row.getByText('届いています').waitFor()
    await assertAccessible(page, 'subscriptions')
    await row.getByRole('button', { name: '「気温の通知」を一時停止' }).click()
    await row.getByText('一時停止中').waitFor()
    await row.getByRole('button', { name: '「気温の通知」を削除' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: '削除' }).click()
    await page.getByText('通知を削除しました').waitFor()
    assert.equal(await row.count(), 0)
  } finally {
    server.close()
  }
})

test('what a dead receiver does not take is kept with its reason, and arrives when it is sent again', async () => {
  const port = await freePort()
  const page = await signIn('admin')
  await subscribe(page, '止まった受け手', `http://127.0.0.1:${port}/in`)
  await observe(21, '2026-11-25T01:10:00Z')
  const undelivered = page
    .getByRole('region', { name: '届かなかった通知' })
    .last()
    .getByRole('row', { name: /止まった受け手/ })
  await undelivered.waitFor()
  await page
    .getByRole('row', { name: /止まった受け手/ })
    .first()
    .getByText('届いていません')
    .waitFor()
  await assertAccessible(page, 'undelivered notifications')
  await shot(page, 'B01-undelivered')
  const { server, bodies } = await receive(port)
  try {
    await page.getByRole('button', { name: 'すべてもう一度送る' }).click()
    await soon(
      async () => bodies.length,
      (n) => n > 0,
    )
    assert.match(bodies[0] ?? '', /"temperature"[\s\S]*21/)
    await page.getByText('届かなかった通知はありません').waitFor()
  } finally {
    server.close()
  }
})
