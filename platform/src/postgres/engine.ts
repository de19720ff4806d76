/** What both engines offer to the transactions above them: connections, lent one at a time, in the order of asking. */
export interface Engine {
  readonly name: 'embedded' | 'postgresql'
  /** @param queryLimit_ms for the queries of this loan, instead of the configured one */
  lend(queryLimit_ms?: number): Promise<Connection>
  close(): Promise<void>
}

export interface Connection {
  /** Without `values` the text may hold several statements; the answer is then that of the last one. */
  query(text: string, values?: readonly unknown[]): Promise<Rows>
  /** A query between two others whose answers do not matter, all sent at once. An error of any of them is thrown. */
  between(before: string, query: Query, after: string): Promise<Rows>
  /** For a library with SQL of its own: values as `pg` gives them by default, the rows of all statements together. */
  foreign(text: string, values?: readonly unknown[]): Promise<{ readonly rows: Record<string, unknown>[] }>
  /** Gives it back; with an error it is thrown away, because its state is not known. */
  release(error?: Error): void
}

export interface Query {
  readonly text: string
  readonly values: readonly unknown[]
  /** Under a name the connection keeps the plan. */
  readonly name?: string | undefined
}

export interface Rows {
  /** `SELECT`, `INSERT`, `COMMIT`, …: what the server says it did. */
  readonly command: string
  readonly rows: readonly Record<string, unknown>[]
  readonly count: number | undefined
}

/** A query ran past its limit and was ended; its transaction is rolled back. */
export class QueryTooLong extends Error {
  override readonly name = 'QueryTooLong'
  constructor(limit_ms: number) {
    super(`The query was ended because it ran longer than ${limit_ms} ms. Its transaction is rolled back; ask for less at a time.`)
  }
}

/** The database cannot be used, and what its administrator can do about it. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable'
}
