/** The door of subscriptions and their delivery, as types. */
import type { Tenant, Tx } from '@machinaka/platform'
import type { SubscriptionKeeping, SubscriptionOperations } from '../subscriptions/subscriptions.ts'
import type { Admission } from './admission.ts'
import type { Message, MessageTarget } from './undelivered-store.ts'
import type { Undelivered } from './undelivered.ts'

/** A notification that somebody else has written, with where it goes. */
export interface ReadyNotification {
  readonly subscription: string
  readonly entities: readonly string[]
  readonly message: Message & { readonly target: MessageTarget }
}

export interface Notifying {
  readonly subscriptions: SubscriptionOperations & SubscriptionKeeping
  readonly undelivered: Undelivered
  /** Asked before each write. */
  readonly admission: Admission
  /** Puts a ready notification into the queue of its endpoint, in the caller's transaction; call `wake` after its commit. */
  enqueue(tx: Tx, tenant: Tenant, notification: ReadyNotification): Promise<void>
  wake(tenant: Tenant): void
  start(): Promise<void>
  stop(): Promise<void>
}
