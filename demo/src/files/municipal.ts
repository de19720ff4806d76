import { csvLine } from '@machinaka/formats'
import { katakana } from '../names/romaji.ts'
import type { Address, CityFacility, CityList, Point } from '../town/model.ts'
import { onGround } from '../town/plan.ts'
import type { DatedEvent } from '../town/events.ts'
import { onEarth } from './earth.ts'

/** 全国地方公共団体コード of a town that does not exist: prefecture 99 is not assigned; the last digit checks (JIS X 0401). */
export const townCode = '999016'
export const prefecture = '潮路県'
export const municipality = 'みなと町'

const address = [
  '所在地_全国地方公共団体コード',
  '町字ID',
  '所在地_連結表記',
  '所在地_都道府県',
  '所在地_市区町村',
  '所在地_町字',
  '所在地_番地以下',
  '建物名等(方書)',
] as const
const contact = ['電話番号', '内線番号', '連絡先メールアドレス', '連絡先FormURL', '連絡先備考（その他、SNSなど）', '郵便番号'] as const
const picture = ['画像', '画像_ライセンス'] as const

/** Columns of 自治体標準オープンデータセット (Digital Agency), in the order of the published templates. */
export const columns = {
  facility: [
    '全国地方公共団体コード',
    'ID',
    '地方公共団体名',
    '名称',
    '名称_カナ',
    '名称_通称',
    '名称_英字',
    'POIコード',
    ...address,
    '緯度',
    '経度',
    '高度の種別',
    '高度の値',
    ...contact,
    '法人番号',
    '団体名',
    '利用可能曜日',
    '開始時間',
    '終了時間',
    '利用可能日時特記事項',
    '説明',
    'バリアフリー情報',
    'URL',
    ...picture,
    '備考',
  ],
  aed: [
    '全国地方公共団体コード',
    'ID',
    '地方公共団体名',
    '名称',
    '名称_カナ',
    '名称_英字',
    ...address,
    '緯度',
    '経度',
    '高度の種別',
    '高度の値',
    '設置位置',
    ...contact,
    '法人番号',
    '団体名',
    '利用可能曜日',
    '開始時間',
    '終了時間',
    '利用可能日時特記事項',
    '小児対応設備の有無',
    'URL',
    ...picture,
    '備考',
  ],
  toilet: [
    '全国地方公共団体コード',
    'ID',
    '地方公共団体名',
    '名称',
    '名称_カナ',
    '名称_英語',
    ...address,
    '設置位置',
    '緯度',
    '経度',
    '高度の種別',
    '高度の値',
    '男性トイレ総数',
    '男性トイレ数（小便器）',
    '男性トイレ数（和式）',
    '男性トイレ数（洋式）',
    '女性トイレ総数',
    '女性トイレ数（和式）',
    '女性トイレ数（洋式）',
    '男女共用トイレ総数',
    '男女共用トイレ数（和式）',
    '男女共用トイレ数（洋式）',
    'バリアフリートイレ数',
    '車椅子使用者用トイレ有無',
    '乳幼児用設備設置トイレ有無',
    'オストメイト設置トイレ有無',
    '利用開始時間',
    '利用終了時間',
    '利用可能時間特記事項',
    ...picture,
    '備考',
  ],
  wifi: [
    '全国地方公共団体コード',
    'ID',
    '地方公共団体名',
    '名称',
    '名称_カナ',
    '名称_英語',
    ...address,
    '緯度',
    '経度',
    '設置者',
    ...contact,
    'SSID',
    '提供エリア',
    'URL',
    '備考',
  ],
  shelter: [
    '全国地方公共団体コード',
    'ID',
    '名称',
    '名称_カナ',
    '名称_英字',
    ...address,
    '緯度',
    '経度',
    '標高',
    ...contact,
    '市区町村コード',
    '地方公共団体名',
    '災害種別_洪水',
    '災害種別_崖崩れ、土石流及び地滑り',
    '災害種別_高潮',
    '災害種別_地震',
    '災害種別_津波',
    '災害種別_大規模な火事',
    '災害種別_内水氾濫',
    '災害種別_火山現象',
    '指定避難所との重複',
    '想定収容人数',
    '対象となる町会・自治会',
    'URL',
    ...picture,
    '備考',
  ],
  event: [
    '全国地方公共団体コード',
    'ID',
    '地方公共団体名',
    'イベント名',
    'イベント名_カナ',
    'イベント名_英語',
    '開始日',
    '終了日',
    '開始時間',
    '終了時間',
    '開始日時特記事項',
    '説明',
    '料金(基本)',
    '料金(詳細)',
    '連絡先名称',
    '連絡先電話番号',
    '連絡先内線番号',
    '主催者',
    '場所名称',
    ...address,
    '緯度',
    '経度',
    'アクセス方法',
    '駐車場情報',
    '定員',
    '参加申込終了日',
    '参加申込終了時間',
    '参加申込方法',
    'URL',
    '備考',
    'カテゴリー',
  ],
} as const satisfies Record<CityList | 'event', readonly string[]>

type Row = Readonly<Record<string, string | number>>

function common(names: CityFacility['names'], at: Point, where: Address | undefined): Row {
  const [lon, lat] = onEarth(at)
  const house = where === undefined ? '' : `${where.block}番${where.house}号`
  return {
    全国地方公共団体コード: townCode,
    地方公共団体名: `${prefecture}${municipality}`,
    名称: names.ja,
    名称_カナ: katakana(names.kana),
    名称_英字: names.en,
    名称_英語: names.en,
    市区町村コード: townCode,
    緯度: lat,
    経度: lon,
    ...(where === undefined
      ? {}
      : {
          所在地_全国地方公共団体コード: townCode,
          所在地_連結表記: `${prefecture}${municipality}${where.quarter.ja}${house}`,
          所在地_都道府県: prefecture,
          所在地_市区町村: municipality,
          所在地_町字: where.quarter.ja,
          所在地_番地以下: house,
        }),
  }
}

const extra: Record<CityList, (f: CityFacility, i: number) => Row> = {
  facility: (_, i) => ({ 団体名: municipality, 電話番号: `0000-00-${1100 + i}`, URL: `https://www.example.jp/minato/facility/${i + 1}` }),
  aed: (_, i) => ({ 団体名: municipality, 電話番号: `0000-00-${1300 + i}` }),
  toilet: () => ({ 利用開始時間: '00:00', 利用終了時間: '24:00' }),
  wifi: () => ({ 設置者: municipality, 電話番号: '0000-00-1010', URL: 'https://www.example.jp/minato/wifi' }),
  shelter: (f, i) => ({ 電話番号: `0000-00-${1500 + i}`, '対象となる町会・自治会': `${f.address.quarter.ja}町会` }),
}

const table = (header: readonly string[], rows: readonly Row[]): string =>
  csvLine(header) + rows.map((row) => csvLine(header.map((c) => row[c]))).join('')

/** One list of the municipality as CSV text, without a byte order mark. */
export function cityList(list: CityList, facilities: readonly CityFacility[]): string {
  const rows = facilities
    .filter((f) => f.list === list)
    .map((f, i): Row => ({
      ...common(f.names, f.at, f.address),
      ...extra[list](f, i),
      ...f.facts,
      ID: `${townCode}-${list}-${String(i + 1).padStart(3, '0')}`,
    }))
  return table(columns[list], rows)
}

/** The calendar as イベント一覧. */
export function eventList(events: readonly DatedEvent[]): string {
  return table(
    columns.event,
    events.map((e, i): Row => ({
      ...common(e, onGround(e.at), undefined),
      ID: `${townCode}-event-${String(i + 1).padStart(3, '0')}`,
      イベント名: e.ja,
      イベント名_カナ: katakana(e.kana),
      イベント名_英語: e.en,
      開始日: e.start,
      終了日: e.end,
      開始時間: e.from,
      終了時間: e.to,
      説明: e.about,
      '料金(基本)': e.fee,
      連絡先名称: e.organiser,
      連絡先電話番号: `0000-00-${1700 + i}`,
      主催者: e.organiser,
      場所名称: e.venue,
      所在地_都道府県: prefecture,
      所在地_市区町村: municipality,
      所在地_連結表記: `${prefecture}${municipality}`,
      ...(e.capacity === undefined ? {} : { 定員: `${e.capacity}人` }),
      ...(e.apply === undefined ? {} : { 参加申込方法: e.apply, 参加申込終了日: e.start }),
      カテゴリー: e.category,
      URL: `https://www.example.jp/minato/event/${i + 1}`,
    })),
  )
}
