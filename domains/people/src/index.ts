import type {
  Caller,
  Clock,
  Context,
  HttpLog,
  Ids,
  Mail,
  Migrations,
  Postgres,
  RawRequest,
  Refusal,
  Route,
  Signals,
  Tenant,
  Tx,
} from '@machinaka/platform'
import { createAuths } from './auth.ts'
import { createCities, featureRefusal } from './cities.ts'
import type { City } from './city-store.ts'
import type { CityView } from './contract.ts'
import { createDemo, type DemoHere } from './demo.ts'
import { createKeys, type Keys } from './keys.ts'
import { findAccount, openSecret, sweepExpired } from './member-store.ts'
import { createMembers } from './members.ts'
import { createResolver } from './resolve.ts'
import { cityView, peopleRoutes } from './routes.ts'
import { permits, type CitySettings } from './rules/index.ts'
import { createSignIn } from './sign-in.ts'

export type * from './contract.ts'
export type { City } from './city-store.ts'
export { refusals } from './contract.ts'

export const peopleMigrations: Migrations = { schema: 'people', folder: new URL('../migrations/', import.meta.url) }

export interface PeopleParts {
  readonly postgres: Postgres
  readonly clock: Clock
  readonly ids: Ids
  readonly mail: Mail
  readonly log: Pick<HttpLog, 'warn'>
  readonly signals?: Signals
  /** Whether host names alone say which city is meant (production); else `?city=` comes first. */
  readonly cityByHost: boolean
  /** Whether the accounts of the demo city may be used on this machine: not in production. */
  readonly demoAccounts: boolean
  /** Whether browsers may fetch map tiles of the Geospatial Information Authority here; a city then decides for itself. */
  readonly gsiTiles: boolean
}

/** Cities, accounts, roles and keys. */
export interface People {
  readonly routes: readonly Route[]
  /** For the HTTP server: city, caller and language of a request. */
  resolve(raw: RawRequest): Promise<Context | Refusal>
  /** For the HTTP server: whether a caller has a permission. */
  permits(caller: Caller, permission: string): boolean
  /** For the HTTP server: why a feature is not there in the city of a request, or undefined. */
  offers(context: Pick<Context, 'tenant'>, feature: string): Promise<Refusal | undefined>
  /** Oldest first. */
  listCities(): Promise<readonly City[]>
  findCity(city: string): Promise<City | undefined>
  /** What `GET /api/city` answers to this request, for the page that is about to ask it. */
  viewCity(context: Pick<Context, 'tenant'>, raw: RawRequest): Promise<CityView | undefined>
  createCity(city: { readonly city: string; readonly settings: CitySettings; readonly demo: boolean }): Promise<City | Refusal>
  /** Opens a city in the caller's transaction of that tenant: it comes with its first content, or not at all. */
  openCity(tx: Tx, city: { readonly city: Tenant; readonly settings: CitySettings }): Promise<Refusal | undefined>
  updateCity(city: Tenant, change: Partial<CitySettings>): Promise<CitySettings | Refusal>
  /** Gives somebody a shop (a place's entity id) in the caller's transaction: a resident becomes shop staff. */
  grantShop(tx: Tx, city: Tenant, account: string, shop: string): Promise<void>
  /** Takes a shop away in the caller's transaction: shop staff without a shop is a resident again. */
  revokeShop(tx: Tx, city: Tenant, account: string, shop: string): Promise<void>
  /** Makes the demo accounts of the demo city; the shop account works for these shops. */
  openDemo(city: City, options: { readonly shops: readonly string[] }): Promise<void>
  /** Keys for machines, for the command line and the demo's own replay. */
  readonly keys: Keys
  /** Removes sessions and codes that have expired: a job, once a day. */
  sweep(): Promise<void>
}

/** Opens people on the database; the secret that signs cookies is made at the first start and kept there. */
export async function createPeople({
  postgres,
  clock,
  ids,
  mail,
  log,
  signals,
  cityByHost,
  demoAccounts,
  gsiTiles,
}: PeopleParts): Promise<People> {
  const secret = await openSecret(postgres, 'cookies', ids.secret(32), clock.now())
  const warn = (what: string): void => log.warn({}, what)
  const auths = createAuths({ postgres, ids, secret, warn })
  const cities = createCities({ postgres, clock, signals })
  const keys = createKeys({ postgres, clock, ids })
  const demoHere: DemoHere = (city, loopback) => demoAccounts && city.demo && loopback
  const resolver = createResolver({ postgres, clock, cities, keys, auths, cityByHost, demoHere })
  const members = createMembers({ postgres, clock, ids, mail, cities, changed: () => resolver.forget() })
  const demo = createDemo({ postgres, clock, ids, demoHere })
  const signIn = createSignIn({ postgres, clock, ids, mail, auths, secret, warn })
  return {
    routes: peopleRoutes({
      cities,
      keys,
      members,
      signIn,
      demo,
      resolver,
      findAccount: (id) => findAccount(postgres, id),
      mailMode: mail.mode,
      cityByHost,
      gsiTiles,
    }),
    resolve: (raw) => resolver.resolve(raw),
    permits,
    offers: async ({ tenant }, feature) => featureRefusal((await cities.find(tenant))?.settings.features, feature),
    listCities: () => cities.list(),
    findCity: (city) => cities.find(city),
    viewCity: (context, raw) => cityView({ cities, demo, mailMode: mail.mode, gsiTiles }, context, raw),
    createCity: (city) => cities.create(city),
    openCity: (tx, city) => cities.createWithin(tx, city),
    updateCity: (city, change) => cities.update(city, change),
    grantShop: (tx, city, account, shop) => members.grantShop(tx, city, account, shop),
    revokeShop: (tx, city, account, shop) => members.revokeShop(tx, city, account, shop),
    openDemo: (city, options) => demo.open(city, options),
    keys,
    sweep: () => sweepExpired(postgres, clock.now()),
  }
}
