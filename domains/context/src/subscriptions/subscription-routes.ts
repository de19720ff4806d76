/** The NGSI-LD doors of subscriptions (ETSI GS CIM 009 V1.9.1 §6.10, §6.11). */
import { conformantVersion, isUri, presentSubscription, readVersion, type JsonObject } from '@machinaka/ngsi'
import { isRefusal, route, type Refusal, type Route } from '@machinaka/platform'
import type { Contexts } from '../contexts/contexts.ts'
import { answerBare, answerJson, etsi, preference } from '../ngsi-answers.ts'
import { asNgsi } from '../ngsi-body.ts'
import { pageLinks, pageOf, representation } from '../ngsi-parameters.ts'
import { readRequest, type Asked } from '../ngsi-request.ts'
import { subscriptionDoors as doors } from '../rules/subscription-doors.ts'
import type { StoredSubscription, SubscriptionCall, SubscriptionOperations } from './subscriptions.ts'

const PATH = '/ngsi-ld/v1/subscriptions'
const DISPLAY = ['options', 'format', 'local'] as const

/** §5.8.2.4, §5.8.3.4, §5.8.5.4. */
const wrongId = (id: string): Refusal | undefined =>
  isUri(id) ? undefined : etsi('BadRequestData', `The id of a subscription is a URI, not ${JSON.stringify(id.slice(0, 200))} (§5.8).`)

const callOf = ({ call, raw }: Asked): SubscriptionCall => ({
  tenant: call.tenant,
  context: call.context,
  now: call.now,
  tenantHeader: raw.headers['ngsild-tenant'],
  origin: raw.origin,
})

export function subscriptionRoutes(subscriptions: SubscriptionOperations, contexts: Pick<Contexts, 'resolve' | 'core'>): readonly Route[] {
  return [
    route(
      doors.createSubscription,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: ['local'] })
        if (isRefusal(asked)) return asked
        const id = await subscriptions.create(callOf(asked), asked.json)
        return isRefusal(id) ? id : answerBare(asked.raw, 201, { location: `${PATH}/${encodeURIComponent(id).replaceAll('%3A', ':')}` })
      },
      asNgsi,
    ),
    route(
      doors.querySubscriptions,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: [...DISPLAY, 'limit', 'offset', 'count'] })
        if (isRefusal(asked)) return asked
        const page = pageOf(asked.parameters)
        const how = representation(asked.parameters)
        if (isRefusal(page) || isRefusal(how)) return isRefusal(page) ? page : (how as Refusal)
        const { subscriptions: found, count } = await subscriptions.query(asked.call, { ...page, limit: page.limit + 1 })
        const more = found.length > page.limit
        const links = pageLinks({ origin: asked.raw.origin, url: asked.raw.url.replace(/\/(?=$|\?)/, '') }, page, {
          more,
          media: asked.media,
        })
        return answerJson(asked.raw, {
          media: asked.media,
          context: asked.call.context,
          body: found.slice(0, page.limit).map((one) => shown(asked, one, how.sysAttrs)),
          headers: { ...links, ...(count === undefined ? {} : { 'ngsild-results-count': String(count) }) },
        })
      },
      asNgsi,
    ),
    ...single(subscriptions, contexts),
  ]
}

function single(subscriptions: SubscriptionOperations, contexts: Pick<Contexts, 'resolve' | 'core'>): readonly Route[] {
  return [
    route(
      doors.retrieveSubscription,
      async (incoming) => {
        const { id } = incoming.params
        const asked = wrongId(id) ?? (await readRequest(contexts, incoming, { parameters: DISPLAY }))
        if (isRefusal(asked)) return asked
        const how = representation(asked.parameters)
        if (isRefusal(how)) return how
        const found = await subscriptions.retrieve(asked.call, id)
        if (isRefusal(found)) return found
        return answerJson(asked.raw, {
          media: asked.media,
          context: asked.call.context,
          body: shown(asked, found, how.sysAttrs),
          headers: applied(asked),
        })
      },
      asNgsi,
    ),
    route(
      doors.updateSubscription,
      async (incoming) => {
        const { id } = incoming.params
        const asked = wrongId(id) ?? (await readRequest(contexts, incoming, { parameters: ['local'] }))
        if (isRefusal(asked)) return asked
        return (await subscriptions.update(callOf(asked), id, asked.json)) ?? answerBare(asked.raw, 204)
      },
      asNgsi,
    ),
    route(
      doors.deleteSubscription,
      async (incoming) => {
        const { id } = incoming.params
        const asked = wrongId(id) ?? (await readRequest(contexts, incoming, { parameters: ['local'] }))
        if (isRefusal(asked)) return asked
        return (await subscriptions.delete(asked.call, id)) ?? answerBare(asked.raw, 204)
      },
      asNgsi,
    ),
  ]
}

/** Subscriptions are the same in all versions of the standard: a wished-for one is kept to by doing nothing (§4.3.6.8, §6.3.6). */
function applied({ raw }: Asked): Readonly<Record<string, string>> {
  const version = readVersion(preference(raw, 'ngsi-ld') ?? '')
  return version === undefined ? {} : { 'preference-applied': `ngsi-ld=${conformantVersion(version)}` }
}

function shown({ call, media }: Asked, stored: StoredSubscription, sysAttrs: boolean): JsonObject {
  const json = presentSubscription(stored.subscription, {
    context: call.context,
    now: call.now.toISOString(),
    status: stored.status,
    times: sysAttrs ? { createdAt: stored.createdAt, modifiedAt: stored.modifiedAt } : undefined,
  })
  return media === 'application/ld+json' ? { ...json, '@context': call.context.shown } : json
}
