import {
  refusal,
  type Caller,
  type Clock,
  type Context,
  type Postgres,
  type RawRequest,
  type Refusal,
  type Tenant,
} from '@machinaka/platform'
import type { Auth } from './auth.ts'
import type { Cities } from './cities.ts'
import type { City } from './city-store.ts'
import type { DemoHere } from './demo.ts'
import type { Keys } from './keys.ts'
import { findMembership, type Membership } from './member-store.ts'
import { createRecent, type Recent } from './recent.ts'
import { chooseCity, languages, pickLanguage } from './rules/index.ts'

/** How long another process may still honour a session, role or key that was taken away, seconds. */
const callersKept_s = 10

export interface Resolver {
  resolve(raw: RawRequest): Promise<Context | Refusal>
  /** Who somebody is in a city, having just signed in. */
  callerFor(city: City, account: { readonly id: string; readonly demo: boolean }, loopback: boolean): Promise<Caller>
  /** After a change of sessions, roles or keys in this process. */
  forget(): void
}

export interface ResolverParts {
  readonly postgres: Postgres
  readonly clock: Clock
  readonly cities: Cities
  readonly keys: Keys
  readonly auths: (origin: string) => Auth
  readonly cityByHost: boolean
  readonly demoHere: DemoHere
}

const anonymous: Caller = { kind: 'anonymous', id: undefined, roles: ['visitor'], scopes: [] }
/** The control socket's file permissions let this machine's operator in, and nobody else. */
const localOperator: Caller = { kind: 'account', id: 'local-operator', roles: ['operator'], scopes: [] }

const ngsiDoor = /^\/(ngsi-ld|v2)\//
/** The list of cities, and opening one, are of no city; the operator's own doors name the city in what they carry. */
const cityless = /^\/api\/(cities(\?|$)|operator\/)/
const slug = /^[a-z][a-z0-9-]{0,39}$/

const keyOf = ({ headers }: RawRequest): string | undefined =>
  headers['x-api-key'] ?? /^Bearer\s+(.+)$/i.exec(headers['authorization'] ?? '')?.[1]
const sessionOf = ({ cookies }: RawRequest): string | undefined =>
  cookies['__Secure-machinaka.session_token'] ?? cookies['machinaka.session_token']

function cityOf(parts: ResolverParts, cities: readonly City[], raw: RawRequest): City | Refusal {
  const header = ngsiDoor.test(raw.url) ? (raw.headers['ngsild-tenant'] ?? raw.headers['fiware-service']) : undefined
  const known = cities.map(({ city, settings, demo }) => ({ city, hosts: settings.hosts, demo }))
  const choice = chooseCity({
    cities: known,
    byHost: parts.cityByHost && !raw.local,
    hostname: raw.hostname,
    asked: header ?? raw.query['city'],
    askedByHeader: header !== undefined,
  })
  const city = 'city' in choice ? cities.find((c) => c.city === choice.city) : undefined
  return city ?? refusal('people.city-absent', 'absent' in choice ? choice.absent : 'There is no such city.')
}

/** What somebody is in a city: their membership, or a resident. Demo accounts are nobody outside of their one place. */
async function accountCaller(
  parts: ResolverParts,
  city: City,
  account: { readonly id: string; readonly demo: boolean },
  loopback: boolean,
): Promise<Caller> {
  if (account.demo && !parts.demoHere(city, loopback)) return anonymous
  const member: Membership | undefined = await parts.postgres.tenant(city.city, (tx) => findMembership(tx, city.city, account.id))
  return {
    kind: 'account',
    id: account.id,
    roles: [member?.role ?? 'resident'],
    scopes: [],
    ...(member?.department === undefined ? {} : { department: member.department }),
    ...(member === undefined || member.shops.length === 0 ? {} : { shops: member.shops }),
  }
}

async function callerOf(parts: ResolverParts, recent: Recent<Caller | undefined>, city: City, raw: RawRequest): Promise<Caller | Refusal> {
  if (raw.local) return localOperator
  const key = keyOf(raw)
  if (key !== undefined) {
    const caller = await recent.get(`key ${city.city} ${key}`, async () => {
      const found = await parts.keys.use(city.city, key)
      return found === undefined
        ? undefined
        : { kind: 'key', id: found.id, roles: [], scopes: found.scopes, ...(found.madeBy === undefined ? {} : { madeBy: found.madeBy }) }
    })
    return caller ?? refusal('people.key-invalid', 'This key is not one of this city, or it was revoked.')
  }
  const session = sessionOf(raw)
  if (session === undefined || !URL.canParse(raw.origin)) return anonymous
  const caller = await recent.get(`session ${city.city} ${raw.origin} ${String(raw.loopback)} ${session}`, async () => {
    const found = await parts
      .auths(raw.origin)
      .api.getSession({ headers: new Headers({ cookie: raw.headers['cookie'] ?? '' }), query: { disableRefresh: true } })
    return found === null ? undefined : accountCaller(parts, city, { id: found.user.id, demo: found.user.demo === true }, raw.loopback)
  })
  return caller ?? anonymous
}

/** Says of every request which city it means, who asks, and in which language. */
export function createResolver(parts: ResolverParts): Resolver {
  const recent = createRecent<Caller | undefined>(parts.clock, callersKept_s)
  return {
    async resolve(raw) {
      const cities = await parts.cities.list()
      const city = cityOf(parts, cities, raw)
      const base = { requestId: raw.requestId, now: parts.clock.now() }
      const wish = { asked: raw.query['lang'], kept: raw.cookies['machinaka.language'], accept: raw.headers['accept-language'] }
      if ('refused' in city) {
        if (!cityless.test(raw.url)) return city
        const asked = raw.query['city'] ?? ''
        return {
          ...base,
          tenant: (slug.test(asked) ? asked : 'none') as Tenant,
          caller: raw.local ? localOperator : anonymous,
          language: pickLanguage({ ...wish, offered: languages }),
        }
      }
      const caller = await callerOf(parts, recent, city, raw)
      return 'refused' in caller
        ? caller
        : { ...base, tenant: city.city, caller, language: pickLanguage({ ...wish, offered: city.settings.languages }) }
    },
    callerFor: (city, account, loopback) => accountCaller(parts, city, account, loopback),
    forget: () => recent.forget(),
  }
}
