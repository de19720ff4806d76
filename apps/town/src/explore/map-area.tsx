import { Button, Notice, shownTheme, useToast } from '@machinaka/ui'
import { useQuery } from '@tanstack/react-query'
import { Component, lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react'
import type { BaseTiles, MapPadding, MapTrouble, MapView } from '@machinaka/ui/map'
import { baseQuery, categoriesQuery, cityQuery, placeQuery, pointsQuery } from '../data/queries.ts'
import { apiAddress } from '../data/url-state.ts'
import { currentCity } from '../data/api.ts'
import { settings } from '../data/settings.ts'
import { countUse } from '../data/usage.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { useExplore } from './explore-state.tsx'
import { pointOfPlace, pointsOfTown } from './map-points.ts'
import { useWishes } from './use-wishes.ts'

const ChosenMap = lazy(() => import('./town-map-chunk.tsx').then((m) => ({ default: m.ChosenMap })))

interface MapAreaProps {
  readonly selected: string | undefined
  readonly onSelect: (id: string | undefined) => void
  readonly padding: MapPadding
}

/** Where the map was when it was last seen, per city, for as long as the tab lives. */
const viewKey = (): string => `machinaka.view.${currentCity() ?? ''}`
function lastView(): MapView | undefined {
  try {
    const view: unknown = JSON.parse(sessionStorage.getItem(viewKey()) ?? 'null')
    const { lon, lat, zoom } = (typeof view === 'object' && view !== null ? view : {}) as Partial<MapView>
    return typeof lon === 'number' && typeof lat === 'number' && typeof zoom === 'number' ? { lon, lat, zoom } : undefined
  } catch {
    return undefined
  }
}
const keepView = (view: MapView): void => {
  try {
    sessionStorage.setItem(viewKey(), JSON.stringify(view))
  } catch {
    /* forbidden: it opens in the middle next time */
  }
}

/** Tiles are fetched in a worker and know nothing of this page's address: whole URLs, with the city where there is one. */
function tilesOf(base: {
  readonly tiles: readonly string[]
  readonly minzoom: number
  readonly maxzoom: number
  readonly bounds?: readonly number[]
  readonly attribution: string
}): BaseTiles {
  const [west, south, east, north] = base.bounds ?? []
  const city = currentCity()
  const whole = (tile: string): string =>
    `${location.origin}${tile}${city === undefined || tile.includes('city=') ? '' : `${tile.includes('?') ? '&' : '?'}city=${city}`}`
  return {
    tiles: base.tiles.map(whole),
    minzoom: base.minzoom,
    maxzoom: base.maxzoom,
    attribution: base.attribution,
    ...(west !== undefined &&
      south !== undefined &&
      east !== undefined &&
      north !== undefined && { bounds: [west, south, east, north] as const }),
  }
}

/** True once a frame was drawn: the words of the list come first, then the map takes the processor for a second. */
function useDrawn(): boolean {
  const [drawn, setDrawn] = useState(false)
  useEffect(() => {
    let afterwards: ReturnType<typeof setTimeout> | undefined
    const frame = requestAnimationFrame(() => {
      afterwards = setTimeout(() => setDrawn(true))
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(afterwards)
    }
  }, [])
  return drawn
}

/** The map beside or behind the list. When it cannot be, it says so and the list goes on. */
export function MapArea(props: MapAreaProps): ReactNode {
  const { plain } = useSpeaker()
  const drawn = useDrawn()
  const [trouble, setTrouble] = useState<MapTrouble>()
  const [attempt, setAttempt] = useState(0)
  const retry = (): void => {
    setTrouble(undefined)
    setAttempt(attempt + 1)
  }
  return (
    <section id="map" className="town-map mn-no-print" aria-label={plain('navMap')}>
      {trouble !== undefined && (
        <div className="town-map__notice">
          <Notice
            tone="warn"
            icon="map"
            action={
              trouble === 'stuck' ? (
                <Button look="text" onClick={retry}>
                  <T id="reload" />
                </Button>
              ) : undefined
            }
          >
            <T id={trouble === 'no-webgl' ? 'mapNoWebgl' : 'mapStuck'} />
          </Notice>
        </div>
      )}
      <MapGuard
        key={attempt}
        onBroken={() => {
          document.documentElement.dataset['map'] = 'failed'
          setTrouble('stuck')
        }}
      >
        <Suspense
          fallback={
            <div className="town-map__wait">
              <span className="mn-visually-hidden">{plain('mapLoading')}</span>
            </div>
          }
        >
          {drawn && trouble !== 'no-webgl' && <LoadedMap {...props} onTrouble={setTrouble} onReady={() => setTrouble(undefined)} />}
        </Suspense>
      </MapGuard>
    </section>
  )
}

/** Map code that does not load or breaks takes nothing else with it. */
class MapGuard extends Component<{ readonly children: ReactNode; readonly onBroken: () => void }, { readonly broken: boolean }> {
  override state = { broken: false }
  static getDerivedStateFromError = (): { readonly broken: boolean } => ({ broken: true })
  override componentDidCatch(): void {
    this.props.onBroken()
  }
  override render(): ReactNode {
    return this.state.broken ? null : this.props.children
  }
}

function LoadedMap({
  selected,
  onSelect,
  padding,
  onTrouble,
  onReady,
}: MapAreaProps & { readonly onTrouble: (trouble: MapTrouble) => void; readonly onReady: () => void }): ReactNode {
  const { language } = useSpeaker()
  const toast = useToast()
  const { theme, ground } = settings.use()
  const { hovered, setHovered, here, locate } = useExplore()
  const city = useQuery(cityQuery()).data?.value
  const base = useQuery(baseQuery())
  const tiles = useMemo(() => (base.data === undefined ? undefined : tilesOf(base.data.value)), [base.data])
  const marks = useMarks(selected, hovered)
  const start = useMemo<MapView | undefined>(
    () => (city === undefined ? undefined : (lastView() ?? { lon: city.centre[0], lat: city.centre[1], zoom: city.zoom })),
    [city],
  )
  const edges = useMemo(() => padding, [padding.top, padding.right, padding.bottom, padding.left])
  if (start === undefined || (base.isPending && !base.isError)) return null
  const onLocate = async (): Promise<void> => {
    if ((await locate()) === undefined) toast({ text: <T id="locateDenied" /> })
  }
  return (
    <ChosenMap
      view={start}
      theme={shownTheme(theme)}
      language={language}
      base={tiles}
      gsi={ground === 'gsi' && city?.features.gsiTiles === true}
      {...marks}
      here={here === undefined ? undefined : { lon: here[0], lat: here[1] }}
      padding={edges}
      credits={city?.credits ?? []}
      onSelect={(id) => {
        if (id !== undefined) countUse({ feature: 'map.use' })
        onSelect(id)
      }}
      onHover={setHovered}
      onMove={keepView}
      onTrouble={onTrouble}
      onReady={onReady}
      onLocate={() => void onLocate()}
    />
  )
}

/** What the map shows: the same as the list where words decide, the whole town where filters do. */
function useMarks(selected: string | undefined, hovered: string | undefined) {
  const { language } = useSpeaker()
  const { wishes } = useWishes()
  const { listed } = useExplore()
  const categories = useQuery(categoriesQuery()).data?.value
  const features = useQuery(pointsQuery()).data?.value.features
  const place = useQuery({ ...placeQuery(selected ?? ''), enabled: selected !== undefined }).data?.value
  const byList = wishes.q !== undefined || wishes.access === true
  const points = useMemo(
    () =>
      byList || features === undefined
        ? listed.map((item) => pointOfPlace(item, categories, language))
        : pointsOfTown(features, wishes, categories, language),
    [byList, features, listed, wishes, categories, language],
  )
  const found = useMemo(() => new Map(points.map((point) => [point.id, point])), [points])
  const chosen = useMemo(
    () => (selected === undefined ? undefined : place?.id === selected ? pointOfPlace(place, categories, language) : found.get(selected)),
    [selected, place, found, categories, language],
  )
  const fitTo = byList
    ? apiAddress(
        '',
        {
          q: wishes.q,
          access: wishes.access,
          of: listed
            .map((item) => item.id)
            .join()
            .slice(0, 400),
        },
        undefined,
      )
    : undefined
  return { points, selected: chosen, hovered: hovered === undefined ? undefined : found.get(hovered), fitTo }
}
