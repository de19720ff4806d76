/**
 * The layers of the base map: one table for the mapping, TileJSON, the map style and the README.
 *
 * Polygons, lines and points each have their own layer, so that a style never needs a geometry filter. A boolean field is
 * there only where it is true; any field is absent where the source does not say. Names of areas are in `label`.
 */

export type FieldKind = 'String' | 'Number' | 'Boolean'
export type LayerGeometry = 'point' | 'line' | 'polygon'

export interface LayerSchema {
  readonly geometry: LayerGeometry
  readonly description: string
  /** First zoom at which anything of the layer may be seen. */
  readonly minzoom: number
  readonly fields: Readonly<Record<string, FieldKind>>
}

/** Names per language; `name` is what signs in the town say. Absent where the source has none. */
export const nameFields = {
  name: 'String',
  'name:en': 'String',
  'name:zh-Hans': 'String',
  'name:ko': 'String',
  'name:ja-Hira': 'String',
} as const

const named = nameFields
/** Above or below the ground: bridge, tunnel, and OSM's `layer` (−5 to 5) where it is not 0. */
const level = { bridge: 'Boolean', tunnel: 'Boolean', layer: 'Number' } as const

export const baseLayers = {
  landuse: {
    geometry: 'polygon',
    description:
      'Ground by kind: residential, commercial, industrial, railway, education, hospital, religious, cemetery, farmland, forest, grass, park, garden, playground, pitch, sports, sand, wetland, rock, construction, military',
    minzoom: 10,
    fields: { kind: 'String' },
  },
  water: {
    geometry: 'polygon',
    description: 'Water: sea, lake, pond, river, harbour, reservoir, basin, pool, water',
    minzoom: 10,
    fields: { kind: 'String', intermittent: 'Boolean' },
  },
  waterway: {
    geometry: 'line',
    description: 'Water as lines: river, canal, stream, ditch',
    minzoom: 10,
    fields: { kind: 'String', intermittent: 'Boolean', tunnel: 'Boolean', ...named },
  },
  area: {
    geometry: 'polygon',
    description: 'Built surfaces: pedestrian, footway, road, steps, platform, pier, breakwater, parking, bridge',
    minzoom: 13,
    fields: { kind: 'String', covered: 'Boolean', ...level },
  },
  building: {
    geometry: 'polygon',
    description:
      'Buildings. kind: house, apartments, retail, office, industrial, public, religious, castle, station, roof (open below: arcades and shelters), greenhouse, building',
    minzoom: 13,
    fields: { kind: 'String', height_m: 'Number', min_height_m: 'Number', levels: 'Number', underground: 'Boolean' },
  },
  street: {
    geometry: 'line',
    description:
      'Streets by use: motorway, trunk, primary, secondary, tertiary, residential, living, service, pedestrian, footway, steps, ramp, cycleway, path, track, corridor, construction',
    minzoom: 10,
    fields: {
      use: 'String',
      covered: 'Boolean',
      arcade: 'Boolean',
      ...level,
      link: 'Boolean',
      oneway: 'Boolean',
      surface: 'String',
      ref: 'String',
      sidewalk: 'String',
      crossing: 'Boolean',
      wheelchair: 'String',
      incline: 'String',
      step_count: 'Number',
      handrail: 'Boolean',
      conveying: 'Boolean',
      indoor: 'Boolean',
      private: 'Boolean',
      ...named,
    },
  },
  rail: {
    geometry: 'line',
    description: 'Tracks: rail, subway, light-rail, tram, monorail, funicular, cable-car, construction, disused',
    minzoom: 10,
    fields: { kind: 'String', service: 'Boolean', ...level, ...named },
  },
  barrier: {
    geometry: 'line',
    description:
      'Walls and edges: wall, fence, hedge, retaining-wall, city-wall, guard-rail, cliff, embankment, pier, breakwater, coastline',
    minzoom: 10,
    fields: { kind: 'String' },
  },
  tree: {
    geometry: 'point',
    description: 'Single trees: leaf is broadleaved, needleleaved or absent',
    minzoom: 15,
    fields: { leaf: 'String', height_m: 'Number', crown_m: 'Number' },
  },
  tree_row: { geometry: 'line', description: 'Rows of trees', minzoom: 15, fields: { leaf: 'String' } },
  detail: {
    geometry: 'point',
    description: 'Small things on the way: entrance, subway-entrance, bollard, gate, torii, elevator, crossing, traffic-signals',
    minzoom: 16,
    fields: { kind: 'String', ref: 'String', ...named },
  },
  label: {
    geometry: 'point',
    description:
      'Names to write: city, town, village, suburb, quarter, neighbourhood, locality, island, peak, sea, water, park, garden, forest, cemetery, station, subway-station, tram-stop, ferry, castle, shrine, temple, church, hospital, school, university, square, bridge, building. rank orders them, 1 first',
    minzoom: 10,
    fields: { kind: 'String', rank: 'Number', elevation_m: 'Number', ...named },
  },
} as const satisfies Record<string, LayerSchema>

export type BaseLayerName = keyof typeof baseLayers
