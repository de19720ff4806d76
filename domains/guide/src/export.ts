import { writeXlsx, type XlsxValue } from '@machinaka/formats'
import type { Directory } from './directory.ts'
import { findCategory } from './rules/categories.ts'
import { refusal, type Refusal } from '@machinaka/platform'
import { limits } from './contract.ts'
import type { PlaceRow } from './place-store.ts'
import { readCategories } from './rules/place-query.ts'

const said = (value: 'yes' | 'limited' | 'no' | undefined): string | undefined =>
  value === undefined ? undefined : { yes: '可', limited: '一部可', no: '不可' }[value]

const columns: readonly (readonly [title: string, width: number, value: (row: PlaceRow) => XlsxValue])[] = [
  ['ID', 44, (r) => r.id],
  ['名称', 28, ({ fields }) => fields.name.ja],
  ['名称_カナ', 28, ({ fields }) => fields.reading],
  ['名称_英字', 28, ({ fields }) => fields.name.en],
  ['名称_中国語', 24, ({ fields }) => fields.name['zh-Hans']],
  ['名称_韓国語', 24, ({ fields }) => fields.name.ko],
  ['種別コード', 16, ({ fields }) => fields.category.join(';')],
  ['種別', 18, ({ fields }) => fields.category.map((c) => findCategory(c)?.name.ja ?? c).join('、')],
  ['緯度', 12, ({ fields }) => fields.lat],
  ['経度', 12, ({ fields }) => fields.lon],
  ['住所', 36, ({ fields }) => fields.address],
  ['階', 8, ({ fields }) => fields.floor],
  ['電話番号', 16, ({ fields }) => fields.phone],
  ['URL', 30, ({ fields }) => fields.website],
  ['営業時間', 36, ({ fields }) => fields.openingHours],
  ['営業備考', 24, ({ fields }) => fields.hoursNote],
  ['車椅子', 8, ({ fields }) => said(fields.access?.wheelchair)],
  ['車椅子対応トイレ', 8, ({ fields }) => said(fields.access?.wheelchairToilet)],
  ['料金', 16, ({ fields }) => fields.fee],
  ['定員', 8, ({ fields }) => fields.capacity],
  ['説明', 40, ({ fields }) => fields.description?.ja],
  ['出典', 16, ({ source }) => source ?? '手入力'],
  ['更新日時', 22, ({ modifiedAt }) => modifiedAt],
]

/** A spreadsheet takes a cell that begins so for a formula. */
const harmless = (value: XlsxValue): XlsxValue =>
  typeof value === 'string' && /^[=+\-@\t\r]/.test(value) && !/^[+-]?[\d\s().-]+$/.test(value) ? `'${value}` : value

/** All places, or those of some categories, as an Excel workbook whose columns the importer recognises again. */
export async function placesWorkbook(directory: Directory, category: string | undefined): Promise<Uint8Array | Refusal> {
  const wanted = readCategories(category, undefined)
  if (typeof wanted === 'string') return refusal('guide.bad-query', `The query cannot be read: ${wanted}.`)
  const rows = directory.all().filter((r) => wanted === undefined || r.fields.category.some((c) => wanted.has(c)))
  if (rows.length > limits.exportRows)
    return refusal('guide.too-many', `There are ${rows.length} places; a file holds ${limits.exportRows}. Choose categories.`, {
      limit: limits.exportRows,
    })
  return writeXlsx({
    name: 'places',
    rows: [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, , value]) => harmless(value(row))))],
    widths: columns.map(([, width]) => width),
  })
}
