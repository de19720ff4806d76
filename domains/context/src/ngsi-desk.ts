/** What the NGSI-LD doors call. */
import type { HotReads } from './hot/door.ts'
import type { Contexts } from './contexts/contexts.ts'
import type { Operations } from './operations.ts'

export interface NgsiDesk {
  /** The local store, or the distributed operations around it. */
  readonly operations: Operations
  readonly contexts: Contexts
  /** Reads from memory; absent where nothing is kept. */
  readonly hot?: HotReads | undefined
}
