import { categoryIcon } from '@machinaka/ui/icons'
import { type Language, pickText } from '@machinaka/ui/i18n'
import type { MapPoint } from '@machinaka/ui/map'
import type { PlaceSummary } from '@machinaka/guide/contract'
import type { KeptPoint } from '../data/offline-search.ts'
import type { Categories } from '../data/queries.ts'
import type { Wishes } from '../data/url-state.ts'

/** Which marks come first where there is little room: what people find their way by, then where they go, then small things. */
const ranks: Readonly<Record<string, 1 | 3 | 4>> = {
  station: 1,
  sight: 1,
  museum: 1,
  'town-hall': 1,
  hospital: 1,
  library: 1,
  ferry: 1,
  park: 1,
  shrine: 1,
  temple: 1,
  toilet: 3,
  'drinking-water': 3,
  aed: 3,
  wifi: 3,
  'nursing-room': 3,
  parking: 3,
  'bus-stop': 3,
  'evacuation-site': 3,
  playground: 3,
  service: 3,
  bench: 4,
  'smoking-area': 4,
  locker: 4,
  'bicycle-parking': 4,
  'station-entrance': 4,
  taxi: 4,
  'ev-charging': 4,
}

/** Which symbol a category has: its own, or its group's. */
export function iconOf(category: string | undefined, categories: Categories | undefined): string {
  const found = categories?.categories.find((known) => known.code === category)
  return categoryIcon(found?.icon, category, found?.group)
}
export const groupOf = (category: string | undefined, categories: Categories | undefined): string =>
  categories?.categories.find((known) => known.code === category)?.group ?? 'other'

/** A listed place as a point of the map; what somebody searched for is never thinned out. */
export function pointOfPlace(
  place: Pick<PlaceSummary, 'id' | 'name' | 'category' | 'lon' | 'lat'> & { readonly openState?: PlaceSummary['openState'] },
  categories: Categories | undefined,
  language: Language,
): MapPoint {
  const [category] = place.category
  return {
    id: place.id,
    lon: place.lon,
    lat: place.lat,
    label: pickText(place.name, language)?.text ?? '',
    icon: iconOf(category, categories),
    group: groupOf(category, categories),
    rank: 1,
    muted: place.openState?.state === 'closed',
  }
}

/** All kept points that fit the wishes which a point can answer: group, kind, open now. */
export function pointsOfTown(
  features: readonly KeptPoint[],
  wishes: Wishes,
  categories: Categories | undefined,
  language: Language,
): readonly MapPoint[] {
  return features
    .filter(
      ({ properties: p }) =>
        (wishes.group === undefined || p.group === wishes.group) &&
        (wishes.kinds === undefined || wishes.kinds.includes(p.category)) &&
        (!wishes.open || p.open === 'open' || p.open === 'closing-soon'),
    )
    .map(({ geometry, properties: p }) => {
      const names = { ja: p.name, en: p.name_en, 'zh-Hans': p['name_zh-Hans'], ko: p.name_ko }
      const narrowed = wishes.group !== undefined || wishes.kinds !== undefined
      return {
        id: p.id,
        lon: geometry.coordinates[0],
        lat: geometry.coordinates[1],
        label: pickText(names, language)?.text ?? '',
        icon: iconOf(p.category, categories),
        group: p.group,
        rank: narrowed ? 1 : (ranks[p.category] ?? 2),
        muted: p.open === 'closed',
      }
    })
}
