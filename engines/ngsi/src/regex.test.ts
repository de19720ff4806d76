import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isProblem, parseRegex, type Regex } from './index.ts'

const regex = (pattern: string): Regex => {
  const parsed = parseRegex(pattern)
  if (isProblem(parsed)) assert.fail(parsed.detail)
  return parsed
}

// JavaScript's own engine is the reference for the syntax that the two share.
const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', '[a-c1]', '(?:ab|c)', '(a|)', '\\.', 'あ')
const piece = fc.tuple(atom, fc.constantFrom('', '*', '+', '?', '{2}', '{1,}', '{0,2}')).map(([one, times]) => one + times)
const pattern = fc
  .tuple(fc.constantFrom('', '^'), fc.array(fc.oneof(piece, fc.constant('|')), { maxLength: 6 }), fc.constantFrom('', '$'))
  .map(([start, body, end]) => start + body.join('') + end)
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '.', 'あ', '𠮟', '\n'), maxLength: 8 })

test('4.9 patterns match as JavaScript does', () =>
  fc.assert(
    fc.property(pattern, text, (one, input) => assert.equal(regex(one).test(input), new RegExp(one, 'su').test(input))),
    { numRuns: 2_000 },
  ))

test('4.9 a pattern that makes a backtracking engine explode is linear here', () => {
  const evil = regex('^(a+)+$')
  assert.equal(evil.test(`${'a'.repeat(20_000)}!`), false)
  assert.equal(evil.test('a'.repeat(20_000)), true)
})

for (const bad of [
  '(',
  ')',
  '[a',
  '[]',
  'a**',
  '*a',
  'a{',
  'a{2,1}',
  'a{999}',
  '(?=a)',
  '(?<n>a)',
  '\\1',
  '\\b',
  '[z-a]',
  '^*',
  '[[:alpha:]]',
  '\u0000',
  '((a{90}){90}){90}',
  'x'.repeat(257),
]) {
  test(`4.9 patterns: refuses ${JSON.stringify(bad.slice(0, 12))}`, () => assert.ok(isProblem(parseRegex(bad))))
}

test('4.9 patterns: whatever the text, an expression or a problem comes back', () =>
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...Array.from('ab[](){}*+?|^$\\-,1')) })),
      (one) => void parseRegex(one),
    ),
    { numRuns: 2_000 },
  ))
