/** Concurrent requests share transactions: a commit costs the same for one write and for a hundred. */
import type { Refusal, Tenant } from '@machinaka/platform'
import type { AnyWrite, WriteAny } from './write-path.ts'
import type { Written } from './write.ts'

type Results = readonly (Written | Refusal)[]

/** One request that waits for its writes. */
interface Waiting {
  readonly writes: readonly AnyWrite[]
  readonly resolve: (results: Results) => void
  readonly reject: (error: unknown) => void
}

export interface GroupOptions {
  /** Transactions of one tenant at the same time; more would wait for each other's rows. */
  readonly atOnce: number
  /** Writes that share a transaction at most; a request with more has one of its own. */
  readonly most: number
}

/**
 * The same path of writes, shared: what is asked while transactions are under way waits and goes into the next one, in the
 * order of asking. Each write still stands alone; when a shared transaction fails as a whole, its requests are done one by one.
 * A caller with a transaction of its own is not grouped.
 */
export function groupWrites(write: WriteAny, { atOnce, most }: GroupOptions): WriteAny {
  const tenants = new Map<Tenant, { waiting: Waiting[]; running: number }>()
  const runOne = (tenant: Tenant, { writes, resolve, reject }: Waiting): Promise<void> => write(tenant, writes).then(resolve, reject)

  const runGroup = async (tenant: Tenant, group: readonly Waiting[]): Promise<void> => {
    const [first] = group
    if (group.length === 1 && first !== undefined) return runOne(tenant, first)
    try {
      const results = await write(
        tenant,
        group.flatMap(({ writes }) => writes),
      )
      let from = 0
      for (const { writes, resolve } of group) {
        resolve(results.slice(from, from + writes.length))
        from += writes.length
      }
    } catch {
      // Nothing of it is stored. Whoever caused it hears of it; the others are not to suffer for it.
      for (const one of group) await runOne(tenant, one)
    }
  }

  const next = (tenant: Tenant): void => {
    const queue = tenants.get(tenant)
    if (queue === undefined || queue.running >= atOnce) return
    const group = takeGroup(queue.waiting, most)
    if (group.length === 0) {
      if (queue.running === 0) tenants.delete(tenant)
      return
    }
    queue.running += 1
    void runGroup(tenant, group).finally(() => {
      queue.running -= 1
      next(tenant)
    })
  }

  return (tenant, writes, tx) => {
    if (tx !== undefined || writes.length === 0) return write(tenant, writes, tx)
    return new Promise<Results>((resolve, reject) => {
      const queue = tenants.get(tenant) ?? { waiting: [], running: 0 }
      tenants.set(tenant, queue)
      queue.waiting.push({ writes, resolve, reject })
      next(tenant)
    })
  }
}

function takeGroup(waiting: Waiting[], most: number): readonly Waiting[] {
  let count = 0
  let size = 0
  for (const { writes } of waiting) {
    if (count > 0 && size + writes.length > most) break
    count += 1
    size += writes.length
  }
  return waiting.splice(0, count)
}
