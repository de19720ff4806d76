import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { gzipSync } from 'fflate'
import { readMunicipal } from './municipal/read.ts'
import { readOsm } from './osm/read.ts'
import { asOverpass, asPbf, asXml, type TestTown } from './osm/test-encoders.ts'
import { FormatError } from './report.ts'
import { readGeoJson } from './table/geojson.ts'
import { readTable } from './table/read.ts'
import { writeXlsx } from './table/xlsx.ts'
import { gathered, inPieces } from './test-chunks.ts'

const town: TestTown = {
  nodes: Array.from({ length: 40 }, (_, i) => ({
    id: i + 1,
    position: [139.7 + i / 1000, 35.6 + (i % 7) / 1000] as const,
    tags: i % 3 === 0 ? { name: `みなと ${i}`, amenity: 'cafe' } : {},
  })),
  ways: [
    { id: 1, nodes: [1, 2, 3, 1], tags: { building: 'yes' } },
    { id: 2, nodes: [4, 5, 6], tags: { highway: 'steps' } },
  ],
  relations: [{ id: 1, members: [{ kind: 'way', id: 1, role: 'outer' }], tags: { type: 'multipolygon' } }],
}
const csv = new TextEncoder().encode('名称,緯度,経度,SSID\n"港, の湯",35.65,139.7,a\n駅,35.66,139.71,"b\n"\n')
const geoJson = new TextEncoder().encode(
  JSON.stringify({
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [139, 35],
              [139.1, 35],
              [139.1, 35.1],
              [139, 35],
            ],
          ],
        },
        properties: { 名称: '港' },
      },
    ],
  }),
)

const osm = (bytes: Uint8Array, sizes: readonly number[]): Promise<unknown> => gathered(readOsm(inPieces(bytes, sizes), { name: 'x' }))
const table = async (bytes: Uint8Array, sizes: readonly number[]): Promise<unknown> =>
  gathered(readMunicipal(await readTable(inPieces(bytes, sizes), { name: 'x' }), { name: 'x' }))

const readers: readonly (readonly [string, Uint8Array, (bytes: Uint8Array, sizes: readonly number[]) => Promise<unknown>])[] = [
  ['OSM XML', asXml(town), osm],
  ['OSM XML in gzip', gzipSync(asXml(town)), osm],
  ['PBF, packed', asPbf(town, { dense: true, packed: true }), osm],
  ['PBF, raw', asPbf(town, { dense: false, packed: false }), osm],
  ['Overpass JSON', asOverpass(town), osm],
  ['CSV', csv, table],
  ['CSV in gzip', gzipSync(csv), table],
  [
    'Excel',
    await writeXlsx({
      name: 's',
      rows: [
        ['名称', '緯度', '経度', 'SSID'],
        ['港', 35.65, 139.7, 'a'],
      ],
    }),
    table,
  ],
  ['GeoJSON', geoJson, (bytes, sizes) => gathered(readGeoJson(inPieces(bytes, sizes), { name: 'x' }))],
]

for (const [name, good, read] of readers) {
  test(`${name}: bytes changed or cut anywhere are read or refused, never a crash`, async () => {
    const changes = fc.array(fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 4 })
    const sizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(changes, fc.integer({ min: 0, max: good.length }), sizes, fc.boolean(), async (bytes, length, pieces, cut) => {
        const bad = good.slice()
        for (const [at, value] of bytes) bad[at] = value
        const error: unknown = await read(cut ? bad.subarray(0, length) : bad, pieces).then(
          () => undefined,
          (e: unknown) => e,
        )
        assert.ok(error === undefined || error instanceof FormatError, error instanceof Error ? error.stack : String(error))
      }),
      { numRuns: 150 },
    )
  })
}

test('every reader lets go of its source: read whole, stopped early, refused at once or later', async () => {
  const watched = (bytes: Uint8Array): { readonly chunks: AsyncIterable<Uint8Array>; readonly isClosed: () => boolean } => {
    let closed = false
    const chunks = async function* (): AsyncGenerator<Uint8Array> {
      try {
        yield* inPieces(bytes, [50])
      } finally {
        closed = true
      }
    }
    return { chunks: chunks(), isClosed: () => closed }
  }
  const text = (t: string): Uint8Array => new TextEncoder().encode(t.padEnd(9000, ' '))
  for (const [name, bytes] of [
    ...readers.map(([n, good]) => [n, good] as const),
    ['web page', text('<html>')],
    ['other JSON', text('{"a":1}')],
    ['other XML', text('<gpx>')],
    ['other table', text('a,b\n1,2\n')],
    ['no header', text('\n')],
  ] as const) {
    for (const use of ['osm', 'table', 'municipal', 'geojson', 'columns only'] as const) {
      const { chunks, isClosed } = watched(bytes)
      try {
        if (use === 'osm') for await (const _ of readOsm(chunks, { name: 'x', batch: 1 })) break
        else if (use === 'geojson') for await (const _ of readGeoJson(chunks, { name: 'x' })) break
        else if (use === 'columns only') await (await readTable(chunks, { name: 'x' })).close()
        else if (use === 'table') for await (const _ of (await readTable(chunks, { name: 'x' })).rows) break
        else for await (const _ of readMunicipal(await readTable(chunks, { name: 'x' }), { name: 'x' })) break
      } catch (error) {
        assert.ok(error instanceof FormatError, String(error))
      }
      await new Promise((done) => setImmediate(done))
      assert.ok(isClosed(), `${name} as ${use} was left open`)
    }
  }
})

test('gzip: cut anywhere it is refused, whole it reads at any piece size, also made of several members', async () => {
  const xml = asXml(town)
  const gz = gzipSync(xml)
  const whole = await osm(gz, [1000])
  for (let length = 3; length < gz.length; length += 7)
    await assert.rejects(
      osm(gz.subarray(0, length), [64]),
      (e: unknown) => e instanceof FormatError && (e.code === 'truncated' || e.code === 'empty'),
      `cut to ${length} of ${gz.length}`,
    )
  const half = xml.length >> 1
  const members = new Uint8Array([...gzipSync(xml.subarray(0, half)), ...gzipSync(xml.subarray(half))])
  for (const sizes of [[1], [2, 5], [17], [4096]]) {
    assert.deepEqual(await osm(gz, sizes), whole)
    assert.deepEqual(await osm(members, sizes), whole)
  }
})
