import type { MvtValue } from '@machinaka/geo'
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

/** What the order asks of a feature, however it is held. */
export interface Look<Feature> {
  readonly value: (feature: Feature, key: string) => MvtValue | undefined
  /** Square units within its outer rings; 0 of what is no polygon. */
  readonly area: (feature: Feature) => number
}

/** The features in the order in which they are painted, first at the bottom; of more than `limit` the most important stay. */
export function inPaintOrder<Feature>(
  layer: BaseLayerName,
  features: readonly Feature[],
  look: Look<Feature>,
  limit: number,
): readonly Feature[] {
  if (features.length < 2) return features
  const { value, area } = look
  const kept = features.length <= limit ? features : byWeight(features, (f) => importance(f, look)).slice(-limit)
  switch (layer) {
    case 'landuse':
      return byWeight(kept, (f) => groundOrder.indexOf(String(value(f, 'kind'))) * 1e9 - area(f))
    case 'street':
      return byWeight(kept, (f) => Number(value(f, 'layer') ?? 0) * 100 + streetOrder.indexOf(String(value(f, 'use'))))
    case 'rail':
      return byWeight(kept, (f) => Number(value(f, 'layer') ?? 0))
    case 'area':
      return byWeight(kept, (f) => Number(value(f, 'layer') ?? 0) * 1e9 - area(f))
    case 'building':
      return byWeight(kept, (f) => Number(value(f, 'min_height_m') ?? 0) + (value(f, 'kind') === 'roof' ? 1000 : 0))
    case 'label':
      return byWeight(kept, (f) => Number(value(f, 'rank') ?? 99))
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
function byWeight<Feature>(features: readonly Feature[], weight: (feature: Feature) => number): Feature[] {
  return features
    .map((feature) => ({ feature, weight: weight(feature) }))
    .sort((a, b) => a.weight - b.weight)
    .map(({ feature }) => feature)
}

function importance<Feature>(feature: Feature, { value, area }: Look<Feature>): number {
  const rank = value(feature, 'rank')
  if (rank !== undefined) return -Number(rank)
  const use = value(feature, 'use')
  if (use !== undefined) return streetOrder.indexOf(String(use))
  return area(feature)
}
