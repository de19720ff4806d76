/**
 * Vector tiles as bytes and back: Mapbox Vector Tile specification 2.1.
 *
 * Coordinates are whole tile units, x right and y down. Polygons are given as outer ring then holes in any direction;
 * the writer turns them as §4.3.3.3 wants (outer rings of positive area by the surveyor's formula, holes negative) and
 * drops what has no extent, so that every feature written is valid.
 */
import type { XY } from './lon-lat.ts'
import type { MvtRecord, MvtRecordLayer } from './mvt-records.ts'
import { type MvtValue, readMvtValue, writeMvtValue, zigzag } from './mvt-value.ts'
import { signedArea } from './polygon.ts'
import { type Packed, ProtobufReader, ProtobufWriter } from './protobuf.ts'

export type MvtGeometry =
  | { readonly kind: 'point'; readonly points: readonly XY[] }
  | { readonly kind: 'line'; readonly lines: readonly (readonly XY[])[] }
  | { readonly kind: 'polygon'; readonly polygons: readonly (readonly (readonly XY[])[])[] }

export interface MvtFeature {
  /** A whole number up to 2^53 − 1. */
  readonly id?: number | undefined
  readonly geometry: MvtGeometry
  readonly properties: Readonly<Record<string, MvtValue>>
}

export interface MvtLayer {
  readonly name: string
  /** Units along a side. */
  readonly extent: number
  readonly features: readonly MvtFeature[]
}

const [moveTo, lineTo, closePath] = [1, 2, 7]
const command = (id: number, count: number): number => id | (count << 3)
const unzigzag = (n: number): number => (n >>> 1) ^ -(n & 1)

/** The tile's bytes; layers and features that have nothing to draw are left out. No layers: no bytes. */
export function encodeMvt(layers: readonly MvtLayer[]): Uint8Array {
  return joinMvtLayers(
    layers.map(({ name, extent, features }) => {
      const builder = new MvtLayerBuilder(name, extent)
      for (const feature of features) builder.add(feature)
      return builder
    }),
  )
}

/** A tile of layers that were built one feature at a time. */
export function joinMvtLayers(layers: Iterable<MvtLayerBuilder>): Uint8Array {
  const out = new ProtobufWriter()
  for (const layer of layers) layer.writeTo(out)
  return out.finish()
}

/** A layer that is encoded while its features come: many layers can wait at once in little more than their bytes. */
export class MvtLayerBuilder {
  readonly #name: string
  readonly #extent: number
  readonly #features = new ProtobufWriter(256)
  readonly #keys = new Map<string, number>()
  // Of the values, 1, '1' and true are three: Map keeps them apart.
  readonly #values = new Map<MvtValue, number>()
  /** Of layers whose records were added: where their keys and values stand here. */
  readonly #read = new Map<MvtRecordLayer, { readonly keys: number[]; readonly values: number[] }>()

  constructor(name: string, extent: number) {
    this.#name = name
    this.#extent = extent
  }

  /** Adds a feature, unless it has nothing to draw. */
  add({ id, geometry, properties }: MvtFeature): void {
    const commands = commandsOf(geometry)
    if (commands.length === 0) return
    const tags: number[] = []
    for (const key in properties) {
      const value = properties[key]
      if (value !== undefined) tags.push(indexOf(this.#keys, key), indexOf(this.#values, value))
    }
    const out = this.#features
    out.message(2, () => {
      if (id !== undefined) out.uint(1, id)
      if (tags.length > 0) out.packed(2, tags)
      out.uint(3, geometry.kind === 'point' ? 1 : geometry.kind === 'line' ? 2 : 3)
      out.packed(4, commands)
    })
  }

  /** Adds a feature of another tile with the bytes of its geometry as they are: its layer must have the same extent. */
  addRecord({ layer, id, type, tags, geometry }: MvtRecord): void {
    const own = this.#ownTags(layer, tags)
    const out = this.#features
    out.message(2, () => {
      if (id !== undefined) out.uint(1, id)
      if (own.length > 0) out.packed(2, own)
      out.uint(3, type)
      out.bytes(4, geometry)
    })
  }

  /** The tags of a read layer in the words of this one; each key and value of it is looked up once. */
  #ownTags(layer: MvtRecordLayer, tags: Packed): number[] {
    let known = this.#read.get(layer)
    if (known === undefined) this.#read.set(layer, (known = { keys: [], values: [] }))
    const own: number[] = []
    const reader = new ProtobufReader(tags.bytes, tags.from, tags.to)
    while (!reader.done) {
      const [at, valueAt] = [reader.varint(), reader.varint()]
      const [key, value] = [layer.keys[at], layer.values[valueAt]]
      if (key === undefined || value === undefined) continue
      own.push((known.keys[at] ??= indexOf(this.#keys, key)), (known.values[valueAt] ??= indexOf(this.#values, value)))
    }
    return own
  }

  /** Writes the layer as a field of a tile; one without features is left out. */
  writeTo(out: ProtobufWriter): void {
    if (this.#features.length === 0) return
    out.message(3, () => {
      out.uint(15, 2)
      out.string(1, this.#name)
      out.append(this.#features.finish())
      for (const key of this.#keys.keys()) out.string(3, key)
      for (const value of this.#values.keys()) out.message(4, () => writeMvtValue(out, value))
      out.uint(5, this.#extent)
    })
  }
}

function indexOf<T>(table: Map<T, number>, entry: T): number {
  const known = table.get(entry)
  if (known !== undefined) return known
  table.set(entry, table.size)
  return table.size - 1
}

function commandsOf(geometry: MvtGeometry): number[] {
  const cursor = { x: 0, y: 0, commands: [] as number[] }
  switch (geometry.kind) {
    case 'point':
      if (geometry.points.length > 0) cursor.commands.push(command(moveTo, geometry.points.length))
      for (const point of geometry.points) step(cursor, point)
      break
    case 'line':
      for (const line of geometry.lines) drawLine(cursor, line)
      break
    case 'polygon':
      for (const polygon of geometry.polygons) drawPolygon(cursor, polygon)
      break
  }
  return cursor.commands
}

interface Cursor {
  x: number
  y: number
  readonly commands: number[]
}

function step(cursor: Cursor, [x, y]: XY): void {
  cursor.commands.push(zigzag(x - cursor.x), zigzag(y - cursor.y))
  cursor.x = x
  cursor.y = y
}

const withoutRepeats = (line: readonly XY[]): XY[] =>
  line.filter((p, i) => i === 0 || p[0] !== line[i - 1]?.[0] || p[1] !== line[i - 1]?.[1])

function drawLine(cursor: Cursor, line: readonly XY[]): void {
  const points = withoutRepeats(line)
  if (points.length > 1) draw(cursor, points)
}

function draw(cursor: Cursor, points: readonly XY[]): void {
  points.forEach((point, i) => {
    if (i === 0) cursor.commands.push(command(moveTo, 1))
    else if (i === 1) cursor.commands.push(command(lineTo, points.length - 1))
    step(cursor, point)
  })
}

function drawPolygon(cursor: Cursor, rings: readonly (readonly XY[])[]): void {
  for (const [i, ring] of rings.entries()) {
    const points = withoutRepeats(ring)
    const [first, last] = [points[0], points.at(-1)]
    if (first !== undefined && last !== undefined && points.length > 1 && first[0] === last[0] && first[1] === last[1]) points.pop()
    const area = signedArea(points)
    // Without its outer ring a polygon is nothing; a hole that vanished is filled.
    if (points.length < 3 || area === 0) {
      if (i === 0) return
      continue
    }
    draw(cursor, area > 0 === (i === 0) ? points : points.toReversed())
    cursor.commands.push(command(closePath, 1))
  }
}

export interface MvtReading {
  /** Layers to read, by name; all unless told. What is not read costs next to nothing. */
  readonly keep?: (name: string) => boolean
  /** Units along a side that coordinates come in; those of the layer unless told. */
  readonly side?: number
  /** Taken off each coordinate, in these units; then it is rounded to whole ones where wanted. */
  readonly offset?: XY
  readonly rounded?: boolean
}

/** The layers of a tile; rings come closed, grouped into polygons by direction. Throws a `RangeError` on broken bytes. */
export function decodeMvt(bytes: Uint8Array, reading: MvtReading = {}): MvtLayer[] {
  const layers: MvtLayer[] = []
  const tile = new ProtobufReader(bytes)
  while (!tile.done) {
    const { field, wire } = tile.field()
    const layer = field === 3 ? readLayer(tile.message(), reading) : undefined
    if (layer !== undefined) layers.push(layer)
    else if (field !== 3) tile.skip(wire)
  }
  return layers
}

function readLayer(reader: ProtobufReader, { keep, side, offset = [0, 0], rounded = false }: MvtReading): MvtLayer | undefined {
  let name = ''
  let extent = 4096
  const keys: string[] = []
  const values: MvtValue[] = []
  const raw: RawFeature[] = []
  while (!reader.done) {
    const { field, wire } = reader.field()
    if (field === 1) {
      name = reader.string()
      // Our own tiles (and most others) say the name first, so a layer that is not wanted ends here.
      if (keep?.(name) === false) return undefined
    } else if (field === 2) raw.push(readFeature(reader.message()))
    else if (field === 3) keys.push(reader.string())
    else if (field === 4) values.push(readMvtValue(reader.message()))
    else if (field === 5) extent = reader.varint()
    else reader.skip(wire)
  }
  const scale = side === undefined ? 1 : side / extent
  const features = raw.map(({ id, tags, type, commands }): MvtFeature => {
    const properties: Record<string, MvtValue> = {}
    for (let i = 0; i + 1 < tags.length; i += 2) {
      const [key, value] = [keys[tags[i] ?? -1], values[tags[i + 1] ?? -1]]
      if (key !== undefined && value !== undefined) properties[key] = value
    }
    const geometry = geometryOf(type, pathsOf(commands, { scale, offset, rounded }))
    return id === undefined ? { geometry, properties } : { id, geometry, properties }
  })
  return { name, extent, features }
}

interface RawFeature {
  readonly id: number | undefined
  readonly tags: readonly number[]
  readonly type: number
  readonly commands: readonly number[]
}

function readFeature(reader: ProtobufReader): RawFeature {
  let id: number | undefined
  let tags: number[] = []
  let type = 0
  let commands: number[] = []
  while (!reader.done) {
    const { field, wire } = reader.field()
    if (field === 1) id = reader.varint()
    else if (field === 2) tags = reader.packed()
    else if (field === 3) type = reader.varint()
    else if (field === 4) commands = reader.packed()
    else reader.skip(wire)
  }
  return { id, tags, type, commands }
}

function geometryOf(type: number, paths: readonly XY[][]): MvtGeometry {
  if (type === 1) return { kind: 'point', points: paths.flat() }
  if (type === 2) return { kind: 'line', lines: paths }
  const polygons: XY[][][] = []
  for (const ring of paths) {
    const current = polygons.at(-1)
    if (current === undefined || signedArea(ring) > 0) polygons.push([ring])
    else current.push(ring)
  }
  return { kind: 'polygon', polygons }
}

function pathsOf(
  commands: readonly number[],
  { scale, offset: [left, top], rounded }: { readonly scale: number; readonly offset: XY; readonly rounded: boolean },
): XY[][] {
  const paths: XY[][] = []
  let path: XY[] = []
  let x = 0
  let y = 0
  for (let i = 0; i < commands.length;) {
    const word = commands[i++] ?? 0
    const id = word & 7
    if (id === closePath) {
      const first = path[0]
      if (first !== undefined) path.push(first)
      continue
    }
    for (let count = word >>> 3; count > 0 && i + 1 < commands.length; count--) {
      x += unzigzag(commands[i++] ?? 0)
      y += unzigzag(commands[i++] ?? 0)
      if (id === moveTo) paths.push((path = []))
      path.push(rounded ? [Math.round(x * scale - left), Math.round(y * scale - top)] : [x * scale - left, y * scale - top])
    }
  }
  return paths
}
