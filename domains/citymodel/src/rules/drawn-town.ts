/**
 * A town drawn in characters, as OSM objects: for tests.
 *
 *     drawnTown(`
 *       A---B
 *       |   |
 *       D---C`, { ways: { ABCDA: { building: 'yes' }, AB: { highway: 'steps' } }, nodes: { A: { natural: 'tree' } } })
 *
 * Letters are nodes, everything else is scenery. A column is `step_m` to the east, a row twice that to the south, because
 * characters are about twice as high as wide.
 */
import type { OsmNode, OsmObject, OsmWay, Tags } from '@machinaka/formats'
import { boundsCentre, boundsOf, localPlane, type LonLat } from '@machinaka/geo'

export interface DrawnTown {
  readonly objects: readonly OsmObject[]
  readonly at: Readonly<Record<string, LonLat>>
}

export interface Drawing {
  /** Ways by the letters they run through; the same letter first and last closes a way. */
  readonly ways?: Readonly<Record<string, Tags>>
  readonly nodes?: Readonly<Record<string, Tags>>
  /** North-western corner; the middle of みなと町 unless told. */
  readonly origin?: LonLat
  readonly step_m?: number
}

export function drawnTown(drawing: string, { ways = {}, nodes = {}, origin = [139.7, 35.65], step_m = 10 }: Drawing): DrawnTown {
  const plane = localPlane(origin)
  const at: Record<string, LonLat> = {}
  drawing.split('\n').forEach((row, y) =>
    row.split('').forEach((letter, x) => {
      if (/[A-Za-z]/.test(letter)) at[letter] = plane.toLonLat([x * step_m, -2 * y * step_m])
    }),
  )
  const place = (letter: string): LonLat => {
    const found = at[letter]
    if (found === undefined) throw new Error(`the drawing has no ${letter}`)
    return found
  }
  const points = Object.entries(nodes).map(([letter, tags], i): OsmNode => ({
    kind: 'node',
    id: i + 1,
    lon: place(letter)[0],
    lat: place(letter)[1],
    tags,
  }))
  const lines = Object.entries(ways).map(([letters, tags], i): OsmWay => {
    const coordinates = letters.split('').map(place)
    const bounds = boundsOf(coordinates)
    return {
      kind: 'way',
      id: 100 + i,
      tags,
      nodes: letters.split('').map((l) => l.codePointAt(0) ?? 0),
      coordinates,
      closed: letters.length > 3 && letters[0] === letters.at(-1),
      center: bounds === undefined ? origin : boundsCentre(bounds),
    }
  })
  return { objects: [...points, ...lines], at }
}
