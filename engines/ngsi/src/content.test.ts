/** One test per clause of names, values, types and scopes (ETSI GS CIM 009 V1.9.1 §4.6, §4.16–§4.19, §4.22, §5.5). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  applyCommand,
  instant,
  isName,
  isProblem,
  isUri,
  matchesScopes,
  matchesTypes,
  parseEntity,
  parseEntityPatch,
  parseFragment,
  parseScopeQ,
  parseTypes,
  presentEntity,
  type Command,
  type Problem,
  type TimedEntity,
} from './index.ts'

const ok = <T>(value: T | Problem): T => {
  assert.ok(!isProblem(value), JSON.stringify(value))
  return value
}
const T0 = '2026-01-01T00:00:00Z'
const entity = (json: object): TimedEntity => ({ ...ok(parseEntity({ id: 'urn:a:1', type: 'A', ...json })), createdAt: T0, modifiedAt: T0 })
const applied = (before: TimedEntity, command: Command): TimedEntity =>
  ok(applyCommand(before, command, '2026-01-02T00:00:00Z')).entity ?? assert.fail()

test('4.6.1 text in any script comes back as it was; what is no Unicode text is refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const shown = presentEntity(entity({ a: { type: 'Property', value: text } }), { format: 'simplified', sysAttrs: false })
      assert.equal(shown['a'], text)
    }),
  )
  for (const broken of ['\ud800', 'a\u0000'])
    assert.ok(isProblem(parseEntity({ id: 'urn:a:1', type: 'A', a: { type: 'Property', value: broken } })))
})

test('4.6.2 names: letters of any script, digits and _, with a prefix, or IRIs', () => {
  for (const name of ['a', '住所', 'x_1', 'schema:name', '型:名', 'https://example.org/a']) assert.ok(isName(name), name)
  for (const name of ['', '1a', '_a', 'a b', 'a-b', 'a.b', 'a<b', 'a:', ':a', '<script>']) {
    assert.ok(!isName(name), name)
    assert.ok(isProblem(parseEntity({ id: 'urn:a:1', type: 'A', [name]: 1 })), name)
    assert.ok(isProblem(parseEntity({ id: 'urn:a:1', type: name })), name)
  }
})

test('4.6.3 DateTime is in UTC with Z, up to six digits of a second, comma or point; all JSON types are values', () => {
  for (const [text, expected] of [
    ['2026-04-01T09:00:00Z', '2026-04-01T09:00:00Z'],
    ['2026-04-01T09:00:00,5Z', '2026-04-01T09:00:00.5Z'],
    ['2026-04-01T09:00:00.123456Z', '2026-04-01T09:00:00.123456Z'],
    ['2026-04-01T09:00:00.1234567Z', undefined],
    ['2026-04-01T09:00:00+09:00', undefined],
    ['2026-04-01T09:00Z', undefined],
    ['2026-02-30T00:00:00Z', undefined],
    ['2025-02-29T00:00:00Z', undefined],
    ['2024-02-29T23:59:60Z', '2024-02-29T23:59:60Z'],
    ['0000-01-01T00:00:00Z', undefined],
    ['2026-04-01', undefined],
  ] as const)
    assert.equal(instant(text), expected, text)
  for (const value of [true, 0, -1.5e300, 'x', [1, [2]], { a: { b: null } }])
    assert.deepEqual(entity({ a: { type: 'Property', value } }).attributes['a'], { type: 'Property', value })
  assert.ok(isUri('https://例え.jp/場所') && !isUri('no uri') && !isUri('urn:'))
})

test('4.6.4 content that scripts could hide in is kept and returned unchanged', () => {
  const value = `<script>alert("x'=;()")</script>`
  const shown = presentEntity(entity({ a: value, b: { type: 'LanguageProperty', languageMap: { en: value } } }), {
    format: 'simplified',
    sysAttrs: false,
  })
  assert.deepEqual([shown['a'], shown['b']], [value, { languageMap: { en: value } }])
})

test('4.6.5 language maps hold texts or lists of texts under tags of RFC 5646 or @none', () => {
  for (const languageMap of [{ 'zh-Hant-TW': 'x' }, { '@none': ['x', 'y'] }, {}]) entity({ a: { languageMap } })
  for (const languageMap of [{ 日本: 'x' }, { en: null }, { '': 'x' }, { en_GB: 'x' }])
    assert.ok(isProblem(parseEntity({ id: 'urn:a:1', type: 'A', a: { languageMap } })), JSON.stringify(languageMap))
})

test('4.16 an entity has several types; updates add types and never take one away', () => {
  const before = entity({ type: ['A', 'B'] })
  const fragment = ok(parseFragment({ type: ['C', 'A'] }))
  for (const kind of ['append', 'update'] as const) assert.deepEqual(applied(before, { kind, fragment }).types, ['A', 'B', 'C'])
  assert.deepEqual(applied(before, { kind: 'merge', patch: ok(parseEntityPatch({ type: 'C' })) }).types, ['A', 'B', 'C'])
  assert.deepEqual(applied(before, { kind: 'replace', entity: entity({ type: 'C' }) }).types, ['C'])
})

test('4.17 types: any of a list, all in parentheses, URIs too', () => {
  const selects = (text: string, types: readonly string[]): boolean => matchesTypes(ok(parseTypes(text)), { types })
  assert.deepEqual(
    [
      selects('Building|House', ['House']),
      selects('Building,House', ['Home']),
      selects('(Home;Vehicle)', ['Home']),
      selects('(Home;Vehicle)|Motorhome', ['Vehicle', 'Home', 'X']),
      selects('(Home;Vehicle),Motorhome', ['Motorhome']),
      selects('https://example.org/T', ['https://example.org/T']),
      selects('https://uri.etsi.org/ngsi-ld/default-context/House', ['House']),
    ],
    [true, false, false, true, true, true, true],
  )
})

test('4.18 scopes: one or several, with or without the leading slash', () => {
  assert.deepEqual(entity({ scope: ['/Madrid/Gardens', 'Madrid', '/Madrid'] }).scope, ['/Madrid/Gardens', '/Madrid'])
  for (const scope of ['', '/', '/a//b', '/a b', '/1', 7, ['x', 7], 'urn:ngsi-ld:null'])
    assert.ok(isProblem(parseEntity({ id: 'urn:a:1', type: 'A', scope })), JSON.stringify(scope))
})

test('4.19 scope queries: exact, one level, subtree, any at all; all in parentheses', () => {
  const selects = (text: string, scope: readonly string[]): boolean => matchesScopes(ok(parseScopeQ(text)), { scope })
  assert.deepEqual(
    [
      selects('/Madrid', ['/Madrid']),
      selects('/Madrid', ['/Madrid/Gardens']),
      selects('/Madrid/Gardens/#', ['/Madrid/Gardens']),
      selects('/Madrid/Gardens/#', ['/Madrid/Gardens/ParqueNorte/Parterre1']),
      selects('/Madrid/+/ParqueNorte', ['/Madrid/Sights/ParqueNorte']),
      selects('(/Madrid/Districts;/CompanyA)', ['/CompanyA', '/Madrid/Districts']),
      selects('(/Madrid/Districts;/CompanyA)', ['/CompanyA']),
      selects('(/Madrid/Districts;/CompanyA)|/CompanyB', ['/CompanyB']),
      selects('/#', ['/x']),
      selects('/#', []),
    ],
    [true, false, true, true, true, true, false, true, true, false],
  )
})

test('4.22 expiresAt of entities and attributes: set, changed and taken away', () => {
  const before = entity({ expiresAt: '2030-01-01T00:00:00Z', a: { type: 'Property', value: 1, expiresAt: '2029-01-01T00:00:00Z' } })
  const patch = ok(parseEntityPatch({ expiresAt: '2031-01-01T00:00:00Z', a: { expiresAt: 'urn:ngsi-ld:null' } }))
  const after = applied(before, { kind: 'merge', patch })
  assert.equal(after.expiresAt, '2031-01-01T00:00:00Z')
  assert.deepEqual(after.attributes['a'], { type: 'Property', value: 1 })
  assert.equal(applied(after, { kind: 'merge', patch: ok(parseEntityPatch({ expiresAt: 'urn:ngsi-ld:null' })) }).expiresAt, undefined)
  assert.ok(isProblem(parseEntity({ id: 'urn:a:1', type: 'A', expiresAt: 'soon' })))
})

test('5.5.4 the NGSI-LD Null inside of values, languages and members belongs to merges only', () => {
  const NULL = 'urn:ngsi-ld:null'
  const inside = [
    { a: { type: 'Property', value: { b: NULL } } },
    { a: { type: 'Property', value: 1, b: NULL } },
    { a: { type: 'Property', value: 1, unitCode: NULL } },
    { a: { type: 'LanguageProperty', languageMap: { en: NULL, fr: 'x' } } },
    { a: { type: 'Property', value: 1, datasetId: NULL } },
  ]
  for (const json of inside) {
    assert.ok(isProblem(parseEntity({ id: 'urn:a:1', type: 'A', ...json })), JSON.stringify(json))
    assert.ok(isProblem(parseFragment(json)), JSON.stringify(json))
  }
  assert.deepEqual(
    inside.map((json) => isProblem(parseEntityPatch(json))),
    [false, false, false, false, true],
  )
  for (const head of [{ id: NULL }, { type: NULL }, { scope: NULL }, { expiresAt: NULL }])
    assert.ok(isProblem(parseEntity({ id: 'urn:a:1', type: 'A', ...head })), JSON.stringify(head))
})

test('5.5.2 refusals carry the error types of the standard, and say what to do', () => {
  const problems = [
    parseEntity({}),
    parseTypes('('),
    applyCommand(undefined, { kind: 'delete' }, T0),
    applyCommand(entity({}), { kind: 'create', entity: entity({}) }, T0),
  ]
  assert.deepEqual(
    problems.map((one) => (isProblem(one) ? one.problem : '')),
    ['BadRequestData', 'InvalidRequest', 'ResourceNotFound', 'AlreadyExists'],
  )
  for (const one of problems) assert.ok(isProblem(one) && one.detail.length > 10)
})
