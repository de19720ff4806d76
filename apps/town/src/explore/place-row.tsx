import { Icon } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import { categoryIcon } from '@machinaka/ui'
import type { PlaceSummary } from '@machinaka/guide/contract'
import type { MouseEvent, ReactNode } from 'react'
import type { Categories } from '../data/queries.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { OpenLine } from './open-words.tsx'

interface PlaceRowProps {
  readonly place: PlaceSummary
  readonly categories: Categories | undefined
  readonly asOf: Date
  readonly now: Date
  readonly active: boolean
  readonly onHover: (id: string | undefined) => void
  /** The search part that goes along, with its `?`. */
  readonly search: string
  readonly onOpen: (id: string) => void
}

/** A place in the list: symbol, name, what it is, whether it is open, how far. The whole row is the link. */
export function PlaceRow({ place, categories, asOf, now, active, onHover, search, onOpen }: PlaceRowProps): ReactNode {
  const { language, formats } = useSpeaker()
  const name = pickText(place.name, language)
  const category = categories?.categories.find((known) => known.code === place.category[0])
  const kind = pickText(category?.name, language)
  const hover = {
    onPointerEnter: () => onHover(place.id),
    onPointerLeave: () => onHover(undefined),
    onFocus: () => onHover(place.id),
    onBlur: () => onHover(undefined),
  }
  // A plain link: thirty of the router's would each follow the whole address. New tabs and downloads stay the browser's.
  const open = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    onOpen(place.id)
  }
  return (
    <li className="town-row" data-active={active ? '' : undefined} data-place={place.id}>
      <a href={`/places/${encodeURIComponent(place.id)}${search}`} className="town-row__link" onClick={open} {...hover}>
        <span className="town-mark" data-group={category?.group ?? 'other'}>
          <Icon name={categoryIcon(category?.icon, place.category[0], category?.group)} size={20} />
        </span>
        <span className="town-row__text">
          <span
            className="town-row__name"
            lang={name === undefined || name.language === language ? undefined : name.language === 'ja-easy' ? 'ja' : name.language}
          >
            {name?.text ?? kind?.text}
          </span>
          <span className="town-row__facts">
            {kind !== undefined && <span>{kind.text}</span>}
            {place.distance_m !== undefined && (
              <span className="mn-nowrap">
                <T id="away" values={{ distanceText: formats.distance(place.distance_m) }} />
              </span>
            )}
            {(place.access.wheelchair === 'yes' || place.access.wheelchair === 'limited') && (
              <span className="town-row__access">
                <Icon name="wheelchair" size={16} />
                <span>
                  <T id={place.access.wheelchair === 'yes' ? 'wheelchairYes' : 'wheelchairLimited'} />
                </span>
              </span>
            )}
          </span>
          {(place.hoursKnown || place.openState.state !== 'unknown') && <OpenLine place={place} asOf={asOf} now={now} />}
        </span>
      </a>
    </li>
  )
}
