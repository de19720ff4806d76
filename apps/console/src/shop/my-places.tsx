import { Badge, Button, EmptyState, Notice, SearchField, TextArea, type Tone, useToast } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import type { Claim, PlaceSummary } from '@machinaka/guide/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useDeferredValue, useState } from 'react'
import { useAct } from '../data/act.ts'
import { inPath, sendJson } from '../data/api.ts'
import { foundQuery, myPlacesQuery, placeQuery } from '../data/queries.ts'
import { Loaded, Trouble } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { useFilters } from '../frame/use-search.ts'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'
import { ClosedToday } from './closed-today.tsx'

export const claimWords: Readonly<Record<Claim['state'], { readonly word: PlainKey; readonly tone: Tone }>> = { submitted: { word: 'claimSubmitted', tone: 'key' }, granted: { word: 'claimGranted', tone: 'good' }, refused: { word: 'claimRefused', tone: 'bad' }, withdrawn: { word: 'claimWithdrawn', tone: 'quiet' }, revoked: { word: 'claimRevoked', tone: 'bad' } }

/** The shops of the person who is signed in, and a way to say that another one is theirs. */
export function MyPlacesPage(): ReactNode {
  const { plain } = useSpeaker()
  return <Page title={plain('navMyPlaces')} lead={<T id="myPlacesLead" />}><MyPlaces /><ClaimNew /></Page>
}

export function MyPlaces(): ReactNode {
  const mine = useQuery(myPlacesQuery())
  return (
    <Loaded of={mine} rows={3}>{({ items, claims }) => (
      <>
        {items.length === 0 ? <EmptyState icon="shop" title={<T id="myPlacesNone" />}><T id="myPlacesNoneText" /></EmptyState> : <ul className="desk-cards desk-cards--wide">{items.map((place) => <li key={place.id}><Shop place={place} /></li>)}</ul>}
        {claims.some(({ state }) => state !== 'granted') && <Claims claims={claims} />}
      </>
    )}</Loaded>
  )
}

function Shop({ place }: { readonly place: PlaceSummary }): ReactNode {
  const { plain, language, formats } = useSpeaker()
  const { state, until, opensAt } = place.openState
  const line = state === 'unknown' ? plain('openUnknown') : state === 'closed' ? (opensAt === undefined ? plain('closedNow') : plain('opensAt', { day: formats.day(new Date(opensAt)), at: formats.time(new Date(opensAt)) })) : until === undefined ? plain('openNow') : plain('openUntil', { at: formats.time(new Date(until)) })
  return (
    <article className="mn-card mn-stack" data-place={place.id}>
      <h2><Link to="/places/$id" params={{ id: place.id }} search={{}}>{pickText(place.name, language)?.text ?? place.id}</Link></h2>
      <p>{line}</p>
      {!place.hoursKnown && <Notice tone="warn" icon="clock"><T id="hoursPlease" /></Notice>}
      <div className="mn-row desk-row-end"><ClosedToday place={place} /><Link className="mn-button mn-button--text" to="/places/$id" params={{ id: place.id }} search={{}}><T id="editPlace" /></Link></div>
    </article>
  )
}

function Claims({ claims }: { readonly claims: readonly Claim[] }): ReactNode {
  const { language, formats } = useSpeaker()
  return (
    <section className="mn-stack" aria-labelledby="my-claims"><h2 id="my-claims"><T id="myClaims" /></h2>
      <ul className="desk-lines">{claims.map((claim) => <li key={claim.id}><strong>{pickText(claim.placeName, language)?.text ?? claim.placeId}</strong> <Badge tone={claimWords[claim.state].tone}><T id={claimWords[claim.state].word} /></Badge> <span className="mn-muted mn-small">{formats.day(new Date(claim.createdAt))}</span>{claim.answer !== undefined && <p>{claim.answer}</p>}</li>)}</ul>
    </section>
  )
}

function ClaimNew(): ReactNode {
  const { plain, language } = useSpeaker()
  const act = useAct()
  const toast = useToast()
  const [q, setQ] = useState('')
  const [search, filter] = useFilters()
  const asked = search.place === '' ? undefined : search.place
  const [chosen, setChosen] = useState<PlaceSummary>()
  // The town's page of a place leads here with the place in the address.
  const linked = useQuery({ ...placeQuery(asked ?? ''), enabled: asked !== undefined }).data
  const place = chosen ?? (asked === undefined ? undefined : linked)
  const choose = (next: PlaceSummary | undefined): void => { setChosen(next); if (next === undefined && asked !== undefined) filter({ place: '' }) }
  const [evidence, setEvidence] = useState('')
  const wanted = useDeferredValue(q.trim())
  const found = useQuery({ ...foundQuery(wanted), enabled: wanted.length > 0 && place === undefined })
  const send = async (): Promise<void> => {
    if (place === undefined || evidence.trim() === '') return
    if (!(await act.run(() => sendJson('POST', `/api/guide/places/${inPath(place.id)}/claims`, { evidence: evidence.trim() })))) return
    toast({ text: <T id="claimSent" /> })
    choose(undefined); setQ(''); setEvidence('')
  }
  return (
    <section className="mn-card mn-stack"><h2><T id="claimNew" /></h2><p className="mn-muted"><T id="claimNewLead" /></p>
      {place === undefined
        ? <><SearchField label={plain('claimSearch')} placeholder={plain('claimSearch')} value={q} onChange={setQ} />
            <ul className="desk-lines">{(wanted === '' ? [] : (found.data?.items ?? [])).slice(0, 8).map((one) => <li key={one.id}><Button look="text" onClick={() => choose(one)}>{pickText(one.name, language)?.text ?? one.id}</Button></li>)}</ul></>
        : <><p><strong>{pickText(place.name, language)?.text}</strong> <Button compact look="text" onClick={() => choose(undefined)}><T id="claimOther" /></Button></p>
            <TextArea label={<T id="claimEvidence" />} help={<T id="claimEvidenceHelp" />} required maxLength={1000} value={evidence} onChange={(event) => setEvidence(event.target.value)} />
            <Trouble error={act.trouble} />
            <div><Button look="primary" busy={act.busy} disabled={evidence.trim() === ''} onClick={() => void send()}><T id="claimSend" /></Button></div></>}
    </section>
  )
}
