import { boundsUnion, type Tile } from '@machinaka/geo'
import type { Sources } from '@machinaka/context'
import type { Clock, Jobs, Postgres, Tenant, Tx } from '@machinaka/platform'
import { openBaseMap, type BaseMapLayer, type BaseMapRun } from './base-map.ts'
import { BaseTiles, type BaseTile } from './base-tiles.ts'
import type { BaseTileJson } from './contract.ts'
import { revisionOf, tileJson } from './rules/index.ts'
import { listPublished, sweepSome } from './store.ts'

export interface CitymodelNeeds {
  readonly postgres: Pick<Postgres, 'tenant' | 'system'>
  readonly clock: Clock
  /** Says whom to credit for what is shown. */
  readonly sources: Pick<Sources, 'list'>
  /** Where given, generations that nobody reads are swept every hour by one process. */
  readonly jobs?: Pick<Jobs, 'define'>
  /** Memory for encoded tiles; 64 MB unless told. */
  readonly cache_bytes?: number
}

export interface Citymodel {
  /** Opens the base map of an import run; `context`'s import run fits as it is. Nothing is written before the first full batch. */
  openBaseMap(tenant: Tenant, run: BaseMapRun): BaseMapLayer
  /** One tile of what is published, or undefined outside of the pyramid. `revision`: see `BaseTiles`. */
  findTile(tenant: Tenant, tile: Tile, revision?: string): Promise<BaseTile | undefined>
  getTileJson(tenant: Tenant): Promise<BaseTileJson>
  /** Removes what nobody reads any more, in short transactions; answers how many rows went. */
  sweep(): Promise<number>
}

/** A generation in the making that nothing was written to for so long belongs to a dead process. */
const dead_ms = 6 * 3600 * 1000

/** Rows deleted in one transaction: the embedded engine has one connection, and others wait for it. */
const rowsPerSweep = 200

export function createCitymodel({ postgres, clock, sources, jobs, cache_bytes = 64_000_000 }: CitymodelNeeds): Citymodel {
  const tiles = new BaseTiles({ postgres, clock, cache_bytes })
  // Credits are told by the import that publishes, so they are read once for each revision.
  const told = new Map<Tenant, { readonly revision: string; readonly credits: readonly string[] }>()
  const creditsOf = async (
    tx: Tx,
    shown: { readonly tenant: Tenant; readonly revision: string; readonly keys: readonly string[] },
  ): Promise<readonly string[]> => {
    const known = told.get(shown.tenant)
    if (known?.revision === shown.revision) return known.credits
    const all = await sources.list(shown.tenant, tx)
    const credits = shown.keys
      .map((source) => all.find(({ key }) => key === source)?.attribution)
      .filter((text) => typeof text === 'string')
    told.set(shown.tenant, { revision: shown.revision, credits })
    return credits
  }
  const sweep = async (): Promise<number> => {
    let gone = 0
    for (;;) {
      const now = await postgres.system((tx) => sweepSome(tx, new Date(clock.now().getTime() - dead_ms), rowsPerSweep))
      if (now === 0) return gone
      gone += now
    }
  }
  jobs?.define(
    'citymodel.sweep',
    async () => {
      await sweep()
    },
    { everyCron: '17 * * * *' },
  )
  return {
    openBaseMap: (tenant, run) => openBaseMap({ postgres, clock, tenant, run }),
    findTile: (tenant, tile, revision) => tiles.find(tenant, tile, revision),
    sweep,
    async getTileJson(tenant) {
      return postgres.tenant(tenant, async (tx) => {
        const published = await listPublished(tx, tenant)
        const revision = revisionOf(published.map(({ id }) => id))
        const boxes = published.flatMap(({ bounds }) => (bounds === undefined ? [] : [bounds]))
        const credits = await creditsOf(tx, { tenant, revision, keys: published.map(({ source }) => source) })
        return tileJson({ tenant, revision, credits, bounds: boxes.length === 0 ? undefined : boxes.reduce(boundsUnion) })
      })
    },
  }
}
