import { nearDistance_m } from '@machinaka/geo'
import { foldText } from './kana.ts'
import type { PlaceFields } from './place-entity.ts'

/** What is looked at to tell whether two records are of one place. */
export interface Recorded {
  readonly id: string
  readonly fields: PlaceFields
}

/** Farther apart than this, two records of one name are two places: a site and the entrance somebody mapped lie nearer. */
export const samePlace_m = 60

const municipal = /^urn:ngsi-ld:PointOfInterest:(?:public-facility|aed|public-toilet|public-wifi|evacuation-site)-/
const mapped = /^urn:ngsi-ld:PointOfInterest:osm-/

/** Whether a record is a row of 自治体標準オープンデータセット, an object of OSM, or another's. Ids say so: importers make them. */
export const recordOf = ({ id }: Recorded): 'municipal' | 'mapped' | 'other' =>
  municipal.test(id) ? 'municipal' : mapped.test(id) ? 'mapped' : 'other'

/** Under which a record may meet another of the same place: its kinds, each with its name as it is compared. Nameless: none. */
export function meetingKeys({ fields }: Recorded): readonly string[] {
  const name = foldText(fields.name.ja ?? '')
  return name === '' ? [] : fields.category.map((kind) => `${kind} ${name}`)
}

/**
 * The municipal row that an OSM object repeats: of the same kind and name (after normalisation of width, case, kana and
 * punctuation), at most `samePlace_m` away, the nearest of several.
 * @param rows municipal rows that share a meeting key with it
 */
export function municipalTwin<Row extends Recorded>({ fields }: Recorded, rows: readonly Row[]): Row | undefined {
  const near = rows
    .map((row) => ({ row, distance_m: nearDistance_m([fields.lon, fields.lat], [row.fields.lon, row.fields.lat]) }))
    .filter(({ distance_m }) => distance_m <= samePlace_m)
  return near.toSorted((a, b) => a.distance_m - b.distance_m || (a.row.id < b.row.id ? -1 : 1))[0]?.row
}

/**
 * One place of two records: the municipal row's facts stand, the other fills what it leaves open (names in other languages,
 * opening hours, how to get in).
 * @returns the fields, and the names of those that came from the other record
 */
export function mergedFields(
  official: PlaceFields,
  other: PlaceFields,
): { readonly fields: PlaceFields; readonly filled: readonly string[] } {
  const known = Object.entries(official).filter(([, value]) => value !== undefined)
  const names = new Set(known.map(([name]) => name))
  const filled = Object.entries(other).filter(([name, value]) => value !== undefined && !names.has(name))
  return {
    fields: {
      ...official,
      ...Object.fromEntries(filled),
      name: { ...other.name, ...official.name },
      category: [...new Set([...official.category, ...other.category])],
      ...(official.access === undefined && other.access === undefined ? {} : { access: { ...other.access, ...official.access } }),
    },
    filled: filled.map(([name]) => name),
  }
}
