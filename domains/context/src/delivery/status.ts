/** Counters of subscriptions: gathered in memory, written in batches, and shown together with what is not written yet. */
import type { SubscriptionStatus } from '@machinaka/ngsi'
import type { Postgres, Tenant } from '@machinaka/platform'
import { addStatus, type StatusUpdate } from './delivery-store.ts'

interface Gathered {
  sent: number
  failures: number
  notified: string | undefined
  success: string | undefined
  failure: string | undefined
  failed: boolean | undefined
  error: string | undefined
}

export class StatusBook {
  readonly #postgres: Pick<Postgres, 'system'>
  #open = new Map<string, Map<string, Gathered>>()
  /** What is being written now: still shown. */
  #closing: ReadonlyMap<string, ReadonlyMap<string, Gathered>> = new Map()

  constructor(postgres: Pick<Postgres, 'system'>) {
    this.#postgres = postgres
  }

  /** A notification goes out (its first attempt): timesSent counts notifications (Table 5.2.14.2-1). */
  sent(tenant: Tenant, id: string, at: string): void {
    const one = this.#of(tenant, id)
    one.sent += 1
    one.notified = at
  }

  succeeded(tenant: Tenant, id: string, at: string): void {
    const one = this.#of(tenant, id)
    one.success = at
    one.failed = false
    one.error = undefined
  }

  failed(tenant: Tenant, id: string, failure: { readonly at: string; readonly error: string }): void {
    const one = this.#of(tenant, id)
    one.failures += 1
    one.failure = failure.at
    one.failed = true
    one.error = failure.error.slice(0, 500)
  }

  /** What the store does not say yet; counts are to be added to it. */
  pending(tenant: Tenant, id: string): Partial<SubscriptionStatus> | undefined {
    const parts = [this.#closing.get(tenant)?.get(id), this.#open.get(tenant)?.get(id)].filter((one) => one !== undefined)
    if (parts.length === 0) return undefined
    const last = <K extends keyof Gathered>(key: K): Gathered[K] | undefined => parts.findLast((one) => one[key] !== undefined)?.[key]
    return {
      timesSent: parts.reduce((sum, { sent }) => sum + sent, 0),
      timesFailed: parts.reduce((sum, { failures }) => sum + failures, 0),
      lastNotification: last('notified'),
      lastSuccess: last('success'),
      lastFailure: last('failure'),
      failed: last('failed'),
    }
  }

  /** Writes everything in one statement; what cannot be written now is added to the next time. */
  async flush(): Promise<void> {
    if (this.#open.size === 0 || this.#closing.size > 0) return
    const closing = this.#open
    this.#closing = closing
    this.#open = new Map()
    const updates: StatusUpdate[] = []
    for (const [tenant, all] of closing)
      for (const [id, one] of all)
        updates.push({
          city: tenant as Tenant,
          id,
          sent: one.sent,
          failures: one.failures,
          last_notification: one.notified,
          last_success: one.success,
          last_failure: one.failure,
          failed: one.failed,
          error: one.error,
        })
    try {
      await this.#postgres.system((tx) => addStatus(tx, updates))
    } catch (error) {
      this.#restore(closing)
      throw error
    } finally {
      this.#closing = new Map()
    }
  }

  #restore(closing: ReadonlyMap<string, ReadonlyMap<string, Gathered>>): void {
    for (const [tenant, all] of closing)
      for (const [id, before] of all) {
        const one = this.#of(tenant as Tenant, id)
        one.sent += before.sent
        one.failures += before.failures
        one.notified ??= before.notified
        one.success ??= before.success
        one.failure ??= before.failure
        if (one.failed === undefined) {
          one.failed = before.failed
          one.error = before.error
        }
      }
  }

  #of(tenant: Tenant, id: string): Gathered {
    const all = this.#open.get(tenant) ?? new Map<string, Gathered>()
    this.#open.set(tenant, all)
    const known = all.get(id)
    if (known !== undefined) return known
    const made: Gathered = {
      sent: 0,
      failures: 0,
      notified: undefined,
      success: undefined,
      failure: undefined,
      failed: undefined,
      error: undefined,
    }
    all.set(id, made)
    return made
  }
}
