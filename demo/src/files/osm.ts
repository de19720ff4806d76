import { osmXml } from '@machinaka/formats'
import { onGround } from '../town/plan.ts'
import type { Point, Town } from '../town/model.ts'
import { onEarth } from './earth.ts'
import { nameTags, sheetOf, type Sheet, type SheetNode, type SheetWay } from './sheet.ts'
import { inTown } from './sister.ts'

/** Metres from one town of a scaled demo to the next. */
const pitch = { x_m: 1540, y_m: 1720 } as const
/** West, south, east, north of one town with its sea, metres. */
const extent = [0, 0, 1500, 1640] as const

/** Where the towns of a scaled demo lie: row by row, about as wide as high. */
export function tilesOf(scale: number): Point[] {
  const columns = Math.ceil(Math.sqrt(scale))
  return Array.from({ length: scale }, (_, i): Point => [(i % columns) * pitch.x_m, Math.floor(i / columns) * pitch.y_m])
}

/** West, south, east, north of all towns, degrees. */
export function boundsOf(scale: number): [number, number, number, number] {
  const tiles = tilesOf(scale)
  const west = onEarth([extent[0], extent[1]])
  const east = onEarth([Math.max(...tiles.map((t) => t[0])) + extent[2], Math.max(...tiles.map((t) => t[1])) + extent[3]])
  return [west[0], west[1], east[0], east[1]]
}

const shifted = (at: Point, by: Point): Point => [at[0] + by[0], at[1] + by[1]]

function tagsIn(thing: SheetNode | SheetWay, tile: number): Readonly<Record<string, string>> | undefined {
  return thing.named === undefined ? thing.tags : { ...nameTags(inTown(thing.named, tile)), ...thing.tags }
}

interface Link {
  readonly from: readonly [tile: number, node: number]
  readonly to: readonly [tile: number, node: number]
  readonly tags: Record<string, string>
}

/** Roads between neighbouring towns, so that a scaled demo is one connected network. */
function links(sheet: Sheet, scale: number): Link[] {
  const columns = Math.ceil(Math.sqrt(scale))
  const at = (u: number, v: number): number => {
    const node = sheet.find(onGround([u, v]))
    if (node === undefined) throw new Error(`no street ends at ${u}, ${v}`)
    return node
  }
  const road = { highway: 'primary', sidewalk: 'both', surface: 'asphalt', lit: 'yes' }
  return Array.from({ length: scale }, (_, i) => i).flatMap((i) => [
    ...((i + 1) % columns !== 0 && i + 1 < scale
      ? [540, 985].map((v): Link => ({ from: [i, at(1500, v)], to: [i + 1, at(0, v)], tags: road }))
      : []),
    ...(i % columns === 0 && i + columns < scale
      ? [{ from: [i, at(1120, 1462)], to: [i + columns, at(1170, 205)], tags: { ...road, bridge: 'yes', layer: '1' } } satisfies Link]
      : []),
  ])
}

/**
 * OSM XML of `scale` towns side by side, piece by piece: nodes, then ways (readers that stream rely on it).
 * Only one town is held in memory, whatever the scale.
 */
export function* townOsm(town: Town, scale: number): Generator<string> {
  const xml = osmXml('machinaka-demo')
  const sheet = sheetOf(town)
  const tiles = tilesOf(scale)
  const nodeId = (tile: number, node: number): number => 1 + tile * sheet.nodes.length + node
  yield xml.begin(boundsOf(scale))
  for (const [tile, by] of tiles.entries())
    for (const [i, n] of sheet.nodes.entries()) {
      const tags = tagsIn(n, tile)
      yield xml.node({ id: nodeId(tile, i), position: onEarth(shifted(n.at, by)), ...(tags === undefined ? {} : { tags }) })
    }
  for (const tile of tiles.keys())
    for (const [i, w] of sheet.ways.entries()) {
      yield xml.way({ id: 1 + tile * sheet.ways.length + i, nodes: w.nodes.map((n) => nodeId(tile, n)), tags: tagsIn(w, tile) ?? {} })
    }
  for (const [i, l] of links(sheet, scale).entries())
    yield xml.way({ id: 1 + tiles.length * sheet.ways.length + i, nodes: [nodeId(...l.from), nodeId(...l.to)], tags: l.tags })
  yield xml.end()
}
