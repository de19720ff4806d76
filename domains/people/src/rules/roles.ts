/**
 * Who may what: one table. A role or a permission that is added without an answer for every other does not compile.
 */
export const roles = ['visitor', 'resident', 'shop-staff', 'staff', 'admin', 'operator'] as const
export type Role = (typeof roles)[number]

export const permissions = [
  'public',
  'account',
  'place.edit',
  'place.publish',
  'event.edit',
  'report.answer',
  'listing.claim',
  'listing.edit',
  'claim.check',
  'source.read',
  'source.import',
  'usage.read',
  'health.read',
  'context.read',
  'context.write',
  'key.manage',
  'city.manage',
  'operate',
] as const
export type Permission = (typeof permissions)[number]

/** `own`: only for the shops the person works for. */
type Answer = 'yes' | 'no' | 'own'

const table: Readonly<Record<Permission, Readonly<Record<Role, Answer>>>> = {
  public: { visitor: 'yes', resident: 'yes', 'shop-staff': 'yes', staff: 'yes', admin: 'yes', operator: 'yes' },
  account: { visitor: 'no', resident: 'yes', 'shop-staff': 'yes', staff: 'yes', admin: 'yes', operator: 'yes' },
  'place.edit': { visitor: 'no', resident: 'no', 'shop-staff': 'no', staff: 'yes', admin: 'yes', operator: 'yes' },
  // That the one who approves is not the one who wrote is a rule of the guide.
  'place.publish': { visitor: 'no', resident: 'no', 'shop-staff': 'no', staff: 'yes', admin: 'yes', operator: 'yes' },
  'event.edit': { visitor: 'no', resident: 'no', 'shop-staff': 'no', staff: 'yes', admin: 'yes', operator: 'yes' },
  'report.answer': { visitor: 'no', resident: 'no', 'shop-staff': 'no', staff: 'yes', admin: 'yes', operator: 'yes' },
  'listing.claim': { visitor: 'no', resident: 'yes', 'shop-staff': 'yes', staff: 'no', admin: 'no', operator: 'yes' },
  'listing.edit': { visitor: 'no', resident: 'no', 'shop-staff': 'own', staff: 'yes', admin: 'yes', operator: 'yes' },
  'claim.check': { visitor: 'no', resident: 'no', 'shop-staff': 'no', staff: 'yes', admin: 'yes', operator: 'yes' },
  'source.read': { visitor: 'no', resident: 'no', 'shop-staff': 'no', staff: 'yes', admin: 'yes', operator: 'yes' },
  'source.import': { visitor: 'no', resident: 'no', 'shop-staff': 'no', staff: 'yes', admin: 'yes', operator: 'yes' },
  'usage.read': { visitor: 'no', resident: 'no', 'shop-staff': 'no', staff: 'yes', admin: 'yes', operator: 'yes' },
  'health.read': { visitor: 'no', resident: 'no', 'shop-staff': 'no', staff: 'yes', admin: 'yes', operator: 'yes' },
  'context.read': { visitor: 'no', resident: 'no', 'shop-staff': 'no', staff: 'yes', admin: 'yes', operator: 'yes' },
  'context.write': { visitor: 'no', resident: 'no', 'shop-staff': 'no', staff: 'no', admin: 'yes', operator: 'yes' },
  'key.manage': { visitor: 'no', resident: 'no', 'shop-staff': 'no', staff: 'no', admin: 'yes', operator: 'yes' },
  'city.manage': { visitor: 'no', resident: 'no', 'shop-staff': 'no', staff: 'no', admin: 'yes', operator: 'yes' },
  operate: { visitor: 'no', resident: 'no', 'shop-staff': 'no', staff: 'no', admin: 'no', operator: 'yes' },
}

/** What the rules read of a caller; platform's `Caller` fits. */
export interface Actor {
  readonly kind: 'anonymous' | 'account' | 'key'
  readonly roles: readonly string[]
  readonly scopes: readonly string[]
  readonly department?: string
  readonly shops?: readonly string[]
}

const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text)
const isPermission = (text: string): text is Permission => (permissions as readonly string[]).includes(text)
const rolesOf = (actor: Actor): readonly Role[] => (actor.kind === 'account' ? actor.roles.filter(isRole) : ['visitor'])

/**
 * Whether the caller may do this at all. A machine (key) may what its scopes name, and what is public.
 * `listing.edit` of shop staff is for their own shops: ask `permitsShop` with the shop.
 */
export function permits(actor: Actor, permission: string): boolean {
  if (!isPermission(permission)) return false
  if (actor.kind === 'key') return permission === 'public' || actor.scopes.includes(permission)
  return rolesOf(actor).some((role) => table[permission][role] !== 'no')
}

/** Whether the caller may edit the listing of this shop (a place's entity id). */
export function permitsShop(actor: Actor, shop: string): boolean {
  if (actor.kind === 'key') return actor.scopes.includes('listing.edit')
  const answers = rolesOf(actor).map((role) => table['listing.edit'][role])
  return answers.includes('yes') || (answers.includes('own') && (actor.shops ?? []).includes(shop))
}

/** Whether the caller may decide for a department: its own staff, the city's admin, the operator. */
export const permitsDepartment = (actor: Actor, department: string): boolean =>
  rolesOf(actor).some((role) => role === 'admin' || role === 'operator' || (role === 'staff' && actor.department === department))

/** Every permission the caller has, for the screens: what is not in it is not shown. */
export const permissionsOf = (actor: Actor): readonly Permission[] => permissions.filter((permission) => permits(actor, permission))

/** What a key may be given by its maker: no more than the maker may, and nothing that only a person does. */
export const grantable = (actor: Actor): readonly Permission[] =>
  permissionsOf(actor).filter((p) => p !== 'public' && p !== 'account' && p !== 'key.manage' && p !== 'listing.claim')
