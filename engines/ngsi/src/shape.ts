/** A geometry taken apart for topology: points, lines or areas, with an index of their segments (OGC 06-103r4 §6.1). */
import { boundsMeet, boundsOf, spatialIndex, type Bounds, type XY } from '@machinaka/geo'
import type { Geometry, Position } from './model.ts'
import { inRing, isOn, samePlace, type Segment } from './planar.ts'

export interface Shape {
  readonly dimension: 0 | 1 | 2
  readonly bounds: Bounds
  readonly points: readonly XY[]
  /** Lines, or the rings of areas. */
  readonly paths: readonly (readonly XY[])[]
  /** Areas: a shell, and its holes. */
  readonly areas: readonly (readonly (readonly XY[])[])[]
  readonly segments: readonly Segment[]
  /** Segments whose box meets a box. */
  near(bounds: Bounds): readonly Segment[]
}

const xy = (position: Position): XY => [position[0], position[1]]

/** Heights are left out, and positions that repeat the one before. */
export function shapeOf(geometry: Geometry): Shape {
  switch (geometry.type) {
    case 'Point':
      return made({ points: [xy(geometry.coordinates)] })
    case 'MultiPoint':
      return made({ points: geometry.coordinates.map(xy) })
    case 'LineString':
      return ofLines([geometry.coordinates])
    case 'MultiLineString':
      return ofLines(geometry.coordinates)
    case 'Polygon':
      return made({ areas: [geometry.coordinates.map(cleaned)] })
    case 'MultiPolygon':
      return made({ areas: geometry.coordinates.map((area) => area.map(cleaned)) })
  }
}

function cleaned(line: readonly Position[]): readonly XY[] {
  const kept: XY[] = []
  for (const position of line) {
    const before = kept.at(-1)
    const point = xy(position)
    if (before === undefined || !samePlace(before, point)) kept.push(point)
  }
  return kept
}

/** A line of one place is a point; beside longer lines it is left out. */
function ofLines(lines: readonly (readonly Position[])[]): Shape {
  const paths = lines.map(cleaned)
  const real = paths.filter((path) => path.length > 1)
  return real.length > 0 ? made({ paths: real }) : made({ points: paths.flat() })
}

const INDEX_FROM = 32

function made({ points = [], paths = [], areas = [] }: Partial<Pick<Shape, 'points' | 'paths' | 'areas'>>): Shape {
  const lines = areas.length > 0 ? areas.flat() : paths
  const segments: Segment[] = []
  for (const line of lines)
    for (let i = 1; i < line.length; i += 1) {
      const [a, b] = [line[i - 1], line[i]]
      if (a !== undefined && b !== undefined) segments.push([a, b])
    }
  const bounds = boundsOf(points.length > 0 ? points : lines.flat()) ?? [0, 0, 0, 0]
  let index: ReturnType<typeof spatialIndex> | undefined
  const near = (box: Bounds): readonly Segment[] => {
    if (segments.length < INDEX_FROM) return segments.filter((segment) => boundsMeet(boxOf(segment), box))
    index ??= spatialIndex(segments.map(boxOf))
    return index
      .within(box)
      .map((i) => segments[i])
      .filter((segment) => segment !== undefined)
  }
  return { dimension: areas.length > 0 ? 2 : lines.length > 0 ? 1 : 0, bounds, points, paths: lines, areas, segments, near }
}

export const boxOf = ([a, b]: Segment): Bounds => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])]

/** Where a point is: in the interior of a shape, on its boundary, or in its exterior. */
export type Where = 'interior' | 'boundary' | 'exterior'

export function locate(point: XY, shape: Shape): Where {
  const box: Bounds = [point[0], point[1], point[0], point[1]]
  if (!boundsMeet(box, shape.bounds)) return 'exterior'
  if (shape.dimension === 0) return shape.points.some((one) => samePlace(one, point)) ? 'interior' : 'exterior'
  const isOnPath = shape.near(box).some((segment) => isOn(point, segment))
  if (shape.dimension === 1) return isOnPath ? (isEnd(point, shape) ? 'boundary' : 'interior') : 'exterior'
  if (isOnPath) return 'boundary'
  return shape.areas.some((area) => isInside(point, area)) ? 'interior' : 'exterior'
}

/** The boundary of lines: places where an odd number of them end (mod-2 rule). */
function isEnd(point: XY, { paths }: Shape): boolean {
  let ends = 0
  for (const path of paths) {
    const [first, last] = [path[0], path.at(-1)]
    if (first !== undefined && samePlace(first, point)) ends += 1
    if (last !== undefined && samePlace(last, point)) ends += 1
  }
  return ends % 2 === 1
}

function isInside(point: XY, [shell, ...holes]: readonly (readonly XY[])[]): boolean {
  return shell !== undefined && inRing(point, shell) === 'inside' && holes.every((hole) => inRing(point, hole) === 'outside')
}

/** A point inside an area: the middle of the widest stretch of a line across it, between the heights of its corners. */
export function innerPoint(area: readonly (readonly XY[])[]): XY | undefined {
  const heights = [...new Set(area.flat().map(([, y]) => y))].sort((a, b) => a - b)
  const at = Math.max(1, Math.floor(heights.length / 2))
  const [below, above] = [heights[at - 1], heights[at]]
  if (below === undefined || above === undefined) return undefined
  const y = (below + above) / 2
  const crossings: number[] = []
  for (const ring of area)
    for (let i = 1; i < ring.length; i += 1) {
      const [a, b] = [ring[i - 1], ring[i]]
      if (a !== undefined && b !== undefined && a[1] > y !== b[1] > y) crossings.push(a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0]))
    }
  crossings.sort((a, b) => a - b)
  let widest: XY | undefined
  let width = 0
  for (let i = 1; i < crossings.length; i += 2) {
    const [west, east] = [crossings[i - 1] ?? 0, crossings[i] ?? 0]
    if (east - west > width) [width, widest] = [east - west, [(west + east) / 2, y]]
  }
  return widest
}
