/** The console says in five languages why a record was left out: this ties its words to the sentences of the guide. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findingOf } from '../apps/console/src/sources/finding-words.ts'
import type { OsmObject } from '@machinaka/formats'
import { mapOpenData } from '../domains/guide/src/rules/open-data.ts'
import { mapOsm } from '../domains/guide/src/rules/osm-place.ts'
import { mapTable } from '../domains/guide/src/rules/table-mapping.ts'

const town = [139, 35, 140, 36] as const

/** Every way in which the guide leaves a record out, as it says it today. */
function reasonsOfTheGuide(): readonly string[] {
  const node = (id: number, tags: Record<string, string>, [lon, lat]: [number, number] = [139.5, 35.5]): OsmObject => ({
    kind: 'node',
    id,
    lon,
    lat,
    tags,
  })
  const osm = mapOsm(
    [
      node(1, { amenity: 'restaurant' }),
      node(2, { amenity: 'cafe', name: '珈琲' }, [135, 35.5]),
      node(3, { amenity: 'parking', access: 'private' }),
      { kind: 'relation', id: 7, tags: { leisure: 'park', name: '公園' }, members: [], polygons: [], complete: false, center: undefined },
    ],
    { bounds: town },
  )
  const cells = [
    { 名: '', 経: '139.5', 緯: '35.5', 種: 'cafe' },
    { 名: 'あ', 経: '', 緯: '35.5', 種: 'cafe' },
    { 名: 'あ', 経: 'abc', 緯: '35.5', 種: 'cafe' },
    { 名: 'あ', 経: '35.5', 緯: '139.5', 種: 'cafe' },
    { 名: 'あ', 経: '300', 緯: '95', 種: 'cafe' },
    { 名: 'あ', 経: '138', 緯: '35.5', 種: 'cafe' },
    { 名: 'あ', 経: '139.5', 緯: '35.5', 種: '' },
    { 名: 'あ', 経: '139.5', 緯: '35.5', 種: '謎の業種' },
  ]
  const table = mapTable(
    cells.map((row, at) => ({ line: at + 2, cells: row })),
    { source: 's', mapping: { columns: { 名: 'name', 経: 'lon', 緯: 'lat', 種: 'category' } }, bounds: town },
  )
  const event = { dataset: 'event', line: 2, name: '祭', hours: {}, position: undefined } as const
  const municipal = mapOpenData(
    [
      { ...event, startDate: '2026-02-30' },
      { ...event, startDate: '2026-03-02', endDate: '2026-03-01' },
      { ...event, name: ' ', startDate: '2026-03-02' },
    ] as unknown as Parameters<typeof mapOpenData>[0],
    { bounds: town },
  )
  return [...osm.skipped, ...table.skipped, ...municipal.skipped].map(({ reason }) => reason)
}

test('every reason of the guide is said in the reader’s language', () => {
  const reasons = reasonsOfTheGuide()
  assert.ok(new Set(reasons).size >= 12, `only these were met: ${reasons.join(' | ')}`)
  assert.deepEqual(
    reasons.filter((reason) => findingOf({ reason }) === undefined),
    [],
  )
})
