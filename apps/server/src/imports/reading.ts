import type { BaseMapLayer } from '@machinaka/citymodel'
import type { ImportRun } from '@machinaka/context'
import { FormatError, whereText, type Report } from '@machinaka/formats'
import type { LonLat } from '@machinaka/geo'
import type { Mapped } from '@machinaka/guide'
import type { Meter } from './desk.ts'
import { DownloadBroken, InputTooLarge } from './input.ts'

/** One import while its file is read: the run, the base map where there is one, and what is told meanwhile. */
export interface Taking {
  readonly run: ImportRun
  readonly layer: BaseMapLayer | undefined
  readonly meter: Meter
  /** Positions of what was taken: a new city gets its centre and bounds from them. */
  readonly positions: Positions
  /** Somebody asked to stop: followed between batches, never while publishing. */
  readonly stopping: AbortSignal
}

/** Somebody stopped the import before it was published. */
export class ImportStopped extends Error {
  override readonly name = 'ImportStopped'
  constructor() {
    super('it was stopped before it was published. Run it again when you like.')
  }
}

/** No city can be opened from what was read. */
export class CityRefused extends Error {
  override readonly name = 'CityRefused'
}

/** Keeps where things are, in bounded memory: every nth position once there are many. */
export class Positions {
  readonly #kept: LonLat[] = []
  #step = 1
  #seen = 0

  add(position: LonLat): void {
    if (this.#seen++ % this.#step !== 0) return
    this.#kept.push(position)
    if (this.#kept.length < 20_000) return
    this.#step *= 2
    const half = this.#kept.filter((_, i) => i % 2 === 0)
    this.#kept.length = 0
    this.#kept.push(...half)
  }

  /** The middle, and the box of all but the outermost percent on each side, widened by a fifth; undefined of nothing. */
  frame(): { readonly centre: [number, number]; readonly bounds: [number, number, number, number] } | undefined {
    if (this.#kept.length === 0) return undefined
    const [west, x, east] = quantiles(this.#kept.map(([lon]) => lon))
    const [south, y, north] = quantiles(this.#kept.map(([, lat]) => lat))
    const [dx, dy] = [Math.max(0.002, (east - west) * 0.2), Math.max(0.002, (north - south) * 0.2)]
    return {
      centre: [round(x), round(y)],
      bounds: [
        round(Math.max(-180, west - dx)),
        round(Math.max(-90, south - dy)),
        round(Math.min(180, east + dx)),
        round(Math.min(90, north + dy)),
      ],
    }
  }
}

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6
function quantiles(values: readonly number[]): [number, number, number] {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (q: number): number => sorted[Math.round(q * (sorted.length - 1))] ?? 0
  return [at(0.01), at(0.5), at(0.99)]
}

/** Gives a mapped batch to the run, and counts it. */
export async function take(taking: Taking, mapped: Mapped): Promise<void> {
  const { run, meter, positions } = taking
  if (taking.stopping.aborted) throw new ImportStopped()
  for (const { attributes } of mapped.entities) {
    const position = positionOf(attributes['location'])
    if (position !== undefined) positions.add(position)
  }
  await run.put(mapped.entities)
  run.note({ skipped: mapped.skipped, counts: mapped.counts })
  meter.taken += mapped.entities.length
  meter.skipped += mapped.skipped.length
}

function positionOf(attribute: unknown): LonLat | undefined {
  const instance: unknown = Array.isArray(attribute) ? attribute[0] : attribute
  const geometry: unknown = typeof instance === 'object' && instance !== null && 'value' in instance ? instance.value : undefined
  const at: unknown = typeof geometry === 'object' && geometry !== null && 'coordinates' in geometry ? geometry.coordinates : undefined
  return Array.isArray(at) && typeof at[0] === 'number' && typeof at[1] === 'number' ? [at[0], at[1]] : undefined
}

/** Writes what the reader itself left out or doubted into the run's report. */
export function noteReport(run: ImportRun, report: Report): void {
  const skipped = report.skipped.flatMap(({ code, reason, where }) =>
    where.map((place) => ('line' in place ? { line: place.line, code, reason } : { id: whereText(place), code, reason })),
  )
  const beyond = report.skipped.filter(({ count, where }) => count > where.length)
  run.note({
    skipped,
    notes: [
      ...(report.recognisedAs === '' ? [] : [`Read as ${report.recognisedAs}`]),
      ...beyond.map(({ reason, count, where }) => `${count - where.length} more: ${reason}`),
      ...report.warnings.map(
        ({ reason, count, where }) =>
          `Taken all the same: ${reason} (${count}: ${where.slice(0, 3).map(whereText).join(', ')}${count > 3 ? ', …' : ''})`,
      ),
    ],
  })
}

/** What ends a reading and is the file's fault, in words for the person who chose the file; undefined is our fault. */
export const faultOfFile = (error: unknown): string | undefined =>
  error instanceof FormatError ||
  error instanceof InputTooLarge ||
  error instanceof DownloadBroken ||
  error instanceof ImportStopped ||
  error instanceof CityRefused
    ? error.message
    : undefined
