import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { visit } from './client.ts'
import { openTown, type Town } from './harness.ts'

/** LIMIT_IMPORT_BYTES, unless somebody says otherwise. */
const LIMIT = 2_000_000_000
let town: Town
const folder = mkdtempSync(join(tmpdir(), 'machinaka-bad-'))
let before_: string
const state = async (): Promise<string> => {
  const visitor = await visit(town)
  const places = await visitor.get<{ total: number }>('/api/guide/places?limit=1')
  const tiles = await visitor.get<{ revision: string }>('/tiles/base.json')
  return `${places.body.total} places, base map ${tiles.body.revision}`
}
before(async () => {
  town = await openTown()
  before_ = await state()
})
after(async () => {
  await town?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const node = '<node id="1" lat="34.7" lon="135.5"><tag k="amenity" v="cafe"/><tag k="name" v="珈琲"/></node>'
const osm = `<?xml version="1.0"?><osm version="0.6">${node.repeat(5000)}</osm>`
const header = '全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,所在地_連結表記,緯度,経度'
interface Bad {
  readonly what: string
  readonly kind: string
  readonly name: string
  readonly bytes: Uint8Array | string
  /** The place in the file as the message names it, right after the file. */
  readonly place: string
  readonly wrong: RegExp
  readonly next: RegExp
}
const files: readonly Bad[] = [
  {
    what: 'a truncated gzip',
    kind: 'osm',
    name: 'cut.osm.gz',
    bytes: gzipSync(osm).subarray(0, 300),
    place: 'byte 300',
    wrong: /the gzip ends in the middle/,
    next: /Download it again and compare its size with the source\./,
  },
  {
    what: 'a PBF that is not one',
    kind: 'osm',
    name: 'town.osm.pbf',
    bytes: 'this is not a map at all, whatever it is called',
    place: 'byte 0',
    wrong: /the content is not one/,
    next: /Download it again; look at its first bytes if it stays so\./,
  },
  {
    what: 'a PBF whose block is damaged',
    kind: 'osm',
    name: 'block.osm.pbf',
    bytes: Buffer.concat([
      Buffer.from([0, 0, 0, 14, 10, 9]),
      Buffer.from('OSMHeader'),
      Buffer.from([24, 200, 1, 16, 100, 26, 195, 1]),
      Buffer.alloc(195, 7),
    ]),
    place: 'byte 0',
    wrong: /a block cannot be read/,
    next: /Download it again\./,
  },
  {
    what: 'an HTML page in place of a file',
    kind: 'osm',
    name: 'page.osm',
    bytes: '<!doctype html><html><body>Sign in</body></html>',
    place: 'byte 0',
    wrong: /this is a web page \(HTML\), not data/,
    next: /Open the address in a browser, find the file itself .* and use that\./,
  },
  {
    what: 'an HTML page in place of a table',
    kind: 'opendata',
    name: 'page.csv',
    bytes: '<html><head><title>404</title></head></html>',
    place: 'byte 0',
    wrong: /this is a web page \(HTML\), not data/,
    next: /Open the address in a browser, find the file itself .* and use that\./,
  },
  {
    what: 'an empty file',
    kind: 'osm',
    name: 'empty.osm',
    bytes: '',
    place: 'byte 0',
    wrong: /the file is empty/,
    next: /Download or export it again\./,
  },
  {
    what: 'a CSV in UTF-16',
    kind: 'opendata',
    name: 'utf16.csv',
    bytes: Buffer.from(`\uFEFF${header}\n1,2,3,4,5,6,34.7,135.5`, 'utf16le'),
    place: 'byte 0',
    wrong: /the text is in UTF-16/,
    next: /In a spreadsheet program choose “CSV UTF-8”/,
  },
  {
    what: 'a CSV in an encoding that is not read',
    kind: 'opendata',
    name: 'unknown.csv',
    bytes: Buffer.concat([Buffer.from('month,yen\n'), Buffer.from([0xa4, 0xa2, 0xa4, 0xff, 0xff, 0x80, 0x0a])]),
    place: 'byte 13',
    wrong: /the text is neither UTF-8 nor Shift_JIS/,
    next: /Open it in a spreadsheet program and save it as “CSV UTF-8”\./,
  },
  {
    what: 'a CSV with a column missing',
    kind: 'opendata',
    name: 'toilets.csv',
    bytes: '全国地方公共団体コード,ID,地方公共団体名,名称_カナ,緯度,経度,男性トイレ総数\n1,2,3,4,34.7,135.5,1\n',
    place: 'line 1',
    wrong: /公衆トイレ一覧 needs the column 名称;/,
    next: /Add or rename the column, or import it with a column mapping\./,
  },
  {
    what: 'a table that is no municipal data set',
    kind: 'opendata',
    name: 'sales.csv',
    bytes: 'month,yen\n2026-01,100\n',
    place: 'line 1',
    wrong: /the columns \(month, yen\) are of no known municipal dataset/,
    next: /Say which dataset it is, or import it with a column mapping\./,
  },
  {
    what: 'coordinates swapped or outside the city',
    kind: 'opendata',
    name: 'swapped.csv',
    bytes: `${header},男性トイレ総数\n282014,1,みなと町,入れ替わりトイレ,,みなと町1,138.505,34.805,1\n282014,2,みなと町,北海道のトイレ,,みなと町2,43.06,141.35,1\n`,
    place: 'line 2',
    wrong: /line 2: latitude and longitude are exchanged; line 3: the position is outside the area\. Nothing of it could be taken\./,
    next: /Put this right in the file and import it again; if the town is another one, import into another city\./,
  },
  {
    what: 'a map without anything that a guide shows',
    kind: 'osm',
    name: 'bare.osm',
    bytes: '<?xml version="1.0"?><osm version="0.6"></osm>',
    place: 'bytes 0 to 46',
    wrong: /nothing in it is shown by a town guide/,
    next: /Check that it is the right file, and the right kind \(osm\)\./,
  },
]
/** The sentence that names the file and the place in it, what is wrong there, and the next step: in this order. */
function assertSays(output: string, { name, place, wrong, next }: Pick<Bad, 'name' | 'place' | 'wrong' | 'next'>): void {
  const at = output.indexOf(`${name}, ${place}: `)
  assert.ok(at >= 0, `“${name}, ${place}: ” is not in:\n${output}`)
  const sentence = output.slice(at)
  assert.match(sentence, wrong)
  assert.ok(sentence.search(next) > sentence.search(wrong), `the next step ${String(next)} does not follow in:\n${sentence}`)
}
for (const { bytes, ...bad } of files) {
  test(`${bad.what} ends with the file, the place and the next step; nothing changes`, async () => {
    const path = join(folder, bad.name)
    writeFileSync(path, bytes)
    const { code, output } = await town.cli('import', bad.kind, path, '--city', 'minato')
    assert.equal(code, 1, output)
    assertSays(output, bad)
    assert.match(output, /What was there before is unchanged/)
    assert.equal(await state(), before_)
  })
}

test('a file of 2 GB is refused before it is read, with the file, the place and the next step', async () => {
  const path = join(folder, 'huge.osm')
  writeFileSync(path, '')
  truncateSync(path, 2_200_000_000)
  const { code, output } = await town.cli('import', 'osm', path, '--city', 'minato')
  assert.equal(code, 1, output)
  assertSays(output, {
    name: 'huge.osm',
    place: `byte ${LIMIT.toLocaleString('en')}`,
    wrong: /the file is larger than the limit of [\d,]+ MB\./,
    next: /Cut the file to the area of the town .*, or raise LIMIT_IMPORT_BYTES\./,
  })
  assert.equal(await state(), before_)
})

test('an address inside is refused and not asked, with the address and the next step', async () => {
  let asked = 0
  const inside = createServer((_request, response) => {
    asked++
    response.end(`${header}\n`)
  })
  await new Promise<void>((resolve) => {
    inside.listen(0, '127.0.0.1', resolve)
  })
  try {
    const url = `http://127.0.0.1:${(inside.address() as AddressInfo).port}/open.csv`
    const { code, output } = await town.cli('import', 'opendata', url, '--city', 'minato')
    assert.equal(code, 1, output)
    assert.ok(output.includes(`${url} leads to an address that is not on the public internet.`), output)
    assert.match(output, /Nothing was read\. You can also download the file yourself and import that\./)
    assert.equal(asked, 0)
    assert.equal(await state(), before_)
  } finally {
    inside.close()
  }
})
