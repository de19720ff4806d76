import type { Town } from './model.ts'
import { layBlocks, type Block } from './blocks.ts'
import { plant } from './green.ts'
import { areas, landmarkBuildings, labels, landmarkPoints, lines } from './landmarks.ts'
import { build, fillBlock } from './lots.ts'
import { townSize_m, type Rect } from './plan.ts'
import { cityFacilities } from './facilities.ts'
import { settle } from './places.ts'
import { randomOf } from './random.ts'
import { footPaths, liftPoints } from './foot-paths.ts'
import { mainStreets, railway } from './main-streets.ts'
import { crossings, drawStreets } from './streets.ts'

/** Blocks that became a small park: [name, a point in the block]. */
const parkAt: readonly (readonly [string, readonly [number, number]])[] = [
  ['park-west', [110, 640]],
  ['park-home', [545, 880]],
  ['park-east', [1180, 880]],
]

const holds = ([u0, v0, u1, v1]: Rect, [u, v]: readonly [number, number]): boolean => u > u0 && u < u1 && v > v0 && v < v1

function splitParks(blocks: readonly Block[]): { readonly parks: { rect: Rect; name: string }[]; readonly land: Block[] } {
  const nearest = (at: readonly [number, number]): Block | undefined =>
    blocks.find((b) => holds(b.rect, at)) ?? blocks.toSorted((a, b) => off(a.rect, at) - off(b.rect, at))[0]
  const parks = parkAt.flatMap(([name, at]) => {
    const block = nearest(at)
    return block === undefined ? [] : [{ block, name }]
  })
  return {
    parks: parks.map(({ block, name }) => ({ rect: block.rect, name })),
    land: blocks.filter((b) => parks.every((p) => p.block !== b)),
  }
}

const off = ([u0, v0, u1, v1]: Rect, [u, v]: readonly [number, number]): number => Math.hypot((u0 + u1) / 2 - u, (v0 + v1) / 2 - v)

/** Draws みなと町 from a seed; the same seed gives the same town, to the centimetre. */
export function createTown(seed: number): Town {
  const mains = [...mainStreets(), ...footPaths(), ...railway()]
  const { lanes, blocks } = layBlocks(mains, randomOf(seed, 'blocks'))
  const planned = [...mains, ...lanes]
  const marks = crossings(planned)
  const streets = drawStreets(
    planned,
    marks.map((m) => m.at),
  )
  const { parks, land } = splitParks(blocks)
  const lots = randomOf(seed, 'lots')
  const filled = land.map((b) => fillBlock(b, lots))
  const houses = [...landmarkBuildings(), ...filled.flatMap((f) => f.buildings)]
  const buildings = build(houses, randomOf(seed, 'heights'))
  const furniture = plant({ streets: planned, buildings: houses, parks: parks.map((p) => p.rect) }, randomOf(seed, 'green'))
  const points = landmarkPoints().map((p, i) => ({ id: furniture.length + i, ...p }))
  const grounds = areas(
    filled.flatMap((f) => f.gaps),
    parks,
  )
  return {
    seed,
    size_m: townSize_m,
    streets,
    streetPoints: [...marks.map((m) => m.point), ...liftPoints()],
    areas: grounds,
    lines: lines(),
    buildings,
    furniture: [...furniture, ...points],
    labels: labels(),
    places: settle(buildings, grounds, randomOf(seed, 'places')),
    facilities: cityFacilities(buildings),
  }
}
