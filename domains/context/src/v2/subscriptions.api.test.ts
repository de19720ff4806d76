import assert from 'node:assert/strict'
import { ask, at, error, scenario, v2 } from './test-broker.ts'

const body = {
  description: 'hot rooms',
  subject: { entities: [{ idPattern: '.*', type: 'Room' }], condition: { attrs: ['temperature'], expression: { q: 'temperature>40' } } },
  notification: { http: { url: 'http://example.jp/notify' }, attrs: ['temperature'] },
  expires: '2090-01-01T00:00:00Z',
  throttling: 5,
}
const created = async (more: object = {}): Promise<string> => {
  const answer = await ask('POST', v2('/subscriptions'), { body: { ...body, ...more } })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.headers.get('location') ?? ''
}

scenario('a subscription is kept as it came, with status and counters, changed and deleted', async () => {
  const address = await created()
  const shown = (await ask('GET', address)).body as Readonly<Record<string, unknown>>
  assert.deepEqual(shown, {
    ...body,
    id: address.split('/').at(-1),
    status: 'active',
    notification: { ...body.notification, attrsFormat: 'normalized', timesSent: 0 },
  })
  assert.equal((await ask('PATCH', address, { body: { status: 'inactive', expires: '', throttling: 0 } })).status, 204)
  const { status, expires, throttling, subject } = (await ask('GET', address)).body as Readonly<Record<string, unknown>>
  assert.deepEqual([status, expires, throttling, subject], ['inactive', undefined, 0, body.subject])
  assert.equal((await ask('PATCH', address, { body: { status: 'oneshot' } })).status, 204)
  assert.equal(((await ask('GET', address)).body as { readonly status: string }).status, 'oneshot')
  const list = await ask('GET', v2('/subscriptions?options=count'))
  assert.deepEqual([list.headers.get('fiware-total-count'), (list.body as readonly unknown[]).length], ['1', 1])
  assert.equal((await ask('DELETE', address)).status, 204)
  assert.equal(error(await ask('GET', address)), '404 NotFound')
  assert.equal(error(await ask('DELETE', address)), '404 NotFound')
  assert.equal(error(await ask('PATCH', address, { body: { status: 'active' } })), '404 NotFound')
})

scenario('another city, and readers without a key, see no subscription', async () => {
  const address = await created()
  assert.equal(error(await ask('GET', address, { 'fiware-service': 'shibaura' })), '404 NotFound')
  assert.equal((await fetch(at + address)).status, 401)
})

scenario('a password of MQTT is not shown', async () => {
  const address = await created({ notification: { mqtt: { url: 'mqtt://example.jp:1883', topic: '/rooms', user: 'u', passwd: 'secret' } } })
  assert.doesNotMatch(JSON.stringify((await ask('GET', address)).body), /secret/)
})

scenario('bad subscriptions are refused with what is wrong', async () => {
  const refused = async (json: object, wanted: RegExp): Promise<void> => {
    const answer = await ask('POST', v2('/subscriptions'), { body: json })
    assert.match(`${error(answer)} ${(answer.body as { readonly description: string }).description}`, wanted)
  }
  const { subject, notification, ...rest } = body
  await refused({ ...rest, notification }, /400 BadRequest no subject/)
  await refused({ ...rest, subject }, /400 BadRequest no notification/)
  await refused({ ...body, subject: { entities: [] } }, /1 to 100 entities/)
  await refused({ ...body, subject: { entities: [{ type: 'Room' }] } }, /either id or idPattern/)
  await refused({ ...body, subject: { entities: [{ idPattern: '(' }] } }, /pattern/i)
  await refused({ ...body, subject: { ...subject, condition: { expression: { q: 'a=1' } } } }, /equality/)
  await refused({ ...body, subject: { ...subject, condition: { alterationTypes: ['never'] } } }, /alterationTypes/)
  await refused({ ...body, notification: { http: { url: 'ftp://x' } } }, /http or https/)
  await refused({ ...body, notification: { httpCustom: { url: 'http://${host}/' } } }, /http or https/)
  await refused({ ...body, notification: { http: { url: 'http://x/' }, attrsFormat: 'legacy' } }, /attrsFormat/)
  await refused({ ...body, notification: { http: { url: 'http://x/' }, attrs: ['a'], exceptAttrs: ['b'] } }, /not both/)
  await refused({ ...body, expires: 'tomorrow' }, /ISO 8601/)
  await refused({ ...body, status: 'asleep' }, /active, inactive or oneshot/)
  await refused({ ...body, nonsense: 1 }, /no member nonsense/)
})
