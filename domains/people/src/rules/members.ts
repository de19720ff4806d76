import type { Actor, Role } from './roles.ts'

/** Whether somebody may give this role, or take it away: an admin all but operator, an operator every one. */
export const mayGive = (actor: Actor, role: Role): boolean =>
  actor.kind === 'account' && (actor.roles.includes('operator') || (actor.roles.includes('admin') && role !== 'operator'))

/**
 * What a granted shop makes of a member: a resident becomes shop staff; staff and above keep their role, which edits
 * every listing anyway.
 */
export const roleWithShop = (role: Role): Role => (role === 'visitor' || role === 'resident' ? 'shop-staff' : role)

/** Whether a change would leave the city without an admin. */
export const losesLastAdmin = (admins: number, before: Role, after: Role | undefined): boolean =>
  before === 'admin' && after !== 'admin' && admins <= 1
