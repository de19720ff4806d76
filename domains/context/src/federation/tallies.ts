/** Counts what came of asking sources, and writes it in batches (Table 5.2.9-2): never a row per request. */
import type { Clock, Postgres, Tenant } from '@machinaka/platform'
import { addTallies, type SourceTally } from './registration-store.ts'

const PAUSE_MS = 1_000

export interface Tallies {
  note(tenant: Tenant, registration: string, ok: boolean): void
  /** Writes what is counted now. */
  flush(): Promise<void>
  stop(): Promise<void>
}

type Counting = { -readonly [K in keyof SourceTally]: SourceTally[K] }

export function createTallies({
  postgres,
  clock,
  onError,
}: {
  readonly postgres: Postgres
  readonly clock: Clock
  readonly onError: (error: unknown) => void
}): Tallies {
  let counted = new Map<Tenant, Map<string, Counting>>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  const write = async (): Promise<void> => {
    const due = counted
    counted = new Map()
    for (const [tenant, all] of due) await postgres.tenant(tenant, (tx) => addTallies(tx, tenant, [...all.values()])).catch(onError)
  }
  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(write)
    return writing
  }
  return {
    note(tenant, registration, ok) {
      const all = counted.get(tenant) ?? new Map<string, Counting>()
      counted.set(tenant, all)
      const one = all.get(registration) ?? { id: registration, sent: 0, failed: 0, lastSuccess: undefined, lastFailure: undefined, ok }
      all.set(registration, one)
      one.sent += 1
      one.ok = ok
      if (ok) one.lastSuccess = clock.now()
      else {
        one.failed += 1
        one.lastFailure = clock.now()
      }
      timer ??= setTimeout(() => void flush(), PAUSE_MS).unref()
    },
    flush,
    stop: () => flush(),
  }
}
