import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSpeaker, type Messages, notRewritten } from '@machinaka/ui/i18n'
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
  const bare = Object.entries(jaEasy)
    .flatMap(([key, message]) => (typeof message === 'string' ? [[key, message.replaceAll(/\{[^}]*\}/g, '')] as const] : []))
    .filter(([, text]) => /[一-龠]/.test(text))
  assert.deepEqual(bare, [])
})

test('other languages leave no Japanese behind', () => {
  const kana = (messages: Messages): string[] =>
    Object.entries(messages)
      .filter(([, message]) => typeof message === 'string' && /[ぁ-んァ-ヴ]/.test(message))
      .map(([key]) => key)
  assert.deepEqual([kana(en), kana(zhHans), kana(ko)], [[], [], []])
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

test('what a button shows is part of what it is called (WCAG 2.5.3)', () => {
  const buttons = [
    ['remove', 'departmentRemoveOf'],
    ['remove', 'passkeyRemoveOf'],
    ['remove', 'eventDayRemove'],
    ['remove', 'memberRemoveOf'],
    ['change', 'memberEditOf'],
    ['keyRevoke', 'keyRevokeOf'],
    ['claimWithdraw', 'claimWithdrawOf'],
    ['claimGiveUp', 'claimGiveUpOf'],
    ['subscriptionPause', 'subscriptionPauseOf'],
    ['subscriptionResume', 'subscriptionResumeOf'],
    ['deleteIt', 'subscriptionDeleteOf'],
    ['retry', 'undeliveredReplayOf'],
    ['undeliveredDiscard', 'undeliveredDiscardOf'],
  ] as const
  const speak = { ja, 'ja-easy': jaEasy, en, 'zh-Hans': zhHans, ko }
  const bare = (text: string): string => text.replaceAll(/\s/g, '').toLowerCase()
  const apart = Object.entries(speak).flatMap(([language, messages]) => {
    const { plain } = createSpeaker<typeof ja>(language as keyof typeof speak, messages)
    return buttons
      .filter(([shown, called]) => {
        const name = called === 'eventDayRemove' ? plain(called, { n: 2 }) : plain(called, { name: '○' })
        return !bare(name).includes(bare(plain(shown)))
      })
      .map(([, called]) => `${language} ${called}`)
  })
  assert.deepEqual(apart, [])
})
