import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSpeaker, notRewritten, withKana, withoutReading } from '@machinaka/ui/i18n'
import { en } from './en/index.ts'
import { alreadyPlain, jaEasy } from './ja-easy/index.ts'
import { ja } from './ja/index.ts'
import { ko } from './ko/index.ts'
import { zhHans } from './zh-hans/index.ts'

test('easy Japanese is its own writing, or listed as already plain', () => {
  assert.ok(Object.keys(ja).length > 300)
  assert.deepEqual(notRewritten(jaEasy, ja, alreadyPlain), [])
  assert.deepEqual(
    alreadyPlain.filter((key) => !notRewritten(jaEasy, ja, []).includes(key)),
    [],
    'a word on the list was rewritten after all',
  )
})

test('easy Japanese gives a reading for every character', () => {
  assert.deepEqual(withoutReading(jaEasy), [])
})

test('other languages leave no Japanese behind', () => {
  assert.deepEqual([withKana(en), withKana(zhHans), withKana(ko)], [[], [], []])
})

test('a report of an import says so as people do', () => {
  const speak = { ja, 'ja-easy': jaEasy, en, 'zh-Hans': zhHans, ko }
  const said = Object.entries(speak).map(([language, messages]) =>
    createSpeaker<typeof ja>(language as keyof typeof speak, messages).plain('runSomeSkipped', { all: 1340, skipped: 12 }),
  )
  assert.deepEqual(said, [
    '1,340件のうち12件は入りませんでした。理由と行番号を下に示します。',
    '1,340この うち 12こは はいりませんでした。したを 見てください。',
    '12 of 1,340 records were left out; reasons and lines are below.',
    '1,340条中有12条未收录，原因与行号如下。',
    '1,340건 중 12건이 빠졌습니다. 이유와 행 번호는 아래와 같습니다.',
  ])
})

test('English counts one and many', () => {
  const { plain } = createSpeaker<typeof ja>('en', en)
  assert.deepEqual([plain('placesShown', { n: 1 }), plain('placesShown', { n: 2 })], ['1 place', '2 places'])
})
