/** Health, money, lodging, culture, sights and how to get about, in the columns of `eat.ts`; `#area` and `&u,v` are grounds. */
export const services = `
townhall|@city-hall|みなと町役場|みなとまち やくば|Minato Town Hall|港町政府|미나토마치 동사무소
library|@library|みなと町立図書館|みなと ちょうりつ としょかん|Minato Public Library|港町立图书馆|미나토 마을도서관
community|@community-hall|みなと市民ホール|みなと しみん ほーる|Minato Community Hall|港市民会馆|미나토 시민홀
station|@station|みなと駅|みなとえき|Minato Station|港站|미나토역
castle|@castle|汐見城天守 郷土資料館|しおみじょう てんしゅ きょうど しりょうかん|Shiomi Castle Keep and Museum|汐见城天守 乡土资料馆|시오미성 천수각 향토자료관
gate|@castle-gate|大手門|おおてもん|Otemon Gate|大手门|오테몬
shrine|@shrine|汐見神社|しおみ じんじゃ|Shiomi Shrine|汐见神社|시오미 신사
gallery|@gallery|赤れんが美術館|あかれんが びじゅつかん|Red Brick Art Museum|红砖美术馆|붉은벽돌 미술관
hall|@brick-hall|赤れんがホール|あかれんが ほーる|Red Brick Hall|红砖会馆|붉은벽돌 홀
ferry|@ferry-terminal|かもめ汽船のりば|かもめ きせん のりば|Kamome Ferry Terminal|海鸥轮渡码头|갈매기기선 승선장
info|@harbour-centre|みなと観光案内所|みなと かんこう あんないじょ|Minato Visitor Centre|港观光问询处|미나토 관광안내소
market|@fish-market|みなと朝市場|みなと あさいちば|Minato Morning Market|港晨市|미나토 아침시장
aquarium|@aquarium|ちいさな水族館 くらげ|ちいさな すいぞくかん くらげ|Kurage Little Aquarium|小小水族馆 水母|작은 수족관 해파리
lighthouse|@lighthouse|みなと灯台|みなと とうだい|Minato Lighthouse|港灯塔|미나토 등대
hospital|#hospital|みなと総合病院|みなと そうごう びょういん|Minato General Hospital|港综合医院|미나토 종합병원
bath|@bath|海の湯 なぎさ温泉|うみ の ゆ なぎさ おんせん|Nagisa Onsen Seaside Baths|海之汤 渚温泉|바다탕 나기사온천
bath|arcade|銭湯 ふじの湯|せんとう ふじのゆ|Fujinoyu Bathhouse|澡堂 富士之汤|목욕탕 후지노유
bath|north|銭湯 つばめ湯|せんとう つばめゆ|Tsubameyu Bathhouse|澡堂 燕子汤|목욕탕 쓰바메유
viewpoint|&1404,640|汐見山展望台|しおみやま てんぼうだい|Mount Shiomi Lookout|汐见山观景台|시오미산 전망대
museum|castle|武家屋敷 旧白井邸|ぶけ やしき きゅう しらいてい|Old Shirai Samurai House|武家宅邸 旧白井邸|무사저택 옛 시라이 저택
museum|market|港と船の資料館|みなと と ふね の しりょうかん|Harbour and Ships Museum|港口与船资料馆|항구와 배 자료관
gallery|arcade|ギャラリー 余白|ぎゃらりー よはく|Gallery Yohaku|画廊 余白|갤러리 여백
gallery|castle|まちかど美術室|まちかど びじゅつしつ|Street Corner Art Room|街角美术室|길모퉁이 미술실
cinema|arcade|名画座 銀幕|めいがざ ぎんまく|Ginmaku Cinema|名画座 银幕|명화극장 은막
theatre|main|小劇場 浮橋|しょうげきじょう うきはし|Ukihashi Playhouse|小剧场 浮桥|소극장 우키하시
music_venue|station|ライブハウス 潮位|らいぶ はうす ちょうい|Choi Live House|现场音乐屋 潮位|라이브하우스 조이
temple|river|海蔵院|かいぞういん|Kaizo-in Temple|海藏院|가이조인 절
temple|home|光明寺|こうみょうじ|Komyo-ji Temple|光明寺|고묘지 절
church|north|北町教会|きたまち きょうかい|Kitamachi Church|北町教会|기타마치 교회
kindergarten|north|わかば幼稚園|わかば ようちえん|Wakaba Kindergarten|嫩叶幼儿园|와카바 유치원
nursery|home|ひばり保育園|ひばり ほいくえん|Hibari Nursery School|云雀保育园|종달새 어린이집
nursery|north|こぐま保育園|こぐま ほいくえん|Koguma Nursery School|小熊保育园|아기곰 어린이집
kindergarten|castle|お堀端幼稚園|おほりばた ようちえん|Ohoribata Kindergarten|护城河畔幼儿园|해자옆 유치원
school|#school|みなと小学校|みなと しょうがっこう|Minato Elementary School|港小学|미나토 초등학교
juku|station|学習塾 のびのび|がくしゅうじゅく のびのび|Nobinobi Tutoring|补习班 成长|학원 노비노비
music_school|home|ピアノ教室 どれみ|ぴあの きょうしつ どれみ|Doremi Piano School|钢琴教室 哆来咪|피아노교실 도레미
nursing_room|arcade|赤ちゃんの駅 ぎんざ|あかちゃん の えき ぎんざ|Ginza Nursing Room|银座母婴室|긴자 수유실
nursing_room|+harbour-centre|赤ちゃんの駅 みなと|あかちゃん の えき みなと|Harbour Nursing Room|港口母婴室|항구 수유실
nursing_room|+city-hall|赤ちゃんの駅 役場|あかちゃん の えき やくば|Town Hall Nursing Room|政府母婴室|동사무소 수유실
clinic|main|本町内科クリニック|ほんまち ないか くりにっく|Honmachi Internal Medicine|本町内科诊所|혼마치 내과의원
clinic|station|駅前眼科|えきまえ がんか|Ekimae Eye Clinic|站前眼科|역앞 안과
clinic|north|すずらんこどもクリニック|すずらん こども くりにっく|Suzuran Children's Clinic|铃兰儿童诊所|은방울꽃 소아과
clinic|home|かざぐるま整形外科|かざぐるま せいけい げか|Kazaguruma Orthopaedics|风车骨科|바람개비 정형외과
clinic|river|はまかぜ皮膚科|はまかぜ ひふか|Hamakaze Dermatology|滨风皮肤科|하마카제 피부과
clinic|main|みみはな 汐入医院|みみはな しおいり いいん|Shioiri Ear, Nose and Throat|汐入耳鼻喉科|시오이리 이비인후과
dentist|arcade|しろいは歯科|しろいは しか|Shiroiha Dental Clinic|白牙齿科|하얀이 치과
dentist|north|北口歯科|きたぐち しか|Kitaguchi Dental Clinic|北口齿科|북쪽출구 치과
dentist|home|にこにこ歯科|にこにこ しか|Nikoniko Dental Clinic|微笑齿科|방긋 치과
pharmacy|main|あおば薬局 本町店|あおば やっきょく ほんまちてん|Aoba Pharmacy, Honmachi|青叶药局 本町店|아오바약국 혼마치점
pharmacy|north|あおば薬局 病院前店|あおば やっきょく びょういんまえてん|Aoba Pharmacy, Hospital|青叶药局 医院前店|아오바약국 병원앞점
pharmacy|station|かもめ薬局|かもめ やっきょく|Kamome Pharmacy|海鸥药局|갈매기 약국
acupuncture|home|はりきゅう もぐさ堂|はりきゅう もぐさどう|Mogusado Acupuncture|针灸 艾草堂|침구 모구사도
vet|home|どうぶつ病院 しっぽ|どうぶつ びょういん しっぽ|Shippo Animal Clinic|动物医院 尾巴|동물병원 꼬리
post|main|みなと郵便局|みなと ゆうびんきょく|Minato Post Office|港邮局|미나토 우체국
post|north|北町郵便局|きたまち ゆうびんきょく|Kitamachi Post Office|北町邮局|기타마치 우체국
bank|main|潮路銀行 みなと支店|しおじ ぎんこう みなと してん|Shioji Bank, Minato|潮路银行 港支行|시오지은행 미나토지점
bank|station|みなと信用金庫|みなと しんよう きんこ|Minato Credit Union|港信用金库|미나토 신용금고
atm|arcade|潮路銀行ATM 銀座|しおじ ぎんこう えーてぃーえむ ぎんざ|Shioji Bank ATM, Ginza|潮路银行ATM 银座|시오지은행 ATM 긴자
police|station|駅前交番|えきまえ こうばん|Station Police Box|站前派出所|역앞 파출소
police|market|港交番|みなと こうばん|Harbour Police Box|港派出所|항구 파출소
lawyer|main|潮見法律事務所|しおみ ほうりつ じむしょ|Shiomi Law Office|潮见律师事务所|시오미 법률사무소
ryokan|river|旅館 波音|りょかん なみおと|Namioto Ryokan|旅馆 波音|료칸 나미오토
ryokan|castle|お宿 月見櫓|おやど つきみやぐら|Tsukimi Yagura Inn|旅宿 月见橹|여관 쓰키미야구라
ryokan|hill|宿坊 汐見荘|しゅくぼう しおみそう|Shiomi-so Pilgrim Lodge|宿坊 汐见庄|숙방 시오미소
hotel|station|ホテル みなとテラス|ほてる みなと てらす|Hotel Minato Terrace|港露台酒店|호텔 미나토 테라스
hotel|station|ビジネスホテル ふなで|びじねす ほてる ふなで|Funade Business Hotel|启航商务酒店|비즈니스호텔 후나데
hotel|main|ホテル 桟橋|ほてる さんばし|Hotel Sanbashi|栈桥酒店|호텔 산바시
guesthouse|market|ゲストハウス もやい結び|げすと はうす もやいむすび|Moyaimusubi Guest House|民宿 绳结|게스트하우스 매듭
guesthouse|river|海の家族宿 ひとで|うみ の かぞくやど ひとで|Hitode Family Inn|海边家庭民宿 海星|바다 가족민박 불가사리
hostel|arcade|ホステル 屋根裏|ほすてる やねうら|Yaneura Hostel|阁楼青旅|호스텔 다락방
apartment_stay|castle|町家の宿 すだれ|まちや の やど すだれ|Sudare Townhouse Stay|町家民宿 竹帘|마치야 숙소 발
park|#castle|城山公園|しろやま こうえん|Shiroyama Castle Park|城山公园|시로야마 공원
park|#pine-park|松原公園|まつばら こうえん|Matsubara Pine Park|松原公园|마쓰바라 공원
park|#harbour-park|かもめ広場|かもめ ひろば|Kamome Green|海鸥广场|갈매기 광장
park|#park-north|あおぞら公園|あおぞら こうえん|Aozora Park|蓝天公园|푸른하늘 공원
park|#park-west|どんぐり公園|どんぐり こうえん|Donguri Park|橡果公园|도토리 공원
park|#park-home|すずらん公園|すずらん こうえん|Suzuran Park|铃兰公园|은방울꽃 공원
park|#park-east|ひだまり公園|ひだまり こうえん|Hidamari Park|暖阳公园|양지 공원
beach|#beach|なぎさ浜|なぎさはま|Nagisa Beach|渚滨海滩|나기사 해변
sight|&893,196|かもめ桟橋の鐘|かもめ さんばし の かね|Kamome Pier Bell|海鸥栈桥之钟|갈매기부두의 종
sight|&644,548|みなと大橋の碑|みなと おおはし の ひ|Minato Bridge Monument|港大桥纪念碑|미나토대교 기념비
sight|&1334,700|夫婦杉|めおとすぎ|Meoto Cedars|夫妻杉|부부삼나무
sight|&716,376|出船の像|でふね の ぞう|Statue of Setting Sail|启航雕像|출항 동상
sight|&612,860|桜の土手|さくら の どて|Cherry Bank|樱花堤|벚꽃 둑
parking|P870,940|駅前駐車場|えきまえ ちゅうしゃじょう|Station Car Park|站前停车场|역앞 주차장
parking|P740,600|役場前駐車場|やくばまえ ちゅうしゃじょう|Town Hall Car Park|政府前停车场|동사무소앞 주차장
parking|P1060,470|市場駐車場|いちば ちゅうしゃじょう|Market Car Park|市场停车场|시장 주차장
parking|P430,470|なぎさ駐車場|なぎさ ちゅうしゃじょう|Nagisa Car Park|海滨停车场|바닷가 주차장
parking|P1190,640|神社参道駐車場|じんじゃ さんどう ちゅうしゃじょう|Shrine Approach Car Park|神社参道停车场|신사 참배길 주차장
parking|P540,700|堀端駐車場|ほりばた ちゅうしゃじょう|Horibata Car Park|护城河停车场|해자 주차장
parking|P1040,840|銀座パーキング|ぎんざ ぱーきんぐ|Ginza Parking|银座停车场|긴자 주차장
bus_stop|&928,920|みなと駅 1番のりば|みなとえき いちばん のりば|Minato Station, Stop 1|港站1号站台|미나토역 1번 승강장
bus_stop|&992,920|みなと駅 2番のりば|みなとえき にばん のりば|Minato Station, Stop 2|港站2号站台|미나토역 2번 승강장
bus_stop|&806,700|役場前|やくばまえ|Town Hall|政府前|동사무소 앞
bus_stop|&806,470|みなと大橋東詰|みなと おおはし ひがしづめ|Minato Bridge East|港大桥东|미나토대교 동쪽
bus_stop|&900,406|朝市場|あさいちば|Morning Market|晨市|아침시장
bus_stop|&1126,470|港大通り|みなと おおどおり|Harbour Avenue|港湾大道|항구대로
bus_stop|&1126,700|銀座南口|ぎんざ みなみぐち|Ginza South|银座南口|긴자 남쪽 입구
bus_stop|&1126,860|東大通り三丁目|ひがし おおどおり さんちょうめ|Higashi-odori 3|东大街三丁目|히가시오도리 3가
bus_stop|&1126,1150|総合病院前|そうごう びょういんまえ|General Hospital|综合医院前|종합병원 앞
bus_stop|&1126,1340|こもれびの森|こもれび の もり|Komorebi Wood|林荫森林|고모레비 숲
bus_stop|&1300,406|港東|みなと ひがし|Harbour East|港东|항구 동쪽
bus_stop|&256,470|海岸通り|かいがん どおり|Beach Road|海岸大道|해안로
bus_stop|&256,720|城山公園西|しろやま こうえん にし|Castle Park West|城山公园西|시로야마 공원 서쪽
bus_stop|&256,900|堀端|ほりばた|Moat|护城河|해자
bus_stop|&256,1180|小学校前|しょうがっこうまえ|Elementary School|小学前|초등학교 앞
bus_stop|&500,546|城下入口|しろした いりぐち|Shiroshita|城下入口|성 아래 입구
taxi|&1000,978|みなと駅タクシーのりば|みなとえき たくしー のりば|Minato Station Taxi Stand|港站出租车站|미나토역 택시승강장
toilets|&1344,742|汐見神社 お手洗い|しおみ じんじゃ おてあらい|Shiomi Shrine Toilets|汐见神社洗手间|시오미 신사 화장실
`
