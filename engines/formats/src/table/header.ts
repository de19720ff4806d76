import { FormatError, type ReportBuilder } from '../report.ts'
import type { TableLimits, TableRow } from './table.ts'

/** Column names as a table promises them: trimmed, never empty, never twice. */
export function columnNames(cells: readonly string[], report: ReportBuilder, line: number): string[] {
  const seen = new Map<string, number>()
  let last = cells.length
  while (last > 0 && (cells[last - 1] ?? '').trim() === '') last--
  return cells.slice(0, last).map((cell, i) => {
    const name = cell.trim() === '' ? `column ${i + 1}` : cell.trim()
    if (cell.trim() === '') report.warn({ code: 'empty-header', reason: `column ${i + 1} has no name`, where: { line } })
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    if (times === 1) return name
    report.warn({ code: 'duplicate-header', reason: `the column ${name} is there more than once`, where: { line } })
    return `${name} (${times})`
  })
}

/** Rows brought to the width of the header; counted, limited, oddities reported. Rows without any value are passed over. */
export class RowShaper {
  readonly #width: number
  readonly #report: ReportBuilder
  readonly #limits: TableLimits
  readonly #name: string

  constructor(columns: readonly string[], report: ReportBuilder, options: { readonly name: string; readonly limits: TableLimits }) {
    this.#width = columns.length
    this.#report = report
    this.#limits = options.limits
    this.#name = options.name
    if (columns.length > options.limits.columns)
      throw new FormatError({
        code: 'too-large',
        file: options.name,
        where: { line: 1 },
        reason: `there are more than ${options.limits.columns} columns`,
        next: 'Remove the columns that are not needed',
      })
  }

  /** The row, or undefined when it holds nothing. */
  shape(line: number, fields: readonly string[]): TableRow | undefined {
    if (fields.every((f) => f.trim() === '')) return undefined
    if (this.#report.taken >= this.#limits.rows)
      throw new FormatError({
        code: 'too-large',
        file: this.#name,
        where: { line },
        reason: `there are more than ${this.#limits.rows} rows`,
        next: 'Split the file',
      })
    if (fields.slice(this.#width).some((f) => f !== ''))
      this.#report.warn({ code: 'extra-fields', reason: 'the row has more values than the header has columns', where: { line } })
    else if (fields.length < this.#width)
      this.#report.warn({ code: 'missing-fields', reason: 'the row has fewer values than the header has columns', where: { line } })
    this.#report.taken++
    return { line, values: Array.from({ length: this.#width }, (_, i) => fields[i] ?? '') }
  }
}
