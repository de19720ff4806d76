/** Shops and services, in the columns of `eat.ts`. */
export const shops = `
fishmonger|+fish-market|鮮魚 うおはる|せんぎょ うおはる|Uoharu Fish|鲜鱼 鱼春|생선가게 우오하루
fishmonger|+fish-market|魚問屋 なみ松|うおどんや なみまつ|Namimatsu Fish Merchants|鱼行 浪松|생선도매 나미마쓰
fishmonger|+fish-market|貝と海藻 いそべ|かい と かいそう いそべ|Isobe Shellfish and Seaweed|贝类海藻 矶边|조개와 해조 이소베
fishmonger|arcade|魚屋 うろこや|さかなや うろこや|Urokoya Fishmonger|鱼店 鳞屋|생선가게 우로코야
drygoods|+fish-market|乾物 海風堂|かんぶつ かいふうどう|Kaifudo Dried Foods|干货 海风堂|건어물 가이후도
drygoods|market|かつお節 削り屋|かつおぶし けずりや|Kezuriya Bonito Flakes|鲣鱼干 削屋|가쓰오부시 게즈리야
greengrocer|arcade|八百屋 みずたま|やおや みずたま|Mizutama Greengrocer|蔬果店 水玉|채소가게 미즈타마
greengrocer|+fish-market|青果 ひなた|せいか ひなた|Hinata Fruit and Vegetables|蔬果 向阳|청과 히나타
greengrocer|north|野菜直売 おひさま市|やさい ちょくばい おひさまいち|Ohisama Farm Stand|蔬菜直销 太阳市集|채소직판 해님장터
butcher|arcade|精肉 しろくま|せいにく しろくま|Shirokuma Butcher|精肉店 白熊|정육점 시로쿠마
butcher|north|肉の みのり|にく の みのり|Minori Meats|丰收肉店|고기 미노리
tofu|river|豆腐工房 すずしろ|とうふ こうぼう すずしろ|Suzushiro Tofu|豆腐工房 铃白|두부공방 스즈시로
rice|arcade|米屋 いなほ|こめや いなほ|Inaho Rice Shop|米店 稻穗|쌀집 이나호
tea|arcade|お茶の 葉月園|おちゃ の はづきえん|Hazukien Tea|茶庄 叶月园|찻잎가게 하즈키엔
sake|market|地酒 くらもと|じざけ くらもと|Kuramoto Local Sake|地方酒 藏元|지역술 구라모토
sake|station|酒の ほろよい堂|さけ の ほろよいどう|Horoyoido Wine and Sake|酒铺 微醺堂|술가게 호로요이도
miso|castle|味噌蔵 とよくに|みそぐら とよくに|Toyokuni Miso|味噌藏 丰国|된장곳간 도요쿠니
supermarket|main|スーパー みなとマート|すーぱー みなと まーと|Minato Mart|港超市|슈퍼 미나토마트
supermarket|north|食品館 よつば|しょくひんかん よつば|Yotsuba Food Hall|食品馆 四叶|식품관 요쓰바
convenience|station|コンビニ マルット 駅前店|こんびに まるっと えきまえてん|Marutto Convenience, Station|圆圆便利店 站前店|마루토 편의점 역앞점
convenience|main|コンビニ マルット 本町店|こんびに まるっと ほんまちてん|Marutto Convenience, Honmachi|圆圆便利店 本町店|마루토 편의점 혼마치점
convenience|market|コンビニ マルット 港店|こんびに まるっと みなとてん|Marutto Convenience, Harbour|圆圆便利店 港店|마루토 편의점 항구점
convenience|home|コンビニ デイリーリーフ 西町店|こんびに でいりー りーふ にしまちてん|Daily Leaf, Nishimachi|每日绿叶便利店 西町店|데일리리프 편의점 니시마치점
convenience|north|コンビニ デイリーリーフ 北口店|こんびに でいりー りーふ きたぐちてん|Daily Leaf, North Gate|每日绿叶便利店 北口店|데일리리프 편의점 북쪽출구점
books|arcade|潮騒書房|しおさい しょぼう|Shiosai Books|潮骚书房|시오사이 서점
books|castle|古書 月の舟|こしょ つき の ふね|Moonboat Second-hand Books|旧书 月之舟|헌책방 달배
books|station|えほんの店 きりん|えほん の みせ きりん|Kirin Picture Books|绘本店 长颈鹿|그림책방 기린
stationery|arcade|文具 えんぴつ屋|ぶんぐ えんぴつや|Enpitsuya Stationery|文具 铅笔屋|문구 엔피쓰야
stationery|castle|紙と筆 墨染|かみ と ふで すみぞめ|Sumizome Paper and Brush|纸与笔 墨染|종이와 붓 스미조메
clothes|arcade|婦人服 マリエ|ふじんふく まりえ|Marie Ladies' Wear|女装 玛丽艾|여성복 마리에
clothes|arcade|紳士服 タチバナ|しんしふく たちばな|Tachibana Menswear|男装 橘|신사복 다치바나
clothes|arcade|こども服 どんぐり|こどもふく どんぐり|Donguri Children's Clothes|童装 橡果|아동복 도토리
clothes|main|古着 ボタン|ふるぎ ぼたん|Button Vintage Clothing|古着 纽扣|구제옷 단추
kimono|arcade|呉服 千鳥屋|ごふく ちどりや|Chidoriya Kimono|和服 千鸟屋|기모노 지도리야
kimono|castle|着物レンタル はんなり|きもの れんたる はんなり|Hannari Kimono Rental|和服租赁 雅|기모노 대여 한나리
shoes|arcade|靴の とことこ|くつ の とことこ|Tokotoko Shoes|嗒嗒鞋店|신발 도코토코
bag|arcade|鞄工房 帆布堂|かばん こうぼう はんぷどう|Hanpudo Canvas Bags|帆布包工房 帆布堂|가방공방 한푸도
optician|arcade|メガネの 見晴堂|めがね の みはらしどう|Miharashido Opticians|眼镜 见晴堂|안경 미하라시도
watches|arcade|時計店 チクタク|とけいてん ちくたく|Chikutaku Watches|钟表店 嘀嗒|시계점 똑딱
jewelry|arcade|真珠と珊瑚 うたかた|しんじゅ と さんご うたかた|Utakata Pearls and Coral|珍珠珊瑚 泡影|진주와 산호 우타카타
florist|arcade|花屋 つゆくさ|はなや つゆくさ|Tsuyukusa Florist|花店 鸭跖草|꽃집 쓰유쿠사
florist|hill|お供え花 みつや|おそなえばな みつや|Mitsuya Flowers|供花 三屋|헌화꽃집 미쓰야
toys|arcade|おもちゃの こま屋|おもちゃ の こまや|Komaya Toys|玩具 陀螺屋|장난감 고마야
gift|station|みなと土産 なないろ|みなと みやげ なないろ|Nanairo Souvenirs|港町特产 七彩|항구 기념품 나나이로
gift|harbour+harbour-centre|港の売店 もやい|みなと の ばいてん もやい|Moyai Harbour Shop|港口小卖部 缆绳|항구매점 모야이
gift|hill|絵馬と手拭い すぎや|えま と てぬぐい すぎや|Sugiya Votive Tablets and Towels|绘马手巾 杉屋|에마와 손수건 스기야
craft|castle|うつわ つちのね|うつわ つちのね|Tsuchinone Pottery|器皿 土之音|그릇 쓰치노네
craft|harbour+brick-hall|硝子工房 あぶく|がらす こうぼう あぶく|Abuku Glass Studio|玻璃工房 气泡|유리공방 아부쿠
craft|arcade|藍染め 海色|あいぞめ うみいろ|Umiiro Indigo Dyeing|蓝染 海色|쪽염색 우미이로
craft|castle|木工 かんな屋|もっこう かんなや|Kannaya Woodwork|木工 刨屋|목공 간나야
antiques|castle|骨董 ふるいち|こっとう ふるいち|Furuichi Antiques|古董 古市|골동품 후루이치
furniture|main|家具と暮らし 木もれび|かぐ と くらし こもれび|Komorebi Furniture|家具与生活 木漏日|가구와 생활 고모레비
hardware|main|金物の かなとこ|かなもの の かなとこ|Kanatoko Hardware|五金 铁砧|철물 가나토코
electronics|main|でんきの ひかり堂|でんき の ひかりどう|Hikarido Electronics|电器 光堂|전자제품 히카리도
bicycle|main|自転車 くるりん|じてんしゃ くるりん|Kururin Bicycles|自行车 转转|자전거 구루린
bicycle|north|サイクル坂道|さいくる さかみち|Sakamichi Cycles|坂道单车|사이클 언덕길
fishing|market|釣具 うきうき|つりぐ うきうき|Ukiuki Fishing Tackle|渔具 浮浮|낚시용품 우키우키
surf|river|サーフショップ なみのり|さーふ しょっぷ なみのり|Naminori Surf Shop|冲浪店 踏浪|서핑숍 나미노리
music|arcade|楽器の こだま|がっき の こだま|Kodama Musical Instruments|乐器 回声|악기 고다마
records|main|レコード 夜汽車|れこーど よぎしゃ|Night Train Records|唱片 夜车|레코드 밤기차
photo|arcade|写真館 ひかりかげ|しゃしんかん ひかりかげ|Hikarikage Photo Studio|照相馆 光影|사진관 히카리카게
variety|arcade|百均 つぼみ|ひゃっきん つぼみ|Tsubomi 100-yen Shop|百元店 花蕾|백엔숍 쓰보미
secondhand|north|リサイクル めぐる|りさいくる めぐる|Meguru Reuse Shop|循环二手店 巡|재활용가게 메구루
pet|main|ペットの もふもふ|ぺっと の もふもふ|Mofumofu Pets|宠物 毛茸茸|반려동물 모후모후
cosmetics|arcade|化粧品 べにや|けしょうひん べにや|Beniya Cosmetics|化妆品 红屋|화장품 베니야
drugstore|station|ドラッグ すこやか|どらっぐ すこやか|Sukoyaka Drugstore|药妆 健康|드러그스토어 스코야카
drugstore|north|くすりの はればれ|くすり の はればれ|Harebare Drugstore|药妆店 晴朗|약국마트 하레바레
hairdresser|arcade|理容 サンライズ|りよう さんらいず|Sunrise Barber|理发 日出|이발소 선라이즈
hairdresser|home|美容室 ゆめみどり|びようしつ ゆめみどり|Yumemidori Hair Salon|美发室 梦绿|미용실 유메미도리
hairdresser|station|ヘアサロン しましま|へあ さろん しましま|Shimashima Hair Salon|美发沙龙 条纹|헤어살롱 시마시마
hairdresser|north|床屋 はさみ|とこや はさみ|Hasami Barber|理发店 剪刀|이발관 하사미
beauty|arcade|ネイル さくらがい|ねいる さくらがい|Sakuragai Nails|美甲 樱贝|네일 사쿠라가이
massage|station|もみほぐし ぽかぽか|もみほぐし ぽかぽか|Pokapoka Massage|按摩 暖洋洋|마사지 포카포카
laundry|home|コインランドリー あわあわ|こいん らんどりー あわあわ|Awaawa Coin Laundry|自助洗衣 泡泡|코인세탁 거품거품
laundry|north|コインランドリー せっけん|こいん らんどりー せっけん|Sekken Coin Laundry|自助洗衣 肥皂|코인세탁 비누
drycleaning|main|クリーニング 白糸|くりーにんぐ しらいと|Shiraito Dry Cleaning|干洗 白丝|세탁소 시라이토
travel|station|旅の窓口 そらうみ|たび の まどぐち そらうみ|Soraumi Travel|旅行窗口 空海|여행창구 소라우미
estate|station|住まいの ねじろ|すまい の ねじろ|Nejiro Estate Agents|房产 据点|부동산 네지로
workshop|home|下町鉄工所|したまち てっこうしょ|Shitamachi Ironworks|下町铁工所|시타마치 철공소
fuel|main|給油所 みなとオイル|きゅうゆじょ みなと おいる|Minato Oil Filling Station|港加油站|주유소 미나토오일
carrental|station|レンタカー ぐるり|れんたかー ぐるり|Gururi Car Rental|租车 环游|렌터카 구루리
cyclerental|station|貸自転車 みなとりん|かし じてんしゃ みなとりん|Minatorin Bicycle Hire|租自行车 港铃|자전거대여 미나토린
coworking|main|しごとば 錨地|しごとば びょうち|Byochi Coworking|共享办公 锚地|공유오피스 뵤치
coworking|harbour+gallery|アトリエ 第三倉庫|あとりえ だいさん そうこ|Atelier Warehouse 3|工作室 第三仓库|아틀리에 제3창고
`
