import type { Bounds } from '@machinaka/geo'
import { baseLayers } from './base-layers.ts'

/** Zooms that tiles exist for; beyond `max` clients stretch the last one. */
export const tileZooms = { min: 10, max: 16 } as const

export interface PublishedMap {
  readonly tenant: string
  readonly revision: string
  /** Plain text, one per source. */
  readonly credits: readonly string[]
  readonly bounds: Bounds | undefined
}

/** TileJSON 3.0.0 of the base map. The tile address carries city and revision, so that no cache ever mixes two. */
export function tileJson({ tenant, revision, credits, bounds }: PublishedMap) {
  return {
    tilejson: '3.0.0' as const,
    name: 'Base map',
    version: '1.0.0',
    revision,
    scheme: 'xyz' as const,
    tiles: [`/tiles/base/{z}/{x}/{y}.mvt?city=${encodeURIComponent(tenant)}&v=${revision}`],
    minzoom: tileZooms.min,
    maxzoom: tileZooms.max,
    ...(bounds === undefined ? {} : { bounds: [...bounds], center: [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2, 14] }),
    attribution: [...new Set(credits)].map(escaped).join(' | '),
    vector_layers: Object.entries(baseLayers).map(([id, { description, minzoom, fields }]) => ({
      id,
      description,
      minzoom,
      maxzoom: tileZooms.max,
      fields: { ...fields },
    })),
  }
}

/** Map libraries put attribution into the page as HTML. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
