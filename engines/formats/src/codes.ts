/** What a code means, in the two languages of the people who read import reports. */
export interface CodeText {
  readonly en: string
  readonly ja: string
}

/** Why a file cannot be read any further. */
export const formatErrors = {
  empty: { en: 'There is nothing in the file', ja: 'ファイルの中身が空です' },
  html: { en: 'A web page in place of the file', ja: 'データではなく、ウェブページが保存されています' },
  'not-recognised': { en: 'None of the formats read here', ja: '読み取れる形式のファイルではありません' },
  unsupported: { en: 'A known format that is not read here', ja: 'この形式には対応していません' },
  truncated: { en: 'The file ends in the middle', ja: 'ファイルが途中で切れています' },
  damaged: { en: 'The file breaks the rules of its format', ja: 'ファイルが壊れています' },
  'too-large': { en: 'Larger than the limit', ja: '大きさの上限をこえています' },
  encoding: { en: 'Not in an encoding that is read', ja: '文字コードを読み取れません' },
  'missing-column': { en: 'A column is missing that the table needs', ja: '必要な列がありません' },
} as const satisfies Readonly<Record<string, CodeText>>

/** Why a record was left out, or what somebody should know of one that was taken. */
export const findingTexts = {
  // Positions
  'no-position': { en: 'Latitude or longitude is empty', ja: '緯度か経度が空欄です' },
  'not-a-number': { en: 'Latitude or longitude is not a decimal number', ja: '緯度か経度が十進数ではありません' },
  'bad-position': { en: 'Latitude and longitude are not in degrees', ja: '緯度と経度が度の範囲にありません' },
  swapped: { en: 'Latitude and longitude are exchanged', ja: '緯度と経度が入れ替わっています' },
  'outside-bounds': { en: 'The position is outside the area', ja: '位置が対象の区域の外にあります' },
  // Tables
  'no-name': { en: 'The name is empty', ja: '名称が空欄です' },
  'no-date': { en: 'The date is empty', ja: '開始日が空欄です' },
  'bad-date': { en: 'The date is not one', ja: '開始日を日付として読み取れません' },
  'bad-end-date': { en: 'The end is not a date, or before the start', ja: '終了日を読み取れないか、開始日より前です' },
  'odd-time': {
    en: 'A time of day could not be read and was put into the remarks',
    ja: '時刻として読み取れないため、特記事項に入れました',
  },
  'empty-header': { en: 'A column has no name', ja: '見出しのない列があります' },
  'duplicate-header': { en: 'A column name is there more than once', ja: '同じ見出しの列が二つ以上あります' },
  'extra-fields': { en: 'The row has more values than there are columns', ja: '見出しより値の多い行です' },
  'missing-fields': { en: 'The row has fewer values than there are columns', ja: '見出しより値の少ない行です' },
  'late-column': { en: 'A property that comes late in the file was left out', ja: 'ファイルの途中から現れた属性を除きました' },
  // GeoJSON
  'no-feature': { en: 'The object is not a feature', ja: '地物（Feature）ではありません' },
  'no-geometry': { en: 'The feature has no geometry', ja: '形状がありません' },
  'bad-geometry': { en: 'The geometry cannot be read', ja: '形状を読み取れません' },
  // OpenStreetMap
  'no-id': { en: 'The object has no id', ja: '番号（id）がありません' },
  'unknown-type': { en: 'The object is neither node, way nor relation', ja: 'ノード・ウェイ・リレーションのどれでもありません' },
  deleted: { en: 'The object is marked as deleted', ja: '削除済みの印があります' },
  'way-without-position': { en: 'No node of the way is in the file', ja: '線をつくる点がファイルにありません' },
  'way-incomplete': { en: 'Some nodes of the way are not in the file', ja: '線をつくる点の一部がファイルにありません' },
  'relation-incomplete': { en: 'Some members of the relation are not in the file', ja: '構成要素の一部がファイルにありません' },
  'relation-open': { en: 'The ways of the relation do not close', ja: '境界が閉じていません' },
  'overpass-remark': {
    en: 'The server added a remark: the answer may be cut short',
    ja: '配信元の注記があります。途中までのデータかもしれません',
  },
  other: { en: 'Other reasons', ja: 'その他の理由' },
} as const satisfies Readonly<Record<string, CodeText>>

export type FormatErrorCode = keyof typeof formatErrors
export type FindingCode = keyof typeof findingTexts
