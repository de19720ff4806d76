/** Delivery for one city: its subscriptions in memory, its log's place, and a queue for each endpoint. */
import { stateOf, type Entity, type Observed, type TermContext, type TimedEntity } from '@machinaka/ngsi'
import { isRefusal, type Clock, type Ids, type Postgres, type Refusal, type Tenant } from '@machinaka/platform'
import { Registry, type Listener } from '../subscriptions/registry.ts'
import { EndpointQueue, type Outgoing, type QueueHost, type Spilled } from './endpoint-queue.ts'
import { messageOf, type FindEntities } from './messages.ts'
import { START, type Place, type ReadChange } from './delivery-store.ts'
import { sendMessage, type SendingNeeds, type Sent } from './sending.ts'
import type { StatusBook } from './status.ts'
import {
  dropMessages,
  keepMessages,
  nextMessages,
  noteFailure,
  type Message,
  type MessageTarget,
  type Waiting,
} from './undelivered-store.ts'

export interface CityNeeds extends SendingNeeds {
  readonly postgres: Postgres
  readonly clock: Clock
  readonly ids: Ids
  readonly random: () => number
  readonly status: StatusBook
  readonly contexts: { readonly core: TermContext; resolve(tenant: Tenant, value: unknown): Promise<TermContext | Refusal> }
  /** Entities by id, those that exist: what relationships lead to (§4.5.23). */
  readonly find: (tenant: Tenant, ids: readonly string[]) => ReturnType<FindEntities>
  /** Entities that a subscription selects now, in pages: for those that follow the clock. */
  readonly selected: (tenant: Tenant, listener: Listener) => AsyncIterable<readonly (Entity & Partial<TimedEntity>)[]>
  /** Writes what a door of its own (NGSIv2) says of changes; undefined: NGSI-LD's way. */
  readonly write?: ((listener: Listener, changes: readonly Observed[], now: string) => Message | undefined) | undefined
  /** A change of which nothing is on its way any more. */
  readonly done: (change: ReadChange) => void
  readonly later: (ms: number, call: () => void) => void
  readonly report: (error: unknown) => void
}

/** A change on its way to those who listen. */
interface Tracked extends Observed {
  readonly xid: bigint
  readonly read: ReadChange
  left: number
}
interface Notification extends Outgoing {
  readonly listener: Listener
  readonly changes: readonly Observed[]
  /** Whether it must arrive: notifications by the clock are overtaken by the next one. */
  readonly durable: boolean
}
type Kept = Waiting & { readonly seq: number }

export class CityDelivery {
  readonly tenant: Tenant
  readonly registry: Registry
  place: Place
  readonly #needs: CityNeeds
  readonly #queues = new Map<string, EndpointQueue<Notification, Kept>>()
  /** When subscriptions that follow the clock are due next, in milliseconds since 1970. */
  readonly #due = new Map<string, number>()
  readonly #running = new Set<string>()
  #stopped = false

  constructor(tenant: Tenant, needs: CityNeeds) {
    this.tenant = tenant
    this.registry = new Registry(tenant)
    this.place = { city: tenant, ...START }
    this.#needs = needs
  }

  /** Notifications in memory. */
  get size(): number {
    return [...this.#queues.values()].reduce((sum, queue) => sum + queue.size, 0)
  }

  /** Matches changes and puts their notifications into the queues; those of one transaction are one notification. */
  dispatch(changes: readonly ReadChange[]): void {
    const now = this.#needs.clock.now()
    const tracked = changes.map((read): Tracked => ({ ...read.payload, xid: BigInt(read.xid), read, left: 1 }))
    const groups: { readonly listener: Listener; readonly changes: Tracked[]; readonly ids: Set<string> }[] = []
    const open = new Map<string, (typeof groups)[number]>()
    for (const change of tracked)
      for (const listener of this.registry.matching(change, now.toISOString())) {
        const key = `${change.xid} ${listener.id}`
        const group = open.get(key)
        // The same entity twice is two notifications (§5.5.11.3).
        if (group !== undefined && !group.ids.has(change.id) && group.changes.length < listener.most) {
          group.changes.push(change)
          group.ids.add(change.id)
        } else if (mayNotify(listener, now.getTime())) {
          const made = { listener, changes: [change], ids: new Set([change.id]) }
          open.set(key, made)
          groups.push(made)
        }
      }
    for (const { listener, changes: of } of groups) {
      for (const change of of) change.left += 1
      this.#queue(listener.endpoint).push({
        subscription: listener.id,
        since_ms: now.getTime(),
        listener,
        changes: of,
        durable: true,
        settle: () => of.forEach((change) => this.#settle(change)),
      })
    }
    for (const change of tracked) this.#settle(change)
  }

  /** Notifies subscriptions that follow the clock and are due. */
  tick(): void {
    const now = this.#needs.clock.now()
    for (const listener of this.registry.all()) {
      const { timeInterval } = listener.compiled.subscription
      if (timeInterval === undefined || stateOf(listener.compiled.subscription, now.toISOString()) !== 'active') continue
      const due = this.#due.get(listener.id)
      const next = nextDue(listener, now.getTime())
      if (due === undefined) this.#due.set(listener.id, next)
      else if (due <= now.getTime()) {
        this.#due.set(listener.id, next)
        void this.#notifyByClock(listener).catch(this.#needs.report)
      }
    }
    for (const id of this.#due.keys()) if (this.registry.get(id)?.compiled.subscription.timeInterval === undefined) this.#due.delete(id)
  }

  /** In the table something waits for this endpoint. */
  wake(endpoint: string, when: 'in-turn' | 'at-once' = 'in-turn'): void {
    this.#queue(endpoint).wake(when)
  }

  /** Slow queues move into the table; queues without work are forgotten. */
  tidy(): void {
    for (const [endpoint, queue] of this.#queues) {
      queue.checkPatience()
      if (queue.idle) this.#queues.delete(endpoint)
    }
  }

  stop(): void {
    this.#stopped = true
    for (const queue of this.#queues.values()) queue.stop()
  }

  #settle(change: Tracked): void {
    change.left -= 1
    if (change.left === 0 && !this.#stopped) this.#needs.done(change.read)
  }

  #queue(endpoint: string): EndpointQueue<Notification, Kept> {
    const known = this.#queues.get(endpoint)
    if (known !== undefined) return known
    const made = new EndpointQueue<Notification, Kept>(this.#hostOf(endpoint))
    this.#queues.set(endpoint, made)
    return made
  }

  #hostOf(endpoint: string): QueueHost<Notification, Kept> {
    const { postgres, clock, random, later, report } = this.#needs
    const { tenant } = this
    return {
      now_ms: () => clock.now().getTime(),
      random,
      later,
      report,
      cooldown_ms: () => this.#cooldownOf(endpoint),
      send: (outgoing) => this.#send(outgoing),
      resend: (kept) => this.#resend(kept),
      keep: (spilled) => this.#keep(endpoint, spilled),
      next: (limit, without) => postgres.system((tx) => nextMessages(tx, { city: tenant, endpoint, without }, limit)),
      drop: async (ids) => {
        if (ids.length > 0) await postgres.system((tx) => dropMessages(tx, tenant, ids))
      },
      noteFailure: (kept, error, park) => postgres.system((tx) => noteFailure(tx, tenant, { id: kept.id, error, park })),
    }
  }

  /** The longest cooldown that a subscription of this endpoint asks for (§5.2.15). */
  #cooldownOf(endpoint: string): number {
    let longest = 0
    for (const one of this.registry.all())
      if (one.endpoint === endpoint) longest = Math.max(longest, one.compiled.subscription.notification.endpoint.cooldown ?? 0)
    return longest
  }

  async #send(outgoing: Notification): Promise<Sent | undefined> {
    const { clock, status } = this.#needs
    const listener = this.registry.get(outgoing.subscription)
    if (listener === undefined || stateOf(listener.compiled.subscription, clock.now().toISOString()) !== 'active') return undefined
    const message = await this.#messageOf(listener, outgoing.changes)
    status.sent(this.tenant, listener.id, clock.now().toISOString())
    const sent = await this.#deliver(message, message.target ?? listener.compiled.subscription.notification.endpoint, listener.id)
    // By the clock the next one says all anew; the failure is counted, and that is all.
    return outgoing.durable ? sent : { ok: true }
  }

  async #resend(kept: Kept): Promise<Sent | undefined> {
    const { clock, status } = this.#needs
    const { target } = kept.message
    if (target !== undefined) return this.#deliver(kept.message, target, kept.subscription)
    const subscription = this.registry.get(kept.subscription)?.compiled.subscription
    if (subscription === undefined) return undefined
    const state = stateOf(subscription, clock.now().toISOString())
    if (state !== 'active') return { ok: false, fault: 'message', error: `The subscription is ${state}.` }
    if (kept.attempts === 0) status.sent(this.tenant, kept.subscription, clock.now().toISOString())
    return this.#deliver(kept.message, subscription.notification.endpoint, kept.subscription)
  }

  async #deliver(message: Message, to: MessageTarget, subscription: string): Promise<Sent> {
    const { clock, status } = this.#needs
    const sent = await sendMessage(this.#needs, message, to)
    const at = clock.now().toISOString()
    if (sent.ok) status.succeeded(this.tenant, subscription, at)
    else status.failed(this.tenant, subscription, { at, error: sent.error })
    return sent
  }

  async #keep(endpoint: string, spilled: readonly Spilled<Notification>[]): Promise<void> {
    const { postgres, ids, clock } = this.#needs
    const rows: Waiting[] = []
    for (const { outgoing, error } of spilled) {
      const listener = this.registry.get(outgoing.subscription)
      if (listener === undefined || !outgoing.durable) continue
      rows.push({
        id: ids.uuid(),
        city: this.tenant,
        subscription: listener.id,
        endpoint,
        entities: outgoing.changes.map(({ id }) => id),
        message: await this.#messageOf(listener, outgoing.changes),
        attempts: error === undefined ? 0 : 1,
        error,
        created_at: clock.now().toISOString(),
      })
    }
    await postgres.system((tx) => keepMessages(tx, rows, 'waiting'))
  }

  async #messageOf(listener: Listener, changes: readonly Observed[]): Promise<Message> {
    const { clock, ids, find, write } = this.#needs
    const now = clock.now().toISOString()
    const own = write?.(listener, changes, now)
    if (own !== undefined) return own
    return messageOf(listener, changes, {
      context: await this.#termsOf(listener),
      now,
      id: `urn:ngsi-ld:Notification:${ids.uuid()}`,
      find: (wanted) => find(this.tenant, wanted),
    })
  }

  /** The @context of the notifications; the core's, with full IRIs, while the other cannot be had. */
  async #termsOf({ row }: Listener): Promise<TermContext> {
    const { contexts, report } = this.#needs
    if (row.doc.context === undefined) return contexts.core
    const terms = await contexts.resolve(this.tenant, row.doc.context)
    if (!isRefusal(terms)) return terms
    report(new Error(`The @context of subscription ${row.id} is not available: ${terms.detail}`))
    return contexts.core
  }

  async #notifyByClock(listener: Listener): Promise<void> {
    const { selected, clock } = this.#needs
    // One at a time for each: a slow query is not asked again before it has answered.
    if (this.#running.has(listener.id)) return
    this.#running.add(listener.id)
    try {
      for await (const entities of selected(this.tenant, listener)) {
        if (this.#stopped || this.registry.get(listener.id) === undefined) return
        if (entities.length === 0) continue
        const now = clock.now()
        this.#queue(listener.endpoint).push({
          subscription: listener.id,
          since_ms: now.getTime(),
          listener,
          durable: false,
          changes: entities.map((after) => ({ id: after.id, operation: 'updated', at: now.toISOString(), after, attributes: [] })),
          settle: () => {},
        })
      }
    } finally {
      this.#running.delete(listener.id)
    }
  }
}

/** Whether enough time has passed since the last notification (Table 5.2.12-1, throttling); if so, notes this one. */
function mayNotify(listener: Listener, now_ms: number): boolean {
  const { throttling } = listener.compiled.subscription
  if (throttling !== undefined && now_ms - listener.lastNotified < throttling * 1_000) return false
  listener.lastNotified = now_ms
  return true
}

/** The next full interval since the subscription was made or changed. */
function nextDue({ row, compiled }: Listener, now_ms: number): number {
  const interval_ms = (compiled.subscription.timeInterval ?? 1) * 1_000
  const start = Date.parse(row.modified_at)
  return start + Math.max(1, Math.floor((now_ms - start) / interval_ms) + 1) * interval_ms
}
