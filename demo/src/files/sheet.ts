import type { Building, Names, Place, Point, Street, Town } from '../town/model.ts'
import { romaji } from '../names/romaji.ts'

type Tags = Readonly<Record<string, string>>

/** What a name belongs to: a branch of a shop reads differently from a second town hall (`sister.ts`). */
export interface Named {
  readonly names: Names
  readonly branch: boolean
}

export interface SheetNode {
  readonly at: Point
  readonly tags?: Tags
  readonly named?: Named
}
export interface SheetWay {
  readonly nodes: readonly number[]
  readonly tags: Tags
  readonly named?: Named
}

/** A town as OSM objects with ids from 0, the same for every copy of the town. */
export interface Sheet {
  readonly nodes: readonly SheetNode[]
  readonly ways: readonly SheetWay[]
  readonly find: (at: Point) => number | undefined
}

const highway: Partial<Record<Street['class'], Tags>> = {
  ramp: { highway: 'footway' },
  rail: { railway: 'rail', gauge: '1067', electrified: 'contact_line', usage: 'main', operator: '潮路鉄道' },
}

/** Tags of a name in every language (https://wiki.openstreetmap.org/wiki/Multilingual_names#Japan). */
export const nameTags = ({ ja, kana, en, zh, ko }: Names): Tags => ({
  name: ja,
  'name:ja': ja,
  'name:ja-Hira': kana.replaceAll(' ', ''),
  'name:ja-Latn': romaji(kana),
  'name:en': en,
  'name:zh-Hans': zh,
  'name:ko': ko,
})

const buildingValue: Record<Building['use'], string> = {
  house: 'house',
  apartments: 'apartments',
  shop: 'retail',
  office: 'office',
  warehouse: 'warehouse',
  public: 'public',
}

function buildingTags(b: Building): Tags {
  return { building: buildingValue[b.use], ...b.tags, 'building:levels': String(b.levels), height: String(b.height_m) }
}

/** Everything a place says about itself, without its name. */
export function placeTags(p: Place): Tags {
  return {
    ...p.tags,
    ...(p.hours === undefined ? {} : { opening_hours: p.hours }),
    ...(p.about === undefined ? {} : { description: p.about.ja, 'description:ja': p.about.ja, 'description:en': p.about.en }),
    'addr:province': '潮路県',
    'addr:city': 'みなと町',
    'addr:quarter': p.address.quarter.ja,
    'addr:block_number': String(p.address.block),
    'addr:housenumber': String(p.address.house),
  }
}

const isBranch = (p: Place): boolean =>
  p.tags['shop'] !== undefined ||
  ['restaurant', 'cafe', 'bar', 'pub', 'fast_food', 'ice_cream', 'pharmacy', 'clinic', 'dentist', 'bank'].includes(
    p.tags['amenity'] ?? '',
  ) ||
  p.tags['tourism'] === 'hotel'

/** Is the place the whole building (a town hall), rather than a room in it (a shop)? */
const isWhole = (p: Place, b: Building | undefined): b is Building =>
  b?.site !== undefined && b.centre[0] === p.at[0] && b.centre[1] === p.at[1]

/** Lays a town out as nodes and ways; points that coincide to the centimetre are one node. */
export function sheetOf(town: Town): Sheet {
  const nodes: SheetNode[] = []
  const ways: SheetWay[] = []
  const byPoint = new Map<string, number>()
  const key = (at: Point): string => `${at[0].toFixed(2)},${at[1].toFixed(2)}`
  const node = (at: Point): number => {
    const known = byPoint.get(key(at))
    if (known !== undefined) return known
    byPoint.set(key(at), nodes.length)
    return nodes.push({ at }) - 1
  }
  const own = (at: Point, tags: Tags, named?: Named): void => {
    nodes.push({ at, tags, ...(named === undefined ? {} : { named }) })
  }
  const way = (line: readonly Point[], tags: Tags, named?: Named): void => {
    const refs = line.map(node).filter((n, i, all) => n !== all[i - 1])
    if (refs.length > 1) ways.push({ nodes: refs, tags, ...(named === undefined ? {} : { named }) })
  }
  const ground = (names: Names | undefined): Named | undefined => (names === undefined ? undefined : { names, branch: false })
  const onArea = new Map(town.places.flatMap((p) => (p.area === undefined ? [] : [[p.area, p] as const])))
  const onBuilding = new Map(
    town.places.flatMap((p) => {
      const b = p.building === undefined ? undefined : town.buildings[p.building]
      return isWhole(p, b) ? [[b.id, p] as const] : []
    }),
  )

  for (const a of town.areas) {
    const p = onArea.get(a.id)
    way(
      a.ring,
      p === undefined ? a.tags : { ...a.tags, ...placeTags(p) },
      p === undefined ? ground(a.names) : { names: p.names, branch: false },
    )
  }
  for (const s of town.streets) way(s.line, { ...(highway[s.class] ?? { highway: s.class }), ...s.tags }, ground(s.names))
  for (const l of town.lines) way(l.line, l.tags, ground(l.names))
  for (const b of town.buildings) {
    const p = onBuilding.get(b.id)
    way(
      b.ring,
      p === undefined ? buildingTags(b) : { ...buildingTags(b), ...placeTags(p) },
      p === undefined ? undefined : { names: p.names, branch: isBranch(p) },
    )
  }
  for (const s of town.streetPoints) {
    const i = node(s.at)
    nodes[i] = { at: s.at, tags: s.tags }
  }
  for (const f of town.furniture) own(f.at, f.tags)
  for (const l of town.labels) own(l.at, l.tags, ground(l.names))
  for (const p of town.places)
    if (!onBuilding.has(p.building ?? -1) || onBuilding.get(p.building ?? -1) !== p)
      if (p.area === undefined) own(p.at, placeTags(p), { names: p.names, branch: isBranch(p) })
  return { nodes, ways, find: (at) => byPoint.get(key(at)) }
}
