import pg from 'pg'
import { DatabaseUnusable, QueryTooLong, type Connection, type Engine, type Rows } from './engine.ts'
import { foreignRows, rowsOf } from './rows.ts'
import { valueTypes } from './values.ts'

export interface PoolOptions {
  readonly url: string
  readonly size: number
  readonly queryLimit_ms: number
  readonly turnLimit_ms: number
}

const OLDEST_VERSION = 150_000
/** PostgreSQL's code for "canceling statement due to statement timeout". */
const STATEMENT_TIMEOUT = '57014'

/** PostgreSQL through a pool. Its version is checked when it opens, with a message for the administrator. */
export class PoolEngine implements Engine {
  readonly name = 'postgresql'
  readonly #pool: pg.Pool
  readonly #queryLimit_ms: number

  private constructor(pool: pg.Pool, queryLimit_ms: number) {
    this.#pool = pool
    this.#queryLimit_ms = queryLimit_ms
  }

  static async open(options: PoolOptions): Promise<PoolEngine> {
    const pool = new pg.Pool({
      connectionString: options.url,
      max: options.size,
      connectionTimeoutMillis: options.turnLimit_ms,
      statement_timeout: options.queryLimit_ms,
      idle_in_transaction_session_timeout: options.turnLimit_ms,
      options: '-c TimeZone=UTC -c DateStyle=ISO -c client_min_messages=warning',
      application_name: 'machinaka',
      types: valueTypes,
      // Queries are sent as they are asked, without waiting for the answers before: a read is one round trip.
      pipeline: true,
    } as pg.PoolConfig)
    // A lost idle connection is replaced by the pool; the query that needs one reports what is wrong.
    pool.on('error', () => {})
    try {
      const { rows } = await pool.query<{ version: number }>("select current_setting('server_version_num')::int as version")
      const version = rows[0]?.version ?? 0
      if (version < OLDEST_VERSION)
        throw new DatabaseUnusable(`DATABASE_URL points to PostgreSQL ${Math.floor(version / 10_000)}; version 15 or newer is needed`)
    } catch (error) {
      await pool.end()
      if (error instanceof DatabaseUnusable) throw error
      throw new DatabaseUnusable(`The database at DATABASE_URL (${withoutSecrets(options.url)}) does not answer: ${reasonOf(error)}`)
    }
    return new PoolEngine(pool, options.queryLimit_ms)
  }

  async lend(queryLimit_ms?: number): Promise<Connection> {
    const client = await this.#pool.connect()
    const told = (error: unknown): unknown =>
      error instanceof pg.DatabaseError && error.code === STATEMENT_TIMEOUT && error.message.includes('statement timeout')
        ? new QueryTooLong(queryLimit_ms ?? this.#queryLimit_ms)
        : error
    return {
      query: async (text, values): Promise<Rows> => {
        try {
          return rowsOf(await client.query(text, values === undefined ? undefined : [...values]))
        } catch (error) {
          throw told(error)
        }
      },
      between: async (before, { text, values, name }, after): Promise<Rows> => {
        const asked = [
          client.query(before),
          client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) }),
          client.query(after),
        ]
        const [first, rows, last] = await Promise.allSettled(asked)
        const failed = [first, rows, last].find((one) => one?.status === 'rejected')
        if (failed?.status === 'rejected') throw told(failed.reason)
        return rowsOf(rows?.status === 'fulfilled' ? rows.value : [])
      },
      foreign: (text, values) => foreignRows(client, text, values),
      release: (error) => client.release(error),
    }
  }

  async close(): Promise<void> {
    await this.#pool.end()
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof AggregateError ? error.errors.map(String).join('; ') : error instanceof Error ? error.message : String(error)

/** Where a database is, without the user and password that its address may carry. */
export function withoutSecrets(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  return parsed === undefined ? 'an address that is not a URL' : `${parsed.host}${parsed.pathname}`
}
