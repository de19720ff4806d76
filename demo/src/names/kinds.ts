import type { HoursHabit } from './hours.ts'

/** What a kind of place is in OSM, and how such places usually are. */
export interface Kind {
  readonly tags: Readonly<Record<string, string>>
  readonly hours?: HoursHabit
  /** Takes part in card and code payment; has a telephone. */
  readonly trade?: true
  /** Guests sit or stay inside: step-free entrance and toilets are worth a tag. */
  readonly guests?: true
  readonly fee?: string
  readonly capacity?: readonly [number, number]
}

const eat = (cuisine: string, hours: HoursHabit = 'meal', more: Record<string, string> = {}): Kind => ({ tags: { amenity: 'restaurant', cuisine, ...more }, hours, trade: true, guests: true, capacity: [12, 60] })
const shop = (value: string, hours: HoursHabit = 'shop', more: Record<string, string> = {}): Kind => ({ tags: { shop: value, ...more }, hours, trade: true })
const amenity = (value: string, hours: HoursHabit, more: Record<string, string> = {}): Kind => ({ tags: { amenity: value, ...more }, hours, trade: true })
const sight = (tags: Record<string, string>, hours?: HoursHabit, fee?: string): Kind => ({ tags, ...(hours === undefined ? {} : { hours }), ...(fee === undefined ? {} : { fee }) })
const stay = (value: string, more: Record<string, string> = {}): Kind => ({ tags: { tourism: value, ...more }, hours: 'stay', trade: true, guests: true, capacity: [8, 120] })

/** Kinds of places by the word that the name lists use. */
export const kinds: Readonly<Record<string, Kind>> = {
  seafood: eat('seafood;japanese', 'meal'), sushi: eat('sushi'), ramen: eat('ramen', 'noodles'), soba: eat('soba', 'noodles'), udon: eat('udon', 'noodles'), diner: eat('japanese', 'meal', { 'cuisine:ja': '定食' }),
  tempura: eat('tempura'), tonkatsu: eat('tonkatsu'), unagi: eat('unagi'), okonomiyaki: eat('okonomiyaki'), yakiniku: eat('yakiniku;barbecue', 'night'), yakitori: eat('yakitori', 'night'),
  curry: eat('japanese_curry;curry'), indian: eat('indian', 'meal', { 'diet:vegetarian': 'yes' }), italian: eat('italian;pizza', 'meal', { 'diet:vegetarian': 'yes' }), french: eat('french'), spanish: eat('spanish;tapas', 'night'),
  chinese: eat('chinese'), korean: eat('korean'), thai: eat('thai', 'meal', { 'diet:vegetarian': 'yes' }), vietnamese: eat('vietnamese'), nepalese: eat('nepalese', 'meal', { 'diet:vegetarian': 'yes' }), hawaiian: eat('hawaiian'),
  vegan: eat('vegan;japanese', 'meal', { 'diet:vegan': 'only', 'diet:vegetarian': 'only', 'diet:gluten_free': 'yes' }), halal: eat('turkish;kebab', 'meal', { 'diet:halal': 'only', 'diet:vegetarian': 'yes' }), western: eat('western;japanese'), steak: eat('steak_house'), burger: eat('burger', 'meal', { 'diet:vegetarian': 'yes' }),
  fastfood: { ...amenity('fast_food', 'meal', { cuisine: 'japanese', takeaway: 'yes' }) },
  cafe: { ...amenity('cafe', 'cafe', { cuisine: 'coffee_shop' }), guests: true, capacity: [8, 40] },
  izakaya: { ...amenity('pub', 'night', { cuisine: 'izakaya;japanese' }), guests: true, capacity: [10, 50] }, bar: { ...amenity('bar', 'night'), guests: true }, pub: { ...amenity('pub', 'night', { microbrewery: 'yes' }), guests: true },
  icecream: amenity('ice_cream', 'cafe'), bakery: shop('bakery', 'early'), sweets: shop('confectionery', 'shop', { confectionery: 'japanese' }),

  fishmonger: shop('seafood', 'market'), drygoods: shop('deli', 'market'), greengrocer: shop('greengrocer', 'early'), butcher: shop('butcher'), tofu: shop('deli', 'early', { deli: 'tofu' }), rice: shop('rice'), tea: shop('tea'),
  sake: shop('alcohol'), miso: shop('deli'), supermarket: { ...shop('supermarket', 'long', { wheelchair: 'yes' }) }, convenience: shop('convenience', 'always', { atm: 'yes', wheelchair: 'yes' }), books: shop('books'), stationery: shop('stationery'),
  clothes: shop('clothes'), kimono: shop('clothes', 'shop', { clothes: 'kimono' }), shoes: shop('shoes'), bag: shop('bag'), optician: shop('optician'), watches: shop('watches'), jewelry: shop('jewelry'), florist: shop('florist'), toys: shop('toys'),
  gift: shop('gift'), craft: shop('pottery', 'shop', { craft: 'pottery' }), antiques: shop('antiques'), furniture: shop('furniture'), hardware: shop('hardware'), electronics: shop('electronics'), bicycle: shop('bicycle', 'shop', { 'service:bicycle:repair': 'yes', 'service:bicycle:pump': 'yes' }),
  fishing: shop('fishing', 'early'), surf: shop('sports', 'shop', { sport: 'surfing' }), music: shop('musical_instrument'), records: shop('music'), photo: shop('photo'), variety: shop('variety_store', 'long'), secondhand: shop('second_hand'), pet: shop('pet'), cosmetics: shop('cosmetics'),
  drugstore: shop('chemist', 'long'), hairdresser: shop('hairdresser', 'shop'), beauty: shop('beauty'), massage: shop('massage', 'shop'), laundry: shop('laundry', 'always', { self_service: 'yes' }), drycleaning: shop('dry_cleaning'), travel: shop('travel_agency'), estate: { tags: { office: 'estate_agent' }, hours: 'shop', trade: true },
  workshop: { tags: { craft: 'metal_construction' }, hours: 'office', trade: true }, fuel: amenity('fuel', 'long', { 'fuel:diesel': 'yes', 'fuel:octane_90': 'yes' }), carrental: amenity('car_rental', 'long'), cyclerental: { ...amenity('bicycle_rental', 'long', { fee: 'yes' }), capacity: [20, 40] },
  coworking: { ...amenity('coworking_space', 'long', { internet_access: 'wlan' }), guests: true },

  townhall: amenity('townhall', 'office', { wheelchair: 'yes' }), library: amenity('library', 'library', { wheelchair: 'yes', internet_access: 'wlan', 'internet_access:fee': 'no' }), community: amenity('community_centre', 'hall', { wheelchair: 'yes' }),
  station: sight({ railway: 'station', public_transport: 'station', train: 'yes', operator: '潮路鉄道', wheelchair: 'yes', 'toilets:wheelchair': 'yes' }),
  castle: sight({ tourism: 'museum', historic: 'castle', wheelchair: 'limited' }, 'museum', '400 JPY'), gate: sight({ tourism: 'attraction', historic: 'city_gate' }, 'gate'), shrine: sight({ amenity: 'place_of_worship', religion: 'shinto' }, 'shrine'),
  gallery: { ...sight({ tourism: 'gallery' }, 'museum', '600 JPY'), guests: true }, hall: { ...amenity('events_venue', 'hall', { wheelchair: 'yes' }), capacity: [180, 240] }, ferry: amenity('ferry_terminal', 'ferry', { wheelchair: 'yes' }),
  info: sight({ tourism: 'information', information: 'office', wheelchair: 'yes', internet_access: 'wlan', 'internet_access:fee': 'no' }, 'info'), market: amenity('marketplace', 'market', { wheelchair: 'yes' }), aquarium: { ...sight({ tourism: 'aquarium', wheelchair: 'yes' }, 'aquarium', '900 JPY'), guests: true },
  lighthouse: sight({ tourism: 'attraction' }), hospital: amenity('hospital', 'hospital', { healthcare: 'hospital', emergency: 'yes', wheelchair: 'yes' }), bath: { ...amenity('public_bath', 'bath', { 'bath:type': 'onsen', fee: 'yes' }), fee: '480 JPY', guests: true },
  viewpoint: sight({ tourism: 'viewpoint', wheelchair: 'yes', ele: '29' }), museum: { ...sight({ tourism: 'museum' }, 'museum', '300 JPY'), guests: true }, cinema: { ...amenity('cinema', 'show'), capacity: [60, 140] }, theatre: { ...amenity('theatre', 'show'), capacity: [60, 120] }, music_venue: { ...amenity('music_venue', 'show'), capacity: [80, 160] },
  temple: sight({ amenity: 'place_of_worship', religion: 'buddhist' }, 'shrine'), church: sight({ amenity: 'place_of_worship', religion: 'christian' }), kindergarten: { ...amenity('kindergarten', 'child'), capacity: [60, 140] }, nursery: { ...amenity('childcare', 'child'), capacity: [40, 90] }, school: amenity('school', 'school', { 'isced:level': '1' }),
  juku: amenity('prep_school', 'night'), music_school: amenity('music_school', 'shop'), nursing_room: sight({ amenity: 'nursing_room', nursing_room: 'yes', changing_table: 'yes', fee: 'no', wheelchair: 'yes' }, 'nursing'), clinic: amenity('clinic', 'clinic', { healthcare: 'clinic' }), dentist: amenity('dentist', 'clinic', { healthcare: 'dentist' }), pharmacy: amenity('pharmacy', 'pharmacy', { healthcare: 'pharmacy', dispensing: 'yes' }),
  acupuncture: { tags: { healthcare: 'alternative', 'healthcare:speciality': 'acupuncture' }, hours: 'clinic', trade: true }, vet: amenity('veterinary', 'clinic'), post: amenity('post_office', 'post', { atm: 'yes' }), bank: amenity('bank', 'bank', { atm: 'yes', wheelchair: 'yes' }), atm: sight({ amenity: 'atm', cash_in: 'yes' }, 'atm'), police: sight({ amenity: 'police', police: 'koban' }, 'always'), lawyer: { tags: { office: 'lawyer' }, hours: 'office', trade: true },
  ryokan: stay('hotel', { hotel: 'ryokan' }), hotel: stay('hotel', { wheelchair: 'yes' }), guesthouse: stay('guest_house'), hostel: stay('hostel'), apartment_stay: stay('apartment'),
  park: sight({ leisure: 'park' }, 'always'), beach: sight({ natural: 'beach' }), sight: sight({ tourism: 'attraction' }), parking: { tags: { amenity: 'parking', access: 'yes', parking: 'surface' }, hours: 'parking', capacity: [12, 60] }, bus_stop: sight({ highway: 'bus_stop', public_transport: 'platform', bus: 'yes', bench: 'yes', wheelchair: 'yes' }), taxi: amenity('taxi', 'always'), toilets: sight({ amenity: 'toilets', fee: 'no', wheelchair: 'limited' }, 'always'),
}

/** Kinds of single places that keep other hours than their kind. */
export const hoursOf: Readonly<Record<string, HoursHabit | 'none'>> = {
  '市場食堂 あさひ': 'morning_meal', '海鮮丼 まるいち': 'morning_meal', '朝の珈琲 かもめ便': 'morning_meal', '浜茶屋 なぎさ': 'summer', '海の湯 なぎさ温泉': 'onsen', '青果 ひなた': 'market', '城山公園': 'gate',
  '居酒屋 のれん': 'night', '夜鳴きそば つきみ': 'night', '赤れんが美術館': 'museum', 'どうぶつ病院 しっぽ': 'clinic', 'スナック ともだち': 'none', 'こども服 どんぐり': 'none', '骨董 ふるいち': 'none', '光明寺': 'none',
}
