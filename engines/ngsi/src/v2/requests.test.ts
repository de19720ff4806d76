import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Json } from '../model.ts'
import { isProblem } from '../problem.ts'
import { matchesQ } from '../q-match.ts'
import { entityFromV2, parseV2Entity, parseV2Geo, parseV2Order, parseV2Query, presentV2Entity, updateFromV2 } from './index.ts'

const sound = <T>(value: T): Exclude<T, { readonly problem: unknown }> => {
  assert.ok(!isProblem(value), JSON.stringify(value))
  return value as Exclude<T, { readonly problem: unknown }>
}

test('keyValues without types take the default of each value; dates are kept in UTC', () => {
  const entity = sound(entityFromV2(sound(parseV2Entity({ id: 'r', n: 1, t: 'x', b: true, o: { a: 1 }, z: null }, 'keyValues')), '/'))
  assert.deepEqual(presentV2Entity(entity, { format: 'normalized' }), {
    id: 'r',
    type: 'Thing',
    n: { type: 'Number', value: 1, metadata: {} },
    t: { type: 'Text', value: 'x', metadata: {} },
    b: { type: 'Boolean', value: true, metadata: {} },
    o: { type: 'StructuredValue', value: { a: 1 }, metadata: {} },
    z: { type: 'None', value: null, metadata: {} },
  })
  const dated = sound(
    entityFromV2(sound(parseV2Entity({ id: 'r', at: { type: 'DateTime', value: '2026-04-01T09:00:00+09:00' } }, 'normalized')), '/'),
  )
  assert.deepEqual(presentV2Entity(dated, { format: 'values' }), ['2026-04-01T00:00:00.000Z'])
})

test('bad entities are refused with what is wrong', () => {
  const refused = (json: unknown, wanted: RegExp): void => {
    const read = parseV2Entity(json, 'normalized')
    const stored = isProblem(read) ? read : entityFromV2(read, '/')
    assert.ok(isProblem(stored), JSON.stringify(stored))
    assert.match(stored.detail, wanted)
  }
  refused([], /no JSON object/)
  refused({ type: 'T' }, /id is missing/)
  refused({ id: 'a b' }, /Invalid characters in the entity id/)
  refused({ id: 'a', type: 'x;y' }, /Invalid entity type/)
  refused({ id: 'a', 'b c': { value: 1 } }, /Invalid attribute name/)
  refused({ id: 'a', b: 1 }, /no JSON object; with bare values/)
  refused({ id: 'a', b: { value: 1, unit: 2 } }, /member unit/)
  refused({ id: 'a', b: { value: '<script>' } }, /Invalid characters in the value/)
  refused({ id: 'a', b: { value: { c: ["it's"] } } }, /Invalid characters in the value/)
  refused({ id: 'a', b: { value: 'x', metadata: { m: { value: '(' } } } }, /Invalid characters/)
  refused({ id: 'a', b: { type: 'geo:point', value: '95, 10' } }, /outside the earth/)
  refused({ id: 'a', b: { type: 'geo:point', value: 'here' } }, /latitude, longitude/)
  refused({ id: 'a', b: { type: 'geo:json', value: { type: 'Point' } } }, /geometry/)
  refused({ id: 'a', b: { type: 'DateTime', value: '2026-02-30' } }, /ISO 8601/)
  assert.ok(!isProblem(parseV2Entity({ id: 'a', b: { type: 'TextUnrestricted', value: '<b>' } }, 'normalized')))
})

// ── Updates ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const room = sound(
  entityFromV2(
    sound(
      parseV2Entity(
        {
          id: 'r',
          type: 'Room',
          temperature: {
            type: 'Celsius',
            value: 20,
            metadata: { accuracy: { value: 0.5 }, TimeInstant: { type: 'DateTime', value: '2026-04-01T00:00:00Z' } },
          },
          tags: { value: ['a'] },
        },
        'normalized',
      ),
    ),
    '/',
  ),
)
const after = (
  attributes: Record<string, { readonly value: Json; readonly type?: string }>,
  how: { kind?: 'append' | 'appendStrict' | 'update'; override?: boolean } = {},
) => {
  const given = Object.fromEntries(Object.entries(attributes).map(([name, one]) => [name, { ...one, metadata: {} }]))
  const done = sound(updateFromV2(room, { kind: how.kind ?? 'append', override: how.override ?? false, attributes: given }))
  return {
    failed: done.failed,
    shown: presentV2Entity(
      { ...room, attributes: { ...room.attributes, ...done.attributes } },
      { format: 'normalized', attrs: Object.keys(attributes) },
    ),
  }
}

test('metadata stay unless overridden, and a type of its own stays without being said', () => {
  assert.deepEqual(after({ temperature: { value: 21 } }).shown, {
    id: 'r',
    type: 'Room',
    temperature: {
      type: 'Celsius',
      value: 21,
      metadata: { accuracy: { type: 'Number', value: 0.5 }, TimeInstant: { type: 'DateTime', value: '2026-04-01T00:00:00Z' } },
    },
  })
  assert.deepEqual(after({ temperature: { value: 21 } }, { override: true }).shown, {
    id: 'r',
    type: 'Room',
    temperature: { type: 'Celsius', value: 21, metadata: {} },
  })
  assert.deepEqual(after({ temperature: { value: 'hot' } }, { override: true }).shown, {
    id: 'r',
    type: 'Room',
    temperature: { type: 'Text', value: 'hot', metadata: {} },
  })
})

test('strict appends refuse what is there, updates what is not', () => {
  assert.deepEqual(after({ temperature: { value: 1 }, new: { value: 1 } }, { kind: 'appendStrict' }).failed, ['temperature'])
  assert.deepEqual(after({ temperature: { value: 1 }, new: { value: 1 } }, { kind: 'update' }).failed, ['new'])
})

test('operators work on the present value', () => {
  const value = (name: string, operator: Json, from?: string) => {
    const { shown } = after({ [name]: { value: operator, ...(from === undefined ? {} : { type: from }) } })
    return (shown as Record<string, { readonly value: Json }>)[name]?.value
  }
  assert.equal(value('temperature', { $inc: 2.5 }), 22.5)
  assert.equal(value('temperature', { $mul: 2 }), 40)
  assert.equal(value('temperature', { $min: 5 }), 5)
  assert.equal(value('temperature', { $max: 5 }), 20)
  assert.equal(value('absent', { $inc: 2 }), 2)
  assert.deepEqual(value('tags', { $push: 'b' }), ['a', 'b'])
  assert.deepEqual(value('tags', { $addToSet: 'a' }), ['a'])
  assert.deepEqual(value('tags', { $pull: 'a' }), [])
  assert.deepEqual(value('tags', { $pullAll: ['a', 'c'] }), [])
  assert.deepEqual(value('absent', { $set: { a: 1 }, $unset: { b: 1 } }), { a: 1 })
  const wrong = updateFromV2(room, { kind: 'append', override: false, attributes: { tags: { value: { $inc: 1 }, metadata: {} } } })
  assert.ok(isProblem(wrong) && /needs a number/.test(wrong.detail))
})

// ── Queries ─────────────────────────────────────────────────────────────────────────────────────────────────────────

test('q and mq select as Orion does', () => {
  const holds = (text: string, kind: 'q' | 'mq' = 'q') =>
    matchesQ(sound(parseV2Query(text, kind)), {
      ...room,
      attributes: {
        ...room.attributes,
        at: { type: 'Property', value: '2026-04-01T00:00:00.000Z', valueType: 'DateTime' },
        info: { type: 'Property', value: { floor: { n: 3 } } },
      },
    })
  const yes = [
    'temperature',
    'temperature:20',
    'temperature==20',
    'temperature==10..25',
    'temperature==20,30',
    'temperature!=21',
    "tags:'a'",
    'tags==a',
    '!absent',
    'temperature>19;tags',
    'info.floor.n:3',
    'at==2026-04-01T00:00:00Z',
    'at>2026-03-31T23:00:00+00:00',
    'at<2026-04-02',
    'tags~=^a',
  ]
  for (const text of yes) assert.ok(holds(text), text)
  for (const text of ['absent', '!temperature', "temperature:'20'", 'temperature==21', 'temperature<20', 'absent!=1', 'info.floor.m'])
    assert.ok(!holds(text), text)
  assert.ok(holds('temperature.accuracy<1', 'mq'))
  assert.ok(holds('temperature.TimeInstant==2026-04-01T00:00:00.000Z', 'mq'))
  assert.ok(!holds('temperature.other', 'mq'))
  for (const text of ['', ';', 'a=1', 'a==', "a=='x", 'a>1,2', 'a==1..x', 'a~=(', 'a b'])
    assert.ok(isProblem(parseV2Query(text, 'q')), text)
})

test('q never fails otherwise than by a problem', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...Array.from("ab'=!<>~:;.,12-T ")), maxLength: 30 }),
      fc.constantFrom('q', 'mq'),
      (text, kind) => {
        const query = parseV2Query(text, kind as 'q')
        if (!isProblem(query)) matchesQ(query, room)
      },
    ),
    { numRuns: 3000 },
  )
})

test('places are latitude first', () => {
  assert.deepEqual(parseV2Geo({ georel: 'near;maxDistance:1000', geometry: 'point', coords: '35.6,139.7' }), {
    relation: { op: 'near', maxDistance_m: 1000 },
    geometry: { type: 'Point', coordinates: [139.7, 35.6] },
  })
  const box = sound(parseV2Geo({ georel: 'coveredBy', geometry: 'box', coords: '35,139;36,140' }))
  assert.deepEqual(box?.geometry.coordinates, [
    [
      [139, 35],
      [140, 35],
      [140, 36],
      [139, 36],
      [139, 35],
    ],
  ])
  for (const wrong of [
    { georel: 'near' },
    { georel: 'near;maxDistance==1', geometry: 'point', coords: '1,2' },
    { georel: 'equals', geometry: 'circle', coords: '1,2' },
    { georel: 'equals', geometry: 'point', coords: '1' },
    { georel: 'equals', geometry: 'polygon', coords: '1,2;3,4' },
  ])
    assert.ok(isProblem(parseV2Geo(wrong)), JSON.stringify(wrong))
  assert.deepEqual(parseV2Order('!temperature,dateCreated,geo:distance'), [
    { name: 'temperature', descending: true },
    { name: 'createdAt', descending: false },
    { name: 'geo:distance', descending: false },
  ])
})
