/**
 * Features of a vector tile as they lie in its bytes (Mapbox Vector Tile specification 2.1, §4). Putting tiles together
 * needs a few of their values and hands the geometry on as it is: taking that apart and writing it again costs most of
 * the time, and memory for every corner.
 */
import { type MvtValue, readMvtValue } from './mvt-value.ts'
import { type Packed, ProtobufReader } from './protobuf.ts'

/** A feature of which nothing but its place in the bytes is known. Geometry is in the units of its layer. */
export interface MvtRecord {
  readonly layer: MvtRecordLayer
  readonly id: number | undefined
  /** 1 points, 2 lines, 3 polygons (§4.3.4). */
  readonly type: number
  /** Pairs of indices into the keys and values of the layer (§4.4). */
  readonly tags: Packed
  /** Command integers (§4.3). */
  readonly geometry: Packed
}

export interface MvtRecordLayer {
  readonly name: string
  /** Units along a side. */
  readonly extent: number
  readonly keys: readonly string[]
  readonly values: readonly MvtValue[]
  readonly records: readonly MvtRecord[]
}

/** The layers of a tile with their features unread; `keep` says by name which. Throws a `RangeError` on broken bytes. */
export function readMvtRecords(bytes: Uint8Array, keep: (name: string) => boolean = () => true): MvtRecordLayer[] {
  const layers: MvtRecordLayer[] = []
  const tile = new ProtobufReader(bytes)
  while (!tile.done) {
    const { field, wire } = tile.field()
    const layer = field === 3 ? readLayer(tile.message(), keep) : undefined
    if (layer !== undefined) layers.push(layer)
    else if (field !== 3) tile.skip(wire)
  }
  return layers
}

function readLayer(reader: ProtobufReader, keep: (name: string) => boolean): MvtRecordLayer | undefined {
  const records: MvtRecord[] = []
  const keys: string[] = []
  const values: MvtValue[] = []
  const layer = { name: '', extent: 4096, keys, values, records }
  while (!reader.done) {
    const { field, wire } = reader.field()
    if (field === 1) {
      layer.name = reader.string()
      // Our own tiles (and most others) say the name first, so a layer that is not wanted ends here.
      if (!keep(layer.name)) return undefined
    } else if (field === 2) records.push(readRecord(reader.message(), layer))
    else if (field === 3) keys.push(reader.string())
    else if (field === 4) values.push(readMvtValue(reader.message()))
    else if (field === 5) layer.extent = reader.varint()
    else reader.skip(wire)
  }
  return layer
}

function readRecord(reader: ProtobufReader, layer: MvtRecordLayer): MvtRecord {
  let id: number | undefined
  let type = 0
  let tags = reader.nothing
  let geometry = reader.nothing
  while (!reader.done) {
    const { field, wire } = reader.field()
    if (field === 1) id = reader.varint()
    else if (field === 2) tags = reader.range()
    else if (field === 3) type = reader.varint()
    else if (field === 4) geometry = reader.range()
    else reader.skip(wire)
  }
  return { layer, id, type, tags, geometry }
}

/** The value of a record's property; undefined where it has none. */
export function recordValue({ layer, tags }: MvtRecord, key: string): MvtValue | undefined {
  const wanted = layer.keys.indexOf(key)
  if (wanted < 0) return undefined
  const reader = new ProtobufReader(tags.bytes, tags.from, tags.to)
  while (!reader.done) {
    const at = reader.varint()
    const value = reader.varint()
    if (at === wanted) return layer.values[value]
  }
  return undefined
}

/**
 * Square units within the outer rings of a polygon, holes not taken off; 0 of points and lines. Outer rings are those of
 * positive area by the surveyor's formula (§4.3.3.3).
 */
export function recordArea({ type, geometry }: MvtRecord): number {
  if (type !== 3) return 0
  const reader = new ProtobufReader(geometry.bytes, geometry.from, geometry.to)
  let area = 0
  let [x, y, startX, startY, doubled] = [0, 0, 0, 0, 0]
  while (!reader.done) {
    const word = reader.varint()
    const id = word & 7
    if (id === 7) {
      doubled += x * startY - startX * y
      area += Math.max(0, doubled) / 2
      doubled = 0
      continue
    }
    for (let count = word >>> 3; count > 0; count--) {
      const [beforeX, beforeY] = [x, y]
      x += reader.zigzag()
      y += reader.zigzag()
      if (id === 1) [startX, startY, doubled] = [x, y, 0]
      else doubled += beforeX * y - x * beforeY
    }
  }
  return area
}
