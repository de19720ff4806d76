/** The context domain: the town's entities, their sources and history (see README.md). */
import type { Clock, Ids, Jobs, Migrations, Outbox, Postgres } from '@machinaka/platform'
import type { Broker } from './broker.ts'

export * from './broker.ts'
export type * from './contract.ts'

/** What the context domain needs from its surroundings. */
export interface ContextNeeds {
  readonly postgres: Postgres
  readonly outbox: Pick<Outbox, 'write'>
  readonly clock: Clock
  readonly ids: Ids
  /** Where given, dead import runs are swept every minute by one process. */
  readonly jobs?: Pick<Jobs, 'define'>
}

export const contextMigrations: Migrations = { schema: 'context', folder: new URL('../migrations/', import.meta.url) }

/** Builds the domain. It does nothing until it is called; `start()` sweeps what a dead process left. */
export declare function createContext(needs: ContextNeeds): Broker
