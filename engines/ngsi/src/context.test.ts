import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  coreContext,
  coreContextUrl,
  coreDocument,
  coreVersionOf,
  coreVersions,
  isMissing,
  isProblem,
  parseContext,
  parseEntity,
  parseQ,
  presentEntity,
  type Json,
  type TermContext,
} from './index.ts'

const parsed = (value: unknown, documents: Record<string, Json> = {}): TermContext => {
  const context = parseContext(value, (url) => (Object.hasOwn(documents, url) ? documents[url] : undefined))
  assert.ok(!isProblem(context) && !isMissing(context), JSON.stringify(context))
  return context
}
const refused = (value: unknown, documents: Record<string, Json> = {}): string => {
  const context = parseContext(value, (url) => documents[url])
  assert.ok(isProblem(context))
  assert.equal(context.problem, 'BadRequestData')
  return context.detail
}
const SHOP = { shop: 'https://example.org/shop#', Shop: 'shop:Shop', seats: { '@id': 'shop:seats', '@type': 'shop:count' } }

test('4.4 every published edition of the core can be printed, and is found by its URL', () => {
  const sizes = coreVersions.map((version) => Object.keys(coreDocument(version)['@context']).length)
  assert.deepEqual(sizes, [109, 117, 124, 147, 152, 184, 212])
  for (const version of coreVersions) assert.equal(coreVersionOf(coreContextUrl(version)), version)
  assert.equal(coreVersionOf('http://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld'), '1.9')
  assert.equal(coreVersionOf('https://example.org/ngsi-ld-core-context-v1.9.jsonld'), undefined)
  assert.equal(coreDocument('1.7')['@context']['VocabularyProperty'], 'ngsi-ld:VocabularyProperty')
  assert.deepEqual(coreDocument('1.9')['@context']['vocab'], { '@id': 'ngsi-ld:hasVocab', '@type': '@vocab' })
})

test('4.4 core terms, names of the default vocabulary, prefixes and IRIs expand, and come back', () => {
  const core = coreContext()
  assert.equal(core.expand('location'), 'https://uri.etsi.org/ngsi-ld/location')
  assert.equal(core.expand('title'), 'http://purl.org/dc/terms/title')
  assert.equal(core.expand('temperature'), 'https://uri.etsi.org/ngsi-ld/default-context/temperature')
  assert.equal(core.expand('ngsi-ld:location'), 'https://uri.etsi.org/ngsi-ld/location')
  assert.equal(core.expand('urn:x:y'), 'urn:x:y')
  assert.equal(core.stored('https://uri.etsi.org/ngsi-ld/default-context/temperature'), 'temperature')
  assert.equal(core.compact('temperature'), 'temperature')
  assert.equal(core.compact('https://example.org/x'), 'https://example.org/x')
  // A core term's name in the default vocabulary is another IRI, and keeps its own form.
  assert.equal(
    core.stored('https://uri.etsi.org/ngsi-ld/default-context/location'),
    'https://uri.etsi.org/ngsi-ld/default-context/location',
  )
})

test('5.5.7 the terms of a user context expand and compact; without a term the IRI is shown', () => {
  const context = parsed(SHOP)
  assert.equal(context.expand('Shop'), 'https://example.org/shop#Shop')
  assert.equal(context.stored('shop:other'), 'https://example.org/shop#other')
  assert.equal(context.compact('https://example.org/shop#seats'), 'seats')
  assert.equal(context.compact('https://example.org/shop#other'), 'https://example.org/shop#other')
  assert.deepEqual(context.coercion('seats'), { iri: 'https://example.org/shop#seats', type: 'https://example.org/shop#count' })
  assert.deepEqual(context.shown, [SHOP, coreContextUrl('1.9')])
})

test('4.4 core terms always win, and so does the core vocabulary', () => {
  const context = parsed({ '@vocab': 'https://example.org/v/', location: 'https://example.org/here', own: { '@type': '@id' } })
  assert.equal(context.expand('location'), 'https://uri.etsi.org/ngsi-ld/location')
  assert.equal(context.compact('https://example.org/here'), 'https://example.org/here')
  assert.equal(context.expand('unknown'), 'https://uri.etsi.org/ngsi-ld/default-context/unknown')
  // A term that its context defines without an IRI is of that context's vocabulary.
  assert.equal(context.expand('own'), 'https://example.org/v/own')
})

test('5.5.7 a name that a user context maps elsewhere is not what the short stored name means', () => {
  const context = parsed({ name: 'https://schema.org/name' })
  assert.equal(context.stored('name'), 'https://schema.org/name')
  assert.equal(context.compact('https://schema.org/name'), 'name')
  assert.equal(context.compact('name'), 'ngsi-ld:default-context/name')
})

test('5.5.5 no context, the core context, and lists that end with it mean the same', () => {
  assert.equal(parseContext(undefined), coreContext())
  assert.equal(parseContext(coreContextUrl('1.9')), coreContext())
  const listed = parsed([SHOP, coreContextUrl('1.9')])
  assert.deepEqual(listed.shown, [SHOP, coreContextUrl('1.9')])
  assert.equal(parsed([coreContextUrl('1.6')]).expand('entityList'), 'https://uri.etsi.org/ngsi-ld/entityList')
})

test('5.5.6 remote contexts: asked for by URL, nested, relative to each other', () => {
  const [a, b] = ['https://example.org/a/context.jsonld', 'https://example.org/a/more.jsonld']
  assert.deepEqual(parseContext([a, { x: 'https://example.org/x' }]), { missing: [a] })
  const documents: Record<string, Json> = {
    [a]: { '@context': ['more.jsonld', { A: 'm:A' }] },
    [b]: { '@context': { m: 'https://example.org/m/' } },
  }
  assert.deepEqual(
    parseContext(a, (url) => (url === a ? documents[a] : undefined)),
    { missing: [b] },
  )
  const context = parsed(a, documents)
  assert.equal(context.expand('A'), 'https://example.org/m/A')
  const changed = parsed(a, { ...documents, [b]: { '@context': { m: 'https://example.org/n/' } } })
  assert.notEqual(context.key, changed.key)
})

test('5.5.6 what is no context is BadRequestData: scoped, recursive, deep, circular, not a context', () => {
  assert.match(refused({ a: { '@id': 'https://example.org/a', '@context': {} } }), /scoped/)
  assert.match(refused('https://example.org/a', { 'https://example.org/a': { '@context': 'https://example.org/a' } }), /includes itself/)
  assert.match(refused({ a: 'b:x', b: 'a:y' }), /defined by itself/)
  assert.match(refused('https://example.org/a', { 'https://example.org/a': { no: 'context' } }), /no JSON-LD document/)
  assert.match(refused('ftp://example.org/a'), /http/)
  assert.match(refused('not a url'), /no absolute URL/)
  assert.match(refused(7), /URL, an object/)
  assert.match(refused({ '@type': 'x' }), /keyword/)
  let deep: Json = {}
  for (let i = 0; i < 50_000; i += 1) deep = [deep]
  assert.match(refused(deep), /deeper/)
})

test('5.5.7 whatever the context, a parsed one, a problem or a list of documents comes back', () => {
  const iri = fc.oneof(fc.webUrl(), fc.constantFrom('a:b', 'b:c', '@type', 'x', '', '__proto__:y', 'constructor'), fc.string())
  const definition = fc.oneof(
    iri,
    fc.constant(null),
    fc.record({ '@id': iri, '@type': iri, '@container': fc.constantFrom('@list', '@set') }, { requiredKeys: [] }),
  )
  const keys = fc.oneof(fc.constantFrom('a', 'b', '@vocab', '@base', '__proto__', 'id', 'location', 'a:b'), fc.string())
  const context = fc.dictionary(keys, definition)
  fc.assert(
    fc.property(fc.oneof(context, fc.array(fc.oneof(context, iri)), fc.jsonValue()), fc.string(), (value, name) => {
      const one = parseContext(value)
      if (isProblem(one) || isMissing(one)) return
      // The stored form is one to one with the IRI, and what is shown is read back as the same name.
      const stored = one.stored(name)
      assert.equal(one.stored(one.compact(stored)), stored)
    }),
    { numRuns: 2_000 },
  )
})

test('5.5.7 an entity is read with one context and shown with another', () => {
  const entity = parseEntity({ id: 'urn:a:1', type: 'Shop', seats: { type: 'Property', value: 4 }, name: 'a' }, { context: parsed(SHOP) })
  assert.ok(!isProblem(entity))
  assert.deepEqual(Object.keys(entity.attributes), ['https://example.org/shop#seats', 'name'])
  const options = { format: 'simplified', sysAttrs: false } as const
  assert.deepEqual(presentEntity(entity, { ...options, context: parsed({ plätze: 'https://example.org/shop#seats' }) }), {
    id: 'urn:a:1',
    type: 'https://example.org/shop#Shop',
    plätze: 4,
    name: 'a',
  })
  const query = parseQ('seats>3', parsed(SHOP))
  assert.ok(!isProblem(query) && query.op === 'compare')
  assert.deepEqual(query.path.attributes, ['https://example.org/shop#seats'])
})
