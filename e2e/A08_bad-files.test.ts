import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { visit } from './client.ts'
import { openTown, type Town } from './harness.ts'

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
const files: readonly {
  readonly what: string
  readonly kind: string
  readonly name: string
  readonly bytes: Uint8Array | string
  readonly says: RegExp
}[] = [
  { what: 'a truncated gzip', kind: 'osm', name: 'cut.osm.gz', bytes: gzipSync(osm).subarray(0, 300), says: /cut\.osm\.gz.*(byte|ends)/ },
  {
    what: 'a PBF that is not one',
    kind: 'osm',
    name: 'town.osm.pbf',
    bytes: 'this is not a map at all, whatever it is called',
    says: /town\.osm\.pbf/,
  },
  {
    what: 'an HTML page in place of a file',
    kind: 'osm',
    name: 'page.osm',
    bytes: '<!doctype html><html><body>Sign in</body></html>',
    says: /page\.osm.*web page/,
  },
  { what: 'an empty file', kind: 'osm', name: 'empty.osm', bytes: '', says: /empty\.osm.*(empty|no content)/ },
  {
    what: 'a CSV in an encoding that is not read',
    kind: 'opendata',
    name: 'utf16.csv',
    bytes: Buffer.from(`\uFEFF${header}\n1,2,3,4,5,6,34.7,135.5`, 'utf16le'),
    says: /utf16\.csv.*UTF-16/,
  },
  {
    what: 'a CSV with a column missing',
    kind: 'opendata',
    name: 'toilets.csv',
    bytes: '全国地方公共団体コード,ID,地方公共団体名,名称_カナ,緯度,経度,男性トイレ総数\n1,2,3,4,34.7,135.5,1\n',
    says: /toilets\.csv.*名称/,
  },
  {
    what: 'a table that is no municipal data set',
    kind: 'opendata',
    name: 'sales.csv',
    bytes: 'month,yen\n2026-01,100\n',
    says: /sales\.csv/,
  },
]
for (const { what, kind, name, bytes, says } of files) {
  test(`${what} ends with the file, the place and the next step; nothing changes`, async () => {
    const path = join(folder, name)
    writeFileSync(path, bytes)
    const { code, output } = await town.cli('import', kind, path, '--city', 'minato')
    assert.equal(code, 1, output)
    assert.match(output, says)
    assert.match(output, /What was there before is unchanged/)
    assert.equal(await state(), before_)
  })
}

test('swapped coordinates and places outside the city are left out, line by line', async () => {
  const path = join(folder, 'swapped.csv')
  writeFileSync(
    path,
    `${header},男性トイレ総数\n282014,1,みなと町,入れ替わりトイレ,,みなと町1,135.5,34.7,1\n282014,2,みなと町,北海道のトイレ,,みなと町2,43.06,141.35,1\n`,
  )
  const { code, output } = await town.cli('import', 'opendata', path, '--city', 'minato')
  assert.equal(code, 1, output)
  assert.match(output, /swapped\.csv/)
  assert.equal(await state(), before_)
})

test('a file of 2 GB is refused before it is read', async () => {
  const path = join(folder, 'huge.osm')
  writeFileSync(path, '')
  truncateSync(path, 2_200_000_000)
  const { code, output } = await town.cli('import', 'osm', path, '--city', 'minato')
  assert.equal(code, 1, output)
  assert.match(output, /larger than the limit of [\d,]+ MB/)
  assert.equal(await state(), before_)
})
