/** One place, from a file to everything that knows it: the services of the town are linked, not side by side. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import { visit, type Client } from './client.ts'
import { openTown, type Town } from './harness.ts'

let town: Town
let visitor: Client
let staff: Client
let centre: readonly [number, number]
const folder = mkdtempSync(join(tmpdir(), 'machinaka-links-'))
const file = join(folder, 'harbour.osm')
const street = '汽笛の小道'

/** A café and the lane it stands at. */
function write(phone: string): void {
  const [lon, lat] = centre
  const at = (id: number, dx: number, tags = ''): string => `<node id="${id}" lat="${lat}" lon="${lon + dx}">${tags}</node>`
  writeFileSync(
    file,
    `<?xml version="1.0"?><osm version="0.6">
${at(880001, 0, `<tag k="amenity" v="cafe"/><tag k="name" v="喫茶ペンギン灯台"/><tag k="phone" v="${phone}"/>`)}
${at(880002, -0.0004)}${at(880003, 0.0004)}
<way id="880010"><nd ref="880002"/><nd ref="880003"/><tag k="highway" v="pedestrian"/><tag k="name" v="${street}"/></way>
</osm>`,
  )
}
const importFile = async (city = 'minato'): Promise<string> => {
  const { code, output } = await town.cli('import', 'osm', file, '--city', city, '--source', 'links')
  assert.equal(code, 0, output)
  return output
}
before(async () => {
  town = await openTown()
  visitor = await visit(town)
  staff = await visit(town, 'admin')
  centre = (await visitor.get<{ centre: [number, number] }>('/api/city')).body.centre
  write('0000-11-1111')
  await importFile()
})
after(async () => {
  await town?.stop()
  rmSync(folder, { recursive: true, force: true })
})

interface Found {
  readonly items: readonly { readonly id: string }[]
  readonly total: number
}
const placeId = 'urn:ngsi-ld:PointOfInterest:osm-node-880001'
const found = async (client: Client, more = ''): Promise<readonly string[]> =>
  (await client.get<Found>(`/api/guide/places?q=${encodeURIComponent('ぺんぎんとうだい')}${more}`)).body.items.map((item) => item.id)
const phone = async (): Promise<string | undefined> =>
  (await visitor.get<{ phone?: string }>(`/api/guide/places/${encodeURIComponent(placeId)}`)).body.phone

/** What becomes true within some seconds; the last answer where it does not. */
async function soon<T>(look: () => Promise<T>, good: (answer: T) => boolean): Promise<T> {
  let answer = await look()
  for (let i = 0; i < 80 && !good(answer); i++) {
    await new Promise((resolve) => {
      setTimeout(resolve, 100)
    })
    answer = await look()
  }
  return answer
}

test('a place of the file is found by its reading', async () => {
  assert.deepEqual(await found(visitor), [placeId])
})

test('it is a point of the map, and its lane is drawn on the tile', async () => {
  const points = await visitor.get<{ features: { id: string; properties: { name?: string } }[] }>('/api/guide/places.geojson')
  assert.equal(points.body.features.find((feature) => feature.id === placeId)?.properties.name, '喫茶ペンギン灯台')
  const base = await visitor.get<{ tiles: string[]; maxzoom: number }>('/tiles/base.json')
  const z = base.body.maxzoom
  const [x, y] = [
    Math.floor(((centre[0] + 180) / 360) * 2 ** z),
    Math.floor(((1 - Math.asinh(Math.tan((centre[1] * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z),
  ]
  const address = (base.body.tiles[0] ?? '').replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y))
  const answer = await fetch(new URL(address, town.url))
  assert.equal(answer.status, 200)
  const tile = new VectorTile(new PbfReader(new Uint8Array(await answer.arrayBuffer())))
  const drawn = Object.values(tile.layers).flatMap((layer) => Array.from({ length: layer.length }, (_, i) => layer.feature(i).properties))
  assert.ok(
    drawn.some((properties) => properties['name'] === street),
    `${drawn.length} features, none is ${street}`,
  )
  assert.ok(drawn.length > 20, 'the streets of the other source are still there')
})

test('anyone reads it as an NGSI-LD entity', async () => {
  const entity = await visitor.get<{ type: string; name: { value: unknown }; location: { value: { coordinates: number[] } } }>(
    `/ngsi-ld/v1/entities/${encodeURIComponent(placeId)}`,
  )
  assert.equal(entity.status, 200)
  assert.equal(entity.body.type, 'PointOfInterest')
  assert.match(JSON.stringify(entity.body.name), /喫茶ペンギン灯台/)
  assert.deepEqual(entity.body.location.value.coordinates, [...centre])
})

test('looks at it are counted for the week, and not from a browser that asks not to be tracked', async () => {
  const look = (times: number, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${town.url}/api/insight/uses`, {
      method: 'POST',
      headers: { origin: town.url, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ uses: Array.from({ length: times }, () => ({ feature: 'place.view', place: placeId })) }),
    })
  assert.equal((await look(50, { DNT: '1' })).status, 204)
  assert.equal((await look(7)).status, 204)
  interface Week {
    readonly places: readonly { readonly place: string; readonly count: number }[]
  }
  const count = (week: { body: Week }): number | undefined => week.body.places.find(({ place }) => place === placeId)?.count
  const week = await soon(
    () => staff.get<Week>('/api/insight/week'),
    (answer) => count(answer) !== undefined,
  )
  assert.equal(count(week), 5, 'seven looks, shown in steps of five')
  assert.equal((await visitor.get('/api/insight/week')).status, 401)
})

test('a person’s value outranks the source; the differing one is a proposal, and accepting it gives the source’s', async () => {
  const edited = await staff.send('PATCH', `/api/guide/places/${encodeURIComponent(placeId)}`, { phone: '0000-22-2222' })
  assert.equal(edited.status, 200, JSON.stringify(edited.body))
  write('0000-33-3333')
  assert.match(await importFile(), /1 value.* differ/)
  assert.equal(await soon(phone, (value) => value === '0000-22-2222'), '0000-22-2222')
  interface Proposal {
    readonly id: string
    readonly entityId: string
    readonly field: string
    readonly current: unknown
    readonly proposed: unknown
  }
  const proposals = await staff.get<{ items: Proposal[] }>('/api/guide/proposals')
  const [proposal] = proposals.body.items.filter(({ entityId }) => entityId === placeId)
  assert.deepEqual([proposal?.field, proposal?.current, proposal?.proposed], ['phone', '0000-22-2222', '0000-33-3333'])
  const accepted = await staff.send('POST', `/api/guide/proposals/${proposal?.id ?? ''}/decide`, { decision: 'accept' })
  assert.equal(accepted.status, 200, JSON.stringify(accepted.body))
  assert.equal(await soon(phone, (value) => value === '0000-33-3333'), '0000-33-3333')
})

test('another city sees none of it', async () => {
  writeFileSync(
    file,
    '<osm version="0.6"><node id="1" lat="35" lon="136"><tag k="amenity" v="cafe"/><tag k="name" v="となり町の喫茶"/></node></osm>',
  )
  await importFile('tonari')
  assert.deepEqual(await found(visitor, '&city=tonari'), [])
  assert.equal((await visitor.get(`/api/guide/places/${encodeURIComponent(placeId)}?city=tonari`)).status, 404)
  const entity = await fetch(`${town.url}/ngsi-ld/v1/entities/${encodeURIComponent(placeId)}`, { headers: { 'NGSILD-Tenant': 'tonari' } })
  assert.equal(entity.status, 404)
  const staffThere = await staff.get('/api/guide/proposals?city=tonari')
  assert.equal(staffThere.status, 401, 'a role in one city is none in another')
})
