/** Temporal queries, durations, aggregation and representations, by clause of ETSI GS CIM 009 V1.9.1. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  aggregate,
  isProblem,
  parseAggregation,
  parseDuration,
  parseEvolution,
  parseEvolutionFragment,
  parseInstance,
  parseTemporalQuery,
  periodsOf,
  presentAggregated,
  presentEvolution,
  printInstant,
  readInstant,
  type Evolution,
  type Instance,
  type Point,
} from './index.ts'

const ok = <T>(value: T): Exclude<T, { problem: string }> => {
  assert.ok(!isProblem(value), JSON.stringify(value))
  return value as Exclude<T, { problem: string }>
}
const problemOf = (value: unknown): string => (isProblem(value) ? value.problem : 'none')

test('4.11 a temporal query is read from parameters', () => {
  assert.deepEqual(ok(parseTemporalQuery({})), {})
  assert.deepEqual(ok(parseTemporalQuery({ timerel: 'after', timeAt: '2026-01-01T00:00:00Z', lastN: '3' })), {
    relation: { op: 'after', at: '2026-01-01T00:00:00Z' },
    lastN: 3,
  })
  assert.deepEqual(
    ok(
      parseTemporalQuery({
        timerel: 'between',
        timeAt: '2026-01-01T00:00:00,5Z',
        endTimeAt: '2026-01-02T00:00:00Z',
        timeproperty: 'modifiedAt',
      }),
    ),
    { relation: { op: 'between', at: '2026-01-01T00:00:00.5Z', end: '2026-01-02T00:00:00Z' }, property: 'modifiedAt' },
  )
})

test('4.11 what is no temporal query is refused', () => {
  for (const wrong of [
    { timerel: 'during', timeAt: '2026-01-01T00:00:00Z' },
    { timerel: 'after' },
    { timeAt: '2026-01-01T00:00:00Z' },
    { timerel: 'after', timeAt: '2026-01-01' },
    { timerel: 'between', timeAt: '2026-01-01T00:00:00Z' },
    { timerel: 'after', timeAt: '2026-01-01T00:00:00Z', endTimeAt: '2026-01-02T00:00:00Z' },
    { timeproperty: 'dateObserved' },
    { lastN: '0' },
    { lastN: '1.5' },
    { lastN: 2.5 },
    { lastN: '-1' },
  ])
    assert.equal(problemOf(parseTemporalQuery(wrong)), 'BadRequestData', JSON.stringify(wrong))
})

test('4.6.3 days that the month lacks, and the year 0, are no DateTime', () => {
  for (const timeAt of ['2026-02-30T00:00:00Z', '2025-02-29T00:00:00Z', '0000-01-01T00:00:00Z', '2026-04-31T00:00:00Z'])
    assert.equal(problemOf(parseTemporalQuery({ timerel: 'after', timeAt })), 'BadRequestData', timeAt)
  assert.deepEqual(ok(parseTemporalQuery({ timerel: 'after', timeAt: '2024-02-29T00:00:00Z' })), {
    relation: { op: 'after', at: '2024-02-29T00:00:00Z' },
  })
})

test('4.5.19.1 durations', () => {
  const read = (text: string) => ok(parseDuration(text))
  assert.deepEqual(read('PT1H'), { months: 0, milliseconds: 3_600_000 })
  assert.deepEqual(read('P3Y6M4DT12H30M5S'), { months: 42, milliseconds: 4 * 86_400_000 + 45_005_000 })
  assert.deepEqual(read('P2W'), { months: 0, milliseconds: 14 * 86_400_000 })
  assert.deepEqual(read('PT0S'), { months: 0, milliseconds: 0 })
  assert.deepEqual(read('P0D'), { months: 0, milliseconds: 0 })
  assert.deepEqual(read('PT0.5S'), { months: 0, milliseconds: 500 })
  for (const wrong of ['', 'P', 'PT', 'P1DT', '1H', 'PT1H1D', 'P1W1D', 'P0001-01-01', '-PT1H', 'PT1.5H', 'bogus', 'P99999Y'])
    assert.equal(problemOf(parseDuration(wrong)), 'BadRequestData', wrong)
})

test('4.5.19.1 every point lies in its period, and periods follow each other', () => {
  const duration = fc.record({ months: fc.integer({ min: 0, max: 30 }), milliseconds: fc.integer({ min: 0, max: 10 * 86_400_000 }) })
  const at = fc.integer({ min: 0, max: 4_000_000_000_000 })
  fc.assert(
    fc.property(duration, at, fc.integer({ min: 0, max: 40_000_000_000 }), (each, origin, later) => {
      fc.pre(each.months > 0 || each.milliseconds > 100)
      const periods = periodsOf(each, origin, origin)
      const index = periods.indexOf(origin + later)
      assert.ok(periods.start(index) <= origin + later && origin + later < periods.end(index))
      assert.equal(periods.end(index), periods.start(index + 1))
      assert.equal(periods.indexOf(periods.start(index)), index)
    }),
  )
  const months = periodsOf({ months: 1, milliseconds: 0 }, Date.parse('2026-01-31T00:00:00Z'), 0)
  assert.deepEqual(
    [0, 1, 2].map((i) => printInstant(months.start(i))),
    ['2026-01-31T00:00:00Z', '2026-02-28T00:00:00Z', '2026-03-31T00:00:00Z'],
  )
})

test('4.6.3 instants keep their microseconds', () => {
  for (const text of ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.5Z', '2026-01-01T00:00:00.000001Z', '2026-12-31T23:59:59.999999Z'])
    assert.equal(printInstant(readInstant(text)), text)
})

const points = (...values: readonly Point['value'][]): readonly Point[] =>
  values.map((value, i) => ({ at_ms: i * 1000, kind: 'Property', value }))
const whole = periodsOf({ months: 0, milliseconds: 0 }, 0, 10_000)
const ALL = ['avg', 'distinctCount', 'max', 'min', 'stddev', 'sum', 'sumsq', 'totalCount'] as const
const at = (of: readonly Point[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(aggregate(of, ALL, whole) ?? {}).map(([method, rows]) => [method, rows?.[0]?.[0]]))

test('4.5.19.1 aggregation by JSON data type', () => {
  assert.deepEqual(at(points(2, 4, 4, 4, 5, 5, 7, 9)), {
    avg: 5,
    distinctCount: 5,
    max: 9,
    min: 2,
    stddev: 2,
    sum: 40,
    sumsq: 232,
    totalCount: 8,
  })
  assert.deepEqual(at(points('b', 'a', 'b')), { distinctCount: 2, max: 'b', min: 'a', totalCount: 3 })
  assert.deepEqual(at(points(true, false, true, false)), {
    avg: 0.5,
    distinctCount: 2,
    max: 1,
    min: 0,
    stddev: 0.5,
    sum: 2,
    sumsq: 2,
    totalCount: 4,
  })
  assert.deepEqual(at(points([1, 2], [], [1, 2, 3])), { avg: 5 / 3, distinctCount: 3, max: 3, min: 0, sum: 5, totalCount: 3 })
  assert.deepEqual(at(points({ a: 1, b: 2 }, { b: 2, a: 1 })), { distinctCount: 1, totalCount: 2 })
})

test('4.5.19.1 aggregation by other data types', () => {
  const typed = (type: string, ...values: readonly string[]) => points(...values.map((value) => ({ '@type': type, '@value': value })))
  assert.deepEqual(at(typed('Time', '08:00:00Z', '09:00:00Z')), {
    avg: '08:30:00Z',
    distinctCount: 2,
    max: '09:00:00Z',
    min: '08:00:00Z',
    totalCount: 2,
  })
  assert.deepEqual(at(typed('DateTime', '2026-01-01T00:00:00.5Z', '2026-01-01T00:00:00Z')), {
    distinctCount: 2,
    max: '2026-01-01T00:00:00.5Z',
    min: '2026-01-01T00:00:00Z',
    totalCount: 2,
  })
  assert.deepEqual(at(typed('URI', 'urn:a', 'urn:b')), { distinctCount: 2, totalCount: 2 })
  assert.deepEqual(at([{ at_ms: 0, kind: 'Relationship', value: 'urn:a' }]), { distinctCount: 1, totalCount: 1 })
})

test('4.5.19.1 sums of periods are the sum of the whole', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), fc.integer({ min: 1, max: 20 }), (values, seconds) => {
      const all = points(...values)
      const rows = aggregate(all, ['sum', 'totalCount'], periodsOf({ months: 0, milliseconds: seconds * 1000 }, 0, 0))
      const total = (list: readonly (readonly [number | string, string, string])[] | undefined) =>
        (list ?? []).reduce((sum, [value]) => sum + Number(value), 0)
      assert.equal(
        total(rows?.sum),
        values.reduce((a, b) => a + b, 0),
      )
      assert.equal(total(rows?.totalCount), values.length)
    }),
  )
})

test('4.5.19 parameters of aggregation, as text and as list', () => {
  assert.deepEqual(ok(parseAggregation({ aggrMethods: 'avg,max' })), { methods: ['avg', 'max'], period: { months: 0, milliseconds: 0 } })
  assert.deepEqual(ok(parseAggregation({ aggrMethods: ['sum'], aggrPeriodDuration: 'P1M' })), {
    methods: ['sum'],
    period: { months: 1, milliseconds: 0 },
  })
  for (const wrong of [
    {},
    { aggrMethods: 'median' },
    { aggrMethods: '' },
    { aggrMethods: ['avg', 3] },
    { aggrMethods: 'avg', aggrPeriodDuration: 'hour' },
  ])
    assert.equal(problemOf(parseAggregation(wrong)), 'BadRequestData', JSON.stringify(wrong))
})

test('4.5.7 an evolution is read: instances, deleted ones, the scope', () => {
  const evolution = ok(
    parseEvolution({
      id: 'urn:ngsi-ld:Vehicle:1',
      type: 'Vehicle',
      scope: [{ type: 'Property', value: '/a/b', observedAt: '2026-01-01T00:00:00Z' }],
      speed: [
        { type: 'Property', value: 1, observedAt: '2026-01-01T00:00:00Z' },
        { value: 2, datasetId: 'urn:ngsi-ld:D:1', observedAt: '2026-01-01T00:00:00Z' },
        { type: 'Property', value: 'urn:ngsi-ld:null', deletedAt: '2026-01-02T00:00:00Z' },
      ],
      name: { type: 'LanguageProperty', languageMap: { '@none': 'urn:ngsi-ld:null' } },
      tags: [1, 2],
    }),
  )
  assert.deepEqual(evolution, {
    id: 'urn:ngsi-ld:Vehicle:1',
    types: ['Vehicle'],
    attributes: {
      speed: [
        { recorded: { type: 'Property', value: 1, observedAt: '2026-01-01T00:00:00Z' } },
        { recorded: { type: 'Property', value: 2, observedAt: '2026-01-01T00:00:00Z', datasetId: 'urn:ngsi-ld:D:1' } },
        { recorded: { type: 'Property', deleted: true }, deletedAt: '2026-01-02T00:00:00Z' },
      ],
      name: [{ recorded: { type: 'LanguageProperty', deleted: true }, deletedAt: undefined }],
      tags: [{ recorded: { type: 'Property', value: [1, 2] } }],
      scope: [{ recorded: { type: 'Property', value: ['/a/b'], observedAt: '2026-01-01T00:00:00Z' } }],
    },
  })
})

test('4.5.9 the simplified representation is read too', () => {
  const { attributes } = ok(
    parseEvolutionFragment({
      speed: {
        type: 'Property',
        values: [
          [1, '2026-01-01T00:00:00Z'],
          [2, '2026-01-01T01:00:00Z'],
        ],
      },
      name: { type: 'LanguageProperty', languageMaps: [[{ languageMap: { ja: '橋' } }, '2026-01-01T00:00:00Z']] },
    }),
  )
  assert.deepEqual(attributes, {
    speed: [
      { recorded: { type: 'Property', value: 1, observedAt: '2026-01-01T00:00:00Z' } },
      { recorded: { type: 'Property', value: 2, observedAt: '2026-01-01T01:00:00Z' } },
    ],
    name: [{ recorded: { type: 'LanguageProperty', languageMap: { ja: '橋' }, observedAt: '2026-01-01T00:00:00Z' } }],
  })
})

test('5.5.4 what is no evolution is refused', () => {
  const id = 'urn:ngsi-ld:V:1'
  for (const wrong of [
    null,
    [],
    {},
    { id: 'invalid', type: 'V' },
    { id },
    { id, type: 'V', expiresAt: 'urn:ngsi-ld:null' },
    { id, type: 'V', speed: 'urn:ngsi-ld:null' },
    { id, type: 'V', speed: [{ type: 'Property', value: 1, observedAt: '2026-03-01T02:00:00+03:00' }] },
    { id, type: 'V', speed: { type: 'Property', values: [[1]] } },
    { id, type: 'V', scope: ['no scope'] },
    { id, type: 'V', 'in(valid': 1 },
  ])
    assert.equal(problemOf(parseEvolution(wrong)), 'BadRequestData', JSON.stringify(wrong))
})

test('5.6.14 one instance: bare, in a list, or under its name', () => {
  const instance = { type: 'Property', value: 5, observedAt: '2026-01-01T00:00:00Z' }
  for (const body of [instance, [instance], { speed: instance }, { speed: [instance] }])
    assert.deepEqual(ok(parseInstance('speed', body)), { recorded: instance }, JSON.stringify(body))
  for (const wrong of [[], [instance, instance], { other: instance }, { speed: instance, other: instance }])
    assert.equal(problemOf(parseInstance('speed', wrong)), 'BadRequestData', JSON.stringify(wrong))
})

const instance = (recorded: Instance['recorded'], n: number, more: Partial<Instance> = {}): Instance => ({
  id: `urn:ngsi-ld:Instance:${n}`,
  recorded,
  createdAt: '2026-02-01T00:00:00Z',
  modifiedAt: '2026-02-01T00:00:00Z',
  ...more,
})
const T = '2026-01-01T00:00:00Z'
const evolution: Evolution = {
  id: 'urn:ngsi-ld:Vehicle:1',
  types: ['Vehicle'],
  createdAt: T,
  modifiedAt: T,
  attributes: {
    speed: [
      instance({ type: 'Property', value: 1, observedAt: T }, 1),
      instance({ type: 'Property', value: 2, observedAt: T, datasetId: 'urn:ngsi-ld:D:1' }, 2),
      instance({ type: 'Property', deleted: true }, 3, { deletedAt: '2026-02-01T00:00:00Z' }),
    ],
    name: [instance({ type: 'LanguageProperty', languageMap: { ja: '橋' }, observedAt: T }, 4)],
    route: [instance({ type: 'ListRelationship', objectList: ['urn:a', 'urn:b'], observedAt: T }, 5)],
    scope: [instance({ type: 'Property', value: ['/a'], observedAt: T }, 6)],
  },
  elsewhere: { heading: 'Property' },
}

test('4.5.7 normalized: instances with their ids, deleted ones valued null', () => {
  assert.deepEqual(presentEvolution(evolution, { format: 'normalized', sysAttrs: false }), {
    id: 'urn:ngsi-ld:Vehicle:1',
    type: 'Vehicle',
    speed: [
      { type: 'Property', value: 1, observedAt: T, instanceId: 'urn:ngsi-ld:Instance:1' },
      { type: 'Property', value: 2, observedAt: T, datasetId: 'urn:ngsi-ld:D:1', instanceId: 'urn:ngsi-ld:Instance:2' },
      { type: 'Property', value: 'urn:ngsi-ld:null', instanceId: 'urn:ngsi-ld:Instance:3', deletedAt: '2026-02-01T00:00:00Z' },
    ],
    name: [{ type: 'LanguageProperty', languageMap: { ja: '橋' }, observedAt: T, instanceId: 'urn:ngsi-ld:Instance:4' }],
    route: [
      {
        type: 'ListRelationship',
        objectList: [{ object: 'urn:a' }, { object: 'urn:b' }],
        observedAt: T,
        instanceId: 'urn:ngsi-ld:Instance:5',
      },
    ],
    scope: [{ type: 'Property', value: '/a', observedAt: T, instanceId: 'urn:ngsi-ld:Instance:6' }],
    heading: [],
  })
  const times = { createdAt: '2026-02-01T00:00:00Z', modifiedAt: '2026-02-01T00:00:00Z' }
  const shown = presentEvolution(evolution, { format: 'concise', sysAttrs: true })
  assert.equal(shown['createdAt'], T)
  assert.deepEqual(shown['name'], [{ languageMap: { ja: '橋' }, observedAt: T, instanceId: 'urn:ngsi-ld:Instance:4', ...times }])
  const bare = {
    ...evolution,
    elsewhere: undefined,
    attributes: {
      a: [instance({ type: 'Property', value: 1 }, 1)],
      p: [instance({ type: 'GeoProperty', value: { type: 'Point', coordinates: [1, 2] } }, 2)],
    },
  }
  assert.deepEqual(presentEvolution(bare, { format: 'concise', sysAttrs: false }), {
    id: evolution.id,
    type: 'Vehicle',
    a: [{ value: 1, instanceId: 'urn:ngsi-ld:Instance:1' }],
    p: [{ value: { type: 'Point', coordinates: [1, 2] }, instanceId: 'urn:ngsi-ld:Instance:2' }],
  })
})

test('4.5.9 simplified: pairs of value and time, one series per dataset', () => {
  assert.deepEqual(presentEvolution(evolution, { format: 'temporalValues', sysAttrs: false }), {
    id: 'urn:ngsi-ld:Vehicle:1',
    type: 'Vehicle',
    speed: [
      {
        type: 'Property',
        values: [
          [1, T],
          ['urn:ngsi-ld:null', '2026-02-01T00:00:00Z'],
        ],
      },
      { type: 'Property', datasetId: 'urn:ngsi-ld:D:1', values: [[2, T]] },
    ],
    name: { type: 'LanguageProperty', languageMaps: [[{ languageMap: { ja: '橋' } }, T]] },
    route: { type: 'ListRelationship', objectLists: [[['urn:a', 'urn:b'], T]] },
    scope: { type: 'Property', values: [['/a', T]] },
    heading: { type: 'Property', values: [] },
  })
})

test('4.5.19.0 aggregated: one row per period that holds a value', () => {
  const series = [67, 53, 40].map((value, i) => ({
    at_ms: Date.parse('2020-08-01T12:03:00Z') + i * 3_720_000,
    kind: 'Property' as const,
    value,
  }))
  const from = {
    id: evolution.id,
    types: evolution.types,
    series: [
      { name: 'fuelLevel', type: 'Property' as const, points: series },
      {
        name: 'name',
        type: 'LanguageProperty' as const,
        points: [{ at_ms: series[0]?.at_ms ?? 0, kind: 'LanguageProperty' as const, value: { ja: '橋' } }],
      },
    ],
  }
  assert.deepEqual(
    presentAggregated(from, ok(parseAggregation({ aggrMethods: 'avg', aggrPeriodDuration: 'PT1H' })), { sysAttrs: false, range: {} }),
    {
      id: evolution.id,
      type: 'Vehicle',
      fuelLevel: {
        type: 'Property',
        avg: [
          [67, '2020-08-01T12:03:00Z', '2020-08-01T13:03:00Z'],
          [53, '2020-08-01T13:03:00Z', '2020-08-01T14:03:00Z'],
          [40, '2020-08-01T14:03:00Z', '2020-08-01T15:03:00Z'],
        ],
      },
    },
  )
})
