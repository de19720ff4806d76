import type { Migrations, Tenant } from '@machinaka/platform'
import type { Use } from './contract.ts'

/** The plain SQL that this domain owns. */
export const migrations: Migrations = { schema: 'insight', folder: new URL('../migrations/', import.meta.url) }

export interface Insight {
  /** Counts one use that the server itself saw. Never throws and never waits: counts are written a moment later. */
  count(tenant: Tenant, use: Use): void
  /** Writes what is waiting. */
  flush(): Promise<void>
  /** Flushes and stops the timer. */
  stop(): Promise<void>
}
