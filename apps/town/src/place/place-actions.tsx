import { Button, Icon, useToast } from '@machinaka/ui'
import type { Place } from '@machinaka/guide/contract'
import type { ReactNode } from 'react'
import { currentCity } from '../data/api.ts'
import { shelf, withoutPlace, withPlace } from '../data/saved.ts'
import { countUse } from '../data/usage.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { phoneLink } from './facts.tsx'

/** What can be done with a place: keep it, hand it on, call, look further. */
export function PlaceActions({ place, title }: { readonly place: Place; readonly title: string }): ReactNode {
  const { plain } = useSpeaker()
  return (
    <div className="town-place__actions mn-no-print" role="group" aria-label={plain('placeMenu')}>
      <SaveButton place={place} />
      <ShareButton place={place} title={title} />
      {place.phone !== undefined && (
        <a
          className="mn-button mn-button--secondary"
          href={phoneLink(place.phone)}
          onClick={() => countUse({ feature: 'place.call', place: place.id })}
        >
          <Icon name="phone" size={20} />
          <span>
            <T id="call" />
          </span>
        </a>
      )}
      {place.website !== undefined && (
        <a
          className="mn-button mn-button--secondary"
          href={place.website}
          target="_blank"
          rel="noreferrer"
          onClick={() => countUse({ feature: 'place.website', place: place.id })}
        >
          <Icon name="external" size={20} />
          <span>
            <T id="openWebsite" />
          </span>
        </a>
      )}
    </div>
  )
}

/** Keeps a place on this device; letting it go can be taken back. */
function SaveButton({ place }: { readonly place: Place }): ReactNode {
  const toast = useToast()
  const saved = shelf.use().places.some((kept) => kept.id === place.id)
  const toggle = (): void => {
    const before = shelf.get()
    if (saved) {
      shelf.set((now) => withoutPlace(now, place.id))
      toast({ text: <T id="unsaved" />, action: { label: <T id="undo" />, run: () => shelf.set(() => before) } })
      return
    }
    shelf.set((now) =>
      withPlace(now, {
        id: place.id,
        city: currentCity() ?? '',
        name: place.name,
        category: place.category,
        lon: place.lon,
        lat: place.lat,
        savedAt: new Date().toISOString(),
      }),
    )
    countUse({ feature: 'place.save', place: place.id })
  }
  return (
    <Button look={saved ? 'secondary' : 'primary'} icon={saved ? 'heart' : 'heartLine'} aria-pressed={saved} onClick={toggle}>
      <T id={saved ? 'saved' : 'save'} />
    </Button>
  )
}

/** Hands the link on by the system's sheet; where there is none, it is copied. */
function ShareButton({ place, title }: { readonly place: Place; readonly title: string }): ReactNode {
  const toast = useToast()
  const share = async (): Promise<void> => {
    const city = currentCity()
    const url = `${location.origin}/places/${encodeURIComponent(place.id)}${city === undefined ? '' : `?city=${city}`}`
    countUse({ feature: 'place.share', place: place.id })
    if ('share' in navigator) {
      // Sharing that the person broke off is no failure.
      await navigator.share({ title, url }).catch(() => undefined)
      return
    }
    await (navigator as Navigator).clipboard.writeText(url).then(
      () => toast({ text: <T id="linkCopied" /> }),
      () => toast({ text: <T id="copyFailed" /> }),
    )
  }
  return (
    <Button icon="share" onClick={() => void share()}>
      <T id="share" />
    </Button>
  )
}
