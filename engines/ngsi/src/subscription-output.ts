/** Subscriptions as answers (ETSI GS CIM 009 V1.9.1 §5.2.12, §5.2.14.2): with their state and counters, without secrets. */
import { coreContext, type TermContext } from './context.ts'
import { isMap } from './json-map.ts'
import type { JsonObject } from './output.ts'
import { renamed } from './subscription-names.ts'
import { defaultTriggers, stateOf, type Subscription } from './subscription.ts'

/** Counters of a subscription; times are ISO 8601 UTC (§5.2.14.2). */
export interface SubscriptionStatus {
  readonly timesSent: number
  readonly timesFailed: number
  readonly lastNotification?: string | undefined
  readonly lastSuccess?: string | undefined
  readonly lastFailure?: string | undefined
  /** Whether the last attempt failed; undefined before the first. */
  readonly failed?: boolean | undefined
}

export interface SubscriptionOutput {
  readonly context?: TermContext | undefined
  readonly now: string
  /** With createdAt and modifiedAt (§4.8). */
  readonly times?: { readonly createdAt: string; readonly modifiedAt: string } | undefined
  readonly status?: SubscriptionStatus | undefined
}

/** A subscription as JSON. Passwords inside of addresses are masked. */
export function presentSubscription(
  subscription: Subscription,
  { context = coreContext(), now, times, status }: SubscriptionOutput,
): JsonObject {
  const shown = renamed(subscription as unknown as JsonObject, 'shown', context)
  const notification = isMap(shown['notification']) ? shown['notification'] : {}
  const { endpoint } = subscription.notification
  return {
    ...shown,
    notificationTrigger: subscription.notificationTrigger ?? defaultTriggers,
    status: stateOf(subscription, now),
    notification: {
      ...notification,
      endpoint: { ...endpoint, uri: maskedUri(endpoint.uri) },
      ...(status === undefined ? {} : counters(status)),
    },
    ...times,
  }
}

/** What stands for a password in an address that is shown. */
export const MASK = '***'

/** The address without its password (`mqtt://user:***@host/topic`). */
export const maskedUri = (uri: string): string => uri.replace(/^([a-z]+:\/\/[^/@:]*):[^/@]*@/i, `$1:${MASK}@`)

/** Counters appear once there is something to count (Table 5.2.14.2-1: greater than 0). */
function counters({ timesSent, timesFailed, lastNotification, lastSuccess, lastFailure, failed }: SubscriptionStatus): JsonObject {
  return {
    ...(timesSent > 0 ? { timesSent } : {}),
    ...(timesFailed > 0 ? { timesFailed } : {}),
    ...(lastNotification === undefined ? {} : { lastNotification }),
    ...(lastSuccess === undefined ? {} : { lastSuccess }),
    ...(lastFailure === undefined ? {} : { lastFailure }),
    ...(failed === undefined ? {} : { status: failed ? 'failed' : 'ok' }),
  }
}
