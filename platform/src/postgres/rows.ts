import type { QueryResult } from 'pg'
import type { Rows } from './engine.ts'

/** The answer of the last statement, whether the text held one or several. */
export function rowsOf(answer: QueryResult | QueryResult[]): Rows {
  const last = Array.isArray(answer) ? answer.at(-1) : answer
  return { command: last?.command ?? '', rows: last?.rows ?? [], count: last?.rowCount ?? undefined }
}
