import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { City } from '@machinaka/people'
import { isRefusal, refusal, type Context, type RawRequest, type Refusal, type Tenant } from '@machinaka/platform'
import { brokerResolver, tenantId } from './tenants.ts'

/** People that know some cities, and make more. */
function people(...names: string[]) {
  const cities = new Set(names)
  return {
    cities,
    findCity: async (city: string) => (cities.has(city) ? ({ city } as City) : undefined),
    createCity: async ({ city }: { readonly city: string }) => {
      cities.add(city)
      return { city } as City
    },
    resolve: async ({ headers }: RawRequest): Promise<Context | Refusal> => {
      const tenant = headers['ngsild-tenant'] ?? headers['fiware-service'] ?? ''
      return cities.has(tenant)
        ? {
            tenant: tenant as Tenant,
            caller: { kind: 'anonymous', id: undefined, roles: ['visitor'], scopes: [] },
            requestId: 'r',
            language: 'en',
            now: new Date(0),
          }
        : refusal('people.city-absent', `There is no such tenant: ${tenant}`)
    },
  }
}
const ask = (method: string, url: string, headers: Record<string, string> = {}, loopback = true): RawRequest => ({
  requestId: 'r',
  method,
  url,
  origin: 'http://localhost',
  hostname: 'localhost',
  query: {},
  headers,
  cookies: {},
  ip: '127.0.0.1',
  loopback,
  local: false,
})
const said = (answer: Context | Refusal): string => (isRefusal(answer) ? answer.code : `${answer.tenant} ${answer.caller.kind}`)
const CREATE = '/ngsi-ld/v1/entities'

test('5.5.10 on an open broker a tenant exists from its first write, and not from a read', async () => {
  const known = people('default')
  const resolve = brokerResolver(known, { open: true })
  const town = { 'ngsild-tenant': 'town' }
  assert.equal(said(await resolve(ask('GET', `${CREATE}?type=A`, town))), 'people.city-absent')
  assert.equal(said(await resolve(ask('DELETE', `${CREATE}/urn:a:b`, town))), 'people.city-absent')
  assert.equal(said(await resolve(ask('POST', '/ngsi-ld/v1/entityOperations/update', town))), 'people.city-absent')
  assert.equal(said(await resolve(ask('POST', CREATE, town))), 'town key')
  assert.equal(said(await resolve(ask('GET', `${CREATE}?type=A`, town))), 'town key')
})

test('every operation that creates opens a tenant, of both doors', async () => {
  for (const path of [
    'entities/',
    'entityOperations/create',
    'entityOperations/upsert?options=update',
    'temporal/entities',
    'subscriptions',
    'csourceRegistrations',
    'csourceSubscriptions',
  ])
    assert.equal(
      said(await brokerResolver(people(), { open: true })(ask('POST', `/ngsi-ld/v1/${path}`, { 'ngsild-tenant': 't' }))),
      't key',
      path,
    )
  for (const path of ['entities?options=upsert', 'op/update', 'subscriptions'])
    assert.equal(said(await brokerResolver(people(), { open: true })(ask('POST', `/v2/${path}`, { 'fiware-service': 't' }))), 't key', path)
})

test('4.14 a request that names no tenant means the default one', async () => {
  const resolve = brokerResolver(people('default'), { open: true })
  assert.equal(said(await resolve(ask('GET', CREATE))), 'default key')
})

test('only this machine is let in without a key, and only where the broker is open', async () => {
  const known = people('default')
  assert.equal(said(await brokerResolver(known, { open: true })(ask('GET', CREATE, {}, false))), 'default anonymous')
  assert.equal(said(await brokerResolver(known, { open: false })(ask('GET', CREATE))), 'default anonymous')
  assert.equal(
    said(await brokerResolver(known, { open: true })(ask('POST', CREATE, { 'ngsild-tenant': 'x' }, false))),
    'people.city-absent',
  )
  assert.equal(said(await brokerResolver(known, { open: false })(ask('POST', CREATE, { 'ngsild-tenant': 'x' }))), 'people.city-absent')
  assert.deepEqual([...known.cities], ['default'])
})

test('a name that is no slug becomes one, always the same and never another name’s', () => {
  assert.equal(tenantId('smart-town'), 'smart-town')
  const odd = ['Smart_Town', 'smart_town', '港町', "'; drop table", 'a'.repeat(41)].map(tenantId)
  for (const id of odd) assert.match(id, /^t-[0-9a-f]{24}$/)
  assert.equal(new Set(odd).size, odd.length)
  assert.equal(tenantId('Smart_Town'), odd[0])
})
