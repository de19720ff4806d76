import { Button, Notice, shownTheme } from '@machinaka/ui'
import type { MapArea, MapView, OpenMap } from '@machinaka/ui/map'
import type { CityView } from '@machinaka/people/contract'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, lazy, type ReactNode, Suspense, useMemo, useRef, useState } from 'react'
import { baseQuery, cityQuery } from '../data/queries.ts'
import { settings } from '../data/settings.ts'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'
import { tilesOf } from './base-tiles.ts'
import { MapGuard } from './map-guard.tsx'
import { type Point, rounded, zoomOver } from './position.ts'

const TownMap = lazy(() => import('./map-chunk.tsx').then((m) => ({ default: m.TownMap })))

/** What is in view: the middle, the zoom, and the box. */
export interface Seen {
  readonly view: MapView
  readonly area: MapArea
}

interface Props {
  readonly point: Point | undefined
  readonly area?: MapArea | undefined
  /** A place is brought into view when it is set; the middle of a town is only marked. */
  readonly markAs?: 'place' | 'middle'
  /** Presses set the point; the key Enter and the first button take the middle of the map, and tell its zoom. */
  readonly onPoint: (point: Point, zoom?: number) => void
  /** What the button says that takes the middle of the map; without it there is none. */
  readonly setWord?: PlainKey
  readonly help?: PlainKey
  /** More to do with what is in view. */
  readonly also?: (seen: () => Seen | undefined) => ReactNode
}

/**
 * A small map where a point is set: by a press, or by keys (arrows move the map under a cross in its middle, Enter takes
 * the middle), or by a button. The numbers beside it say the same; where the map does not come, they are enough.
 */
export function PointMap({ point, area, markAs = 'place', onPoint, setWord, help = 'pointMapHelp', also }: Props): ReactNode {
  const [broken, setBroken] = useState(false)
  const [seen, setSeen] = useState<{ readonly view: MapView; readonly map: OpenMap }>()
  const look = (): Seen | undefined => {
    if (seen === undefined) return undefined
    const [west, south, east, north] = seen.map.bounds()
    return { view: seen.view, area: [rounded(west), rounded(south), rounded(east), rounded(north)] }
  }
  const takeMiddle = (): void => {
    if (seen !== undefined) onPoint({ lon: rounded(seen.view.lon), lat: rounded(seen.view.lat) }, seen.view.zoom)
  }
  if (broken)
    return (
      <Notice tone="warn" icon="map">
        <T id="pointMapAbsent" />
      </Notice>
    )
  const byKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLCanvasElement)) return
    event.preventDefault()
    takeMiddle()
  }
  return (
    <div className="desk-point-map">
      <p className="mn-small mn-muted">
        <T id={help} />
      </p>
      <div className="desk-point-map__frame" onKeyDown={byKey}>
        <MapGuard onBroken={() => setBroken(true)}>
          <Suspense fallback={<Waiting />}>
            <Drawn point={point} area={area} markAs={markAs} onPoint={onPoint} onSeen={setSeen} onBroken={() => setBroken(true)} />
          </Suspense>
        </MapGuard>
        <span className="desk-point-map__cross" aria-hidden="true" />
      </div>
      <div className="mn-row">
        {setWord !== undefined && (
          <Button compact icon="locate" disabled={seen === undefined} onClick={takeMiddle}>
            <T id={setWord} />
          </Button>
        )}
        {also?.(look)}
      </div>
    </div>
  )
}

function Waiting(): ReactNode {
  const { plain } = useSpeaker()
  return (
    <p className="desk-point-map__wait" role="status">
      {plain('loading')}
    </p>
  )
}

interface DrawnProps {
  readonly point: Point | undefined
  readonly area: MapArea | undefined
  readonly markAs: 'place' | 'middle'
  readonly onPoint: (point: Point) => void
  readonly onSeen: (seen: { readonly view: MapView; readonly map: OpenMap }) => void
  readonly onBroken: () => void
}

function Drawn({ point, area, markAs, onPoint, onSeen, onBroken }: DrawnProps): ReactNode {
  const { language } = useSpeaker()
  const { theme } = settings.use()
  const city = useQuery(cityQuery()).data
  const base = useQuery(baseQuery())
  const tiles = useMemo(() => (base.data === undefined ? undefined : tilesOf(base.data)), [base.data])
  const opened = useRef<MapView>(undefined)
  const mark = useMemo(
    () => (point === undefined ? undefined : { ...point, id: 'point', label: '', icon: 'pin' as const, group: 'other', rank: 1 }),
    [point],
  )
  if (city === undefined || (base.isPending && !base.isError)) return <Waiting />
  opened.current ??= firstView(city, point, markAs === 'middle' ? area : undefined)
  return (
    <TownMap
      view={opened.current}
      theme={shownTheme(theme)}
      language={language}
      base={tiles}
      points={none}
      selected={markAs === 'place' ? mark : undefined}
      here={markAs === 'middle' ? point : undefined}
      area={area}
      credits={city.credits}
      onSelect={() => undefined}
      onPoint={({ lon, lat }) => onPoint({ lon: rounded(lon), lat: rounded(lat) })}
      onMove={(view, map) => onSeen({ view, map })}
      onReady={(map) => onSeen({ view: opened.current ?? { lon: city.centre[0], lat: city.centre[1], zoom: city.zoom }, map })}
      onTrouble={onBroken}
    />
  )
}

/** A point from near; a box as a whole; else the town as its app opens. */
function firstView({ centre, zoom }: Pick<CityView, 'centre' | 'zoom'>, point: Point | undefined, area: MapArea | undefined): MapView {
  if (area !== undefined) return { lon: (area[0] + area[2]) / 2, lat: (area[1] + area[3]) / 2, zoom: zoomOver(area, 300) }
  return point === undefined ? { lon: centre[0], lat: centre[1], zoom } : { ...point, zoom: 16 }
}

const none: readonly never[] = []
