import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import type { MapPalette } from './palette.ts'
import { toldAlike } from './style-streets.ts'

type Fill = Extract<LayerSpecification, { type: 'fill' }>
type Line = Extract<LayerSpecification, { type: 'line' }>
const source = 'base'

/** Colour of the ground by the kind of land; built-up land is the paper itself. */
const groundColour = (p: MapPalette): NonNullable<NonNullable<Fill['paint']>['fill-color']> => [
  'match',
  ['get', 'kind'],
  ['park', 'garden', 'grass', 'playground'],
  p.green,
  ['forest', 'cemetery', 'wetland'],
  p.wood,
  ['pitch', 'sports', 'farmland'],
  p.sport,
  ['sand', 'rock'],
  p.sand,
  ['education', 'hospital', 'religious'],
  p.campus,
  ['commercial'],
  p.busy,
  p.builtUp,
]

const water = (p: MapPalette): readonly LayerSpecification[] => [
  {
    id: 'water',
    type: 'fill',
    source,
    'source-layer': 'water',
    paint: { 'fill-color': toldAlike('kind', p.water), 'fill-outline-color': toldAlike('kind', p.waterLine) },
  },
  {
    id: 'waterway',
    type: 'line',
    source,
    'source-layer': 'waterway',
    filter: ['!', ['has', 'tunnel']],
    paint: {
      'line-color': toldAlike('kind', p.water),
      'line-width': [
        'interpolate',
        ['exponential', 1.6],
        ['zoom'],
        12,
        ['match', ['get', 'kind'], 'river', 2, 0.8],
        18,
        ['match', ['get', 'kind'], 'river', 18, 'canal', 10, 4],
      ],
    },
    layout: { 'line-cap': 'round', 'line-join': 'round' },
  },
]

/** Built surfaces: squares and walkways for walkers, piers into the water. */
const surfaces = (p: MapPalette): readonly LayerSpecification[] => [
  {
    id: 'surface',
    type: 'fill',
    source,
    'source-layer': 'area',
    minzoom: 14,
    paint: {
      'fill-color': [
        'match',
        ['get', 'kind'],
        ['pedestrian', 'footway', 'platform', 'steps'],
        p.walk,
        ['pier', 'breakwater', 'bridge'],
        p.busy,
        'parking',
        p.campus,
        p.road,
      ],
    },
  },
]

const buildings = (p: MapPalette): readonly LayerSpecification[] => {
  const standing: Fill['filter'] = ['all', ['!', ['has', 'underground']], ['!=', ['get', 'kind'], 'roof']]
  const fill: Fill = {
    id: 'building',
    type: 'fill',
    source,
    'source-layer': 'building',
    minzoom: 14,
    filter: standing,
    paint: {
      'fill-color': ['match', ['get', 'kind'], ['public', 'castle', 'station', 'religious'], p.landmark, p.building],
      'fill-opacity': ['interpolate', ['linear'], ['zoom'], 14, 0.5, 15.5, 1],
    },
  }
  const edge: Line = {
    id: 'building-edge',
    type: 'line',
    source,
    'source-layer': 'building',
    minzoom: 15.5,
    filter: standing,
    paint: {
      'line-color': toldAlike('kind', p.buildingLine),
      'line-width': [
        'interpolate',
        ['linear'],
        ['zoom'],
        15.5,
        ['match', ['get', 'kind'], '', 0.4, 0.4],
        18,
        ['match', ['get', 'kind'], '', 1, 1],
      ],
    },
  }
  return [fill, edge]
}

/** Roofs that people walk under: drawn over the streets, see-through, so that an arcade reads as one. */
export const roofs = (p: MapPalette): readonly LayerSpecification[] => [
  {
    id: 'roof',
    type: 'fill',
    source,
    'source-layer': 'building',
    minzoom: 15,
    filter: ['==', ['get', 'kind'], 'roof'],
    paint: { 'fill-color': toldAlike('kind', p.arcade), 'fill-opacity': 0.28, 'fill-outline-color': toldAlike('kind', p.walkEdge) },
  },
]

/** The same at every zoom; said as the width of streets is, for the sake of one program (`toldAlike`). */
const thickness: ExpressionSpecification = ['match', ['get', 'kind'], ['city-wall', 'retaining-wall', 'pier', 'breakwater'], 1.6, 0.7]

const edges = (p: MapPalette): readonly LayerSpecification[] => [
  {
    id: 'barrier',
    type: 'line',
    source,
    'source-layer': 'barrier',
    minzoom: 15,
    paint: {
      'line-color': ['match', ['get', 'kind'], 'hedge', p.greenLine, p.edge],
      'line-width': ['interpolate', ['linear'], ['zoom'], 15, thickness, 20, thickness],
      'line-opacity': 0.8,
    },
  },
]

const trees = (p: MapPalette): readonly LayerSpecification[] => [
  {
    id: 'tree',
    type: 'circle',
    source,
    'source-layer': 'tree',
    minzoom: 15.5,
    paint: {
      'circle-color': p.tree,
      'circle-opacity': 0.75,
      'circle-radius': ['interpolate', ['exponential', 2], ['zoom'], 15.5, 1.4, 19, ['*', 1.6, ['coalesce', ['get', 'crown_m'], 6]]],
    },
  },
]

/** Everything under the streets. */
export const groundLayers = (p: MapPalette): readonly LayerSpecification[] => [
  { id: 'land', type: 'fill', source, 'source-layer': 'landuse', paint: { 'fill-color': groundColour(p), 'fill-antialias': true } },
  ...water(p),
  ...surfaces(p),
  ...edges(p),
  ...buildings(p),
  ...trees(p),
]
