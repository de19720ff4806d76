import { Badge, Button, EmptyState, Notice, type Tone } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import type { Claim, PlaceSummary } from '@machinaka/guide/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { myPlacesQuery } from '../data/queries.ts'
import { Loaded } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'
import { ClaimNew } from './claim-new.tsx'
import { ClaimWithdrawal } from './claim-withdrawal.tsx'
import { ClosedToday } from './closed-today.tsx'

export const claimWords: Readonly<Record<Claim['state'], { readonly word: PlainKey; readonly tone: Tone }>> = {
  submitted: { word: 'claimSubmitted', tone: 'key' },
  granted: { word: 'claimGranted', tone: 'good' },
  refused: { word: 'claimRefused', tone: 'bad' },
  withdrawn: { word: 'claimWithdrawn', tone: 'quiet' },
  revoked: { word: 'claimRevoked', tone: 'bad' },
}

/** The shops of the person who is signed in, and a way to say that another one is theirs. */
export function MyPlacesPage(): ReactNode {
  const { plain } = useSpeaker()
  return (
    <Page title={plain('navMyPlaces')} lead={<T id="myPlacesLead" />}>
      <MyPlaces />
      <ClaimNew />
    </Page>
  )
}

export function MyPlaces(): ReactNode {
  const mine = useQuery(myPlacesQuery())
  return (
    <Loaded of={mine} rows={3}>
      {({ items, claims }) => (
        <>
          {items.length === 0 ? (
            <EmptyState icon="shop" title={<T id="myPlacesNone" phrase />}>
              <T id="myPlacesNoneText" />
            </EmptyState>
          ) : (
            <ul className="desk-cards desk-cards--wide">
              {items.map((place) => (
                <li key={place.id}>
                  <Shop place={place} />
                </li>
              ))}
            </ul>
          )}
          {claims.length > 0 && <Claims claims={claims} />}
        </>
      )}
    </Loaded>
  )
}

function Shop({ place }: { readonly place: PlaceSummary }): ReactNode {
  const { plain, language, formats } = useSpeaker()
  const { state, until, opensAt } = place.openState
  const line =
    state === 'unknown'
      ? plain('openUnknown')
      : state === 'closed'
        ? opensAt === undefined
          ? plain('closedNow')
          : plain('opensAt', { day: formats.day(new Date(opensAt)), at: formats.time(new Date(opensAt)) })
        : until === undefined
          ? plain('openNow')
          : plain('openUntil', { at: formats.time(new Date(until)) })
  return (
    <article className="mn-card mn-stack" data-place={place.id}>
      <h2>
        <Link to="/places/$id" params={{ id: place.id }} search={{}}>
          {pickText(place.name, language)?.text ?? place.id}
        </Link>
      </h2>
      <p>{line}</p>
      {!place.hoursKnown && (
        <Notice tone="warn" icon="clock">
          <T id="hoursPlease" />
        </Notice>
      )}
      <div className="mn-row desk-row-end">
        <ClosedToday place={place} />
        <Link className="mn-button mn-button--text" to="/places/$id" params={{ id: place.id }} search={{}}>
          <T id="editPlace" />
        </Link>
      </div>
    </article>
  )
}

function Claims({ claims }: { readonly claims: readonly Claim[] }): ReactNode {
  const { plain, language, formats } = useSpeaker()
  const [asked, setAsked] = useState<Claim>()
  const nameOf = (claim: Claim): string => pickText(claim.placeName, language)?.text ?? claim.placeId
  return (
    <section className="mn-stack" aria-labelledby="my-claims">
      <h2 id="my-claims">
        <T id="myClaims" />
      </h2>
      <ul className="desk-lines">
        {claims.map((claim) => (
          <li key={claim.id}>
            <strong>{nameOf(claim)}</strong>{' '}
            <Badge tone={claimWords[claim.state].tone}>
              <T id={claimWords[claim.state].word} />
            </Badge>{' '}
            <span className="mn-muted mn-small">{formats.day(new Date(claim.createdAt))}</span>
            {claim.answer !== undefined && <p>{claim.answer}</p>}
            {(claim.state === 'submitted' || claim.state === 'granted') && (
              <div>
                <Button
                  compact
                  look="text"
                  aria-label={plain(claim.state === 'granted' ? 'claimGiveUpOf' : 'claimWithdrawOf', { name: nameOf(claim) })}
                  onClick={() => setAsked(claim)}
                >
                  <T id={claim.state === 'granted' ? 'claimGiveUp' : 'claimWithdraw'} />
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {asked !== undefined && <ClaimWithdrawal claim={asked} name={nameOf(asked)} onClose={() => setAsked(undefined)} />}
    </section>
  )
}
