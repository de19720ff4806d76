import pg, { type QueryResult } from 'pg'
import type { Rows } from './engine.ts'

/** The answer of the last statement, whether the text held one or several. */
export function rowsOf(answer: QueryResult | QueryResult[]): Rows {
  const last = Array.isArray(answer) ? answer.at(-1) : answer
  return { command: last?.command ?? '', rows: last?.rows ?? [], count: last?.rowCount ?? undefined }
}

/** The rows of all statements, with `pg`'s own value types: what a library expects that brings its own SQL. */
export async function foreignRows(
  client: pg.ClientBase,
  text: string,
  values: readonly unknown[] = [],
): Promise<{ readonly rows: Record<string, unknown>[] }> {
  const answer: QueryResult | QueryResult[] = await client.query({ text, values: [...values], types: pg.types })
  return { rows: [answer].flat().flatMap(({ rows }) => (rows ?? []) as Record<string, unknown>[]) }
}
