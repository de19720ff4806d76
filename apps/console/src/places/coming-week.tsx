import type { Place } from '@machinaka/guide/contract'
import { dayKey } from '@machinaka/ui/i18n'
import type { ReactNode } from 'react'
import { T, useSpeaker } from '../messages/index.ts'
import { readWeek } from './hours-syntax.ts'

/** The coming week as the town sees it: what the server worked out from the saved hours, holidays included. */
export function ComingWeek({ place }: { readonly place: Place }): ReactNode {
  const { plain, formats } = useSpeaker()
  // Hours that hold only on a condition (a comment such as 不定休) are no closing: nobody knows.
  if (place.hoursKnown && place.hours.length === 0 && readWeek(place.openingHours ?? '') === undefined)
    return (
      <p className="mn-muted">
        <T id="hoursConditional" />
      </p>
    )
  if (!place.hoursKnown)
    return (
      <p className="mn-muted">
        <T id="hoursUnknown" />
      </p>
    )
  const start = Date.now()
  const today = Array.from({ length: 7 }, (_, at) => new Date(start + at * 86_400_000))
  const spansOn = (day: Date): readonly string[] =>
    place.hours
      .filter(([from]) => dayKey(new Date(from), formats.zone) === dayKey(day, formats.zone))
      .map(([from, to]) => `${formats.time(new Date(from))}〜${formats.time(new Date(to))}`)
  return (
    <dl className="desk-coming" aria-label={plain('comingWeek')}>
      {today.map((day) => {
        const spans = spansOn(day)
        return (
          <div key={day.getTime()}>
            <dt>{formats.day(day)}</dt>
            <dd className="mn-tabular">{spans.length === 0 ? <T id="dayClosed" /> : spans.join('、')}</dd>
          </div>
        )
      })}
    </dl>
  )
}
