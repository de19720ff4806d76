/** One event of the demo. `when` is resolved against a day by `town/events.ts`. */
export interface EventEntry {
  readonly ja: string
  readonly kana: string
  readonly en: string
  readonly when: string
  readonly from: string
  readonly to: string
  /** Where: name and position on the plan. */
  readonly venue: string
  readonly at: readonly [number, number]
  readonly category: string
  readonly fee: string
  readonly about: string
  readonly organiser: string
  readonly capacity?: number
  readonly apply?: string
}

const e = (
  names: readonly [string, string, string],
  time: readonly [string, string, string],
  place: readonly [string, number, number],
  rest: readonly [string, string, string, string, number?, string?],
): EventEntry => ({
  ja: names[0],
  kana: names[1],
  en: names[2],
  when: time[0],
  from: time[1],
  to: time[2],
  venue: place[0],
  at: [place[1], place[2]],
  category: rest[0],
  fee: rest[1],
  organiser: rest[2],
  about: rest[3],
  ...(rest[4] === undefined ? {} : { capacity: rest[4] }),
  ...(rest[5] === undefined ? {} : { apply: rest[5] }),
})

/**
 * Twenty events. `when`: `now-A+B` from A days ago to B days ahead; `today`; `saturday`, `sunday` of this weekend;
 * `weekend` both days; `in N` days; `next-month D` on that day; `next-month D-E`.
 */
export const events: readonly EventEntry[] = [
  e(
    ['みなと灯りの散歩道', 'みなと あかりの さんぽみち', 'Harbour Lights Walk'],
    ['now-6+21', '17:30', '21:00'],
    ['みなと遊歩道', 893, 322],
    ['祭り', '無料', '観光振興課', '遊歩道の足もとに二千の灯りがともります。車いすでも歩けます。'],
  ),
  e(
    ['企画展「海のいろ、百の青」', 'きかくてん うみの いろ ひゃくの あお', 'Exhibition: A Hundred Blues of the Sea'],
    ['now-20+25', '10:00', '18:00'],
    ['赤れんが美術館', 826, 340],
    ['展示', '600円（高校生以下無料）', '赤れんが美術館', '町の画家が描いた海を、青の濃さの順に並べました。月曜は休館です。'],
  ),
  e(
    ['朝市場の見学ツアー', 'あさいちばの けんがく つあー', 'Morning Market Tour'],
    ['today', '05:30', '07:00'],
    ['みなと朝市場', 996, 336],
    ['体験', '無料', '水産課', '競りを上から見たあと、市場食堂で朝ごはん（実費）。', 20, '電話'],
  ),
  e(
    ['みなと銀座 ナイトバザール', 'みなと ぎんざ ないと ばざーる', 'Minato Ginza Night Bazaar'],
    ['saturday', '17:00', '21:00'],
    ['みなと銀座商店街', 960, 700],
    ['市', '無料', 'みなと銀座商店街', 'アーケードに四十の屋台。雨でも濡れません。'],
  ),
  e(
    ['駅前広場マルシェ', 'えきまえ ひろば まるしぇ', 'Station Square Market'],
    ['weekend', '09:00', '15:00'],
    ['駅前広場', 960, 935],
    ['市', '無料', '農林課', '町内の野菜、パン、花。エコバッグをお持ちください。'],
  ),
  e(
    ['親子で釣り入門', 'おやこで つり にゅうもん', 'Fishing for Families'],
    ['sunday', '08:00', '11:00'],
    ['かもめ桟橋', 893, 210],
    ['体験', '500円（道具つき）', '青少年の家 灯台', 'さおの持ち方から始めます。ライフジャケットを貸します。', 24, '電話・窓口'],
  ),
  e(
    ['城山公園 朝ヨガ', 'しろやま こうえん あさ よが', 'Morning Yoga in Castle Park'],
    ['sunday', '07:00', '08:00'],
    ['城山公園', 385, 712],
    ['健康', '無料', '保健センター', '芝生で体をほぐします。いすのヨガもあります。'],
  ),
  e(
    ['よみきかせの会', 'よみきかせの かい', 'Story Time'],
    ['saturday', '10:30', '11:10'],
    ['みなと町立図書館', 772, 730],
    ['子育て', '無料', 'みなと町立図書館', '0歳から楽しめる絵本を四冊。授乳室があります。', 30],
  ),
  e(
    ['汐見神社 月次の市', 'しおみ じんじゃ つきなみの いち', 'Shiomi Shrine Monthly Fair'],
    ['in 3', '08:00', '14:00'],
    ['汐見参道', 1254, 706],
    ['市', '無料', '汐見神社', '参道に植木と骨董が並びます。'],
  ),
  e(
    ['スマホ相談会', 'すまほ そうだんかい', 'Smartphone Help Desk'],
    ['in 2', '10:00', '15:00'],
    ['みなと市民ホール', 772, 678],
    ['講座', '無料', '情報政策課', '一人三十分。町のアプリの使い方もどうぞ。', 16, '電話'],
  ),
  e(
    ['やさしい日本語カフェ', 'やさしい にほんご かふぇ', 'Easy Japanese Cafe'],
    ['in 4', '18:30', '20:00'],
    ['国際交流サロン かけはし', 1060, 860],
    ['交流', '100円（お茶代）', '国際交流サロン', 'ゆっくり話しましょう。どの国の人も来てください。'],
  ),
  e(
    ['乳幼児健診', 'にゅうようじ けんしん', 'Infant Health Check'],
    ['in 6', '13:00', '15:30'],
    ['みなと町保健センター', 770, 620],
    ['子育て', '無料', '保健センター', '母子手帳をお持ちください。'],
  ),
  e(
    ['防災まちあるき', 'ぼうさい まちあるき', 'Disaster-ready Town Walk'],
    ['in 9', '09:30', '12:00'],
    ['みなと町役場', 740, 720],
    ['防災', '無料', '防災課', '津波のとき、どの道で汐見山へ上るか。坂道の女坂も歩きます。', 40, '電話・ウェブ'],
  ),
  e(
    ['桜土手クリーン作戦', 'さくらどて くりーん さくせん', 'Cherry Bank Clean-up'],
    ['in 12', '08:00', '09:30'],
    ['桜の土手', 610, 860],
    ['環境', '無料', '環境課', '軍手と袋を配ります。終わりに甘酒があります。'],
  ),
  e(
    ['町民ホール名画会', 'ちょうみん ほーる めいが かい', 'Film Evening at the Hall'],
    ['in 10', '18:00', '20:15'],
    ['みなと市民ホール', 772, 678],
    ['文化', '500円', '生涯学習課', '日本語字幕と音声ガイドつきで上映します。', 180],
  ),
  e(
    ['みなと大漁まつり', 'みなと たいりょう まつり', 'Big Catch Festival'],
    ['next-month 8-9', '09:00', '17:00'],
    ['みなと朝市場', 996, 360],
    ['祭り', '無料', 'みなとまつり実行委員会', '大漁旗の船が湾をめぐり、千人分の漁師鍋をふるまいます。'],
  ),
  e(
    ['みなとハーフマラソン', 'みなと はーふ まらそん', 'Minato Half Marathon'],
    ['next-month 16', '08:30', '13:00'],
    ['駅前広場', 960, 935],
    ['スポーツ', '3500円', 'スポーツ振興課', '駅前から海岸通りを往復します。町内は通行止めがあります。', 1500, 'ウェブ'],
  ),
  e(
    ['城下の蔵びらき', 'しろしたの くらびらき', 'Open Storehouses of Shiroshita'],
    ['next-month 12-13', '10:00', '16:00'],
    ['堀端通り', 494, 700],
    ['文化', '無料', '城下まちづくり協議会', '味噌蔵、武家屋敷、古い商家を歩いてめぐります。'],
  ),
  e(
    ['こどもの海の教室', 'こどもの うみの きょうしつ', "Children's Sea School"],
    ['next-month 20', '10:00', '12:00'],
    ['ちいさな水族館 くらげ', 1280, 360],
    ['子育て', '300円', 'ちいさな水族館', 'くらげを顕微鏡で見ます。', 20, '電話・ウェブ'],
  ),
  e(
    ['年金・税金なんでも相談', 'ねんきん ぜいきん なんでも そうだん', 'Pension and Tax Advice'],
    ['next-month 4', '10:00', '16:00'],
    ['みなと町役場 西支所', 215, 700],
    ['相談', '無料', '住民課', '予約の方が先になります。', 12, '電話'],
  ),
]
