/**
 * Where people eat and drink, one a line: `kind | where | 日本語 | よみ | English | 简体中文 | 한국어`.
 * `where` is a quarter, `@site` (the building itself) or `+site` (a room or stall inside it).
 */
export const eat = `
seafood|market|磯料理 なみのや|いそりょうり なみのや|Naminoya Seafood|海鲜料理 浪之屋|해물요리 나미노야
seafood|+fish-market|市場食堂 あさひ|いちば しょくどう あさひ|Asahi Market Diner|市场食堂 朝日|시장식당 아사히
seafood|+fish-market|海鮮丼 まるいち|かいせんどん まるいち|Maruichi Seafood Bowls|海鲜盖饭 丸一|해물덮밥 마루이치
seafood|harbour+ferry-terminal|船着き場食堂|ふなつきば しょくどう|Landing Stage Diner|码头食堂|선착장 식당
seafood|main|浜焼き 大漁丸|はまやき たいりょうまる|Tairyomaru Charcoal Seafood|炭烤海鲜 大渔丸|해산물구이 다이료마루
sushi|market|鮨 しおさい|すし しおさい|Sushi Shiosai|寿司 潮音|스시 시오사이
sushi|arcade|まわる寿司 みなと亭|まわる すし みなとてい|Minato-tei Conveyor Sushi|回转寿司 港亭|회전초밥 미나토테이
sushi|main|寿し処 千とせ|すしどころ ちとせ|Chitose Sushi|寿司处 千岁|스시도코로 지토세
sushi|hill|鮨 やまね|すし やまね|Sushi Yamane|寿司 山根|스시 야마네
ramen|station|らーめん 波止場|らーめん はとば|Hatoba Ramen|拉面 波止场|라멘 하토바
ramen|arcade|中華そば こまどり|ちゅうかそば こまどり|Komadori Ramen|中华面 知更鸟|주카소바 고마도리
ramen|main|煮干しそば 灯|にぼしそば ともしび|Tomoshibi Sardine-broth Noodles|小鱼干拉面 灯|멸치라멘 도모시비
ramen|north|麺屋 きたかぜ|めんや きたかぜ|Kitakaze Noodles|面屋 北风|멘야 기타카제
ramen|river|夜鳴きそば つきみ|よなきそば つきみ|Tsukimi Late-night Ramen|夜宵拉面 月见|밤참라멘 쓰키미
soba|castle|手打ちそば 城月|てうちそば しろつき|Shirotsuki Handmade Soba|手打荞麦面 城月|수타소바 시로쓰키
soba|arcade|そば処 水車|そばどころ すいしゃ|Suisha Soba|荞麦面 水车|소바도코로 스이샤
soba|hill|参道そば 鈴の音|さんどうそば すずのね|Suzunone Soba|参道荞麦面 铃音|참배길 소바 스즈노네
soba|station|駅そば しおじ|えきそば しおじ|Shioji Station Soba|车站荞麦面 潮路|역 소바 시오지
udon|arcade|うどん 白帆|うどん しらほ|Shiraho Udon|乌冬面 白帆|우동 시라호
udon|main|釜あげ ふくろう|かまあげ ふくろう|Fukuro Udon|釜扬乌冬 猫头鹰|가마아게 우동 후쿠로
udon|north|うどん茶屋 いろり|うどんぢゃや いろり|Irori Udon Teahouse|乌冬茶屋 围炉里|우동찻집 이로리
diner|arcade|まるや食堂|まるや しょくどう|Maruya Diner|丸屋食堂|마루야 식당
diner|station|駅前食堂 ひので|えきまえ しょくどう ひので|Hinode Station Diner|站前食堂 日出|역앞식당 히노데
diner|river|おかずや こはる|おかずや こはる|Koharu Home Cooking|家常菜馆 小春|반찬식당 고하루
diner|north|定食 たんぽぽ|ていしょく たんぽぽ|Tampopo Set Meals|定食屋 蒲公英|정식집 단포포
diner|home|ばんごはん屋 つみき|ばんごはんや つみき|Tsumiki Supper House|晚饭屋 积木|저녁밥집 쓰미키
tempura|arcade|天ぷら あげは|てんぷら あげは|Ageha Tempura|天妇罗 凤蝶|튀김 아게하
tonkatsu|main|とんかつ 三日月|とんかつ みかづき|Mikazuki Tonkatsu|炸猪排 三日月|돈가스 미카즈키
tonkatsu|station|かつ処 はやて|かつどころ はやて|Hayate Cutlets|炸猪排 疾风|가쓰도코로 하야테
unagi|river|うなぎ 川よし|うなぎ かわよし|Kawayoshi Eel|鳗鱼 川吉|장어 가와요시
okonomiyaki|arcade|お好み焼き てっぱん姉さん|おこのみやき てっぱん ねえさん|Teppan Sisters Okonomiyaki|大阪烧 铁板姐姐|오코노미야키 철판 언니
okonomiyaki|main|広場のお好み ぽんぽこ|ひろば の おこのみ ぽんぽこ|Ponpoko Okonomiyaki|广场大阪烧 砰砰咚|광장 오코노미야키 폰포코
yakiniku|main|炭火焼肉 ほむら|すみび やきにく ほむら|Homura Charcoal Barbecue|炭火烤肉 炎|숯불구이 호무라
yakiniku|station|焼肉 牛歩|やきにく ぎゅうほ|Gyuho Barbecue|烤肉 牛步|야키니쿠 규호
yakitori|station|やきとり 一番鶏|やきとり いちばんどり|Ichibandori Yakitori|烤鸡串 头鸡|닭꼬치 이치반도리
yakitori|main|串焼き とまり木|くしやき とまりぎ|Tomarigi Skewers|串烧 栖木|꼬치구이 도마리기
curry|arcade|カレーの店 スパイス灯台|かれー の みせ すぱいす とうだい|Spice Lighthouse Curry|咖喱店 香料灯塔|카레 가게 스파이스 등대
curry|north|カレー食堂 きいろい屋根|かれー しょくどう きいろい やね|Yellow Roof Curry|咖喱食堂 黄屋顶|카레식당 노란 지붕
indian|main|インド料理 サフラン|いんど りょうり さふらん|Saffron Indian Kitchen|印度料理 藏红花|인도요리 사프란
italian|harbour+brick-hall|トラットリア・ポルト|とらっとりあ ぽると|Trattoria Porto|海港意式餐馆|트라토리아 포르토
italian|castle|石窯ピッツァ リモーネ|いしがま ぴっつぁ りもーね|Limone Stone-oven Pizza|石窑披萨 柠檬|화덕피자 리모네
french|castle|ビストロ・ヴェルジェ|びすとろ ゔぇるじぇ|Bistro Verger|果园小酒馆|비스트로 베르제
french|hill|丘の上のレストラン|おか の うえ の れすとらん|Restaurant on the Hill|山丘餐厅|언덕 위의 레스토랑
spanish|market|バル・カモメ|ばる かもめ|Bar Kamome (Tapas)|海鸥西班牙小馆|바르 카모메
chinese|arcade|中国料理 福春|ちゅうごく りょうり ふくはる|Fukuharu Chinese Restaurant|中国料理 福春|중화요리 후쿠하루
chinese|station|餃子の みつば|ぎょうざ の みつば|Mitsuba Gyoza|三叶饺子馆|만두집 미쓰바
chinese|river|町中華 らくらく|まちちゅうか らくらく|Rakuraku Neighbourhood Chinese|街坊中餐 乐乐|동네 중국집 라쿠라쿠
korean|main|韓国家庭料理 オンマ|かんこく かてい りょうり おんま|Omma Korean Home Cooking|韩国家常菜 妈妈|한국 가정요리 엄마
thai|main|タイ食堂 ロータス|たい しょくどう ろーたす|Lotus Thai Kitchen|泰国食堂 莲花|태국식당 로터스
vietnamese|station|ベトナム麺 青いドア|べとなむめん あおい どあ|Blue Door Pho|越南河粉 蓝门|베트남 쌀국수 파란 문
nepalese|north|ネパール食堂 ひまらや|ねぱーる しょくどう ひまらや|Himalaya Nepali Kitchen|尼泊尔食堂 喜马拉雅|네팔식당 히말라야
hawaiian|river|海辺ごはん マカナ|うみべ ごはん まかな|Makana Beach Kitchen|海边饭食 马卡纳|해변밥집 마카나
vegan|castle|菜食ごはん 草と豆|さいしょく ごはん くさ と まめ|Kusa to Mame (Plant-based)|素食 草与豆|채식밥상 풀과 콩
vegan|arcade|やさい食堂 みどりの匙|やさい しょくどう みどり の さじ|Green Spoon Vegetable Kitchen|蔬食堂 绿勺|채소식당 초록 숟가락
halal|station|ハラールキッチン ゼイトゥン|はらーる きっちん ぜいとぅん|Zeytun Halal Kitchen|清真厨房 橄榄|할랄 키친 제이툰
western|arcade|洋食 オリオン|ようしょく おりおん|Orion Western Kitchen|西餐 猎户座|경양식 오리온
western|castle|キッチン あかりや|きっちん あかりや|Akariya Kitchen|西餐厨房 明屋|키친 아카리야
steak|main|ステーキ 赤牛亭|すてーき あかうしてい|Akaushi-tei Steak|牛排 赤牛亭|스테이크 아카우시테이
burger|harbour+brick-hall|ドック・バーガー|どっく ばーがー|Dock Burger|码头汉堡|독 버거
burger|station|バーガーキッチン 七時|ばーがー きっちん しちじ|Seven O'Clock Burgers|七点汉堡|일곱시 버거
fastfood|arcade|たこ焼き まんまる|たこやき まんまる|Manmaru Takoyaki|章鱼烧 圆圆|다코야키 만마루
fastfood|market|コロッケの かどや|ころっけ の かどや|Kadoya Croquettes|街角可乐饼|가도야 고로케
fastfood|arcade|おむすび 小舟|おむすび こぶね|Kobune Rice Balls|饭团 小舟|주먹밥 고부네
fastfood|+beach-house|浜茶屋 なぎさ|はまぢゃや なぎさ|Nagisa Beach House|海滨茶屋 渚|해변찻집 나기사
cafe|arcade|喫茶 うみねこ|きっさ うみねこ|Umineko Coffee Shop|咖啡馆 黑尾鸥|찻집 우미네코
cafe|arcade|珈琲 琥珀堂|こーひー こはくどう|Kohakudo Coffee|咖啡 琥珀堂|커피 고하쿠도
cafe|harbour+gallery|カフェ・トタン|かふぇ とたん|Cafe Totan|铁皮咖啡|카페 토탄
cafe|harbour+harbour-centre|デッキカフェ 汽笛|でっきかふぇ きてき|Kiteki Deck Cafe|甲板咖啡 汽笛|덱 카페 기적소리
cafe|castle|城見茶房|しろみ さぼう|Castle View Tea Room|望城茶房|성 전망 다방
cafe|@tea-house|茶室 松風|ちゃしつ まつかぜ|Matsukaze Tea House|茶室 松风|다실 마쓰카제
cafe|station|コーヒースタンド 始発|こーひー すたんど しはつ|First Train Coffee Stand|首班车咖啡站|첫차 커피 스탠드
cafe|hill|石段カフェ ひとやすみ|いしだん かふぇ ひとやすみ|Hitoyasumi Steps Cafe|石阶咖啡 小憩|돌계단 카페 쉬어가기
cafe|river|川辺の珈琲店 みなも|かわべ の こーひーてん みなも|Minamo Riverside Coffee|河畔咖啡 水面|강변커피 미나모
cafe|river|海と本 なみうち|うみ と ほん なみうち|Namiuchi Book Cafe|海与书 浪边|바다와 책 나미우치
cafe|north|焙煎所 きつね|ばいせんじょ きつね|Kitsune Roastery|烘焙所 狐狸|로스터리 기쓰네
cafe|home|いえカフェ れんげ|いえ かふぇ れんげ|Renge House Cafe|家庭咖啡 紫云英|홈카페 렌게
cafe|main|ねこの喫茶室|ねこ の きっさしつ|The Cat's Tea Room|猫咪茶室|고양이 찻집
cafe|main|レコード喫茶 回転木馬|れこーど きっさ かいてん もくば|Carousel Record Cafe|唱片咖啡 旋转木马|레코드 찻집 회전목마
cafe|market|朝の珈琲 かもめ便|あさ の こーひー かもめびん|Kamome Morning Coffee|清晨咖啡 海鸥便|아침커피 갈매기편
izakaya|market|酒場 いかり|さかば いかり|Ikari Tavern|酒馆 船锚|선술집 이카리
izakaya|station|居酒屋 のれん|いざかや のれん|Noren Izakaya|居酒屋 暖帘|이자카야 노렌
izakaya|main|酒と肴 ゆるり|さけ と さかな ゆるり|Yururi Sake and Small Plates|酒与肴 悠然|술과 안주 유루리
izakaya|arcade|立ち飲み 三歩|たちのみ さんぽ|Sampo Standing Bar|立饮 三步|서서 마시는 술집 산포
izakaya|station|大衆酒場 ちょうちん|たいしゅう さかば ちょうちん|Chochin Tavern|大众酒馆 灯笼|대중술집 초칭
izakaya|river|小料理 たまゆら|こりょうり たまゆら|Tamayura|小料理 玉响|소요리 다마유라
bar|main|バー 羅針盤|ばー らしんばん|Bar Compass|罗盘酒吧|바 나침반
bar|station|ジャズバー 青い馬|じゃず ばー あおい うま|Blue Horse Jazz Bar|爵士酒吧 蓝马|재즈바 푸른 말
bar|market|ワインバー 樽|わいん ばー たる|Taru Wine Bar|葡萄酒吧 木桶|와인바 다루
bar|main|スナック ともだち|すなっく ともだち|Snack Tomodachi|小酒馆 朋友|스낵 도모다치
pub|harbour+brick-hall|みなと麦酒醸造所|みなと びーる じょうぞうしょ|Minato Brewery and Taproom|港啤酒酿造所|미나토 맥주 양조장
pub|station|パブ 灯台守|ぱぶ とうだいもり|The Lighthouse Keeper Pub|灯塔守酒馆|펍 등대지기
icecream|arcade|氷菓 こなゆき|ひょうか こなゆき|Konayuki Ice Cream|冰品 粉雪|빙과 고나유키
icecream|harbour+harbour-centre|ジェラート しずく|じぇらーと しずく|Shizuku Gelato|意式冰淇淋 水滴|젤라토 시즈쿠
bakery|arcade|パン工房 こむぎの丘|ぱん こうぼう こむぎ の おか|Komugi Hill Bakery|面包工房 小麦丘|빵공방 밀언덕
bakery|station|ベーカリー あさつゆ|べーかりー あさつゆ|Asatsuyu Bakery|朝露面包房|베이커리 아사쓰유
bakery|north|まちのパン屋 クローバー|まち の ぱんや くろーばー|Clover Town Bakery|街角面包店 三叶草|동네빵집 클로버
bakery|home|石窯パン みつけた|いしがま ぱん みつけた|Mitsuketa Stone-oven Bread|石窑面包 找到了|화덕빵 미쓰케타
bakery|hill|くるみパン りす|くるみぱん りす|Risu Walnut Bakery|核桃面包 松鼠|호두빵 다람쥐
sweets|arcade|和菓子 潮音堂|わがし ちょうおんどう|Choondo Japanese Sweets|和果子 潮音堂|화과자 조온도
sweets|castle|御菓子司 松の葉|おんかしつかさ まつのは|Matsunoha Confectioner|御果子司 松叶|과자명가 마쓰노하
sweets|hill|門前だんご 福ふく|もんぜん だんご ふくふく|Fukufuku Shrine Dumplings|门前团子 福福|신사앞 경단 후쿠후쿠
sweets|main|洋菓子 ミモザ|ようがし みもざ|Mimosa Patisserie|西点 金合欢|양과자 미모자
sweets|station|たい焼き 鯛之助|たいやき たいのすけ|Tainosuke Taiyaki|鲷鱼烧 鲷之助|붕어빵 다이노스케
`
