import type { Address, Area, Building, BuildingUse, Names, Place, Point } from './model.ts'
import { about } from '../names/about.ts'
import { eat } from '../names/eat.ts'
import { hours, type HoursHabit } from '../names/hours.ts'
import { hoursOf, kinds, type Kind } from '../names/kinds.ts'
import { services } from '../names/public.ts'
import { shops } from '../names/shops.ts'
import { areaNames } from '../names/streets.ts'
import { distance_m, onGround } from './plan.ts'
import type { Random } from './random.ts'

/** One line of the name lists. */
export interface Entry {
  readonly kind: string
  readonly where: string
  readonly names: Names
}

/** Reads the name lists; refuses a line with a missing column or an unknown kind. */
export function entries(text: string = eat + shops + services): Entry[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [kind = '', where = '', ja = '', kana = '', en = '', zh = '', ko = '', ...rest] = line.split('|')
      if (rest.length > 0 || [kind, where, ja, kana, en, zh, ko].includes('')) throw new Error(`not seven columns: ${line}`)
      if (kinds[kind] === undefined) throw new Error(`no kind is called ${kind}: ${line}`)
      return { kind, where, names: { ja, kana, en, zh, ko } }
    })
}

interface Spot {
  readonly at: Point
  readonly address: Address
  readonly building?: Building
  readonly area?: Area
}

const prefers: Readonly<Record<string, readonly BuildingUse[]>> = {
  hotel: ['office', 'apartments'],
  bank: ['office'],
  coworking: ['office'],
  theatre: ['office', 'shop'],
  supermarket: ['office', 'shop'],
  lawyer: ['office'],
  clinic: ['office', 'shop'],
  ryokan: ['apartments', 'shop', 'house'],
  temple: ['house'],
  church: ['house'],
  kindergarten: ['apartments', 'house'],
  nursery: ['apartments', 'house'],
  museum: ['house', 'shop'],
}
const usual: readonly BuildingUse[] = ['shop', 'office', 'house', 'apartments']

const middleOf = (ring: readonly Point[]): Point => {
  const corners = ring.slice(1)
  return [
    round(corners.reduce((sum, p) => sum + p[0], 0) / corners.length),
    round(corners.reduce((sum, p) => sum + p[1], 0) / corners.length),
  ]
}
const round = (x: number): number => Math.round(x * 100) / 100
const toward = (a: Point, b: Point, share: number): Point => [round(a[0] + (b[0] - a[0]) * share), round(a[1] + (b[1] - a[1]) * share)]

/** Hands out the buildings and grounds of the town, each to one place. */
class Plots {
  readonly #taken = new Set<number>()
  readonly #rooms = new Map<string, number>()
  readonly #takenAreas = new Set<number>()
  readonly #buildings: readonly Building[]
  readonly #areas: readonly Area[]

  constructor(buildings: readonly Building[], areas: readonly Area[], random: Random) {
    this.#buildings = random.shuffled(buildings)
    this.#areas = areas
  }

  spot({ where, kind, names }: Entry): Spot {
    const site = /(?:^@|\+)(.+)$/.exec(where)?.[1]
    if (site !== undefined) return this.#inSite(site, where.startsWith('@'))
    if (where.startsWith('#')) return this.#onNamedArea(where.slice(1))
    if (where.startsWith('P')) return this.#onParking(pointOf(where.slice(1)))
    if (where.startsWith('&')) {
      const at = pointOf(where.slice(1))
      return { at, address: this.#nearest(at).address }
    }
    const free = this.#buildings.filter((b) => b.quarter === where && b.site === undefined && !this.#taken.has(b.id))
    const order = [...(prefers[kind] ?? []), ...usual]
    for (const use of order) {
      const building = free.find((b) => b.use === use)
      if (building === undefined) continue
      this.#taken.add(building.id)
      return { at: toward(building.door, building.centre, 0.35), address: building.address, building }
    }
    throw new Error(`${where} has no building left for ${names.ja}`)
  }

  #inSite(site: string, whole: boolean): Spot {
    const building = this.#buildings.find((b) => b.site === site)
    if (building === undefined) throw new Error(`no building is called ${site}`)
    if (whole) return { at: building.centre, address: building.address, building }
    const room = this.#rooms.get(site) ?? 0
    this.#rooms.set(site, room + 1)
    const [a = building.centre, b = building.centre, c = building.centre, d = building.centre] = building.ring
    const share = 0.12 + (room % 4) * 0.25
    return { at: toward(toward(a, b, share), toward(d, c, share), room % 8 < 4 ? 0.2 : 0.78), address: building.address, building }
  }

  #onNamedArea(key: string): Spot {
    const area = this.#areas.find((a) => a.names === areaNames[key])
    if (area === undefined) throw new Error(`no ground is called ${key}`)
    const at = middleOf(area.ring)
    return { at, address: this.#nearest(at).address, area }
  }

  #onParking(wish: Point): Spot {
    const free = this.#areas.filter((a) => a.tags['amenity'] === 'parking' && a.tags['access'] === 'private' && !this.#takenAreas.has(a.id))
    const area = free.toSorted((a, b) => distance_m(middleOf(a.ring), wish) - distance_m(middleOf(b.ring), wish))[0]
    if (area === undefined) throw new Error('no car park is left')
    this.#takenAreas.add(area.id)
    const at = middleOf(area.ring)
    return { at, address: this.#nearest(at).address, area }
  }

  #nearest(at: Point): Building {
    const [first, ...rest] = this.#buildings
    if (first === undefined) throw new Error('a town without buildings')
    return rest.reduce((best, b) => (distance_m(b.centre, at) < distance_m(best.centre, at) ? b : best), first)
  }
}

const pointOf = (text: string): Point => {
  const [u = Number.NaN, v = Number.NaN] = text.split(',').map(Number)
  return onGround([u, v])
}

function paying(random: Random): Record<string, string> {
  return {
    'payment:cash': 'yes',
    ...(random.chance(0.6) ? { 'payment:credit_cards': 'yes' } : {}),
    ...(random.chance(0.55) ? { 'payment:qr_code': 'yes' } : {}),
    ...(random.chance(0.3) ? { 'payment:icsf': 'yes' } : {}),
  }
}

function comfort(kind: Kind, random: Random): Record<string, string> {
  const access =
    kind.tags['wheelchair'] === undefined && random.chance(0.82)
      ? { wheelchair: random.pick(['yes', 'yes', 'limited', 'limited', 'no']) }
      : {}
  if (kind.guests === undefined) return access
  return {
    ...access,
    ...(random.chance(0.35) ? { 'toilets:wheelchair': random.pick(['yes', 'no']) } : {}),
    ...(random.chance(0.3) ? { internet_access: 'wlan', 'internet_access:fee': 'no' } : {}),
    ...(random.chance(0.25) ? { changing_table: 'yes' } : {}),
    ...(random.chance(0.3) ? { highchair: 'yes' } : {}),
    ...(random.chance(0.2) ? { outdoor_seating: 'yes' } : {}),
    ...(random.chance(0.3) && kind.tags['amenity'] === 'restaurant' ? { reservation: random.pick(['yes', 'recommended', 'no']) } : {}),
    ...(random.chance(0.35) && kind.tags['amenity'] !== undefined ? { takeaway: 'yes' } : {}),
    ...(random.chance(0.18) && kind.tags['diet:vegetarian'] === undefined && kind.tags['cuisine'] !== undefined
      ? { 'diet:vegetarian': 'yes' }
      : {}),
    smoking: 'no',
  }
}

/** Telephone numbers of no exchange (0000), addresses on a reserved domain (RFC 2606, and example.jp of JPRS). */
function contact(id: number, random: Random): Record<string, string> {
  return {
    ...(random.chance(0.86) ? { phone: `0000-${String(10 + (id % 80))}-${String(random.whole(1000, 9999))}` } : {}),
    ...(random.chance(0.34) ? { website: `https://www.example.jp/minato/${id}` } : {}),
  }
}

function hoursFor(entry: Entry, kind: Kind, random: Random): string | undefined {
  const own = hoursOf[entry.names.ja]
  const habit: HoursHabit | 'none' | undefined = own ?? kind.hours
  const unknown = own === undefined && kind.trade === true && random.chance(0.06)
  return habit === undefined || habit === 'none' || unknown ? undefined : random.pick(hours[habit])
}

/** Puts every name of the lists somewhere sensible in town and gives it the facts a visitor asks for. */
export function settle(buildings: readonly Building[], areas: readonly Area[], random: Random): Place[] {
  const plots = new Plots(buildings, areas, random)
  return entries().map((entry, id): Place => {
    const kind = kinds[entry.kind]
    if (kind === undefined) throw new Error(`no kind is called ${entry.kind}`)
    const spot = plots.spot(entry)
    const opening = hoursFor(entry, kind, random)
    const words = about[entry.names.ja]
    const tags = {
      ...kind.tags,
      ...(kind.trade === true ? { ...paying(random), ...contact(id, random), ...comfort(kind, random) } : {}),
      ...(kind.fee === undefined ? {} : { fee: 'yes', charge: kind.fee }),
      ...(kind.capacity === undefined ? {} : { capacity: String(random.whole(...kind.capacity)) }),
      ...(entry.kind === 'parking'
        ? { fee: random.pick(['yes', 'yes', 'no']), 'capacity:disabled': String(random.whole(1, 3)), surface: 'asphalt' }
        : {}),
    }
    return {
      id,
      kind: entry.kind,
      names: entry.names,
      at: spot.at,
      address: spot.address,
      tags,
      ...(spot.building === undefined ? {} : { building: spot.building.id }),
      ...(spot.area === undefined ? {} : { area: spot.area.id }),
      ...(opening === undefined ? {} : { hours: opening }),
      ...(words === undefined ? {} : { about: { ja: words[0], en: words[1] } }),
    }
  })
}
