/** Context information subscription (ETSI GS CIM 009 V1.9.1 §5.8): create, update, retrieve, query and delete. */
import {
  coreContextUrl,
  isProblem,
  parseSubscription,
  patchSubscription,
  stateOf,
  MASK,
  maskedUri,
  type Json,
  type Subscription,
  type SubscriptionStatus,
  type TermContext,
} from '@machinaka/ngsi'
import { isRefusal, refusal, type Clock, type Ids, type Postgres, type Refusal, type Signals, type Tenant } from '@machinaka/platform'
import {
  countSubscriptions,
  deleteSubscription,
  findSubscription,
  insertSubscription,
  listSubscriptions,
  statusOf,
  takeTurn,
  updateSubscription,
  type Door,
  type SubscriptionDocument,
  type SubscriptionRow,
} from './subscription-store.ts'

export const subscriptionStoreLimits = { ofCity: 20_000, page: 1_000 } as const

/** Tells every process that subscriptions of a city have changed: they read them anew. */
export const SUBSCRIPTIONS_CHANGED = 'context.subscriptions'

/** A subscription with its counters and times. */
export interface StoredSubscription {
  readonly subscription: Subscription
  readonly status: SubscriptionStatus
  readonly createdAt: string
  readonly modifiedAt: string
  readonly custom?: Json | undefined
}

/** One request about subscriptions. */
export interface SubscriptionCall {
  readonly tenant: Tenant
  readonly context: TermContext
  readonly now: Date
  /** The header NGSILD-Tenant as it was sent. */
  readonly tenantHeader?: string | undefined
  /** Where this broker was asked: the root of the addresses that it gives out. */
  readonly origin?: string | undefined
}

/** The operations of §5.8, with names in stored form on the way out. */
export interface SubscriptionOperations {
  /** §5.8.1: answers the id. `json` is the body without its @context. */
  create(call: SubscriptionCall, json: unknown): Promise<string | Refusal>
  /** §5.8.2. */
  update(call: SubscriptionCall, id: string, json: unknown): Promise<undefined | Refusal>
  /** §5.8.3. */
  retrieve(call: Pick<SubscriptionCall, 'tenant'>, id: string): Promise<StoredSubscription | Refusal>
  /** §5.8.4. */
  query(
    call: Pick<SubscriptionCall, 'tenant'>,
    page: { readonly limit: number; readonly offset: number; readonly count: boolean },
  ): Promise<{ readonly subscriptions: readonly StoredSubscription[]; readonly count: number | undefined }>
  /** §5.8.5. */
  delete(call: Pick<SubscriptionCall, 'tenant'>, id: string): Promise<undefined | Refusal>
}

/** The same for doors that parse for themselves (NGSIv2): subscriptions as checked values, `custom` beside them. */
export interface SubscriptionKeeping {
  add(tenant: Tenant, made: { readonly door: Door; readonly doc: SubscriptionDocument; readonly now: Date }): Promise<undefined | Refusal>
  /** Changes a subscription while nobody else does; `change` answers what stands afterwards, or refuses. */
  change(
    tenant: Tenant,
    which: { readonly id: string; readonly door: Door; readonly now: Date },
    change: (standing: SubscriptionDocument) => SubscriptionDocument | Refusal,
  ): Promise<undefined | Refusal>
  find(tenant: Tenant, id: string, door: Door): Promise<StoredSubscription | undefined>
  list(
    tenant: Tenant,
    page: { readonly door: Door; readonly limit: number; readonly offset: number; readonly count: boolean },
  ): Promise<{ readonly subscriptions: readonly StoredSubscription[]; readonly count: number | undefined }>
  remove(tenant: Tenant, id: string): Promise<boolean>
}

export interface SubscriptionNeeds {
  readonly postgres: Postgres
  readonly ids: Ids
  readonly clock: Clock
  readonly signals?: Pick<Signals, 'send'> | undefined
  /** What the value of an @context means, and where one that a request brought itself can be had (§5.13). */
  readonly contexts: {
    resolve(tenant: Tenant, value: unknown): Promise<TermContext | Refusal>
    /** Keeps an @context as ImplicitlyCreated; answers its local id. */
    add?(tenant: Tenant, document: unknown, kind: 'ImplicitlyCreated'): Promise<string | Refusal>
  }
  /** Counts that are not in the store yet. */
  readonly pending?: ((tenant: Tenant, id: string) => Partial<SubscriptionStatus> | undefined) | undefined
  /** Told after a commit that subscriptions of a city changed. */
  readonly changed?: ((tenant: Tenant) => void) | undefined
}

const absent = (id: string): Refusal => refusal('context.subscription-absent', `There is no subscription ${id} here.`)

export function createSubscriptions(needs: SubscriptionNeeds): SubscriptionOperations & SubscriptionKeeping {
  const keeping = createKeeping(needs)
  return {
    ...keeping,
    create: async (call, json) => {
      const subscription = parseSubscription(json, {
        context: call.context,
        now: call.now.toISOString(),
        id: `urn:ngsi-ld:Subscription:${needs.ids.uuid()}`,
      })
      if (isProblem(subscription)) return refusal('context.subscription-invalid', subscription.detail, { problem: subscription.problem })
      const doc = await documentOf(needs, call, subscription)
      if (isRefusal(doc)) return doc
      const refused = await keeping.add(call.tenant, { door: 'ngsi-ld', doc, now: call.now })
      return refused ?? subscription.id
    },
    update: async (call, id, json) => {
      const named = await contextNamed(needs, call.tenant, json)
      if (isRefusal(named)) return named
      return keeping.change(call.tenant, { id, door: 'ngsi-ld', now: call.now }, (standing) => {
        const patched = patchSubscription(standing.subscription, json, { context: call.context, now: call.now.toISOString() })
        if (isProblem(patched)) return refusal('context.subscription-invalid', patched.detail, { problem: patched.problem })
        const subscription = withSecrets(patched, standing.subscription)
        return { ...standing, subscription, ...(named === undefined ? {} : { context: named }) }
      })
    },
    retrieve: async ({ tenant }, id) => (await keeping.find(tenant, id, 'ngsi-ld')) ?? absent(id),
    query: ({ tenant }, page) => keeping.list(tenant, { door: 'ngsi-ld', ...page }),
    delete: async ({ tenant }, id) => {
      const found = await keeping.find(tenant, id, 'ngsi-ld')
      return found !== undefined && (await keeping.remove(tenant, id)) ? undefined : absent(id)
    },
  }
}

function createKeeping(needs: SubscriptionNeeds): SubscriptionKeeping {
  const { postgres } = needs
  const tell = async (tenant: Tenant): Promise<void> => {
    needs.changed?.(tenant)
    await needs.signals?.send(SUBSCRIPTIONS_CHANGED, { tenant })
  }
  const stored = (tenant: Tenant, row: SubscriptionRow): StoredSubscription => ({
    subscription: row.doc.subscription,
    status: { ...statusOf(row), ...merged(statusOf(row), needs.pending?.(tenant, row.id)) },
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    ...(row.doc.custom === undefined ? {} : { custom: row.doc.custom }),
  })
  return {
    add: async (tenant, { door, doc, now }) => {
      const made = await postgres.tenant(tenant, async (tx) => {
        if ((await countSubscriptions(tx, tenant)) >= subscriptionStoreLimits.ofCity)
          return refusal(
            'context.subscriptions-full',
            `A city may have ${subscriptionStoreLimits.ofCity} subscriptions. Delete some first.`,
            {
              limit: subscriptionStoreLimits.ofCity,
            },
          )
        return insertSubscription(tx, tenant, { door, doc, at: now.toISOString() })
      })
      if (isRefusal(made)) return made
      if (!made) return refusal('context.subscription-exists', `A subscription ${doc.subscription.id} exists already.`)
      await tell(tenant)
      return undefined
    },
    change: async (tenant, { id, door, now }, change) => {
      const refused = await postgres.tenant(tenant, async (tx) => {
        await takeTurn(tx, tenant)
        const row = await findSubscription(tx, tenant, { id, door })
        if (row === undefined) return absent(id)
        const doc = change(row.doc)
        if (isRefusal(doc)) return doc
        const at = now.toISOString()
        const renewed = stateOf(row.doc.subscription, at) !== 'active' && stateOf(doc.subscription, at) === 'active'
        await updateSubscription(tx, tenant, { doc, at, renewed, endpoint: endpointKey(doc.subscription.notification.endpoint.uri) })
        return undefined
      })
      if (refused === undefined) await tell(tenant)
      return refused
    },
    find: async (tenant, id, door) => {
      const row = await postgres.tenant(tenant, (tx) => findSubscription(tx, tenant, { id, door }))
      return row === undefined ? undefined : stored(tenant, row)
    },
    list: async (tenant, page) => {
      const { rows, count } = await postgres.tenant(tenant, (tx) => listSubscriptions(tx, tenant, page))
      return { subscriptions: rows.map((row) => stored(tenant, row)), count }
    },
    remove: async (tenant, id) => {
      const gone = await postgres.tenant(tenant, (tx) => deleteSubscription(tx, tenant, id))
      if (gone) await tell(tenant)
      return gone
    },
  }
}

/** What fails together: scheme, host and port of an endpoint. */
export function endpointKey(uri: string): string {
  const [, scheme = '', host = ''] = /^([a-z]+):\/\/(?:[^/@]*@)?([^/?#]*)/i.exec(uri) ?? []
  return `${scheme}://${host}`.toLowerCase()
}

/** With the @context that notifications are written in: `jsonldContext`, else that of the request (§5.8.1.4). */
async function documentOf(
  needs: SubscriptionNeeds,
  call: SubscriptionCall,
  subscription: Subscription,
): Promise<SubscriptionDocument | Refusal> {
  const named = await contextNamed(needs, call.tenant, { jsonldContext: subscription.jsonldContext })
  if (isRefusal(named)) return named
  const context = named ?? (isCore(call.context) ? undefined : call.context.source)
  const jsonldContext = named ?? (await urlOf(needs, call))
  if (isRefusal(jsonldContext)) return jsonldContext
  const { tenantHeader } = call
  return {
    subscription: { ...subscription, jsonldContext },
    ...(context === undefined ? {} : { context }),
    ...(tenantHeader === undefined ? {} : { tenantHeader }),
  }
}

const isCore = ({ source }: TermContext): boolean =>
  typeof source === 'string' && source.startsWith('https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context')

/** One URL for the @context of a request; several or embedded ones are kept here, and had from here (§5.13.2, §5.2.12). */
async function urlOf({ contexts }: SubscriptionNeeds, { tenant, context, origin }: SubscriptionCall): Promise<string | Refusal> {
  const core = coreContextUrl(context.core)
  const parts: readonly unknown[] = Array.isArray(context.source) ? context.source : [context.source]
  const own = parts.filter((one) => one !== core)
  const [only = core] = own
  if (own.length < 2 && typeof only === 'string') return only
  if (contexts.add === undefined || origin === undefined) return core
  const id = await contexts.add(tenant, { '@context': context.source }, 'ImplicitlyCreated')
  return isRefusal(id) ? id : `${origin}/ngsi-ld/v1/jsonldContexts/${id}`
}

/** The URL of `jsonldContext`, once it was seen to be an @context (LdContextNotAvailable, BadRequestData: §5.8.1.4). */
async function contextNamed({ contexts }: SubscriptionNeeds, tenant: Tenant, json: unknown): Promise<string | undefined | Refusal> {
  const url = typeof json === 'object' && json !== null && 'jsonldContext' in json ? json.jsonldContext : undefined
  if (typeof url !== 'string' || !/^https?:\/\/./.test(url)) return undefined
  const terms = await contexts.resolve(tenant, url)
  return isRefusal(terms) ? terms : url
}

/** A client that sends back an address as it was shown means the password that stands. */
function withSecrets(patched: Subscription, standing: Subscription): Subscription {
  const { endpoint } = patched.notification
  const known = standing.notification.endpoint.uri
  if (!endpoint.uri.includes(`:${MASK}@`) || endpoint.uri !== maskedUri(known)) return patched
  return { ...patched, notification: { ...patched.notification, endpoint: { ...endpoint, uri: known } } }
}

/** Counts in the store and those still in memory, together. */
function merged(stored: SubscriptionStatus, pending: Partial<SubscriptionStatus> | undefined): Partial<SubscriptionStatus> {
  if (pending === undefined) return {}
  const { timesSent = 0, timesFailed = 0, ...rest } = pending
  const newer = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  return { ...newer, timesSent: stored.timesSent + timesSent, timesFailed: stored.timesFailed + timesFailed }
}
