import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hours } from '../names/hours.ts'
import { hoursOf, kinds } from '../names/kinds.ts'
import { about } from '../names/about.ts'
import { katakana, romaji } from '../names/romaji.ts'
import { entries } from './places.ts'
import { createTown } from './town.ts'
import openingHours from 'opening_hours'

const list = entries()
const places = createTown(1).places
const japan = { lat: 34.8, lon: 138.5, address: { country_code: 'jp', state: '' } }

test('every line has a name in five languages, and no name twice', () => {
  for (const { names } of list) {
    assert.match(names.kana, /^[ぁ-ゖー ]+$/u, names.kana)
    assert.match(names.en, /^[\x20-\x7e]+$/u, names.en)
    assert.match(names.zh, /\p{Script=Han}/u, names.zh)
    assert.doesNotMatch(names.zh, /[\p{Script=Hiragana}\p{Script=Katakana}]/u, names.zh)
    assert.match(names.ko, /\p{Script=Hangul}/u, names.ko)
  }
  for (const key of ['ja', 'en', 'zh', 'ko'] as const) {
    const seen = list.map((e) => e.names[key])
    assert.deepEqual(
      seen.filter((n, i) => seen.indexOf(n) !== i),
      [],
      key,
    )
  }
})

test('a wrong line is refused by its text', () => {
  assert.throws(() => entries('ramen|station|らーめん'), /not seven columns: ramen/)
  assert.throws(() => entries('castle-shop|station|a|b|c|d|e'), /no kind is called castle-shop/)
})

test('what is said about single places is said about places that exist', () => {
  const names = new Set(list.map((e) => e.names.ja))
  assert.deepEqual(
    [...Object.keys(about), ...Object.keys(hoursOf)].filter((n) => !names.has(n)),
    [],
  )
  assert.ok(Object.keys(about).length >= 40)
  assert.deepEqual(
    Object.keys(kinds).filter((k) => list.every((e) => e.kind !== k)),
    [],
    'kinds that nobody has',
  )
})

for (const [habit, all] of Object.entries(hours))
  test(`opening hours parse: ${habit}`, () => {
    for (const value of all) {
      const parsed = new openingHours(value, japan)
      assert.deepEqual(
        parsed.getWarnings().filter((w) => !/PH|SH|comment/.test(w)),
        [],
        value,
      )
    }
  })

test('hours are varied, and some places have none', () => {
  const values = places.flatMap((p) => (p.hours === undefined ? [] : [p.hours]))
  assert.ok(new Set(values).size > 50)
  for (const sign of [/24\/7/, /PH off/, /,17:00-|,17:30-/, /-0[1-5]:00|-26:00/, /\[\d\]/, /Apr-Sep/, /"/])
    assert.ok(
      values.some((v) => sign.test(v)),
      String(sign),
    )
  assert.ok(places.length - values.length > 8)
})

test('facts for everybody: wheelchair, telephone of no exchange, web of no site', () => {
  assert.ok(places.filter((p) => p.tags['wheelchair'] !== undefined).length > 150)
  for (const p of places) {
    assert.match(p.tags['phone'] ?? '0000-00-0000', /^0000-/)
    assert.match(p.tags['website'] ?? 'https://www.example.jp/', /^https:\/\/www\.example\.jp\//)
  }
})

test('kana become Hepburn and katakana', () => {
  const spoken = [
    ['みなと まちなか', 'Minato Machinaka'],
    ['しおみ じんじゃ', 'Shiomi Jinja'],
    ['こうえん', 'Kōen'],
    ['きっさ うみねこ', 'Kissa Umineko'],
    ['らーめん はとば', 'Rāmen Hatoba'],
    ['しんよう きんこ', "Shin'yō Kinko"],
    ['まっちゃ', 'Matcha'],
    ['あわあわ', 'Awaawa'],
    ['えほん の みせ', 'Ehon no Mise'],
    ['ぴっつぁ', 'Pittsa'],
    ['びすとろ ゔぇるじぇ', 'Bisutoro Veruje'],
  ]
  assert.deepEqual(
    spoken.map(([kana = '']) => [kana, romaji(kana)]),
    spoken,
  )
  assert.equal(katakana('しおみ じんじゃ'), 'シオミジンジャ')
  assert.throws(() => romaji('港'), /not hiragana/)
})
