import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl'
import type { MapPalette } from './palette.ts'

const source = 'base'
const layer = { type: 'line', source, 'source-layer': 'street' } as const
const uses = {
  main: ['motorway', 'trunk', 'primary', 'secondary'],
  street: ['tertiary', 'residential', 'living', 'construction'],
  lane: ['service', 'track'],
  walk: ['pedestrian'],
  path: ['footway', 'path', 'cycleway', 'corridor'],
} as const

type Use = keyof typeof uses
const used = (...names: readonly Use[]): readonly string[] => names.flatMap((name) => [...uses[name]])
const above = (...names: readonly Use[]): ExpressionSpecification => [
  'all',
  ['match', ['get', 'use'], [...used(...names)], true, false],
  ['!', ['has', 'tunnel']],
]

/** A value for each kind of street; `else` for the rest. */
const byUse = <Value extends string | number>(values: Readonly<Partial<Record<Use, Value>>>, otherwise: Value): ExpressionSpecification =>
  [
    'match',
    ['get', 'use'],
    ...Object.entries(values).flatMap(([use, value]) => [[...uses[use as Use]], value]),
    otherwise,
  ] as unknown as ExpressionSpecification

/** Width in pixels at zoom 14 and 18; between and beyond a street keeps its measure against the houses. */
type Widths = readonly [at14: number, at18: number]
const streetWidths = { main: [4.5, 20], street: [2.4, 13], lane: [1.2, 7], walk: [2.2, 12] } as const satisfies Partial<Record<Use, Widths>>

const widthAt = ([at14, at18]: Widths, extra: number): readonly [number, number, number, number] => [
  Math.max(0.4, at14 / 4) + extra,
  at14 + extra,
  at18 + extra,
  at18 * 2.2 + extra,
]
/** Grows with the scale; `pick` says the width of a street from those of its kind at one zoom. */
const growing = (pick: (at: 0 | 1 | 2 | 3) => number | ExpressionSpecification): ExpressionSpecification => [
  'interpolate',
  ['exponential', 1.7],
  ['zoom'],
  11,
  pick(0),
  14,
  pick(1),
  18,
  pick(2),
  20,
  pick(3),
]
const widthByUse = (extra: Readonly<Partial<Record<Use, number>>>): ExpressionSpecification =>
  growing((at) =>
    byUse(
      Object.fromEntries(Object.entries(streetWidths).map(([use, widths]) => [use, widthAt(widths, extra[use as Use] ?? 0)[at]])),
      widthAt(streetWidths.lane, 0)[at],
    ),
  )
const width = (at14: number, at18: number): ExpressionSpecification => growing((at) => widthAt([at14, at18], 0)[at])

/**
 * One colour for all, said as if it depended on the kind: what depends and what does not are drawn by different programs of
 * the graphics processor, and each program that a map needs costs a slow phone 20 ms and more before it is seen.
 */
export const toldAlike = (field: string, colour: string): ExpressionSpecification => ['match', ['get', field], '', colour, colour]
/** Likewise for widths. */
const widthAlike = (field: string, [at14, at18]: Widths): ExpressionSpecification =>
  growing((at) => {
    const px = widthAt([at14, at18], 0)[at]
    return ['match', ['get', field], '', px, px]
  })

const round = { 'line-cap': 'round', 'line-join': 'round' } as const

/**
 * Streets in the order in which they lie: edges first, then faces, so that crossings merge. One layer for all kinds:
 * eight of them, each with a look of its own, cost the map of a slow phone a quarter of a second more.
 */
const faces = (p: MapPalette): readonly LayerSpecification[] => [
  {
    ...layer,
    id: 'street-edge',
    filter: ['step', ['zoom'], above('main'), 13, above('main', 'street', 'walk'), 14, above('main', 'street', 'walk', 'lane')],
    layout: { ...round, 'line-sort-key': byUse({ lane: 0, street: 1, walk: 2, main: 3 }, 0) },
    paint: {
      'line-color': byUse({ walk: p.walkEdge, main: p.mainRoadEdge }, p.roadEdge),
      'line-width': widthByUse({ lane: 1.4, street: 1.6, walk: 2, main: 2 }),
    },
  },
  {
    ...layer,
    id: 'street',
    filter: [
      'step',
      ['zoom'],
      above('main'),
      12,
      above('main', 'street'),
      13,
      above('main', 'street', 'walk'),
      14,
      above('main', 'street', 'walk', 'lane'),
    ],
    layout: { ...round, 'line-sort-key': byUse({ lane: 0, street: 1, main: 2, walk: 3 }, 0) },
    paint: { 'line-color': byUse({ walk: p.walk, main: p.mainRoad }, p.road), 'line-width': widthByUse({}) },
  },
]

/** What matters on foot: paths, the roof over an arcade, stairs as rungs, ramps in the colour of a way that works. */
function onFoot(p: MapPalette): readonly LayerSpecification[] {
  return [
    {
      ...layer,
      id: 'tunnel',
      minzoom: 15,
      filter: ['all', ['has', 'tunnel'], ['!', ['has', 'indoor']]],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': p.path, 'line-width': width(...streetWidths.lane), 'line-opacity': 0.35, 'line-dasharray': [2, 1.5] },
    },
    {
      ...layer,
      id: 'path',
      minzoom: 14.5,
      filter: above('path'),
      layout: { 'line-join': 'round' },
      paint: { 'line-color': p.path, 'line-width': width(0.8, 2.6), 'line-dasharray': [2.4, 1.4] },
    },
    {
      ...layer,
      id: 'arcade',
      minzoom: 14,
      filter: ['any', ['has', 'arcade'], ['all', ['has', 'covered'], ['==', ['get', 'use'], 'pedestrian']]],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': toldAlike('use', p.arcade), 'line-width': widthAlike('use', streetWidths.walk), 'line-opacity': 0.55 },
    },
    {
      ...layer,
      id: 'stairs-bed',
      minzoom: 14.5,
      filter: ['==', ['get', 'use'], 'steps'],
      paint: { 'line-color': toldAlike('use', p.walk), 'line-width': widthAlike('use', [1.6, 9]) },
    },
    {
      ...layer,
      id: 'stairs',
      minzoom: 14.5,
      filter: ['==', ['get', 'use'], 'steps'],
      paint: { 'line-color': p.stairs, 'line-width': width(1.6, 9), 'line-dasharray': [0.22, 0.3] },
    },
    {
      ...layer,
      id: 'ramp',
      minzoom: 14.5,
      filter: ['any', ['==', ['get', 'use'], 'ramp'], ['==', ['get', 'conveying'], true]],
      layout: { 'line-cap': 'round' },
      paint: { 'line-color': toldAlike('use', p.ramp), 'line-width': widthAlike('use', [1.2, 4.5]) },
    },
  ]
}

/** Tracks as a cased line with ties, as printed maps in Japan draw them. */
function tracks(p: MapPalette): readonly LayerSpecification[] {
  const above: FilterSpecification = [
    'all',
    ['!', ['has', 'tunnel']],
    ['!=', ['get', 'kind'], 'subway'],
    ['!=', ['get', 'kind'], 'disused'],
  ]
  return [
    {
      id: 'rail',
      type: 'line',
      source,
      'source-layer': 'rail',
      filter: above,
      paint: { 'line-color': toldAlike('kind', p.rail), 'line-width': widthAlike('kind', [2, 5]) },
    },
    {
      id: 'rail-ties',
      type: 'line',
      source,
      'source-layer': 'rail',
      minzoom: 13,
      filter: ['all', above, ['!', ['has', 'service']]],
      paint: { 'line-color': p.railTie, 'line-width': width(1.1, 3), 'line-dasharray': [5, 5] },
    },
  ]
}

/** All lines that people and trains go along. */
export const streetLayers = (p: MapPalette): readonly LayerSpecification[] => [...faces(p), ...onFoot(p), ...tracks(p)]
