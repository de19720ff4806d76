import assert from 'node:assert/strict'
import { createReadStream, existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { readOsm } from '@machinaka/formats'
import { createReadings } from './readings.ts'
import { hoursProblem } from './rules/hours.ts'
import { mapOsm, type Skipped } from './rules/osm-place.ts'
import { readPlace, type PlaceFields } from './rules/place-entity.ts'
import { searchIndex } from './rules/search-index.ts'
import { searchQueries } from './rules/search-queries.ts'

const data = resolve(import.meta.dirname, '../../../../shared/data')
const readings = createReadings()

async function town(file: string): Promise<{ places: PlaceFields[]; skipped: Skipped[]; heard: (string | undefined)[] }> {
  const places: PlaceFields[] = []
  const skipped: Skipped[] = []
  for await (const { objects } of readOsm(createReadStream(`${data}/${file}`), { name: file })) {
    const mapped = mapOsm(objects)
    skipped.push(...mapped.skipped)
    for (const entity of mapped.entities) {
      const place = readPlace(entity)
      if (place !== undefined) places.push(place)
    }
  }
  return { places, skipped, heard: await readings.read(places.map((p) => (p.reading === undefined ? (p.name.ja ?? '') : ''))) }
}
const indexOf = ({ places, heard }: Awaited<ReturnType<typeof town>>) =>
  searchIndex(
    places.map((p, i) => ({
      id: String(i),
      names: [...Object.values(p.name), ...(p.otherNames ?? [])],
      readings: [p.reading, p.latin, heard[i]].filter((r) => r !== undefined),
      category: p.category,
      address: p.address,
    })),
  )

const onFile = (file: string, name: string, check: () => Promise<void>): void =>
  void test(name, { skip: existsSync(`${data}/${file}`) ? false : `skipped: ../shared/data/${file} is not present` }, check)

onFile('streets/ebisu-2018.osm.gz', 'Ebisu 2018: the shrine is found by its sound, which no tag gives', async () => {
  const ebisu = await town('streets/ebisu-2018.osm.gz')
  assert.ok(ebisu.places.length > 200, `${ebisu.places.length} places`)
  const index = indexOf(ebisu)
  for (const q of ['えびすじんじゃ', 'ebisu jinja', 'Ebisu Shrine', '恵比寿神社'])
    assert.equal(ebisu.places[index.search(q)[0]?.document ?? -1]?.name.ja, '恵比寿神社', q)
  for (const { reason } of ebisu.skipped) assert.match(reason, /without a name|private|no position/)
})

onFile('otemachi/overpass_places_raw.json.gz', 'Otemachi 2026: names, exits, hours and access facts are read as they are', async () => {
  const otemachi = await town('otemachi/overpass_places_raw.json.gz')
  const index = indexOf(otemachi)
  for (const q of ['アーティソン美術館', 'アーティゾン美術感', 'ātizon bijutsukan', 'artizon museum'])
    assert.equal(otemachi.places[index.search(q)[0]?.document ?? -1]?.name.ja, 'アーティゾン美術館', q)
  assert.ok(otemachi.places.filter((p) => p.category[0] === 'station-entrance').length > 100)
  assert.ok(otemachi.places.filter((p) => p.access?.wheelchair !== undefined).length > 100)
  const hours = otemachi.places.flatMap((p) => p.openingHours ?? [])
  const unread = hours.filter((h) => hoursProblem(h, { zone: 'Asia/Tokyo', lon: 139.76, lat: 35.68 }) !== undefined)
  assert.ok(
    hours.length > 200 && unread.length / hours.length < 0.05,
    `${unread.length} of ${hours.length} cannot be read: ${unread.join(' | ')}`,
  )
})

onFile('otemachi/overpass_places_raw.json.gz', 'Otemachi 2026: recall of generated queries', async () => {
  const otemachi = await town('otemachi/overpass_places_raw.json.gz')
  const index = indexOf(otemachi)
  const named = otemachi.places.map((p, i) => ({ id: String(i), name: p.name.ja ?? '', reading: p.reading ?? otemachi.heard[i] ?? '' }))
  const tally = { kana: [0, 0], romaji: [0, 0], typo: [0, 0] }
  for (const q of searchQueries(named, 1, 600)) {
    const top = index
      .search(q.text)
      .slice(0, 5)
      .map((h) => String(h.document))
    const counts = tally[q.kind]
    counts[0] = (counts[0] ?? 0) + (q.expect.some((e) => top.includes(e)) ? 1 : 0)
    counts[1] = (counts[1] ?? 0) + 1
  }
  const recall = ([hit = 0, all = 1]: readonly number[]): number => hit / all
  assert.ok(recall(tally.kana) >= 0.95 && recall(tally.romaji) >= 0.95 && recall(tally.typo) >= 0.9, JSON.stringify(tally))
})
