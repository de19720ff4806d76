import { findingTexts, type FindingCode, formatErrors, type FormatErrorCode } from '@machinaka/formats/codes'

/** What the readers of files say, by code: `found-no-name`, `broken-empty`. Their own words in Japanese and English are used. */
export type ReaderWords = { readonly [Code in FindingCode as `found-${Code}`]: string } & {
  readonly [Code in FormatErrorCode as `broken-${Code}`]: string
}

export const readerWords = (language: 'ja' | 'en'): ReaderWords =>
  Object.fromEntries([
    ...Object.entries(findingTexts).map(([code, text]) => [`found-${code}`, text[language]]),
    ...Object.entries(formatErrors).map(([code, text]) => [`broken-${code}`, text[language]]),
  ]) as ReaderWords

export const ja = {
  ...readerWords('ja'),
  foundNameless: ({ what }: { what: string }) => `名称がありません（${what}）`,
  foundPrivate: '一般の人が使えない場所です',
  foundMembersAbsent: '位置を決める点がファイルにありません',
  foundNoCategory: '種類がわかりません。「種類がわからない行の種類」を選ぶと入ります',
  foundUnknownCategory: ({ what }: { what: string }) => `種類「${what}」が一覧にありません`,
  foundNoSuchDay: ({ what }: { what: string }) => `${what} という日付はありません`,
  foundEndsFirst: '終了日が開始日より前です',
  foundSameId: '同じ番号の行があとにあります。最後のものを取り込みました',
  foundTooLarge: '1件のデータが大きすぎます',
}
