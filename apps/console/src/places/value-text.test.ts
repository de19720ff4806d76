import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPosition, valueText } from './value-text.ts'

test('values of any field are short texts for people', () => {
  assert.deepEqual(
    [
      null,
      '',
      '無料',
      33,
      ['cafe', 'wifi'],
      { ja: '喫茶', en: 'Café' },
      { type: 'Point', coordinates: [138.5, 34.8] },
      { streetAddress: '港町1-2', addressCountry: 'JP' },
    ].map(valueText),
    ['—', '—', '無料', '33', 'cafe、wifi', 'ja: 喫茶 / en: Café', '34.80000, 138.50000', '港町1-2'],
  )
  assert.deepEqual([isPosition({ type: 'Point', coordinates: [1, 2] }), isPosition({ ja: 'a' }), isPosition(null)], [true, false, false])
})
