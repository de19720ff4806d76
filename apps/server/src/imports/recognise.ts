import { createReadStream } from 'node:fs'
import type { UploadView } from '@machinaka/context/contract'
import { datasetTitles, FormatError, readOsm, readTable, recogniseMunicipal, whereText, type Table } from '@machinaka/formats'
import { sourceKey } from './importing.ts'
import type { KeptUpload } from './uploads.ts'

const PREVIEW_ROWS = 20

const chunksOf = (upload: KeptUpload): AsyncIterable<Uint8Array> => createReadStream(upload.path, { highWaterMark: 64 * 1024 })

const problemOf = (error: FormatError): NonNullable<UploadView['problem']> => ({
  code: error.code,
  where: whereText(error.where),
  reason: error.reason,
  next: error.next,
})

type Found = Omit<UploadView, 'id' | 'filename' | 'bytes' | 'sha256'>
const nothing = (upload: KeptUpload): Found => ({
  kind: null,
  format: null,
  dataset: null,
  encoding: null,
  columns: [],
  rows: [],
  problem: null,
  source: sourceKey('table', upload.filename),
})

/** Map data shows itself in its first batch; a file that is none says so in its first bytes. */
async function asOsm(upload: KeptUpload): Promise<Found | FormatError> {
  const reading = readOsm(chunksOf(upload), { name: upload.filename, batch: 50 })
  try {
    for await (const { objects } of reading) {
      const rows = objects.slice(0, PREVIEW_ROWS).map(({ kind, id, tags }) => ({
        object: `${kind}/${id}`,
        name: tags['name'] ?? '',
        tags: Object.entries(tags)
          .filter(([key]) => key !== 'name')
          .slice(0, 6)
          .map(([key, value]) => `${key}=${value}`)
          .join(' '),
      }))
      return {
        ...nothing(upload),
        kind: 'osm',
        format: reading.report().recognisedAs,
        columns: ['object', 'name', 'tags'],
        rows,
        source: 'osm',
      }
    }
    return { ...nothing(upload), kind: 'osm', format: reading.report().recognisedAs, source: 'osm' }
  } catch (error) {
    if (error instanceof FormatError) return error
    throw error
  }
}

async function firstRows(table: Table): Promise<Record<string, string>[]> {
  const rows: Record<string, string>[] = []
  for await (const { values } of table.rows) {
    rows.push(Object.fromEntries(table.columns.map((column, i) => [column, values[i] ?? ''])))
    if (rows.length >= PREVIEW_ROWS) break
  }
  return rows
}

async function asTable(upload: KeptUpload): Promise<Found | FormatError> {
  try {
    const table = await readTable(chunksOf(upload), { name: upload.filename })
    const dataset = recogniseMunicipal(table.columns)
    const rows = await firstRows(table)
    const format = table.report().recognisedAs
    const kind = dataset === undefined ? 'table' : 'opendata'
    const encoding = /UTF-8 with BOM|UTF-8|Shift_JIS/.exec(format)?.[0] ?? null
    return {
      ...nothing(upload),
      kind,
      format,
      encoding,
      dataset: dataset === undefined ? null : datasetTitles[dataset],
      columns: [...table.columns],
      rows,
      source: sourceKey(kind, upload.filename),
    }
  } catch (error) {
    if (error instanceof FormatError) return error
    throw error
  }
}

/** What a file is, by its content, with its first rows; or what is wrong with it and what to do. */
export async function recognise(upload: KeptUpload): Promise<UploadView> {
  const { id, filename, bytes, sha256 } = upload
  const file = { id, filename, bytes, sha256 }
  const osm = await asOsm(upload)
  if (!(osm instanceof FormatError)) return { ...file, ...osm }
  // A file that map readers know by its beginning, and that is damaged, is not also a table.
  if (osm.code !== 'not-recognised' && osm.code !== 'unsupported') return { ...file, ...nothing(upload), problem: problemOf(osm) }
  const table = await asTable(upload)
  return table instanceof FormatError ? { ...file, ...nothing(upload), problem: problemOf(table) } : { ...file, ...table }
}
