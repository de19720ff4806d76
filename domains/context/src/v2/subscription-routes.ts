/** The NGSIv2 doors of subscriptions (Orion API: /v2/subscriptions). */
import { isProblem, parseV2Subscription, subscriptionFromV2, type V2Subscription } from '@machinaka/ngsi'
import { isRefusal, refusal, route, type Ids, type Refusal, type Route } from '@machinaka/platform'
import { v2Doors as doors } from '../rules/v2-doors.ts'
import type { StoredSubscription, SubscriptionKeeping } from '../subscriptions/subscriptions.ts'
import type { SubscriptionDocument } from '../subscriptions/subscription-store.ts'
import { answerV2, answerV2Bare, asV2 } from './v2-answers.ts'
import { badRequest, pageOfV2, readV2, type V2Incoming } from './v2-request.ts'

export interface V2SubscriptionDesk {
  readonly subscriptions: SubscriptionKeeping
  readonly ids: Pick<Ids, 'uuid'>
}

const absent = (): Refusal => refusal('context.subscription-absent', 'The requested subscription has not been found. Check id')

export const v2SubscriptionRoutes = (desk: V2SubscriptionDesk): readonly Route[] => [...reading(desk), ...writing(desk)]

function reading({ subscriptions }: V2SubscriptionDesk): readonly Route[] {
  return [
    route(
      doors.listSubscriptions,
      async (incoming) => {
        const asked = readV2(incoming, { options: ['count'] })
        const page = isRefusal(asked) ? asked : pageOfV2(asked)
        if (isRefusal(asked) || isRefusal(page)) return page as Refusal
        const found = await subscriptions.list(asked.call.tenant, { door: 'ngsiv2', ...page })
        const shown = found.subscriptions.map((one) => shownSubscription(one, asked.call.now))
        return answerV2(asked.raw, shown, found.count === undefined ? {} : { 'fiware-total-count': String(found.count) })
      },
      asV2,
    ),
    route(
      doors.retrieveSubscription,
      async (incoming) => {
        const asked = readV2(incoming, {})
        if (isRefusal(asked)) return asked
        const found = await subscriptions.find(asked.call.tenant, incoming.params.id, 'ngsiv2')
        return found === undefined ? absent() : answerV2(asked.raw, shownSubscription(found, asked.call.now))
      },
      asV2,
    ),
  ]
}

function writing({ subscriptions, ids }: V2SubscriptionDesk): readonly Route[] {
  return [
    route(
      doors.createSubscription,
      async (incoming) => {
        const asked = readV2(incoming, { options: ['skipInitialNotification'] })
        if (isRefusal(asked)) return asked
        const doc = documentOf(ids.uuid(), incoming, { json: incoming.body, paths: asked.paths })
        if (isRefusal(doc)) return doc
        const refused = await subscriptions.add(asked.call.tenant, { door: 'ngsiv2', doc, now: asked.call.now })
        return refused ?? answerV2Bare(asked.raw, 201, { location: `/v2/subscriptions/${doc.subscription.id}` })
      },
      asV2,
    ),
    route(
      doors.updateSubscription,
      async (incoming) => {
        const asked = readV2(incoming, { options: ['skipInitialNotification'] })
        if (isRefusal(asked)) return asked
        const { id } = incoming.params
        const { tenant, now } = asked.call
        let renewed: SubscriptionDocument | undefined
        const refused = await subscriptions.change(tenant, { id, door: 'ngsiv2', now }, (standing) => {
          const before = standing.custom as unknown as V2Subscription
          const doc = documentOf(id, incoming, { json: incoming.body, paths: before.paths, standing: before })
          if (isRefusal(doc)) return doc
          if (isArmed(incoming.body)) renewed = doc
          return { ...doc, ...(standing.tenantHeader === undefined ? {} : { tenantHeader: standing.tenantHeader }) }
        })
        if (refused !== undefined) return refused.code === 'context.subscription-absent' ? absent() : refused
        // One that has said its word, and is asked for another, begins anew.
        if (renewed !== undefined && (await subscriptions.remove(tenant, id)))
          await subscriptions.add(tenant, { door: 'ngsiv2', doc: renewed, now })
        return answerV2Bare(asked.raw, 204)
      },
      asV2,
    ),
    route(
      doors.deleteSubscription,
      async (incoming) => {
        const asked = readV2(incoming, {})
        if (isRefusal(asked)) return asked
        const { id } = incoming.params
        const found = await subscriptions.find(asked.call.tenant, id, 'ngsiv2')
        return found !== undefined && (await subscriptions.remove(asked.call.tenant, id)) ? answerV2Bare(asked.raw, 204) : absent()
      },
      asV2,
    ),
  ]
}

/** A status that is said again ends the silence of `oneshot`. */
const isArmed = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'status' in body && (body.status === 'oneshot' || body.status === 'active')

/** What is kept of a subscription: what triggers it, and what it says. */
function documentOf(
  id: string,
  { raw }: V2Incoming,
  { json, ...given }: { readonly json: unknown; readonly paths: readonly string[]; readonly standing?: V2Subscription },
): SubscriptionDocument | Refusal {
  const said = parseV2Subscription(json, given)
  if (isProblem(said)) return badRequest(said.detail)
  const service = raw.headers['fiware-service']
  return {
    subscription: subscriptionFromV2(id, said),
    custom: said as unknown as NonNullable<SubscriptionDocument['custom']>,
    ...(service === undefined ? {} : { tenantHeader: service }),
  }
}

/** A subscription with its counters; passwords stay here. */
function shownSubscription({ subscription, status, custom }: StoredSubscription, now: Date): object {
  const said = custom as unknown as V2Subscription
  const { timesSent, timesFailed, lastNotification, lastSuccess, lastFailure } = status
  const { paths: _paths, notification, status: wanted = 'active', ...rest } = said
  const expired = subscription.expiresAt !== undefined && Date.parse(subscription.expiresAt) <= now.getTime()
  const spent = wanted === 'oneshot' && timesSent > 0
  const times = { lastNotification, lastSuccess, lastFailure }
  return {
    id: subscription.id,
    ...rest,
    status: expired ? 'expired' : spent ? 'inactive' : status.failed === true && wanted === 'active' ? 'failed' : wanted,
    notification: {
      ...withoutPasswords(notification),
      attrsFormat: notification.attrsFormat ?? 'normalized',
      timesSent,
      ...Object.fromEntries(Object.entries(times).filter(([, value]) => value !== undefined)),
      ...(timesFailed > 0 ? { failsCounter: timesFailed } : {}),
    },
  }
}

function withoutPasswords(notification: V2Subscription['notification']): V2Subscription['notification'] {
  const masked = (['mqtt', 'mqttCustom'] as const).flatMap((kind) => {
    const endpoint = notification[kind]
    return endpoint?.passwd === undefined ? [] : [[kind, { ...endpoint, passwd: '*****' }] as const]
  })
  return { ...notification, ...Object.fromEntries(masked) }
}
