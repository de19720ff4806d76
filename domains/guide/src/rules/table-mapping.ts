import { isWithin, type Bounds } from '@machinaka/geo'
import { isCategory } from './categories.ts'
import type { Mapping, MappingTarget } from './desk-shapes.ts'
import { readHoursCell, readHoursColumns, type HoursReading } from './hours-columns.ts'
import { foldText } from './kana.ts'
import type { Mapped, Skipped } from './osm-place.ts'
import { placeEntity, placeType, type PlaceFields } from './place-entity.ts'
import { recordId } from './record-id.ts'
import { categoriesCalled } from './search-index.ts'

/** Column titles by which each field is known, in the order in which they are tried; folded. */
const titles: Readonly<Record<MappingTarget, string>> = {
  id: 'id no 番号 管理番号 識別子 コード',
  name: '名称 名前 施設名 店名 店舗名 name title 屋号 事業所名',
  nameKana: '名称カナ 名称_カナ フリガナ ふりがな カナ よみ 読み kana',
  nameEn: '名称英字 名称_英字 英語名 英名 nameen name:en englishname',
  lon: '経度 lon lng longitude x',
  lat: '緯度 lat latitude y',
  address: '所在地 住所 所在地連結表記 address',
  phone: '電話番号 電話 tel phone',
  website: 'url webサイト ホームページ hp website リンク',
  category: '種別 カテゴリ カテゴリー 分類 業種 ジャンル 種類 category type',
  description: '説明 紹介 概要 備考 description pr',
  openingHours: '営業時間 開館時間 利用時間 openinghours hours',
  days: '利用可能曜日 営業日 営業曜日 曜日',
  opensAt: '開始時間 開店時間 開店 開館',
  closesAt: '終了時間 閉店時間 閉店 閉館',
  hoursNote: '利用可能日時特記事項 定休日 休業日 休館日 営業備考',
  wheelchair: '車椅子 車いす 車椅子対応 バリアフリー wheelchair',
  capacity: '定員 収容人数 席数 capacity',
  fee: '料金 利用料 入館料 fee price',
  floor: '階 階数 フロア floor',
}

/** Which column is what, guessed from titles; a title that fits nothing is left out. Each field takes one column. */
export function guessColumns(columns: readonly string[]): Record<string, MappingTarget> {
  const found: Record<string, MappingTarget> = {}
  const taken = new Set<MappingTarget>()
  const targets = Object.keys(titles) as MappingTarget[]
  const tries: readonly ((title: string, word: string) => boolean)[] = [
    (title, word) => title === word,
    (title, word) => word.length >= 2 && title.startsWith(word),
    (title, word) => word.length >= 2 && /[\u3040-\u9fff]/.test(word) && title.includes(word),
  ]
  for (const fits of tries)
    for (const target of targets) {
      if (taken.has(target)) continue
      const words = titles[target].split(' ').map(foldText)
      const column = columns.find((c) => !Object.hasOwn(found, c) && words.some((w) => fits(foldText(c), w)))
      if (column === undefined) continue
      found[column] = target
      taken.add(target)
    }
  return found
}

/** What a mapping lacks before any row can become a place. */
export const missingTargets = (mapping: Mapping): MappingTarget[] =>
  (['name', 'lon', 'lat'] as const).filter((t) => !Object.values(mapping.columns).includes(t))

/** A row by column title, with its line in the file. */
export interface Row {
  readonly line: number
  readonly cells: Readonly<Record<string, string>>
}

function number(text: string | undefined): number | undefined {
  const t = (text ?? '').normalize('NFKC').replace(/[°度\s]/g, '')
  return /^[+-]?\d+(\.\d+)?$/.test(t) ? Number(t) : undefined
}

/** The row's position, or what is wrong with it. */
function positionOf(
  lonText: string | undefined,
  latText: string | undefined,
  bounds: Bounds | undefined,
): readonly [number, number] | string {
  if ((lonText ?? '') === '' || (latText ?? '') === '') return `${(latText ?? '') === '' ? 'latitude' : 'longitude'} is empty`
  const [lon, lat] = [number(lonText), number(latText)]
  if (lon === undefined || lat === undefined)
    return `${lon === undefined ? `longitude “${lonText}”` : `latitude “${latText}”`} is no number of degrees`
  if (Math.abs(lat) > 90 && Math.abs(lon) <= 90) return 'latitude and longitude look swapped'
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180) return 'the position is not on earth'
  if (bounds !== undefined && !isWithin([lon, lat], bounds))
    return isWithin([lat, lon], bounds) ? 'latitude and longitude look swapped' : 'outside the city'
  return [lon, lat]
}

/** The category that a cell's word means: the mapping's own table, our codes, then names and synonyms. */
function categoryOf(word: string, mapping: Mapping): string | undefined {
  const own = mapping.categories?.[word]
  if (own !== undefined && isCategory(own)) return own
  if (isCategory(word)) return word
  return (word === '' ? undefined : categoriesCalled(word)[0]) ?? mapping.defaultCategory
}

const yesWords = /^(1|有|あり|可|○|◯|yes|true|対応)/i
const noWords = /^(0|無|なし|不可|×|no|false|非対応)/i

/** One row → a place, or the reason why not. */
export function readRow(row: Row, mapping: Mapping, bounds?: Bounds): PlaceFields | string {
  const cell: Partial<Record<MappingTarget, string>> = {}
  for (const [column, target] of Object.entries(mapping.columns)) {
    const text = row.cells[column]?.trim()
    if (text !== undefined && text !== '') cell[target] = text
  }
  if (cell.name === undefined) return 'the name is empty'
  const at = positionOf(cell.lon, cell.lat, bounds)
  if (typeof at === 'string') return at
  const category = categoryOf(cell.category ?? '', mapping)
  if (category === undefined)
    return cell.category === undefined ? 'no category, and none is set for the file' : `category “${cell.category}” is not known`
  const hours: HoursReading =
    cell.openingHours === undefined
      ? readHoursColumns({ days: cell.days, start: cell.opensAt, end: cell.closesAt, note: cell.hoursNote })
      : readHoursCell([cell.openingHours, cell.hoursNote].filter((t) => t !== undefined).join(' '))
  const wheelchair =
    cell.wheelchair === undefined
      ? undefined
      : yesWords.test(cell.wheelchair)
        ? ('yes' as const)
        : noWords.test(cell.wheelchair)
          ? ('no' as const)
          : undefined
  const capacity = number(cell.capacity?.replace(/[人名席,]/g, ''))
  return {
    name: { ja: cell.name.slice(0, 200), ...(cell.nameEn === undefined ? {} : { en: cell.nameEn.slice(0, 200) }) },
    reading: cell.nameKana?.slice(0, 200),
    category: [category],
    lon: at[0],
    lat: at[1],
    address: cell.address?.slice(0, 300),
    phone: cell.phone?.slice(0, 40),
    website: cell.website !== undefined && /^https?:\/\//.test(cell.website) ? cell.website.slice(0, 500) : undefined,
    description: cell.description === undefined ? undefined : { ja: cell.description.slice(0, 4000) },
    openingHours: hours.openingHours,
    hoursNote: hours.note,
    access: wheelchair === undefined ? undefined : { wheelchair },
    capacity: capacity !== undefined && Number.isInteger(capacity) ? capacity : undefined,
    fee: cell.fee?.slice(0, 200),
    floor: cell.floor?.slice(0, 40),
  }
}

export interface MapTableOptions {
  /** Key of the source: part of the ids of rows. */
  readonly source: string
  readonly mapping: Mapping
  readonly bounds?: Bounds
  /** Ids given so far in this file: pass the same set for every batch of it. */
  readonly seen?: Set<string>
}

/** Rows of a table (CSV, Excel, GeoJSON properties) → places, by a mapping of columns. */
export function mapTable(rows: readonly Row[], { source, mapping, bounds, seen = new Set() }: MapTableOptions): Mapped {
  const entities = []
  const skipped: Skipped[] = []
  const idColumn = Object.entries(mapping.columns).find(([, target]) => target === 'id')?.[0]
  for (const row of rows) {
    const place = readRow(row, mapping, bounds)
    if (typeof place === 'string') skipped.push({ line: row.line, reason: place })
    else {
      const id = recordId(
        {
          type: placeType,
          of: encodeURIComponent(source),
          own: idColumn === undefined ? undefined : row.cells[idColumn]?.trim(),
          otherwise: `${place.name.ja ?? ''}|${place.lon.toFixed(5)}|${place.lat.toFixed(5)}`,
        },
        seen,
      )
      entities.push(placeEntity(id, place))
    }
  }
  return { entities, skipped, counts: { places: entities.length } }
}
