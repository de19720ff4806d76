import type { Furniture, PlanPoint } from './model.ts'
import type { Side } from './blocks.ts'
import type { PlannedBuilding } from './lots.ts'
import { between, distance_m, onGround, type Rect } from './plan.ts'
import type { Random } from './random.ts'
import type { PlannedStreet } from './street-plan.ts'

type Thing = Omit<Furniture, 'id'>
type Tags = Record<string, string>

type Species = readonly [species: string, ja: string, leaf: string, height_m: readonly [number, number]]

const tree = ([species, ja, leaf, [low, high]]: Species, random: Random): Tags => ({
  natural: 'tree',
  species,
  'species:ja': ja,
  leaf_type: leaf,
  height: String(Math.round(random.between(low, high) * 2) / 2),
  diameter_crown: String(Math.round(random.between(low, high) * 0.6 * 2) / 2),
})
const kinds: Record<string, Species> = {
  sakura: ['Prunus × yedoensis', 'ソメイヨシノ', 'broadleaved', [6, 10]],
  willow: ['Salix babylonica', 'シダレヤナギ', 'broadleaved', [6, 10]],
  ginkgo: ['Ginkgo biloba', 'イチョウ', 'broadleaved', [9, 15]],
  keyaki: ['Zelkova serrata', 'ケヤキ', 'broadleaved', [8, 14]],
  camphor: ['Cinnamomum camphora', 'クスノキ', 'broadleaved', [8, 16]],
  pine: ['Pinus thunbergii', 'クロマツ', 'needleleaved', [7, 14]],
  maple: ['Acer palmatum', 'イロハモミジ', 'broadleaved', [4, 8]],
  dogwood: ['Cornus florida', 'ハナミズキ', 'broadleaved', [4, 6]],
  oak: ['Quercus acutissima', 'クヌギ', 'broadleaved', [8, 15]],
}
const treeOf = (kind: string, random: Random): Tags => {
  const k = kinds[kind]
  if (k === undefined) throw new Error(`no tree is called ${kind}`)
  return tree(k, random)
}

/** Which tree lines which street; a street not named here has none. */
const avenue: readonly (readonly [ja: string, kind: string, spacing_m: number])[] = [
  ['本町通り', 'keyaki', 15],
  ['東大通り', 'ginkgo', 14],
  ['役場通り', 'dogwood', 13],
  ['城見通り', 'maple', 14],
  ['桜土手通り', 'sakura', 12],
  ['柳土手通り', 'willow', 15],
  ['海岸通り', 'pine', 15],
  ['港大通り', 'camphor', 17],
  ['西大通り', 'dogwood', 17],
]

const hits = ([u, v]: PlanPoint, [u0, v0, u1, v1]: Rect, room_m: number): boolean =>
  u > u0 - room_m && u < u1 + room_m && v > v0 - room_m && v < v1 + room_m

const segments = (s: PlannedStreet): [PlanPoint, PlanPoint][] =>
  s.line.flatMap((b, i) => {
    const a = s.line[i - 1]
    return a === undefined ? [] : [[a, b] as [PlanPoint, PlanPoint]]
  })

/** Shortest way from a point to a segment on the plan, metres. */
function away([u, v]: PlanPoint, [a, b]: readonly [PlanPoint, PlanPoint]): number {
  const length2 = (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2
  const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((u - a[0]) * (b[0] - a[0]) + (v - a[1]) * (b[1] - a[1])) / length2))
  return distance_m([u, v], between(a, b, t))
}

/** Rows of trees on both sides of the main streets, kept clear of junctions and bridges. */
function streetTrees(streets: readonly PlannedStreet[], random: Random): Thing[] {
  return streets.flatMap((own) => {
    const row = avenue.find(([ja]) => own.names?.ja === ja)
    if (row === undefined || own.tags['layer'] !== undefined) return []
    const others = streets.filter((s) => s !== own).flatMap((s) => segments(s).map((g) => ({ g, room: s.width_m / 2 + 3 })))
    return segments(own).flatMap(([a, b]) => {
      const length = distance_m(a, b)
      const side: PlanPoint = [-(b[1] - a[1]) / length, (b[0] - a[0]) / length]
      const count = Math.floor(length / row[2])
      return Array.from({ length: count * 2 }, (_, i): Thing[] => {
        const p = between(a, b, (Math.floor(i / 2) + 0.5) / count)
        const off = (own.width_m / 2 - 1.5) * (i % 2 === 0 ? 1 : -1)
        const at: PlanPoint = [p[0] + side[0] * off, p[1] + side[1] * off]
        if (others.some(({ g, room }) => away(at, g) < room) || random.chance(0.05)) return []
        return [{ at: onGround(at), tags: { ...treeOf(row[1], random), denotation: 'avenue' } }]
      }).flat()
    })
  })
}

const groves: readonly (readonly [Rect, number, readonly string[]])[] = [
  [[262, 354, 592, 390], 120, ['pine']],
  [[258, 658, 482, 872], 130, ['sakura', 'maple', 'pine', 'camphor']],
  [[1250, 552, 1488, 872], 230, ['oak', 'camphor', 'maple', 'pine']],
  [[1130, 1312, 1490, 1560], 220, ['oak', 'camphor']],
  [[10, 1474, 600, 1560], 150, ['oak', 'camphor']],
  [[690, 1474, 1114, 1560], 110, ['oak', 'camphor']],
  [[698, 328, 788, 388], 22, ['camphor', 'dogwood']],
  [[1132, 1212, 1228, 1288], 26, ['keyaki', 'sakura']],
  [[918, 906, 1002, 976], 12, ['keyaki']],
  [[262, 1096, 420, 1106], 10, ['sakura']],
  [[740, 656, 756, 764], 10, ['maple', 'dogwood']],
]

/** Places where no tree grows although they lie in a park: water and paths. */
const bare = ([u, v]: PlanPoint): boolean => {
  const r = Math.hypot((u - 370) / 101, (v - 766) / 92)
  return (r > 0.72 && r < 1.1 && u < 490 && u > 250 && v > 640 && v < 890) || Math.hypot((u - 1180) / 22, (v - 1262) / 16) < 1
}

function grove(
  [rect, count, list]: (typeof groves)[number],
  keepOff: { readonly paths: readonly PlannedStreet[]; readonly buildings: readonly PlannedBuilding[] },
  random: Random,
): Thing[] {
  const paths = keepOff.paths.flatMap(segments)
  const out: { at: PlanPoint; thing: Thing }[] = []
  for (let tries = 0; out.length < count && tries < count * 8; tries++) {
    const at: PlanPoint = [random.between(rect[0], rect[2]), random.between(rect[1], rect[3])]
    if (bare(at) || out.some((o) => distance_m(o.at, at) < 4.5)) continue
    if (paths.some((g) => away(at, g) < 3.2) || keepOff.buildings.some((b) => hits(at, b.rect, 2))) continue
    out.push({ at, thing: { at: onGround(at), tags: treeOf(random.pick(list), random) } })
  }
  return out.map((o) => o.thing)
}

const bench = (random: Random): Tags => ({
  amenity: 'bench',
  backrest: random.chance(0.7) ? 'yes' : 'no',
  material: random.pick(['wood', 'wood', 'stone', 'metal']),
  seats: String(random.whole(2, 4)),
  ...(random.chance(0.25) ? { covered: 'yes' } : {}),
})

/** Paths beside which one can sit down: [line, spacing in metres]. */
const benchLines: readonly (readonly [readonly PlanPoint[], number])[] = [
  [
    [
      [30, 368],
      [555, 368],
    ],
    42,
  ],
  [
    [
      [700, 322],
      [1380, 322],
    ],
    46,
  ],
  [
    [
      [960, 552],
      [960, 890],
    ],
    34,
  ],
  [
    [
      [612, 430],
      [612, 960],
    ],
    62,
  ],
  [
    [
      [677, 430],
      [677, 960],
    ],
    70,
  ],
  [
    [
      [920, 925],
      [920, 975],
    ],
    16,
  ],
  [
    [
      [1000, 925],
      [1000, 975],
    ],
    16,
  ],
  [
    [
      [884, 300],
      [884, 200],
    ],
    25,
  ],
  [
    [
      [744, 660],
      [744, 760],
    ],
    22,
  ],
  [
    [
      [312, 800],
      [312, 740],
    ],
    28,
  ],
  [
    [
      [380, 712],
      [412, 732],
    ],
    18,
  ],
  [
    [
      [395, 818],
      [412, 806],
    ],
    11,
  ],
  [
    [
      [1396, 648],
      [1414, 648],
    ],
    8,
  ],
  [
    [
      [1345, 690],
      [1345, 724],
    ],
    16,
  ],
  [
    [
      [1140, 1225],
      [1220, 1225],
    ],
    24,
  ],
]

/** Useful things in the street: [tags, places on the plan]. */
const things: readonly (readonly [Tags, readonly PlanPoint[]])[] = [
  [
    { amenity: 'drinking_water', wheelchair: 'yes', bottle: 'yes' },
    [
      [915, 940],
      [330, 390],
      [745, 690],
      [745, 330],
      [420, 742],
      [1150, 1230],
      [1398, 634],
      [310, 1108],
    ],
  ],
  [
    { amenity: 'post_box', operator: '郵便' },
    [
      [905, 897],
      [806, 548],
      [955, 412],
      [496, 778],
      [1130, 1092],
      [245, 548],
      [690, 1095],
      [1234, 412],
      [600, 548],
      [1126, 764],
    ],
  ],
  [
    { amenity: 'waste_basket' },
    [
      [922, 950],
      [742, 340],
      [300, 372],
      [890, 210],
      [962, 548],
      [1002, 950],
    ],
  ],
  [
    { amenity: 'telephone', covered: 'yes', wheelchair: 'limited' },
    [
      [1003, 983],
      [792, 690],
      [950, 356],
    ],
  ],
  [
    { amenity: 'clock', display: 'analog', support: 'pole' },
    [
      [938, 960],
      [740, 334],
    ],
  ],
  [
    { amenity: 'fountain' },
    [
      [960, 945],
      [742, 357],
    ],
  ],
  [
    { amenity: 'bicycle_parking', bicycle_parking: 'stands', capacity: '24', covered: 'no' },
    [
      [794, 760],
      [888, 396],
      [1118, 548],
      [486, 782],
      [310, 395],
      [1230, 1098],
    ],
  ],
  [
    { amenity: 'charging_station', capacity: '2', 'socket:chademo': '1', 'socket:type1': '1', fee: 'yes' },
    [
      [800, 393],
      [1136, 1170],
      [694, 664],
    ],
  ],
  [
    { amenity: 'shelter', shelter_type: 'gazebo' },
    [
      [400, 372],
      [1408, 650],
      [1150, 1280],
      [120, 366],
    ],
  ],
  [
    { tourism: 'information', information: 'map', map_size: 'city' },
    [
      [944, 980],
      [960, 544],
      [486, 764],
      [744, 324],
      [1250, 700],
    ],
  ],
  [
    { leisure: 'playground', min_age: '3', max_age: '12' },
    [
      [1200, 1226],
      [440, 372],
      [720, 370],
    ],
  ],
  [
    {
      amenity: 'toilets',
      fee: 'no',
      wheelchair: 'yes',
      changing_table: 'yes',
      'toilets:disposal': 'flush',
      'toilets:position': 'seated',
      access: 'yes',
      opening_hours: '05:00-24:00',
    },
    [[930, 1005]],
  ],
  [
    { amenity: 'toilets', fee: 'no', wheelchair: 'limited', 'toilets:disposal': 'flush', access: 'yes', opening_hours: '24/7' },
    [[1342, 738]],
  ],
]

function furniture(buildings: readonly PlannedBuilding[], random: Random): Thing[] {
  const benches = benchLines.flatMap(([line, spacing]) =>
    line.flatMap((b, i) => {
      const a = line[i - 1]
      if (a === undefined) return []
      const count = Math.max(1, Math.floor(distance_m(a, b) / spacing))
      return Array.from({ length: count }, (_, k): Thing => ({ at: onGround(between(a, b, (k + 0.5) / count)), tags: bench(random) }))
    }),
  )
  const single = things.flatMap(([tags, at]) => at.map((p): Thing => ({ at: onGround(p), tags })))
  const sellers = random
    .shuffled(buildings.filter((b) => b.use !== 'public' && b.use !== 'warehouse'))
    .slice(0, 34)
    .map((b): Thing => {
      const [u0, v0, u1, v1] = b.rect
      const beside: Record<Side, PlanPoint> = {
        s: [u0 + 1.2, v0 - 0.3],
        n: [u0 + 1.2, v1 + 0.3],
        w: [u0 - 0.3, v0 + 1.2],
        e: [u1 + 0.3, v0 + 1.2],
      }
      return {
        at: onGround(beside[b.front]),
        tags: {
          amenity: 'vending_machine',
          vending: random.chance(0.85) ? 'drinks' : 'ice_cream',
          'payment:coins': 'yes',
          ...(random.chance(0.6) ? { 'payment:icsf': 'yes' } : {}),
        },
      }
    })
  return [...benches, ...single, ...sellers]
}

/** Trees and street furniture of the whole town. */
export function plant(
  town: { readonly streets: readonly PlannedStreet[]; readonly buildings: readonly PlannedBuilding[]; readonly parks: readonly Rect[] },
  random: Random,
): Furniture[] {
  const keepOff = { paths: town.streets, buildings: town.buildings }
  const small = town.parks.map((rect): (typeof groves)[number] => [
    [rect[0] + 2, rect[1] + 2, rect[2] - 2, rect[3] - 2],
    16,
    ['sakura', 'keyaki', 'maple'],
  ])
  const all = [
    ...streetTrees(town.streets, random),
    ...[...groves, ...small].flatMap((g) => grove(g, keepOff, random)),
    ...furniture(town.buildings, random),
    ...town.parks.flatMap((r): Thing[] =>
      [0.35, 0.65].map((s) => ({ at: onGround([r[0] + (r[2] - r[0]) * s, r[1] + 5]), tags: bench(random) })),
    ),
  ]
  return all.map((f, id) => ({ id, ...f }))
}
