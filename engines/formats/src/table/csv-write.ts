/** A CSV value; `undefined` and `null` become an empty field. */
export type CsvValue = string | number | boolean | null | undefined

/** What a CSV file for Japanese offices begins with: the byte order mark makes spreadsheet programs read UTF-8. */
export const csvStart = '\uFEFF'

/**
 * One CSV record with its CRLF (RFC 4180 §2). Fields with a comma, quote, line break or outer blank are quoted.
 * A lone empty field is written as `""`, because an empty line is no record.
 */
export function csvLine(values: readonly CsvValue[]): string {
  if (values.length === 1 && (values[0] === '' || values[0] === undefined || values[0] === null)) return '""\r\n'
  return `${values.map(field).join(',')}\r\n`
}

function field(value: CsvValue): string {
  if (value === undefined || value === null) return ''
  const text = String(value)
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
