import type { Clock, Ids, Postgres, RawRequest, Tenant } from '@machinaka/platform'
import type { City } from './city-store.ts'
import { demoRoles, type DemoRole } from './contract.ts'
import { openAccount, putMembership, type Account } from './member-store.ts'
import type { Role } from './rules/index.ts'

/** Whether demo accounts are anybody at all for a request: in the demo city, on this machine, where the installation has them. */
export type DemoHere = (city: City, loopback: boolean) => boolean

/** Accounts that sign in with one click, so that a newcomer sees every side of the town at once. */
export interface Demo {
  /** Makes the demo accounts of the demo city, or brings them back to what they should be. */
  open(city: City, options: { readonly shops: readonly string[] }): Promise<void>
  /** The demo accounts that this request may use: all in the demo city on this machine, none elsewhere and none in production. */
  offered(city: City, raw: RawRequest): readonly DemoRole[]
  account(city: City, raw: RawRequest, role: DemoRole): Promise<Account | undefined>
}

/** `.invalid` never resolves (RFC 2606 §2), so nobody can receive mail for these. */
const mailOf = (role: DemoRole, city: Tenant): string => `${role}@${city}.demo.invalid`
const names: Readonly<Record<DemoRole, string>> = {
  resident: '住民(デモ)',
  'shop-staff': 'お店のスタッフ(デモ)',
  staff: '市の職員(デモ)',
  approver: '承認する職員(デモ)',
  admin: '市の管理者(デモ)',
  operator: '運用担当(デモ)',
}
const roleOf = (role: DemoRole): Role => (role === 'approver' ? 'staff' : role)

export function createDemo({
  postgres,
  clock,
  ids,
  demoHere,
}: {
  readonly postgres: Postgres
  readonly clock: Clock
  readonly ids: Ids
  readonly demoHere: DemoHere
}): Demo {
  const offered = (city: City, raw: RawRequest): readonly DemoRole[] => (demoHere(city, raw.loopback) ? demoRoles : [])
  const open = (city: Tenant, role: DemoRole): Promise<string> =>
    openAccount(postgres, { id: ids.uuid(), name: names[role], mail: mailOf(role, city), demo: true }, clock.now())
  return {
    async open(city, { shops }) {
      if (!city.demo) throw new Error(`${city.city} is no demo city: it gets no demo accounts`)
      // Both staff are of one department, because a draft is approved by a colleague.
      const department = city.settings.departments[0]?.id
      for (const role of demoRoles) {
        const account = await open(city.city, role)
        const membership = {
          account,
          role: roleOf(role),
          department: roleOf(role) === 'staff' ? department : undefined,
          shops: role === 'shop-staff' ? shops : [],
        }
        await postgres.tenant(city.city, (tx) => putMembership(tx, city.city, membership, clock.now()))
      }
    },
    offered,
    async account(city, raw, role) {
      if (!offered(city, raw).includes(role)) return undefined
      return { id: await open(city.city, role), name: names[role], mail: mailOf(role, city.city), demo: true }
    },
  }
}
