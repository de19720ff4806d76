/** osm-import.ts FILE DATA_DIR: imports into a fresh database until searchable; prints one JSON object. DATABASE_URL: PostgreSQL. */
import { openTown } from '../../apps/server/src/town.ts'
import { isRefusal, readConfig } from '../../platform/src/index.ts'

const [, , file = '', dataDir = ''] = process.argv
const config = readConfig({
  env: {
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
    ...(process.env['DATABASE_URL'] === undefined ? {} : { DATABASE_URL: process.env['DATABASE_URL'] }),
  },
  file: '/nonexistent',
})
const town = await openTown(config)
const started = performance.now()
const before = process.cpuUsage()
const begun = await town.importing.begin({ city: 'bench', local: true, request: { kind: 'osm', path: file } })
if (isRefusal(begun)) throw new Error(begun.detail)
const view = await town.imports.finished(begun.id)
if (view.run?.state !== 'published') throw new Error(view.problem?.detail ?? view.run?.reason ?? 'not published')
await town.outbox.drain()
const seconds = (performance.now() - started) / 1000
const { user, system } = process.cpuUsage(before)
await town.close()
process.stdout.write(
  `${JSON.stringify({ objects: view.objects, entities: view.run.report.taken, seconds, cpu_s: (user + system) / 1e6 })}\n`,
)
