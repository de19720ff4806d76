import assert from 'node:assert/strict'
import { createReadStream, existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { isWithin, polygonContains, type Bounds } from '@machinaka/geo'
import type { Report } from '../report.ts'
import type { OsmObject } from './model.ts'
import { readOsm } from './read.ts'

/** Real extracts, kept beside the repository. */
const data = resolve(import.meta.dirname, '../../../../../shared/data')

function real(file: string, name: string, check: (objects: readonly OsmObject[], report: Report) => void): void {
  const path = `${data}/${file}`
  test(`${file}: ${name}`, { skip: existsSync(path) ? false : `skipped: ../shared/data/${file} is not present` }, async () => {
    const objects: OsmObject[] = []
    const reading = readOsm(createReadStream(path), { name: file })
    for await (const batch of reading) objects.push(...batch.objects)
    check(objects, reading.report())
  })
}

const count = (objects: readonly OsmObject[], is: (o: OsmObject) => boolean): number => objects.filter(is).length

real('streets/liechtenstein.osm.pbf', 'dense nodes of a whole country', (objects, report) => {
  assert.equal(report.recognisedAs, 'OSM PBF')
  assert.equal(
    count(objects, (o) => o.kind === 'relation'),
    358,
  )
  const vaduz = objects.find((o) => o.kind === 'node' && o.tags['place'] !== undefined && o.tags['name'] === 'Vaduz')
  assert.ok(vaduz?.kind === 'node' && isWithin([vaduz.lon, vaduz.lat], [9.51, 47.12, 9.54, 47.16]))
  const country = objects.find(
    (o) =>
      o.kind === 'relation' &&
      o.tags['boundary'] === 'administrative' &&
      o.tags['admin_level'] === '2' &&
      o.tags['name'] === 'Liechtenstein',
  )
  assert.ok(country?.kind === 'relation')
  if (country.complete) assert.ok(country.polygons.some((p) => polygonContains(p, [vaduz.lon, vaduz.lat])))
})

real('streets/herrenberg.osm.pbf', 'a PBF from JOSM', (objects) => {
  assert.equal(
    count(objects, (o) => o.kind === 'way'),
    1781,
  )
  assert.equal(count(objects, (o) => o.tags['kerb'] !== undefined || o.tags['barrier'] === 'kerb') > 0, true)
  assert.equal(
    count(objects, (o) => o.tags['tactile_paving'] !== undefined),
    64,
  )
})

real('streets/shibuya-station.osm.gz', 'all streets, no buildings', (objects, report) => {
  assert.equal(report.recognisedAs, 'OSM XML (gzip)')
  assert.deepEqual(
    [
      count(objects, (o) => o.kind === 'way'),
      count(objects, (o) => o.tags['highway'] === 'footway' && o.kind === 'way'),
      count(objects, (o) => o.tags['highway'] === 'steps'),
    ],
    [1651, 716, 164],
  )
  assert.deepEqual(report.skipped, [])
})

real('streets/ebisu-2018.osm.gz', 'buildings, places and cut relations', (objects, report) => {
  assert.deepEqual(
    [
      count(objects, (o) => o.kind === 'relation'),
      count(objects, (o) => o.kind === 'way' && o.tags['building'] !== undefined),
      count(objects, (o) => o.kind === 'node' && o.tags['wheelchair'] !== undefined),
    ],
    [42, 946, 56],
  )
  const shrine = objects.find((o) => o.tags['name'] === '恵比寿神社')
  assert.ok(shrine !== undefined)
  const box: Bounds = [139.69, 35.63, 139.72, 35.66]
  const ways = objects.filter((o) => o.kind === 'way' && o.closed)
  assert.ok(ways.length > 900 && ways.every((o) => o.kind === 'way' && polygonContains([o.coordinates], o.center)))
  assert.ok(count(objects, (o) => o.kind === 'way' && isWithin(o.center, box)) > 1400)
  assert.deepEqual(
    report.warnings.map((w) => [w.code, w.count]),
    [['relation-incomplete', 31]],
  )
})

real('streets/monaco.osm.gz', 'tabs, no bounds', (objects) => {
  assert.deepEqual(
    [
      count(objects, (o) => o.kind === 'relation'),
      count(objects, (o) => o.kind === 'way' && o.tags['building'] !== undefined),
      count(objects, (o) => o.tags['natural'] === 'tree'),
    ],
    [77, 962, 208],
  )
})

real('otemachi/overpass_places_raw.json.gz', 'places with centres', (objects, report) => {
  assert.equal(report.recognisedAs, 'Overpass JSON (gzip)')
  assert.deepEqual(
    ['node', 'way', 'relation'].map((kind) => count(objects, (o) => o.kind === kind)),
    [2029, 1053, 31],
  )
  assert.ok(objects.every((o) => o.kind === 'node' || o.center !== undefined))
  assert.deepEqual(
    [count(objects, (o) => o.tags['wheelchair'] !== undefined), count(objects, (o) => o.tags['opening_hours'] !== undefined)],
    [816, 312],
  )
})

real('otemachi/overpass_raw.json.gz', 'ways with their geometry', (objects) => {
  assert.deepEqual([objects.length, count(objects, (o) => o.tags['highway'] === 'steps')], [3928, 685])
  assert.ok(
    objects.every((o) => o.kind === 'way' && o.coordinates.length === o.nodes.length && isWithin(o.center, [139.75, 35.67, 139.79, 35.7])),
  )
})
