import assert from 'node:assert/strict'
import { test } from 'node:test'
import { searchIndex, categoriesCalled, type SearchDocument } from './search-index.ts'
import { searchQueries } from './search-queries.ts'

const town: readonly (readonly [name: string, reading: string, category: string, address?: string, other?: string])[] = [
  ['恵比寿神社', 'えびすじんじゃ', 'shrine', '渋谷区恵比寿西一丁目'],
  ['恵比寿駅', 'えびすえき', 'station'],
  ['アーティゾン美術館', 'あーてぃぞんびじゅつかん', 'museum', '中央区京橋一丁目', 'Artizon Museum'],
  ['港町美容院', 'みなとまちびよういん', 'beauty'],
  ['港町病院', 'みなとまちびょういん', 'hospital', 'みなと町本町2'],
  ['喫茶かもめ', 'きっさかもめ', 'cafe', 'みなと町本町1'],
  ['大坂屋', 'おおさかや', 'sweets'],
  ['ファミリーマート', 'ふぁみりーまーと', 'convenience', 'みなと町駅前', 'FamilyMart みなと町駅前店'],
  ['신주쿠 식당', '', 'restaurant'],
]
const documents: SearchDocument[] = town.map(([name, reading, category, address, other], i) => ({
  id: `p${i}`,
  names: other === undefined ? [name] : [name, other],
  readings: reading === '' ? [] : [reading],
  category: [category],
  address,
}))
const index = searchIndex(documents)
const first = (q: string): string | undefined => {
  const hit = index.search(q)[0]
  return hit === undefined ? undefined : town[hit.document]?.[0]
}
const found = (q: string): string[] =>
  index
    .search(q)
    .map((h) => town[h.document]?.[0] ?? '')
    .sort()

test('a place is found as it sounds, as it is written, and with a mistake', () => {
  const asked: Readonly<Record<string, string>> = {
    えびすじんじゃ: '恵比寿神社',
    'ebisu jinja': '恵比寿神社',
    'EBISU ZINZYA': '恵比寿神社',
    エビス神社: '恵比寿神社',
    ｴﾋﾞｽｼﾞﾝｼﾞｬ: '恵比寿神社',
    'ebsiu jinja': '恵比寿神社',
    えびすじんしゃ: '恵比寿神社',
    アーティゾン美術館: 'アーティゾン美術館',
    アーティソン美術館: 'アーティゾン美術館',
    アーティゾン美術感: 'アーティゾン美術館',
    artizon: 'アーティゾン美術館',
    'ātizon bijutsukan': 'アーティゾン美術館',
    びよういん: '港町美容院',
    みなとまちびょういん: '港町病院',
    osakaya: '大坂屋',
    Ōsakaya: '大坂屋',
    'ファミリーマート みなと町駅前店': 'ファミリーマート',
    신주쿠식당: '신주쿠 식당',
  }
  for (const [q, name] of Object.entries(asked)) assert.equal(first(q), name, q)
})

test('words are names, categories or addresses, all of them at once', () => {
  assert.deepEqual(found('コンビニ'), ['ファミリーマート'])
  assert.deepEqual(found('coffee'), ['喫茶かもめ'])
  assert.deepEqual(found('きっさてん'), ['喫茶かもめ'])
  assert.deepEqual(found('厕所'), [])
  assert.deepEqual(found('みなと町 カフェ'), ['喫茶かもめ'])
  assert.deepEqual(found('本町'), ['喫茶かもめ', '港町病院'])
  assert.deepEqual([...categoriesCalled('トイレ')], ['toilet'])
  assert.deepEqual([...categoriesCalled('toire')], ['toilet'])
})

test('nothing is found for nothing, and for what nobody calls a place', () => {
  for (const q of ['', '   ', '・・・', 'zzzzqqqq', '！？']) assert.deepEqual(index.search(q), [], JSON.stringify(q))
})

/** Names that are built, so that the test needs no data: 30 families × 20 trades × 3 quarters. */
function builtTown(): { id: string; name: string; reading: string }[] {
  const families =
    'さとう すずき たかはし たなか いとう わたなべ やまもと なかむら こばやし かとう よしだ やまだ ささき やまぐち まつもと いのうえ きむら はやし しみず さいとう もり いけだ はしもと やました いしかわ なかじま まえだ ふじた おがわ ごとう'.split(
      ' ',
    )
  const trades =
    'しょくどう きっさ べーかりー しょてん でんき くすり びよういん ほけんじむしょ そろばんじゅく とけいてん くつてん はなや さかなや にくや とうふてん りょかん せんとう すしてん やきとり ふとんてん'.split(
      ' ',
    )
  return families.flatMap((f) =>
    trades.flatMap((t) => ['ひがし', 'にし', 'みなと'].map((q) => ({ id: `${q}${f}${t}`, name: `${q}${f}${t}`, reading: `${q}${f}${t}` }))),
  )
}

test('recall over a built town: kana and romaji 95 %, one mistake 90 %', () => {
  const places = builtTown()
  const built = searchIndex(places.map((p) => ({ id: p.id, names: [p.name], readings: [p.reading], category: ['shop'] })))
  const tally = { kana: [0, 0], romaji: [0, 0], typo: [0, 0] }
  for (const q of searchQueries(places, 7, 600)) {
    const top = built
      .search(q.text)
      .slice(0, 5)
      .map((h) => places[h.document]?.id ?? '')
    const counts = tally[q.kind]
    counts[0] = (counts[0] ?? 0) + (q.expect.some((e) => top.includes(e)) ? 1 : 0)
    counts[1] = (counts[1] ?? 0) + 1
  }
  const recall = ([hit = 0, all = 1]: readonly number[]): number => hit / all
  assert.ok(recall(tally.kana) >= 0.95 && recall(tally.romaji) >= 0.95 && recall(tally.typo) >= 0.9, JSON.stringify(tally))
  assert.ok(Math.min(...Object.values(tally).map(([, all = 0]) => all)) > 100, 'each kind was asked')
})

test('queries are the same for the same seed, and differ from the name where they should', () => {
  const places = builtTown()
  assert.deepEqual(searchQueries(places, 3, 50), searchQueries(places, 3, 50))
  assert.notDeepEqual(searchQueries(places, 3, 50), searchQueries(places, 4, 50))
})

test('letters that mean nothing find nothing, however often they are doubled', () => {
  for (const q of ['zzzz', 'ゑゑゑゑ', 'qqqqqq', 'んんんん']) assert.deepEqual(found(q), [], q)
})
