import type { OsmObject, Tags } from '@machinaka/formats'
import { isWithin, type Bounds, type LonLat } from '@machinaka/geo'
import type { Entity } from '@machinaka/ngsi'
import { categorise } from './osm-tags.ts'
import { placeEntity, type PlaceFields } from './place-entity.ts'
import type { AccessFacts, Text } from './shapes.ts'

/** A record that was left out, as a run's report keeps it. */
export interface Skipped {
  readonly id?: string
  readonly line?: number
  readonly reason: string
}

/** What mapping a batch came to. `counts` add up over batches. */
export interface Mapped {
  readonly entities: readonly Entity[]
  readonly skipped: readonly Skipped[]
  readonly counts: Readonly<Record<string, number>>
}

export interface MapOsmOptions {
  /** Places outside are skipped: a coordinate out of the city is a mistake more often than a place. */
  readonly bounds?: Bounds
}

const nameLimit = 200
const clean = (value: string | undefined, limit = nameLimit): string | undefined => {
  const text = value?.normalize('NFC').trim()
  return text === undefined || text === '' ? undefined : text.slice(0, limit)
}

/** Texts per language of `key`, `key:en`, …; `key` itself is taken for Japanese (the local language). */
function texts(tags: Tags, key: string, limit = nameLimit): Text {
  const ja = clean(tags[`${key}:ja`] ?? tags[key], limit)
  const zh = clean(tags[`${key}:zh-Hans`] ?? tags[`${key}:zh`], limit)
  const [en, ko] = [clean(tags[`${key}:en`], limit), clean(tags[`${key}:ko`], limit)]
  return {
    ...(ja === undefined ? {} : { ja }),
    ...(en === undefined ? {} : { en }),
    ...(zh === undefined ? {} : { 'zh-Hans': zh }),
    ...(ko === undefined ? {} : { ko }),
  }
}

/** Exits are called by their number: “出入口 B4”. */
const exitName = (ref: string): Text => ({ ja: `出入口 ${ref}`, en: `Exit ${ref}`, 'zh-Hans': `${ref} 出口`, ko: `${ref}번 출구` })

function nameOf(tags: Tags, main: string): Text {
  for (const key of ['name', 'official_name', 'brand']) {
    const name = texts(tags, key)
    if (Object.keys(name).length > 0) return name
  }
  const ref = clean(tags['ref'], 20)
  return main === 'station-entrance' && ref !== undefined ? exitName(ref) : {}
}

const threeWay = (value: string | undefined): 'yes' | 'limited' | 'no' | undefined =>
  value === 'designated' ? 'yes' : value === 'yes' || value === 'limited' || value === 'no' ? value : undefined

/** Access facts from tags (OSM wiki: Key:wheelchair, Key:tactile_paving, Key:changing_table, Key:backrest). */
function accessOf(tags: Tags): AccessFacts | undefined {
  const facts = {
    wheelchair: threeWay(tags['wheelchair']),
    wheelchairToilet: threeWay(tags['toilets:wheelchair']),
    changingTable: threeWay(tags['changing_table']),
    ostomate: threeWay(tags['ostomate'] ?? tags['toilets:ostomate']),
    nursingRoom: threeWay(tags['nursing_room'] ?? tags['baby_feeding']),
    elevator: threeWay(tags['elevator']),
    tactilePaving: threeWay(tags['tactile_paving']),
    assistanceDog: threeWay(tags['assistance_dog'] ?? tags['guide_dog']),
    backrest: threeWay(tags['backrest']),
    note: clean(tags['wheelchair:description:ja'] ?? tags['wheelchair:description'], 500),
  }
  const known = Object.entries(facts).filter(([, value]) => value !== undefined)
  return known.length === 0 ? undefined : Object.fromEntries(known)
}

/** `level=0` is what Japan calls 1階. */
function floorOf(tags: Tags): string | undefined {
  const named = clean(tags['level:ref'] ?? tags['addr:floor'], 40)
  if (named !== undefined) return named
  const levels = (tags['level'] ?? '')
    .split(';')
    .map((l) => l.trim())
    .filter((l) => /^-?\d+$/.test(l))
    .map(Number)
  return levels.length === 0 || levels.length > 4 ? undefined : levels.map((l) => (l < 0 ? `B${-l}F` : `${l + 1}F`)).join('・')
}

/** Japan's order: prefecture, city, quarter, neighbourhood, block, house (OSM wiki: JA:Key:addr). */
function addressOf(tags: Tags): string | undefined {
  const full = clean(tags['addr:full'], 300)
  if (full !== undefined) return full
  const part = (key: string): string => tags[`addr:${key}`] ?? ''
  const place = ['province', 'city', 'suburb', 'quarter', 'neighbourhood', 'street'].map(part).join('')
  if (place === '') return undefined
  return clean(
    place +
      [part('block_number'), part('housenumber')].filter((p) => p !== '').join('-') +
      (part('housename') === '' ? '' : ` ${part('housename')}`),
    300,
  )
}

const yesKeys = (tags: Tags, prefix: string): string[] | undefined => {
  const keys = Object.entries(tags)
    .filter(([k, v]) => k.startsWith(prefix) && (v === 'yes' || v === 'only'))
    .map(([k]) => k.slice(prefix.length))
    .filter((k) => k.length <= 40)
    .sort()
  return keys.length === 0 ? undefined : keys.slice(0, 30)
}
const listed = (value: string | undefined): string[] | undefined => {
  const items = (value ?? '')
    .split(';')
    .map((v) => v.trim())
    .filter((v) => v !== '' && v.length <= 40)
  return items.length === 0 ? undefined : items.slice(0, 30)
}
const webAddress = (value: string | undefined): string | undefined =>
  value !== undefined && /^https?:\/\/\S+$/i.test(value) && value.length <= 500 ? value : undefined

function wifiOf(tags: Tags): string | undefined {
  const kind = tags['internet_access']
  if (kind !== 'wlan' && kind !== 'yes') return undefined
  return tags['internet_access:ssid'] ?? (tags['internet_access:fee'] === 'no' ? 'free' : 'yes')
}
function feeOf(tags: Tags): string | undefined {
  const charge = clean(tags['charge'] ?? tags['fee:amount'])
  return charge ?? (tags['fee'] === 'no' || tags['fee'] === 'yes' ? tags['fee'] : undefined)
}

function fieldsOf(tags: Tags, codes: readonly string[], at: LonLat): PlaceFields {
  const name = nameOf(tags, codes[0] ?? '')
  const others = new Set(
    ['alt_name', 'short_name', 'official_name', 'old_name', 'brand', 'brand:en', 'loc_name', 'branch'].flatMap(
      (k) => listed(tags[k]) ?? [],
    ),
  )
  const branch = clean(tags['branch'])
  if (branch !== undefined && name.ja !== undefined) others.add(`${name.ja} ${branch}`)
  for (const known of Object.values(name)) others.delete(known)
  const description = texts(tags, 'description', 2000)
  const capacity = /^\d{1,6}$/.test(tags['capacity'] ?? '') ? Number(tags['capacity']) : undefined
  return {
    name,
    category: codes,
    lon: at[0],
    lat: at[1],
    reading: clean(tags['name:ja-Hira'] ?? tags['name:ja_kana'] ?? tags['name:ja-Hrkt'] ?? tags['name:ja-Kana']),
    latin: clean(tags['name:ja-Latn'] ?? tags['name:ja_rm']),
    otherNames: others.size === 0 ? undefined : [...others].slice(0, 20),
    description: Object.keys(description).length === 0 ? undefined : description,
    address: addressOf(tags),
    floor: floorOf(tags),
    access: accessOf(tags),
    capacity,
    phone: clean(tags['phone'] ?? tags['contact:phone'], 40),
    email: clean(tags['email'] ?? tags['contact:email']),
    website: webAddress(tags['website'] ?? tags['contact:website'] ?? tags['url']),
    openingHours: clean(tags['opening_hours'], 500),
    hoursNote: clean(tags['note:opening_hours']),
    payment: yesKeys(tags, 'payment:'),
    diet: yesKeys(tags, 'diet:'),
    cuisine: listed(tags['cuisine']),
    fee: feeOf(tags),
    wifi: wifiOf(tags),
    image: webAddress(tags['image']),
  }
}

const positionOf = (o: OsmObject): LonLat | undefined => (o.kind === 'node' ? [o.lon, o.lat] : o.center)

/**
 * OSM objects → places. Which tags make a place, and of what category, is the table in `osm-tags.ts`. What is no place of
 * the guide (a road, a building) is only counted; what looks like one but cannot be shown is skipped with its reason.
 * @param objects tagged objects as `engines/formats` reads them
 */
export function mapOsm(objects: readonly OsmObject[], { bounds }: MapOsmOptions = {}): Mapped {
  const entities: Entity[] = []
  const skipped: Skipped[] = []
  let others = 0
  for (const object of objects) {
    const found = categorise(object.tags)
    if (found === undefined) {
      others++
      continue
    }
    const id = `${object.kind}/${object.id}`
    const at = positionOf(object)
    const skip = (reason: string): void => {
      skipped.push({ id, reason })
    }
    if (at === undefined) skip('no position: its members are not in the file')
    else if (bounds !== undefined && !isWithin(at, bounds)) skip('outside the city')
    else if (found.nameless && (object.tags['access'] === 'private' || object.tags['access'] === 'no')) skip('private')
    else {
      const fields = fieldsOf(object.tags, found.codes, at)
      if (!found.nameless && Object.keys(fields.name).length === 0) skip(`${found.codes[0] ?? 'place'} without a name`)
      else entities.push(placeEntity(`urn:ngsi-ld:PointOfInterest:osm-${object.kind}-${object.id}`, fields))
    }
  }
  return { entities, skipped, counts: { places: entities.length, 'not places': others } }
}
