import type { CityFeatures, CitySettings, Department, Language, LocalText } from '@machinaka/people/contract'
import type { MapArea } from '@machinaka/ui/map'
import { type Point, pointOf } from '../map/position.ts'

type Texts = Partial<LocalText>
export type Edge = 'west' | 'south' | 'east' | 'north'
export const edges = ['west', 'south', 'east', 'north'] as const satisfies readonly Edge[]

/** A department in the form; one that was added has no id before it is saved. */
export interface DepartmentFields {
  readonly key: string
  readonly id: string | undefined
  readonly name: Texts
}

/** What the form holds: every value as it is typed. */
export interface SettingsFields {
  readonly name: Texts
  readonly lon: string
  readonly lat: string
  readonly zoom: string
  readonly bounds: Readonly<Record<Edge, string>>
  readonly timeZone: string
  readonly languages: readonly Language[]
  readonly features: CityFeatures
  readonly departments: readonly DepartmentFields[]
}

/** The part of the settings that this form is about. */
export type Edited = Pick<CitySettings, 'name' | 'centre' | 'zoom' | 'bounds' | 'timeZone' | 'languages' | 'features' | 'departments'>

export const settingsFieldsOf = ({ name, centre, zoom, bounds, timeZone, languages, features, departments }: Edited): SettingsFields => ({
  name,
  lon: String(centre[0]),
  lat: String(centre[1]),
  zoom: String(zoom),
  bounds: { west: String(bounds[0]), south: String(bounds[1]), east: String(bounds[2]), north: String(bounds[3]) },
  timeZone,
  languages,
  features,
  departments: departments.map((department) => ({ key: department.id, id: department.id, name: department.name })),
})

/** The box as typed, or undefined where an edge is no number of degrees. */
export function areaOf(bounds: SettingsFields['bounds']): MapArea | undefined {
  const [a, b] = [pointOf({ lon: bounds.west, lat: bounds.south }), pointOf({ lon: bounds.east, lat: bounds.north })]
  return a === undefined || b === undefined ? undefined : [a.lon, a.lat, b.lon, b.lat]
}

const zoomOf = (text: string): number | undefined => {
  const zoom = Number(text.normalize('NFKC'))
  return text.trim() !== '' && zoom >= 5 && zoom <= 20 ? zoom : undefined
}

/** Without what is empty: a language nobody wrote is absent. Japanese stays, and is asked for. */
const written = (texts: Texts): LocalText => ({
  ja: (texts.ja ?? '').trim(),
  ...(Object.fromEntries(
    Object.entries(texts).flatMap(([language, text]) => (language === 'ja' || text.trim() === '' ? [] : [[language, text.trim()]])),
  ) as Omit<LocalText, 'ja'>),
})

/** `tourism` of `Tourism Division`; a name without Latin letters is numbered. The id stays when the name changes. */
function departmentId(name: Texts, taken: ReadonlySet<string>): string {
  const slug = (name.en ?? '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 30)
  const base = slug === '' ? 'department' : slug
  for (let n = 1; ; n++) {
    const id = n === 1 && slug !== '' ? base : `${base}-${n}`
    if (!taken.has(id)) return id
  }
}

function departmentsOf(fields: SettingsFields, before: Edited): Department[] {
  const taken = new Set(before.departments.map(({ id }) => id))
  return fields.departments.map(({ id, name }) => {
    const own = id ?? departmentId(name, taken)
    taken.add(own)
    return { id: own, name: written(name) }
  })
}

const sorted = (value: unknown): unknown =>
  typeof value !== 'object' || value === null
    ? value
    : Array.isArray(value)
      ? value.map(sorted)
      : Object.fromEntries(
          Object.entries(value)
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, inner]) => [key, sorted(inner)]),
        )
const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))

/** What differs between the form and the settings; only that is sent. What cannot be read yet is not part of it. */
export function settingsChangeOf(fields: SettingsFields, before: Edited): Partial<Edited> {
  const point: Point | undefined = pointOf(fields)
  const area = areaOf(fields.bounds)
  const after: Edited = {
    name: written(fields.name),
    centre: point === undefined ? before.centre : [point.lon, point.lat],
    zoom: zoomOf(fields.zoom) ?? before.zoom,
    bounds: area === undefined ? before.bounds : [...area],
    timeZone: fields.timeZone,
    languages: [...fields.languages],
    features: fields.features,
    departments: departmentsOf(fields, before),
  }
  const was: Edited = { ...before, name: written(before.name) }
  return Object.fromEntries(Object.entries(after).filter(([key, value]) => !same(value, was[key as keyof Edited])))
}

export type SettingsProblem = 'needsName' | 'badPosition' | 'badZoom' | 'badBounds' | 'centreOutside' | 'departmentNeedsName'

/** What has to be put right before saving, by field. */
export function settingsProblemsOf(
  fields: SettingsFields,
): Readonly<Partial<Record<'name' | 'position' | 'zoom' | 'bounds' | 'departments', SettingsProblem>>> {
  const [point, area] = [pointOf(fields), areaOf(fields.bounds)]
  const box = area !== undefined && area[0] < area[2] && area[1] < area[3] ? area : undefined
  const outside =
    point !== undefined && box !== undefined && (point.lon < box[0] || point.lon > box[2] || point.lat < box[1] || point.lat > box[3])
  return {
    ...((fields.name.ja ?? '').trim() === '' && { name: 'needsName' as const }),
    ...(point === undefined && { position: 'badPosition' as const }),
    ...(outside && { position: 'centreOutside' as const }),
    ...(zoomOf(fields.zoom) === undefined && { zoom: 'badZoom' as const }),
    ...(box === undefined && { bounds: 'badBounds' as const }),
    ...(fields.departments.some(({ name }) => (name.ja ?? '').trim() === '') && { departments: 'departmentNeedsName' as const }),
  }
}

/** Departments that the form no longer has. */
export const removedDepartments = (fields: SettingsFields, before: Edited): readonly Department[] =>
  before.departments.filter(({ id }) => !fields.departments.some((department) => department.id === id))
