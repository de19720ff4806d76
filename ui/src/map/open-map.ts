import { type GeoJSONSource, Map as LibreMap, type MapMouseEvent, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import type { Language } from '../i18n/languages.ts'
import { drawEntities, entityLayerIds, type EntityTiles } from './entity-tiles.ts'
import { drawMark } from './marks.ts'
import { mapPalettes, type MapTheme } from './palette.ts'
import { boundsOf, type MapPoint, pointsOf } from './points.ts'
import { chosenLayers, hereLayers } from './style-places.ts'
import { type BaseTiles, type RasterTiles, townStyle } from './style.ts'

export interface MapView {
  readonly lon: number
  readonly lat: number
  readonly zoom: number
}
export interface MapPadding {
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly left: number
}
/** West, south, east, north, in degrees. */
export type MapArea = readonly [number, number, number, number]
/** `no-webgl`: this browser cannot draw it. `stuck`: nothing was drawn in time (worker or tiles do not come). */
export type MapTrouble = 'no-webgl' | 'stuck'

export interface MapWishes {
  readonly container: HTMLElement
  readonly view: MapView
  readonly theme: MapTheme
  readonly language: Language
  readonly base: BaseTiles | undefined
  readonly raster: RasterTiles | undefined
  readonly label: string
  /** What is drawn from the first moment; the same list given again by `setPoints` costs nothing. */
  readonly points: readonly MapPoint[]
  readonly padding: MapPadding | undefined
  readonly onSelect: (id: string | undefined) => void
  /** Where the map was pressed, whether or not a place is there. */
  readonly onPoint?: ((point: { readonly lon: number; readonly lat: number }) => void) | undefined
  readonly onHover: (id: string | undefined) => void
  readonly onMove: (view: MapView, bearing: number) => void
  readonly onTrouble: (trouble: MapTrouble) => void
  readonly onReady: () => void
}

/** The map as the app handles it; everything else of MapLibre stays behind this. */
export interface OpenMap {
  setPoints(points: readonly MapPoint[]): void
  /** The selected and the hovered place, drawn over the others; the first is the most important. */
  setChosen(points: readonly MapPoint[]): void
  setHere(here: { readonly lon: number; readonly lat: number } | undefined): void
  /** A box drawn over everything: west, south, east, north. */
  setArea(area: MapArea | undefined): void
  /** Entities from vector tiles, over the ground and under the chosen place. */
  setEntities(tiles: EntityTiles | undefined): void
  setLook(look: Pick<MapWishes, 'theme' | 'language' | 'base' | 'raster'>): void
  setPadding(padding: MapPadding): void
  /** Brings a place into view if it is not; never moves more than needed. */
  show(point: { readonly lon: number; readonly lat: number }, zoom?: number): void
  fit(points: readonly { readonly lon: number; readonly lat: number }[]): void
  zoomBy(steps: number): void
  northUp(): void
  /** West, south, east, north of what is in view. */
  bounds(): readonly [number, number, number, number]
  close(): void
}

/** Drawing must have begun by then, or the list says that the map does not come. Slow phones need 5 s. */
const stuckAfter_ms = 20_000
const placeLayerIds = ['place-chosen', 'place-mark', 'place-dot', ...entityLayerIds]
/** A finger is wider than a mark. */
const reach_px = 8

/** Tells tests and people with the inspector how the map is: `data-map` on `<html>` is loading, moving, idle or failed. */
const tell = (state: 'loading' | 'moving' | 'idle' | 'failed' | undefined): void => {
  if (state === undefined) delete document.documentElement.dataset['map']
  else document.documentElement.dataset['map'] = state
}

/**
 * Answers tests and people with the inspector which places are drawn at this moment, by their labels:
 * `document.dispatchEvent(new CustomEvent('machinaka:drawn-places', { detail: (labels) => console.log(labels) }))`
 */
function answerDrawn(map: LibreMap): void {
  const answer = (event: Event): void => {
    const reply: unknown = event instanceof CustomEvent ? event.detail : undefined
    if (typeof reply === 'function')
      reply(map.queryRenderedFeatures({ layers: presentLayers(map) }).map(({ properties }) => String(properties['label'] ?? '')))
  }
  document.addEventListener('machinaka:drawn-places', answer)
  map.once('remove', () => document.removeEventListener('machinaka:drawn-places', answer))
}

const presentLayers = (map: LibreMap): string[] => placeLayerIds.filter((id) => map.getLayer(id) !== undefined)

/** Puts the map into a container; undefined (after `onTrouble`) where the browser has no WebGL. */
export function openMap(wishes: MapWishes): OpenMap | undefined {
  setWorkerUrl(new URL(workerUrl, location.href).href)
  tell('loading')
  const holder = new Holder(wishes)
  try {
    const map = createMap(wishes)
    return holder.take(map)
  } catch {
    tell('failed')
    wishes.onTrouble('no-webgl')
    return undefined
  }
}

function createMap({ container, view, label, points, padding, ...look }: MapWishes): LibreMap {
  const style = townStyle(look)
  container.style.backgroundColor = mapPalettes[look.theme].paper
  const map = new LibreMap({
    container,
    style: { ...style, sources: { ...style.sources, places: { type: 'geojson', data: pointsOf(points) } } },
    center: [view.lon, view.lat],
    zoom: view.zoom,
    minZoom: 9,
    maxZoom: 20,
    maxPitch: 0,
    attributionControl: false,
    pitchWithRotate: false,
    fadeDuration: 120,
    locale: { 'Map.Title': label },
    localIdeographFontFamily: false,
    validateStyle: false,
    renderWorldCopies: false,
  })
  // The map is never tilted, so no sky is seen; MapLibre would fill every frame with it, by a program of its own.
  map.painter.drawFunctions = { ...map.painter.drawFunctions, sky: () => undefined }
  if (padding !== undefined) map.setPadding(padding)
  return map
}

/** `chosen` and `here` are sources of their own, made when there is something in them: a first view has neither to wait for. */
type PlaceSource = 'places' | 'chosen' | 'here'

/** Keeps what the app last wished, so that a new style (theme, language) shows the same places. */
class Holder {
  private points: readonly MapPoint[]
  private chosen: readonly MapPoint[] = []
  private here: { readonly lon: number; readonly lat: number } | undefined
  private area: MapArea | undefined
  private entities: EntityTiles | undefined
  /** Whether the style can take a source; a new look begins again. */
  private styled = false
  /** What changed before it could. */
  private readonly waiting = new Set<PlaceSource>()
  private look: Pick<MapWishes, 'theme' | 'language' | 'base' | 'raster'>
  private readonly wishes: MapWishes
  private hovered: string | undefined

  constructor(wishes: MapWishes) {
    this.wishes = wishes
    this.look = wishes
    this.points = wishes.points
  }

  take(map: LibreMap): OpenMap {
    const ratio = devicePixelRatio > 1 ? 2 : 1
    map.setMissingStyleImageResolver((name) => {
      const mark = drawMark(name, mapPalettes[this.look.theme], ratio)
      if (mark !== undefined && !map.hasImage(name)) map.addImage(name, mark.image, { pixelRatio: mark.ratio })
    })
    this.watch(map)
    answerDrawn(map)
    return this.door(map)
  }

  /** What each source of places holds now. */
  private contents(source: PlaceSource): ReturnType<typeof pointsOf> {
    if (source === 'places') return pointsOf(this.points)
    if (source === 'chosen') return pointsOf(this.chosen.map((point, at) => ({ ...point, rank: this.chosen.length - at })))
    return pointsOf(this.here === undefined ? [] : [{ ...this.here, id: 'here', label: '', icon: 'pin', group: 'other', rank: 1 }])
  }

  private pour(map: LibreMap, source: PlaceSource): void {
    if (!this.styled) {
      this.waiting.add(source)
      return
    }
    const data = this.contents(source)
    const target = map.getSource<GeoJSONSource>(source)
    if (target !== undefined) {
      void target.setData(data)
      return
    }
    if (data.features.length === 0) return
    map.addSource(source, { type: 'geojson', data })
    const palette = mapPalettes[this.look.theme]
    // The person is never hidden by a place.
    const above = source === 'chosen' && map.getLayer('here-reach') !== undefined ? 'here-reach' : undefined
    for (const layer of source === 'chosen' ? chosenLayers(palette) : hereLayers(palette)) map.addLayer(layer, above)
  }

  /** The box is a source of its own, made when somebody first wishes one: the town's map never pays for it. */
  private drawArea(map: LibreMap): void {
    if (!this.styled) return
    const source = map.getSource<GeoJSONSource>('area')
    if (this.area === undefined && source === undefined) return
    const data = { type: 'FeatureCollection' as const, features: this.area === undefined ? [] : [boxOf(this.area)] }
    if (source !== undefined) {
      void source.setData(data)
      return
    }
    map.addSource('area', { type: 'geojson', data })
    const ink = mapPalettes[this.look.theme].selected
    map.addLayer({ id: 'area', type: 'line', source: 'area', paint: { 'line-color': ink, 'line-width': 2.5, 'line-dasharray': [3, 2] } })
  }

  /** Entities too are drawn only where somebody wishes them. */
  private showEntities(map: LibreMap): void {
    if (this.styled) drawEntities(map, this.entities, mapPalettes[this.look.theme])
  }

  /** The style for a new look, with the places already in it. */
  private restyle(map: LibreMap): void {
    this.styled = false
    const style = townStyle(this.look)
    for (const source of ['chosen', 'here'] as const) this.waiting.add(source)
    map.getContainer().style.backgroundColor = mapPalettes[this.look.theme].paper
    const places = { type: 'geojson' as const, data: this.contents('places') }
    map.setStyle({ ...style, sources: { ...style.sources, places } }, { diff: false, validate: false })
  }

  private watch(map: LibreMap): void {
    const { onTrouble, onMove, onReady, onSelect, onPoint, onHover } = this.wishes
    const stuck = setTimeout(() => {
      tell('failed')
      onTrouble('stuck')
    }, stuckAfter_ms)
    map.once('idle', () => {
      clearTimeout(stuck)
      onReady()
    })
    map.once('remove', () => clearTimeout(stuck))
    map.on('idle', () => tell('idle'))
    map.on('movestart', () => tell('moving'))
    map.on('moveend', () => {
      const { lng, lat } = map.getCenter()
      onMove({ lon: lng, lat, zoom: map.getZoom() }, map.getBearing())
    })
    map.on('webglcontextlost', () => tell('loading'))
    // A tile that does not come leaves its square empty; the rest stays useful, and MapLibre asks again on the next move.
    map.on('error', () => undefined)
    map.on('click', (event) => {
      onSelect(placeAt(map, event))
      onPoint?.({ lon: event.lngLat.lng, lat: event.lngLat.lat })
    })
    map.on('style.load', () => {
      this.styled = true
      this.showEntities(map)
      this.drawArea(map)
      for (const source of this.waiting) this.pour(map, source)
      this.waiting.clear()
    })
    map.on('mousemove', (event) => {
      const found = placeAt(map, event)
      if (found === this.hovered) return
      this.hovered = found
      map.getCanvas().style.cursor = found === undefined ? '' : 'pointer'
      onHover(found)
    })
    map.on('mouseout', () => {
      if (this.hovered !== undefined) {
        this.hovered = undefined
        onHover(undefined)
      }
    })
  }

  private door(map: LibreMap): OpenMap {
    return {
      setPoints: (points) => {
        if (this.points === points) return
        this.points = points
        this.pour(map, 'places')
      },
      setChosen: (points) => {
        if (this.chosen.length + points.length === 0) return
        this.chosen = points
        this.pour(map, 'chosen')
      },
      setHere: (here) => {
        if (this.here === here) return
        this.here = here
        this.pour(map, 'here')
      },
      setArea: (area) => {
        this.area = area
        this.drawArea(map)
      },
      setEntities: (tiles) => {
        if (this.entities === tiles) return
        this.entities = tiles
        this.showEntities(map)
      },
      setLook: (look) => {
        this.look = look
        this.restyle(map)
      },
      setPadding: (padding) => {
        if (Object.entries(padding).some(([side, px]) => map.getPadding()[side as keyof MapPadding] !== px))
          map.easeTo({ padding, duration: 200 })
      },
      show: (point, zoom) => {
        bringIntoView(map, point, zoom)
      },
      fit: (points) => {
        const bounds = boundsOf(points)
        if (bounds !== undefined)
          map.fitBounds([...bounds] as [number, number, number, number], { padding: 56, maxZoom: 17, duration: 250 })
      },
      zoomBy: (steps) => {
        map.easeTo({ zoom: map.getZoom() + steps, duration: 200 })
      },
      northUp: () => {
        map.easeTo({ bearing: 0, duration: 200 })
      },
      bounds: () => {
        const b = map.getBounds()
        return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()]
      },
      close: () => {
        map.remove()
        tell(undefined)
      },
    }
  }
}

const boxOf = ([west, south, east, north]: MapArea) => ({
  type: 'Feature' as const,
  properties: {},
  geometry: {
    type: 'LineString' as const,
    coordinates: [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  },
})

function placeAt(map: LibreMap, { point }: Pick<MapMouseEvent, 'point'>): string | undefined {
  const layers = presentLayers(map)
  const found =
    map.queryRenderedFeatures(point, { layers })[0] ??
    map.queryRenderedFeatures(
      [
        [point.x - reach_px, point.y - reach_px],
        [point.x + reach_px, point.y + reach_px],
      ],
      { layers },
    )[0]
  const id: unknown = found?.properties['id']
  return typeof id === 'string' ? id : undefined
}

function bringIntoView(map: LibreMap, { lon, lat }: { readonly lon: number; readonly lat: number }, zoom?: number): void {
  const at = map.project([lon, lat])
  const { clientWidth, clientHeight } = map.getContainer()
  const { top = 0, right = 0, bottom = 0, left = 0 } = map.getPadding()
  const inside = at.x > left + 40 && at.x < clientWidth - right - 40 && at.y > top + 70 && at.y < clientHeight - bottom - 40
  const near = zoom === undefined || map.getZoom() >= zoom - 0.5
  if (!inside || !near) map.easeTo({ center: [lon, lat], ...(near ? {} : { zoom }), duration: 250 })
}
