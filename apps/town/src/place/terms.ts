import type { Language } from '@machinaka/ui/i18n'

type Row = readonly [ja: string, easy: string, en: string, zh: string, ko: string]
const order: readonly Language[] = ['ja', 'ja-easy', 'en', 'zh-Hans', 'ko']

/** How people call what sources give as codes: ways to pay, diets, dishes, hazards, yes and no (OSM wiki: Key:payment, Key:diet, Key:cuisine). */
const terms: Readonly<Record<string, Row>> = {
  cash: ['現金', 'お{金|かね}', 'Cash', '现金', '현금'],
  coins: ['硬貨', '100{円|えん}などの お{金|かね}', 'Coins', '硬币', '동전'],
  credit_cards: ['クレジットカード', 'カード', 'Credit cards', '信用卡', '신용카드'],
  debit_cards: ['デビットカード', 'カード（すぐ はらう）', 'Debit cards', '借记卡', '체크카드'],
  qr_code: ['QRコード決済', 'スマホで はらう（QRコード）', 'QR code', '扫码支付', 'QR 결제'],
  icsf: ['交通系ICカード', '{電車|でんしゃ}の カード', 'Transit IC cards', '交通IC卡', '교통 IC카드'],
  electronic_purses: ['電子マネー', 'カードや スマホで はらう', 'E-money', '电子钱包', '전자머니'],
  contactless: ['タッチ決済', 'カードを タッチする', 'Contactless', '非接触支付', '컨택리스'],
  vegetarian: ['菜食（ベジタリアン）', '{肉|にく}と {魚|さかな}を {食|た}べない {人|ひと}', 'Vegetarian', '素食', '채식'],
  vegan: ['完全菜食（ヴィーガン）', '{肉|にく}・{魚|さかな}・たまご・ミルクを {食|た}べない {人|ひと}', 'Vegan', '纯素', '비건'],
  halal: ['ハラール', 'ハラールの {食|た}べもの', 'Halal', '清真', '할랄'],
  kosher: ['コーシャ', 'コーシャの {食|た}べもの', 'Kosher', '犹太洁食', '코셔'],
  gluten_free: ['グルテンなし', '{小麦|こむぎ}が ない {食|た}べもの', 'Gluten free', '无麸质', '글루텐 프리'],
  japanese: ['和食', '{日本|にほん}の {料理|りょうり}', 'Japanese', '日本料理', '일식'],
  sushi: ['寿司', 'すし', 'Sushi', '寿司', '초밥'],
  ramen: ['ラーメン', 'ラーメン', 'Ramen', '拉面', '라멘'],
  soba: ['そば', 'そば', 'Soba', '荞麦面', '소바'],
  udon: ['うどん', 'うどん', 'Udon', '乌冬面', '우동'],
  seafood: ['魚料理', '{魚|さかな}の {料理|りょうり}', 'Seafood', '海鲜', '해산물'],
  yakiniku: ['焼肉', '{焼|や}いた {肉|にく}', 'Grilled meat', '烤肉', '야키니쿠'],
  yakitori: ['焼き鳥', '{焼|や}いた とり', 'Yakitori', '烤鸡串', '꼬치구이'],
  tempura: ['天ぷら', 'てんぷら', 'Tempura', '天妇罗', '튀김'],
  tonkatsu: ['とんかつ', 'とんかつ', 'Tonkatsu', '炸猪排', '돈가스'],
  okonomiyaki: ['お好み焼き', 'おこのみやき', 'Okonomiyaki', '大阪烧', '오코노미야키'],
  izakaya: ['居酒屋料理', 'お{酒|さけ}の みせの {料理|りょうり}', 'Izakaya', '居酒屋料理', '이자카야'],
  curry: ['カレー', 'カレー', 'Curry', '咖喱', '카레'],
  japanese_curry: ['カレー', 'カレー', 'Japanese curry', '日式咖喱', '일본식 카레'],
  coffee_shop: ['コーヒー', 'コーヒー', 'Coffee', '咖啡', '커피'],
  cake: ['ケーキ', 'ケーキ', 'Cake', '蛋糕', '케이크'],
  ice_cream: ['アイスクリーム', 'アイスクリーム', 'Ice cream', '冰淇淋', '아이스크림'],
  burger: ['ハンバーガー', 'ハンバーガー', 'Burgers', '汉堡', '햄버거'],
  pizza: ['ピザ', 'ピザ', 'Pizza', '披萨', '피자'],
  sandwich: ['サンドイッチ', 'サンドイッチ', 'Sandwiches', '三明治', '샌드위치'],
  chinese: ['中華料理', '{中国|ちゅうごく}の {料理|りょうり}', 'Chinese', '中餐', '중식'],
  korean: ['韓国料理', '{韓国|かんこく}の {料理|りょうり}', 'Korean', '韩国料理', '한식'],
  italian: ['イタリア料理', 'イタリアの {料理|りょうり}', 'Italian', '意大利菜', '이탈리아 요리'],
  french: ['フランス料理', 'フランスの {料理|りょうり}', 'French', '法国菜', '프랑스 요리'],
  spanish: ['スペイン料理', 'スペインの {料理|りょうり}', 'Spanish', '西班牙菜', '스페인 요리'],
  tapas: ['タパス', 'スペインの {小|ちい}さい {料理|りょうり}', 'Tapas', '西班牙小吃', '타파스'],
  indian: ['インド料理', 'インドの {料理|りょうり}', 'Indian', '印度菜', '인도 요리'],
  thai: ['タイ料理', 'タイの {料理|りょうり}', 'Thai', '泰国菜', '태국 요리'],
  vietnamese: ['ベトナム料理', 'ベトナムの {料理|りょうり}', 'Vietnamese', '越南菜', '베트남 요리'],
  nepalese: ['ネパール料理', 'ネパールの {料理|りょうり}', 'Nepalese', '尼泊尔菜', '네팔 요리'],
  hawaiian: ['ハワイ料理', 'ハワイの {料理|りょうり}', 'Hawaiian', '夏威夷菜', '하와이 요리'],
  turkish: ['トルコ料理', 'トルコの {料理|りょうり}', 'Turkish', '土耳其菜', '튀르키예 요리'],
  kebab: ['ケバブ', 'ケバブ', 'Kebab', '烤肉卷', '케밥'],
  western: ['洋食', '{西|にし}の {国|くに}の {料理|りょうり}', 'Western', '西餐', '양식'],
  steak_house: ['ステーキ', 'ステーキ', 'Steak', '牛排', '스테이크'],
  flood: ['洪水', '{川|かわ}の {水|みず}が あふれる', 'River flood', '洪水', '홍수'],
  landslide: ['土砂災害', '{山|やま}が くずれる', 'Landslide', '山体滑坡', '산사태'],
  'storm-surge': ['高潮', '{海|うみ}の {水|みず}が {高|たか}く なる', 'Storm surge', '风暴潮', '폭풍 해일'],
  earthquake: ['地震', '{地震|じしん}', 'Earthquake', '地震', '지진'],
  tsunami: ['津波', '{津波|つなみ}', 'Tsunami', '海啸', '쓰나미'],
  'large-fire': ['大規模な火事', '{大|おお}きい {火事|かじ}', 'Large fire', '大规模火灾', '대형 화재'],
  fire: ['大規模な火事', '{大|おお}きい {火事|かじ}', 'Large fire', '大规模火灾', '대형 화재'],
  'inland-flood': ['内水氾濫', '{町|まち}に {水|みず}が たまる', 'Inland flood', '内涝', '내수 범람'],
  volcano: ['火山', '{火山|かざん}', 'Volcano', '火山', '화산'],
  yes: ['あり', 'あります', 'Yes', '有', '있음'],
  no: ['なし', 'ありません', 'No', '无', '없음'],
  free: ['無料', 'ただ', 'Free', '免费', '무료'],
}

/** A code in the person's language; a word we do not know stays as the source wrote it. */
export const termOf = (code: string, language: Language): string => terms[code]?.[order.indexOf(language)] ?? code.replaceAll('_', ' ')

/** A fee as people say it: `yes`, `no`, `900 JPY`, or the source's own words. */
export function feeOf(fee: string, language: Language): string {
  if (fee === 'no') return termOf('free', language)
  const yen = /^(\d+)\s*(?:JPY|円)$/.exec(fee)?.[1]
  if (yen === undefined) return fee === 'yes' ? termOf('yes', language) : fee
  const amount = new Intl.NumberFormat('ja').format(Number(yen))
  return language === 'ja'
    ? `${amount}円`
    : language === 'ja-easy'
      ? `${amount}{円|えん}`
      : language === 'zh-Hans'
        ? `${amount}日元`
        : language === 'ko'
          ? `${amount}엔`
          : `${amount} yen`
}
