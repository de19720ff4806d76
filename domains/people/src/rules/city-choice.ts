import type { CitySettings } from './city.ts'

/** What choosing needs of a city. */
export interface KnownCity {
  readonly city: string
  readonly hosts: readonly string[]
  readonly demo: boolean
}

export interface CityQuestion {
  /** In the order in which they were made. */
  readonly cities: readonly KnownCity[]
  /** Whether host names alone decide (production); else `asked` comes first. */
  readonly byHost: boolean
  readonly hostname: string
  /** `?city=`, or the tenant header of the NGSI doors. */
  readonly asked: string | undefined
  /** The header of the NGSI doors counts in production too. */
  readonly askedByHeader: boolean
}

/**
 * Which city a request means: what it asks for, else whose host name it came to, else the only one, else the demo city,
 * else the oldest. Where host names decide, nothing is guessed, except that a single city without host names has them all.
 * @returns the city, or why there is none, in words for whoever asked
 */
export function chooseCity({
  cities,
  byHost,
  hostname,
  asked,
  askedByHeader,
}: CityQuestion): { readonly city: string } | { readonly absent: string } {
  const names = cities.map(({ city }) => city)
  if (asked !== undefined && (!byHost || askedByHeader)) {
    if (names.includes(asked)) return { city: asked }
    return { absent: byHost ? 'There is no such tenant here.' : `There is no city "${asked}" here. ${hint(names)}` }
  }
  const owner = cities.find(({ hosts }) => hosts.includes(hostname))
  if (owner !== undefined) return { city: owner.city }
  const [first] = cities
  if (first === undefined)
    return { absent: 'There is no city yet. An operator makes one with the command line, or starts with the demo town.' }
  if (cities.length === 1 && (!byHost || first.hosts.length === 0)) return { city: first.city }
  if (byHost) return { absent: `No city has the host name ${hostname}. An operator adds it to the city's settings.` }
  return { city: (cities.find(({ demo }) => demo) ?? first).city }
}

const hint = (names: readonly string[]): string =>
  names.length === 0
    ? 'There is no city yet.'
    : `Try ${names
        .slice(0, 20)
        .map((name) => `?city=${name}`)
        .join(', ')}.`

const knownZone = (timeZone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** How settings that have the right shape still contradict each other, or undefined. */
export function settingsProblem({
  bounds: [west, south, east, north],
  centre: [lon, lat],
  timeZone,
  departments,
  hosts,
}: CitySettings): string | undefined {
  if (west >= east || south >= north) return 'bounds: write west, south, east, north; west is less than east, south less than north.'
  if (lon < west || lon > east || lat < south || lat > north) return 'centre: it lies outside of the bounds. Write longitude first.'
  if (!knownZone(timeZone)) return `timeZone: "${timeZone}" is no IANA time zone; Japan is Asia/Tokyo.`
  const ids = departments.map(({ id }) => id)
  if (new Set(ids).size < ids.length) return 'departments: two have the same id.'
  if (new Set(hosts).size < hosts.length) return 'hosts: a name is there twice.'
  return undefined
}
