import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  entityOrder,
  geoProperty,
  kindOfValue,
  property,
  relationship,
  type Json,
  type Entity,
  type EntityOrder,
  type OrderTerm,
} from './index.ts'

const term = (text: string): OrderTerm => {
  const [path = '', direction = 'asc'] = text.split(';')
  const [, names = '', member] = /^([^[]+)(?:\[(.+)\])?$/.exec(path) ?? []
  const [first = '', ...rest] = names.split('.')
  return { attribute: { attributes: [first, ...rest], within: member?.split('.') ?? [] }, direction: direction as OrderTerm['direction'] }
}
const make = (id: string, attributes: Entity['attributes']): Entity => ({ id, types: ['A'], attributes })
const sorted = (entities: readonly Entity[], terms: readonly string[], more: Omit<EntityOrder, 'by'> = {}): string =>
  [...entities]
    .sort(entityOrder({ by: terms.map(term), ...more }))
    .map(({ id }) => id)
    .join('')

test('4.23.2 kinds of values in their rank, ascending or descending; absent ones last', () => {
  const values = [null, '2026-04-01T00:00:00Z', '2026-04-01', '10:00:00Z', true, [1], { a: 1 }, 'text', 1]
  const entities = [make('z', {}), ...values.map((value, i) => make(String.fromCharCode(97 + i), { v: property(value) }))]
  assert.equal(sorted(entities, ['v']), 'ihgfedcbaz')
  assert.equal(sorted(entities, ['v;desc']), 'ihgfedcbaz')
  assert.deepEqual(['x', 5, undefined, '10:00:00.5Z'].map(kindOfValue), ['string', 'number', 'absent', 'time'])
})

test('4.23.3 several terms, paths into values and attributes, ids where all is equal', () => {
  const entities = [
    make('a', { name: property('B'), age: property(3), address: property({ city: 'Yokohama' }) }),
    make('b', { name: property('A'), age: property(1, { observedAt: '2026-02-01T00:00:00Z' }), address: property({ city: 'Atami' }) }),
    make('c', { name: property('A'), age: [property(2, { observedAt: '2026-01-01T00:00:00Z' }), property(9, { datasetId: 'urn:d:1' })] }),
    make('d', { name: property('A'), age: property(2), of: relationship('urn:x:1', { attributes: { since: property(1) } }) }),
  ]
  assert.equal(sorted(entities, ['name', 'age;desc']), 'cdba')
  assert.equal(sorted(entities, ['age.observedAt']), 'cbad')
  assert.equal(sorted(entities, ['address[city]']), 'bacd')
  assert.equal(sorted(entities, ['of.since']), 'dabc')
  assert.equal(sorted(entities, ['id;desc']), 'dcba')
})

test('4.23.1 texts by the root collation, or the one that is asked for', () => {
  const entities = ['Zebra', 'äpfel', 'apple', 'Öl', 'zoo'].map((name, i) => make(String(i), { name: property(name) }))
  assert.equal(sorted(entities, ['name']), '12304')
  assert.equal(sorted(entities, ['name'], { collation: 'sv' }), '20413')
  assert.equal(sorted(entities, ['name'], { collation: '???' }), '12304')
})

test('4.23.1 by distance from a geometry; what is no place comes behind', () => {
  const at = (id: string, lon: number): Entity => make(id, { location: geoProperty({ type: 'Point', coordinates: [lon, 35] }) })
  const entities = [at('a', 139.9), at('b', 139.1), make('c', {}), make('d', { location: property('somewhere') })]
  const from = { type: 'Point', coordinates: [139, 35] } as const
  assert.equal(sorted(entities, ['location;dist-asc'], { from }), 'badc')
  assert.equal(sorted(entities, ['location;dist-desc'], { from }), 'abdc')
})

test('4.23 the order is one: antisymmetric and transitive', () => {
  const value = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom('2026-04-01', '10:00:00Z'))
  const entity = fc.tuple(fc.constantFrom('a', 'b', 'c'), value).map(([id, v]) => make(id, v === null ? {} : { v: property(v as Json) }))
  const compare = entityOrder({ by: [term('v;desc')] })
  fc.assert(
    fc.property(entity, entity, entity, (a, b, c) => {
      assert.equal(Math.sign(compare(a, b)) + Math.sign(compare(b, a)), 0)
      if (compare(a, b) <= 0 && compare(b, c) <= 0) assert.ok(compare(a, c) <= 0)
    }),
    { numRuns: 2_000 },
  )
})
