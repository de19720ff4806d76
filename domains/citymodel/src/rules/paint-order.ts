import { signedArea, type MvtFeature } from '@machinaka/geo'
import type { BaseLayerName } from './base-layers.ts'

/** Ground from what lies below to what lies on it: a pitch in a park in a residential quarter is painted last. */
const groundOrder = [
  'residential',
  'commercial',
  'industrial',
  'railway',
  'military',
  'farmland',
  'construction',
  'forest',
  'grass',
  'rock',
  'sand',
  'wetland',
  'education',
  'hospital',
  'religious',
  'cemetery',
  'park',
  'garden',
  'sports',
  'playground',
  'pitch',
]

/** Streets from the least to the most important: the larger is painted over the smaller. */
const streetOrder = [
  'construction',
  'corridor',
  'track',
  'path',
  'footway',
  'ramp',
  'steps',
  'cycleway',
  'service',
  'living',
  'pedestrian',
  'residential',
  'tertiary',
  'secondary',
  'primary',
  'trunk',
  'motorway',
]

/** The features in the order in which they are painted, first at the bottom; of more than `limit` the most important stay. */
export function inPaintOrder(layer: BaseLayerName, features: readonly MvtFeature[], limit: number): readonly MvtFeature[] {
  if (features.length < 2) return features
  const kept = features.length <= limit ? features : byWeight(features, importance).slice(-limit)
  switch (layer) {
    case 'landuse':
      return byWeight(kept, (f) => groundOrder.indexOf(String(f.properties['kind'])) * 1e9 - areaOf(f))
    case 'street':
      return byWeight(kept, (f) => Number(f.properties['layer'] ?? 0) * 100 + streetOrder.indexOf(String(f.properties['use'])))
    case 'rail':
      return byWeight(kept, (f) => Number(f.properties['layer'] ?? 0))
    case 'area':
      return byWeight(kept, (f) => Number(f.properties['layer'] ?? 0) * 1e9 - areaOf(f))
    case 'building':
      return byWeight(kept, (f) => Number(f.properties['min_height_m'] ?? 0) + (f.properties['kind'] === 'roof' ? 1000 : 0))
    case 'label':
      return byWeight(kept, (f) => Number(f.properties['rank'] ?? 99))
    case 'water':
    case 'waterway':
    case 'barrier':
    case 'tree':
    case 'tree_row':
    case 'detail':
      return kept
  }
}

/** Sorted by weight, ascending; equals stay in their order, so that a tile is always the same bytes. */
function byWeight(features: readonly MvtFeature[], weight: (feature: MvtFeature) => number): MvtFeature[] {
  return features
    .map((feature) => ({ feature, weight: weight(feature) }))
    .sort((a, b) => a.weight - b.weight)
    .map(({ feature }) => feature)
}

function importance(feature: MvtFeature): number {
  const { rank, use } = feature.properties
  if (rank !== undefined) return -Number(rank)
  if (use !== undefined) return streetOrder.indexOf(String(use))
  return areaOf(feature)
}

const areaOf = ({ geometry }: MvtFeature): number =>
  geometry.kind === 'polygon' ? geometry.polygons.reduce((sum, [outer = []]) => sum + Math.abs(signedArea(outer)), 0) : 0
