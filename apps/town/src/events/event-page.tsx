import { Skeleton } from '@machinaka/ui'
import { dayKey, pickText, Ruby, tagOf } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { Event } from '@machinaka/guide/contract'
import { type ReactNode, useEffect } from 'react'
import { eventQuery } from '../data/queries.ts'
import { countUse } from '../data/usage.ts'
import { Failure } from '../frame/failures.tsx'
import { AgeNotice, Page } from '../frame/page.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { feeOf } from '../place/terms.ts'
import { hoursOf, noonOf } from './event-when.tsx'

/** One event. */
export function EventPage(): ReactNode {
  const { plain, language } = useSpeaker()
  const { id } = useParams({ from: '/events/$id' })
  const event = useQuery(eventQuery(id))
  useEffect(() => { if (event.data !== undefined) countUse({ feature: 'event.view' }) }, [event.data !== undefined])
  if (event.isError) return <main id="main" tabIndex={-1} className="mn-page"><Failure error={event.error} onRetry={() => void event.refetch()} absent="eventAbsent" absentText="absentText" /></main>
  if (event.isPending) return <Page title={<T id="eventsTitle" />} plainTitle={plain('eventsTitle')}><div role="status" aria-label={plain('loading')}><Skeleton height="16rem" /></div></Page>
  const name = pickText(event.data.value.name, language)
  return (
    <Page title={<span lang={tagOf(name?.language ?? 'ja')}>{name?.text}</span>} plainTitle={name?.text ?? plain('eventsTitle')}>
      <AgeNotice age={event.data} />
      <EventView event={event.data.value} />
      <p><Link to="/events" search={{}}><T id="eventsIntro" /></Link></p>
    </Page>
  )
}

function EventView({ event }: { readonly event: Event }): ReactNode {
  const { language, formats } = useSpeaker()
  const today = dayKey(new Date(), formats.zone)
  const about = pickText(event.description, language)
  const coming = event.dates.filter((date) => date.day >= today)
  const rows: readonly (readonly [ReactNode, ReactNode] | undefined)[] = [
    [<T key="n" id="eventWhen" />, <ul key="v" className="town-dates">{(coming.length > 0 ? coming : event.dates).slice(0, 31).map((date) => <li key={date.day}><T id="eventAt" values={{ at: noonOf(date.day), timeText: hoursOf(date) }} />{date.day < today && <span className="mn-muted">（<T id="eventPast" />）</span>}</li>)}</ul>],
    event.venue === undefined ? undefined : [<T key="n" id="eventVenue" />, event.placeId === undefined ? <span key="v" lang="ja">{event.venue}</span> : <Link key="v" to="/places/$id" params={{ id: event.placeId }} search={{}}>{event.venue}</Link>],
    event.address === undefined ? undefined : [<T key="n" id="address" />, <span key="v" lang="ja">{event.address}</span>],
    event.fee === undefined ? undefined : [<T key="n" id="fee" />, <Ruby key="v" text={feeOf(event.fee, language)} />],
    event.organiser === undefined ? undefined : [<T key="n" id="eventOrganiser" />, <span key="v" lang="ja">{event.organiser}</span>],
    event.phone === undefined ? undefined : [<T key="n" id="phone" />, <a key="v" href={`tel:${event.phone.replace(/[^\d+]/g, '')}`}>{event.phone}</a>],
    event.website === undefined ? undefined : [<T key="n" id="website" />, <a key="v" href={event.website} target="_blank" rel="noreferrer">{event.website.replace(/^https?:\/\/|\/$/g, '')}</a>],
    event.note === undefined ? undefined : [<T key="n" id="eventNote" />, <span key="v" lang="ja">{event.note}</span>],
  ]
  const from = event.attribution ?? event.source
  return (
    <div className="mn-card mn-stack">
      {about !== undefined && <div>{about.language !== language && <p className="mn-small mn-muted"><T id="inAnotherLanguage" /></p>}<p lang={tagOf(about.language)} className="town-words">{about.text}</p></div>}
      <dl className="mn-facts">{rows.filter((row) => row !== undefined).map(([term, value], at) => <div key={at} className="town-fact"><dt>{term}</dt><dd>{value}</dd></div>)}</dl>
      <p className="mn-small mn-muted">{from !== undefined && <T id="sourceOf" values={{ sourceName: from }} />} <T id="updated" values={{ at: new Date(event.modifiedAt) }} /></p>
    </div>
  )
}
