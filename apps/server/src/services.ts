import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
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
  type Migrations,
  type Objects,
  type Outbox,
  type Postgres,
  type RunningSignals,
} from '@machinaka/platform'
import { controlSocket, databaseFolder, townUrl } from './instance.ts'
import { root } from './web-apps.ts'

/** What platform gives to one process, on the configured database. */
export interface Services {
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
}

export interface OpenOptions {
  /** The process will serve: the lock then names its address, and background work starts. */
  readonly serving?: boolean
  readonly say?: (text: string) => void
}

/** Opens the database, migrated for these domains, and the services around it. */
export async function openServices(
  config: Config,
  migrations: readonly Migrations[],
  { serving = false, say = () => undefined }: OpenOptions,
): Promise<Services> {
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
    migrations: [...migrations],
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
