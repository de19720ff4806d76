import type { Names, PlanPoint, StreetClass } from './model.ts'
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

/** A line of the plan as it is written in the tables: `'0,400 605,400'`, metres east and north of its corner. */
function lineOf(text: string): PlanPoint[] {
  return text.split(' ').map((point) => {
    const [u, v] = point.split(',').map(Number)
    if (u === undefined || v === undefined || !Number.isFinite(u) || !Number.isFinite(v)) throw new Error(`no point of the plan: ${point}`)
    return [u, v]
  })
}

/** Plans one street; `line` is drawn or written out, `name` is a key of `names/streets.ts`. */
export function street(
  kind: StreetClass,
  line: string | readonly PlanPoint[],
  name?: string,
  tags: Record<string, string> = {},
): PlannedStreet {
  const { width_m, tags: usual } = standard[kind]
  const names = name === undefined ? undefined : streetNames[name]
  if (name !== undefined && names === undefined) throw new Error(`no street is called ${name}`)
  return {
    class: kind,
    line: typeof line === 'string' ? lineOf(line) : line,
    width_m,
    ...(names === undefined ? {} : { names }),
    tags: { ...usual, ...tags },
  }
}

export const bridge = { bridge: 'yes', layer: '1' }
export const tunnel = { tunnel: 'yes', layer: '-1' }
