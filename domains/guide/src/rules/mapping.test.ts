import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OsmObject, Aed, EvacuationSite, MunicipalEvent, PublicFacility } from '@machinaka/formats'
import { readEvent } from './event-entity.ts'
import { mapOpenData } from './open-data.ts'
import { mapOsm } from './osm-place.ts'
import { placeEntity, readPlace, type PlaceFields } from './place-entity.ts'
import { guessColumns, mapTable, missingTargets } from './table-mapping.ts'

const node = (id: number, tags: Record<string, string>, at: readonly [number, number] = [139.7, 35.64]): OsmObject => ({
  kind: 'node',
  id,
  lon: at[0],
  lat: at[1],
  tags,
})
const bounds = [139.6, 35.6, 139.8, 35.7] as const
const known = (fields: PlaceFields | undefined) => Object.fromEntries(Object.entries(fields ?? {}).filter(([, v]) => v !== undefined))

test('an OSM object becomes a place with everything it says', () => {
  const { entities, skipped, counts } = mapOsm(
    [
      node(1, {
        amenity: 'cafe',
        name: '港カフェ',
        'name:en': 'Minato Café',
        'name:zh': '港咖啡',
        'name:ja-Hira': 'みなとかふぇ',
        'name:ja_rm': 'Minato Kafe',
        branch: '本町店',
        opening_hours: 'Mo-Su 08:00-20:00',
        wheelchair: 'limited',
        'toilets:wheelchair': 'designated',
        'addr:city': 'みなと町',
        'addr:neighbourhood': '本町',
        'addr:block_number': '2',
        'addr:housenumber': '5',
        level: '1',
        'payment:cash': 'yes',
        'payment:visa': 'no',
        'diet:vegan': 'only',
        phone: '03-0000-0000',
        website: 'https://example.jp/',
        internet_access: 'wlan',
        'internet_access:fee': 'no',
        capacity: '24',
      }),
    ],
    { bounds },
  )
  assert.deepEqual([skipped, counts], [[], { places: 1, 'not places': 0 }])
  assert.equal(entities[0]?.id, 'urn:ngsi-ld:PointOfInterest:osm-node-1')
  assert.deepEqual(known(entities[0] && readPlace(entities[0])), {
    name: { ja: '港カフェ', en: 'Minato Café', 'zh-Hans': '港咖啡' },
    reading: 'みなとかふぇ',
    latin: 'Minato Kafe',
    otherNames: ['本町店', '港カフェ 本町店'],
    category: ['cafe', 'wifi'],
    lon: 139.7,
    lat: 35.64,
    address: 'みなと町本町2-5',
    floor: '2F',
    access: { wheelchair: 'limited', wheelchairToilet: 'yes' },
    openingHours: 'Mo-Su 08:00-20:00',
    payment: ['cash'],
    diet: ['vegan'],
    phone: '03-0000-0000',
    website: 'https://example.jp/',
    wifi: 'free',
    capacity: 24,
  })
})

test('what cannot be shown is skipped with its reason; roads are only counted', () => {
  const { entities, skipped, counts } = mapOsm(
    [
      node(1, { amenity: 'restaurant' }),
      node(2, { amenity: 'bench' }),
      node(3, { amenity: 'cafe', name: 'Far' }, [141, 43]),
      node(4, { highway: 'crossing' }),
      node(5, { amenity: 'parking', access: 'private' }),
      node(6, { railway: 'subway_entrance', ref: 'B4' }),
      { kind: 'relation', id: 7, tags: { leisure: 'park', name: '公園' }, members: [], polygons: [], complete: false, center: undefined },
    ],
    { bounds },
  )
  assert.deepEqual(
    entities.map((e) => e.id.split(':').at(-1)),
    ['osm-node-2', 'osm-node-6'],
  )
  assert.deepEqual(skipped, [
    { id: 'node/1', reason: 'restaurant without a name' },
    { id: 'node/3', reason: 'outside the city' },
    { id: 'node/5', reason: 'private' },
    { id: 'relation/7', reason: 'no position: its members are not in the file' },
  ])
  assert.deepEqual(counts, { places: 2, 'not places': 1 })
})

const base = { municipalityCode: '131130', hours: {}, position: [139.7, 35.64] as const }

test('municipal data sets become places and events', () => {
  const facility: PublicFacility = {
    ...base,
    dataset: 'public-facility',
    line: 2,
    sourceId: '0001',
    name: '港図書館',
    nameKana: 'ミナトトショカン',
    hours: { days: '火水木金土日', start: '09:00', end: '19:00', note: '月曜休館' },
    accessibility: { wheelchair: true, nursingRoom: true, lift: false },
  }
  const aed: Aed = { ...base, dataset: 'aed', line: 3, sourceId: '7', name: '港公民館', location: '1階受付', childPads: true }
  const site: EvacuationSite = {
    ...base,
    dataset: 'evacuation-site',
    line: 4,
    name: '港小学校',
    hazards: ['flood', 'tsunami'],
    alsoShelter: true,
    capacity: '1,200人',
  }
  const places = [facility, aed, site].flatMap((r) => mapOpenData([r]).entities)
  assert.deepEqual(
    places.map((e) => e.id),
    ['urn:ngsi-ld:PointOfInterest:public-facility-131130-0001', 'urn:ngsi-ld:PointOfInterest:aed-131130-7', places[2]?.id],
  )
  assert.match(places[2]?.id ?? '', /^urn:ngsi-ld:PointOfInterest:evacuation-site-131130-[0-9a-f]{16}$/)
  const [library, box, school] = places.map((e) => known(readPlace(e)))
  assert.deepEqual(library, {
    name: { ja: '港図書館' },
    reading: 'ミナトトショカン',
    category: ['library', 'nursing-room'],
    lon: 139.7,
    lat: 35.64,
    openingHours: 'Tu-Su 09:00-19:00; Mo off',
    access: { wheelchair: 'yes', nursingRoom: 'yes', elevator: 'no' },
  })
  assert.deepEqual(box, {
    name: { ja: '港公民館' },
    category: ['aed'],
    lon: 139.7,
    lat: 35.64,
    description: { ja: '設置場所：1階受付\n小児対応あり' },
  })
  assert.deepEqual([school?.['capacity'], school?.['hazards']], [1200, ['flood', 'tsunami']])
})

test('an event happens on its weekdays; one that ends before it begins is skipped', () => {
  const fair: MunicipalEvent = {
    dataset: 'event',
    line: 2,
    name: '港まつり',
    startDate: '2026-08-01',
    endDate: '2026-08-09',
    hours: { days: '土日', start: '10:00', end: '16:00' },
    venue: '港公園',
  }
  const { entities, skipped } = mapOpenData([
    fair,
    { ...fair, line: 3, startDate: '2026-08-10' },
    { ...fair, line: 4, startDate: '2026-02-30', endDate: '2026-03-01' },
  ])
  assert.deepEqual(
    entities[0] && readEvent(entities[0])?.dates,
    ['2026-08-01', '2026-08-02', '2026-08-08', '2026-08-09'].map((day) => ({ day, start: '10:00', end: '16:00' })),
  )
  assert.deepEqual(skipped, [
    { line: 3, reason: 'it ends before it begins' },
    { line: 4, reason: 'no such day: 2026-02-30' },
  ])
})

test('ids are the same for the same file, and the same id twice does not lose a record', () => {
  const twice: Aed[] = ['A', 'B'].map((name, i) => ({ ...base, dataset: 'aed', line: i + 2, sourceId: '1', name }))
  const once = mapOpenData(twice).entities.map((e) => e.id)
  assert.equal(new Set(once).size, 2)
  assert.deepEqual(
    mapOpenData(twice).entities.map((e) => e.id),
    once,
  )
})

test('a table is read by its titles, and each bad row says why', () => {
  const columns = ['店名', 'フリガナ', '緯度', '経度', '業種', '営業時間', '定休日', '備考']
  const mapping = { columns: guessColumns(columns) }
  assert.deepEqual(mapping.columns, {
    店名: 'name',
    フリガナ: 'nameKana',
    緯度: 'lat',
    経度: 'lon',
    業種: 'category',
    営業時間: 'openingHours',
    定休日: 'hoursNote',
    備考: 'description',
  })
  assert.deepEqual(missingTargets({ columns: guessColumns(['施設名', '住所']) }), ['lon', 'lat'])
  const row = (line: number, ...values: string[]) => ({ line, cells: Object.fromEntries(columns.map((c, i) => [c, values[i] ?? ''])) })
  const { entities, skipped } = mapTable(
    [
      row(2, '港食堂', 'ミナトショクドウ', '35.64', '139.70', '食堂', '11:00～20:00', '月曜休み'),
      row(3, '', '', '35.64', '139.70', '食堂'),
      row(4, '東屋', '', '139.70', '35.64', 'カフェ'),
      row(5, '西屋', '', '', '139.70', 'カフェ'),
      row(6, '南屋', '', '35.64', '139.70', '謎の業種'),
      row(7, '北屋', '', 'abc', '139.70', 'カフェ'),
      row(8, '遠屋', '', '43.0', '141.3', 'カフェ'),
    ],
    { source: 'csv:shops', mapping, bounds },
  )
  assert.deepEqual(
    entities.map((e) => known(readPlace(e))),
    [
      {
        name: { ja: '港食堂' },
        reading: 'ミナトショクドウ',
        category: ['restaurant'],
        lon: 139.7,
        lat: 35.64,
        openingHours: '11:00-20:00; Mo off',
      },
    ],
  )
  assert.deepEqual(skipped, [
    { line: 3, reason: 'the name is empty' },
    { line: 4, reason: 'latitude and longitude look swapped' },
    { line: 5, reason: 'latitude is empty' },
    { line: 6, reason: 'category “謎の業種” is not known' },
    { line: 7, reason: 'latitude “abc” is no number of degrees' },
    { line: 8, reason: 'outside the city' },
  ])
})

test('a place goes into an entity and comes back the same', () => {
  const place: PlaceFields = {
    name: { ja: 'あ', ko: '아' },
    reading: 'あ',
    category: ['shop'],
    lon: 139.7,
    lat: 35.6,
    description: { ja: '説明', 'ja-easy': 'せつめい' },
    hazards: ['flood'],
    fee: '300円',
    access: { wheelchair: 'no', note: '段差あり' },
  }
  assert.deepEqual(known(readPlace(placeEntity('urn:x:1', place))), { ...place })
})
