import { createWriteStream } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { csvStart } from '@machinaka/formats'
import { cityJson } from './files/city.ts'
import { cityList, eventList, townCode } from './files/municipal.ts'
import { townOsm } from './files/osm.ts'
import { shiftJis } from './files/shift-jis.ts'
import { calendar } from './town/events.ts'
import { createTown } from './town/town.ts'

/** Towns side by side in one file; more would pass the limits of readers. */
export const maxScale = 400

export interface DemoOptions {
  /** How many towns; 1 unless told. */
  readonly scale?: number
  /** The same seed draws the same town; 1 unless told. */
  readonly seed?: number
  /** The day from which the events are dated, `YYYY-MM-DD` in Asia/Tokyo. */
  readonly today: string
}

/** A file that was written, and how an importer takes it. */
export interface DemoFile {
  readonly file: string
  readonly bytes: number
  readonly source: 'osm' | 'municipal' | 'city'
}

/**
 * Writes the demo town as standard files into a folder (made when absent; files of the same name are replaced):
 * `town.osm`, six CSV files of 自治体標準オープンデータセット, `city.json`. The same options write the same bytes.
 * Refuses a scale outside 1–400 and a `today` that is not a date.
 */
export async function writeDemo(folder: string, { scale = 1, seed = 1, today }: DemoOptions): Promise<DemoFile[]> {
  if (!Number.isInteger(scale) || scale < 1 || scale > maxScale)
    throw new RangeError(`scale is a whole number from 1 to ${maxScale}, not ${scale}`)
  const events = calendar(today)
  const town = createTown(seed)
  const utf8 = (csv: string): readonly string[] => [csvStart, csv]
  const list = (name: string): string => `${townCode}_${name}.csv`
  const files: readonly (readonly [string, DemoFile['source'], Iterable<string | Uint8Array>])[] = [
    ['city.json', 'city', [cityJson(scale)]],
    ['town.osm', 'osm', inPieces(townOsm(town, scale))],
    [list('public_facility'), 'municipal', utf8(cityList('facility', town.facilities))],
    // Many towns still publish Shift_JIS; one file does so here, so that everybody sees it work.
    [list('aed'), 'municipal', [shiftJis(cityList('aed', town.facilities))]],
    [list('public_toilet'), 'municipal', utf8(cityList('toilet', town.facilities))],
    [list('public_wireless_lan'), 'municipal', utf8(cityList('wifi', town.facilities))],
    [list('evacuation_space'), 'municipal', [cityList('shelter', town.facilities)]],
    [list('event'), 'municipal', utf8(eventList(events))],
  ]
  await mkdir(folder, { recursive: true })
  const written: DemoFile[] = []
  for (const [name, source, content] of files) {
    const file = join(folder, name)
    await pipeline(Readable.from(content), createWriteStream(file))
    written.push({ file, source, bytes: (await stat(file)).size })
  }
  return written
}

/** Joins small texts to pieces of about 64 kB: fewer, larger writes. */
function* inPieces(texts: Iterable<string>): Generator<string> {
  let piece = ''
  for (const text of texts) {
    piece += text
    if (piece.length > 65_536) {
      yield piece
      piece = ''
    }
  }
  if (piece !== '') yield piece
}
