import type { ReactNode } from 'react'
import type { Place } from '@machinaka/guide/contract'
import { dayKey } from '@machinaka/ui/i18n'
import { T, useSpeaker } from '../messages/index.ts'
import { weekOf } from './week.ts'

/** The coming seven days, today marked in words as well as in weight. */
export function HoursTable({ place, asOf, now }: { readonly place: Place; readonly asOf: Date; readonly now: Date }): ReactNode {
  const { formats } = useSpeaker()
  if (!place.hoursKnown)
    return <p className="mn-muted">{place.openingHours === undefined ? <T id="hoursUnknown" /> : place.openingHours}</p>
  const today = dayKey(now, formats.zone)
  return (
    <table className="town-hours">
      <caption className="mn-visually-hidden">
        <T id="hoursCaption" />
      </caption>
      <thead className="mn-visually-hidden">
        <tr>
          <th scope="col">
            <T id="day" />
          </th>
          <th scope="col">
            <T id="hours" />
          </th>
        </tr>
      </thead>
      <tbody>
        {weekOf(place.hours, asOf, formats.zone).map((day) => (
          <tr key={day.key} data-today={day.key === today ? '' : undefined}>
            <th scope="row">
              {formats.day(day.noon)}
              {day.key === today && (
                <span className="town-hours__today">
                  <T id="today" />
                </span>
              )}
            </th>
            <td className="mn-tabular">
              {day.allDay ? (
                <T id="allDay" />
              ) : day.openings.length === 0 ? (
                <span className="mn-muted">
                  <T id="dayOff" />
                </span>
              ) : (
                day.openings.map(({ from, to }) => (
                  <span key={from.getTime()} className="town-hours__span">
                    {formats.time(from)}–{formats.time(to)}
                  </span>
                ))
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
