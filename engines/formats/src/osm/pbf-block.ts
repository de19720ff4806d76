import type { LonLat } from '@machinaka/geo'
import { PbfReader } from 'pbf'
import type { Tags } from './model.ts'
import type { OsmSink, RawMember } from './sink.ts'

const kinds = ['node', 'way', 'relation'] as const

/** What the objects of a block refer to: its texts, decoded when first used, and how it counts degrees. */
interface Block {
  readonly texts: (string | undefined)[]
  /** Where each text starts and ends in the block. */
  readonly from: number[]
  readonly to: number[]
  readonly data: Uint8Array
  granularity: number
  lonOffset: number
  latOffset: number
}

/** Objects handed on before a pause: a block may hold 8,000 with all their shapes. */
const objectsAtOnce = 500

/** Hands every object of a PrimitiveBlock (osmformat.proto) to the sink, with pauses. */
export function* readPrimitiveBlock(data: Uint8Array, sink: OsmSink): Generator<undefined, void> {
  const block: Block = { texts: [], from: [], to: [], data, granularity: 100, lonOffset: 0, latOffset: 0 }
  const groups: Uint8Array[] = []
  // Granularity and offsets may follow the groups that need them.
  new PbfReader(data).readFields((tag, b, pbf) => {
    if (tag === 1) pbf.readMessage(textPlace, b)
    else if (tag === 2) groups.push(pbf.readBytes())
    else if (tag === 17) b.granularity = pbf.readVarint()
    else if (tag === 19) b.latOffset = pbf.readVarint(true)
    else if (tag === 20) b.lonOffset = pbf.readVarint(true)
  }, block)
  let count = 0
  for (const group of groups) {
    const pbf = new PbfReader(group)
    for (let tag = pbf.nextField(); tag !== 0; tag = pbf.nextField()) {
      if (tag === 2) yield* denseNodes(pbf, block, sink)
      else if (tag === 1) plainNode(pbf, block, sink)
      else if (tag === 3) way(pbf, block, sink)
      else if (tag === 4) relation(pbf, block, sink)
      if (++count % objectsAtOnce === 0) yield
    }
  }
}

const decoder = new TextDecoder()

function textPlace(tag: number, block: Block, pbf: PbfReader): void {
  if (tag !== 1) return
  const end = pbf.readVarint() + pbf.pos
  block.texts.push(undefined)
  block.from.push(pbf.pos)
  block.to.push(end)
  pbf.pos = end
}

function text(block: Block, index: number): string {
  const known = block.texts[index]
  if (known !== undefined) return known
  const [from, to] = [block.from[index], block.to[index]]
  if (from === undefined || to === undefined || to > block.data.length) throw new RangeError('a text index points outside the table')
  return (block.texts[index] = decoder.decode(block.data.subarray(from, to)))
}

const lon7 = (block: Block, value: number): number => Math.round((block.lonOffset + block.granularity * value) / 100)
const lat7 = (block: Block, value: number): number => Math.round((block.latOffset + block.granularity * value) / 100)

function tagsOf(block: Block, keys: readonly number[], values: readonly number[]): Tags | undefined {
  if (keys.length === 0) return undefined
  const tags: Record<string, string> = {}
  for (let i = 0; i < keys.length; i++) tags[text(block, keys[i] ?? 0)] = text(block, values[i] ?? 0)
  return tags
}

function put(
  sink: OsmSink,
  block: Block,
  raw: { readonly id: number; readonly lon: number; readonly lat: number; readonly tags: Tags | undefined },
): void {
  const [x, y] = [lon7(block, raw.lon), lat7(block, raw.lat)]
  if (Math.abs(x) > 1_800_000_000 || Math.abs(y) > 900_000_000)
    sink.skip({ code: 'bad-position', reason: 'the node has no latitude and longitude in degrees', where: { id: `node/${raw.id}` } })
  else sink.node(raw.id, x, y, raw.tags)
}

/** Ids, latitudes, longitudes and tags lie in four packed fields: four readers go through them side by side. */
function* denseNodes(group: PbfReader, block: Block, sink: OsmSink): Generator<undefined, void> {
  const none = new Uint8Array(0)
  const d: { ids: Uint8Array; lats: Uint8Array; lons: Uint8Array; keysValues: Uint8Array } = {
    ids: none,
    lats: none,
    lons: none,
    keysValues: none,
  }
  group.readMessage((tag, m, pbf) => {
    if (tag === 1) m.ids = pbf.readBytes()
    else if (tag === 8) m.lats = pbf.readBytes()
    else if (tag === 9) m.lons = pbf.readBytes()
    else if (tag === 10) m.keysValues = pbf.readBytes()
  }, d)
  const [ids, lats, lons, pairs] = [new PbfReader(d.ids), new PbfReader(d.lats), new PbfReader(d.lons), new PbfReader(d.keysValues)]
  let [id, lat, lon, count] = [0, 0, 0, 0]
  while (ids.pos < ids.length) {
    if (lats.pos >= lats.length || lons.pos >= lons.length) throw new RangeError('dense nodes of unequal lengths')
    id += ids.readSVarint()
    lat += lats.readSVarint()
    lon += lons.readSVarint()
    let tags: Record<string, string> | undefined
    // Pairs of key and value of all nodes in a row; a zero ends each node. Absent when no node has tags.
    while (pairs.pos < pairs.length) {
      const key = pairs.readVarint()
      if (key === 0) break
      ;(tags ??= {})[text(block, key)] = text(block, pairs.readVarint())
    }
    put(sink, block, { id, lon, lat, tags })
    if (++count % objectsAtOnce === 0) yield
  }
}

function plainNode(group: PbfReader, block: Block, sink: OsmSink): void {
  const n: { id: number; lat: number; lon: number; keys: number[]; values: number[] } = { id: 0, lat: 0, lon: 0, keys: [], values: [] }
  group.readMessage((tag, m, pbf) => {
    if (tag === 1) m.id = pbf.readSVarint()
    else if (tag === 2) pbf.readPackedVarint(m.keys)
    else if (tag === 3) pbf.readPackedVarint(m.values)
    else if (tag === 8) m.lat = pbf.readSVarint()
    else if (tag === 9) m.lon = pbf.readSVarint()
  }, n)
  put(sink, block, { id: n.id, lon: n.lon, lat: n.lat, tags: tagsOf(block, n.keys, n.values) })
}

function way(group: PbfReader, block: Block, sink: OsmSink): void {
  const w: { id: number; keys: number[]; values: number[]; refs: number[]; lats: number[]; lons: number[] } = {
    id: 0,
    keys: [],
    values: [],
    refs: [],
    lats: [],
    lons: [],
  }
  group.readMessage((tag, m, pbf) => {
    if (tag === 1) m.id = pbf.readVarint(true)
    else if (tag === 2) pbf.readPackedVarint(m.keys)
    else if (tag === 3) pbf.readPackedVarint(m.values)
    else if (tag === 8) pbf.readPackedSVarint(m.refs)
    else if (tag === 9) pbf.readPackedSVarint(m.lats)
    else if (tag === 10) pbf.readPackedSVarint(m.lons)
  }, w)
  const nodes = undelta(w.refs)
  const [lats, lons] = [undelta(w.lats), undelta(w.lons)]
  const located = lats.length === nodes.length && lons.length === nodes.length && nodes.length > 0
  const geometry = located ? lons.map((lon, i): LonLat => [lon7(block, lon) / 1e7, lat7(block, lats[i] ?? 0) / 1e7]) : undefined
  sink.way({ id: w.id, nodes, tags: tagsOf(block, w.keys, w.values), geometry })
}

function relation(group: PbfReader, block: Block, sink: OsmSink): void {
  const r: { id: number; keys: number[]; values: number[]; roles: number[]; ids: number[]; types: number[] } = {
    id: 0,
    keys: [],
    values: [],
    roles: [],
    ids: [],
    types: [],
  }
  group.readMessage((tag, m, pbf) => {
    if (tag === 1) m.id = pbf.readVarint(true)
    else if (tag === 2) pbf.readPackedVarint(m.keys)
    else if (tag === 3) pbf.readPackedVarint(m.values)
    else if (tag === 8) pbf.readPackedVarint(m.roles)
    else if (tag === 9) pbf.readPackedSVarint(m.ids)
    else if (tag === 10) pbf.readPackedVarint(m.types)
  }, r)
  const members = undelta(r.ids).flatMap((id, i): RawMember[] => {
    const kind = kinds[r.types[i] ?? 0]
    return kind === undefined ? [] : [{ kind, id, role: text(block, r.roles[i] ?? 0) }]
  })
  sink.relation({ id: r.id, members, tags: tagsOf(block, r.keys, r.values) })
}

/** Sums up differences in place. */
function undelta(values: number[]): number[] {
  let sum = 0
  for (let i = 0; i < values.length; i++) values[i] = sum += values[i] ?? 0
  return values
}
