import { Button, categoryIcon, EmptyState, Icon, useToast } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { currentCity } from '../data/api.ts'
import { categoriesQuery, placeQuery } from '../data/queries.ts'
import { type KeptReceipt, type Saved, shelf, withoutPlace } from '../data/saved.ts'
import { OpenLine } from '../explore/open-words.tsx'
import { Page } from '../frame/page.tsx'
import { useNow } from '../frame/use-now.ts'
import { T, useSpeaker } from '../messages/index.ts'

/** Places kept on this device, with what is known of them now or was known when there was a network. */
export function SavedPage(): ReactNode {
  const { plain } = useSpeaker()
  const { places, receipts } = shelf.use()
  const city = currentCity() ?? ''
  const here = places.filter((place) => place.city === city)
  const sent = receipts.filter((receipt) => receipt.city === city)
  return (
    <Page title={<T id="savedTitle" phrase />} plainTitle={plain('savedTitle')}>
      {here.length === 0 ? (
        <EmptyState
          icon="heartLine"
          title={<T id="savedEmpty" phrase />}
          actions={
            <Link to="/" search={{}} className="mn-button mn-button--primary">
              <T id="backToMap" />
            </Link>
          }
        >
          <T id="savedEmptyText" />
        </EmptyState>
      ) : (
        <>
          <ul className="town-rows town-rows--card">
            {here.map((place) => (
              <SavedRow key={place.id} place={place} />
            ))}
          </ul>
          <p className="mn-small mn-muted">
            <T id="savedHere" />
          </p>
        </>
      )}
      {sent.length > 0 && (
        <section className="mn-section">
          <h2>
            <T id="savedReports" />
          </h2>
          <ul className="town-plain-list">
            {sent.map((receipt) => (
              <ReceiptRow key={receipt.receipt} receipt={receipt} />
            ))}
          </ul>
        </section>
      )}
    </Page>
  )
}

function SavedRow({ place }: { readonly place: Saved }): ReactNode {
  const { plain, language } = useSpeaker()
  const toast = useToast()
  const now = useNow()
  const categories = useQuery(categoriesQuery()).data?.value
  const fresh = useQuery(placeQuery(place.id)).data
  const name = pickText(fresh?.value.name ?? place.name, language)
  const category = categories?.categories.find((known) => known.code === place.category[0])
  const remove = (): void => {
    const before = shelf.get()
    shelf.set((kept) => withoutPlace(kept, place.id))
    toast({ text: <T id="unsaved" />, action: { label: <T id="undo" />, run: () => shelf.set(() => before) } })
  }
  return (
    <li className="town-row town-row--saved">
      <Link to="/places/$id" params={{ id: place.id }} search={{}} className="town-row__link">
        <span className="town-mark" data-group={category?.group ?? 'other'}>
          <Icon name={categoryIcon(category?.icon, place.category[0], category?.group)} size={20} />
        </span>
        <span className="town-row__text">
          <span className="town-row__name">{name?.text}</span>
          <span className="town-row__facts">{pickText(category?.name, language)?.text}</span>
          {fresh !== undefined && <OpenLine place={fresh.value} asOf={fresh.at} now={now} />}
          {fresh?.kept === true && (
            <span className="mn-small mn-muted" data-kept-at={fresh.at.toISOString()}>
              <T id="offlineAge" values={{ at: fresh.at }} />
            </span>
          )}
        </span>
      </Link>
      <Button look="plain" icon="trash" aria-label={`${plain('unsave')} ${name?.text ?? ''}`} onClick={remove} />
    </li>
  )
}

function ReceiptRow({ receipt }: { readonly receipt: KeptReceipt }): ReactNode {
  const { language, formats } = useSpeaker()
  return (
    <li>
      <Link to="/reports/$receipt" params={{ receipt: receipt.receipt }} search={{}}>
        {pickText(receipt.name, language)?.text}
      </Link>{' '}
      <span className="mn-small mn-muted">{formats.date(new Date(receipt.sentAt))}</span>
    </li>
  )
}
