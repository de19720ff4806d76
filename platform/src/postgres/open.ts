import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Migrations, Postgres, Tenant } from '../contract.ts'
import type { Engine } from './engine.ts'
import { EmbeddedEngine } from './embedded.ts'
import { holdFolder, type Holder } from './folder-lock.ts'
import { migrate, readMigrations } from './migrate.ts'
import { PoolEngine } from './pool.ts'
import { layTemplate } from './template.ts'
import { readOnce, transaction } from './transactions.ts'
import { analyze, Upkeep } from './upkeep.ts'

export interface PostgresOptions {
  /** `postgres://…`: a PostgreSQL server ≥ 15 with PostGIS. Absent: the embedded engine in `folder`. */
  readonly url?: string | undefined
  /** Where the embedded engine keeps its data; made when absent, locked against a second process. */
  readonly folder?: string
  readonly migrations: readonly Migrations[]
  /** A folder that keeps freshly migrated databases, so that the next new one starts in 2 to 3 s instead of 10. */
  readonly templates?: string
  /** What a second process is told about this one. */
  readonly holder?: Pick<Holder, 'url' | 'socket'>
  readonly queryLimit_ms?: number
  readonly turnLimit_ms?: number
  readonly poolSize?: number
  /** Hears what is done: a database is made, migrations are applied. */
  readonly report?: (line: string) => void
  /** Hears what an administrator should do: what works, and would work better. */
  readonly advise?: (line: string) => void
}

const QUERY_LIMIT_MS = 30_000
const TURN_LIMIT_MS = 60_000
/** Making an extension takes 10 s on an idle machine; a migration of a big table takes what it takes. */
const MIGRATION_LIMIT_MS = 3_600_000
const POOL_SIZE = 10

const TENANT = /^[a-z][a-z0-9-]{0,39}$/

/**
 * Opens the database, brings it to the newest migration and answers the one interface to it.
 *
 * @throws DatabaseUnusable when it does not answer, is too old or may not be prepared; FolderHeld when another process
 *   has the embedded folder; MigrationRefused when an applied migration has changed.
 */
export async function openPostgres(options: PostgresOptions): Promise<Postgres> {
  return (await openEngine(options)).postgres
}

/** The same, with the engine below it: for parts of platform that need a connection without a transaction. */
export async function openEngine(options: PostgresOptions): Promise<{ readonly postgres: Postgres; readonly engine: Engine }> {
  const files = await readMigrations(options.migrations)
  const { engine, release } =
    options.url === undefined ? await openFolder(options) : { engine: await openServer(options, options.url), release: async () => {} }
  try {
    const connection = await engine.lend(MIGRATION_LIMIT_MS)
    const { applied, remarks } = await migrate(connection, files).finally(() => connection.release())
    for (const name of applied) options.report?.(`applied migration ${name}`)
    for (const remark of remarks) options.advise?.(remark)
  } catch (error) {
    await engine.close()
    await release()
    throw error
  }
  const upkeep = engine.name === 'embedded' ? new Upkeep(engine, (line) => options.advise?.(line)) : undefined
  const close = async (): Promise<void> => {
    await upkeep?.close()
    await engine.close()
    await release()
  }
  const settle = (): Promise<void> => (upkeep === undefined ? analyze(engine) : upkeep.round())
  const postgres = over(engine, { close, settle })
  engines.set(postgres, engine)
  return { engine, postgres }
}

const engines = new WeakMap<Postgres, Engine>()

/** The engine below an interface that `openPostgres` gave. */
export function engineOf(postgres: Postgres): Engine {
  const engine = engines.get(postgres)
  if (engine === undefined) throw new TypeError('This was not opened by openPostgres')
  return engine
}

async function openServer(options: PostgresOptions, url: string): Promise<Engine> {
  return PoolEngine.open({
    url,
    size: options.poolSize ?? POOL_SIZE,
    queryLimit_ms: options.queryLimit_ms ?? QUERY_LIMIT_MS,
    turnLimit_ms: options.turnLimit_ms ?? TURN_LIMIT_MS,
  })
}

async function openFolder(options: PostgresOptions): Promise<{ readonly engine: Engine; readonly release: () => Promise<void> }> {
  const folder = options.folder
  if (folder === undefined) throw new TypeError('openPostgres needs a url or a folder')
  const lock = await holdFolder(folder, options.holder ?? {})
  try {
    const data = join(folder, 'data')
    if (options.templates !== undefined)
      await layTemplate({
        templates: options.templates,
        target: data,
        migrations: await readMigrations(options.migrations),
        report: (line) => options.report?.(line),
      })
    else if (!existsSync(join(data, 'PG_VERSION'))) options.report?.('making a new database (about 10 s)')
    const engine = await EmbeddedEngine.open({
      folder: data,
      queryLimit_ms: options.queryLimit_ms ?? QUERY_LIMIT_MS,
      turnLimit_ms: options.turnLimit_ms ?? TURN_LIMIT_MS,
    })
    return { engine, release: () => lock.release() }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** The roles are taken for one transaction only; the tenant is checked, so that it needs no quoting. */
function over(engine: Engine, more: Pick<Postgres, 'close' | 'settle'>): Postgres {
  const as = (tenant: Tenant): string => {
    if (!TENANT.test(tenant)) throw new TypeError(`"${tenant}" is not the slug of a tenant`)
    return `begin; set local role app; set local app.tenant = '${tenant}'`
  }
  return {
    engine: engine.name,
    tenant: async (tenant, work, limits) => transaction(engine, as(tenant), work, limits),
    read: async (tenant, query, { name } = {}) => readOnce(engine, as(tenant), query, name),
    system: async (work, limits) => transaction(engine, 'begin; set local role app_system', work, limits),
    ping: async () => {
      const start = performance.now()
      const connection = await engine.lend()
      await connection.query('select 1').finally(() => connection.release())
      return { duration_ms: performance.now() - start }
    },
    ...more,
  }
}
