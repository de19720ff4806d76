/** Temporal evolutions in the store, by clause of ETSI GS CIM 009 V1.9.1. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  coreContext,
  isProblem,
  parseAggregation,
  parseEvolution,
  parseEvolutionFragment,
  parseGeo,
  parseInstance,
  parseQ,
  parseScopeQ,
  parseTemporalQuery,
  presentAggregated,
  presentEvolution,
  property,
  relationship,
  type JsonObject,
  type Problem,
  type TemporalParameters,
} from '@machinaka/ngsi'
import { isRefusal, type Refusal, type Tenant } from '@machinaka/platform'
import { countingIds, fixedClock, openTestPostgres } from '@machinaka/platform/testing'
import { contextMigrations, createContext } from '../index.ts'
import type { Call, TemporalQueryRequest, TemporalSelection } from '../operations.ts'
import { createTemporal } from './temporal.ts'

const pg = await openTestPostgres([contextMigrations])
const clock = fixedClock()
const { entities } = createContext({ postgres: pg.postgres, clock, ids: countingIds(), outbox: { write: async () => {} } })
const temporal = createTemporal({ postgres: pg.postgres, pageInstances: 30 })
after(() => pg.close())

const city = 'minato' as Tenant
const machine = { kind: 'machine', id: 'k1' } as const
const call = (tenant = city): Call => ({
  tenant,
  actor: machine,
  context: coreContext(),
  local: true,
  via: [],
  headers: {},
  now: clock.now(),
})
const scenario = (name: string, work: () => Promise<void>): void => {
  test(name, async () => {
    await pg.reset()
    await work()
  })
}
const ok = <T>(value: T): Exclude<T, Refusal | Problem> => {
  if (isRefusal(value)) assert.fail(`${value.code}: ${value.detail}`)
  if (isProblem(value)) assert.fail(value.detail)
  return value as Exclude<T, Refusal | Problem>
}
const code = (value: unknown): string => (isRefusal(value) ? value.code : 'no refusal')

const id = 'urn:ngsi-ld:Vehicle:1'
const at = (minute: number): string => `2020-08-01T12:${String(minute).padStart(2, '0')}:00Z`
const points = (...values: readonly (readonly [unknown, number])[]) =>
  values.map(([value, minute]) => ({ type: 'Property', value, observedAt: at(minute) }))
const vehicle = (more: object = {}, its = id) => ({ id: its, type: 'Vehicle', speed: points([120, 3], [80, 5], [100, 7]), ...more })
const put = async (json: object, tenant = city) => ok(await temporal.upsertEvolution(call(tenant), ok(parseEvolution(json)))).value
const selection = (parameters: TemporalParameters = {}, more: Partial<TemporalSelection> = {}): TemporalSelection => ({
  temporal: ok(parseTemporalQuery(parameters)),
  ...more,
})
const shown = async (parameters: TemporalParameters = {}, more: Partial<TemporalSelection> = {}): Promise<JsonObject> => {
  const [evolution] = ok(await temporal.retrieveEvolution(call(), { id, ...selection(parameters, more) })).value.evolutions
  if (evolution === undefined) assert.fail('no evolution')
  return presentEvolution(evolution, { format: 'temporalValues', sysAttrs: false, property: selection(parameters).temporal.property })
}
const valuesOf = async (name: string, parameters: TemporalParameters = {}, more: Partial<TemporalSelection> = {}): Promise<unknown> => {
  const series = (await shown(parameters, more))[name] as { values?: readonly (readonly unknown[])[] } | undefined
  return series?.values?.map(([value]) => value)
}
const found = async (parameters: TemporalParameters, more: Partial<TemporalQueryRequest> = {}): Promise<readonly string[]> =>
  ok(
    await temporal.queryEvolutions(call(), { selectors: [{ types: ['Vehicle'] }], ...selection(parameters), ...more }),
  ).value.evolutions.map(({ id: its }) => its)
const instanceIds = async (name: string): Promise<readonly string[]> => {
  const [evolution] = ok(await temporal.retrieveEvolution(call(), { id, ...selection() })).value.evolutions
  return (evolution?.attributes[name] ?? []).map(({ id: its }) => its)
}

scenario('5.6.11 an evolution is created, then added to: an observation sent again is replaced, types are united', async () => {
  assert.deepEqual((await put(vehicle())).created, [id])
  clock.advance(60)
  assert.deepEqual((await put(vehicle({ type: ['Vehicle', 'Truck'], speed: points([121, 3], [90, 9]) }))).updated, [id])
  assert.deepEqual(await valuesOf('speed'), [121, 80, 100, 90])
  assert.deepEqual((await shown())['type'], ['Truck', 'Vehicle'])
  const [evolution] = ok(await temporal.retrieveEvolution(call(), { id, ...selection() })).value.evolutions
  const [changed, kept] = evolution?.attributes['speed'] ?? []
  assert.ok(changed !== undefined && kept !== undefined && changed.createdAt < changed.modifiedAt && kept.createdAt === kept.modifiedAt)
  assert.equal(code(await entities.get(city, id)), 'context.entity-absent', 'the evolution alone makes no entity')
})

scenario('5.6.12 instances are added to what is known, also to the history of an entity', async () => {
  const fragment = ok(parseEvolutionFragment({ speed: points([1, 1]) }))
  assert.equal(code(await temporal.appendInstances(call(), { id, fragment })), 'context.entity-absent')
  ok(await entities.create(city, { id, types: ['Vehicle'], attributes: { speed: property(50, { observedAt: at(20) }) } }, machine))
  ok(await temporal.appendInstances(call(), { id, fragment }))
  assert.deepEqual(await valuesOf('speed'), [1, 50])
})

scenario('5.6.13 an attribute is deleted by dataset, or whole', async () => {
  const dataset = { datasetId: 'urn:d:1' }
  await put(vehicle({ speed: [...points([1, 1]), ...points([2, 2]).map((one) => ({ ...one, ...dataset }))], level: points([5, 5]) }))
  ok(await temporal.deleteTemporalAttribute(call(), { id, name: 'speed', all: false }))
  assert.deepEqual(await valuesOf('speed'), [2])
  assert.equal(code(await temporal.deleteTemporalAttribute(call(), { id, name: 'speed', all: false })), 'context.entity-absent')
  ok(await temporal.deleteTemporalAttribute(call(), { id, name: 'speed', ...dataset, all: false }))
  ok(await temporal.deleteTemporalAttribute(call(), { id, name: 'level', all: true }))
  assert.deepEqual(await shown(), { id, type: 'Vehicle' })
})

scenario('5.6.14, 5.6.15 an instance is modified and deleted by its id, which stays', async () => {
  await put(vehicle())
  const [first = '', second = ''] = await instanceIds('speed')
  clock.advance(60)
  const instance = ok(parseInstance('speed', { type: 'Property', value: 129, observedAt: at(3) }))
  ok(await temporal.modifyInstance(call(), { id, name: 'speed', instanceId: first, instance }))
  assert.deepEqual(await valuesOf('speed'), [129, 80, 100])
  assert.equal((await instanceIds('speed'))[0], first)
  ok(await temporal.deleteInstance(call(), { id, name: 'speed', instanceId: second }))
  assert.deepEqual(await valuesOf('speed'), [129, 100])
  for (const wrong of [
    { id, name: 'speed', instanceId: second },
    { id, name: 'other', instanceId: first },
    { id: 'urn:x:2', name: 'speed', instanceId: first },
    { id, name: 'speed', instanceId: 'urn:x:1' },
  ])
    assert.equal(code(await temporal.deleteInstance(call(), wrong)), 'context.entity-absent')
})

scenario('5.6.14, 5.6.15 the same on the history of an entity; versions and edits by hand stay', async () => {
  const speed = [property(1, { observedAt: at(1) }), property(2, { observedAt: at(1), datasetId: 'urn:d:1' })]
  ok(await entities.create(city, { id, types: ['Vehicle'], attributes: { speed } }, machine))
  clock.advance(60)
  ok(await entities.patch(city, { id, changes: { speed: property(3, { observedAt: at(3) }) }, actor: machine }))
  const ids = await instanceIds('speed')
  assert.equal(ids.length, 3, 'what did not change is not recorded again')
  const [first = '', second = '', third = ''] = ids
  assert.equal(new Set(ids).size, 3)
  const instance = ok(parseInstance('speed', { type: 'Property', value: 11, observedAt: at(1) }))
  ok(await temporal.modifyInstance(call(), { id, name: 'speed', instanceId: first, instance }))
  assert.deepEqual((await instanceIds('speed')).toSorted(), ids.toSorted())
  ok(await temporal.deleteInstance(call(), { id, name: 'speed', instanceId: second }))
  ok(await temporal.deleteInstance(call(), { id, name: 'speed', instanceId: third }))
  assert.deepEqual(await valuesOf('speed'), [11])
  assert.equal((await entities.history(city, id)).length, 2)
})

scenario('5.6.16 an evolution is deleted; the entity stays, and begins a new one', async () => {
  ok(await entities.create(city, { id, types: ['Vehicle'], attributes: { speed: property(1) } }, machine))
  ok(await temporal.deleteEvolution(call(), { id }))
  assert.equal(code(await temporal.retrieveEvolution(call(), { id, ...selection() })), 'context.entity-absent')
  assert.equal(code(await temporal.deleteEvolution(call(), { id })), 'context.entity-absent')
  ok(await entities.patch(city, { id, changes: { speed: property(2) }, actor: machine }))
  assert.deepEqual(await valuesOf('speed'), [2])
})

scenario('4.5.7 what is deleted shows as an instance valued null, with when; also when the entity goes', async () => {
  ok(
    await entities.create(
      city,
      { id, types: ['Vehicle'], scope: ['/a'], attributes: { speed: property(1), near: relationship('urn:x:1') } },
      machine,
    ),
  )
  clock.advance(60)
  ok(await entities.patch(city, { id, changes: { speed: null }, actor: machine }))
  clock.advance(60)
  ok(await entities.deleteBatch(city, { ids: [id], actor: machine }))
  const [evolution] = ok(await temporal.retrieveEvolution(call(), { id, ...selection({ timeproperty: 'deletedAt' }) })).value.evolutions
  if (evolution === undefined) assert.fail('no evolution')
  const json = presentEvolution(evolution, { format: 'normalized', sysAttrs: true })
  assert.equal(json['deletedAt'], clock.now().toISOString())
  const strip = (list: unknown) =>
    (list as readonly JsonObject[]).map(({ instanceId: _i, createdAt: _c, modifiedAt: _m, deletedAt, ...rest }) => ({
      ...rest,
      when: typeof deletedAt,
    }))
  assert.deepEqual(
    { speed: strip(json['speed']), near: strip(json['near']), scope: strip(json['scope']) },
    {
      speed: [{ type: 'Property', value: 'urn:ngsi-ld:null', when: 'string' }],
      near: [{ type: 'Relationship', object: 'urn:ngsi-ld:null', when: 'string' }],
      scope: [{ type: 'Property', value: [], when: 'string' }],
    },
  )
  assert.deepEqual(
    await found({ timerel: 'after', timeAt: '1970-01-01T00:00:00Z', timeproperty: 'createdAt' }),
    [id],
    'its past can still be found',
  )
})

scenario('4.5.7 an attribute that only the Temporal API knows ends when it is deleted', async () => {
  await put(vehicle({ near: [{ type: 'Relationship', object: 'urn:x:1', observedAt: at(1) }], scope: ['/a', '/b'] }))
  assert.equal(await temporal.endAttribute(call(), { id, name: 'near', all: false }), true)
  assert.equal(await temporal.endAttribute(call(), { id, name: 'near', all: false }), false)
  assert.equal(await temporal.endAttribute(call(), { id, name: 'scope', all: false }), true)
  const json = await shown({ timeproperty: 'deletedAt' })
  assert.deepEqual(Object.keys(json).toSorted(), ['id', 'near', 'scope', 'type'])
  assert.equal((json['near'] as { objects: string[][] }).objects[0]?.[0], 'urn:ngsi-ld:null')
})

scenario('4.11 bounds: before excludes, after includes, between includes the lower one', async () => {
  await put(vehicle())
  for (const timeAt of [at(5), '2020-08-01T12:05:00.000Z']) {
    assert.deepEqual(await valuesOf('speed', { timerel: 'before', timeAt }), [120])
    assert.deepEqual(await valuesOf('speed', { timerel: 'after', timeAt }), [80, 100])
    assert.deepEqual(await valuesOf('speed', { timerel: 'between', timeAt: at(3), endTimeAt: timeAt }), [120])
  }
  assert.equal(
    code(await temporal.retrieveEvolution(call(), { id, ...selection({ timerel: 'after', timeAt: at(50) }) })),
    'context.entity-absent',
  )
})

scenario('5.7.3 lastN, attributes, omit and datasets', async () => {
  await put(vehicle({ level: [...points([1, 1], [2, 2]), ...points([9, 9]).map((one) => ({ ...one, datasetId: 'urn:d:1' }))] }))
  assert.deepEqual(await valuesOf('speed', { lastN: 2 }), [80, 100])
  assert.deepEqual(Object.keys(await shown({}, { attrs: ['level'] })), ['id', 'type', 'level'])
  assert.deepEqual(Object.keys(await shown({}, { omit: { members: new Map([['level', undefined]]) } })), ['id', 'type', 'speed'])
  assert.deepEqual(await valuesOf('level', {}, { datasetIds: ['@none'] }), [1, 2])
  assert.deepEqual(await valuesOf('level', {}, { datasetIds: ['urn:d:1'] }), [9])
  assert.equal(code(await temporal.retrieveEvolution(call(), { id, ...selection({}, { attrs: ['other'] }) })), 'context.entity-absent')
})

const other = 'urn:ngsi-ld:Vehicle:2'
scenario('5.7.4 a query finds by type, id, q, geo-query, in pages with a count', async () => {
  const place = (lon: number) => ({
    location: [{ type: 'GeoProperty', value: { type: 'Point', coordinates: [lon, 35] }, observedAt: at(1) }],
  })
  await put(vehicle(place(139)))
  await put(vehicle({ ...place(140), speed: points([10, 3]) }, other))
  await put({ id: 'urn:ngsi-ld:Bus:1', type: 'Bus', speed: points([10, 3]) })
  ok(
    await entities.create(
      city,
      { id: 'urn:ngsi-ld:Vehicle:0', types: ['Vehicle'], attributes: { speed: property(95, { observedAt: at(4) }) } },
      machine,
    ),
  )
  const always = { timerel: 'after', timeAt: at(0) }
  assert.deepEqual(await found(always), ['urn:ngsi-ld:Vehicle:0', id, other])
  assert.deepEqual(await found(always, { q: ok(parseQ('speed>90')) }), ['urn:ngsi-ld:Vehicle:0', id])
  assert.deepEqual(await found({ timerel: 'after', timeAt: at(4) }, { q: ok(parseQ('speed>110')) }), [], 'q sees the window alone')
  const geo = ok(parseGeo({ georel: 'near;maxDistance==2000', geometry: 'Point', coordinates: [140, 35] }))
  assert.deepEqual(await found(always, geo === undefined ? {} : { geo }), [other])
  assert.deepEqual(await found({ timerel: 'after', timeAt: at(2) }, geo === undefined ? {} : { geo }), [])
  assert.deepEqual(await found(always, { selectors: [{ types: ['Vehicle'], ids: [other] }] }), [other])
  assert.deepEqual(await found(always, { selectors: [{ idPattern: 'Bus' }] }), ['urn:ngsi-ld:Bus:1'])
  assert.deepEqual(await found(always, { order: { by: [{ attribute: { attributes: ['id'], within: [] }, direction: 'desc' }] } }), [
    other,
    id,
    'urn:ngsi-ld:Vehicle:0',
  ])
  const page = ok(
    await temporal.queryEvolutions(call(), { selectors: [{ types: ['Vehicle'] }], ...selection(always), limit: 1, offset: 1, count: true }),
  ).value
  assert.deepEqual([page.evolutions.map((one) => one.id), page.count, page.more], [[id], 3, true])
})

scenario('5.7.4, 4.18 a scope counts from when it is set until it is set anew', async () => {
  const scope = (...spans: readonly (readonly [string, number])[]) => ({
    scope: spans.map(([value, minute]) => ({ type: 'Property', value, observedAt: at(minute) })),
  })
  await put(vehicle(scope(['/R', 1], ['/S/T', 6])))
  await put(vehicle(scope(['/Z', 30]), other))
  const window = { timerel: 'between', timeAt: at(2), endTimeAt: at(20) }
  const speeds = async (text: string): Promise<unknown> => {
    const { evolutions } = ok(
      await temporal.queryEvolutions(call(), { selectors: [{ types: ['Vehicle'] }], ...selection(window), scopeQ: ok(parseScopeQ(text)) }),
    ).value
    return evolutions.map((one) => [one.id, one.attributes['speed']?.map(({ recorded }) => ('value' in recorded ? recorded.value : null))])
  }
  assert.deepEqual(await speeds('/R'), [[id, [120, 80]]])
  assert.deepEqual(await speeds('/S/#'), [[id, [100]]])
  assert.deepEqual(await speeds('/Z'), [])
  assert.deepEqual(
    ((await shown(window))['scope'] as { values: unknown }).values,
    [
      ['/R', at(1)],
      ['/S/T', at(6)],
    ],
    'the scope that held when the window began is shown',
  )
})

scenario('6.3.10 too many instances are cut by time: forwards, and backwards with lastN', async () => {
  const many = Array.from({ length: 20 }, (_, i) => [i, i + 1] as const)
  await put(vehicle({ speed: points(...many), level: points(...many), late: points([1, 59]) }))
  const forwards = ok(await temporal.retrieveEvolution(call(), { id, ...selection() })).value
  assert.deepEqual(forwards.range, { start: at(1), end: at(15), size: undefined })
  assert.deepEqual(
    Object.fromEntries(Object.entries(forwards.evolutions[0]?.attributes ?? {}).map(([name, list]) => [name, list.length])),
    { speed: 15, level: 15 },
  )
  assert.deepEqual(forwards.evolutions[0]?.elsewhere, { late: 'Property' }, 'its instances are on another page')
  const next = ok(await temporal.retrieveEvolution(call(), { id, ...selection({ timerel: 'after', timeAt: at(16) }) })).value
  assert.equal(next.range, undefined)
  const backwards = ok(
    await temporal.retrieveEvolution(call(), { id, ...selection({ lastN: 20, timerel: 'before', timeAt: at(58) }) }),
  ).value
  assert.deepEqual(backwards.range, { start: at(58), end: at(6), size: 20 })
})

scenario('4.5.19 values of the history and of the Temporal API are aggregated together, by period', async () => {
  ok(
    await entities.create(
      city,
      { id, types: ['Vehicle'], attributes: { speed: property(50, { observedAt: at(20) }), name: property('x') } },
      machine,
    ),
  )
  await put(
    vehicle({
      speed: [...points([10, 1], [30, 2]), ...points([7, 3]).map((one) => ({ ...one, datasetId: 'urn:d:1' }))],
      flag: points([true, 1], [false, 2]),
    }),
  )
  const aggregation = ok(parseAggregation({ aggrMethods: 'avg,max,totalCount', aggrPeriodDuration: 'PT15M' }))
  const { points: evolutions = [] } = ok(
    await temporal.retrieveEvolution(call(), { id, ...selection({ timerel: 'after', timeAt: at(0) }), aggregation }),
  ).value
  const [evolution] = evolutions
  if (evolution === undefined) assert.fail('no points')
  const [first, second, third] = [at(0), at(15), at(30)]
  assert.deepEqual(presentAggregated(evolution, aggregation, { sysAttrs: false, range: { start: at(0) } }), {
    id,
    type: 'Vehicle',
    flag: { type: 'Property', avg: [[0.5, first, second]], max: [[1, first, second]], totalCount: [[2, first, second]] },
    speed: [
      {
        type: 'Property',
        avg: [
          [20, first, second],
          [50, second, third],
        ],
        max: [
          [30, first, second],
          [50, second, third],
        ],
        totalCount: [
          [2, first, second],
          [1, second, third],
        ],
      },
      { type: 'Property', datasetId: 'urn:d:1', avg: [[7, first, second]], max: [[7, first, second]], totalCount: [[1, first, second]] },
    ],
  })
  const recorded = ok(
    await temporal.retrieveEvolution(call(), { id, ...selection({ timeproperty: 'modifiedAt' }), attrs: ['name'], aggregation }),
  ).value
  assert.deepEqual(
    recorded.points?.[0]?.series.map(({ name, points: of }) => [name, of.map(({ at_ms, value }) => [at_ms, value])]),
    [['name', [[clock.now().getTime(), 'x']]]],
  )
})

scenario('4.14 another city knows nothing of it', async () => {
  await put(vehicle())
  const elsewhere = call('hama' as Tenant)
  assert.equal(code(await temporal.retrieveEvolution(elsewhere, { id, ...selection() })), 'context.entity-absent')
  assert.deepEqual(ok(await temporal.queryEvolutions(elsewhere, { selectors: [], ...selection() })).value.evolutions, [])
  const [instanceId = ''] = await instanceIds('speed')
  for (const refused of [
    await temporal.deleteEvolution(elsewhere, { id }),
    await temporal.deleteInstance(elsewhere, { id, name: 'speed', instanceId }),
    await temporal.deleteTemporalAttribute(elsewhere, { id, name: 'speed', all: true }),
  ])
    assert.equal(code(refused), 'context.entity-absent')
  assert.equal(await temporal.endAttribute(elsewhere, { id, name: 'speed', all: true }), false)
  assert.deepEqual((await put(vehicle({ speed: points([1, 1]) }), 'hama' as Tenant)).created, [id])
  assert.deepEqual(await valuesOf('speed'), [120, 80, 100])
})
