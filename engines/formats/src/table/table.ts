import type { Report } from '../report.ts'

/** A record of a table. `line` is where it starts in the file (CSV), its row (Excel) or its number (GeoJSON), from 1. */
export interface TableRow {
  readonly line: number
  /** One text per column, in the order of `columns`; missing ones are ''. */
  readonly values: readonly string[]
}

/** A file seen as rows and columns, whatever it was: CSV, Excel or GeoJSON. */
export interface Table {
  /** Header texts, trimmed and unique: the second `備考` becomes `備考 (2)`, an empty one `column 7`. */
  readonly columns: readonly string[]
  /** To be read once. */
  readonly rows: AsyncIterable<TableRow>
  report(): Report
  /** Lets go of the file, for a caller that will not read `rows` to their end. Harmless afterwards. */
  close(): Promise<void>
}

export interface ReadTableOptions {
  /** What messages call the file. */
  readonly name: string
  readonly limits?: Partial<TableLimits>
  /** Excel: name of the sheet; the first unless told. */
  readonly sheet?: string
}

export interface TableLimits {
  /** Bytes of the file. */
  readonly file_bytes: number
  /** Characters of one record. */
  readonly record_chars: number
  readonly columns: number
  readonly rows: number
}

/** Limits unless told otherwise. A worksheet cannot have more rows than this. */
export const tableLimits: TableLimits = { file_bytes: 512 * 1024 * 1024, record_chars: 1_000_000, columns: 1_000, rows: 1_048_576 }
