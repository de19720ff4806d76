import assert from 'node:assert/strict'
import { test } from 'node:test'
import { revisionOf } from './revision.ts'
import { tileJson } from './tile-json.ts'

test('credits are text, not HTML, and each is said once', () => {
  const { attribution } = tileJson({
    tenant: 'minato',
    revision: 'r',
    credits: ['© OpenStreetMap contributors', '<b>A & B</b>', '© OpenStreetMap contributors'],
    bounds: undefined,
  })
  assert.equal(attribution, '© OpenStreetMap contributors | &lt;b&gt;A &amp; B&lt;/b&gt;')
})

test('the address of tiles names city and revision; an empty city has no bounds', () => {
  const empty = tileJson({ tenant: 'minato', revision: 'abc', credits: [], bounds: undefined })
  assert.deepEqual(empty.tiles, ['/tiles/base/{z}/{x}/{y}.mvt?city=minato&v=abc'])
  assert.equal('bounds' in empty, false)
  assert.deepEqual(tileJson({ tenant: 'minato', revision: 'abc', credits: [], bounds: [139, 35, 140, 36] }).center, [139.5, 35.5, 14])
})

test('a revision depends on what is published, not on the order', () => {
  assert.equal(revisionOf(['a', 'b']), revisionOf(['b', 'a']))
  assert.equal(new Set([[], ['a'], ['b'], ['a', 'b'], ['ab'], ['a|b']].slice(0, 5).map((ids) => revisionOf(ids))).size, 5)
  assert.match(revisionOf(['0199-x']), /^[0-9a-z]+$/)
})
