import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSpeaker, notRewritten, type Translated, withKana, withoutReading } from './catalog.ts'
import { rubyRuns, withoutRuby } from './ruby.ts'
import { chooseLanguage, pickText } from './languages.ts'

const ja = { open: '営業中', count: ({ n }: { n: number }) => `${n}件` } as const
const easy: Translated<typeof ja> = { open: '{開|あ}いています', count: ({ n }) => `${n}こ あります` }

test('a speaker keeps readings for drawing and leaves them out of attributes', () => {
  const speaker = createSpeaker<typeof ja>('ja-easy', easy)
  assert.equal(speaker.marked('open'), '{開|あ}いています')
  assert.equal(speaker.plain('open'), '開いています')
  assert.equal(speaker.plain('count', { n: 3 }), '3こ あります')
})

test('the type check refuses a missing message, a missing value and an unknown key', () => {
  // @ts-expect-error `count` is missing
  const missing: Translated<typeof ja> = { open: 'Open' }
  const speaker = createSpeaker<typeof ja>('ja', ja)
  // @ts-expect-error the count needs its number
  assert.throws(() => speaker.plain('count'))
  // @ts-expect-error nobody wrote this one
  assert.throws(() => speaker.plain('closed'), /No message "closed"/)
  assert.equal(Object.keys(missing).length, 1)
})

test('readings are cut into runs', () => {
  assert.deepEqual(rubyRuns('{時間|じかん}を{見|み}る {x}'), [
    { base: '時間', reading: 'じかん' },
    { base: 'を' },
    { base: '見', reading: 'み' },
    { base: 'る {x}' },
  ])
  assert.equal(withoutRuby('{時間|じかん}です'), '時間です')
})

test('easy Japanese that only adds readings to the Japanese sentence is found', () => {
  assert.deepEqual(notRewritten({ a: '{検索|けんさく}', b: 'さがす' }, { a: '検索', b: '検索' }, []), ['a'])
  assert.deepEqual(notRewritten({ a: '{検索|けんさく}' }, { a: '検索' }, ['a']), [])
  assert.deepEqual(notRewritten({ c: ({ n }: { n: number }) => `${n} 件` }, { c: ({ n }: { n: number }) => `${n}件` }, []), ['c'])
})

test('a language is chosen as the person asked', () => {
  assert.equal(chooseLanguage(['ja-JP', 'en']), 'ja')
  assert.equal(chooseLanguage(['zh-CN']), 'zh-Hans')
  assert.equal(chooseLanguage(['zh-Hant-TW', 'ko-KR']), 'ko')
  assert.equal(chooseLanguage(['zh-TW']), 'en')
  assert.equal(chooseLanguage(['fr'], ['ja']), 'ja')
  assert.equal(chooseLanguage([]), 'ja')
})

test('a text falls back to a language the person can use, and says which', () => {
  assert.deepEqual(pickText({ ja: '城', en: 'Castle' }, 'ko'), { text: 'Castle', language: 'en' })
  assert.deepEqual(pickText({ ja: '城' }, 'ja-easy'), { text: '城', language: 'ja' })
  assert.equal(pickText({}, 'ja'), undefined)
})

test('a character without its reading and Japanese left behind are seen', () => {
  assert.deepEqual(withoutReading({ bare: '町に いく', read: '{町|まち}に いく', plain: 'いく' }), ['bare'])
  assert.deepEqual(withKana({ left: 'Go to みなと', done: 'Go to the harbour', chinese: '港口' }), ['left'])
})
