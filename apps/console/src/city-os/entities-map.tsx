import { Notice, shownTheme } from '@machinaka/ui'
import type { EntityTiles, MapPoint, MapView } from '@machinaka/ui/map'
import type { EntityRow } from '@machinaka/context/contract'
import type { CityView } from '@machinaka/people/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useMemo, useRef, useState } from 'react'
import { currentCity } from '../data/api.ts'
import { baseQuery, cityQuery } from '../data/queries.ts'
import { settings } from '../data/settings.ts'
import { tilesOf } from '../map/base-tiles.ts'
import { MapGuard } from '../map/map-guard.tsx'
import { zoomOver } from '../map/position.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { nameIn } from './entity-name.ts'
import { entityQuery, type TileJson, tileJsonQuery } from './queries.ts'

const TownMap = lazy(() => import('../map/map-chunk.tsx').then((m) => ({ default: m.TownMap })))

interface Props {
  readonly type: string
  /** The rows of a list that was narrowed: the map shows these. Undefined: all of the type, from its tiles. */
  readonly shown: readonly EntityRow[] | undefined
  /** Grows when something changed: the tiles are asked for again. */
  readonly batch: number
}

/** The same entities on a map. What is pressed is named below, with the way to it. */
export function EntitiesMap({ type, shown, batch }: Props): ReactNode {
  const { plain } = useSpeaker()
  const source = useQuery(tileJsonQuery(type))
  const [chosen, setChosen] = useState<string>()
  const [broken, setBroken] = useState(false)
  if (source.data !== undefined && source.data.bounds === undefined)
    return (
      <Notice icon="map">
        <T id="mapNoLocations" />
      </Notice>
    )
  if (broken || source.isError)
    return (
      <Notice tone="warn" icon="map">
        <T id="mapAbsent" />
      </Notice>
    )
  return (
    <section className="desk-entities__map mn-stack" aria-label={plain('onMap')}>
      <div className="desk-entities__frame">
        <MapGuard onBroken={() => setBroken(true)}>
          <Suspense fallback={<Waiting />}>
            {source.data === undefined ? (
              <Waiting />
            ) : (
              <Drawn {...{ type, shown, batch, chosen }} source={source.data} onChosen={setChosen} onBroken={() => setBroken(true)} />
            )}
          </Suspense>
        </MapGuard>
      </div>
      <p className="mn-small mn-muted">
        <T id={shown === undefined ? 'mapShowsAll' : 'mapShowsList'} />
      </p>
      {chosen !== undefined && <Chosen id={chosen} />}
    </section>
  )
}

const Waiting = (): ReactNode => (
  <p className="desk-point-map__wait" role="status">
    <T id="loading" />
  </p>
)

function Chosen({ id }: { readonly id: string }): ReactNode {
  const { language, plain } = useSpeaker()
  const entity = useQuery(entityQuery(id)).data?.entity
  return (
    <p className="desk-entities__chosen" role="status">
      <Link to="/data/$id" params={{ id }} search={{}}>
        {nameOf(entity, language) ?? plain('openEntity')}
      </Link>
      <span className="desk-hash mn-muted">{id}</span>
    </p>
  )
}

/** The name in a normalized entity. */
export function nameOf(entity: Readonly<Record<string, unknown>> | undefined, language: Parameters<typeof nameIn>[1]): string | undefined {
  const name: unknown = entity?.['name'] ?? entity?.['title']
  const first: unknown = Array.isArray(name) ? name[0] : name
  if (typeof first !== 'object' || first === null) return undefined
  if ('value' in first && typeof first.value === 'string') return first.value
  const map: unknown = 'languageMap' in first ? first.languageMap : undefined
  if (typeof map !== 'object' || map === null) return undefined
  return nameIn(Object.fromEntries(Object.entries(map).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : []))), language)
}

interface DrawnProps extends Props {
  readonly source: TileJson
  readonly chosen: string | undefined
  readonly onChosen: (id: string | undefined) => void
  readonly onBroken: () => void
}

function Drawn({ type, shown, batch, source, chosen, onChosen, onBroken }: DrawnProps): ReactNode {
  const { language } = useSpeaker()
  const { theme } = settings.use()
  const city = useQuery(cityQuery()).data
  const base = useQuery(baseQuery())
  const tiles = useMemo(() => (base.data === undefined ? undefined : tilesOf(base.data)), [base.data])
  const narrowed = shown !== undefined
  const entities = useMemo(() => (narrowed ? undefined : entityTiles(type, source, batch)), [narrowed, type, source, batch])
  const points = useMemo(() => pointsOf(shown ?? [], language), [shown, language])
  const opened = useRef<MapView>(undefined)
  if (city === undefined || (base.isPending && !base.isError)) return <Waiting />
  opened.current ??= firstView(city, source.bounds)
  return (
    <TownMap
      view={opened.current}
      theme={shownTheme(theme)}
      language={language}
      base={tiles}
      points={points}
      entities={entities}
      selected={points.find(({ id }) => id === chosen)}
      fitTo={narrowed && points.length > 0 ? points.map(({ id }) => id).join(' ') : undefined}
      credits={city.credits}
      onSelect={onChosen}
      onTrouble={onBroken}
    />
  )
}

/** The tiles of a type; the number of the batch makes an address of its own, so that changed tiles are fetched anew. */
function entityTiles(type: string, { maxzoom }: TileJson, batch: number): EntityTiles {
  const city = currentCity()
  const values = new URLSearchParams({ ...(city !== undefined && { city }), ...(batch > 0 && { batch: String(batch) }) }).toString()
  const tile = `${location.origin}/tiles/${encodeURIComponent(type)}/{z}/{x}/{y}.mvt${values === '' ? '' : `?${values}`}`
  return { tiles: [tile], layer: type, maxzoom: Math.min(maxzoom, 20) }
}

const pointsOf = (rows: readonly EntityRow[], language: Parameters<typeof nameIn>[1]): readonly MapPoint[] =>
  rows.flatMap(({ id, names, point }) =>
    point === null ? [] : [{ id, ...point, label: nameIn(names, language) ?? '', icon: 'pin', group: 'other', rank: 1 }],
  )

/** All of the type where they lie within a region; else the town as its app opens. */
function firstView({ centre, zoom }: Pick<CityView, 'centre' | 'zoom'>, bounds: TileJson['bounds']): MapView {
  if (bounds === undefined || bounds[2] - bounds[0] > 5) return { lon: centre[0], lat: centre[1], zoom }
  return { lon: (bounds[0] + bounds[2]) / 2, lat: (bounds[1] + bounds[3]) / 2, zoom: zoomOver(bounds, 400) }
}
