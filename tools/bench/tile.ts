/** tile.ts DATA_DIR: tiles of the imported town that nobody asked for before, others in each pass; prints one JSON object. */
import { sql } from 'kysely'
import { openTown } from '../../apps/server/src/town.ts'
import { createCitymodel } from '../../domains/citymodel/src/index.ts'
import { tileAt } from '../../engines/geo/src/index.ts'
import { readConfig, type Tenant } from '../../platform/src/index.ts'
import { percentile, repeat } from './harness.ts'

const tenant = 'bench' as Tenant
const PASSES = 3
/** The passes and their warm-up: every tile is asked for in one of them only. */
const HANDS = PASSES + 1
const PER_ZOOM = 120 * HANDS
const config = readConfig({ env: { DATA_DIR: process.argv[2] ?? '', LOG_LEVEL: 'error' }, file: '/nonexistent' })
const town = await openTown(config)
const citymodel = createCitymodel({ postgres: town.postgres, clock: town.clock, sources: town.context.sources, cache_bytes: 0 })
const { bounds } = await citymodel.getTileJson(tenant)
if (bounds === undefined) throw new Error('there is no base map')
const [west = 0, south = 0, east = 0, north = 0] = bounds
const tiles: { readonly z: number; readonly x: number; readonly y: number }[] = []
for (const z of [14, 15, 16]) {
  const [from, to] = [tileAt([west, north], z), tileAt([east, south], z)]
  const wide = to.x - from.x + 1
  const all = Array.from({ length: wide * (to.y - from.y + 1) }, (_, i) => ({
    z,
    x: from.x + (i % wide),
    y: from.y + Math.floor(i / wide),
  }))
  const step = Math.max(1, Math.floor(all.length / PER_ZOOM))
  tiles.push(...all.filter((_, i) => i % step === 0).slice(0, PER_ZOOM))
}
let hand = 0
const passes: number[][] = []
const samples = await repeat(PASSES, async () => {
  const times: number[] = []
  for (const tile of tiles.filter((_, i) => i % HANDS === hand)) {
    const started = performance.now()
    const found = await citymodel.findTile(tenant, tile)
    const took = performance.now() - started
    // Tiles without anything in them would flatter the figure.
    if (found !== undefined && found.bytes.length > 200) times.push(took)
  }
  hand++
  passes.push(times)
  return percentile(times, 95)
})
const counted = passes.slice(1).flat()
const reads: number[] = []
for (let i = 0; i < 200; i++) {
  const started = performance.now()
  await town.postgres.tenant(tenant, (tx) => sql`select 1 from citymodel.generation where city = ${tenant}`.execute(tx))
  reads.push(performance.now() - started)
}
await town.close()
process.stdout.write(
  `${JSON.stringify({ tiles: counted.length, p50_ms: percentile(counted, 50), p95s_ms: samples, read_p95_ms: percentile(reads, 95) })}\n`,
)
