import { type IconName, isIconName } from './paths.ts'

/** Other words for our symbols, as categories name them (OSM values and the guide's codes). */
const synonyms: Readonly<Record<string, IconName>> = {
  restaurant: 'food', eat: 'food', 'fast-food': 'food', ramen: 'noodles', soba: 'noodles', coffee: 'cafe', izakaya: 'bar', pub: 'bar', confectionery: 'sweets', bread: 'bakery',
  shopping: 'shop', store: 'shop', supermarket: 'groceries', convenience: 'groceries', market: 'groceries', books: 'book', library: 'book', hairdresser: 'beauty', fashion: 'clothes',
  museum: 'culture', gallery: 'art', theatre: 'music', hall: 'music', sight: 'camera', sights: 'camera', sightseeing: 'camera', attraction: 'camera', viewpoint: 'view', historic: 'castle', monument: 'culture',
  garden: 'flower', green: 'park', playground: 'child', rest: 'bench', seat: 'bench', 'drinking-water': 'water', drinking_water: 'water', toilets: 'toilet', restroom: 'toilet', 'nursing-room': 'nursing', baby: 'nursing',
  'wi-fi': 'wifi', car: 'parking', 'bicycle-parking': 'bicycle', bike: 'bicycle', 'bus-stop': 'bus', station: 'train', transport: 'train', transit: 'train', ferry: 'ship', harbour: 'ship', 'gas-station': 'fuel', charging: 'fuel',
  hotel: 'stay', lodging: 'stay', onsen: 'bath', sento: 'bath', hospital: 'health', clinic: 'health', medical: 'health', doctor: 'health', dentist: 'health', defibrillator: 'aed', emergency: 'aed',
  'town-hall': 'hall', townhall: 'hall', public: 'hall', civic: 'hall', community: 'hall', facility: 'hall', university: 'school', education: 'school', kindergarten: 'child', nursery: 'child', childcare: 'child', sports: 'sport', gym: 'sport',
  'police-box': 'police', koban: 'police', safety: 'police', 'fire-station': 'fire', 'post-office': 'post', atm: 'bank', money: 'bank', evacuation: 'shelter', 'evacuation-site': 'shelter', elevator: 'lift', information: 'info', event: 'flag', waste: 'recycle', recycling: 'recycle', bin: 'recycle', convenience_store: 'groceries', service: 'hall', services: 'hall', religion: 'shrine', worship: 'shrine',
  see: 'camera', nature: 'park', help: 'info', move: 'bus', 'fresh-food': 'groceries', flowers: 'flower', home: 'house', play: 'sport', 'smoking-area': 'smoking', locker: 'bag', 'station-entrance': 'train', taxi: 'car', 'bicycle-rental': 'bicycle', 'ev-charging': 'bolt', 'community-centre': 'hall', 'public-facility': 'hall', welfare: 'heart',
}

/** The symbol for a category or a group, by its `icon` or, failing that, its code; a pin where we know neither. */
export function categoryIcon(...names: readonly (string | undefined)[]): IconName {
  for (const name of names) {
    if (name === undefined) continue
    if (isIconName(name)) return name
    const other = synonyms[name.replaceAll('_', '-')] ?? synonyms[name]
    if (other !== undefined) return other
  }
  return 'pin'
}
