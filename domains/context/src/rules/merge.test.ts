import assert from 'node:assert/strict'
import { test } from 'node:test'
import { property, sameJson, type Attributes, type Entity } from '@machinaka/ngsi'
import fc from 'fast-check'
import { changeEntity, mergeImport, originOf, replaceEntity, restoreAttributes, type Held, type Outcome, type Writer } from './merge.ts'

const then = '2026-04-01T00:00:00.000Z'
const now = '2026-04-02T00:00:00.000Z'
const osm: Writer = { by: 'source', id: 'osm', at: now }
const hanako: Writer = { by: 'person', id: 'a1', at: now, edit: 'e1' }
const sensor: Writer = { by: 'machine', id: 'k1', at: now }
const said = (attributes: Attributes): Entity => ({ id: 'urn:x:1', types: ['T'], attributes })
const held = (attributes: Attributes, more: Partial<Held> = {}): Held => ({
  types: ['T'],
  scope: [],
  attributes,
  origin: {},
  source: 'osm',
  createdAt: then,
  ...more,
})
const after = (before: Held, outcome: Outcome): Held => ({
  ...before,
  types: outcome.types,
  scope: outcome.scope,
  attributes: outcome.attributes,
  origin: outcome.origin,
})
const [a, b, c] = [property(1), property(2), property(3)]

test('a source replaces what is its own, and only what differs counts as changed', () => {
  const outcome = mergeImport(held({ x: a, y: b, z: c }), said({ x: a, y: c }), osm)
  assert.deepEqual(outcome.changes, { y: c, z: null })
  assert.deepEqual(outcome.attributes, { x: a, y: c })
  assert.deepEqual(outcome.origin, { y: { by: 'source', id: 'osm', at: now, since: then } })
  assert.equal(mergeImport(held({ x: a }), said({ x: a }), osm).changed, false)
})

test('a person outranks a source: the value stands, the difference becomes a proposal', () => {
  const edited = held({ x: a, y: a }, {})
  const byHand = after(edited, changeEntity(edited, { attributes: { x: b, y: null, w: c } }, hanako))
  const outcome = mergeImport(byHand, said({ x: c, y: a }), { ...osm, at: '2026-04-03T00:00:00.000Z' })
  assert.deepEqual(outcome.attributes, { x: b, w: c })
  assert.deepEqual(outcome.proposals, [
    { attribute: 'x', proposed: c },
    { attribute: 'y', proposed: a },
  ])
  assert.equal(outcome.changed, false)
  // What the source never had and still has not is not worth a word; what it no longer has is.
  assert.deepEqual(mergeImport(byHand, said({}), osm).proposals, [{ attribute: 'x', proposed: null }])
  assert.deepEqual(mergeImport(byHand, said({ x: b }), osm).proposals, [])
})

test('a machine keeps what the source does not name', () => {
  const before = held({ x: a })
  const measured = after(before, changeEntity(before, { attributes: { count: b } }, sensor))
  assert.deepEqual(mergeImport(measured, said({ x: a }), osm).attributes, { x: a, count: b })
  assert.deepEqual(mergeImport(measured, said({ x: a, count: c }), osm).attributes, { x: a, count: c })
})

test('an update touches the instance with its datasetId, adds types, and leaves what exists where only new is meant', () => {
  const before = held({ x: a })
  const second = property(9, { datasetId: 'urn:x:d' })
  const two = changeEntity(before, { attributes: { x: second }, types: ['U'] }, sensor)
  assert.deepEqual(
    [two.attributes['x'], two.types],
    [
      [a, second],
      ['T', 'U'],
    ],
  )
  assert.deepEqual(changeEntity(after(before, two), { attributes: { x: b } }, sensor).attributes['x'], [second, b])
  assert.equal(changeEntity(before, { attributes: { x: b }, onlyNew: true }, sensor).changed, false)
})

test('replacing sets all attributes anew', () =>
  assert.deepEqual(replaceEntity(held({ x: a, y: b }), said({ y: b, z: c }), sensor).changes, { x: null, z: c }))

test('an attribute that is not listed came with the entity', () => {
  assert.deepEqual(originOf(held({ x: a }), 'x'), { by: 'source', id: 'osm', at: then, since: then })
  const person = changeEntity(held({ x: a }), { attributes: { x: a } }, hanako)
  assert.deepEqual(
    [person.changes, person.changed, person.origin['x']],
    [{}, true, { by: 'person', id: 'a1', at: now, since: then, edit: 'e1', over: 'osm' }],
  )
})

const attributes = fc.dictionary(fc.constantFrom('x', 'y', 'z'), fc.constantFrom(a, b, c), { noNullPrototype: true })
test('importing the same twice changes nothing the second time', () =>
  fc.assert(
    fc.property(attributes, attributes, attributes, (first, edits, second) => {
      const start = held(first)
      const edited = after(start, changeEntity(start, { attributes: edits }, hanako))
      const once = mergeImport(edited, said(second), osm)
      const twice = mergeImport(after(edited, once), said(second), osm)
      assert.equal(twice.changed, false)
      assert.deepEqual(twice.proposals, once.proposals)
      for (const [name, value] of Object.entries(edits)) assert.ok(sameJson(once.attributes[name], value), 'a value of a person was lost')
    }),
  ))

test('undoing an edit restores every value and origin', () =>
  fc.assert(
    fc.property(
      attributes,
      fc.dictionary(fc.constantFrom('x', 'y', 'z'), fc.option(fc.constantFrom(a, b, c)), { noNullPrototype: true }),
      (first, edit) => {
        const start = held(first)
        const edited = after(start, changeEntity(start, { attributes: edit }, hanako))
        const before = Object.fromEntries(Object.keys(edit).map((name) => [name, { value: first[name] ?? null, origin: null }]))
        const undone = restoreAttributes(edited, before, { ...hanako, edit: 'e2' })
        assert.deepEqual([undone.attributes, undone.origin], [first, {}])
      },
    ),
  ))
