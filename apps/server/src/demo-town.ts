import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { ImportKind } from '@machinaka/context/contract'
import type { City } from '@machinaka/people'
import type { CitySettings } from '@machinaka/people/contract'
import { isRefusal, type Tenant } from '@machinaka/platform'
import type { Progress } from './progress.ts'
import { progressLine } from './report.ts'
import type { Town } from './town.ts'
import { root } from './web-apps.ts'

/** The slug of みなと町, and of no other town. */
export const demoCity = 'minato' as Tenant

/** The demo is a program of its own, as any other town's files come from elsewhere; then its files are imported like these. */
async function writeDemo(folder: string, day: string): Promise<readonly { readonly file: string; readonly kind: ImportKind }[]> {
  const { promise, resolve: done, reject } = Promise.withResolvers<void>()
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'demo/src/main.ts'), '--out', folder, '--today', day],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  child.on('error', reject)
  child.on('close', (code) => {
    if (code === 0) done()
    else reject(new Error(`The demo town could not be written.\n${errors}`))
  })
  await promise
  const names = await readdir(folder)
  const municipal = names.filter((name) => name.endsWith('.csv')).toSorted()
  return [
    { file: join(folder, 'town.osm'), kind: 'osm' },
    ...municipal.map((name) => ({ file: join(folder, name), kind: 'opendata' as const })),
  ]
}

/** The day in the demo's zone: its events are dated from it. */
const today = (now: Date): string => now.toLocaleDateString('sv-SE', { timeZone: 'Asia/Tokyo' })

/**
 * Brings みなと町 where there is no city yet: writes it as standard files and imports these as anyone's files are.
 * Not in production. What a killed start left half done is done again.
 */
export async function ensureDemo(town: Town, progress: Progress): Promise<void> {
  if (town.config.ENV === 'production') return
  const cities = await town.people.listCities()
  const there = cities.find(({ city }) => city === demoCity)
  if (cities.length > 0 && there === undefined) return
  const sources = there === undefined ? [] : await town.context.sources.list(demoCity)
  const published = new Set(sources.filter(({ lastRun }) => lastRun?.state === 'published').map(({ title }) => title))
  if (published.size >= DEMO_SOURCES) return
  const folder = join(resolve(town.config.DATA_DIR), 'demo')
  const written = await writeDemo(folder, today(town.clock.now()))
  progress.say(`Wrote the demo town みなと町 as ${written.length} standard files`)
  const city = there ?? (await openCity(town, folder))
  for (const one of written) if (!published.has(titleOf(one.file))) await importOne(town, one, progress)
  await town.people.openDemo(city, { shops: await demoShops(town) })
  await town.outbox.drain()
}

/** The shop account of the demo works for two cafés, as their owner would after a granted claim. */
async function demoShops(town: Town): Promise<readonly string[]> {
  const visitor = {
    tenant: demoCity,
    caller: { kind: 'anonymous', id: undefined, roles: ['visitor'], scopes: [] },
    requestId: 'demo',
    language: 'ja',
    now: town.clock.now(),
  } as const
  const found = await town.guide.listPlaces(visitor, { category: 'cafe', limit: 2 })
  if (isRefusal(found) || found.items.length === 0)
    throw new Error(`The demo town has no café for its shop account${isRefusal(found) ? `: ${found.detail}` : ''}`)
  return found.items.map(({ id }) => id)
}

/** It draws its own town: nobody else's data is in it. */
const credit = { attribution: '© Machinaka contributors', licence: 'CC0-1.0' }

/** The map and six municipal lists. */
const DEMO_SOURCES = 7
const lists: Readonly<Record<string, string>> = {
  aed: 'AED設置箇所一覧',
  evacuation_space: '指定緊急避難場所一覧',
  event: 'イベント一覧',
  public_facility: '公共施設一覧',
  public_toilet: '公衆トイレ一覧',
  public_wireless_lan: '公衆無線LANアクセスポイント一覧',
}
/** As the city calls its own data; a title also says which files were imported already. */
const titleOf = (path: string): string =>
  `みなと町 ${path.endsWith('.osm') ? '地図' : (lists[basename(path, '.csv').replace(/^\d+_/, '')] ?? basename(path))}`

async function openCity(town: Town, folder: string): Promise<City> {
  const { settings } = JSON.parse(await readFile(join(folder, 'city.json'), 'utf8')) as { readonly settings: CitySettings }
  const made = await town.people.createCity({ city: demoCity, settings, demo: true })
  if (isRefusal(made)) throw new Error(`The demo city could not be opened: ${made.detail}`)
  return made
}

async function importOne(
  town: Town,
  { file, kind }: { readonly file: string; readonly kind: ImportKind },
  progress: Progress,
): Promise<void> {
  const begun = await town.importing.begin({ city: demoCity, local: true, credit, request: { kind, path: file, title: titleOf(file) } })
  if (isRefusal(begun)) throw new Error(`The demo file ${file} could not be read: ${begun.detail}`)
  const ticking = setInterval(() => progress.update(progressLine(town.imports.view(begun.id) ?? begun)), 200)
  const view = await town.imports.finished(begun.id).finally(() => clearInterval(ticking))
  if (view.run?.state !== 'published')
    throw new Error(`The demo file ${file} could not be imported: ${view.problem?.detail ?? view.run?.reason ?? 'no reason given'}`)
  progress.say(`Imported ${basename(file)}: ${view.run.report.taken.toLocaleString('en')} places and events`)
}
