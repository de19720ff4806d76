import type { Building, CityFacility, CityList } from './model.ts'
import { facilities } from '../names/facilities.ts'
import { distance_m, elevation_m, onGround } from './plan.ts'

/** The lists of the municipality, each entry with its position and the address of the nearest building. */
export function cityFacilities(buildings: readonly Building[]): CityFacility[] {
  return (Object.entries(facilities) as [CityList, string][]).flatMap(([list, text]) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line, i): CityFacility => {
        const [ja = '', kana = '', en = '', where = '', facts = ''] = line.split('|')
        const [u = Number.NaN, v = Number.NaN] = where.split(',').map(Number)
        const wish = onGround([u, v])
        const nearest = buildings.reduce((best, b) => (distance_m(b.centre, wish) < distance_m(best.centre, wish) ? b : best))
        const indoors = list === 'facility'
        const height: Record<string, string> = list === 'shelter' ? { 標高: String(elevation_m([u, v])) } : {}
        return {
          id: `${list}-${i + 1}`,
          list,
          names: { ja, kana, en },
          at: indoors ? nearest.centre : wish,
          address: nearest.address,
          facts: { ...height, ...Object.fromEntries(facts.split(';').map((f) => f.split(/=(.*)/s).slice(0, 2) as [string, string])) },
        }
      }),
  )
}
