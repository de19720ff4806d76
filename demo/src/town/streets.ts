import type { PlanPoint, Street, StreetPoint } from './model.ts'
import { between, distance_m, onGround } from './plan.ts'
import type { PlannedStreet } from './street-plan.ts'

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
  line.flatMap((b, i) => {
    const a = line[i - 1]
    return a === undefined ? [] : [[a, b] as [PlanPoint, PlanPoint]]
  })

/** One segment as the plan points a street passes: its ends, its junctions, its extra stops. */
function stopsOf(
  segment: readonly [PlanPoint, PlanPoint],
  own: PlannedStreet,
  all: readonly PlannedStreet[],
  extra: readonly PlanPoint[],
): PlanPoint[] {
  const [a, b] = segment
  const stops = [a, b]
  for (const other of all) {
    if (other === own || layer(other) !== layer(own)) continue
    for (const s of segments(other.line)) {
      const m = meeting(segment, s)
      if (m !== undefined) stops.push(m)
    }
  }
  const length = distance_m(a, b)
  for (const e of extra) {
    const along = ((e[0] - a[0]) * (b[0] - a[0]) + (e[1] - a[1]) * (b[1] - a[1])) / (length * length)
    if (along > 0 && along < 1 && distance_m(e, between(a, b, along)) < 0.02) stops.push(e)
  }
  return stops
    .toSorted((p, q) => distance_m(a, p) - distance_m(a, q))
    .filter((p, i, list) => i === 0 || distance_m(p, list[i - 1] ?? p) > 0.03)
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
  for (const s of busy)
    for (const [a, b] of segments(s.line))
      for (const other of planned) {
        if (other === s || layer(other) !== '0') continue
        for (const seg of segments(other.line)) {
          const m = meeting([a, b], seg)
          if (m === undefined) continue
          if (other.class === 'rail') {
            add(m, { railway: 'level_crossing', 'crossing:barrier': 'full' })
            continue
          }
          if (other.class === 'service' || other.class === 'residential') continue
          const signals = s.class !== 'tertiary' && ['primary', 'secondary', 'pedestrian'].includes(other.class)
          const off = other.width_m / 2 + 3
          for (const way of [-1, 1]) {
            const length = distance_m(a, b)
            const along = distance_m(a, m) + way * off
            if (along < 12 || along > length - 12) continue
            const at = between(a, b, along / length)
            const rounded: PlanPoint = [round(at[0]), round(at[1])]
            add(
              rounded,
              signals
                ? {
                    highway: 'crossing',
                    crossing: 'traffic_signals',
                    'traffic_signals:sound': 'yes',
                    tactile_paving: 'yes',
                    kerb: 'lowered',
                  }
                : { highway: 'crossing', crossing: 'uncontrolled', 'crossing:markings': 'zebra', kerb: 'lowered' },
            )
          }
        }
      }
  return out
}
