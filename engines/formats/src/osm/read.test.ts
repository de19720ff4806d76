import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { gzipSync } from 'fflate'
import { FormatError } from '../report.ts'
import { gathered, inPieces } from '../test-chunks.ts'
import type { OsmObject, ReadOsmOptions } from './model.ts'
import { readOsm } from './read.ts'
import { asOverpass, asPbf, asXml, type TestTown } from './test-encoders.ts'

async function read(
  bytes: Uint8Array | string,
  options: Partial<ReadOsmOptions> & { readonly sizes?: readonly number[] } = {},
): Promise<{ objects: OsmObject[]; report: ReturnType<ReturnType<typeof readOsm>['report']> }> {
  const reading = readOsm(inPieces(bytes, options.sizes), { name: 'town.osm', ...options })
  return { objects: (await gathered(reading)).flatMap((b) => b.objects), report: reading.report() }
}

const oddXml = `\uFEFF<?xml version='1.0' encoding="utf-8"?>
<!-- a comment with <node id="9" lat="0" lon="0"> and -- almost an end -->
<osm\tversion="0.6" generator='by "hand"'>
 <note>The data included in this document is free.</note>
 <bounds minlat="35" minlon="139" maxlat="36" maxlon="140"/>
 <node lon='139.70000005' visible="true" lat = "35.65" id='1' user="a > b"><tag v='みなと食堂 &amp; &#x30AB;&#12501;&#xe9;' k="name"/><tag k="note" v="line one&#10;line
two &quot;x&quot; &unknown;"/></node>
 <node id="2" lat="35.651" lon="139.7"/><node id="3" lat="35.651" lon="139.701"></node>
 <node id="-4" lat="-3.5e1" lon="+139.5"><tag k="natural" v="tree"/></node>
 <node id="5" visible="false"><tag k="a" v="b"/></node>
 <node id="6" lat="north" lon="139"><tag k="a" v="b"/></node>
 <node id="7"><tag k="a" v="b"/></node>
 <way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="building" v="yes"/></way>
 <way id="11"><nd ref="2"/><nd ref="99"/><nd ref="3"/><tag k="highway" v="steps"/></way>
 <way id="12"><nd ref="97"/><nd ref="98"/><tag k="highway" v="path"/></way>
 <relation id="20"><member type="way" ref="10" role="outer"/><member type="way" ref="500" role="inner"/><tag k="type" v="multipolygon"/></relation>
</osm>`

test('XML with everything that XML allows reads the same at any chunk size', async () => {
  const whole = await read(oddXml)
  assert.deepEqual(
    whole.objects.map((o) => [o.kind, o.id]),
    [
      ['node', 1],
      ['node', -4],
      ['way', 10],
      ['way', 11],
      ['relation', 20],
    ],
  )
  assert.deepEqual(whole.objects[0], {
    kind: 'node',
    id: 1,
    lon: 139.7000001,
    lat: 35.65,
    tags: { name: 'みなと食堂 & カフé', note: 'line one\nline two "x" &unknown;' },
  })
  assert.deepEqual(whole.objects[1], { kind: 'node', id: -4, lon: 139.5, lat: -35, tags: { natural: 'tree' } })
  const [, , building, steps, relation] = whole.objects
  assert.ok(building?.kind === 'way' && building.closed && building.coordinates.length === 4)
  assert.ok(steps?.kind === 'way' && !steps.closed && steps.coordinates.length === 2 && steps.nodes.length === 3)
  assert.ok(relation?.kind === 'relation' && relation.polygons.length === 1 && !relation.complete && relation.center !== undefined)
  assert.deepEqual(
    whole.report.skipped.toSorted((a, b) => a.code.localeCompare(b.code)).map((f) => [f.code, f.count, f.where]),
    [
      ['bad-position', 2, [{ id: 'node/6' }, { id: 'node/7' }]],
      ['deleted', 1, [{ id: 'node/5' }]],
      ['way-without-position', 1, [{ id: 'way/12' }]],
    ],
  )
  assert.deepEqual(
    whole.report.warnings.map((f) => f.code).toSorted((a, b) => a.localeCompare(b)),
    ['relation-incomplete', 'way-incomplete'],
  )
  for (const sizes of [[1], [2, 3], [7], [64, 1]]) assert.deepEqual(await read(oddXml, { sizes }), whole)
})

test('every attribute of Overpass XML: out center and out geom', async () => {
  const xml = `<osm version="0.6"><remark>runtime error: Query timed out</remark>
   <way id="1"><center lat="35.5" lon="139.5"/><nd ref="1"/><nd ref="2"/><tag k="amenity" v="school"/></way>
   <way id="2"><nd ref="1" lat="35" lon="139"/><nd ref="2" lat="35" lon="139.2"/><tag k="highway" v="path"/></way>
   <relation id="3"><member type="way" ref="9" role="outer"><nd lat="35" lon="139"/><nd lat="35" lon="139.1"/><nd lat="35.1" lon="139.1"/><nd lat="35" lon="139"/></member><tag k="type" v="multipolygon"/></relation></osm>`
  const { objects, report } = await read(xml)
  assert.deepEqual(
    objects.map((o) => o.id),
    [2, 1, 3],
  )
  const [, school, area] = objects
  assert.ok(school?.kind === 'way' && area?.kind === 'relation')
  assert.deepEqual(school.coordinates, [
    [139, 35],
    [139.2, 35],
  ])
  assert.ok(area.complete && area.polygons.length === 1)
  assert.deepEqual(
    report.warnings.map((w) => w.code),
    ['overpass-remark'],
  )
})

test('Overpass JSON: centre only, geometry with gaps, remark', async () => {
  const { objects, report } = await read(
    JSON.stringify({
      remark: 'runtime error: Query ran out of memory',
      elements: [
        { type: 'way', id: 1, center: { lat: 35.5, lon: 139.5 }, tags: { amenity: 'school' } },
        {
          type: 'way',
          id: 2,
          nodes: [1, 2, 3],
          geometry: [{ lat: 35, lon: 139 }, null, { lat: 35, lon: 139.2 }],
          tags: { highway: 'path' },
        },
        { type: 'relation', id: 3, center: { lat: 35.6, lon: 139.6 }, tags: { leisure: 'park' } },
        { type: 'node', id: 4, lat: 95, lon: 139, tags: { amenity: 'bench' } },
        { type: 'way', id: 5, tags: { amenity: 'bench' } },
        { type: 'node', id: 'x', lat: 35, lon: 139 },
      ],
    }),
  )
  assert.deepEqual(
    objects.map((o) => [o.kind, o.id, o.kind === 'node' ? undefined : o.center]),
    [
      ['way', 1, [139.5, 35.5]],
      ['way', 2, [139.1, 35]],
      ['relation', 3, [139.6, 35.6]],
    ],
  )
  assert.deepEqual(
    report.skipped.map((s) => s.code).toSorted((a, b) => a.localeCompare(b)),
    ['bad-position', 'no-id', 'way-without-position'],
  )
  assert.ok(report.warnings.some((w) => w.reason.includes('out of memory')))
})

const text = fc
  .oneof(
    fc.string({ maxLength: 12 }),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom('みなと町', '"', "'&<>", 'yes', '\n\t', '港'.repeat(40)),
  )
  .map((t) => t.toWellFormed().replace(/(?![\t\n\r])\p{Cc}|[\uFFFD-\uFFFF]/gu, ''))
const tags = fc.dictionary(
  text.filter((k) => k !== '' && k !== '__proto__'),
  text,
  { maxKeys: 4, noNullPrototype: true },
)
const degrees = (max: number): fc.Arbitrary<number> => fc.integer({ min: -max * 1e7, max: max * 1e7 }).map((v) => v / 1e7)
const member = fc.record({
  kind: fc.constantFrom('node' as const, 'way' as const, 'relation' as const),
  id: fc.integer({ min: 1, max: 60 }),
  role: fc.constantFrom('outer', 'inner', '', 'label'),
})
const town: fc.Arbitrary<TestTown> = fc.record({
  nodes: fc.uniqueArray(
    fc.record({
      id: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1e10, max: 2e10 })),
      position: fc.tuple(degrees(179), degrees(85)),
      tags,
    }),
    { selector: (n) => n.id, maxLength: 40 },
  ),
  ways: fc.uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 60 }),
      nodes: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 }),
      tags,
    }),
    { selector: (w) => w.id, maxLength: 20 },
  ),
  relations: fc.uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 60 }),
      members: fc.array(member, { maxLength: 6 }),
      tags: tags.map((t): Record<string, string> => ({ ...t, type: 'multipolygon' })),
    }),
    { selector: (r) => r.id, maxLength: 5 },
  ),
})

test('what is written as XML is read back, and XML, PBF and Overpass JSON agree, cut anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(
      town,
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      async (t, sizes, flag) => {
        const xml = await read(asXml(t), { sizes })
        const nodes = t.nodes.filter((n) => Object.keys(n.tags).length > 0)
        assert.deepEqual(
          xml.objects.filter((o) => o.kind === 'node'),
          nodes.map((n) => ({ kind: 'node', id: n.id, lon: n.position[0] + 0, lat: n.position[1] + 0, tags: n.tags })),
        )
        const pbf = await read(asPbf(t, { dense: flag, packed: !flag }), { sizes })
        assert.deepEqual(pbf.objects, xml.objects)
        const { objects } = await read(asOverpass(t), { sizes })
        const inOrder = (all: readonly OsmObject[]): OsmObject[] => all.toSorted((a, b) => a.kind.localeCompare(b.kind) || a.id - b.id)
        assert.deepEqual(inOrder(objects), inOrder(xml.objects))
      },
    ),
    { numRuns: 150 },
  )
})

test('batches have the asked size, and progress ends at the whole file', async () => {
  const t: TestTown = {
    nodes: Array.from({ length: 2500 }, (_, i) => ({ id: i + 1, position: [139, 35] as const, tags: { a: 'b' } })),
    ways: [],
    relations: [],
  }
  const bytes = asXml(t)
  let last = { bytes: 0, objects: 0 }
  const reading = readOsm(inPieces(bytes), {
    name: 'x',
    batch: 100,
    onProgress: (p) => {
      last = p
    },
  })
  const batches = await gathered(reading)
  assert.ok(batches.every((b) => b.objects.length <= 100))
  assert.deepEqual(last, { bytes: bytes.length, objects: 2500 })
})

async function refusal(bytes: Uint8Array | string, name = 'town.osm', limits: ReadOsmOptions['limits'] = {}): Promise<FormatError> {
  const error: unknown = await read(bytes, { name, limits }).then(
    () => undefined,
    (e: unknown) => e,
  )
  assert.ok(error instanceof FormatError, `not refused: ${String(error)}`)
  assert.ok(error.message.includes(name) && error.next.length > 0)
  return error
}

const plainNodes = (count: number, id: (i: number) => number, lon: (i: number) => number): TestTown => ({
  nodes: Array.from({ length: count }, (_, i) => ({ id: id(i), position: [lon(i), 35] as const, tags: { name: `${i * 7919}` } })),
  ways: [],
  relations: [],
})
const goodXml = asXml(
  plainNodes(
    500,
    (i) => i + 1,
    () => 139,
  ),
)
const goodGz = gzipSync(goodXml)
const goodPbf = asPbf(
  plainNodes(
    200,
    (i) => i * i + 1,
    (i) => 139 + ((i * 37) % 11),
  ),
  { dense: true, packed: true },
)
const withDamage = (bytes: Uint8Array, value: number, [from, to]: readonly [number, number]): Uint8Array =>
  bytes.slice().fill(value, from, to)

/** What is handed in (with its name, where the name misleads), and the code it is refused with. */
const wrongFiles: readonly (readonly [what: string, bytes: Uint8Array | string, code: string, name?: string])[] = [
  ['nothing', '', 'empty'],
  ['nothing, zipped', gzipSync(new Uint8Array(0)), 'empty'],
  ['half a gzip', goodGz.subarray(0, goodGz.length / 2), 'truncated'],
  ['a gzip without its last bytes', goodGz.subarray(0, goodGz.length - 3), 'truncated'],
  ['a gzip with a hole', withDamage(goodGz, 0xff, [60, 90]), 'damaged'],
  ['XML without its end', goodXml.subarray(0, goodXml.length - 7), 'truncated'],
  ['XML that ends in an attribute', '<osm><node id="1" lat="1', 'truncated'],
  ['a page in place of a PBF', '<!DOCTYPE html><html><body>Sign in</body></html>', 'html', 'town.osm.pbf'],
  ['XHTML', '<?xml version="1.0"?>\n<html xmlns="x"/>', 'html'],
  ['words in place of a PBF', 'hello, this is no map', 'not-recognised', 'town.osm.pbf'],
  ['a PBF without its last bytes', goodPbf.subarray(0, goodPbf.length - 2), 'truncated'],
  ['a PBF with a hole', withDamage(goodPbf, 0x55, [goodPbf.length - 600, goodPbf.length - 500]), 'damaged'],
  ['GeoJSON', '{"type":"FeatureCollection","features":[]}', 'not-recognised'],
  ['elements in the wrong place', '{"a":{"elements":[]}}', 'not-recognised'],
  ['JSON without its end', '{"elements":[{"type":"node"', 'truncated'],
  ['JSON that is none', '{"elements":[{"type":]}', 'damaged'],
  ['GPX', '<gpx/>', 'unsupported'],
  ['a change file', '<osmChange version="0.6"/>', 'unsupported'],
  ['XML in Shift_JIS', '<?xml version="1.0" encoding="Shift_JIS"?><osm/>', 'encoding'],
  ['bzip2', 'BZh91AY', 'unsupported'],
  ['an attribute without quotes', '<osm><node id=1 /></osm>', 'damaged'],
  ['an attribute without its end', '<osm><node id="1 /></osm>', 'damaged'],
]

for (const [what, bytes, code, name] of wrongFiles)
  test(`${what} is refused as ${code}, with file, place and next step`, async () => {
    assert.equal((await refusal(bytes, name)).code, code)
  })

test('a file beyond its limits is refused; GeoJSON is named', async () => {
  assert.equal((await refusal(goodXml, 'town.osm', { content_bytes: 1000 })).code, 'too-large')
  assert.equal((await refusal(goodXml, 'town.osm', { nodes: 10 })).code, 'too-large')
  assert.match((await refusal('{"type":"FeatureCollection","features":[]}')).reason, /GeoJSON/)
})

test('one tag without an end does not fill the memory', async () => {
  assert.equal((await refusal(`<osm><node id="${'1'.repeat(400_000)}`)).code, 'damaged')
})
