import type { PlaceRow } from './place-store.ts'
import { attributeOf } from './rules/place-entity.ts'
import { meetingKeys, mergedFields, municipalTwin, recordOf } from './rules/same-place.ts'

interface Meeting {
  readonly municipal: Set<PlaceRow>
  readonly mapped: Set<PlaceRow>
}

/** The merged row: every value that the municipal row does not have names the source it came from. */
function mergedRow(official: PlaceRow, other: PlaceRow): PlaceRow {
  const { fields, filled } = mergedFields(official.fields, other.fields)
  const origins = filled
    .filter((name) => Object.hasOwn(attributeOf, name))
    .map((name) => [name, other.origins[name] ?? { by: 'import', ...(other.source === null ? {} : { source: other.source }) }] as const)
  const alsoFrom = [...(official.alsoFrom ?? []), ...(other.source === null ? [] : [other.source])]
  return { ...official, fields, alsoFrom: [...new Set(alsoFrom)], origins: { ...official.origins, ...Object.fromEntries(origins) } }
}

/** Which places of a city stand in two records, one of a municipal table and one of OSM; kept true one record at a time. */
export class SamePlaces {
  readonly #meetings = new Map<string, Meeting>()
  /** OSM objects that repeat a municipal row. */
  readonly #twins = new Map<string, PlaceRow>()
  /** By the municipal row's id. */
  readonly #repeats = new Map<string, Map<string, PlaceRow>>()

  clear(): void {
    this.#meetings.clear()
    this.#twins.clear()
    this.#repeats.clear()
  }

  put(row: PlaceRow): void {
    const kind = recordOf(row)
    if (kind === 'other') return
    const meetings = meetingKeys(row).map((key) => {
      const meeting = this.#meetings.get(key) ?? { municipal: new Set(), mapped: new Set() }
      this.#meetings.set(key, meeting)
      meeting[kind].add(row)
      return meeting
    })
    this.#match(kind === 'mapped' ? [row] : meetings.flatMap(({ mapped }) => [...mapped]))
  }

  remove(row: PlaceRow): void {
    const kind = recordOf(row)
    if (kind === 'other') return
    if (kind === 'mapped') this.#unmatch(row)
    const touched: PlaceRow[] = []
    for (const key of meetingKeys(row)) {
      const meeting = this.#meetings.get(key)
      meeting?.[kind].delete(row)
      if (kind === 'municipal') touched.push(...(meeting?.mapped ?? []))
    }
    this.#match(touched)
  }

  #match(objects: readonly PlaceRow[]): void {
    for (const object of new Set(objects)) {
      this.#unmatch(object)
      const rows = meetingKeys(object).flatMap((key) => [...(this.#meetings.get(key)?.municipal ?? [])])
      const twin = municipalTwin(object, [...new Set(rows)])
      if (twin === undefined) continue
      this.#twins.set(object.id, twin)
      const repeats = this.#repeats.get(twin.id) ?? new Map<string, PlaceRow>()
      this.#repeats.set(twin.id, repeats.set(object.id, object))
    }
  }

  #unmatch({ id }: PlaceRow): void {
    const twin = this.#twins.get(id)
    if (twin === undefined) return
    this.#twins.delete(id)
    const repeats = this.#repeats.get(twin.id)
    repeats?.delete(id)
    if (repeats?.size === 0) this.#repeats.delete(twin.id)
  }

  /** Whether a record shows by itself; a repeating one shows as part of its municipal row. */
  isShown({ id }: PlaceRow): boolean {
    return !this.#twins.has(id)
  }

  /** The place that a record belongs to, whole. */
  placeOf(row: PlaceRow): PlaceRow {
    const own = this.#twins.get(row.id) ?? row
    const repeats = this.#repeats.get(own.id)
    return repeats === undefined ? own : [...repeats.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)).reduce(mergedRow, own)
  }
}
