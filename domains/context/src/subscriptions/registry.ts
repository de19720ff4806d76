/** The subscriptions of one city in memory, ready for matching; read anew where their version has moved. */
import { compileSubscription, isNotified, stateOf, type CompiledSubscription, type Observed } from '@machinaka/ngsi'
import { narrowingOf, type Narrowing } from '../v2/v2-notifications.ts'
import type { Tenant, Tx } from '@machinaka/platform'
import { SubscriptionIndex } from './subscription-index.ts'
import { endpointKey } from './subscriptions.ts'
import { newerSubscriptions, subscriptionIds, type SubscriptionRow } from './subscription-store.ts'

/** A subscription as the delivery works with it. What changes with every notification is in memory here. */
export interface Listener extends Narrowing {
  readonly id: string
  readonly row: SubscriptionRow
  readonly compiled: CompiledSubscription
  /** Where its queue stands. */
  readonly endpoint: string
  readonly since: Snapshot
  /** Milliseconds since 1970 of the last notification, for throttling. */
  lastNotified: number
}

/** Entities of one notification. */
const MOST = 200

export class Registry {
  readonly #tenant: Tenant
  readonly #by = new Map<string, Listener>()
  readonly #index = new SubscriptionIndex<Listener>()
  #version = -1

  constructor(tenant: Tenant) {
    this.#tenant = tenant
  }

  /** The version up to which it is read. */
  get version(): number {
    return this.#version
  }
  get size(): number {
    return this.#by.size
  }

  get(id: string): Listener | undefined {
    return this.#by.get(id)
  }

  all(): IterableIterator<Listener> {
    return this.#by.values()
  }

  /** Takes over what is newer than known; `version` is what `context.delivery` said before. */
  async load(tx: Tx, version: number): Promise<void> {
    const { rows, all } = await newerSubscriptions(tx, this.#tenant, this.#version)
    for (const row of rows) this.#put(row)
    if (this.#by.size !== all) {
      const ids = await subscriptionIds(tx, this.#tenant)
      for (const id of this.#by.keys()) if (!ids.has(id)) this.#drop(id)
    }
    this.#version = Math.max(version, this.#version, rows.at(-1)?.version ?? 0)
  }

  /** Active subscriptions that the change triggers; throttling is not looked at. */
  matching(change: Observed & { readonly xid: bigint }, now: string): readonly Listener[] {
    const found: Listener[] = []
    for (const one of this.#index.candidates(change)) {
      if (sees(one.since, change.xid) || !isNotified(one.compiled, change) || !one.accepts(change)) continue
      if (stateOf(one.compiled.subscription, now) === 'active') found.push(one)
    }
    return found
  }

  #put(row: SubscriptionRow): void {
    const before = this.#by.get(row.id)
    if (before?.row.version === row.version) return
    this.#drop(row.id)
    const { subscription } = row.doc
    const compiled = compileSubscription(subscription)
    const listener: Listener = {
      id: row.id,
      row,
      compiled,
      endpoint: endpointKey(subscription.notification.endpoint.uri),
      since: readSnapshot(row.since),
      ...narrowingOf(row, MOST),
      lastNotified: Math.max(
        before?.row.created_at === row.created_at ? before.lastNotified : 0,
        row.last_notification === null ? 0 : Date.parse(row.last_notification),
      ),
    }
    this.#by.set(row.id, listener)
    // Those that follow the clock, or are paused, have nothing to do with changes.
    if (subscription.timeInterval === undefined && subscription.isActive !== false) this.#index.add(listener, compiled)
  }

  #drop(id: string): void {
    const one = this.#by.get(id)
    if (one === undefined) return
    this.#by.delete(id)
    this.#index.remove(one)
  }
}

/** `xmin:xmax:xip,…` of PostgreSQL: which transactions had ended when it was taken. */
export interface Snapshot {
  readonly min: bigint
  readonly max: bigint
  readonly running: ReadonlySet<string>
}

export function readSnapshot(text: string): Snapshot {
  const [min = '0', max = '0', running = ''] = text.split(':')
  return { min: BigInt(min), max: BigInt(max), running: new Set(running.split(',')) }
}

/** Whether the transaction had ended when the snapshot was taken. */
export const sees = ({ min, max, running }: Snapshot, xid: bigint): boolean => xid < min || (xid < max && !running.has(String(xid)))
