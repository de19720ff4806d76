import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser, openContext, shot } from './browser.ts'
import { visit, type Client } from './client.ts'
import { openTown, root, type Town } from './harness.ts'

const data = join(root, '../shared/data')
const ebisu = join(data, 'streets/ebisu-2018.osm.gz')
const otemachi = join(data, 'otemachi/overpass_places_raw.json.gz')
const missing = [ebisu, otemachi].find((file) => !existsSync(file))
interface Found {
  readonly items: readonly { readonly id: string; readonly name: { readonly ja?: string }; readonly lon: number; readonly lat: number }[]
}

describe('real towns', { skip: missing === undefined ? false : `skipped: ${missing.slice(root.length + 1)} is not present` }, () => {
  let town: Town
  let browser: Browser
  let visitor: Client
  before(async () => {
    town = await openTown()
    browser = await openBrowser()
    visitor = await visit(town)
    for (const [file, city, name] of [
      [ebisu, 'ebisu', '恵比寿'],
      [otemachi, 'otemachi', '大手町'],
    ] as const) {
      const { code, output } = await town.cli('import', 'osm', file, '--city', city, '--name', name)
      assert.equal(code, 0, output)
    }
  })
  after(async () => {
    await browser?.close()
    await town?.stop()
  })
  const first = async (city: string, q: string): Promise<string | undefined> =>
    (await visitor.get<Found>(`/api/guide/places?city=${city}&q=${encodeURIComponent(q)}&limit=5`)).body.items[0]?.name.ja

  test('恵比寿神社 is found by its reading, in kana and in Latin letters', async () => {
    assert.equal(await first('ebisu', 'えびすじんじゃ'), '恵比寿神社')
    assert.equal(await first('ebisu', 'ebisu jinja'), '恵比寿神社')
  })

  test('アーティゾン美術館 is found with a letter wrong', async () => {
    assert.equal(await first('otemachi', 'アーティソン美術館'), 'アーティゾン美術館')
    assert.equal(await first('otemachi', 'アーテイゾン美術館'), 'アーティゾン美術館')
  })

  for (const [city, words, name] of [
    ['ebisu', 'えびすじんじゃ', '恵比寿神社'],
    ['otemachi', 'アーティソン美術館', 'アーティゾン美術館'],
  ] as const) {
    test(`${name} is in the list and on the map`, async () => {
      const context = await openContext(browser)
      const page = await context.newPage()
      await page.goto(`${town.url}/?city=${city}&q=${encodeURIComponent(words)}`)
      await page
        .getByRole('link', { name: new RegExp(name) })
        .first()
        .waitFor()
      await page.locator('[data-map="idle"]').waitFor({ timeout: 60_000 })
      const drawn = async (): Promise<string[]> =>
        page.evaluate<string[]>(
          `new Promise((tell) => document.dispatchEvent(new CustomEvent('machinaka:drawn-places', { detail: tell })))`,
        )
      let shown: string[] = []
      for (let i = 0; i < 100 && !shown.includes(name); i++) {
        shown = await drawn()
        if (!shown.includes(name)) await page.waitForTimeout(100)
      }
      assert.ok(shown.includes(name), `the map shows ${shown.join(', ')}, not ${name}`)
      await shot(page, `A07-${city}`)
      await context.close()
    })
  }
})
