import {
  isRefusal,
  refusal,
  type Caller,
  type Clock,
  type Context,
  type Ids,
  type Mail,
  type Postgres,
  type Refusal,
  type Tenant,
  type Tx,
} from '@machinaka/platform'
import type { Cities } from './cities.ts'
import type { Member } from './contract.ts'
import {
  deleteMembership,
  findMembership,
  lockMembers,
  openAccount,
  putMembership,
  readMembers,
  type MemberRow,
  type Membership,
} from './member-store.ts'
import { inviteMail, losesLastAdmin, mayGive, roleWithShop, textIn, type Language, type Role } from './rules/index.ts'

export interface Members {
  list(city: Tenant): Promise<readonly Member[]>
  /** Makes somebody a member by their address, whether or not they have an account, and writes to them. */
  invite(
    context: Context,
    invited: { readonly mail: string; readonly role: Role; readonly department?: string; readonly shops?: readonly string[] },
    address: string,
  ): Promise<Member | Refusal>
  update(
    context: Context,
    account: string,
    change: { readonly role?: Role; readonly department?: string; readonly shops?: readonly string[] },
  ): Promise<Member | Refusal>
  remove(context: Context, account: string): Promise<undefined | Refusal>
  /** Gives somebody a shop in the caller's transaction: a resident becomes shop staff. */
  grantShop(tx: Tx, city: Tenant, account: string, shop: string): Promise<void>
  /** Takes a shop away in the caller's transaction: shop staff without a shop is a resident again. */
  revokeShop(tx: Tx, city: Tenant, account: string, shop: string): Promise<void>
}

export interface MemberParts {
  readonly postgres: Postgres
  readonly clock: Clock
  readonly ids: Ids
  readonly mail: Mail
  readonly cities: Cities
  /** Told after every change, so that nobody keeps an old role. */
  readonly changed: () => void
}

const memberOf = ({ account, department, shops, ...row }: MemberRow): Member => ({
  ...row,
  id: account,
  shops: [...shops],
  ...(department === undefined ? {} : { department }),
})
const absent = (): Refusal => refusal('people.member-absent', 'Nobody with this id is a member of this city.')

function checkGiving(caller: Caller, roles: readonly Role[]): Refusal | undefined {
  const beyond = roles.find((role) => !mayGive(caller, role))
  return beyond === undefined
    ? undefined
    : refusal('people.role-beyond', `The role ${beyond} is given and taken by an operator only.`, { role: beyond })
}

/** Giving and taking shops: what a granted or revoked claim does. */
const shopsOf = ({ clock, changed }: Pick<MemberParts, 'clock' | 'changed'>): Pick<Members, 'grantShop' | 'revokeShop'> => ({
  async grantShop(tx, city, account, shop) {
    const before = (await findMembership(tx, city, account)) ?? { account, role: 'resident', department: undefined, shops: [] }
    await putMembership(tx, city, { ...before, role: roleWithShop(before.role), shops: [...new Set([...before.shops, shop])] }, clock.now())
    changed()
  },
  async revokeShop(tx, city, account, shop) {
    const before = await findMembership(tx, city, account)
    if (before === undefined) return
    const shops = before.shops.filter((s) => s !== shop)
    await putMembership(
      tx,
      city,
      { ...before, role: before.role === 'shop-staff' && shops.length === 0 ? 'resident' : before.role, shops },
      clock.now(),
    )
    changed()
  },
})

/** Whether the city has the department; a refusal names those it has. */
async function checkDepartment(cities: Cities, city: Tenant, department: string | undefined): Promise<Refusal | undefined> {
  const known = (await cities.find(city))?.settings.departments.map(({ id }) => id) ?? []
  return department === undefined || known.includes(department)
    ? undefined
    : refusal('people.department-absent', `The city has no department "${department}". It has: ${known.join(', ') || 'none'}.`, {
        departments: known,
      })
}

/** Asking somebody in: membership first, then the mail, whose failure the inviter is told. */
const inviting = ({ postgres, clock, ids, mail, cities, changed }: MemberParts): Pick<Members, 'invite'> => ({
  async invite({ tenant, caller, language }, { mail: to, role, department, shops }, address) {
    const no = checkGiving(caller, [role]) ?? (await checkDepartment(cities, tenant, department))
    if (no !== undefined) return no
    const account = await openAccount(postgres, { id: ids.uuid(), name: to.split('@')[0] ?? to, mail: to, demo: false }, clock.now())
    const refused = await postgres.tenant(tenant, async (tx): Promise<Refusal | undefined> => {
      if ((await findMembership(tx, tenant, account)) !== undefined)
        return refusal('people.member-exists', 'That person is a member of this city already. Change their role instead.')
      await putMembership(tx, tenant, { account, role, department, shops: shops ?? [] }, clock.now())
      return undefined
    })
    if (refused !== undefined) return refused
    changed()
    const city = await cities.find(tenant)
    const text = inviteMail(language as Language, {
      city: city === undefined ? tenant : textIn(city.settings.name, language as Language),
      address,
    })
    const sent = await mail.send({ to, ...text }).then(
      () => true,
      () => false,
    )
    return sent
      ? getMember(postgres, tenant, account)
      : refusal('people.mail-failed', 'The person is a member now, but the mail that tells them could not be sent. Tell them yourself.')
  },
})

/** The membership as it stands under the lock, where the caller may give and take its role and an admin remains after `next`. */
async function changeable(
  tx: Tx,
  { tenant, caller }: Context,
  account: string,
  next: (before: Membership) => Membership | undefined,
): Promise<{ readonly after: Membership | undefined } | Refusal> {
  const admins = await lockMembers(tx, tenant)
  const before = await findMembership(tx, tenant, account)
  if (before === undefined) return absent()
  const after = next(before)
  const no = checkGiving(caller, after === undefined ? [before.role] : [before.role, after.role])
  if (no !== undefined) return no
  if (losesLastAdmin(admins, before.role, after?.role))
    return refusal('people.last-admin', 'This is the only admin. Make somebody else admin first.')
  return { after }
}

async function getMember(postgres: Postgres, city: Tenant, account: string): Promise<Member | Refusal> {
  const [row] = await readMembers(postgres, city, account)
  return row === undefined ? absent() : memberOf(row)
}

export function createMembers(parts: MemberParts): Members {
  const { postgres, clock, cities, changed } = parts
  return {
    list: async (city) => (await readMembers(postgres, city)).map(memberOf),
    ...inviting(parts),
    async update(context, account, change) {
      const { tenant } = context
      const wrong = await checkDepartment(cities, tenant, change.department)
      if (wrong !== undefined) return wrong
      const refused = await postgres.tenant(tenant, async (tx): Promise<Refusal | undefined> => {
        const decided = await changeable(tx, context, account, (before) => ({ ...before, ...change }))
        if (isRefusal(decided)) return decided
        if (decided.after !== undefined) await putMembership(tx, tenant, decided.after, clock.now())
        return undefined
      })
      if (isRefusal(refused)) return refused
      changed()
      return getMember(postgres, tenant, account)
    },
    async remove(context, account) {
      const refused = await postgres.tenant(context.tenant, async (tx): Promise<Refusal | undefined> => {
        const decided = await changeable(tx, context, account, () => undefined)
        if (isRefusal(decided)) return decided
        await deleteMembership(tx, context.tenant, account)
        return undefined
      })
      changed()
      return refused
    },
    ...shopsOf(parts),
  }
}
