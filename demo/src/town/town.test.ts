import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Building, PlanPoint, Point, Street } from './model.ts'
import { distance_m, elevation_m, inside } from './plan.ts'
import { footPaths } from './foot-paths.ts'
import { createTown } from './town.ts'

const town = createTown(1)

type Segment = readonly [Point, Point]
const segments = (line: readonly Point[]): Segment[] =>
  line.flatMap((b, i) => {
    const a = line[i - 1]
    return a === undefined ? [] : [[a, b] as Segment]
  })
const turn = (a: Point, b: Point, c: Point): number => Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))
const cross = ([a, b]: Segment, [c, d]: Segment): boolean => turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b)
const away = (p: Point, [a, b]: Segment): number => {
  const length2 = (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2
  const t = Math.min(1, Math.max(0, ((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / length2))
  return distance_m(p, [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])])
}
const box = (ring: readonly Point[]): readonly [number, number, number, number] => [
  Math.min(...ring.map((p) => p[0])),
  Math.min(...ring.map((p) => p[1])),
  Math.max(...ring.map((p) => p[0])),
  Math.max(...ring.map((p) => p[1])),
]
const apart = (a: ReturnType<typeof box>, b: ReturnType<typeof box>): boolean => a[2] < b[0] || b[2] < a[0] || a[3] < b[1] || b[3] < a[1]

const walkable = town.streets.filter((s) => s.class !== 'rail')
const overGround = town.streets.filter((s) => s.tags['layer'] === undefined)
const houses = town.buildings.map((b) => ({ b, box: box(b.ring), edges: segments(b.ring) }))

/** Streets as a graph: which junction reaches which. */
function parts(streets: readonly Street[]): (p: Point) => string {
  const parent = new Map<string, string>()
  const key = (p: Point): string => p.join(',')
  const root = (k: string): string => {
    let at = k
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up
    return at
  }
  for (const s of streets)
    for (const [a, b] of segments(s.line)) {
      for (const p of [a, b]) if (!parent.has(key(p))) parent.set(key(p), key(p))
      parent.set(root(key(a)), root(key(b)))
    }
  return (p) => root(key(p))
}

test('the town has the size of a small town', () => {
  assert.ok(town.buildings.length >= 900 && town.buildings.length <= 1500, `${town.buildings.length} buildings`)
  assert.ok(town.places.length >= 250, `${town.places.length} places`)
  assert.ok(town.furniture.filter((f) => f.tags['natural'] === 'tree').length > 800)
  assert.equal(
    new Set(town.streets.filter((s) => s.tags['bridge'] === 'yes' && s.class !== 'rail' && s.class !== 'footway').map((s) => s.names?.ja))
      .size,
    2,
    'two bridges over the river',
  )
})

test('no building stands in a street', () => {
  const bad: string[] = []
  for (const s of overGround)
    for (const piece of segments(s.line)) {
      const around = box(piece)
      for (const h of houses)
        if (!apart(around, h.box) && (h.edges.some((e) => cross(e, piece)) || inside(piece[0], h.b.ring)))
          bad.push(`${h.b.site ?? h.b.id} on ${s.names?.ja ?? s.class} at ${piece[0].join(' ')}`)
    }
  assert.deepEqual(bad, [])
})

test('no two buildings overlap', () => {
  const bad: string[] = []
  for (const [i, a] of houses.entries())
    for (const b of houses.slice(i + 1)) {
      if (apart(a.box, b.box)) continue
      if (a.edges.some((e) => b.edges.some((f) => cross(e, f))) || inside(a.b.centre, b.b.ring) || inside(b.b.centre, a.b.ring))
        bad.push(`${a.b.site ?? a.b.id} and ${b.b.site ?? b.b.id} at ${a.b.centre.join(' ')}`)
    }
  assert.deepEqual(bad, [])
})

test('every shop is in a building whose door is near a street', () => {
  const lines = walkable.flatMap((s) => segments(s.line))
  const near = (b: Building): number => Math.min(...lines.map((s) => away(b.door, s)))
  for (const p of town.places) {
    if (p.building === undefined) continue
    const b = town.buildings[p.building]
    assert.ok(b !== undefined && inside(p.at, b.ring), `${p.names.ja} is outside its building`)
    // castle keep, lighthouse and school stand back from the street on their own ground
    if (b.site === undefined) assert.ok(near(b) < 25, `${p.names.ja}: ${near(b)} m from a street`)
  }
  assert.ok(town.places.filter((p) => p.building !== undefined).length > 230)
})

test('one can walk from everywhere to everywhere', () => {
  const part = parts(walkable)
  const [first] = walkable
  assert.ok(first !== undefined && first.line[0] !== undefined)
  const home = part(first.line[0])
  assert.deepEqual(
    walkable.filter((s) => s.line.some((p) => part(p) !== home)).map((s) => `${s.names?.ja ?? s.class} at ${s.line[0]?.join(' ')}`),
    [],
  )
})

test('whoever cannot climb stairs has another way', () => {
  const steps = walkable.filter((s) => s.class === 'steps')
  const part = parts(walkable.filter((s) => s.class !== 'steps'))
  assert.ok(steps.length >= 4)
  for (const s of steps) {
    const [a, b] = [s.line[0], s.line.at(-1)]
    assert.ok(a !== undefined && b !== undefined)
    assert.equal(part(a), part(b), `no step-free way round ${s.names?.ja ?? 'stairs'} at ${a.join(' ')}`)
    assert.match(s.tags['step_count'] ?? '', /^\d+$/)
    assert.ok(['up', 'down'].includes(s.tags['incline'] ?? ''))
  }
})

test('stairs have steps of a human height, ramps a slope a wheelchair can climb', () => {
  const ends = (line: readonly PlanPoint[]): number => Math.abs(elevation_m(line.at(-1) ?? [0, 0]) - elevation_m(line[0] ?? [0, 0]))
  const length = (line: readonly PlanPoint[]): number => segments(line).reduce((sum, [a, b]) => sum + distance_m(a, b), 0)
  for (const p of footPaths()) {
    if (p.class === 'ramp')
      assert.ok(ends(p.line) / length(p.line) <= 0.08, `${p.names?.ja ?? 'ramp'}: ${ends(p.line)} m on ${length(p.line)} m`)
    if (p.class === 'steps' && p.tags['covered'] === undefined) {
      const rise_m = ends(p.line) / Number(p.tags['step_count'])
      assert.ok(rise_m > 0.12 && rise_m < 0.18, `${p.names?.ja ?? 'stairs'}: ${rise_m} m a step`)
    }
  }
})

test('the same seed draws the same town, another seed another', () => {
  assert.deepEqual(createTown(1), town)
  assert.notDeepEqual(createTown(2).buildings, town.buildings)
})

test('any seed finds room for every name', () => {
  for (let seed = 2; seed < 6; seed++) assert.equal(createTown(seed).places.length, town.places.length)
})
