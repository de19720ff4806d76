import type { Language } from './shapes.ts'

export interface Category {
  readonly code: string
  readonly group: string
  readonly name: Readonly<Record<Language, string>>
  readonly icon: string
  /** Further words by which people look for it, in any language. */
  readonly words: readonly string[]
}

type Names = readonly [ja: string, easy: string, en: string, zh: string, ko: string]
const named = ([ja, easy, en, zh, ko]: Names): Readonly<Record<Language, string>> => ({ ja, 'ja-easy': easy, en, 'zh-Hans': zh, ko })
const group = (code: string, ...names: Names) => ({ code, name: named(names), icon: code })

/** Groups in the order in which they are shown. */
export const groups = [
  group('eat', '食べる', 'ごはんを たべる', 'Eat and drink', '餐饮', '먹기'),
  group('shop', '買う', 'ものを かう', 'Shops', '购物', '쇼핑'),
  group('see', '見る・遊ぶ', 'みる・あそぶ', 'See and do', '游览', '보고 즐기기'),
  group('nature', '公園・自然', 'こうえん・みどり', 'Parks and nature', '公园与自然', '공원·자연'),
  group('help', '休む・困ったとき', 'やすむ・こまった とき', 'Rest and help', '休息与帮助', '휴식·도움'),
  group('move', '移動', 'でんしゃ・バス・くるま', 'Getting around', '交通', '이동'),
  group('public', '公共施設', 'しやくしょ・としょかん など', 'Public services', '公共设施', '공공시설'),
  group('health', '病院・くすり', 'びょういん・くすり', 'Health', '医疗', '의료'),
  group('stay', '泊まる', 'とまる', 'Places to stay', '住宿', '숙박'),
] as const

export type GroupCode = (typeof groups)[number]['code']

const of =
  (group: GroupCode) =>
  (code: string, names: Names, words = ''): Category => ({
    code,
    group,
    name: named(names),
    icon: code,
    words: words.split(' ').filter(Boolean),
  })
const eat = of('eat'),
  shop = of('shop'),
  see = of('see'),
  nature = of('nature'),
  help = of('help'),
  move = of('move'),
  pub = of('public'),
  health = of('health'),
  stay = of('stay')

/** Every category of the guide. A code is part of stored data: it is never renamed. */
export const categories: readonly Category[] = [
  eat(
    'restaurant',
    ['レストラン・食堂', 'ごはんの みせ', 'Restaurant', '餐厅', '음식점'],
    '食堂 飲食店 ごはん 定食 ランチ 昼食 夕食 ディナー 料理 寿司 すし 鮨 ラーメン そば うどん 焼肉 和食 洋食 中華 food lunch dinner sushi ramen 吃饭 식당 맛집',
  ),
  eat(
    'cafe',
    ['カフェ・喫茶', 'コーヒーの みせ', 'Café', '咖啡馆', '카페'],
    '喫茶店 コーヒー 珈琲 お茶 紅茶 coffee tea kissaten 咖啡 커피',
  ),
  eat(
    'fast-food',
    ['ファストフード', 'はやく たべる みせ', 'Fast food', '快餐', '패스트푸드'],
    'ハンバーガー 牛丼 テイクアウト 持ち帰り burger takeaway takeout フードコート',
  ),
  eat(
    'bar',
    ['居酒屋・バー', 'おさけの みせ', 'Pub and bar', '居酒屋・酒吧', '술집'],
    '居酒屋 バー 飲み屋 酒場 お酒 ビール izakaya pub beer 酒吧 이자카야',
  ),
  shop('convenience', ['コンビニ', 'コンビニ', 'Convenience store', '便利店', '편의점'], 'コンビニエンスストア konbini combini'),
  shop(
    'supermarket',
    ['スーパー', 'スーパー', 'Supermarket', '超市', '슈퍼마켓'],
    'スーパーマーケット 食料品 grocery 百貨店 デパート ショッピングセンター department mall',
  ),
  shop('bakery', ['パン屋', 'パンの みせ', 'Bakery', '面包店', '빵집'], 'パン ベーカリー bread'),
  shop(
    'sweets',
    ['お菓子・和菓子', 'おかしの みせ', 'Sweets', '甜品店', '과자점'],
    'ケーキ 洋菓子 和菓子 スイーツ アイス 甘味 cake confectionery ice cream',
  ),
  shop(
    'fresh-food',
    ['生鮮・食料品', 'やさい・さかな・にく', 'Fresh food', '生鲜食品', '식료품'],
    '八百屋 魚屋 肉屋 鮮魚 精肉 青果 野菜 果物 酒屋 市場 greengrocer butcher fish market',
  ),
  shop(
    'clothes',
    ['衣料・雑貨', 'ふく・くつ・かばん', 'Clothes and accessories', '服装', '의류'],
    '洋服 服 靴 鞄 呉服 アパレル fashion shoes bag',
  ),
  shop(
    'books',
    ['本・文具', 'ほん・ぶんぼうぐ', 'Books and stationery', '书店・文具', '서점·문구'],
    '本屋 書店 文房具 bookstore stationery',
  ),
  shop(
    'gift',
    ['みやげ・工芸', 'おみやげ', 'Souvenirs and crafts', '纪念品', '기념품'],
    'お土産 みやげ 土産 工芸 陶器 souvenir craft gift',
  ),
  shop('flowers', ['花屋', 'はなの みせ', 'Florist', '花店', '꽃집'], '花 園芸 florist garden centre'),
  shop(
    'home',
    ['家具・家電・日用品', 'いえで つかう もの', 'Home and electronics', '家居・电器', '생활용품'],
    '家電 電器 家具 日用品 雑貨 ホームセンター 自転車屋 眼鏡 electronics furniture hardware bicycle optician',
  ),
  shop(
    'beauty',
    ['美容・理容', 'かみを きる ところ', 'Hair and beauty', '美容美发', '미용실'],
    '美容院 美容室 床屋 理髪店 ネイル hairdresser salon barber',
  ),
  shop(
    'service',
    ['暮らしのサービス', 'くらしの サービス', 'Everyday services', '生活服务', '생활 서비스'],
    'クリーニング コインランドリー 写真 旅行代理店 不動産 laundry cleaning copyshop',
  ),
  shop('shop', ['その他の店', 'ほかの みせ', 'Other shop', '其他商店', '기타 상점'], '店 商店 お店 store'),
  see(
    'sight',
    ['名所', 'ゆうめいな ところ', 'Sight', '名胜', '명소'],
    '観光 史跡 記念碑 城 展望台 見どころ attraction monument castle viewpoint landmark 观光 관광',
  ),
  see('shrine', ['神社', 'じんじゃ', 'Shrine', '神社', '신사'], 'お宮 鳥居 jinja'),
  see(
    'temple',
    ['寺・教会', 'てら・きょうかい', 'Temple or church', '寺庙・教堂', '절·교회'],
    'お寺 寺院 教会 モスク church otera worship',
  ),
  see(
    'museum',
    ['博物館・美術館', 'びじゅつかん・はくぶつかん', 'Museum and gallery', '博物馆・美术馆', '박물관·미술관'],
    '美術館 博物館 資料館 ギャラリー 画廊 展覧会 水族館 動物園 gallery aquarium zoo',
  ),
  see(
    'culture',
    ['劇場・映画館・ホール', 'えいが・おんがく', 'Theatre, cinema, hall', '剧场・影院', '극장·영화관'],
    '映画 シアター 音楽 コンサート ライブ cinema theater concert',
  ),
  see(
    'play',
    ['遊び・スポーツ', 'あそび・スポーツ', 'Leisure and sports', '娱乐・运动', '놀이·스포츠'],
    'カラオケ ボウリング ジム 体育館 プール スポーツ ゲーム karaoke gym pool sports',
  ),
  see('bath', ['銭湯・温泉', 'おふろ', 'Public bath', '澡堂・温泉', '목욕탕·온천'], '温泉 サウナ 風呂 スパ onsen sento spa sauna'),
  nature('park', ['公園・庭園', 'こうえん', 'Park and garden', '公园', '공원'], '庭園 緑地 広場 芝生 garden green square'),
  nature('playground', ['遊び場', 'こどもの あそびば', 'Playground', '游乐场', '놀이터'], '児童遊園 遊具 すべり台 ブランコ kids children'),
  help(
    'toilet',
    ['トイレ', 'トイレ', 'Toilet', '洗手间', '화장실'],
    '公衆トイレ お手洗い 便所 化粧室 多目的トイレ wc restroom bathroom 厕所',
  ),
  help(
    'bench',
    ['ベンチ・休憩所', 'すわる ところ', 'Bench and rest', '长椅・休息处', '벤치·쉼터'],
    '椅子 いす 休憩 あずまや 座る seat shelter rest',
  ),
  help(
    'drinking-water',
    ['水飲み場', 'みずを のむ ところ', 'Drinking water', '饮水处', '식수대'],
    '水 給水 給水スポット 水道 water fountain refill',
  ),
  help('aed', ['AED', 'AED（むねが とまった とき つかう きかい）', 'AED', 'AED', 'AED'], '自動体外式除細動器 除細動器 defibrillator'),
  help(
    'wifi',
    ['Wi-Fi', 'ただの インターネット', 'Free Wi-Fi', '免费Wi-Fi', '무료 와이파이'],
    'フリーWi-Fi 無線LAN ワイファイ wifi internet',
  ),
  help(
    'nursing-room',
    ['授乳室・おむつ替え', 'あかちゃんの へや', 'Baby care room', '母婴室', '수유실'],
    '授乳室 おむつ 赤ちゃん ベビー 子育て nursing baby nappy diaper',
  ),
  help('information', ['案内所', 'みちを きく ところ', 'Information', '问讯处', '안내소'], '観光案内所 インフォメーション tourist info'),
  help(
    'evacuation-site',
    ['避難場所・避難所', 'にげる ところ', 'Evacuation site', '避难场所', '대피소'],
    '避難 避難所 避難場所 防災 津波避難ビル shelter evacuation disaster',
  ),
  help('smoking-area', ['喫煙所', 'たばこを すう ところ', 'Smoking area', '吸烟处', '흡연구역'], 'たばこ 煙草 喫煙 smoking'),
  help(
    'locker',
    ['ロッカー・手荷物', 'にもつを あずける ところ', 'Lockers', '寄存柜', '물품보관함'],
    'コインロッカー 荷物 手荷物 luggage locker',
  ),
  move('station', ['駅', 'えき', 'Station', '车站', '역'], '電車 地下鉄 鉄道 改札 train subway railway metro'),
  move(
    'station-entrance',
    ['駅の出入口', 'えきの いりぐち', 'Station entrance', '车站出入口', '역 출입구'],
    '出入口 出口 入口 改札口 exit entrance',
  ),
  move('bus-stop', ['バス停', 'バスてい', 'Bus stop', '公交站', '버스 정류장'], 'バス 停留所 バスターミナル bus'),
  move('taxi', ['タクシー乗り場', 'タクシー', 'Taxi rank', '出租车站', '택시 승강장'], 'タクシー taxi cab'),
  move('ferry', ['船のりば', 'ふね', 'Ferry pier', '码头', '선착장'], '船 フェリー 桟橋 港 ferry pier boat'),
  move('parking', ['駐車場', 'くるまを とめる ところ', 'Car park', '停车场', '주차장'], 'パーキング 車 parking'),
  move(
    'bicycle-parking',
    ['駐輪場', 'じてんしゃを とめる ところ', 'Bicycle parking', '自行车停放处', '자전거 주차장'],
    '自転車置き場 自転車 bicycle parking',
  ),
  move(
    'bicycle-rental',
    ['シェアサイクル', 'じてんしゃを かりる ところ', 'Bike share', '共享单车', '자전거 대여'],
    'レンタサイクル 自転車 bike rental',
  ),
  move(
    'ev-charging',
    ['充電スタンド', 'でんきの くるまの じゅうでん', 'Charging station', '充电站', '전기차 충전소'],
    'EV 充電 ガソリンスタンド 給油所 charger fuel gas',
  ),
  pub(
    'town-hall',
    ['役所・役場', 'やくしょ', 'Town hall', '政府机关', '관공서'],
    '市役所 区役所 町役場 村役場 支所 出張所 庁舎 city hall office',
  ),
  pub('library', ['図書館', 'としょかん', 'Library', '图书馆', '도서관'], '図書室 本 library'),
  pub(
    'community-centre',
    ['公民館・集会所', 'みんなが あつまる ところ', 'Community centre', '社区中心', '주민센터'],
    '公民館 集会所 コミュニティセンター 交流館 市民会館 hall',
  ),
  pub('school', ['学校', 'がっこう', 'School', '学校', '학교'], '小学校 中学校 高校 大学 専門学校 university college'),
  pub(
    'childcare',
    ['保育園・幼稚園', 'ほいくえん・ようちえん', 'Childcare', '幼儿园', '어린이집·유치원'],
    '保育所 幼稚園 こども園 児童館 学童 nursery kindergarten',
  ),
  pub('post-office', ['郵便局・ポスト', 'ゆうびんきょく', 'Post office', '邮局', '우체국'], '郵便 ポスト 宅配 post mail'),
  pub('bank', ['銀行・ATM', 'ぎんこう・おかねを だす', 'Bank and ATM', '银行・ATM', '은행·ATM'], '銀行 信用金庫 ATM 両替 cash exchange'),
  pub('police', ['警察・交番', 'けいさつ・こうばん', 'Police', '警察局', '경찰'], '交番 警察署 駐在所 koban'),
  pub('fire-station', ['消防署', 'しょうぼうしょ', 'Fire station', '消防局', '소방서'], '消防 消防団 fire'),
  pub(
    'public-facility',
    ['その他の公共施設', 'まちの しせつ', 'Public facility', '其他公共设施', '기타 공공시설'],
    '施設 公共施設 facility',
  ),
  health('hospital', ['病院', 'びょういん', 'Hospital', '医院', '병원'], '総合病院 救急 emergency'),
  health('clinic', ['診療所・クリニック', 'いしゃ', 'Clinic', '诊所', '의원'], '医院 内科 小児科 眼科 耳鼻科 整骨院 doctor 医者'),
  health('dentist', ['歯科', 'はいしゃ', 'Dentist', '牙科', '치과'], '歯医者 歯科医院 dental'),
  health('pharmacy', ['薬局・ドラッグストア', 'くすりや', 'Pharmacy', '药店', '약국'], '薬 ドラッグストア 薬店 処方箋 drugstore chemist'),
  health(
    'welfare',
    ['福祉施設', 'ふくしの しせつ', 'Welfare facility', '福利设施', '복지시설'],
    '老人ホーム 介護 デイサービス 障害 福祉 care social',
  ),
  stay(
    'hotel',
    ['ホテル・旅館', 'ホテル', 'Hotel', '酒店', '호텔'],
    '宿 旅館 民宿 宿泊 ゲストハウス キャンプ場 inn hostel guesthouse ryokan',
  ),
]

const byCode = new Map(categories.map((c) => [c.code, c]))

/** The category of this code, if there is one. */
export const findCategory = (code: string): Category | undefined => byCode.get(code)
export const isCategory = (code: string): boolean => byCode.has(code)
/** Codes of a group's categories. */
export const categoriesOf = (groupCode: string): readonly string[] => categories.filter((c) => c.group === groupCode).map((c) => c.code)
