/** A few words about a place, Japanese and English, by its Japanese name. */
export const about: Readonly<Record<string, readonly [ja: string, en: string]>> = {
  '磯料理 なみのや': [
    '朝に水揚げされた魚を、煮る・焼く・刺身の三つから選べます。窓の外は漁船の舳先。',
    'Fish landed this morning, simmered, grilled or raw as you like. Fishing boats moor right outside the window.',
  ],
  '市場食堂 あさひ': [
    '市場で働く人のための食堂。日替わりの「まかない定食」は七時までに無くなります。',
    'The canteen of the market workers. The daily staff meal is usually gone by seven.',
  ],
  '鮨 しおさい': ['カウンター八席。地の魚だけを握ります。', 'Eight seats at one counter, and only fish from these waters.'],
  'らーめん 波止場': [
    '煮干しと昆布の澄んだ一杯。深夜までやっています。',
    'A clear bowl of dried sardine and kelp, served late into the night.',
  ],
  '手打ちそば 城月': [
    '石臼でひいた粉を毎朝打ちます。堀に面した席から天守が見えます。',
    'Flour ground on a stone mill, noodles cut every morning; the keep is reflected in the moat outside.',
  ],
  まるや食堂: ['昭和三十年から変わらないオムライスと鯖の味噌煮。', 'Omelette rice and mackerel in miso, unchanged since 1955.'],
  'おかずや こはる': [
    '十二種のおかずから好きな三つ。おかわり自由の麦ごはん。',
    'Choose three of twelve home-style dishes; barley rice as often as you like.',
  ],
  'うなぎ 川よし': [
    '注文を受けてから炭で焼きます。四十分ほどお待ちください。',
    'Grilled over charcoal once you order. Please allow forty minutes.',
  ],
  'カレーの店 スパイス灯台': [
    '十八種の香辛料。辛さは灯台の光の数で選びます。',
    'Eighteen spices; choose the heat by the number of lighthouse beams.',
  ],
  'トラットリア・ポルト': [
    '赤れんが倉庫の梁の下で、港の魚と地野菜のイタリア料理を。',
    'Italian cooking with harbour fish and local vegetables, under the beams of a brick warehouse.',
  ],
  '菜食ごはん 草と豆': [
    'だしまで植物だけで仕立てた膳。小麦を使わない献立もあります。',
    'Set meals from plants alone, down to the stock. Gluten-free on request.',
  ],
  'ハラールキッチン ゼイトゥン': [
    'ハラール認証の肉だけを使います。祈りのための小部屋があります。',
    'Halal-certified meat only, and a small room for prayer.',
  ],
  '喫茶 うみねこ': [
    '深いソファと柱時計。厚切りトーストの朝食は十一時まで。',
    'Deep sofas and a wall clock. Thick-cut toast for breakfast until eleven.',
  ],
  'カフェ・トタン': ['美術館の半券で珈琲が五十円引きになります。', 'Show your museum ticket for 50 yen off a coffee.'],
  '茶室 松風': [
    'お抹茶と季節の生菓子。靴を脱いで上がります。椅子の席もあります。',
    'Matcha with a sweet of the season. Shoes off; chairs are available.',
  ],
  '石段カフェ ひとやすみ': [
    '百八段の途中ではなく、登り口にあります。ひと息ついてからどうぞ。',
    'Not half way up the 108 steps but at their foot: catch your breath before you start.',
  ],
  '海と本 なみうち': [
    '海の本だけを二千冊。波の音を聞きながら読めます。',
    'Two thousand books, all about the sea, read to the sound of it.',
  ],
  '焙煎所 きつね': ['豆の量り売り。試飲は無料です。', 'Beans sold by weight; tasting is free.'],
  '酒場 いかり': [
    '船を降りた人がまず寄る店。立ち席と小上がりがあります。',
    'Where people off the boats come first. Standing bar and a raised floor.',
  ],
  みなと麦酒醸造所: [
    '倉庫の中でつくる四種のビール。飲まない人にはジンジャーエールも。',
    'Four beers brewed in the warehouse, and a ginger ale for those who would rather not.',
  ],
  'パン工房 こむぎの丘': ['焼きたては八時、十一時、十五時。', 'Out of the oven at eight, eleven and three.'],
  '和菓子 潮音堂': ['波の形の最中「潮騒」が名物です。', 'Known for “Shiosai”, a wafer in the shape of a wave.'],
  '門前だんご 福ふく': ['焼きたての団子を一串から。', 'Dumplings grilled to order, from a single skewer.'],
  '鮮魚 うおはる': ['さばき方を教えてくれます。小さな一切れから買えます。', 'They show you how to fillet, and sell the smallest slice.'],
  潮騒書房: ['町の歴史と海の棚が自慢。取り寄せもできます。', 'Proud of its shelves on the town and the sea. Orders welcome.'],
  'えほんの店 きりん': [
    '土曜の十時から読み聞かせ。ベビーカーのまま入れます。',
    'Story time on Saturdays at ten. Come in with your pushchair.',
  ],
  '硝子工房 あぶく': ['浮き玉を吹く体験ができます（要予約、四十分）。', 'Blow your own glass float (book ahead, forty minutes).'],
  '自転車 くるりん': ['パンク修理は十五分。空気入れは自由にどうぞ。', 'Punctures mended in fifteen minutes; help yourself to the pump.'],
  みなと町立図書館: ['読み聞かせ室、対面朗読室、海の資料コーナーがあります。', 'Story room, reading-aloud room and a corner on the sea.'],
  '汐見城天守 郷土資料館': [
    '木造三層の天守。一階は段差なしで見学できます。',
    'A wooden keep of three storeys. The ground floor is step-free.',
  ],
  汐見神社: ['百八段の石段、または女坂（ゆるやかな坂道）で本殿へ。', 'Up 108 stone steps, or by the gentle slope called Onnazaka.'],
  赤れんが美術館: [
    '大正の倉庫を改めた美術館。海辺の光を描いた作品を集めています。',
    'A gallery in a warehouse of the 1910s, with paintings of seaside light.',
  ],
  みなと朝市場: ['競りの見学は五時半から二階の通路で。', 'Watch the auction from the upper gallery from half past five.'],
  'ちいさな水族館 くらげ': [
    '湾の生きものだけを百五十種。くらげの部屋は静かに。',
    'A hundred and fifty kinds, all from the bay. Please be quiet in the jellyfish room.',
  ],
  '海の湯 なぎさ温泉': [
    '露天から水平線。車いすで入れる家族風呂があります。',
    'The horizon from an open-air bath; one family bath is wheelchair-accessible.',
  ],
  '銭湯 ふじの湯': ['商店街のなかの銭湯。手ぶらで入れます。', 'A bathhouse inside the arcade. Towels for hire.'],
  汐見山展望台: ['湾と町が一望できます。日の入りの一時間前がおすすめです。', 'The whole bay and town. Best an hour before sunset.'],
  '武家屋敷 旧白井邸': ['江戸後期の屋敷と庭。縁側に座れます。', 'A late Edo house and garden. You may sit on the veranda.'],
  '名画座 銀幕': ['二本立て、入れ替えなし。', 'Double bills, stay as long as you like.'],
  '旅館 波音': ['全十二室が海向き。素泊まりもできます。', 'Twelve rooms, all facing the sea. Room-only is fine.'],
  'ホステル 屋根裏': ['商店街の屋根の下、元は反物問屋の三階です。', 'Under the roof of the arcade, on the third floor of an old draper’s.'],
  かもめ汽船のりば: ['湾内めぐりの船が一時間に一本出ます。', 'Boats round the bay leave once an hour.'],
}
