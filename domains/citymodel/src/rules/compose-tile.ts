/**
 * A tile from the cells that hold its ground: what is drawn at this zoom, cut to the tile, simplified for it, in the
 * order in which it is painted.
 */
import {
  boundsOf,
  clipLine,
  clipPolygon,
  decodeMvt,
  encodeMvt,
  joinMvtLayers,
  MvtLayerBuilder,
  quantise,
  readMvtRecords,
  recordArea,
  recordValue,
  signedArea,
  simplify,
  tileExtent,
  type Bounds,
  type MvtFeature,
  type MvtGeometry,
  type MvtReading,
  type MvtRecord,
  type Tile,
  type XY,
} from '@machinaka/geo'
import { baseLayers, type BaseLayerName } from './base-layers.ts'
import { baseLayerOf, cellOf, finestZoomOf, simplePolygon, simplification, tileMargin } from './cells.ts'
import { inPaintOrder, type Look } from './paint-order.ts'

/** Features of one layer in one tile; beyond it the least important are left out. */
export const maxFeaturesPerLayer = 20_000

/** One stored part of a cell. Parts of the generation published last come first: of an object that two sources have, one is drawn. */
export interface CellPart {
  readonly generation: string
  readonly bytes: Uint8Array
}

const layerNames = Object.keys(baseLayers) as BaseLayerName[]

/** The tile as bytes, empty where there is nothing to draw. `parts` are those of `cellOf(tile)`. */
export function composeTile(tile: Tile, parts: readonly CellPart[]): Uint8Array {
  return joinedTile(tile, parts) ?? cutTile(tile, parts)
}

const isDrawnAt = (tile: Tile) => (name: string) => baseLayerOf(name).minZoom <= tile.z

/**
 * The tile of a cell of its own zoom and units, which is cut and simplified for it already: its features are put in order,
 * their geometry is handed on as bytes. Undefined where a part has other units.
 */
function joinedTile(tile: Tile, parts: readonly CellPart[]): Uint8Array | undefined {
  const { z } = cellOf(tile)
  if (finestZoomOf(z) !== z) return undefined
  const layers = parts.flatMap(({ generation, bytes }) =>
    readMvtRecords(bytes, isDrawnAt(tile)).map((layer) => ({ ...layer, generation, features: layer.records })),
  )
  if (layers.some(({ extent }) => extent !== tileExtent)) return undefined
  const gathered = gather(parts, layers)
  return joinMvtLayers(
    layerNames.map((name) => {
      const builder = new MvtLayerBuilder(name, tileExtent)
      for (const record of inPaintOrder(name, gathered.get(name) ?? [], asRecord, maxFeaturesPerLayer)) builder.addRecord(record)
      return builder
    }),
  )
}

const asRecord: Look<MvtRecord> = { value: recordValue, area: recordArea }

/** The tile of a cell that serves several zooms: what it shows is cut out, simplified where needed, and written anew. */
function cutTile(tile: Tile, parts: readonly CellPart[]): Uint8Array {
  const cell = cellOf(tile)
  const factor = 2 ** (tile.z - cell.z)
  const reading: MvtReading = {
    keep: isDrawnAt(tile),
    side: tileExtent * factor,
    rounded: factor === 1,
    offset: [(tile.x - cell.x * factor) * tileExtent, (tile.y - cell.y * factor) * tileExtent],
  }
  const within = tile.z < finestZoomOf(cell.z) ? simplification : 0
  // A cell of the tile's own zoom is cut and simplified for it already.
  const isReady = factor === 1 && within === 0
  const layers = parts.flatMap(({ generation, bytes }) => decodeMvt(bytes, reading).map((layer) => ({ ...layer, generation })))
  const gathered = gather(parts, layers)
  return encodeMvt(
    layerNames.map((name) => {
      const features = (gathered.get(name) ?? []).flatMap((feature) => {
        const geometry = isReady ? feature.geometry : viewOf(feature.geometry, within)
        return geometry === undefined ? [] : [{ ...feature, geometry }]
      })
      return { name, extent: tileExtent, features: inPaintOrder(name, features, asFeature, maxFeaturesPerLayer) }
    }),
  )
}

const asFeature: Look<MvtFeature> = { value: ({ properties }, key) => properties[key], area: ({ geometry }) => areaOf(geometry) }

const areaOf = (geometry: MvtGeometry): number =>
  geometry.kind === 'polygon' ? geometry.polygons.reduce((sum, [outer = []]) => sum + Math.abs(signedArea(outer)), 0) : 0

/** Features of the parts by layer of the base map; of an object that several generations have, those of the first. */
function gather<Feature extends { readonly id?: number | undefined }>(
  parts: readonly CellPart[],
  layers: readonly { readonly name: string; readonly generation: string; readonly features: readonly Feature[] }[],
): ReadonlyMap<string, readonly Feature[]> {
  const gathered = new Map<string, Feature[]>()
  const isMine = ownership(parts)
  for (const { name, generation, features } of layers) {
    const { layer } = baseLayerOf(name)
    let drawn = gathered.get(layer)
    if (drawn === undefined) gathered.set(layer, (drawn = []))
    for (const feature of features) if (feature.id === undefined || isMine(`${layer}/${feature.id}`, generation)) drawn.push(feature)
  }
  return gathered
}

/** Tells whether a generation is the first to draw an object. With one generation it always is. */
function ownership(parts: readonly CellPart[]): (key: string, generation: string) => boolean {
  if (parts.every(({ generation }) => generation === parts[0]?.generation)) return () => true
  const owner = new Map<string, string>()
  return (key, generation) => {
    const first = owner.get(key)
    if (first === undefined) owner.set(key, generation)
    return first === undefined || first === generation
  }
}

/** Polygons smaller than this many square units (a quarter of a screen pixel) are not seen. */
const smallestArea = 16

const box: Bounds = [-tileMargin, -tileMargin, tileExtent + tileMargin, tileExtent + tileMargin]

/**
 * What of this geometry the tile shows, in whole units; undefined where nothing is left. Cells are simplified for the finest
 * zoom they serve, so only a coarser one is simplified again.
 */
function viewOf(geometry: MvtGeometry, within: number): MvtGeometry | undefined {
  switch (geometry.kind) {
    case 'point': {
      const points = quantise(geometry.points).filter(([x, y]) => x >= 0 && y >= 0 && x < tileExtent && y < tileExtent)
      return points.length === 0 ? undefined : { kind: 'point', points }
    }
    case 'line': {
      const lines = geometry.lines
        .flatMap((line) => cutLine(line, box))
        .map((line) => quantise(simplify(line, within)))
        .filter((line) => line.length > 1)
      return lines.length === 0 ? undefined : { kind: 'line', lines }
    }
    case 'polygon': {
      const polygons = geometry.polygons.map((polygon) => tilePolygon(polygon, within)).filter((polygon) => polygon !== undefined)
      return polygons.length === 0 ? undefined : { kind: 'polygon', polygons }
    }
  }
}

const isInside = (b: Bounds, box: Bounds): boolean => b[0] >= box[0] && b[1] >= box[1] && b[2] <= box[2] && b[3] <= box[3]
const isOutside = (b: Bounds, box: Bounds): boolean => b[0] > box[2] || b[2] < box[0] || b[1] > box[3] || b[3] < box[1]

function cutLine(line: readonly XY[], to: Bounds): (readonly XY[])[] {
  const bounds = boundsOf(line)
  if (bounds === undefined || isOutside(bounds, to)) return []
  return isInside(bounds, to) ? [line] : clipLine(line, to)
}

function tilePolygon(polygon: readonly (readonly XY[])[], within: number): XY[][] | undefined {
  const bounds = boundsOf(polygon[0] ?? [])
  if (bounds === undefined || isOutside(bounds, box)) return undefined
  const clipped = isInside(bounds, box) ? polygon : clipPolygon(polygon, box)
  const rings = simplePolygon(clipped ?? [], within).map((ring) => quantise(ring))
  return Math.abs(signedArea(rings[0] ?? [])) < smallestArea ? undefined : rings
}
