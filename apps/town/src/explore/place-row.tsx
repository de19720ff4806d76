import { Icon } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import { categoryIcon } from '@machinaka/ui'
import { Link, useRouterState } from '@tanstack/react-router'
import type { PlaceSummary } from '@machinaka/guide/contract'
import type { ReactNode } from 'react'
import type { Categories } from '../data/queries.ts'
import { knownSearch, listSearch } from '../frame/search-params.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { OpenLine } from './open-words.tsx'

interface PlaceRowProps {
  readonly place: PlaceSummary
  readonly categories: Categories | undefined
  readonly asOf: Date
  readonly now: Date
  readonly active: boolean
  readonly onHover: (id: string | undefined) => void
}

/** A place in the list: symbol, name, what it is, whether it is open, how far. The whole row is the link. */
export function PlaceRow({ place, categories, asOf, now, active, onHover }: PlaceRowProps): ReactNode {
  const { language, formats } = useSpeaker()
  const search = useRouterState({ select: ({ location }) => listSearch(knownSearch(location.search)), structuralSharing: true })
  const name = pickText(place.name, language)
  const category = categories?.categories.find((known) => known.code === place.category[0])
  const kind = pickText(category?.name, language)
  const hover = { onPointerEnter: () => onHover(place.id), onPointerLeave: () => onHover(undefined), onFocus: () => onHover(place.id), onBlur: () => onHover(undefined) }
  return (
    <li className="town-row" data-active={active ? '' : undefined} data-place={place.id}>
      <Link to="/places/$id" params={{ id: place.id }} search={search} className="town-row__link" {...hover}>
        <span className="town-mark" data-group={category?.group ?? 'other'}><Icon name={categoryIcon(category?.icon, place.category[0], category?.group)} size={20} /></span>
        <span className="town-row__text">
          <span className="town-row__name" lang={name === undefined || name.language === language ? undefined : name.language === 'ja-easy' ? 'ja' : name.language}>{name?.text ?? kind?.text}</span>
          <span className="town-row__facts">
            {kind !== undefined && <span>{kind.text}</span>}
            {place.distance_m !== undefined && <span className="mn-nowrap"><T id="away" values={{ distanceText: formats.distance(place.distance_m) }} /></span>}
            {(place.access.wheelchair === 'yes' || place.access.wheelchair === 'limited') && <span className="town-row__access"><Icon name="wheelchair" size={16} /><T id={place.access.wheelchair === 'yes' ? 'wheelchairYes' : 'wheelchairLimited'} /></span>}
          </span>
          {(place.hoursKnown || place.openState.state !== 'unknown') && <OpenLine place={place} asOf={asOf} now={now} />}
        </span>
      </Link>
    </li>
  )
}
