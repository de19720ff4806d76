import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  attributesOfQ,
  depthOfQ,
  isMissing,
  isProblem,
  isUri,
  matchesQ,
  parseContext,
  parseEntity,
  parseQ,
  printQ,
  property,
  languageProperty,
  relationship,
  type Entity,
  type QueryExpression,
  type QueryPath,
  type QueryScalar,
} from './index.ts'

const parsed = (text: string): QueryExpression => {
  const query = parseQ(text)
  if (isProblem(query)) assert.fail(query.detail)
  return query
}
const path = (first: string, ...within: string[]): QueryPath => ({ attributes: [first], within })
const number = (value: number): QueryScalar => ({ kind: 'number', value })
const string = (value: string): QueryScalar => ({ kind: 'string', value, ...(isUri(value) ? { word: value } : {}) })

test('4.9 q reads operators, ranges, lists, paths and patterns', () => {
  assert.deepEqual(parsed('temperature>=20;(open|kind=="a,b")'), {
    op: 'and',
    of: [
      { op: 'compare', path: path('temperature'), comparator: '>=', value: number(20) },
      {
        op: 'or',
        of: [
          { op: 'exists', path: path('open') },
          { op: 'compare', path: path('kind'), comparator: '==', value: string('a,b') },
        ],
      },
    ],
  })
  assert.deepEqual(parsed('a.b[x.y]!=1..5'), {
    op: 'range',
    path: { attributes: ['a', 'b'], within: ['x', 'y'] },
    negated: true,
    from: number(1),
    to: number(5),
  })
  assert.deepEqual(parsed('住所[市]=="港"'), { op: 'compare', path: path('住所', '市'), comparator: '==', value: string('港') })
  assert.deepEqual(parsed('a==1,2,urn:x:y'), {
    op: 'list',
    path: path('a'),
    negated: false,
    values: [number(1), number(2), { kind: 'uri', value: 'urn:x:y', word: 'urn:x:y' }],
  })
  assert.deepEqual(parsed('a!~=^(x|y);b'), {
    op: 'and',
    of: [
      { op: 'match', path: path('a'), negated: true, pattern: '^(x|y)' },
      { op: 'exists', path: path('b') },
    ],
  })
  assert.deepEqual(parsed('at>2026-04-01T09:00:00,5Z'), {
    op: 'compare',
    path: path('at'),
    comparator: '>',
    value: { kind: 'time', value: '2026-04-01T09:00:00.5Z' },
  })
})

test('4.9 ; binds tighter than |', () => assert.equal(parsed('a;b|c;d').op, 'or'))

for (const [text, problem] of [
  ['', 'InvalidRequest'],
  ['a==', 'InvalidRequest'],
  ['a==foo bar', 'InvalidRequest'],
  ['rel{a', 'InvalidRequest'],
  ['rel{}', 'InvalidRequest'],
  ['rel.sub{a}', 'InvalidRequest'],
  ['!', 'InvalidRequest'],
  ['(a', 'InvalidRequest'],
  ['a)', 'InvalidRequest'],
  ['a==1..true', 'InvalidRequest'],
  ['a>1,2', 'InvalidRequest'],
  ['a~=(x', 'InvalidRequest'],
  ['a~="(?=x)"', 'InvalidRequest'],
  ['a~="\\1"', 'InvalidRequest'],
  ['a=="\\u0000"', 'InvalidRequest'],
  [`${'r{'.repeat(11)}a`, 'TooComplexQuery'],
  [Array.from({ length: 101 }, () => 'a').join(';'), 'TooComplexQuery'],
  ['('.repeat(30), 'TooComplexQuery'],
] as const) {
  test(`4.9 q refuses ${text.slice(0, 20)} with ${problem}`, () => {
    const query = parseQ(text)
    assert.equal(isProblem(query) && query.problem, problem)
  })
}

// `id` and `type` stand for keywords, and have no IRI of their own.
const name = fc.stringMatching(/^[a-zあ-ん][a-z0-9_]{0,5}$/).filter((text) => text !== 'id' && text !== 'type')
const step = fc.record({ relationship: name, types: fc.array(name, { minLength: 1, maxLength: 2 }) }, { requiredKeys: ['relationship'] })
const paths = fc.record(
  {
    attributes: fc.tuple(name, fc.array(name, { maxLength: 2 })).map(([first, rest]): [string, ...string[]] => [first, ...rest]),
    within: fc.array(name, { maxLength: 2 }),
    via: fc.tuple(step, fc.array(step, { maxLength: 1 })).map(([first, rest]): [typeof first, ...(typeof first)[]] => [first, ...rest]),
  },
  { requiredKeys: ['attributes', 'within'] },
)
const strings = fc
  .string({ unit: 'grapheme', maxLength: 8 })
  .filter((text) => text.isWellFormed() && !text.includes('\u0000'))
  .map(string)
const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => number(Object.is(value, -0) ? 0 : value))
const scalar: fc.Arbitrary<QueryScalar> = fc.oneof(
  strings,
  numbers,
  fc.boolean().map((value) => ({ kind: 'boolean', value }) as const),
  fc.constantFrom<QueryScalar>({ kind: 'time', value: '2026-04-01' }, { kind: 'uri', value: 'urn:ngsi-ld:A:1', word: 'urn:ngsi-ld:A:1' }),
)
const term: fc.Arbitrary<QueryExpression> = fc.oneof(
  paths.map((p) => ({ op: 'exists', path: p }) as const),
  paths.map((p) => ({ op: 'exists', path: p, negated: true }) as const),
  fc.record({
    op: fc.constant('compare' as const),
    path: paths,
    comparator: fc.constantFrom('==', '!=', '>', '>=', '<', '<='),
    value: scalar,
  }),
  fc.record({ op: fc.constant('range' as const), path: paths, negated: fc.boolean(), from: numbers, to: numbers }),
  fc.record({
    op: fc.constant('list' as const),
    path: paths,
    negated: fc.boolean(),
    values: fc.array(scalar, { minLength: 2, maxLength: 4 }),
  }),
  fc.record({
    op: fc.constant('match' as const),
    path: paths,
    negated: fc.boolean(),
    pattern: fc.constantFrom('^a+$', 'x|y', '[;|)]', 'a"b', '\\d{2,3}', '\\\\'),
  }),
)
const { query } = fc.letrec<{ query: QueryExpression }>((tie) => ({
  query: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    term,
    fc.record({ op: fc.constantFrom('and', 'or'), of: fc.array(tie('query'), { minLength: 2, maxLength: 3 }) }),
  ),
}))

test('4.9 what is printed is parsed as the same tree', () =>
  fc.assert(
    fc.property(query, (tree) => assert.deepEqual(parseQ(printQ(tree)), JSON.parse(JSON.stringify(tree)))),
    { numRuns: 500 },
  ))

test('4.9 whatever the text, a tree or a problem comes back', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.constantFrom('a', '.', '[', ']', '==', '!=', '~=', '..', ',', ';', '|', '(', ')', '"', '\\', '1', '-', '{', 'urn:x:y'))
      .map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(text, (q) => void parseQ(q)),
    { numRuns: 2_000 },
  )
})

const cafe: Entity = {
  id: 'urn:ngsi-ld:Shop:1',
  types: ['Shop'],
  attributes: {
    name: languageProperty({ ja: 'みなと', en: ['Minato', 'Harbour'] }),
    kinds: property(['cafe', 'bar']),
    address: property({ city: 'Minato', lines: [{ n: 1 }, { n: 2 }] }),
    seats: [property(12, { observedAt: '2026-04-01T09:00:00Z' }), property(20, { datasetId: 'urn:x:evening' })],
    near: relationship('urn:ngsi-ld:Shop:2', { attributes: { metres: property(50) } }),
    kind: { type: 'VocabProperty', vocab: ['open', 'free'] },
    opened: property('2020-05-01T00:00:00.5Z'),
  },
}
for (const [text, expected] of [
  ['name=="みなと"', true],
  ['name[en]=="Harbour"', true],
  ['name[ja]=="Minato"', false],
  ['name[*]=="Minato"', true],
  ['kinds=="bar"', true],
  ['kinds!="bar"', false],
  ['kinds!="shop"', true],
  ['kinds=="shop","cafe"', true],
  ['address[city]~=^Min', true],
  ['address[lines.n]==2', true],
  ['address[lines.n]>2', false],
  ['address[zip]', false],
  ['address[zip]!="1"', false],
  ['seats==20', true],
  ['seats!=20', true],
  ['seats==13..19', false],
  ['seats==12..19', true],
  ['seats.observedAt>2026-04-01T08:59:59Z', true],
  ['seats=="12"', false],
  ['seats!="12"', true],
  ['near==urn:ngsi-ld:Shop:2', true],
  ['near.metres<=50', true],
  ['opened>2020-05-01T00:00:00Z', true],
  ['opened<2020-05-01T00:00:00.6Z', true],
  ['none', false],
  ['none!=1', false],
  ['none!~=x', false],
  ['kinds!~=x', true],
  ['none|seats;near', true],
  ['!none', true],
  ['!seats', false],
  ['seats!~=x', false],
  ['near>"urn:a"', false],
  ['near~=Shop', false],
  ['near!="urn:ngsi-ld:Shop:3"', true],
  ['kind==open', false],
  ['kind=="https://uri.etsi.org/ngsi-ld/default-context/open"', true],
  ['kind!="https://uri.etsi.org/ngsi-ld/default-context/shut"', true],
] as const)
  test(`4.9 ${text} is ${expected} of the café`, () => assert.equal(matchesQ(parsed(text), cafe), expected))

test('4.9 expandValues: a word is what the @context makes of it', () => {
  const context = parseContext({ Male: 'http://example.org/Male' })
  assert.ok(!isProblem(context) && !isMissing(context))
  const person = parseEntity({ id: 'urn:a:1', type: 'Person', gender: { type: 'VocabProperty', vocab: 'Male' } }, { context })
  assert.ok(!isProblem(person))
  const matches = (q: string, expandValues?: readonly string[]): boolean => {
    const query = parseQ(q, context, { expandValues })
    return !isProblem(query) && matchesQ(query, person)
  }
  assert.deepEqual(
    [
      matches('gender==Male', ['gender']),
      matches('gender=="Male"', ['gender']),
      matches('gender==Male'),
      matches('gender=="http://example.org/Male"'),
    ],
    [true, true, false, true],
  )
})

test('4.9 q follows relationships, and heeds the types that are said', () => {
  const others: Readonly<Record<string, Entity>> = {
    'urn:ngsi-ld:Shop:2': {
      id: 'urn:ngsi-ld:Shop:2',
      types: ['Shop', 'Bakery'],
      attributes: { name: property('Pan'), owner: relationship(['urn:p:1', 'urn:p:2']) },
    },
    'urn:p:2': { id: 'urn:p:2', types: ['Person'], attributes: { age: property(50) } },
  }
  const matches = (q: string): boolean => matchesQ(parsed(q), cafe, (id) => others[id])
  assert.deepEqual(
    [
      'near{name}=="Pan"',
      'near{Bakery:name}=="Pan"',
      'near{Cafe,Shop:name}',
      'near{Cafe:name}',
      'near{owner{age}}>49',
      'near{owner{age}}>50',
      'none{name}',
      '!near{zip}',
    ].map(matches),
    [true, true, true, false, true, false, false, true],
  )
  assert.equal(matchesQ(parsed('near{name}'), cafe), false)
  assert.equal(depthOfQ(parsed('a|near{owner{age}}>49')), 2)
  assert.deepEqual([...attributesOfQ(parsed('a.b>1|near{owner{age}};c'))], ['a', 'near', 'c'])
})

test('4.9 names in q are those of the @context, on the way in and out', () => {
  const context = parseContext({ Ort: 'https://example.org/place', von: 'https://example.org/of', Laden: 'https://example.org/Shop' })
  assert.ok(!isProblem(context) && !isMissing(context))
  const query = parseQ('von{Laden:Ort.observedAt}>2026-01-01', context)
  assert.ok(!isProblem(query) && query.op === 'compare')
  assert.deepEqual(query.path, {
    attributes: ['https://example.org/place', 'observedAt'],
    within: [],
    via: [{ relationship: 'https://example.org/of', types: ['https://example.org/Shop'] }],
  })
  assert.equal(printQ(query, context), 'von{Laden:Ort.observedAt}>2026-01-01')
})
