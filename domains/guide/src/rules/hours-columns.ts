/** Days, start, end and note of 自治体標準オープンデータセット (利用可能曜日, 開始時間, 終了時間, 利用可能日時特記事項). */
export interface HoursColumns {
  readonly days?: string | undefined
  readonly start?: string | undefined
  readonly end?: string | undefined
  readonly note?: string | undefined
}

export interface HoursReading {
  /** OSM syntax, where days and times say enough. */
  readonly openingHours?: string
  /** What the columns say beyond that, in their own words. */
  readonly note?: string
}

const weekdays = ['月', '火', '水', '木', '金', '土', '日'] as const
const osmDays = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] as const

/** `09:00`, `9時`, `9時30分`, `午後5時`, `翌2:00`, `24:00` → `HH:MM` (beyond 24 kept). */
export function readTime(text: string): string | undefined {
  const t = text.normalize('NFKC').replace(/\s/g, '')
  const m = /^(翌日?|午前|午後)?(\d{1,2})(?::(\d{2})(?::\d{2})?|時(?:(\d{1,2})分|(半))?)$/.exec(t)
  if (m === null) return undefined
  const hour = Number(m[2]) + (m[1]?.startsWith('翌') === true ? 24 : m[1] === '午後' && Number(m[2]) < 12 ? 12 : 0)
  const minute = m[5] === undefined ? Number(m[3] ?? m[4] ?? 0) : 30
  return hour > 48 || minute > 59 ? undefined : `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

interface Days {
  readonly week: ReadonlySet<number>
  readonly holidays: boolean
}

/** 利用可能曜日: `月火水木金`, `月;火;水`, `月～金`, `毎日`, `平日`, `土日祝`. Undefined when a word is not understood. */
export function readDays(text: string): Days | undefined {
  let rest = text
    .normalize('NFKC')
    .replace(/[\s・,、;；･/()（）]|曜日?|及び|と/g, '')
    .replace(/[~〜～-]|から/g, '-')
    .replace(/まで/g, '')
  const week = new Set<number>()
  let holidays = false
  while (rest !== '') {
    const range = /^([月火水木金土日])-([月火水木金土日])/.exec(rest)
    const word = /^(毎日|全日|年中無休|無休|平日|土日|週末|祝祭日|祝日|祝|休日|[月火水木金土日])/.exec(rest)
    if (range !== null) {
      const [from, to] = [weekdays.findIndex((d) => d === range[1]), weekdays.findIndex((d) => d === range[2])]
      for (let i = from; ; i = (i + 1) % 7) {
        week.add(i)
        if (i === to) break
      }
      rest = rest.slice(range[0].length)
    } else if (word !== null) {
      const said = word[0]
      if (['毎日', '全日', '年中無休', '無休'].includes(said)) {
        for (let i = 0; i < 7; i++) week.add(i)
        holidays = true
      } else if (said === '平日') for (let i = 0; i < 5; i++) week.add(i)
      else if (said === '土日' || said === '週末') {
        week.add(5)
        week.add(6)
      } else if (said.startsWith('祝') || said === '休日') holidays = true
      else week.add(weekdays.findIndex((d) => d === said))
      rest = rest.slice(said.length)
    } else return undefined
  }
  return { week, holidays }
}

/** `Mo-Fr`, `Tu,Th`, '' for all seven. */
function writeDays(week: ReadonlySet<number>): string {
  if (week.size === 7) return ''
  const runs: string[] = []
  for (let i = 0; i < 7; i++) {
    if (!week.has(i)) continue
    let end = i
    while (week.has(end + 1)) end++
    runs.push(end === i ? `${osmDays[i]}` : end === i + 1 ? `${osmDays[i]},${osmDays[end]}` : `${osmDays[i]}-${osmDays[end]}`)
    i = end
  }
  return runs.join(',')
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const monthDay = (m: string | undefined, d: string | undefined): string =>
  `${months[Number(m) - 1] ?? 'Jan'} ${String(Number(d)).padStart(2, '0')}`

/** Closed days that a note names in the usual words; what is left over is told to people as it stands. */
function readNote(note: string): { readonly rules: readonly string[]; readonly whole: boolean } {
  const text = note
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/[~〜～]/g, '-')
  const rules: string[] = []
  if (!/休|閉/.test(text)) return { rules, whole: false }
  const year =
    /年末年始[(（]?(\d{1,2})月(\d{1,2})日(?:から|-)(?:翌年)?(\d{1,2})月(\d{1,2})日/.exec(text) ??
    /(12)月(\d{1,2})日(?:から|-)(?:翌年)?(1)月(\d{1,2})日/.exec(text)
  if (year !== null) rules.push(`${monthDay(year[1], year[2])}-${monthDay(year[3], year[4])} off`)
  const nth = /第(\d)(?:・(?:第)?(\d))?([月火水木金土日])曜/.exec(text)
  if (nth !== null)
    rules.push(`${osmDays[weekdays.findIndex((d) => d === nth[3])]}[${[nth[1], nth[2]].filter((n) => n !== undefined).join(',')}] off`)
  else {
    const weekly = [...text.matchAll(/([月火水木金土日])曜/g)].map((m) => weekdays.findIndex((d) => d === m[1]))
    if (weekly.length > 0) rules.push(`${writeDays(new Set(weekly))} off`)
  }
  if (/祝/.test(text) && !/祝日?(の場合|は?開|を除)/.test(text)) rules.push('PH off')
  const left = text
    .replace(year?.[0] ?? '\0', '')
    .replace(
      /年末年始|第\d(?:・(?:第)?\d)?|[月火水木金土日]曜日?|祝祭日|祝日|国民の|休館日?|休業日?|定休日?|休診日?|休み|休|閉館|閉庁日?|[、。,()・:は及びとも]|です|12月\d+日|1月\d+日|-/g,
      '',
    )
  return { rules, whole: left === '' && !(year === null && /年末年始/.test(text)) }
}

/**
 * Municipal columns → OSM opening hours. Without a start and an end nothing is guessed: the columns' words stay as a note.
 * A closing time at or before the opening time is after midnight.
 */
export function readHoursColumns({ days, start, end, note }: HoursColumns): HoursReading {
  const [from, to] = [readTime(start ?? ''), readTime(end ?? '')]
  const when = readDays(days ?? '')
  const words = [
    from === undefined || to === undefined
      ? [days, start, end].filter((t) => t !== undefined && t !== '').join(' ')
      : when === undefined
        ? days
        : undefined,
    note,
  ]
    .filter((t) => t !== undefined && t !== '')
    .join(' / ')
  if (from === undefined || to === undefined || when === undefined) return words === '' ? {} : { note: words }
  const extra = readNote(note ?? '')
  const allWeek = when.week.size === 0 && !when.holidays ? new Set([0, 1, 2, 3, 4, 5, 6]) : when.week
  const named = [writeDays(allWeek), ...(when.holidays && allWeek.size < 7 ? ['PH'] : [])].filter((d) => d !== '').join(',')
  const hours = from === '00:00' && to === '24:00' ? '00:00-24:00' : `${from}-${to}`
  const always = hours === '00:00-24:00' && allWeek.size === 7 && extra.rules.length === 0
  const openingHours = always ? '24/7' : [`${named} ${hours}`.trim(), ...extra.rules].join('; ')
  return { openingHours, ...(note !== undefined && note !== '' && !extra.whole ? { note } : {}) }
}

/** Hours written in one Japanese or OSM cell: `9:00～17:00`, `平日 9時から17時`, `Mo-Fr 09:00-17:00`. */
export function readHoursCell(cell: string): HoursReading {
  const text = cell.normalize('NFKC').trim()
  if (/24時間/.test(text) && !/休/.test(text)) return { openingHours: '24/7' }
  const m =
    /^(.*?)((?:翌日?|午前|午後)?\d{1,2}(?::\d{2}|時(?:\d{1,2}分|半)?))\s*(?:[-~〜～―–]|から)\s*((?:翌日?|午前|午後)?\d{1,2}(?::\d{2}|時(?:\d{1,2}分|半)?))(?:まで)?(.*)$/.exec(
      text,
    )
  if (m === null || /\d{1,2}(?::\d{2}|時)/.test(m[4] ?? '') || /[A-Za-z]/.test(text))
    return /[A-Za-z]/.test(text) && /\d/.test(text) && !/[\u3040-\u30ff\u4e00-\u9fff]/.test(text)
      ? { openingHours: text }
      : { note: cell.trim() }
  return readHoursColumns({ days: (m[1] ?? '').trim(), start: m[2], end: m[3], note: (m[4] ?? '').trim() })
}
