import { openContent, startsWith, strangerError, type Content } from '../bytes.ts'
import { FormatError, ReportBuilder } from '../report.ts'
import { readCsv } from './csv.ts'
import { readGeoJson, type GeoFeature } from './geojson.ts'
import { columnNames, RowShaper } from './header.ts'
import { tableLimits, type ReadTableOptions, type Table, type TableRow } from './table.ts'
import { readXlsx } from './xlsx.ts'

/** Features looked at to find the columns of a GeoJSON file. */
const sampleFeatures = 1000

/** The columns that stand for a GeoJSON feature's position. */
export const geometryColumns = { lon: 'geometry.lon', lat: 'geometry.lat' } as const

/**
 * Reads a table, recognised by its content: CSV (also inside gzip), Excel, or GeoJSON, whose properties are columns and
 * whose position is in `geometry.lon` and `geometry.lat`. Throws FormatError, from here or from the rows.
 */
export async function readTable(chunks: AsyncIterable<Uint8Array>, options: ReadTableOptions): Promise<Table> {
  const limits = { ...tableLimits, ...options.limits }
  const content = await openContent(chunks, { name: options.name, content_bytes: limits.file_bytes })
  try {
    return await contentTable(content, options)
  } catch (error) {
    await content.close()
    throw error
  }
}

async function contentTable(content: Content, options: ReadTableOptions): Promise<Table> {
  const { head } = content
  if (startsWith(head, 'PK\u0003\u0004')) return readXlsx(content.chunks, options)
  if (startsWith(head, '\u00d0\u00cf\u0011\u00e0'))
    throw new FormatError({
      code: 'unsupported',
      file: options.name,
      where: { byte: 0 },
      reason: 'this is an old Excel file (.xls) or one with a password',
      next: 'Save it as .xlsx without a password',
    })
  const text = new TextDecoder().decode(head).trimStart()
  if (text.startsWith('{') || text.startsWith('\u001e')) return featureTable(content.chunks, options)
  if (text.startsWith('<') || startsWith(head, 'BZh') || startsWith(head, '%PDF'))
    throw strangerError(head, options.name, 'CSV, Excel or GeoJSON')
  return readCsv(content.chunks, options)
}

async function featureTable(chunks: AsyncIterable<Uint8Array>, options: ReadTableOptions): Promise<Table> {
  const limits = { ...tableLimits, ...options.limits }
  const report = new ReportBuilder()
  const reading = readGeoJson(chunks, { name: options.name, limits: { content_bytes: limits.file_bytes } })
  const features = reading[Symbol.asyncIterator]()
  const sample: GeoFeature[] = []
  while (sample.length < sampleFeatures) {
    const next = await features.next()
    if (next.done === true) break
    sample.push(next.value)
  }
  const keys = [...new Set(sample.flatMap((f) => Object.keys(f.properties)))]
  const columns = columnNames([...keys, geometryColumns.lon, geometryColumns.lat], report, 1)
  const shaper = new RowShaper(columns, report, { name: options.name, limits })
  const row = (f: GeoFeature): TableRow | undefined => {
    for (const key in f.properties)
      if (!keys.includes(key))
        report.warn({
          code: 'late-column',
          reason: `the property ${key} comes only after the first ${sampleFeatures} features and is left out`,
          where: { line: f.line },
        })
    return shaper.shape(f.line, [...keys.map((k) => cell(f.properties[k])), String(f.position[0]), String(f.position[1])])
  }
  const rows = async function* (): AsyncGenerator<TableRow> {
    try {
      for (const f of sample) {
        const r = row(f)
        if (r !== undefined) yield r
      }
      for (let next = await features.next(); next.done !== true; next = await features.next()) {
        const r = row(next.value)
        if (r !== undefined) yield r
      }
    } finally {
      await features.return?.(undefined)
    }
  }
  return {
    columns,
    rows: rows(),
    close: async () => {
      await features.return?.(undefined)
    },
    report: () => {
      const [own, read] = [report.report(), reading.report()]
      return {
        recognisedAs: read.recognisedAs,
        taken: own.taken,
        skipped: [...read.skipped, ...own.skipped],
        warnings: [...read.warnings, ...own.warnings],
      }
    },
  }
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : JSON.stringify(value)
}
