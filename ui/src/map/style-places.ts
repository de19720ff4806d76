import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import type { MapPalette } from './palette.ts'
import { fontStack } from './style-labels.ts'

/** Images are drawn when first needed; their names say all that is on them: `mark:<group>:<icon>`. */
const image = (state: 'mark' | 'chosen'): ExpressionSpecification => ['concat', `${state}:`, ['get', 'group'], ':', ['get', 'icon']]

const nameUnder = {
  'text-field': ['get', 'label'],
  'text-font': [...fontStack],
  'text-anchor': 'top',
  'text-offset': [0, 1.15],
  'text-max-width': 8,
  'text-line-height': 1.15,
} satisfies NonNullable<Extract<LayerSpecification, { type: 'symbol' }>['layout']>

/** Places: a dot for everyone, a mark where there is room (the important first), a name when near. */
export function placeLayers(p: MapPalette): readonly LayerSpecification[] {
  const halo = { 'text-halo-color': p.halo, 'text-halo-width': 2, 'text-halo-blur': 0.2 }
  const near: ExpressionSpecification = ['step', ['zoom'], ['<=', ['get', 'rank'], 2], 16, ['<=', ['get', 'rank'], 3], 16.8, true]
  return [
    dotLayer(p, near),
    {
      id: 'place-mark',
      type: 'symbol',
      source: 'places',
      minzoom: 13.5,
      filter: near,
      layout: {
        'icon-image': image('mark'),
        'icon-size': ['interpolate', ['linear'], ['zoom'], 14, 0.8, 16.5, 1],
        'icon-padding': 3,
        'symbol-sort-key': ['get', 'rank'],
        ...nameUnder,
        'text-size': ['interpolate', ['linear'], ['zoom'], 15, 11.5, 18, 13],
        'text-field': ['step', ['zoom'], '', 14.4, ['case', ['<=', ['get', 'rank'], 1], ['get', 'label'], ''], 15.8, ['get', 'label']],
        'text-optional': true,
      },
      paint: { 'text-color': p.ink, ...halo, 'icon-opacity': ['case', ['==', ['get', 'muted'], true], 0.72, 1] },
    },
  ]
}

/** The chosen and the hovered place: always drawn, over the others. */
export const chosenLayers = (p: MapPalette): readonly LayerSpecification[] => [
  {
    id: 'place-chosen',
    type: 'symbol',
    source: 'chosen',
    layout: {
      'icon-image': image('chosen'),
      'icon-anchor': 'bottom',
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      'symbol-sort-key': ['get', 'rank'],
      ...nameUnder,
      'text-font': [...fontStack],
      'text-offset': [0, 0.35],
      'text-size': 14,
      'text-allow-overlap': true,
      'text-ignore-placement': false,
    },
    paint: { 'text-color': p.ink, 'text-halo-color': p.halo, 'text-halo-blur': 0.2, 'text-halo-width': 2.4 },
  },
]

/** Where the person is: a dot, and the reach around it. */
export const hereLayers = (p: MapPalette): readonly LayerSpecification[] => [
  { id: 'here-reach', type: 'circle', source: 'here', paint: { 'circle-color': p.here, 'circle-opacity': 0.18, 'circle-radius': 22 } },
  {
    id: 'here',
    type: 'circle',
    source: 'here',
    paint: { 'circle-color': p.here, 'circle-radius': 7, 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 3 },
  },
]

/** A dot in the colour of its group. */
const dotLayer = (p: MapPalette, filter: ExpressionSpecification): LayerSpecification => ({
  id: 'place-dot',
  type: 'circle',
  source: 'places',
  minzoom: 13.5,
  filter,
  paint: {
    'circle-radius': ['interpolate', ['linear'], ['zoom'], 14, 2.4, 17, 4],
    'circle-color': [
      'match',
      ['get', 'group'],
      ...Object.entries(p.marks).flat(),
      p.marks['other'] ?? p.ink,
    ] as unknown as ExpressionSpecification,
    'circle-stroke-color': p.markEdge,
    'circle-stroke-width': 1,
  },
})
