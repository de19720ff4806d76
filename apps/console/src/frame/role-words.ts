import type { Role } from '@machinaka/people/contract'
import type { PlainKey } from '../messages/index.ts'

/** What a role is called. */
export const roleWords: Readonly<Record<Role, PlainKey>> = {
  visitor: 'roleVisitor',
  resident: 'roleResident',
  'shop-staff': 'roleShop',
  staff: 'roleStaff',
  admin: 'roleAdmin',
  operator: 'roleOperator',
}
