/** Hot memory as one piece: what is kept, how it stays fresh, and the reads it answers. */
import type { Postgres, Tenant } from '@machinaka/platform'
import type { Entities } from '../broker.ts'
import type { CommittedFeed } from '../changes.ts'
import { readRows, storedEntity } from '../rows.ts'
import { Freshness } from './freshness.ts'
import type { HotReads } from './door.ts'
import { createHotReads } from './hot-reads.ts'
import { HotMemory } from './memory.ts'

const MOST_OF_TYPE = 20_000
const MOST_PLANS = 5_000
/** A query that comes a second time will come again. */
const WORTH_LOADING = 2

export interface HotParts {
  readonly postgres: Postgres
  readonly entities: Pick<Entities, 'each'>
  readonly feed: CommittedFeed
  /** MiB of entities as JSON; 0 keeps nothing. */
  readonly memory_MiB: number
  readonly isDistributed: (tenant: Tenant) => boolean
  readonly onError: (error: unknown) => void
}

export interface Hot {
  readonly reads: HotReads
  /** After changes that were not told one by one: an import. */
  drop(tenant: Tenant): void
  stop(): void
}

export function createHot({ postgres, entities, feed, memory_MiB, isDistributed, onError }: HotParts): Hot {
  const memory = new HotMemory(
    { mostBytes: memory_MiB * 2 ** 20, mostOfType: MOST_OF_TYPE, mostPlans: MOST_PLANS, worthLoading: WORTH_LOADING },
    async (tenant, type, most) => {
      const all = []
      for await (const page of entities.each(tenant, { types: [type] })) {
        all.push(...page)
        if (all.length > most) return undefined
      }
      return all
    },
  )
  const freshness = new Freshness({
    postgres,
    memory,
    fetch: async (tenant, ids) => {
      const rows = await postgres.tenant(tenant, (tx) => readRows(tx, tenant, ids))
      return [...rows.values()].map(storedEntity)
    },
    onError,
  })
  feed.subscribe((tenant, changes) => {
    memory.committed(tenant, changes)
    freshness.noteOwn(changes.map(({ version }) => version))
  })
  return {
    reads: createHotReads({ memory, freshness, isDistributed }),
    drop: (tenant) => memory.drop(tenant),
    stop: () => freshness.stop(),
  }
}
