import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FormatError, type Report } from '../report.ts'
import { readTable } from '../table/read.ts'
import { gathered, inPieces } from '../test-chunks.ts'
import type { MunicipalDataset, MunicipalRecord } from './model.ts'
import { readMunicipal } from './read.ts'
import { plainColumn } from './columns.ts'

async function read(
  text: string,
  options: { readonly dataset?: MunicipalDataset; readonly bounds?: readonly [number, number, number, number] } = {},
): Promise<{ dataset: MunicipalDataset; records: MunicipalRecord[]; report: Report }> {
  const reading = readMunicipal(await readTable(inPieces(text), { name: 'data.csv' }), { name: 'data.csv', ...options })
  const records = await gathered(reading)
  return { dataset: reading.dataset, records, report: reading.report() }
}

test('公共施設, columns of 2023', async () => {
  const { records, report } = await read(
    '全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,名称_英語,名称_通称,POIコード,所在地_連結表記,建物名等(方書),緯度,経度,電話番号,利用可能曜日,開始時間,終了時間,利用可能日時特記事項,説明,車椅子可,授乳室,盲導犬・介助犬、聴導犬同伴,URL,備考\n' +
      '131113,0001,東京都みなと町,みなと図書館,ミナトトショカン,Minato Library,港の本だな,1301,東京都みなと町浜1-2,中央棟2階,35.6500,139.7000,03-0000-0001,月火水木金土,9:00,20:00,祝日は休み,町でいちばん古い図書館,有,無,有,https://example.jp/library,\n',
  )
  assert.deepEqual(records, [
    {
      dataset: 'public-facility',
      line: 2,
      sourceId: '0001',
      municipalityCode: '131113',
      municipality: '東京都みなと町',
      name: 'みなと図書館',
      nameKana: 'ミナトトショカン',
      nameEn: 'Minato Library',
      commonName: '港の本だな',
      poiCode: '1301',
      address: '東京都みなと町浜1-2',
      building: '中央棟2階',
      position: [139.7, 35.65],
      phone: '03-0000-0001',
      url: 'https://example.jp/library',
      description: '町でいちばん古い図書館',
      hours: { days: '月火水木金土', start: '09:00', end: '20:00', note: '祝日は休み' },
      accessibility: { wheelchair: true, nursingRoom: false, assistanceDog: true },
    },
  ])
  assert.equal(report.recognisedAs, '公共施設一覧, CSV (UTF-8, comma)')
})

test('公衆トイレ, columns of 2017 with marks, other widths and line breaks', async () => {
  const { dataset, records } = await read(
    '市区町村コード,NO,都道府県名,市区町村名,"名称　必須",住所　必須,設置位置,緯度,経度,"男性トイレ\n総数",女性トイレ総数,多機能トイレ数　必須,"車椅子使用者用\nトイレ有無",乳幼児用設備設置トイレ有無,オストメイト設置トイレ有無,利用開始時間,利用終了時間,利用可能時間特記事項\n' +
      '131113,7,東京都,みなと町,浜公園トイレ,浜3-1,入口の右,３５．６４,139.71,3,4,1,○,×,有,０時００分,24:00,年中無休\n',
  )
  assert.equal(dataset, 'public-toilet')
  assert.deepEqual(records, [
    {
      dataset: 'public-toilet',
      line: 4,
      sourceId: '7',
      municipalityCode: '131113',
      municipality: '東京都みなと町',
      name: '浜公園トイレ',
      address: '浜3-1',
      location: '入口の右',
      position: [139.71, 35.64],
      wheelchair: true,
      infantFacilities: false,
      ostomate: true,
      menCount: 3,
      womenCount: 4,
      accessibleCount: 1,
      hours: { start: '00:00', end: '24:00', note: '年中無休' },
    },
  ])
})

test('AED, 公衆無線LAN and 指定緊急避難場所', async () => {
  const aed = await read('名称,緯度,経度,設置位置,小児対応設備の有無,開始時間\n役場,35.65,139.7,1階受付,有,随時\n')
  assert.deepEqual(aed.records, [
    { dataset: 'aed', line: 2, name: '役場', position: [139.7, 35.65], location: '1階受付', childPads: true, hours: { note: '随時' } },
  ])
  assert.deepEqual(
    aed.report.warnings.map((w) => w.code),
    ['odd-time'],
  )
  const wifi = await read('名称,緯度,経度,設置者,SSID,提供エリア\n駅前,35.65,139.7,みなと町,Minato_Free,駅前広場\n')
  assert.deepEqual(wifi.records, [
    {
      dataset: 'public-wifi',
      line: 2,
      name: '駅前',
      position: [139.7, 35.65],
      organisation: 'みなと町',
      ssid: 'Minato_Free',
      area: '駅前広場',
      hours: {},
    },
  ])
  const site = await read(
    '名称,緯度,経度,標高,災害種別_洪水,災害種別_崖崩れ、土石流及び地滑り,災害種別_地震,災害種別_津波,指定避難所との重複,想定収容人数\n小学校,35.65,139.7,12.5,1,,1.0,,1,"1,200人"\n',
  )
  assert.deepEqual(site.records, [
    {
      dataset: 'evacuation-site',
      line: 2,
      name: '小学校',
      position: [139.7, 35.65],
      elevation_m: 12.5,
      hazards: ['flood', 'earthquake'],
      alsoShelter: true,
      capacity: '1,200人',
      hours: {},
    },
  ])
})

test('イベント: dates in the ways they are written, no position needed', async () => {
  const { records, report } = await read(
    'イベント名,イベント名_カナ,開始日,終了日,開始時間,料金（基本）,料金(詳細),主催者,場所名称,緯度,経度,参加申込終了日,参加申込終了時間\n' +
      '港まつり,ミナトマツリ,2026/8/1,2026年8月2日,１０：００,無料,,みなと町,港広場,35.65,139.7,2026-07-20,17:00\n' +
      '朝市,,令和8年8月3日,,6時,,,,,,,,\n' +
      '盆踊り,,2026-02-30,,,,,,,,,,\n' +
      '花火,,20260810,20260809,,,,,,,,,\n',
  )
  assert.deepEqual(records, [
    {
      dataset: 'event',
      line: 2,
      name: '港まつり',
      nameKana: 'ミナトマツリ',
      startDate: '2026-08-01',
      endDate: '2026-08-02',
      fee: '無料',
      organiser: 'みなと町',
      venue: '港広場',
      position: [139.7, 35.65],
      applyUntil: '2026-07-20 17:00',
      hours: { start: '10:00' },
    },
    { dataset: 'event', line: 3, name: '朝市', startDate: '2026-08-03', hours: { start: '06:00' } },
    { dataset: 'event', line: 5, name: '花火', startDate: '2026-08-10', hours: {} },
  ])
  assert.deepEqual(
    [report.skipped, report.warnings],
    [
      [{ code: 'bad-date', reason: '開始日 is not a date', count: 1, where: [{ line: 4 }] }],
      [{ code: 'bad-end-date', reason: '終了日 is not a date, or before 開始日', count: 1, where: [{ line: 5 }] }],
    ],
  )
})

test('rows that cannot be placed are left out, each with its reason and line', async () => {
  const { records, report } = await read(
    '名称,緯度,経度,POIコード\n良い,35.65,139.7,1\n逆,139.7,35.65,1\n空,,139.7,1\n度分秒,35度39分,139.7,1\n遠い,36.9,139.7,1\n,35.65,139.7,1\n百度,35.65,239.7,1\n逆も,139.701,35.651,1\n',
    { bounds: [139, 35, 140, 36] },
  )
  assert.deepEqual(
    records.map((r) => r.name),
    ['良い'],
  )
  assert.deepEqual(Object.fromEntries(report.skipped.map((s) => [s.code, s.where.map((w) => 'line' in w && w.line)])), {
    swapped: [3, 9],
    'no-position': [4],
    'not-a-number': [5],
    'outside-bounds': [6],
    'no-name': [7],
    'bad-position': [8],
  })
})

test('GeoJSON works as a table: its geometry stands for 緯度 and 経度', async () => {
  const { records } = await read(
    JSON.stringify({
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          geometry: { type: 'Point', coordinates: [139.7, 35.65] },
          properties: { '施設・場所名': '小学校', 住所: '浜1', 洪水: '1', 津波: '' },
        },
      ],
    }),
  )
  assert.deepEqual(records, [
    {
      dataset: 'evacuation-site',
      line: 1,
      name: '小学校',
      address: '浜1',
      position: [139.7, 35.65],
      hazards: ['flood'],
      alsoShelter: false,
      hours: {},
    },
  ])
})

test('a missing column and an unknown table are refused by name; a person can say the dataset', async () => {
  const refused = async (text: string, dataset?: MunicipalDataset): Promise<FormatError> => {
    const error: unknown = await read(text, dataset === undefined ? {} : { dataset }).then(
      () => undefined,
      (e: unknown) => e,
    )
    assert.ok(error instanceof FormatError)
    return error
  }
  const missing = await refused('名称,経度,小児対応設備の有無\n役場,139.7,有\n')
  assert.deepEqual([missing.code, missing.where], ['missing-column', { line: 1 }])
  assert.match(missing.message, /緯度/)
  assert.match((await refused('名称,緯度,経度\n', 'event')).message, /開始日/)
  assert.equal((await refused('名称,緯度,経度\n役場,35.65,139.7\n')).code, 'not-recognised')
  assert.equal((await read('名称,緯度,経度\n役場,35.65,139.7\n', { dataset: 'public-wifi' })).records.length, 1)
})

test('column names are compared without what publishers vary', () =>
  assert.equal(plainColumn('料金（基本）　【必須】'), plainColumn('料金(基本)')))
