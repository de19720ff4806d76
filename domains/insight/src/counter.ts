import type { Clock, Postgres, Tenant } from '@machinaka/platform'
import type { CitySettings } from '@machinaka/people/contract'
import type { Use } from './contract.ts'
import { localHour } from './rules/index.ts'
import { addCounts, type CountRow } from './store.ts'

/** Counts wait so long for company before they are written. */
const longestWait_ms = 2000

/** Different counts that wait at most; beyond it uses are not counted, which is better than running out of memory. */
export const waitingLimit = 20_000

/** All time zones differ from UTC by whole quarters of an hour, so a quarter is enough to find the city's hour. */
const quarter_ms = 15 * 60 * 1000

interface Waiting {
  readonly tenant: Tenant
  readonly quarter: number
  readonly use: Use
  count: number
}

export interface CounterNeeds {
  readonly postgres: Pick<Postgres, 'tenant'>
  readonly clock: Clock
  readonly city: (tenant: Tenant) => Promise<Pick<CitySettings, 'timeZone' | 'features'> | undefined>
  /** Told of a write that failed; what it held is tried again with the next. */
  readonly onFailure: (error: unknown) => void
}

/** Counts in memory and writes every two seconds at most: a request never waits for it. */
export class Counter {
  readonly #needs: CounterNeeds
  #waiting = new Map<string, Waiting>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #writing: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(needs: CounterNeeds) {
    this.#needs = needs
  }

  add(tenant: Tenant, use: Use, count = 1): void {
    this.#keep({ tenant, quarter: Math.floor(this.#needs.clock.now().getTime() / quarter_ms), use, count })
    if (this.#timer !== undefined || this.#stopped) return
    this.#timer = setTimeout(() => {
      void this.flush().catch(this.#needs.onFailure)
    }, longestWait_ms)
    this.#timer.unref()
  }

  #keep(entry: Waiting): void {
    const key = JSON.stringify([entry.tenant, entry.quarter, entry.use.feature, entry.use.place, entry.use.mesh])
    const known = this.#waiting.get(key)
    if (known !== undefined) known.count += entry.count
    else if (this.#waiting.size < waitingLimit) this.#waiting.set(key, { ...entry })
  }

  /** Writes what waits; throws where that fails, and keeps it for the next time. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    // One after the other: two writes at once would only wait for each other in the database.
    this.#writing = this.#writing.catch(() => {}).then(() => this.#write())
    return this.#writing
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.flush()
  }

  async #write(): Promise<void> {
    const taken = this.#waiting
    if (taken.size === 0) return
    this.#waiting = new Map()
    const { postgres, city } = this.#needs
    const left = Map.groupBy(taken.values(), ({ tenant }) => tenant)
    try {
      for (const [tenant, entries] of left) {
        const frame = await city(tenant)
        if (frame?.features.usage === true) await postgres.tenant(tenant, (tx) => addCounts(tx, tenant, rowsOf(entries, frame.timeZone)))
        left.delete(tenant)
      }
    } catch (error) {
      for (const entry of [...left.values()].flat()) this.#keep(entry)
      throw error
    }
  }
}

function rowsOf(entries: readonly Waiting[], zone: string): CountRow[] {
  const rows = new Map<string, CountRow>()
  for (const { quarter, use, count } of entries) {
    const row = { ...localHour(new Date(quarter * quarter_ms), zone), feature: use.feature, place: use.place ?? '', mesh: use.mesh ?? '' }
    const key = JSON.stringify(row)
    rows.set(key, { ...row, count: count + (rows.get(key)?.count ?? 0) })
  }
  return [...rows.values()]
}
