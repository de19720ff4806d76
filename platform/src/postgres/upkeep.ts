import type { Engine } from './engine.ts'

/** What must have changed in a table before its statistics are taken again, or its dead rows removed: like PostgreSQL's own autovacuum. */
const ANALYZE = { rows: 250, share: 0.1 }
const VACUUM = { rows: 1_000, share: 0.2 }
/** So much written, or so long after a write, and a checkpoint bounds what is read again after a crash. */
const CHECKPOINT_BYTES = 64 * 2 ** 20
const CHECKPOINT_MS = 300_000
const ROUND_MS = 60_000
const LIMIT_MS = 600_000

/** A server's connections tell their counts some seconds late; the size of a table is known at once. */
const GROWN = `pg_relation_size(relid) / current_setting('block_size')::int > 10 + ${1 + ANALYZE.share} * (select relpages from pg_class where oid = relid)`

const named = (clause: string): string => `
  select format('%I.%I', schemaname, relname) as name from pg_stat_user_tables
  where schemaname not in ('pg_catalog', 'information_schema') and (${clause}) order by n_mod_since_analyze desc`

/** Takes planner statistics of the tables that changed much since the last time. */
export async function analyze(engine: Engine): Promise<void> {
  for (const name of await names(engine, named(`n_mod_since_analyze > ${ANALYZE.rows} + ${ANALYZE.share} * n_live_tup or ${GROWN}`)))
    await run(engine, `analyze ${name}`)
}

/**
 * What a PostgreSQL server's background processes do, and the embedded engine has none of: statistics, dead rows,
 * checkpoints (without which the write-ahead log would only grow). One short statement per turn at the connection.
 */
export class Upkeep {
  readonly #engine: Engine
  readonly #report: (line: string) => void
  readonly #timer: NodeJS.Timeout
  #running: Promise<void> = Promise.resolve()
  #written = 0
  #at = performance.now()
  #closed = false

  constructor(engine: Engine, report: (line: string) => void) {
    this.#engine = engine
    this.#report = report
    this.#timer = setInterval(() => void this.round(), ROUND_MS).unref()
  }

  /** One round now; a round that is under way is waited for. */
  round(): Promise<void> {
    this.#running = this.#running
      .then(() => this.#round())
      .catch((error: unknown) => {
        if (!this.#closed) this.#report(`upkeep of the embedded database failed, and is tried again: ${String(error)}`)
      })
    return this.#running
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#timer)
    await this.#running
  }

  async #round(): Promise<void> {
    await analyze(this.#engine)
    for (const name of await names(this.#engine, named(`n_dead_tup > ${VACUUM.rows} + ${VACUUM.share} * n_live_tup`))) {
      if (this.#closed) return
      await run(this.#engine, `vacuum ${name}`)
    }
    const written = Number((await run(this.#engine, "select pg_current_wal_insert_lsn() - '0/0' as bytes"))[0]?.['bytes'])
    const due = written - this.#written > CHECKPOINT_BYTES || (written > this.#written && performance.now() - this.#at > CHECKPOINT_MS)
    if (!due || this.#closed) return
    await run(this.#engine, 'checkpoint')
    this.#written = written
    this.#at = performance.now()
  }
}

const names = async (engine: Engine, text: string): Promise<readonly string[]> =>
  (await run(engine, text)).map((row) => String(row['name']))

async function run(engine: Engine, text: string): Promise<readonly Record<string, unknown>[]> {
  const connection = await engine.lend(LIMIT_MS)
  return connection
    .query(text)
    .then(({ rows }) => rows)
    .finally(() => connection.release())
}
