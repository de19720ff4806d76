import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, test } from 'node:test'
import { readMunicipal, readOsm, readTable, type MunicipalRecord } from '@machinaka/formats'
import { columns } from './files/municipal.ts'
import { shiftJis } from './files/shift-jis.ts'
import { writeDemo } from './write-demo.ts'

const folder = await mkdtemp(join(tmpdir(), 'machinaka-demo-'))
after(() => rm(folder, { recursive: true, force: true }))

const today = '2026-11-23'
const once = await writeDemo(join(folder, 'once'), { today })
const read = (name: string): Promise<Buffer> => readFile(join(folder, name))
const osm = (await read('once/town.osm')).toString()

interface Element {
  readonly kind: string
  readonly id: number
  readonly refs: number[]
  readonly tags: Record<string, string>
}
/** The writer's own XML, line by line: enough to check it without trusting a reader of ours. */
function elements(xml: string): Element[] {
  const out: Element[] = []
  for (const line of xml.split('\n')) {
    const start = /^ <(node|way) id="(\d+)"/.exec(line)
    if (start !== null) out.push({ kind: start[1] ?? '', id: Number(start[2]), refs: [], tags: {} })
    const last = out.at(-1)
    const ref = /<nd ref="(\d+)"/.exec(line)
    if (ref !== null) last?.refs.push(Number(ref[1]))
    const tag = /<tag k="([^"]+)" v="([^"]*)"/.exec(line)
    if (tag !== null && last !== undefined) last.tags[tag[1] ?? ''] = tag[2] ?? ''
  }
  return out
}
const all = elements(osm)

test('the same options write the same bytes', async () => {
  const again = await writeDemo(join(folder, 'again'), { today })
  for (const [i, f] of once.entries()) {
    const name = basename(f.file)
    assert.equal(name, basename(again[i]?.file ?? ''))
    const hash = async (run: string): Promise<string> =>
      createHash('sha256')
        .update(await read(`${run}/${name}`))
        .digest('hex')
    assert.equal(await hash('again'), await hash('once'), name)
  }
  assert.equal(once.length, 8)
})

test('ids are unique and every reference is in the file', () => {
  for (const kind of ['node', 'way']) {
    const ids = all.filter((e) => e.kind === kind).map((e) => e.id)
    assert.equal(new Set(ids).size, ids.length)
  }
  const nodes = new Set(all.filter((e) => e.kind === 'node').map((e) => e.id))
  assert.ok(all.every((e) => e.refs.every((r) => nodes.has(r))))
  assert.ok(all.filter((e) => e.kind === 'way').every((e) => e.refs.length >= 2))
})

test('whatever has a name has it in every language', () => {
  const named = all.filter((e) => e.tags['name'] !== undefined)
  assert.ok(named.length > 300)
  for (const e of named)
    for (const key of ['name:ja', 'name:ja-Hira', 'name:ja-Latn', 'name:en', 'name:zh-Hans', 'name:ko'])
      assert.ok((e.tags[key] ?? '') !== '', `${e.tags['name']} has no ${key}`)
})

test('the map has what a walker looks for', () => {
  const count = (key: string, value: string): number => all.filter((e) => e.tags[key] === value).length
  for (const [key, value, least] of [
    ['highway', 'primary', 3],
    ['highway', 'secondary', 6],
    ['highway', 'tertiary', 8],
    ['highway', 'residential', 60],
    ['highway', 'pedestrian', 4],
    ['highway', 'footway', 15],
    ['highway', 'steps', 4],
    ['highway', 'crossing', 40],
    ['highway', 'elevator', 2],
    ['ramp:wheelchair', 'yes', 2],
    ['covered', 'yes', 3],
    ['railway', 'rail', 6],
    ['railway', 'platform', 2],
    ['railway', 'level_crossing', 2],
    ['natural', 'tree', 800],
    ['amenity', 'bench', 60],
    ['amenity', 'drinking_water', 6],
    ['amenity', 'vending_machine', 20],
    ['leisure', 'park', 7],
    ['natural', 'coastline', 1],
    ['man_made', 'breakwater', 2],
    ['waterway', 'river', 1],
    ['sidewalk', 'both', 10],
  ] as const)
    assert.ok(count(key, value) >= least, `${key}=${value}: ${count(key, value)}`)
  assert.ok(
    all
      .filter((e) => e.tags['building'] !== undefined)
      .every((e) => Number(e.tags['building:levels']) >= 1 && Number(e.tags['height']) > 2),
  )
})

const csv = (bytes: Buffer): string[] =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
    .decode(bytes)
    .split('\r\n')
    .filter((l) => l !== '')

test('the lists of the town hall have the columns of the standard', async () => {
  const shelter = csv(await read('once/999016_evacuation_space.csv'))
  assert.equal(
    shelter[0],
    '全国地方公共団体コード,ID,名称,名称_カナ,名称_英字,所在地_全国地方公共団体コード,町字ID,所在地_連結表記,所在地_都道府県,所在地_市区町村,所在地_町字,所在地_番地以下,建物名等(方書),緯度,経度,標高,電話番号,内線番号,連絡先メールアドレス,連絡先FormURL,連絡先備考（その他、SNSなど）,郵便番号,市区町村コード,地方公共団体名,災害種別_洪水,災害種別_崖崩れ、土石流及び地滑り,災害種別_高潮,災害種別_地震,災害種別_津波,災害種別_大規模な火事,災害種別_内水氾濫,災害種別_火山現象,指定避難所との重複,想定収容人数,対象となる町会・自治会,URL,画像,画像_ライセンス,備考',
  )
  const toilet = csv(await read('once/999016_public_toilet.csv'))
  assert.equal(
    toilet[0],
    '全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,名称_英語,所在地_全国地方公共団体コード,町字ID,所在地_連結表記,所在地_都道府県,所在地_市区町村,所在地_町字,所在地_番地以下,建物名等(方書),設置位置,緯度,経度,高度の種別,高度の値,男性トイレ総数,男性トイレ数（小便器）,男性トイレ数（和式）,男性トイレ数（洋式）,女性トイレ総数,女性トイレ数（和式）,女性トイレ数（洋式）,男女共用トイレ総数,男女共用トイレ数（和式）,男女共用トイレ数（洋式）,バリアフリートイレ数,車椅子使用者用トイレ有無,乳幼児用設備設置トイレ有無,オストメイト設置トイレ有無,利用開始時間,利用終了時間,利用可能時間特記事項,画像,画像_ライセンス,備考',
  )
  for (const [name, list, rows] of [
    ['public_facility', 'facility', 18],
    ['public_toilet', 'toilet', 10],
    ['public_wireless_lan', 'wifi', 10],
    ['evacuation_space', 'shelter', 12],
    ['event', 'event', 20],
  ] as const) {
    const lines = csv(await read(`once/999016_${name}.csv`))
    assert.deepEqual(lines[0]?.split(','), columns[list], name)
    assert.equal(lines.length - 1, rows, name)
  }
})

test('the AED list is Shift_JIS, and says the same when it is read as such', async () => {
  const bytes = await read('once/999016_aed.csv')
  assert.throws(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  const text = new TextDecoder('shift_jis', { fatal: true }).decode(bytes)
  assert.deepEqual(text.split('\r\n')[0]?.split(','), columns.aed)
  assert.match(text, /みなと町役場,ミナトマチヤクバ/)
  assert.deepEqual(
    Buffer.from(shiftJis('ｶﾅ、漢字～ソ表A')),
    Buffer.from([0xb6, 0xc5, 0x81, 0x41, 0x8a, 0xbf, 0x8e, 0x9a, 0x81, 0x60, 0x83, 0x5c, 0x95, 0x5c, 0x41]),
  )
  assert.throws(() => shiftJis('港🚢'), /Shift_JIS has no 🚢 \(U\+1F6A2\)/)
})

test('a larger town is one network with its own ids and names', async () => {
  await writeDemo(join(folder, 'five'), { today, scale: 5 })
  const big = elements((await read('five/town.osm')).toString())
  assert.ok(big.length > all.length * 4.9)
  for (const kind of ['node', 'way']) {
    const ids = big.filter((e) => e.kind === kind).map((e) => e.id)
    assert.equal(new Set(ids).size, ids.length)
  }
  const parent = new Map<number, number>()
  const root = (n: number): number => {
    let at = n
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up
    return at
  }
  for (const e of big)
    if (e.tags['highway'] !== undefined && e.tags['area'] === undefined)
      for (const [i, r] of e.refs.entries()) {
        if (!parent.has(r)) parent.set(r, r)
        const last = e.refs[i - 1]
        if (last !== undefined) parent.set(root(r), root(last))
      }
  assert.equal(new Set([...parent.keys()].map(root)).size, 1)
  assert.ok(big.some((e) => e.tags['name'] === 'まるや食堂 朝浜店' && e.tags['name:ko'] === '마루야 식당 아사하마점'))
})

test('city.json names the town in the languages it speaks', async () => {
  const { city, settings } = JSON.parse((await read('once/city.json')).toString()) as {
    city: string
    settings: { name: Record<string, string>; centre: number[]; bounds: number[]; languages: string[]; departments: unknown[] }
  }
  assert.equal(city, 'minato')
  assert.deepEqual(Object.keys(settings.name), settings.languages)
  const [west = 0, south = 0, east = 0, north = 0] = settings.bounds
  for (const line of osm.split('\n')) {
    const at = /lat="([\d.]+)" lon="([\d.]+)"/.exec(line)
    if (at !== null && line.startsWith(' <node'))
      assert.ok(Number(at[1]) >= south && Number(at[1]) <= north && Number(at[2]) >= west && Number(at[2]) <= east, line)
  }
  assert.ok(settings.departments.length >= 5)
})

test('a wish that cannot be met is refused', async () => {
  await assert.rejects(writeDemo(folder, { today, scale: 0 }), /scale is a whole number from 1 to 400/)
  await assert.rejects(writeDemo(folder, { today: 'soon' }), /not a date/)
})

test('the ordinary reader takes the town whole, without a remark', async () => {
  const reading = readOsm(createReadStream(join(folder, 'once/town.osm')), { name: 'town.osm' })
  let shops = 0
  for await (const { objects } of reading) shops += objects.filter((o) => o.tags['shop'] !== undefined).length
  const report = reading.report()
  assert.deepEqual([report.skipped, report.warnings], [[], []])
  assert.equal(report.taken, all.filter((e) => Object.keys(e.tags).length > 0).length)
  assert.equal(shops, all.filter((e) => e.tags['shop'] !== undefined).length)
})

for (const [name, dataset, encoding, rows] of [
  ['public_facility', 'public-facility', 'UTF-8 with BOM', 18],
  ['aed', 'aed', 'Shift_JIS', 18],
  ['public_toilet', 'public-toilet', 'UTF-8 with BOM', 10],
  ['public_wireless_lan', 'public-wifi', 'UTF-8 with BOM', 10],
  ['evacuation_space', 'evacuation-site', 'UTF-8', 12],
  ['event', 'event', 'UTF-8 with BOM', 20],
] as const)
  test(`the ordinary reader recognises ${name} as ${dataset} in ${encoding}`, async () => {
    const file = `999016_${name}.csv`
    const reading = readMunicipal(await readTable(createReadStream(join(folder, 'once', file)), { name: file }), { name: file })
    const records: MunicipalRecord[] = []
    for await (const record of reading) records.push(record)
    const report = reading.report()
    assert.equal(reading.dataset, dataset)
    assert.match(report.recognisedAs, new RegExp(`\\(${encoding},`))
    assert.deepEqual([records.length, report.skipped, report.warnings], [rows, [], []])
    assert.ok(
      records.every(
        (r) => r.nameKana !== undefined && r.nameEn !== undefined && r.position !== undefined && r.municipalityCode === '999016',
      ),
    )
  })
