import type { Tags } from '@machinaka/formats'
import type { MvtValue } from '@machinaka/geo'
import { isSet, metresOf, namesOf, saying, zoomForArea, type LonLatPolygon } from './base-feature.ts'

/** A name to write at a point. */
export interface LabelMapping {
  readonly layer: 'label'
  readonly properties: Readonly<Record<string, MvtValue>>
  readonly minZoom: number
}

interface LabelRule {
  readonly kind: string
  readonly matches: (tags: Tags) => boolean
  /** Smaller is written first where names compete. */
  readonly rank: number
  readonly minZoom: number
  /** Of polygons: a name needs room, so a small one waits for the zoom at which it covers so many screen pixels. */
  readonly room?: number
}

const is =
  (key: string, ...values: readonly string[]) =>
  (tags: Tags): boolean =>
    values.includes(tags[key] ?? '')
const park = is('leisure', 'park', 'nature_reserve', 'dog_park')

/** In the order in which an object is asked: the first that matches names it. */
const rules: readonly LabelRule[] = [
  { kind: 'city', matches: is('place', 'city'), rank: 1, minZoom: 10 },
  { kind: 'town', matches: is('place', 'town'), rank: 2, minZoom: 10 },
  { kind: 'village', matches: is('place', 'village'), rank: 3, minZoom: 11 },
  { kind: 'suburb', matches: is('place', 'suburb', 'borough'), rank: 4, minZoom: 12 },
  { kind: 'quarter', matches: is('place', 'quarter'), rank: 6, minZoom: 13 },
  { kind: 'neighbourhood', matches: is('place', 'neighbourhood', 'hamlet', 'isolated_dwelling'), rank: 8, minZoom: 14 },
  { kind: 'island', matches: is('place', 'island', 'islet'), rank: 5, minZoom: 12 },
  { kind: 'square', matches: is('place', 'square'), rank: 11, minZoom: 15 },
  { kind: 'locality', matches: is('place', 'locality'), rank: 14, minZoom: 15 },
  { kind: 'sea', matches: (t) => is('place', 'sea', 'ocean')(t) || is('natural', 'bay', 'strait')(t), rank: 5, minZoom: 11 },
  {
    kind: 'subway-station',
    matches: (t) => is('railway', 'station', 'halt')(t) && (t['station'] === 'subway' || t['subway'] === 'yes'),
    rank: 5,
    minZoom: 13,
  },
  { kind: 'station', matches: is('railway', 'station', 'halt'), rank: 3, minZoom: 12 },
  { kind: 'tram-stop', matches: is('railway', 'tram_stop'), rank: 10, minZoom: 15 },
  { kind: 'ferry', matches: is('amenity', 'ferry_terminal'), rank: 7, minZoom: 13 },
  { kind: 'peak', matches: is('natural', 'peak', 'volcano'), rank: 7, minZoom: 12 },
  { kind: 'castle', matches: is('historic', 'castle'), rank: 5, minZoom: 13 },
  {
    kind: 'water',
    matches: (t) => is('natural', 'water')(t) || is('landuse', 'reservoir', 'basin')(t) || is('waterway', 'dock')(t),
    rank: 9,
    minZoom: 11,
    room: 4000,
  },
  { kind: 'park', matches: (t) => park(t) || is('tourism', 'zoo', 'theme_park')(t), rank: 8, minZoom: 12, room: 2500 },
  { kind: 'garden', matches: is('leisure', 'garden'), rank: 12, minZoom: 14, room: 2500 },
  { kind: 'cemetery', matches: (t) => is('landuse', 'cemetery')(t) || is('amenity', 'grave_yard')(t), rank: 14, minZoom: 14, room: 2500 },
  { kind: 'forest', matches: (t) => is('landuse', 'forest')(t) || is('natural', 'wood')(t), rank: 13, minZoom: 12, room: 4000 },
  { kind: 'shrine', matches: (t) => is('amenity', 'place_of_worship')(t) && t['religion'] === 'shinto', rank: 10, minZoom: 14 },
  { kind: 'temple', matches: (t) => is('amenity', 'place_of_worship')(t) && t['religion'] === 'buddhist', rank: 11, minZoom: 15 },
  { kind: 'church', matches: is('amenity', 'place_of_worship'), rank: 12, minZoom: 15 },
  { kind: 'hospital', matches: is('amenity', 'hospital'), rank: 9, minZoom: 14 },
  { kind: 'university', matches: is('amenity', 'university', 'college'), rank: 9, minZoom: 14 },
  { kind: 'school', matches: is('amenity', 'school'), rank: 12, minZoom: 15 },
  { kind: 'bridge', matches: is('man_made', 'bridge'), rank: 12, minZoom: 15 },
  { kind: 'building', matches: (t) => isSet(t['building']), rank: 16, minZoom: 16 },
]

/** The label of a named point or area; undefined without a name, or where the base map leaves naming to the guide. */
export function mapLabel(tags: Tags, polygons?: readonly LonLatPolygon[]): LabelMapping | undefined {
  if (tags['name'] === undefined && tags['name:ja'] === undefined) return undefined
  const rule = rules.find((r) => r.matches(tags))
  // A building is an area; a point that carries the tag is somebody's shop.
  if (rule === undefined || (rule.kind === 'building' && polygons === undefined)) return undefined
  const room = rule.room === undefined || polygons === undefined ? 0 : zoomForArea(polygons, rule.room)
  const properties = saying({
    kind: rule.kind,
    rank: rule.rank,
    elevation_m: rule.kind === 'peak' ? metresOrHigher(tags['ele']) : undefined,
    ...namesOf(tags),
  })
  return { layer: 'label', properties, minZoom: Math.min(16, Math.max(rule.minZoom, room)) }
}

/** Mountains are higher than any building. */
const metresOrHigher = (text: string | undefined): number | undefined => {
  const n = Number.parseFloat(text ?? '')
  return metresOf(text) ?? (n >= 0 && n < 9000 ? Math.round(n) : undefined)
}
