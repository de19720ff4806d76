/**
 * The everyday part of the OSM syntax for opening hours (OSM wiki, Key:opening_hours/specification): days of the week,
 * times, `off`, `PH`, `24/7`. What the form writes is in it; for anything beyond, the server's answer after saving counts.
 */
export const days = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] as const
export type Day = (typeof days)[number]
export interface Span {
  readonly from: string
  readonly to: string
}
export type WeekHours = Readonly<Record<Day, readonly Span[]>> & { readonly PH?: readonly Span[] }

const dayList =
  /^(?:(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)(?:-(?:Mo|Tu|We|Th|Fr|Sa|Su))?)(?:,(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)(?:-(?:Mo|Tu|We|Th|Fr|Sa|Su))?)*$/
const span = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/
const isDay = (text: string): text is Day => (days as readonly string[]).includes(text)

function daysIn(list: string): readonly (Day | 'PH')[] {
  return list.split(',').flatMap((part): readonly (Day | 'PH')[] => {
    const [first = '', last] = part.split('-')
    if (first === 'PH') return ['PH']
    if (!isDay(first)) return []
    if (last === undefined || !isDay(last)) return [first]
    const [from, to] = [days.indexOf(first), days.indexOf(last)]
    return from <= to ? days.slice(from, to + 1) : [...days.slice(from), ...days.slice(0, to + 1)]
  })
}

function spansIn(text: string): readonly Span[] | undefined {
  if (text === 'off' || text === 'closed') return []
  const spans = text.split(',').map((part) => span.exec(part.trim()))
  if (
    spans.some(
      (found) => found === null || Number(found[1]) > 24 || Number(found[2]) > 59 || Number(found[3]) > 30 || Number(found[4]) > 59,
    )
  )
    return undefined
  return spans.map((found) => ({
    from: `${(found?.[1] ?? '').padStart(2, '0')}:${found?.[2] ?? ''}`,
    to: `${(found?.[3] ?? '').padStart(2, '0')}:${found?.[4] ?? ''}`,
  }))
}

/** Reads a value into days, or undefined where it says more than this (months, weeks, sunrise, comments …). */
export function readWeek(value: string): WeekHours | undefined {
  const text = value.trim()
  if (text === '') return undefined
  const week: Record<Day, readonly Span[]> & { PH?: readonly Span[] } = { Mo: [], Tu: [], We: [], Th: [], Fr: [], Sa: [], Su: [] }
  if (text === '24/7') {
    for (const day of days) week[day] = [{ from: '00:00', to: '24:00' }]
    return week
  }
  for (const rule of text
    .split(';')
    .map((part) => part.trim().replaceAll(/\s*,\s*/g, ','))
    .filter((part) => part !== '')) {
    const [, list, times] = /^(\S+)\s+(.+)$/.exec(rule) ?? []
    const everyDay = list === undefined && span.test(rule.split(',')[0] ?? '')
    if (!everyDay && (list === undefined || !dayList.test(list))) return undefined
    const spans = spansIn(everyDay ? rule : (times ?? ''))
    if (spans === undefined) return undefined
    for (const day of everyDay ? days : daysIn(list ?? '')) week[day] = spans
  }
  return week
}

const sameSpans = (a: readonly Span[], b: readonly Span[]): boolean => JSON.stringify(a) === JSON.stringify(b)
const saySpans = (spans: readonly Span[]): string => (spans.length === 0 ? 'off' : spans.map(({ from, to }) => `${from}-${to}`).join(','))

/** Writes days as a value, neighbours with the same hours together: `Mo-Fr 10:00-18:00; Sa,Su off`. Empty when every day is closed. */
export function writeWeek(week: WeekHours): string {
  const groups: { days: Day[]; spans: readonly Span[] }[] = []
  for (const day of days) {
    const last = groups.at(-1)
    if (last !== undefined && sameSpans(last.spans, week[day])) last.days.push(day)
    else groups.push({ days: [day], spans: week[day] })
  }
  if (groups.every(({ spans }) => spans.length === 0)) return ''
  const named = groups.map(
    ({ days: list, spans }) =>
      `${list.length === 1 ? list[0] : list.length === 2 ? list.join(',') : `${list[0]}-${list.at(-1)}`} ${saySpans(spans)}`,
  )
  return [...named, ...(week.PH === undefined ? [] : [`PH ${saySpans(week.PH)}`])].join('; ')
}
