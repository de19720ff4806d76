import type { Address, Building, BuildingUse, PlanPoint, Point, Quarter } from './model.ts'
import { quarterNames } from '../names/streets.ts'
import type { Block, Grain, Side } from './blocks.ts'
import { corners, distance_m, inside, onGround, type Rect } from './plan.ts'
import type { Random } from './random.ts'

/** A building on the plan, before it has an id. */
export interface PlannedBuilding {
  readonly rect: Rect
  readonly front: Side
  readonly use: BuildingUse
  readonly levels: number
  readonly quarter: Quarter
  readonly address: Address
  readonly site?: string
  readonly tags?: Readonly<Record<string, string>>
}

/** Ground between the houses: a garden, a car park. */
export interface Gap {
  readonly rect: Rect
  readonly kind: 'garden' | 'parking'
}

interface Manner {
  readonly lot: readonly [number, number]
  readonly depth: readonly [number, number]
  readonly setback: readonly [number, number]
  readonly gap_m: number
  readonly empty: number
  readonly uses: readonly (readonly [BuildingUse, number, readonly [number, number]])[]
}

const manners: Record<Grain, Manner> = {
  home: {
    lot: [14.5, 21],
    depth: [9, 13],
    setback: [1.5, 4.5],
    gap_m: 1.5,
    empty: 0.3,
    uses: [
      ['house', 0.88, [1, 2]],
      ['apartments', 0.12, [3, 5]],
    ],
  },
  fishing: {
    lot: [10.5, 15],
    depth: [9, 13],
    setback: [0.8, 2],
    gap_m: 0.8,
    empty: 0.12,
    uses: [
      ['house', 0.94, [1, 2]],
      ['warehouse', 0.06, [1, 1]],
    ],
  },
  shop: {
    lot: [11, 16],
    depth: [12, 19],
    setback: [0.5, 1.4],
    gap_m: 0.6,
    empty: 0.1,
    uses: [
      ['shop', 0.6, [2, 3]],
      ['house', 0.22, [2, 3]],
      ['apartments', 0.12, [4, 6]],
      ['office', 0.06, [3, 5]],
    ],
  },
  office: {
    lot: [17, 25],
    depth: [15, 22],
    setback: [1, 2.5],
    gap_m: 1.2,
    empty: 0.12,
    uses: [
      ['office', 0.45, [4, 8]],
      ['shop', 0.3, [2, 4]],
      ['apartments', 0.25, [5, 9]],
    ],
  },
  sparse: {
    lot: [17, 25],
    depth: [10, 14],
    setback: [3, 8],
    gap_m: 3,
    empty: 0.42,
    uses: [
      ['house', 0.97, [1, 2]],
      ['apartments', 0.03, [3, 3]],
    ],
  },
  arcade: { lot: [6, 8.2], depth: [18.4, 18.6], setback: [0.2, 0.3], gap_m: 0.12, empty: 0, uses: [['shop', 1, [2, 3]]] },
}

const useOf = (manner: Manner, random: Random): readonly [BuildingUse, number] => {
  let left = random.next()
  for (const [use, share, [low, high]] of manner.uses) {
    left -= share
    if (left <= 0) return [use, random.whole(low, high)]
  }
  const [use, , [low]] = manner.uses[0] ?? ['house', 1, [1, 2]]
  return [use, low]
}

/** A rectangle given along a row: `from`–`to` along it, `near`–`far` away from the street at `side`. */
function rowRect([u0, v0, u1, v1]: Rect, side: Side, [from, to]: readonly [number, number], [near, far]: readonly [number, number]): Rect {
  if (side === 's') return [from, v0 + near, to, v0 + far]
  if (side === 'n') return [from, v1 - far, to, v1 - near]
  if (side === 'w') return [u0 + near, from, u0 + far, to]
  return [u1 - far, from, u1 - near, to]
}

/** The two opposite sides that the rows of a block look at. */
function rowSides(block: Block): readonly Side[] {
  const [u0, v0, u1, v1] = block.rect
  if (block.grain === 'arcade') return block.main.filter((s) => s === 'e' || s === 'w')
  const [wide, high] = [u1 - u0, v1 - v0]
  // Houses look at the main street where the block is shallow enough for two rows, else along its longer sides.
  const atMain = (one: Side, other: Side, reach: number): boolean => reach < 68 && block.main.some((s) => s === one || s === other)
  const alongU = atMain('s', 'n', high) || (!atMain('w', 'e', wide) && wide >= high)
  const pair: readonly Side[] = alongU ? ['s', 'n'] : ['w', 'e']
  const reach = alongU ? high : wide
  const open = pair.filter((s) => block.open.includes(s))
  return reach < 30 ? (open.length > 0 ? open.slice(0, 1) : pair.slice(0, 1)) : open
}

/** Fills a block with lots: rows of houses that look at their street, with a garden or a car park now and then. */
export function fillBlock(block: Block, random: Random): { readonly buildings: PlannedBuilding[]; readonly gaps: Gap[] } {
  const manner = manners[block.grain]
  const [u0, v0, u1, v1] = block.rect
  const buildings: PlannedBuilding[] = []
  const gaps: Gap[] = []
  const names = quarterNames[block.address]
  if (names === undefined) throw new Error(`no quarter is called ${block.address}`)
  const looking = rowSides(block)
  let house = 1
  for (const side of looking) {
    const alongU = side === 's' || side === 'n'
    const reach = (alongU ? v1 - v0 : u1 - u0) / (looking.length === 2 ? 2 : 1)
    const [start, end] = alongU ? [u0, u1] : [v0, v1]
    for (let at = start; end - at > manner.lot[0] * 0.8; house++) {
      const [use, levels] = useOf(manner, random)
      const wish = random.between(...manner.lot) * (use === 'apartments' && block.grain === 'home' ? 1.7 : 1)
      const to = end - at - wish < manner.lot[0] * 0.8 ? end : at + wish
      if (to - at > manner.lot[1] * 2.4) break
      const setback = random.between(...manner.setback)
      const depth = Math.min(random.between(...manner.depth), reach - setback - 0.8)
      if (random.chance(manner.empty)) {
        const lot = rowRect(block.rect, side, [at + 1, to - 1], [1, Math.min(reach - 1, 22)])
        gaps.push({ rect: lot, kind: random.chance(block.grain === 'home' || block.grain === 'sparse' ? 0.3 : 0.7) ? 'parking' : 'garden' })
      } else if (depth > 5.5) {
        const rect = rowRect(block.rect, side, [at + manner.gap_m, to - manner.gap_m], [setback, setback + depth])
        buildings.push({ rect, front: side, use, levels, quarter: block.quarter, address: { quarter: names, block: block.number, house } })
      }
      at = to
    }
  }
  return { buildings, gaps: [...gaps, ...core(block.rect, looking)] }
}

/** Deep blocks keep green in their middle, between the gardens behind the houses. */
function core([u0, v0, u1, v1]: Rect, looking: readonly Side[]): Gap[] {
  const alongU = looking[0] === 's' || looking[0] === 'n'
  const spare = (alongU ? v1 - v0 : u1 - u0) / 2 - 23
  if (looking.length < 2 || spare < 3) return []
  const [mu, mv] = [(u0 + u1) / 2, (v0 + v1) / 2]
  return [{ kind: 'garden', rect: alongU ? [u0 + 4, mv - spare, u1 - 4, mv + spare] : [mu - spare, v0 + 4, mu + spare, v1 - 4] }]
}

/**
 * Puts a planned rectangle on the ground: as a true rectangle where the warped lot holds one of nearly its size,
 * else (rows of narrow shops along a bend) as the warped lot itself. It never leaves its lot, so lots that do
 * not overlap on the plan do not overlap on the ground.
 */
export function fit(rect: Rect, front: Side): { readonly ring: readonly Point[]; readonly door: Point; readonly centre: Point } {
  const quad = corners(rect).map(onGround)
  const [u0, v0, u1, v1] = rect
  const middle: PlanPoint = [(u0 + u1) / 2, (v0 + v1) / 2]
  const centre = onGround(middle)
  const alongFront: readonly [PlanPoint, PlanPoint] =
    front === 's' || front === 'n'
      ? [
          [u0, middle[1]],
          [u1, middle[1]],
        ]
      : [
          [middle[0], v0],
          [middle[0], v1],
        ]
  const [a, b] = [onGround(alongFront[0]), onGround(alongFront[1])]
  const length = distance_m(a, b)
  const e: Point = [(b[0] - a[0]) / length, (b[1] - a[1]) / length]
  const [halfU, halfV] = [(u1 - u0) / 2, (v1 - v0) / 2]
  const [ex, ey]: readonly [Point, Point] = front === 's' || front === 'n' ? [e, [-e[1], e[0]]] : [[e[1], -e[0]], e]
  for (let share = 1; share > 0.74; share -= 0.04) {
    const ring = (
      [
        [-1, -1],
        [1, -1],
        [1, 1],
        [-1, 1],
      ] as const
    ).map(([p, q]): Point => [
      round(centre[0] + share * (p * halfU * ex[0] + q * halfV * ey[0])),
      round(centre[1] + share * (p * halfU * ex[1] + q * halfV * ey[1])),
    ])
    if (ring.every((p) => inside(p, quad))) return { ring: close(ring), door: doorOf(ring, front), centre }
  }
  return { ring: close(quad), door: doorOf(quad, front), centre }
}

const round = (x: number): number => Math.round(x * 100) / 100
const close = (ring: readonly Point[]): Point[] => [...ring, ...ring.slice(0, 1)]

function doorOf(ring: readonly Point[], front: Side): Point {
  const i = { s: 0, e: 1, n: 2, w: 3 }[front]
  const a = ring[i] ?? [0, 0]
  const b = ring[(i + 1) % 4] ?? [0, 0]
  return [round((a[0] + b[0]) / 2), round((a[1] + b[1]) / 2)]
}

const storey_m: Record<BuildingUse, number> = { house: 3, apartments: 3, shop: 3.6, office: 3.8, warehouse: 6.5, public: 4.2 }

/** Gives planned buildings their id, their shape and their height. */
export function build(planned: readonly PlannedBuilding[], random: Random): Building[] {
  return planned.map((p, id) => {
    const { ring, door, centre } = fit(p.rect, p.front)
    const height_m = Math.round((p.levels * storey_m[p.use] + random.between(0.6, 2.2)) * 10) / 10
    return {
      id,
      ring,
      door,
      centre,
      use: p.use,
      quarter: p.quarter,
      levels: p.levels,
      height_m,
      address: p.address,
      tags: p.tags ?? {},
      ...(p.site === undefined ? {} : { site: p.site }),
    }
  })
}
