/** The list of what could not be delivered: seen, tried again, or discarded by a person. */
import { refusal, type Postgres, type Refusal, type Tenant } from '@machinaka/platform'
import {
  discardUndelivered,
  findUndelivered,
  listUndelivered,
  releaseUndelivered,
  type UndeliveredFilter,
  type UndeliveredRow,
} from './undelivered-store.ts'

/** Which of them: all that fit; `ids` narrows further. */
export interface UndeliveredChoice extends UndeliveredFilter {
  readonly ids?: readonly string[] | undefined
}

export interface Undelivered {
  /** In the order in which they would be sent. */
  list(
    tenant: Tenant,
    filter?: UndeliveredFilter & { readonly limit?: number; readonly offset?: number },
  ): Promise<readonly UndeliveredRow[]>
  /** One with what it says. */
  get(tenant: Tenant, id: string): Promise<(UndeliveredRow & { readonly notification: unknown }) | Refusal>
  /** Lets them be tried again from now on; answers how many. */
  replay(tenant: Tenant, choice: UndeliveredChoice): Promise<number>
  /** Forgets them for good; answers how many. */
  discard(tenant: Tenant, choice: UndeliveredChoice): Promise<number>
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function createUndelivered(needs: { readonly postgres: Postgres; readonly wake: (tenant: Tenant) => void }): Undelivered {
  const { postgres, wake } = needs
  return {
    list: (tenant, { limit = 50, offset = 0, ...filter } = {}) =>
      postgres.tenant(tenant, (tx) => listUndelivered(tx, tenant, { ...filter, limit: Math.min(limit, 200), offset })),
    get: async (tenant, id) => {
      const row = UUID.test(id) ? await postgres.tenant(tenant, (tx) => findUndelivered(tx, tenant, id)) : undefined
      if (row === undefined) return refusal('context.undelivered-absent', 'There is no such notification; it may have been delivered.')
      const { message, ...rest } = row
      return { ...rest, notification: JSON.parse(message.body) as unknown }
    },
    replay: async (tenant, choice) => {
      const count = await postgres.tenant(tenant, (tx) => releaseUndelivered(tx, tenant, sound(choice)))
      if (count > 0) wake(tenant)
      return count
    },
    discard: (tenant, choice) => postgres.tenant(tenant, (tx) => discardUndelivered(tx, tenant, sound(choice))),
  }
}

const sound = (choice: UndeliveredChoice): UndeliveredChoice =>
  choice.ids === undefined ? choice : { ...choice, ids: choice.ids.filter((id) => UUID.test(id)) }
