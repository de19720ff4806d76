import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { clauses, clausesOf, namesOf, page, pageOf, shown, sources } from './conformance/conformance.ts'

test('docs/ngsi-ld-conformance.md is what the tests say: npm run conformance writes it anew', () => {
  assert.ok(clauses().length > 250 && sources().length > 30, 'the scan found almost nothing')
  assert.equal(readFileSync(page, 'utf8'), pageOf(shown(sources())))
})

test('a test shows the clauses its name begins with, and no number further on', () => {
  assert.deepEqual(clausesOf('5.6.4, 6.7.3.1: a part of 1.5 m'), ['5.6.4', '6.7.3.1'])
  assert.deepEqual(clausesOf('§4.9 q'), ['4.9'])
  assert.deepEqual(clausesOf('takes 5.6 s'), [])
  assert.deepEqual(namesOf("test('4.9 q', () => {})\nscenario(`5.6.1 it\\'s`, f)\ntest(name, f)"), ['4.9 q', "5.6.1 it\\'s"])
})

test('a clause is shown by a test of its part or of the whole it belongs to', () => {
  const tests = shown([{ file: 'a.test.ts', source: "test('4.5.21 lists', f); test('5.6.4.4 behaviour', f)" }]).filter(
    ({ tests: found }) => found.size > 0,
  )
  assert.deepEqual(
    tests.map(({ number }) => number),
    ['4.5.21.2', '4.5.21.3', '5.6.4'],
  )
})
