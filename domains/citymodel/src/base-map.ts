import { boundsOf, boundsUnion, type Bounds } from '@machinaka/geo'
import type { OsmObject } from '@machinaka/formats'
import type { Clock, Postgres, Tenant, Tx } from '@machinaka/platform'
import { baseFeaturesOf, CellBuffer, Coast, type BaseFeature } from './rules/index.ts'
import { appendCells, dropGeneration, openGeneration, publishGeneration, touchGeneration } from './store.ts'

/** The run that feeds a base map: its id, and the source whose earlier generation it replaces when it publishes. */
export interface BaseMapRun {
  readonly id: string
  readonly source: string
}

/** One import's base map in the making: nobody sees it before `publish`. Call its methods one after the other. */
export interface BaseMapLayer {
  /** Maps and keeps a batch; objects that the base map does not draw are passed over. Writes now and then. */
  put(objects: readonly OsmObject[]): Promise<void>
  /** Writes the rest and makes this generation the one that is read, in the caller's transaction. Old ones are swept later. */
  publish(tx: Tx): Promise<void>
  /** Throws the generation away. Safe after a failure, and more than once; what is published stays. */
  abandon(): Promise<void>
  /** Features so far, by layer of the base map. */
  readonly counts: Readonly<Record<string, number>>
}

/** Pieces kept in memory before they are written: some 30 MB, and few enough parts per cell. */
const piecesInMemory = 60_000

interface Surroundings {
  readonly postgres: Pick<Postgres, 'tenant'>
  readonly clock: Clock
  readonly tenant: Tenant
  readonly run: BaseMapRun
}

export function openBaseMap({ postgres, clock, tenant, run }: Surroundings): BaseMapLayer {
  const buffer = new CellBuffer()
  const coast = new Coast()
  const counts: Record<string, number> = {}
  let bounds: Bounds | undefined
  let part = 0
  const write = async (tx: Tx): Promise<void> => {
    await (part === 0 ? openGeneration : touchGeneration)(tx, tenant, run, clock.now())
    await appendCells(tx, tenant, run.id, { part: part++, cells: buffer.take() })
  }
  const draw = (feature: BaseFeature): void => {
    counts[feature.layer] = (counts[feature.layer] ?? 0) + 1
    buffer.add(feature)
    coast.note(feature)
    const its = boundsOfFeature(feature)
    if (its !== undefined) bounds = bounds === undefined ? its : boundsUnion(bounds, its)
  }
  return {
    counts,
    async put(objects) {
      for (const object of objects) for (const feature of baseFeaturesOf(object)) draw(feature)
      if (buffer.size >= piecesInMemory) await postgres.tenant(tenant, write)
    },
    async publish(tx) {
      // The sea ends where the map does, so it does not widen the bounds.
      const mapped = bounds
      if (mapped !== undefined) for (const feature of coast.sea(mapped)) draw(feature)
      bounds = mapped
      await write(tx)
      await publishGeneration(tx, tenant, { ...run, at: clock.now(), bounds, counts })
    },
    async abandon() {
      buffer.take()
      await postgres.tenant(tenant, (tx) => dropGeneration(tx, tenant, run.id))
    },
  }
}

function boundsOfFeature({ geometry }: BaseFeature): Bounds | undefined {
  switch (geometry.kind) {
    case 'point':
      return boundsOf([geometry.at])
    case 'line':
      return boundsOf(geometry.line)
    case 'polygon':
      return boundsOf(geometry.polygons.flatMap(([outer = []]) => outer))
  }
}
