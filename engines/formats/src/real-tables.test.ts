import assert from 'node:assert/strict'
import { createReadStream, existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { readMunicipal } from './municipal/read.ts'
import { FormatError } from './report.ts'
import { readGeoJson } from './table/geojson.ts'
import { readTable } from './table/read.ts'
import { gathered } from './test-chunks.ts'

/** Real files, kept beside the repository. */
const data = resolve(import.meta.dirname, '../../../../shared/data')

function real(file: string, name: string, check: (open: () => AsyncIterable<Uint8Array>) => Promise<void>): void {
  const path = `${data}/${file}`
  test(`${file}: ${name}`, { skip: existsSync(path) ? false : `skipped: ../shared/data/${file} is not present` }, () =>
    check(() => createReadStream(path)),
  )
}

real('disaster/nanao-shelters/reference_data.csv', 'designated sites of a city, columns of 2023', async (open) => {
  const reading = readMunicipal(await readTable(open(), { name: 'sites.csv' }), { name: 'sites.csv', bounds: [136.7, 36.9, 137.1, 37.3] })
  const records = await gathered(reading)
  assert.equal(reading.dataset, 'evacuation-site')
  assert.deepEqual([records.length, reading.report().skipped], [112, []])
  const [first] = records
  assert.ok(first?.dataset === 'evacuation-site')
  assert.deepEqual(
    [first.name, first.hazards, first.elevation_m, first.position],
    [
      '御祓地区コミュニティセンター',
      ['flood', 'landslide', 'storm-surge', 'earthquake', 'tsunami', 'inland-flood'],
      2.7,
      [136.96136, 37.04826],
    ],
  )
})

for (const [code, count] of [
  ['131113', 90],
  ['172022', 109],
  ['222038', 105],
  ['271004', 3088],
] as const) {
  real(`disaster/shelters/emergency_${code}.json.gz`, 'designated sites as GeoJSON', async (open) => {
    const reading = readMunicipal(await readTable(open(), { name: code }), { name: code })
    const records = await gathered(reading)
    assert.deepEqual([reading.dataset, records.length], ['evacuation-site', count])
    assert.ok(records.some((r) => r.dataset === 'evacuation-site' && r.hazards.length > 0))
  })
}

real('disaster/nanao-shelters/latest.geojson', 'plane metres are refused by the name of their system', async (open) => {
  await assert.rejects(
    gathered(readGeoJson(open(), { name: 'latest.geojson' })),
    (e: unknown) => e instanceof FormatError && e.code === 'unsupported' && e.reason.includes('6675'),
  )
})

real('otemachi/trees.geojson.gz', 'points with properties', async (open) => {
  const trees = await gathered(readGeoJson(open(), { name: 'trees' }))
  assert.deepEqual([trees.length, trees.filter((t) => String(t.properties['species']).includes('イチョウ')).length], [1107, 523])
})

real('city-model/shibuya-buildings.geojson.gz', 'a hundred thousand areas, streamed', async (open) => {
  const reading = readGeoJson(open(), { name: 'buildings', bounds: [139.65, 35.63, 139.73, 35.7] })
  let areas = 0
  for await (const f of reading) if (f.shape === 'area') areas++
  assert.deepEqual([areas, reading.report().skipped], [102_154, []])
})

real('transit/gtfs-jp-list-2021.csv', 'a plain table', async (open) => {
  const table = await readTable(open(), { name: 'list' })
  assert.equal(table.columns[0], 'feed_id')
  assert.equal((await gathered(table.rows)).length, 547)
})

real('crowd/fukui/fukui-station-east-entrance/Person.csv', 'blank lines in the middle', async (open) => {
  const table = await readTable(open(), { name: 'Person.csv' })
  const rows = await gathered(table.rows)
  assert.deepEqual([rows.length, rows.at(-1)?.line], [617, 1 + 617 + 58])
})

real('participation/polis/15-per-hour-seattle/comments.csv.gz', 'line breaks in quotes', async (open) => {
  assert.equal((await gathered((await readTable(open(), { name: 'comments.csv.gz' })).rows)).length, 54)
})
