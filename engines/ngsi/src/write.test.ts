import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  applyCommand,
  isProblem,
  parseAttribute,
  parseAttributeFragment,
  parseEntity,
  parseEntityPatch,
  parseFragment,
  parseTypes,
  presentEntity,
  timesOf,
  type Command,
  type Problem,
  type TimedEntity,
  type WriteOutcome,
} from './index.ts'

const [T0, T1, T2] = ['2026-04-01T00:00:00Z', '2026-04-01T01:00:00Z', '2026-04-01T02:00:00Z']
const ok = <T>(value: T | Problem): T => {
  assert.ok(!isProblem(value), JSON.stringify(value))
  return value
}
const held = (json: object): TimedEntity =>
  ok(applyCommand(undefined, { kind: 'create', entity: ok(parseEntity({ id: 'urn:a:1', type: 'A', ...json })) }, T0)).entity ??
  assert.fail()
const apply = (before: TimedEntity | undefined, command: Command, at = T1): WriteOutcome => ok(applyCommand(before, command, at))
const refusal = (before: TimedEntity | undefined, command: Command): string => {
  const outcome = applyCommand(before, command, T1)
  assert.ok(isProblem(outcome))
  return outcome.problem
}
/** The entity as normalized JSON, without id and type. */
const shown = (outcome: WriteOutcome): unknown => {
  assert.ok(outcome.entity !== undefined)
  const { id: _id, type: _type, ...rest } = presentEntity(outcome.entity, { format: 'normalized', sysAttrs: false })
  return rest
}
const merged = (before: object, patch: object, how: object = {}, format: 'normalized' | 'simplified' = 'normalized'): unknown =>
  shown(apply(held(before), { kind: 'merge', patch: ok(parseEntityPatch(patch, { format })), ...how }))
const updated = (before: object, fragment: object): WriteOutcome =>
  apply(held(before), { kind: 'update', fragment: ok(parseFragment(fragment)) })

const WARM = { type: 'Property', value: 25, unitCode: 'CEL', observedAt: '2022-03-14T01:59:26.535Z' }
const HOT = { type: 'Property', value: 100, observedAt: '2022-03-14T13:00:00.000Z' }
const NULL = 'urn:ngsi-ld:null'

test('5.6.1 create: once, with times; a second time it exists already', () => {
  const first = apply(undefined, { kind: 'create', entity: ok(parseEntity({ id: 'urn:a:1', type: 'A', x: 1 })) }, T0)
  assert.equal(first.result, 'created')
  assert.deepEqual(first.changes, [{ attribute: 'x', kind: 'created', value: { type: 'Property', value: 1 } }])
  assert.ok(first.entity !== undefined)
  assert.deepEqual(timesOf(first.entity, 'x'), { createdAt: T0, modifiedAt: T0 })
  assert.equal(refusal(first.entity, { kind: 'create', entity: first.entity }), 'AlreadyExists')
})

test('5.5.12 merge: the examples of the clause', () => {
  assert.deepEqual(merged({ temperature: WARM }, { temperature: HOT }), { temperature: { ...HOT, unitCode: 'CEL' } })
  assert.deepEqual(
    merged(
      { address: { type: 'Property', value: { street: 'Straße des 17. Juni', city: 'Berlin', country: 'Germany' } } },
      { address: { type: 'Property', value: { street: 'Pariser Platz', country: NULL } } },
    ),
    { address: { type: 'Property', value: { street: 'Pariser Platz', city: 'Berlin' } } },
  )
})

test('5.5.12 merge: nulls at any depth, attributes of attributes, new instances', () => {
  const before = { a: { ...WARM, accuracy: { type: 'Property', value: 1 }, by: { type: 'Relationship', object: 'urn:x:1' } }, b: 2 }
  assert.deepEqual(merged(before, { a: NULL }), { b: { type: 'Property', value: 2 } })
  assert.deepEqual(merged(before, { b: NULL, a: { accuracy: { type: 'Property', value: NULL }, unitCode: NULL } }), {
    a: { type: 'Property', value: 25, observedAt: WARM.observedAt, by: { type: 'Relationship', object: 'urn:x:1' } },
  })
  assert.deepEqual(merged({ a: 1 }, { a: { type: 'Property', value: 2, datasetId: 'urn:d:1' } }), {
    a: [
      { type: 'Property', value: 1 },
      { type: 'Property', value: 2, datasetId: 'urn:d:1' },
    ],
  })
  assert.deepEqual(merged({}, { n: { type: 'Property', value: { a: NULL, b: { c: NULL, d: 1 } } } }), {
    n: { type: 'Property', value: { b: { d: 1 } } },
  })
  assert.deepEqual(merged({ j: { type: 'JsonProperty', json: { a: [1], b: { c: 1 } } } }, { j: { json: { a: NULL, b: { d: 2 } } } }), {
    j: { type: 'JsonProperty', json: { b: { c: 1, d: 2 } } },
  })
})

test('5.6.17 merge: bare values keep the stored kind; lang names one language; observedAt refreshes', () => {
  const before = {
    t: WARM,
    n: { type: 'LanguageProperty', languageMap: { ja: 'まち', en: 'Town' } },
    r: { type: 'Relationship', object: 'urn:x:1' },
    v: { type: 'VocabProperty', vocab: 'open' },
    l: { type: 'ListProperty', valueList: [1, 2] },
    p: 1,
  }
  const patch = { t: 30, n: 'まちなか', r: 'https://example.org/2', v: 'closed', l: [3], p: 2 }
  assert.deepEqual(merged(before, patch, { lang: 'ja', observedAt: T2 }, 'simplified'), {
    t: { ...WARM, value: 30, observedAt: T2 },
    n: { type: 'LanguageProperty', languageMap: { ja: 'まちなか', en: 'Town' } },
    r: { type: 'Relationship', object: 'https://example.org/2' },
    v: { type: 'VocabProperty', vocab: 'closed' },
    l: { type: 'ListProperty', valueList: [3] },
    p: { type: 'Property', value: 2 },
  })
  assert.deepEqual(merged({ t: WARM }, { t: HOT }, { observedAt: T2 }), { t: { ...HOT, unitCode: 'CEL' } })
  const wrong = ok(parseEntityPatch({ r: 'no uri' }, { format: 'simplified' }))
  assert.equal(refusal(held({ r: before.r }), { kind: 'merge', patch: wrong }), 'BadRequestData')
})

test('5.5.8 update replaces whole instances, adds what is absent, deletes by null', () => {
  assert.deepEqual(shown(updated({ temperature: WARM }, { temperature: HOT })), { temperature: HOT })
  const gone = updated({ temperature: WARM, b: 1 }, { temperature: { type: 'Property', value: NULL }, c: 2, d: NULL })
  assert.deepEqual(shown(gone), { b: { type: 'Property', value: 1 }, c: { type: 'Property', value: 2 } })
  assert.deepEqual(
    gone.changes.map(({ attribute, kind }) => `${attribute} ${kind}`),
    ['temperature deleted', 'c created'],
  )
  assert.deepEqual(gone.updated, ['temperature', 'c'])
  assert.deepEqual(
    gone.notUpdated.map(({ attribute }) => attribute),
    ['d'],
  )
})

test('5.6.2 update: by data set; createdAt stays; scope only where there is one; types are added', () => {
  const two = [
    { type: 'Property', value: 1 },
    { type: 'Property', value: 2, datasetId: 'urn:d:2' },
  ]
  const outcome = updated({ a: two }, { type: 'B', scope: '/x', a: [{ type: 'Property', value: 3, datasetId: 'urn:d:2' }] })
  assert.deepEqual(shown(outcome), { a: [two[0], { type: 'Property', value: 3, datasetId: 'urn:d:2' }] })
  assert.ok(outcome.entity !== undefined)
  assert.deepEqual(outcome.entity.types, ['A', 'B'])
  assert.deepEqual(timesOf(outcome.entity, 'a'), { createdAt: T0, modifiedAt: T0 })
  assert.deepEqual(timesOf(outcome.entity, 'a', 'urn:d:2'), { createdAt: T0, modifiedAt: T1 })
  assert.deepEqual(shown(updated({ a: two }, { a: { type: 'Property', value: NULL, datasetId: 'urn:d:2' } })), { a: two[0] })
  assert.deepEqual(shown(updated({ a: two }, { a: NULL })), { a: two[1] })
  assert.deepEqual(shown(updated({ scope: '/a' }, { scope: ['/b', '/c'] })), { scope: ['/b', '/c'] })
})

test('5.6.3 append: replaces, or with noOverwrite leaves what is there and says so', () => {
  const fragment = ok(parseFragment({ a: 2, b: 3, scope: '/y' }))
  assert.deepEqual(shown(apply(held({ a: 1, scope: '/x' }), { kind: 'append', fragment })), {
    scope: '/y',
    a: { type: 'Property', value: 2 },
    b: { type: 'Property', value: 3 },
  })
  const kept = apply(held({ a: 1, scope: '/x' }), { kind: 'append', fragment, noOverwrite: true })
  assert.deepEqual(shown(kept), { scope: ['/x', '/y'], a: { type: 'Property', value: 1 }, b: { type: 'Property', value: 3 } })
  assert.deepEqual(kept.updated, ['b'])
  assert.equal(kept.notUpdated[0]?.attribute, 'a')
})

test('5.6.4 partial update: members that are said are replaced, null removes one, the kind stays', () => {
  const partial = (json: unknown): Command => ({ kind: 'partial', fragment: ok(parseAttributeFragment('t', json)) })
  const before = held({ t: { ...WARM, q: { type: 'Property', value: { deep: 1 } } } })
  assert.deepEqual(shown(apply(before, partial(HOT))), {
    t: { ...HOT, unitCode: 'CEL', q: { type: 'Property', value: { deep: 1 } } },
  })
  assert.deepEqual(shown(apply(before, partial({ unitCode: NULL, q: { value: { other: 1 } } }))), {
    t: { type: 'Property', value: 25, observedAt: WARM.observedAt, q: { type: 'Property', value: { other: 1 } } },
  })
  assert.deepEqual(shown(apply(before, partial({ value: NULL }))), {})
  assert.equal(refusal(before, partial({ type: 'Relationship', object: 'urn:x:1' })), 'BadRequestData')
  assert.equal(refusal(before, partial({ value: 1, datasetId: 'urn:d:1' })), 'ResourceNotFound')
  assert.equal(refusal(held({}), partial({ value: 1 })), 'ResourceNotFound')
  const scope = parseAttributeFragment('scope', { value: 1 })
  assert.ok(isProblem(scope) && scope.problem === 'BadRequestData')
})

test('5.6.5 delete attribute: the default instance, one data set, all, the scope', () => {
  const before = held({
    a: [
      { value: 1, type: 'Property' },
      { value: 2, type: 'Property', datasetId: 'urn:d:2' },
    ],
    scope: '/x',
  })
  const remains = (command: object): unknown => shown(apply(before, { kind: 'deleteAttribute', name: 'a', ...command }))
  assert.deepEqual(remains({}), { scope: '/x', a: { type: 'Property', value: 2, datasetId: 'urn:d:2' } })
  assert.deepEqual(remains({ datasetId: 'urn:d:2' }), { scope: '/x', a: { type: 'Property', value: 1 } })
  assert.deepEqual(remains({ all: true }), { scope: '/x' })
  assert.equal(refusal(before, { kind: 'deleteAttribute', name: 'a', datasetId: 'urn:d:3' }), 'ResourceNotFound')
  assert.equal(refusal(before, { kind: 'deleteAttribute', name: 'b', all: true }), 'ResourceNotFound')
  const unscoped = apply(before, { kind: 'deleteAttribute', name: 'scope' })
  assert.equal(unscoped.entity?.scope, undefined)
})

test('5.6.18 replace entity and 5.6.19 replace attribute: times of creation stay', () => {
  const before = held({ a: 1, b: 2, scope: '/x' })
  const replaced = apply(before, { kind: 'replace', entity: ok(parseEntity({ id: 'urn:a:1', type: 'B', b: 3, c: 4 })) })
  assert.deepEqual(replaced.entity?.types, ['B'])
  assert.deepEqual(shown(replaced), { b: { type: 'Property', value: 3 }, c: { type: 'Property', value: 4 } })
  assert.equal(replaced.entity?.createdAt, T0)
  assert.deepEqual(timesOf(replaced.entity ?? before, 'b'), { createdAt: T0, modifiedAt: T1 })
  assert.deepEqual(timesOf(replaced.entity ?? before, 'c'), { createdAt: T1, modifiedAt: T1 })
  const value = ok(parseAttribute('a', { type: 'Relationship', object: 'urn:x:1' }))
  assert.ok(value !== null)
  assert.deepEqual(shown(apply(before, { kind: 'replaceAttribute', name: 'a', value })), {
    scope: '/x',
    a: { type: 'Relationship', object: 'urn:x:1' },
    b: { type: 'Property', value: 2 },
  })
  assert.equal(refusal(before, { kind: 'replaceAttribute', name: 'z', value }), 'ResourceNotFound')
})

test('5.6.21 purge drops or keeps members; 5.6.6 delete tells all that went', () => {
  const before = held({ a: 1, b: 2, c: 3, scope: '/x' })
  assert.deepEqual(shown(apply(before, { kind: 'purge', drop: ['a', 'scope'] })), {
    b: { type: 'Property', value: 2 },
    c: { type: 'Property', value: 3 },
  })
  assert.deepEqual(shown(apply(before, { kind: 'purge', keep: ['a', 'scope'] })), { scope: '/x', a: { type: 'Property', value: 1 } })
  const deleted = apply(before, { kind: 'delete' })
  assert.equal(deleted.result, 'deleted')
  assert.equal(deleted.entity, undefined)
  assert.deepEqual(
    deleted.changes.map(({ attribute, kind }) => `${attribute} ${kind}`),
    ['a deleted', 'b deleted', 'c deleted'],
  )
})

test('5.6.8 upsert makes, replaces or updates; a write that changes nothing is none', () => {
  const entity = ok(parseEntity({ id: 'urn:a:1', type: 'B', a: 1 }))
  assert.equal(apply(undefined, { kind: 'upsert', entity, mode: 'update' }).result, 'created')
  assert.deepEqual(shown(apply(held({ a: 0, b: 1 }), { kind: 'upsert', entity, mode: 'replace' })), { a: { type: 'Property', value: 1 } })
  const both = apply(held({ a: 0, b: 1 }), { kind: 'upsert', entity, mode: 'update' })
  assert.deepEqual(both.entity?.types, ['A', 'B'])
  assert.deepEqual(shown(both), { a: { type: 'Property', value: 1 }, b: { type: 'Property', value: 1 } })
  const again = apply(held({ a: 1 }), { kind: 'update', fragment: ok(parseFragment({ a: 1 })) })
  assert.equal(again.result, 'unchanged')
  assert.deepEqual([again.changes, again.updated, again.entity?.modifiedAt], [[], ['a'], T0])
})

test('4.17 a type guards operations on one entity', () => {
  const only = ok(parseTypes('C|B'))
  assert.equal(refusal(held({ a: 1 }), { kind: 'delete', only }), 'ResourceNotFound')
  assert.equal(refusal(undefined, { kind: 'delete' }), 'ResourceNotFound')
  assert.equal(apply(held({ type: ['A', 'B'] }), { kind: 'delete', only }).result, 'deleted')
})

test('5.5.12 merging twice is merging once; what a write says changed is what differs', () => {
  const json = fc.oneof(
    fc.integer(),
    fc.constant('x'),
    fc.dictionary(fc.constantFrom('p', 'q'), fc.oneof(fc.integer(), fc.dictionary(fc.constantFrom('r'), fc.integer()))),
  )
  const patched = fc.oneof(
    json,
    fc.constant(NULL),
    fc.dictionary(fc.constantFrom('p', 'q'), fc.oneof(fc.integer(), fc.constant(NULL))).map((value) => ({ type: 'Property', value })),
    fc.record({ type: fc.constant('Property'), value: fc.integer(), datasetId: fc.constantFrom('urn:d:1', 'urn:d:2') }),
  )
  const names = fc.constantFrom('a', 'b', 'c')
  fc.assert(
    fc.property(fc.dictionary(names, json), fc.dictionary(names, patched), (entity, patch) => {
      const before = held(entity)
      const command: Command = { kind: 'merge', patch: ok(parseEntityPatch(patch)) }
      const once = apply(before, command)
      assert.ok(once.entity !== undefined)
      const twice = apply(once.entity, command, T2)
      assert.deepEqual(twice.entity?.attributes, once.entity.attributes)
      assert.equal(twice.result, 'unchanged')
      const named = new Set(once.changes.map((change) => change.attribute))
      for (const name of new Set([...Object.keys(before.attributes), ...Object.keys(once.entity.attributes)]))
        assert.equal(named.has(name), JSON.stringify(before.attributes[name]) !== JSON.stringify(once.entity.attributes[name]), name)
    }),
    { numRuns: 1_000 },
  )
})

test('5.5.6 whatever the body, an outcome or a problem comes back', () => {
  const body = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(
      fc.constantFrom('a', 'type', 'scope', 'expiresAt', 'b', '__proto__', 'https://x.org/y'),
      fc.oneof(
        fc.jsonValue(),
        fc.constant(NULL),
        fc.dictionary(
          fc.constantFrom(
            'type',
            'value',
            'object',
            'languageMap',
            'json',
            'vocab',
            'valueList',
            'objectList',
            'datasetId',
            'observedAt',
            'unitCode',
            'sub',
          ),
          fc.oneof(fc.constantFrom(NULL, 'Property', 'Relationship', 'LanguageProperty', 'urn:x:1', T0), fc.jsonValue()),
        ),
      ),
    ),
  )
  const before = held({ a: WARM, b: { type: 'LanguageProperty', languageMap: { en: 'x' } } })
  fc.assert(
    fc.property(body, fc.boolean(), (json, simplified) => {
      const format = simplified ? 'simplified' : 'normalized'
      const entity = parseEntity(json, { format })
      if (!isProblem(entity)) applyCommand(before, { kind: 'replace', entity }, T1)
      const fragment = parseFragment(json, { format })
      if (!isProblem(fragment)) {
        applyCommand(before, { kind: 'update', fragment }, T1)
        applyCommand(before, { kind: 'append', fragment, noOverwrite: true }, T1)
      }
      const patch = parseEntityPatch(json, { format })
      if (!isProblem(patch)) applyCommand(before, { kind: 'merge', patch, lang: 'en', observedAt: T2 }, T1)
      const part = parseAttributeFragment('a', json)
      if (!isProblem(part)) applyCommand(before, { kind: 'partial', fragment: part }, T1)
    }),
    { numRuns: 3_000 },
  )
})
