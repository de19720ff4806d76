import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from '../pieces/button.tsx'
import { piecesI18n } from '../i18n/pieces.ts'
import type { Language } from '../i18n/languages.ts'
import { creditsOf, type Credit } from './attribution.ts'
import { type MapArea, type MapPadding, type MapTrouble, type MapView, type OpenMap, openMap } from './open-map.ts'
import type { EntityTiles } from './entity-tiles.ts'
import type { MapTheme } from './palette.ts'
import type { MapPoint } from './points.ts'
import type { BaseTiles, RasterTiles } from './style.ts'

export interface TownMapProps {
  /** Where the map opens; later values do not move it. */
  readonly view: MapView
  readonly theme: MapTheme
  readonly language: Language
  readonly base?: BaseTiles | undefined
  readonly raster?: RasterTiles | undefined
  readonly points: readonly MapPoint[]
  readonly selected?: MapPoint | undefined
  readonly hovered?: MapPoint | undefined
  readonly here?: { readonly lon: number; readonly lat: number } | undefined
  /** Changes when the points are a new answer: the map then shows all of them. */
  readonly fitTo?: string | undefined
  /** What else covers the map's edges, in pixels. */
  readonly padding?: MapPadding
  readonly credits?: readonly Credit[]
  /** A box drawn over everything. */
  readonly area?: MapArea | undefined
  /** Entities of a type from vector tiles; a press on one selects it. */
  readonly entities?: EntityTiles | undefined
  readonly onSelect: (id: string | undefined) => void
  /** Where the map was pressed. */
  readonly onPoint?: (point: { readonly lon: number; readonly lat: number }) => void
  readonly onHover?: (id: string | undefined) => void
  readonly onMove?: (view: MapView, map: OpenMap) => void
  readonly onTrouble: (trouble: MapTrouble) => void
  readonly onReady?: (map: OpenMap) => void
  /** Shown as a button when given: asks where the person is. */
  readonly onLocate?: () => void
}

/** The newest value for callbacks that live longer than a render. */
function useLatest<Value>(value: Value): { readonly current: Value } {
  const latest = useRef(value)
  useEffect(() => {
    latest.current = value
  })
  return latest
}

/** Opens the map once and keeps it; the parts below tell it what changed. */
function useOpenMap(
  props: TownMapProps,
  label: string,
): { readonly container: React.RefObject<HTMLDivElement | null>; readonly map: OpenMap | undefined; readonly turned: boolean } {
  const container = useRef<HTMLDivElement>(null)
  const [map, setMap] = useState<OpenMap>()
  const [turned, setTurned] = useState(false)
  const latest = useLatest(props)
  const first = useRef({ props, label })
  useEffect(() => {
    if (container.current === null) return
    const { props: start, label: name } = first.current
    const opened = openMap({
      container: container.current,
      view: start.view,
      theme: start.theme,
      language: start.language,
      base: start.base,
      raster: start.raster,
      label: name,
      points: start.points,
      padding: start.padding,
      onSelect: (id) => latest.current.onSelect(id),
      onPoint: (point) => latest.current.onPoint?.(point),
      onHover: (id) => latest.current.onHover?.(id),
      onMove: (view, bearing) => {
        setTurned(Math.abs(bearing) > 1)
        if (opened !== undefined) latest.current.onMove?.(view, opened)
      },
      onTrouble: (trouble) => latest.current.onTrouble(trouble),
      onReady: () => {
        if (opened !== undefined) latest.current.onReady?.(opened)
      },
    })
    setMap(opened)
    return () => opened?.close()
  }, [latest])
  return { container, map, turned }
}

function useMapWishes(map: OpenMap | undefined, props: TownMapProps): void {
  const { theme, language, base, raster, points, selected, hovered, here, area, entities, fitTo, padding } = props
  const looked = useRef({ theme, language, base, raster })
  useEffect(() => {
    const before = looked.current
    if (map === undefined || (before.theme === theme && before.language === language && before.base === base && before.raster === raster))
      return
    looked.current = { theme, language, base, raster }
    map.setLook(looked.current)
  }, [map, theme, language, base, raster])
  useEffect(() => map?.setPoints(points), [map, points])
  useEffect(
    () => map?.setChosen([...(selected ? [selected] : []), ...(hovered && hovered.id !== selected?.id ? [hovered] : [])]),
    [map, selected, hovered],
  )
  useEffect(() => map?.setHere(here), [map, here])
  useEffect(() => map?.setArea(area), [map, area])
  useEffect(() => map?.setEntities(entities), [map, entities])
  useEffect(() => {
    if (padding !== undefined) map?.setPadding(padding)
  }, [map, padding])
  const lon = selected?.lon
  const lat = selected?.lat
  useEffect(() => {
    if (lon !== undefined && lat !== undefined) map?.show({ lon, lat }, 16)
  }, [map, lon, lat])
  // An answer that was there before the map is fitted too, unless a place is chosen: that one is shown.
  const fitted = useRef(selected === undefined ? undefined : fitTo)
  useEffect(() => {
    if (map === undefined || fitTo === undefined || fitted.current === fitTo) return
    fitted.current = fitTo
    map.fit(points)
  }, [map, fitTo, points])
}

/** The town as a map, with its buttons and credits. It fills its parent. */
export function TownMap(props: TownMapProps): ReactNode {
  const { plain } = piecesI18n.useSpeaker()
  const { container, map, turned } = useOpenMap(props, `${plain('mapLabel')} ${plain('mapKeys')}`)
  useMapWishes(map, props)
  return (
    <div className="mn-map">
      <div ref={container} className="mn-map__canvas" />
      <div className="mn-map__tools mn-no-print" style={{ bottom: `calc(${props.padding?.bottom ?? 0}px + 2.25rem)` }}>
        {turned && <Button look="round" icon="compass" aria-label={plain('north')} onClick={() => map?.northUp()} />}
        {props.onLocate !== undefined && <Button look="round" icon="locate" aria-label={plain('locate')} onClick={props.onLocate} />}
        <Button className="mn-map__zoom" look="round" icon="plus" aria-label={plain('zoomIn')} onClick={() => map?.zoomBy(1)} />
        <Button className="mn-map__zoom" look="round" icon="minus" aria-label={plain('zoomOut')} onClick={() => map?.zoomBy(-1)} />
      </div>
      <Credits
        credits={[...creditsOf(props.raster?.attribution ?? props.base?.attribution ?? ''), ...(props.credits ?? [])]}
        bottom={props.padding?.bottom ?? 0}
      />
    </div>
  )
}

function Credits({ credits, bottom }: { readonly credits: readonly Credit[]; readonly bottom: number }): ReactNode {
  const seen = credits.filter(
    (credit, at) =>
      credits.findIndex((other) => other.text === credit.text) === at &&
      !credits.some((other) => other.text !== credit.text && other.text.startsWith(credit.text) && credit.text.length > 3),
  )
  if (seen.length === 0) return null
  return (
    <p className="mn-map__credits" style={{ bottom: `${bottom}px` }}>
      {seen.map((credit) =>
        credit.url === undefined ? (
          <span key={credit.text}>{credit.text} </span>
        ) : (
          <a key={credit.text} href={credit.url} target="_blank" rel="noreferrer">
            {credit.text}{' '}
          </a>
        ),
      )}
    </p>
  )
}
