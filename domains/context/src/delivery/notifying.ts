/** Subscriptions and all that brings their notifications to the receivers, in one piece. */
import { stateOf, type CompiledSelector } from '@machinaka/ngsi'
import type { Clock, HttpClient, Ids, MqttPublishing, Postgres, Signals, Tenant } from '@machinaka/platform'
import type { Entities, EntitySelector, StoredEntity } from '../broker.ts'
import type { CommittedFeed } from '../changes.ts'
import { writeV2 } from '../v2/v2-notifications.ts'
import { readRows, storedEntity } from '../rows.ts'
import type { Listener } from '../subscriptions/registry.ts'
import { createSubscriptions, type SubscriptionNeeds } from '../subscriptions/subscriptions.ts'
import { createBacklog, openAdmission, type BacklogLimits } from './admission.ts'
import type { CityNeeds } from './city-delivery.ts'
import { createDelivery } from './delivery.ts'
import type { Notifying } from './door.ts'
import { createUndelivered } from './undelivered.ts'

export interface NotifyingNeeds {
  readonly postgres: Postgres
  readonly clock: Clock
  readonly ids: Ids
  readonly feed: Pick<CommittedFeed, 'subscribe'>
  readonly contexts: CityNeeds['contexts'] & SubscriptionNeeds['contexts']
  readonly entities: Pick<Entities, 'each'>
  /** Absent: subscriptions are kept, and nothing is delivered by this process. */
  readonly http?: Pick<HttpClient, 'send'> | undefined
  readonly mqtt?: Pick<MqttPublishing, 'publish'> | undefined
  readonly signals?: Signals | undefined
  readonly write?: CityNeeds['write']
  readonly random?: (() => number) | undefined
  readonly report?: ((error: unknown) => void) | undefined
  readonly lease_s?: number | undefined
  readonly backlog?: BacklogLimits | undefined
}

export function createNotifying(needs: NotifyingNeeds): Notifying {
  const { postgres, clock, ids, feed, contexts, http, signals, report = () => {} } = needs
  const delivery = createDelivery({
    postgres,
    clock,
    ids,
    feed,
    contexts,
    signals,
    report,
    http: http ?? { send: () => Promise.reject(new Error('There is no client for outside calls')) },
    mqtt: needs.mqtt,
    write: needs.write ?? writeV2,
    random: needs.random ?? Math.random,
    lease_s: needs.lease_s,
    find: (tenant, wanted) =>
      postgres.tenant(tenant, async (tx) => {
        const rows = await readRows(tx, tenant, wanted)
        return new Map([...rows].map(([id, row]) => [id, storedEntity(row)]))
      }),
    selected: (tenant, listener) => selectedBy(needs, tenant, listener),
  })
  const backlog =
    http === undefined ? undefined : createBacklog({ postgres, report, ...(needs.backlog === undefined ? {} : { limits: needs.backlog }) })
  return {
    subscriptions: createSubscriptions({
      postgres,
      ids,
      clock,
      signals,
      contexts,
      pending: delivery.pending,
      changed: (tenant) => delivery.subscriptionsChanged(tenant),
    }),
    undelivered: createUndelivered({ postgres, wake: (tenant) => delivery.wake(tenant, 'at-once') }),
    admission: backlog ?? openAdmission,
    enqueue: (tx, tenant, notification) => delivery.enqueue(tx, tenant, notification),
    wake: (tenant) => delivery.wake(tenant),
    start: async () => {
      if (http !== undefined) await delivery.start()
    },
    stop: async () => {
      backlog?.stop()
      if (http !== undefined) await delivery.stop()
    },
  }
}

/** What a subscription selects now (§5.8.6: all subscribed entities that match the conditions). */
function selectedBy({ entities, clock }: NotifyingNeeds, tenant: Tenant, { compiled }: Listener): AsyncIterable<readonly StoredEntity[]> {
  const { q, geo, scopeQ, selectors, subscription } = compiled
  if (stateOf(subscription, clock.now().toISOString()) !== 'active') return none()
  return entities.each(tenant, {
    ...(selectors === undefined ? {} : { anyOf: selectors.map((one, i) => selectorOf(one, subscription.entities?.[i]?.idPattern)) }),
    ...(q === undefined ? {} : { q }),
    ...(geo === undefined ? {} : { geo }),
    ...(scopeQ === undefined ? {} : { scopeQ }),
  })
}

const selectorOf = ({ types, ids, idPattern }: CompiledSelector, pattern: string | undefined): EntitySelector => ({
  ...(types === undefined ? {} : { types }),
  ...(ids === undefined ? {} : { ids: [...ids] }),
  ...(idPattern === undefined || pattern === undefined ? {} : { idPattern: pattern }),
})

async function* none(): AsyncGenerator<readonly StoredEntity[]> {}
