import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react'
import type { PlaceSummary } from '@machinaka/guide/contract'
import type { LonLat } from '../data/queries.ts'

/** What list and map tell each other; everything worth keeping is in the address instead. */
export interface ExploreState {
  /** The place under the pointer or the focus, in the list or on the map. */
  readonly hovered: string | undefined
  readonly setHovered: (id: string | undefined) => void
  /** What the list shows at this moment, so that the map shows the same. */
  readonly listed: readonly PlaceSummary[]
  readonly setListed: (places: readonly PlaceSummary[]) => void
  readonly here: LonLat | undefined
  readonly locating: boolean
  /** Asks the device where the person is; false when it does not say. */
  readonly locate: () => Promise<LonLat | undefined>
}

const Exploring = createContext<ExploreState | undefined>(undefined)

export function useExplore(): ExploreState {
  const state = use(Exploring)
  if (state === undefined) throw new Error('useExplore needs <ExploreProvider> around it')
  return state
}

/** A position older than this is asked for again. */
const freshFor_ms = 60_000

export function ExploreProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [hovered, setHovered] = useState<string>()
  const [listed, setListed] = useState<readonly PlaceSummary[]>([])
  const [here, setHere] = useState<LonLat>()
  const [locating, setLocating] = useState(false)
  const locate = useCallback(async (): Promise<LonLat | undefined> => {
    setLocating(true)
    try {
      const { coords } = await new Promise<GeolocationPosition>((resolve, reject) => {
        navigator.geolocation.getCurrentPosition(resolve, reject, { enableHighAccuracy: true, timeout: 15_000, maximumAge: freshFor_ms })
      })
      const found = [coords.longitude, coords.latitude] as const
      setHere(found)
      return found
    } catch {
      return undefined
    } finally {
      setLocating(false)
    }
  }, [])
  const state = useMemo(
    () => ({ hovered, setHovered, listed, setListed, here, locating, locate }),
    [hovered, listed, here, locating, locate],
  )
  return <Exploring value={state}>{children}</Exploring>
}
