import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { categories, groups, isCategory } from './categories.ts'
import { tagTableMarkdown } from './osm-tags-doc.ts'
import { additionOnly, categorise, tagRules } from './osm-tags.ts'

test('docs/osm-tags.md is the table', () =>
  assert.equal(readFileSync(new URL('../../../../docs/osm-tags.md', import.meta.url), 'utf8'), tagTableMarkdown()))

test('every row leads to a category, and nearly every category has a row', () => {
  for (const rule of tagRules) assert.ok(isCategory(rule.category), `${rule.key}=${rule.value} → ${rule.category}`)
  const reached = new Set(tagRules.map((r) => r.category))
  assert.deepEqual(
    categories.map((c) => c.code).filter((code) => !reached.has(code)),
    [],
  )
})

test('no tag stands twice with the same condition', () => {
  const keys = tagRules.map((r) => `${r.key}=${r.value}&${r.and?.join('=') ?? ''}`)
  assert.deepEqual(
    keys.filter((k, i) => keys.indexOf(k) !== i),
    [],
  )
})

test('categories have their words in every language and a plain one of their own', () => {
  assert.deepEqual(
    categories.map((c) => c.code).filter((c, i, all) => all.indexOf(c) !== i),
    [],
  )
  for (const c of [...categories, ...groups])
    for (const [language, word] of Object.entries(c.name)) assert.ok(word.trim() !== '', `${c.code} ${language}`)
  assert.deepEqual([...new Set(categories.map((c) => c.group))].sort(), groups.map((g) => g.code).sort())
})

const read = (text: string) => categorise(Object.fromEntries(text.split(' ').map((t) => t.split('=') as [string, string])))
const drawn = (text: string): string => {
  const c = read(text)
  return c === undefined ? '—' : `${c.codes.join('+')}${c.nameless ? ' nameless' : ''}`
}

test('tags are read as the town means them', () => {
  assert.deepEqual(
    [
      'amenity=restaurant',
      'amenity=place_of_worship religion=shinto',
      'amenity=place_of_worship religion=buddhist',
      'shop=convenience atm=yes',
      'atm=yes',
      'shop=honey',
      'shop=no',
      'amenity=cafe internet_access=wlan internet_access:fee=no',
      'highway=residential',
      'amenity=bench',
      'tourism=information information=map',
      'tourism=information information=office',
      'amenity=cafe;bar',
      'emergency=defibrillator',
      'amenity=toilets changing_table=yes',
    ].map(drawn),
    [
      'restaurant',
      'shrine',
      'temple',
      'convenience+bank',
      '—',
      'shop',
      '—',
      'cafe+wifi',
      '—',
      'bench nameless',
      '—',
      'information',
      'cafe',
      'aed nameless',
      'toilet+nursing-room nameless',
    ],
  )
  assert.ok(additionOnly.has('atm'))
})
