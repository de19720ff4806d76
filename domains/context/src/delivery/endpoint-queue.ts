/**
 * The queue of one endpoint. While its receiver is well, notifications go out of memory; from the first failure on they go
 * through the table, in order, until nothing is left there. So a dead or slow receiver holds nobody else up, and nothing
 * that it has not taken is lost with the process.
 */
import type { Sent } from './sending.ts'

/** A notification on its way. */
export interface Outgoing {
  readonly subscription: string
  /** Milliseconds since 1970. */
  readonly since_ms: number
  /** Delivered, kept in the table, or dropped on purpose: its changes may go from the log. */
  readonly settle: () => void
}
/** A notification that stands in the table. */
export interface Kept {
  readonly id: string
  readonly subscription: string
  readonly attempts: number
}

/** On its way into the table. */
export interface Spilled<O> {
  readonly outgoing: O
  /** Why its first attempt failed; absent where it only follows others. */
  readonly error?: string | undefined
}

/** What a queue asks of its surroundings. */
export interface QueueHost<O extends Outgoing, K extends Kept> {
  readonly now_ms: () => number
  /** Between 0 and 1. */
  readonly random: () => number
  /** Sends now; undefined when the subscription is gone or no longer active: nothing is to be done. */
  send(outgoing: O): Promise<Sent | undefined>
  resend(kept: K): Promise<Sent | undefined>
  /** Puts them into the table, in this order, durable when it returns; `error` where one has been tried. */
  keep(outgoings: readonly Spilled<O>[]): Promise<void>
  /** The first rows in order, without those of some subscriptions. */
  next(limit: number, without: readonly string[]): Promise<readonly K[]>
  drop(ids: readonly string[]): Promise<void>
  noteFailure(kept: K, error: string, park: boolean): Promise<void>
  /** Waits at least as long after a failure as the subscriptions of the endpoint ask for. */
  readonly cooldown_ms: () => number
  /** Calls back after a time; the queue may be asleep until then. */
  later(ms: number, call: () => void): void
  report(error: unknown): void
}

export const queueLimits = {
  concurrency: 32,
  batch: 200,
  /** A notification that waits longer in memory goes to the table. */
  patience_ms: 2_000,
  firstBackoff_ms: 1_000,
  longestBackoff_ms: 300_000,
  /** So often a message that the receiver refuses is tried before it waits for a person. */
  attempts: 3,
} as const

export class EndpointQueue<O extends Outgoing, K extends Kept> {
  readonly #host: QueueHost<O, K>
  readonly #queued = new Map<string, O[]>()
  readonly #flying = new Set<string>()
  #ready: string[] = []
  #size = 0
  /** Earlier notifications stand in the table: later ones follow them there. */
  #behind = false
  #failures = 0
  #retryAt = 0
  #keeping = false
  #keptEver = 0
  #buffer: Spilled<O>[] = []
  #draining = false
  #stopped = false
  /** Subscriptions of which the first message was refused, and until when they wait. */
  readonly #held = new Map<string, number>()

  constructor(host: QueueHost<O, K>) {
    this.#host = host
  }

  /** Notifications in memory. */
  get size(): number {
    return this.#size
  }
  /** Whether it has nothing to do and nothing to remember. */
  get idle(): boolean {
    return this.#size === 0 && !this.#behind && this.#flying.size === 0
  }
  get open(): boolean {
    return this.#failures > 0
  }

  push(outgoing: O): void {
    this.#size += 1
    if (this.#behind && !this.#flying.has(outgoing.subscription)) {
      this.#spill([{ outgoing }])
      return
    }
    const queue = this.#queued.get(outgoing.subscription)
    if (queue !== undefined) queue.push(outgoing)
    else {
      this.#queued.set(outgoing.subscription, [outgoing])
      if (!this.#flying.has(outgoing.subscription)) this.#ready.push(outgoing.subscription)
    }
    this.#pump()
  }

  /** The table holds notifications of this endpoint: they go first. `at-once`: a person says so, whatever pause is on. */
  wake(when: 'in-turn' | 'at-once' = 'in-turn'): void {
    if (when === 'at-once') this.#retryAt = 0
    if (!this.#behind) this.#fallBehind()
    void this.#drain()
  }

  /** Moves what has waited too long into the table: a slow receiver must not keep the log from moving on. */
  checkPatience(): void {
    if (this.#behind) {
      this.#spillResting()
      return
    }
    const limit = this.#host.now_ms() - queueLimits.patience_ms
    for (const [first] of this.#queued.values())
      if (first !== undefined && first.since_ms < limit) {
        this.wake()
        return
      }
  }

  /** Sends nothing more; what is in memory stays in the log of changes. */
  stop(): void {
    this.#stopped = true
  }

  #pump(): void {
    while (!this.#stopped && this.#flying.size < queueLimits.concurrency) {
      const subscription = this.#ready.shift()
      if (subscription === undefined) return
      const outgoing = this.#queued.get(subscription)?.shift()
      if (outgoing === undefined) {
        this.#queued.delete(subscription)
        continue
      }
      this.#flying.add(subscription)
      void this.#fly(outgoing)
    }
  }

  async #fly(outgoing: O): Promise<void> {
    const { subscription } = outgoing
    const sent = await this.#host.send(outgoing).catch((error: unknown) => this.#broken(error))
    this.#flying.delete(subscription)
    if (sent === undefined || sent.ok) {
      if (!this.#behind) this.#failures = 0
      this.#size -= 1
      outgoing.settle()
      this.#rest(subscription)
    } else {
      // The failed one first, then what queues behind it.
      this.#spill([{ outgoing, error: sent.error }, ...this.#taken(subscription)])
      if (!this.#behind) this.#fallBehind()
      if (sent.fault === 'endpoint') this.#backOff()
      else this.#hold(subscription, 1)
    }
    this.#pump()
  }

  /** A subscription whose message has landed: its next one is ready, or follows the others into the table. */
  #rest(subscription: string): void {
    if (this.#behind) this.#spill(this.#taken(subscription))
    else if (this.#queued.has(subscription)) this.#ready.push(subscription)
  }

  #taken(subscription: string): readonly Spilled<O>[] {
    const queue = this.#queued.get(subscription) ?? []
    this.#queued.delete(subscription)
    return queue.map((outgoing) => ({ outgoing }))
  }

  #broken(error: unknown): Sent {
    this.#host.report(error)
    return { ok: false, fault: 'endpoint', error: error instanceof Error ? error.message : String(error) }
  }

  #fallBehind(): void {
    this.#behind = true
    this.#ready = []
    this.#spillResting()
    this.#host.later(0, () => void this.#drain())
  }

  /** Everything in memory that is not in the air; the queues of flying subscriptions follow when those land. */
  #spillResting(): void {
    for (const subscription of this.#queued.keys()) if (!this.#flying.has(subscription)) this.#spill(this.#taken(subscription))
  }

  #spill(spilled: readonly Spilled<O>[]): void {
    if (spilled.length === 0) return
    this.#buffer.push(...spilled)
    this.#keepSoon(10)
  }

  #keepSoon(ms: number): void {
    if (this.#keeping) return
    this.#keeping = true
    this.#host.later(ms, () => void this.#keepAll())
  }

  /** One at a time, so that the table has them in their order. */
  async #keepAll(): Promise<void> {
    const all = this.#buffer
    this.#buffer = []
    try {
      if (this.#stopped) return
      await this.#host.keep(all)
    } catch (error) {
      // The database will be back; until then they wait here, and in the log.
      this.#host.report(error)
      this.#buffer = [...all, ...this.#buffer]
      this.#keeping = false
      this.#keepSoon(500)
      return
    }
    this.#keeping = false
    this.#keptEver += 1
    this.#size -= all.length
    for (const { outgoing } of all) outgoing.settle()
    if (this.#buffer.length > 0) this.#keepSoon(0)
    void this.#drain()
  }

  #backOff(): void {
    const { firstBackoff_ms, longestBackoff_ms } = queueLimits
    this.#failures += 1
    const step = Math.min(longestBackoff_ms, firstBackoff_ms * 2 ** Math.min(this.#failures - 1, 20))
    const pause = Math.max(this.#host.cooldown_ms(), step * (0.8 + 0.4 * this.#host.random()))
    this.#retryAt = this.#host.now_ms() + pause
    this.#host.later(pause, () => void this.#drain())
  }

  #hold(subscription: string, attempts: number): void {
    const pause = queueLimits.firstBackoff_ms * 2 ** attempts
    this.#held.set(subscription, this.#host.now_ms() + pause)
    this.#host.later(pause, () => void this.#drain())
  }

  /** Sends what stands in the table until it is empty, or the receiver fails again. One at a time. */
  async #drain(): Promise<void> {
    if (this.#draining || !this.#behind || this.#stopped) return
    this.#draining = true
    try {
      while (await this.#drainBatch());
    } catch (error) {
      this.#host.report(error)
      this.#host.later(1_000, () => void this.#drain())
    } finally {
      this.#draining = false
    }
  }

  /** One batch; answers whether to go on. */
  async #drainBatch(): Promise<boolean> {
    const now = this.#host.now_ms()
    if (this.#stopped || now < this.#retryAt) return false
    for (const [subscription, until] of this.#held) if (until <= now) this.#held.delete(subscription)
    const [kept, held] = [this.#keptEver, [...this.#held.keys()]]
    // With an open circuit one message tries the way.
    const rows = await this.#host.next(this.#failures > 0 ? 1 : queueLimits.batch, held)
    if (rows.length > 0) return this.#resend(rows)
    const nothing = held.length === 0 && !this.#keeping && this.#buffer.length === 0 && kept === this.#keptEver && this.#flying.size === 0
    if (!nothing) {
      // Something is on its way into the table, or waits for its time: its end calls again.
      if (this.#flying.size > 0) this.#host.later(50, () => void this.#drain())
      return false
    }
    this.#behind = false
    for (const subscription of this.#queued.keys()) if (!this.#flying.has(subscription)) this.#ready.push(subscription)
    this.#pump()
    return false
  }

  async #resend(rows: readonly K[]): Promise<boolean> {
    const done: string[] = []
    let failed = false
    const bySubscription = Map.groupBy(rows, ({ subscription }) => subscription)
    const lanes = [...bySubscription.values()]
    const work = async (): Promise<void> => {
      for (let lane = lanes.shift(); lane !== undefined && !failed; lane = lanes.shift())
        for (const row of lane) {
          if (failed || this.#stopped) return
          const sent = await this.#host.resend(row).catch((error: unknown) => this.#broken(error))
          if (sent === undefined || sent.ok) {
            done.push(row.id)
            this.#failures = 0
            continue
          }
          const park = sent.fault === 'message' && row.attempts + 1 >= queueLimits.attempts
          await this.#host.noteFailure(row, sent.error, park)
          if (sent.fault === 'endpoint') {
            failed = true
            this.#backOff()
            return
          }
          if (!park) {
            this.#hold(row.subscription, row.attempts + 1)
            break
          }
        }
    }
    await Promise.all(Array.from({ length: queueLimits.concurrency }, work))
    await this.#host.drop(done)
    return !failed
  }
}
