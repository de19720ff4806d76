import type { Tags } from '@machinaka/formats'
import type { MvtValue } from '@machinaka/geo'
import type { BaseLayerName } from './base-layers.ts'
import { isSet, levelOf, namesOf, saying } from './base-feature.ts'

/** What a line is, or undefined when the base map does not draw it. */
export interface LineMapping {
  readonly layer: BaseLayerName
  readonly properties: Readonly<Record<string, MvtValue>>
  readonly minZoom: number
}

/** Streets by OSM `highway`: how we call the use, and the first zoom. Links follow their street (`motorway_link`). */
const streets: Readonly<Record<string, readonly [use: string, minZoom: number]>> = {
  motorway: ['motorway', 10],
  trunk: ['trunk', 10],
  primary: ['primary', 10],
  secondary: ['secondary', 11],
  tertiary: ['tertiary', 12],
  unclassified: ['residential', 13],
  residential: ['residential', 13],
  road: ['residential', 13],
  living_street: ['living', 13],
  pedestrian: ['pedestrian', 13],
  service: ['service', 14],
  busway: ['service', 14],
  track: ['track', 14],
  footway: ['footway', 14],
  path: ['path', 14],
  bridleway: ['path', 14],
  steps: ['steps', 14],
  cycleway: ['cycleway', 14],
  corridor: ['corridor', 15],
  construction: ['construction', 14],
}

const forCars = new Set(['motorway', 'trunk', 'primary', 'secondary', 'tertiary', 'residential', 'living', 'service'])
const unpaved = new Set([
  'unpaved',
  'gravel',
  'fine_gravel',
  'dirt',
  'earth',
  'ground',
  'grass',
  'sand',
  'mud',
  'compacted',
  'pebblestone',
  'woodchips',
])

const rails: Readonly<Record<string, readonly [kind: string, minZoom: number]>> = {
  rail: ['rail', 10],
  narrow_gauge: ['rail', 10],
  preserved: ['rail', 11],
  light_rail: ['light-rail', 11],
  monorail: ['monorail', 11],
  subway: ['subway', 12],
  tram: ['tram', 12],
  funicular: ['funicular', 12],
  construction: ['construction', 13],
  disused: ['disused', 14],
}
const ropeways = new Set(['cable_car', 'gondola', 'mixed_lift', 'chair_lift'])

const waterways: Readonly<Record<string, readonly [kind: string, minZoom: number]>> = {
  river: ['river', 10],
  canal: ['canal', 12],
  stream: ['stream', 13],
  ditch: ['ditch', 15],
  drain: ['ditch', 15],
}

const barriers: Readonly<Record<string, readonly [kind: string, minZoom: number]>> = {
  city_wall: ['city-wall', 14],
  wall: ['wall', 16],
  retaining_wall: ['retaining-wall', 15],
  fence: ['fence', 16],
  hedge: ['hedge', 16],
  guard_rail: ['guard-rail', 16],
}

/** Maps the tags of a line. */
export function mapLine(tags: Tags): LineMapping | undefined {
  return mapStreet(tags) ?? mapRail(tags) ?? mapWaterway(tags) ?? mapEdge(tags)
}

function mapStreet(tags: Tags): LineMapping | undefined {
  const highway = tags['highway'] ?? ''
  const link = highway.endsWith('_link')
  const found = streets[link ? highway.slice(0, -5) : highway]
  if (found === undefined) return undefined
  const [first, minZoom] = found
  const use = refinedUse(first, tags)
  const roofed = isArcade(tags, use)
  const walks = !forCars.has(use)
  const properties = saying({
    use,
    covered: roofed || isSet(tags['covered']) || tags['tunnel'] === 'building_passage',
    arcade: roofed,
    ...levelOf(tags),
    link,
    oneway: forCars.has(use) && (tags['oneway'] === 'yes' || tags['oneway'] === '-1'),
    surface: unpaved.has(tags['surface'] ?? '') ? 'unpaved' : undefined,
    ref: minZoom <= 11 ? tags['ref'] : undefined,
    sidewalk: walks ? undefined : sidewalkOf(tags),
    crossing: tags['footway'] === 'crossing' || tags['cycleway'] === 'crossing',
    wheelchair: walks ? tags['wheelchair'] : undefined,
    incline: walks ? tags['incline'] : undefined,
    step_count: use === 'steps' ? stepsOf(tags) : undefined,
    handrail: use === 'steps' && isHandrail(tags),
    conveying: isSet(tags['conveying']),
    indoor: tags['indoor'] === 'yes' || highway === 'corridor',
    private: /^(private|no)$/.test(tags['foot'] ?? tags['access'] ?? ''),
    ...namesOf(tags),
  })
  return {
    layer: 'street',
    properties,
    minZoom: tags['footway'] === 'sidewalk' || tags['service'] !== undefined ? Math.max(15, minZoom) : minZoom,
  }
}

/** A path signed for bicycles or walkers is theirs; a footway with a slope that wheelchairs may use is a ramp. */
function refinedUse(use: string, tags: Tags): string {
  if (use === 'path' && tags['bicycle'] === 'designated' && tags['foot'] !== 'designated') return 'cycleway'
  const walk = use === 'path' && (tags['foot'] === 'designated' || isSet(tags['footway'])) ? 'footway' : use
  return (walk === 'footway' || walk === 'path') &&
    (isSet(tags['ramp']) || (isSloped(tags['incline']) && /^(yes|limited|designated)$/.test(tags['wheelchair'] ?? '')))
    ? 'ramp'
    : walk
}

const isSloped = (incline: string | undefined): boolean =>
  incline === 'up' || incline === 'down' || Math.abs(Number.parseFloat(incline ?? '0')) >= 3

/** A roof over a shopping street: said outright, or a covered street for walkers in the open air. */
const isArcade = (tags: Tags, use: string): boolean =>
  tags['covered'] === 'arcade' || isSet(tags['arcade']) || (use === 'pedestrian' && tags['covered'] === 'yes' && tags['indoor'] !== 'yes')

function sidewalkOf(tags: Tags): string | undefined {
  const left = tags['sidewalk:both'] ?? tags['sidewalk:left']
  const right = tags['sidewalk:both'] ?? tags['sidewalk:right']
  const said =
    tags['sidewalk'] ??
    (left === undefined && right === undefined ? undefined : isSet(left) ? (isSet(right) ? 'both' : 'left') : isSet(right) ? 'right' : 'no')
  return said === 'none' ? 'no' : said
}

const stepsOf = (tags: Tags): number | undefined => {
  const n = Number(tags['step_count'] ?? NaN)
  return Number.isInteger(n) && n > 0 && n < 10_000 ? n : undefined
}

const isHandrail = (tags: Tags): boolean =>
  ['handrail', 'handrail:left', 'handrail:right', 'handrail:center'].some((key) => isSet(tags[key]))

function mapRail(tags: Tags): LineMapping | undefined {
  const aerial = ropeways.has(tags['aerialway'] ?? '')
  const found = aerial ? (['cable-car', 13] as const) : rails[tags['railway'] ?? '']
  if (found === undefined) return undefined
  const service = isSet(tags['service'])
  return {
    layer: 'rail',
    properties: saying({ kind: found[0], service, ...levelOf(tags), ...namesOf(tags) }),
    minZoom: service ? 14 : found[1],
  }
}

function mapWaterway(tags: Tags): LineMapping | undefined {
  const found = waterways[tags['waterway'] ?? '']
  if (found === undefined) return undefined
  return {
    layer: 'waterway',
    properties: saying({
      kind: found[0],
      intermittent: tags['intermittent'] === 'yes',
      tunnel: isSet(tags['tunnel']) || isSet(tags['covered']),
      ...namesOf(tags),
    }),
    minZoom: found[1],
  }
}

function mapEdge(tags: Tags): LineMapping | undefined {
  if (tags['natural'] === 'tree_row') return { layer: 'tree_row', properties: saying({ leaf: leafOf(tags) }), minZoom: 15 }
  const edge: readonly [kind: string, minZoom: number] | undefined =
    tags['natural'] === 'coastline'
      ? ['coastline', 10]
      : tags['natural'] === 'cliff'
        ? ['cliff', 14]
        : tags['man_made'] === 'embankment' || tags['man_made'] === 'dyke'
          ? ['embankment', 15]
          : tags['man_made'] === 'pier'
            ? ['pier', 13]
            : tags['man_made'] === 'breakwater' || tags['man_made'] === 'groyne'
              ? ['breakwater', 13]
              : barriers[tags['barrier'] ?? '']
  return edge === undefined ? undefined : { layer: 'barrier', properties: { kind: edge[0] }, minZoom: edge[1] }
}

export const leafOf = (tags: Tags): string | undefined =>
  tags['leaf_type'] === 'broadleaved' || tags['leaf_type'] === 'needleleaved' ? tags['leaf_type'] : undefined
