import type { LayerSpecification, Map as LibreMap, VectorTileSource } from 'maplibre-gl'
import type { MapPalette } from './palette.ts'
import { fontStack } from './style-labels.ts'

/** Entities of any type as vector tiles; what is crowded comes as cells with `point_count`. */
export interface EntityTiles {
  /** Absolute URLs: they are fetched in a worker. A new address shows what has changed. */
  readonly tiles: readonly string[]
  /** Name of the layer in the tiles. */
  readonly layer: string
  readonly maxzoom: number
}

/** Layers that can be pressed: each feature has an `id`. */
export const entityLayerIds = ['entity-area', 'entity-line', 'entity-point'] as const
const source = 'entities'

/** Draws the tiles over the ground, or other ones in their place; undefined takes them away. */
export function drawEntities(map: LibreMap, tiles: EntityTiles | undefined, palette: MapPalette): void {
  const drawn = map.getSource<VectorTileSource>(source)
  if (drawn !== undefined && tiles !== undefined && map.getLayer('entity-point')?.sourceLayer === tiles.layer) {
    drawn.setTiles([...tiles.tiles])
    return
  }
  for (const { id } of layers('', palette)) if (map.getLayer(id) !== undefined) map.removeLayer(id)
  if (drawn !== undefined) map.removeSource(source)
  if (tiles === undefined) return
  map.addSource(source, { type: 'vector', tiles: [...tiles.tiles], minzoom: 0, maxzoom: tiles.maxzoom })
  const above = map.getLayer('place-chosen') === undefined ? undefined : 'place-chosen'
  for (const layer of layers(tiles.layer, palette)) map.addLayer(layer, above)
}

const layers = (name: string, palette: MapPalette): readonly LayerSpecification[] => [...shapes(name, palette), ...cells(name, palette)]

/** Entities one by one, as their shapes. */
function shapes(name: string, p: MapPalette): readonly LayerSpecification[] {
  const from = { source, 'source-layer': name } as const
  return [
    {
      id: 'entity-area',
      type: 'fill',
      ...from,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': p.selected, 'fill-opacity': 0.25, 'fill-outline-color': p.selected },
    },
    {
      id: 'entity-line',
      type: 'line',
      ...from,
      filter: ['==', ['geometry-type'], 'LineString'],
      paint: { 'line-color': p.selected, 'line-width': 3, 'line-opacity': 0.8 },
    },
    {
      id: 'entity-point',
      type: 'circle',
      ...from,
      filter: ['all', ['==', ['geometry-type'], 'Point'], ['!', ['has', 'point_count']]],
      paint: {
        'circle-color': p.selected,
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, 3, 14, 5, 18, 8],
        'circle-stroke-color': p.markEdge,
        'circle-stroke-width': 1.5,
      },
    },
  ]
}

/** How many there are where it is crowded; names where there is room. */
function cells(name: string, p: MapPalette): readonly LayerSpecification[] {
  const from = { source, 'source-layer': name } as const
  return [
    {
      id: 'entity-cell',
      type: 'circle',
      ...from,
      filter: ['has', 'point_count'],
      paint: {
        'circle-color': p.selected,
        'circle-opacity': 0.85,
        'circle-radius': ['interpolate', ['linear'], ['log10', ['get', 'point_count']], 0, 9, 2, 16, 4, 26],
        'circle-stroke-color': p.markEdge,
        'circle-stroke-width': 2,
      },
    },
    {
      id: 'entity-count',
      type: 'symbol',
      ...from,
      filter: ['has', 'point_count'],
      layout: {
        'text-field': ['to-string', ['get', 'point_count']],
        'text-font': [...fontStack],
        'text-size': 12,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': p.selectedInk },
    },
    {
      id: 'entity-name',
      type: 'symbol',
      ...from,
      minzoom: 15,
      filter: ['all', ['!', ['has', 'point_count']], ['has', 'name']],
      layout: {
        'text-field': ['to-string', ['get', 'name']],
        'text-font': [...fontStack],
        'text-size': 12,
        'text-anchor': 'top',
        'text-offset': [0, 0.8],
        'text-max-width': 8,
      },
      paint: { 'text-color': p.ink, 'text-halo-color': p.halo, 'text-halo-width': 2 },
    },
  ]
}
