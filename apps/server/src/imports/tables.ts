import { FormatError, readMunicipal, readTable, type MunicipalRecord, type Table } from '@machinaka/formats'
import type { Mapping } from '@machinaka/guide/contract'
import type { ImportingParts, OpenedOrder } from './order.ts'
import { noteReport, take, type Taking } from './reading.ts'

const BATCH = 500

type Reading = Pick<OpenedOrder, 'input' | 'settings'>
type Parts = Pick<ImportingParts, 'guide'>
const boundsOf = ({ settings }: Reading): { readonly bounds?: [number, number, number, number] } =>
  settings === undefined ? {} : { bounds: settings.bounds }

/** 自治体標準オープンデータセット: recognised by its columns, from CSV, Excel or GeoJSON. */
export async function readMunicipalFile({ guide }: Parts, opened: Reading, taking: Taking): Promise<void> {
  const table = await readTable(opened.input.chunks, { name: opened.input.name })
  const reading = readMunicipal(table, { name: opened.input.name, ...boundsOf(opened) })
  const seen = new Set<string>()
  let batch: MunicipalRecord[] = []
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return
    await take(taking, guide.mapOpenData(batch, { ...boundsOf(opened), seen }))
    batch = []
    taking.meter.bytesRead = opened.input.read().bytes
  }
  for await (const record of reading) {
    batch.push(record)
    taking.meter.objects++
    if (batch.length >= BATCH) await flush()
  }
  await flush()
  noteReport(taking.run, reading.report())
}

/** Without these no row becomes a place. */
const needed = ['name', 'lon', 'lat'] as const

/** The mapping asked for, else the one remembered for the source, else a guess from the column titles. */
async function mappingFor({ guide }: Parts, opened: OpenedOrder, table: Table): Promise<Mapping> {
  const suggested = await guide.mappings.suggest(opened.tenant, { source: opened.source, columns: [...table.columns] })
  const asked = opened.order.request.mapping as Mapping | undefined
  const missing = asked === undefined ? suggested.missing : needed.filter((target) => !Object.values(asked.columns).includes(target))
  if (missing.length > 0) {
    throw new FormatError({
      code: 'missing-column',
      file: opened.input.name,
      where: { line: 1 },
      reason: `no column is known to hold ${missing.join(', ')} (columns: ${table.columns.slice(0, 12).join(', ')})`,
      next: 'Say which column is what: in the console when uploading, or with --mapping FILE.json, such as {"columns": {"店名": "name", "緯度": "lat", "経度": "lon"}, "defaultCategory": "shop"}',
    })
  }
  return asked ?? suggested.mapping
}

/** Any table, with a mapping of its columns. */
export async function readTableFile(parts: Parts, opened: OpenedOrder, taking: Taking): Promise<void> {
  const table = await readTable(opened.input.chunks, { name: opened.input.name })
  const mapping = await mappingFor(parts, opened, table)
  const options = { source: opened.source, mapping, seen: new Set<string>(), ...boundsOf(opened) }
  let batch: { readonly line: number; readonly cells: Record<string, string> }[] = []
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return
    await take(taking, parts.guide.mapTable(batch, options))
    batch = []
    taking.meter.bytesRead = opened.input.read().bytes
  }
  for await (const { line, values } of table.rows) {
    batch.push({ line, cells: Object.fromEntries(table.columns.map((column, i) => [column, values[i] ?? ''])) })
    taking.meter.objects++
    if (batch.length >= BATCH) await flush()
  }
  await flush()
  noteReport(taking.run, table.report())
}
