/** One row of the tag table: an object with this tag is a place of this category. */
export interface TagRule {
  readonly key: string
  /** `*`: any value that no other row of the key names. */
  readonly value: string
  readonly category: string
  /** A place worth showing without a name (a bench is, a restaurant is not). */
  readonly nameless?: true
  /** Also this tag must be there. */
  readonly and?: readonly [key: string, value: string]
}

const rows = (key: string, table: Readonly<Record<string, string>>): TagRule[] =>
  Object.entries(table).flatMap(([category, values]) => values.split(' ').map((value) => ({ key, value, category })))
const nameless = (key: string, table: Readonly<Record<string, string>>): TagRule[] =>
  rows(key, table).map((r) => ({ ...r, nameless: true as const }))

/**
 * OSM tag → category, the most telling first: the first row that fits gives the main category, the further ones add
 * theirs (a convenience store with `atm=yes` stays a convenience store). `docs/osm-tags.md` shows this table, and a test
 * holds the two together. Source: OSM wiki, Map features and Japan tagging.
 */
export const tagRules: readonly TagRule[] = [
  { key: 'amenity', value: 'place_of_worship', category: 'shrine', and: ['religion', 'shinto'] },
  ...rows('amenity', {
    restaurant: 'restaurant food_court',
    cafe: 'cafe',
    'fast-food': 'fast_food',
    bar: 'bar pub biergarten nightclub',
    sweets: 'ice_cream',
    temple: 'place_of_worship',
    culture: 'theatre cinema arts_centre music_venue events_venue concert_hall conference_centre exhibition_centre',
    museum: 'planetarium',
    play: 'karaoke_box internet_cafe gambling',
    bath: 'public_bath',
    'town-hall': 'townhall courthouse',
    library: 'library',
    'community-centre': 'community_centre social_centre',
    school: 'school university college language_school music_school driving_school prep_school',
    childcare: 'kindergarten childcare',
    'post-office': 'post_office',
    bank: 'bank bureau_de_change',
    'fire-station': 'fire_station',
    'public-facility': 'public_building embassy',
    hospital: 'hospital',
    clinic: 'clinic doctors',
    dentist: 'dentist',
    pharmacy: 'pharmacy',
    welfare: 'social_facility nursing_home',
    'bus-stop': 'bus_station',
    ferry: 'ferry_terminal',
    service: 'veterinary studio coworking_space photo_booth car_rental',
    'fresh-food': 'marketplace',
  }),
  ...nameless('amenity', {
    toilet: 'toilets',
    'drinking-water': 'drinking_water water_point',
    bench: 'bench shelter lounger',
    'nursing-room': 'nursing_room',
    police: 'police',
    'smoking-area': 'smoking_area',
    locker: 'luggage_locker left_luggage',
    taxi: 'taxi',
    parking: 'parking motorcycle_parking',
    'bicycle-parking': 'bicycle_parking',
    'bicycle-rental': 'bicycle_rental car_sharing',
    'ev-charging': 'charging_station fuel',
    bank: 'atm',
    'post-office': 'post_box',
  }),
  ...rows('shop', {
    convenience: 'convenience',
    supermarket: 'supermarket department_store mall',
    bakery: 'bakery',
    sweets: 'confectionery pastry chocolate ice_cream',
    'fresh-food': 'greengrocer butcher seafood farm deli alcohol wine tea coffee rice dairy food health_food cheese spices noodles tofu',
    clothes: 'clothes shoes bag boutique fashion_accessories jewelry watches fabric tailor kimono leather',
    books: 'books stationery newsagent comic music video games toys',
    gift: 'gift craft art antiques pottery',
    flowers: 'florist garden_centre',
    home: 'electronics computer mobile_phone hifi furniture interior_decoration houseware doityourself hardware bicycle optician variety_store general kitchen camera musical_instrument pet car car_repair motorcycle sports outdoor second_hand bed lighting',
    beauty: 'hairdresser beauty cosmetics massage nail tattoo perfumery',
    service: 'laundry dry_cleaning copyshop travel_agency photo ticket estate_agent funeral_directors rental storage_rental repair',
    pharmacy: 'chemist medical_supply hearing_aids',
    play: 'lottery bookmaker pachinko',
    shop: '*',
  }),
  ...rows('tourism', {
    museum: 'museum gallery aquarium zoo',
    sight: 'attraction viewpoint theme_park',
    hotel: 'hotel hostel guest_house motel apartment chalet camp_site caravan_site',
  }),
  ...nameless('tourism', { sight: 'artwork', bench: 'picnic_site' }),
  { key: 'tourism', value: 'information', category: 'information', and: ['information', 'office'] },
  { key: 'tourism', value: 'information', category: 'information', and: ['information', 'visitor_centre'] },
  ...rows('historic', {
    sight: 'castle monument memorial ruins archaeological_site building city_gate tomb wayside_shrine fort manor tower',
  }),
  ...nameless('emergency', { aed: 'defibrillator', 'evacuation-site': 'assembly_point', 'drinking-water': 'drinking_water' }),
  ...nameless('evacuation_center', { 'evacuation-site': 'yes' }),
  ...rows('leisure', {
    park: 'park garden nature_reserve common',
    play: 'sports_centre sports_hall fitness_centre swimming_pool stadium pitch golf_course bowling_alley amusement_arcade escape_game ice_rink dance miniature_golf marina fishing horse_riding water_park',
    bath: 'sauna',
  }),
  ...nameless('leisure', { playground: 'playground', bench: 'picnic_table' }),
  ...rows('natural', { sight: 'hot_spring', park: 'beach' }),
  ...rows('healthcare', {
    hospital: 'hospital',
    clinic: 'clinic doctor alternative physiotherapist',
    dentist: 'dentist',
    pharmacy: 'pharmacy',
  }),
  ...rows('office', { 'public-facility': 'government', 'town-hall': 'townhall' }),
  ...rows('railway', { station: 'station halt tram_stop' }),
  ...nameless('railway', { 'station-entrance': 'subway_entrance train_station_entrance' }),
  ...rows('public_transport', { station: 'station' }),
  ...rows('highway', { 'bus-stop': 'bus_stop' }),
  ...nameless('internet_access', { wifi: 'wlan yes' }).map((r) => ({ ...r, and: ['internet_access:fee', 'no'] as const })),
  ...nameless('changing_table', { 'nursing-room': 'yes' }),
  ...nameless('atm', { bank: 'yes' }),
]

/** Keys whose presence alone makes an object only an addition to a place, never a place of its own. */
export const additionOnly: ReadonlySet<string> = new Set(['internet_access', 'changing_table', 'atm'])

const index = new Map<string, TagRule[]>()
for (const rule of tagRules) index.set(rule.key, [...(index.get(rule.key) ?? []), rule])

const fits = (rule: TagRule, tags: Readonly<Record<string, string>>): boolean => rule.and === undefined || tags[rule.and[0]] === rule.and[1]

function ruleOf(key: string, value: string, tags: Readonly<Record<string, string>>): TagRule | undefined {
  const candidates = index.get(key)
  if (candidates === undefined || value === 'no') return undefined
  const values = value.includes(';') ? value.split(';').map((v) => v.trim()) : [value]
  return candidates.find((r) => values.includes(r.value) && fits(r, tags)) ?? candidates.find((r) => r.value === '*' && fits(r, tags))
}

export interface Categorised {
  /** Codes, the most telling first. */
  readonly codes: readonly string[]
  readonly nameless: boolean
}

/** Which categories these tags mean, or undefined when the object is no place of the guide. */
export function categorise(tags: Readonly<Record<string, string>>): Categorised | undefined {
  const codes: string[] = []
  let isNameless = false
  for (const key of index.keys()) {
    const value = tags[key]
    if (value === undefined || (codes.length === 0 && additionOnly.has(key))) continue
    const rule = ruleOf(key, value, tags)
    if (rule === undefined || codes.includes(rule.category)) continue
    if (codes.length === 0) isNameless = rule.nameless === true
    codes.push(rule.category)
  }
  return codes.length === 0 ? undefined : { codes, nameless: isNameless }
}
