import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { citymodelMigrations, createCitymodel, type Citymodel } from '@machinaka/citymodel'
import { contextMigrations, createContext, type Broker } from '@machinaka/context'
import { createGuide, guideMigrations, type Guide } from '@machinaka/guide'
import { createInsight, insightMigrations, type Insight } from '@machinaka/insight'
import { createPeople, peopleMigrations, type People } from '@machinaka/people'
import {
  createClock,
  createHttpClient,
  createIds,
  createJobs,
  createLog,
  createMail,
  createObjects,
  createOutbox,
  createSignals,
  openPostgres,
  type Clock,
  type Config,
  type HttpClient,
  type Ids,
  type Jobs,
  type Log,
  type Mail,
  type Objects,
  type Outbox,
  type Postgres,
  type RunningSignals,
  type Tenant,
} from '@machinaka/platform'
import { createImportDesk, type ImportDesk } from './imports/desk.ts'
import { createImporting, type Importing } from './imports/importing.ts'
import { createUploads, type Uploads } from './imports/uploads.ts'
import { controlSocket, databaseFolder, townUrl } from './instance.ts'
import { root } from './web-apps.ts'

/** Everything that one process holds open: platform's services, the domains on them, and the imports that join these. */
export interface Town {
  readonly config: Config
  readonly log: Log
  readonly clock: Clock
  readonly ids: Ids
  readonly postgres: Postgres
  readonly signals: RunningSignals
  readonly outbox: Outbox
  readonly jobs: Jobs
  readonly objects: Objects
  readonly mail: Mail
  readonly http: HttpClient
  readonly people: People
  readonly context: Broker
  readonly guide: Guide
  readonly citymodel: Citymodel
  readonly insight: Insight
  readonly imports: ImportDesk
  readonly uploads: Uploads
  readonly importing: Importing
  close(): Promise<void>
}

export interface OpenOptions {
  /** The process will serve: the lock then names its address, and background work starts. */
  readonly serving?: boolean
  readonly say?: (text: string) => void
}

type Services = Pick<Town, 'config' | 'log' | 'clock' | 'ids' | 'postgres' | 'signals' | 'outbox' | 'jobs' | 'objects' | 'mail' | 'http'>

async function openServices(config: Config, { serving = false, say = () => undefined }: OpenOptions): Promise<Services> {
  const folder = resolve(config.DATA_DIR)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // A command's standard output is its answer: what it logs goes beside it, and only what somebody should look at.
  const log = serving
    ? createLog({ level: config.LOG_LEVEL })
    : createLog({ level: config.LOG_LEVEL === 'info' ? 'warn' : config.LOG_LEVEL, to: process.stderr })
  const clock = createClock(config.TEST_NOW)
  const ids = createIds(clock)
  const started = Date.now()
  const postgres = await openPostgres({
    ...(config.DATABASE_URL === undefined
      ? { folder: databaseFolder(config), templates: join(root, 'node_modules/.cache/machinaka') }
      : { url: config.DATABASE_URL }),
    migrations: [peopleMigrations, contextMigrations, guideMigrations, citymodelMigrations, insightMigrations],
    queryLimit_ms: config.DATABASE_QUERY_LIMIT_S * 1000,
    poolSize: config.DATABASE_POOL,
    ...(serving ? { holder: { url: townUrl(config), socket: controlSocket(config) } } : {}),
    report: (line) => {
      log.debug({}, line)
      if (line.startsWith('making')) say(`${line.replace('making', 'Making')} …`)
    },
    advise: (line) => log.warn({}, line),
  })
  say(`Opened the database (${postgres.engine}) in ${((Date.now() - started) / 1000).toFixed(1)} s`)
  const signals = await createSignals({ postgres, url: config.DATABASE_URL, log })
  const outbox = createOutbox({ postgres, signals, clock, ids, log })
  const jobs = createJobs({ postgres, log })
  const http = createHttpClient({
    log,
    timeout_ms: config.OUTBOUND_TIMEOUT_S * 1000,
    maxBytes: config.LIMIT_IMPORT_BYTES,
    ...(config.OUTBOUND_PRIVATE ? { mayReach: () => true } : {}),
  })
  return {
    config,
    log,
    clock,
    ids,
    postgres,
    signals,
    outbox,
    jobs,
    objects: createObjects(config),
    mail: createMail({ from: config.MAIL_FROM, clock, smtpUrl: config.SMTP_URL, folder: join(folder, 'mail') }),
    http,
  }
}

const placeExists = async (context: Broker, tenant: Tenant, id: string): Promise<boolean> =>
  (await context.entities.find(tenant, id)) !== undefined

async function openDomains(services: Services): Promise<Town> {
  const { config, log, clock, ids, postgres, outbox, signals, jobs, mail, http } = services
  const people = await createPeople({
    postgres,
    clock,
    ids,
    mail,
    log,
    signals,
    cityByHost: config.CITY_BY_HOST,
    demoAccounts: config.ENV !== 'production',
    gsiTiles: config.BASEMAP === 'gsi',
  })
  jobs.define('people.sweep', () => people.sweep(), { everyCron: '41 18 * * *' })
  const context = createContext({ postgres, outbox, clock, ids, jobs })
  const citymodel = createCitymodel({ postgres, clock, sources: context.sources, jobs })
  const guide = createGuide({ postgres, outbox, signals, clock, ids, context, people, objects: services.objects, jobs, log })
  const insight = createInsight({
    postgres,
    clock,
    city: async (tenant) => (await people.findCity(tenant))?.settings,
    isPlace: (tenant, id) => placeExists(context, tenant, id),
    onFailure: (error) => log.error({ error }, 'counts of use wait to be written'),
  })
  const desk = createImportDesk({ clock, ids, unexpected: (error) => log.error({ error }, 'import failed') })
  const uploads = await createUploads({
    folder: join(resolve(config.DATA_DIR), 'uploads'),
    ids,
    limit: config.LIMIT_IMPORT_BYTES,
    now: () => clock.now().getTime(),
  })
  const importing = createImporting({ people, context, guide, citymodel, desk, uploads, http, limit_bytes: config.LIMIT_IMPORT_BYTES })
  return { ...services, people, context, guide, citymodel, insight, imports: desk, uploads, importing, close: async () => undefined }
}

const IMPORT_GRACE_MS = 20_000

/** Opens a town: the database is migrated, what a dead process left is swept, indexes are loaded, facts are delivered. */
export async function openTown(config: Config, options: OpenOptions = {}): Promise<Town> {
  const services = await openServices(config, options)
  const town = await openDomains(services).catch(async (error: unknown) => {
    await services.postgres.close()
    throw error
  })
  await town.context.start()
  await town.guide.start()
  await town.outbox.start()
  if (options.serving === true) await town.jobs.start()
  return {
    ...town,
    async close() {
      await town.imports.stop(IMPORT_GRACE_MS)
      await town.jobs.stop()
      await town.insight.stop()
      await town.outbox.stop()
      town.guide.stop()
      await town.context.stop()
      await services.signals.close()
      await services.postgres.close()
    },
  }
}
