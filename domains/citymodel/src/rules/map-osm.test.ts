import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OsmRelation, Tags } from '@machinaka/formats'
import { baseLayers } from './base-layers.ts'
import type { BaseFeature } from './base-feature.ts'
import { drawnTown } from './drawn-town.ts'
import { baseFeaturesOf } from './map-osm.ts'

const block = `
  A------B
  |      |
  D------C   E----F`

const mapped = (ways: Record<string, Tags>, nodes: Record<string, Tags> = {}): string[] =>
  drawnTown(block, { ways, nodes }).objects.flatMap(baseFeaturesOf).map(line)
const line = (f: BaseFeature): string => `${f.layer} z${f.minZoom} ${f.geometry.kind} ${JSON.stringify(f.properties)}`
const way = (tags: Tags): string[] => mapped({ EF: tags })
const ring = (tags: Tags): string[] => mapped({ ABCDA: tags })
const node = (tags: Tags): string[] => mapped({}, { A: tags })

test('streets are told apart by who uses them', () => {
  assert.deepEqual(way({ highway: 'residential', name: '桜通り', 'name:en': 'Sakura-dori' }), [
    'street z13 line {"use":"residential","name":"桜通り","name:en":"Sakura-dori"}',
  ])
  assert.deepEqual(way({ highway: 'primary_link', ref: '1', oneway: 'yes', sidewalk: 'none' }), [
    'street z10 line {"use":"primary","link":true,"oneway":true,"ref":"1","sidewalk":"no"}',
  ])
  assert.deepEqual(way({ highway: 'service', service: 'driveway', access: 'private' }), [
    'street z15 line {"use":"service","private":true}',
  ])
  assert.deepEqual(way({ highway: 'path', foot: 'designated' }), ['street z14 line {"use":"footway"}'])
  assert.deepEqual(way({ highway: 'path', bicycle: 'designated' }), ['street z14 line {"use":"cycleway"}'])
  assert.deepEqual(way({ highway: 'proposed' }), [])
})

test('an arcade is a street with a roof over it; a passage under a building is only covered', () => {
  const arcade = 'street z13 line {"use":"pedestrian","covered":true,"arcade":true}'
  for (const tags of [{ covered: 'arcade' }, { covered: 'yes' }, { covered: 'yes', arcade: 'yes' }])
    assert.deepEqual(way({ highway: 'pedestrian', ...tags }), [arcade])
  assert.deepEqual(way({ highway: 'pedestrian', tunnel: 'building_passage' }), ['street z13 line {"use":"pedestrian","covered":true}'])
  assert.deepEqual(way({ highway: 'footway', covered: 'yes', bridge: 'yes', layer: '1' }), [
    'street z14 line {"use":"footway","covered":true,"bridge":true,"layer":1}',
  ])
})

test('stairs carry what decides whether one can climb them, and a slope for wheelchairs is a ramp', () => {
  assert.deepEqual(way({ highway: 'steps', step_count: '108', incline: 'up', 'handrail:left': 'yes', wheelchair: 'no' }), [
    'street z14 line {"use":"steps","wheelchair":"no","incline":"up","step_count":108,"handrail":true}',
  ])
  assert.deepEqual(way({ highway: 'footway', incline: '7%', wheelchair: 'yes' }), [
    'street z14 line {"use":"ramp","wheelchair":"yes","incline":"7%"}',
  ])
  assert.deepEqual(way({ highway: 'footway', incline: '1%', wheelchair: 'yes' }), [
    'street z14 line {"use":"footway","wheelchair":"yes","incline":"1%"}',
  ])
})

test('a closed street is a loop unless it says it is an area', () => {
  assert.deepEqual(ring({ highway: 'pedestrian' }), ['street z13 line {"use":"pedestrian"}'])
  assert.deepEqual(ring({ highway: 'pedestrian', area: 'yes', covered: 'yes' }), ['area z13 polygon {"kind":"pedestrian","covered":true}'])
  assert.deepEqual(ring({ man_made: 'pier' }), ['area z13 polygon {"kind":"pier"}'])
  assert.deepEqual(way({ man_made: 'pier' }), ['barrier z13 line {"kind":"pier"}'])
  assert.deepEqual(ring({ barrier: 'fence' }), ['barrier z16 line {"kind":"fence"}'])
  assert.deepEqual(ring({ leisure: 'park', area: 'no' }), [])
})

test('buildings have a height where the source knows one, and a kind by what they hold', () => {
  assert.deepEqual(ring({ building: 'yes', shop: 'books', 'building:levels': '3' }), [
    'building z13 polygon {"kind":"retail","height_m":9.6,"levels":3}',
  ])
  assert.deepEqual(ring({ building: 'apartments', height: '31 m', min_height: '3' }), [
    'building z13 polygon {"kind":"apartments","height_m":31,"min_height_m":3}',
  ])
  assert.deepEqual(ring({ building: 'yes', 'building:levels': 'many', height: '-9999' }), ['building z13 polygon {"kind":"building"}'])
  assert.deepEqual(ring({ building: 'no', landuse: 'retail' }), ['landuse z13 polygon {"kind":"commercial"}'])
})

test('a named place gives its ground and its name', () => {
  assert.deepEqual(ring({ leisure: 'park', name: '城山公園', 'name:en': 'Shiroyama Park', 'name:ja_kana': 'しろやまこうえん' }), [
    'landuse z13 polygon {"kind":"park"}',
    'label z16 point {"kind":"park","rank":8,"name":"城山公園","name:en":"Shiroyama Park","name:ja-Hira":"しろやまこうえん"}',
  ])
  assert.deepEqual(ring({ natural: 'water', water: 'lake' }), ['water z12 polygon {"kind":"lake"}'])
  assert.deepEqual(node({ place: 'town', name: 'みなと町' }), ['label z10 point {"kind":"town","rank":2,"name":"みなと町"}'])
  assert.deepEqual(node({ railway: 'station', name: '港駅', station: 'subway' }), [
    'label z13 point {"kind":"subway-station","rank":5,"name":"港駅"}',
  ])
  assert.deepEqual(node({ natural: 'peak', name: '富士山', ele: '3776' }), [
    'label z12 point {"kind":"peak","rank":7,"elevation_m":3776,"name":"富士山"}',
  ])
  assert.deepEqual(node({ shop: 'bakery', name: 'パン屋' }), [])
  assert.deepEqual(node({ building: 'yes', name: 'だれかの店' }), [])
})

test('trees, rails, water lines and small things each find their layer', () => {
  assert.deepEqual(node({ natural: 'tree', leaf_type: 'broadleaved', height: '12', diameter_crown: '6.5' }), [
    'tree z15 point {"leaf":"broadleaved","height_m":12,"crown_m":6.5}',
  ])
  assert.deepEqual(way({ natural: 'tree_row' }), ['tree_row z15 line {}'])
  assert.deepEqual(way({ railway: 'rail', service: 'siding' }), ['rail z14 line {"kind":"rail","service":true}'])
  assert.deepEqual(way({ railway: 'subway', tunnel: 'yes', layer: '-2' }), ['rail z12 line {"kind":"subway","tunnel":true,"layer":-2}'])
  assert.deepEqual(way({ waterway: 'canal', name: '水路' }), ['waterway z12 line {"kind":"canal","name":"水路"}'])
  assert.deepEqual(node({ railway: 'subway_entrance', ref: 'A3' }), ['detail z16 point {"kind":"subway-entrance","ref":"A3"}'])
})

test('a multipolygon with a hole keeps it; a boundary is not drawn', () => {
  const at = drawnTown(block, {}).at
  const outer = ['A', 'B', 'C', 'D', 'A'].flatMap((l) => (at[l] === undefined ? [] : [at[l]]))
  const relation: OsmRelation = {
    kind: 'relation',
    id: 7,
    tags: { type: 'multipolygon', natural: 'water' },
    members: [],
    polygons: [[outer, outer.map(([x, y]) => [(x + 139.7003) / 2, (y + 35.6496) / 2])]],
    complete: true,
    center: at['A'],
  }
  const [water] = baseFeaturesOf(relation)
  assert.equal(water?.id, 73)
  assert.equal(water?.geometry.kind === 'polygon' ? water.geometry.polygons[0]?.length : 0, 2)
  assert.deepEqual(baseFeaturesOf({ ...relation, tags: { type: 'boundary', boundary: 'administrative', name: '港区' } }), [])
})

test('every mapped property is in the layer table, with its type', () => {
  const everything: Tags[] = [
    {
      highway: 'steps',
      conveying: 'yes',
      indoor: 'yes',
      surface: 'gravel',
      footway: 'crossing',
      step_count: '3',
      handrail: 'yes',
      wheelchair: 'no',
      incline: 'up',
      access: 'private',
      bridge: 'yes',
      tunnel: 'yes',
      layer: '1',
      covered: 'arcade',
      name: 'a',
      'name:en': 'b',
      'name:zh': 'c',
      'name:ko': 'd',
      'name:ja-Hira': 'e',
    },
    { highway: 'motorway_link', oneway: 'yes', ref: '4', sidewalk: 'both' },
    { railway: 'tram', service: 'yard', name: 'a' },
    { waterway: 'river', intermittent: 'yes', tunnel: 'culvert' },
    { building: 'yes', 'building:levels': '2', min_height: '1', layer: '-1', name: 'a' },
    { natural: 'water', intermittent: 'yes', name: 'a' },
    { leisure: 'park', name: 'a' },
    { highway: 'footway', area: 'yes', covered: 'yes', layer: '1' },
    { natural: 'tree_row', leaf_type: 'needleleaved' },
    { barrier: 'hedge' },
  ]
  const features = everything.flatMap((tags) =>
    drawnTown(block, {
      ways: { ABCDA: tags, EF: tags },
      nodes: {
        A: { natural: 'tree', height: '3', leaf_type: 'broadleaved' },
        B: { natural: 'peak', name: 'a', ele: '90' },
        C: { entrance: 'main', ref: '1' },
      },
    }).objects.flatMap(baseFeaturesOf),
  )
  assert.deepEqual([...new Set(features.map((f) => f.layer))].toSorted(), Object.keys(baseLayers).toSorted())
  for (const f of features) {
    const { fields, geometry, minzoom } = baseLayers[f.layer]
    assert.equal(f.geometry.kind, geometry)
    assert.ok(f.minZoom >= minzoom && f.minZoom <= 16, line(f))
    for (const [key, value] of Object.entries(f.properties))
      assert.equal(typeof value, (fields as Record<string, string>)[key]?.toLowerCase(), `${f.layer}.${key}`)
  }
})
