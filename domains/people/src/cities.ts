import {
  afterCommit,
  isRefusal,
  refusal,
  type Clock,
  type Postgres,
  type Refusal,
  type Signals,
  type Tenant,
  type Tx,
} from '@machinaka/platform'
import { findHostOwner, insertCity, lockSettings, readCities, writeSettings, type City } from './city-store.ts'
import { createRecent } from './recent.ts'
import { settingsProblem, type CitySettings } from './rules/index.ts'

/** How long another process may go on with a city's old settings when the signal is lost, seconds. */
const citiesKept_s = 30
const signal = 'people.cities'

export interface Cities {
  /** All cities, oldest first; kept in memory, because every request asks. */
  list(): Promise<readonly City[]>
  find(city: string): Promise<City | undefined>
  /** Opens a city. Refuses an id or a host name that is taken, and settings that contradict each other. */
  create(city: { readonly city: string; readonly settings: CitySettings; readonly demo: boolean }): Promise<City | Refusal>
  /**
   * Opens a city inside a transaction of that tenant, so that it comes with its first content or not at all. Refuses an id
   * that is taken, and settings that contradict each other or name hosts (whether these are free is not for one tenant to see).
   */
  createWithin(tx: Tx, city: { readonly city: Tenant; readonly settings: CitySettings }): Promise<Refusal | undefined>
  /** Changes the settings that are named, and checks the whole. */
  update(city: Tenant, change: Partial<CitySettings>): Promise<CitySettings | Refusal>
}

/** Why the city has not this feature, or undefined: its switch is off. */
export const featureRefusal = (features: Readonly<Record<string, boolean>> | undefined, feature: string): Refusal | undefined =>
  features?.[feature] === false ? refusal('people.feature-off', 'This city has switched this off.', { feature }) : undefined

export function createCities({
  postgres,
  clock,
  signals,
}: {
  readonly postgres: Postgres
  readonly clock: Clock
  readonly signals: Signals | undefined
}): Cities {
  const recent = createRecent<readonly City[]>(clock, citiesKept_s)
  signals?.on(signal, () => recent.forget())
  const changed = async (city: string): Promise<void> => {
    recent.forget()
    await signals?.send(signal, { city })
  }
  const list = (): Promise<readonly City[]> => recent.get('all', () => readCities(postgres))
  return {
    list,
    find: async (city) => (await list()).find((known) => known.city === city),
    async create({ city: slug, settings, demo }) {
      const problem = settingsProblem(settings)
      if (problem !== undefined) return refusal('people.city-invalid', problem)
      const city = slug as Tenant
      const made = await postgres.system(async (tx): Promise<Refusal | undefined> => {
        const owner = await findHostOwner(tx, city, settings.hosts)
        if (owner !== undefined)
          return refusal('people.host-taken', `The city ${owner} has one of these host names. Remove it there first.`)
        return (await insertCity(tx, { city, settings, demo }, clock.now()))
          ? undefined
          : refusal('people.city-exists', `There is a city "${city}" already.`)
      })
      if (made !== undefined) return made
      await changed(city)
      return { city, settings, demo, createdAt: clock.now().toISOString() }
    },
    async createWithin(tx, { city, settings }) {
      const problem =
        settings.hosts.length > 0 ? 'A city that is opened by its first import has no host names yet.' : settingsProblem(settings)
      if (problem !== undefined) return refusal('people.city-invalid', problem)
      if (!(await insertCity(tx, { city, settings, demo: false }, clock.now())))
        return refusal('people.city-exists', `There is a city "${city}" already.`)
      afterCommit(tx, () => void changed(city).catch(() => undefined))
      return undefined
    },
    async update(city, change) {
      const result = await postgres.system(async (tx): Promise<CitySettings | Refusal> => {
        const before = await lockSettings(tx, city)
        if (before === undefined) return refusal('people.city-absent', `There is no city "${city}".`)
        const settings = { ...before, ...change }
        const problem = settingsProblem(settings)
        if (problem !== undefined) return refusal('people.city-invalid', problem)
        const owner = await findHostOwner(tx, city, settings.hosts)
        if (owner !== undefined) return refusal('people.host-taken', 'Another city has one of these host names.')
        await writeSettings(tx, city, settings, clock.now())
        return settings
      })
      if (!isRefusal(result)) await changed(city)
      return result
    },
  }
}
