import type { Migrations, Tenant, Tx } from '@machinaka/platform'

/** The plain SQL that this domain owns. */
export const migrations: Migrations = { schema: 'citymodel', folder: new URL('../migrations/', import.meta.url) }

/** The run that feeds a base map: its id, and the source whose earlier generation it replaces when it publishes. */
export interface BaseMapRun {
  readonly id: string
  readonly source: string
}

/** One import's base map in the making: nobody sees it before `publish`. */
export interface BaseMapLayer<OsmObject = unknown> {
  /** Maps and stores a batch. Objects that the base map does not draw are passed over. */
  put(objects: readonly OsmObject[]): Promise<void>
  /** Makes this generation the one that is read, in the caller's transaction; the source's earlier one is swept later. */
  publish(tx: Tx): Promise<void>
  /** Throws the generation away. Safe to call after a failure, and more than once. */
  abandon(): Promise<void>
  /** Features stored so far, by layer of the base map. */
  readonly counts: Readonly<Record<string, number>>
}

export interface Citymodel {
  openBaseMap(tenant: Tenant, run: BaseMapRun): BaseMapLayer
}
