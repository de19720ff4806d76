import assert from 'node:assert/strict'
import { createReadStream, existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { VectorTile, classifyRings } from '@mapbox/vector-tile'
import { readOsm } from '@machinaka/formats'
import { boundsOf, polygonContains, tileAt, type LonLat } from '@machinaka/geo'
import { PbfReader } from 'pbf'
import { baseFeaturesOf, baseLayers, CellBuffer, cellOf, Coast, composeTile, type BaseFeature, type CellPart } from './rules/index.ts'

/** Real extracts, kept beside the repository. */
const data = resolve(import.meta.dirname, '../../../../shared/data')
const real = (file: string, name: string, check: (features: readonly BaseFeature[]) => void): void => {
  test(`${file}: ${name}`, { skip: existsSync(`${data}/${file}`) ? false : `skipped: ../shared/data/${file} is not present` }, async () => {
    const features: BaseFeature[] = []
    for await (const { objects } of readOsm(createReadStream(`${data}/${file}`), { name: file }))
      for (const object of objects) features.push(...baseFeaturesOf(object))
    check(features)
  })
}

const count = (features: readonly BaseFeature[], layer: string, property?: readonly [key: string, value: string]): number =>
  features.filter((f) => f.layer === layer && (property === undefined || f.properties[property[0]] === property[1])).length

real('streets/ebisu-2018.osm.gz', 'every layer has what the extract holds', (features) => {
  // 946 building ways and 3 building relations; of 495 highway ways 17 are areas, 16 of them for walkers.
  assert.equal(count(features, 'building'), 949)
  assert.equal(count(features, 'street'), 478)
  assert.equal(count(features, 'area', ['kind', 'pedestrian']), 16)
  assert.equal(count(features, 'street', ['use', 'steps']), 14)
  assert.equal(count(features, 'label', ['kind', 'shrine']), 4)
  assert.equal(count(features, 'landuse', ['kind', 'park']), 7)
  assert.ok(features.some((f) => f.layer === 'label' && f.properties['name'] === '恵比寿神社'))
})

real('streets/monaco.osm.gz', 'stairs, trees and the coast of another town', (features) => {
  assert.equal(count(features, 'street', ['use', 'steps']), 82)
  assert.equal(count(features, 'tree'), 208)
  assert.equal(count(features, 'barrier', ['kind', 'coastline']), 17)
})

real('streets/ebisu-2018.osm.gz', 'every tile is valid for another reader', (features) => {
  const buffer = new CellBuffer()
  for (const feature of features) buffer.add(feature)
  const parts = new Map(buffer.take().map(({ z, x, y, bytes }): [string, CellPart] => [`${z}/${x}/${y}`, { generation: 'a', bytes }]))
  const centre: LonLat = [139.7015, 35.6432]
  let drawn = 0
  for (let z = 10; z <= 16; z++) {
    const tile = tileAt(centre, z)
    const { z: cz, x, y } = cellOf(tile)
    const part = parts.get(`${cz}/${x}/${y}`)
    const layers = new VectorTile(new PbfReader(composeTile(tile, part === undefined ? [] : [part]))).layers
    for (const [name, layer] of Object.entries(layers)) {
      const schema = Object.entries(baseLayers).find(([id]) => id === name)?.[1]
      assert.equal(layer.extent, 4096)
      for (let i = 0; i < layer.length; i++) {
        const feature = layer.feature(i)
        const rings = feature.loadGeometry()
        assert.equal(['', 'point', 'line', 'polygon'][feature.type], schema?.geometry, `${name} at zoom ${z}`)
        assert.ok(rings.flat().every((p) => p.x >= -64 && p.y >= -64 && p.x <= 4160 && p.y <= 4160))
        // Every group of rings starts with an outer one, or the reader would have thrown the first away.
        if (feature.type === 3) assert.equal(classifyRings(rings).flat().length, rings.length, `${name} at zoom ${z}`)
        drawn++
      }
    }
    assert.ok((layers['street']?.length ?? 0) > 0, `no street at zoom ${z}`)
  }
  assert.ok(drawn > 1000, String(drawn))
})

real('streets/monaco.osm.gz', 'the sea is where the coastline says', (features) => {
  const coast = new Coast()
  for (const feature of features) coast.note(feature)
  const points = features.flatMap((f) => (f.geometry.kind === 'line' && f.layer === 'street' ? f.geometry.line : []))
  const bounds = boundsOf(points)
  assert.ok(bounds)
  const [sea] = coast.sea(bounds)
  const isSea = (p: LonLat): boolean =>
    sea?.geometry.kind === 'polygon' && sea.geometry.polygons.some((polygon) => polygonContains(polygon, p))
  assert.ok(isSea([7.44, 43.735]), 'off the coast')
  assert.ok(isSea([7.4265, 43.7352]), 'Port Hercule')
  for (const [place, p] of [
    ['the palace', [7.4204, 43.7314]],
    ['the casino', [7.4281, 43.7394]],
    ['the hills', [7.41, 43.742]],
  ] as const)
    assert.ok(!isSea(p), place)
  assert.ok(points.filter(isSea).length < points.length * 0.02)
})
