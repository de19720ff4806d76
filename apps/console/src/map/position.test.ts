import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pairOf, pointOf, rounded, zoomOver } from './position.ts'

test('a position is two numbers of degrees, in any width', () => {
  assert.deepEqual(pointOf({ lon: '139.638', lat: '３５．４４３７' }), { lon: 139.638, lat: 35.4437 })
  for (const wrong of [
    { lon: '', lat: '35' },
    { lon: '181', lat: '35' },
    { lon: '139', lat: '91' },
    { lon: '139', lat: '35度' },
  ])
    assert.equal(pointOf(wrong), undefined)
})

test('a pair that a map hands out fills both fields', () => {
  assert.deepEqual(pairOf('35.4437, 139.6380'), { lat: '35.4437', lon: '139.6380' })
  assert.deepEqual(pairOf('35.4437、139.6380'), { lat: '35.4437', lon: '139.6380' })
  assert.deepEqual([pairOf('35.4437'), pairOf('35.44, '), pairOf('みなと町')], [undefined, undefined, undefined])
})

test('ten centimetres are near enough', () => assert.equal(rounded(139.63801234), 139.638012))

test('a box is seen as a whole, with a margin', () => {
  // 66.51326 degrees is where Mercator is a quarter of the world north of the equator.
  const quarter = 66.51326044311186
  assert.equal(zoomOver([0, -quarter, 10, quarter], 512 * 64).toFixed(3), Math.log2(0.85 * 128).toFixed(3))
  assert.equal(zoomOver([0, 1, 1, 0], 300), 15)
})
