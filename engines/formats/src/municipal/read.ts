import type { Bounds, LonLat } from '@machinaka/geo'
import type { FindingCode, FormatErrorCode } from '../codes.ts'
import { decimal, japan, placeOf } from '../position.ts'
import { FormatError, ReportBuilder } from '../report.ts'
import type { Table, TableRow } from '../table/table.ts'
import { datasetTitles, fieldColumns, publishedName, recogniseMunicipal, requiredFields, type Field } from './columns.ts'
import type { Accessibility, Hazard, MunicipalDataset, MunicipalHours, MunicipalReading, MunicipalRecord } from './model.ts'
import { calendarDate, countOf, flag, timeOfDay } from './values.ts'

export interface ReadMunicipalOptions {
  /** What messages call the file. */
  readonly name: string
  /** The dataset, when somebody said it; else it is recognised from its columns. */
  readonly dataset?: MunicipalDataset
  /** Where positions may be; Japan unless told. Rows outside are left out and reported. */
  readonly bounds?: Bounds
}

/**
 * Reads 自治体標準オープンデータセット from a table (`readTable`: CSV, Excel or GeoJSON): 公共施設, イベント, AED,
 * 公衆トイレ, 公衆無線LAN, 指定緊急避難場所, with the older 推奨データセット names. Throws FormatError `not-recognised` when the
 * columns tell no dataset, `missing-column` when one is missing without which it means nothing.
 */
export function readMunicipal(table: Table, options: ReadMunicipalOptions): MunicipalReading {
  const fields = fieldColumns(table.columns)
  const dataset = datasetOf(table, fields, options)
  const report = new ReportBuilder()
  const reader = new RowReader(dataset, { fields, report, bounds: options.bounds ?? japan })
  const records = async function* (): AsyncGenerator<MunicipalRecord> {
    for await (const row of table.rows) {
      const record = reader.read(row)
      if (record === undefined) continue
      report.taken++
      yield record
    }
  }
  return {
    dataset,
    close: () => table.close(),
    [Symbol.asyncIterator]: records,
    report: () => {
      const [own, below] = [report.report(), table.report()]
      return {
        recognisedAs: `${datasetTitles[dataset]}, ${below.recognisedAs}`,
        taken: own.taken,
        skipped: [...own.skipped, ...below.skipped],
        warnings: [...own.warnings, ...below.warnings],
      }
    },
  }
}

function datasetOf(table: Table, fields: ReadonlyMap<Field, number>, options: ReadMunicipalOptions): MunicipalDataset {
  const refuse = (code: FormatErrorCode, reason: string, next: string): FormatError => {
    // Nobody will read the rows: let go of the file, whenever that is done.
    void table.close()
    return new FormatError({ code, file: options.name, where: { line: 1 }, reason, next })
  }
  const dataset = options.dataset ?? recogniseMunicipal(table.columns)
  const seen = table.columns.slice(0, 12).join(', ')
  if (dataset === undefined)
    throw refuse(
      'not-recognised',
      `the columns (${seen}) are of no known municipal dataset`,
      'Say which dataset it is, or import it with a column mapping',
    )
  const missing = requiredFields[dataset].find((field) => !fields.has(field))
  if (missing !== undefined)
    throw refuse(
      'missing-column',
      `${datasetTitles[dataset]} needs the column ${publishedName(missing, dataset)}; found: ${seen}`,
      'Add or rename the column, or import it with a column mapping',
    )
  return dataset
}

const hazardFields: readonly (readonly [Field, Hazard])[] = [
  ['flood', 'flood'],
  ['landslide', 'landslide'],
  ['stormSurge', 'storm-surge'],
  ['earthquake', 'earthquake'],
  ['tsunami', 'tsunami'],
  ['largeFire', 'large-fire'],
  ['inlandFlood', 'inland-flood'],
  ['volcano', 'volcano'],
]

const accessibilityFields = {
  wheelchair: 'wheelchair',
  wheelchairLoan: 'wheelchairLoan',
  wheelchairToilet: 'wheelchairToilet',
  ostomateToilet: 'ostomateToilet',
  nursingRoom: 'nursingRoom',
  nappyChange: 'nappyChange',
  tactilePaving: 'tactilePaving',
  assistanceDog: 'assistanceDog',
  lift: 'lift',
  priorityParking: 'priorityParking',
} as const satisfies Record<keyof Accessibility, Field>

/** One row at a time to a record of its dataset. */
class RowReader {
  readonly #dataset: MunicipalDataset
  readonly #fields: ReadonlyMap<Field, number>
  readonly #report: ReportBuilder
  readonly #bounds: Bounds
  #row: TableRow = { line: 0, values: [] }

  constructor(
    dataset: MunicipalDataset,
    { fields, report, bounds }: { readonly fields: ReadonlyMap<Field, number>; readonly report: ReportBuilder; readonly bounds: Bounds },
  ) {
    this.#dataset = dataset
    this.#fields = fields
    this.#report = report
    this.#bounds = bounds
  }

  /** The record, or undefined when the row was left out (and reported). */
  read(row: TableRow): MunicipalRecord | undefined {
    this.#row = row
    const name = this.#text('name')
    if (name === undefined) return this.#skip('no-name', 'the name is empty')
    if (this.#dataset === 'event') return this.#event(name)
    const position = this.#position()
    if (position === undefined) return undefined
    switch (this.#dataset) {
      case 'public-facility':
        return {
          dataset: 'public-facility',
          position,
          ...this.#base(name),
          ...this.#texts({
            commonName: 'commonName',
            poiCode: 'poiCode',
            description: 'description',
            access: 'access',
            parking: 'parking',
            barrierFree: 'barrierFree',
          }),
          accessibility: this.#flags(accessibilityFields),
        }
      case 'aed':
        return {
          dataset: 'aed',
          position,
          ...this.#base(name),
          ...this.#texts({ location: 'location' }),
          ...this.#flags({ childPads: 'childPads' }),
        }
      case 'public-toilet':
        return {
          dataset: 'public-toilet',
          position,
          ...this.#base(name),
          ...this.#texts({ location: 'location' }),
          ...this.#flags({ wheelchair: 'wheelchairToilet', infantFacilities: 'infantFacilities', ostomate: 'ostomateToilet' }),
          ...this.#counts({
            menCount: 'menCount',
            womenCount: 'womenCount',
            unisexCount: 'unisexCount',
            accessibleCount: 'accessibleCount',
          }),
        }
      case 'public-wifi':
        return {
          dataset: 'public-wifi',
          position,
          ...this.#base(name),
          ...this.#texts({ ssid: 'ssid', area: 'area', location: 'location' }),
        }
      case 'evacuation-site': {
        const elevation_m = decimal(this.#text('elevation') ?? '')
        return {
          dataset: 'evacuation-site',
          position,
          ...this.#base(name),
          ...this.#texts({ capacity: 'capacity', neighbourhoods: 'neighbourhoods' }),
          hazards: hazardFields.filter(([field]) => flag(this.#text(field)) === true).map(([, hazard]) => hazard),
          alsoShelter: flag(this.#text('alsoShelter')) === true,
          ...(elevation_m === undefined ? {} : { elevation_m }),
        }
      }
    }
  }

  #event(name: string): MunicipalRecord | undefined {
    const startText = this.#text('startDate')
    if (startText === undefined) return this.#skip('no-date', '開始日 is empty')
    const startDate = calendarDate(startText)
    if (startDate === undefined) return this.#skip('bad-date', '開始日 is not a date')
    const endText = this.#text('endDate')
    const endDate = endText === undefined ? undefined : calendarDate(endText)
    const isEnd = endDate !== undefined && endDate >= startDate
    if (endText !== undefined && !isEnd) this.#warn('bad-end-date', '終了日 is not a date, or before 開始日')
    const hasPosition = this.#text('lat') !== undefined || this.#text('lon') !== undefined
    const position = hasPosition ? this.#position() : undefined
    if (hasPosition && position === undefined) return undefined
    const applyUntil = [this.#text('applyUntil'), this.#text('applyUntilTime')].filter((t) => t !== undefined).join(' ')
    return {
      dataset: 'event',
      ...this.#base(name),
      startDate,
      ...(isEnd ? { endDate } : {}),
      ...(position === undefined ? {} : { position }),
      ...this.#texts({
        venue: 'venue',
        category: 'category',
        description: 'description',
        fee: 'fee',
        feeDetail: 'feeDetail',
        organiser: 'organiser',
        contact: 'contact',
        capacity: 'capacity',
        access: 'access',
        parking: 'parking',
        applyBy: 'applyBy',
      }),
      ...(applyUntil === '' ? {} : { applyUntil }),
    }
  }

  #base(name: string): { readonly line: number; readonly name: string; readonly hours: MunicipalHours } {
    const municipality = this.#text('organisationName') ?? this.#joined(['prefecture', 'city'])
    const address =
      this.#text('address') ??
      (this.#text('town') === undefined && this.#text('block') === undefined
        ? undefined
        : this.#joined(['prefecture', 'city', 'town', 'block']))
    return {
      line: this.#row.line,
      name,
      hours: this.#hours(),
      ...(municipality === undefined ? {} : { municipality }),
      ...(address === undefined ? {} : { address }),
      ...this.#texts({
        sourceId: 'id',
        municipalityCode: 'code',
        nameKana: 'nameKana',
        nameEn: 'nameEn',
        building: 'building',
        phone: 'phone',
        phoneExtension: 'phoneExtension',
        organisation: 'organisation',
        url: 'url',
        image: 'image',
        imageLicence: 'imageLicence',
        note: 'note',
      }),
    }
  }

  /** Times that cannot be read go to the note, where a person can. */
  #hours(): MunicipalHours {
    const days = this.#text('days')
    const times: { start?: string; end?: string } = {}
    const notes: string[] = []
    for (const field of ['start', 'end'] as const) {
      const text = this.#text(field)
      if (text === undefined) continue
      const time = timeOfDay(text)
      if (time !== undefined) times[field] = time
      else {
        notes.push(text)
        this.#warn('odd-time', `${publishedName(field, this.#dataset)} is not a time of day; it was put into the remarks`)
      }
    }
    const said = this.#text('hoursNote')
    if (said !== undefined) notes.push(said)
    return { ...(days === undefined ? {} : { days }), ...times, ...(notes.length === 0 ? {} : { note: notes.join(' ') }) }
  }

  #position(): LonLat | undefined {
    const place = placeOf(this.#text('lon') ?? '', this.#text('lat') ?? '', this.#bounds)
    return 'code' in place ? this.#skip(place.code, place.reason) : place.position
  }

  #text(field: Field): string | undefined {
    const column = this.#fields.get(field)
    const text = column === undefined ? '' : (this.#row.values[column] ?? '').trim()
    return text === '' ? undefined : text
  }

  #joined(fields: readonly Field[]): string | undefined {
    const text = fields.map((f) => this.#text(f) ?? '').join('')
    return text === '' ? undefined : text
  }

  #texts<K extends string>(wanted: Readonly<Record<K, Field>>): { [P in K]?: string } {
    return this.#each(wanted, (text) => text)
  }
  #flags<K extends string>(wanted: Readonly<Record<K, Field>>): { [P in K]?: boolean } {
    return this.#each(wanted, flag)
  }
  #counts<K extends string>(wanted: Readonly<Record<K, Field>>): { [P in K]?: number } {
    return this.#each(wanted, countOf)
  }

  #each<K extends string, V>(wanted: Readonly<Record<K, Field>>, parse: (text: string) => V | undefined): { [P in K]?: V } {
    const found: { [P in K]?: V } = {}
    for (const key in wanted) {
      const text = this.#text(wanted[key])
      const value = text === undefined ? undefined : parse(text)
      if (value !== undefined) found[key] = value
    }
    return found
  }

  #skip(code: FindingCode, reason: string): undefined {
    this.#report.skip({ code, reason, where: { line: this.#row.line } })
    return undefined
  }

  #warn(code: FindingCode, reason: string): void {
    this.#report.warn({ code, reason, where: { line: this.#row.line } })
  }
}
