import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { editDistance } from './edit-distance.ts'

/** The textbook recursion, as slow as it is plain. */
function reference(a: string, b: string): number {
  const d: number[][] = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  )
  const at = (i: number, j: number): number => d[i]?.[j] ?? Infinity
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const row = d[i] ?? []
      row[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(at(i, j), at(i - 2, j - 2) + 1)
    }
  return at(a.length, b.length)
}
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 9 })

test('it is the textbook distance, cut at the bound', () =>
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 4 }), (a, b, max) =>
      assert.equal(editDistance(a, b, { max }), Math.min(reference(a, b), max + 1)),
    ),
    { numRuns: 3000 },
  ))

test('aligned with a prefix or a piece, it is the least distance to any of them', () =>
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 4 }), (a, b, max) => {
      const ends = Array.from({ length: b.length + 1 }, (_, n) => n)
      const prefix = Math.min(...ends.map((n) => reference(a, b.slice(0, n))))
      const piece = Math.min(...ends.flatMap((from) => ends.map((to) => reference(a, b.slice(from, Math.max(from, to))))))
      assert.equal(editDistance(a, b, { max, align: 'prefix' }), Math.min(prefix, max + 1))
      assert.equal(editDistance(a, b, { max, align: 'within' }), Math.min(piece, max + 1))
    }),
    { numRuns: 2000 },
  ))

test('a swap of neighbours is one edit', () => assert.equal(editDistance('ebisu', 'ebsiu', { max: 2 }), 1))
