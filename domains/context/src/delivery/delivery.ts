/**
 * Notifications from the log of changes to their receivers (ETSI GS CIM 009 V1.9.1 §5.8.6): at least once, in order per
 * entity and subscription. One process delivers for a city at a time; another takes over when its lease runs out.
 */
import type { Signals, Tenant, Tx } from '@machinaka/platform'
import type { CommittedFeed } from '../changes.ts'
import { endpointKey, SUBSCRIPTIONS_CHANGED } from '../subscriptions/subscriptions.ts'
import { CityDelivery, type CityNeeds } from './city-delivery.ts'
import { claim, deleteChanges, freeAll, letGo, readChanges, START, stopListening, type ReadChange } from './delivery-store.ts'
import type { Notifying, ReadyNotification } from './door.ts'
import { StatusBook } from './status.ts'
import { keepMessages, parkOld, waitingQueues } from './undelivered-store.ts'

export interface DeliveryNeeds extends Omit<CityNeeds, 'status' | 'done' | 'later'> {
  readonly feed: Pick<CommittedFeed, 'subscribe'>
  readonly signals?: Signals | undefined
  /** How long a process that has died keeps others waiting. */
  readonly lease_s?: number | undefined
}

export interface Delivery {
  start(): Promise<void>
  stop(): Promise<void>
  /** Subscriptions of a city were made, changed or deleted by this process. */
  subscriptionsChanged(tenant: Tenant): void
  /** Counts that are not in the store yet. */
  pending: StatusBook['pending']
  /** Puts a ready notification into the queue of its endpoint, in the caller's transaction. */
  enqueue: Notifying['enqueue']
  /** Something was put into the table of what waits; `at-once` tries endpoints that failed without their pause. */
  wake(tenant: Tenant, when?: 'in-turn' | 'at-once'): void
}

export const deliveryLimits = {
  lease_s: 4,
  claim_ms: 1_000,
  poll_ms: 500,
  /** After a hint: several commits are read together. */
  gather_ms: 3,
  flush_ms: 200,
  tick_ms: 100,
  page: 500,
  /** Notifications in memory; beyond, the rest stays in the log. */
  memory: 20_000,
  retention_s: 7 * 86_400,
} as const

/** Tells the process that delivers for these cities that there is something to read. */
const CHANGES = 'context.changes'

export const createDelivery = (needs: DeliveryNeeds): Delivery => new Deliverer(needs)

class Deliverer implements Delivery {
  readonly #needs: DeliveryNeeds
  readonly #holder: string
  readonly #status: StatusBook
  readonly #cities = new Map<Tenant, CityDelivery>()
  readonly #dirty = new Set<Tenant>()
  readonly #distant = new Set<Tenant>()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #ends: (() => void)[] = []
  #done: ReadChange[] = []
  #reading = false
  #claiming: Promise<void> | undefined
  #running = false
  #rounds = 0

  constructor(needs: DeliveryNeeds) {
    this.#needs = needs
    this.#holder = needs.ids.uuid()
    this.#status = new StatusBook(needs.postgres)
  }

  async start(): Promise<void> {
    const { postgres, feed, signals } = this.#needs
    this.#running = true
    if (postgres.engine === 'embedded') await postgres.system((tx) => freeAll(tx))
    this.#ends.push(
      feed.subscribe((tenant) => this.#changed(tenant)),
      ...(signals === undefined
        ? []
        : [
            signals.on(SUBSCRIPTIONS_CHANGED, ({ tenant }) => this.subscriptionsChanged(tenant as Tenant)),
            signals.on(CHANGES, ({ tenants = '' }) => {
              for (const tenant of tenants.split(',')) if (this.#cities.has(tenant as Tenant)) this.#read(tenant as Tenant)
            }),
          ]),
    )
    await this.#claim()
    this.#every(deliveryLimits.claim_ms, () => this.#claim())
    this.#every(deliveryLimits.poll_ms, async () => {
      for (const tenant of this.#cities.keys()) this.#read(tenant)
    })
    this.#every(deliveryLimits.flush_ms, () => this.#flush())
    this.#every(deliveryLimits.tick_ms, async () => {
      for (const city of this.#cities.values()) city.tick()
    })
    this.#every(deliveryLimits.poll_ms, async () => {
      for (const city of this.#cities.values()) city.tidy()
    })
  }

  async stop(): Promise<void> {
    this.#running = false
    for (const end of this.#ends.splice(0)) end()
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    await this.#claiming
    for (const city of this.#cities.values()) city.stop()
    this.#cities.clear()
    await this.#flush()
    await this.#needs.postgres.system((tx) => letGo(tx, this.#holder))
  }

  subscriptionsChanged(tenant: Tenant): void {
    if (!this.#running) return
    const city = this.#cities.get(tenant)
    // A city that nobody delivers for yet is taken at once.
    if (city === undefined) void this.#claim().catch(this.#needs.report)
    else this.#read(tenant)
  }

  pending: StatusBook['pending'] = (tenant, id) => this.#status.pending(tenant, id)

  async enqueue(tx: Tx, tenant: Tenant, { subscription, entities, message }: ReadyNotification): Promise<void> {
    const { ids, clock } = this.#needs
    const row = {
      id: ids.uuid(),
      city: tenant,
      subscription,
      endpoint: endpointKey(message.target.uri),
      entities,
      message,
      attempts: 0,
      error: undefined,
      created_at: clock.now().toISOString(),
    }
    await keepMessages(tx, [row], 'waiting')
  }

  wake(tenant: Tenant, when: 'in-turn' | 'at-once' = 'in-turn'): void {
    if (this.#running && this.#cities.has(tenant)) this.#later(5, () => void this.#wakeQueues([tenant], when).catch(this.#needs.report))
  }

  /** After a commit of this process: read it, or tell whoever delivers for the city. */
  #changed(tenant: Tenant): void {
    if (this.#cities.has(tenant)) {
      this.#read(tenant)
      return
    }
    const { signals } = this.#needs
    if (signals === undefined) return
    this.#distant.add(tenant)
    if (this.#distant.size > 1) return
    this.#later(20, () => {
      const tenants = [...this.#distant].join(',')
      this.#distant.clear()
      signals.send(CHANGES, { tenants }).catch(this.#needs.report)
    })
  }

  #read(tenant: Tenant): void {
    const first = this.#dirty.size === 0
    this.#dirty.add(tenant)
    if (first && !this.#reading) this.#later(deliveryLimits.gather_ms, () => void this.#readAll().catch(this.#needs.report))
  }

  async #readAll(): Promise<void> {
    if (this.#reading) return
    this.#reading = true
    try {
      while (this.#running && this.#dirty.size > 0) {
        // What does not fit into memory stays in the log; writers are slowed by its length.
        if (this.#inMemory() > deliveryLimits.memory) {
          await new Promise<void>((resolve) => this.#later(50, resolve))
          continue
        }
        await this.#readOnce()
      }
    } finally {
      this.#reading = false
    }
  }

  #inMemory(): number {
    return [...this.#cities.values()].reduce((sum, city) => sum + city.size, 0)
  }

  async #readOnce(): Promise<void> {
    const { postgres } = this.#needs
    const cities = [...this.#dirty].flatMap((tenant) => this.#cities.get(tenant) ?? [])
    this.#dirty.clear()
    if (cities.length === 0) return
    const reading = await postgres.system(async (tx) => {
      const read = await readChanges(tx, { holder: this.#holder, places: cities.map(({ place }) => place), limit: deliveryLimits.page })
      // A subscription that is older than a change must be known before the change is matched.
      for (const city of cities) {
        const version = read.versions.get(city.tenant)
        if (version !== undefined && version > city.registry.version) await city.registry.load(tx, version)
      }
      return read
    })
    const changes = Map.groupBy(reading.changes, ({ city }) => city)
    for (const city of cities) {
      if (!this.#cities.has(city.tenant)) continue
      // Another process holds it now.
      if (!reading.versions.has(city.tenant)) continue
      const own = changes.get(city.tenant) ?? []
      const now = city.place.now ?? reading.snapshot
      const last = own.at(-1)
      if (own.length === deliveryLimits.page && last !== undefined) {
        city.place = { ...city.place, now, after: last.seq }
        this.#dirty.add(city.tenant)
      } else {
        // Pages were of an older snapshot: what came since is read next.
        if (city.place.now !== null) this.#dirty.add(city.tenant)
        city.place = { city: city.tenant, seen: now, now: null, after: START.after }
      }
      city.dispatch(own)
    }
  }

  #claim(): Promise<void> {
    this.#claiming ??= this.#claimNow().finally(() => {
      this.#claiming = undefined
    })
    return this.#claiming
  }

  async #claimNow(): Promise<void> {
    const { postgres, lease_s = deliveryLimits.lease_s } = this.#needs
    const held = await postgres.system((tx) => claim(tx, this.#holder, lease_s))
    if (!this.#running) return
    const cities = new Set(held.map(({ city }) => city))
    for (const [tenant, city] of this.#cities)
      if (!cities.has(tenant)) {
        city.stop()
        this.#cities.delete(tenant)
      }
    for (const { city: tenant, subscriptions } of held) {
      const known = this.#cities.get(tenant)
      if (known !== undefined && known.registry.version >= subscriptions) continue
      const city = known ?? this.#open(tenant)
      await postgres.system((tx) => city.registry.load(tx, subscriptions))
      this.#cities.set(tenant, city)
      this.#read(tenant)
    }
    this.#rounds += 1
    await this.#wakeQueues([...this.#cities.keys()])
    if (this.#rounds % 60 === 0) await this.#maintain()
  }

  #open(tenant: Tenant): CityDelivery {
    return new CityDelivery(tenant, {
      ...this.#needs,
      status: this.#status,
      done: (change) => void this.#done.push(change),
      later: (ms, call) => this.#later(ms, call),
    })
  }

  async #wakeQueues(tenants: readonly Tenant[], when: 'in-turn' | 'at-once' = 'in-turn'): Promise<void> {
    if (tenants.length === 0) return
    for (const { city, endpoint } of await this.#needs.postgres.system((tx) => waitingQueues(tx, tenants)))
      this.#cities.get(city)?.wake(endpoint, when)
  }

  async #maintain(): Promise<void> {
    const { postgres } = this.#needs
    await postgres.system((tx) => parkOld(tx, [...this.#cities.keys()], deliveryLimits.retention_s))
    await postgres.system((tx) => stopListening(tx))
  }

  /** Removes what is done from the log and writes the counters, in batches. */
  async #flush(): Promise<void> {
    const done = this.#done
    this.#done = []
    try {
      if (done.length > 0) await this.#needs.postgres.system((tx) => deleteChanges(tx, done))
    } catch (error) {
      this.#done.push(...done)
      throw error
    }
    await this.#status.flush()
  }

  #every(ms: number, work: () => Promise<void>): void {
    this.#later(ms, () => {
      work()
        .catch(this.#needs.report)
        .finally(() => {
          if (this.#running) this.#every(ms, work)
        })
    })
  }

  #later(ms: number, call: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      call()
    }, ms)
    timer.unref()
    this.#timers.add(timer)
  }
}
