import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { foldText, isKanaOnly, isLatinOnly, romanise, soundOf, toHiragana } from './kana.ts'

const heard = (text: string): string => soundOf(foldText(text))

test('one name has one sound, however it is written', () => {
  const same: readonly (readonly string[])[] = [
    ['えびすじんじゃ', 'エビスジンジャ', 'ｴﾋﾞｽ ｼﾞﾝｼﾞｬ', 'ebisu jinja', 'Ebisu Zinzya', 'EBISUJINJA'],
    ['とうきょう', 'トーキョー', 'Tōkyō', 'Tokyo', 'toukyou', 'Tohkyoh'],
    ['しんばし', 'Shimbashi', 'Shinbashi', 'Sinbasi'],
    ['にっぽり', 'Nippori', 'nipori'],
    ['ほっちゃれ', 'hotchare', 'hocchare'],
    ['つきじ', 'Tsukiji', 'Tukizi'],
    ['おおさか', 'Ōsaka', 'Oosaka', 'Osaka'],
    ['こーひー', 'コーヒー', 'kōhī', 'kohi', 'koohii'],
    ['ゆうびんきょく', 'yūbinkyoku', 'yuubinkyoku', 'yubinkyoku'],
    ['じゅんいち', "Jun'ichi", 'Junichi'],
  ]
  for (const spellings of same) assert.equal(new Set(spellings.map(heard)).size, 1, `${spellings.map((s) => `${s}=${heard(s)}`).join(' ')}`)
  assert.notEqual(heard('びょういん'), heard('びよういん'))
})

test('kana and Latin are told apart from kanji', () => {
  assert.ok(isKanaOnly(foldText('カフェ・ド・ミナト 2')))
  assert.ok(!isKanaOnly(foldText('港町カフェ')))
  assert.ok(isLatinOnly(foldText('Café de Flore')))
  assert.ok(!isLatinOnly(foldText('Café 港')))
})

const morae = [
  ...'あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわがぎぐげござじずぜぞだでどばびぶべぼぱぴぷぺぽん'.split(
    '',
  ),
  'きゃ',
  'しゅ',
  'ちょ',
  'じゃ',
  'りゅ',
  'ひょ',
  'っか',
  'っと',
  'っぱ',
  'っし',
  'おう',
  'ゆう',
  'こう',
  'とう',
]
const kana = fc.array(fc.constantFrom(...morae), { minLength: 1, maxLength: 12 }).map((a) => a.join(''))
const katakana = (text: string): string => text.replace(/[ぁ-ん]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0x60))

test('every romanisation of a reading sounds like the reading', () =>
  fc.assert(
    fc.property(kana, fc.constantFrom('hepburn', 'kunrei'), fc.constantFrom('mark', 'letters', 'none'), (reading, system, long) => {
      assert.equal(heard(romanise(reading, { system, long })), heard(reading))
    }),
    { numRuns: 2000 },
  ))

test('folding is idempotent, and blind to width and script', () =>
  fc.assert(
    fc.property(fc.oneof(kana, fc.string({ unit: 'binary' })), (text) => {
      const folded = foldText(text)
      assert.equal(foldText(folded), folded)
      assert.equal(foldText(toHiragana(text)), folded)
    }),
    { numRuns: 2000 },
  ))

test('katakana folds to the same as hiragana', () =>
  fc.assert(fc.property(kana, (text) => assert.equal(foldText(katakana(text)), foldText(text)))))
