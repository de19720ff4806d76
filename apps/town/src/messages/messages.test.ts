import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFormats, createSpeaker, notRewritten, withKana, withoutReading, withoutRuby } from '@machinaka/ui/i18n'
import { en } from './en.ts'
import { alreadyPlain, jaEasy } from './ja-easy.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { zhHans } from './zh-hans.ts'

test('easy Japanese is its own writing, or listed as already plain', () => {
  assert.ok(Object.keys(ja).length > 150)
  assert.deepEqual(notRewritten(jaEasy, ja, alreadyPlain), [])
  assert.deepEqual(
    alreadyPlain.filter((key) => !notRewritten(jaEasy, ja, []).includes(key)),
    [],
    'a word on the list was rewritten after all',
  )
})

test('easy Japanese gives a reading for every character outside of the first school years', () => {
  assert.deepEqual(withoutReading(jaEasy), [])
})

test('other languages leave no Japanese behind', () => {
  assert.deepEqual([withKana(en), withKana(zhHans), withKana(ko)], [[], [], []])
})

test('a closing shop says so as people do', () => {
  const speak = { ja, 'ja-easy': jaEasy, en, 'zh-Hans': zhHans, ko }
  const said = Object.entries(speak).map(([language, messages]) =>
    createSpeaker<typeof ja>(language as keyof typeof speak, messages).plain('closingSoon', { minutes: 20 }),
  )
  assert.deepEqual(said, ['20分後に閉まります', 'あと 20分で しまります', 'Closes in 20 min', '20分钟后关门', '20분 후 문을 닫습니다'])
})

test('who reports too fast is told how long to wait, in seconds', () => {
  const said = [ja, jaEasy, en, zhHans, ko].map((messages) => messages.reportTooMany({ seconds: 42 }, createFormats('ja')))
  assert.deepEqual(
    said.filter((text) => !text.includes('42') || /時間|hour|小时|1시간/.test(withoutRuby(text).replaceAll('秒', ''))),
    [],
  )
})

test('English counts one and many', () => {
  const { plain } = createSpeaker<typeof ja>('en', en)
  assert.deepEqual([plain('results', { n: 1 }), plain('results', { n: 1200 })], ['1 place', '1,200 places'])
})

test('times in easy Japanese are words', () => {
  const at = new Date('2026-11-25T09:30:00Z')
  assert.equal(withoutRuby(jaEasy.openUntil({ time: at }, createFormats('ja-easy'))), '午後 6時30分まで あいています')
})
