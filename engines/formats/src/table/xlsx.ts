import { unzipSync } from 'fflate'
import { readSheet, SheetNotFoundError } from 'read-excel-file/universal'
import writeXlsxFile from 'write-excel-file/universal'
import { wholeContent } from '../bytes.ts'
import { FormatError, ReportBuilder } from '../report.ts'
import { columnNames, RowShaper } from './header.ts'
import { tableLimits, type ReadTableOptions, type Table, type TableRow } from './table.ts'

/** Bytes of an Excel file after unpacking, at most: a small archive can hold a very large sheet. */
export const xlsxContentBytes = 256 * 1024 * 1024

/**
 * Reads one sheet of an Excel workbook (.xlsx, ECMA-376): the first row with a value is the header. Dates become
 * `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`, times of day `HH:MM`, formulas their last result. Held in memory as a whole.
 */
export async function readXlsx(chunks: AsyncIterable<Uint8Array>, options: ReadTableOptions): Promise<Table> {
  const limits = { ...tableLimits, ...options.limits }
  const report = new ReportBuilder()
  const bytes = await wholeContent(chunks)
  refuseTooLarge(bytes, options.name)
  const cells = await sheetOf(bytes, options)
  const top = cells.findIndex((row) => row.some((cell) => cellText(cell) !== ''))
  if (top < 0)
    throw new FormatError({
      code: 'empty',
      file: options.name,
      where: { line: 1 },
      reason: 'the sheet is empty',
      next: 'Choose the sheet with the table',
    })
  const columns = columnNames((cells[top] ?? []).map(cellText), report, top + 1)
  report.recognisedAs = 'Excel'
  const shaper = new RowShaper(columns, report, { name: options.name, limits })
  const rows = async function* (): AsyncGenerator<TableRow> {
    for (let i = top + 1; i < cells.length; i++) {
      const row = shaper.shape(i + 1, (cells[i] ?? []).map(cellText))
      if (row !== undefined) yield row
    }
  }
  return { columns, rows: rows(), report: () => report.report(), close: async () => {} }
}

type Cells = readonly (readonly unknown[])[]

async function sheetOf(bytes: Uint8Array<ArrayBuffer>, { name, sheet }: ReadTableOptions): Promise<Cells> {
  const input = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  try {
    return sheet === undefined ? await readSheet(input) : await readSheet(input, sheet)
  } catch (error) {
    if (error instanceof SheetNotFoundError)
      throw new FormatError({
        code: 'damaged',
        file: name,
        where: { byte: 0 },
        reason: `there is no sheet “${sheet ?? '1'}”`,
        next: 'Choose one of the sheets of the workbook',
      })
    throw new FormatError({
      code: 'damaged',
      file: name,
      where: { byte: 0 },
      reason: 'the Excel file cannot be read',
      next: 'Open it in a spreadsheet program and save it again as .xlsx, or as “CSV UTF-8”',
    })
  }
}

function refuseTooLarge(bytes: Uint8Array, name: string): void {
  let size = 0
  try {
    unzipSync(bytes, {
      filter: (file) => {
        size += file.originalSize
        return false
      },
    })
  } catch {
    throw new FormatError({
      code: 'truncated',
      file: name,
      where: { byte: bytes.length },
      reason: 'the Excel file is cut off or damaged',
      next: 'Download or save it again',
    })
  }
  if (size > xlsxContentBytes)
    throw new FormatError({
      code: 'too-large',
      file: name,
      where: { byte: 0 },
      reason: `the workbook unpacks to more than ${xlsxContentBytes} bytes`,
      next: 'Save the needed sheet as “CSV UTF-8”',
    })
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date) return dateText(cell)
  if (typeof cell === 'string') return cell
  return typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : ''
}

/** Excel counts days from 1899-12-30; a time of day alone is a date before 1900. */
function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return ''
  const rounded = new Date(Math.round(date.getTime() / 60_000) * 60_000).toISOString()
  if (rounded < '1900-01-01') return rounded.slice(11, 16)
  return rounded.endsWith('T00:00:00.000Z') ? rounded.slice(0, 10) : rounded.slice(0, 16)
}

/** A value for a cell; texts stay texts, also when they look like a number or a formula. */
export type XlsxValue = string | number | boolean | null | undefined

/** One sheet to write: rows as they are, the first usually the header. `widths` are in characters. */
export interface XlsxSheet {
  readonly name: string
  readonly rows: readonly (readonly XlsxValue[])[]
  readonly widths?: readonly number[]
}

/** An Excel workbook with one sheet; its first row bold and kept in sight. */
export async function writeXlsx({ name, rows, widths }: XlsxSheet): Promise<Uint8Array<ArrayBuffer>> {
  const data = rows.map((row, i) =>
    row.map((value) => {
      if (value === null || value === undefined || value === '') return null
      const type = typeof value === 'number' ? Number : typeof value === 'boolean' ? Boolean : String
      return i === 0 ? { value, type, fontWeight: 'bold' as const } : { value, type }
    }),
  )
  const file = writeXlsxFile(data, {
    // Excel: at most 31 characters, none of these.
    sheet: name.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31) || 'Sheet1',
    stickyRowsCount: 1,
    ...(widths === undefined ? {} : { columns: widths.map((width) => ({ width })) }),
  })
  const packed: { arrayBuffer(): Promise<ArrayBuffer> } = await file.toBlob()
  return new Uint8Array(await packed.arrayBuffer())
}
