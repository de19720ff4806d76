import { EmptyState, ErrorState, Icon, Skeleton } from '@machinaka/ui'
import { dayKey, pickText, tagOf } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { EventSummary } from '@machinaka/guide/contract'
import type { ReactNode } from 'react'
import { eventsQuery } from '../data/queries.ts'
import { AgeNotice, Page } from '../frame/page.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { EventWhen, noonOf } from './event-when.tsx'

const day_ms = 86_400_000
const times = ['all', 'today', 'week'] as const
type Time = (typeof times)[number]
const timeWords = { all: 'eventsAll', today: 'eventsToday', week: 'eventsWeek' } as const

/** What is on, the nearest first. */
export function EventsPage(): ReactNode {
  const { plain, formats } = useSpeaker()
  const { when } = useSearch({ from: '/events' })
  const navigate = useNavigate()
  const time: Time = when === 'today' || when === 'week' ? when : 'all'
  const now = new Date()
  const today = dayKey(now, formats.zone)
  const to = time === 'today' ? today : time === 'week' ? dayKey(new Date(now.getTime() + 6 * day_ms), formats.zone) : undefined
  const events = useQuery(eventsQuery(today, to))
  const items = events.data?.value.items ?? []
  return (
    <Page title={<T id="eventsIntro" phrase />} plainTitle={plain('eventsTitle')}>
      <div className="mn-chips" role="group" aria-label={plain('eventsWhen')}>
        {times.map((choice) => (
          <label key={choice} className="mn-chip">
            <input
              type="radio"
              name="when"
              checked={choice === time}
              onChange={() => void navigate({ to: '/events', search: choice === 'all' ? {} : { when: choice }, replace: true })}
            />
            <span className="mn-chip__face">
              <T id={timeWords[choice]} />
            </span>
          </label>
        ))}
      </div>
      <AgeNotice age={events.data} />
      {events.isPending ? (
        <div role="status" aria-label={plain('loading')} className="mn-stack">
          {[0, 1, 2, 3].map((at) => (
            <Skeleton key={at} height="5.5rem" />
          ))}
        </div>
      ) : events.isError ? (
        <ErrorState title={<T id="errorTitle" phrase />} onRetry={() => void events.refetch()}>
          <T id="errorText" />
        </ErrorState>
      ) : items.length === 0 ? (
        <EmptyState icon="calendar" title={<T id="eventsEmpty" phrase />}>
          <T id="eventsEmptyText" />
        </EmptyState>
      ) : (
        <ul className="town-events">
          {items.map((event) => (
            <EventRow key={event.id} event={event} today={today} />
          ))}
        </ul>
      )}
    </Page>
  )
}

function EventRow({ event, today }: { readonly event: EventSummary; readonly today: string }): ReactNode {
  const { language, formats } = useSpeaker()
  const name = pickText(event.name, language)
  const next = event.dates.find((date) => date.day >= today)?.day ?? event.from
  const day = noonOf(next)
  return (
    <li className="town-event">
      <Link to="/events/$id" params={{ id: event.id }} search={{}} className="town-event__link">
        <span className="town-event__date" aria-hidden="true">
          <span className="town-event__month">{next.slice(5, 7).replace(/^0/, '')}/</span>
          <span className="town-event__day">{next.slice(8).replace(/^0/, '')}</span>
          <span className="town-event__weekday">{formats.weekday(day)}</span>
        </span>
        <span className="town-row__text">
          <span className="town-row__name" lang={name === undefined ? undefined : tagOf(name.language)}>
            {name?.text}
          </span>
          <span className="town-row__facts">
            <EventWhen event={event} today={today} />
          </span>
          {event.venue !== undefined && (
            <span className="town-row__facts" lang="ja">
              <Icon name="pin" size={16} />
              {event.venue}
            </span>
          )}
        </span>
      </Link>
    </li>
  )
}
