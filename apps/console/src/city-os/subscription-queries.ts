import { queryOptions } from '@tanstack/react-query'
import { currentCity, getJson } from '../data/api.ts'

/** A subscription as the NGSI-LD door shows it (§5.2.12, §5.2.14.2): the members that the console reads. */
export interface SubscriptionView {
  readonly id: string
  readonly subscriptionName?: string
  readonly entities?: readonly { readonly type?: string; readonly id?: string | readonly string[] }[]
  readonly watchedAttributes?: readonly string[]
  readonly q?: string
  readonly geoQ?: unknown
  readonly status?: 'active' | 'paused' | 'expired'
  readonly notification: {
    readonly endpoint: { readonly uri: string }
    readonly status?: 'ok' | 'failed'
    readonly timesSent?: number
    readonly timesFailed?: number
    readonly lastSuccess?: string
    readonly lastFailure?: string
  }
}
/** A notification that its receiver did not take. */
export interface UndeliveredView {
  readonly id: string
  readonly subscription: string
  readonly endpoint: string
  readonly entities: readonly string[]
  readonly state: 'waiting' | 'parked'
  readonly attempts: number
  readonly error: string | null
  readonly createdAt: string
  readonly triedAt: string | null
}

/** Health is looked at again so often while its page is open. */
const look_ms = 5_000

export const mostShown = 200
export const subscriptionsQuery = () =>
  queryOptions({
    queryKey: [currentCity() ?? '', 'city-os', 'subscriptions'],
    queryFn: ({ signal }) => getJson<readonly SubscriptionView[]>('/ngsi-ld/v1/subscriptions', { limit: mostShown }, signal),
    refetchInterval: look_ms,
  })
export const undeliveredQuery = () =>
  queryOptions({
    queryKey: [currentCity() ?? '', 'city-os', 'undelivered'],
    queryFn: ({ signal }) => getJson<readonly UndeliveredView[]>('/api/context/undelivered', { limit: mostShown }, signal),
    refetchInterval: look_ms,
  })
