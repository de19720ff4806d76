import { isTile, type Tile } from '@machinaka/geo'
import type { Clock, Postgres, Tenant } from '@machinaka/platform'
import { tileZooms } from './contract.ts'
import { cellOf, composeTile, revisionOf } from './rules/index.ts'
import { readCell } from './store.ts'
import { TileCache } from './tile-cache.ts'

export interface BaseTile {
  /** Empty where the town has nothing to draw. */
  readonly bytes: Uint8Array
  /** What the bytes show. */
  readonly revision: string
}

/** Reads tiles: from memory, else from the one cell that holds the ground. */
export class BaseTiles {
  readonly #postgres: Pick<Postgres, 'tenant'>
  readonly #clock: Clock
  readonly #cache: TileCache
  readonly #known = new Map<Tenant, { readonly revision: string; readonly at: number }>()
  readonly #underWay = new Map<string, Promise<BaseTile>>()

  constructor({
    postgres,
    clock,
    cache_bytes,
  }: {
    readonly postgres: Pick<Postgres, 'tenant'>
    readonly clock: Clock
    readonly cache_bytes: number
  }) {
    this.#postgres = postgres
    this.#clock = clock
    this.#cache = new TileCache(cache_bytes)
  }

  /**
   * One tile, or undefined where the pyramid has none. With `wanted` (a revision) and a tile of it in memory, no database
   * is asked; without it, what was published up to a second ago may be shown.
   */
  async find(tenant: Tenant, tile: Tile, wanted?: string): Promise<BaseTile | undefined> {
    if (!isTile(tile) || tile.z < tileZooms.min || tile.z > tileZooms.max) return undefined
    const revision = wanted ?? this.#recent(tenant)
    const kept = revision === undefined ? undefined : this.#cache.find(keyOf(tenant, revision, tile))
    if (kept !== undefined && revision !== undefined) return { bytes: kept, revision }
    // Requests for the same ground (and revision) at the same moment are answered by one reading.
    const key = keyOf(tenant, wanted ?? '', tile)
    const running = this.#underWay.get(key)
    if (running !== undefined) return running
    const reading = this.#read(tenant, tile).finally(() => this.#underWay.delete(key))
    this.#underWay.set(key, reading)
    return reading
  }

  #recent(tenant: Tenant): string | undefined {
    const known = this.#known.get(tenant)
    return known !== undefined && this.#clock.now().getTime() - known.at < 1000 ? known.revision : undefined
  }

  async #read(tenant: Tenant, tile: Tile): Promise<BaseTile> {
    const { generations, parts } = await this.#postgres.tenant(tenant, (tx) => readCell(tx, tenant, cellOf(tile)))
    const revision = revisionOf(generations)
    this.#known.set(tenant, { revision, at: this.#clock.now().getTime() })
    const key = keyOf(tenant, revision, tile)
    const bytes = this.#cache.find(key) ?? composeTile(tile, parts)
    this.#cache.add(key, bytes)
    return { bytes, revision }
  }
}

const keyOf = (tenant: Tenant, revision: string, { z, x, y }: Tile): string => `${tenant}/${revision}/${z}/${x}/${y}`
