import { geoProperty, languageProperty, property, valueOf, type AttributeValue, type Entity, type Json } from '@machinaka/ngsi'
import { languages, type AccessFacts, type Language, type Text } from './shapes.ts'

/** A place as importers, editors and the projection see it; `place-entity.ts` alone knows how that stands in NGSI-LD. */
export interface PlaceFields {
  readonly name: Text
  /** How the Japanese name is read, in kana. */
  readonly reading?: string | undefined
  /** How the Japanese name is written in Latin letters. */
  readonly latin?: string | undefined
  /** Other names by which people know it: branch, brand, old name. */
  readonly otherNames?: readonly string[] | undefined
  readonly description?: Text | undefined
  readonly category: readonly string[]
  readonly lon: number
  readonly lat: number
  readonly address?: string | undefined
  readonly phone?: string | undefined
  readonly website?: string | undefined
  readonly email?: string | undefined
  readonly openingHours?: string | undefined
  readonly hoursNote?: string | undefined
  readonly access?: AccessFacts | undefined
  readonly payment?: readonly string[] | undefined
  readonly diet?: readonly string[] | undefined
  readonly cuisine?: readonly string[] | undefined
  readonly fee?: string | undefined
  readonly capacity?: number | undefined
  readonly floor?: string | undefined
  readonly wifi?: string | undefined
  readonly hazards?: readonly string[] | undefined
  readonly image?: string | undefined
  readonly imageCredit?: string | undefined
}

export const placeType = 'PointOfInterest'
export const eventType = 'Event'

/** Name of the attribute that holds a field. One attribute may hold two fields (`name` its reading, `location` both axes). */
export const attributeOf: Readonly<Record<keyof PlaceFields, string>> = {
  name: 'name',
  reading: 'name',
  latin: 'name',
  otherNames: 'alternateName',
  description: 'description',
  category: 'category',
  lon: 'location',
  lat: 'location',
  address: 'address',
  phone: 'telephone',
  website: 'website',
  email: 'email',
  openingHours: 'openingHours',
  hoursNote: 'openingHoursNote',
  access: 'accessibility',
  payment: 'paymentAccepted',
  diet: 'diet',
  cuisine: 'servesCuisine',
  fee: 'fee',
  capacity: 'capacity',
  floor: 'floor',
  wifi: 'wifi',
  hazards: 'hazards',
  image: 'image',
  imageCredit: 'imageCredit',
}

/** Fields by attribute, for showing where a value came from: `telephone` → `phone`. */
export const fieldOf: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(attributeOf)
    .filter(([field]) => field !== 'reading' && field !== 'latin' && field !== 'lat')
    .map(([field, attribute]) => [attribute, field]),
)

const present = <T>(map: Readonly<Record<string, T | undefined>>): Record<string, T> => {
  const out: Record<string, T> = {}
  for (const [key, value] of Object.entries(map)) if (value !== undefined && value !== '') out[key] = value
  return out
}

/** The attribute `name`: texts per language, and readings as `ja-Hira` and `ja-Latn` (BCP 47 scripts). */
export const nameAttribute = (name: Text, reading?: string, latin?: string): AttributeValue => {
  const map = present({ ...name, 'ja-Hira': reading, 'ja-Latn': latin })
  return languageProperty(Object.keys(map).length === 0 ? { '@none': '' } : map)
}

const list = (value: readonly string[] | undefined): AttributeValue | undefined =>
  value === undefined || value.length === 0 ? undefined : property([...value])
const plain = (value: string | number | undefined): AttributeValue | undefined =>
  value === undefined || value === '' ? undefined : property(value)

/**
 * The attributes of a place. Japan's addresses are one text, from the largest part to the smallest, which Smart Data
 * Models' `address.streetAddress` holds whole.
 */
export function placeAttributes(p: PlaceFields): Record<string, AttributeValue> {
  return present<AttributeValue>({
    name: nameAttribute(p.name, p.reading, p.latin),
    category: property([...p.category]),
    location: geoProperty({ type: 'Point', coordinates: [p.lon, p.lat] }),
    description:
      p.description === undefined || Object.keys(present(p.description)).length === 0
        ? undefined
        : languageProperty(present(p.description)),
    address: p.address === undefined || p.address === '' ? undefined : property({ streetAddress: p.address, addressCountry: 'JP' }),
    accessibility: p.access === undefined || Object.keys(present(p.access)).length === 0 ? undefined : property(present(p.access)),
    alternateName: list(p.otherNames),
    paymentAccepted: list(p.payment),
    diet: list(p.diet),
    servesCuisine: list(p.cuisine),
    hazards: list(p.hazards),
    telephone: plain(p.phone),
    website: plain(p.website),
    email: plain(p.email),
    openingHours: plain(p.openingHours),
    openingHoursNote: plain(p.hoursNote),
    fee: plain(p.fee),
    capacity: plain(p.capacity),
    floor: plain(p.floor),
    wifi: plain(p.wifi),
    image: plain(p.image),
    imageCredit: plain(p.imageCredit),
  })
}

/** A place as an entity of type PointOfInterest (Smart Data Models). */
export const placeEntity = (id: string, place: PlaceFields): Entity => ({ id, types: [placeType], attributes: placeAttributes(place) })

const isRecord = (v: unknown): v is Readonly<Record<string, unknown>> => typeof v === 'object' && v !== null && !Array.isArray(v)
const isList = (v: unknown): v is readonly unknown[] => Array.isArray(v)
export const textOf = (v: unknown): string | undefined => (typeof v === 'string' && v !== '' ? v : undefined)
const listOf = (v: unknown): readonly string[] | undefined => {
  if (typeof v === 'string' && v !== '') return [v]
  const texts = isList(v) ? v.filter((x): x is string => typeof x === 'string') : []
  return texts.length === 0 ? undefined : texts
}

/** Texts of a language map, or of a plain text (which others may have written): a plain one counts as Japanese. */
export function textsOf(value: Json | undefined): Text {
  if (typeof value === 'string') return value === '' ? {} : { ja: value }
  if (!isRecord(value)) return {}
  const out: Partial<Record<Language, string>> = {}
  for (const language of languages) {
    const text = value[language]
    const one = isList(text) ? text[0] : text
    if (typeof one === 'string' && one !== '') out[language] = one
  }
  const other = value['@none']
  if (out.ja === undefined && typeof other === 'string' && other !== '') out.ja = other
  return out
}

/** Position of a geometry: a point itself, else its first position. */
export function positionOf(geometry: unknown): readonly [lon: number, lat: number] | undefined {
  let at: unknown = isRecord(geometry) ? geometry['coordinates'] : undefined
  while (isList(at) && isList(at[0])) at = at[0]
  return isList(at) && typeof at[0] === 'number' && typeof at[1] === 'number' ? [at[0], at[1]] : undefined
}

const accessValues = new Set(['yes', 'limited', 'no'])
const accessKeys = [
  'wheelchair',
  'wheelchairToilet',
  'changingTable',
  'ostomate',
  'nursingRoom',
  'elevator',
  'tactilePaving',
  'assistanceDog',
  'backrest',
] as const

/** Only what the schema of access facts knows: other systems may have written more. */
export function accessOf(value: unknown): AccessFacts {
  if (!isRecord(value)) return {}
  const out: Record<string, string> = {}
  for (const key of accessKeys) {
    const v = value[key]
    if (typeof v === 'string' && accessValues.has(v)) out[key] = v
  }
  const note = textOf(value['note'])
  return { ...out, ...(note === undefined ? {} : { note: note.slice(0, 500) }) }
}

const addressOf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return textOf(value)
  if (!isRecord(value)) return undefined
  return textOf(['addressRegion', 'addressLocality', 'streetAddress'].map((k) => textOf(value[k]) ?? '').join(''))
}

/** Reads a place out of an entity, ours or another system's; undefined when it has no position. */
export function readPlace(entity: Pick<Entity, 'attributes'>): PlaceFields | undefined {
  const get = (name: string): Json | undefined => valueOf(entity, name) as Json | undefined
  const position = positionOf(get('location'))
  if (position === undefined) return undefined
  const name = get('name')
  const script = (tag: string): string | undefined => (isRecord(name) ? textOf(name[tag]) : undefined)
  const description = textsOf(get('description'))
  const access = accessOf(get('accessibility'))
  const capacity = get('capacity')
  return {
    name: textsOf(name),
    reading: script('ja-Hira'),
    latin: script('ja-Latn'),
    otherNames: listOf(get('alternateName')),
    category: listOf(get('category')) ?? [],
    lon: position[0],
    lat: position[1],
    description: Object.keys(description).length === 0 ? undefined : description,
    address: addressOf(get('address')),
    phone: textOf(get('telephone')),
    website: textOf(get('website')),
    email: textOf(get('email')),
    openingHours: textOf(get('openingHours')),
    hoursNote: textOf(get('openingHoursNote')),
    access: Object.keys(access).length === 0 ? undefined : access,
    payment: listOf(get('paymentAccepted')),
    diet: listOf(get('diet')),
    cuisine: listOf(get('servesCuisine')),
    fee: textOf(get('fee')),
    capacity: typeof capacity === 'number' && Number.isInteger(capacity) ? capacity : undefined,
    floor: textOf(get('floor')),
    wifi: textOf(get('wifi')),
    hazards: listOf(get('hazards')),
    image: textOf(get('image')),
    imageCredit: textOf(get('imageCredit')),
  }
}
