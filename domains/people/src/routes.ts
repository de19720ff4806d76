import {
  isRefusal,
  refusal,
  reply,
  route,
  type Caller,
  type Context,
  type RawRequest,
  type Refusal,
  type Reply,
  type Route,
} from '@machinaka/platform'
import type { Cities } from './cities.ts'
import type { City } from './city-store.ts'
import * as contract from './contract.ts'
import type { Demo } from './demo.ts'
import type { ApiKey } from './key-store.ts'
import type { Keys } from './keys.ts'
import type { Account } from './member-store.ts'
import type { Members } from './members.ts'
import type { Resolver } from './resolve.ts'
import { permissionsOf, permits, roles, type Language, type Role } from './rules/index.ts'
import type { SignedIn, SignIn } from './sign-in.ts'

export interface RouteParts {
  readonly cities: Cities
  readonly keys: Keys
  readonly members: Members
  readonly signIn: SignIn
  readonly demo: Demo
  readonly resolver: Resolver
  readonly findAccount: (id: string) => Promise<Account | undefined>
  readonly mailMode: 'smtp' | 'folder'
  /** Where host names decide, a city does not tell of the others. */
  readonly cityByHost: boolean
  /** Whether this server lets browsers fetch those tiles at all. */
  readonly gsiTiles: boolean
}

const noStore = { 'cache-control': 'no-store' }
const absent = (): Refusal => refusal('people.city-absent', 'The city of this request is gone.')
const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text)

/** Passkeys need a name (an address has none) and a secure place: HTTPS, or this very machine (WebAuthn §5.1.3). */
const offersPasskey = ({ origin, hostname }: RawRequest): boolean =>
  !/^[\d.]+$|:/.test(hostname) && (origin.startsWith('https:') || hostname === 'localhost' || hostname.endsWith('.localhost'))

const meOf = (caller: Caller, account: Account | undefined): contract.Me => ({
  kind: caller.kind,
  ...(caller.id === undefined ? {} : { id: caller.id }),
  ...(account === undefined ? {} : { name: account.name, mail: account.mail }),
  roles: caller.roles.filter(isRole),
  permissions: [...permissionsOf(caller)],
  ...(caller.department === undefined ? {} : { department: caller.department }),
  shops: [...(caller.shops ?? [])],
  demo: account?.demo ?? false,
})

const keyView = ({ lastUsedAt, revokedAt, scopes, ...key }: ApiKey): contract.KeyView => ({
  ...key,
  scopes: [...scopes],
  ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
  ...(revokedAt === undefined ? {} : { revokedAt }),
})

/** The city of a request as everybody may see it. Undefined when it is gone. */
export async function cityView(
  { cities, demo, mailMode, gsiTiles }: Pick<RouteParts, 'cities' | 'demo' | 'mailMode' | 'gsiTiles'>,
  { tenant }: Pick<Context, 'tenant'>,
  raw: RawRequest,
): Promise<contract.CityView | undefined> {
  const city = await cities.find(tenant)
  if (city === undefined) return undefined
  const { name, centre, zoom, bounds, timeZone, languages, features, departments, credits, search } = city.settings
  return {
    city: city.city,
    name,
    centre,
    zoom,
    bounds,
    timeZone,
    languages,
    features: { ...features, gsiTiles: features.gsiTiles && gsiTiles },
    departments,
    credits,
    search,
    demo: city.demo,
    signIn: { mail: mailMode === 'smtp' || raw.loopback, passkey: offersPasskey(raw), demo: [...demo.offered(city, raw)] },
  }
}

const cityRoutes = (parts: RouteParts): Route[] => {
  const { cities, findAccount, cityByHost } = parts
  return [
    route(contract.getCity, async ({ context, raw }) => (await cityView(parts, context, raw)) ?? absent()),
    route(contract.listCities, async ({ context }) =>
      (await cities.list())
        .filter(({ city }) => !cityByHost || city === context.tenant || permits(context.caller, 'operate'))
        .map(({ city, settings, demo: isDemo }) => ({ city, name: settings.name, demo: isDemo, hosts: settings.hosts })),
    ),
    route(contract.createCity, async ({ body, context }) => {
      const maker = context.caller.id === undefined ? undefined : await findAccount(context.caller.id)
      if (maker?.demo === true)
        return refusal('people.demo-only', 'The demo operator does not open cities. Use the command line: it is yours.')
      const made = await cities.create({ ...body, demo: false })
      return isRefusal(made) ? made : { city: made.city, settings: made.settings }
    }),
    route(contract.getCitySettings, async ({ context }) => (await cities.find(context.tenant))?.settings ?? absent()),
    route(contract.updateCity, ({ context, body }) => cities.update(context.tenant, body)),
  ]
}

const keyRoutes = ({ keys, resolver }: RouteParts): Route[] => [
  route(contract.listKeys, async ({ context }) => (await keys.list(context.tenant)).map(keyView)),
  route(contract.createKey, async ({ context, body }) => {
    const made = await keys.create(context.tenant, context.caller, body)
    return isRefusal(made) ? made : { key: keyView(made.key), text: made.text }
  }),
  route(contract.revokeKey, async ({ context, params }) => {
    const revoked = await keys.revoke(context.tenant, params.id)
    resolver.forget()
    return isRefusal(revoked) ? revoked : keyView(revoked)
  }),
]

const memberRoutes = ({ members }: RouteParts): Route[] => [
  route(contract.listMembers, ({ context }) => members.list(context.tenant)),
  route(contract.inviteMember, ({ context, body, raw }) => members.invite(context, body, `${raw.origin}/console/`)),
  route(contract.updateMember, ({ context, params, body }) => members.update(context, params.id, body)),
  route(contract.removeMember, ({ context, params }) => members.remove(context, params.id)),
]

const signInRoutes = ({ cities, signIn, demo, resolver, findAccount }: RouteParts): Route[] => {
  const cityOf = (context: Context): Promise<City | undefined> => cities.find(context.tenant)
  const welcome = async ({ account, cookies }: SignedIn, city: City, raw: RawRequest): Promise<Reply> => {
    resolver.forget()
    return reply({
      json: meOf(await resolver.callerFor(city, account, raw.loopback), account),
      headers: { ...noStore, 'set-cookie': cookies },
    })
  }
  return [
    route(contract.getMe, async ({ context: { caller }, raw }) => {
      const account = caller.kind === 'account' && caller.id !== undefined ? await findAccount(caller.id) : undefined
      const cookies = account === undefined ? [] : await signIn.renew(raw)
      return reply({
        json: meOf(caller, account),
        headers: { 'cache-control': 'private, no-cache', ...(cookies.length === 0 ? {} : { 'set-cookie': cookies }) },
      })
    }),
    route(contract.signOut, async ({ raw }) => {
      const cookies = await signIn.out(raw)
      resolver.forget()
      return reply({ status: 204, headers: { ...noStore, 'set-cookie': cookies } })
    }),
    route(contract.requestCode, async ({ context, raw, body }) => {
      const city = await cityOf(context)
      return city === undefined
        ? refusal('platform.absent', 'There is no such city.')
        : signIn.requestCode(raw, city, context.language as Language, body.mail)
    }),
    route(contract.signInByCode, async ({ context, raw, body }) => {
      const city = await cityOf(context)
      if (city === undefined) return refusal('platform.absent', 'There is no such city.')
      const result = await signIn.byCode(raw, body.mail, body.code)
      return isRefusal(result) ? result : welcome(result, city, raw)
    }),
    route(contract.demoSignIn, async ({ context, raw, body }) => {
      const city = await cityOf(context)
      const account = city === undefined ? undefined : await demo.account(city, raw, body.role)
      if (city === undefined || account === undefined)
        return refusal('people.demo-only', 'Demo accounts exist in the demo city only, only on this machine, and never in production.')
      return welcome(await signIn.directly(raw, account), city, raw)
    }),
    route(contract.passkeyGet, ({ raw }) => signIn.passkey(raw, undefined)),
    route(contract.passkeyPost, async ({ raw, body }) => {
      const answer = await signIn.passkey(raw, body)
      resolver.forget()
      return answer
    }),
  ]
}

/** Every route of people. */
export const peopleRoutes = (parts: RouteParts): readonly Route[] => [
  ...cityRoutes(parts),
  ...keyRoutes(parts),
  ...memberRoutes(parts),
  ...signInRoutes(parts),
]
