import type { Names, PlanPoint, Street, StreetClass, StreetPoint } from './model.ts'
import { between, distance_m, onGround } from './plan.ts'
import { streetNames } from '../names/streets.ts'

/** A street on the drawing board, before it is cut at its junctions. */
export interface PlannedStreet {
  readonly class: StreetClass
  readonly line: readonly PlanPoint[]
  readonly width_m: number
  readonly names?: Names
  readonly tags: Readonly<Record<string, string>>
}

const standard: Record<StreetClass, { readonly width_m: number; readonly tags: Record<string, string> }> = {
  primary: { width_m: 17, tags: { lanes: '2', sidewalk: 'both', surface: 'asphalt', lit: 'yes', maxspeed: '40', width: '9' } },
  secondary: { width_m: 14, tags: { lanes: '2', sidewalk: 'both', surface: 'asphalt', lit: 'yes', maxspeed: '40', width: '7.5' } },
  tertiary: { width_m: 11, tags: { lanes: '2', sidewalk: 'right', surface: 'asphalt', lit: 'yes', maxspeed: '30', width: '6.5' } },
  residential: { width_m: 7.5, tags: { sidewalk: 'no', surface: 'asphalt', lit: 'yes', width: '5' } },
  service: { width_m: 5.5, tags: { sidewalk: 'no', surface: 'asphalt', width: '3.5' } },
  pedestrian: { width_m: 9, tags: { surface: 'paving_stones', lit: 'yes', wheelchair: 'yes' } },
  footway: { width_m: 4, tags: { surface: 'paved' } },
  ramp: { width_m: 4, tags: { surface: 'paved', ramp: 'yes', 'ramp:wheelchair': 'yes', wheelchair: 'yes', handrail: 'yes', width: '2' } },
  steps: { width_m: 4, tags: { surface: 'stone', wheelchair: 'no' } },
  rail: { width_m: 6, tags: {} },
}

/** Plans one street; `name` is a key of `names/streets.ts`. */
export function street(kind: StreetClass, line: readonly PlanPoint[], name?: string, tags: Record<string, string> = {}): PlannedStreet {
  const { width_m, tags: usual } = standard[kind]
  const names = name === undefined ? undefined : streetNames[name]
  if (name !== undefined && names === undefined) throw new Error(`no street is called ${name}`)
  return { class: kind, line, width_m, ...(names === undefined ? {} : { names }), tags: { ...usual, ...tags } }
}

const bridge = { bridge: 'yes', layer: '1' }
const tunnel = { tunnel: 'yes', layer: '-1' }

/** The streets everybody knows: they frame the blocks (`blocks.ts` adds the lanes inside). */
export const mainStreets = (): PlannedStreet[] => [
  street('secondary', [[0, 400], [605, 400]], 'kaigan', { 'cycleway': 'lane' }),
  street('secondary', [[684, 400], [1500, 400]], 'minato', {}),
  street('primary', [[0, 540], [605, 540]], 'hon'),
  street('primary', [[605, 540], [684, 540]], 'minato-bridge', bridge),
  street('primary', [[684, 540], [1500, 540]], 'hon'),
  street('residential', [[0, 770], [250, 770]], 'shironishi'),
  street('secondary', [[490, 770], [605, 770]], 'shiromi'),
  street('secondary', [[605, 770], [684, 770]], 'shiromi-bridge', bridge),
  street('secondary', [[684, 770], [1240, 770]], 'shiromi'),
  street('tertiary', [[0, 985], [605, 985]], 'tetsudo'),
  street('tertiary', [[684, 985], [1500, 985]], 'ekimae-yoko'),
  street('tertiary', [[0, 1085], [605, 1085]], 'kitaguchi'),
  street('tertiary', [[684, 1085], [1500, 1085]], 'kitaguchi'),
  street('tertiary', [[0, 1300], [605, 1300]], 'yamate'),
  street('tertiary', [[684, 1300], [1500, 1300]], 'yamate'),
  street('residential', [[250, 1462], [605, 1462]]),
  street('residential', [[684, 1462], [1120, 1462]]),
  street('tertiary', [[250, 400], [250, 1462]], 'nishi'),
  street('residential', [[490, 540], [490, 985]], 'horibata'),
  street('tertiary', [[605, 400], [605, 985]], 'kawanishi'),
  street('tertiary', [[605, 1085], [605, 1462]], 'kawanishi'),
  street('tertiary', [[684, 400], [684, 985]], 'kawahigashi'),
  street('tertiary', [[684, 1085], [684, 1462]], 'kawahigashi'),
  street('secondary', [[800, 400], [800, 985]], 'yakuba'),
  street('secondary', [[800, 985], [800, 1085]], 'yakuba', tunnel),
  street('secondary', [[800, 1085], [800, 1300]], 'yakuba'),
  street('residential', [[960, 400], [960, 540]], 'ichiba'),
  street('pedestrian', [[960, 540], [960, 770]], 'ginza', { covered: 'yes', arcade: 'yes', indoor: 'no', bicycle: 'dismount' }),
  street('pedestrian', [[960, 770], [960, 900]], 'ginza', { covered: 'yes', arcade: 'yes', indoor: 'no', bicycle: 'dismount' }),
  street('pedestrian', [[960, 900], [960, 985]], 'station-square'),
  street('service', [[925, 985], [925, 915], [995, 915], [995, 985]], undefined, { bus: 'yes', oneway: 'yes' }),
  street('secondary', [[1120, 400], [1120, 1462]], 'oodori'),
  street('residential', [[1240, 400], [1240, 985]], 'miyamae'),
  street('residential', [[1240, 1085], [1240, 1300]]),
  street('residential', [[250, 650], [490, 650]], 'horibata-minami'),
  street('residential', [[250, 880], [490, 880]], 'horibata-kita'),
  street('residential', [[684, 650], [800, 650]]),
  street('residential', [[1240, 880], [1500, 880]], 'yamashita'),
  street('residential', [[430, 1085], [430, 1300]], 'gakko'),
]

/** Paths for people on foot: castle, shore, harbour, station, and the hill with its stairs and its ramp. */
export const footPaths = (): PlannedStreet[] => [
  ...castlePaths(),
  ...hillPaths(),
  ...stationPaths(),
  // the shore and the harbour
  street('footway', [[20, 372], [250, 372], [420, 372], [560, 372]], 'shore', { lit: 'yes', wheelchair: 'yes' }),
  ...[60, 180, 330, 480].map((u) => street('footway', [[u, 400], [u, 372]])),
  street('footway', [[330, 372], [330, 322]], undefined, { surface: 'wood', wheelchair: 'limited' }),
  street('footway', [[690, 400], [690, 318], [893, 318], [1170, 318], [1400, 318], [1400, 400]], 'harbour-walk', { lit: 'yes', wheelchair: 'yes' }),
  street('pedestrian', [[893, 400], [893, 318], [893, 190]], 'pier'),
  street('service', [[1040, 400], [1040, 318]], undefined, { service: 'driveway' }),
  street('service', [[1170, 400], [1170, 318], [1170, 205]], undefined, { service: 'driveway' }),
  street('footway', [[1120, 1380], [1250, 1402], [1376, 1362], [1400, 1300]], 'wood-trail', { surface: 'ground' }),
  street('footway', [[748, 650], [748, 770]], undefined, { lit: 'yes', wheelchair: 'yes' }),
]

const castlePaths = (): PlannedStreet[] => [
  street('footway', [[490, 770], [466, 770], [436, 770]], 'otemon', { wheelchair: 'yes', surface: 'compacted', lit: 'yes' }),
  street('footway', [[436, 770], [415, 805], [385, 822], [330, 812], [304, 770], [326, 724], [372, 706], [415, 728], [436, 770]], undefined, { wheelchair: 'limited', surface: 'compacted' }),
  street('steps', [[304, 770], [338, 768]], undefined, { step_count: '26', incline: 'up', handrail: 'left' }),
  street('ramp', [[372, 706], [356, 732], [338, 768]], undefined, { incline: '6%' }),
  street('footway', [[338, 768], [350, 768]], undefined, { wheelchair: 'yes', surface: 'gravel' }),
]

const hillPaths = (): PlannedStreet[] => [
  street('footway', [[1240, 706], [1268, 706]], 'sando', { lit: 'yes', wheelchair: 'yes' }),
  street('steps', [[1268, 706], [1322, 706]], 'shrine-steps', { step_count: '108', incline: 'up', handrail: 'both', lit: 'yes', tactile_paving: 'no' }),
  street('footway', [[1322, 706], [1352, 706]], undefined, { surface: 'gravel', wheelchair: 'limited' }),
  street('ramp', [[1290, 880], [1292, 840], [1420, 828], [1432, 800], [1300, 786], [1296, 764], [1400, 752], [1352, 706]], 'shrine-ramp', { incline: '5%', lit: 'yes' }),
  street('footway', [[1352, 706], [1380, 664], [1404, 640]], 'viewpoint-path', { wheelchair: 'yes' }),
  street('steps', [[1404, 640], [1404, 584]], undefined, { step_count: '104', incline: 'down', handrail: 'right' }),
  street('footway', [[1404, 584], [1404, 540]], undefined, {}),
]

/** Where the lifts of the free passage stand, between the ground and the deck. */
const lifts: readonly { readonly ground: PlanPoint; readonly at: PlanPoint; readonly deck: PlanPoint }[] = [
  { ground: [1012, 996], at: [1019, 1007], deck: [1012, 1018] },
  { ground: [1012, 1078], at: [1019, 1071], deck: [1012, 1064] },
]

/** Lifts as points on their path. */
export const liftPoints = (): StreetPoint[] => lifts.map(({ at }) => ({ at: onGround(at), tags: { highway: 'elevator', level: '0;1', wheelchair: 'yes' } }))

/** The free passage over the tracks: stairs and a lift at both ends. */
const stationPaths = (): PlannedStreet[] => [
  street('footway', [[1012, 985], [1012, 996]], undefined, { wheelchair: 'yes', lit: 'yes' }),
  street('steps', [[1012, 996], [1012, 1018]], undefined, { step_count: '34', incline: 'up', handrail: 'both', covered: 'yes', lit: 'yes', tactile_paving: 'yes' }),
  street('footway', [[1012, 1018], [1012, 1064]], 'free-passage', { ...bridge, covered: 'yes', wheelchair: 'yes', lit: 'yes' }),
  street('steps', [[1012, 1064], [1012, 1078]], undefined, { step_count: '34', incline: 'down', handrail: 'both', covered: 'yes', lit: 'yes', tactile_paving: 'yes' }),
  street('footway', [[1012, 1078], [1012, 1085]], undefined, { wheelchair: 'yes', lit: 'yes' }),
  ...lifts.map(({ ground, at, deck }) => street('footway', [ground, at, deck], undefined, { wheelchair: 'yes', lit: 'yes', covered: 'yes', level: '0;1' })),
]

/** The railway and its platforms. */
export const railway = (): PlannedStreet[] => [1036, 1043].flatMap((v) => [
  street('rail', [[0, v], [596, v]], 'rail'),
  street('rail', [[596, v], [694, v]], 'rail', bridge),
  street('rail', [[694, v], [1500, v]], 'rail'),
])

const layer = (s: PlannedStreet): string => s.tags['layer'] ?? '0'
const round = (x: number): number => Math.round(x * 100) / 100

/** Where two segments of the plan meet, to the centimetre, or undefined. */
function meeting([a, b]: readonly [PlanPoint, PlanPoint], [c, d]: readonly [PlanPoint, PlanPoint]): PlanPoint | undefined {
  const r = [b[0] - a[0], b[1] - a[1]] as const
  const s = [d[0] - c[0], d[1] - c[1]] as const
  const cross = r[0] * s[1] - r[1] * s[0]
  if (Math.abs(cross) < 1e-9) return undefined
  const t = ((c[0] - a[0]) * s[1] - (c[1] - a[1]) * s[0]) / cross
  const w = ((c[0] - a[0]) * r[1] - (c[1] - a[1]) * r[0]) / cross
  const slack = 1e-4
  if (t < -slack || t > 1 + slack || w < -slack || w > 1 + slack) return undefined
  return [round(a[0] + t * r[0]), round(a[1] + t * r[1])]
}

const segments = (line: readonly PlanPoint[]): [PlanPoint, PlanPoint][] =>
  line.flatMap((b, i) => { const a = line[i - 1]; return a === undefined ? [] : [[a, b] as [PlanPoint, PlanPoint]] })

/** One segment as the plan points a street passes: its ends, its junctions, its extra stops. */
function stopsOf(segment: readonly [PlanPoint, PlanPoint], own: PlannedStreet, all: readonly PlannedStreet[], extra: readonly PlanPoint[]): PlanPoint[] {
  const [a, b] = segment
  const stops = [a, b]
  for (const other of all) {
    if (other === own || layer(other) !== layer(own)) continue
    for (const s of segments(other.line)) { const m = meeting(segment, s); if (m !== undefined) stops.push(m) }
  }
  const length = distance_m(a, b)
  for (const e of extra) {
    const along = ((e[0] - a[0]) * (b[0] - a[0]) + (e[1] - a[1]) * (b[1] - a[1])) / (length * length)
    if (along > 0 && along < 1 && distance_m(e, between(a, b, along)) < 0.02) stops.push(e)
  }
  return stops.toSorted((p, q) => distance_m(a, p) - distance_m(a, q)).filter((p, i, list) => i === 0 || distance_m(p, list[i - 1] ?? p) > 0.03)
}

/**
 * Cuts planned streets at every place where they meet on the same level and draws them on the ground, so that
 * streets that meet share a vertex. `extra` are plan points that must become vertices (crossings).
 */
export function drawStreets(planned: readonly PlannedStreet[], extra: readonly PlanPoint[]): Street[] {
  return planned.map((own, id) => {
    const line = segments(own.line).flatMap((segment, i) => {
      const stops = stopsOf(segment, own, planned, extra)
      const fine = stops.flatMap((p, k) => {
        const last = stops[k - 1]
        if (last === undefined) return [p]
        const parts = Math.max(1, Math.ceil(distance_m(last, p) / 20))
        return [...Array.from({ length: parts - 1 }, (_, n) => between(last, p, (n + 1) / parts)), p]
      })
      return (i === 0 ? fine : fine.slice(1)).map(onGround)
    })
    return { id, class: own.class, line, width_m: own.width_m, tags: own.tags, ...(own.names === undefined ? {} : { names: own.names }) }
  })
}

/** Crossings on the main streets near their junctions, and gates where the railway is crossed on the level. */
export function crossings(planned: readonly PlannedStreet[]): { readonly at: PlanPoint; readonly point: StreetPoint }[] {
  const busy = planned.filter((s) => ['primary', 'secondary', 'tertiary'].includes(s.class) && layer(s) === '0')
  const out: { at: PlanPoint; point: StreetPoint }[] = []
  const add = (at: PlanPoint, tags: Record<string, string>): void => {
    if (out.every((o) => distance_m(o.at, at) > 5)) out.push({ at, point: { at: onGround(at), tags } })
  }
  for (const s of busy) for (const [a, b] of segments(s.line)) for (const other of planned) {
    if (other === s || layer(other) !== '0') continue
    for (const seg of segments(other.line)) {
      const m = meeting([a, b], seg)
      if (m === undefined) continue
      if (other.class === 'rail') { add(m, { railway: 'level_crossing', 'crossing:barrier': 'full' }); continue }
      if (other.class === 'service' || other.class === 'residential') continue
      const signals = s.class !== 'tertiary' && ['primary', 'secondary', 'pedestrian'].includes(other.class)
      const off = other.width_m / 2 + 3
      for (const way of [-1, 1]) {
        const length = distance_m(a, b)
        const along = distance_m(a, m) + way * off
        if (along < 12 || along > length - 12) continue
        const at = between(a, b, along / length)
        const rounded: PlanPoint = [round(at[0]), round(at[1])]
        add(rounded, signals ? { highway: 'crossing', crossing: 'traffic_signals', 'traffic_signals:sound': 'yes', tactile_paving: 'yes', kerb: 'lowered' } : { highway: 'crossing', crossing: 'uncontrolled', 'crossing:markings': 'zebra', kerb: 'lowered' })
      }
    }
  }
  return out
}
