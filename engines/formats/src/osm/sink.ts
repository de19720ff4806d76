import type { LonLat } from '@machinaka/geo'
import type { Remark } from '../report.ts'
import type { OsmMember, Tags } from './model.ts'

/** What the decoders hand on: objects as the file has them, before nodes and members are put together. */
export interface RawWay {
  readonly id: number
  readonly nodes: readonly number[]
  readonly tags: Tags | undefined
  /** Positions given in the file itself (Overpass `out geom`, PBF with locations on ways). */
  readonly geometry?: readonly LonLat[] | undefined
  readonly center?: LonLat | undefined
}

export interface RawMember extends OsmMember {
  geometry?: LonLat[] | undefined
}

export interface RawRelation {
  readonly id: number
  readonly members: readonly RawMember[]
  readonly tags: Tags | undefined
  readonly center?: LonLat | undefined
}

export interface OsmSink {
  /** Position in whole 1e-7 degrees, the resolution of the OSM database. */
  node(id: number, lon7: number, lat7: number, tags: Tags | undefined): void
  way(way: RawWay): void
  relation(relation: RawRelation): void
  skip(remark: Remark): void
  warn(remark: Remark): void
}

/** A format's decoder: pieces in, raw objects out to the sink. */
export interface OsmDecoder {
  /** Reads a piece; pauses (yields) when it has handed on many objects, so that batches stay small. */
  push(piece: Uint8Array): Iterable<undefined>
  /** No more pieces; throws FormatError `truncated` when the content ended in the middle. */
  end(): void
}
