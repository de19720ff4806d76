import { Skeleton } from '@machinaka/ui'
import { dayKey, pickText, tagOf } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { Event } from '@machinaka/guide/contract'
import { type ReactNode, useEffect } from 'react'
import { eventQuery } from '../data/queries.ts'
import { countUse } from '../data/usage.ts'
import { Failure } from '../frame/failures.tsx'
import { AgeNotice, Page } from '../frame/page.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { Fact, FeeFact, Origin, PhoneFact, WebsiteFact, WrittenFact } from '../place/facts.tsx'
import { OwnWords } from '../place/place-facts.tsx'
import { hoursOf, noonOf } from './event-when.tsx'

/** One event. */
export function EventPage(): ReactNode {
  const { plain, language } = useSpeaker()
  const { id } = useParams({ from: '/events/$id' })
  const event = useQuery(eventQuery(id))
  useEffect(() => {
    if (event.data !== undefined) countUse({ feature: 'event.view' })
  }, [event.data !== undefined])
  if (event.isError)
    return (
      <main id="main" tabIndex={-1} className="mn-page">
        <Failure error={event.error} onRetry={() => void event.refetch()} absent="eventAbsent" absentText="absentText" />
      </main>
    )
  if (event.isPending)
    return (
      <Page title={<T id="eventsTitle" phrase />} plainTitle={plain('eventsTitle')}>
        <div role="status" aria-label={plain('loading')}>
          <Skeleton height="16rem" />
        </div>
      </Page>
    )
  const name = pickText(event.data.value.name, language)
  return (
    <Page title={<span lang={tagOf(name?.language ?? 'ja')}>{name?.text}</span>} plainTitle={name?.text ?? plain('eventsTitle')}>
      <AgeNotice age={event.data} />
      <EventView event={event.data.value} />
      <p>
        <Link to="/events" search={{}}>
          <T id="eventsIntro" />
        </Link>
      </p>
    </Page>
  )
}

function EventView({ event }: { readonly event: Event }): ReactNode {
  return (
    <div className="mn-card mn-stack">
      {event.description !== undefined && (
        <div>
          <OwnWords text={event.description} />
        </div>
      )}
      <dl className="mn-facts">
        <EventFacts event={event} />
      </dl>
      <Origin of={event} />
    </div>
  )
}

/** What is known of the event; what is not has no row. */
function EventFacts({ event }: { readonly event: Event }): ReactNode {
  return (
    <>
      <Fact term="eventWhen">
        <Dates dates={event.dates} />
      </Fact>
      {event.venue !== undefined && (
        <Fact term="eventVenue">
          <Venue name={event.venue} placeId={event.placeId} />
        </Fact>
      )}
      <WrittenFact term="address" text={event.address} />
      {event.fee !== undefined && <FeeFact fee={event.fee} />}
      <WrittenFact term="eventOrganiser" text={event.organiser} />
      <PhoneFact phone={event.phone} />
      <WebsiteFact website={event.website} />
      <WrittenFact term="eventNote" text={event.note} />
    </>
  )
}

/** The days to come, or those that were, where none comes. */
function Dates({ dates }: { readonly dates: Event['dates'] }): ReactNode {
  const { formats } = useSpeaker()
  const today = dayKey(new Date(), formats.zone)
  const coming = dates.filter((date) => date.day >= today)
  return (
    <ul className="town-dates">
      {(coming.length > 0 ? coming : dates).slice(0, 31).map((date) => (
        <li key={date.day}>
          <T id="eventAt" values={{ at: noonOf(date.day), timeText: hoursOf(date) }} />
          {date.day < today && (
            <span className="mn-muted">
              （<T id="eventPast" />）
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}

function Venue({ name, placeId }: { readonly name: string; readonly placeId: string | undefined }): ReactNode {
  return placeId === undefined ? (
    <span lang="ja">{name}</span>
  ) : (
    <Link to="/places/$id" params={{ id: placeId }} search={{}}>
      {name}
    </Link>
  )
}
