import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isProblem, matchesScopes, matchesTypes, parseGeo, parseScopeQ, parseTypes } from './index.ts'

const types = (text: string, ...has: string[]): boolean => {
  const parsed = parseTypes(text)
  return isProblem(parsed) ? assert.fail(parsed.detail) : matchesTypes(parsed, { types: has })
}
test('4.17 types: any with , or |, all with ;', () =>
  assert.deepEqual(
    [types('A,B', 'B'), types('A|B', 'C'), types('(A;B)|C', 'A'), types('(A;B)|C', 'B', 'A'), types('A;B|C', 'C')],
    [true, false, false, true, true],
  ))

const scoped = (text: string, scope?: string[]): boolean => {
  const parsed = parseScopeQ(text)
  return isProblem(parsed) ? assert.fail(parsed.detail) : matchesScopes(parsed, scope === undefined ? {} : { scope })
}
test('4.19 scopes: exact, one level, subtree', () =>
  assert.deepEqual(
    [
      scoped('/a/b', ['/a/b']),
      scoped('/a', ['/a/b']),
      scoped('/a/+', ['/a/b']),
      scoped('/a/+', ['/a/b/c']),
      scoped('/a/#', ['/a/b/c']),
      scoped('/a/#', ['/a']),
      scoped('/#', ['/x']),
      scoped('/#'),
      scoped('/a,/b', ['/b']),
      scoped('/a;/b', ['/a', '/b']),
    ],
    [true, false, true, false, true, true, true, false, true, true],
  ))

test('4.10 geo: relation, geometry and property', () => {
  assert.deepEqual(parseGeo({ georel: 'near;maxDistance==500', geometry: 'Point', coordinates: '[139.7,35.6]', geoproperty: 'entrance' }), {
    relation: { op: 'near', maxDistance_m: 500 },
    geometry: { type: 'Point', coordinates: [139.7, 35.6] },
    property: 'entrance',
  })
  assert.deepEqual(
    parseGeo({
      georel: 'within',
      geometry: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 0],
        ],
      ],
    }),
    {
      relation: { op: 'within' },
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 0],
          ],
        ],
      },
    },
  )
  assert.equal(parseGeo({}), undefined)
})
for (const bad of [
  { georel: 'near' },
  { georel: 'near', geometry: 'Point', coordinates: '[0,0]' },
  { georel: 'near;maxDistance=5', geometry: 'Point', coordinates: '[0,0]' },
  { georel: 'beside', geometry: 'Point', coordinates: '[0,0]' },
  { georel: 'within', geometry: 'Point', coordinates: '[0,91]' },
  { georel: 'within', geometry: 'Circle', coordinates: '[0,0]' },
  { georel: 'within', geometry: 'Point', coordinates: '[0' },
]) {
  test(`4.10 geo refuses ${JSON.stringify(bad)}`, () => {
    const parsed = parseGeo(bad)
    assert.equal(isProblem(parsed) && parsed.problem, 'InvalidRequest')
  })
}
test('4.17 4.19 whatever the text, a tree or a problem comes back', () =>
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'A B / + # ; , | ( )'.split(' ')) })), (text) => {
      parseTypes(text)
      parseScopeQ(text)
      parseGeo({ georel: text, geometry: 'Point', coordinates: text })
    }),
    { numRuns: 1_000 },
  ))
