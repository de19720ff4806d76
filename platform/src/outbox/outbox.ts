import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { sql } from 'kysely'
import type { Clock, Consumer, Ids, NewFact, Outbox, Postgres, Signals, Tx } from '../contract.ts'
import type { Log } from '../log.ts'
import { afterCommit } from '../postgres/transactions.ts'
import { sweep } from './cursor.ts'
import { Delivery, type DeliverySettings } from './delivery.ts'
import { listParked, release } from './parking.ts'

export interface OutboxOptions {
  readonly postgres: Postgres
  readonly signals: Signals
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  /** Tries before a fact is parked. */
  readonly attempts?: number
  readonly backoff_s?: (attempts: number) => number
  /** Facts that all have passed are kept this long, for consumers that are added later. */
  readonly retention_days?: number
  /** How often it looks without being woken: for other processes' facts of which the signal was lost, and for retries. */
  readonly poll_ms?: number
  readonly lease_s?: number
}

const ATTEMPTS = 5
const RETENTION_DAYS = 7
const POLL_MS = 1_000
const LEASE_S = 15
const BATCH = 200
const SWEEP_EVERY_MS = 600_000
const SWEPT_AT_ONCE = 10_000
const WOKEN_BY = 'platform.facts'

/** Doubles from one second to five minutes. */
const doubling = (attempts: number): number => Math.min(300, 2 ** (attempts - 1))

/** Facts between domains: durable, at least once, in order per tenant and key. */
export function createOutbox(options: OutboxOptions): Outbox {
  const settings: DeliverySettings = {
    postgres: options.postgres,
    log: options.log,
    holder: `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`,
    attempts: options.attempts ?? ATTEMPTS,
    backoff_s: options.backoff_s ?? doubling,
    lease_s: options.lease_s ?? LEASE_S,
    batch: BATCH,
  }
  const deliveries = new Map<string, Delivery>()
  const rounds = new Rounds(options, deliveries)
  // One function for all writes, so that a transaction with many announces once.
  const announce = (): void => rounds.announce()
  return {
    write: (tx, facts) => write(tx, facts, options, announce),
    subscribe: (consumer: Consumer) => {
      if (deliveries.has(consumer.name)) throw new Error(`The consumer ${consumer.name} is subscribed already`)
      deliveries.set(consumer.name, new Delivery(consumer, settings))
    },
    start: () => rounds.start(),
    stop: () => rounds.stop(),
    drain: async () => {
      // A handled fact may have written others: until nobody had anything to do.
      for (let worked = true; worked;) {
        worked = false
        for (const delivery of deliveries.values()) worked = (await delivery.run()) || worked
      }
    },
    parked: () => options.postgres.system(listParked),
    retry: async (consumer, factId) => {
      if (!(await options.postgres.system((tx) => release(tx, consumer, factId))))
        throw new Error(`No fact ${factId} is parked for ${consumer}`)
      rounds.wake()
    },
  }
}

async function write(tx: Tx, facts: readonly NewFact[], { clock, ids }: OutboxOptions, announce: () => void): Promise<void> {
  if (facts.length === 0) return
  const at = clock.now().toISOString()
  const rows = facts.map(({ kind, tenant, key, payload }) => ({ id: ids.uuid(), kind, city: tenant, key, at, payload: payload ?? null }))
  // In the order given: jsonb_to_recordset keeps it, and the identity column counts as rows arrive.
  await sql`
    insert into platform.outbox (id, kind, city, key, at, payload)
    select r.id, r.kind, r.city, r.key, r.at, coalesce(r.payload, 'null'::jsonb)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, kind text, city text, key text, at timestamptz, payload jsonb)`.execute(
    tx,
  )
  afterCommit(tx, announce)
}

/** When rounds happen: on a commit in this process, on a signal from another one, and now and then. */
class Rounds {
  readonly #options: OutboxOptions
  readonly #deliveries: ReadonlyMap<string, Delivery>
  readonly #asleep = new Set<() => void>()
  #loops: Promise<void>[] = []
  #stopped = true
  #silence: (() => void) | undefined
  #announced = false

  constructor(options: OutboxOptions, deliveries: ReadonlyMap<string, Delivery>) {
    this.#options = options
    this.#deliveries = deliveries
  }

  async start(): Promise<void> {
    if (!this.#stopped) return
    this.#stopped = false
    this.#silence = this.#options.signals.on(WOKEN_BY, () => this.wake())
    if (this.#options.postgres.engine === 'embedded')
      await this.#options.postgres.system((tx) => sql`update platform.consumer set holder = null, held_until = null`.execute(tx))
    this.#loops = [
      ...[...this.#deliveries.values()].map((delivery) => this.#loop(() => delivery.run(), this.#options.poll_ms ?? POLL_MS)),
      this.#loop(() => this.#sweep(), SWEEP_EVERY_MS),
    ]
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#silence?.()
    this.wake()
    await Promise.all([...this.#deliveries.values()].map((delivery) => delivery.stop()))
    await Promise.all(this.#loops)
    this.#loops = []
  }

  wake(): void {
    for (const rise of this.#asleep) rise()
  }

  /** A commit brought facts: rounds here begin at once, other processes hear of it, bundled. */
  announce(): void {
    this.wake()
    if (this.#announced || this.#stopped) return
    this.#announced = true
    setTimeout(() => {
      this.#announced = false
      if (!this.#stopped && this.#options.postgres.engine === 'postgresql') this.#options.signals.send(WOKEN_BY, {}).catch(() => {})
    }, 20).unref()
  }

  async #loop(work: () => Promise<unknown>, pause_ms: number): Promise<void> {
    while (!this.#stopped) {
      // Set before the work: what is committed during it starts another round.
      const woken = this.#sleep(pause_ms)
      try {
        await work()
      } catch (error) {
        if (!this.#stopped) this.#options.log.error({ error }, 'a round of the outbox failed; it is tried again')
      }
      await woken.until
    }
  }

  #sleep(pause_ms: number): { readonly until: Promise<void> } {
    const until = new Promise<void>((resolve) => {
      const rise = (): void => {
        clearTimeout(timer)
        this.#asleep.delete(rise)
        resolve()
      }
      const timer = setTimeout(rise, pause_ms)
      this.#asleep.add(rise)
    })
    return { until }
  }

  async #sweep(): Promise<void> {
    const days = this.#options.retention_days ?? RETENTION_DAYS
    for (const delivery of this.#deliveries.values()) await delivery.catchUp()
    while (!this.#stopped && (await this.#options.postgres.system((tx) => sweep(tx, days, SWEPT_AT_ONCE))) === SWEPT_AT_ONCE);
  }
}
