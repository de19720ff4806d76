import { BottomSheet, Button, type SheetRest } from '@machinaka/ui'
import { Outlet, useMatchRoute, useNavigate, useRouterState } from '@tanstack/react-router'
import { type FocusEvent, type ReactNode, useCallback, useEffect, useState } from 'react'
import { useMedia, wideScreen } from '../frame/use-media.ts'
import { knownSearch, listSearch } from '../frame/search-params.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { ExploreProvider } from './explore-state.tsx'
import { FilterChips } from './filter-chips.tsx'
import { MapArea } from './map-area.tsx'
import { SearchBox } from './search-box.tsx'

/** The id of the place in the address, if one is open. */
export function useOpenPlace(): string | undefined {
  const match = useMatchRoute()({ to: '/places/$id' })
  return match === false ? undefined : match.id
}

/** Map with list: side by side where there is room, the list as a sheet over the map on a phone. The map stays while the panel changes. */
export function ExploreLayout(): ReactNode {
  const wide = useMedia(wideScreen)
  return <ExploreProvider>{wide ? <Wide /> : <Narrow />}</ExploreProvider>
}

function useSelectPlace(): (id: string | undefined) => void {
  const navigate = useNavigate()
  const search = useRouterState({ select: ({ location }) => listSearch(knownSearch(location.search)), structuralSharing: true })
  return useCallback((id) => { if (id !== undefined) void navigate({ to: '/places/$id', params: { id }, search }) }, [navigate, search])
}

function Wide(): ReactNode {
  const place = useOpenPlace()
  const select = useSelectPlace()
  return (
    <div className="town-explore">
      <main id="main" tabIndex={-1} className="town-panel">
        {place === undefined && <div className="town-panel__search"><SearchBox /><FilterChips /></div>}
        <div className="town-panel__body"><Outlet /></div>
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

function Narrow(): ReactNode {
  const place = useOpenPlace()
  const select = useSelectPlace()
  const { plain } = useSpeaker()
  const lift = useTabBar()
  const [rest, setRest] = useState<SheetRest>('half')
  useEffect(() => { if (place !== undefined) setRest((before) => (before === 'peek' ? 'half' : before)) }, [place])
  const toPeek = (): void => setRest('peek')
  // Who comes by keyboard must see what has the focus.
  const onFocus = ({ target }: FocusEvent): void => { if (rest === 'peek' && target.matches(':focus-visible')) setRest('half') }
  const bottom = rest === 'peek' ? lift + 148 : rest === 'half' ? Math.round(innerHeight * 0.52) : lift + 148
  return (
    <div className="town-explore town-explore--narrow">
      {place === undefined && <div className="town-float"><SearchBox /></div>}
      <main id="main" tabIndex={-1} className="town-sheet-main" onFocus={onFocus}>
        <BottomSheet label={plain('listOfPlaces')} rest={rest} onRest={setRest} lift_px={lift}>
          {place === undefined && <FilterChips />}
          <Outlet />
        </BottomSheet>
      </main>
      {rest === 'full' && <div className="town-show-map mn-no-print" style={{ bottom: `${lift + 12}px` }}><Button look="primary" icon="map" onClick={toPeek}><T id="navMap" /></Button></div>}
      <MapArea selected={place} onSelect={select} padding={{ top: 72, right: 0, bottom, left: 0 }} />
    </div>
  )
}
