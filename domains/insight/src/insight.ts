import { isWithin, meshCentre } from '@machinaka/geo'
import type { CitySettings } from '@machinaka/people/contract'
import { refusal, type Clock, type Postgres, type Refusal, type Tenant } from '@machinaka/platform'
import type { Use, Week } from './contract.ts'
import { Counter } from './counter.ts'
import { daysOf, findingsOf, localHour, viewWeek, weekBefore, weekOf } from './rules/index.ts'
import { readWeekCounts } from './store.ts'

/**
 * What insight must know of a city; its settings fit as they are. Mesh cells outside of its bounds are not counted: they can
 * only be made up, or far from town. Where `features.usage` is off, nothing is counted.
 */
export type CityFrame = Pick<CitySettings, 'timeZone' | 'bounds' | 'features' | 'usage'>

export interface InsightNeeds {
  readonly postgres: Pick<Postgres, 'tenant'>
  readonly clock: Clock
  /** Undefined for a city that is gone: nothing is counted for it. */
  readonly city: (tenant: Tenant) => Promise<CityFrame | undefined>
  /** Whether a place is there to be looked at; uses of others are counted without the place. All are, where not given. */
  readonly isPlace?: (tenant: Tenant, id: string) => boolean | Promise<boolean>
  /** Told of counts that could not be written; they are tried again. */
  readonly onFailure?: (error: unknown) => void
}

export interface Insight {
  /** Counts one use that the server itself saw. Never throws and never waits: counts are written a moment later. */
  count(tenant: Tenant, use: Use): void
  /** Counts uses that a browser sent: places that do not exist and mesh cells out of town are taken off first. */
  countSent(tenant: Tenant, uses: readonly Use[]): Promise<void>
  /** One ISO week as it may be shown; the running one where none is named. Refuses `insight.week-invalid`. */
  getWeek(tenant: Tenant, week?: string): Promise<Week | Refusal>
  /** Writes what is waiting. */
  flush(): Promise<void>
  /** Writes what is waiting and sets no more timers. Call it before the database closes. */
  stop(): Promise<void>
}

export function createInsight({ postgres, clock, city, isPlace = () => true, onFailure = () => {} }: InsightNeeds): Insight {
  const counter = new Counter({ postgres, clock, onFailure, city })
  const places = new KnownPlaces(isPlace)
  const checked = async (tenant: Tenant, { bounds }: CityFrame, { feature, place, mesh }: Use): Promise<Use> => {
    const centre = mesh === undefined ? undefined : meshCentre(mesh)
    const known = place !== undefined && (await places.has(tenant, place))
    return {
      feature,
      ...(known ? { place } : {}),
      ...(mesh !== undefined && centre !== undefined && isWithin(centre, bounds) ? { mesh } : {}),
    }
  }
  return {
    count: (tenant, use) => counter.add(tenant, use),
    async countSent(tenant, uses) {
      const frame = await city(tenant)
      if (frame?.features.usage === true) for (const use of uses) counter.add(tenant, await checked(tenant, frame, use))
    },
    flush: () => counter.flush(),
    stop: () => counter.stop(),
    async getWeek(tenant, wanted) {
      const frame = await city(tenant)
      if (frame === undefined) throw new Error(`There is no city ${tenant}, and yet a request for it`)
      const {
        timeZone: zone,
        usage: { withholdBelow: smallestShown },
      } = frame
      const today = localHour(clock.now(), zone).day
      const week = wanted ?? weekOf(today)
      const days = daysOf(week)
      if (days === undefined) return refusal('insight.week-invalid', `There is no week ${week}. Name it like ${weekOf(today)} (ISO 8601).`)
      const [monday = '', sunday = ''] = [days[0], days.at(-1)]
      const earlier = weekBefore(monday)
      const earlierDays = daysOf(earlier) ?? []
      const { now, earlier: before } = await postgres.tenant(tenant, async (tx) => ({
        now: await readWeekCounts(tx, tenant, { from: monday, to: sunday }),
        earlier: await readWeekCounts(tx, tenant, { from: earlierDays[0] ?? monday, to: earlierDays.at(-1) ?? monday }),
      }))
      const view = viewWeek(now, { week, days, zone, today, smallestShown })
      return { ...view, findings: findingsOf(view, viewWeek(before, { week: earlier, days: earlierDays, zone, today, smallestShown })) }
    },
  }
}

/** Places found before, so that a popular one is looked up once; forgotten all together when there are too many. */
class KnownPlaces {
  readonly #isPlace: NonNullable<InsightNeeds['isPlace']>
  readonly #found = new Set<string>()

  constructor(isPlace: NonNullable<InsightNeeds['isPlace']>) {
    this.#isPlace = isPlace
  }

  async has(tenant: Tenant, id: string): Promise<boolean> {
    const key = `${tenant} ${id}`
    if (this.#found.has(key)) return true
    if (!(await this.#isPlace(tenant, id))) return false
    if (this.#found.size >= 10_000) this.#found.clear()
    this.#found.add(key)
    return true
  }
}
