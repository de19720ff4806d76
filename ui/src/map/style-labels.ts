import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import type { Language } from '../i18n/languages.ts'
import type { MapPalette } from './palette.ts'

const source = 'base'

/**
 * Without `glyphs` the style draws with the page's own fonts; the first name only carries the weight. One weight for all labels: every
 * letter is drawn once for each weight on the processor, and a profile of a throttled phone named that among the largest costs of the map.
 */
export const fontStack = [
  'Town Medium',
  'Noto Sans JP Variable',
  'Hiragino Sans',
  'Noto Sans CJK JP',
  'Yu Gothic',
  'Meiryo',
  'sans-serif',
] as const

/** The name in the person's language, then the one that signs in the town say. */
export function nameIn(language: Language): ExpressionSpecification {
  const own =
    language === 'ja'
      ? []
      : language === 'ja-easy'
        ? [['get', 'name:ja-Hira']]
        : [['get', `name:${language}`], ...(language === 'en' ? [] : [['get', 'name:en']])]
  return ['coalesce', ...own, ['get', 'name'], ''] as unknown as ExpressionSpecification
}

const greens = ['park', 'garden', 'forest', 'cemetery', 'peak', 'island']
const waters = ['sea', 'water']
const landmarks = ['station', 'subway-station', 'castle', 'bridge', 'square', 'ferry', 'university', 'hospital']
const quarters = ['city', 'town', 'village', 'suburb', 'quarter', 'neighbourhood', 'locality']

/** Names along streets and water, then names of areas, by rank. */
export function labelLayers(p: MapPalette, language: Language): readonly LayerSpecification[] {
  const paint = { 'text-halo-color': p.halo, 'text-halo-width': 1.8, 'text-halo-blur': 0.2 }
  const layout = { 'text-field': nameIn(language), 'text-font': [...fontStack] }
  return [...lineNames(p, { paint, layout }), ...areaNames(p, { paint, layout })]
}

type SymbolLayer = Extract<LayerSpecification, { type: 'symbol' }>
/** What all labels share. */
interface Look {
  readonly paint: NonNullable<SymbolLayer['paint']>
  readonly layout: NonNullable<SymbolLayer['layout']>
}

const lineNames = (p: MapPalette, { paint, layout }: Look): readonly LayerSpecification[] => [
  {
    id: 'street-name',
    type: 'symbol',
    source,
    'source-layer': 'street',
    minzoom: 15,
    filter: ['has', 'name'],
    layout: {
      ...layout,
      'symbol-placement': 'line',
      'symbol-spacing': 320,
      'text-size': ['interpolate', ['linear'], ['zoom'], 15, 11, 18, 13],
      'text-letter-spacing': 0.06,
      'text-max-angle': 35,
    },
    paint: { 'text-color': p.inkQuiet, ...paint },
  },
  {
    id: 'water-name',
    type: 'symbol',
    source,
    'source-layer': 'waterway',
    minzoom: 13,
    filter: ['has', 'name'],
    layout: { ...layout, 'symbol-placement': 'line', 'symbol-spacing': 420, 'text-size': 12.5, 'text-letter-spacing': 0.14 },
    paint: { 'text-color': p.inkWater, ...paint },
  },
]

const ofKinds = (kinds: readonly string[]): NonNullable<SymbolLayer['filter']> => ['match', ['get', 'kind'], [...kinds], true, false]
const byRank = { 'symbol-sort-key': ['coalesce', ['get', 'rank'], 9] } satisfies SymbolLayer['layout']

const areaNames = (p: MapPalette, { paint, layout }: Look): readonly LayerSpecification[] => [
  // Two layers of one colour each: names whose colour depends on their kind would need a graphics program of their own.
  {
    id: 'green-name',
    type: 'symbol',
    source,
    'source-layer': 'label',
    filter: ofKinds(greens),
    layout: { ...layout, ...byRank, 'text-size': 12.5, 'text-max-width': 7 },
    paint: { 'text-color': p.inkGreen, ...paint },
  },
  {
    id: 'sea-name',
    type: 'symbol',
    source,
    'source-layer': 'label',
    filter: ofKinds(waters),
    layout: { ...layout, ...byRank, 'text-size': 12.5, 'text-max-width': 7 },
    paint: { 'text-color': p.inkWater, ...paint },
  },
  {
    id: 'landmark-name',
    type: 'symbol',
    source,
    'source-layer': 'label',
    minzoom: 14,
    filter: ofKinds(landmarks),
    layout: { ...layout, ...byRank, 'text-size': ['match', ['get', 'kind'], ['station', 'castle'], 14, 12], 'text-max-width': 8 },
    paint: { 'text-color': p.ink, ...paint },
  },
  {
    id: 'quarter-name',
    type: 'symbol',
    source,
    'source-layer': 'label',
    maxzoom: 17,
    filter: ofKinds(quarters),
    layout: {
      ...layout,
      ...byRank,
      'text-size': ['match', ['get', 'kind'], ['city', 'town'], 17, 13.5],
      'text-letter-spacing': 0.1,
      'text-max-width': 7,
    },
    paint: { 'text-color': p.inkQuiet, 'text-opacity': ['interpolate', ['linear'], ['zoom'], 15.5, 1, 17, 0.4], ...paint },
  },
]
