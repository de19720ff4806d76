import { BottomSheet, Button, type SheetRest } from '@machinaka/ui'
import { Outlet } from '@tanstack/react-router'
import { type FocusEvent, type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useMedia, wideScreen } from '../frame/use-media.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { ExploreProvider } from './explore-state.tsx'
import { FilterChips } from './filter-chips.tsx'
import { MapArea } from './map-area.tsx'
import { useOpening, useOpenPlace } from './open-place.ts'
import { SearchBox } from './search-box.tsx'

/** Map with list: side by side where there is room, the list as a sheet over the map on a phone. The map stays while the panel changes. */
export function ExploreLayout(): ReactNode {
  const wide = useMedia(wideScreen)
  return <ExploreProvider>{wide ? <Wide /> : <Narrow />}</ExploreProvider>
}

/** A place begins at its top; coming back, the list is where it was. */
function useKeptScroll(panel: string, place: string | undefined): void {
  const listAt = useRef(0)
  const isNew = useRef(true)
  useLayoutEffect(() => {
    const scroller = document.querySelector(panel)
    if (scroller === null) return
    // A new panel is at its top; saying so would lay the whole page out before it is complete.
    if (!isNew.current) scroller.scrollTop = place === undefined ? listAt.current : 0
    isNew.current = false
    if (place !== undefined) return
    const note = (): void => {
      listAt.current = scroller.scrollTop
    }
    scroller.addEventListener('scroll', note, { passive: true })
    return () => scroller.removeEventListener('scroll', note)
  }, [panel, place])
}

function useSelectPlace(): (id: string | undefined) => void {
  const { open } = useOpening()
  return useCallback(
    (id) => {
      if (id !== undefined) open(id)
    },
    [open],
  )
}

function Wide(): ReactNode {
  const place = useOpenPlace()
  const select = useSelectPlace()
  useKeptScroll('.town-panel__body', place)
  return (
    <div className="town-explore">
      <main id="main" tabIndex={-1} className="town-panel">
        {place === undefined && (
          <div className="town-panel__search">
            <SearchBox />
            <FilterChips />
          </div>
        )}
        <div className="town-panel__body">
          <Outlet />
        </div>
      </main>
      <MapArea selected={place} onSelect={select} padding={{ top: 0, right: 0, bottom: 0, left: 0 }} />
    </div>
  )
}

/** The height of the tab bar at the bottom, as it is: it grows with the text. */
function useTabBar(): number {
  const [height, setHeight] = useState(60)
  useEffect(() => {
    const bar = document.querySelector('.town-nav')
    if (bar === null) return
    const observer = new ResizeObserver(() => setHeight(bar.getBoundingClientRect().height))
    observer.observe(bar)
    return () => observer.disconnect()
  }, [])
  return height
}

/** With enlarged text half a screen holds nothing: the list begins at its full height. */
const largeText = (): boolean => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) > 24

function Narrow(): ReactNode {
  const place = useOpenPlace()
  const select = useSelectPlace()
  const { plain } = useSpeaker()
  const lift = useTabBar()
  const [rest, setRest] = useState<SheetRest>(largeText() ? 'full' : 'half')
  useKeptScroll('.mn-sheet__body', place)
  useEffect(() => {
    if (place !== undefined) setRest((before) => (before === 'peek' ? 'half' : before))
  }, [place])
  const toPeek = (): void => setRest('peek')
  // Who comes by keyboard must see what has the focus.
  const onFocus = ({ target }: FocusEvent): void => {
    if (rest === 'peek' && target.matches(':focus-visible')) setRest('half')
  }
  const bottom = rest === 'peek' ? lift + 148 : rest === 'half' ? Math.round(innerHeight * 0.52) : lift + 148
  return (
    <div className="town-explore town-explore--narrow">
      {place === undefined && (
        <div className="town-float">
          <SearchBox />
        </div>
      )}
      <main id="main" tabIndex={-1} className="town-sheet-main" onFocus={onFocus}>
        <BottomSheet label={plain('listOfPlaces')} rest={rest} onRest={setRest} lift_px={lift}>
          {place === undefined && <FilterChips />}
          <Outlet />
        </BottomSheet>
      </main>
      {rest === 'full' && (
        <div className="town-show-map mn-no-print" style={{ bottom: `${lift + 12}px` }}>
          <Button look="primary" icon="map" onClick={toPeek}>
            <T id="navMap" />
          </Button>
        </div>
      )}
      <MapArea selected={place} onSelect={select} padding={{ top: 72, right: 0, bottom, left: 0 }} />
    </div>
  )
}
