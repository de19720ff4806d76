/** The seam between NGSIv2 subscriptions and the delivery: what of a change they are told, and in which words. */
import { acceptsV2, isOneByOne, v2Message, type Observed, type V2Subscription } from '@machinaka/ngsi'
import type { Message } from '../delivery/undelivered-store.ts'
import type { SubscriptionRow } from '../subscriptions/subscription-store.ts'

/** What an NGSIv2 subscription says, as `custom` keeps it. */
export const v2Of = ({ doc }: Pick<SubscriptionRow, 'doc'>): V2Subscription => doc.custom as unknown as V2Subscription

type Row = Pick<SubscriptionRow, 'id' | 'door' | 'doc'>

/** How a subscription narrows what NGSI-LD's triggers let through, and how many changes its notifications may hold. */
export interface Narrowing {
  readonly accepts: (change: Observed) => boolean
  readonly most: number
}
const everything = (): boolean => true

export function narrowingOf(row: Row, most: number): Narrowing {
  if (row.door !== 'ngsiv2') return { accepts: everything, most }
  const subscription = v2Of(row)
  return { accepts: acceptsV2(subscription), most: isOneByOne(subscription) ? 1 : most }
}

/** Writes the notification of an NGSIv2 subscription; undefined for those of NGSI-LD. */
export function writeV2({ row }: { readonly row: Row }, changes: readonly Observed[]): Message | undefined {
  if (row.door !== 'ngsiv2') return undefined
  const subscription = v2Of(row)
  const { url, method, body, contentType, headers } = v2Message(row.id, subscription, { changes, service: row.doc.tenantHeader })
  const { mqtt, mqttCustom, http, httpCustom } = subscription.notification
  const timeout = (http ?? httpCustom ?? mqtt ?? mqttCustom)?.timeout
  const overMqtt = mqtt ?? mqttCustom
  return {
    body,
    contentType,
    headers,
    target: {
      uri: overMqtt === undefined ? url : row.doc.subscription.notification.endpoint.uri,
      bare: true,
      ...(overMqtt === undefined ? { method } : { notifierInfo: [{ key: 'MQTT-QoS', value: String(overMqtt.qos ?? 0) }] }),
      ...(timeout === undefined || timeout === 0 ? {} : { timeout }),
    },
  }
}
