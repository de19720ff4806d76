import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { isProblem, parseV2Subscription, property, subscriptionFromV2, type Entity, type Json } from '@machinaka/ngsi'
import { isRefusal } from '@machinaka/platform'
import { openTestPostgres, type TestPostgres } from '@machinaka/platform/testing'
import { machine, minato, openTown, until, type Town } from '../delivery/receivers.test.ts'
import { contextMigrations } from '../index.ts'

interface Got {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}
let pg: TestPostgres
let town: Town
const got: Got[] = []
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    got.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, text: Buffer.concat(chunks).toString() })
    response.writeHead(204).end()
  })
})
let url = ''

before(async () => {
  pg = await openTestPostgres([contextMigrations])
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(async () => {
  await pg.reset()
  got.length = 0
  town = await openTown({ postgres: pg.postgres, report: (error) => assert.fail(String(error)) })
})
afterEach(() => town.close())
after(async () => {
  server.close()
  await pg.close()
})

const subscribe = async (id: string, json: object, paths: readonly string[] = ['/#']): Promise<void> => {
  const said = parseV2Subscription(json, { paths })
  if (isProblem(said)) assert.fail(said.detail)
  const doc = { subscription: subscriptionFromV2(id, said), custom: said as unknown as Json, tenantHeader: 'minato' }
  assert.equal(await town.notifying.subscriptions.add(minato, { door: 'ngsiv2', doc, now: new Date() }), undefined)
}
const write = async (...entities: readonly Entity[]): Promise<void> => {
  const done = await town.broker.entities.upsertBatch(minato, { entities, mode: 'update', actor: machine })
  if (isRefusal(done)) assert.fail(done.detail)
  assert.deepEqual(done.failed, [])
}
const room = (n: number, more: Entity['attributes'] = {}, scope?: string): Entity => ({
  id: `urn:ngsi-ld:Room:~Room${n}`,
  types: ['Room'],
  ...(scope === undefined ? {} : { scope: [scope] }),
  attributes: { temperature: property(20 + n), ...more },
})
const subject = { entities: [{ idPattern: '^Room[12]$', type: 'Room' }], condition: { attrs: ['temperature'] } }
const bodies = (): readonly unknown[] => got.map(({ text }) => JSON.parse(text) as unknown)

test('a notification is told in NGSIv2’s words, to those whose pattern names the entity', async () => {
  await subscribe('s1', { subject, notification: { http: { url: `${url}/n` }, attrs: ['temperature'] } })
  await write(room(1), room(9))
  await until(() => got.length > 0)
  assert.deepEqual(bodies(), [
    { subscriptionId: 's1', data: [{ id: 'Room1', type: 'Room', temperature: { type: 'Number', value: 21, metadata: {} } }] },
  ])
  const { method, headers } = got[0] ?? assert.fail()
  assert.deepEqual(
    [method, headers['ngsiv2-attrsformat'], headers['fiware-service'], headers['fiware-servicepath']],
    ['POST', 'normalized', 'minato', '/'],
  )
})

test('only what changed, what it was, and what is not there', async () => {
  await write(room(1, { humidity: property(40) }))
  const notification = {
    http: { url },
    attrs: ['temperature', 'humidity', 'noise'],
    onlyChangedAttrs: true,
    covered: true,
    metadata: ['previousValue', 'actionType'],
  }
  await subscribe('s1', { subject, notification })
  await write({ ...room(1), attributes: { temperature: property(30) } })
  await until(() => got.length > 0)
  const metadata = { previousValue: { type: 'Number', value: 21 }, actionType: { type: 'Text', value: 'update' } }
  assert.deepEqual(bodies(), [
    {
      subscriptionId: 's1',
      data: [
        {
          id: 'Room1',
          type: 'Room',
          temperature: { type: 'Number', value: 30, metadata },
          noise: { type: 'None', value: null, metadata: {} },
        },
      ],
    },
  ])
})

test('a custom notification puts values into address, headers and body, one entity at a time', async () => {
  const httpCustom = {
    url: `${url}/rooms/\${id}`,
    method: 'PUT',
    qs: { t: '${temperature}' },
    headers: { 'x-type': '${type}' },
    json: { value: '${temperature}', text: 'now ${temperature} in ${id}', none: '${nothing}' },
  }
  await subscribe('s1', { subject, notification: { httpCustom } })
  await subscribe('s2', { subject, notification: { httpCustom: { url: `${url}/p`, payload: '%22${id}%22' } } })
  await write(room(1), room(2))
  await until(() => got.length === 4)
  const puts = got.filter(({ method }) => method === 'PUT').map((one) => [one.url, one.headers['x-type'], JSON.parse(one.text) as unknown])
  assert.deepEqual(puts, [
    ['/rooms/Room1?t=21', 'Room', { value: 21, text: 'now 21 in Room1', none: null }],
    ['/rooms/Room2?t=22', 'Room', { value: 22, text: 'now 22 in Room2', none: null }],
  ])
  assert.deepEqual(
    got.flatMap(({ url: path, text }) => (path === '/p' ? [text] : [])),
    ['"Room1"', '"Room2"'],
  )
})

test('service paths, kinds of alteration and conditions narrow; oneshot says one word', async () => {
  const all = { entities: [{ idPattern: '.*' }] }
  await subscribe('path', { subject: all, notification: { http: { url }, attrsFormat: 'keyValues', attrs: [] } }, ['/town/#'])
  await subscribe('gone', {
    subject: { ...all, condition: { alterationTypes: ['entityDelete'] } },
    notification: { http: { url }, attrs: ['alterationType'], attrsFormat: 'keyValues' },
  })
  await subscribe('hot', {
    subject: { ...all, condition: { expression: { q: 'temperature>28' } } },
    notification: { http: { url }, attrsFormat: 'values' },
  })
  await subscribe('once', { subject: all, status: 'oneshot', notification: { http: { url }, attrsFormat: 'simplifiedKeyValues' } })
  await write(room(1, {}, '/town/ward'))
  await until(() => got.length === 2)
  await write(room(9))
  await until(() => got.length === 3)
  await town.broker.entities.deleteBatch(minato, { ids: ['urn:ngsi-ld:Room:~Room9'], actor: machine })
  await until(() => got.length === 4)
  const of = (id: string): unknown =>
    bodies()
      .filter((body) => (body as { readonly subscriptionId?: string }).subscriptionId === id)
      .map((body) => (body as { readonly data: unknown }).data)
  assert.deepEqual(of('path'), [[{ id: 'Room1', type: 'Room', temperature: 21 }]])
  assert.deepEqual(of('hot'), [[[29]]])
  assert.deepEqual(of('gone'), [[{ id: 'Room9', type: 'Room', alterationType: 'entityDelete' }]])
  assert.deepEqual(
    bodies().filter((body) => 'temperature' in (body as object)),
    [{ id: 'Room1', type: 'Room', temperature: 21 }],
  )
})
