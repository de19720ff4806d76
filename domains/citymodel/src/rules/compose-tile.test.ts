import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VectorTile, classifyRings, type VectorTileFeature } from '@mapbox/vector-tile'
import { decodeMvt, encodeMvt, fromMercator, tileAt, tilesIn, toMercator, type LonLat, type Tile, type XY } from '@machinaka/geo'
import type { OsmObject } from '@machinaka/formats'
import fc from 'fast-check'
import { PbfReader } from 'pbf'
import type { BaseFeature } from './base-feature.ts'
import { CellBuffer } from './cell-buffer.ts'
import { cellOf } from './cells.ts'
import { composeTile, type CellPart } from './compose-tile.ts'
import { drawnTown } from './drawn-town.ts'
import { baseFeaturesOf } from './map-osm.ts'

/** Everything the base map does with objects, in memory: a function from a tile to its bytes. */
function mapOf(...sources: readonly (readonly BaseFeature[])[]): (tile: Tile) => Uint8Array {
  return mapOfCells((bytes) => bytes, sources)
}

function mapOfCells(stored: (bytes: Uint8Array) => Uint8Array, sources: readonly (readonly BaseFeature[])[]): (tile: Tile) => Uint8Array {
  const cells = new Map<string, CellPart[]>()
  sources.forEach((features, i) => {
    const buffer = new CellBuffer()
    for (const feature of features) buffer.add(feature)
    for (const { z, x, y, bytes } of buffer.take())
      cells.set(`${z}/${x}/${y}`, [...(cells.get(`${z}/${x}/${y}`) ?? []), { generation: String(i), bytes: stored(bytes) }])
  })
  return (tile) => {
    const c = cellOf(tile)
    return composeTile(tile, cells.get(`${c.z}/${c.x}/${c.y}`) ?? [])
  }
}
const read = (bytes: Uint8Array): VectorTile => new VectorTile(new PbfReader(bytes))
const featuresOf = (objects: readonly OsmObject[]): BaseFeature[] => objects.flatMap(baseFeaturesOf)

interface Seen {
  layer: string
  properties: Record<string, unknown>
  geometry: ReturnType<VectorTileFeature['loadGeometry']>
  id: number | undefined
}
function seen(bytes: Uint8Array): Seen[] {
  return Object.values(read(bytes).layers).flatMap((layer) =>
    Array.from({ length: layer.length }, (_, i) => {
      const f = layer.feature(i)
      return { layer: layer.name, properties: { ...f.properties }, geometry: f.loadGeometry(), id: f.id }
    }),
  )
}

// Web-mercator units of a zoom-16 tile, so that shapes cross tile edges on purpose.
const corner: XY = toMercator([139.7, 35.65]).map((v) => Math.floor(v * 2 ** 16)) as [number, number]
const place = ([x, y]: XY): LonLat => fromMercator([(corner[0] + x) / 2 ** 16, (corner[1] + y) / 2 ** 16])

const town = drawnTown(
  `
  A-----B   P===Q       a----b
  |     |        \\      |    |
  |  T  |         R     |    |
  D-----C               d----c`,
  {
    ways: {
      ABCDA: { building: 'apartments', 'building:levels': '5', name: '港ハイツ' },
      PQ: { highway: 'pedestrian', covered: 'arcade', name: '中央商店街', 'name:en': 'Central Arcade' },
      QR: { highway: 'steps', step_count: '32' },
      abcda: { natural: 'water', water: 'pond' },
    },
    nodes: { T: { natural: 'tree' } },
    origin: place([0.1, 0.1]),
  },
)
const P: LonLat = town.at['P'] ?? [0, 0]
const around = (z: number): Tile[] => tilesIn([...place([-0.5, 4.5]), ...place([4.5, -0.5])], z) ?? []

test('a drawn town becomes a tile that another reader understands', () => {
  const tile = tileAt(P, 16)
  const found = seen(mapOf(featuresOf(town.objects))(tile))
  assert.deepEqual(
    found.map((f) => `${f.layer} ${f.id} ${JSON.stringify(f.properties)}`),
    [
      'water 1032 {"kind":"pond"}',
      'building 1002 {"kind":"apartments","height_m":16,"levels":5}',
      'street 1022 {"use":"steps","step_count":32}',
      'street 1012 {"use":"pedestrian","covered":true,"arcade":true,"name":"中央商店街","name:en":"Central Arcade"}',
      'tree 11 {}',
      'label 1002 {"kind":"building","rank":16,"name":"港ハイツ"}',
    ],
  )
  // The arcade starts at P: its place in the tile, back in degrees, is P to within a few centimetres.
  const start = found[3]?.geometry[0]?.[0]
  const [lon, lat] = fromMercator([(tile.x + (start?.x ?? 0) / 4096) / 2 ** 16, (tile.y + (start?.y ?? 0) / 4096) / 2 ** 16])
  assert.ok(Math.hypot(lon - P[0], lat - P[1]) * 111_000 < 0.15, `${lon}, ${lat}`)
})

test('farther out there is less, and nothing says what the server keeps for itself', () => {
  const tileOf = mapOf(featuresOf(town.objects))
  const layersAt = (z: number): string[] => [...new Set(seen(tileOf(tileAt(P, z))).map((f) => f.layer))]
  assert.deepEqual(
    [10, 12, 13, 14, 15, 16].map((z) => layersAt(z).join(' ')),
    ['', 'water', 'water building street', 'water building street', 'water building street tree', 'water building street tree label'],
  )
  for (const z of [13, 14, 16]) assert.ok(seen(tileOf(tileAt(P, z))).every((f) => !f.layer.includes(':')))
})

test('a tile made of bytes as they lie is the one that reading and writing gives', () => {
  // Units twice as fine, which earlier imports wrote at every zoom: such a cell is read, rounded and written.
  const finer = (bytes: Uint8Array): Uint8Array => encodeMvt(decodeMvt(bytes, { side: 8192 }).map((layer) => ({ ...layer, extent: 8192 })))
  const yard = drawnTown('A---B\n|   |\nD---C', {
    ways: { ABCDA: { landuse: 'residential' }, AC: { highway: 'steps', name: '石段' } },
    origin: place([0.15, 0.15]),
  })
  const sources = [featuresOf(town.objects), featuresOf(yard.objects)]
  const [asTheyLie, written] = [mapOf(...sources), mapOfCells(finer, sources)]
  for (const z of [14, 15, 16])
    for (const tile of around(z)) assert.deepEqual(seen(asTheyLie(tile)), seen(written(tile)), `${tile.z}/${tile.x}/${tile.y}`)
  assert.ok(seen(written(tileAt(P, 16))).length > 5)
})

test('an object of two sources is drawn once, as the later source has it', () => {
  const older = drawnTown('A--B', { ways: { AB: { highway: 'residential', name: '旧名' } } })
  const newer = drawnTown('A--B', { ways: { AB: { highway: 'pedestrian', name: '新名' } } })
  const tile = tileAt(older.at['A'] ?? [0, 0], 15)
  assert.deepEqual(
    seen(mapOf(featuresOf(newer.objects), featuresOf(older.objects))(tile)).map((f) => f.properties['name']),
    ['新名'],
  )
})

test('ground is painted from below to above', () => {
  const yard = drawnTown(
    `
    A----------B
    |  E--F    |
    |  H--G    |
    D----------C`,
    { step_m: 20, ways: { EFGHE: { leisure: 'pitch' }, ABCDA: { leisure: 'park' }, DABCD: { landuse: 'residential' } } },
  )
  assert.deepEqual(
    seen(mapOf(featuresOf(yard.objects))(tileAt(yard.at['E'] ?? [0, 0], 16))).map((f) => f.properties['kind']),
    ['residential', 'park', 'pitch'],
  )
})

const spot = fc.tuple(fc.double({ min: 0, max: 4, noNaN: true }), fc.double({ min: 0, max: 4, noNaN: true }))
const feature = (geometry: BaseFeature['geometry'], layer: BaseFeature['layer']): BaseFeature => ({
  layer,
  id: 1,
  minZoom: 10,
  properties: { kind: 'x' },
  geometry,
})

test('at every zoom a point is in exactly one tile', () => {
  fc.assert(
    fc.property(spot, fc.integer({ min: 10, max: 16 }), (p, z) => {
      const tileOf = mapOf([feature({ kind: 'point', at: place(p) }, 'label')])
      const found = around(z).flatMap((tile) => seen(tileOf(tile)))
      assert.equal(found.length, 1)
      assert.ok(found[0]?.geometry.flat().every(({ x, y }) => x >= 0 && y >= 0 && x < 4096 && y < 4096))
    }),
    {
      numRuns: 60,
      examples: [
        [[1 - 1e-9, 1 - 1e-9], 16],
        [[1 - 1e-9, 0], 12],
        [[2 - 1e-9, 2 - 1e-9], 10],
        [[1 - 1e-9, 0.5], 15],
      ],
    },
  )
})

test('the parts of a rectangle in all tiles together have its area, whichever zoom', () => {
  fc.assert(
    fc.property(spot, spot, fc.integer({ min: 14, max: 16 }), ([x0, y0], [x1, y1], z) => {
      fc.pre(Math.abs(x1 - x0) > 0.1 && Math.abs(y1 - y0) > 0.1)
      const tileOf = mapOf([
        feature(
          {
            kind: 'polygon',
            polygons: [
              [
                (
                  [
                    [x0, y0],
                    [x1, y0],
                    [x1, y1],
                    [x0, y1],
                    [x0, y0],
                  ] as XY[]
                ).map(place),
              ],
            ],
          },
          'water',
        ),
      ])
      const side = 2 ** (16 - z)
      const area = around(z)
        .flatMap((tile) => seen(tileOf(tile)))
        .flatMap((f) => f.geometry)
        .reduce((sum, ring) => {
          // Only what lies in the tile itself: its margins belong to the neighbours too.
          const held = (v: number): number => Math.max(0, Math.min(4096, v))
          const [xs, ys] = [ring.map((p) => held(p.x)), ring.map((p) => held(p.y))]
          return sum + ((Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys)) * side * side) / 4096 ** 2
        }, 0)
      assert.ok(
        Math.abs(area - Math.abs(x1 - x0) * Math.abs(y1 - y0)) < 0.02,
        `${area} instead of ${Math.abs(x1 - x0) * Math.abs(y1 - y0)}`,
      )
    }),
    { numRuns: 60 },
  )
})

test('rings are wound as the specification says, and nothing reaches beyond the margin', () => {
  const ring = (cx: number, cy: number, r: number): LonLat[] =>
    Array.from({ length: 13 }, (_, i) => place([cx + r * Math.cos(((i % 12) * Math.PI) / 6), cy + r * Math.sin(((i % 12) * Math.PI) / 6)]))
  fc.assert(
    fc.property(
      spot,
      fc.double({ min: 0.05, max: 2, noNaN: true }),
      fc.boolean(),
      fc.integer({ min: 10, max: 16 }),
      ([x, y], r, flip, z) => {
        const rings = [ring(x, y, r), ring(x, y, r / 2)].map((path) => (flip ? path.toReversed() : path))
        const tileOf = mapOf([feature({ kind: 'polygon', polygons: [rings] }, 'landuse')])
        for (const tile of around(z)) {
          for (const { geometry } of seen(tileOf(tile))) {
            assert.equal(classifyRings(geometry).length, 1)
            assert.ok(geometry.flat().every((p) => p.x >= -64 && p.y >= -64 && p.x <= 4160 && p.y <= 4160))
          }
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('a line through many tiles is whole in each: its parts leave by the margins only', () => {
  const tileOf = mapOf([feature({ kind: 'line', line: [place([0.2, 0.3]), place([3.7, 2.9])] }, 'street')])
  const crossed = around(16).filter((tile) => seen(tileOf(tile)).length > 0)
  assert.ok(crossed.length >= 6, String(crossed.length))
  const ends = crossed
    .flatMap((tile) => seen(tileOf(tile)))
    .flatMap((f) => f.geometry)
    .flatMap((line) => [line[0], line.at(-1)])
    .filter((p) => p !== undefined)
  assert.equal(ends.filter((p) => p.x > -64 && p.y > -64 && p.x < 4160 && p.y < 4160).length, 2)
})

test('the same ground gives the same bytes', () => {
  const make = (): Uint8Array => mapOf(featuresOf(town.objects))(tileAt(P, 15))
  assert.deepEqual(make(), make())
})
