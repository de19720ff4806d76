/** search.ts DATA_DIR: 1,000 generated queries at the server, in passes after a warm-up, over the places of the imported town; prints one JSON object. */
import { openTown } from '../../apps/server/src/town.ts'
import { foldText } from '../../domains/guide/src/rules/kana.ts'
import { searchQueries, type NamedPlace } from '../../domains/guide/src/rules/search-queries.ts'
import { isRefusal, readConfig, type Context, type Tenant } from '../../platform/src/index.ts'
import { median, percentile, repeat } from './harness.ts'

const tenant = 'bench' as Tenant
const PLACES = 20_000
const PASSES = 3
const config = readConfig({ env: { DATA_DIR: process.argv[2] ?? '', LOG_LEVEL: 'error' }, file: '/nonexistent' })
const town = await openTown(config)
const places: NamedPlace[] = []
for await (const page of town.context.entities.each(tenant, { types: ['PointOfInterest'] })) {
  for (const { id, attributes } of page) {
    const instance = attributes['name']
    const map = (Array.isArray(instance) ? instance[0] : instance) as
      | { readonly value?: Readonly<Record<string, string>>; readonly languageMap?: Readonly<Record<string, string>> }
      | undefined
    const names = map?.languageMap ?? map?.value ?? {}
    if (names['ja'] !== undefined) places.push({ id, name: names['ja'], reading: names['ja-Hira'] ?? '' })
  }
}
const context: Context = {
  tenant,
  caller: { kind: 'anonymous', id: undefined, roles: [], scopes: [] },
  requestId: 'bench',
  language: 'ja',
  now: town.clock.now(),
}
if (places.length < PLACES) throw new Error(`the town has ${places.length} places with a name, and ${PLACES} are wanted`)
const queries = searchQueries(places, 1)
const ask = async (q: string): Promise<readonly string[]> => {
  const found = await town.guide.listPlaces(context, { q, limit: 5 })
  return isRefusal(found) ? [] : found.items.map(({ id }) => id)
}
/** Every pass asks all; what is found is counted anew in each, and is the same in all. */
let hits = { plain: [0, 0], typo: [0, 0] }
const samples = await repeat(PASSES, async () => {
  const times: number[] = []
  hits = { plain: [0, 0], typo: [0, 0] }
  for (const { kind, text, expect } of queries) {
    const started = performance.now()
    const ids = await ask(text)
    times.push(performance.now() - started)
    const tally = hits[kind === 'typo' ? 'typo' : 'plain']
    tally[1] = (tally[1] ?? 0) + 1
    if (ids.some((id) => expect.includes(id))) tally[0] = (tally[0] ?? 0) + 1
  }
  return percentile(times, 95)
})
// The yardstick finds no slips and no romaji: it only looks at every name.
const folded = places.map(({ name, reading }) => `${foldText(name)}\n${foldText(reading)}`)
const scan = (text: string): number => {
  const started = performance.now()
  const q = foldText(text)
  folded.filter((names) => names.includes(q))
  return performance.now() - started
}
const scans = await repeat(PASSES, () =>
  percentile(
    queries.map(({ text }) => scan(text)),
    95,
  ),
)
const share = ([hit = 0, all = 0]: readonly number[]): number => (100 * hit) / all
await town.close()
process.stdout.write(
  `${JSON.stringify({ places: places.length, queries: queries.length, p95s_ms: samples, scan_p95_ms: median(scans), recall: share(hits.plain), recallTypo: share(hits.typo) })}\n`,
)
