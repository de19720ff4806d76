import type { EventSummary } from '@machinaka/guide/contract'
import type { ReactNode } from 'react'
import { T } from '../messages/index.ts'

/** Noon of a day of the city, wherever the reader is: safe for saying the day's name. Japan keeps one offset all year. */
export const noonOf = (day: string): Date => new Date(`${day}T12:00:00+09:00`)

/** `10:00–16:00`, as far as known. */
export const hoursOf = ({ start, end }: { readonly start?: string; readonly end?: string }): string =>
  (start === undefined ? '' : end === undefined ? `${start}–` : `${start}–${end}`).replaceAll(/(^|–)0(\d)/g, '$1$2')

/** When an event is, in one line: its next date, and how many more there are. */
export function EventWhen({ event, today }: { readonly event: EventSummary; readonly today: string }): ReactNode {
  if (event.to < today) return <T id="eventPast" />
  const coming = event.dates.filter((date) => date.day >= today)
  const [next] = coming
  if (next === undefined) return <T id="eventSpan" values={{ from: noonOf(event.from), to: noonOf(event.to) }} />
  return (
    <>
      <T id="eventAt" values={{ at: noonOf(next.day), timeText: hoursOf(next) }} />
      {coming.length > 1 && (
        <span className="mn-muted">
          {' '}
          <T id="eventMore" values={{ n: coming.length - 1 }} />
        </span>
      )}
    </>
  )
}
