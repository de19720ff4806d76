/**
 * Live changes of a town's entities: each batch has the moment up to which it tells, so that whoever was away goes on exactly
 * where they were. The store is asked while somebody listens, at once after a write of this process.
 */
import { isRefusal, type Postgres, type Refusal, type Tenant } from '@machinaka/platform'
import type { Entities, Live, LiveEvent, LiveQuery, Moment } from '../broker.ts'
import type { CommittedFeed } from '../changes.ts'
import { changesSince, type ChangesSince } from './changes-since.ts'

/** How often the store is asked for what other servers wrote. */
const LOOK_MS = 500
/** A write of this process is told after so long: more of them travel together. */
const SOON_MS = 25
/** A sign of life on a quiet stream, so that proxies keep it open. */
const QUIET_MS = 15_000

export interface LiveNeeds {
  readonly postgres: Postgres
  readonly entities: Pick<Entities, 'query'>
  readonly feed: CommittedFeed
}

/** The changes of one tenant, asked once for all who listen and have seen the same. */
class TenantChanges {
  readonly #postgres: Postgres
  readonly #tenant: Tenant
  #wakers = new Set<() => void>()
  #asked: { readonly since: Moment | undefined; readonly answer: Promise<ChangesSince>; readonly at: number } | undefined

  constructor(postgres: Postgres, tenant: Tenant) {
    this.#postgres = postgres
    this.#tenant = tenant
  }

  wake(): void {
    for (const waker of this.#wakers) waker()
    this.#wakers = new Set()
  }

  since(moment: Moment | undefined): Promise<ChangesSince> {
    const now = performance.now()
    if (this.#asked === undefined || this.#asked.since !== moment || now - this.#asked.at > SOON_MS)
      this.#asked = { since: moment, answer: changesSince(this.#postgres, this.#tenant, moment), at: now }
    return this.#asked.answer
  }

  /** Waits for a write of this process, or for the time to ask what others wrote. */
  async pause(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    let soon: NodeJS.Timeout | undefined
    const woken = (): void => {
      soon = setTimeout(resolve, SOON_MS)
    }
    const late = setTimeout(resolve, LOOK_MS)
    const end = (): void => resolve()
    this.#wakers.add(woken)
    signal.addEventListener('abort', end, { once: true })
    await promise
    this.#wakers.delete(woken)
    signal.removeEventListener('abort', end)
    clearTimeout(late)
    clearTimeout(soon)
  }
}

export function createLive({ postgres, entities, feed }: LiveNeeds): Live {
  const tenants = new Map<Tenant, { readonly changes: TenantChanges; listeners: number }>()
  feed.subscribe((tenant) => tenants.get(tenant)?.changes.wake())

  async function* listen(
    tenant: Tenant,
    query: LiveQuery,
    { since, signal }: { readonly since?: Moment | undefined; readonly signal: AbortSignal },
  ): AsyncGenerator<LiveEvent> {
    const shared = tenants.get(tenant) ?? { changes: new TenantChanges(postgres, tenant), listeners: 0 }
    tenants.set(tenant, shared)
    shared.listeners += 1
    try {
      let moment = since
      let toldAt = 0
      while (!signal.aborted) {
        const news = await shared.changes.since(moment)
        const told = moment === undefined ? undefined : await tell(tenant, query, news)
        moment = news.moment
        if (told !== undefined || performance.now() - toldAt > QUIET_MS) {
          toldAt = performance.now()
          yield told ?? { kind: 'quiet', moment }
        }
        await shared.changes.pause(signal)
      }
    } finally {
      shared.listeners -= 1
      if (shared.listeners === 0) tenants.delete(tenant)
    }
  }

  /** What of the news concerns a query; undefined when nothing does. */
  async function tell(tenant: Tenant, query: LiveQuery, { moment, changed }: ChangesSince): Promise<LiveEvent | undefined> {
    if (changed === undefined) return { kind: 'many', moment }
    const asked = query.ids === undefined ? [...changed.keys()] : query.ids.filter((id) => changed.has(id))
    if (asked.length === 0) return undefined
    const page = await entities.query(tenant, { ...query, ids: asked, limit: asked.length })
    if (isRefusal(page)) throw new Error(refusedText(page))
    const matching = new Set(page.entities.map(({ id }) => id))
    // An entity that was just made and does not match was never shown to anybody who asks for this.
    const gone = asked.filter((id) => !matching.has(id) && changed.get(id) !== 'created')
    return page.entities.length + gone.length === 0 ? undefined : { kind: 'changed', moment, entities: page.entities, gone }
  }

  return { listen }
}

const refusedText = ({ code, detail }: Refusal): string => `${code}: ${detail}`
