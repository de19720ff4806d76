import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Config } from '@machinaka/platform'
import type { Arguments } from '../arguments.ts'
import { demoCity, ensureDemo } from '../demo-town.ts'
import { controlSocket, runningServer, townUrl } from '../instance.ts'
import type { Progress } from '../progress.ts'
import { serve } from '../serve.ts'
import { openTown, type Town } from '../town.ts'
import { buildApps } from '../web-apps.ts'
import { portTaken } from './port.ts'

/** What stands in the way of starting, in words; undefined when nothing does. */
async function obstacle(config: Config): Promise<string | undefined> {
  const running = await runningServer(config)
  if (running !== undefined)
    return `Machinaka runs already: ${running.url} (process ${running.pid}). Open that address, or stop it first with Ctrl-C in its window.`
  if (config.PORT !== 0 && (await portTaken(config.PORT, config.HOST)))
    return `Port ${config.PORT} is taken by another program. Choose another one: PORT=${config.PORT + 1} npm start`
  return undefined
}

/** Everything that a town keeps under DATA_DIR. */
const ownFolders = ['database', 'demo', 'mail', 'objects', 'uploads', 'control.sock'] as const

async function fresh(config: Config, progress: Progress): Promise<void> {
  // Only what this program makes: DATA_DIR may name a folder that holds other things too.
  for (const name of ownFolders) await rm(join(resolve(config.DATA_DIR), name), { recursive: true, force: true })
  progress.say(`Forgot ${config.DATA_DIR}${config.DATABASE_URL === undefined ? '' : ' (the PostgreSQL database stays as it is)'}`)
}

/** Builds the apps, opens the database, and brings the demo town where there is no city yet: side by side where it can. */
async function open(config: Config, progress: Progress): Promise<Town> {
  const [town] = await Promise.all([
    openTown(config, { serving: true, say: (text) => progress.say(text) }),
    buildApps((text) => progress.say(text)),
  ])
  await ensureDemo(town, progress)
  return town
}

/** `machinaka prepare`: everything but serving. */
export async function prepareCommand(config: Config, progress: Progress): Promise<number> {
  const running = await runningServer(config)
  if (running !== undefined) {
    process.stderr.write(`Machinaka runs already: ${running.url}. There is nothing to prepare.\n`)
    return 1
  }
  const town = await open(config, progress)
  await town.close()
  progress.say('Prepared.')
  return 0
}

/** `machinaka start`: serves until Ctrl-C, then finishes what is in flight. */
export async function startCommand(read: Arguments, config: Config, progress: Progress): Promise<number> {
  const stop = await obstacle(config)
  if (stop !== undefined) {
    process.stderr.write(`${stop}\n`)
    return 1
  }
  if (read.fresh) await fresh(config, progress)
  const { promise: asked, resolve: ask } = Promise.withResolvers<string>()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ask(signal))
  const opening = open(config, progress)
  const first = await Promise.race([opening, asked])
  if (typeof first === 'string') {
    progress.say('Stopping before the town was open; what was begun is done again at the next start …')
    await opening.then(
      (town) => town.close(),
      () => undefined,
    )
    return 130
  }
  const server = await serve(first, controlSocket(config))
  await announce(first, server.port, progress)
  await asked
  progress.say('Finishing what is in flight …')
  await server.stop()
  await first.close()
  progress.say('Stopped.')
  return 0
}

async function announce(town: Town, port: number, progress: Progress): Promise<void> {
  const url = townUrl(town.config, port)
  const cities = await town.people.listCities()
  const demo = cities.some(({ city }) => city === demoCity)
  progress.say('Ready.')
  const others = cities.filter(({ city }) => city !== demoCity)
  const lines = [
    `  Town app   ${url}/`,
    `  Console    ${url}/console/`,
    `  API        ${url}/api/docs`,
    ...(others.length === 0
      ? []
      : [
          `  Cities     ${others
            .slice(0, 8)
            .map(({ city }) => `${url}/?city=${city}`)
            .join('  ')}`,
        ]),
    ...(demo
      ? [
          '  Demo accounts, on this machine only: resident, shop staff, city staff, approver, admin, operator.',
          '  Choose one on the console’s sign-in page; there is no password.',
        ]
      : []),
    '  Ctrl-C stops.',
  ]
  process.stdout.write(`\n${lines.join('\n')}\n\n`)
}
