import { FormatError, ReportBuilder } from '../report.ts'
import { CsvRecords, delimiterOf, type CsvRecord } from './csv-records.ts'
import { decodedText } from './encoding.ts'
import { columnNames, RowShaper } from './header.ts'
import { tableLimits, type ReadTableOptions, type Table, type TableRow } from './table.ts'

const delimiterNames = { ',': 'comma', '\t': 'tab', ';': 'semicolon' } as const

/**
 * Reads CSV (RFC 4180) with a header: UTF-8 or Shift_JIS, comma, tab or semicolon, all recognised. Streams: memory holds
 * one piece of the file. Throws FormatError `encoding`, `empty`, `truncated` (an open quote) or `too-large`, from here
 * or from the rows.
 */
export async function readCsv(chunks: AsyncIterable<Uint8Array>, options: ReadTableOptions): Promise<Table> {
  const limits = { ...tableLimits, ...options.limits }
  const report = new ReportBuilder()
  const decoded = decodedText(limitedBytes(chunks, options.name, limits.file_bytes), options.name)
  const texts = decoded.text[Symbol.asyncIterator]()
  let head = ''
  // The delimiter is seen in the header line; one piece always suffices, unless a caller streams byte by byte.
  while (!/[\r\n]/.test(head.trimStart()) && head.length < limits.record_chars) {
    const next = await texts.next()
    if (next.done === true) break
    head += next.value
  }
  const delimiter = delimiterOf(head)
  const records = recordsOf(head, texts, new CsvRecords({ name: options.name, delimiter, record_chars: limits.record_chars }))
  const first = await records.next()
  if (first.done === true)
    throw new FormatError({
      code: 'empty',
      file: options.name,
      where: { line: 1 },
      reason: 'the table has no header',
      next: 'Export it again with its header line',
    })
  const columns = columnNames(
    first.value.fields.map((f, i) => (i === 0 ? f.replace(/^\uFEFF/, '') : f)),
    report,
    first.value.line,
  )
  const shaper = new RowShaper(columns, report, { name: options.name, limits })
  const rows = async function* (): AsyncGenerator<TableRow> {
    for await (const record of records) {
      const row = shaper.shape(record.line, record.fields)
      if (row !== undefined) yield row
    }
  }
  const recognisedAs = (): string => `CSV (${decoded.encoding()}, ${delimiterNames[delimiter]})`
  const close = async (): Promise<void> => {
    await texts.return?.(undefined)
  }
  return { columns, rows: rows(), report: () => ({ ...report.report(), recognisedAs: recognisedAs() }), close }
}

async function* recordsOf(head: string, rest: AsyncIterator<string>, records: CsvRecords): AsyncGenerator<CsvRecord> {
  try {
    yield* records.push(head)
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield* records.push(next.value)
    const last = records.end()
    if (last !== undefined) yield last
  } finally {
    // A caller that stops early closes the file.
    await rest.return?.(undefined)
  }
}

async function* limitedBytes(chunks: AsyncIterable<Uint8Array>, name: string, limit: number): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > limit)
      throw new FormatError({
        code: 'too-large',
        file: name,
        where: { byte: bytes },
        reason: `the file is larger than ${limit} bytes`,
        next: 'Split the file',
      })
    yield chunk
  }
}
