import { createHash } from 'node:crypto'
import { refusal, type Clock, type Ids, type Postgres, type Refusal, type Tenant } from '@machinaka/platform'
import { insertKey, readKeys, revoke, useKey, type ApiKey, type UsedKey } from './key-store.ts'
import { grantable, type Actor, type Permission } from './rules/index.ts'

/** How a key begins, so that people and scanners for leaked secrets recognise one. */
const mark = 'mk_'
/** Shown of a key afterwards: the mark and this many characters. */
const shown = 6

/** A key is 32 random bytes, so one round of SHA-256 keeps it: there is nothing to guess. */
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

export interface Keys {
  list(city: Tenant): Promise<readonly ApiKey[]>
  /** Makes a key; its text is answered once and kept nowhere. */
  create(
    city: Tenant,
    maker: Actor & { readonly id: string | undefined },
    key: { readonly name: string; readonly scopes: readonly Permission[] },
  ): Promise<{ readonly key: ApiKey; readonly text: string } | Refusal>
  revoke(city: Tenant, id: string): Promise<ApiKey | Refusal>
  /** The valid key of this city with that text, or undefined. */
  use(city: Tenant, text: string): Promise<UsedKey | undefined>
}

export const createKeys = ({ postgres, clock, ids }: { readonly postgres: Postgres; readonly clock: Clock; readonly ids: Ids }): Keys => ({
  list: (city) => postgres.tenant(city, (tx) => readKeys(tx, city)),
  async create(city, maker, { name, scopes }) {
    const may = grantable(maker)
    const beyond = scopes.filter((scope) => !may.includes(scope))
    if (beyond.length > 0)
      return refusal('people.scope-beyond', `You cannot give a key ${beyond.join(', ')}: leave it out.`, { scopes: beyond })
    const text = mark + ids.secret(32)
    const key = await postgres.tenant(city, (tx) =>
      insertKey(tx, city, {
        id: ids.uuid(),
        name,
        prefix: text.slice(0, mark.length + shown),
        hash: hashOf(text),
        scopes,
        createdBy: maker.id,
        now: clock.now(),
      }),
    )
    return { key, text }
  },
  revoke: async (city, id) =>
    (await postgres.tenant(city, (tx) => revoke(tx, city, id, clock.now()))) ??
    refusal('people.key-absent', 'There is no such key in this city.'),
  use: (city, text) => postgres.tenant(city, (tx) => useKey(tx, city, hashOf(text), clock.now())),
})
