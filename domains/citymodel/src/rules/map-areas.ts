import type { Tags } from '@machinaka/formats'
import type { BaseLayerName } from './base-layers.ts'
import { isSet, levelOf, metresOf, saying, zoomForArea, type LonLatPolygon } from './base-feature.ts'
import type { MvtValue } from '@machinaka/geo'

/** What a polygon is, or undefined when the base map does not draw it. */
export interface AreaMapping {
  readonly layer: BaseLayerName
  readonly properties: Readonly<Record<string, MvtValue>>
  readonly minZoom: number
}

type Kinds = Readonly<Record<string, string>>

/** Ground by OSM key, in the order in which keys are asked: the more telling first. */
const ground: readonly (readonly [key: string, kinds: Kinds])[] = [
  [
    'leisure',
    {
      park: 'park',
      dog_park: 'park',
      common: 'park',
      nature_reserve: 'park',
      garden: 'garden',
      playground: 'playground',
      pitch: 'pitch',
      track: 'pitch',
      golf_course: 'sports',
      sports_centre: 'sports',
      stadium: 'sports',
      miniature_golf: 'sports',
    },
  ],
  [
    'natural',
    {
      wood: 'forest',
      scrub: 'forest',
      heath: 'grass',
      grassland: 'grass',
      fell: 'grass',
      sand: 'sand',
      beach: 'sand',
      shoal: 'sand',
      dune: 'sand',
      bare_rock: 'rock',
      scree: 'rock',
      shingle: 'rock',
      rock: 'rock',
      wetland: 'wetland',
      mud: 'wetland',
    },
  ],
  [
    'amenity',
    {
      school: 'education',
      university: 'education',
      college: 'education',
      kindergarten: 'education',
      hospital: 'hospital',
      clinic: 'hospital',
      grave_yard: 'cemetery',
      place_of_worship: 'religious',
    },
  ],
  ['tourism', { theme_park: 'park', zoo: 'park', camp_site: 'park' }],
  [
    'landuse',
    {
      residential: 'residential',
      commercial: 'commercial',
      retail: 'commercial',
      industrial: 'industrial',
      port: 'industrial',
      depot: 'industrial',
      garages: 'industrial',
      railway: 'railway',
      education: 'education',
      religious: 'religious',
      cemetery: 'cemetery',
      military: 'military',
      farmland: 'farmland',
      farmyard: 'farmland',
      orchard: 'farmland',
      vineyard: 'farmland',
      allotments: 'farmland',
      plant_nursery: 'farmland',
      paddy: 'farmland',
      greenhouse_horticulture: 'farmland',
      forest: 'forest',
      grass: 'grass',
      meadow: 'grass',
      village_green: 'grass',
      greenfield: 'grass',
      flowerbed: 'garden',
      recreation_ground: 'park',
      construction: 'construction',
      brownfield: 'construction',
      quarry: 'rock',
      landfill: 'construction',
    },
  ],
]

const waterKinds: Kinds = {
  sea: 'sea',
  bay: 'sea',
  lake: 'lake',
  pond: 'pond',
  river: 'river',
  canal: 'river',
  stream: 'river',
  moat: 'pond',
  lagoon: 'lake',
  oxbow: 'lake',
  reservoir: 'reservoir',
  basin: 'basin',
  harbour: 'harbour',
  fishpond: 'pond',
  reflecting_pool: 'pool',
  fountain: 'pool',
}

const highwayAreas: Kinds = {
  pedestrian: 'pedestrian',
  footway: 'footway',
  path: 'footway',
  corridor: 'footway',
  steps: 'steps',
  platform: 'platform',
  service: 'road',
  residential: 'road',
  unclassified: 'road',
  living_street: 'road',
}

/** Metres of one storey where only `building:levels` is known. */
export const storey_m = 3.2

const buildingKinds: Kinds = {
  house: 'house',
  detached: 'house',
  semidetached_house: 'house',
  terrace: 'house',
  bungalow: 'house',
  hut: 'house',
  cabin: 'house',
  farm: 'house',
  shed: 'house',
  apartments: 'apartments',
  residential: 'apartments',
  dormitory: 'apartments',
  retail: 'retail',
  supermarket: 'retail',
  kiosk: 'retail',
  shop: 'retail',
  mall: 'retail',
  office: 'office',
  commercial: 'office',
  hotel: 'office',
  industrial: 'industrial',
  warehouse: 'industrial',
  factory: 'industrial',
  manufacture: 'industrial',
  hangar: 'industrial',
  storage_tank: 'industrial',
  public: 'public',
  civic: 'public',
  government: 'public',
  school: 'public',
  university: 'public',
  college: 'public',
  kindergarten: 'public',
  hospital: 'public',
  fire_station: 'public',
  townhall: 'public',
  museum: 'public',
  library: 'public',
  temple: 'religious',
  shrine: 'religious',
  church: 'religious',
  cathedral: 'religious',
  chapel: 'religious',
  mosque: 'religious',
  religious: 'religious',
  monastery: 'religious',
  castle: 'castle',
  train_station: 'station',
  transportation: 'station',
  roof: 'roof',
  canopy: 'roof',
  carport: 'roof',
  greenhouse: 'greenhouse',
}

/** What a building holds, where its own tag only says that it is one. */
const buildingByUse: readonly (readonly [key: string, pattern: RegExp, kind: string])[] = [
  ['historic', /^castle$/, 'castle'],
  ['railway', /^station$/, 'station'],
  ['amenity', /^place_of_worship$/, 'religious'],
  [
    'amenity',
    /^(school|university|college|kindergarten|hospital|clinic|townhall|library|police|fire_station|community_centre|courthouse|post_office|theatre|arts_centre)$/,
    'public',
  ],
  ['tourism', /^(museum|gallery)$/, 'public'],
  ['tourism', /^(hotel|hostel|guest_house)$/, 'office'],
  ['shop', /./, 'retail'],
  ['office', /./, 'office'],
]

/** Maps the tags of a polygon. Buildings come first: a school building is a building, its grounds are ground. */
export function mapArea(tags: Tags, polygons: readonly LonLatPolygon[]): AreaMapping | undefined {
  return mapBuilding(tags, polygons) ?? mapWater(tags, polygons) ?? mapSurface(tags, polygons) ?? mapGround(tags, polygons)
}

function mapBuilding(tags: Tags, polygons: readonly LonLatPolygon[]): AreaMapping | undefined {
  const building = tags['building']
  if (building === undefined || !isSet(building) || building === 'construction') return undefined
  const byUse = buildingByUse.find(([key, pattern]) => pattern.test(tags[key] ?? ''))?.[2]
  const levels = positive(tags['building:levels'])
  const height = metresOf(tags['height'] ?? tags['building:height'])
  const lowest = metresOf(tags['min_height']) ?? (positive(tags['building:min_level']) ?? 0) * storey_m
  const properties = saying({
    kind: buildingKinds[building] ?? byUse ?? 'building',
    height_m: height ?? (levels === undefined ? undefined : rounded(levels * storey_m)),
    min_height_m: lowest === 0 ? undefined : rounded(lowest),
    levels,
    underground: tags['location'] === 'underground' || Number(tags['layer'] ?? 0) < 0,
  })
  return { layer: 'building', properties, minZoom: within(zoomForArea(polygons, 12), 13, 15) }
}

const positive = (text: string | undefined): number | undefined => {
  const n = Number(text ?? NaN)
  return n > 0 && n < 300 ? rounded(n) : undefined
}
const rounded = (n: number): number => Math.round(n * 10) / 10
const within = (zoom: number, low: number, high: number): number => Math.max(low, Math.min(high, zoom))

function mapWater(tags: Tags, polygons: readonly LonLatPolygon[]): AreaMapping | undefined {
  const kind =
    tags['natural'] === 'water'
      ? (waterKinds[tags['water'] ?? ''] ?? 'water')
      : tags['waterway'] === 'riverbank'
        ? 'river'
        : tags['waterway'] === 'dock'
          ? 'harbour'
          : tags['landuse'] === 'reservoir'
            ? 'reservoir'
            : tags['landuse'] === 'basin'
              ? 'basin'
              : tags['leisure'] === 'swimming_pool' || tags['amenity'] === 'fountain'
                ? 'pool'
                : undefined
  if (kind === undefined || isSet(tags['covered']) || tags['location'] === 'underground') return undefined
  return {
    layer: 'water',
    properties: saying({ kind, intermittent: tags['intermittent'] === 'yes' }),
    minZoom: within(zoomForArea(polygons, 8), 10, 16),
  }
}

function mapSurface(tags: Tags, polygons: readonly LonLatPolygon[]): AreaMapping | undefined {
  const kind =
    tags['man_made'] === 'pier' || tags['man_made'] === 'breakwater' || tags['man_made'] === 'bridge'
      ? tags['man_made']
      : tags['man_made'] === 'groyne'
        ? 'breakwater'
        : tags['railway'] === 'platform' || tags['public_transport'] === 'platform'
          ? 'platform'
          : tags['amenity'] === 'parking' && !/^(underground|multi-storey|rooftop)$/.test(tags['parking'] ?? '')
            ? 'parking'
            : tags['place'] === 'square'
              ? 'pedestrian'
              : tags['highway'] === undefined
                ? undefined
                : highwayAreas[tags['highway']]
  if (kind === undefined) return undefined
  return {
    layer: 'area',
    properties: saying({ kind, covered: isSet(tags['covered']), ...levelOf(tags) }),
    minZoom: within(zoomForArea(polygons, 16), 13, 16),
  }
}

function mapGround(tags: Tags, polygons: readonly LonLatPolygon[]): AreaMapping | undefined {
  for (const [key, kinds] of ground) {
    const kind = kinds[tags[key] ?? '']
    if (kind !== undefined) return { layer: 'landuse', properties: { kind }, minZoom: within(zoomForArea(polygons, 16), 10, 16) }
  }
  return undefined
}
