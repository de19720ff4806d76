/**
 * Keeps hot memory no older than 100 ms where several servers write to one database: asks every few milliseconds which versions
 * became visible since the last look. An answer from memory is allowed only for a while after a look that came back.
 */
import type { Postgres, Tenant } from '@machinaka/platform'
import { sql } from 'kysely'
import type { StoredEntity } from '../broker.ts'
import type { HotMemory } from './memory.ts'

/** No answer from memory is older than this. */
export const OLDEST_MS = 100
/** Clocks tick in whole milliseconds, and an answer takes a moment to leave. */
const MARGIN_MS = 10
const LOOK_MS = 40
/** Without readers the looking ends, and the memory is given back. */
const IDLE_MS = 20_000
/** More news than this at once (an import) is not followed one by one. */
const MOST_NEWS = 2_000
/** How many own versions are remembered (twice): far more than one look can bring. */
const MOST_OWN = 20_000

export interface FreshnessNeeds {
  readonly postgres: Postgres
  readonly memory: HotMemory
  readonly fetch: (tenant: Tenant, ids: readonly string[]) => Promise<readonly StoredEntity[]>
  readonly onError: (error: unknown) => void
}

interface News {
  readonly tenant: Tenant
  readonly id: string
  readonly version: number
  readonly types: readonly string[]
}

interface Looked {
  readonly snapshot: string
  readonly news: readonly News[]
}

export class Freshness {
  readonly #needs: FreshnessNeeds
  /** What the last look saw; undefined before the first one. */
  #snapshot: string | undefined
  #validUntil = 0
  #usedAt = 0
  #timer: NodeJS.Timeout | undefined
  #stopped = false
  /** Versions that this process wrote: no news to it. */
  #own = new Set<number>()
  #ownBefore = new Set<number>()

  constructor(needs: FreshnessNeeds) {
    this.#needs = needs
  }

  /** Whether memory may answer now. Asking keeps the looking going. */
  isFresh(): boolean {
    // One process alone: every write passes through it.
    if (this.#needs.postgres.engine === 'embedded') return true
    const now = Date.now()
    this.#usedAt = now
    if (this.#timer === undefined) this.#schedule(0)
    return now <= this.#validUntil
  }

  /** Whether what is read from the store now may be kept: changes after it will be seen. */
  get isLooking(): boolean {
    return this.#needs.postgres.engine === 'embedded' || this.#snapshot !== undefined
  }

  /** This process committed these itself. */
  noteOwn(versions: Iterable<number>): void {
    if (this.#snapshot === undefined) return
    if (this.#own.size > MOST_OWN) {
      this.#ownBefore = this.#own
      this.#own = new Set()
    }
    for (const version of versions) this.#own.add(version)
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  #schedule(delay_ms: number): void {
    if (this.#stopped) return
    this.#timer = setTimeout(() => void this.#look(), delay_ms)
    this.#timer.unref()
  }

  async #look(): Promise<void> {
    const started = Date.now()
    if (started - this.#usedAt > IDLE_MS) {
      this.#forget()
      this.#timer = undefined
      return
    }
    try {
      await this.#catchUp()
      this.#validUntil = started + OLDEST_MS - MARGIN_MS
    } catch (error) {
      this.#forget()
      this.#needs.onError(error)
    }
    this.#schedule(Math.max(1, LOOK_MS - (Date.now() - started)))
  }

  #forget(): void {
    this.#snapshot = undefined
    this.#validUntil = 0
    this.#needs.memory.dropAll()
  }

  async #catchUp(): Promise<void> {
    const { memory, postgres } = this.#needs
    const tenants = memory.tenants()
    const { snapshot, news } = await look(postgres, tenants, this.#snapshot)
    if (news.length > MOST_NEWS) for (const tenant of new Set(news.map((one) => one.tenant))) memory.drop(tenant)
    else await this.#take(news)
    this.#snapshot = snapshot
  }

  async #take(news: Looked['news']): Promise<void> {
    const { memory, fetch } = this.#needs
    const isOwn = (version: number): boolean => this.#own.has(version) || this.#ownBefore.has(version)
    const missing = Map.groupBy(
      news.filter((one) => !isOwn(one.version) && memory.isNews(one.tenant, one)),
      ({ tenant }) => tenant,
    )
    for (const [tenant, list] of missing) {
      const ids = [...new Set(list.map(({ id }) => id))]
      const found = new Map((await fetch(tenant, ids)).map((entity) => [entity.id, entity]))
      const at = new Date().toISOString()
      memory.committed(
        tenant,
        ids.map((id) => {
          const after = found.get(id)
          const newest = Math.max(...list.filter((one) => one.id === id).map(({ version }) => version))
          const operation = after === undefined ? 'deleted' : 'updated'
          return { id, operation, version: after?.version ?? newest, at, before: undefined, after, attributes: [] }
        }),
      )
    }
  }
}

async function look(postgres: Postgres, tenants: readonly Tenant[], since: string | undefined): Promise<Looked> {
  return postgres.system(async (tx) => {
    const news =
      since === undefined || tenants.length === 0
        ? sql`null`
        : sql`(select jsonb_agg(jsonb_build_object('tenant', n.city, 'id', n.entity, 'version', n.version, 'types', n.types)) from (
            select h.city, h.entity, h.version, h.types from context.entity_history h
            where h.city = any(${[...tenants]}::text[]) and h.tx >= pg_snapshot_xmin(${since}::pg_snapshot)
              and h.tx < pg_snapshot_xmax(pg_current_snapshot()) and not pg_visible_in_snapshot(h.tx, ${since}::pg_snapshot)
            limit ${MOST_NEWS + 1}) n)`
    const { rows } = await sql<{ snapshot: string; news: Looked['news'] | null }>`
      select pg_current_snapshot()::text as snapshot, ${news} as news`.execute(tx)
    const [row] = rows
    if (row === undefined) throw new Error('The database told no snapshot')
    return { snapshot: row.snapshot, news: row.news ?? [] }
  })
}
