import { createHash } from 'node:crypto'
import { extname } from 'node:path'
import type { ImportKind, ImportView, Run } from '@machinaka/context/contract'
import { readOsm } from '@machinaka/formats'
import type { Mapping } from '@machinaka/guide/contract'
import { defaultSettings } from '@machinaka/people/contract'
import { isRefusal, refusal, type Refusal, type Tenant, type Tx } from '@machinaka/platform'
import type { Meter } from './desk.ts'
import { fromFile, fromUrl, type Input } from './input.ts'
import type { ImportingParts, ImportOrder, OpenedOrder } from './order.ts'
import { CityRefused, faultOfFile, ImportStopped, noteReport, Positions, take, type Taking } from './reading.ts'
import { readMunicipalFile, readTableFile } from './tables.ts'

export interface Importing {
  /** Opens what is to be read, refuses what can be refused at once, and goes on in the background. */
  begin(order: ImportOrder): Promise<ImportView | Refusal>
}

/** OpenStreetMap's licence asks for this wherever its data is shown. */
const openStreetMap = { attribution: '© OpenStreetMap contributors', licence: 'ODbL-1.0' }

const titles: Readonly<Record<ImportKind, string>> = { osm: 'OpenStreetMap', opendata: '自治体標準オープンデータセット', table: '表データ' }

/** `csv-cafes` of `Cafés 2026.csv`: stable for a file that is imported again under its name. */
export function sourceKey(kind: ImportKind, filename: string): string {
  if (kind === 'osm') return 'osm'
  const stem = filename
    .slice(0, filename.length - extname(filename).length)
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return `${kind}-${stem === '' ? createHash('sha256').update(filename).digest('hex').slice(0, 8) : stem}`.slice(0, 100)
}

async function openInput(parts: ImportingParts, order: ImportOrder, tenant: Tenant): Promise<Input | Refusal> {
  const { upload, url, path } = order.request
  if ([upload, url, path].filter((given) => given !== undefined).length !== 1)
    return refusal('context.import-invalid', 'Say what to read: exactly one of upload, url or path.')
  if (url !== undefined) return await fromUrl(url, parts.http, parts.limit_bytes)
  if (path !== undefined)
    return order.local
      ? await fromFile(path, parts.limit_bytes)
      : refusal('context.import-invalid', 'Paths are for this machine’s own command line. Upload the file.')
  const kept = parts.uploads.find(tenant, upload ?? '')
  if (isRefusal(kept)) return kept
  const file = await fromFile(kept.path, parts.limit_bytes, kept.filename)
  return isRefusal(file) ? file : { ...file, url: kept.url }
}

/** Lets the reader of this kind take everything in; the run is not published yet. */
async function readAll(parts: ImportingParts, opened: OpenedOrder, taking: Taking): Promise<void> {
  const bounds = opened.settings?.bounds
  const options = bounds === undefined ? {} : { bounds }
  if (opened.order.request.kind === 'osm') {
    const reading = readOsm(opened.input.chunks, { name: opened.input.name })
    for await (const { objects } of reading) {
      await take(taking, parts.guide.mapOsm(objects, options))
      await taking.layer?.put(objects)
      taking.meter.objects += objects.length
      taking.meter.bytesRead = opened.input.read().bytes
    }
    noteReport(taking.run, reading.report())
  } else if (opened.order.request.kind === 'opendata') await readMunicipalFile(parts, opened, taking)
  else await readTableFile(parts, opened, taking)
  taking.meter.bytesRead = opened.input.read().bytes
  taking.run.note({ file: { name: opened.input.name, ...opened.input.read() } })
}

/** A city that does not exist yet is framed by what was read, and opened by the transaction that publishes it. */
function newCity(
  parts: ImportingParts,
  opened: OpenedOrder,
  positions: Positions,
): { readonly open?: (tx: Tx) => Promise<void>; readonly refused?: string } {
  if (opened.settings !== undefined) return {}
  const frame = positions.frame()
  if (frame === undefined)
    return {
      refused: `${opened.input.name} has no place with a position, so no city can be made from it. Begin with an OpenStreetMap file of the town.`,
    }
  const settings = { ...defaultSettings, name: { ja: opened.order.name ?? opened.order.city }, ...frame }
  return {
    async open(tx) {
      const refused = await parts.people.openCity(tx, { city: opened.tenant, settings })
      if (refused !== undefined && refused.code !== 'people.city-exists')
        throw new CityRefused(`No city could be made from ${opened.input.name}: ${refused.detail}`)
    },
  }
}

function nothingTaken(opened: OpenedOrder, taking: Taking, drawn: number): string | undefined {
  if (taking.meter.taken > 0 || drawn > 0) return undefined
  const skipped = taking.run.progress().skippedCount
  if (skipped === 0)
    return `${opened.input.name}, bytes 0 to ${opened.input.read().bytes.toLocaleString('en')}: nothing in it is shown by a town guide. Check that it is the right file, and the right kind (${opened.order.request.kind}).`
  const elsewhere = opened.settings === undefined ? '' : '; if the town is another one, import into another city'
  return `${opened.input.name}, ${placesLeftOut(taking.run.progress())}. Nothing of it could be taken. Put this right in the file and import it again${elsewhere}.`
}

const PLACES_SAID = 5

/** `line 2: latitude and longitude are exchanged; line 3: …; and 4 more`: the first records that were left out, in the order of the file. */
function placesLeftOut({ skipped, skippedCount }: Pick<Run['report'], 'skipped' | 'skippedCount'>): string {
  const first = skipped.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)).slice(0, PLACES_SAID)
  const said = first.map(({ line, id, reason }) => `${line === undefined ? (id ?? 'a record') : `line ${line}`}: ${reason}`)
  const more = skippedCount - first.length
  return [...said, ...(more > 0 ? [`and ${more.toLocaleString('en')} more`] : [])].join('; ')
}

async function runImport(parts: ImportingParts, opened: OpenedOrder, meter: Meter, stopping: AbortSignal): Promise<Run | Refusal> {
  const { request } = opened.order
  const source = {
    key: opened.source,
    kind: request.kind,
    title: request.title ?? (request.kind === 'osm' ? titles.osm : `${titles[request.kind]} (${opened.input.name})`),
    ...(opened.input.url === undefined ? {} : { url: opened.input.url }),
    ...(opened.order.credit ?? (request.kind === 'osm' ? openStreetMap : {})),
  }
  const run = await parts.context.imports.open(opened.tenant, {
    source,
    file: { name: opened.input.name },
    ...(opened.order.actor === undefined ? {} : { actor: opened.order.actor }),
  })
  if (isRefusal(run)) {
    await opened.input.close()
    return run
  }
  const layer = request.kind === 'osm' ? parts.citymodel.openBaseMap(opened.tenant, run) : undefined
  try {
    return await readAndPublish(parts, opened, { run, layer, meter, positions: new Positions(), stopping })
  } catch (error) {
    await layer?.abandon()
    const fault = faultOfFile(error)
    await run.fail(fault ?? 'The import ended because of a fault in the server.')
    if (fault === undefined) throw error
    return refusal('context.file-unreadable', fault)
  }
}

async function readAndPublish(parts: ImportingParts, opened: OpenedOrder, taking: Taking): Promise<Run | Refusal> {
  const { run, layer, meter } = taking
  await readAll(parts, opened, taking)
  const drawn = Object.values(layer?.counts ?? {}).reduce((sum, count) => sum + count, 0)
  const nothing = nothingTaken(opened, taking, drawn)
  const city = newCity(parts, opened, taking.positions)
  const refused = nothing ?? city.refused
  if (refused !== undefined) {
    await layer?.abandon()
    return await run.fail(refused)
  }
  if (taking.stopping.aborted) throw new ImportStopped()
  meter.state = 'publishing'
  if (layer !== undefined) run.note({ counts: prefixed(layer.counts) })
  const withIt = [city.open, layer === undefined ? undefined : (tx: Tx) => layer.publish(tx)].filter((step) => step !== undefined)
  const published = await run.publish({ with: withIt, removeMissing: opened.order.request.removeMissing ?? false })
  if (!isRefusal(published)) await afterPublish(parts, opened)
  return published
}

const prefixed = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).map(([name, count]) => [`map ${name}`, count]))

async function afterPublish(parts: ImportingParts, opened: OpenedOrder): Promise<void> {
  if (opened.order.request.kind === 'table' && opened.order.request.mapping !== undefined)
    await parts.guide.rememberMapping(opened.tenant, opened.source, opened.order.request.mapping as Mapping)
  if (opened.order.request.upload !== undefined) await parts.uploads.drop(opened.order.request.upload)
  await parts.guide.refresh(opened.tenant)
}

/** Imports of one process at a time: each holds a file, and the embedded database has one connection. */
const MOST_AT_ONCE = 4

export function createImporting(parts: ImportingParts): Importing {
  return {
    async begin(order) {
      const tenant = order.city as Tenant
      const city = await parts.people.findCity(tenant)
      const input = await openInput(parts, order, tenant)
      if (isRefusal(input)) return input
      if (parts.desk.running() >= MOST_AT_ONCE) {
        await input.close()
        return refusal(
          'context.import-busy',
          `${MOST_AT_ONCE} imports run already. Wait until one has ended; nothing of this one was read.`,
          { limit: MOST_AT_ONCE },
        )
      }
      const source = order.request.source ?? sourceKey(order.request.kind, input.name)
      const opened: OpenedOrder = { tenant, order, settings: city?.settings, input, source }
      return parts.desk.begin({
        tenant,
        kind: order.request.kind,
        filename: input.name,
        source,
        bytesTotal: input.bytes,
        run: (meter, stopping) => runImport(parts, opened, meter, stopping),
      })
    },
  }
}
