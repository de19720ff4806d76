import assert from 'node:assert/strict'
import { test } from 'node:test'
import { folded, type KeptPoint, searchKept } from './offline-search.ts'

const point = (id: string, category: string, group: string, name: string): KeptPoint => ({
  geometry: { coordinates: [139, 35] },
  properties: { id, category, group, open: 'open', name },
})
const points = [
  point('1', 'bakery', 'shop', '港のパン工房'),
  point('2', 'cafe', 'eat', 'カフェ・しおさい'),
  point('3', 'toilet', 'help', '中央公園トイレ'),
]
const words = new Map([
  ['bakery', ['パン屋', 'Bakery']],
  ['toilet', ['トイレ', 'Toilet']],
])
const found = (wishes: Parameters<typeof searchKept>[1]): string[] => searchKept(points, wishes, words).map((place) => place.id)

test('width, case and kana do not matter', () => {
  assert.equal(folded('ﾊﾟﾝ 工房'), folded('ぱん工房'))
  assert.deepEqual([found({ q: 'ぱん' }), found({ q: 'カフエ' }), found({ q: 'ｼｵｻｲ' }), found({ q: 'BAKERY' })], [['1'], [], ['2'], ['1']])
})
test('group and category narrow the list', () =>
  assert.deepEqual(
    [found({ group: 'eat' }), found({ kinds: ['toilet', 'cafe'] }), found({ q: 'トイレ', group: 'eat' })],
    [['2'], ['2', '3'], []],
  ))
test('a kept place never claims to be open', () => assert.equal(searchKept(points, {}, words)[0]?.openState.state, 'unknown'))
