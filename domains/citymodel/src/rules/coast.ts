/**
 * The sea from coastlines. OSM draws no sea, only its edge, with land on the left hand and water on the right
 * (wiki: "Tag:natural=coastline"); an extract holds pieces of it. The pieces are joined, led out of the mapped ground
 * where they end, and closed round the water.
 */
import { boundsGrown, polygonContains, signedArea, type Bounds, type LonLat } from '@machinaka/geo'
import type { BaseFeature, LonLatPolygon } from './base-feature.ts'

/** How far beyond the mapped ground the sea is drawn, in degrees: about two kilometres. */
const beyond = 0.02

/** Where more than this share of street corners would lie in the sea, the coastline is broken, and no sea is drawn. */
const drownedShare = 0.2

/** Corners of streets kept to judge the sea by; beyond it every second one goes. */
const landKept = 4000

/** Remembers, while features pass, what the sea is made of. */
export class Coast {
  readonly #ways: (readonly LonLat[])[] = []
  #land: LonLat[] = []
  #streets = 0
  #every = 1
  #hasOwnSea = false

  note({ layer, properties, geometry }: BaseFeature): void {
    if (properties['kind'] === 'coastline' && geometry.kind === 'line') this.#ways.push(geometry.line)
    if (layer === 'water' && properties['kind'] === 'sea') this.#hasOwnSea = true
    const [first] = geometry.kind === 'line' ? geometry.line : []
    if (layer !== 'street' || first === undefined || properties['bridge'] === true || properties['tunnel'] === true) return
    if (this.#streets++ % this.#every !== 0) return
    this.#land.push(first)
    if (this.#land.length < landKept) return
    this.#land = this.#land.filter((_, i) => i % 2 === 0)
    this.#every *= 2
  }

  /** The sea to draw within these bounds; none where the source draws its sea itself. */
  sea(bounds: Bounds): BaseFeature[] {
    if (this.#hasOwnSea || this.#ways.length === 0) return []
    const polygons = seaOf({ ways: this.#ways, bounds, land: this.#land })
    return polygons.length === 0
      ? []
      : [{ layer: 'water', id: undefined, minZoom: 10, properties: { kind: 'sea' }, geometry: { kind: 'polygon', polygons } }]
  }
}

export interface CoastInput {
  /** Coastline ways as they are in the source, each with its direction. */
  readonly ways: readonly (readonly LonLat[])[]
  /** Of everything that is drawn. */
  readonly bounds: Bounds
  /** Some corners of streets: known to be land. */
  readonly land: readonly LonLat[]
}

/** The sea as polygons; none where there is no coast, or where it cannot be trusted. */
export function seaOf({ ways, bounds, land }: CoastInput): LonLatPolygon[] {
  const chains = joined(ways)
  if (chains.length === 0) return []
  const box = boundsGrown(bounds, beyond)
  const open = chains.filter((chain) => !isClosed(chain)).map((chain) => ledOut(chain, box))
  const closed = chains.filter(isClosed)
  // Counterclockwise: land inside, an island. Clockwise: water inside.
  const islands = closed.filter((ring) => signedArea(ring) > 0)
  const waters = [
    ...(open.length > 0 ? closedRound(open, box) : islands.length > 0 ? [ringOf(box)] : []),
    ...closed.filter((ring) => signedArea(ring) < 0),
  ]
  const sea = waters.map((outer): LonLatPolygon => [
    outer,
    ...islands.filter(([first]) => first !== undefined && polygonContains([outer], first)),
  ])
  const drowned = land.filter((p) => sea.some((polygon) => polygonContains(polygon, p))).length
  return drowned > land.length * drownedShare ? [] : sea
}

const keyOf = (p: LonLat | undefined): string => `${p?.[0]},${p?.[1]}`
const isClosed = (chain: readonly LonLat[]): boolean => chain.length > 3 && keyOf(chain[0]) === keyOf(chain.at(-1))

/** Ways joined where one ends and the next begins, keeping their direction. */
function joined(ways: readonly (readonly LonLat[])[]): LonLat[][] {
  const waiting = new Map(ways.filter((way) => way.length > 1).map((way) => [keyOf(way[0]), way]))
  const ends = new Set([...waiting.values()].map((way) => keyOf(way.at(-1))))
  const chains: LonLat[][] = []
  // Those that nothing leads to begin an open chain; what is left after them runs in circles.
  const heads = [...waiting.keys()].toSorted((a, b) => Number(ends.has(a)) - Number(ends.has(b)))
  for (const head of heads) {
    let next = waiting.get(head)
    if (next === undefined) continue
    const chain: LonLat[] = []
    while (next !== undefined) {
      waiting.delete(keyOf(next[0]))
      for (const p of chain.length === 0 ? next : next.slice(1)) chain.push(p)
      next = waiting.get(keyOf(next.at(-1)))
    }
    chains.push(chain)
  }
  return chains
}

/** The chain with both ends led straight to the nearest edge of the box. */
function ledOut(chain: readonly LonLat[], box: Bounds): LonLat[] {
  const [first, last] = [chain[0], chain.at(-1)]
  return first === undefined || last === undefined ? [] : [nearestEdge(first, box), ...chain, nearestEdge(last, box)]
}

function nearestEdge([x, y]: LonLat, [west, south, east, north]: Bounds): LonLat {
  const ways: readonly (readonly [distance: number, at: LonLat])[] = [
    [x - west, [west, y]],
    [east - x, [east, y]],
    [y - south, [x, south]],
    [north - y, [x, north]],
  ]
  return ways.reduce((a, b) => (b[0] < a[0] ? b : a))[1]
}

/** Where a point of the box's edge lies, clockwise from the north-western corner: 0 to 4. */
function along([x, y]: LonLat, [west, south, east, north]: Bounds): number {
  if (y === north) return (x - west) / (east - west)
  if (x === east) return 1 + (north - y) / (north - south)
  if (y === south) return 2 + (east - x) / (east - west)
  return 3 + (y - south) / (north - south)
}

/**
 * Rings of water: from the end of a chain clockwise along the edge, which is the side where its water lies, to the start of
 * the next, until the first is reached again.
 */
function closedRound(chains: readonly LonLat[][], box: Bounds): LonLat[][] {
  const starts = chains.map((chain) => ({ chain, at: along(chain[0] ?? [0, 0], box) })).toSorted((a, b) => a.at - b.at)
  const left = new Set(chains)
  const rings: LonLat[][] = []
  for (const first of chains) {
    if (!left.has(first)) continue
    const ring: LonLat[] = []
    let chain = first
    do {
      left.delete(chain)
      for (const p of chain) ring.push(p)
      const from = along(chain.at(-1) ?? [0, 0], box)
      const next = starts.find(({ at }) => at >= from) ?? starts[0]
      if (next === undefined) break
      ring.push(...cornersBetween(from, next.at < from ? next.at + 4 : next.at, box))
      chain = next.chain
    } while (left.has(chain))
    const start = ring[0]
    if (start !== undefined) rings.push([...ring, start])
  }
  return rings
}

function cornersBetween(from: number, to: number, [west, south, east, north]: Bounds): LonLat[] {
  const corners: readonly LonLat[] = [
    [west, north],
    [east, north],
    [east, south],
    [west, south],
  ]
  const passed: LonLat[] = []
  for (let at = Math.floor(from) + 1; at <= to; at++) {
    const corner = corners[at % 4]
    if (corner !== undefined) passed.push(corner)
  }
  return passed
}

const ringOf = ([west, south, east, north]: Bounds): LonLat[] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
]
