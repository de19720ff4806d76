import type { Consumer, Fact, Postgres, Tx } from '../contract.ts'
import type { Log } from '../log.ts'
import { isDue, keep, letGo, nextWindow, readWindow, store, take, type Placed, type Position } from './cursor.ts'
import { dueHeads, park, parkAgain, unpark, type Failure, type Head } from './parking.ts'

export interface DeliverySettings {
  readonly postgres: Postgres
  readonly log: Log
  /** Names this process among those that share the database. */
  readonly holder: string
  readonly attempts: number
  /** Seconds until a fact that failed `attempts` times is tried again. */
  readonly backoff_s: (attempts: number) => number
  readonly lease_s: number
  readonly batch: number
}

/** Brings facts to one consumer. Its rounds never overlap within a process; among processes a lease sees to that. */
export class Delivery {
  readonly consumer: Consumer
  readonly #settings: DeliverySettings
  #running: Promise<boolean> = Promise.resolve(false)
  #stopping = false

  constructor(consumer: Consumer, settings: DeliverySettings) {
    this.consumer = consumer
    this.#settings = settings
  }

  /** Delivers until nothing is due; answers whether anything was. */
  run(): Promise<boolean> {
    return this.#inTurn(this.consumer.kinds)
  }

  /** Also moves the cursor past facts of other kinds, so that they can be forgotten. */
  catchUp(): Promise<boolean> {
    return this.#inTurn(undefined)
  }

  #inTurn(kinds: readonly string[] | undefined): Promise<boolean> {
    const next = this.#running.then(() => this.#untilIdle(kinds))
    this.#running = next.catch(() => false)
    return next
  }

  /** Lets the fact at hand be finished, then stops. */
  async stop(): Promise<void> {
    this.#stopping = true
    await this.#running
    this.#stopping = false
  }

  async #untilIdle(kinds: readonly string[] | undefined): Promise<boolean> {
    const { name } = this.consumer
    const { holder, lease_s } = this.#settings
    for (let worked = false; ; worked = true) {
      if (this.#stopping) return worked
      // Undefined also while another process works for this consumer.
      const position = await this.#system(async (tx) => ((await isDue(tx, name, kinds)) ? take(tx, name, holder, lease_s) : undefined))
      if (position === undefined || !(await this.#leased(position))) return worked
    }
  }

  /** One turn at the lease; false when it was lost on the way. */
  async #leased(position: Position): Promise<boolean> {
    const { name } = this.consumer
    const { holder, lease_s } = this.#settings
    let lost = false
    const renewal = setInterval(
      () => {
        this.#system((tx) => keep(tx, name, holder, lease_s)).then(
          (kept) => {
            lost ||= !kept
          },
          () => {},
        )
      },
      (lease_s * 1000) / 3,
    )
    try {
      const has = (): boolean => !lost && !this.#stopping
      await this.#retryParked(has)
      await this.#readOn(position, has)
      return !lost
    } finally {
      clearInterval(renewal)
      await this.#system((tx) => letGo(tx, name, holder))
    }
  }

  async #retryParked(has: () => boolean): Promise<void> {
    for (let heads = await this.#heads(); heads.length > 0 && has(); heads = await this.#heads())
      for (const head of heads) {
        if (!has()) return
        const error = await this.#attempt(head.fact)
        await this.#system((tx) =>
          error === undefined
            ? unpark(tx, this.consumer.name, head.seq)
            : parkAgain(tx, this.consumer.name, this.#failure(head, head.attempts + 1, error)),
        )
      }
  }

  #heads(): Promise<readonly Head[]> {
    return this.#system((tx) => dueHeads(tx, this.consumer.name, this.#settings.batch))
  }

  async #readOn(start: Position, has: () => boolean): Promise<void> {
    const { batch } = this.#settings
    let position = start
    while (has()) {
      const read = await this.#system(async (tx) => {
        const window = position.from === position.to ? await nextWindow(tx, position) : position
        return { window, facts: window.from === window.to ? [] : await readWindow(tx, this.consumer, window, batch) }
      })
      const { failures, last } = await this.#handle(read.facts, has)
      const all = read.facts.length < batch && last === read.facts.at(-1)?.seq
      position = all ? { from: read.window.to, to: read.window.to, after: 0 } : { ...read.window, after: last ?? read.window.after }
      const stored = await this.#system(async (tx) => {
        await park(tx, this.consumer.name, failures)
        return store(tx, this.consumer.name, this.#settings.holder, position)
      })
      if (!stored || read.facts.length === 0) return
    }
  }

  /** Tries each fact in order. One that fails holds back the later ones of its key, and nobody else. */
  async #handle(
    facts: readonly Placed[],
    has: () => boolean,
  ): Promise<{ readonly failures: readonly Failure[]; readonly last: number | undefined }> {
    const failures: Failure[] = []
    const held = new Set<string>()
    let last: number | undefined
    for (const placed of facts) {
      if (!has()) break
      const key = `${placed.fact.tenant} ${placed.fact.key}`
      if (placed.blocked || held.has(key)) failures.push({ placed, attempts: 0, error: undefined, retryAfter_s: undefined })
      else {
        const error = await this.#attempt(placed.fact)
        if (error !== undefined) {
          held.add(key)
          failures.push(this.#failure(placed, 1, error))
        }
      }
      last = placed.seq
    }
    return { failures, last }
  }

  async #attempt(fact: Fact): Promise<string | undefined> {
    try {
      await this.consumer.handle(fact)
      return undefined
    } catch (error) {
      this.#settings.log.warn(
        { consumer: this.consumer.name, fact: fact.id, kind: fact.kind, tenant: fact.tenant, error },
        'a fact was not handled',
      )
      return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    }
  }

  #failure(placed: Placed, attempts: number, error: string): Failure {
    const given = attempts >= this.#settings.attempts
    if (given)
      this.#settings.log.error(
        { consumer: this.consumer.name, fact: placed.fact.id, kind: placed.fact.kind, tenant: placed.fact.tenant, attempts },
        'a fact is parked until somebody retries it',
      )
    return { placed, attempts, error: error.slice(0, 2_000), retryAfter_s: given ? undefined : this.#settings.backoff_s(attempts) }
  }

  #system<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#settings.postgres.system(work)
  }
}
