import type { MunicipalDataset } from './model.ts'

/** Every column that is read, by the English name used here. */
export type Field =
  | 'code'
  | 'id'
  | 'organisationName'
  | 'prefecture'
  | 'city'
  | 'name'
  | 'nameKana'
  | 'nameEn'
  | 'commonName'
  | 'poiCode'
  | 'address'
  | 'town'
  | 'block'
  | 'building'
  | 'lat'
  | 'lon'
  | 'elevation'
  | 'phone'
  | 'phoneExtension'
  | 'organisation'
  | 'days'
  | 'start'
  | 'end'
  | 'hoursNote'
  | 'description'
  | 'access'
  | 'parking'
  | 'barrierFree'
  | 'url'
  | 'image'
  | 'imageLicence'
  | 'note'
  | 'location'
  | 'childPads'
  | 'ssid'
  | 'area'
  | 'startDate'
  | 'endDate'
  | 'venue'
  | 'category'
  | 'fee'
  | 'feeDetail'
  | 'organiser'
  | 'contact'
  | 'contactPhone'
  | 'capacity'
  | 'applyUntil'
  | 'applyUntilTime'
  | 'applyBy'
  | 'menCount'
  | 'womenCount'
  | 'unisexCount'
  | 'accessibleCount'
  | 'wheelchairToilet'
  | 'infantFacilities'
  | 'ostomateToilet'
  | 'wheelchair'
  | 'wheelchairLoan'
  | 'nursingRoom'
  | 'nappyChange'
  | 'tactilePaving'
  | 'assistanceDog'
  | 'lift'
  | 'priorityParking'
  | 'flood'
  | 'landslide'
  | 'stormSurge'
  | 'earthquake'
  | 'tsunami'
  | 'largeFire'
  | 'inlandFlood'
  | 'volcano'
  | 'alsoShelter'
  | 'neighbourhoods'

/**
 * Names of a column, the published one first: 自治体標準オープンデータセット (Digital Agency, 2023), then 推奨データセット
 * (2017–2022), then what publishers write. Compared by `plainColumn`, so width, blanks, underscores and marks such as
 * 必須 do not matter.
 */
const aliases: Readonly<Record<Field, readonly string[]>> = {
  code: ['全国地方公共団体コード', '都道府県コード又は市区町村コード', '市区町村コード'],
  id: ['ID', 'NO', 'No.', '番号', '管理番号', '共通ID'],
  organisationName: ['地方公共団体名'],
  prefecture: ['所在地_都道府県', '都道府県名'],
  city: ['所在地_市区町村', '市区町村名', '都道府県名及び市町村名'],
  name: ['名称', 'イベント名', '施設名', '施設名称', '施設・場所名', '設置場所', '設置箇所', '避難所名', 'イベント名称'],
  nameKana: ['名称_カナ', 'イベント名_カナ', '施設名_カナ', '名称カナ', 'フリガナ', 'ふりがな', '名称_よみ'],
  nameEn: ['名称_英語', 'イベント名_英語', '名称_英字', '名称英語'],
  commonName: ['名称_通称', '通称'],
  poiCode: ['POIコード'],
  address: ['所在地_連結表記', '住所', '所在地', '設置場所住所'],
  town: ['所在地_町字'],
  block: ['所在地_番地以下'],
  building: ['建物名等(方書)', '方書', '建物名等'],
  lat: ['緯度', 'latitude', 'lat', 'geometry.lat'],
  lon: ['経度', 'longitude', 'lon', 'lng', 'geometry.lon'],
  elevation: ['標高', '高度の値'],
  phone: ['電話番号', '連絡先電話番号', '電話'],
  phoneExtension: ['内線番号', '連絡先内線番号'],
  organisation: ['団体名', '設置者', '提供者', '管理者'],
  days: ['利用可能曜日', '利用可能な曜日', '利用曜日'],
  start: ['開始時間', '利用開始時間', '利用可能開始時間', '開館時間'],
  end: ['終了時間', '利用終了時間', '利用可能終了時間', '閉館時間'],
  hoursNote: ['利用可能日時特記事項', '利用可能時間特記事項', '開始日時特記事項', '開催日時特記事項'],
  description: ['説明', '概要'],
  access: ['アクセス方法', 'アクセス'],
  parking: ['駐車場情報'],
  barrierFree: ['バリアフリー情報'],
  url: ['URL', 'ホームページ', 'ウェブサイト', '案内サイトURL'],
  image: ['画像'],
  imageLicence: ['画像_ライセンス'],
  note: ['備考', '特記事項'],
  location: ['設置位置', '設置場所詳細', '設置場所の詳細'],
  childPads: ['小児対応設備の有無', '小児対応設備有無', '小児対応機器設備の有無', '小児対応パッドの有無', '小児用パッドの有無'],
  ssid: ['SSID'],
  area: ['提供エリア'],
  startDate: ['開始日', '開催開始日', '開催日'],
  endDate: ['終了日', '開催終了日'],
  venue: ['場所名称', '開催場所', '会場', '会場名'],
  category: ['カテゴリー', 'カテゴリ', '分類', '種別'],
  fee: ['料金(基本)', '料金_基本', '料金'],
  feeDetail: ['料金(詳細)', '料金_詳細'],
  organiser: ['主催者', '主催'],
  contact: ['連絡先名称', '問い合わせ先', '問合せ先'],
  contactPhone: ['連絡先電話番号'],
  capacity: ['想定収容人数', '定員', '収容人数'],
  applyUntil: ['参加申込終了日'],
  applyUntilTime: ['参加申込終了時間'],
  applyBy: ['参加申込方法'],
  menCount: ['男性トイレ総数', '男性トイレ_総数'],
  womenCount: ['女性トイレ総数', '女性トイレ_総数'],
  unisexCount: ['男女共用トイレ総数', '男女共用トイレ_総数'],
  accessibleCount: ['バリアフリートイレ数', '多機能トイレ数', '多目的トイレ数'],
  wheelchairToilet: ['車椅子使用者用トイレ有無', '車椅子使用者用トイレ', '多目的トイレ', '車椅子対応トイレ', 'バリアフリートイレ'],
  infantFacilities: ['乳幼児用設備設置トイレ有無', '乳幼児用設備設置トイレ'],
  ostomateToilet: ['オストメイト設置トイレ有無', 'オストメイト対応トイレ', 'オストメイト設置トイレ'],
  wheelchair: ['車椅子可', '車椅子対応'],
  wheelchairLoan: ['車椅子貸出', '車椅子貸出し'],
  nursingRoom: ['授乳室'],
  nappyChange: ['おむつ替えコーナー', 'おむつ替え台'],
  tactilePaving: ['点字ブロック等の移動支援', '点字ブロック'],
  assistanceDog: ['盲導犬・介助犬、聴導犬同伴', '盲導犬、介助犬、聴導犬同伴', '盲導犬・介助犬・聴導犬同伴', '身体障害者補助犬同伴'],
  lift: ['エレベーター', 'エレベータ', 'エレベーターの有無'],
  priorityParking: ['優先駐車場', '障害者優先駐車場'],
  flood: ['災害種別_洪水', '洪水'],
  landslide: ['災害種別_崖崩れ、土石流及び地滑り', '崖崩れ、土石流及び地滑り', '災害種別_がけ崩れ、土石流及び地滑り', '災害種別_土砂災害'],
  stormSurge: ['災害種別_高潮', '高潮'],
  earthquake: ['災害種別_地震', '地震'],
  tsunami: ['災害種別_津波', '津波'],
  largeFire: ['災害種別_大規模な火事', '大規模な火事'],
  inlandFlood: ['災害種別_内水氾濫', '内水氾濫', '災害種別_内水はん濫'],
  volcano: ['災害種別_火山現象', '火山現象'],
  alsoShelter: ['指定避難所との重複', '指定避難所との住所同一'],
  neighbourhoods: ['対象となる町会・自治会', '対象町会・自治会'],
}

/** What makes a dataset known: any one of these columns, looked for in this order, because toilets also have a location. */
const marks: readonly (readonly [MunicipalDataset, readonly Field[]])[] = [
  ['evacuation-site', ['flood', 'landslide', 'stormSurge', 'inlandFlood', 'volcano', 'tsunami']],
  ['public-wifi', ['ssid', 'area']],
  ['aed', ['childPads']],
  ['public-toilet', ['menCount', 'womenCount', 'infantFacilities', 'accessibleCount']],
  ['event', ['startDate']],
  ['public-facility', ['poiCode', 'commonName', 'barrierFree', 'wheelchairLoan', 'access', 'nursingRoom', 'assistanceDog']],
]

/** Columns without which a dataset means nothing. */
export const requiredFields: Readonly<Record<MunicipalDataset, readonly Field[]>> = {
  'public-facility': ['name', 'lat', 'lon'],
  event: ['name', 'startDate'],
  aed: ['name', 'lat', 'lon'],
  'public-toilet': ['name', 'lat', 'lon'],
  'public-wifi': ['name', 'lat', 'lon'],
  'evacuation-site': ['name', 'lat', 'lon'],
}

/** Published titles, for reports and messages. */
export const datasetTitles: Readonly<Record<MunicipalDataset, string>> = {
  'public-facility': '公共施設一覧',
  event: 'イベント一覧',
  aed: 'AED設置箇所一覧',
  'public-toilet': '公衆トイレ一覧',
  'public-wifi': '公衆無線LANアクセスポイント一覧',
  'evacuation-site': '指定緊急避難場所一覧',
}

/** A column name without what publishers vary: width, blanks and line breaks, underscores, and marks of obligation. */
export const plainColumn = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_◎○※*"']/g, '')
    .replace(/(?:\((?:必須|推奨|任意)\)|\[(?:必須|推奨|任意)\]|【(?:必須|推奨|任意)】|必須|推奨|任意)$/, '')

const fieldsByName = new Map<string, Field[]>()
for (const field of Object.keys(aliases) as Field[]) {
  for (const alias of aliases[field]) fieldsByName.set(plainColumn(alias), [...(fieldsByName.get(plainColumn(alias)) ?? []), field])
}

/** The published name of a field for a dataset, for messages. */
export const publishedName = (field: Field, dataset: MunicipalDataset): string =>
  field === 'name' && dataset === 'event' ? 'イベント名' : (aliases[field][0] ?? field)

/** Which column each field is in; where several fit, the name published first wins. */
export function fieldColumns(columns: readonly string[]): ReadonlyMap<Field, number> {
  const found = new Map<Field, { readonly column: number; readonly rank: number }>()
  for (const [column, name] of columns.entries()) {
    const plain = plainColumn(name)
    for (const field of fieldsByName.get(plain) ?? []) {
      const rank = aliases[field].findIndex((alias) => plainColumn(alias) === plain)
      if (rank < (found.get(field)?.rank ?? Infinity)) found.set(field, { column, rank })
    }
  }
  return new Map([...found].map(([field, { column }]) => [field, column]))
}

/** The dataset that these columns are, or undefined when no column tells. */
export function recogniseMunicipal(columns: readonly string[]): MunicipalDataset | undefined {
  const fields = fieldColumns(columns)
  return marks.find(([, any]) => any.some((field) => fields.has(field)))?.[0]
}
