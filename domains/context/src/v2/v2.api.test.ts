import assert from 'node:assert/strict'
import { ask, at, clock, description, error, ld, listed, made, room, scenario, v2 } from './test-broker.ts'

scenario('/v2 names its resources, and other methods are refused with what is allowed', async () => {
  const root = await ask('GET', '/v2', { 'fiware-correlator': 'c1' })
  assert.deepEqual(Object.keys(root.body as object), ['entities_url', 'types_url', 'subscriptions_url'])
  assert.equal(root.headers.get('fiware-correlator'), 'c1')
  const refused = await ask('PATCH', v2('/entities'), { body: {} })
  assert.equal(error(refused), '405 MethodNotAlowed')
  assert.equal(refused.headers.get('allow'), 'GET, POST')
})

scenario('an entity is created once, shown in every representation, and removed', async () => {
  const created = await ask('POST', v2('/entities'), { body: room('Room1', 21) })
  assert.deepEqual([created.status, created.headers.get('location')], [201, '/v2/entities/Room1?type=Room'])
  assert.equal(error(await ask('POST', v2('/entities'), { body: room('Room1', 22) })), '422 Unprocessable')
  assert.deepEqual((await ask('GET', v2('/entities/Room1'))).body, {
    id: 'Room1',
    type: 'Room',
    temperature: { type: 'Number', value: 21, metadata: { accuracy: { type: 'Number', value: 0.5 } } },
    location: { type: 'geo:point', value: '35.6, 139.721', metadata: {} },
  })
  assert.deepEqual((await ask('GET', v2('/entities/Room1?type=Room&options=keyValues&attrs=temperature'))).body, {
    id: 'Room1',
    type: 'Room',
    temperature: 21,
  })
  assert.deepEqual((await ask('GET', v2('/entities/Room1?options=values&attrs=location,temperature'))).body, ['35.6, 139.721', 21])
  assert.deepEqual((await ask('GET', v2('/entities/Room1/attrs?options=keyValues'))).body, { temperature: 21, location: '35.6, 139.721' })
  const builtin = (await ask('GET', v2('/entities/Room1?attrs=dateCreated,servicePath&options=keyValues'))).body
  assert.deepEqual(builtin, { id: 'Room1', type: 'Room', dateCreated: clock.now().toISOString(), servicePath: '/' })
  const bare = (await ask('GET', v2('/entities/Room1?attrs=temperature&metadata=dateModified'))).body as {
    readonly temperature: { readonly metadata: object }
  }
  assert.deepEqual(Object.keys(bare.temperature.metadata), ['dateModified'])
  assert.equal((await ask('DELETE', v2('/entities/Room1'))).status, 204)
  assert.equal(error(await ask('GET', v2('/entities/Room1'))), '404 NotFound')
  assert.equal(error(await ask('DELETE', v2('/entities/Room1'))), '404 NotFound')
})

scenario('upsert and keyValues', async () => {
  const body = { id: 'Room1', type: 'Room', temperature: 21 }
  assert.equal((await ask('POST', v2('/entities?options=upsert,keyValues'), { body })).status, 201)
  assert.equal((await ask('POST', v2('/entities?options=upsert,keyValues'), { body: { ...body, humidity: 40 } })).status, 204)
  assert.deepEqual((await ask('GET', v2('/entities/Room1?options=keyValues'))).body, { ...body, humidity: 40 })
  assert.equal(error(await ask('POST', v2('/entities?options=nonsense'), { body })), '400 BadRequest')
})

scenario('bad requests have Orion’s errors', async () => {
  assert.equal(error(await ask('POST', v2('/entities'), { body: '{' })), '400 ParseError')
  assert.equal(error(await ask('POST', v2('/entities'), { body: '{}', 'content-type': 'text/csv' })), '415 UnsupportedMediaType')
  assert.equal(error(await ask('POST', v2('/entities'), { body: { id: 'a b' } })), '400 BadRequest')
  assert.equal(error(await ask('POST', v2('/entities'), { body: { id: 'a', x: { value: '<script>' } } })), '400 BadRequest')
  assert.equal(error(await ask('GET', v2('/entities?limit=0'))), '400 BadRequest')
  assert.equal(error(await ask('GET', v2('/entities?limit=1001'))), '400 BadRequest')
  assert.equal(error(await ask('GET', v2('/entities?id=a&idPattern=b'))), '400 BadRequest')
  assert.equal(error(await ask('GET', v2('/entities?q=a=1'))), '400 BadRequest')
  assert.equal(error(await ask('GET', v2('/entities?georel=near'))), '400 BadRequest')
  assert.equal(error(await ask('GET', v2('/entities'), { 'fiware-servicepath': 'x' })), '400 BadRequest')
  assert.equal(error(await ask('POST', v2('/entities'), { body: { id: 'a' }, 'fiware-servicepath': '/a/#' })), '400 BadRequest')
  assert.equal(error(await ask('GET', v2('/entities/Room1?type=a%20b'))), '400 BadRequest')
})

scenario('lists select by id, type, patterns, q, mq and place, in order, in pages', async () => {
  for (const [i, id] of ['Room1', 'Room2', 'urn:ngsi-ld:Room:3'].entries()) await made(room(id, 20 + i))
  await made({ id: 'Hall1', type: 'Hall', name: { value: '港ホール' } })
  assert.deepEqual((await listed('')).toSorted(), ['Hall1', 'Room1', 'Room2', 'urn:ngsi-ld:Room:3'])
  assert.deepEqual(await listed('id=Room2,Hall1'), ['Hall1', 'Room2'])
  assert.deepEqual(await listed('id=urn:ngsi-ld:Room:3&type=Room'), ['urn:ngsi-ld:Room:3'])
  assert.deepEqual(await listed('idPattern=^Room'), ['Room1', 'Room2'])
  assert.deepEqual(await listed('idPattern=1$&type=Room,Hall'), ['Hall1', 'Room1'])
  assert.deepEqual(await listed('idPattern=.*&typePattern=^Ha'), ['Hall1'])
  assert.deepEqual(await listed('typePattern=^X'), [])
  assert.deepEqual(await listed('q=temperature>20'), ['urn:ngsi-ld:Room:3', 'Room2'])
  assert.deepEqual(await listed('q=temperature:20..21;!name'), ['Room1', 'Room2'])
  assert.deepEqual(await listed('q=!temperature'), ['Hall1'])
  assert.deepEqual(await listed('mq=temperature.accuracy<1;temperature.accuracy&q=temperature==20'), ['Room1'])
  assert.deepEqual(await listed('georel=near;maxDistance:50&geometry=point&coords=35.6,139.72'), ['Room1'])
  assert.deepEqual(await listed('orderBy=!temperature&type=Room&limit=2'), ['urn:ngsi-ld:Room:3', 'Room2'])
  assert.deepEqual(await listed('georel=near;maxDistance:100000&geometry=point&coords=35.6,139.8&orderBy=geo:distance'), [
    'urn:ngsi-ld:Room:3',
    'Room2',
    'Room1',
  ])
  const page = await ask('GET', v2('/entities?type=Room&limit=1&offset=1&options=count,keyValues&attrs=temperature'))
  assert.equal(page.headers.get('fiware-total-count'), '3')
  assert.equal((page.body as readonly unknown[]).length, 1)
  assert.deepEqual(await listed('offset=4'), [])
  assert.deepEqual((await ask('GET', v2('/entities?type=Room&options=unique&attrs=location&id=Room1'))).body, [['35.6, 139.720']])
})

scenario('attributes are appended, updated and replaced', async () => {
  await made(room('Room1', 20))
  const path = v2('/entities/Room1/attrs')
  const now = async (): Promise<unknown> => (await ask('GET', v2('/entities/Room1/attrs?options=keyValues'))).body
  assert.equal((await ask('POST', path, { body: { humidity: { value: 40 }, temperature: { value: 21 } } })).status, 204)
  assert.deepEqual(await now(), { temperature: 21, location: '35.6, 139.720', humidity: 40 })
  const strict = await ask('POST', `${path}?options=append`, { body: { humidity: { value: 41 }, noise: { value: 1 } } })
  assert.equal(error(strict), '422 PartialUpdate')
  assert.match(description(strict), /already exist: Room1\/Room - \[ humidity \]/)
  const missing = await ask('PATCH', path, { body: { nothing: { value: 1 }, humidity: { value: 42 } } })
  assert.equal(error(missing), '422 PartialUpdate')
  assert.deepEqual(await now(), { temperature: 21, location: '35.6, 139.720', humidity: 42, noise: 1 })
  const metadata = async (): Promise<unknown> => ((await ask('GET', `${path}/temperature`)).body as { readonly metadata: unknown }).metadata
  assert.deepEqual(await metadata(), { accuracy: { type: 'Number', value: 0.5 } })
  assert.equal(
    (await ask('PATCH', `${path}?options=overrideMetadata`, { body: { temperature: { value: 1, type: 'Number' } } })).status,
    204,
  )
  assert.deepEqual(await metadata(), {})
  assert.equal((await ask('PUT', `${path}?options=keyValues`, { body: { floor: 3 } })).status, 204)
  assert.deepEqual(await now(), { floor: 3 })
  assert.equal(error(await ask('POST', path, { body: { id: 'x' } })), '400 BadRequest')
  assert.equal(error(await ask('PATCH', v2('/entities/Room9/attrs'), { body: { a: { value: 1 } } })), '404 NotFound')
})

scenario('one attribute, and its value as text', async () => {
  await made(room('Room1', 20, { name: { value: 'West' }, info: { value: { floor: 3 } } }))
  const path = v2('/entities/Room1/attrs')
  assert.equal((await ask('PUT', `${path}/temperature`, { body: { value: 22, type: 'Celsius' } })).status, 204)
  assert.deepEqual((await ask('GET', `${path}/temperature`)).body, {
    type: 'Celsius',
    value: 22,
    metadata: { accuracy: { type: 'Number', value: 0.5 } },
  })
  assert.equal(error(await ask('PUT', `${path}/nothing`, { body: { value: 1 } })), '404 NotFound')
  assert.deepEqual((await ask('GET', `${path}/info/value`)).body, { floor: 3 })
  assert.equal((await ask('GET', `${path}/name/value`, { accept: 'text/plain' })).body, '"West"')
  assert.equal(error(await ask('GET', `${path}/name/value`, { accept: 'application/json' })), '406 NotAcceptable')
  assert.equal((await ask('PUT', `${path}/temperature/value`, { body: '23.5', 'content-type': 'text/plain' })).status, 204)
  assert.equal((await ask('PUT', `${path}/name/value`, { body: '"East"', 'content-type': 'text/plain' })).status, 204)
  assert.equal((await ask('PUT', `${path}/info/value`, { body: { floor: 4 } })).status, 204)
  assert.equal(error(await ask('PUT', `${path}/name/value`, { body: 'East', 'content-type': 'text/plain' })), '400 ParseError')
  assert.deepEqual((await ask('GET', `${path}?options=values&attrs=temperature,name,info`)).body, [23.5, 'East', { floor: 4 }])
  assert.equal(((await ask('GET', `${path}/temperature`)).body as { readonly type: string }).type, 'Celsius')
  assert.equal((await ask('DELETE', `${path}/name`)).status, 204)
  assert.equal(error(await ask('GET', `${path}/name`)), '404 NotFound')
  assert.equal(error(await ask('DELETE', `${path}/name`)), '404 NotFound')
})

scenario('concurrent operators lose nothing', async () => {
  await made({ id: 'Counter', type: 'Counter', n: { value: 0 }, seen: { value: [] } })
  const bump = (i: number) =>
    ask('POST', v2('/entities/Counter/attrs'), { body: { n: { value: { $inc: 1 } }, seen: { value: { $addToSet: i % 5 } } } })
  const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => bump(i)))
  assert.ok(answers.every(({ status }) => status === 204))
  const [n, seen] = (await ask('GET', v2('/entities/Counter?options=values&attrs=n,seen'))).body as readonly [number, readonly number[]]
  assert.deepEqual([n, seen.toSorted((a, b) => a - b)], [40, [0, 1, 2, 3, 4]])
})

scenario('service paths file entities, and are no part of their identity', async () => {
  const below = { 'fiware-servicepath': '/town/ward_1' }
  await made(room('Room1', 20), below)
  await made(room('Room2', 21))
  assert.deepEqual(await listed('', below), ['Room1'])
  assert.deepEqual(await listed('', { 'fiware-servicepath': '/town/#' }), ['Room1'])
  assert.deepEqual(await listed('', { 'fiware-servicepath': '/town' }), [])
  assert.deepEqual(await listed('', { 'fiware-servicepath': '/' }), ['Room2'])
  assert.deepEqual(await listed('', { 'fiware-servicepath': '/,/town/#' }), ['Room1', 'Room2'])
  assert.deepEqual(await listed(''), ['Room1', 'Room2'])
  const other = await ask('POST', v2('/entities'), { body: room('Room1', 1) })
  assert.equal(error(other), '422 Unprocessable')
  assert.match(description(other), /entity Room1 of the type Room in the service path \/town\/ward_1/)
  assert.equal(error(await ask('PATCH', v2('/entities/Room1/attrs'), { body: { temperature: { value: 1 } } })), '404 NotFound')
  assert.equal((await ask('PATCH', v2('/entities/Room1/attrs'), { body: { temperature: { value: 1 } }, ...below })).status, 204)
  const update = await ask('POST', v2('/op/update'), { body: { actionType: 'append', entities: [room('Room1', 2)] } })
  assert.equal(error(update), '422 Unprocessable')
  assert.deepEqual(((await ask('GET', ld('/entities/urn:ngsi-ld:Room:~Room1'))).body as { readonly scope: unknown }).scope, '/town/ward_1')
})

scenario('the same id with two types is two entities; a URI with two types is a collision', async () => {
  await made({ id: 'a', type: 'Room' })
  await made({ id: 'a', type: 'Hall' })
  assert.equal(error(await ask('GET', v2('/entities/a'))), '409 TooManyResults')
  assert.equal(((await ask('GET', v2('/entities/a?type=Hall'))).body as { readonly type: string }).type, 'Hall')
  await made({ id: 'urn:x:1', type: 'Room' })
  const other = await ask('POST', v2('/entities'), { body: { id: 'urn:x:1', type: 'Hall' } })
  assert.match(`${error(other)} ${description(other)}`, /422 Unprocessable .*entity urn:x:1 of the type Room/)
})

scenario('tenants see their own entities', async () => {
  await made(room('Room1', 20), { 'fiware-service': 'shibaura' })
  assert.deepEqual(await listed(''), [])
  assert.deepEqual(await listed('', { 'fiware-service': 'shibaura' }), ['Room1'])
  assert.equal(
    (await fetch(at + v2('/entities'), { method: 'POST', body: '{"id":"a"}', headers: { 'content-type': 'application/json' } })).status,
    401,
  )
})
