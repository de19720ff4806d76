import { DatabaseUnusable, QueryTooLong, type Connection, type Engine, type Rows } from './engine.ts'
import { EmbeddedSession } from './embedded-session.ts'
import { foreignRows, rowsOf } from './rows.ts'
import { Turns } from './turns.ts'

export interface EmbeddedOptions {
  readonly folder: string
  /** A query that runs longer ends the engine's thread; the folder is opened again for whoever asks next. */
  readonly queryLimit_ms: number
  /** How long one may wait for the only connection. */
  readonly turnLimit_ms: number
}

/**
 * PGlite in a thread, with a watchdog: it ignores `statement_timeout`, and a long query would freeze everybody.
 * One connection, lent in the order of asking.
 */
export class EmbeddedEngine implements Engine {
  readonly name = 'embedded'
  readonly #options: EmbeddedOptions
  readonly #turns: Turns
  #session: EmbeddedSession | undefined
  #closed = false

  private constructor(options: EmbeddedOptions, session: EmbeddedSession) {
    this.#options = options
    this.#turns = new Turns(options.turnLimit_ms)
    this.#session = session
  }

  static async open(options: EmbeddedOptions): Promise<EmbeddedEngine> {
    return new EmbeddedEngine(options, await EmbeddedSession.open(options.folder))
  }

  async lend(queryLimit_ms = this.#options.queryLimit_ms): Promise<Connection> {
    const endTurn = await this.#turns.take()
    try {
      const session = await this.#alive()
      const query = async (text: string, values?: readonly unknown[]): Promise<Rows> =>
        rowsOf(
          await this.#watched(session, queryLimit_ms, () => session.client.query(text, values === undefined ? undefined : [...values])),
        )
      return {
        query,
        between: async (before, { text, values }, after) => {
          await query(before)
          const rows = await query(text, values)
          await query(after)
          return rows
        },
        foreign: (text, values) => this.#watched(session, queryLimit_ms, () => foreignRows(session.client, text, values)),
        release: (error) => {
          // With an error it may be inside a transaction of which nobody knows the state.
          if (error === undefined || session.dead !== undefined) endTurn()
          else
            session.client
              .query('rollback')
              .catch(() => {})
              .finally(endTurn)
        },
      }
    } catch (error) {
      endTurn()
      throw error
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    const endTurn = await this.#turns.take()
    this.#closed = true
    await this.#session?.close()
    endTurn()
  }

  async #alive(): Promise<EmbeddedSession> {
    if (this.#closed) throw new DatabaseUnusable('The embedded database is closed')
    if (this.#session === undefined || this.#session.dead !== undefined) this.#session = await EmbeddedSession.open(this.#options.folder)
    return this.#session
  }

  async #watched<T>(session: EmbeddedSession, limit_ms: number, ask: () => Promise<T>): Promise<T> {
    if (session.dead !== undefined) throw session.dead
    let tooLong: QueryTooLong | undefined
    const watchdog = setTimeout(() => {
      tooLong = new QueryTooLong(limit_ms)
      void session.kill(tooLong)
    }, limit_ms)
    try {
      return await ask()
    } catch (error) {
      throw tooLong ?? error
    } finally {
      clearTimeout(watchdog)
    }
  }
}
