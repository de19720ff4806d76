import type { LonLat } from '@machinaka/geo'
import type { Reading } from '../report.ts'

/** Tags of an object: https://wiki.openstreetmap.org/wiki/Tags. Never empty on an object that a reader gives. */
export type Tags = Readonly<Record<string, string>>

export interface OsmNode {
  readonly kind: 'node'
  readonly id: number
  readonly lon: number
  readonly lat: number
  readonly tags: Tags
}

export interface OsmWay {
  readonly kind: 'way'
  readonly id: number
  readonly tags: Tags
  /** Node ids as in the file; empty where the file gives none (Overpass `out center`, `out geom` without ids). */
  readonly nodes: readonly number[]
  /** Positions of the nodes that are known, in order; empty where the file gives a centre only. First = last when closed. */
  readonly coordinates: readonly LonLat[]
  /** A ring of at least three corners: an area, or a roundabout; the tags decide. */
  readonly closed: boolean
  /** A point on or in it: inside a ring, half way along a line, or the centre given by Overpass. */
  readonly center: LonLat
}

export interface OsmMember {
  readonly kind: 'node' | 'way' | 'relation'
  readonly id: number
  readonly role: string
}

export interface OsmRelation {
  readonly kind: 'relation'
  readonly id: number
  readonly tags: Tags
  readonly members: readonly OsmMember[]
  /** For `type=multipolygon` and `type=boundary`: each polygon is its outer ring, then holes (RFC 7946 orientation). */
  readonly polygons: readonly (readonly (readonly LonLat[])[])[]
  /** Whether every member way was in the file and every ring closed. Extracts often cut relations. */
  readonly complete: boolean
  /** Inside the largest polygon, else the middle of the known members, else the centre given by Overpass; undefined when none is known. */
  readonly center: LonLat | undefined
}

export type OsmObject = OsmNode | OsmWay | OsmRelation

/** Tagged objects in the order of the file. */
export interface OsmBatch {
  readonly objects: readonly OsmObject[]
}

export interface OsmProgress {
  /** Bytes read of the file as it is stored (compressed). */
  readonly bytes: number
  /** Tagged objects given so far. */
  readonly objects: number
}

export interface OsmLimits {
  /** Bytes after decompression. */
  readonly content_bytes: number
  /** Bytes of one XML tag or one JSON element. */
  readonly element_bytes: number
  /** Nodes held for the shapes of ways. */
  readonly nodes: number
}

export interface ReadOsmOptions {
  /** What messages call the file. */
  readonly name: string
  /** Objects per batch, about; 1,000 unless told. */
  readonly batch?: number
  /** Called for every piece of the file (64 kB), also while no object is ready. */
  readonly onProgress?: (progress: OsmProgress) => void
  readonly limits?: Partial<OsmLimits>
}

/** The signature of `readOsm`. */
export type ReadOsm = (chunks: AsyncIterable<Uint8Array>, options: ReadOsmOptions) => Reading<OsmBatch>
