import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { gzipSync } from 'fflate'
import writeXlsxFile from 'write-excel-file/universal'
import { FormatError } from '../report.ts'
import { gathered, inPieces } from '../test-chunks.ts'
import { readGeoJson, type GeoFeature, type ReadGeoJsonOptions } from './geojson.ts'
import { readTable } from './read.ts'
import { writeXlsx, type XlsxValue } from './xlsx.ts'

const feature = (geometry: unknown, properties: unknown = {}): unknown => ({ type: 'Feature', geometry, properties })
const collection = (...features: unknown[]): string => JSON.stringify({ name: 'a "features": [', features, type: 'FeatureCollection' })

async function geo(
  text: string,
  sizes?: readonly number[],
  bounds?: ReadGeoJsonOptions['bounds'],
): Promise<{ features: GeoFeature[]; skipped: [string, number][]; recognisedAs: string }> {
  const reading = readGeoJson(inPieces(text, sizes), { name: 'x.geojson', ...(bounds === undefined ? {} : { bounds }) })
  const features = await gathered(reading)
  const report = reading.report()
  return { features, skipped: report.skipped.map((s) => [s.code, s.count]), recognisedAs: report.recognisedAs }
}

test('points, lines and areas get a position; the rest is reported', async () => {
  const square = [
    [139, 35],
    [139, 35.2],
    [139.2, 35.2],
    [139.2, 35],
    [139, 35],
  ]
  const text = collection(
    feature({ type: 'Point', coordinates: [139.5, 35.5, 12] }, { name: '港 } ] "' }),
    feature({
      type: 'LineString',
      coordinates: [
        [139, 35],
        [139.2, 35],
      ],
    }),
    feature({ type: 'Polygon', coordinates: [square] }),
    feature({ type: 'MultiPolygon', coordinates: [[square]] }),
    feature(null),
    feature({ type: 'Point', coordinates: ['a', 35] }),
    feature({ type: 'Point', coordinates: [35.5, 139.5] }),
    5,
    { type: 'Nothing' },
  )
  for (const sizes of [[100_000], [1], [7]]) {
    const { features, skipped, recognisedAs } = await geo(text, sizes)
    assert.equal(recognisedAs, 'GeoJSON')
    assert.deepEqual(
      features.map((f) => [f.line, f.shape, f.position.map((v) => Math.round(v * 1000) / 1000), f.polygons.length]),
      [
        [1, 'point', [139.5, 35.5], 0],
        [2, 'line', [139.1, 35], 0],
        [3, 'area', [139.1, 35.1], 1],
        [4, 'area', [139.1, 35.1], 1],
      ],
    )
    assert.deepEqual(features[0]?.properties, { name: '港 } ] "' })
    // RFC 7946: outer rings run counterclockwise.
    assert.deepEqual(features[2]?.polygons[0]?.[0]?.[1], [139.2, 35])
    assert.deepEqual(
      skipped.toSorted(([a], [b]) => a.localeCompare(b)),
      [
        ['bad-geometry', 1],
        ['no-feature', 1],
        ['no-geometry', 1],
        ['swapped', 1],
      ],
    )
  }
})

test('one feature per line, with or without record separators; bounds hold', async () => {
  const lines = [feature({ type: 'Point', coordinates: [139.5, 35.5] }), feature({ type: 'Point', coordinates: [141, 43] })].map((f) =>
    JSON.stringify(f),
  )
  for (const text of [lines.join('\n'), lines.map((l) => `\u001e${l}\n`).join('')]) {
    const { features, skipped, recognisedAs } = await geo(text, [5], [139, 35, 140, 36])
    assert.equal(recognisedAs, 'GeoJSON, one feature per line')
    assert.deepEqual([features.length, skipped], [1, [['outside-bounds', 1]]])
  }
})

test('other JSON, cut JSON, metres and web pages are refused', async () => {
  const codes = await Promise.all(
    [
      '{"a":1}',
      '{"elements":[{"type":"node"}]}',
      collection(feature({ type: 'Point', coordinates: [139.5, 35.5] })).slice(0, -30),
      '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::6675"}},"features":[]}',
      '<html></html>',
      '',
      'name,lat',
    ].map((text) =>
      geo(text).then(
        () => 'read',
        (e: unknown) => (e instanceof FormatError ? e.code : String(e)),
      ),
    ),
  )
  assert.deepEqual(codes, ['not-recognised', 'not-recognised', 'truncated', 'unsupported', 'html', 'empty', 'not-recognised'])
  assert.equal(
    (await geo('{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[]}'))
      .features.length,
    0,
  )
})

async function table(
  bytes: Uint8Array | string,
): Promise<{ columns: readonly string[]; rows: readonly (readonly [number, ...string[]])[]; recognisedAs: string }> {
  const t = await readTable(inPieces(bytes), { name: 'list' })
  const rows = (await gathered(t.rows)).map((r): [number, ...string[]] => [r.line, ...r.values])
  return { columns: t.columns, rows, recognisedAs: t.report().recognisedAs }
}

test('CSV, gzip CSV, Excel and GeoJSON come as the same table', async () => {
  const csv = '名称,人数\n港,3\n'
  const want = [[2, '港', '3']]
  for (const bytes of [
    csv,
    gzipSync(new TextEncoder().encode(csv)),
    await writeXlsx({
      name: '一覧',
      rows: [
        ['名称', '人数'],
        ['港', 3],
      ],
    }),
  ]) {
    const { columns, rows } = await table(bytes)
    assert.deepEqual([columns, rows], [['名称', '人数'], want])
  }
  const { columns, rows } = await table(
    collection(
      feature({ type: 'Point', coordinates: [139.5, 35.5] }, { 名称: '港', 人数: 3 }),
      feature({ type: 'Point', coordinates: [139.5, 35.5] }, { 階: [1, 2] }),
    ),
  )
  assert.deepEqual(columns, ['名称', '人数', '階', 'geometry.lon', 'geometry.lat'])
  assert.deepEqual(rows, [
    [1, '港', '3', '', '139.5', '35.5'],
    [2, '', '', '[1,2]', '139.5', '35.5'],
  ])
})

test('Excel: what is written is read back; texts that look like numbers or formulas stay texts', async () => {
  const value = fc.oneof(
    fc.constantFrom<XlsxValue>('=1+1', '007', '港 & <町>', 'a\nb', true, false, 0, 35.65, -1e-7),
    fc.integer(),
    fc.string({ minLength: 1, maxLength: 5 }).map((t) => `x${t.toWellFormed().replace(/\p{Cc}|[\uFFFD-\uFFFF]/gu, '')}x`),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 6 }), async (rows) => {
      const read = await table(await writeXlsx({ name: 'a/b:c', rows: [['一', '二'], ...rows] }))
      assert.deepEqual(
        read.rows.map(([, ...values]) => values),
        rows.map((row) => row.map(String)),
      )
    }),
    { numRuns: 30 },
  )
})

test('Excel: blank rows keep the line numbers; a header may come late', async () => {
  const { columns, rows } = await table(
    await writeXlsx({
      name: 's',
      rows: [
        [null, null],
        ['a', 'b'],
        [1, null],
        [null, null],
        [2, 3],
      ],
    }),
  )
  assert.deepEqual(
    [columns, rows],
    [
      ['a', 'b'],
      [
        [3, '1', ''],
        [5, '2', '3'],
      ],
    ],
  )
})

test('Excel: dates, times of day and both together, whatever zone the reader is in', async () => {
  const day = { value: new Date(Date.UTC(2026, 7, 1)), type: Date, format: 'yyyy-mm-dd' }
  const hour = { value: 0.375, type: Number, format: 'h:mm' }
  const both = { value: new Date(Date.UTC(2026, 7, 1, 9, 30)), type: Date, format: 'yyyy/mm/dd hh:mm' }
  const file = await writeXlsxFile(
    [
      ['a', 'b', 'c'],
      [day, hour, both],
    ],
    {},
  ).toBlob()
  assert.deepEqual((await table(new Uint8Array(await file.arrayBuffer()))).rows, [[2, '2026-08-01', '09:00', '2026-08-01T09:30']])
})

test('what is no table is refused', async () => {
  const xlsx = await writeXlsx({ name: 's', rows: [['a'], [1]] })
  const codes = await Promise.all(
    [
      xlsx.subarray(0, xlsx.length - 40),
      Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1),
      '<!doctype html><html>',
      '%PDF-1.7',
      await writeXlsx({ name: 's', rows: [[null]] }),
    ].map((bytes) =>
      table(bytes).then(
        () => 'read',
        (e: unknown) => (e instanceof FormatError ? e.code : String(e)),
      ),
    ),
  )
  assert.deepEqual(codes, ['truncated', 'unsupported', 'html', 'unsupported', 'empty'])
})
