const yes = new Set([
  '有',
  'あり',
  '有り',
  '有リ',
  '可',
  '可能',
  '○',
  '〇',
  '◯',
  '◎',
  'はい',
  '1',
  '1.0',
  'true',
  'yes',
  'y',
  '対応',
  '設置',
])
const no = new Set(['無', 'なし', '無し', '不可', '×', '✕', 'x', 'いいえ', '0', '0.0', 'false', 'no', 'n', '非対応', '未設置', '-'])

/** 有 and 無 as publishers write them; undefined for empty and anything else. */
export function flag(text: string | undefined): boolean | undefined {
  const plain = (text ?? '').trim().toLowerCase().normalize('NFKC')
  return yes.has(plain) ? true : no.has(plain) ? false : undefined
}

/** A time of day as `HH:MM`, from `9:00`, `９時３０分`, `09:00:00`, `0900` or a spreadsheet's fraction of a day; hours up to 47. */
export function timeOfDay(text: string): string | undefined {
  const plain = text.normalize('NFKC').replace(/\s/g, '')
  const clock = /^(?:午前)?(\d{1,2})(?::|時)(\d{1,2})?(?::\d{2}(?:\.\d+)?)?分?$/.exec(plain) ?? /^(\d{2})(\d{2})$/.exec(plain)
  const afternoon = /^午後(\d{1,2})(?::|時)(\d{1,2})?分?$/.exec(plain)
  if (clock !== null) return hoursMinutes(Number(clock[1]), Number(clock[2] ?? 0))
  if (afternoon !== null) return hoursMinutes((Number(afternoon[1]) % 12) + 12, Number(afternoon[2] ?? 0))
  if (/^0?\.\d+$/.test(plain)) {
    const minutes = Math.round(Number(plain) * 1440)
    return hoursMinutes(Math.floor(minutes / 60), minutes % 60)
  }
  return undefined
}

const hoursMinutes = (hours: number, minutes: number): string | undefined =>
  hours < 48 && minutes < 60 ? `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}` : undefined

/** First years of the eras, less one. */
const eras: Readonly<Record<string, number>> = { 令和: 2018, r: 2018, 平成: 1988, h: 1988 }

/** A date as `YYYY-MM-DD`, from `2026-4-1`, `2026/04/01`, `2026年4月1日`, `20260401`, `令和8年4月1日`, `R8.4.1`; undefined when no such day exists. */
export function calendarDate(text: string): string | undefined {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s/g, '')
    .replace(/t\d{2}:\d{2}.*$/, '')
    .replace(/\(.\)$/, '')
  const western =
    /^(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?:\d{1,2}:\d{2}(?::\d{2})?)?$/.exec(plain) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(plain)
  if (western !== null) return existing(Number(western[1]), Number(western[2]), Number(western[3]))
  const era = /^(令和|平成|r|h)(元|\d{1,2})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?$/.exec(plain)
  if (era === null) return undefined
  return existing((eras[era[1] ?? ''] ?? 0) + (era[2] === '元' ? 1 : Number(era[2])), Number(era[3]), Number(era[4]))
}

function existing(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : undefined
}

/** A whole number of zero or more, or undefined. */
export function countOf(text: string | undefined): number | undefined {
  const plain = (text ?? '').normalize('NFKC').trim()
  return /^\d{1,6}(?:\.0)?$/.test(plain) ? Number(plain) : undefined
}
