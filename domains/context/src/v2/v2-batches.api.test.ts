import assert from 'node:assert/strict'
import { ask, description, error, ld, made, room, scenario, v2 } from './test-broker.ts'

scenario('types list their attributes as NGSIv2 names them', async () => {
  await made(room('Room1', 20))
  await made(room('Room2', 20, { temperature: { type: 'Celsius', value: 1 } }))
  await made({ id: 'h', type: 'Meeting-Hall', 'foo-bar': { value: 'x' } })
  const attrs = { temperature: { types: ['Celsius', 'Number'] }, location: { types: ['geo:point'] } }
  assert.deepEqual((await ask('GET', v2('/types/Room'))).body, { attrs, count: 2 })
  assert.deepEqual((await ask('GET', v2('/types/Meeting-Hall'))).body, { attrs: { 'foo-bar': { types: ['Text'] } }, count: 1 })
  const all = await ask('GET', v2('/types?options=count'))
  assert.equal(all.headers.get('fiware-total-count'), '2')
  assert.deepEqual((all.body as readonly { readonly type: string }[]).map(({ type }) => type).toSorted(), ['Meeting-Hall', 'Room'])
  assert.deepEqual(((await ask('GET', v2('/types?options=values'))).body as readonly string[]).toSorted(), ['Meeting-Hall', 'Room'])
  assert.equal(error(await ask('GET', v2('/types/Nothing'))), '404 NotFound')
})

scenario('batches append, update, replace and delete', async () => {
  const update = (actionType: string, entities: readonly object[]) => ask('POST', v2('/op/update'), { body: { actionType, entities } })
  assert.equal((await update('APPEND', [room('Room1', 20), room('Room2', 21), room('Room1', 25)])).status, 204)
  assert.deepEqual((await ask('GET', v2('/entities/Room1?options=values&attrs=temperature'))).body, [25])
  assert.equal(error(await update('appendStrict', [room('Room1', 1)])), '422 PartialUpdate')
  assert.equal(error(await update('update', [{ id: 'Room9', type: 'Room', a: { value: 1 } }])), '404 NotFound')
  const part = await update('update', [
    { id: 'Room9', type: 'Room', a: { value: 1 } },
    { id: 'Room2', temperature: { value: 30 } },
  ])
  assert.equal(error(part), '422 PartialUpdate')
  assert.match(description(part), /Room9\/Room/)
  assert.deepEqual((await ask('GET', v2('/entities/Room2?options=values&attrs=temperature'))).body, [30])
  assert.equal((await update('replace', [{ id: 'Room2', type: 'Room', floor: { value: 3 } }])).status, 204)
  assert.deepEqual((await ask('GET', v2('/entities/Room2?options=keyValues'))).body, { id: 'Room2', type: 'Room', floor: 3 })
  assert.equal(
    (
      await update('delete', [
        { id: 'Room2', type: 'Room', floor: {} },
        { id: 'Room1', type: 'Room' },
      ])
    ).status,
    204,
  )
  assert.deepEqual((await ask('GET', v2('/entities'))).body, [{ id: 'Room2', type: 'Room' }])
  assert.equal(error(await update('explode', [room('a', 1)])), '400 BadRequest')
  assert.equal(error(await update('append', [])), '400 BadRequest')
})

scenario('op/query selects by a body, op/notify takes notifications in', async () => {
  const notified = await ask('POST', v2('/op/notify'), { body: { subscriptionId: '5b', data: [room('Room1', 20), room('Room2', 30)] } })
  assert.equal(notified.status, 200)
  const query = (body: object, parameters = '') => ask('POST', v2(`/op/query${parameters}`), { body })
  const found = await query(
    { entities: [{ idPattern: '.*', type: 'Room' }], attrs: ['temperature'], expression: { q: 'temperature>20' } },
    '?options=keyValues,count',
  )
  assert.deepEqual(found.body, [{ id: 'Room2', type: 'Room', temperature: 30 }])
  assert.equal(found.headers.get('fiware-total-count'), '1')
  const near = { georel: 'near;maxDistance:100', geometry: 'point', coords: '35.6,139.72' }
  assert.deepEqual((await query({ expression: near, attrs: ['temperature'] }, '?options=values')).body, [[20]])
  assert.deepEqual(((await query({ entities: [{ id: 'Room1' }, { id: 'Room2', type: 'Room' }] })).body as readonly unknown[]).length, 2)
  assert.equal(error(await query({})), '400 BadRequest')
  assert.equal(error(await query({ entities: [{ id: 'a', idPattern: 'b' }] })), '400 BadRequest')
})

scenario('what is written through one door is read through the other', async () => {
  await made({
    id: 'Room1',
    type: 'Room',
    temperature: {
      type: 'Celsius',
      value: 21.5,
      metadata: { TimeInstant: { type: 'DateTime', value: '2026-04-01T09:00:00Z' }, unitCode: { value: 'CEL' } },
    },
    refShop: { type: 'Relationship', value: 'urn:ngsi-ld:Shop:1' },
    location: { type: 'geo:point', value: '35.6, 139.7' },
    dateExpires: { type: 'DateTime', value: '2090-01-01T00:00:00Z' },
  })
  const normalized = (await ask('GET', ld('/entities/urn:ngsi-ld:Room:~Room1?options=sysAttrs'))).body as Readonly<
    Record<string, Readonly<Record<string, unknown>>>
  >
  const { createdAt: _c, modifiedAt: _m, ...temperature } = normalized['temperature'] ?? {}
  assert.deepEqual(temperature, {
    type: 'Property',
    value: 21.5,
    observedAt: '2026-04-01T09:00:00Z',
    unitCode: 'CEL',
    valueType: 'Celsius',
  })
  assert.equal(normalized['refShop']?.['object'], 'urn:ngsi-ld:Shop:1')
  assert.deepEqual(normalized['location']?.['value'], { type: 'Point', coordinates: [139.7, 35.6] })
  assert.match(JSON.stringify(normalized['expiresAt']), /^"2090-01-01T00:00:00/)
  const shop = {
    id: 'urn:ngsi-ld:Shop:1',
    type: 'Shop',
    scope: '/town',
    name: { type: 'LanguageProperty', languageMap: { ja: '茶屋', en: 'Tea' } },
    seats: { type: 'Property', value: 12, unitCode: 'C62', source: { type: 'Property', value: 'survey' } },
  }
  assert.equal((await ask('POST', ld('/entities'), { body: shop })).status, 201)
  assert.deepEqual((await ask('GET', v2('/entities/urn:ngsi-ld:Shop:1'))).body, {
    id: 'urn:ngsi-ld:Shop:1',
    type: 'Shop',
    name: { type: 'LanguageProperty', value: { ja: '茶屋', en: 'Tea' }, metadata: {} },
    seats: { type: 'Number', value: 12, metadata: { source: { type: 'Text', value: 'survey' }, unitCode: { type: 'Text', value: 'C62' } } },
  })
  const write = await ask('PATCH', v2('/entities/urn:ngsi-ld:Shop:1/attrs?options=keyValues'), {
    body: { seats: 14 },
    'fiware-servicepath': '/town',
  })
  assert.equal(write.status, 204)
  assert.deepEqual((await ask('GET', ld('/entities/urn:ngsi-ld:Shop:1'))).body, { ...shop, seats: { ...shop.seats, value: 14 } })
})
