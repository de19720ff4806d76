import { Button, categoryIcon, Icon, Skeleton } from '@machinaka/ui'
import { pickText, tagOf } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useRouterState } from '@tanstack/react-router'
import type { Place } from '@machinaka/guide/contract'
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { categoriesQuery, cityQuery, placeQuery } from '../data/queries.ts'
import type { Age } from '../data/kept-answers.ts'
import { currentCity } from '../data/api.ts'
import { countUse } from '../data/usage.ts'
import { OpenLine } from '../explore/open-words.tsx'
import { Failure } from '../frame/failures.tsx'
import { AgeNotice, usePageTitle } from '../frame/page.tsx'
import { knownSearch, listSearch } from '../frame/search-params.ts'
import { useNow } from '../frame/use-now.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { Origin } from './facts.tsx'
import { HoursTable } from './hours-table.tsx'
import { PlaceActions } from './place-actions.tsx'
import { PlaceAccess, PlaceFacts, PlaceWords } from './place-facts.tsx'

const ReportDialog = lazy(() => import('./report-dialog.tsx').then((m) => ({ default: m.ReportDialog })))

/** One place, in the panel beside the map or in the sheet over it. */
export function PlacePanel(): ReactNode {
  const { id } = useParams({ from: '/explore/places/$id' })
  const place = useQuery(placeQuery(id))
  return (
    <article className="town-place" aria-busy={place.isPending}>
      <BackToList />
      {place.isPending ? (
        <PlaceSkeleton />
      ) : place.isError ? (
        <Failure error={place.error} onRetry={() => void place.refetch()} absent="absentTitle" absentText="absentText" />
      ) : (
        <PlaceView place={place.data.value} age={place.data} />
      )}
    </article>
  )
}

function BackToList(): ReactNode {
  const search = useRouterState({ select: ({ location }) => listSearch(knownSearch(location.search)), structuralSharing: true })
  return (
    <Link to="/" search={search} className="mn-button mn-button--plain town-place__back mn-no-print">
      <Icon name="back" size={20} />
      <span>
        <T id="backToList" />
      </span>
    </Link>
  )
}

function PlaceView({ place, age }: { readonly place: Place; readonly age: Age }): ReactNode {
  const { language } = useSpeaker()
  const categories = useQuery(categoriesQuery()).data?.value
  const category = categories?.categories.find((known) => known.code === place.category[0])
  const kinds = place.category
    .map((code) => pickText(categories?.categories.find((known) => known.code === code)?.name, language)?.text)
    .filter((name) => name !== undefined)
  const name = pickText(place.name, language) ?? { text: kinds[0] ?? '', language }
  const local = name.language !== 'ja' && place.name.ja !== undefined ? place.name.ja : undefined
  const heading = usePageTitle(name.text)
  const now = useNow()
  useEffect(() => countUse({ feature: 'place.view', place: place.id }), [place.id])
  return (
    <>
      <header className="town-place__head">
        <span className="town-mark town-mark--large" data-group={category?.group ?? 'other'}>
          <Icon name={categoryIcon(category?.icon, place.category[0], category?.group)} />
        </span>
        <div>
          <h1 ref={heading} tabIndex={-1} lang={tagOf(name.language)}>
            {name.text}
          </h1>
          {(local ?? place.reading) !== undefined && (
            <p className="mn-small mn-muted" lang="ja">
              {local ?? place.reading}
            </p>
          )}
          <p className="mn-muted">{kinds.join('・')}</p>
        </div>
      </header>
      <AgeNotice age={age} />
      <p className="town-place__open">
        <OpenLine place={place} asOf={age.at} now={now} />
      </p>
      <PlaceActions place={place} title={name.text} />
      {place.photo !== undefined && (
        <figure className="town-photo">
          <img src={place.photo.url} alt={pickText(place.photo.alt, language)?.text ?? ''} loading="lazy" />
          {place.photo.credit !== undefined && <figcaption className="mn-small mn-muted">{place.photo.credit}</figcaption>}
        </figure>
      )}
      <PlaceWords place={place} />
      <section className="mn-section">
        <h2>
          <T id="hours" />
        </h2>
        <HoursTable place={place} asOf={age.at} now={now} />
      </section>
      <section className="mn-section">
        <h2>
          <T id="access" />
        </h2>
        <PlaceAccess access={place.access} />
      </section>
      <section className="mn-section town-place__facts">
        <h2>
          <T id="facts" />
        </h2>
        <PlaceFacts place={place} />
        <Origin of={place} />
      </section>
      <Correct place={place} title={name.text} />
    </>
  )
}

/** The two ways to put something right: by anybody, and by the owner. */
function Correct({ place, title }: { readonly place: Place; readonly title: string }): ReactNode {
  const [reporting, setReporting] = useState(false)
  const city = useQuery(cityQuery()).data?.value
  const owner = `/console/my-places?place=${encodeURIComponent(place.id)}${currentCity() === undefined ? '' : `&city=${currentCity()}`}`
  return (
    <footer className="mn-section mn-no-print">
      {city?.features.reports !== false && (
        <div>
          <Button icon="edit" onClick={() => setReporting(true)}>
            <T id="report" />
          </Button>
        </div>
      )}
      {city?.features.listings !== false && (
        <div className="town-owner">
          <h2>
            <T id="owner" />
          </h2>
          <p className="mn-small">
            <T id="ownerText" />
          </p>
          <a href={owner} onClick={() => countUse({ feature: 'listing.claim', place: place.id })}>
            <T id="ownerGo" />
          </a>
        </div>
      )}
      {reporting && (
        <Suspense>
          <ReportDialog place={place} title={title} onClose={() => setReporting(false)} />
        </Suspense>
      )}
    </footer>
  )
}

function PlaceSkeleton(): ReactNode {
  const { plain } = useSpeaker()
  return (
    <div role="status" aria-label={plain('loading')} className="mn-stack">
      <div className="town-place__head">
        <Skeleton width="3rem" height="3rem" />
        <div className="mn-stack">
          <Skeleton width="12rem" height="1.75rem" />
          <Skeleton width="7rem" />
        </div>
      </div>
      <Skeleton width="60%" height="1.75rem" />
      <Skeleton height="2.75rem" />
      {[0, 1, 2, 3, 4, 5, 6].map((at) => (
        <Skeleton key={at} height="1.5rem" />
      ))}
    </div>
  )
}
