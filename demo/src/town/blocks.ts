import type { PlanPoint, Quarter } from './model.ts'
import { distance_m, type Rect } from './plan.ts'
import type { Random } from './random.ts'
import { street, type PlannedStreet } from './street-plan.ts'

/** How a district is built: decides lots, heights and gaps (`lots.ts`). */
export type Grain = 'home' | 'shop' | 'office' | 'fishing' | 'sparse' | 'arcade'

/** A piece of town between main streets; the rectangle runs along the middle of those streets. */
export interface District {
  readonly rect: Rect
  readonly quarter: Quarter
  /** Key of `quarterNames`. */
  readonly address: string
  readonly grain: Grain
}

export type Side = 's' | 'e' | 'n' | 'w'

/** Building land: what is left of a district between its streets and lanes. */
export interface Block {
  readonly rect: Rect
  readonly quarter: Quarter
  readonly address: string
  readonly grain: Grain
  readonly number: number
  /** Sides at which a main street passes. */
  readonly main: readonly Side[]
  /** Sides at which any street passes. */
  readonly open: readonly Side[]
}

const d = (rect: Rect, quarter: Quarter, address: string, grain: Grain): District => ({ rect, quarter, address, grain })

/** The districts that lots fill; castle, hill, station, school, town hall and harbour are `landmarks.ts`. */
export const districts: readonly District[] = [
  d([0, 400, 250, 540], 'home', 'kaigan', 'fishing'),
  d([250, 400, 605, 540], 'river', 'hama', 'shop'),
  d([0, 540, 250, 770], 'home', 'shironishi', 'home'),
  d([0, 770, 250, 985], 'home', 'shironishi', 'home'),
  d([250, 540, 490, 650], 'castle', 'horibata', 'home'),
  d([250, 880, 490, 985], 'castle', 'horibata', 'home'),
  d([490, 540, 605, 770], 'castle', 'shirosita', 'home'),
  d([490, 770, 605, 985], 'castle', 'shirosita', 'home'),
  d([684, 400, 800, 540], 'market', 'minato', 'shop'),
  d([800, 400, 960, 540], 'market', 'ichiba', 'shop'),
  d([960, 400, 1120, 540], 'market', 'ichiba', 'shop'),
  d([1120, 400, 1240, 540], 'main', 'minato', 'shop'),
  d([1240, 400, 1492, 540], 'home', 'minato', 'fishing'),
  d([684, 540, 800, 650], 'main', 'honmachi', 'office'),
  d([684, 770, 800, 985], 'main', 'honmachi', 'home'),
  d([800, 540, 936, 770], 'main', 'honmachi', 'shop'),
  d([800, 770, 936, 900], 'station', 'ekimae', 'office'),
  d([984, 540, 1120, 770], 'main', 'honmachi', 'shop'),
  d([984, 770, 1120, 900], 'station', 'ekimae', 'office'),
  d([936, 540, 960, 770], 'arcade', 'ginza', 'arcade'),
  d([936, 770, 960, 900], 'arcade', 'ginza', 'arcade'),
  d([960, 540, 984, 770], 'arcade', 'ginza', 'arcade'),
  d([960, 770, 984, 900], 'arcade', 'ginza', 'arcade'),
  d([800, 900, 912, 985], 'station', 'ekimae', 'shop'),
  d([1008, 900, 1120, 985], 'station', 'ekimae', 'shop'),
  d([1120, 540, 1240, 770], 'hill', 'miyamae', 'home'),
  d([1120, 770, 1240, 985], 'hill', 'miyamae', 'home'),
  d([1240, 880, 1492, 985], 'home', 'miyamae', 'home'),
  d([0, 1085, 250, 1300], 'home', 'yamate', 'home'),
  d([430, 1085, 605, 1300], 'north', 'gakko', 'home'),
  d([684, 1085, 800, 1300], 'north', 'kitamachi', 'home'),
  d([800, 1085, 960, 1300], 'north', 'kitamachi', 'home'),
  d([960, 1085, 1120, 1300], 'north', 'kitamachi', 'home'),
  d([1240, 1085, 1492, 1300], 'home', 'yamate', 'sparse'),
  d([250, 1300, 605, 1462], 'home', 'yamate', 'sparse'),
  d([684, 1300, 1120, 1462], 'home', 'kitamachi', 'sparse'),
  // one row of houses on each side of the tracks
  d([0, 985, 250, 1028], 'home', 'shironishi', 'home'),
  d([250, 985, 590, 1028], 'home', 'horibata', 'home'),
  d([700, 985, 850, 1028], 'station', 'ekimae', 'shop'),
  d([1120, 985, 1492, 1028], 'home', 'miyamae', 'home'),
  d([0, 1052, 250, 1085], 'home', 'yamate', 'home'),
  d([250, 1052, 590, 1085], 'north', 'gakko', 'home'),
  d([700, 1056, 1000, 1085], 'north', 'kitamachi', 'shop'),
  d([1026, 1056, 1120, 1085], 'north', 'kitamachi', 'shop'),
  d([1120, 1052, 1492, 1085], 'home', 'yamate', 'home'),
]

/** The lane behind the shops of the arcade, where deliveries come. */
export const backLanes = (): PlannedStreet[] =>
  [936, 984].flatMap((u) => [
    street(
      'service',
      [
        [u, 540],
        [u, 770],
      ],
      undefined,
      { service: 'alley' },
    ),
    street(
      'service',
      [
        [u, 770],
        [u, 900],
      ],
      undefined,
      { service: 'alley' },
    ),
  ])

/** The small streets round the station square. */
export const squareLanes = (): PlannedStreet[] => [
  street('residential', [
    [800, 900],
    [912, 900],
  ]),
  street('residential', [
    [1008, 900],
    [1120, 900],
  ]),
  street('pedestrian', [
    [912, 900],
    [936, 900],
    [960, 900],
    [984, 900],
    [1008, 900],
  ]),
  street('residential', [
    [912, 900],
    [912, 985],
  ]),
  street('residential', [
    [1008, 900],
    [1008, 985],
  ]),
]

interface Cut {
  readonly lanes: PlannedStreet[]
  readonly rects: Rect[]
}

const limits: Record<Grain, { readonly short_m: number; readonly long_m: number }> = {
  home: { short_m: 72, long_m: 112 },
  fishing: { short_m: 52, long_m: 90 },
  shop: { short_m: 62, long_m: 74 },
  office: { short_m: 66, long_m: 86 },
  sparse: { short_m: 84, long_m: 140 },
  arcade: { short_m: 1000, long_m: 1000 },
}

/** Splits a rectangle by lanes until its parts have the size of a block; deeper lanes are narrower. */
function cut(rect: Rect, grain: Grain, random: Random, depth = 0): Cut {
  const [u0, v0, u1, v1] = rect
  const wide = u1 - u0
  const high = v1 - v0
  const { short_m, long_m } = limits[grain]
  if (Math.max(wide, high) <= long_m && Math.min(wide, high) <= short_m) return { lanes: [], rects: [rect] }
  const share = random.between(0.4, 0.6)
  const kind = depth < 2 ? 'residential' : 'service'
  const acrossU = wide >= high
  const at = Math.round(acrossU ? u0 + wide * share : v0 + high * share)
  const lane = acrossU
    ? street(kind, [
        [at, v0],
        [at, v1],
      ])
    : street(kind, [
        [u0, at],
        [u1, at],
      ])
  const parts: readonly [Rect, Rect] = acrossU
    ? [
        [u0, v0, at, v1],
        [at, v0, u1, v1],
      ]
    : [
        [u0, v0, u1, at],
        [u0, at, u1, v1],
      ]
  const done = parts.map((p) => cut(p, grain, random, depth + 1))
  return { lanes: [lane, ...done.flatMap((x) => x.lanes)], rects: done.flatMap((x) => x.rects) }
}

/** The widest street that runs along one side of a rectangle. */
function along(side: Side, [u0, v0, u1, v1]: Rect, streets: readonly PlannedStreet[]): PlannedStreet | undefined {
  const fixed = { s: v0, n: v1, w: u0, e: u1 }[side]
  const [from, to] = side === 's' || side === 'n' ? [u0, u1] : [v0, v1]
  const axis = side === 's' || side === 'n' ? 1 : 0
  let best: PlannedStreet | undefined
  for (const s of streets)
    s.line.forEach((b: PlanPoint, i) => {
      const a = s.line[i - 1]
      if (a === undefined || a[axis] !== fixed || b[axis] !== fixed) return
      const lo = Math.min(a[1 - axis] ?? 0, b[1 - axis] ?? 0)
      const hi = Math.max(a[1 - axis] ?? 0, b[1 - axis] ?? 0)
      if (Math.min(hi, to) - Math.max(lo, from) > 4 && distance_m(a, b) > 4 && (best === undefined || s.width_m > best.width_m)) best = s
    })
  return best
}

const sides: readonly Side[] = ['s', 'e', 'n', 'w']

/** Lays the lanes of every district and answers the blocks between them. */
export function layBlocks(
  mains: readonly PlannedStreet[],
  random: Random,
): { readonly lanes: readonly PlannedStreet[]; readonly blocks: readonly Block[] } {
  const fixed = [...backLanes(), ...squareLanes()]
  const cuts = districts.map((district) => ({ district, ...cut(district.rect, district.grain, random) }))
  const lanes = [...fixed, ...cuts.flatMap((c) => c.lanes)]
  const all = [...mains, ...lanes]
  const counters = new Map<string, number>()
  const blocks = cuts.flatMap(({ district, rects }) =>
    rects.map((rect): Block => {
      const at = Object.fromEntries(sides.map((s) => [s, along(s, rect, all)])) as Record<Side, PlannedStreet | undefined>
      const inset = (s: Side): number => (at[s]?.width_m ?? 5) / 2
      const number = (counters.get(district.address) ?? 0) + 1
      counters.set(district.address, number)
      const main = sides.filter((s) => ['primary', 'secondary', 'pedestrian'].includes(at[s]?.class ?? ''))
      const open = sides.filter((s) => at[s] !== undefined)
      const [u0, v0, u1, v1] = rect
      return { ...district, number, main, open, rect: [u0 + inset('w'), v0 + inset('s'), u1 - inset('e'), v1 - inset('n')] }
    }),
  )
  return { lanes, blocks }
}
