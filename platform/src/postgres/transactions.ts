import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type CompiledQuery,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  DummyDriver,
  type Driver,
  type QueryResult,
  type RawBuilder,
} from 'kysely'
import type { TransactionOptions, Tx } from '../contract.ts'
import type { Connection, Engine } from './engine.ts'

/**
 * Runs `work` in a transaction that `begin` opens (one round trip: begin, role and tenant together).
 * A Kysely of its own per transaction is cheap, and lets `begin` differ without a second round trip.
 */
export async function transaction<T>(
  engine: Engine,
  begin: string,
  work: (tx: Tx) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  if (isInside())
    throw new Error(
      'A transaction was opened inside another one: pass `tx` on. (The embedded engine has one connection and would wait for itself.)',
    )
  const mark = { open: true }
  const then: (() => void)[] = []
  const answer = await inside.run(mark, async () => {
    try {
      const database = new Kysely<unknown>({ dialect: dialect(new OneTransaction(engine, begin, options.queryLimit_s)) })
      return await database.transaction().execute((tx) => {
        afterwards.set(tx, then)
        return work(tx)
      })
    } finally {
      mark.open = false
    }
  })
  for (const call of then) call()
  return answer
}

/** Runs one query in a transaction of its own that `begin` opens, in one round trip. */
export async function readOnce<R>(engine: Engine, begin: string, query: RawBuilder<R>, name: string | undefined): Promise<readonly R[]> {
  if (isInside()) throw new Error('A query of its own was asked inside a transaction: run it on `tx`.')
  const { sql: text, parameters } = query.compile(compiler)
  const connection = await engine.lend()
  let failure: Error | undefined
  try {
    return (await connection.between(begin, { text, values: parameters, name }, 'commit')).rows as readonly R[]
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error))
    throw failure
  } finally {
    // An error ended the transaction, and `commit` closed it; a connection that was lost says so itself.
    connection.release(failure)
  }
}

/** Whether the caller runs within the work of a transaction: there it must not wait for another connection. */
export const isInside = (): boolean => inside.getStore()?.open === true

/** Calls back once the transaction is committed, and never if it is not. */
export function afterCommit(tx: Tx, call: () => void): void {
  const list = afterwards.get(tx)
  if (list === undefined) throw new TypeError('This is not a transaction that `postgres` opened')
  if (!list.includes(call)) list.push(call)
}

const afterwards = new WeakMap<Tx, (() => void)[]>()

const inside = new AsyncLocalStorage<{ open: boolean }>()

const dialect = (driver: Driver): Dialect => ({
  createDriver: () => driver,
  createAdapter: () => new PostgresAdapter(),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createIntrospector: (db) => new PostgresIntrospector(db),
})

/** Turns templates into SQL; it never runs them. */
const compiler = new Kysely<unknown>({ dialect: dialect(new DummyDriver()) })

class Lent implements DatabaseConnection {
  readonly connection: Connection
  broken: Error | undefined
  /**
   * What opens the transaction is on its way; the first query follows it without waiting. Had it failed, its statement would
   * have left an aborted transaction, in which that query fails too.
   */
  begun: Promise<unknown> = Promise.resolve()

  constructor(connection: Connection) {
    this.connection = connection
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const [{ rows, count }] = await Promise.all([this.connection.query(query.sql, query.parameters), this.begun])
    return { rows: rows as R[], ...(count === undefined ? {} : { numAffectedRows: BigInt(count) }) }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Rows are not streamed: ask for them in pages')
  }
}

class OneTransaction implements Driver {
  readonly #engine: Engine
  readonly #begin: string
  readonly #limit_ms: number | undefined

  constructor(engine: Engine, begin: string, limit_s: number | undefined) {
    this.#engine = engine
    this.#limit_ms = limit_s === undefined ? undefined : Math.round(limit_s * 1_000)
    this.#begin = this.#limit_ms === undefined ? begin : `${begin}; set local statement_timeout = ${this.#limit_ms}`
  }

  async init(): Promise<void> {}
  async destroy(): Promise<void> {}

  async acquireConnection(): Promise<Lent> {
    return new Lent(await this.#engine.lend(this.#limit_ms))
  }

  async beginTransaction(lent: DatabaseConnection): Promise<void> {
    if (!(lent instanceof Lent)) throw new TypeError('A foreign connection')
    lent.begun = this.#run(lent, this.#begin)
    // Whoever queries or commits hears of it; until then it is nobody's unhandled rejection.
    lent.begun.catch(() => {})
  }

  async commitTransaction(lent: DatabaseConnection): Promise<void> {
    const command = await this.#run(lent, 'commit')
    if (lent instanceof Lent) await lent.begun
    // PostgreSQL answers a commit with ROLLBACK when a statement failed before, even if that error was caught.
    if (command !== 'COMMIT')
      throw new Error('The transaction was rolled back, because a statement in it had failed; nothing of it is stored')
  }

  async rollbackTransaction(lent: DatabaseConnection): Promise<void> {
    // A connection that cannot even roll back is thrown away; the error that led here is the one to report.
    await this.#run(lent, 'rollback').catch(() => {})
  }

  async releaseConnection(lent: DatabaseConnection): Promise<void> {
    if (lent instanceof Lent) lent.connection.release(lent.broken)
  }

  async #run(lent: DatabaseConnection, text: string): Promise<string> {
    if (!(lent instanceof Lent)) throw new TypeError('A foreign connection')
    try {
      return (await lent.connection.query(text)).command
    } catch (error) {
      lent.broken = error instanceof Error ? error : new Error(String(error))
      throw error
    }
  }
}
