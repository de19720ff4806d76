import type { Names } from '../town/model.ts'

const n = (...[ja, kana, en, zh, ko]: readonly [ja: string, kana: string, en: string, zh: string, ko: string]): Names => ({ ja, kana, en, zh, ko })

/** Streets, bridges and paths that carry a name. */
export const streetNames: Readonly<Record<string, Names>> = {
  kaigan: n('海岸通り', 'かいがん どおり', 'Kaigan-dori (Beach Road)', '海岸大道', '해안로'),
  minato: n('港大通り', 'みなと おおどおり', 'Minato-odori (Harbour Avenue)', '港湾大道', '항구대로'),
  hon: n('本町通り', 'ほんまち どおり', 'Honmachi-dori (Main Street)', '本町大街', '혼마치 거리'),
  'minato-bridge': n('みなと大橋', 'みなと おおはし', 'Minato Ohashi Bridge', '港大桥', '미나토 대교'),
  shironishi: n('城西通り', 'しろにし どおり', 'Shironishi-dori', '城西街', '성서 거리'),
  shiromi: n('城見通り', 'しろみ どおり', 'Shiromi-dori (Castle View Street)', '望城街', '성 전망 거리'),
  'shiromi-bridge': n('城見橋', 'しろみばし', 'Shiromi Bridge', '望城桥', '시로미 다리'),
  tetsudo: n('線路みち', 'せんろ みち', 'Senro-michi (Railside Lane)', '铁道旁路', '철길 옆길'),
  'ekimae-yoko': n('駅前通り', 'えきまえ どおり', 'Ekimae-dori (Station Street)', '站前街', '역앞 거리'),
  kitaguchi: n('北口通り', 'きたぐち どおり', 'Kitaguchi-dori (North Gate Street)', '北口街', '북쪽 출구 거리'),
  yamate: n('山手通り', 'やまて どおり', 'Yamate-dori', '山手街', '야마테 거리'),
  nishi: n('西大通り', 'にし おおどおり', 'Nishi-odori (West Avenue)', '西大街', '서쪽 대로'),
  horibata: n('堀端通り', 'ほりばた どおり', 'Horibata-dori (Moat Street)', '护城河街', '해자 거리'),
  'horibata-minami': n('堀端南通り', 'ほりばた みなみどおり', 'Horibata Minami-dori', '护城河南街', '해자 남쪽 거리'),
  'horibata-kita': n('堀端北通り', 'ほりばた きたどおり', 'Horibata Kita-dori', '护城河北街', '해자 북쪽 거리'),
  kawanishi: n('桜土手通り', 'さくらどて どおり', 'Sakuradote-dori (Cherry Bank Street)', '樱花堤街', '벚꽃 둑길'),
  kawahigashi: n('柳土手通り', 'やなぎどて どおり', 'Yanagidote-dori (Willow Bank Street)', '柳堤街', '버드나무 둑길'),
  yakuba: n('役場通り', 'やくば どおり', 'Yakuba-dori (Town Hall Street)', '役场街', '관청 거리'),
  ichiba: n('市場通り', 'いちば どおり', 'Ichiba-dori (Market Street)', '市场街', '시장 거리'),
  ginza: n('みなと銀座商店街', 'みなと ぎんざ しょうてんがい', 'Minato Ginza Arcade', '港银座商店街', '미나토 긴자 상점가'),
  'station-square': n('駅前広場', 'えきまえ ひろば', 'Station Square', '站前广场', '역앞 광장'),
  oodori: n('東大通り', 'ひがし おおどおり', 'Higashi-odori (East Avenue)', '东大街', '동쪽 대로'),
  miyamae: n('宮前通り', 'みやまえ どおり', 'Miyamae-dori (Shrine Street)', '宫前街', '미야마에 거리'),
  yamashita: n('山下通り', 'やました どおり', 'Yamashita-dori', '山下街', '야마시타 거리'),
  gakko: n('学校通り', 'がっこう どおり', 'Gakko-dori (School Street)', '学校街', '학교 거리'),
  shore: n('なぎさ遊歩道', 'なぎさ ゆうほどう', 'Nagisa Promenade', '海滨步道', '바닷가 산책로'),
  'harbour-walk': n('みなと遊歩道', 'みなと ゆうほどう', 'Harbour Promenade', '港湾步道', '항구 산책로'),
  pier: n('かもめ桟橋', 'かもめ さんばし', 'Kamome Pier', '海鸥栈桥', '갈매기 부두'),
  otemon: n('大手門口', 'おおてもん ぐち', 'Otemon Gate Path', '大手门入口', '오테몬 입구'),
  sando: n('汐見参道', 'しおみ さんどう', 'Shiomi Shrine Approach', '汐见神社参道', '시오미 신사 참배길'),
  'shrine-steps': n('百八段', 'ひゃくはちだん', 'The 108 Steps', '一百零八级石阶', '백팔 계단'),
  'shrine-ramp': n('女坂', 'おんなざか', 'Onnazaka (Gentle Slope)', '缓坡道', '완만한 언덕길'),
  'viewpoint-path': n('展望の小道', 'てんぼうの こみち', 'Lookout Path', '观景小径', '전망 오솔길'),
  'free-passage': n('駅自由通路', 'えき じゆうつうろ', 'Station Free Passage', '车站自由通道', '역 자유통로'),
  'wood-trail': n('こもれびの道', 'こもれびの みち', 'Komorebi Trail', '林荫小径', '나뭇잎 햇살길'),
  rail: n('潮路線', 'しおじせん', 'Shioji Line', '潮路线', '시오지선'),
}

/** Waters, greens and grounds that carry a name. */
export const areaNames: Readonly<Record<string, Names>> = {
  bay: n('みなと湾', 'みなとわん', 'Minato Bay', '港湾', '미나토만'),
  river: n('汐入川', 'しおいりがわ', 'Shioiri River', '汐入川', '시오이리강'),
  castle: n('城山公園', 'しろやま こうえん', 'Shiroyama Castle Park', '城山公园', '시로야마 공원'),
  moat: n('内堀', 'うちぼり', 'Inner Moat', '内护城河', '안쪽 해자'),
  shrine: n('汐見山', 'しおみやま', 'Mount Shiomi', '汐见山', '시오미산'),
  beach: n('なぎさ浜', 'なぎさはま', 'Nagisa Beach', '渚滨海滩', '나기사 해변'),
  'pine-park': n('松原公園', 'まつばら こうえん', 'Matsubara Pine Park', '松原公园', '마쓰바라 공원'),
  'harbour-park': n('かもめ広場', 'かもめ ひろば', 'Kamome Green', '海鸥广场', '갈매기 광장'),
  breakwater: n('沖の防波堤', 'おきの ぼうはてい', 'Outer Breakwater', '外防波堤', '바깥 방파제'),
  'breakwater-west': n('西防波堤', 'にし ぼうはてい', 'West Breakwater', '西防波堤', '서쪽 방파제'),
  'park-east': n('ひだまり公園', 'ひだまり こうえん', 'Hidamari Park', '暖阳公园', '양지 공원'),
  'park-west': n('どんぐり公園', 'どんぐり こうえん', 'Donguri Park', '橡果公园', '도토리 공원'),
  'park-north': n('あおぞら公園', 'あおぞら こうえん', 'Aozora Park', '蓝天公园', '푸른하늘 공원'),
  'park-home': n('すずらん公園', 'すずらん こうえん', 'Suzuran Park', '铃兰公园', '은방울꽃 공원'),
}

/** The quarters (町) of the town, for addresses. */
export const quarterNames: Readonly<Record<string, Names>> = {
  hama: n('浜町', 'はまちょう', 'Hamacho', '滨町', '하마초'),
  kaigan: n('海岸', 'かいがん', 'Kaigan', '海岸', '가이간'),
  minato: n('港', 'みなと', 'Minato', '港', '미나토'),
  ichiba: n('市場町', 'いちばまち', 'Ichibamachi', '市场町', '이치바마치'),
  honmachi: n('本町', 'ほんまち', 'Honmachi', '本町', '혼마치'),
  ginza: n('銀座', 'ぎんざ', 'Ginza', '银座', '긴자'),
  ekimae: n('駅前', 'えきまえ', 'Ekimae', '站前', '에키마에'),
  shirosita: n('城下', 'しろした', 'Shiroshita', '城下', '시로시타'),
  shironishi: n('城西', 'しろにし', 'Shironishi', '城西', '시로니시'),
  horibata: n('堀端', 'ほりばた', 'Horibata', '堀端', '호리바타'),
  miyamae: n('宮前', 'みやまえ', 'Miyamae', '宫前', '미야마에'),
  kitamachi: n('北町', 'きたまち', 'Kitamachi', '北町', '기타마치'),
  gakko: n('学校町', 'がっこうちょう', 'Gakkocho', '学校町', '갓코초'),
  yamate: n('山手', 'やまて', 'Yamate', '山手', '야마테'),
}
