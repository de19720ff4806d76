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

const is = (...names: readonly (keyof typeof uses)[]): FilterSpecification => [
  'all',
  ['match', ['get', 'use'], names.flatMap((name) => [...uses[name]]), true, false],
  ['!', ['has', 'tunnel']],
]

/** Widths in pixels that grow with the scale, so that a street keeps its measure against the houses. */
const width = (at14: number, at18: number, extra = 0): ExpressionSpecification => [
  'interpolate',
  ['exponential', 1.7],
  ['zoom'],
  11,
  Math.max(0.4, at14 / 4) + extra,
  14,
  at14 + extra,
  18,
  at18 + extra,
  20,
  at18 * 2.2 + extra,
]
const mainWidth = (extra = 0): ExpressionSpecification => width(4.5, 20, extra)
const streetWidth = (extra = 0): ExpressionSpecification => width(2.4, 13, extra)
const laneWidth = (extra = 0): ExpressionSpecification => width(1.2, 7, extra)
const walkWidth = (extra = 0): ExpressionSpecification => width(2.2, 12, extra)

const round = { 'line-cap': 'round', 'line-join': 'round' } as const

/** Streets in the order in which they lie: edges first, then faces, so that crossings merge. */
function faces(p: MapPalette): readonly LayerSpecification[] {
  return [
    {
      ...layer,
      id: 'lane-edge',
      minzoom: 14,
      filter: is('lane'),
      layout: round,
      paint: { 'line-color': p.roadEdge, 'line-width': laneWidth(1.4) },
    },
    {
      ...layer,
      id: 'street-edge',
      minzoom: 13,
      filter: is('street'),
      layout: round,
      paint: { 'line-color': p.roadEdge, 'line-width': streetWidth(1.6) },
    },
    {
      ...layer,
      id: 'walk-edge',
      minzoom: 13,
      filter: is('walk'),
      layout: round,
      paint: { 'line-color': p.walkEdge, 'line-width': walkWidth(2) },
    },
    { ...layer, id: 'main-edge', filter: is('main'), layout: round, paint: { 'line-color': p.mainRoadEdge, 'line-width': mainWidth(2) } },
    { ...layer, id: 'lane', minzoom: 14, filter: is('lane'), layout: round, paint: { 'line-color': p.road, 'line-width': laneWidth() } },
    {
      ...layer,
      id: 'street',
      minzoom: 12,
      filter: is('street'),
      layout: round,
      paint: { 'line-color': p.road, 'line-width': streetWidth() },
    },
    { ...layer, id: 'main', filter: is('main'), layout: round, paint: { 'line-color': p.mainRoad, 'line-width': mainWidth() } },
    { ...layer, id: 'walk', minzoom: 13, filter: is('walk'), layout: round, paint: { 'line-color': p.walk, 'line-width': walkWidth() } },
  ]
}

/** What matters on foot: paths, the roof over an arcade, stairs as rungs, ramps in the colour of a way that works. */
function onFoot(p: MapPalette): readonly LayerSpecification[] {
  return [
    {
      ...layer,
      id: 'tunnel',
      minzoom: 15,
      filter: ['all', ['has', 'tunnel'], ['!', ['has', 'indoor']]],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': p.path, 'line-width': laneWidth(), 'line-opacity': 0.35, 'line-dasharray': [2, 1.5] },
    },
    {
      ...layer,
      id: 'path',
      minzoom: 14.5,
      filter: is('path'),
      layout: { 'line-join': 'round' },
      paint: { 'line-color': p.path, 'line-width': width(0.8, 2.6), 'line-dasharray': [2.4, 1.4] },
    },
    {
      ...layer,
      id: 'arcade',
      minzoom: 14,
      filter: ['any', ['has', 'arcade'], ['all', ['has', 'covered'], ['==', ['get', 'use'], 'pedestrian']]],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': p.arcade, 'line-width': walkWidth(), 'line-opacity': 0.55 },
    },
    {
      ...layer,
      id: 'stairs-bed',
      minzoom: 14.5,
      filter: ['==', ['get', 'use'], 'steps'],
      paint: { 'line-color': p.walk, 'line-width': width(1.6, 9) },
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
      paint: { 'line-color': p.ramp, 'line-width': width(1.2, 4.5) },
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
    { id: 'rail', type: 'line', source, 'source-layer': 'rail', filter: above, paint: { 'line-color': p.rail, 'line-width': width(2, 5) } },
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
